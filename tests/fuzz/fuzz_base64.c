/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes come back; a text that is taken is the only spelling of its bytes. */
#include <stdlib.h>

#include "base/hex.h"
#include "base/buf.h"
#include "codec/base64.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(64 << 20);
	struct str in = {(const char *)data, size}, out;
	unsigned char bytes[16];

	check(base64_decode(a, base64_encode(a, in), &out) && str_eq(out, in));
	if (base64_decode(a, in, &out))
		check(str_eq(base64_encode(a, out), in));
	if (hex_read(str_sub(in, 0, 32), bytes, sizeof bytes)) {
		struct buf b = buf_on(a, 32);

		buf_hex(&b, bytes, sizeof bytes);
		check(str_eq(buf_str(&b), str_sub(in, 0, 32)));
	}
	arena_free(&a);
	return 0;
}
