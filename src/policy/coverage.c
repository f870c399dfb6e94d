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
		if (c->by[i].kind != COVER_REGISTER && c->by[i].index == procedure)
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

void
coverage_of(struct arena *a, const struct policy *p, int duty, struct coverage *out)
{
	const struct duty *d = &p->duties[duty];

	*out = (struct coverage){.duty = duty};
	out->by = arena_array(a, steps_all(p) + p->procedures_n + d->met_by.n, sizeof *out->by);
	starts_cover(p, d->id, out);
	steps_cover(p, d->id, out);
	for (size_t i = 0; i < d->met_by.n; i++) {
		int procedure = policy_procedure(p, d->met_by.s[i]), reg = policy_register(p, d->met_by.s[i]);

		if (reg != NONE)
			cover_add(out, (struct cover){COVER_REGISTER, reg, NONE});
		else if (procedure != NONE && !has_procedure(out, procedure))
			cover_add(out, (struct cover){COVER_PROCEDURE, procedure, NONE});
	}
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

	if (c->kind == COVER_REGISTER) {
		buf_fmt(out, "    台帳 %.*s\n", STR_ARG(p->registers[c->index].label));
		return;
	}
	buf_fmt(out, "    手続 %.*s", STR_ARG(p->procedures[c->index].label));
	if (c->kind == COVER_STEP) {
		s = &p->procedures[c->index].steps[c->step];
		who = actor_label(p, &s->by);
		buf_fmt(out, " / %.*s（%s: %.*s）%s", STR_ARG(s->label), kinds[s->kind], STR_ARG(who),
		    s->by_hand ? " 手作業" : "");
	}
	buf_char(out, '\n');
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
