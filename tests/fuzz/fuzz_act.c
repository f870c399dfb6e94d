/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is read as an act is written and read again as the same; what is not has a reason. */
#include <stdlib.h>

#include "proto/act.h"

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
	struct act act, again;
	struct str first;

	if (size <= 1 << 16 && act_read(a, (struct str){(const char *)data, size}, &act, &why) == ERR_OK) {
		first = act_write(a, &act);
		check(act_read(a, first, &again, &why) == ERR_OK);
		check(str_eq(act_write(a, &again), first));
	} else {
		check(size > 1 << 16 || why.text.n > 0);
	}
	arena_free(&a);
	return 0;
}
