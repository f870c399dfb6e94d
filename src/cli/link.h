/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a command reaches the gate: over DIR/run/gate.sock; when no gate runs,
 * gate, auth and seal are started for as long as the command's work takes.
 */
#ifndef CLI_LINK_H
#define CLI_LINK_H

#include "cli/home.h"
#include "proto/act.h"
#include "proto/msg.h"

struct link;

/* What a command does while it is linked. */
typedef enum err link_work(struct link *l, void *context);
/* Calls `work` once the gate is there; returns what it returned, or why there is no gate. */
enum err link_with(
    struct arena *a, const struct home *h, link_work *work, void *context, struct why *why) MUST_USE;
/*
 * Sends a question whose first field is `request` and waits for its answer,
 * which must be of the type `answer`; its texts are copied into the arena.
 */
enum err link_ask(
    struct link *l, struct msg *question, enum msg_type answer, struct msg *out, struct why *why) MUST_USE;
/* An act by the bearer of a token, or (token.p = NULL, demo and test towns) as `login`; the answer's JSON. */
enum err link_act(struct link *l, struct str token, struct str login, struct str act, struct str *answer,
    struct why *why) MUST_USE;
/* The one line of a token file. */
enum err link_token(struct arena *a, struct str path, struct str *token, struct why *why) MUST_USE;

#endif
