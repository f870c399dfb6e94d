/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list of effects that can be read is spelt as it would be written. */
#include <stdlib.h>

#include "model/effect.h"

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
	struct arena *a = arena_new(256 << 20);
	struct why why = {.arena = a};
	struct str text = {(const char *)data, size};
	struct buf b = buf_on(a, 1 << 20);
	struct json_out o = {.buf = &b};
	struct effects list;

	if (size <= 1 << 16 && effects_read(a, text, &list, &why) == ERR_OK) {
		json_open(&o, '[');
		for (size_t i = 0; i < list.n; i++)
			json_raw(&o, effect_write(a, &list.e[i]));
		json_close(&o, ']');
		check(buf_done(&b) && str_eq(buf_str(&b), text));
	} else {
		check(size > 1 << 16 || why.text.n > 0);
	}
	arena_free(&a);
	return 0;
}
