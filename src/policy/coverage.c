/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/coverage.h"

static const char *const kinds[] = {
    [STEP_DECIDE] = "決定",
    [STEP_DO] = "実施",
    [STEP_INFORM] = "報告",
    [STEP_CONTROL] = "技術的対策",
};

static void
cover_add(struct coverage *c, struct cover by)
{
	c->by[c->n++] = by;
}

/* Started is met: the report that its form is, the rules that its form asks about. */
static void
starts_cover(const struct policy *p, int duty, struct coverage *out)
{
	for (size_t i = 0; i < p->procedures_n; i++) {
		const struct procedure *r = &p->procedures[i];
		bool ticks = str_eq(r->clause, p->duties[duty].id);

		for (size_t k = 0; k < r->form_n; k++)
			ticks = ticks || r->form[k].conduct == duty;
		if (ticks)
			cover_add(out, (struct cover){COVER_PROCEDURE, (int)i, NONE});
	}
}

static void
steps_cover(const struct policy *p, struct str duty, struct coverage *out)
{
	for (size_t i = 0; i < p->procedures_n; i++)
		for (size_t k = 0; k < p->procedures[i].step_n; k++)
			if (str_eq(p->procedures[i].steps[k].clause, duty))
				cover_add(out, (struct cover){COVER_STEP, (int)i, (int)k});
}

static bool
has_procedure(const struct coverage *c, int procedure)
{
	for (size_t i = 0; i < c->n; i++)
		if ((c->by[i].kind == COVER_STEP || c->by[i].kind == COVER_PROCEDURE) &&
		    c->by[i].index == procedure)
			return true;
	return false;
}

/* What met-by names, and no procedure twice. */
static void
name_cover(const struct policy *p, struct str name, struct coverage *out)
{
	int index;

	if ((index = policy_procedure(p, name)) != NONE) {
		if (!has_procedure(out, index))
			cover_add(out, (struct cover){COVER_PROCEDURE, index, NONE});
	} else if ((index = policy_register(p, name)) != NONE) {
		cover_add(out, (struct cover){COVER_REGISTER, index, NONE});
	} else if ((index = policy_role(p, name)) != NONE) {
		cover_add(out, (struct cover){COVER_ROLE, index, NONE});
	} else if ((index = policy_board(p, name)) != NONE) {
		cover_add(out, (struct cover){COVER_BOARD, index, NONE});
	} else if ((index = policy_measure(p, name)) != NONE) {
		cover_add(out, (struct cover){COVER_MEASURE, index, NONE});
	}
}

static size_t
steps_all(const struct policy *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->procedures_n; i++)
		n += p->procedures[i].step_n;
	return n;
}

void
coverage_of(struct arena *a, const struct policy *p, int duty, struct coverage *out)
{
	const struct duty *d = &p->duties[duty];

	*out = (struct coverage){.duty = duty};
	out->by = arena_array(a, steps_all(p) + p->procedures_n + d->met_by.n, sizeof *out->by);
	starts_cover(p, duty, out);
	steps_cover(p, d->id, out);
	for (size_t i = 0; i < d->met_by.n; i++)
		name_cover(p, d->met_by.s[i], out);
}

/* --- for a terminal ------------------------------------------------------------------- */

/* In the order of enum duty_kind, and what is counted when no measure is named. */
static const struct {
	const char *word, *measure;
} duty_kinds[] = {
    [DUTY_ANY] = {"-", "tagged"},
    [DUTY_PERMIT] = {"permit", "tagged"},
    [DUTY_RECORD] = {"record", "on-time"},
    [DUTY_REPORT] = {"report", "on-time"},
    [DUTY_REGISTER] = {"register", "every-item"},
    [DUTY_RECURRING] = {"recurring", "each-period"},
    [DUTY_CONTROL] = {"control", "control"},
    [DUTY_ORGANISATION] = {"organisation", "exists"},
    [DUTY_DOCUMENT] = {"document", "exists"},
};

const char *
coverage_kind(enum duty_kind kind)
{
	return duty_kinds[kind].word;
}

/* "情報管理責任者" or "申請者"; who it is relative to is the procedure's business. */
static struct str
actor_label(const struct policy *p, const struct step *s)
{
	if (s->board != NONE)
		return p->boards[s->board].label;
	return s->by.kind == ACTOR_APPLICANT ? STR("申請者") : p->roles[s->by.role].label;
}

static void
step_print(const struct policy *p, const struct cover *c, struct buf *out)
{
	const struct step *s = &p->procedures[c->index].steps[c->step];
	struct str who = actor_label(p, s);

	buf_fmt(out, "手続 %.*s / %.*s（%s: %.*s）%s", STR_ARG(p->procedures[c->index].label),
	    STR_ARG(s->label), kinds[s->kind], STR_ARG(who), s->by_hand ? " 手作業" : "");
}

static void
cover_print(const struct policy *p, const struct cover *c, struct buf *out)
{
	switch (c->kind) {
	case COVER_STEP:
		step_print(p, c, out);
		return;
	case COVER_PROCEDURE:
		buf_fmt(out, "手続 %.*s", STR_ARG(p->procedures[c->index].label));
		return;
	case COVER_REGISTER:
		buf_fmt(out, "台帳 %.*s", STR_ARG(p->registers[c->index].label));
		return;
	case COVER_ROLE:
		buf_fmt(out, "役割 %.*s", STR_ARG(p->roles[c->index].label));
		return;
	case COVER_BOARD:
		buf_fmt(out, "会議体 %.*s", STR_ARG(p->boards[c->index].label));
		return;
	case COVER_MEASURE:
		buf_fmt(out, "遵守指標 %.*s", STR_ARG(p->measures[c->index].label));
		return;
	}
}

static void
measure_print(const struct policy *p, const struct coverage *c, struct buf *out)
{
	const struct duty *d = &p->duties[c->duty];
	const char *before = "\t";

	for (size_t i = 0; i < c->n; i++)
		if (c->by[i].kind == COVER_MEASURE) {
			buf_fmt(out, "%s%.*s", before, STR_ARG(p->measures[c->by[i].index].id));
			before = ", ";
		}
	if (*before == '\t')
		buf_fmt(out, "\t(%s)", d->conduct ? "everyone" : duty_kinds[d->kind].measure);
}

void
coverage_print(struct arena *a, const struct policy *p, struct buf *out)
{
	struct coverage c;

	for (size_t i = 0; i < p->duties_n; i++) {
		const struct duty *d = &p->duties[i];

		coverage_of(a, p, (int)i, &c);
		buf_fmt(out, "%.*s\t%s%s%s\t%.*s\t", STR_ARG(d->id), duty_kinds[d->kind].word,
		    d->kind2 == DUTY_ANY ? "" : "+", d->kind2 == DUTY_ANY ? "" : duty_kinds[d->kind2].word,
		    STR_ARG(d->scope));
		for (size_t k = 0; k < c.n; k++) {
			buf_add(out, k ? STR("; ") : STR(""));
			cover_print(p, &c.by[k], out);
		}
		measure_print(p, &c, out);
		buf_char(out, '\n');
	}
}
