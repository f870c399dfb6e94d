/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-seal: signs the log as far as it extends what was signed before.
 *
 * Reads: hashes of entries from gate.
 * Holds: the log's signing key; DIR/seal.state, how far it has signed.
 * Never: sees an entry, takes a root from anybody, opens a file after its
 *        start.
 */
#include <stdio.h>

#include "crypto/keyfile.h"
#include "ledger/checkpoint.h"
#include "os/channel.h"
#include "os/confine.h"
#include "os/file.h"
#include "os/inherit.h"
#include "proto/msg.h"
#include "seal/seal.h"

enum { ARENA = 8 * 1024 * 1024, FILE_MAX = 64 * 1024 };

/* What the signer needs for its life. */
struct signer {
	struct arena *arena;   /* for its life */
	struct arena *scratch; /* for one question */
	struct secret *seed;
	struct seal *seal;
	struct channel *gate;
};

static enum err
seed_open(struct signer *s, const struct inherited *in, struct why *why)
{
	struct str start_path = in->start_key, text, start;
	enum err e;

	if (start_path.n == 0)
		start_path = file_join(s->arena, in->dir, STR("keys/start.key"));
	e = file_read(s->scratch, file_join(s->arena, in->dir, STR("keys/log.key")), FILE_MAX, &text, why);
	if (e == ERR_OK)
		e = file_read(s->scratch, start_path, FILE_MAX, &start, why);
	if (e == ERR_OK) {
		e = keyfile_unwrap(text, start, &s->seed, why);
		secret_wipe((void *)(uintptr_t)start.p, start.n);
	}
	arena_reset(s->scratch);
	return e;
}

/* The log's name stands in its public key; a private key of another log must not sign under it. */
static enum err
origin_read(struct signer *s, const struct inherited *in, struct str *origin, struct why *why)
{
	struct str text;
	unsigned char public_key[SIGN_PUBLIC];
	struct verifier v;
	enum err e =
	    file_read(s->arena, file_join(s->arena, in->dir, STR("keys/log.pub")), FILE_MAX, &text, why);

	if (e == ERR_OK)
		e = verifier_read(s->arena, str_trim(text), &v, why);
	if (e)
		return e;
	sign_public(s->seed, public_key);
	if (!secret_equal(public_key, v.public_key, SIGN_PUBLIC))
		return why_set(why, ERR_CONFLICT, "署名鍵 log.key と公開鍵 log.pub が組になっていません");
	*origin = v.name;
	return ERR_OK;
}

/* --- questions ------------------------------------------------------------------------ */

static enum err
tell(struct channel *c, struct arena *a, const struct msg *m)
{
	struct buf b = buf_on(a, MSG_MAX + MSG_HEAD);

	if (!msg_write(&b, m))
		return ERR_TOO_LARGE;
	channel_send(c, buf_str(&b));
	return channel_flush(c);
}

static enum err
tell_where(struct signer *s, struct why *why)
{
	struct msg m = {.type = MSG_SEAL_AT};
	enum err e = seal_extend(s->seal, seal_size(s->seal), NULL, 0, s->scratch, &m.SEAL_AT.note);

	if (e)
		return why_set(why, e, "検印を作れません");
	m.SEAL_AT.size = (int64_t)seal_size(s->seal);
	m.SEAL_AT.key = seal_key(s->seal, s->scratch);
	return tell(s->gate, s->scratch, &m);
}

static enum err
on_extend(struct signer *s, const struct msg_EXTEND *m)
{
	struct msg answer = {.type = MSG_SEALED, .SEALED = {.err = ERR_MALFORMED}};
	const struct hash *leaves =
	    (const struct hash *)(const void *)m->leaves.p; /* bytes: nothing to align */

	if (m->size >= 0 && m->leaves.n % HASH_SIZE == 0)
		answer.SEALED.err = seal_extend(s->seal, (uint64_t)m->size, leaves, m->leaves.n / HASH_SIZE,
		    s->scratch, &answer.SEALED.note);
	if (answer.SEALED.err)
		answer.SEALED.note = STR("");
	answer.SEALED.size = (int64_t)seal_size(s->seal);
	return tell(s->gate, s->scratch, &answer);
}

/* Until gate has gone. */
static enum err
serve(struct signer *s, struct why *why)
{
	struct str frame;
	struct msg m;
	enum err e;

	for (;;) {
		e = channel_wait(s->gate, -1, &frame);
		if (e == ERR_CLOSED)
			return ERR_OK;
		if (e)
			return why_set(why, e, "gate から読めません");
		arena_reset(s->scratch);
		if (msg_read(frame, &m) != ERR_OK || m.type != MSG_EXTEND)
			return why_set(why, ERR_MALFORMED, "gate が許されていない要求を送りました");
		e = on_extend(s, &m.EXTEND);
		if (e && e != ERR_CLOSED)
			return why_set(why, e, "gate に返答できません");
	}
}

/* --- start ------------------------------------------------------------------------------ */

/* All files are opened before the confinement: after it there is none to open. */
static enum err
seal_run(struct signer *s, const struct inherited *in, struct why *why)
{
	struct channel *supervisor = in->supervisor >= 0 ? channel_new(in->supervisor, MSG_MAX) : NULL;
	struct msg ready = {.type = MSG_READY, .READY = {.name = STR("seal")}};
	struct str origin = STR("");
	enum err e;

	if (in->gate < 0)
		return why_set(why, ERR_MALFORMED, "sekimori run から起動されるプログラムです");
	s->gate = channel_new(in->gate, MSG_MAX);
	if ((e = seed_open(s, in, why)) || (e = origin_read(s, in, &origin, why)) ||
	    (e = seal_open(arena_str(s->arena, in->dir).p, s->seed, origin, &s->seal, why)))
		return e;
	ready.READY.confined = confine(s->arena, CONFINE_SEAL, in->dir);
	if ((e = tell_where(s, why)))
		return e;
	if (supervisor && tell(supervisor, s->scratch, &ready) != ERR_OK)
		return ERR_OK; /* nobody watches us any more */
	return serve(s, why);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(ARENA);
	struct signer s = {.arena = a, .scratch = arena_new(ARENA)};
	struct why why = {.arena = a};
	struct inherited in;
	enum err e = inherit_read(argc, argv, &in, &why);

	if (e == ERR_OK)
		e = seal_run(&s, &in, &why);
	seal_close(&s.seal);
	secret_free(&s.seed);
	if (e == ERR_OK)
		return 0;
	fprintf(stderr, "sekimori-seal: %.*s\n", STR_ARG(why_line(&why)));
	return 1;
}
