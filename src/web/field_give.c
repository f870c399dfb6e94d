/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values of the tables put into a form, as if somebody had typed them. */
#include "web/field.h"
#include "web/page.h"
#include "web/persons.h"

struct str
field_given(struct arena *a, const struct field *f, const struct value *v)
{
	day d;

	if (v->kind == VALUE_INT)
		return arena_fmt(a, "%lld", (long long)v->i);
	if (v->kind != VALUE_STR)
		return STR("");
	return f->type == FIELD_DATE && day_parse_iso(v->s, &d) ? day_wareki_short(a, d) : v->s;
}

/* Persons stand in the tables as one text. */
static void
given_persons(struct str name, struct str ids, struct form *out)
{
	struct str id;

	while (str_cut(&ids, ',', &id))
		if (id.n)
			out->pairs[out->n++] = (struct form_pair){name, id};
}

static void
given_add(struct request *rq, const struct field *f, const struct value *v, struct form *out)
{
	struct str name = field_name(rq->page, f->name);

	if (f->type == FIELD_PERSONS && v->kind == VALUE_STR) {
		given_persons(name, v->s, out);
		return;
	}

	for (size_t i = 0; v->kind == VALUE_ITEMS && i < v->n; i++)
		out->pairs[out->n++] =
		    (struct form_pair){name, arena_fmt(rq->page, "%lld", (long long)v->items[i])};
	if (v->kind != VALUE_ITEMS && v->kind != VALUE_EMPTY)
		out->pairs[out->n++] = (struct form_pair){name, field_given(rq->page, f, v)};
}

void
field_give(struct request *rq, struct field_form *f, const struct value *v, const bool *which)
{
	size_t room = rq->form.n;
	struct form out = {.n = 0};

	for (size_t i = 0; i < f->n; i++)
		room += v[i].kind == VALUE_ITEMS             ? v[i].n
		        : f->fields[i].type == FIELD_PERSONS ? PERSONS_MAX
		                                             : 1;
	out.pairs = PAGE_LIST(rq, struct form_pair, room);
	for (size_t i = 0; i < rq->form.n; i++) {
		struct str name = rq->form.pairs[i].name;
		int at = str_starts(name, STR("f.")) ? field_index(f->fields, f->n, str_sub(name, 2, name.n))
		                                     : NONE;

		if (at == NONE || (which && !which[at]))
			out.pairs[out.n++] = rq->form.pairs[i];
	}
	for (size_t i = 0; i < f->n; i++)
		if (!f->fields[i].worked_out && (!which || which[i]))
			given_add(rq, &f->fields[i], &v[i], &out);
	rq->form = out;
	f->typed = true;
}
