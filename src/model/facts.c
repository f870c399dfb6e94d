/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/case.h"

static const struct item *
find(const struct item *items, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].id == id)
			return &items[i];
	return NULL;
}

const struct item *
facts_item(const struct facts *f, int64_t id)
{
	const struct item *it = find(f->items, f->item_n, id);

	return it ? it : find(f->carriers, f->carrier_n, id);
}
