/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where one page is made: a read-only store, the town and the policies resident
 * beside it, an arena for the page. As many as there are server threads; a
 * handler has one to itself while it runs.
 */
#ifndef WEB_DESK_H
#define WEB_DESK_H

#include "model/case.h"
#include "store/store.h"

enum { DESK_POLICIES = 32 };

struct desk_policy {
	struct str hex;
	struct policy *policy;
};

struct desk {
	struct store *store;
	struct arena *page; /* reset before each page */
	struct arena *town_arena, *policy_arena;
	struct town town;
	bool town_there;
	const struct policy *policy; /* in force */
	struct str policy_hex;
	struct desk_policy known[DESK_POLICIES];
	size_t known_n;
	day today; /* the last day that began in the ledger */
	struct desk *next;
};

struct desks;

/* Opens `n` stores on DIR/town.db. */
enum err desks_open(struct arena *a, struct str dir, size_t n, struct desks **out, struct why *why) MUST_USE;
/* Waits for a free one. Its page arena is empty. */
struct desk *desk_take(struct desks *d);
void desk_put(struct desks *d, struct desk *k);
/* Begins the snapshot of one page; renews town and policy when they have changed. */
enum err desk_begin(struct desk *k) MUST_USE;
/* Ends it: before anything is sent. */
void desk_end(struct desk *k);
/* The moment it is in the town: the machine's clock, or the newest entry where a demo's clock was moved on. */
int64_t desk_now(struct desk *k);
/*
 * A matter as judge would see it, and the policy under which it began; ERR_NOT_FOUND. `facts` is zeroed or
 * what is known already.
 */
enum err desk_matter(struct desk *k, int64_t id, const struct policy **policy, struct facts *facts) MUST_USE;
/* The policy under which something began, loaded when it is met first. */
enum err desk_policy(struct desk *k, struct str hex, const struct policy **out) MUST_USE;

#endif
