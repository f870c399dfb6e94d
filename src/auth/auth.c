/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/inside.h"

#include <stdio.h>

#include "base/die.h"
#include "base/secret.h"
#include "crypto/random.h"

enum { HOME_ARENA = 1024 * 1024, SCRATCH_ARENA = 1024 * 1024, MESSAGE_MAX = 16 * 1024, SWEEP_MS = 15 * 1000 };

int64_t
auth_now(const struct auth *a)
{
	return a->options.clock ? a->options.clock(a->options.clock_context) : loop_clock();
}

void
auth_send(struct auth *a, struct channel *c, const struct msg *m)
{
	struct buf b;
	bool fits;

	arena_reset(a->frame);
	b = buf_on(a->frame, MESSAGE_MAX);
	fits = msg_write(&b, m);
	must(fits); /* rule.h and sentences of our own bound what we say */
	channel_send(c, buf_str(&b));
	secret_wipe(b.p, b.n); /* it may be somebody's session */
}

void
auth_event(
    struct auth *a, struct str what, struct str person, struct str login, struct str ip, struct str detail)
{
	if (a->gate)
		auth_send(
		    a, a->gate, &(struct msg){.type = MSG_EVENT, .EVENT = {what, person, login, ip, detail}});
}

static void
peer_gone(struct auth *a)
{
	loop_stop(a->loop); /* the supervisor starts all of us anew */
}

static void
peer_flush(struct auth *a, struct channel *c)
{
	if (c == NULL)
		return;
	if (channel_flush(c) != ERR_OK) {
		peer_gone(a);
		return;
	}
	loop_change(a->loop, channel_fd(c), LOOP_IN | (channel_has_output(c) ? LOOP_OUT : 0));
}

void
auth_flush(struct auth *a)
{
	peer_flush(a, a->web);
	peer_flush(a, a->gate);
}

static void
peer_ready(struct auth *a, struct channel *c)
{
	enum err e = channel_fill(c);
	struct str frame;
	struct msg m;

	while (channel_next(c, &frame)) {
		arena_reset(a->scratch);
		if (msg_read(frame, &m) == ERR_OK && answers_take(a, c, &m))
			continue;
		fprintf(stderr, "sekimori-auth: %s が許されていない要求を送りました\n",
		    c == a->web ? "web" : "gate");
		peer_gone(a);
		return;
	}
	if (e)
		peer_gone(a);
	else
		auth_flush(a);
}

static void
web_ready(void *auth, int events)
{
	struct auth *a = auth;

	(void)events;
	peer_ready(a, a->web);
}

static void
gate_ready(void *auth, int events)
{
	struct auth *a = auth;

	(void)events;
	peer_ready(a, a->gate);
}

/* A hash that nothing matches, made like every other. */
static void
nobody_make(struct auth *a)
{
	unsigned char bytes[32];

	random_fill(bytes, sizeof bytes);
	password_hash((struct str){(const char *)bytes, sizeof bytes}, a->nobody);
}

static void
sweep_tick(void *auth)
{
	struct auth *a = auth;

	arena_reset(a->scratch);
	sessions_sweep(a);
	auth_flush(a);
	loop_after(a->loop, SWEEP_MS, sweep_tick, a);
}

enum err
auth_open(struct loop *loop, const struct auth_options *o, struct auth **out, struct why *why)
{
	struct arena *home = arena_new(HOME_ARENA);
	struct auth *a = ARENA_NEW(home, struct auth);
	enum err e = vault_open(o->dir, &a->vault, why);

	if (e) {
		arena_free(&home);
		*out = NULL;
		return e;
	}
	a->home = home;
	a->scratch = arena_new(SCRATCH_ARENA);
	a->frame = arena_new(4 * MESSAGE_MAX);
	a->loop = loop;
	a->options = *o;
	a->delay = delay_new(home);
	a->workers = workers_new(home, loop, answers_done, a);
	nobody_make(a);
	if (o->web >= 0) {
		a->web = channel_new(o->web, MSG_MAX);
		loop_watch(loop, o->web, LOOP_IN, web_ready, a);
	}
	if (o->gate >= 0) {
		a->gate = channel_new(o->gate, MSG_MAX);
		loop_watch(loop, o->gate, LOOP_IN, gate_ready, a);
	}
	loop_after(loop, 0, sweep_tick, a);
	*out = a;
	return ERR_OK;
}

static void
peer_close(struct auth *a, struct channel **c)
{
	if (*c)
		loop_forget(a->loop, channel_fd(*c));
	channel_free(c);
}

void
auth_close(struct auth **ap)
{
	struct auth *a = *ap;
	struct arena *home;

	if (a == NULL)
		return;
	workers_free(&a->workers);
	loop_after(a->loop, -1, sweep_tick, a);
	peer_close(a, &a->web);
	peer_close(a, &a->gate);
	vault_close(&a->vault);
	arena_free(&a->scratch);
	arena_free(&a->frame);
	home = a->home;
	arena_free(&home);
	*ap = NULL;
}
