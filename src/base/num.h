/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers out of text, and sizes that cannot overflow unseen. */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/*
 * The whole of `s` as a decimal integer within min..max: an optional '-', then
 * digits, nothing else. False, with *out untouched, for anything else.
 */
bool num_i64(struct str s, int64_t min, int64_t max, int64_t *out) MUST_USE;
bool num_u64(struct str s, uint64_t min, uint64_t max, uint64_t *out) MUST_USE;

/* False on overflow, with *out undefined. */
static inline bool
size_add(size_t a, size_t b, size_t *out)
{
	return !__builtin_add_overflow(a, b, out);
}

static inline bool
size_mul(size_t a, size_t b, size_t *out)
{
	return !__builtin_mul_overflow(a, b, out);
}

#endif
