/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every message there and back, and every way to cut one short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "proto/msg.h"

/* A message of each type whose fields all differ. */
static struct msg
msg_sample(enum msg_type type)
{
	struct msg m = {.type = type};
	uint64_t number = (uint64_t)-7;
	const char *text = "関守 abcdefghij";
	size_t n = 3;

	switch (type) {
#define I(name) p->name = (int64_t)number; number = number * 1000003 + 1;
#define S(name) p->name = (struct str){text, n}; n = (n + 3) % 15;
#define MSG(name, from, to, fields) \
	case MSG_##name: { \
		struct msg_##name *p = &m.name; \
		fields break; \
	}
#include "proto/msg.def"
#undef MSG
#undef I
#undef S
	case MSG_COUNT:
		break;
	}
	(void)n;
	return m;
}

static void
assert_same(const struct msg *a, const struct msg *b)
{
	assert_int_equal(a->type, b->type);
	switch (a->type) {
#define I(name) assert_true(p->name == q->name);
#define S(name) assert_true(str_eq(p->name, q->name));
#define MSG(name, from, to, fields) \
	case MSG_##name: { \
		const struct msg_##name *p = &a->name, *q = &b->name; \
		fields break; \
	}
#include "proto/msg.def"
#undef MSG
#undef I
#undef S
	case MSG_COUNT:
		break;
	}
}

static struct str
frame_of(struct arena *a, const struct msg *m)
{
	struct buf b = buf_on(a, 2 * MSG_MAX);

	assert_true(msg_write(&b, m));
	return buf_str(&b);
}

static void
b_there_and_back(void **state)
{
	struct arena *a = arena_new(8 * MSG_MAX);
	struct msg m, read;

	(void)state;
	for (int t = 0; t < MSG_COUNT; t++) {
		m = msg_sample((enum msg_type)t);
		assert_int_equal(msg_read(frame_of(a, &m), &read), ERR_OK);
		assert_same(&m, &read);
		assert_true(msg_name(m.type).n > 1);
	}
	arena_free(&a);
}

static void
f_every_truncation_is_refused(void **state)
{
	struct arena *a = arena_new(8 * MSG_MAX);
	struct str frame, cut;
	struct msg m, read;

	(void)state;
	for (int t = 0; t < MSG_COUNT; t++) {
		m = msg_sample((enum msg_type)t);
		frame = frame_of(a, &m);
		for (size_t n = 0; n < frame.n; n++) {
			/* cut on the wire: the head says more than there is */
			assert_int_equal(msg_read(str_sub(frame, 0, n), &read), ERR_MALFORMED);
			/* cut by the sender: the head agrees, the fields do not */
			if (n < MSG_HEAD)
				continue;
			cut = arena_str(a, str_sub(frame, 0, n));
			((char *)(uintptr_t)cut.p)[2] = (char)((n - MSG_HEAD) >> 8);
			((char *)(uintptr_t)cut.p)[3] = (char)(n - MSG_HEAD);
			assert_int_equal(msg_read(cut, &read), ERR_MALFORMED);
		}
	}
	arena_free(&a);
}

static void
f_anything_left_over_is_refused(void **state)
{
	struct arena *a = arena_new(8 * MSG_MAX);
	struct str frame, more;
	struct msg m, read;
	struct buf b;

	(void)state;
	for (int t = 0; t < MSG_COUNT; t++) {
		m = msg_sample((enum msg_type)t);
		frame = frame_of(a, &m);
		b = buf_on(a, frame.n + 1);
		buf_add(&b, frame);
		buf_char(&b, 0);
		more = buf_str(&b);
		assert_int_equal(msg_read(more, &read), ERR_MALFORMED);
		b.p[2] = (char)((more.n - MSG_HEAD) >> 8);
		b.p[3] = (char)(more.n - MSG_HEAD);
		assert_int_equal(msg_read(more, &read), ERR_MALFORMED);
	}
	arena_free(&a);
}

static void
f_unknown_type(void **state)
{
	static const char known[] = {0, 0, 0, 2, 0x7f, (char)0xff};
	struct msg read;

	(void)state;
	assert_int_equal(msg_read((struct str){known, sizeof known}, &read), ERR_MALFORMED);
}

static void
f_frame_sizes(void **state)
{
	(void)state;
	assert_int_equal(msg_frame((struct str){"", 0}), 0);
	assert_int_equal(msg_frame((struct str){"\0\0\0", 3}), 0);
	assert_int_equal(msg_frame((struct str){"\0\0\0\2", 4}), 6);
	assert_int_equal(msg_frame((struct str){"\0\x10\0\0", 4}), MSG_MAX + MSG_HEAD);
	assert_true(msg_frame((struct str){"\0\x10\0\1", 4}) == SIZE_MAX);
	assert_true(msg_frame((struct str){"\xff\xff\xff\xff", 4}) == SIZE_MAX);
}

static void
f_too_long_writes_nothing(void **state)
{
	struct arena *a = arena_new(16 * MSG_MAX);
	struct buf b = buf_on(a, 4 * MSG_MAX);
	struct msg m = {.type = MSG_STATUS_IS};
	size_t overhead = 2 + 8 + 4;

	(void)state;
	m.STATUS_IS.json = (struct str){arena_alloc(a, MSG_MAX), MSG_MAX - overhead + 1};
	assert_false(msg_write(&b, &m));
	assert_int_equal(b.n, 0);
	m.STATUS_IS.json.n--;
	assert_true(msg_write(&b, &m));
	assert_int_equal(b.n, MSG_MAX + MSG_HEAD);
	b = buf_on(a, 10); /* a builder without room is not written to in part either */
	m = msg_sample(MSG_WHO);
	assert_false(msg_write(&b, &m));
	assert_int_equal(b.n, 0);
	arena_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_there_and_back),
		cmocka_unit_test(f_every_truncation_is_refused),
		cmocka_unit_test(f_anything_left_over_is_refused),
		cmocka_unit_test(f_unknown_type),
		cmocka_unit_test(f_frame_sizes),
		cmocka_unit_test(f_too_long_writes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
