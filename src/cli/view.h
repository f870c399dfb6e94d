/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A town opened to be read: its store, its people and the policy in force. */
#ifndef CLI_VIEW_H
#define CLI_VIEW_H

#include "cli/home.h"
#include "policy/load.h"
#include "store/store.h"

struct view {
	struct arena *arena;
	struct store *store;
	struct town town;
	struct policy *policy;
	struct str policy_hex;
	int64_t last; /* time of the last entry */
};

/* Ends with view_close; also after a failure. */
enum err view_open(struct arena *a, const struct home *h, struct view *out, struct why *why) MUST_USE;
void view_close(struct view *v);
/* A policy that the town has ever had, by its hash. */
enum err view_policy(struct view *v, struct str hex, struct policy **out, struct why *why) MUST_USE;

#endif
