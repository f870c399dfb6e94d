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

/* Started is met: the report that its form is. */
static void
starts_cover(const struct policy *p, struct str duty, struct coverage *out)
{
	for (size_t i = 0; i < p->procedures_n; i++)
		if (str_eq(p->procedures[i].clause, duty))
			cover_add(out, (struct cover){COVER_PROCEDURE, (int)i, NONE});
}

static size_t
steps_all(const struct policy *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->procedures_n; i++)
		n += p->procedures[i].step_n;
	return n;
}

/* One name of `met-by`; no two sorts of thing share one. */
static void
name_cover(const struct policy *p, struct str name, struct coverage *out)
{
	int procedure = policy_procedure(p, name);
	struct {
		int kind, index;
	} other[] = {
	    {COVER_REGISTER, policy_register(p, name)},
	    {COVER_ROLE, policy_role(p, name)},
	    {COVER_BOARD, policy_board(p, name)},
	    {COVER_MEASURE, policy_measure(p, name)},
	};

	if (procedure != NONE && !has_procedure(out, procedure))
		cover_add(out, (struct cover){COVER_PROCEDURE, procedure, NONE});
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		if (other[i].index != NONE)
			cover_add(out, (struct cover){other[i].kind, other[i].index, NONE});
}

void
coverage_of(struct arena *a, const struct policy *p, int duty, struct coverage *out)
{
	const struct duty *d = &p->duties[duty];

	*out = (struct coverage){.duty = duty};
	out->by = arena_array(a, steps_all(p) + p->procedures_n + d->met_by.n, sizeof *out->by);
	starts_cover(p, d->id, out);
	steps_cover(p, d->id, out);
	for (size_t i = 0; i < d->met_by.n; i++)
		name_cover(p, d->met_by.s[i], out);
}

/* "情報管理責任者" or "申請者"; who it is relative to is the procedure's business. */
static struct str
actor_label(const struct policy *p, const struct actor *by)
{
	return by->kind == ACTOR_APPLICANT ? STR("申請者") : p->roles[by->role].label;
}

static void
cover_print(const struct policy *p, const struct cover *c, struct buf *out)
{
	const struct step *s;
	struct str who;

	switch (c->kind) {
	case COVER_REGISTER:
		buf_fmt(out, "    台帳 %.*s\n", STR_ARG(p->registers[c->index].label));
		return;
	case COVER_ROLE:
		buf_fmt(out, "    役割 %.*s\n", STR_ARG(p->roles[c->index].label));
		return;
	case COVER_BOARD:
		buf_fmt(out, "    会議体 %.*s\n", STR_ARG(p->boards[c->index].label));
		return;
	case COVER_MEASURE:
		buf_fmt(out, "    指標 %.*s\n", STR_ARG(p->measures[c->index].label));
		return;
	case COVER_PROCEDURE:
		buf_fmt(out, "    手続 %.*s\n", STR_ARG(p->procedures[c->index].label));
		return;
	case COVER_STEP:
		s = &p->procedures[c->index].steps[c->step];
		who = actor_label(p, &s->by);
		buf_fmt(out, "    手続 %.*s / %.*s（%s: %.*s）%s\n", STR_ARG(p->procedures[c->index].label),
		    STR_ARG(s->label), kinds[s->kind], STR_ARG(who), s->by_hand ? " 手作業" : "");
		return;
	}
}

void
coverage_print(struct arena *a, const struct policy *p, struct buf *out)
{
	struct coverage c;

	for (size_t i = 0; i < p->duties_n; i++) {
		coverage_of(a, p, (int)i, &c);
		buf_fmt(out, "%.*s %.*s\n", STR_ARG(p->duties[i].id), STR_ARG(p->duties[i].say));
		for (size_t k = 0; k < c.n; k++)
			cover_print(p, &c.by[k], out);
	}
}
