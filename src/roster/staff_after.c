/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "roster/staff_after.h"

#include <string.h>

#include "base/num.h"

/* --- texts of the body ------------------------------------------------------------------ */

static const struct json *
child(const struct json *v, struct arena *a, struct str name)
{
	uint64_t at;

	if (v && v->kind == JSON_MAP)
		return json_get(v, arena_str(a, name).p);
	if (v == NULL || v->kind != JSON_LIST || !num_u64(name, 0, SIZE_MAX, &at))
		return NULL;
	for (v = v->first; v && at > 0; v = v->next)
		at--;
	return v;
}

/* "persons/3" and "name" -> what stands there; empty where nothing does. */
static struct str
text_of(struct arena *a, const struct json *body, struct str ref, const char *key)
{
	struct str part, s;

	if (!str_eq(ref, STR(".")))
		while (str_cut(&ref, '/', &part))
			body = child(body, a, part);
	s = body ? json_get_str(body, key) : STR("");
	return s.p ? s : STR("");
}

/* --- the lists, with room for what is new -------------------------------------------------- */

static day
day_or(struct str s, day otherwise)
{
	day d;

	return day_parse_iso(s, &d) ? d : otherwise;
}

struct after {
	struct arena *a;
	const struct json *body;
	struct town *t;
};

static void *
grown(struct arena *a, const void *old, size_t n, size_t more, size_t size)
{
	void *list = arena_array(a, n + more + 1, size);

	if (n)
		memcpy(list, old, n * size);
	return list;
}

static void
section_put(struct after *x, const struct effect *e)
{
	struct section s = {.id = e->section,
	    .label = text_of(x->a, x->body, e->ref, "label"),
	    .sign = text_of(x->a, x->body, e->ref, "sign"),
	    .up = e->up,
	    .organ = e->kind,
	    .from = day_or(e->from, DAY_NONE),
	    .until = day_or(e->until, DAY_NEVER)};

	for (size_t i = 0; i < x->t->sections_n; i++)
		if (str_eq(x->t->sections[i].id, s.id)) {
			x->t->sections[i] = s;
			return;
		}
	x->t->sections[x->t->sections_n++] = s;
}

static void
post_put(struct after *x, const struct effect *e)
{
	struct post p = {.id = e->post,
	    .label = text_of(x->a, x->body, e->ref, "label"),
	    .section = e->section,
	    .kind = e->kind};

	for (size_t i = 0; i < x->t->posts_n; i++)
		if (str_eq(x->t->posts[i].id, p.id)) {
			x->t->posts[i] = p;
			return;
		}
	x->t->posts[x->t->posts_n++] = p;
}

static struct person *
person_place(struct town *t, struct str id)
{
	for (size_t i = 0; i < t->persons_n; i++)
		if (str_eq(t->persons[i].id, id))
			return &t->persons[i];
	t->persons[t->persons_n] = (struct person){.id = id};
	return &t->persons[t->persons_n++];
}

/* Without ref he only comes or goes, and keeps his names. */
static void
person_put(struct after *x, const struct effect *e)
{
	struct person *p = person_place(x->t, e->person);

	p->from = day_or(e->from, DAY_NONE);
	p->until = day_or(e->until, DAY_NEVER);
	p->kind = (enum person_kind)e->flag;
	if (e->ref.n == 0)
		return;
	p->decider = e->decider;
	p->procedure = e->procedure;
	p->section = e->section;
	p->login = text_of(x->a, x->body, e->ref, "login");
	p->name = text_of(x->a, x->body, e->ref, "name");
	p->kana = text_of(x->a, x->body, e->ref, "kana");
	p->company = text_of(x->a, x->body, e->ref, "company");
	p->card = text_of(x->a, x->body, e->ref, "card");
}

static int
index_of_person(const struct town *t, struct str id)
{
	for (size_t i = 0; i < t->persons_n; i++)
		if (str_eq(t->persons[i].id, id))
			return (int)i;
	return NONE;
}

static int
index_of_post(const struct town *t, struct str id)
{
	for (size_t i = 0; i < t->posts_n; i++)
		if (str_eq(t->posts[i].id, id))
			return (int)i;
	return NONE;
}

static void
holding_put(struct after *x, const struct effect *e)
{
	struct town *t = x->t;
	struct holding h = {.person = index_of_person(t, e->person),
	    .post = index_of_post(t, e->post),
	    .concurrent = e->flag == 1,
	    .from = day_or(e->from, DAY_NONE),
	    .until = day_or(e->until, DAY_NEVER)};

	if (h.person == NONE || h.post == NONE)
		return;
	for (size_t i = 0; i < t->holdings_n; i++)
		if (t->holdings[i].person == h.person && t->holdings[i].post == h.post &&
		    t->holdings[i].from == h.from) {
			t->holdings[i] = h;
			return;
		}
	t->holdings[t->holdings_n++] = h;
}

void
staff_after(struct arena *a, const struct town *town, const struct effects *effects, const struct json *body,
    struct town *out)
{
	struct after x = {.a = a, .body = body, .t = out};

	*out = *town;
	out->sections = grown(a, town->sections, town->sections_n, effects->n, sizeof *out->sections);
	out->posts = grown(a, town->posts, town->posts_n, effects->n, sizeof *out->posts);
	out->persons = grown(a, town->persons, town->persons_n, effects->n, sizeof *out->persons);
	out->holdings = grown(a, town->holdings, town->holdings_n, effects->n, sizeof *out->holdings);
	/* what is held needs whom and what to be there: in two rounds */
	for (size_t i = 0; i < effects->n; i++) {
		const struct effect *e = &effects->e[i];

		if (e->what == EFFECT_SECTION)
			section_put(&x, e);
		else if (e->what == EFFECT_POST)
			post_put(&x, e);
		else if (e->what == EFFECT_PERSON)
			person_put(&x, e);
	}
	for (size_t i = 0; i < effects->n; i++)
		if (effects->e[i].what == EFFECT_HOLD)
			holding_put(&x, &effects->e[i]);
	town_index(a, out);
}

/* --- what changes for whom ------------------------------------------------------------------- */

static bool
is_over(day until, day d)
{
	return until != DAY_NONE && until < d;
}

size_t
staff_holdings(
    struct arena *a, const struct town *t, const struct person *p, day from, const struct holding ***out)
{
	size_t at = (size_t)(p - t->persons), n = 0;
	int first = t->holdings_first[at], end = t->holdings_first[at + 1];

	*out = arena_array(a, (size_t)(end - first) + 1, sizeof **out);
	for (int concurrent = 0; concurrent < 2; concurrent++)
		for (int i = first; i < end; i++) {
			const struct holding *h = &t->holdings[t->holdings_of[i]];

			if (h->concurrent == (concurrent == 1) && !is_over(h->until, from) &&
			    (h->until == DAY_NONE || h->until >= h->from))
				(*out)[n++] = h;
		}
	return n;
}

static day
later(day a, day b)
{
	return a > b ? a : b;
}

/* Does he hold the same from that day on? Since when he has held it before makes no difference. */
static bool
same_posts(struct arena *a, const struct town *x, const struct person *p, const struct town *y,
    const struct person *q, day d)
{
	const struct holding **h, **g;
	size_t n = staff_holdings(a, x, p, d, &h), m = staff_holdings(a, y, q, d, &g);

	for (size_t i = 0; i < n; i++) {
		bool found = false;

		for (size_t k = 0; k < m && !found; k++)
			found = str_eq(x->posts[h[i]->post].id, y->posts[g[k]->post].id) &&
			        h[i]->concurrent == g[k]->concurrent && h[i]->until == g[k]->until &&
			        later(h[i]->from, d) == later(g[k]->from, d);
		if (!found)
			return false;
	}
	return n == m;
}

static bool
same_names(const struct person *p, const struct person *q)
{
	return str_eq(p->name, q->name) && str_eq(p->kana, q->kana) && str_eq(p->login, q->login);
}

static bool
is_staff(const struct person *p, day d)
{
	return p && p->kind == PERSON_STAFF && !is_over(p->until, d) && p->until >= p->from;
}

static enum staff_change_kind
change_of(struct arena *a, const struct town *before, const struct person *was, const struct town *after,
    const struct person *now, day d)
{
	bool there = is_staff(was, d);

	if (!is_staff(now, d))
		return STAFF_LEAVING;
	if (!there)
		return STAFF_NEW;
	if (was->until != now->until || later(was->from, d) != later(now->from, d) ||
	    !same_posts(a, before, was, after, now, d))
		return STAFF_MOVED;
	return same_names(was, now) ? STAFF_UNCHANGED : STAFF_RENAMED;
}

size_t
staff_changes(struct arena *a, const struct town *before, const struct town *after, day effective,
    struct staff_change **out)
{
	size_t n = 0;

	*out = arena_array(a, after->persons_n + 1, sizeof **out);
	for (size_t i = 0; i < after->persons_n; i++) {
		const struct person *now = &after->persons[i], *was = town_person(before, now->id);

		if (!is_staff(was, effective) && !is_staff(now, effective))
			continue;
		(*out)[n++] = (struct staff_change){
		    .kind = change_of(a, before, was, after, now, effective), .was = was, .now = now};
	}
	return n;
}
