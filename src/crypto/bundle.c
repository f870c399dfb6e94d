/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/bundle.h"

#include <stdio.h>
#include <string.h>

#include "base/die.h"

/* The file with the smallest name above `last` (NULL: of all); NULL at the end. */
static const struct bundle_file *
bundle_after(const struct bundle_file *files, size_t n, const struct bundle_file *last)
{
	const struct bundle_file *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (last && str_cmp(files[i].name, last->name) <= 0)
			continue;
		if (best == NULL || str_cmp(files[i].name, best->name) < 0)
			best = &files[i];
	}
	return best;
}

static void
bundle_feed(struct hasher *h, const struct bundle_file *f)
{
	char length[24];
	int n = snprintf(length, sizeof length, "%zu", f->bytes.n);

	/* a NUL in a name would let two bundles have one hash */
	must(f->name.n && memchr(f->name.p, 0, f->name.n) == NULL);
	hasher_add(h, f->name);
	hasher_add(h, (struct str){"", 1});
	hasher_add(h, (struct str){length, (size_t)n + 1}); /* with its NUL */
	hasher_add(h, f->bytes);
}

struct hash
bundle_hash(const struct bundle_file *files, size_t n)
{
	struct hasher *h = hasher_new();
	const struct bundle_file *f = NULL;
	size_t fed = 0;

	while ((f = bundle_after(files, n, f)) != NULL) {
		bundle_feed(h, f);
		fed++;
	}
	must(fed == n);
	return hasher_end(&h);
}
