/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The signer. It keeps its own frontier of the tree and is given leaves, never
 * a root: what it signs extends what it signed before, by construction. It
 * stores first and signs after, so a signature that exists is never forgotten.
 *
 * DIR/seal.state holds two slots of 4,096 bytes that are written in turn, each
 * with a generation number and a SHA-256 over the slot. A write cut short by a
 * power failure spoils only the slot that was not yet signed for.
 */
#ifndef SEAL_SEAL_H
#define SEAL_SEAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "crypto/hash.h"

struct seal;

/*
 * Opens the signer of the log `origin` (a signed-note key name) in the folder
 * `dir`, which must exist. Without seal.state it begins at size 0; a gate whose
 * ledger is longer then finds seal_size() behind it. `seed` must outlive the
 * seal. ERR_BUSY when another process has it open, ERR_CORRUPT when neither
 * slot is good, ERR_CONFLICT when the state belongs to another origin, ERR_IO.
 */
enum err seal_open(const char *dir, const struct secret *seed, struct str origin, struct seal **out,
    struct why *why) MUST_USE;
/* Closes; nulls *s; NULL is harmless. */
void seal_close(struct seal **s);

/* Leaves that are stored, and so may have been signed. */
uint64_t seal_size(const struct seal *s);
/* The verifier key (checkpoint.h) for what it signs. */
struct str seal_key(const struct seal *s, struct arena *a);

/*
 * Adds `n` leaf hashes after `old_size`, stores, then signs: *note is the signed
 * checkpoint, in `a`. n = 0 signs the present head again. ERR_CONFLICT, with
 * nothing changed, unless old_size is seal_size(). After ERR_IO nothing is
 * signed and the size is as before.
 */
enum err seal_extend(struct seal *s, uint64_t old_size, const struct hash *leaves, size_t n, struct arena *a,
    struct str *note) MUST_USE;

#endif
