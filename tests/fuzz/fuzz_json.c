/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Read -> write -> read -> write gives one text, and never more arena than promised. */
#include <stdlib.h>

#include "codec/json.h"

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
	struct why why = {.arena = a};
	struct json *v, *again;
	struct str text = {(const char *)data, size}, first;

	if (json_read(a, text, 1 << 16, &v, &why) == ERR_OK) {
		check(arena_used(a) <= 48 * size + 4096);
		first = json_text(a, v);
		check(json_read(a, first, 1 << 20, &again, &why) == ERR_OK);
		check(str_eq(json_text(a, again), first));
	} else {
		check(why.text.n > 0);
	}
	arena_free(&a);
	return 0;
}
