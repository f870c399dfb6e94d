/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The audit: everything that is stored is hashed again and held against what is
 * signed. Storage is handed in as callbacks, so that one engine checks a living
 * database, an exported folder and a test's arrays. No I/O, no clock.
 *
 * What it cannot see: acts that were never written; a body that an export left
 * out and says so (it is counted as `gone`); a history rewritten and signed
 * again with the true key, unless a checkpoint that left the house is `seen`.
 */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H

#include "base/arena.h"
#include "base/err.h"
#include "ledger/checkpoint.h"
#include "ledger/entry.h"
#include "ledger/tree.h"

enum ledger_body_state {
	LEDGER_BODY_NONE, /* nothing is stored beside this entry */
	LEDGER_BODY_PRESENT,
	LEDGER_BODY_GONE, /* erased, or left out of this copy: storage says so */
};

struct ledger_body {
	struct str named; /* given: the hash, in hexadecimal, that the entry names; empty = none */
	enum ledger_body_state state;
	unsigned char salt[BODY_SALT];
	struct str bytes;
	const struct hash
	    *hashed; /* not NULL: storage has hashed salt and bytes just now, and this came out */
};

/*
 * A stored ledger. A view that a callback hands out is good until the same
 * callback is called again. ERR_NOT_FOUND and ERR_CORRUPT become findings;
 * any other error ends the audit and is passed on.
 */
struct ledger_source {
	void *arg;
	uint64_t size;        /* entries */
	uint64_t checkpoints; /* in ascending order of size */
	uint64_t policies;
	uint64_t hashes; /* stored tile hashes; UINT64_MAX = they cannot be counted */
	/* The bytes of an entry. Asked from 0 upwards, and again for one that seems to share its id. */
	enum err (*entry)(void *arg, uint64_t seq, struct str *bytes);
	/* Its leaf, if storage has hashed these very bytes just now: asked after `entry`. NULL, or NULL said = it has not. */
	const struct hash *(*leaf)(void *arg, uint64_t seq);
	/* Asked for every seq, upwards: a body that no entry names is found so. */
	enum err (*body)(void *arg, uint64_t seq, struct ledger_body *out);
	/* Says storage beside the bytes what the entry itself says? Asked after `entry`; NULL = it says nothing. */
	bool (*row)(void *arg, const struct entry *e);
	tree_source *hash;
	/* The signed note, from 0 upwards. */
	enum err (*checkpoint)(void *arg, uint64_t i, struct str *note);
	/* The hash under which a policy is stored and bundle_hash of its files. */
	enum err (*policy)(void *arg, uint64_t i, struct hash *name, struct hash *actual);
};

struct verify_ask {
	const struct verifier *key; /* its name is the town */
	const struct str *seen;     /* signed notes from outside */
	size_t nseen;
	bool bodies;  /* a body that is gone is a finding */
	bool foreign; /* another program's log: leaves are opaque; `body`, `policy` are not asked */
};

enum verify_kind {
#define VERIFY(name, place, sentence) VERIFY_##name,
#include "ledger/verify.def"
#undef VERIFY
	VERIFY_KINDS
};

enum { VERIFY_LISTED = 10 }; /* of each kind; the others are counted */
#define VERIFY_NOWHERE UINT64_MAX

struct verify_finding {
	enum verify_kind kind;
	uint64_t at;       /* seq, size of a checkpoint, or index (verify.def), or VERIFY_NOWHERE */
	struct str detail; /* may be empty; may hold bytes that the storage chose */
};

struct verify_report {
	struct arena *arena; /* holds the findings */
	struct verify_finding *list;
	size_t n;       /* listed */
	uint64_t count; /* found, listed or not; 0 = accepted */
	uint64_t of[VERIFY_KINDS];
	/* what was looked at */
	uint64_t entries, bodies, gone, policies, checkpoints, seen;
	uint64_t bytes;   /* of entries and bodies */
	uint64_t sealed;  /* size of the largest good stored checkpoint */
	struct hash root; /* of all `entries`, recomputed */
};

/* An empty report, its findings to be kept in `a`. */
void verify_begin(struct verify_report *r, struct arena *a);
/*
 * Checks everything and adds to the report. ERR_OK when it could be read to its
 * end, whatever was found. An unsigned tail is VERIFY_CHECKPOINT_TAIL: a living
 * ledger has one between its commit and its checkpoint.
 */
enum err verify_ledger(
    const struct ledger_source *src, const struct verify_ask *ask, struct verify_report *r) MUST_USE;
/* For storage to add what only it can see (files). fmt may be NULL. */
void verify_add(struct verify_report *r, enum verify_kind kind, uint64_t at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* "記載 12: 本文が記載のハッシュと違う (…)", control characters shown as "?". */
struct str verify_line(struct arena *a, const struct verify_finding *f);

#endif
