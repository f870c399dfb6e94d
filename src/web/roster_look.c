/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/roster_look.h"

#include "codec/csv.h"
#include "crypto/hash.h"
#include "model/outlook.h"
#include "os/loop.h"
#include "roster/staff_change.h"
#include "web/charge.h"
#include "web/label.h"
#include "web/page.h"
#include "web/succession.h"
#include "web/vacancy.h"

enum { LOOK_CAP = 256 * 1024 * 1024, WORDS_MAX = 4096 };

/* --- reading --------------------------------------------------------------------------- */

static enum err
file_take(struct request *rq, struct roster_look *l)
{
	const struct upload *f = multipart_file(&rq->files, STR("list"));
	struct str again = form_get(&rq->form, STR("text")), bytes;
	struct why why = {.arena = l->arena};

	if (again.p == NULL && (f == NULL || f->file.n == 0)) {
		page_why(rq, TEXT_UPLOAD_NONE, TEXT_UPLOAD_NONE_TODO);
		return ERR_MALFORMED;
	}
	l->file = again.p ? request_typed(rq, STR("file")) : f->file;
	bytes = again.p ? again : f->bytes;
	/* what cannot be read as text is a fault of the list, said by staff_read */
	if (csv_text(l->arena, bytes, &l->text, &l->encoding, &why) != ERR_OK)
		l->text = bytes;
	return ERR_OK;
}

static enum err
effective_take(struct request *rq, struct roster_look *l)
{
	struct str typed = str_trim(request_typed(rq, STR("effective")));

	l->effective = rq->desk->today;
	if (typed.n == 0 || day_parse(typed, &l->effective))
		return ERR_OK;
	rq->why.text = PHRASE(rq->page, TEXT_FORM_NO_DATE, day_wareki_short(rq->page, rq->desk->today));
	rq->way_out = phrase(TEXT_ROSTER_NO_DAY_TODO);
	return ERR_MALFORMED;
}

/* Judge is asked as the gate will ask it; a refusal is shown before anybody presses. */
static enum err
plan_judge(struct request *rq, struct roster_look *l)
{
	const struct desk *k = rq->desk;
	struct act act = {.kind = ACT_PEOPLE, .id = STR("look"), .seen = -1};
	const struct facts none = {.matter = NULL};
	struct now now = {.time = loop_clock(), .day = k->today};
	struct why why = {.arena = l->arena};
	struct json *body;
	enum err e = json_read(l->arena, l->plan.body, ACT_MAX, &body, &why);

	if (e != ERR_OK)
		return e;
	act.body = body;
	judge(l->arena, k->policy, &k->town, &none, &act, rq->who, &now, &l->verdict);
	if (!l->verdict.allowed) {
		l->error = l->verdict.why;
		l->way_out = l->verdict.way_out;
		return ERR_OK;
	}
	outlook_make(l->arena, &k->town, &l->verdict.effects, body, &l->after);
	return ERR_OK;
}

static void
seen_fill(struct roster_look *l)
{
	struct hash h = hash_of(l->plan.body);
	struct buf b = buf_on(l->arena, 2 * HASH_SIZE);

	buf_hex(&b, h.b, HASH_SIZE);
	l->seen = buf_str(&b);
}

enum err
roster_look_open(struct request *rq, struct roster_look *l)
{
	const struct desk *k = rq->desk;
	struct why why;
	enum err e;

	*l = (struct roster_look){.arena = arena_new(LOOK_CAP)};
	why = (struct why){.arena = l->arena};
	e = file_take(rq, l);
	if (e == ERR_OK)
		e = effective_take(rq, l);
	if (e != ERR_OK)
		return e;
	staff_read(l->arena, l->file, l->text, &l->staff);
	if (l->staff.fault_all == 0)
		staff_check(&l->staff, k->policy, &k->town);
	if (l->staff.fault_all > 0)
		return ERR_OK;
	if (staff_plan_make(l->arena, &l->staff, k->policy, &k->town, l->effective, &l->plan, &why) !=
	    ERR_OK) {
		l->error = why.text;
		return ERR_OK;
	}
	seen_fill(l);
	return l->plan.changes ? plan_judge(rq, l) : ERR_OK;
}

void
roster_look_close(struct roster_look *l)
{
	arena_free(&l->arena);
}

bool
roster_look_good(const struct roster_look *l)
{
	return l->staff.fault_all == 0 && l->error.n == 0 && l->plan.changes > 0;
}

/* --- words ------------------------------------------------------------------------------- */

/* 総務課長、兼 総務課情報化リーダー（R9.5.1から） */
static struct str
posts_say(struct request *rq, const struct town *t, const struct person *p, day from)
{
	struct arena *a = rq->page;
	struct buf b = buf_on(a, WORDS_MAX);
	const struct holding **h;
	size_t n = p ? staff_holdings(a, t, p, from, &h) : 0;

	for (size_t i = 0; i < n; i++) {
		struct str post = t->posts[h[i]->post].label;

		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, h[i]->concurrent ? PHRASE(a, TEXT_ROSTER_ALSO, post) : post);
		if (h[i]->from > from)
			buf_add(&b, PHRASE(a, TEXT_ROSTER_FROM, day_wareki_short(a, h[i]->from)));
		if (h[i]->until != DAY_NEVER && h[i]->until != DAY_NONE)
			buf_add(&b, PHRASE(a, TEXT_ROSTER_UNTIL, day_wareki_short(a, h[i]->until)));
	}
	return buf_str(&b);
}

static struct str
names_say(struct request *rq, const struct person *was, const struct person *now)
{
	struct buf b = buf_on(rq->page, WORDS_MAX);
	const struct {
		enum text_key label;
		struct str was, now;
	} parts[] = {
	    {TEXT_PEOPLE_NAME, was->name, now->name},
	    {TEXT_PERSON_KANA, was->kana, now->kana},
	    {TEXT_PERSON_LOGIN, was->login, now->login},
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (str_eq(parts[i].was, parts[i].now))
			continue;
		if (b.n)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, PHRASE(rq->page, TEXT_ROSTER_RENAMED, phrase(parts[i].label),
		                parts[i].was.n ? parts[i].was : phrase(TEXT_ROSTER_NOTHING),
		                parts[i].now.n ? parts[i].now : phrase(TEXT_ROSTER_NOTHING)));
	}
	return buf_str(&b);
}

/* --- the lists --------------------------------------------------------------------------------- */

static struct str
section_say(struct request *rq, const struct section *s)
{
	return PHRASE(rq->page, TEXT_ROSTER_SECTION, s->label, s->id);
}

static bool
is_over(const struct section *s, day d)
{
	return s->until != DAY_NONE && s->until < d;
}

static void
sections_fill(struct request *rq, const struct roster_look *l, struct view_roster_look *v)
{
	const struct town *now = &l->after, *was = &rq->desk->town;
	struct view_pair *list = PAGE_LIST(rq, struct view_pair, now->sections_n);

	for (size_t i = 0; i < now->sections_n; i++) {
		const struct section *s = &now->sections[i], *old = town_section(was, s->id);
		bool there = old && !is_over(old, l->effective), stays = !is_over(s, l->effective);
		enum text_key what = TEXT_COUNT;

		if (!there && stays)
			what = TEXT_ROSTER_SECTION_NEW;
		else if (there && !stays)
			what = TEXT_ROSTER_SECTION_ENDS;
		else if (there && !(str_eq(old->label, s->label) && str_eq(old->sign, s->sign) &&
		                      str_eq(old->up, s->up) && str_eq(old->organ, s->organ)))
			what = TEXT_ROSTER_SECTION_CHANGED;
		if (what != TEXT_COUNT)
			list[v->sections_n++] =
			    (struct view_pair){.label = phrase(what), .value = section_say(rq, s)};
	}
	v->sections = list;
}

static struct view_mover
mover_of(struct request *rq, const struct roster_look *l, const struct staff_change *c)
{
	struct view_mover m = {.id = c->now->id,
	    .name = c->now->name,
	    .before = posts_say(rq, &rq->desk->town, c->was, l->effective),
	    .after = posts_say(rq, &l->after, c->now, l->effective)};

	if (c->was)
		m.href = arena_fmt(rq->page, "/person/%.*s", STR_ARG(c->now->id));
	if (c->was && (c->kind == STAFF_RENAMED || c->kind == STAFF_MOVED))
		m.note = names_say(rq, c->was, c->now);
	return m;
}

/* What a person who goes leaves behind; of one who moves only the steps that wait for him. */
static enum err
burden_fill(
    struct request *rq, const struct staff_change *c, const struct succession *s, struct view_mover *m)
{
	struct charge charge;
	enum err e;

	m->waiting = s->rows;
	m->waiting_n = s->rows_n;
	m->rest = s->rest;
	if (c->kind != STAFF_LEAVING)
		return ERR_OK;
	e = charge_read(rq, c->was, &charge);
	m->matters = charge.matters;
	m->matters_n = charge.matters_n;
	m->things = charge.things;
	m->things_n = charge.things_n;
	m->hidden = charge.hidden;
	m->burdened = m->waiting_n + m->matters_n + m->things_n + (size_t)m->hidden > 0;
	return e;
}

struct lists {
	struct view_mover *of[STAFF_CHANGE_KINDS];
	size_t n[STAFF_CHANGE_KINDS];
};

static enum err
changes_read(struct request *rq, const struct roster_look *l, struct lists *lists)
{
	struct staff_change *c;
	size_t n = staff_changes(l->arena, &rq->desk->town, &l->after, l->effective, &c);
	struct succession *next;
	enum err e = succession_read(rq, &l->after, l->effective, c, n, &next);

	*lists = (struct lists){.n = {0}};
	for (size_t k = 0; k < STAFF_CHANGE_KINDS; k++)
		lists->of[k] = PAGE_LIST(rq, struct view_mover, k == STAFF_UNCHANGED ? 1 : n);
	for (size_t i = 0; e == ERR_OK && i < n; i++) {
		size_t at = lists->n[c[i].kind]++;

		if (c[i].kind == STAFF_UNCHANGED)
			continue;
		lists->of[c[i].kind][at] = mover_of(rq, l, &c[i]);
		if (c[i].kind == STAFF_LEAVING || c[i].kind == STAFF_MOVED)
			e = burden_fill(rq, &c[i], &next[i], &lists->of[c[i].kind][at]);
	}
	return e;
}

static enum err
changes_fill(struct request *rq, const struct roster_look *l, struct view_roster_look *v)
{
	struct lists lists;
	enum err e = changes_read(rq, l, &lists);

	v->fresh = lists.of[STAFF_NEW];
	v->fresh_n = lists.n[STAFF_NEW];
	v->fresh_all = (int64_t)v->fresh_n;
	v->moved = lists.of[STAFF_MOVED];
	v->moved_n = lists.n[STAFF_MOVED];
	v->moved_all = (int64_t)v->moved_n;
	v->renamed = lists.of[STAFF_RENAMED];
	v->renamed_n = lists.n[STAFF_RENAMED];
	v->renamed_all = (int64_t)v->renamed_n;
	v->leaving = lists.of[STAFF_LEAVING];
	v->leaving_n = lists.n[STAFF_LEAVING];
	v->leaving_all = (int64_t)v->leaving_n;
	v->unchanged = (int64_t)lists.n[STAFF_UNCHANGED];
	return e;
}

/* Posts with a role that nobody would hold, and whether anybody would look after the town. */
static void
gaps_fill(struct request *rq, const struct roster_look *l, struct view_roster_look *v)
{
	const struct policy *pol = rq->desk->policy;
	const struct town *t = &l->after;
	struct view_vacancy *list = PAGE_LIST(rq, struct view_vacancy, t->posts_n), *some;

	for (size_t i = 0; i < t->sections_n; i++) {
		size_t n;

		if (is_over(&t->sections[i], l->effective))
			continue;
		n = vacancy_list(rq, t, t->sections[i].id, l->effective, &some);
		for (size_t k = 0; k < n; k++)
			list[v->vacant_n++] = some[k];
	}
	v->vacant = list;
	v->no_admin = true;
	for (size_t r = 0; r < pol->roles_n; r++)
		if (pol->roles[r].administrator)
			for (size_t p = 0; p < t->persons_n && v->no_admin; p++)
				v->no_admin =
				    !town_holds_anywhere(t, pol, &t->persons[p], (int)r, l->effective, NULL);
}

static void
faults_fill(struct request *rq, const struct staff *s, struct view_roster_look *v)
{
	struct view_fault *list = PAGE_LIST(rq, struct view_fault, s->fault_n);

	for (size_t i = 0; i < s->fault_n; i++)
		list[i] = (struct view_fault){.line = (int64_t)s->faults[i].line,
		    .column = (int64_t)s->faults[i].column,
		    .text = s->faults[i].text};
	v->faults = list;
	v->faults_n = s->fault_n;
	v->fault_all = (int64_t)s->fault_all;
	v->fault_rest = (int64_t)(s->fault_all - s->fault_n);
}

enum err
roster_look_draw(struct request *rq, const struct roster_look *l, const struct judged *j, bool stale)
{
	struct view_roster_look v = {.frame = page_frame(rq, phrase(TEXT_ROSTER_LOOK_TITLE)),
	    .file = l->file,
	    .encoding = l->encoding,
	    .rows = (int64_t)l->staff.n,
	    .text = l->text,
	    .effective = label_day(rq->page, l->effective),
	    .iso = day_iso(rq->page, l->effective),
	    .seen = l->seen,
	    .stale = stale,
	    .good = roster_look_good(l),
	    .error = j ? j->why : l->error,
	    .way_out = j ? j->way_out : l->way_out};
	enum err e = ERR_OK;

	page_here(rq, &v.frame, STR("/admin"));
	v.act_id = page_act_id(rq);
	v.ahead = l->effective > rq->desk->today;
	v.same = l->staff.fault_all == 0 && l->error.n == 0 && l->plan.changes == 0;
	faults_fill(rq, &l->staff, &v);
	if (v.good) {
		sections_fill(rq, l, &v);
		gaps_fill(rq, l, &v);
		e = changes_fill(rq, l, &v);
	}
	if (e == ERR_OK)
		PAGE_DRAW(rq, roster_look, &v);
	return e;
}
