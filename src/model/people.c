/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is who: a staff list with its sections, posts, persons, holdings and
 * ends (people), or one holding that begins or ends (appoint). What stands
 * already as it is sent makes no effect, so that a whole list may be sent again.
 */
#include "model/people.h"

#include "model/behalf.h"
#include "model/handler.h"

static const struct body_key people_keys[] = {
    {"effective", JSON_STR},
    {"sections", JSON_LIST},
    {"posts", JSON_LIST},
    {"persons", JSON_LIST},
    {"holdings", JSON_LIST},
    {"ends", JSON_LIST},
    {"correct", JSON_STR},
    {"_paper", JSON_MAP},
    {NULL, JSON_NULL},
};
static const struct body_key section_keys[] = {
    {"id", JSON_STR},
    {"label", JSON_STR},
    {"sign", JSON_STR},
    {"up", JSON_STR},
    {"organ", JSON_STR},
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
    {"outsider", JSON_BOOL},
    {"company", JSON_STR},
    {"card", JSON_STR},
    {"decider", JSON_STR},
    {"from", JSON_STR},
    {"until", JSON_STR},
    {NULL, JSON_NULL},
};

/* --- parts ------------------------------------------------------------------------------- */

struct str
people_word(const struct json *map, const char *key)
{
	struct str s = json_get_str(map, key);

	return s.p ? s : STR("");
}

/* An optional line: printable when it is there. */
static bool
optional(struct roster *r, const struct json *map, const char *key, struct str ref)
{
	return people_word(map, key).n == 0 || body_text(r->j, json_get(map, key), body_ref(r->j, ref, key));
}

bool
people_not_back_dated(struct roster *r, day d)
{
	const struct judging *j = r->j;

	if (r->first || r->corrects || d >= j->now->day)
		return true;
	way_out(r->j, SAY_BACK_DATED_WAY_OUT);
	return refuse(r->j, ERR_REFUSED, SAY_BACK_DATED, judging_day(j, d), judging_day(j, j->now->day));
}

bool
people_span(struct roster *r, const struct json *map, struct str ref, day otherwise, struct span *out)
{
	if (!body_day_or(r->j, json_get(map, "from"), body_ref(r->j, ref, "from"), otherwise, &out->from) ||
	    !body_day_or(r->j, json_get(map, "until"), body_ref(r->j, ref, "until"), DAY_NEVER, &out->until))
		return false;
	if (out->until < out->from)
		return body_wrong(r->j, ref, SAY_BODY_SPAN);
	return out->from == otherwise || people_not_back_dated(r, out->from);
}

/* Days that have passed are changed with a reason only; it may stand on paper. */
bool
people_reason(struct roster *r)
{
	const struct json *correct = json_get(r->body, "correct");

	r->corrects = correct != NULL;
	if (correct)
		return body_text(r->j, correct, STR("correct"));
	return json_get(r->body, "_paper") == NULL || body_wrong(r->j, STR("_paper"), SAY_PAPER_ALONE);
}

void
people_settle(struct roster *r)
{
	if (json_get(r->body, "_paper"))
		behalf_emit_paper(r->j);
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
	return s && str_eq(s->label, people_word(v, "label")) && str_eq(s->sign, people_word(v, "sign")) &&
	       str_eq(s->up, people_word(v, "up")) && str_eq(s->organ, people_word(v, "organ")) &&
	       s->from == span->from && s->until == span->until;
}

static bool
section_add(struct roster *r, const struct json *v, struct str ref)
{
	const struct section *old = town_section(r->j->town, people_word(v, "id"));
	struct str organ = people_word(v, "organ");
	struct span span;
	struct effect *e;

	if (!body_text(r->j, json_get(v, "label"), body_ref(r->j, ref, "label")) ||
	    !optional(r, v, "sign", ref) || !people_span(r, v, ref, old ? old->from : r->effective, &span))
		return false;
	if (people_word(v, "up").n && !section_known(r, people_word(v, "up")))
		return body_wrong(r->j, ref, SAY_NO_SECTION, people_word(v, "up"));
	if (organ.n && policy_organ(r->j->pol, organ) == NONE)
		return body_wrong(r->j, ref, SAY_NO_ORGAN, judging_clip(organ));
	if (section_stands(old, v, &span))
		return true;
	e = judging_effect(r->j, EFFECT_SECTION);
	e->section = people_word(v, "id");
	e->up = people_word(v, "up");
	e->kind = organ;
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
	struct str kind = people_word(v, "kind"), title = people_word(v, "title");
	int k = kind.n ? policy_post(r->j->pol, kind)
	               : policy_post_of_title(r->j->pol, title.n ? title : people_word(v, "label"));

	if (k == NONE)
		return body_wrong(r->j, ref, SAY_NO_POST_KIND, judging_clip(kind.n ? kind : title));
	*out = r->j->pol->posts[k].id;
	return true;
}

static bool
post_add(struct roster *r, const struct json *v, struct str ref)
{
	const struct post *old = town_post(r->j->town, people_word(v, "id"));
	struct str section = people_word(v, "section"), kind = STR("");
	struct effect *e;

	if (!body_text(r->j, json_get(v, "label"), body_ref(r->j, ref, "label")) ||
	    !post_kind(r, v, ref, &kind))
		return false;
	if (section.n && !section_known(r, section))
		return body_wrong(r->j, ref, SAY_NO_SECTION, judging_clip(section));
	if (old && str_eq(old->label, people_word(v, "label")) && str_eq(old->section, section) &&
	    str_eq(old->kind, kind))
		return true;
	e = judging_effect(r->j, EFFECT_POST);
	e->post = people_word(v, "id");
	e->section = section;
	e->kind = kind;
	e->ref = ref;
	return true;
}

/* --- persons ------------------------------------------------------------------------------------ */

static bool
login_note(struct roster *r, struct str id, const struct json *v, struct str ref)
{
	struct str login = people_word(v, "login");
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

	if (!body_keys(r->j, v, ref, person_keys) ||
	    !body_id(r->j, json_get(v, "id"), body_ref(r->j, ref, "id"), &id))
		return false;
	if (str_starts(id, STR("@"))) /* stations have acts of their own */
		return body_wrong(r->j, body_ref(r->j, ref, "id"), SAY_BODY_ID);
	return once(r, r->persons, id, v, ref) && login_note(r, id, v, ref);
}

static bool
person_stands(const struct person *p, const struct json *v, const struct span *span, enum person_kind kind)
{
	return p && str_eq(p->login, people_word(v, "login")) && str_eq(p->name, people_word(v, "name")) &&
	       str_eq(p->kana, people_word(v, "kana")) && str_eq(p->company, people_word(v, "company")) &&
	       str_eq(p->card, people_word(v, "card")) && str_eq(p->decider, people_word(v, "decider")) &&
	       p->from == span->from && p->until == span->until && p->kind == kind;
}

/* Somebody of the staff, of the list or of the town; never himself. */
static bool
check_decider(struct roster *r, const struct json *v, struct str ref)
{
	struct str id = people_word(v, "decider");
	const struct json *sent = map_get(r->persons, id);
	const struct person *p = town_person(r->j->town, id);

	if (id.n == 0)
		return true;
	if (str_eq(id, people_word(v, "id")))
		return body_wrong(r->j, body_ref(r->j, ref, "decider"), SAY_DECIDER_SELF);
	if (sent ? !json_get_bool(sent, "outsider", false) : p && p->kind == PERSON_STAFF)
		return true;
	return body_wrong(r->j, body_ref(r->j, ref, "decider"), SAY_NO_SUCH_PERSON, judging_clip(id));
}

static enum person_kind
kind_of(const struct person *old, const struct json *v)
{
	const struct json *outsider = json_get(v, "outsider");

	if (outsider)
		return outsider->b ? PERSON_OUTSIDER : PERSON_STAFF;
	return old ? old->kind : PERSON_STAFF;
}

static bool
person_add(struct roster *r, const struct json *v, struct str ref)
{
	const struct person *old = town_person(r->j->town, people_word(v, "id"));
	enum person_kind kind = kind_of(old, v);
	struct span span;
	struct effect *e;

	if (!body_text(r->j, json_get(v, "name"), body_ref(r->j, ref, "name")) ||
	    !optional(r, v, "kana", ref) || !optional(r, v, "company", ref) || !optional(r, v, "card", ref) ||
	    !check_decider(r, v, ref) || !people_span(r, v, ref, old ? old->from : r->effective, &span))
		return false;
	if (person_stands(old, v, &span, kind))
		return true;
	e = judging_effect(r->j, EFFECT_PERSON);
	e->person = people_word(v, "id");
	e->decider = people_word(v, "decider");
	e->from = day_iso(r->j->a, span.from);
	e->until = day_iso(r->j->a, span.until);
	e->flag = kind;
	e->ref = ref;
	return true;
}

/* --- people -------------------------------------------------------------------------------------------- */

void
people_begin(struct roster *r, struct judging *j)
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
	       each(r, "persons", person_note) && each(r, "ends", people_note_end);
}

/* Ends come before what begins: who moves first leaves. */
static bool
roster_add(struct roster *r)
{
	return each(r, "sections", section_add) && each(r, "posts", post_add) &&
	       each(r, "persons", person_add) && each(r, "ends", people_add_end) &&
	       each(r, "holdings", people_add_holding);
}

bool
people_judge(struct judging *j)
{
	struct roster r;
	size_t n;

	people_begin(&r, j);
	if (!body_keys(j, r.body, STR(""), people_keys) || !people_reason(&r) ||
	    !body_day(j, json_get(r.body, "effective"), STR("effective"), &r.effective) ||
	    !people_not_back_dated(&r, r.effective) || !roster_note(&r) || !roster_add(&r))
		return false;
	n = j->out->effects.n;
	if (n == 0)
		return refuse(j, ERR_REFUSED, SAY_BODY_EMPTY);
	if (!people_check(&r))
		return false;
	people_settle(&r);
	j->out->say = say(j->a, SAY_PEOPLE_DONE, judging_day(j, r.effective), judging_number(j, (int64_t)n));
	return true;
}
