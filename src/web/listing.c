/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/listing.h"

#include "base/fold.h"
#include "base/num.h"
#include "web/label.h"
#include "web/page.h"
#include "web/stored.h"

enum { ADDRESS_MAX = 4096, PERSONS_FOUND = 200, SKIP_MAX = 1000000 };

/* --- reading the address ------------------------------------------------------------- */

static struct str
filter_name(const struct listing *l, const struct field *f)
{
	return arena_fmt(l->rq->page, "q.%.*s", STR_ARG(f->name));
}

static bool
has_filter(const struct field *f)
{
	return f->list && f->type != FIELD_ITEM && f->type != FIELD_ITEMS;
}

/* Is the field chosen from a list, so that whole values are compared? */
static bool
is_chosen(const struct field *f)
{
	return f->type == FIELD_CHOICE || f->type == FIELD_CLASS || f->type == FIELD_YESNO ||
	       f->type == FIELD_SECTION;
}

/* The ids of everybody whose name, kana or log-in name holds the text, as a set. */
static struct str
persons_set(const struct listing *l, struct str typed)
{
	const struct town *t = &l->rq->desk->town;
	struct str q = fold_key(l->rq->page, typed);
	struct buf b = buf_on(l->rq->page, ADDRESS_MAX);
	size_t n = 0;

	buf_char(&b, ',');
	for (size_t i = 0; i < t->persons_n && n < PERSONS_FOUND; i++) {
		const struct person *p = &t->persons[i];

		if (str_find(fold_key(l->rq->page, p->name), q) == SIZE_MAX &&
		    str_find(fold_key(l->rq->page, p->kana), q) == SIZE_MAX && !str_eq(p->id, typed))
			continue;
		buf_add(&b, fold_key(l->rq->page, p->id));
		buf_char(&b, ',');
		n++;
	}
	return buf_str(&b);
}

static struct listing_filter
filter_of(const struct listing *l, const struct field *f, struct str typed)
{
	struct arena *a = l->rq->page;
	struct listing_filter out = {.field = arena_fmt(a, "%.*s.%.*s", STR_ARG(l->kind), STR_ARG(f->name))};
	day d;

	if (f->type == FIELD_PERSON)
		out.set = persons_set(l, typed);
	else if (is_chosen(f))
		out.set = arena_fmt(a, ",%.*s,", STR_ARG(fold_key(a, typed)));
	else if (f->type == FIELD_DATE && day_parse(typed, &d))
		out.q = fold_key(a, day_iso(a, d));
	else
		out.q = fold_key(a, typed);
	return out;
}

static void
filters_read(struct listing *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->field_n && n < LISTING_FILTERS; i++) {
		struct str typed;

		if (!has_filter(&l->fields[i]))
			continue;
		typed = str_trim(request_queried(l->rq, filter_name(l, &l->fields[i])));
		if (typed.n) {
			l->filter[n] = filter_of(l, &l->fields[i], typed);
			l->filtered = true;
		}
		n++;
	}
}

static int64_t
number_read(const struct listing *l, struct str name, int64_t otherwise)
{
	int64_t n;

	return num_i64(request_queried(l->rq, name), 0, SKIP_MAX, &n) ? n : otherwise;
}

void
listing_read(struct listing *l)
{
	int at;

	l->section = request_queried(l->rq, STR("section"));
	l->state = request_queried(l->rq, STR("state"));
	l->sort = request_queried(l->rq, STR("sort"));
	at = field_index(l->fields, l->field_n, l->sort);
	if (at == NONE || !l->fields[at].list)
		l->sort = STR("");
	l->down = str_eq(request_queried(l->rq, STR("order")), STR("down"));
	l->skip = number_read(l, STR("skip"), 0);
	l->rest = l->sort.n ? number_read(l, STR("rest"), -1) : -1;
	l->filtered = l->section.n || l->state.n;
	filters_read(l);
	l->rows = PAGE_LIST(l->rq, struct view_row, LISTING_ROWS);
}

enum listing_order
listing_order(const struct listing *l)
{
	const struct field *f;
	bool number;

	if (l->sort.n == 0)
		return ORDER_OWN;
	if (l->rest >= 0)
		return ORDER_REST;
	f = &l->fields[field_index(l->fields, l->field_n, l->sort)];
	number = f->type == FIELD_DATE || f->type == FIELD_NUMBER;
	if (number)
		return l->down ? ORDER_NUM_DOWN : ORDER_NUM_UP;
	return l->down ? ORDER_TEXT_DOWN : ORDER_TEXT_UP;
}

struct str
listing_sort(const struct listing *l)
{
	return arena_fmt(l->rq->page, "%.*s.%.*s", STR_ARG(l->kind), STR_ARG(l->sort));
}

/* --- rows --------------------------------------------------------------------------------- */

size_t
listing_columns(const struct listing *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->field_n; i++)
		n += l->fields[i].list;
	return n;
}

size_t
listing_cells(struct listing *l, struct str text, struct view_cell *out)
{
	struct value *v = arena_array(l->rq->page, l->field_n, sizeof *v);
	size_t n = 0;

	stored_read(l->rq->page, text, l->fields, l->field_n, v);
	for (size_t i = 0; i < l->field_n; i++)
		if (l->fields[i].list) {
			bool date = l->fields[i].type == FIELD_DATE;

			out[n].tight =
			    date || l->fields[i].type == FIELD_CLASS || l->fields[i].type == FIELD_YESNO;
			out[n++].value = date ? day_wareki_short(l->rq->page, value_day(&v[i]))
			                      : label_value(l->rq, l->policy, &l->fields[i], &v[i]);
		}
	return n;
}

/* --- addresses ------------------------------------------------------------------------------- */

static void
address_add(struct listing *l, struct buf *b, struct str name, struct str value)
{
	if (value.n == 0)
		return;
	buf_char(b, b->n == l->path.n ? '?' : '&');
	buf_add(b, name);
	buf_char(b, '=');
	buf_add(b, form_escape(l->rq->page, value));
}

/* This list with the same filters, in this order, from this row on. */
static struct str
address(struct listing *l, struct str sort, bool down, int64_t skip, int64_t rest)
{
	struct arena *a = l->rq->page;
	struct buf b = buf_on(a, ADDRESS_MAX);

	buf_add(&b, l->path);
	for (size_t i = 0; i < l->field_n; i++)
		if (has_filter(&l->fields[i]))
			address_add(l, &b, filter_name(l, &l->fields[i]),
			    request_queried(l->rq, filter_name(l, &l->fields[i])));
	address_add(l, &b, STR("section"), l->section);
	address_add(l, &b, STR("state"), l->state);
	address_add(l, &b, STR("sort"), sort);
	if (down)
		address_add(l, &b, STR("order"), STR("down"));
	if (skip)
		address_add(l, &b, STR("skip"), arena_fmt(a, "%lld", (long long)skip));
	if (rest >= 0)
		address_add(l, &b, STR("rest"), arena_fmt(a, "%lld", (long long)rest));
	return buf_done(&b) ? buf_str(&b) : l->path;
}

static void
pages_fill(struct listing *l, struct view_listing *v)
{
	int64_t before = l->rest > 0 ? l->rest : 0;

	if (l->more && l->rest_shown)
		v->after = address(l, l->sort, l->down, l->skip, before + l->rest_shown);
	else if (l->more)
		v->after = address(l, l->sort, l->down, l->skip + LISTING_ROWS, -1);
	if (before >= LISTING_ROWS)
		v->before = address(l, l->sort, l->down, l->skip, before - LISTING_ROWS);
	else if (l->rest >= 0)
		v->before = address(l, l->sort, l->down, l->skip, -1);
	else if (l->skip)
		v->before =
		    address(l, l->sort, l->down, l->skip > LISTING_ROWS ? l->skip - LISTING_ROWS : 0, -1);
	v->range = l->rest >= 0
	               ? PHRASE(l->rq->page, TEXT_REGISTER_ROWS, arena_fmt(l->rq->page, "%zu", l->row_n))
	               : PHRASE(l->rq->page, TEXT_REGISTER_RANGE,
	                     arena_fmt(l->rq->page, "%lld", (long long)l->skip + 1),
	                     arena_fmt(l->rq->page, "%lld", (long long)l->skip + (long long)l->row_n));
}

/* --- columns and filters ------------------------------------------------------------------------ */

static struct view_column
column_of(struct listing *l, const struct field *f)
{
	bool here = str_eq(f->name, l->sort), down = here && !l->down;
	struct view_column c = {
	    .label = f->label, .href = address(l, f->name, down, 0, -1), .aria = STR("none")};

	if (here) {
		c.aria = l->down ? STR("descending") : STR("ascending");
		c.mark = l->down ? STR(" ▼") : STR(" ▲");
	}
	return c;
}

static void
columns_fill(struct listing *l, const enum text_key *lead, size_t lead_n, const enum text_key *tail,
    size_t tail_n, struct view_listing *v)
{
	struct view_column *c = PAGE_LIST(l->rq, struct view_column, lead_n + l->field_n + tail_n);

	for (size_t i = 0; i < lead_n; i++)
		c[v->columns_n++] = (struct view_column){.label = phrase(lead[i]), .aria = STR("none")};
	for (size_t i = 0; i < l->field_n; i++)
		if (l->fields[i].list)
			c[v->columns_n++] = column_of(l, &l->fields[i]);
	for (size_t i = 0; i < tail_n; i++)
		c[v->columns_n++] = (struct view_column){.label = phrase(tail[i]), .aria = STR("none")};
	v->columns = c;
}

static struct view_option *
options_take(struct listing *l, size_t n, struct view_input *i)
{
	struct view_option *o = PAGE_LIST(l->rq, struct view_option, n);

	i->is_select = true;
	i->options = o;
	i->options_n = n;
	return o;
}

static void
option_put(struct view_option *o, struct str value, struct str label, struct str chosen)
{
	*o = (struct view_option){.value = value, .label = label, .chosen = str_eq(value, chosen)};
}

static void
filter_options(struct listing *l, const struct field *f, struct view_input *i)
{
	const struct town *t = &l->rq->desk->town;
	struct view_option *o;

	if (f->type == FIELD_CHOICE) {
		o = options_take(l, f->choice_n, i);
		for (size_t k = 0; k < f->choice_n; k++)
			option_put(&o[k], f->choices[k].id, f->choices[k].label, i->value);
	} else if (f->type == FIELD_CLASS) {
		o = options_take(l, l->policy->classes_n, i);
		for (size_t k = 0; k < l->policy->classes_n; k++)
			option_put(&o[k], l->policy->classes[k].id, l->policy->classes[k].label, i->value);
	} else if (f->type == FIELD_YESNO) {
		o = options_take(l, 2, i);
		option_put(&o[0], STR("yes"), phrase(TEXT_YES), i->value);
		option_put(&o[1], STR("no"), phrase(TEXT_NO), i->value);
	} else if (f->type == FIELD_SECTION) {
		o = options_take(l, t->sections_n, i);
		for (size_t k = 0; k < t->sections_n; k++)
			option_put(&o[k], t->sections[k].id, t->sections[k].label, i->value);
	}
}

static struct view_input
filter_input(struct listing *l, struct str name, struct str label)
{
	return (struct view_input){.name = name,
	    .id = arena_fmt(l->rq->page, "q-%.*s", STR_ARG(name)),
	    .label = label,
	    .value = request_queried(l->rq, name)};
}

static void
filters_fill(struct listing *l, struct view_listing *v)
{
	const struct town *t = &l->rq->desk->town;
	struct view_input *i = PAGE_LIST(l->rq, struct view_input, LISTING_FILTERS + 2);
	struct view_option *o;
	size_t n = 0;

	for (size_t f = 0; f < l->field_n && n < LISTING_FILTERS; f++) {
		if (!has_filter(&l->fields[f]))
			continue;
		i[n] = filter_input(l, filter_name(l, &l->fields[f]), l->fields[f].label);
		filter_options(l, &l->fields[f], &i[n++]);
	}
	i[n] = filter_input(l, STR("state"), phrase(TEXT_REGISTER_STATE));
	o = options_take(l, l->state_n, &i[n]);
	for (size_t k = 0; k < l->state_n; k++)
		option_put(&o[k], l->states[k].id, l->states[k].label, i[n].value);
	n++;
	i[n] = filter_input(l, STR("section"), phrase(TEXT_REGISTER_SECTION));
	o = options_take(l, t->sections_n, &i[n]);
	for (size_t k = 0; k < t->sections_n; k++)
		option_put(&o[k], t->sections[k].id, t->sections[k].label, i[n].value);
	v->filters = i;
	v->filters_n = n + 1;
}

void
listing_fill(struct listing *l, const enum text_key *lead, size_t lead_n, const enum text_key *tail,
    size_t tail_n, struct view_listing *v)
{
	v->href = l->path;
	v->sort = l->sort;
	v->order = l->down ? STR("down") : STR("");
	v->filtered = l->filtered;
	v->rows = l->rows;
	v->rows_n = l->row_n;
	columns_fill(l, lead, lead_n, tail, tail_n, v);
	filters_fill(l, v);
	pages_fill(l, v);
}
