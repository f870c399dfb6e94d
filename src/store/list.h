/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists that grow on an arena while rows come in. */
#ifndef STORE_LIST_H
#define STORE_LIST_H

#include <string.h>

#include "base/arena.h"

/* A list with twice the room (8 at first); `*room` elements of `size` bytes are kept. */
static inline void *
list_grow(struct arena *a, const void *list, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 8;
	void *grown = arena_array(a, more, size);

	if (*room)
		memcpy(grown, list, *room * size);
	*room = more;
	return grown;
}

/* The next element of list/n/room, zeroed. */
#define LIST_ADD(a, list, n, room)                                                                           \
	((n) == (room) ? (void)((list) = list_grow((a), (list), &(room), sizeof *(list))) : (void)0,         \
	    &(list)[(n)++])

#endif
