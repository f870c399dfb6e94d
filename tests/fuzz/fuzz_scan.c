/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the scanner takes as a value is what codec/json.h reads and would write the same way; nothing else is. */
#include <stdlib.h>

#include "codec/json.h"
#include "codec/scan.h"

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
	struct str text = {(const char *)data, size}, raw;
	struct scan s = {.p = text.p, .end = text.p + text.n, .arena = a};
	struct json *v;
	bool taken = scan_raw(&s, &raw) && s.p == s.end;

	if (size <= 1 << 14) {
		bool same = json_read(a, text, 1 << 16, &v, NULL) == ERR_OK && str_eq(json_text(a, v), text);

		check(taken == same);
	}
	arena_free(&a);
	return 0;
}
