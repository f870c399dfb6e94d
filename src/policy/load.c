/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/load.h"

#include "crypto/bundle.h"
#include "policy/build.h"
#include "policy/lint.h"
#include "policy/schema.h"

static void
lint_begin(struct arena *a, struct lint *l)
{
	l->arena = a;
	l->n = 0;
	l->found = arena_array(a, LINT_MAX, sizeof *l->found);
}

/* Copies the files, sorted by name. */
static struct policy *
files_take(struct arena *a, const struct policy_file *files, size_t n)
{
	struct policy *p = ARENA_NEW(a, struct policy);

	p->files = arena_array(a, n, sizeof *p->files);
	for (size_t i = 0; i < n; i++) {
		struct str name = arena_str(a, files[i].name);
		size_t at = p->file_n++;

		for (; at && str_cmp(name, p->files[at - 1].name) < 0; at--)
			p->files[at] = p->files[at - 1];
		p->files[at].name = name;
		p->files[at].bytes = files[i].bytes;
	}
	for (size_t i = 0; i < n; i++)
		if (p->files[i].bytes.n <= POLICY_FILE_MAX)
			p->files[i].bytes = arena_str(a, p->files[i].bytes);
	return p;
}

static bool
name_is_fine(struct str name)
{
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];
		bool word =
		    (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';

		if (!word)
			return false;
	}
	return name.n > 5 && name.n <= 80 && name.p[0] != '.' && str_ends(name, STR(".yaml"));
}

static void
names_check(const struct policy *p, struct lint *lint)
{
	bool head = false;

	for (size_t i = 0; i < p->file_n; i++) {
		struct str name = p->files[i].name;
		struct place at = {name, 0, 0};

		head = head || str_eq(name, STR("policy.yaml"));
		if (!name_is_fine(name))
			finding_add(lint, at,
			    "ファイル名は半角の英小文字・数字・「-」「_」で、「.yaml」で終わらなければなりません。");
		if (i && str_eq(name, p->files[i - 1].name))
			finding_add(lint, at, "同じ名前のファイルが2つあります。");
	}
	if (!head)
		finding_add(lint, (struct place){STR("policy.yaml"), 0, 0},
		    "ポリシーの要のファイル policy.yaml がありません。");
}

static enum schema_map
map_of(struct str name)
{
	return str_eq(name, STR("policy.yaml")) ? MAP_POLICY : MAP_CHAPTER;
}

static void
hash_take(struct arena *a, struct policy *p)
{
	struct bundle_file *files = arena_array(a, p->file_n, sizeof *files);

	for (size_t i = 0; i < p->file_n; i++)
		files[i] = (struct bundle_file){p->files[i].name, p->files[i].bytes};
	p->hash = bundle_hash(files, p->file_n);
}

static void
head_build(const struct build *b)
{
	for (size_t i = 0; i < b->root_n; i++)
		if (map_of(b->p->files[i].name) == MAP_POLICY) {
			b->p->id = node_text(b->roots[i], "id");
			b->p->label = node_text(b->roots[i], "label");
			b->p->town = node_text(b->roots[i], "town");
		}
}

/* Every file as a tree, each checked against the schema. False when one could not be read at all. */
static bool
trees_read(struct build *b)
{
	size_t budget = YAML_NODES_MAX;

	b->roots = arena_array(b->a, b->p->file_n, sizeof(void *));
	for (size_t i = 0; i < b->p->file_n; i++) {
		struct node *root = yaml_read(b->a, &b->p->files[i], &budget, b->lint);

		if (root == NULL)
			continue;
		b->roots[b->root_n++] = root;
		schema_check(b->a, root, map_of(b->p->files[i].name), b->lint);
	}
	return b->root_n == b->p->file_n;
}

enum err
policy_load(
    struct arena *a, const struct policy_file *files, size_t n, struct policy **out, struct lint *lint)
{
	struct build b = {.a = a, .lint = lint};

	*out = NULL;
	lint_begin(a, lint);
	if (n > POLICY_FILES_MAX) {
		finding_add(lint, (struct place){STR(""), 0, 0}, "ファイルが多すぎます（上限%d）。",
		    POLICY_FILES_MAX);
		return ERR_MALFORMED;
	}
	b.p = files_take(a, files, n);
	names_check(b.p, lint);
	if (lint->n == 0 && trees_read(&b)) {
		head_build(&b);
		organisation_build(&b);
		register_build(&b);
		settings_link(&b);
		procedure_build(&b);
		measure_build(&b);
		lint_policy(b.p, lint);
		lint_procedures(b.p, lint);
	}
	finding_sort(lint);
	if (lint->n)
		return ERR_MALFORMED;
	hash_take(a, b.p);
	*out = b.p;
	return ERR_OK;
}
