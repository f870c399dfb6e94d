/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Policies on disk for the tests of this folder; `make unit` runs in the root of the tree. */
#ifndef TEST_POLICY_FILES_H
#define TEST_POLICY_FILES_H

#include <dirent.h>
#include <stdio.h>

#include "policy/load.h"

struct policy_files {
	struct policy_file f[POLICY_FILES_MAX + 1];
	size_t n;
};

static inline struct str
file_bytes(struct arena *a, const char *path)
{
	enum { MOST = 1 << 20 };
	char *p = arena_alloc(a, MOST);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL)
		return (struct str){NULL, 0};
	n = fread(p, 1, MOST, f);
	(void)fclose(f);
	return (struct str){p, n};
}

/* Puts a file into the set; one of the same name is replaced. */
static inline void
files_put(struct policy_files *to, struct str name, struct str bytes)
{
	size_t i = 0;

	while (i < to->n && !str_eq(to->f[i].name, name))
		i++;
	to->f[i] = (struct policy_file){name, bytes};
	if (i == to->n)
		to->n++;
}

/* All *.yaml of a folder. */
static inline void
files_put_dir(struct arena *a, struct policy_files *to, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL)
		if (str_ends(str_of(e->d_name), STR(".yaml")))
			files_put(to, arena_str(a, str_of(e->d_name)), file_bytes(a, arena_fmt(a, "%s/%s", dir, e->d_name).p));
	(void)closedir(d);
}

static inline void
lint_print(struct arena *a, const struct lint *lint)
{
	for (size_t i = 0; i < lint->n; i++) {
		struct why w = lint->found[i];
		struct str line;

		w.arena = a;
		line = why_line(&w);
		fprintf(stderr, "  %.*s\n", STR_ARG(line));
	}
}

#endif
