/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/scene_matter.h"

#include "base/num.h"
#include "query.h"

#define UNKNOWN STR("(そのような項目はありません)")

static struct str
yes_or_no(bool b)
{
	return b ? STR("yes") : STR("no");
}

/* A person by his login, as scenarios call him; a station and an outsider by the id. */
static struct str
login_of(const struct scene *s, struct str person)
{
	const struct person *p = town_person(engine_town(s->stage.engine), person);

	return p != NULL && p->login.n > 0 ? p->login : person;
}

static struct str
moment_shown(const struct scene *s, int64_t time)
{
	int64_t minutes = (time - day_begin(day_of_time(time))) / 60;
	struct str date = day_iso(s->arena, day_of_time(time));

	if (time == 0)
		return STR("");
	return arena_fmt(s->arena, "%.*s %d:%02d", STR_ARG(date), (int)(minutes / 60), (int)(minutes % 60));
}

/* --- values ------------------------------------------------------------------- */

struct str
scene_matter_shown(const struct scene *s, const struct matter *m, struct str key)
{
	static const char *const states[] = {[MATTER_OPEN] = "open",
	    [MATTER_DONE] = "done",
	    [MATTER_REFUSED] = "refused",
	    [MATTER_WITHDRAWN] = "withdrawn",
	    [MATTER_REVOKED] = "revoked"};
	const struct procedure *p = &engine_policy(s->stage.engine)->procedures[m->procedure];
	int f = field_index(p->form, p->form_n, key);
	bool late = false;

	for (size_t i = 0; i < m->opened_n; i++)
		late = late || m->opened[i].late;
	if (str_eq(key, STR("state")))
		return str_of(states[m->state]);
	if (str_eq(key, STR("number")))
		return m->number;
	if (str_eq(key, STR("until")) && (f == NONE || m->until != DAY_NONE))
		return day_iso(s->arena, m->until);
	if (str_eq(key, STR("late")))
		return yes_or_no(late);
	if (str_eq(key, STR("taken")))
		return yes_or_no(m->taken);
	if (str_eq(key, STR("applicant")))
		return login_of(s, m->applicant);
	if (str_eq(key, STR("section")))
		return m->section;
	if (str_eq(key, STR("procedure")))
		return p->id;
	return f != NONE ? scene_check_shown(s, &m->form[f]) : UNKNOWN;
}

static struct str
row_shown(const struct scene *s, const struct step *step, const struct opened *o, struct str key)
{
	static const char *const states[] = {[STEP_OPEN] = "open",
	    [STEP_DONE] = "done",
	    [STEP_PERMITTED] = "permitted",
	    [STEP_REFUSED] = "refused",
	    [STEP_UNCONFIRMED] = "unconfirmed",
	    [STEP_CONFIRMED] = "confirmed",
	    [STEP_ENDED] = "ended",
	    [STEP_CONDITIONAL] = "conditional",
	    [STEP_TAKEN] = "taken",
	    [STEP_PAST] = "past"};
	const struct policy *p = engine_policy(s->stage.engine);
	int f = field_index(step->form, step->form_n, key);

	if (str_eq(key, STR("state")))
		return str_of(states[o->state]);
	if (str_eq(key, STR("person")))
		return login_of(s, o->person);
	if (str_eq(key, STR("section")))
		return o->section;
	if (str_eq(key, STR("late")))
		return yes_or_no(o->late);
	if (str_eq(key, STR("reminded")))
		return yes_or_no(o->reminded);
	if (str_eq(key, STR("deputy")))
		return yes_or_no(o->deputy);
	if (str_eq(key, STR("raised")))
		return o->raised == NONE ? STR("") : p->roles[o->raised].id;
	if (str_eq(key, STR("due")))
		return moment_shown(s, o->due);
	if (str_eq(key, STR("remind")))
		return moment_shown(s, o->remind);
	if (str_eq(key, STR("note")))
		return o->note;
	if (str_eq(key, STR("rows")))
		return arena_fmt(s->arena, "%d", o->rows);
	return f != NONE && o->fields != NULL ? scene_check_shown(s, &o->fields[f]) : UNKNOWN;
}

/* --- sets of words: exactly these --------------------------------------------- */

struct set_of {
	struct str *s;
	size_t n;
};

static void
set_add(const struct scene *s, struct set_of *set, size_t max, struct str word)
{
	if (set->s == NULL)
		set->s = arena_array(s->arena, max, sizeof *set->s);
	for (size_t i = 0; i < set->n; i++)
		if (str_eq(set->s[i], word))
			return;
	if (set->n < max)
		set->s[set->n++] = word;
}

static bool
set_has(const struct set_of *set, struct str word)
{
	for (size_t i = 0; i < set->n; i++)
		if (str_eq(set->s[i], word))
			return true;
	return false;
}

static struct str
set_shown(const struct scene *s, const struct set_of *set)
{
	struct buf b = buf_on(s->arena, 16 * 1024);

	for (size_t i = 0; i < set->n; i++)
		buf_fmt(&b, "%s%.*s", i > 0 ? ", " : "", STR_ARG(set->s[i]));
	return buf_str(&b);
}

/* The list (or single word) under `key` must be just what the set has. */
static void
set_check(struct scene *s, const struct node *line, const char *key, const struct set_of *got, size_t *faults)
{
	const struct node *list = node_get(line, key), *c = list;
	size_t wanted = 0;
	bool same = true;

	if (list == NULL)
		return;
	if (list->kind == NODE_LIST)
		c = list->first;
	for (; c != NULL; c = list->kind == NODE_LIST ? c->next : NULL) {
		same = same && set_has(got, c->text);
		wanted++;
	}
	if (!same || wanted != got->n) {
		struct str shown = set_shown(s, got);

		scene_check_differ(s, line, faults, "%s は [%.*s] です。", key, STR_ARG(shown));
	}
}

/* --- the parts of a check ------------------------------------------------------ */

static bool
is_waiting(const struct matter *m, const struct opened *o)
{
	return m->state == MATTER_OPEN && (o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED);
}

static void
open_check(struct scene *s, const struct node *line, const struct matter *m, size_t *faults)
{
	const struct procedure *p = &engine_policy(s->stage.engine)->procedures[m->procedure];
	struct set_of open = {NULL, 0};

	for (size_t i = 0; i < m->opened_n; i++)
		if (is_waiting(m, &m->opened[i]))
			set_add(s, &open, m->opened_n, p->steps[m->opened[i].step].name);
	set_check(s, line, "open", &open, faults);
}

/* "deputy kacho-zeimu permit", "late officer@zeimu return", "copy office report". */
static struct str
notice_shown(const struct scene *s, const struct notice *n)
{
	struct str who = n->person.n > 0 ? login_of(s, n->person) : n->role;

	return arena_fmt(s->arena, "%.*s %.*s%s%.*s%s%.*s", STR_ARG(n->kind), STR_ARG(who),
	    n->person.n == 0 && n->section.n > 0 ? "@" : "", n->person.n == 0 ? (int)n->section.n : 0,
	    n->section.p, n->step.n > 0 ? " " : "", STR_ARG(n->step));
}

static void
notices_check(struct scene *s, const struct node *line, const struct matter *m, size_t *faults)
{
	struct set_of notices = {NULL, 0};

	for (size_t i = 0; i < m->notices_n; i++)
		if (!m->notices[i].seen)
			set_add(s, &notices, m->notices_n, notice_shown(s, &m->notices[i]));
	set_check(s, line, "notices", &notices, faults);
}

static const struct opened *
row_of(const struct matter *m, int step, struct str section)
{
	const struct opened *found = NULL;

	for (size_t i = 0; i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];

		if (o->step == step && (section.n == 0 || str_eq(o->section, section)))
			found = o;
	}
	return found;
}

static void
who_check(
    struct scene *s, const struct node *line, const struct matter *m, const struct opened *o, size_t *faults)
{
	const struct policy *pol = engine_policy(s->stage.engine);
	const struct town *town = engine_town(s->stage.engine);
	const struct person **who = arena_array(s->arena, town->persons_n, sizeof *who);
	size_t n = judge_entitled_all(pol, town, m, o, day_of_time(s->stage.time), who, town->persons_n);
	struct set_of may = {NULL, 0};

	for (size_t i = 0; i < n && is_waiting(m, o); i++)
		set_add(s, &may, n, login_of(s, who[i]->id));
	set_check(s, line, "who", &may, faults);
}

static void
nobody_check(
    struct scene *s, const struct node *line, const struct matter *m, const struct opened *o, size_t *faults)
{
	const struct node *nobody = node_get(line, "nobody");
	struct str why;

	if (nobody == NULL)
		return;
	why = judge_held_by_nobody(s->arena, engine_policy(s->stage.engine), engine_town(s->stage.engine), m,
	    o, day_of_time(s->stage.time));
	if (nobody->text.n > 0 ? str_find(why, nobody->text) == SIZE_MAX : why.n > 0)
		scene_check_differ(s, line, faults, "nobody は「%.*s」です。", STR_ARG(why));
}

static void
step_check(struct scene *s, const struct node *line, const struct matter *m, size_t *faults)
{
	const struct procedure *p = &engine_policy(s->stage.engine)->procedures[m->procedure];
	struct str name = node_text(line, "step");
	int step = step_index(p, name);
	const struct opened *o = step == NONE ? NULL : row_of(m, step, node_text(line, "section"));
	const struct node *is = node_get(line, "is");

	if (o == NULL) {
		if (!str_eq(node_text(line, "expect"), STR("nothing")))
			scene_check_differ(
			    s, line, faults, "段階「%.*s」は始まっていません。", STR_ARG(name));
		return;
	}
	if (str_eq(node_text(line, "expect"), STR("nothing")))
		scene_check_differ(s, line, faults, "段階「%.*s」が始まっています。", STR_ARG(name));
	for (const struct node *v = is != NULL ? is->first : NULL; v != NULL; v = v->next) {
		struct str got = row_shown(s, &p->steps[step], o, v->key);

		if (!str_eq(got, v->text))
			scene_check_differ(s, line, faults, "%.*s の %.*s は「%.*s」のはずが「%.*s」です。",
			    STR_ARG(name), STR_ARG(v->key), STR_ARG(v->text), STR_ARG(got));
	}
	who_check(s, line, m, o, faults);
	nobody_check(s, line, m, o, faults);
}

bool
scene_matter_asks(const struct node *line)
{
	return node_get(line, "step") != NULL || node_get(line, "open") != NULL ||
	       node_get(line, "notices") != NULL;
}

void
scene_matter_check(struct scene *s, const struct node *line, int64_t id, size_t *faults)
{
	struct facts facts;
	const struct matter *m = scene_check_matter(s, id, &facts);

	if (m == NULL) {
		scene_check_differ(s, line, faults, "そのような案件はありません。");
		return;
	}
	open_check(s, line, m, faults);
	notices_check(s, line, m, faults);
	if (node_get(line, "step") != NULL)
		step_check(s, line, m, faults);
}

/* Is it the one that the line describes? */
static bool
find_fits(const struct scene *s, const struct node *line, const struct q_matter_found_out *row)
{
	const struct node *applicant = node_get(line, "applicant"), *section = node_get(line, "section");

	return (applicant == NULL || str_eq(login_of(s, row->applicant), applicant->text)) &&
	       (section == NULL || str_eq(row->section, section->text));
}

/* How many there are; the last of them gets the name. */
static enum err
find_count(struct scene *s, const struct node *line, int64_t of, int64_t *found)
{
	struct q_matter_found_in in = {.procedure = node_text(line, "procedure"), .of = of};
	struct q_cursor c = q_matter_found_open(s->stage.store, &in);
	struct q_matter_found_out row;

	*found = 0;
	while (q_matter_found_next(&c, s->arena, &row)) {
		if (!find_fits(s, line, &row))
			continue;
		++*found;
		scene_body_name(&s->names, node_text(line, "find"), row.id);
	}
	return q_cursor_end(&c);
}

enum err
scene_matter_find(struct scene *s, const struct node *line, struct why *why)
{
	struct str name = node_text(line, "find");
	int64_t of = 0, found, wanted = 1;
	size_t faults = 0;
	enum err e;

	if (str_eq(node_text(line, "expect"), STR("nothing")))
		wanted = 0;
	if (name.n == 0 || (node_get(line, "of") && !scene_body_id(&s->names, node_text(line, "of"), &of)) ||
	    (of == 0 && node_get(line, "procedure") == NULL) ||
	    (node_get(line, "count") && !num_i64(node_text(line, "count"), 0, INT64_MAX, &wanted)))
		return why_set(
		    why, ERR_MALFORMED, "find には名前と、of: 案件 か procedure: 手続 が要ります。");
	if ((e = find_count(s, line, of, &found)) != ERR_OK)
		return why_set(why, e, "案件を読み出せません。");
	if (found != wanted)
		scene_check_differ(s, line, &faults, "当てはまる案件は%lld件です。", (long long)found);
	scene_check_end(s, line, faults, name);
	return ERR_OK;
}
