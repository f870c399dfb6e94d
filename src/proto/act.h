/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An act: the one message that can change anything, the same on the wire, in
 * the API and on the command line. Its JSON keys stand in docs/protocol.md.
 */
#ifndef PROTO_ACT_H
#define PROTO_ACT_H

#include "codec/json.h"

enum act_kind {
#define ACT(name, word, who) ACT_##name,
#include "proto/act.def"
#undef ACT
	ACT_COUNT
};

enum outcome { OUTCOME_NONE, OUTCOME_PERMIT, OUTCOME_REFUSE, OUTCOME_RETURN, OUTCOME_CONDITIONAL };
enum act_channel { CHANNEL_WEB, CHANNEL_API, CHANNEL_CONSOLE, CHANNEL_STATION, CHANNEL_CLOCK };

enum { ACT_MAX = 960 * 1024, ACT_ID_MAX = 64 };

struct act {
	struct str id; /* given by the sender, 1..64 of A-Z a-z 0-9 . _ - */
	enum act_kind kind;
	int64_t matter;       /* 0 = none */
	struct str procedure; /* submit */
	struct str step;
	enum outcome outcome;    /* decide */
	int64_t seen;            /* seq of the matter's last entry on the author's page; -1 = not said */
	struct str post;         /* as which post; empty = the only or main one that fits */
	struct str setting;      /* set */
	struct str behalf;       /* entered for this person: body._paper, or his word is asked */
	int64_t renews;          /* submit: the permit (matter) that is asked for anew; 0 = none */
	struct str at;           /* submit: taken over from paper, goes on at this step */
	const struct json *body; /* a map, or NULL */
};

struct str act_word(enum act_kind k);
bool act_is_clock(enum act_kind k);  /* only the clock may */
bool act_may_clock(enum act_kind k); /* the clock may, too */
struct str outcome_word(enum outcome o);
struct str act_channel_word(enum act_channel c);

/*
 * Reads one act (strictly: unknown keys, keys that this act does not take and
 * wrong types are ERR_MALFORMED with the key named in Japanese). Views into the arena.
 */
enum err act_read(struct arena *a, struct str text, struct act *out, struct why *why) MUST_USE;
/* The JSON of an act; act_read gives the same act back. */
struct str act_write(struct arena *a, const struct act *act);

#endif
