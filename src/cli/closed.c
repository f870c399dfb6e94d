/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/closed.h"

#include "store/narrow.h"

struct blobs *
closed_blobs(struct arena *a, const struct home *h)
{
	struct why why = {.arena = a};
	struct secret *key = NULL;
	struct blobs *b = NULL;
	struct str start;

	if (home_start_key(a, h, &start, &why) == ERR_OK && blobs_key(a, h->dir, start, &key, &why) == ERR_OK)
		b = blobs_open(h->dir, key);
	secret_free(&key);
	return b;
}

void
closed_open(struct arena *a, const struct home *h, struct store *s)
{
	struct blobs *b = closed_blobs(a, h);
	unsigned char key[NARROW_KEY];

	if (b == NULL)
		return;
	blobs_narrow_key(b, key);
	narrow_town_key(s, key);
	secret_wipe(key, sizeof key);
	blobs_close(&b);
}
