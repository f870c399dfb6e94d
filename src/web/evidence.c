/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 証跡: the newest checkpoint to carry out of the house, and the entries. */
#include "model/may_read.h"
#include "query.h"
#include "web/entry.h"
#include "web/page.h"
#include "web/pages.h"

enum err
evidence_page(struct request *rq)
{
	struct view_evidence v = {.frame = page_frame(rq, phrase(TEXT_EVIDENCE_TITLE))};
	struct q_page_checkpoint_out row;

	v.sealed = q_page_checkpoint(rq->desk->store, rq->page, &row) == ERR_OK;
	if (v.sealed) {
		v.note = row.note;
		v.size = row.size;
	}
	v.key = str_trim(rq->web->log_pub);
	v.all = may_read_ledger(rq->desk->policy, &rq->desk->town, rq->who, rq->desk->today);
	v.entries_n = v.all ? entry_list_all(rq, STR("/evidence"), &v.entries, &v.before)
	                    : entry_list_own(rq, STR("/evidence"), &v.entries, &v.before);
	PAGE_DRAW(rq, evidence, &v);
	return ERR_OK;
}

enum err
evidence_checkpoint(struct request *rq)
{
	struct q_page_checkpoint_out row;
	enum err e = q_page_checkpoint(rq->desk->store, rq->page, &row);

	if (e != ERR_OK)
		return e;
	page_file(rq, arena_fmt(rq->page, "checkpoint-%lld.txt", (long long)row.size),
	    STR("text/plain; charset=utf-8"), row.note);
	return ERR_OK;
}
