/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/policy_folder.h"

#include "os/file.h"

enum err
policy_folder_read(struct arena *a, struct str path, struct policy_folder *out, struct why *why)
{
	struct str *names;
	size_t n;
	enum err e = file_list(a, path, &names, &n, why);

	*out = (struct policy_folder){NULL, 0, NULL};
	if (e != ERR_OK)
		return e;
	out->files = arena_array(a, n + 1, sizeof *out->files);
	for (size_t i = 0; i < n; i++) {
		struct policy_file *f = &out->files[out->n];

		if (!str_ends(names[i], STR(".yaml")))
			continue;
		if (out->n == POLICY_FILES_MAX)
			return why_set(why, ERR_TOO_LARGE, "「%.*s」の YAML ファイルが %d 個を超えています。",
			    STR_ARG(path), POLICY_FILES_MAX);
		e = file_read(a, file_join(a, path, names[i]), POLICY_FILE_MAX, &f->bytes, why);
		if (e != ERR_OK)
			return e;
		f->name = names[i];
		out->n++;
	}
	if (out->n == 0)
		return why_set(why, ERR_NOT_FOUND, "「%.*s」に YAML ファイルがありません。", STR_ARG(path));
	return ERR_OK;
}

/* The lint knows the files by their names; a reader wants to open them. */
void
policy_folder_print(struct arena *a, struct str path, const struct lint *lint, FILE *to)
{
	for (size_t i = 0; i < lint->n; i++) {
		struct why w = lint->found[i];
		struct str line;

		w.arena = a;
		if (w.file.n > 0)
			w.file = file_join(a, path, w.file);
		line = why_line(&w);
		fprintf(to, "%.*s\n", STR_ARG(line));
	}
}

enum err
policy_folder_load(struct arena *a, struct str path, struct policy_folder *out, FILE *to, struct why *why)
{
	struct lint lint = {.arena = a};
	enum err e = policy_folder_read(a, path, out, why);

	if (e != ERR_OK)
		return e;
	e = policy_load(a, out->files, out->n, &out->policy, &lint);
	policy_folder_print(a, path, &lint, to);
	if (e != ERR_OK)
		return why_set(why, e, "ポリシー「%.*s」に誤りが %zu 件あります。", STR_ARG(path), lint.n);
	return ERR_OK;
}
