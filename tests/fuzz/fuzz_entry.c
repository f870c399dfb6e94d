/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes: what is read as an entry is written back as the same bytes, and
 * our JSON reader, which is another program, takes it for JSON as well.
 */
#include <stdlib.h>

#include "codec/json.h"
#include "ledger/entry.h"

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
	struct why why = {.arena = a};
	struct entry e, scanned;
	struct json *j;
	enum err err = entry_read(a, in, &e, &why);

	check(entry_scan(a, in, &scanned, NULL) == err);
	if (err == ERR_OK) {
		check(entry_write(a, &e, &out) == ERR_OK && str_eq(in, out));
		check(json_read(a, in, ENTRY_MAX, &j, &why) == ERR_OK);
		check(str_eq(json_text(a, j), in));
	}
	arena_free(&a);
	return 0;
}
