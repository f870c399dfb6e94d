/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may start a procedure, and when the clock does: in rounds, or when something happens. */
#include "base/num.h"
#include "policy/build.h"

enum { AHEAD_MOST = 3650 };

void
start_build(const struct build *b, const struct node *map, struct procedure *p)
{
	const struct node *list = node_get(map, "start");

	if (node_first(list) == NULL) {
		finding_add(b->lint, map->at,
		    "手続「%.*s」を始められる人がいません。start: [{by: 役割}] を書いてください。",
		    STR_ARG(p->id));
		return;
	}
	p->start = arena_array(b->a, list->n, sizeof *p->start);
	for (const struct node *c = list->first; c; c = c->next) {
		int role = ref_role(b, node_get(c, "by"));

		if (role != NONE)
			p->start[p->start_n++] = role;
	}
}

/* Keys that say nothing in this kind of start. */
static void
keys_refuse(const struct build *b, const struct node *map, const char *const *keys, const char *where)
{
	for (; *keys; keys++)
		if (node_get(map, *keys))
			finding_add(b->lint, node_get(map, *keys)->key_at, "「%s」は%sにだけ書けます。",
			    *keys, where);
}

/* --- rounds ---------------------------------------------------------------------------- */

static void
every_setting(const struct build *b, const struct node *every, struct round *r)
{
	struct str unit;

	r->every = EVERY_TIMES;
	r->setting = ref_setting(b, every, SETTING_NUMBER);
	if (r->setting == NONE)
		return;
	unit = b->p->settings[r->setting].unit;
	if (str_eq(unit, STR("日")))
		r->every = EVERY_DAYS;
	else if (!str_eq(unit, STR("回/年")))
		finding_add(b->lint, every->at,
		    "運用値「%.*s」の単位は「%.*s」です。every には単位が「回/年」か「日」の運用値を書いてください。",
		    STR_ARG(every->text), STR_ARG(unit));
}

static void
every_build(const struct build *b, const struct node *map, struct round *r)
{
	const struct node *every = node_get(map, "every");
	int word = build_word(map, "every", "year|half-year|quarter|month|week|office-day");

	r->setting = NONE;
	if (every == NULL)
		finding_add(
		    b->lint, map->at, "each には、どのくらいの間をおいて始めるか（every）が必要です。");
	else if (word != NONE)
		r->every = (enum every)word;
	else
		every_setting(b, every, r);
}

static void
round_build(const struct build *b, const struct node *map, struct procedure *p)
{
	static const char *const not_here[] = {"of", "field", "ahead", "when", NULL};
	const struct node *each = node_get(map, "each"), *where = node_get(map, "where");
	int word = build_word(map, "each", "town|section|person");
	struct round *r = &p->rounds[p->round_n++];
	struct fields_of items;

	r->at = map->at;
	r->reg = NONE;
	r->each = word == 0 ? EACH_TOWN : word == 1 ? EACH_SECTION : word == 2 ? EACH_PERSON : EACH_ITEM;
	keys_refuse(b, map, not_here, "出来事で始まるもの（on）");
	every_build(b, map, r);
	if (r->each == EACH_ITEM)
		r->reg = ref_register(b, each);
	else if (where)
		finding_add(b->lint, where->key_at, "where は、each に台帳を書いたときにだけ書けます。");
	if (r->reg != NONE) {
		items = (struct fields_of){b->p->registers[r->reg].fields, b->p->registers[r->reg].field_n,
		    &b->p->registers[r->reg]};
		where_build(b, where, &items, 1, &r->where, &r->where_n);
	}
	bring_build(b, node_get(map, "carry"), p,
	    &(struct giver){.items = &r->reg,
	        .item_n = r->reg != NONE,
	        .person = r->each == EACH_PERSON,
	        .section = r->each != EACH_TOWN,
	        .period = true},
	    &r->carry, &r->carry_n);
}

/* --- events ------------------------------------------------------------------------------ */

/* In the order of enum trigger_event. */
static const char events[] =
    "person.joined|person.leaving|person.left|person.moved|post.vacant|item.added|item.changed|item.due|matter.decided|matter.refused|matter.done|matter.late|row.added";

static bool
is_of_items(const struct trigger *t)
{
	return t->event == EVENT_ITEM_ADDED || t->event == EVENT_ITEM_CHANGED || t->event == EVENT_ITEM_DUE;
}

static bool
is_of_person(const struct trigger *t)
{
	return t->event <= EVENT_PERSON_MOVED;
}

/* PROCEDURE.STEP, a step that takes rows. */
static void
row_of(const struct build *b, const struct node *of, struct trigger *t)
{
	struct str rest = of->text, name;
	struct node procedure = {.kind = NODE_SCALAR, .at = of->at};
	int step;

	(void)str_cut(&rest, '.', &name);
	procedure.text = name;
	t->step = rest.p ? rest : STR("");
	t->of[0] = ref_procedure(b, &procedure);
	if (t->of[0] == NONE)
		return;
	t->of_n = 1;
	step = step_index(&b->p->procedures[t->of[0]], t->step);
	if (step == NONE || !b->p->procedures[t->of[0]].steps[step].rows) {
		finding_add(b->lint, of->at,
		    "row.added の of には「手続.段階」の形で、1行ずつ記入する段階（rows: yes）を書いてください。");
		t->of_n = 0;
	}
}

static void
of_build(const struct build *b, const struct node *map, struct trigger *t)
{
	const struct node *of = node_get(map, "of");

	if (is_of_person(t) && of)
		finding_add(b->lint, of->key_at, "of は、人の出来事（person.…）には書けません。");
	if (is_of_person(t) || (t->event == EVENT_POST_VACANT && of == NULL))
		return;
	if (node_first(of) == NULL) {
		finding_add(b->lint, map->at,
		    "何の出来事かがありません。of に台帳（item.…）、手続（matter.…）、手続.段階（row.added）を書いてください。");
		return;
	}
	t->of = arena_array(b->a, of->n, sizeof *t->of);
	if (t->event == EVENT_ROW_ADDED) {
		if (of->n > 1)
			finding_add(b->lint, of->at, "row.added の of に書けるのは1つの段階だけです。");
		row_of(b, of->first, t);
		return;
	}
	for (const struct node *c = of->first; c; c = c->next) {
		int i = is_of_items(t)                  ? ref_register(b, c)
		        : t->event == EVENT_POST_VACANT ? ref_post(b, c)
		                                        : ref_procedure(b, c);

		if (i != NONE)
			t->of[t->of_n++] = i;
	}
}

/* What is asked about: the items of its registers, the forms of its procedures, or one row. */
static struct fields_of *
subjects_of(const struct build *b, const struct trigger *t, size_t *n)
{
	struct fields_of *out = arena_array(b->a, t->of_n + 1, sizeof *out);

	*n = 0;
	for (size_t i = 0; i < t->of_n; i++) {
		const struct reg *r = is_of_items(t) ? &b->p->registers[t->of[i]] : NULL;
		const struct procedure *q = r ? NULL : &b->p->procedures[t->of[i]];

		out[(*n)++] = r ? (struct fields_of){r->fields, r->field_n, r}
		                : (struct fields_of){q->form, q->form_n, NULL};
	}
	return out;
}

static struct fields_of
row_fields(const struct build *b, const struct trigger *t)
{
	const struct procedure *q = &b->p->procedures[t->of[0]];
	const struct step *s = &q->steps[step_index(q, t->step)];

	return (struct fields_of){s->form, s->form_n, NULL};
}

static void
field_find(
    const struct build *b, const struct node *map, const struct fields_of *of, size_t n, struct trigger *t)
{
	const struct node *field = node_get(map, "field");

	t->field = node_text(map, "field");
	if (t->event == EVENT_ITEM_DUE && field == NULL)
		finding_add(b->lint, map->at, "item.due には、その日付の欄（field）が必要です。");
	if (field && t->event != EVENT_ITEM_DUE && t->event != EVENT_ITEM_CHANGED) {
		finding_add(b->lint, field->key_at, "field は item.due と item.changed にだけ書けます。");
		return;
	}
	for (size_t i = 0; field && i < n; i++) {
		bool fixed = str_eq(t->field, STR("state")) || str_eq(t->field, STR("owner"));
		int f = t->event == EVENT_ITEM_CHANGED && fixed ? NONE
		                                                : ref_field(b, of[i].fields, of[i].n, field);

		if (f != NONE && t->event == EVENT_ITEM_DUE && of[i].fields[f].type != FIELD_DATE)
			finding_add(b->lint, field->at,
			    "item.due の「%.*s」は日付（type: date）の欄ではありません。",
			    STR_ARG(field->text));
	}
}

static void
ahead_build(const struct build *b, const struct node *map, struct trigger *t)
{
	const struct node *ahead = node_get(map, "ahead");

	t->ahead_setting = NONE;
	if (ahead == NULL || ahead->kind != NODE_SCALAR)
		return;
	if (t->event != EVENT_ITEM_DUE && t->event != EVENT_PERSON_LEAVING)
		finding_add(b->lint, ahead->key_at, "ahead は item.due と person.leaving にだけ書けます。");
	else if (!num_i64(ahead->text, 0, AHEAD_MOST, &t->ahead))
		t->ahead_setting = ref_days(b, ahead);
}

static void
event_when(const struct build *b, const struct node *map, const struct fields_of *of, size_t n,
    const struct fields_of *row, struct trigger *t)
{
	const struct node *when = node_get(map, "when");

	if (when && (is_of_person(t) || t->event == EVENT_POST_VACANT))
		finding_add(b->lint, when->key_at,
		    "when は、台帳（item.…）、手続（matter.…）、行（row.added）の出来事にだけ書けます。");
	else if (row)
		where_build(b, when, row, 1, &t->when, &t->when_n);
	else
		where_build(b, when, of, n, &t->when, &t->when_n);
}

static void
trigger_build(const struct build *b, const struct node *map, struct procedure *p)
{
	static const char *const not_here[] = {"every", "where", NULL};
	struct trigger *t = &p->triggers[p->trigger_n++];
	struct fields_of *of, row;
	bool rows, items, form;
	size_t n;

	t->at = map->at;
	t->event = (enum trigger_event)build_word(map, "on", events);
	keys_refuse(b, map, not_here, "時期で始まるもの（each）");
	of_build(b, map, t);
	items = is_of_items(t);
	form = t->event >= EVENT_MATTER_DECIDED;
	rows = t->event == EVENT_ROW_ADDED && t->of_n;
	if (t->event == EVENT_POST_VACANT)
		n = 0, of = NULL;
	else
		of = subjects_of(b, t, &n);
	if (rows)
		row = row_fields(b, t);
	field_find(b, map, of, n, t);
	ahead_build(b, map, t);
	event_when(b, map, of, n, rows ? &row : NULL, t);
	bring_build(b, node_get(map, "carry"), p,
	    &(struct giver){.form = of,
	        .form_n = form ? n : 0,
	        .row = rows ? &row : NULL,
	        .items = t->of,
	        .item_n = items ? t->of_n : 0,
	        .person = is_of_person(t),
	        .section = true,
	        .matter = form},
	    &t->carry, &t->carry_n);
}

/* --- all of them -------------------------------------------------------------------------- */

static bool
asks_nobody(const struct procedure *p)
{
	for (size_t i = 0; i < p->round_n; i++)
		if (p->rounds[i].each != EACH_PERSON)
			return true;
	return p->trigger_n > 0;
}

static void
by_check(const struct build *b, const struct node *map)
{
	static const char *const not_here[] = {
	    "every", "where", "of", "field", "ahead", "when", "carry", NULL};

	if (!node_get(map, "by") + !node_get(map, "each") + !node_get(map, "on") != 2)
		finding_add(b->lint, map->at,
		    "start のひとつには by（始められる役割）, each（時期ごとに）, on（出来事で）のうちちょうど1つを書いてください。");
	else if (node_get(map, "by"))
		keys_refuse(b, map, not_here, "時計が始めるもの（each か on）");
}

void
start_link(const struct build *b, const struct node *map, struct procedure *p)
{
	const struct node *list = node_get(map, "start");

	if (node_first(list) == NULL)
		return;
	p->rounds = arena_array(b->a, list->n, sizeof *p->rounds);
	p->triggers = arena_array(b->a, list->n, sizeof *p->triggers);
	for (const struct node *c = list->first; c; c = c->next) {
		by_check(b, c);
		if (node_get(c, "each"))
			round_build(b, c, p);
		else if (node_get(c, "on") && build_word(c, "on", events) != NONE)
			trigger_build(b, c, p);
	}
	if (asks_nobody(p) && p->form_by == NONE)
		finding_add(b->lint, p->at,
		    "手続「%.*s」は時計が始めるので、様式に記入する役割（completed-by）が必要です。",
		    STR_ARG(p->id));
}
