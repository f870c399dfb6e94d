/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/desk.h"

#include <pthread.h>

#include "base/die.h"
#include "os/file.h"
#include "os/loop.h"
#include "policy/load.h"
#include "query.h"

enum { PAGE_CAP = 64 * 1024 * 1024, TOWN_CAP = 64 * 1024 * 1024, POLICY_CAP = 512 * 1024 * 1024 };

struct desks {
	pthread_mutex_t lock;
	pthread_cond_t free;
	struct desk *first;
};

static enum err
desk_open(struct str path, struct desk *k, struct why *why)
{
	enum err e = store_open(path.p, STORE_READ, &k->store, why);

	if (e != ERR_OK)
		return e;
	k->page = arena_new(PAGE_CAP);
	k->town_arena = arena_new(TOWN_CAP);
	k->policy_arena = arena_new(POLICY_CAP);
	return ERR_OK;
}

enum err
desks_open(struct arena *a, struct str dir, size_t n, struct desks **out, struct why *why)
{
	struct desks *d = ARENA_NEW(a, struct desks);
	struct str path = arena_str(a, file_join(a, dir, STR("town.db")));

	if (pthread_mutex_init(&d->lock, NULL) != 0 || pthread_cond_init(&d->free, NULL) != 0)
		die("mutex");
	for (size_t i = 0; i < n; i++) {
		struct desk *k = ARENA_NEW(a, struct desk);
		enum err e = desk_open(path, k, why);

		if (e != ERR_OK)
			return e;
		k->next = d->first;
		d->first = k;
	}
	*out = d;
	return ERR_OK;
}

struct desk *
desk_take(struct desks *d)
{
	struct desk *k;

	pthread_mutex_lock(&d->lock);
	while (d->first == NULL)
		pthread_cond_wait(&d->free, &d->lock);
	k = d->first;
	d->first = k->next;
	pthread_mutex_unlock(&d->lock);
	arena_reset(k->page);
	return k;
}

void
desk_put(struct desks *d, struct desk *k)
{
	pthread_mutex_lock(&d->lock);
	k->next = d->first;
	d->first = k;
	pthread_cond_signal(&d->free);
	pthread_mutex_unlock(&d->lock);
}

static struct policy *
policy_known(const struct desk *k, struct str hex)
{
	for (size_t i = 0; i < k->known_n; i++)
		if (str_eq(k->known[i].hex, hex))
			return k->known[i].policy;
	return NULL;
}

enum err
desk_policy(struct desk *k, struct str hex, const struct policy **out)
{
	struct policy *p = policy_known(k, hex);
	struct policy_file *files;
	struct lint lint = {.arena = k->page};
	size_t n;
	enum err e;

	*out = p;
	if (p)
		return ERR_OK;
	if (k->known_n == DESK_POLICIES)
		return ERR_BUSY; /* made room for when the next page begins */
	e = store_policy_files(k->store, k->page, hex, &files, &n);
	if (e == ERR_OK)
		e = policy_load(k->policy_arena, files, n, &p, &lint);
	if (e != ERR_OK)
		return ERR_CORRUPT;
	k->known[k->known_n++] = (struct desk_policy){arena_str(k->policy_arena, hex), p};
	*out = p;
	return ERR_OK;
}

/* More policies than a town has in a generation: forget all, they come back one by one. */
static void
policies_make_room(struct desk *k)
{
	if (k->known_n < DESK_POLICIES)
		return;
	arena_reset(k->policy_arena);
	k->known_n = 0;
}

static enum err
town_renew(struct desk *k, const struct q_page_town_out *row)
{
	enum err e = ERR_OK;

	policies_make_room(k);
	if (!k->town_there || k->town.version != row->version) {
		arena_reset(k->town_arena);
		k->town_there = false;
		e = store_town(k->store, k->town_arena, &k->town);
		k->town_there = e == ERR_OK;
	}
	if (e == ERR_OK)
		e = desk_policy(k, row->policy, &k->policy);
	if (e != ERR_OK)
		return e;
	town_take_policy(k->town_arena, &k->town, k->policy);
	k->policy_hex = k->known_n ? row->policy : STR("");
	return ERR_OK;
}

enum err
desk_begin(struct desk *k)
{
	struct q_page_town_out row;
	enum err e = store_snapshot(k->store);

	if (e != ERR_OK)
		return e;
	e = q_page_town(k->store, k->page, &row);
	if (e == ERR_OK)
		e = town_renew(k, &row);
	if (e == ERR_OK && !day_parse_iso(row.day, &k->today))
		k->today = day_of_time(loop_clock());
	if (e != ERR_OK)
		desk_end(k);
	return e;
}

int64_t
desk_now(struct desk *k)
{
	struct q_page_last_time_out row;
	int64_t now = loop_clock();

	if (q_page_last_time(k->store, k->page, &row) == ERR_OK && row.time > now)
		return row.time;
	return now;
}

void
desk_end(struct desk *k)
{
	store_snapshot_end(k->store);
}

enum err
desk_matter(struct desk *k, int64_t id, const struct policy **policy, struct facts *facts)
{
	const struct need_key key = {.kind = NEED_MATTER, .id = id};
	struct str hex;
	enum err e = store_matter_policy(k->store, k->page, id, &hex);

	if (e == ERR_OK)
		e = desk_policy(k, hex, policy);
	if (e == ERR_OK)
		e = store_facts(k->store, k->page, *policy, &key, 1, facts);
	return e == ERR_OK && facts->matter == NULL ? ERR_NOT_FOUND : e;
}
