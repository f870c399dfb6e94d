/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who holds which post from when until when: of a staff list, or of one appointment. */
#include "model/handler.h"
#include "model/people.h"

static const struct body_key holding_keys[] = {
    {"person", JSON_STR},
    {"post", JSON_STR},
    {"concurrent", JSON_BOOL},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};
static const struct body_key appoint_keys[] = {
    {"person", JSON_STR},
    {"post", JSON_STR},
    {"concurrent", JSON_BOOL},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {"correct", JSON_STR},
    {"_paper", JSON_MAP},
    {NULL, JSON_NULL},
};
static const struct body_key end_keys[] = {
    {"person", JSON_STR},
    {"post", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};
/* --- holdings -------------------------------------------------------------------------------------- */

static bool
person_known(struct roster *r, struct str id, struct str ref)
{
	return map_get(r->persons, id) || town_person(r->j->town, id) ||
	       body_wrong(r->j, ref, SAY_NO_SUCH_PERSON, judging_clip(id));
}

static bool
post_known(struct roster *r, struct str id, struct str ref)
{
	return map_get(r->posts, id) || town_post(r->j->town, id) ||
	       body_wrong(r->j, ref, SAY_NO_SUCH_POST, judging_clip(id));
}

/* When a holding of the town ends, after what the list says about ends. */
static day
end_of(const struct roster *r, const struct holding *h)
{
	const struct town *t = r->j->town;
	const struct span *end = map_get(r->ends, t->persons[h->person].id);
	day until = h->until == DAY_NONE ? DAY_NEVER : h->until;

	for (; end; end = end->next)
		if ((end->post.n == 0 || str_eq(end->post, t->posts[h->post].id)) && end->until < until)
			until = end->until;
	return until;
}

/* The holdings of a person of the town, in their order; NULL at the end. */
static const struct holding *
holding_at(const struct town *t, struct str person, size_t i)
{
	const struct person *p = town_person(t, person);
	size_t at = p ? (size_t)(p - t->persons) : 0;

	if (p == NULL || i >= (size_t)(t->holdings_first[at + 1] - t->holdings_first[at]))
		return NULL;
	return &t->holdings[t->holdings_of[t->holdings_first[at] + (int)i]];
}

/* Does he hold this post on that day already, as it is sent? */
static const struct holding *
holding_of(const struct roster *r, struct str person, struct str post, day d)
{
	const struct holding *h;

	for (size_t i = 0; (h = holding_at(r->j->town, person, i)) != NULL; i++)
		if (str_eq(r->j->town->posts[h->post].id, post) && h->from <= d && end_of(r, h) >= d)
			return h;
	return NULL;
}

static bool
overlaps(const struct span *a, day from, day until)
{
	return a->from <= until && from <= a->until;
}

/* One main post at a time: against the town's holdings and the list's others. */
static bool
main_once(struct roster *r, struct str person, const struct span *span, struct str ref)
{
	struct span *known = map_get(r->mains, person), *mine = ARENA_NEW(r->j->a, struct span);
	const struct town *t = r->j->town;
	const struct holding *h;

	way_out(r->j, SAY_MAIN_TWICE_WAY_OUT);
	for (const struct span *s = known; s; s = s->next)
		if (overlaps(span, s->from, s->until))
			return body_wrong(r->j, ref, SAY_MAIN_TWICE, person, s->post);
	for (size_t i = 0; (h = holding_at(t, person, i)) != NULL; i++)
		if (!h->concurrent && !str_eq(t->posts[h->post].id, span->post) && end_of(r, h) >= h->from &&
		    overlaps(span, h->from, end_of(r, h)))
			return body_wrong(
			    r->j, ref, SAY_MAIN_TWICE, person, judging_post(&t->posts[h->post]));
	r->j->out->way_out = STR("");
	*mine = *span;
	mine->next = known;
	map_put(r->mains, person, mine);
	return true;
}

static void
emit_hold(struct roster *r, struct str person, const struct span *span, bool concurrent)
{
	struct effect *e = judging_effect(r->j, EFFECT_HOLD);

	e->person = person;
	e->post = span->post;
	e->from = day_iso(r->j->a, span->from);
	e->until = day_iso(r->j->a, span->until);
	e->flag = concurrent;
}

/* Since when he has held it, when the list says just that; else from the effective day. */
static day
usual_from(const struct roster *r, const struct json *v)
{
	const struct holding *h;
	day from;

	if (!day_parse(people_word(v, "from"), &from))
		return r->effective;
	for (size_t i = 0; (h = holding_at(r->j->town, people_word(v, "person"), i)) != NULL; i++)
		if (h->from == from && str_eq(r->j->town->posts[h->post].id, people_word(v, "post")))
			return from;
	return r->effective;
}

static bool
holding_add(struct roster *r, const struct json *v, struct str ref)
{
	struct str person = people_word(v, "person");
	struct span span = {.post = people_word(v, "post")};
	bool concurrent = json_get_bool(v, "concurrent", false);
	const struct holding *old;

	if (!person_known(r, person, ref) || !post_known(r, span.post, ref) ||
	    !people_span(r, v, ref, usual_from(r, v), &span))
		return false;
	if (!concurrent && !main_once(r, person, &span, ref))
		return false;
	old = holding_of(r, person, span.post, span.from);
	if (old && old->concurrent == concurrent && end_of(r, old) == span.until)
		return true;
	if (old) /* he goes on holding it: from when he began */
		span.from = old->from;
	emit_hold(r, person, &span, concurrent);
	return true;
}

bool
people_add_holding(struct roster *r, const struct json *v, struct str ref)
{
	return body_keys(r->j, v, ref, holding_keys) && holding_add(r, v, ref);
}

/* --- ends ------------------------------------------------------------------------------------------- */

bool
people_note_end(struct roster *r, const struct json *v, struct str ref)
{
	struct span *end = ARENA_NEW(r->j->a, struct span);
	struct str person = people_word(v, "person");

	if (!body_keys(r->j, v, ref, end_keys))
		return false;
	if (town_person(r->j->town, person) == NULL)
		return body_wrong(r->j, ref, SAY_NO_SUCH_PERSON, judging_clip(person));
	if (!body_day_or(
	        r->j, json_get(v, "until"), body_ref(r->j, ref, "until"), r->effective - 1, &end->until))
		return false;
	if (end->until < r->j->now->day - 1 && !people_not_back_dated(r, end->until))
		return false;
	end->post = people_word(v, "post");
	if (end->post.n && holding_of(r, person, end->post, end->until) == NULL)
		return body_wrong(r->j, ref, SAY_NOT_HOLDING, person);
	end->next = map_get(r->ends, person);
	map_put(r->ends, person, end);
	return true;
}

/* He leaves: his names stay as they are. */
static void
emit_leave(struct roster *r, struct str person, day until)
{
	const struct person *p = town_person(r->j->town, person);
	struct effect *e;

	if (p->until == until)
		return;
	e = judging_effect(r->j, EFFECT_PERSON);
	e->person = p->id;
	e->from = day_iso(r->j->a, p->from);
	e->until = day_iso(r->j->a, until);
	e->flag = p->kind;
}

bool
people_add_end(struct roster *r, const struct json *v, struct str ref)
{
	struct str person = people_word(v, "person"), post = people_word(v, "post");
	const struct town *t = r->j->town;
	const struct holding *h;
	day until;

	if (!body_day_or(r->j, json_get(v, "until"), ref, r->effective - 1, &until))
		return false;
	for (size_t i = 0; (h = holding_at(t, person, i)) != NULL; i++) {
		struct span span = {t->posts[h->post].id, h->from, until, NULL};

		if ((post.n == 0 || str_eq(post, span.post)) && (h->until == DAY_NONE || h->until > until))
			emit_hold(r, person, &span, h->concurrent);
	}
	if (post.n == 0)
		emit_leave(r, person, until);
	return true;
}

/* --- appoint ------------------------------------------------------------------------------------------- */

static bool
appoint_end(struct roster *r, struct str person, const struct post *post, const struct person *p)
{
	struct judging *j = r->j;
	const struct holding *h = holding_of(r, person, post->id, j->now->day);
	struct span span = {.post = post->id};

	if (h == NULL)
		return body_wrong(j, STR("post"), SAY_NOT_HOLDING, p->name);
	if (!body_day(j, json_get(r->body, "until"), STR("until"), &span.until))
		return false;
	if (span.until < j->now->day - 1 && !people_not_back_dated(r, span.until))
		return false;
	span.from = h->from;
	emit_hold(r, person, &span, h->concurrent);
	j->out->say = say(j->a, SAY_APPOINT_ENDED, p->name, judging_post(post), judging_day(j, span.until));
	return true;
}

static bool
appoint_begin(struct roster *r, const struct post *post, const struct person *p)
{
	struct judging *j = r->j;
	day from;

	if (!body_day(j, json_get(r->body, "from"), STR("from"), &from))
		return false;
	if (r->corrects && from < r->effective)
		r->effective = from;
	if (!holding_add(r, r->body, STR("body")))
		return false;
	if (j->out->effects.n == 0)
		return refuse(j, ERR_REFUSED, SAY_BODY_EMPTY);
	j->out->say = say(j->a, SAY_APPOINTED, p->name, judging_post(post), judging_day(j, from));
	return true;
}

bool
people_judge_appoint(struct judging *j)
{
	struct str person = people_word(j->act->body, "person"), id = people_word(j->act->body, "post");
	const struct person *p = town_person(j->town, person);
	const struct post *post = town_post(j->town, id);
	struct roster r;

	people_begin(&r, j);
	if (!body_keys(j, r.body, STR(""), appoint_keys) || !people_reason(&r) ||
	    !person_known(&r, person, STR("person")) || !post_known(&r, id, STR("post")))
		return false;
	r.effective = j->now->day;
	if (people_word(r.body, "from").n == 0) {
		if (!appoint_end(&r, person, post, p))
			return false;
	} else if (!appoint_begin(&r, post, p)) {
		return false;
	}
	if (!people_check(&r))
		return false;
	people_settle(&r);
	return true;
}
