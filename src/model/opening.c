/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/opening.h"

#include <string.h>

#include "base/die.h"

enum { BODY_MAX = 1024 * 1024, FIRST_ROOM = 64 };

struct opening *
openings_add(struct arena *a, struct openings *list, const struct opening *o)
{
	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : FIRST_ROOM;
		struct opening *grown = arena_array(a, room, sizeof *grown);

		if (list->n)
			memcpy(grown, list->o, list->n * sizeof *grown);
		list->o = grown;
		list->room = room;
	}
	list->o[list->n] = *o;
	return &list->o[list->n++];
}

struct str
opening_id(struct arena *a, const char *what, struct str text)
{
	struct str id = arena_fmt(a, "@%s-%.*s", what, STR_ARG(text));
	struct hash h;
	struct buf b;

	if (id.n <= ACT_ID_MAX)
		return id;
	h = hash_of(text);
	b = buf_on(a, ACT_ID_MAX);
	buf_fmt(&b, "@%s-", what);
	buf_hex(&b, h.b, (ACT_ID_MAX - b.n) / 2);
	return buf_str(&b);
}

/* --- what its form has ----------------------------------------------------------------- */

static const struct value *
value_named(const struct field *fields, size_t n, const struct value *values, struct str name)
{
	int f = values ? field_index(fields, n, name) : NONE;

	return f != NONE && values[f].kind != VALUE_EMPTY ? &values[f] : NULL;
}

static void
write_word(struct json_out *o, struct str name, struct str word)
{
	if (word.n == 0)
		return;
	json_key_str(o, name);
	json_str(o, word);
}

static void
write_number(struct json_out *o, struct str name, int64_t n)
{
	if (n == 0)
		return;
	json_key_str(o, name);
	json_int(o, n);
}

static void
write_value(struct json_out *o, struct str name, const struct value *v)
{
	if (v == NULL)
		return;
	json_key_str(o, name);
	value_write(o, v);
}

/* What is empty there stays empty here; judge leaves out what does not fit. */
static void
write_brought(struct json_out *out, const struct opening *o, const struct bring *b, struct str name)
{
	switch (b->from) {
	case BRING_LITERAL:
		write_word(out, name, b->literal);
		break;
	case BRING_FORM:
		write_value(
		    out, name, o->matter ? value_named(o->form, o->form_n, o->matter->form, b->name) : NULL);
		break;
	case BRING_ROW:
		write_value(out, name, value_named(o->row_form, o->row_n, o->row, b->name));
		break;
	case BRING_ITEM:
		write_number(out, name, o->item ? o->item->id : 0);
		break;
	case BRING_PERSON:
		write_word(out, name, o->person);
		break;
	case BRING_SECTION:
		write_word(out, name, o->section);
		break;
	case BRING_PERIOD:
		write_word(out, name, o->period);
		break;
	case BRING_MATTER:
		write_number(out, name, o->of);
		break;
	}
}

static struct str
body_of(struct arena *a, const struct procedure *to, const struct opening *o)
{
	struct buf b = buf_on(a, BODY_MAX);
	struct json_out out = {.buf = &b};

	json_open(&out, '{');
	write_number(&out, STR(CLOCK_OF), o->of);
	json_key(&out, CLOCK_SECTION);
	json_str(&out, o->section);
	write_word(&out, STR(CLOCK_PERSON), o->applicant);
	if (o->down) {
		json_key(&out, CLOCK_DOWN);
		json_bool(&out, true);
	}
	for (size_t i = 0; i < o->carry_n; i++)
		write_brought(&out, o, &o->carry[i], to->form[o->carry[i].field].name);
	json_close(&out, '}');
	must(buf_done(&b)); /* what is carried was part of a body that was no greater */
	return buf_str(&b);
}

void
opening_submit(
    struct arena *a, const struct policy *pol, const struct opening *o, struct act *act, struct str *body)
{
	const struct procedure *to = &pol->procedures[o->procedure];

	*act = (struct act){.kind = ACT_SUBMIT, .id = arena_str(a, o->id), .procedure = to->id, .seen = -1};
	*body = body_of(a, to, o);
}
