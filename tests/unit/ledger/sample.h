/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A small town's ledger in memory, as a ledger_source, for tests to spoil. The
 * fields are what storage would hold; sample_seal() makes tiles and checkpoints
 * for the entries as they stand, as somebody with the true key could.
 */
#ifndef TEST_SAMPLE_H
#define TEST_SAMPLE_H

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/die.h"
#include "crypto/bundle.h"
#include "ledger/tile.h"
#include "ledger/verify.h"

enum { SAMPLE_MAX = 700, SAMPLE_NOTES = 8, SAMPLE_POLICIES = 2, SAMPLE_FILES = 2 };
#define SAMPLE_TOWN "taishi.example/log"

struct sample {
	struct arena *a;
	struct secret *seed;
	struct verifier key;
	uint64_t n, hashes;
	struct entry fields[SAMPLE_MAX];
	struct str entry[SAMPLE_MAX];
	struct ledger_body body[SAMPLE_MAX];
	struct hash tile[3][SAMPLE_MAX];
	bool lost[3][SAMPLE_MAX];
	struct str note[SAMPLE_NOTES];
	size_t notes, policies;
	struct bundle_file file[SAMPLE_POLICIES][SAMPLE_FILES];
	struct hash policy[SAMPLE_POLICIES];
};

static inline struct str
sample_hex(struct arena *a, const struct hash *h)
{
	struct buf b = buf_on(a, 64);

	buf_hex(&b, h->b, HASH_SIZE);
	return buf_str(&b);
}

static inline void
sample_write(struct sample *s, uint64_t seq)
{
	must(entry_write(s->a, &s->fields[seq], &s->entry[seq]) == ERR_OK);
}

static inline void
sample_policies(struct sample *s)
{
	static const char *const text[SAMPLE_POLICIES] = {"roles: []\n", "roles: [staff]\n"};

	for (int i = 0; i < SAMPLE_POLICIES; i++) {
		s->file[i][0] = (struct bundle_file){STR("1.yaml"), str_of(text[i])};
		s->file[i][1] = (struct bundle_file){STR("2.yaml"), STR("forms: []\n")};
		s->policy[i] = bundle_hash(s->file[i], SAMPLE_FILES);
	}
	s->policies = SAMPLE_POLICIES;
}

/* Every third entry begins an act of two parts; all but each act's second part may have a body. */
static inline void
sample_entry(struct sample *s, uint64_t seq)
{
	struct entry *e = &s->fields[seq];
	struct hash h;
	bool second = seq % 3 == 2, pair = seq % 3 != 0 && (second || seq + 1 < s->n);

	*e = (struct entry){
		.format = 1, .seq = (int64_t)seq, .time = 1700000000 + (int64_t)seq / 2,
		.town = STR(SAMPLE_TOWN), .part = second ? 2 : 1, .parts = pair ? 2 : 1,
		.actor = STR("p12"), .post = STR("gakari"), .channel = STR("web"),
		.act = STR("submit"), .clauses = STR("[\"4-8-2\"]"), .effects = STR("[]"),
		.seen = (int64_t)seq / 2,
	};
	e->id = arena_fmt(s->a, "id-%llu", (unsigned long long)(second ? seq - 1 : seq));
	e->subject = arena_fmt(s->a, "{\"matter\":%llu}", (unsigned long long)seq);
	e->policy = sample_hex(s->a, &s->policy[0]);
	if (seq == 0) {
		e->act = STR("adopt");
		e->effects = arena_fmt(s->a, "[{\"effect\":\"policy\",\"kind\":\"%.64s\"},{\"kind\":\"%.64s\"}]",
		    e->policy.p, sample_hex(s->a, &s->policy[1]).p);
	}
	if (second) {
		e->body = s->fields[seq - 1].body;
	} else if (seq != 3) {
		s->body[seq].state = LEDGER_BODY_PRESENT;
		memset(s->body[seq].salt, (int)seq + 1, BODY_SALT);
		s->body[seq].bytes = arena_fmt(s->a, "{\"purpose\":\"持出し %llu\"}", (unsigned long long)seq);
		h = entry_body_hash(s->body[seq].salt, s->body[seq].bytes);
		e->body = sample_hex(s->a, &h);
	}
	sample_write(s, seq);
}

static inline void
sample_sink(void *arg, int level, uint64_t index, const struct hash *h)
{
	struct sample *s = arg;

	s->tile[level][index] = *h;
	s->hashes++;
}

/* Tiles for all entries, and checkpoints at a third, two thirds and the whole. */
static inline void
sample_seal(struct sample *s)
{
	struct tree t = {0};
	struct hash leaf;
	struct checkpoint c = {.origin = STR(SAMPLE_TOWN)};

	s->notes = s->hashes = 0;
	for (uint64_t i = 0; i < s->n; i++) {
		leaf = tree_leaf(s->entry[i]);
		tree_append(&t, &leaf, sample_sink, s);
		if (i + 1 != s->n / 3 && i + 1 != s->n * 2 / 3 && i + 1 != s->n)
			continue;
		c.size = i + 1;
		c.root = tree_root(&t);
		s->note[s->notes++] = checkpoint_sign(s->a, &c, s->seed);
	}
}

static inline struct sample *
sample_new(struct arena *a, uint64_t n)
{
	struct sample *s = ARENA_NEW(a, struct sample);
	unsigned char public_key[SIGN_PUBLIC];

	must(n <= SAMPLE_MAX);
	s->a = a;
	s->n = n;
	s->seed = secret_new(SIGN_SEED);
	memset(secret_bytes(s->seed), 7, SIGN_SEED);
	sign_public(s->seed, public_key);
	must(verifier_read(a, verifier_text(a, STR(SAMPLE_TOWN), public_key), &s->key, NULL) == ERR_OK);
	sample_policies(s);
	for (uint64_t i = 0; i < n; i++)
		sample_entry(s, i);
	sample_seal(s);
	return s;
}

static inline void
sample_free(struct sample *s)
{
	secret_free(&s->seed);
}

/* --- as a source ------------------------------------------------------------- */

static inline enum err
sample_get_entry(void *arg, uint64_t seq, struct str *out)
{
	struct sample *s = arg;

	*out = s->entry[seq];
	return out->p ? ERR_OK : ERR_NOT_FOUND;
}

static inline enum err
sample_get_body(void *arg, uint64_t seq, struct ledger_body *out)
{
	*out = ((struct sample *)arg)->body[seq];
	return ERR_OK;
}

static inline bool
sample_get_hash(void *arg, int level, uint64_t index, struct hash *out)
{
	struct sample *s = arg;

	if (level > 2 || index >= SAMPLE_MAX || s->lost[level][index])
		return false;
	*out = s->tile[level][index];
	return true;
}

static inline enum err
sample_get_note(void *arg, uint64_t i, struct str *out)
{
	*out = ((struct sample *)arg)->note[i];
	return ERR_OK;
}

static inline enum err
sample_get_policy(void *arg, uint64_t i, struct hash *name, struct hash *actual)
{
	struct sample *s = arg;

	*name = s->policy[i];
	*actual = bundle_hash(s->file[i], SAMPLE_FILES);
	return ERR_OK;
}

static inline struct ledger_source
sample_source(struct sample *s)
{
	return (struct ledger_source){
		.arg = s, .size = s->n, .checkpoints = s->notes, .policies = s->policies,
		.hashes = s->hashes, .entry = sample_get_entry, .body = sample_get_body,
		.hash = sample_get_hash, .checkpoint = sample_get_note, .policy = sample_get_policy,
	};
}

#endif
