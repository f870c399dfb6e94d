/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A small town for the tests of this folder, and a world in which acts are
 * judged and their effects applied: the smallest apply that there can be.
 */
#ifndef TEST_MODEL_FIXTURE_H
#define TEST_MODEL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/num.h"
#include "model/judge.h"
#include "model/may_read.h"
#include "policy/load.h"

enum { TODAY_Y = 2026, WORLD_ITEMS = 40, WORLD_ROWS = 60, WORLD_COUNTERS = 40, WORLD_MATTERS = 20 };

struct world {
	struct arena *a;
	struct policy *pol;
	struct town town;
	struct item items[WORLD_ITEMS];
	size_t item_n;
	struct matter matters[WORLD_MATTERS];
	size_t matter_n;
	struct counter counters[WORLD_COUNTERS];
	size_t counter_n;
	struct now now;
	struct verdict v; /* the last one */
	bool keep_still;  /* judge only, apply nothing */
	size_t comments;
	struct str adopt_hash;
};

/* --- the policy and the town -------------------------------------------------------- */

static inline struct policy *
fixture_policy(struct arena *a)
{
	enum { MOST = 1 << 18, FILES = 3 };
	static const char *const names[FILES] = {"board.yaml", "policy.yaml", "ways.yaml"};
	struct policy_file files[FILES];
	struct policy *pol;
	struct lint lint = {.arena = a};

	for (size_t i = 0; i < FILES; i++) {
		FILE *f = fopen(arena_fmt(a, "tests/unit/model/fixture/%s", names[i]).p, "rb");
		char *p = arena_alloc(a, MOST);

		assert_non_null(f);
		files[i] = (struct policy_file){str_of(names[i]), (struct str){p, fread(p, 1, MOST, f)}};
		(void)fclose(f);
	}
	if (policy_load(a, files, FILES, &pol, &lint) != ERR_OK) {
		for (size_t i = 0; i < lint.n; i++)
			printf("%.*s\n", STR_ARG(why_line(&lint.found[i])));
		fail();
	}
	return pol;
}

static inline void
town_put_section(struct town *t, const char *id, const char *label, const char *sign)
{
	t->sections[t->sections_n++] = (struct section){.id = str_of(id),
	    .label = str_of(label),
	    .sign = str_of(sign),
	    .from = DAY_NONE,
	    .until = DAY_NEVER};
}

static inline void
town_put_post(struct town *t, const char *id, const char *label, const char *section, const char *kind)
{
	t->posts[t->posts_n++] = (struct post){str_of(id), str_of(label), str_of(section), str_of(kind)};
}

static inline void
town_put_person(struct town *t, const char *id, const char *name)
{
	t->persons[t->persons_n++] = (struct person){.id = str_of(id),
	    .login = str_of(id),
	    .name = str_of(name),
	    .from = DAY_NONE,
	    .until = DAY_NEVER};
}

static inline int
person_index(const struct town *t, const char *id)
{
	for (size_t i = 0; i < t->persons_n; i++)
		if (str_eq(t->persons[i].id, str_of(id)))
			return (int)i;
	fail();
	return -1;
}

static inline void
town_put_holding(struct town *t, const char *person, const char *post, bool concurrent)
{
	for (size_t i = 0; i < t->posts_n; i++)
		if (str_eq(t->posts[i].id, str_of(post)))
			t->holdings[t->holdings_n++] = (struct holding){
			    person_index(t, person), (int)i, concurrent, DAY_NONE, DAY_NEVER};
}

static inline void
fixture_town(struct arena *a, struct town *t)
{
	enum { ROOM = 60 };

	*t = (struct town){.name = STR("試験町"), .kind = TOWN_TEST};
	t->sections = arena_array(a, ROOM, sizeof *t->sections);
	t->posts = arena_array(a, ROOM, sizeof *t->posts);
	t->persons = arena_array(a, ROOM, sizeof *t->persons);
	t->holdings = arena_array(a, ROOM, sizeof *t->holdings);
	t->settings = arena_array(a, ROOM, sizeof *t->settings);
	town_put_section(t, "chou", "町長部局", "");
	town_put_section(t, "soumu", "総務課", "太総");
	town_put_section(t, "fukushi", "福祉課", "太福");
	town_put_section(t, "zeimu", "税務課", "太税");
	town_put_post(t, "mayor", "町長", "chou", "mayor");
	town_put_post(t, "deputy", "副町長", "chou", "deputy");
	town_put_post(t, "soumu-head", "総務課長", "soumu", "head");
	town_put_post(t, "soumu-staff", "総務課員", "soumu", "other");
	town_put_post(t, "fukushi-head", "福祉課長", "fukushi", "head");
	town_put_post(t, "fukushi-leader", "福祉課担当", "fukushi", "leader");
	town_put_post(t, "fukushi-staff", "福祉課員", "fukushi", "other");
	town_put_post(t, "zeimu-head", "税務課長", "zeimu", "head");
	town_put_post(t, "zeimu-staff", "税務課員", "zeimu", "other");
	town_put_person(t, "100", "町田一郎");
	town_put_person(t, "101", "副島次郎");
	town_put_person(t, "201", "山田花子");
	town_put_person(t, "202", "総田三郎");
	town_put_person(t, "301", "福田課長");
	town_put_person(t, "302", "福島担当");
	town_put_person(t, "303", "福井職員");
	town_put_person(t, "401", "税所課長");
	town_put_person(t, "402", "税田職員");
	town_put_holding(t, "100", "mayor", false);
	town_put_holding(t, "101", "deputy", false);
	town_put_holding(t, "201", "soumu-head", false);
	town_put_holding(t, "202", "soumu-staff", false);
	town_put_holding(t, "301", "fukushi-head", false);
	town_put_holding(t, "302", "fukushi-leader", false);
	town_put_holding(t, "303", "fukushi-staff", false);
	town_put_holding(t, "401", "zeimu-head", false);
	town_put_holding(t, "402", "zeimu-staff", false);
	town_index(a, t);
}

static inline struct item *
world_item(struct world *w, int64_t id, const char *reg, const char *section)
{
	struct item *it = &w->items[w->item_n++];
	int r = policy_register(w->pol, str_of(reg));

	*it = (struct item){.id = id, .reg = r, .section = str_of(section), .state = STR("in-use")};
	it->fields = arena_array(w->a, w->pol->registers[r].field_n, sizeof *it->fields);
	return it;
}

static inline struct value *
item_field(struct world *w, struct item *it, const char *name)
{
	const struct reg *r = &w->pol->registers[it->reg];
	int f = field_index(r->fields, r->field_n, str_of(name));

	assert_true(f >= 0);
	return &it->fields[f];
}

static inline void
world_asset(struct world *w, int64_t id, const char *section, const char *class)
{
	struct item *it = world_item(w, id, "asset", section);

	*item_field(w, it, "class") = (struct value){.kind = VALUE_STR, .s = str_of(class)};
}

static inline void
world_medium(struct world *w, int64_t id, const char *section, int64_t asset, const char *class)
{
	struct item *it = world_item(w, id, "medium", section);
	struct value *v = item_field(w, it, "carries");

	*v = (struct value){.kind = VALUE_ITEMS, .items = arena_array(w->a, 1, sizeof *v->items), .n = 1};
	v->items[0] = asset;
	*item_field(w, it, "class") = (struct value){.kind = VALUE_STR, .s = str_of(class)};
}

/*
 * Monday 2026-06-01, 10:00 in Tokyo. Assets: 1 福祉 I, 2 税務 II, 3 総務 IV, 4 福祉 III.
 * Media: 10 福祉 carries 1, 11 総務 carries 3, 12 福祉 carries 3, 13 福祉 carries 2.
 */
static inline struct world *
world_new(void)
{
	struct arena *a = arena_new(256u << 20);
	struct world *w = ARENA_NEW(a, struct world);

	w->a = a;
	w->pol = fixture_policy(a);
	fixture_town(a, &w->town);
	w->now = (struct now){.day = day_of_ymd(TODAY_Y, 6, 1), .seq = 100};
	w->now.time = day_begin(w->now.day) + 10 * 3600;
	world_asset(w, 1, "fukushi", "I");
	world_asset(w, 2, "zeimu", "II");
	world_asset(w, 3, "soumu", "IV");
	world_asset(w, 4, "fukushi", "III");
	world_medium(w, 10, "fukushi", 1, "I");
	world_medium(w, 11, "soumu", 3, "IV");
	world_medium(w, 12, "fukushi", 3, "IV");
	world_medium(w, 13, "fukushi", 2, "II");
	return w;
}

static inline void
world_free(struct world *w)
{
	struct arena *a = w->a;

	arena_free(&a);
}

static inline void
world_day(struct world *w, int y, int m, int d)
{
	w->now.day = day_of_ymd(y, m, d);
	w->now.time = day_begin(w->now.day) + 10 * 3600;
}

/* --- facts ---------------------------------------------------------------------------- */

static inline struct item *
items_find(struct world *w, int64_t id)
{
	for (size_t i = 0; i < w->item_n; i++)
		if (w->items[i].id == id)
			return &w->items[i];
	return NULL;
}

static inline struct matter *
matters_find(struct world *w, int64_t id)
{
	for (size_t i = 0; i < w->matter_n; i++)
		if (w->matters[i].id == id)
			return &w->matters[i];
	return NULL;
}

/* A bug is a key that need forgot: only what it lists is handed in. */
struct fetched {
	struct item items[CASE_ITEMS], carriers[CASE_ITEMS];
	struct counter counters[WORLD_COUNTERS];
	struct facts f;
};

static inline void
fetch_item(struct world *w, struct fetched *f, int64_t id, bool links)
{
	struct item *it = items_find(w, id);
	const struct reg *r;

	if (it == NULL)
		return;
	r = &w->pol->registers[it->reg];
	if (facts_item(&f->f, id) == NULL)
		f->items[f->f.item_n++] = *it;
	for (size_t i = 0; links && i < r->field_n; i++)
		for (size_t k = 0; it->fields[i].kind == VALUE_ITEMS && k < it->fields[i].n; k++)
			fetch_item(w, f, it->fields[i].items[k], false);
}

static inline void
fetch_carriers(struct world *w, struct fetched *f, int64_t id)
{
	for (size_t i = 0; i < w->item_n; i++) {
		struct item *it = &w->items[i];
		const struct reg *r = &w->pol->registers[it->reg];

		for (size_t v = 0; v < r->field_n; v++)
			for (size_t k = 0; it->fields[v].kind == VALUE_ITEMS && k < it->fields[v].n; k++)
				if (it->fields[v].items[k] == id && facts_item(&f->f, it->id) == NULL) {
					f->carriers[f->f.carrier_n++] = *it;
					for (size_t l = 0; l < it->fields[v].n; l++)
						fetch_item(w, f, it->fields[v].items[l], false);
				}
	}
}

static inline void
fetch(struct world *w, struct fetched *f, const struct need_key *k)
{
	struct matter *m;

	switch (k->kind) {
	case NEED_MATTER:
		m = matters_find(w, k->id);
		f->f.matter = m;
		for (size_t i = 0; m && i < w->pol->procedures[m->procedure].form_n; i++)
			for (size_t v = 0; m->form[i].kind == VALUE_ITEMS && v < m->form[i].n; v++)
				fetch_item(w, f, m->form[i].items[v], true);
		break;
	case NEED_ITEM:
		fetch_item(w, f, k->id, true);
		break;
	case NEED_CARRIERS:
		fetch_carriers(w, f, k->id);
		break;
	case NEED_COUNTERS:
		for (size_t i = 0; i < w->counter_n; i++)
			if (w->counters[i].year == k->year && str_eq(w->counters[i].series, k->series))
				f->counters[f->f.counter_n++] = w->counters[i];
		break;
	case NEED_OVER:
		f->f.over = arena_array(w->a, CASE_ITEMS + 1, sizeof *f->f.over);
		for (size_t i = 0; i < w->item_n && k->using.n == 0; i++)
			if (w->items[i].reg == k->reg && (k->section.n == 0 || str_eq(w->items[i].section, k->section))) {
				fetch_item(w, f, w->items[i].id, false);
				f->f.over[f->f.over_n++] = w->items[i].id;
			}
		break;
	case NEED_PERMITS:
	case NEED_RENEWED:
		assert_true(false); /* no act asks for them yet */
	}
}

static inline struct fetched *
world_facts(struct world *w, const struct act *act)
{
	struct fetched *f = ARENA_NEW(w->a, struct fetched);
	struct need_key keys[NEED_MAX];

	f->f.items = f->items;
	f->f.carriers = f->carriers;
	f->f.counters = f->counters;
	f->f.adopt_hash = w->adopt_hash;
	for (int round = 0; round < (act->matter ? 2 : 1); round++) {
		size_t n = need(w->pol, act, &f->f, &w->now, keys);

		for (size_t i = 0; i < n; i++)
			fetch(w, f, &keys[i]);
	}
	return f;
}

/* --- the smallest apply --------------------------------------------------------------------- */

static inline struct opened *
row_find(struct matter *m, const struct procedure *p, const struct effect *e, bool waiting)
{
	for (size_t i = m->opened_n; i-- > 0;) {
		struct opened *o = &m->opened[i];

		if (o->state != STEP_PAST && str_eq(p->steps[o->step].name, e->step) &&
		    str_eq(o->section, e->section) &&
		    (!waiting || o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED))
			return o;
	}
	return NULL;
}

static inline enum step_state
state_of(struct str outcome)
{
	static const struct {
		const char *word;
		enum step_state state;
	} t[] = {{"done", STEP_DONE}, {"permit", STEP_PERMITTED}, {"refuse", STEP_REFUSED},
	    {"unconfirmed", STEP_UNCONFIRMED}, {"confirmed", STEP_CONFIRMED},
	    {"conditional", STEP_CONDITIONAL}, {"taken", STEP_TAKEN}, {"return", STEP_PAST}};

	for (size_t i = 0; i < sizeof t / sizeof *t; i++)
		if (str_eq(outcome, str_of(t[i].word)))
			return t[i].state;
	fail();
	return STEP_OPEN;
}

/* The text at "place/in/the/body". */
static inline struct str
body_text(struct world *w, const struct act *act, struct str ref)
{
	const struct json *at = act->body;
	struct str part;

	while (at && str_cut(&ref, '/', &part)) {
		int64_t i = 0;

		if (at->kind == JSON_LIST && num_i64(part, 0, 1000, &i)) {
			for (at = at->first; at && i > 0; i--)
				at = at->next;
		} else {
			at = json_get(at, arena_str(w->a, part).p);
		}
	}
	assert_non_null(at);
	assert_int_equal(at->kind, JSON_STR);
	return at->s;
}

static inline struct value
value_of(struct world *w, const struct act *act, const struct effect *e)
{
	struct value v = {.kind = VALUE_STR};
	struct str ref = e->ref, part;

	if (ref.n == 0)
		return e->value;
	if (ref.p[0] == '@') {
		struct matter *m = NULL;
		const struct procedure *p;

		assert_true(str_cut(&ref, '/', &part));
		m = matters_find(w, strtoll(arena_str(w->a, str_sub(part, 1, part.n)).p, NULL, 10));
		assert_non_null(m);
		p = &w->pol->procedures[m->procedure];
		return m->form[field_index(p->form, p->form_n, ref)];
	}
	v.s = body_text(w, act, ref);
	return v;
}

static inline void
typed_put(struct world *w, const struct procedure *p, struct opened *o, struct str field, struct value v)
{
	const struct step *s = &p->steps[o->step];

	if (o->fields == NULL)
		o->fields = arena_array(w->a, s->form_n, sizeof *o->fields);
	o->fields[field_index(s->form, s->form_n, field)] = v;
}

static inline void
row_put(struct world *w, struct matter *m, const struct opened *o, struct str field, struct value v)
{
	const struct step *s = &w->pol->procedures[m->procedure].steps[o->step];
	struct row *row = m->row_n ? &m->rows[m->row_n - 1] : NULL;

	if (row == NULL || row->step != o->step || row->n != o->rows || !str_eq(row->section, o->section)) {
		row = &m->rows[m->row_n++];
		*row = (struct row){
		    o->step, o->section, o->rows, arena_array(w->a, s->form_n, sizeof *row->fields)};
	}
	row->fields[field_index(s->form, s->form_n, field)] = v;
}

static inline void
notice_end(struct matter *m, const struct effect *e)
{
	size_t left = 0, n = m->notices_n;

	for (size_t i = 0; i < n; i++) {
		const struct notice *t = &m->notices[i];

		if (!str_eq(t->kind, e->kind) || !str_eq(t->step, e->step) || !str_eq(t->role, e->role) ||
		    !str_eq(t->person, e->person) || !str_eq(t->section, e->section))
			m->notices[left++] = *t;
	}
	assert_true(left < n); /* there was such a one */
	m->notices_n = left;
}

static inline void
apply_matter_effect(struct world *w, const struct act *act, const struct effect *e, const struct person *who)
{
	struct matter *m = matters_find(w, e->matter);
	const struct procedure *p = m ? &w->pol->procedures[m->procedure] : NULL;
	struct opened *o;

	switch (e->what) {
	case EFFECT_OPEN:
		m = &w->matters[w->matter_n++];
		*m = (struct matter){.id = e->matter,
		    .procedure = policy_procedure(w->pol, e->procedure),
		    .applicant = e->person,
		    .post = e->post,
		    .section = e->section,
		    .on = w->now.day,
		    .time = w->now.time,
		    .taken = e->flag == 1,
		    .of = e->of,
		    .until = DAY_NONE};
		m->notices = arena_array(w->a, WORLD_ROWS, sizeof *m->notices);
		m->form = arena_array(w->a, w->pol->procedures[m->procedure].form_n, sizeof *m->form);
		m->opened = arena_array(w->a, WORLD_ROWS, sizeof *m->opened);
		m->rows = arena_array(w->a, CASE_ROWS, sizeof *m->rows);
		break;
	case EFFECT_FIELD:
		m->form[field_index(p->form, p->form_n, e->field)] = value_of(w, act, e);
		break;
	case EFFECT_STEP:
		o = row_find(m, p, e, true);
		if (o == NULL) {
			o = &m->opened[m->opened_n++];
			*o = (struct opened){.step = step_index(p, e->step),
			    .section = e->section,
			    .day = DAY_NONE,
			    .raised = NONE};
		}
		o->due = e->due;
		o->remind = e->remind;
		break;
	case EFFECT_STAMP:
		o = row_find(m, p, e, true);
		assert_non_null(o);
		o->state = state_of(e->outcome);
		o->day = w->now.day;
		o->seq = w->now.seq;
		o->deputy = str_eq(e->kind, STR("deputy"));
		if (e->ref.n)
			o->note = body_text(w, act, e->ref);
		if (o->state != STEP_CONFIRMED) {
			o->person = who->id;
			o->post = w->v.post;
		}
		break;
	case EFFECT_LATE:
		o = row_find(m, p, e, true);
		assert_non_null(o);
		*(e->flag ? &o->reminded : &o->late) = true;
		break;
	case EFFECT_RAISE:
		o = row_find(m, p, e, true);
		assert_non_null(o);
		o->raised = policy_role(w->pol, e->role);
		break;
	case EFFECT_PAST:
		for (size_t i = 0; i < m->opened_n; i++)
			m->opened[i].state = STEP_PAST;
		break;
	case EFFECT_ROW:
		o = row_find(m, p, e, true);
		assert_non_null(o);
		assert_true(e->n == o->rows || e->n == o->rows + 1);
		o->rows = (int)e->n;
		row_put(w, m, o, e->field, value_of(w, act, e));
		break;
	case EFFECT_TYPED:
		o = row_find(m, p, e, true);
		assert_non_null(o);
		typed_put(w, p, o, e->field, value_of(w, act, e));
		break;
	case EFFECT_CORRECT:
		if (e->step.n == 0) {
			m->form[field_index(p->form, p->form_n, e->field)] = value_of(w, act, e);
			break;
		}
		o = row_find(m, p, e, false);
		assert_non_null(o);
		typed_put(w, p, o, e->field, value_of(w, act, e));
		break;
	case EFFECT_COMMENT:
		w->comments++;
		assert_true(body_text(w, act, e->ref).n > 0);
		break;
	case EFFECT_NOTICE:
		m->notices[m->notices_n++] =
		    (struct notice){w->now.seq, e->kind, e->step, e->role, e->person, e->section, false};
		break;
	case EFFECT_SEEN:
		notice_end(m, e);
		break;
	case EFFECT_END:
		m->state = str_eq(e->state, STR("done"))        ? MATTER_DONE
		           : str_eq(e->state, STR("refused"))   ? MATTER_REFUSED
		           : str_eq(e->state, STR("withdrawn")) ? MATTER_WITHDRAWN
		                                                : MATTER_REVOKED;
		for (size_t i = 0; i < m->opened_n; i++)
			if (m->opened[i].state == STEP_OPEN || m->opened[i].state == STEP_UNCONFIRMED)
				m->opened[i].state = STEP_ENDED;
		break;
	case EFFECT_VALID:
		assert_true(day_parse_iso(e->until, &m->until));
		break;
	default:
		break;
	}
	if (m)
		m->last = w->now.seq;
}

static inline void
apply_number(struct world *w, const struct effect *e)
{
	struct counter *c = NULL;

	for (size_t i = 0; i < w->counter_n; i++)
		if (str_eq(w->counters[i].section, e->section) && str_eq(w->counters[i].series, e->series) &&
		    w->counters[i].year == e->year)
			c = &w->counters[i];
	if (c == NULL) {
		c = &w->counters[w->counter_n++];
		*c = (struct counter){.section = e->section, .series = e->series, .year = (int)e->year};
	}
	assert_int_equal(e->n, c->last + 1);
	c->last = e->n;
	if (e->matter)
		matters_find(w, e->matter)->number =
		    arena_fmt(w->a, "%.*s%lld", STR_ARG(e->section), (long long)e->n);
}

static inline void
apply_item_effect(struct world *w, const struct act *act, const struct effect *e)
{
	struct item *it = items_find(w, e->item);
	char name[64];

	if (e->what == EFFECT_HOLDS) {
		it->busy = e->matter;
	} else if (e->what == EFFECT_ADD) {
		(void)snprintf(name, sizeof name, "%.*s", STR_ARG(e->reg));
		it = world_item(w, e->item, name, "");
		it->section = e->section;
		it->state = e->state;
	} else if (str_eq(e->field, STR("state"))) {
		it->state = e->value.s;
	} else if (str_eq(e->field, STR("owner"))) {
		it->section = e->value.s;
	} else {
		(void)snprintf(name, sizeof name, "%.*s", STR_ARG(e->field));
		*item_field(w, it, name) = value_of(w, act, e);
	}
}

/* Every effects list must be readable as it is written. */
static inline void
effects_check(struct world *w, const struct effects *list)
{
	struct buf b = buf_on(w->a, 1 << 20);
	struct json_out o = {.buf = &b};
	struct effects again;
	struct why why = {.arena = w->a};

	json_open(&o, '[');
	for (size_t i = 0; i < list->n; i++)
		json_raw(&o, effect_write(w->a, &list->e[i]));
	json_close(&o, ']');
	assert_true(buf_done(&b));
	if (effects_read(w->a, buf_str(&b), &again, &why) != ERR_OK) {
		printf("%.*s\n%.*s\n", STR_ARG(why.text), STR_ARG(buf_str(&b)));
		fail();
	}
	assert_int_equal(again.n, list->n);
}

static inline void
world_apply(struct world *w, const struct act *act, const struct person *who)
{
	for (size_t i = 0; i < w->v.effects.n; i++) {
		const struct effect *e = &w->v.effects.e[i];

		if (e->what == EFFECT_NUMBER)
			apply_number(w, e);
		else if (e->what == EFFECT_ADD || e->what == EFFECT_SET || e->what == EFFECT_HOLDS)
			apply_item_effect(w, act, e);
		else if (e->matter)
			apply_matter_effect(w, act, e, who);
	}
}

/* --- acting ------------------------------------------------------------------------------------ */

/* The verdict as text: to hold two of them against each other. */
static inline struct str
verdict_text(struct world *w, const struct verdict *v)
{
	struct buf b = buf_on(w->a, 1 << 20);

	buf_fmt(&b, "%d %d|%.*s|%.*s|%.*s|%.*s|%.*s|", v->allowed, (int)v->err, STR_ARG(v->why),
	    STR_ARG(v->way_out), STR_ARG(v->say), STR_ARG(v->bad_field), STR_ARG(v->post));
	for (size_t i = 0; i < v->clauses.n; i++)
		buf_fmt(&b, "%.*s,", STR_ARG(v->clauses.s[i]));
	for (size_t i = 0; i < v->effects.n; i++)
		buf_add(&b, effect_write(w->a, &v->effects.e[i]));
	for (size_t i = 0; i < v->next_n; i++)
		buf_fmt(
		    &b, "%d %.*s %zu;", (int)v->next[i].act, STR_ARG(v->next[i].step), v->next[i].who_all);
	return buf_str(&b);
}

/* Judges (twice: the same verdict) and, when allowed, applies. `who` NULL: the clock. */
__attribute__((format(printf, 3, 4))) static inline bool
world_act(struct world *w, const char *who, const char *json, ...)
{
	struct why why = {.arena = w->a};
	const struct person *p = who ? town_person(&w->town, str_of(who)) : NULL;
	struct fetched *f;
	struct verdict again;
	struct str text;
	struct act act;
	va_list ap;

	va_start(ap, json);
	text = arena_vfmt(w->a, json, ap);
	va_end(ap);
	if (act_read(w->a, text, &act, &why) != ERR_OK) {
		printf("%.*s\n%.*s\n", STR_ARG(text), STR_ARG(why.text));
		fail();
	}
	f = world_facts(w, &act);
	judge(w->a, w->pol, &w->town, &f->f, &act, p, &w->now, &w->v);
	judge(w->a, w->pol, &w->town, &f->f, &act, p, &w->now, &again);
	assert_string_equal(
	    arena_str(w->a, verdict_text(w, &w->v)).p, arena_str(w->a, verdict_text(w, &again)).p);
	effects_check(w, &w->v.effects);
	if (w->v.allowed && !w->keep_still) {
		world_apply(w, &act, p);
		w->now.seq++;
		w->now.time++;
	}
	return w->v.allowed;
}

/* For one that must be allowed: prints why it was not. */
static inline void
world_does(struct world *w, bool allowed)
{
	if (!allowed)
		printf("%.*s / %.*s\n", STR_ARG(w->v.why), STR_ARG(w->v.way_out));
	assert_true(allowed);
}

/* For one that must be refused: with this in the reason or the way out. */
static inline void
world_refuses(struct world *w, bool allowed, enum err e, const char *words)
{
	assert_false(allowed);
	if (w->v.err != e || (str_find(w->v.why, str_of(words)) == SIZE_MAX &&
	                         str_find(w->v.way_out, str_of(words)) == SIZE_MAX)) {
		printf("%d: %.*s / %.*s\nnot: %s\n", (int)w->v.err, STR_ARG(w->v.why), STR_ARG(w->v.way_out),
		    words);
		fail();
	}
	assert_int_equal(w->v.effects.n, 0);
}

/* Fills a returned form in again. */
static inline bool
world_change(struct world *w, const char *who, int64_t matter, const char *body)
{
	return world_act(w, who,
	    "{\"id\":\"e\",\"act\":\"change\",\"matter\":%lld,\"seen\":%lld,\"body\":%s}", (long long)matter,
	    (long long)matters_find(w, matter)->last, body);
}

/* Starts the procedure with this body; the matter's id. */
static inline int64_t
world_submit(struct world *w, const char *who, const char *procedure, const char *body)
{
	world_does(w, world_act(w, who, "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"%s\",\"body\":%s}",
	                  procedure, body));
	return w->v.matter;
}

/* The newest row of a step in the round that counts. */
static inline struct opened *
world_row(struct world *w, int64_t matter, const char *step)
{
	struct matter *m = matters_find(w, matter);
	const struct procedure *p = &w->pol->procedures[m->procedure];

	for (size_t i = m->opened_n; i-- > 0;)
		if (m->opened[i].state != STEP_PAST && str_eq(p->steps[m->opened[i].step].name, str_of(step)))
			return &m->opened[i];
	return NULL;
}

static inline const struct effect *
effect_of(const struct verdict *v, enum effect_kind what, size_t nth)
{
	for (size_t i = 0; i < v->effects.n; i++)
		if (v->effects.e[i].what == what && nth-- == 0)
			return &v->effects.e[i];
	return NULL;
}

static inline size_t
effects_of(const struct verdict *v, enum effect_kind what)
{
	size_t n = 0;

	while (effect_of(v, what, n))
		n++;
	return n;
}

static inline bool
ticked(const struct verdict *v, const char *clause)
{
	for (size_t i = 0; i < v->clauses.n; i++)
		if (str_eq(v->clauses.s[i], str_of(clause)))
			return true;
	return false;
}

static inline struct matter *
world_last(struct world *w)
{
	return &w->matters[w->matter_n - 1];
}

/* A take-out of these things by this person; its id. */
static inline int64_t
world_take_out(struct world *w, const char *who, const char *things, const char *info)
{
	world_does(w, world_act(w, who,
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{"
	                  "\"things\":%s,\"info\":%s,\"purpose\":\"会議\",\"place\":\"県庁\",\"until\":"
	                  "\"2026-06-05\"}}",
	                  things, info));
	return world_last(w)->id;
}

static inline bool
world_decide(struct world *w, const char *who, int64_t matter, const char *step, const char *outcome)
{
	return world_act(w, who,
	    "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"%s\",\"outcome\":\"%s\","
	    "\"seen\":%lld,\"body\":{\"note\":\"理由\"}}",
	    (long long)matter, step, outcome, (long long)matters_find(w, matter)->last);
}

static inline bool
world_do(
    struct world *w, const char *who, int64_t matter, const char *act, const char *step, const char *body)
{
	return world_act(w, who,
	    "{\"id\":\"c\",\"act\":\"%s\",\"matter\":%lld,\"step\":\"%s\",\"seen\":%lld,\"body\":%s}", act,
	    (long long)matter, step, (long long)matters_find(w, matter)->last, body);
}

static inline bool
world_end(struct world *w, const char *who, int64_t matter, const char *act)
{
	return world_act(w, who,
	    "{\"id\":\"d\",\"act\":\"%s\",\"matter\":%lld,\"seen\":%lld,\"body\":{\"reason\":\"理由\"}}", act,
	    (long long)matter, (long long)matters_find(w, matter)->last);
}

#endif
