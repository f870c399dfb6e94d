/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 不在: one's own in two clicks, others' by those who may; who is away now and next, and who stands in. */
#include "model/absence.h"

#include "model/entitlement.h"
#include "web/field.h"
#include "web/judged.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum { BODY_ROOM = 16 * 1024, WORDS_MAX = 4096, WHO_MAX = 4, POSTS_MAX = 16 };

/* --- who stands in --------------------------------------------------------------------- */

/* Whoever would be deputy in this role today; what one may by one's own right needs no saying. */
static void
deputies_add(struct request *rq, const struct person *p, int role, struct str section, struct buf *b)
{
	const struct desk *k = rq->desk;
	struct claim c = {.role = role, .section = section, .raised = NONE, .deputies = true};
	const struct person *who[WHO_MAX];
	size_t n;

	if (!town_holds(&k->town, k->policy, p, role, section, k->today, NULL))
		return;
	n = entitlement_all(k->policy, &k->town, &c, k->today, who, WHO_MAX);
	for (size_t i = 0; i < n && i < WHO_MAX; i++) {
		if (entitlement_standing(k->policy, &k->town, &c, k->today, who[i], NULL, NULL) !=
		        STANDING_DEPUTY ||
		    str_find(buf_str(b), who[i]->name) != SIZE_MAX)
			continue;
		if (b->n)
			buf_add(b, phrase(TEXT_LIST_COMMA));
		buf_add(b, who[i]->name);
	}
}

static struct str
deputies_say(struct request *rq, const struct person *p)
{
	const struct policy *pol = rq->desk->policy;
	const struct post *posts[POSTS_MAX];
	size_t n = town_posts_of(&rq->desk->town, p, rq->desk->today, posts, POSTS_MAX);
	struct buf b = buf_on(rq->page, WORDS_MAX);

	for (size_t r = 0; r < pol->roles_n; r++) {
		if (pol->roles[r].deputies == NONE)
			continue;
		if (pol->roles[r].town)
			deputies_add(rq, p, (int)r, STR(""), &b);
		for (size_t i = 0; !pol->roles[r].town && i < n && i < POSTS_MAX; i++)
			deputies_add(rq, p, (int)r, posts[i]->section, &b);
	}
	return buf_str(&b);
}

/* --- the lists -------------------------------------------------------------------------------- */

static struct str
kind_for(const struct request *rq, const struct person *p)
{
	return absence_kind(rq->desk->policy, &rq->desk->town, rq->who, p, NULL, rq->desk->today,
	    &(const struct post *){NULL});
}

/* Who stands in unsays only what such a one said, and only on its first day. */
static bool
may_change(const struct request *rq, const struct absence *a, struct str kind)
{
	if (!str_eq(kind, STR("deputy")))
		return kind.n > 0;
	return str_eq(a->kind, STR("deputy")) && a->from == rq->desk->today;
}

static struct view_away
away_of(struct request *rq, const struct absence *a)
{
	const struct desk *k = rq->desk;
	const struct person *p = &k->town.persons[a->person];
	const struct post *post = town_main_post(&k->town, p, k->today);
	struct str kind = kind_for(rq, p);
	struct view_away v = {.name = p->name,
	    .id = p->id,
	    .href = arena_fmt(rq->page, "/person/%.*s", STR_ARG(p->id)),
	    .post = post ? post->label : STR(""),
	    .iso = day_iso(rq->page, a->from),
	    .own = p == rq->who,
	    .may = may_change(rq, a, kind)};

	v.period = a->from == a->until
	               ? day_wareki_short(rq->page, a->from)
	               : PHRASE(rq->page, TEXT_PERSON_PERIOD, day_wareki_short(rq->page, a->from),
	                     day_wareki_short(rq->page, a->until));
	v.until = day_wareki_short(rq->page, a->until);
	v.now = a->from <= k->today;
	if (v.now)
		v.deputies = deputies_say(rq, p);
	/* why is between him and those who may say so for him */
	if (kind.n && !str_eq(kind, STR("deputy")))
		v.reason = a->reason;
	if (v.may)
		v.act_id = page_act_id(rq);
	return v;
}

static void
lists_fill(struct request *rq, struct view_absence *v)
{
	const struct town *t = &rq->desk->town;
	struct view_away *now = PAGE_LIST(rq, struct view_away, t->absences_n + 1),
	                 *next = PAGE_LIST(rq, struct view_away, t->absences_n + 1);

	for (size_t i = 0; i < t->absences_n; i++) {
		const struct absence *a = &t->absences[i];

		if (a->until < rq->desk->today || a->until < a->from ||
		    !person_in_office(&t->persons[a->person], rq->desk->today))
			continue;
		if (a->from <= rq->desk->today)
			now[v->now_n++] = away_of(rq, a);
		else
			next[v->next_n++] = away_of(rq, a);
	}
	v->now = now;
	v->next = next;
}

/* --- forms ----------------------------------------------------------------------------------------- */

static struct view_input
day_input(
    struct request *rq, const char *prefix, const char *name, enum text_key label, const struct judged *j)
{
	struct view_input i = field_text(rq, name, label, true, false);

	i.id = arena_fmt(rq->page, "%s-%s", prefix, name);
	i.is_line = false;
	i.is_date = true;
	i.value = j ? request_typed(rq, i.name) : day_wareki_short(rq->page, rq->desk->today);
	i.error = j && str_eq(j->field, i.name) ? j->why : STR("");
	i.says = arena_fmt(rq->page, "%.*s-hint %.*s-bad", STR_ARG(i.id), STR_ARG(i.id));
	return i;
}

static struct view_input
reason_input(struct request *rq, const char *prefix, const struct judged *j)
{
	static const enum text_key reasons[] = {TEXT_ABSENCE_AWAY, TEXT_ABSENCE_TRIP, TEXT_ABSENCE_LEAVE,
	    TEXT_ABSENCE_TRAINING, TEXT_ABSENCE_OTHER};
	enum { REASONS = sizeof reasons / sizeof *reasons };
	struct view_input i = field_text(rq, "reason", TEXT_ABSENCE_REASON, true, false);
	struct view_option *o = PAGE_LIST(rq, struct view_option, REASONS);
	struct str typed = j ? request_typed(rq, STR("reason")) : STR("");

	for (size_t n = 0; n < REASONS; n++) {
		o[n] = (struct view_option){.label = phrase(reasons[n]),
		    .value = n + 1 == REASONS ? STR("other") : phrase(reasons[n])};
		o[n].chosen = typed.n ? str_eq(typed, o[n].value) : n == 0;
	}
	i.id = arena_fmt(rq->page, "%s-reason", prefix);
	i.hint = phrase(TEXT_ABSENCE_REASON_HINT);
	i.says = arena_fmt(rq->page, "%.*s-hint", STR_ARG(i.id));
	i.is_line = false;
	i.is_radio = true;
	i.options = o;
	i.options_n = REASONS;
	return i;
}

static struct view_input
other_input(struct request *rq, const char *prefix, const struct judged *j)
{
	struct view_input i = field_text(rq, "other", TEXT_ABSENCE_OTHER_TEXT, false, false);

	i.id = arena_fmt(rq->page, "%s-other", prefix);
	i.value = j ? request_typed(rq, i.name) : STR("");
	i.error = j && (str_eq(j->field, STR("other")) || str_eq(j->field, STR("reason"))) ? j->why : STR("");
	i.says = arena_fmt(rq->page, "%.*s-bad", STR_ARG(i.id));
	return i;
}

/* Everybody about whom this person may say it, by section; empty when there is nobody. */
static struct view_input
person_input(struct request *rq, const struct judged *j)
{
	const struct town *t = &rq->desk->town;
	struct view_input i = field_text(rq, "person", TEXT_ABSENCE_PERSON, true, false);
	struct view_optgroup *g = PAGE_LIST(rq, struct view_optgroup, t->sections_n + 1);
	bool *may = arena_array(rq->page, t->persons_n + 1, sizeof *may);

	i.id = STR("o-person");
	i.is_line = false;
	i.is_grouped = true;
	i.value = request_typed(rq, STR("person"));
	i.error = j && str_eq(j->field, i.name) ? j->why : STR("");
	i.says = STR("o-person-bad");
	for (size_t p = 0; p < t->persons_n; p++)
		may[p] = t->persons[p].kind == PERSON_STAFF && &t->persons[p] != rq->who &&
		         person_in_office(&t->persons[p], rq->desk->today) &&
		         kind_for(rq, &t->persons[p]).n > 0;
	for (size_t s = 0; s <= t->sections_n; s++) {
		struct str section = s < t->sections_n ? t->sections[s].id : STR("");
		struct view_option *o = PAGE_LIST(rq, struct view_option, t->persons_n + 1);
		size_t n = 0;

		for (size_t p = 0; p < t->persons_n; p++) {
			const struct post *post =
			    may[p] ? town_main_post(t, &t->persons[p], rq->desk->today) : NULL;

			if (!may[p] || !str_eq(post ? post->section : STR(""), section))
				continue;
			o[n++] = (struct view_option){.value = t->persons[p].id,
			    .label = post
			                 ? PHRASE(rq->page, TEXT_FORM_PERSON, t->persons[p].name, post->label)
			                 : t->persons[p].name,
			    .chosen = str_eq(t->persons[p].id, i.value)};
		}
		if (n)
			g[i.groups_n++] = (struct view_optgroup){
			    s < t->sections_n ? t->sections[s].label : phrase(TEXT_PEOPLE_NO_SECTION), o, n};
	}
	i.groups = g;
	return i;
}

static void
forms_fill(struct request *rq, const struct judged *j, struct view_absence *v)
{
	bool others = request_typed(rq, STR("who")).n > 0, change = request_typed(rq, STR("change")).n > 0;
	const struct judged *for_own = others || change ? NULL : j, *for_other = others ? j : NULL;
	struct view_input *own = PAGE_LIST(rq, struct view_input, 4),
	                  *other = PAGE_LIST(rq, struct view_input, 5);

	own[v->own_n++] = day_input(rq, "a", "from", TEXT_ABSENCE_FROM, for_own);
	own[v->own_n++] = day_input(rq, "a", "until", TEXT_ABSENCE_UNTIL, for_own);
	own[v->own_n++] = reason_input(rq, "a", for_own);
	own[v->own_n++] = other_input(rq, "a", for_own);
	v->own = own;
	other[0] = person_input(rq, for_other);
	if (other[0].groups_n == 0)
		return;
	other[1] = day_input(rq, "o", "from", TEXT_ABSENCE_FROM, for_other);
	other[2] = day_input(rq, "o", "until", TEXT_ABSENCE_UNTIL, for_other);
	other[3] = reason_input(rq, "o", for_other);
	other[4] = other_input(rq, "o", for_other);
	v->other_n = 5;
	v->other = other;
	v->other_open = for_other != NULL;
}

static void
absence_draw(struct request *rq, const struct judged *j)
{
	struct view_absence v = {.frame = page_frame(rq, phrase(TEXT_ABSENCE_TITLE))};

	page_here(rq, &v.frame, STR("/absence"));
	if (request_queried(rq, STR("done")).n)
		v.frame.notice = PHRASE(rq->page, TEXT_MATTER_DONE, request_queried(rq, STR("done")));
	v.staff = rq->who->kind == PERSON_STAFF;
	v.today = label_day(rq->page, rq->desk->today);
	v.act_id = page_act_id(rq);
	v.act_id_other = page_act_id(rq);
	if (j) {
		v.error = j->why;
		v.way_out = j->way_out;
	}
	forms_fill(rq, j, &v);
	lists_fill(rq, &v);
	PAGE_DRAW(rq, absence, &v);
}

enum err
absence_page(struct request *rq)
{
	absence_draw(rq, NULL);
	return ERR_OK;
}

/* --- acts --------------------------------------------------------------------------------------------- */

static enum err
absence_answered(struct request *rq)
{
	struct judged j;

	judged_read(rq, rq->asks.ask, &j);
	if (j.err == ERR_OK)
		return request_goto(rq, arena_fmt(rq->page, "/absence?done=%lld", (long long)j.seq));
	absence_draw(rq, &j);
	return j.err;
}

/* What an act needs, once it is known to be whole. */
struct span {
	struct str person, reason;
	day from, until;
};

static bool
wrong(struct judged *j, const char *field, struct str why)
{
	*j = (struct judged){.err = ERR_MALFORMED, .field = str_of(field), .why = why};
	return false;
}

static bool
day_typed(struct request *rq, const char *name, day *out, struct judged *j)
{
	return day_parse(str_trim(request_typed(rq, str_of(name))), out) ||
	       wrong(
	           j, name, PHRASE(rq->page, TEXT_FORM_NO_DATE, day_wareki_short(rq->page, rq->desk->today)));
}

static bool
span_typed(struct request *rq, struct span *s, struct judged *j)
{
	struct str reason = request_typed(rq, STR("reason")),
	           other = str_trim(request_typed(rq, STR("other")));

	s->person = request_typed(rq, STR("who")).n ? request_typed(rq, STR("person")) : rq->who->id;
	if (s->person.n == 0)
		return wrong(j, "person", PHRASE(rq->page, TEXT_FORM_PICK, phrase(TEXT_ABSENCE_PERSON)));
	if (!day_typed(rq, "from", &s->from, j) || !day_typed(rq, "until", &s->until, j))
		return false;
	s->reason = str_eq(reason, STR("other")) ? other : reason;
	if (s->reason.n == 0)
		return wrong(j, "other", PHRASE(rq->page, TEXT_FORM_EMPTY, phrase(TEXT_ABSENCE_REASON)));
	return true;
}

/* One that stands there ends sooner or later, or is taken back; its reason stays. */
static bool
span_changed(struct request *rq, struct span *s, struct judged *j)
{
	const struct town *t = &rq->desk->town;
	const struct person *p = town_person(t, request_typed(rq, STR("person")));
	bool back = str_eq(request_typed(rq, STR("change")), STR("back"));
	day today = rq->desk->today;

	if (p == NULL || !day_typed(rq, "from", &s->from, j))
		return wrong(j, "from", phrase(TEXT_ABSENCE_GONE));
	s->person = p->id;
	for (size_t i = 0; i < t->absences_n; i++)
		if (&t->persons[t->absences[i].person] == p && t->absences[i].from == s->from)
			s->reason = t->absences[i].reason;
	if (s->reason.n == 0)
		return wrong(j, "from", phrase(TEXT_ABSENCE_GONE));
	if (!back)
		return day_typed(rq, "until", &s->until, j);
	s->until = s->from < today ? today - 1 : s->from - 1;
	return true;
}

enum err
absence_send(struct request *rq)
{
	struct buf b = buf_on(rq->arena, BODY_ROOM);
	struct json_out o = {.buf = &b};
	struct span s = {.from = DAY_NONE};
	struct judged j;
	bool good = request_typed(rq, STR("change")).n ? span_changed(rq, &s, &j) : span_typed(rq, &s, &j);

	if (!good) {
		absence_draw(rq, &j);
		return j.err;
	}
	json_open(&o, '{');
	json_key(&o, "person");
	json_str(&o, s.person);
	json_key(&o, "from");
	json_str(&o, day_iso(rq->arena, s.from));
	json_key(&o, "until");
	json_str(&o, day_iso(rq->arena, s.until));
	json_key(&o, "reason");
	json_str(&o, s.reason);
	json_close(&o, '}');
	if (!buf_done(&b))
		return ERR_TOO_LARGE;
	judged_ask(rq, request_ask(rq, 1, absence_answered),
	    &(struct act){.kind = ACT_ABSENT, .id = request_typed(rq, STR("act_id")), .seen = -1},
	    buf_str(&b));
	return ERR_OK;
}
