/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/note.h"

#include <string.h>

struct note
note_of(struct str s)
{
	struct note n = {.n = s.n < sizeof n.p ? s.n : sizeof n.p};

	if (n.n)
		memcpy(n.p, s.p, n.n);
	return n;
}

struct str
note_str(const struct note *n)
{
	return (struct str){n->p, n->n};
}
