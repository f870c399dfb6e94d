/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whatever the bytes and the name are, there is one kind and one type, and no name of that kind's own lies. */
#include <stdlib.h>

#include "codec/sniff.h"

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
	struct str all = {(const char *)data, size};
	struct str name = str_sub(all, 0, size < 20 ? size : 20), head = str_sub(all, name.n, size);
	enum sniff s = sniff_of(head);

	check(s >= SNIFF_OTHER && s < SNIFF_COUNT);
	check(sniff_type(s, name).n > 0 && sniff_ending(name).n < name.n + 1);
	(void)sniff_name_lies(s, name);
	/* what a browser might run is never called so */
	check(str_find(sniff_type(s, name), STR("html")) == SIZE_MAX);
	check(!sniff_name_lies(s, STR("x")) && sniff_of(str_sub(head, 0, SNIFF_HEAD)) == s);
	return 0;
}
