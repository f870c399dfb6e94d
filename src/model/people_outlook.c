/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The town as it would be after the effects of a staff list: what no single row can tell. */
#include "model/people.h"
#include "model/permission.h"

struct outlook {
	struct roster *r;
	struct town *t;
	struct map *sections, *posts, *persons; /* to the structs of t */
};

/* --- the town with the effects in it ---------------------------------------------------- */

/* "persons/3" in the body. */
static const struct json *
part_at(const struct json *body, struct str ref)
{
	const struct json *v;
	struct str list;
	size_t i = 0;

	if (!str_cut(&ref, '/', &list) || ref.n == 0)
		return NULL;
	for (size_t k = 0; k < ref.n; k++)
		i = i * 10 + (size_t)(ref.p[k] - '0');
	for (v = body->first; v && !str_eq(v->key, list);)
		v = v->next;
	for (v = v ? v->first : NULL; v && i > 0; i--)
		v = v->next;
	return v;
}

static struct section *
section_of(struct outlook *o, struct str id)
{
	struct section *s = map_get(o->sections, id);

	if (s)
		return s;
	s = &o->t->sections[o->t->sections_n++];
	*s = (struct section){.id = id};
	map_put(o->sections, id, s);
	return s;
}

static struct post *
post_of(struct outlook *o, struct str id)
{
	struct post *p = map_get(o->posts, id);

	if (p)
		return p;
	p = &o->t->posts[o->t->posts_n++];
	*p = (struct post){.id = id};
	map_put(o->posts, id, p);
	return p;
}

static struct person *
person_of(struct outlook *o, struct str id)
{
	struct person *p = map_get(o->persons, id);

	if (p)
		return p;
	p = &o->t->persons[o->t->persons_n++];
	*p = (struct person){.id = id};
	map_put(o->persons, id, p);
	return p;
}

static day
day_or(struct str s, day otherwise)
{
	day d;

	return day_parse_iso(s, &d) ? d : otherwise;
}

static void
put_person(struct outlook *o, const struct effect *e)
{
	const struct json *v = e->ref.n ? part_at(o->r->body, e->ref) : NULL;
	struct person *p = person_of(o, e->person);

	p->from = day_or(e->from, DAY_NONE);
	p->until = day_or(e->until, DAY_NEVER);
	p->kind = (enum person_kind)e->flag;
	if (v) {
		p->login = people_word(v, "login");
		p->name = people_word(v, "name");
	}
}

static void
put_post(struct outlook *o, const struct effect *e)
{
	struct post *p = post_of(o, e->post);

	p->label = people_word(part_at(o->r->body, e->ref), "label");
	p->section = e->section;
	p->kind = e->kind;
}

static void
put_section(struct outlook *o, const struct effect *e)
{
	struct section *s = section_of(o, e->section);

	s->label = people_word(part_at(o->r->body, e->ref), "label");
	s->up = e->up;
	s->organ = e->kind;
}

static struct holding
holding_of(struct outlook *o, const struct effect *e)
{
	return (struct holding){.person = (int)(person_of(o, e->person) - o->t->persons),
	    .post = (int)(post_of(o, e->post) - o->t->posts),
	    .concurrent = e->flag == 1,
	    .from = day_or(e->from, DAY_NONE),
	    .until = day_or(e->until, DAY_NEVER)};
}

static void
put_holding(struct outlook *o, const struct effect *e)
{
	struct holding h = holding_of(o, e);

	for (size_t i = 0; i < o->t->holdings_n; i++) {
		struct holding *old = &o->t->holdings[i];

		if (old->person == h.person && old->post == h.post && old->from == h.from) {
			*old = h;
			return;
		}
	}
	o->t->holdings[o->t->holdings_n++] = h;
}

/* A copy with room for what is added, and the maps to it. */
#define COPY(o, list, by_id)                                                                                 \
	do {                                                                                                 \
		size_t n = (o)->r->j->town->list##_n;                                                        \
		(o)->t->list = arena_array((o)->r->j->a, n + room, sizeof *(o)->t->list);                    \
		for (size_t i = 0; i < n; i++) {                                                             \
			(o)->t->list[i] = (o)->r->j->town->list[i];                                          \
			if (by_id)                                                                           \
				map_put(by_id, (o)->t->list[i].id, &(o)->t->list[i]);                        \
		}                                                                                            \
	} while (0)

static void
outlook_make(struct outlook *o, struct roster *r)
{
	const struct effects *fx = &r->j->out->effects;
	const struct town *old = r->j->town;
	size_t room = fx->n;

	*o = (struct outlook){.r = r, .t = ARENA_NEW(r->j->a, struct town)};
	*o->t = *old;
	o->sections = map_new(r->j->a);
	o->posts = map_new(r->j->a);
	o->persons = map_new(r->j->a);
	COPY(o, sections, o->sections);
	COPY(o, posts, o->posts);
	COPY(o, persons, o->persons);
	o->t->holdings = arena_array(r->j->a, old->holdings_n + room, sizeof *o->t->holdings);
	for (size_t i = 0; i < old->holdings_n; i++)
		o->t->holdings[i] = old->holdings[i];
	for (size_t i = 0; i < fx->n; i++) {
		if (fx->e[i].what == EFFECT_SECTION)
			put_section(o, &fx->e[i]);
		else if (fx->e[i].what == EFFECT_POST)
			put_post(o, &fx->e[i]);
		else if (fx->e[i].what == EFFECT_PERSON)
			put_person(o, &fx->e[i]);
		else if (fx->e[i].what == EFFECT_HOLD)
			put_holding(o, &fx->e[i]);
	}
	town_index(r->j->a, o->t);
}

/* --- two in one post ------------------------------------------------------------------------ */

/* The first day from which both are in force, not before `from`; DAY_NEVER when there is none. */
static day
both_from(const struct town *t, const struct holding *a, const struct holding *b, day from)
{
	const day firsts[] = {a->from, b->from, t->persons[a->person].from, t->persons[b->person].from};
	const day lasts[] = {a->until, b->until, t->persons[a->person].until, t->persons[b->person].until};
	day last = DAY_NEVER;

	for (size_t i = 0; i < 4; i++) {
		if (firsts[i] > from)
			from = firsts[i];
		if (lasts[i] != DAY_NONE && lasts[i] < last)
			last = lasts[i];
	}
	return from <= last ? from : DAY_NEVER;
}

static bool
is_single(const struct policy *pol, const struct post *post)
{
	int kind = policy_post(pol, post->kind);

	return kind != NONE && pol->posts[kind].single;
}

static bool
check_pair(struct outlook *o, const struct holding *mine, const struct holding *other)
{
	const struct post *a = &o->t->posts[mine->post], *b = &o->t->posts[other->post];
	struct judging *j = o->r->j;
	day from = both_from(o->t, mine, other, o->r->effective);

	if (from == DAY_NEVER)
		return true;
	if (mine->person == other->person && a == b) {
		way_out(j, SAY_HOLD_TWICE_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_HOLD_TWICE, o->t->persons[mine->person].name,
		    judging_post(a), judging_day(j, from));
	}
	if (mine->person == other->person || mine->concurrent || other->concurrent || !is_single(j->pol, a) ||
	    !str_eq(a->kind, b->kind) || !str_eq(a->section, b->section))
		return true;
	way_out(j, SAY_TWO_HOLDERS_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_TWO_HOLDERS, judging_post(a), o->t->persons[other->person].name,
	    o->t->persons[mine->person].name, judging_day(j, from));
}

/* Of what the list touches: what stood before is left alone. */
static bool
check_holding(struct outlook *o, const struct effect *e)
{
	struct holding mine = holding_of(o, e);
	const struct person *p = &o->t->persons[mine.person];

	if (p->kind == PERSON_OUTSIDER && mine.from <= mine.until && mine.until >= o->r->effective)
		return refuse(
		    o->r->j, ERR_REFUSED, SAY_OUTSIDER_POST, p->name, judging_post(&o->t->posts[mine.post]));
	for (size_t i = 0; i < o->t->holdings_n; i++) {
		const struct holding *other = &o->t->holdings[i];

		if (other->person == mine.person && other->post == mine.post && other->from == mine.from)
			continue;
		if (!check_pair(o, &mine, other))
			return false;
	}
	return true;
}

/* --- persons and sections ------------------------------------------------------------------------ */

static bool
check_outsider(struct outlook *o, const struct effect *e)
{
	const struct person *p = map_get(o->persons, e->person);
	int first = o->t->holdings_first[p - o->t->persons],
	    end = o->t->holdings_first[p - o->t->persons + 1];
	struct judging *j = o->r->j;

	if (p->kind != PERSON_OUTSIDER)
		return true;
	if (p->login.n)
		return refuse(j, ERR_REFUSED, SAY_OUTSIDER_LOGIN, p->name);
	for (int i = first; i < end; i++) {
		const struct holding *h = &o->t->holdings[o->t->holdings_of[i]];

		if (h->from <= h->until && h->until >= o->r->effective)
			return refuse(
			    j, ERR_REFUSED, SAY_OUTSIDER_POST, p->name, judging_post(&o->t->posts[h->post]));
	}
	return true;
}

static bool
check_section(struct outlook *o, const struct effect *e)
{
	enum { DEEP = 16 };
	const struct section *s = map_get(o->sections, e->section);

	for (int i = 0; i < DEEP; i++) {
		if (s == NULL || s->up.n == 0)
			return true;
		s = map_get(o->sections, s->up);
	}
	return refuse(
	    o->r->j, ERR_REFUSED, SAY_SECTION_RING, people_word(part_at(o->r->body, e->ref), "label"));
}

static bool
check_effect(struct outlook *o, const struct effect *e)
{
	switch (e->what) {
	case EFFECT_HOLD:
		return check_holding(o, e);
	case EFFECT_PERSON:
		return check_outsider(o, e);
	case EFFECT_SECTION:
		return check_section(o, e);
	default:
		return true;
	}
}

/* --- who is left ------------------------------------------------------------------------------------- */

static bool
is_administered(const struct judging *j, const struct town *t, day d)
{
	for (size_t i = 0; i < t->persons_n; i++) {
		const struct person *p = &t->persons[i];

		if (p->kind == PERSON_INSTALLER && person_in_office(p, d))
			return true;
		if (p->login.n && permission_has(j->pol, t, act_word(ACT_PEOPLE), p, NULL, NULL, d, NULL))
			return true;
	}
	return false;
}

static bool
check_left(struct outlook *o, day d)
{
	struct judging *j = o->r->j;

	if (is_administered(j, o->t, d) || !is_administered(j, j->town, d))
		return true;
	way_out(j, SAY_NOBODY_LEFT_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_NOBODY_LEFT, judging_day(j, d));
}

/* On the day from which it counts, and after each end that it names. */
static bool
check_administrators(struct outlook *o)
{
	const struct json *ends = json_get(o->r->body, "ends");
	day today = o->r->j->now->day, d = o->r->effective, until;

	if (!check_left(o, d > today ? d : today))
		return false;
	for (const struct json *v = ends ? ends->first : NULL; v; v = v->next)
		if (day_parse(people_word(v, "until"), &until) && until >= today && !check_left(o, until + 1))
			return false;
	if (json_get(o->r->body, "post") && people_word(o->r->body, "from").n == 0 &&
	    day_parse(people_word(o->r->body, "until"), &until) && until >= today)
		return check_left(o, until + 1);
	return true;
}

bool
people_check(struct roster *r)
{
	const struct effects *fx = &r->j->out->effects;
	struct outlook o;

	outlook_make(&o, r);
	for (size_t i = 0; i < fx->n; i++)
		if (!check_effect(&o, &fx->e[i]))
			return false;
	return check_administrators(&o);
}
