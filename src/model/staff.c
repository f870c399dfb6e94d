/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is who: a staff list with its sections, posts, persons, holdings and
 * ends (people), or one holding that begins or ends (appoint). What stands
 * already as it is sent makes no effect, so that a whole list may be sent again.
 */
#include "model/body.h"
#include "model/handler.h"

/* One main holding, or one end, of a person of the list. */
struct span {
	struct str post; /* of an end: empty = every one */
	day from, until;
	struct span *next;
};

struct roster {
	struct judging *j;
	const struct json *body;
	day effective;
	bool first;                             /* the installer's first list: it may say since when */
	struct map *sections, *posts, *persons; /* of the list, by id: its JSON */
	struct map *logins, *mains, *ends;      /* by login: JSON; by person: struct span */
};

static const struct body_key people_keys[] = {
    {"effective", JSON_STR},
    {"sections", JSON_LIST},
    {"posts", JSON_LIST},
    {"persons", JSON_LIST},
    {"holdings", JSON_LIST},
    {"ends", JSON_LIST},
    {NULL, JSON_NULL},
};
static const struct body_key section_keys[] = {
    {"id", JSON_STR},
    {"label", JSON_STR},
    {"sign", JSON_STR},
    {"up", JSON_STR},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};
static const struct body_key post_keys[] = {
    {"id", JSON_STR},
    {"label", JSON_STR},
    {"section", JSON_STR},
    {"kind", JSON_STR},
    {"title", JSON_STR},
    {NULL, JSON_NULL},
};
static const struct body_key person_keys[] = {
    {"id", JSON_STR},
    {"login", JSON_STR},
    {"name", JSON_STR},
    {"kana", JSON_STR},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};
static const struct body_key holding_keys[] = {
    {"person", JSON_STR},
    {"post", JSON_STR},
    {"concurrent", JSON_BOOL},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};
static const struct body_key end_keys[] = {
    {"person", JSON_STR},
    {"post", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};

/* --- parts ------------------------------------------------------------------------------- */

static struct str
word(const struct json *map, const char *key)
{
	struct str s = json_get_str(map, key);

	return s.p ? s : STR("");
}

/* An optional line: printable when it is there. */
static bool
optional(struct roster *r, const struct json *map, const char *key, struct str ref)
{
	return word(map, key).n == 0 || body_text(r->j, json_get(map, key), body_ref(r->j, ref, key));
}

static bool
not_back_dated(struct roster *r, day d)
{
	const struct judging *j = r->j;

	if (r->first || d >= j->now->day)
		return true;
	way_out(r->j, SAY_BACK_DATED_WAY_OUT);
	return refuse(r->j, ERR_REFUSED, SAY_BACK_DATED, judging_day(j, d), judging_day(j, j->now->day));
}

/* From and until of one part; `from` may be absent, then it is `otherwise`. */
static bool
span_read(struct roster *r, const struct json *map, struct str ref, day otherwise, struct span *out)
{
	if (!body_day_or(r->j, json_get(map, "from"), body_ref(r->j, ref, "from"), otherwise, &out->from) ||
	    !body_day_or(r->j, json_get(map, "until"), body_ref(r->j, ref, "until"), DAY_NEVER, &out->until))
		return false;
	if (out->until < out->from)
		return body_wrong(r->j, ref, SAY_BODY_SPAN);
	return out->from == otherwise || not_back_dated(r, out->from);
}

static bool
once(struct roster *r, struct map *seen, struct str id, const struct json *map, struct str ref)
{
	/* the map gives back what it is given; nobody writes through it */
	if (map_put(seen, id, (void *)(uintptr_t)map) == NULL)
		return true;
	return body_wrong(r->j, ref, SAY_BODY_TWICE, id);
}

static bool
section_known(const struct roster *r, struct str id)
{
	return map_get(r->sections, id) || town_section(r->j->town, id);
}

/* Calls `one` for each member of a list of the body, with its reference. */
static bool
each(struct roster *r, const char *list, bool (*one)(struct roster *, const struct json *, struct str))
{
	const struct json *v = json_get(r->body, list);
	size_t i = 0;

	for (v = v ? v->first : NULL; v; v = v->next)
		if (!one(r, v, arena_fmt(r->j->a, "%s/%zu", list, i++)))
			return false;
	return true;
}

/* --- sections ------------------------------------------------------------------------------ */

static bool
section_note(struct roster *r, const struct json *v, struct str ref)
{
	struct str id;

	return body_keys(r->j, v, ref, section_keys) &&
	       body_id(r->j, json_get(v, "id"), body_ref(r->j, ref, "id"), &id) &&
	       once(r, r->sections, id, v, ref);
}

static bool
section_stands(const struct section *s, const struct json *v, const struct span *span)
{
	return s && str_eq(s->label, word(v, "label")) && str_eq(s->sign, word(v, "sign")) &&
	       str_eq(s->up, word(v, "up")) && s->from == span->from && s->until == span->until;
}

static bool
section_add(struct roster *r, const struct json *v, struct str ref)
{
	const struct section *old = town_section(r->j->town, word(v, "id"));
	struct span span;
	struct effect *e;

	if (!body_text(r->j, json_get(v, "label"), body_ref(r->j, ref, "label")) ||
	    !optional(r, v, "sign", ref) || !span_read(r, v, ref, old ? old->from : r->effective, &span))
		return false;
	if (word(v, "up").n && !section_known(r, word(v, "up")))
		return body_wrong(r->j, ref, SAY_NO_SECTION, word(v, "up"));
	if (section_stands(old, v, &span))
		return true;
	e = judging_effect(r->j, EFFECT_SECTION);
	e->section = word(v, "id");
	e->up = word(v, "up");
	e->from = day_iso(r->j->a, span.from);
	e->until = day_iso(r->j->a, span.until);
	e->ref = ref;
	return true;
}

/* --- posts ------------------------------------------------------------------------------------ */

static bool
post_note(struct roster *r, const struct json *v, struct str ref)
{
	struct str id;

	return body_keys(r->j, v, ref, post_keys) &&
	       body_id(r->j, json_get(v, "id"), body_ref(r->j, ref, "id"), &id) &&
	       once(r, r->posts, id, v, ref);
}

/* The kind as it is said, else the one that its title, or its label, means. */
static bool
post_kind(struct roster *r, const struct json *v, struct str ref, struct str *out)
{
	struct str kind = word(v, "kind"), title = word(v, "title");
	int k = kind.n ? policy_post(r->j->pol, kind)
	               : policy_post_of_title(r->j->pol, title.n ? title : word(v, "label"));

	if (k == NONE)
		return body_wrong(r->j, ref, SAY_NO_POST_KIND, judging_clip(kind.n ? kind : title));
	*out = r->j->pol->posts[k].id;
	return true;
}

static bool
post_add(struct roster *r, const struct json *v, struct str ref)
{
	const struct post *old = town_post(r->j->town, word(v, "id"));
	struct str section = word(v, "section"), kind = STR("");
	struct effect *e;

	if (!body_text(r->j, json_get(v, "label"), body_ref(r->j, ref, "label")) ||
	    !post_kind(r, v, ref, &kind))
		return false;
	if (section.n && !section_known(r, section))
		return body_wrong(r->j, ref, SAY_NO_SECTION, judging_clip(section));
	if (old && str_eq(old->label, word(v, "label")) && str_eq(old->section, section) &&
	    str_eq(old->kind, kind))
		return true;
	e = judging_effect(r->j, EFFECT_POST);
	e->post = word(v, "id");
	e->section = section;
	e->kind = kind;
	e->ref = ref;
	return true;
}

/* --- persons ------------------------------------------------------------------------------------ */

static bool
login_note(struct roster *r, struct str id, const struct json *v, struct str ref)
{
	struct str login = word(v, "login");
	const struct person *other = login.n ? map_get(r->j->town->person_by_login, login) : NULL;

	if (login.n == 0)
		return true;
	if (!body_id(r->j, json_get(v, "login"), body_ref(r->j, ref, "login"), &login) ||
	    !once(r, r->logins, login, v, ref))
		return false;
	return other == NULL || str_eq(other->id, id) || body_wrong(r->j, ref, SAY_LOGIN_TAKEN, login);
}

static bool
person_note(struct roster *r, const struct json *v, struct str ref)
{
	struct str id;

	return body_keys(r->j, v, ref, person_keys) &&
	       body_id(r->j, json_get(v, "id"), body_ref(r->j, ref, "id"), &id) &&
	       once(r, r->persons, id, v, ref) && login_note(r, id, v, ref);
}

static bool
person_stands(const struct person *p, const struct json *v, const struct span *span)
{
	return p && str_eq(p->login, word(v, "login")) && str_eq(p->name, word(v, "name")) &&
	       str_eq(p->kana, word(v, "kana")) && p->from == span->from && p->until == span->until;
}

static bool
person_add(struct roster *r, const struct json *v, struct str ref)
{
	const struct person *old = town_person(r->j->town, word(v, "id"));
	struct span span;
	struct effect *e;

	if (!body_text(r->j, json_get(v, "name"), body_ref(r->j, ref, "name")) ||
	    !optional(r, v, "kana", ref) || !span_read(r, v, ref, old ? old->from : r->effective, &span))
		return false;
	if (person_stands(old, v, &span))
		return true;
	e = judging_effect(r->j, EFFECT_PERSON);
	e->person = word(v, "id");
	e->from = day_iso(r->j->a, span.from);
	e->until = day_iso(r->j->a, span.until);
	e->flag = old ? old->kind : PERSON_STAFF;
	e->ref = ref;
	return true;
}

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

	if (!day_parse(word(v, "from"), &from))
		return r->effective;
	for (size_t i = 0; (h = holding_at(r->j->town, word(v, "person"), i)) != NULL; i++)
		if (h->from == from && str_eq(r->j->town->posts[h->post].id, word(v, "post")))
			return from;
	return r->effective;
}

static bool
holding_add(struct roster *r, const struct json *v, struct str ref)
{
	struct str person = word(v, "person");
	struct span span = {.post = word(v, "post")};
	bool concurrent = json_get_bool(v, "concurrent", false);
	const struct holding *old;

	if (!body_keys(r->j, v, ref, holding_keys) || !person_known(r, person, ref) ||
	    !post_known(r, span.post, ref) || !span_read(r, v, ref, usual_from(r, v), &span))
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

/* --- ends ------------------------------------------------------------------------------------------- */

static bool
end_note(struct roster *r, const struct json *v, struct str ref)
{
	struct span *end = ARENA_NEW(r->j->a, struct span);
	struct str person = word(v, "person");

	if (!body_keys(r->j, v, ref, end_keys))
		return false;
	if (town_person(r->j->town, person) == NULL)
		return body_wrong(r->j, ref, SAY_NO_SUCH_PERSON, judging_clip(person));
	if (!body_day_or(
	        r->j, json_get(v, "until"), body_ref(r->j, ref, "until"), r->effective - 1, &end->until))
		return false;
	if (end->until < r->j->now->day - 1 && !not_back_dated(r, end->until))
		return false;
	end->post = word(v, "post");
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

static bool
end_add(struct roster *r, const struct json *v, struct str ref)
{
	struct str person = word(v, "person"), post = word(v, "post");
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

/* --- people -------------------------------------------------------------------------------------------- */

static void
roster_begin(struct roster *r, struct judging *j)
{
	*r = (struct roster){.j = j, .body = j->act->body};
	r->first = j->who->kind == PERSON_INSTALLER && j->town->persons_n <= 1;
	r->sections = map_new(j->a);
	r->posts = map_new(j->a);
	r->persons = map_new(j->a);
	r->logins = map_new(j->a);
	r->mains = map_new(j->a);
	r->ends = map_new(j->a);
}

static bool
roster_note(struct roster *r)
{
	return each(r, "sections", section_note) && each(r, "posts", post_note) &&
	       each(r, "persons", person_note) && each(r, "ends", end_note);
}

/* Ends come before what begins: who moves first leaves. */
static bool
roster_add(struct roster *r)
{
	return each(r, "sections", section_add) && each(r, "posts", post_add) &&
	       each(r, "persons", person_add) && each(r, "ends", end_add) && each(r, "holdings", holding_add);
}

bool
staff_judge_people(struct judging *j)
{
	struct roster r;

	roster_begin(&r, j);
	if (!body_keys(j, r.body, STR(""), people_keys) ||
	    !body_day(j, json_get(r.body, "effective"), STR("effective"), &r.effective) ||
	    !not_back_dated(&r, r.effective) || !roster_note(&r) || !roster_add(&r))
		return false;
	if (j->out->effects.n == 0)
		return refuse(j, ERR_REFUSED, SAY_BODY_EMPTY);
	j->out->say = say(j->a, SAY_PEOPLE_DONE, judging_day(j, r.effective),
	    judging_number(j, (int64_t)j->out->effects.n));
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
	if (span.until < j->now->day - 1 && !not_back_dated(r, span.until))
		return false;
	span.from = h->from;
	emit_hold(r, person, &span, h->concurrent);
	j->out->say = say(j->a, SAY_APPOINT_ENDED, p->name, judging_post(post), judging_day(j, span.until));
	return true;
}

bool
staff_judge_appoint(struct judging *j)
{
	struct str person = word(j->act->body, "person"), id = word(j->act->body, "post");
	const struct person *p = town_person(j->town, person);
	const struct post *post = town_post(j->town, id);
	struct roster r;
	day from;

	roster_begin(&r, j);
	if (!body_keys(j, r.body, STR(""), holding_keys) || !person_known(&r, person, STR("person")) ||
	    !post_known(&r, id, STR("post")))
		return false;
	if (word(r.body, "from").n == 0)
		return appoint_end(&r, person, post, p);
	if (!body_day(j, json_get(r.body, "from"), STR("from"), &from))
		return false;
	r.effective = j->now->day;
	if (!holding_add(&r, r.body, STR("body")))
		return false;
	if (j->out->effects.n == 0)
		return refuse(j, ERR_REFUSED, SAY_BODY_EMPTY);
	j->out->say = say(j->a, SAY_APPOINTED, p->name, judging_post(post), judging_day(j, from));
	return true;
}
