/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The policies that the engine knows: the one in force, and those of open matters. */
#include "gate/engine_inside.h"
#include "policy/load.h"

enum { FILES_ROOM = 16 * 1024 * 1024 };

static struct str
hash_hex(struct arena *a, const struct hash *h)
{
	struct buf b = buf_on(a, 2 * HASH_SIZE);

	buf_hex(&b, h->b, sizeof h->b);
	return buf_str(&b);
}

struct known *
engine_policy_find(const struct engine *e, struct str hex)
{
	struct known *k = e->known;

	while (k && !str_eq(k->hex, hex))
		k = k->next;
	return k;
}

enum err
engine_policy_add(
    struct engine *e, const struct policy_file *files, size_t n, struct known **out, struct why *why)
{
	struct arena *home = arena_new(POLICY_ARENA);
	struct lint lint = {.arena = home};
	struct policy *p;
	struct str hex;
	enum err err;

	if (policy_load(home, files, n, &p, &lint)) {
		err = why_set(why, ERR_MALFORMED, "%.*s",
		    STR_ARG(lint.n ? why_line(&lint.found[0]) : STR("ポリシーのファイルを読めません。")));
		arena_free(&home);
		return err;
	}
	hex = hash_hex(home, &p->hash);
	if ((*out = engine_policy_find(e, hex))) {
		arena_free(&home);
		return ERR_OK;
	}
	*out = ARENA_NEW(home, struct known);
	**out = (struct known){e->known, home, hex, p};
	e->known = *out;
	return ERR_OK;
}

enum err
engine_policy_get(struct engine *e, struct str hex, struct known **out, struct why *why)
{
	struct arena *reading;
	struct policy_file *files;
	size_t n;
	enum err err;

	if ((*out = engine_policy_find(e, hex)))
		return ERR_OK;
	reading = arena_new(FILES_ROOM);
	if ((err = store_policy_files(e->store, reading, hex, &files, &n)))
		why_set(why, err, "台帳にポリシー %.*s がありません。", STR_ARG(hex));
	else
		err = engine_policy_add(e, files, n, out, why);
	arena_free(&reading);
	return err;
}
