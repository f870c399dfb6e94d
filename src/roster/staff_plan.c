/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "roster/staff_plan.h"

#include "codec/json.h"
#include "proto/act.h"

struct plan {
	struct arena *arena;
	const struct staff *staff;
	const struct policy *policy;
	const struct town *town;
	day effective;
	struct buf body, lines;
	struct json_out json;
	bool first; /* of the town: nobody but the installer is there */
	size_t changes;
	struct map *persons, *sections, *posts, *holdings; /* in the list: to their first row */
};

static const struct staff_row *
row_of(struct map *m, struct str key)
{
	return map_get(m, key);
}

/* True the first time that a key comes. */
static bool
plan_first(struct plan *p, struct map *m, struct str key, const struct staff_row *r)
{
	if (map_get(m, key) != NULL)
		return false;
	map_put(m, key, p->staff->rows + (r - p->staff->rows));
	return true;
}

static void
plan_say(struct plan *p, const char *verb, const char *noun, struct str what)
{
	p->changes++;
	buf_fmt(&p->lines, "%s %s %.*s\n", verb, noun, STR_ARG(what));
}

static void
plan_key(struct plan *p, const char *key, struct str value)
{
	json_key(&p->json, key);
	json_str(&p->json, value);
}

static void
plan_period(struct plan *p, day from, day until)
{
	plan_key(p, "from", day_iso(p->arena, from));
	plan_key(p, "until", day_iso(p->arena, until));
}

/* The last day of what is no longer in the list; what began only now cannot have ended before. */
static day
plan_last(const struct plan *p, day from)
{
	return from < p->effective ? p->effective - 1 : from;
}

/* --- sections ------------------------------------------------------------------ */

static void
plan_section_put(struct plan *p, const struct section *s)
{
	json_open(&p->json, '{');
	plan_key(p, "id", s->id);
	plan_key(p, "label", s->label);
	plan_key(p, "sign", s->sign);
	plan_key(p, "up", s->up);
	plan_key(p, "organ", s->organ);
	plan_period(p, s->from, s->until);
	json_close(&p->json, '}');
}

/* By its id; a list without the column leaves it as it is. */
static struct str
plan_organ(const struct plan *p, const struct staff_row *r, const struct section *was)
{
	int organ = staff_organ(p->policy, r->cell[STAFF_ORGAN]);

	if (!staff_has(p->staff, STAFF_ORGAN))
		return was != NULL ? was->organ : STR("");
	return organ != NONE ? p->policy->organs[organ].id : STR("");
}

static void
plan_section(struct plan *p, const struct staff_row *r)
{
	struct section now = {.id = r->cell[STAFF_SECTION],
	    .label = r->cell[STAFF_LABEL],
	    .sign = r->cell[STAFF_SIGN],
	    .up = r->cell[STAFF_UP],
	    .from = p->effective,
	    .until = DAY_NEVER};
	const struct section *was = town_section(p->town, now.id);

	if (now.id.n == 0 || !plan_first(p, p->sections, now.id, r))
		return;
	now.organ = plan_organ(p, r, was);
	if (was != NULL && was->until >= p->effective)
		now.from = was->from < p->effective ? was->from : p->effective;
	if (was != NULL && str_eq(was->label, now.label) && str_eq(was->sign, now.sign) &&
	    str_eq(was->up, now.up) && str_eq(was->organ, now.organ) && was->from == now.from &&
	    was->until == now.until)
		return;
	plan_say(p, was == NULL ? "追加" : "変更", "課等",
	    arena_fmt(p->arena, "%.*s(%.*s)", STR_ARG(now.label), STR_ARG(now.id)));
	plan_section_put(p, &now);
}

static bool
plan_is_above(const struct plan *p, struct str section)
{
	for (size_t i = 0; i < p->staff->n; i++)
		if (str_eq(p->staff->rows[i].cell[STAFF_UP], section))
			return true;
	return false;
}

static void
plan_sections(struct plan *p)
{
	for (size_t i = 0; i < p->staff->n; i++)
		plan_section(p, &p->staff->rows[i]);
	for (size_t i = 0; i < p->town->sections_n; i++) {
		struct section s = p->town->sections[i];

		if (s.until < p->effective || row_of(p->sections, s.id) != NULL || plan_is_above(p, s.id))
			continue;
		s.until = plan_last(p, s.from);
		plan_say(
		    p, "廃止", "課等", arena_fmt(p->arena, "%.*s(%.*s)", STR_ARG(s.label), STR_ARG(s.id)));
		plan_section_put(p, &s);
	}
}

/* --- posts --------------------------------------------------------------------- */

static const struct post_kind *
plan_kind(const struct plan *p, const struct staff_row *r)
{
	return &p->policy->posts[policy_post_of_title(p->policy, r->cell[STAFF_TITLE])];
}

/* A post is one for each section and kind: 主事 and 主任 of a section hold the same. */
static struct str
plan_post_id(const struct plan *p, const struct staff_row *r)
{
	if (r->cell[STAFF_SECTION].n == 0)
		return plan_kind(p, r)->id;
	return arena_fmt(
	    p->arena, "%.*s-%.*s", STR_ARG(r->cell[STAFF_SECTION]), STR_ARG(plan_kind(p, r)->id));
}

/* 総務課長 where the list has one title for the post, 総務課 and the kind's own name where it has several. */
static struct str
plan_post_label(const struct plan *p, const struct staff_row *r)
{
	const struct post_kind *kind = plan_kind(p, r);
	struct str title = r->cell[STAFF_TITLE], section = r->cell[STAFF_LABEL];

	for (size_t i = 0; i < p->staff->n; i++) {
		const struct staff_row *o = &p->staff->rows[i];

		if (str_eq(o->cell[STAFF_SECTION], r->cell[STAFF_SECTION]) && plan_kind(p, o) == kind &&
		    !str_eq(o->cell[STAFF_TITLE], title))
			title = kind->label;
	}
	/* 「総務課」の「課長」は総務課長であって総務課課長ではない */
	if (str_ends(section, STR("課")) && str_starts(title, STR("課長")))
		title = str_sub(title, 3, title.n);
	else if (str_ends(section, STR("部")) && str_starts(title, STR("部長")))
		title = str_sub(title, 3, title.n);
	return arena_fmt(p->arena, "%.*s%.*s", STR_ARG(section), STR_ARG(title));
}

static void
plan_posts(struct plan *p)
{
	for (size_t i = 0; i < p->staff->n; i++) {
		const struct staff_row *r = &p->staff->rows[i];
		struct str id = plan_post_id(p, r), label;
		const struct post *was = town_post(p->town, id);

		if (r->outsider || !plan_first(p, p->posts, id, r))
			continue;
		label = plan_post_label(p, r);
		if (was != NULL && str_eq(was->label, label))
			continue;
		plan_say(p, was == NULL ? "追加" : "変更", "職", label);
		json_open(&p->json, '{');
		plan_key(p, "id", id);
		plan_key(p, "section", r->cell[STAFF_SECTION]);
		plan_key(p, "kind", plan_kind(p, r)->id);
		plan_key(p, "label", label);
		json_close(&p->json, '}');
	}
}

/* --- persons ------------------------------------------------------------------- */

static void
plan_person_put(struct plan *p, const struct person *x)
{
	json_open(&p->json, '{');
	plan_key(p, "id", x->id);
	plan_key(p, "login", x->login);
	plan_key(p, "name", x->name);
	plan_key(p, "kana", x->kana);
	plan_key(p, "company", x->company);
	plan_key(p, "card", x->card);
	plan_key(p, "decider", x->decider);
	if (x->kind != PERSON_INSTALLER) {
		json_key(&p->json, "outsider");
		json_bool(&p->json, x->kind == PERSON_OUTSIDER);
	}
	plan_period(p, x->from, x->until);
	json_close(&p->json, '}');
}

/* A list cannot reach back, but for a town's first one, which says since when. */
static day
plan_from(const struct plan *p, const struct staff_row *r)
{
	day from = staff_from(r, p->effective);

	return from < p->effective && !p->first ? p->effective : from;
}

/* In office from the first of his rows to the last of their ends. */
static void
plan_office(const struct plan *p, const struct staff_row *first, struct person *x)
{
	x->from = DAY_NEVER;
	x->until = DAY_NONE;
	for (size_t i = 0; i < p->staff->n; i++) {
		const struct staff_row *r = &p->staff->rows[i];

		if (!str_eq(r->cell[STAFF_NUMBER], first->cell[STAFF_NUMBER]))
			continue;
		if (plan_from(p, r) < x->from)
			x->from = plan_from(p, r);
		if (staff_until(r) > x->until)
			x->until = staff_until(r);
	}
}

/* What the list says; without the column it stays as it is. */
static struct str
plan_kept(const struct plan *p, const struct staff_row *r, enum staff_column c, struct str was)
{
	return staff_has(p->staff, c) ? r->cell[c] : was;
}

/* A list without these columns is about the staff only. */
static bool
plan_tells_outsiders(const struct plan *p)
{
	return staff_has(p->staff, STAFF_OUTSIDER) || staff_has(p->staff, STAFF_COMPANY);
}

static enum person_kind
plan_kind_of(const struct plan *p, const struct staff_row *r, const struct person *was)
{
	if (was != NULL && (was->kind == PERSON_INSTALLER || !plan_tells_outsiders(p)))
		return was->kind;
	return r->outsider ? PERSON_OUTSIDER : PERSON_STAFF;
}

static bool
plan_is_about(const struct plan *p, const struct person *x)
{
	return x->kind == PERSON_STAFF || (x->kind == PERSON_OUTSIDER && plan_tells_outsiders(p));
}

static void
plan_person(struct plan *p, const struct staff_row *r)
{
	struct person now = {.id = r->cell[STAFF_NUMBER],
	    .login = r->cell[STAFF_LOGIN],
	    .name = r->cell[STAFF_NAME],
	    .kana = r->cell[STAFF_KANA]};
	const struct person *was = town_person(p->town, now.id);

	now.company = plan_kept(p, r, STAFF_COMPANY, was ? was->company : STR(""));
	now.card = plan_kept(p, r, STAFF_CARD, was ? was->card : STR(""));
	now.decider = plan_kept(p, r, STAFF_DECIDER, was ? was->decider : STR(""));
	now.kind = plan_kind_of(p, r, was);
	if (r->vacant || staff_until(r) < p->effective || !plan_first(p, p->persons, now.id, r))
		return;
	plan_office(p, r, &now);
	if (was != NULL && was->until >= p->effective)
		now.from = was->from < now.from ? was->from : now.from;
	if (was != NULL && str_eq(was->login, now.login) && str_eq(was->name, now.name) &&
	    str_eq(was->kana, now.kana) && str_eq(was->company, now.company) && str_eq(was->card, now.card) &&
	    str_eq(was->decider, now.decider) && was->kind == now.kind && was->from == now.from &&
	    was->until == now.until)
		return;
	plan_say(p, was == NULL ? "追加" : "変更", now.kind == PERSON_OUTSIDER ? "庁外の人" : "職員",
	    arena_fmt(p->arena, "%.*s %.*s", STR_ARG(now.id), STR_ARG(now.name)));
	plan_person_put(p, &now);
}

static void
plan_persons(struct plan *p)
{
	for (size_t i = 0; i < p->staff->n; i++)
		plan_person(p, &p->staff->rows[i]);
	for (size_t i = 0; i < p->town->persons_n; i++) {
		struct person x = p->town->persons[i];

		if (!plan_is_about(p, &x) || x.until < p->effective || row_of(p->persons, x.id) != NULL)
			continue;
		x.until = plan_last(p, x.from);
		plan_say(p, "退職", x.kind == PERSON_OUTSIDER ? "庁外の人" : "職員",
		    arena_fmt(p->arena, "%.*s %.*s", STR_ARG(x.id), STR_ARG(x.name)));
		plan_person_put(p, &x);
	}
}

/* --- holdings ------------------------------------------------------------------ */

static void
plan_holding_put(struct plan *p, struct str person, struct str post, const struct holding *h)
{
	json_open(&p->json, '{');
	plan_key(p, "person", person);
	plan_key(p, "post", post);
	plan_period(p, h->from, h->until);
	json_key(&p->json, "concurrent");
	json_bool(&p->json, h->concurrent);
	json_close(&p->json, '}');
}

static struct str
plan_pair(struct plan *p, struct str person, struct str post)
{
	return arena_fmt(p->arena, "%.*s %.*s", STR_ARG(person), STR_ARG(post));
}

/* The holding of the same post that runs on that day, or NULL. */
static const struct holding *
plan_held(const struct plan *p, struct str person, struct str post, day d)
{
	for (size_t i = 0; i < p->town->holdings_n; i++) {
		const struct holding *h = &p->town->holdings[i];

		if (h->from <= d && h->until >= d - 1 && str_eq(p->town->persons[h->person].id, person) &&
		    str_eq(p->town->posts[h->post].id, post))
			return h;
	}
	return NULL;
}

static void
plan_holding(struct plan *p, const struct staff_row *r)
{
	struct str person = r->cell[STAFF_NUMBER], post;
	struct holding now = {.concurrent = r->concurrent, .from = plan_from(p, r), .until = staff_until(r)};
	const struct holding *was;

	if (r->vacant || r->outsider || staff_until(r) < p->effective)
		return;
	post = plan_post_id(p, r);
	if (!plan_first(p, p->holdings, plan_pair(p, person, post), r))
		return;
	was = plan_held(p, person, post, now.from > p->effective ? now.from : p->effective);
	if (was != NULL && was->concurrent == now.concurrent && was->until == now.until)
		return;
	if (was != NULL)
		now.from = was->from;
	plan_say(p, was == NULL ? "発令" : "変更", r->concurrent ? "兼務" : "本務",
	    arena_fmt(p->arena, "%.*s %.*s", STR_ARG(r->cell[STAFF_NAME]), STR_ARG(plan_post_label(p, r))));
	plan_holding_put(p, person, post, &now);
}

static void
plan_holdings(struct plan *p)
{
	for (size_t i = 0; i < p->staff->n; i++)
		plan_holding(p, &p->staff->rows[i]);
}

static void
plan_ends(struct plan *p)
{
	for (size_t i = 0; i < p->town->holdings_n; i++) {
		struct holding h = p->town->holdings[i];
		const struct person *x = &p->town->persons[h.person];
		const struct post *post = &p->town->posts[h.post];

		if (x->kind != PERSON_STAFF || h.until < p->effective ||
		    row_of(p->holdings, plan_pair(p, x->id, post->id)) != NULL)
			continue;
		h.until = plan_last(p, h.from);
		plan_say(p, "解除", h.concurrent ? "兼務" : "本務",
		    arena_fmt(p->arena, "%.*s %.*s", STR_ARG(x->name), STR_ARG(post->label)));
		json_open(&p->json, '{');
		plan_key(p, "person", x->id);
		plan_key(p, "post", post->id);
		plan_key(p, "until", day_iso(p->arena, h.until));
		json_close(&p->json, '}');
	}
}

static void
plan_list(struct plan *p, const char *key, void (*fill)(struct plan *))
{
	json_key(&p->json, key);
	json_open(&p->json, '[');
	fill(p);
	json_close(&p->json, ']');
}

enum err
staff_plan_make(struct arena *a, const struct staff *s, const struct policy *pol, const struct town *town,
    day effective, struct staff_plan *out, struct why *why)
{
	struct plan p = {.arena = a,
	    .staff = s,
	    .policy = pol,
	    .town = town,
	    .effective = effective,
	    .body = buf_on(a, ACT_MAX - 1024),
	    .lines = buf_on(a, 16 * 1024 * 1024),
	    .persons = map_new(a),
	    .sections = map_new(a),
	    .posts = map_new(a),
	    .holdings = map_new(a)};

	p.json.buf = &p.body;
	p.first = town->persons_n <= 1;
	json_open(&p.json, '{');
	plan_key(&p, "effective", day_iso(a, effective));
	plan_list(&p, "sections", plan_sections);
	plan_list(&p, "posts", plan_posts);
	plan_list(&p, "persons", plan_persons);
	plan_list(&p, "holdings", plan_holdings);
	plan_list(&p, "ends", plan_ends);
	json_close(&p.json, '}');
	if (!buf_done(&p.body) || !buf_done(&p.lines))
		return why_set(
		    why, ERR_TOO_LARGE, "変更が多すぎて一度に取り込めません。名簿は約 3,000 行までです。");
	*out = (struct staff_plan){buf_str(&p.body), buf_str(&p.lines), p.changes};
	return ERR_OK;
}
