/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/duty_list.h"

#include "policy/coverage.h"

enum column { COLUMN_ID, COLUMN_KIND, COLUMN_KIND2, COLUMN_FLAGS, COLUMNS };
static const char *const headings[COLUMNS] = {"id", "kind", "kind2", "flags"};

struct entry {
	struct str id;
	enum duty_kind kind, kind2;
	bool conduct, definition;
};

struct reading {
	int column[COLUMNS]; /* where it stands, or NONE */
	size_t line;
	struct why *why;
};

static struct str
cell_of(struct str line, int column)
{
	struct str cell = {NULL, 0};

	for (int i = 0; str_cut(&line, '\t', &cell); i++)
		if (i == column)
			return str_trim(cell);
	return STR("");
}

static bool
kind_read(struct str s, enum duty_kind *out)
{
	*out = DUTY_ANY;
	if (s.n == 0)
		return true;
	for (int k = DUTY_PERMIT; k <= DUTY_DOCUMENT; k++)
		if (str_eq(s, str_of(coverage_kind((enum duty_kind)k))))
			*out = (enum duty_kind)k;
	if (str_eq(s, STR("recurring-duty")))
		*out = DUTY_RECURRING;
	if (str_eq(s, STR("technical-control")))
		*out = DUTY_CONTROL;
	return *out != DUTY_ANY;
}

static bool
has_flag(struct str flags, const char *flag)
{
	struct str one;

	while (str_cut(&flags, ',', &one))
		if (str_eq(str_trim(one), str_of(flag)))
			return true;
	return false;
}

static enum err
heading_read(struct reading *r, struct str line)
{
	for (int c = 0; c < COLUMNS; c++) {
		struct str rest = line, cell;

		r->column[c] = NONE;
		for (int i = 0; str_cut(&rest, '\t', &cell); i++)
			if (str_eq(str_trim(cell), str_of(headings[c])))
				r->column[c] = i;
	}
	if (r->column[COLUMN_ID] != NONE && r->column[COLUMN_KIND] != NONE)
		return ERR_OK;
	return why_set(r->why, ERR_MALFORMED, "義務の一覧の1行目に、見出し id と kind がありません。");
}

static enum err
entry_read(const struct reading *r, struct str line, struct entry *out)
{
	struct str flags = cell_of(line, r->column[COLUMN_FLAGS]);

	out->id = cell_of(line, r->column[COLUMN_ID]);
	out->conduct = has_flag(flags, "C");
	out->definition = has_flag(flags, "N");
	if (out->id.n == 0)
		return why_set(r->why, ERR_MALFORMED, "義務の一覧の%zu行目に id がありません。", r->line);
	if (kind_read(cell_of(line, r->column[COLUMN_KIND]), &out->kind) &&
	    kind_read(cell_of(line, r->column[COLUMN_KIND2]), &out->kind2))
		return ERR_OK;
	return why_set(r->why, ERR_MALFORMED, "義務の一覧の%zu行目の kind か kind2 が読めません。", r->line);
}

static const char *
conduct_word(bool conduct)
{
	return conduct ? "（conduct: yes）" : "";
}

static void
entry_compare(
    const struct policy *p, const struct entry *e, bool *listed, struct duty_list *out, struct buf *lines)
{
	int i = policy_duty(p, e->id);
	const struct duty *d = i == NONE ? NULL : &p->duties[i];

	if (d == NULL) {
		out->missing++;
		buf_fmt(lines, "条項「%.*s」がポリシーにありません。\n", STR_ARG(e->id));
		return;
	}
	listed[i] = true;
	if (d->kind == e->kind && d->kind2 == e->kind2 && d->conduct == e->conduct) {
		out->bound++;
		return;
	}
	out->differing++;
	buf_fmt(lines, "条項「%.*s」の種類が違います。ポリシーでは %s+%s%s、義務の一覧では %s+%s%s です。\n",
	    STR_ARG(d->id), coverage_kind(d->kind), coverage_kind(d->kind2), conduct_word(d->conduct),
	    coverage_kind(e->kind), coverage_kind(e->kind2), conduct_word(e->conduct));
}

static enum err
lines_compare(const struct policy *p, struct str tsv, bool *listed, struct duty_list *out, struct buf *lines,
    struct why *why)
{
	struct reading r = {.why = why};
	struct str line;
	enum err e = ERR_OK;

	while (e == ERR_OK && str_cut(&tsv, '\n', &line)) {
		struct entry entry;

		r.line++;
		if (str_trim(line).n == 0)
			continue;
		if (r.line == 1) {
			e = heading_read(&r, line);
			continue;
		}
		e = entry_read(&r, line, &entry);
		if (e == ERR_OK && !entry.definition)
			entry_compare(p, &entry, listed, out, lines);
	}
	return e;
}

enum err
duty_list_compare(struct arena *a, const struct policy *p, struct str tsv, struct duty_list *out,
    struct buf *lines, struct why *why)
{
	bool *listed = arena_array(a, p->duties_n + 1, sizeof *listed);
	enum err e;

	*out = (struct duty_list){.bound = 0};
	e = lines_compare(p, tsv, listed, out, lines, why);
	for (size_t i = 0; e == ERR_OK && i < p->duties_n; i++)
		if (!listed[i]) {
			out->extra++;
			buf_fmt(lines, "条項「%.*s」は義務の一覧にありません。\n", STR_ARG(p->duties[i].id));
		}
	return e;
}
