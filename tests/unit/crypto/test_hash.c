/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crypto/hash.h"

static void
is(struct hash h, const char *hex)
{
	struct arena *a = arena_new(1 << 12);
	struct buf b = buf_on(a, 64);

	buf_hex(&b, h.b, HASH_SIZE);
	assert_true(str_eq(buf_str(&b), str_of(hex)));
	arena_free(&a);
}

/* FIPS 180-4 examples. */
static void
b_known_answers(void **state)
{
	(void)state;
	is(hash_of(STR("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	is(hash_of((struct str){NULL, 0}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	is(hash_of(STR("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	is(hash_of(STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
	    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void
b_a_million_a(void **state)
{
	struct hasher *h = hasher_new();
	char thousand[1000];

	(void)state;
	memset(thousand, 'a', sizeof thousand);
	for (int i = 0; i < 1000; i++)
		hasher_add(h, (struct str){thousand, sizeof thousand});
	is(hasher_end(&h), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	assert_null(h);
}

/* The leaves of RFC 6962's reference trees. */
static void
b_prefixed(void **state)
{
	struct hash whole = hash_of((struct str){"\1abcd", 5});
	struct hash parts = hash_prefixed(1, STR("ab"), STR("cd"));

	(void)state;
	is(hash_prefixed(0, STR(""), STR("")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
	is(hash_prefixed(0, (struct str){"\0", 1}, STR("")), "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
	assert_true(hash_eq(&whole, &parts));
	parts.b[31] ^= 1;
	assert_false(hash_eq(&whole, &parts));
}

static void
c_hashers_do_not_disturb_each_other(void **state)
{
	struct hasher *x = hasher_new(), *y = hasher_new();

	(void)state;
	hasher_add(x, STR("a"));
	hasher_add(y, STR("zz"));
	is(hash_of(STR("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hasher_add(x, STR("bc"));
	is(hasher_end(&x), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hasher_end(&y);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_known_answers),
		cmocka_unit_test(b_a_million_a),
		cmocka_unit_test(b_prefixed),
		cmocka_unit_test(c_hashers_do_not_disturb_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
