/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signed tree heads: C2SP tlog-checkpoint in C2SP signed-note, Ed25519.
 * Exactly one spelling: whatever could be written differently (base64 tails,
 * leading zeros, extra blank lines) is refused.
 */
#ifndef LEDGER_CHECKPOINT_H
#define LEDGER_CHECKPOINT_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

struct checkpoint {
	struct str origin;
	uint64_t size;
	struct hash root;
};

/* A verifier key: "name+hex8(keyid)+base64(0x01 || public key)". */
struct verifier {
	struct str name;
	uint32_t id;
	unsigned char public_key[SIGN_PUBLIC];
};

/*
 * Reads such a line (no newline) and checks that the id belongs to name and key.
 * ERR_MALFORMED.
 */
enum err verifier_read(struct arena *a, struct str text, struct verifier *out, struct why *why) MUST_USE;
struct str verifier_text(struct arena *a, struct str name, const unsigned char public_key[SIGN_PUBLIC]);

/* The signed note of a checkpoint by the log's own key; the key's name is the origin. */
struct str checkpoint_sign(struct arena *a, const struct checkpoint *c, const struct secret *seed);
/*
 * Opens a signed note of at most 256 KiB: one good signature by `by`, whose name
 * is also the origin; signatures of unknown keys are passed over. ERR_FORBIDDEN
 * when there is none by that key, a bad one, or one for another origin;
 * ERR_MALFORMED for what is no checkpoint. Extension lines are accepted (they
 * are signed) and not handed out.
 */
enum err checkpoint_open(struct arena *a, struct str note, const struct verifier *by, struct checkpoint *out,
    struct why *why) MUST_USE;

#endif
