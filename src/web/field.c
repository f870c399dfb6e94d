/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/field.h"

#include "base/fold.h"
#include "base/num.h"
#include "web/label.h"
#include "web/page.h"
#include "web/persons.h"
#include "web/picker.h"

enum {
	NAME_MAX_BYTES = 128,
	LINE_CHARS = 200,
	TEXT_CHARS = 4000,
	RADIOS_MAX = 5,
	BLOB_LIMIT = 50 * 1024 * 1024 /* the gate's, for the script to say before it sends */
};

struct str
field_name(struct arena *a, struct str field)
{
	return arena_fmt(a, "f.%.*s", STR_ARG(field));
}

/* Of one of several forms that are sent together. */
static struct str
own_name(struct arena *a, const struct field_form *f, struct str field)
{
	return f->stem.n ? arena_fmt(a, "%.*s%.*s", STR_ARG(f->stem), STR_ARG(field)) : field_name(a, field);
}

static struct str
typed(const struct request *rq, const struct field_form *f, const struct field *field)
{
	if (!f->typed && f->given)
		return field_given(rq->page, field, &f->given[field - f->fields]);
	return f->typed ? request_typed(rq, own_name(rq->page, f, field->name)) : STR("");
}

bool
field_is_picking(const struct request *rq)
{
	bool enter = request_typed(rq, STR("enter")).n > 0;

	if (request_typed(rq, STR("pick")).n > 0)
		return true;
	/* Enter, in a form where somebody searches: he means the search */
	for (size_t i = 0; enter && i < rq->form.n; i++)
		if (str_ends(rq->form.pairs[i].name, STR(".q")) && str_trim(rq->form.pairs[i].value).n > 0)
			return true;
	return false;
}

/* --- options ----------------------------------------------------------------------- */

static const struct view_option *
options_of_choices(struct request *rq, const struct field *f, struct str value, size_t *n)
{
	struct view_option *o = PAGE_LIST(rq, struct view_option, f->choice_n);

	for (size_t i = 0; i < f->choice_n; i++)
		o[i] = (struct view_option){.value = f->choices[i].id,
		    .label = f->choices[i].label,
		    .chosen = str_eq(f->choices[i].id, value)};
	*n = f->choice_n;
	return o;
}

static const struct view_option *
options_of_classes(struct request *rq, const struct policy *p, struct str value, size_t *n)
{
	struct view_option *o = PAGE_LIST(rq, struct view_option, p->classes_n);

	for (size_t i = 0; i < p->classes_n; i++) {
		const struct class_level *c = &p->classes[i];

		o[i] = (struct view_option){.value = c->id, .chosen = str_eq(c->id, value)};
		o[i].label = c->say.n ? PHRASE(rq->page, TEXT_FORM_CLASS, c->label, c->say) : c->label;
	}
	*n = p->classes_n;
	return o;
}

static const struct view_option *
options_of_yesno(struct request *rq, struct str value, size_t *n)
{
	struct view_option *o = PAGE_LIST(rq, struct view_option, 2);

	o[0] = (struct view_option){
	    .value = STR("yes"), .label = phrase(TEXT_YES), .chosen = str_eq(value, STR("yes"))};
	o[1] = (struct view_option){
	    .value = STR("no"), .label = phrase(TEXT_NO), .chosen = str_eq(value, STR("no"))};
	*n = 2;
	return o;
}

static bool
section_stands(const struct section *s, day d)
{
	return d >= s->from && (s->until == DAY_NONE || d <= s->until);
}

static const struct view_option *
options_of_sections(struct request *rq, struct str value, size_t *n)
{
	const struct town *t = &rq->desk->town;
	struct view_option *o = PAGE_LIST(rq, struct view_option, t->sections_n);

	*n = 0;
	for (size_t i = 0; i < t->sections_n; i++)
		if (section_stands(&t->sections[i], rq->desk->today))
			o[(*n)++] = (struct view_option){.value = t->sections[i].id,
			    .label = t->sections[i].label,
			    .chosen = str_eq(t->sections[i].id, value)};
	return o;
}

/* Everybody in office under the section of the main post. */
static const struct view_optgroup *
groups_of_persons(struct request *rq, struct str value, size_t *n)
{
	const struct desk *k = rq->desk;
	const struct town *t = &k->town;
	struct view_optgroup *g = PAGE_LIST(rq, struct view_optgroup, t->sections_n + 1);
	const struct post **main_post = arena_array(rq->page, t->persons_n, sizeof *main_post);

	for (size_t p = 0; p < t->persons_n; p++)
		main_post[p] = person_in_office(&t->persons[p], k->today)
		                   ? town_main_post(t, &t->persons[p], k->today)
		                   : NULL;
	*n = 0;
	for (size_t s = 0; s < t->sections_n; s++) {
		struct view_option *o = PAGE_LIST(rq, struct view_option, t->persons_n);
		size_t members = 0;

		for (size_t p = 0; p < t->persons_n; p++)
			if (main_post[p] && str_eq(main_post[p]->section, t->sections[s].id))
				o[members++] = (struct view_option){.value = t->persons[p].id,
				    .label = PHRASE(
				        rq->page, TEXT_FORM_PERSON, t->persons[p].name, main_post[p]->label),
				    .chosen = str_eq(t->persons[p].id, value)};
		if (members)
			g[(*n)++] = (struct view_optgroup){t->sections[s].label, o, members};
	}
	return g;
}

/* --- one input ---------------------------------------------------------------------------- */

static struct str
input_hint(struct request *rq, const struct field *f)
{
	struct arena *a = rq->page;

	if (f->type == FIELD_DATE && f->not_after == NOT_AFTER_FISCAL_YEAR_END) {
		day end = day_fiscal_last(day_fiscal_year(rq->desk->today));
		struct str limit =
		    PHRASE(a, TEXT_FORM_DATE_UNTIL, day_wareki_short(a, rq->desk->today), day_wareki(a, end));

		return f->hint.n ? arena_fmt(a, "%.*s %.*s", STR_ARG(f->hint), STR_ARG(limit)) : limit;
	}
	if (f->hint.n)
		return f->hint;
	if (f->type == FIELD_DATE)
		return PHRASE(a, TEXT_FORM_DATE, day_wareki_short(a, rq->desk->today));
	return STR("");
}

/* The browser's own control for what it can show; what it cannot stays as it was typed, to be put right. */
static void
time_fill(struct request *rq, struct view_input *i)
{
	struct arena *a = rq->page;
	int minute;
	day d;

	i->is_time = i->value.n == 0 || day_parse_time(i->value, &d, &minute);
	i->is_date = !i->is_time;
	if (i->is_time && i->value.n)
		i->value = day_iso_time(a, d, minute);
	if (!i->is_time && i->hint.n == 0)
		i->hint = PHRASE(a, TEXT_FORM_TIME, day_wareki_short(a, rq->desk->today));
}

static void
input_kind(struct request *rq, const struct field_form *form, const struct field *f, struct view_input *i)
{
	switch (f->type) {
	case FIELD_LINE:
		i->is_line = true;
		break;
	case FIELD_PERSONS:
		i->is_items = true;
		persons_fill(rq, form->typed, i);
		break;
	case FIELD_FILE:
		i->is_file = rq->asks_files = true;
		i->file = label_file(rq->page, i->value);
		i->limit = arena_fmt(rq->page, "%d", BLOB_LIMIT);
		break;
	case FIELD_TIME:
		time_fill(rq, i);
		break;
	case FIELD_TEXT:
		i->is_text = true;
		break;
	case FIELD_DATE:
		i->is_date = true;
		break;
	case FIELD_NUMBER:
		i->is_number = true;
		break;
	case FIELD_CLASS:
		i->is_select = true;
		i->options = options_of_classes(rq, form->policy, i->value, &i->options_n);
		break;
	case FIELD_CHOICE:
		i->is_radio = f->choice_n <= RADIOS_MAX;
		i->is_select = !i->is_radio;
		i->options = options_of_choices(rq, f, i->value, &i->options_n);
		break;
	case FIELD_YESNO:
		i->is_radio = true;
		i->options = options_of_yesno(rq, i->value, &i->options_n);
		break;
	case FIELD_SECTION:
		i->is_select = true;
		i->options = options_of_sections(rq, i->value, &i->options_n);
		break;
	case FIELD_PERSON:
		i->is_grouped = true;
		i->groups = groups_of_persons(rq, i->value, &i->groups_n);
		break;
	case FIELD_ITEM:
	case FIELD_ITEMS:
		i->is_items = true;
		i->one = f->type == FIELD_ITEM;
		picker_fill(rq, form->policy, f, form->typed, i);
		break;
	}
}

static struct str
input_says(struct arena *a, const struct view_input *i)
{
	return arena_fmt(a, "%.*s%s%s%.*s%s", STR_ARG(i->hint.n ? i->id : STR("")), i->hint.n ? "-hint" : "",
	    i->hint.n && i->error.n ? " " : "", STR_ARG(i->error.n ? i->id : STR("")),
	    i->error.n ? "-bad" : "");
}

static struct view_input
input_of(struct request *rq, const struct field_form *form, size_t at)
{
	const struct field *f = &form->fields[at];
	struct arena *a = rq->page;
	struct view_input i = {.label = f->label, .required = f->required, .hint = input_hint(rq, f)};
	size_t limit = f->max ? f->max : f->type == FIELD_TEXT ? TEXT_CHARS : LINE_CHARS;

	i.name = own_name(a, form, f->name);
	i.id = arena_fmt(a, "%.*s-%.*s", STR_ARG(form->prefix), STR_ARG(f->name));
	i.value = typed(rq, form, f);
	i.limit = arena_fmt(a, "%zu", limit);
	if (form->errors)
		i.error = form->errors[at];
	if (i.error.n == 0 && str_eq(form->bad_field, f->name))
		i.error = form->error;
	i.loads = form->loads && form->loads[at];
	input_kind(rq, form, f, &i);
	i.says = input_says(a, &i);
	return i;
}

/* Questions of a kind that follow each other stand in one table. */
static bool
is_like(const struct field *a, const struct field *b)
{
	if (a->conduct == NONE || b->conduct == NONE || a->choice_n != b->choice_n)
		return false;
	for (size_t i = 0; i < a->choice_n; i++)
		if (!str_eq(a->choices[i].id, b->choices[i].id))
			return false;
	return true;
}

static void
questions_mark(const struct request *rq, const struct field_form *f, struct view_input *list)
{
	for (size_t i = 0; i < f->n; i++) {
		list[i].is_question = f->fields[i].type == FIELD_CHOICE && f->fields[i].conduct != NONE;
		if (!list[i].is_question)
			continue;
		list[i].is_radio = list[i].is_select = false;
		list[i].answers = arena_fmt(rq->page, "%zu", list[i].options_n);
		list[i].opens = i == 0 || !is_like(&f->fields[i - 1], &f->fields[i]);
		list[i].closes = i + 1 == f->n || !is_like(&f->fields[i], &f->fields[i + 1]);
	}
}

size_t
field_inputs(struct request *rq, const struct field_form *f, struct view_input **out)
{
	struct view_input *all = PAGE_LIST(rq, struct view_input, f->n),
	                  *list = PAGE_LIST(rq, struct view_input, f->n + 1); /* and room for a note */
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (!f->fields[i].worked_out)
			all[i] = input_of(rq, f, i);
	questions_mark(rq, f, all);
	for (size_t i = 0; i < f->n; i++)
		if (!f->fields[i].worked_out)
			list[n++] = all[i];
	*out = list;
	return n;
}

bool
field_takes_files(const struct view_input *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].is_file)
			return true;
	return false;
}

struct view_input
field_text(struct request *rq, const char *name, enum text_key label, bool required, bool lines)
{
	struct view_input i = {
	    .name = str_of(name), .id = page_act_id(rq), .label = phrase(label), .required = required};

	i.is_line = !lines;
	i.is_text = lines;
	i.limit = arena_fmt(rq->page, "%d", lines ? TEXT_CHARS : LINE_CHARS);
	return i;
}

/* --- what was typed ------------------------------------------------------------------------------ */

static bool
is_items(const struct field *f)
{
	return f->type == FIELD_ITEM || f->type == FIELD_ITEMS;
}

/* Is it chosen rather than written? */
static bool
is_chosen(const struct field *f)
{
	return is_items(f) || f->type == FIELD_PERSONS || f->type == FIELD_CHOICE || f->type == FIELD_CLASS ||
	       f->type == FIELD_YESNO || f->type == FIELD_SECTION || f->type == FIELD_PERSON ||
	       f->type == FIELD_FILE;
}

static struct str
wrong_with(struct request *rq, const struct field *f, struct str value)
{
	int64_t n;
	int minute;
	day d;

	if (value.n == 0)
		return f->required
		           ? PHRASE(rq->page, is_chosen(f) ? TEXT_FORM_PICK : TEXT_FORM_EMPTY, f->label)
		           : STR("");
	if (f->type == FIELD_DATE && !day_parse(value, &d))
		return PHRASE(rq->page, TEXT_FORM_NO_DATE, day_wareki_short(rq->page, rq->desk->today));
	if (f->type == FIELD_TIME && !day_parse_time(value, &d, &minute))
		return PHRASE(rq->page, TEXT_FORM_NO_TIME, day_wareki_short(rq->page, rq->desk->today));
	if (f->type == FIELD_NUMBER && !num_i64(str_trim(fold_width(rq->page, value)), 0, INT64_MAX, &n))
		return phrase(TEXT_FORM_NO_NUMBER);
	return STR("");
}

/* A field's own name, what was typed to search for its things, or the input of its file. */
static bool
is_known(const struct field_form *f, struct str name)
{
	for (size_t i = 0; i < f->n; i++) {
		struct str own = f->fields[i].name;

		if (!f->fields[i].worked_out && str_starts(name, own) &&
		    (name.n == own.n ||
		        ((is_items(&f->fields[i]) || f->fields[i].type == FIELD_PERSONS) &&
		            str_eq(str_sub(name, own.n, name.n), STR(".q"))) ||
		        (f->fields[i].type == FIELD_FILE &&
		            str_eq(str_sub(name, own.n, name.n), STR(".file")))))
			return true;
	}
	return false;
}

bool
field_known(const struct request *rq, const struct field_form *f)
{
	for (size_t i = 0; i < rq->form.n; i++) {
		struct str name = rq->form.pairs[i].name;

		if (str_starts(name, STR("f.")) && !is_known(f, str_sub(name, 2, name.n)))
			return false;
	}
	return true;
}

/* What the gate said to the file that was chosen here. */
static struct str
refused_file(const struct request *rq, const struct field *f)
{
	struct str name = field_name(rq->page, f->name);

	for (size_t i = 0; i < rq->refused_n; i++)
		if (str_eq(rq->refused[i].name, name))
			return rq->refused[i].why;
	return STR("");
}

bool
field_check(struct request *rq, struct field_form *f)
{
	bool good = true;

	f->errors = arena_array(rq->page, f->n, sizeof *f->errors);
	for (size_t i = 0; i < f->n; i++) {
		if (f->fields[i].worked_out)
			continue;
		f->errors[i] = refused_file(rq, &f->fields[i]);
		if (f->errors[i].n == 0)
			f->errors[i] = wrong_with(rq, &f->fields[i], str_trim(typed(rq, f, &f->fields[i])));
		good = good && f->errors[i].n == 0;
	}
	return good;
}

static void
items_write(const struct request *rq, struct str name, struct json_out *o)
{
	int64_t id;

	json_open(o, '[');
	for (size_t i = 0; i < rq->form.n; i++)
		if (str_eq(rq->form.pairs[i].name, name) &&
		    num_i64(rq->form.pairs[i].value, 0, INT64_MAX, &id))
			json_int(o, id);
	json_close(o, ']');
}

/* Times go out in one spelling, whatever was typed; everything else is judge's to read. */
static struct str
sent_value(struct arena *a, const struct field *f, struct str value)
{
	int minute;
	day d;

	return f->type == FIELD_TIME && day_parse_time(value, &d, &minute) ? day_iso_time(a, d, minute)
	                                                                   : value;
}

void
field_write(const struct request *rq, const struct field_form *f, struct json_out *o)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct field *field = &f->fields[i];
		struct str name = own_name(rq->page, f, field->name), value = request_typed(rq, name);

		if (field->worked_out || value.n == 0)
			continue;
		json_key_str(o, field->name);
		if (is_items(field))
			items_write(rq, name, o);
		else if (field->type == FIELD_PERSONS)
			persons_write(rq, name, o);
		else
			json_str(o, sent_value(rq->page, field, value));
	}
}
