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
	enum msg_type type; /* LOGIN, CHANGE, CREDENTIAL, CLAIM */
	int64_t request;
	struct note login, person, ip;
	struct hash session; /* CHANGE: the one that asked, which goes on */
	struct hash code;    /* CLAIM */
	bool known, shared;  /* LOGIN, CLAIM */
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
/* `code`: the one that was used for it, or NULL. */
enum err sessions_begin(
    struct auth *a, const struct session *s, const struct hash *code, char shown[SHOWN]) MUST_USE;
/* A station: nobody logs in to it with a name, and its session does not end by itself. */
bool sessions_is_station(const struct session *s);
/* The session behind what a holder shows, used now; NULL when it is none or has ended. */
struct session *sessions_use(struct auth *a, struct str shown);
void sessions_end(struct auth *a, struct session *s);
/* Ends all sessions of a person but `spared` (NULL: none); tokens too when said so. */
void sessions_end_all(struct auth *a, struct str person, const struct hash *spared, bool tokens);
/* What has been idle too long ends. To be called from time to time, with no session in hand. */
void sessions_sweep(struct auth *a);

/* --- answers.c ------------------------------------------------------------------------ */
typedef void on_message(struct auth *a, const struct msg *m);
typedef void on_job(struct auth *a, const struct job *j, const struct ask *ask);
void answers_login(struct auth *a, const struct msg_LOGGED_IN *m);
void answers_set_up(struct auth *a, int64_t request, enum err e, struct str why);
/* Of a failure of the journal, for the screen. */
struct str answers_why(enum err e);
/* The password that a job shall hash; rule_password has let it pass. */
void answers_make(struct job *j, struct str password);
/* What rule_password says today. */
struct str answers_refusal(struct auth *a, struct str password, struct str login, struct str words);
/* False for a message that this peer has no business to send. */
bool answers_take(struct auth *a, struct channel *from, const struct msg *m) MUST_USE;
workers_done answers_done;

/* --- codes.c --------------------------------------------------------------------------- */
on_message codes_on_code, codes_on_claim, codes_on_station_end;
on_job codes_claim_done;

#endif
