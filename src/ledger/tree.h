/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Merkle tree of RFC 6962 section 2.1: leaf = SHA-256(0x00 || entry),
 * node = SHA-256(0x01 || left || right), empty = SHA-256("").
 */
#ifndef LEDGER_TREE_H
#define LEDGER_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/hash.h"

/*
 * A tree that only grows, as the roots of its complete subtrees, largest first
 * (one for each bit set in size). 2 KiB, plain data, copied by assignment.
 */
struct tree {
	uint64_t size;
	struct hash edge[64];
};

struct hash tree_leaf(struct str entry);
struct hash tree_node(const struct hash *left, const struct hash *right);
/* Called for every hash that a tile stores (levels 0, 8, 16, … : C2SP tlog-tiles). */
typedef void tree_sink(void *arg, int level, uint64_t index, const struct hash *h);
/* Adds a leaf. `sink` (may be NULL) gets the tile hashes that this leaf completes, level counted in tiles: 0, 1, 2 … */
void tree_append(struct tree *t, const struct hash *leaf, tree_sink *sink, void *arg);
struct hash tree_root(const struct tree *t);

/* Hands out stored tile hashes: level in tiles (0, 1, …), index within the level. False when it is not there. */
typedef bool tree_source(void *arg, int level, uint64_t index, struct hash *out);
/* Root of the first `size` leaves, recomputed from stored tile hashes. ERR_CORRUPT when one is missing. */
enum err tree_root_from(tree_source *source, void *arg, uint64_t size, struct hash *root) MUST_USE;

struct proof {
	struct hash *path;
	size_t n;
};
/* RFC 6962 2.1.1 and 2.1.2. */
enum err proof_inclusion_make(struct arena *a, tree_source *source, void *arg, uint64_t index, uint64_t size,
    struct proof *out) MUST_USE;
enum err proof_consistency_make(struct arena *a, tree_source *source, void *arg, uint64_t first,
    uint64_t second, struct proof *out) MUST_USE;
/* RFC 9162 2.1.3.2 and 2.1.4.2. */
bool proof_inclusion_verify(uint64_t index, uint64_t size, const struct hash *leaf, const struct proof *p,
    const struct hash *root) MUST_USE;
bool proof_consistency_verify(uint64_t first, uint64_t second, const struct proof *p,
    const struct hash *root1, const struct hash *root2) MUST_USE;

#endif
