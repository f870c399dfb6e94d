/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/tree.h"

#include <string.h>

enum {
	TILE_HEIGHT = 8, /* a tile holds eight levels of the tree */
	PROOF_MAX = 2 * 64 + 2,
};

struct hash
tree_leaf(struct str entry)
{
	return hash_prefixed(0x00, entry, (struct str){"", 0});
}

struct hash
tree_node(const struct hash *left, const struct hash *right)
{
	/* in one piece: three small ones cost the hash half as much again */
	struct {
		unsigned char prefix, b[2][HASH_SIZE];
	} node = {.prefix = 0x01};

	memcpy(node.b[0], left->b, HASH_SIZE);
	memcpy(node.b[1], right->b, HASH_SIZE);
	return hash_of((struct str){(const char *)&node, sizeof node});
}

void
tree_append(struct tree *t, const struct hash *leaf, tree_sink *sink, void *arg)
{
	int n = __builtin_popcountll(t->size), height = 0;
	struct hash h = *leaf;

	if (sink)
		sink(arg, 0, t->size, &h);
	/* a carry: each low one bit of the size is a subtree that is now joined */
	for (uint64_t s = t->size; s & 1; s >>= 1) {
		h = tree_node(&t->edge[--n], &h);
		if (++height % TILE_HEIGHT == 0 && sink)
			sink(arg, height / TILE_HEIGHT, t->size >> height, &h);
	}
	t->edge[n] = h;
	t->size++;
}

struct hash
tree_root(const struct tree *t)
{
	int n = __builtin_popcountll(t->size);
	struct hash h;

	if (n == 0)
		return hash_of((struct str){"", 0});
	h = t->edge[--n];
	while (n-- > 0)
		h = tree_node(&t->edge[n], &h);
	return h;
}

/* --- any range, from stored tile hashes ---------------------------------- */

struct stored {
	tree_source *source;
	void *arg;
};

/* The largest power of two below n (n >= 2): RFC 6962's split. */
static uint64_t
split_of(uint64_t n)
{
	return (uint64_t)1 << (63 - __builtin_clzll(n - 1));
}

/* Root of the complete subtree `index` of 2^height leaves. */
static bool
complete_root(const struct stored *st, int height, uint64_t index, struct hash *out)
{
	struct hash left, right;

	if (height % TILE_HEIGHT == 0)
		return st->source(st->arg, height / TILE_HEIGHT, index, out);
	if (!complete_root(st, height - 1, 2 * index, &left) ||
	    !complete_root(st, height - 1, 2 * index + 1, &right))
		return false;
	*out = tree_node(&left, &right);
	return true;
}

/* MTH(D[from : from + n]), n >= 1; every range that a proof asks for is aligned. */
static bool
range_root(const struct stored *st, uint64_t from, uint64_t n, struct hash *out)
{
	struct hash left, right;
	uint64_t k;
	int height;

	if ((n & (n - 1)) == 0) {
		height = __builtin_ctzll(n);
		return complete_root(st, height, from >> height, out);
	}
	k = split_of(n);
	if (!range_root(st, from, k, &left) || !range_root(st, from + k, n - k, &right))
		return false;
	*out = tree_node(&left, &right);
	return true;
}

enum err
tree_root_from(tree_source *source, void *arg, uint64_t size, struct hash *root)
{
	struct stored st = {source, arg};

	if (size == 0) {
		*root = hash_of((struct str){"", 0});
		return ERR_OK;
	}
	return range_root(&st, 0, size, root) ? ERR_OK : ERR_CORRUPT;
}

/* --- proofs ---------------------------------------------------------------- */

static bool
proof_add(struct proof *p, const struct stored *st, uint64_t from, uint64_t n)
{
	return range_root(st, from, n, &p->path[p->n++]);
}

/* RFC 6962 2.1.1: PATH(m, D[from : from + n]). */
static bool
path_make(struct proof *p, const struct stored *st, uint64_t m, uint64_t from, uint64_t n)
{
	uint64_t k;

	if (n == 1)
		return true;
	k = split_of(n);
	if (m < k)
		return path_make(p, st, m, from, k) && proof_add(p, st, from + k, n - k);
	return path_make(p, st, m - k, from + k, n - k) && proof_add(p, st, from, k);
}

/* RFC 6962 2.1.2: SUBPROOF(m, D[from : from + n], known). */
static bool
subproof_make(struct proof *p, const struct stored *st, uint64_t m, uint64_t from, uint64_t n)
{
	uint64_t k;

	/* the old root itself, which starts at leaf 0, the verifier knows */
	if (m == n)
		return from == 0 || proof_add(p, st, from, n);
	k = split_of(n);
	if (m <= k)
		return subproof_make(p, st, m, from, k) && proof_add(p, st, from + k, n - k);
	return subproof_make(p, st, m - k, from + k, n - k) && proof_add(p, st, from, k);
}

enum err
proof_inclusion_make(
    struct arena *a, tree_source *source, void *arg, uint64_t index, uint64_t size, struct proof *out)
{
	struct stored st = {source, arg};

	*out = (struct proof){NULL, 0};
	if (index >= size)
		return ERR_MALFORMED;
	out->path = arena_array(a, PROOF_MAX, sizeof *out->path);
	return path_make(out, &st, index, 0, size) ? ERR_OK : ERR_CORRUPT;
}

enum err
proof_consistency_make(
    struct arena *a, tree_source *source, void *arg, uint64_t first, uint64_t second, struct proof *out)
{
	struct stored st = {source, arg};

	*out = (struct proof){NULL, 0};
	if (first == 0 || first > second)
		return ERR_MALFORMED;
	out->path = arena_array(a, PROOF_MAX, sizeof *out->path);
	return subproof_make(out, &st, first, 0, second) ? ERR_OK : ERR_CORRUPT;
}

bool
proof_inclusion_verify(
    uint64_t index, uint64_t size, const struct hash *leaf, const struct proof *p, const struct hash *root)
{
	uint64_t fn = index, sn = size - 1;
	struct hash r = *leaf;

	if (index >= size)
		return false;
	for (size_t i = 0; i < p->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			r = tree_node(&p->path[i], &r);
			for (; !(fn & 1) && fn; fn >>= 1)
				sn >>= 1;
		} else {
			r = tree_node(&r, &p->path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && hash_eq(&r, root);
}

/* RFC 9162 2.1.4.2 steps 3 to 7, for 0 < first < second; `seed` is the path's first hash. */
static bool
consistency_fold(
    uint64_t first, uint64_t second, const struct hash *seed, const struct proof *rest, struct hash roots[2])
{
	uint64_t fn = first - 1, sn = second - 1;

	for (; fn & 1; fn >>= 1)
		sn >>= 1;
	roots[0] = roots[1] = *seed;
	for (size_t i = 0; i < rest->n; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) || fn == sn) {
			roots[0] = tree_node(&rest->path[i], &roots[0]);
			roots[1] = tree_node(&rest->path[i], &roots[1]);
			for (; !(fn & 1) && fn; fn >>= 1)
				sn >>= 1;
		} else {
			roots[1] = tree_node(&roots[1], &rest->path[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0;
}

bool
proof_consistency_verify(uint64_t first, uint64_t second, const struct proof *p, const struct hash *root1,
    const struct hash *root2)
{
	struct proof rest = *p;
	struct hash roots[2];
	const struct hash *seed = root1;

	/* an empty tree comes before every tree: there is nothing to prove */
	if (first == 0 || first > second)
		return false;
	if (first == second)
		return p->n == 0 && hash_eq(root1, root2);
	if (p->n == 0)
		return false;
	/* a whole power of two is its own first hash and is not sent */
	if (first & (first - 1)) {
		seed = p->path;
		rest = (struct proof){p->path + 1, p->n - 1};
	}
	return consistency_fold(first, second, seed, &rest, roots) && hash_eq(&roots[0], root1) &&
	       hash_eq(&roots[1], root2);
}
