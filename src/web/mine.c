/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* わたしの名前で行われたこと: everything in the ledger under one's own name, to be looked through by oneself. */
#include "web/entry.h"
#include "web/page.h"
#include "web/pages.h"

enum err
mine_page(struct request *rq)
{
	struct view_mine v = {.frame = page_frame(rq, phrase(TEXT_MINE_TITLE))};

	v.entries_n = entry_list_own(rq, STR("/mine"), &v.entries, &v.before);
	PAGE_DRAW(rq, mine, &v);
	return ERR_OK;
}
