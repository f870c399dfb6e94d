/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/form.h"

#include "base/fold.h"
#include "base/hex.h"
#include "base/num.h"
#include "base/utf8.h"

enum { FILE_NAME_BYTES = 480 };

/* A field being read. */
struct reading {
	struct judging *j;
	const struct field *f;
	const struct json *v;
	struct value *out;
};

#define field_wrong(r, what, ...)                                                                            \
	wrong((r)->j, (r)->f->name, (r)->f->label, (what), (r)->f->label, __VA_ARGS__)

static bool
is_blank(struct str s)
{
	uint32_t c;

	while (utf8_next(&s, &c))
		if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0x3000)
			return false;
	return true;
}

static bool
is_absent(const struct json *v)
{
	return v == NULL || v->kind == JSON_NULL || (v->kind == JSON_STR && is_blank(v->s)) ||
	       (v->kind == JSON_LIST && v->count == 0);
}

bool
form_digits(struct str s, int64_t *out)
{
	int64_t n = 0;
	uint32_t c;
	bool any = false;

	s = str_trim(s);
	while (utf8_next(&s, &c)) {
		if (c >= 0xff10 && c <= 0xff19)
			c = c - 0xff10 + '0';
		if (c < '0' || c > '9' || n > (INT64_MAX - 9) / 10)
			return false;
		n = n * 10 + (int64_t)(c - '0');
		any = true;
	}
	if (any)
		*out = n;
	return any;
}

/* Neither a line break nor any other control character in it. */
static bool
is_one_line(struct str s)
{
	uint32_t c;

	if (utf8_has_control(s))
		return false;
	while (utf8_next(&s, &c))
		if (c == '\n' || c == '\t')
			return false;
	return true;
}

bool
form_is_line(struct str s, size_t max)
{
	return !is_blank(s) && is_one_line(s) && utf8_count(s) <= max;
}

/* --- one reader for each type --------------------------------------------------------- */

static bool
read_text(struct reading *r)
{
	bool line = r->f->type == FIELD_LINE;
	size_t max = r->f->max ? r->f->max : line ? FORM_LINE_MAX : FORM_TEXT_MAX, n;

	if (r->v->kind != JSON_STR)
		return field_wrong(r, SAY_FORM_TEXT);
	if (line ? !is_one_line(r->v->s) : utf8_has_control(r->v->s))
		return field_wrong(r, SAY_FORM_CONTROL);
	n = utf8_count(r->v->s);
	if (n > max)
		return field_wrong(
		    r, SAY_FORM_LONG, judging_number(r->j, (int64_t)max), judging_number(r->j, (int64_t)n));
	*r->out = (struct value){.kind = VALUE_STR, .s = r->v->s};
	return true;
}

/* What is taken over from paper may lie behind us. */
static bool
is_past(const struct reading *r, day d)
{
	bool taken = r->j->m && r->j->m->taken;

	return r->f->not_before_today && !taken && d < r->j->now->day;
}

/* A renewal goes on after the permit that it renews: in March to the end of the year that begins in April. */
static day
last_day(const struct reading *r)
{
	const struct matter *old = r->j->facts.renewed;
	day from = r->j->now->day;

	if (old && r->j->act->renews == old->id && old->until != DAY_NONE && old->until >= from)
		from = old->until + 1;
	return day_fiscal_last(day_fiscal_year(from));
}

static bool
read_date(struct reading *r)
{
	day d, today = r->j->now->day, end = last_day(r);

	if (r->v->kind != JSON_STR || !day_parse(r->v->s, &d))
		return field_wrong(r, SAY_FORM_DATE);
	if (is_past(r, d))
		return field_wrong(r, SAY_FORM_PAST, judging_day(r->j, today));
	if (r->f->not_after == NOT_AFTER_FISCAL_YEAR_END && d > end)
		return field_wrong(r, SAY_FORM_FISCAL, judging_day(r->j, end));
	*r->out = (struct value){.kind = VALUE_STR, .s = day_iso(r->j->a, d)};
	return true;
}

static bool
read_time(struct reading *r)
{
	day d;
	int minute;

	if (r->v->kind != JSON_STR || !day_parse_time(r->v->s, &d, &minute))
		return field_wrong(r, SAY_FORM_TIME);
	if (is_past(r, d))
		return field_wrong(r, SAY_FORM_PAST, judging_day(r->j, r->j->now->day));
	*r->out = (struct value){.kind = VALUE_STR, .s = day_iso_time(r->j->a, d, minute)};
	return true;
}

static bool
read_number(struct reading *r)
{
	int64_t max = r->f->max ? (int64_t)r->f->max : FORM_NUMBER_MAX, n = -1;

	if (r->v->kind == JSON_INT)
		n = r->v->i;
	else if (r->v->kind != JSON_STR || !form_digits(r->v->s, &n))
		n = -1;
	if (n < 0 || n > max)
		return field_wrong(r, SAY_FORM_NUMBER, judging_number(r->j, max));
	*r->out = (struct value){.kind = VALUE_INT, .i = n};
	return true;
}

/* "SHA256 SIZE NAME", as the gate gave it; whether the file has come, the gate sees. */
static bool
read_file(struct reading *r)
{
	struct str rest = r->v->kind == JSON_STR ? r->v->s : STR(""), hash, size;
	unsigned char bytes[32];
	int64_t n;

	if (!str_cut(&rest, ' ', &hash) || !hex_read(hash, bytes, sizeof bytes) ||
	    !str_cut(&rest, ' ', &size) || !num_i64(size, 1, INT64_MAX, &n) || rest.n == 0 ||
	    rest.n > FILE_NAME_BYTES || !utf8_valid(rest) || utf8_has_control(rest))
		return field_wrong(r, SAY_FORM_FILE, STR(""));
	*r->out = (struct value){.kind = VALUE_STR, .s = r->v->s};
	return true;
}

/* An id as people type it, also in full width. */
static struct str
typed_id(const struct reading *r)
{
	return r->v->kind == JSON_STR ? str_trim(fold_width(r->j->a, r->v->s)) : STR("");
}

static bool
is_either(const struct reading *r, struct str typed, struct str id, struct str label)
{
	return str_eq(typed, id) || str_eq(str_trim(r->v->s), label);
}

/* One of a list, by its id or by its words; `at` gives the i-th. */
static bool
read_one_of(struct reading *r, size_t n, struct choice (*at)(const struct reading *, size_t))
{
	struct str typed = typed_id(r);
	struct str *labels = arena_array(r->j->a, n, sizeof *labels);

	for (size_t i = 0; i < n; i++) {
		struct choice c = at(r, i);

		if (typed.n && is_either(r, typed, c.id, c.label)) {
			*r->out = (struct value){.kind = VALUE_STR, .s = c.id};
			return true;
		}
		labels[i] = c.label;
	}
	return field_wrong(r, SAY_FORM_CHOICE, say_join(r->j->a, labels, n, "、"));
}

static struct choice
class_at(const struct reading *r, size_t i)
{
	return (struct choice){r->j->pol->classes[i].id, r->j->pol->classes[i].label};
}

static struct choice
choice_at(const struct reading *r, size_t i)
{
	return r->f->choices[i];
}

static struct choice
yesno_at(const struct reading *r, size_t i)
{
	(void)r;
	return i == 0 ? (struct choice){STR("yes"), STR("はい")} : (struct choice){STR("no"), STR("いいえ")};
}

static bool
read_class(struct reading *r)
{
	return read_one_of(r, r->j->pol->classes_n, class_at);
}

static bool
read_choice(struct reading *r)
{
	return read_one_of(r, r->f->choice_n, choice_at);
}

static bool
read_yesno(struct reading *r)
{
	if (r->v->kind != JSON_BOOL)
		return read_one_of(r, 2, yesno_at);
	*r->out = (struct value){.kind = VALUE_STR, .s = r->v->b ? STR("yes") : STR("no")};
	return true;
}

/* Somebody in office; the clock tells of who has left, too. */
static const struct person *
person_of(const struct reading *r, struct str id)
{
	const struct person *p = town_person(r->j->town, id);

	return p && (r->j->who == NULL || person_in_office(p, r->j->now->day)) ? p : NULL;
}

static bool
read_person(struct reading *r)
{
	const struct person *p = person_of(r, typed_id(r));

	if (p == NULL)
		return field_wrong(r, SAY_FORM_PERSON);
	*r->out = (struct value){.kind = VALUE_STR, .s = p->id};
	return true;
}

/* One more id behind the commas; each once. */
static bool
add_person(struct reading *r, struct buf *ids, size_t *n, size_t max, struct str id)
{
	const struct person *p = person_of(r, str_trim(fold_width(r->j->a, id)));
	struct str before = buf_str(ids), one;

	if (p == NULL)
		return field_wrong(r, SAY_FORM_PERSON);
	while (str_cut(&before, ',', &one))
		if (str_eq(one, p->id))
			return field_wrong(r, SAY_FORM_PERSONS_TWICE, p->name);
	if (++*n > max)
		return field_wrong(r, SAY_FORM_PERSONS_MANY, judging_number(r->j, (int64_t)max));
	if (ids->n)
		buf_char(ids, ',');
	buf_add(ids, p->id);
	return true;
}

/* A list of ids, or the ids with commas between them. */
static bool
read_persons(struct reading *r)
{
	enum { ID_MAX = 200 };
	size_t max = r->f->max ? r->f->max : FORM_PERSONS_MAX, n = 0;
	struct buf ids = buf_on(r->j->a, max * ID_MAX);
	struct str rest, one;

	if (r->v->kind != JSON_STR && r->v->kind != JSON_LIST)
		return field_wrong(r, SAY_FORM_PERSON);
	rest = r->v->kind == JSON_STR ? fold_width(r->j->a, r->v->s) : (struct str){NULL, 0};
	while (str_cut(&rest, ',', &one))
		if (!add_person(r, &ids, &n, max, one))
			return false;
	for (const struct json *v = r->v->kind == JSON_LIST ? r->v->first : NULL; v; v = v->next)
		if (!add_person(r, &ids, &n, max, v->kind == JSON_STR ? v->s : STR("")))
			return false;
	if (!buf_done(&ids))
		return field_wrong(r, SAY_FORM_PERSON);
	*r->out = (struct value){.kind = VALUE_STR, .s = buf_str(&ids)};
	return true;
}

static bool
section_stands(const struct section *s, day d)
{
	return d >= s->from && (s->until == DAY_NONE || d <= s->until);
}

static bool
read_section(struct reading *r)
{
	const struct town *t = r->j->town;
	struct str typed = typed_id(r);

	for (size_t i = 0; typed.n && i < t->sections_n; i++) {
		const struct section *s = &t->sections[i];

		if (section_stands(s, r->j->now->day) && is_either(r, typed, s->id, s->label)) {
			*r->out = (struct value){.kind = VALUE_STR, .s = s->id};
			return true;
		}
	}
	return field_wrong(r, SAY_FORM_SECTION);
}

/* --- items ------------------------------------------------------------------------------ */

static bool
item_id(const struct json *v, int64_t *out)
{
	if (v->kind == JSON_INT && v->i >= 0) {
		*out = v->i;
		return true;
	}
	return v->kind == JSON_STR && form_digits(v->s, out);
}

size_t
form_item_ids(const struct json *v, int64_t *out, size_t max)
{
	size_t n = 0;

	if (v && v->kind != JSON_LIST)
		return max > 0 && item_id(v, out) ? 1 : 0;
	for (v = v ? v->first : NULL; v && n < max; v = v->next)
		if (item_id(v, &out[n]))
			n++;
	return n;
}

static struct str
register_labels(const struct reading *r)
{
	struct str *labels = arena_array(r->j->a, r->f->of_n, sizeof *labels);

	for (size_t i = 0; i < r->f->of_n; i++)
		labels[i] = r->j->pol->registers[r->f->of[i]].label;
	return say_join(r->j->a, labels, r->f->of_n, "、");
}

static bool
is_from_register(const struct field *f, int reg)
{
	for (size_t i = 0; i < f->of_n; i++)
		if (f->of[i] == reg)
			return true;
	return f->of_n == 0;
}

/* The state from which a register counts its `keep` is the end of an item: it can take part in nothing more.
 */
static bool
has_ended(const struct reg *reg, const struct item *it)
{
	return reg->keep.from.n && str_eq(reg->keep.from, it->state);
}

static bool
check_item(struct reading *r, int64_t id)
{
	const struct item *it = facts_item(&r->j->facts, id);
	const struct reg *reg;

	if (it == NULL)
		return field_wrong(r, SAY_FORM_ITEM);
	reg = &r->j->pol->registers[it->reg];
	if (!is_from_register(r->f, it->reg))
		return field_wrong(r, SAY_FORM_ITEM_REGISTER, register_labels(r));
	if (has_ended(reg, it))
		return wrong(r->j, r->f->name, r->f->label, SAY_ITEM_ENDED, reg->label,
		    judging_item(r->j, it), choice_label(reg->states, reg->state_n, it->state));
	for (size_t i = 0; i < r->out->n; i++)
		if (r->out->items[i] == id)
			return field_wrong(r, SAY_FORM_ITEM_TWICE);
	r->out->items[r->out->n++] = id;
	return true;
}

static bool
read_items(struct reading *r)
{
	size_t max = r->f->max ? r->f->max : FORM_ITEMS_MAX;
	size_t sent = r->v->kind == JSON_LIST ? r->v->count : 1, n;
	int64_t *ids;

	if (r->f->type == FIELD_ITEM && sent > 1)
		return field_wrong(r, SAY_FORM_ITEM_ONE);
	if (sent > max)
		return field_wrong(r, SAY_FORM_ITEM_MANY, judging_number(r->j, (int64_t)max));
	ids = arena_array(r->j->a, sent, sizeof *ids);
	n = form_item_ids(r->v, ids, sent);
	if (n != sent)
		return field_wrong(r, SAY_FORM_ITEM);
	*r->out = (struct value){.kind = VALUE_ITEMS, .items = arena_array(r->j->a, sent, sizeof *ids)};
	for (size_t i = 0; i < n; i++)
		if (!check_item(r, ids[i]))
			return false;
	return true;
}

/* --- the whole form ----------------------------------------------------------------------- */

static bool (*const readers[])(struct reading *) = {
    [FIELD_LINE] = read_text,
    [FIELD_TEXT] = read_text,
    [FIELD_DATE] = read_date,
    [FIELD_CLASS] = read_class,
    [FIELD_PERSON] = read_person,
    [FIELD_SECTION] = read_section,
    [FIELD_ITEM] = read_items,
    [FIELD_ITEMS] = read_items,
    [FIELD_NUMBER] = read_number,
    [FIELD_CHOICE] = read_choice,
    [FIELD_YESNO] = read_yesno,
    [FIELD_TIME] = read_time,
    [FIELD_FILE] = read_file,
    [FIELD_PERSONS] = read_persons,
};

static const struct json *
member(const struct json *map, struct str key)
{
	for (const struct json *v = map ? map->first : NULL; v; v = v->next)
		if (str_eq(v->key, key))
			return v;
	return NULL;
}

static bool
check_keys(struct judging *j, const struct form *form, const struct json *body, struct str extra)
{
	for (const struct json *v = body ? body->first : NULL; v; v = v->next) {
		int i = field_index(form->fields, form->n, v->key);
		struct str key = judging_clip(v->key);

		if (v->key.n && v->key.p[0] == '_') /* no field: the act itself looks at these */
			continue;
		if (i == NONE && (extra.n == 0 || !str_eq(v->key, extra)))
			return wrong(j, key, key, SAY_FORM_UNKNOWN, key);
		if (form->fields && i != NONE && form->fields[i].worked_out)
			return wrong(
			    j, key, form->fields[i].label, SAY_FORM_WORKED_OUT, form->fields[i].label);
	}
	return true;
}

static bool
read_field(struct judging *j, const struct field *f, const struct json *v, struct value *out)
{
	struct reading r = {j, f, v, out};

	*out = (struct value){.kind = VALUE_EMPTY};
	if (!is_absent(v))
		return readers[f->type](&r);
	return !f->required || f->worked_out || wrong(j, f->name, f->label, SAY_FORM_MISSING, f->label);
}

bool
form_read(
    struct judging *j, const struct form *form, const struct json *body, struct str extra, struct value **out)
{
	return check_keys(j, form, body, extra) && form_part(j, form, body, out);
}

bool
form_part(struct judging *j, const struct form *form, const struct json *body, struct value **out)
{
	*out = arena_array(j->a, form->n, sizeof **out);
	for (size_t i = 0; i < form->n; i++)
		if (!read_field(j, &form->fields[i], member(body, form->fields[i].name), &(*out)[i]))
			return false;
	return true;
}

void
form_gather(
    struct judging *j, const struct form *form, const struct json *body, struct value **out, bool *missing)
{
	*out = arena_array(j->a, form->n, sizeof **out);
	*missing = false;
	for (size_t i = 0; i < form->n; i++) {
		const struct field *f = &form->fields[i];

		if (f->worked_out)
			continue;
		if (!read_field(j, f, member(body, f->name), &(*out)[i]))
			(*out)[i] = (struct value){.kind = VALUE_EMPTY};
		*missing = *missing || (f->required && (*out)[i].kind == VALUE_EMPTY);
	}
}

bool
form_patch(struct judging *j, const struct form *form, const struct json *map, const struct value *old,
    struct value **out)
{
	*out = arena_array(j->a, form->n, sizeof **out);
	if (!check_keys(j, form, map, STR("")))
		return false;
	for (size_t i = 0; i < form->n; i++) {
		const struct json *v = member(map, form->fields[i].name);

		(*out)[i] = old[i];
		if (v && !read_field(j, &form->fields[i], v, &(*out)[i]))
			return false;
	}
	return true;
}

bool
form_only(struct judging *j, const struct json *body, const char *key)
{
	const struct form none = {NULL, 0};

	return check_keys(j, &none, body, str_of(key));
}

bool
form_text(struct judging *j, const struct json *body, const char *key, struct str label, struct str *out)
{
	const struct json *v = json_get(body, key);
	const struct field f = {.name = str_of(key), .label = label, .type = FIELD_TEXT};
	struct value text;

	*out = STR("");
	if (!read_field(j, &f, v, &text))
		return false;
	if (text.kind == VALUE_STR)
		*out = text.s;
	return true;
}

bool
form_note(struct judging *j, const struct json *body, const char *key, struct str *out)
{
	return form_text(j, body, key, say(j->a, SAY_NOTE), out);
}
