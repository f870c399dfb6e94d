/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any bytes as a frame: what msg_read takes, msg_write gives back byte by byte. */
#include <stdlib.h>
#include <string.h>

#include "proto/msg.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	struct str frame = {(const char *)data, size};
	struct arena *a;
	struct buf b;
	struct msg m;

	if (msg_read(frame, &m) != ERR_OK)
		return 0;
	a = arena_new(4 * MSG_MAX);
	b = buf_on(a, MSG_MAX + MSG_HEAD);
	if (!msg_write(&b, &m) || !str_eq(buf_str(&b), frame))
		abort();
	arena_free(&a);
	return 0;
}
