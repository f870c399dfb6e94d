/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects on the town: sections, posts, persons, settings, closed days, the day. */
#include "query.h"
#include "store/apply.h"

enum err
apply_town(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	return apply_hit(q_apply_town_name(
	    p->store, &(struct q_apply_town_name_in){.name = apply_text(p, e->ref), .kind = e->kind}));
}

enum err
apply_policy(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	return apply_hit(q_apply_town_policy(p->store, &(struct q_apply_town_policy_in){e->kind}));
}

enum err
apply_section(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	return q_apply_section(p->store, &(struct q_apply_section_in){.id = e->section,
	                                     .up = e->up,
	                                     .organ = e->kind,
	                                     .from_day = e->from,
	                                     .until_day = e->until,
	                                     .label = apply_text_of(p, e->ref, "label"),
	                                     .sign = apply_text_of(p, e->ref, "sign")});
}

enum err
apply_post(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	return q_apply_post(p->store, &(struct q_apply_post_in){.id = e->post,
	                                  .section = e->section,
	                                  .kind = e->kind,
	                                  .label = apply_text_of(p, e->ref, "label")});
}

enum err
apply_person(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	if (e->ref.n == 0)
		return apply_hit(q_apply_person_office(p->store,
		    &(struct q_apply_person_office_in){
		        .id = e->person, .from_day = e->from, .until_day = e->until, .kind = e->flag}));
	return q_apply_person(p->store,
	    &(struct q_apply_person_in){.id = e->person,
	        .from_day = e->from,
	        .until_day = e->until,
	        .kind = e->flag,
	        .decider = e->decider,
	        .procedure = e->procedure,
	        .section = e->section,
	        .company = apply_text_of(p, e->ref, "company"),
	        .card = apply_text_of(p, e->ref, "card"),
	        .login = apply_text_of(p, e->ref, "login"),
	        .name = e->flag == PERSON_STATION ? apply_text(p, e->ref) : apply_text_of(p, e->ref, "name"),
	        .kana = apply_text_of(p, e->ref, "kana")});
}

enum err
apply_hold(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	return q_apply_holding(p->store, &(struct q_apply_holding_in){.person = e->person,
	                                     .post = e->post,
	                                     .from_day = e->from,
	                                     .until_day = e->until,
	                                     .concurrent = e->flag});
}

enum err
apply_setting(struct apply *p, const struct effect *e)
{
	struct str of = e->item ? arena_fmt(p->arena, "%lld", (long long)e->item) : e->section;

	p->town_changed = true;
	return q_apply_setting(p->store, &(struct q_apply_setting_in){.setting = e->field,
	                                     .seq = p->entry->seq,
	                                     .decided = e->from,
	                                     .time = p->entry->time,
	                                     .of = of,
	                                     .value = apply_text_of(p, e->ref, "value"),
	                                     .text = apply_text_of(p, e->ref, "text")});
}

enum err
apply_holiday(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	if (e->flag == 0)
		return q_apply_holiday_end(p->store, &(struct q_apply_holiday_end_in){e->from});
	return q_apply_holiday(p->store, &(struct q_apply_holiday_in){e->from, apply_text(p, e->ref)});
}

/* One that ends before it began was taken back. */
enum err
apply_absent(struct apply *p, const struct effect *e)
{
	p->town_changed = true;
	if (e->until.n && str_cmp(e->until, e->from) < 0)
		return apply_hit(
		    q_apply_absence_end(p->store, &(struct q_apply_absence_end_in){e->person, e->from}));
	return q_apply_absence(p->store, &(struct q_apply_absence_in){.person = e->person,
	                                     .from_day = e->from,
	                                     .until_day = e->until,
	                                     .kind = e->kind,
	                                     .reason = apply_text(p, e->ref)});
}

/* The town has not changed: pages need not load it again. */
enum err
apply_day(struct apply *p, const struct effect *e)
{
	return apply_hit(q_apply_town_day(p->store, &(struct q_apply_town_day_in){e->from}));
}
