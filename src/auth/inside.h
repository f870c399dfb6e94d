/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of auth share with each other; nobody else includes it. */
#ifndef AUTH_INSIDE_H
#define AUTH_INSIDE_H

#include "auth/auth.h"
#include "auth/delay.h"
#include "auth/note.h"
#include "auth/vault.h"
#include "auth/workers.h"
#include "os/channel.h"
#include "proto/msg.h"

/* What a job is for. */
struct ask {
	enum msg_type type; /* LOGIN, CHANGE, CREDENTIAL */
	int64_t request;
	struct note login, person, ip;
	struct hash session; /* CHANGE: the one that asked, which goes on */
	bool known, shared;  /* LOGIN */
};

struct auth {
	struct arena *home;
	struct arena *scratch; /* while one message or job is answered */
	struct arena *frame;   /* while one frame is written */
	struct loop *loop;
	struct auth_options options;
	struct channel *web, *gate;
	struct vault *vault;
	struct delay *delay;
	struct workers *workers;
	struct ask asks[JOBS_MAX];
	char nobody[PASSWORD_HASH]; /* what the password of an unknown login is held against */
};

int64_t auth_now(const struct auth *a);
void auth_send(struct auth *a, struct channel *c, const struct msg *m);
/* Sends what has been said to both peers, as far as they take it. */
void auth_flush(struct auth *a);
/* News for the gate's access record. */
void auth_event(
    struct auth *a, struct str what, struct str person, struct str login, struct str ip, struct str detail);

/* --- sessions.c ---------------------------------------------------------------------- */
/* Makes one: `shown` is what the holder gets and nobody else has; the caller wipes it. */
enum { SHOWN = 64 };
enum err sessions_begin(struct auth *a, const struct session *s, char shown[SHOWN]) MUST_USE;
/* The session behind what a holder shows, used now; NULL when it is none or has ended. */
struct session *sessions_use(struct auth *a, struct str shown);
void sessions_end(struct auth *a, struct session *s);
/* Ends all sessions of a person but `spared` (NULL: none); tokens too when said so. */
void sessions_end_all(struct auth *a, struct str person, const struct hash *spared, bool tokens);
/* What has been idle too long ends. To be called from time to time, with no session in hand. */
void sessions_sweep(struct auth *a);

/* --- answers.c ------------------------------------------------------------------------ */
/* False for a message that this peer has no business to send. */
bool answers_take(struct auth *a, struct channel *from, const struct msg *m) MUST_USE;
workers_done answers_done;

#endif
