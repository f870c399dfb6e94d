/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/view.h"

enum err
view_policy(struct view *v, struct str hex, struct policy **out, struct why *why)
{
	struct policy_file *files;
	size_t n;
	struct lint lint = {.arena = v->arena};
	enum err e = store_policy_files(v->store, v->arena, hex, &files, &n);

	if (e != ERR_OK)
		return why_set(why, ERR_CORRUPT, "証跡にポリシー %.*s がありません。", STR_ARG(hex));
	if (policy_load(v->arena, files, n, out, &lint) != ERR_OK)
		return why_set(why, ERR_CORRUPT, "証跡のポリシー %.*s が読めません。", STR_ARG(hex));
	return ERR_OK;
}

enum err
view_open(struct arena *a, const struct home *h, struct view *out, struct why *why)
{
	int64_t version;
	enum err e;

	*out = (struct view){.arena = a};
	e = store_open(arena_str(a, h->db).p, STORE_READ, &out->store, why);
	if (e != ERR_OK)
		return e;
	if (store_town_version(out->store, a, &version, &out->policy_hex) != ERR_OK ||
	    store_town(out->store, a, &out->town) != ERR_OK)
		return why_set(why, ERR_CORRUPT, "「%.*s」から町を読めません。", STR_ARG(h->db));
	out->last = store_last_time(out->store);
	e = view_policy(out, out->policy_hex, &out->policy, why);
	if (e == ERR_OK)
		town_take_policy(a, &out->town, out->policy);
	return e;
}

void
view_close(struct view *v)
{
	store_close(&v->store);
}
