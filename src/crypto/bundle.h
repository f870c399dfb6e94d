/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One hash for a set of named files: the name under which a policy stands in
 * the ledger. It is SHA-256 over, for each file in ascending order of its name
 * (bytes compared): name, 0x00, decimal length, 0x00, content.
 */
#ifndef CRYPTO_BUNDLE_H
#define CRYPTO_BUNDLE_H

#include "crypto/hash.h"

struct bundle_file {
	struct str name; /* not empty, without NUL, once in the bundle */
	struct str bytes;
};

/*
 * The hash of `n` files in any order (they are not moved). Meant for a policy's
 * few dozen files: the order is found in n * n steps. Two files of one name are
 * a bug of the caller.
 */
struct hash bundle_hash(const struct bundle_file *files, size_t n);

#endif
