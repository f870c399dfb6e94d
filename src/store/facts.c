/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Fetches what judge looks at, by key, bounded: CASE_ITEMS items, CASE_ROWS rows. */
#include "query.h"
#include "store/list.h"
#include "store/permit.h"
#include "store/store.h"

enum { FIELDS_MAX = 4 << 20 };

struct fetch {
	struct store *store;
	struct arena *arena;
	const struct policy *pol;
	struct facts *facts;
	size_t items_room, carriers_room, counters_room; /* of the lists made here */
	size_t rows;                                     /* left of CASE_ROWS */
};

static const char *const step_states[] = {
    [STEP_OPEN] = "open",
    [STEP_DONE] = "done",
    [STEP_PERMITTED] = "permit",
    [STEP_REFUSED] = "refuse",
    [STEP_UNCONFIRMED] = "unconfirmed",
    [STEP_CONFIRMED] = "confirmed",
    [STEP_ENDED] = "ended",
    [STEP_CONDITIONAL] = "conditional",
    [STEP_TAKEN] = "taken",
    [STEP_PAST] = "return",
};
static const char *const matter_states[] = {
    [MATTER_OPEN] = "open",
    [MATTER_DONE] = "done",
    [MATTER_REFUSED] = "refused",
    [MATTER_WITHDRAWN] = "withdrawn",
    [MATTER_REVOKED] = "revoked",
};

/* The index of a word, or `n` when it is none of them. */
static size_t
word_index(const char *const *words, size_t n, struct str word)
{
	size_t i = 0;

	while (i < n && !str_eq(word, str_of(words[i])))
		i++;
	return i;
}

static day
day_read(struct str s)
{
	day d;

	return day_parse_iso(s, &d) ? d : DAY_NONE;
}

/* One more row of the case. */
static bool
row_taken(struct fetch *f)
{
	if (f->rows == 0)
		return false;
	f->rows--;
	return true;
}

/* The values of a form in the policy's order; what the policy does not name is passed over. */
static enum err
values_read(struct fetch *f, struct str json, const struct field *fields, size_t n, struct value **out)
{
	struct value *values = arena_array(f->arena, n, sizeof *values);
	struct json *map;

	*out = values;
	if (json_read(f->arena, json, FIELDS_MAX, &map, NULL) != ERR_OK)
		return ERR_CORRUPT;
	for (const struct json *j = map->first; j != NULL; j = j->next) {
		int at = field_index(fields, n, j->key);

		if (at != NONE && value_read(f->arena, j, &values[at]) != ERR_OK)
			return ERR_CORRUPT;
	}
	return ERR_OK;
}

/* --- items ---------------------------------------------------------------------------------- */

/* ERR_NOT_FOUND for one that is not there, or is in a register that this policy does not have. */
static enum err
item_read(struct fetch *f, int64_t id, struct item *out)
{
	struct q_facts_item_out row;
	enum err e = q_facts_item(f->store, f->arena, &(struct q_facts_item_in){id}, &row);
	int reg = e == ERR_OK ? policy_register(f->pol, row.reg) : NONE;

	if (e != ERR_OK)
		return e;
	if (reg == NONE)
		return ERR_NOT_FOUND;
	*out = (struct item){
	    .id = row.id,
	    .reg = reg,
	    .section = row.section,
	    .state = row.state,
	    .number = row.number,
	    .last = row.last,
	    .busy = row.busy,
	};
	return values_read(
	    f, row.fields, f->pol->registers[reg].fields, f->pol->registers[reg].field_n, &out->fields);
}

static bool
has_item(const struct item *items, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (items[i].id == id)
			return true;
	return false;
}

/* Makes room for one more; a list that came with the facts is copied once. */
static void
items_grow(struct fetch *f, struct item **items, size_t n, size_t *room)
{
	if (*room == 0 && n > 0) {
		struct item *copy = arena_array(f->arena, 2 * n, sizeof *copy);

		memcpy(copy, *items, n * sizeof *copy);
		*items = copy;
		*room = 2 * n;
	} else if (n == *room) {
		*items = list_grow(f->arena, *items, room, sizeof **items);
	}
}

static enum err
item_add(struct fetch *f, int64_t id)
{
	struct facts *facts = f->facts;
	enum err e;

	if (has_item(facts->items, facts->item_n, id))
		return ERR_OK;
	if (facts->item_n == CASE_ITEMS)
		return ERR_TOO_LARGE;
	items_grow(f, &facts->items, facts->item_n, &f->items_room);
	e = item_read(f, id, &facts->items[facts->item_n]);
	if (e == ERR_OK)
		facts->item_n++;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Adds every item that these values name. */
static enum err
values_follow(struct fetch *f, const struct value *values, size_t n)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; values[i].kind == VALUE_ITEMS && k < values[i].n && e == ERR_OK; k++)
			e = item_add(f, values[i].items[k]);
	return e;
}

static enum err
item_follow(struct fetch *f, const struct item *it)
{
	return values_follow(f, it->fields, f->pol->registers[it->reg].field_n);
}

static enum err
fetch_item(struct fetch *f, const struct need_key *k)
{
	const struct item *it;
	enum err e = item_add(f, k->id);

	if (e != ERR_OK)
		return e;
	it = facts_item(f->facts, k->id);
	return it ? item_follow(f, it) : ERR_OK;
}

/* --- carriers: what is worked out from an item in other registers ------------------------------ */

static bool
works_out(const struct reg *r, struct str link)
{
	for (size_t i = 0; i < r->field_n; i++)
		if (r->fields[i].worked_out && str_eq(r->fields[i].max_of_link, link))
			return true;
	return false;
}

static enum err
carrier_add(struct fetch *f, int64_t id, struct str link)
{
	struct facts *facts = f->facts;
	struct item it;
	enum err e;

	if (has_item(facts->carriers, facts->carrier_n, id))
		return ERR_OK;
	e = item_read(f, id, &it);
	if (e == ERR_NOT_FOUND || (e == ERR_OK && !works_out(&f->pol->registers[it.reg], link)))
		return ERR_OK;
	if (e == ERR_OK && facts->carrier_n == CASE_ITEMS)
		return ERR_TOO_LARGE;
	if (e != ERR_OK)
		return e;
	items_grow(f, &facts->carriers, facts->carrier_n, &f->carriers_room);
	facts->carriers[facts->carrier_n++] = it;
	/* everything it carries counts for what is worked out */
	return item_follow(f, &it);
}

static enum err
fetch_carriers(struct fetch *f, const struct need_key *k)
{
	struct q_cursor c =
	    q_facts_named_by_open(f->store, &(struct q_facts_named_by_in){k->id, CASE_ROWS + 1});
	struct q_facts_named_by_out row;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_facts_named_by_next(&c, f->arena, &row))
		e = row_taken(f) ? carrier_add(f, row.item, row.field) : ERR_TOO_LARGE;
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

/* --- the matter ----------------------------------------------------------------------------------- */

/* A step that the procedure does not have is passed over. */
static enum err
step_add(struct fetch *f, struct matter *m, const struct q_facts_steps_out *row, size_t *room)
{
	const struct procedure *proc = &f->pol->procedures[m->procedure];
	size_t state = word_index(step_states, sizeof step_states / sizeof *step_states, row->state);
	int step = step_index(proc, row->step);
	struct opened *o;

	if (state > STEP_PAST)
		return ERR_CORRUPT;
	if (step == NONE)
		return ERR_OK;
	o = LIST_ADD(f->arena, m->opened, m->opened_n, *room);
	*o = (struct opened){
	    .step = step,
	    .section = row->section,
	    .state = row->past ? STEP_PAST : (enum step_state)state,
	    .seq = row->seq,
	    .person = row->person,
	    .post = row->post,
	    .day = day_read(row->day),
	    .due = row->due,
	    .remind = row->remind,
	    .late = row->late != 0,
	    .reminded = row->reminded != 0,
	    .deputy = row->deputy != 0,
	    .raised = policy_role(f->pol, row->raised),
	    .note = row->note,
	    .rows = (int)row->rows,
	};
	return values_read(f, row->fields, proc->steps[step].form, proc->steps[step].form_n, &o->fields);
}

static enum err
steps_load(struct fetch *f, struct matter *m)
{
	struct q_cursor c = q_facts_steps_open(f->store, &(struct q_facts_steps_in){m->id, CASE_ROWS + 1});
	struct q_facts_steps_out row;
	size_t room = 0;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_facts_steps_next(&c, f->arena, &row))
		e = row_taken(f) ? step_add(f, m, &row, &room) : ERR_TOO_LARGE;
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

/* Of a step that the procedure does not have, or that takes none, they are passed over. */
static enum err
row_add(struct fetch *f, struct matter *m, const struct q_facts_rows_out *row, size_t *room)
{
	const struct procedure *proc = &f->pol->procedures[m->procedure];
	int step = step_index(proc, row->step);
	struct row *to;

	if (step == NONE || !proc->steps[step].rows)
		return ERR_OK;
	to = LIST_ADD(f->arena, m->rows, m->row_n, *room);
	*to = (struct row){.step = step, .section = row->section, .n = (int)row->n};
	return values_read(f, row->fields, proc->steps[step].form, proc->steps[step].form_n, &to->fields);
}

static enum err
rows_load(struct fetch *f, struct matter *m)
{
	struct q_cursor c = q_facts_rows_open(f->store, &(struct q_facts_rows_in){m->id, CASE_ROWS + 1});
	struct q_facts_rows_out row;
	size_t room = 0;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_facts_rows_next(&c, f->arena, &row))
		e = row_taken(f) ? row_add(f, m, &row, &room) : ERR_TOO_LARGE;
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

static enum err
notices_load(struct fetch *f, struct matter *m)
{
	struct q_cursor c =
	    q_facts_notices_open(f->store, &(struct q_facts_notices_in){m->id, CASE_ROWS + 1});
	struct q_facts_notices_out row;
	size_t room = 0;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_facts_notices_next(&c, f->arena, &row)) {
		if (row_taken(f))
			*LIST_ADD(f->arena, m->notices, m->notices_n, room) = (struct notice){
			    row.given, row.kind, row.step, row.role, row.person, row.section, row.seen > 0};
		else
			e = ERR_TOO_LARGE;
	}
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

/* The columns; ERR_CORRUPT when this is not the policy it began with. */
static enum err
matter_read(struct fetch *f, const struct q_facts_matter_out *row, struct matter *m)
{
	size_t state = word_index(matter_states, sizeof matter_states / sizeof *matter_states, row->state);
	int procedure = policy_procedure(f->pol, row->procedure);
	const struct procedure *proc;

	if (procedure == NONE || state > MATTER_REVOKED)
		return ERR_CORRUPT;
	*m = (struct matter){
	    .id = row->id,
	    .procedure = procedure,
	    .policy = row->policy,
	    .state = (enum matter_state)state,
	    .applicant = row->applicant,
	    .post = row->post,
	    .section = row->section,
	    .on = day_read(row->day),
	    .time = row->time,
	    .last = row->last,
	    .number = row->number,
	    .until = day_read(row->until),
	    .taken = row->taken != 0,
	    .of = row->of,
	};
	proc = &f->pol->procedures[procedure];
	return values_read(f, row->form, proc->form, proc->form_n, &m->form);
}

/* The items that the form names, and what those name. */
static enum err
matter_follow(struct fetch *f, const struct matter *m)
{
	size_t first = f->facts->item_n, named;
	enum err e = values_follow(f, m->form, f->pol->procedures[m->procedure].form_n);

	named = f->facts->item_n;
	for (size_t i = first; i < named && e == ERR_OK; i++) {
		struct item it = f->facts->items[i]; /* the list may move */

		e = item_follow(f, &it);
	}
	return e;
}

static enum err
matter_load(struct fetch *f, const struct q_facts_matter_out *row, struct matter **out)
{
	struct matter *m = ARENA_NEW(f->arena, struct matter);
	enum err e = matter_read(f, row, m);

	if (e == ERR_OK)
		e = steps_load(f, m);
	if (e == ERR_OK)
		e = rows_load(f, m);
	if (e == ERR_OK)
		e = notices_load(f, m);
	if (e == ERR_OK)
		e = matter_follow(f, m);
	if (e == ERR_OK)
		*out = m;
	return e;
}

static enum err
fetch_matter(struct fetch *f, const struct need_key *k)
{
	struct q_facts_matter_out row;
	enum err e;

	if (f->facts->matter != NULL && f->facts->matter->id == k->id)
		return ERR_OK;
	e = q_facts_matter(f->store, f->arena, &(struct q_facts_matter_in){k->id}, &row);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	return matter_load(f, &row, &f->facts->matter);
}

/* --- the permit that is renewed -------------------------------------------------------------------- */

/* Anybody may name any matter: one of a procedure that this policy has not is not there. */
static enum err
fetch_renewed(struct fetch *f, const struct need_key *k)
{
	struct q_facts_renewing_out renewing;
	struct q_facts_matter_out row;
	enum err e;

	if (f->facts->renewed != NULL && f->facts->renewed->id == k->id)
		return ERR_OK;
	e = q_facts_matter(f->store, f->arena, &(struct q_facts_matter_in){k->id}, &row);
	if (e != ERR_OK || policy_procedure(f->pol, row.procedure) == NONE)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	e = matter_load(f, &row, &f->facts->renewed);
	if (e != ERR_OK)
		return e;
	e = q_facts_renewing(
	    f->store, f->arena, &(struct q_facts_renewing_in){k->id, row.procedure}, &renewing);
	if (e == ERR_OK)
		f->facts->renewing = renewing.id;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- what a book goes through ------------------------------------------------------------------------ */

/* Their own fields are enough: what they link to decides nothing here. One beyond the bound says that there are more. */
static enum err
over_add(struct fetch *f, int64_t id)
{
	struct facts *facts = f->facts;
	enum err e = ERR_OK;

	if (facts->over_n > CASE_ITEMS)
		return ERR_OK;
	if (facts->over_n < CASE_ITEMS)
		e = item_add(f, id);
	facts->over[facts->over_n++] = id;
	return e;
}

static enum err
over_fetch_using(struct fetch *f, const struct need_key *k, struct str reg)
{
	struct q_cursor c =
	    q_facts_over_using_open(f->store, &(struct q_facts_over_using_in){.reg = reg,
	                                          .field = arena_fmt(f->arena, "%.*s.users", STR_ARG(reg)),
	                                          .section = k->using,
	                                          .most = CASE_ITEMS + 1});
	struct q_facts_over_using_out row;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_facts_over_using_next(&c, f->arena, &row))
		e = over_add(f, row.id);
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

static enum err
fetch_over(struct fetch *f, const struct need_key *k)
{
	struct str reg = f->pol->registers[k->reg].id;
	struct q_cursor c;
	struct q_facts_over_out row;
	enum err e = ERR_OK, end;

	if (f->facts->over)
		return ERR_OK;
	f->facts->over = arena_array(f->arena, CASE_ITEMS + 1, sizeof *f->facts->over);
	if (k->using.n)
		return over_fetch_using(f, k, reg);
	c = q_facts_over_open(f->store, &(struct q_facts_over_in){reg, k->section, CASE_ITEMS + 1});
	while (e == ERR_OK && q_facts_over_next(&c, f->arena, &row))
		e = over_add(f, row.id);
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

/* --- counters --------------------------------------------------------------------------------------- */

static bool
has_counters(const struct facts *facts, const struct need_key *k)
{
	for (size_t i = 0; i < facts->counter_n; i++)
		if (facts->counters[i].year == k->year && str_eq(facts->counters[i].series, k->series))
			return true;
	return false;
}

static void
counters_grow(struct fetch *f, size_t more)
{
	struct counter *grown = arena_array(f->arena, f->facts->counter_n + more, sizeof *grown);

	if (f->facts->counter_n)
		memcpy(grown, f->facts->counters, f->facts->counter_n * sizeof *grown);
	f->facts->counters = grown;
	f->counters_room = f->facts->counter_n + more;
}

static enum err
fetch_counters(struct fetch *f, const struct need_key *k)
{
	struct q_facts_counters_in in = {k->series, k->year, CASE_ROWS + 1};
	struct q_facts_counters_out row;
	struct q_cursor c;
	bool room = true;
	enum err e;

	if (has_counters(f->facts, k))
		return ERR_OK;
	c = q_facts_counters_open(f->store, &in);
	while ((room = row_taken(f)) && q_facts_counters_next(&c, f->arena, &row)) {
		if (f->facts->counter_n >= f->counters_room)
			counters_grow(f, f->facts->counter_n + 8);
		f->facts->counters[f->facts->counter_n++] =
		    (struct counter){row.section, k->series, k->year, row.last};
	}
	e = q_cursor_end(&c);
	return e != ERR_OK || room ? e : ERR_TOO_LARGE;
}

static enum err
fetch_permits(struct fetch *f, const struct need_key *k)
{
	return permit_fetch(f->store, f->arena, k, f->facts);
}

/* ------------------------------------------------------------------------------------------------------ */

enum err
store_facts(struct store *s, struct arena *a, const struct policy *pol, const struct need_key *keys, size_t n,
    struct facts *facts)
{
	static enum err (*const fetchers[])(struct fetch *, const struct need_key *) = {
	    [NEED_MATTER] = fetch_matter,
	    [NEED_ITEM] = fetch_item,
	    [NEED_CARRIERS] = fetch_carriers,
	    [NEED_COUNTERS] = fetch_counters,
	    [NEED_PERMITS] = fetch_permits,
	    [NEED_OVER] = fetch_over,
	    [NEED_RENEWED] = fetch_renewed,
	};
	struct fetch f = {.store = s, .arena = a, .pol = pol, .facts = facts, .rows = CASE_ROWS};
	enum err e = ERR_OK;

	for (size_t i = 0; i < n && e == ERR_OK; i++)
		e = fetchers[keys[i].kind](&f, &keys[i]);
	return e;
}

enum err
store_items(
    struct store *s, struct arena *a, const struct policy *pol, int reg, struct item **items, size_t *n)
{
	const struct reg *r = &pol->registers[reg];
	struct fetch f = {.store = s, .arena = a, .pol = pol};
	struct q_cursor c = q_facts_items_open(s, &(struct q_facts_items_in){r->id});
	struct q_facts_items_out row;
	size_t room = 0;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_facts_items_next(&c, a, &row)) {
		items_grow(&f, items, *n, &room);
		(*items)[*n] = (struct item){.id = row.id,
		    .reg = reg,
		    .section = row.section,
		    .state = row.state,
		    .number = row.number,
		    .last = row.last,
		    .busy = row.busy};
		e = values_read(&f, row.fields, r->fields, r->field_n, &(*items)[*n].fields);
		++*n;
	}
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

enum err
store_row(struct store *s, struct arena *a, const struct step *step, int64_t matter, struct str section,
    int n, struct value **out)
{
	struct fetch f = {.store = s, .arena = a};
	struct q_facts_row_out row;
	enum err e = q_facts_row(s, a, &(struct q_facts_row_in){matter, step->name, section, n}, &row);

	return e == ERR_OK ? values_read(&f, row.fields, step->form, step->form_n, out) : e;
}

enum err
store_matter_policy(struct store *s, struct arena *a, int64_t matter, struct str *policy_hex)
{
	struct q_facts_matter_policy_out row;
	enum err e = q_facts_matter_policy(s, a, &(struct q_facts_matter_policy_in){matter}, &row);

	if (e == ERR_OK)
		*policy_hex = row.policy;
	return e;
}
