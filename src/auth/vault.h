/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What auth knows: credentials, tokens, sessions, one-time codes; of all of
 * them their hashes only. All of it is in memory (a hall has some hundred
 * people), and every change is a line in DIR/secret/journal before it counts.
 *
 * Why not a database: there is one reader, one writer, nothing to query, and
 * everything fits in memory; an append-only file with a checksum on each line is
 * as safe under kill -9 and a power failure (a torn last line is dropped, it was
 * never acknowledged) with a fraction of the code in the process that holds all
 * passwords' hashes.
 */
#ifndef AUTH_VAULT_H
#define AUTH_VAULT_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/hash.h"

struct vault;

struct credential {
	struct str login, person;
	struct str encoded; /* Argon2id; empty: taken away */
};

/* A session, or a token: a session that nobody logs in to and that does not end by itself. */
struct session {
	struct hash hash; /* of what the holder shows */
	struct str login, person;
	bool token, shared, ended;
	int64_t made, seen; /* seconds since the epoch */
	int64_t kept;       /* `seen` as the journal has it */
	struct session *next;
};

/* A code that somebody was given once, for a first or forgotten password; or a station, to begin. */
struct code {
	struct hash hash;         /* of what was given */
	struct str login, person; /* login empty: a station */
	int64_t until;            /* seconds since the epoch: from then on it is worth nothing */
	enum code_state {
		CODE_LIVE,
		CODE_USED,
		CODE_ENDED, /* another one was given, or none is needed any more */
	} state;
	struct code *next;
};

/*
 * Opens DIR/secret/journal, made when there is none. ERR_BUSY when another process has it, ERR_CORRUPT,
 * ERR_IO.
 */
enum err vault_open(struct str dir, struct vault **out, struct why *why) MUST_USE;
void vault_close(struct vault **v);

/* NULL when there is none, or when it has been taken away. */
const struct credential *vault_credential(const struct vault *v, struct str login);
/*
 * Sets or, with `encoded` empty, takes away. A person has one login: another one
 * that the person had goes; his codes end, and `code` (NULL: none) was used for
 * it. Durable when it returns; so are all that follow. ERR_FULL, ERR_IO: then
 * nothing has changed.
 */
enum err vault_set(struct vault *v, const struct credential *c, const struct hash *code) MUST_USE;
/* `code` as above: the one by which a station begins. */
enum err vault_begin(struct vault *v, const struct session *s, const struct hash *code) MUST_USE;
/* A new code; an older one of the person ends. */
enum err vault_code_add(struct vault *v, const struct code *c) MUST_USE;
enum err vault_codes_end(struct vault *v, struct str person) MUST_USE;
/* NULL for one that was never given, or that is long over. */
const struct code *vault_code(const struct vault *v, const struct hash *h);
enum err vault_end(struct vault *v, struct session *s) MUST_USE;
/* NULL for one that is not known or has ended. */
struct session *vault_session(const struct vault *v, const struct hash *h);
/* Has this person a code that is not used, whatever its time? */
bool vault_code_lives(const struct vault *v, struct str person);
/* The first of all sessions, the ended among them; go on by ->next. */
struct session *vault_sessions(const struct vault *v);
/*
 * The session was used: memory at once, the journal when it is behind by more than `slack` seconds. Not
 * durable.
 */
void vault_touch(struct vault *v, struct session *s, int64_t now, int64_t slack);
/*
 * When more has ended than lives, writes the journal anew and reads it again:
 * no pointer into the vault outlives this. Codes stay until their time is over,
 * so that one that was used can be told from one that was never given.
 */
enum err vault_tidy(struct vault *v, int64_t now, struct why *why) MUST_USE;

#endif
