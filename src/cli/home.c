/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/home.h"

#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

#include "os/file.h"

enum { PATH_BYTES = 4096, TREE_DEEP = 16 };

void
home_at(struct arena *a, struct str dir, struct home *out)
{
	out->dir = dir;
	out->db = file_join(a, dir, STR("town.db"));
	out->keys = file_join(a, dir, STR("keys"));
	out->log_key = file_join(a, out->keys, STR("log.key"));
	out->blob_key = file_join(a, out->keys, STR("blob.key"));
	out->log_pub = file_join(a, out->keys, STR("log.pub"));
	out->start_key = file_join(a, out->keys, STR("start.key"));
	out->start_path = file_join(a, out->keys, STR("start.path"));
	out->blobs = file_join(a, dir, STR("blobs"));
	out->events = file_join(a, dir, STR("events"));
	out->run = file_join(a, dir, STR("run"));
	out->sock = file_join(a, out->run, STR("gate.sock"));
}

enum err
home_find(struct arena *a, struct str dir, struct home *out, struct why *why)
{
	home_at(a, dir, out);
	if (!file_exists(out->db))
		return why_set(why, ERR_NOT_FOUND,
		    "「%.*s」は町ではありません(town.db がありません)。sekimori init で作ります。",
		    STR_ARG(dir));
	return ERR_OK;
}

enum err
home_start_key(struct arena *a, const struct home *h, struct str *path, struct why *why)
{
	enum err e;

	*path = h->start_key;
	if (!file_exists(h->start_path))
		return ERR_OK;
	e = file_read(a, h->start_path, PATH_BYTES, path, why);
	*path = str_trim(*path);
	return e;
}

struct str
home_absolute(struct arena *a, struct str path)
{
	char here[PATH_BYTES];

	if (str_starts(path, STR("/")) || getcwd(here, sizeof here) == NULL)
		return path;
	return file_join(a, str_of(here), path);
}

static int
home_unlink(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

void
home_remove(struct arena *a, struct str dir)
{
	/* what cannot be removed stays to be seen: it was never a town */
	(void)nftw(arena_str(a, dir).p, home_unlink, TREE_DEEP, FTW_DEPTH | FTW_PHYS);
}
