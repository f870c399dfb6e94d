/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tree and its proofs, against RFC 6962, other people's vectors and itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/hex.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "ledger/tree.h"

enum { LEAVES = 200, MANY = 70000 };

static struct arena *arena;

/* --- the reference tree: RFC 6962's recursion, word for word ------------------- */

static struct hash
plain_root(const struct hash *leaf, size_t n)
{
	struct hash left, right;
	size_t k = 1;

	if (n == 0)
		return hash_of(STR(""));
	if (n == 1)
		return *leaf;
	while (k * 2 < n)
		k *= 2;
	left = plain_root(leaf, k);
	right = plain_root(leaf + k, n - k);
	return tree_node(&left, &right);
}

/* Stored tile hashes of a test tree. */
struct shelf {
	struct hash level[3][MANY];
	uint64_t have[3];
	int level_max;
};

static struct shelf shelf;

static void
shelf_put(void *arg, int level, uint64_t index, const struct hash *h)
{
	struct shelf *s = arg;

	assert_in_range(level, 0, 2);
	assert_int_equal(index, s->have[level]); /* in order, none left out */
	s->level[level][s->have[level]++] = *h;
}

static bool
shelf_get(void *arg, int level, uint64_t index, struct hash *out)
{
	struct shelf *s = arg;

	if (index >= s->have[level])
		return false;
	*out = s->level[level][index];
	return true;
}

static struct hash
test_leaf(size_t i)
{
	char text[32];
	int n = snprintf(text, sizeof text, "entry %zu", i);

	return tree_leaf((struct str){text, (size_t)n});
}

static struct tree
shelf_fill(size_t n)
{
	struct tree t = {0};
	struct hash leaf;

	memset(shelf.have, 0, sizeof shelf.have);
	for (size_t i = 0; i < n; i++) {
		leaf = test_leaf(i);
		tree_append(&t, &leaf, shelf_put, &shelf);
	}
	return t;
}

static void
rfc6962_roots(void **state)
{
	static const struct {
		const char *leaf;
		size_t n;
		const char *root;
	} table[] = {
		{"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
		{"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
		{"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
		{"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
		{"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
		{"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
		{"\x50\x51\x52\x53\x54\x55\x56\x57", 8, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
		{"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
	};
	struct tree t = {0};
	struct hash want, root = tree_root(&t), leaf;

	(void)state;
	assert_true(hex_read(STR("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), want.b, HASH_SIZE));
	assert_true(hash_eq(&root, &want));
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		leaf = tree_leaf((struct str){table[i].leaf, table[i].n});
		tree_append(&t, &leaf, NULL, NULL);
		root = tree_root(&t);
		assert_true(hex_read(str_of(table[i].root), want.b, HASH_SIZE));
		assert_true(hash_eq(&root, &want));
	}
}

static void
frontier_is_the_recursion(void **state)
{
	static struct hash leaf[600];
	struct tree t = {0};
	struct hash a, b;

	(void)state;
	for (size_t i = 0; i < 600; i++) {
		a = tree_root(&t);
		b = plain_root(leaf, i);
		assert_true(hash_eq(&a, &b));
		leaf[i] = test_leaf(i);
		tree_append(&t, &leaf[i], NULL, NULL);
	}
}

static void
root_from_tiles_is_the_root(void **state)
{
	static const size_t sizes[] = {0, 1, 2, 255, 256, 257, 65535, 65536, 65537, MANY};
	struct tree t;
	struct hash a, b;

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		t = shelf_fill(sizes[i]);
		a = tree_root(&t);
		assert_int_equal(tree_root_from(shelf_get, &shelf, sizes[i], &b), ERR_OK);
		assert_true(hash_eq(&a, &b));
	}
	/* C2SP tlog-tiles: a tree of 70,000 has 273 hashes on level 1 and one on level 2 */
	assert_int_equal(shelf.have[1], 273);
	assert_int_equal(shelf.have[2], 1);
	assert_int_equal(tree_root_from(shelf_get, &shelf, MANY + 1, &b), ERR_CORRUPT);
}

/* --- proofs ------------------------------------------------------------------------ */

static void
flip(struct hash *h, size_t bit)
{
	h->b[bit / 8 % HASH_SIZE] ^= (unsigned char)(1 << bit % 8);
}

static void
inclusion_all(void **state)
{
	struct hash leaf[LEAVES], root;
	struct proof p;

	(void)state;
	shelf_fill(LEAVES);
	for (size_t i = 0; i < LEAVES; i++)
		leaf[i] = test_leaf(i);
	for (uint64_t n = 1; n <= LEAVES; n++) {
		root = plain_root(leaf, n);
		for (uint64_t i = 0; i < n; i++) {
			arena_reset(arena);
			assert_int_equal(proof_inclusion_make(arena, shelf_get, &shelf, i, n, &p), ERR_OK);
			assert_true(proof_inclusion_verify(i, n, &leaf[i], &p, &root));
			assert_false(proof_inclusion_verify(i + 1, n, &leaf[i], &p, &root));
			assert_false(proof_inclusion_verify(i, n, &leaf[(i + 1) % LEAVES], &p, &root));
			if (p.n == 0)
				continue;
			flip(&p.path[(i + n) % p.n], i * 31 + n);
			assert_false(proof_inclusion_verify(i, n, &leaf[i], &p, &root));
			flip(&p.path[(i + n) % p.n], i * 31 + n);
			p.n--;
			assert_false(proof_inclusion_verify(i, n, &leaf[i], &p, &root));
		}
	}
	assert_int_equal(proof_inclusion_make(arena, shelf_get, &shelf, 5, 5, &p), ERR_MALFORMED);
	assert_int_equal(proof_inclusion_make(arena, shelf_get, &shelf, 5, LEAVES + 9, &p), ERR_CORRUPT);
}

static void
consistency_all(void **state)
{
	struct hash leaf[LEAVES], root[LEAVES + 1];
	struct proof p;

	(void)state;
	shelf_fill(LEAVES);
	for (size_t i = 0; i < LEAVES; i++)
		leaf[i] = test_leaf(i);
	for (size_t i = 0; i <= LEAVES; i++)
		root[i] = plain_root(leaf, i);
	for (uint64_t n = 1; n <= LEAVES; n++) {
		for (uint64_t m = 1; m <= n; m++) {
			arena_reset(arena);
			assert_int_equal(proof_consistency_make(arena, shelf_get, &shelf, m, n, &p), ERR_OK);
			assert_true(proof_consistency_verify(m, n, &p, &root[m], &root[n]));
			assert_false(proof_consistency_verify(m, n, &p, &root[m - 1], &root[n]));
			assert_false(proof_consistency_verify(m, n, &p, &root[m], &root[n - 1]));
			if (p.n == 0)
				continue;
			flip(&p.path[(m + n) % p.n], m * 31 + n);
			assert_false(proof_consistency_verify(m, n, &p, &root[m], &root[n]));
		}
	}
	assert_int_equal(proof_consistency_make(arena, shelf_get, &shelf, 0, 5, &p), ERR_MALFORMED);
	assert_int_equal(proof_consistency_make(arena, shelf_get, &shelf, 6, 5, &p), ERR_MALFORMED);
}

/* One proof, all of its bits. */
static void
every_bit_of_a_proof_counts(void **state)
{
	struct tree t = shelf_fill(LEAVES);
	struct hash leaf = test_leaf(77), root = tree_root(&t);
	struct proof p;

	(void)state;
	arena_reset(arena);
	assert_int_equal(proof_inclusion_make(arena, shelf_get, &shelf, 77, LEAVES, &p), ERR_OK);
	for (size_t i = 0; i < p.n; i++)
		for (size_t bit = 0; bit < 8 * HASH_SIZE; bit++) {
			flip(&p.path[i], bit);
			assert_false(proof_inclusion_verify(77, LEAVES, &leaf, &p, &root));
			flip(&p.path[i], bit);
		}
	assert_true(proof_inclusion_verify(77, LEAVES, &leaf, &p, &root));
}

/* --- vectors of transparency-dev/merkle ------------------------------------------------ */

static unsigned vectors, accepted;

/* The text, with 2^64 - 1 written as the -1 that our JSON can hold and that becomes it again. */
static struct str
slurp(const char *path)
{
	static const char huge[] = "18446744073709551615";
	FILE *f = fopen(path, "r");
	char *p = arena_alloc(arena, 65536), *hit;
	size_t n;

	assert_non_null(f);
	n = fread(p, 1, 65535, f);
	fclose(f);
	if ((hit = strstr(p, huge)) != NULL)
		memcpy(hit, "-1                  ", sizeof huge - 1);
	return (struct str){p, n};
}

static bool
hash_member(const struct json *j, struct hash *out)
{
	struct str bytes;

	if (j == NULL || !base64_decode(arena, j->s, &bytes) || bytes.n != HASH_SIZE)
		return false;
	memcpy(out->b, bytes.p, HASH_SIZE);
	return true;
}

/* A root that is no hash ("don't care") becomes one of its own. */
static bool
root_member(const struct json *j, struct hash *out)
{
	if (j && !hash_member(j, out))
		*out = hash_of(j->s);
	return j != NULL;
}

static bool
proof_member(const struct json *j, struct proof *p)
{
	*p = (struct proof){arena_array(arena, 200, sizeof *p->path), 0};
	for (const struct json *h = j ? j->first : NULL; h; h = h->next)
		if (p->n == 200 || !hash_member(h, &p->path[p->n++]))
			return false;
	return true;
}

static bool
inclusion_holds(const struct json *j)
{
	struct hash leaf, root;
	struct proof p;

	return hash_member(json_get(j, "leafHash"), &leaf) && hash_member(json_get(j, "root"), &root) &&
	    proof_member(json_get(j, "proof"), &p) &&
	    proof_inclusion_verify((uint64_t)json_get_int(j, "leafIdx", 0),
	        (uint64_t)json_get_int(j, "treeSize", 0), &leaf, &p, &root);
}

static bool
consistency_holds(const struct json *j)
{
	struct hash root1, root2;
	struct proof p;

	return root_member(json_get(j, "root1"), &root1) && root_member(json_get(j, "root2"), &root2) &&
	    proof_member(json_get(j, "proof"), &p) &&
	    proof_consistency_verify((uint64_t)json_get_int(j, "size1", 0),
	        (uint64_t)json_get_int(j, "size2", 0), &p, &root1, &root2);
}

static void
vector_check(const char *path)
{
	struct why why = {.arena = arena};
	struct json *j;
	bool want, have;

	arena_reset(arena);
	if (json_read(arena, slurp(path), 65536, &j, &why) != ERR_OK)
		fail_msg("%s: %.*s", path, STR_ARG(why.text));
	want = !(json_get(j, "wantErr") && json_get(j, "wantErr")->b);
	have = json_get(j, "leafHash") ? inclusion_holds(j) : consistency_holds(j);
	if (want != have)
		fail_msg("%s: %s", path, have ? "accepted" : "refused");
	vectors++;
	accepted += have;
}

static void
vectors_below(const char *path)
{
	struct dirent *d;
	struct stat st;
	char name[600];
	DIR *dir = opendir(path);

	assert_non_null(dir);
	while ((d = readdir(dir)) != NULL) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(name, sizeof name, "%s/%s", path, d->d_name);
		assert_int_equal(stat(name, &st), 0);
		if (S_ISDIR(st.st_mode))
			vectors_below(name);
		else
			vector_check(name);
	}
	closedir(dir);
}

static void
vectors_of_others(void **state)
{
	const char *shared = getenv("SEKIMORI_SHARED");
	char path[512];
	struct stat st;

	(void)state;
	snprintf(path, sizeof path, "%s/data/tlog", shared ? shared : "../shared");
	if (stat(path, &st) != 0) {
		printf("SKIP: no %s\n", path);
		skip();
	}
	snprintf(path, sizeof path, "%s/data/tlog/inclusion", shared ? shared : "../shared");
	vectors_below(path);
	snprintf(path, sizeof path, "%s/data/tlog/consistency", shared ? shared : "../shared");
	vectors_below(path);
	print_message("%u vectors, %u of them good\n", vectors, accepted);
	assert_in_range(vectors, 190, 10000);
	assert_in_range(accepted, 5, vectors - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rfc6962_roots),
		cmocka_unit_test(frontier_is_the_recursion),
		cmocka_unit_test(root_from_tiles_is_the_root),
		cmocka_unit_test(inclusion_all),
		cmocka_unit_test(consistency_all),
		cmocka_unit_test(every_bit_of_a_proof_counts),
		cmocka_unit_test(vectors_of_others),
	};
	int failed;

	arena = arena_new(4 * 1024 * 1024);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(&arena);
	return failed;
}
