/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/num.h"

bool
num_u64(struct str s, uint64_t min, uint64_t max, uint64_t *out)
{
	uint64_t v = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	}
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

bool
num_i64(struct str s, int64_t min, int64_t max, int64_t *out)
{
	bool negative = s.n && s.p[0] == '-';
	uint64_t magnitude;
	int64_t v;

	if (!num_u64(
	        negative ? str_sub(s, 1, s.n) : s, 0, (uint64_t)INT64_MAX + (negative ? 1 : 0), &magnitude))
		return false;
	v = negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}
