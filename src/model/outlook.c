/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/outlook.h"

#include "base/num.h"

struct outlook {
	struct town *t;
	const struct json *body;
	struct map *sections, *posts, *persons; /* to the structs of t */
};

/* --- texts of the body ------------------------------------------------------------------ */

const struct json *
outlook_part(const struct json *body, struct str ref)
{
	const struct json *v = body ? body->first : NULL;
	struct str list;
	uint64_t at;

	if (!str_cut(&ref, '/', &list) || !num_u64(ref, 0, SIZE_MAX, &at))
		return NULL;
	while (v && !str_eq(v->key, list))
		v = v->next;
	for (v = v ? v->first : NULL; v && at > 0; at--)
		v = v->next;
	return v;
}

static struct str
text_of(const struct outlook *o, struct str ref, const char *key)
{
	struct str s = json_get_str(outlook_part(o->body, ref), key);

	return s.p ? s : STR("");
}

static day
day_or(struct str s, day otherwise)
{
	day d;

	return day_parse_iso(s, &d) ? d : otherwise;
}

/* --- one effect after the other ---------------------------------------------------------- */

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

static void
put_section(struct outlook *o, const struct effect *e)
{
	*section_of(o, e->section) = (struct section){.id = e->section,
	    .label = text_of(o, e->ref, "label"),
	    .sign = text_of(o, e->ref, "sign"),
	    .up = e->up,
	    .organ = e->kind,
	    .from = day_or(e->from, DAY_NONE),
	    .until = day_or(e->until, DAY_NEVER)};
}

static void
put_post(struct outlook *o, const struct effect *e)
{
	*post_of(o, e->post) = (struct post){
	    .id = e->post, .label = text_of(o, e->ref, "label"), .section = e->section, .kind = e->kind};
}

/* Without ref he only comes or goes, and keeps his names. */
static void
put_person(struct outlook *o, const struct effect *e)
{
	struct person *p = person_of(o, e->person);

	p->from = day_or(e->from, DAY_NONE);
	p->until = day_or(e->until, DAY_NEVER);
	p->kind = (enum person_kind)e->flag;
	if (e->ref.n == 0)
		return;
	p->decider = e->decider;
	p->procedure = e->procedure;
	p->section = e->section;
	p->login = text_of(o, e->ref, "login");
	p->name = text_of(o, e->ref, "name");
	p->kana = text_of(o, e->ref, "kana");
	p->company = text_of(o, e->ref, "company");
	p->card = text_of(o, e->ref, "card");
}

static void
put_holding(struct outlook *o, const struct effect *e)
{
	const struct person *p = map_get(o->persons, e->person);
	const struct post *post = map_get(o->posts, e->post);
	struct holding h;

	if (p == NULL || post == NULL)
		return;
	h = (struct holding){.person = (int)(p - o->t->persons),
	    .post = (int)(post - o->t->posts),
	    .concurrent = e->flag == 1,
	    .from = day_or(e->from, DAY_NONE),
	    .until = day_or(e->until, DAY_NEVER)};
	for (size_t i = 0; i < o->t->holdings_n; i++) {
		struct holding *old = &o->t->holdings[i];

		if (old->person == h.person && old->post == h.post && old->from == h.from) {
			*old = h;
			return;
		}
	}
	o->t->holdings[o->t->holdings_n++] = h;
}

/* --- the whole ----------------------------------------------------------------------------- */

/* A copy of a list with room for what is added. */
#define COPY(a, town, out, list, more)                                                                       \
	do {                                                                                                 \
		(out)->list = arena_array(a, (town)->list##_n + (more), sizeof *(out)->list);                \
		for (size_t i = 0; i < (town)->list##_n; i++)                                                \
			(out)->list[i] = (town)->list[i];                                                    \
	} while (0)

static void
outlook_begin(struct arena *a, const struct town *town, size_t more, struct outlook *o)
{
	struct town *out = o->t;

	*out = *town;
	COPY(a, town, out, sections, more);
	COPY(a, town, out, posts, more);
	COPY(a, town, out, persons, more);
	COPY(a, town, out, holdings, more);
	o->sections = map_new(a);
	o->posts = map_new(a);
	o->persons = map_new(a);
	for (size_t i = 0; i < out->sections_n; i++)
		map_put(o->sections, out->sections[i].id, &out->sections[i]);
	for (size_t i = 0; i < out->posts_n; i++)
		map_put(o->posts, out->posts[i].id, &out->posts[i]);
	for (size_t i = 0; i < out->persons_n; i++)
		map_put(o->persons, out->persons[i].id, &out->persons[i]);
}

void
outlook_make(struct arena *a, const struct town *town, const struct effects *effects, const struct json *body,
    struct town *out)
{
	struct outlook o = {.t = out, .body = body};

	outlook_begin(a, town, effects->n, &o);
	for (size_t i = 0; i < effects->n; i++) {
		const struct effect *e = &effects->e[i];

		if (e->what == EFFECT_SECTION)
			put_section(&o, e);
		else if (e->what == EFFECT_POST)
			put_post(&o, e);
		else if (e->what == EFFECT_PERSON)
			put_person(&o, e);
	}
	/* what is held needs whom and what to be there: in a second round */
	for (size_t i = 0; i < effects->n; i++)
		if (effects->e[i].what == EFFECT_HOLD)
			put_holding(&o, &effects->e[i]);
	town_index(a, out);
}
