/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* In whose name a command acts: --token FILE, --as LOGIN in practice towns, else the installer while there is one. */
#ifndef CLI_ACTOR_H
#define CLI_ACTOR_H

#include "cli/command.h"
#include "cli/link.h"
#include "cli/view.h"

/* The town's today: a demo's clock may be ahead of the machine's. */
day actor_today(const struct view *v);
/* A fresh id for an act: "people-0123456789abcdef". */
struct str actor_id(struct arena *a, const char *word);
/*
 * Sends one act and waits for its answer. ERR_OK when it was allowed; otherwise
 * *why says what the gate said, with the way out.
 */
enum err actor_send(
    struct call *c, struct view *v, struct link *l, struct str act, struct str *answer) MUST_USE;

#endif
