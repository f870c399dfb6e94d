/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects beside a matter's course: what somebody has to see, comments, the paper it stands on. */
#include "query.h"
#include "store/apply.h"

/* Two rows that one deputy closes tell the same absent holder once. */
enum err
apply_notice(struct apply *p, const struct effect *e)
{
	(void)apply_matter(p, e->matter);
	return q_apply_notice(p->store, &(struct q_apply_notice_in){.matter = e->matter,
	                                    .step = e->step,
	                                    .kind = e->kind,
	                                    .role = e->role,
	                                    .person = e->person,
	                                    .section = e->section,
	                                    .given = p->entry->seq});
}

enum err
apply_seen(struct apply *p, const struct effect *e)
{
	(void)apply_matter(p, e->matter);
	return apply_hit(q_apply_seen(p->store, &(struct q_apply_seen_in){.matter = e->matter,
	                                            .step = e->step,
	                                            .kind = e->kind,
	                                            .role = e->role,
	                                            .person = e->person,
	                                            .section = e->section,
	                                            .seen = p->entry->seq,
	                                            .by = p->entry->actor}));
}

enum err
apply_comment(struct apply *p, const struct effect *e)
{
	(void)apply_matter(p, e->matter);
	return q_apply_comment(p->store,
	    &(struct q_apply_comment_in){e->matter, p->entry->seq, p->entry->actor, apply_text(p, e->ref)});
}

enum err
apply_paper(struct apply *p, const struct effect *e)
{
	if (e->matter > 0) /* what corrects the staff list is about no matter */
		(void)apply_matter(p, e->matter);
	return q_apply_paper(
	    p->store, &(struct q_apply_paper_in){p->entry->seq, e->matter, e->from, apply_text(p, e->ref)});
}
