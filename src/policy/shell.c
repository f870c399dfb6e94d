/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/shell.h"

#include "policy/finding.h"

/* --- what a procedure is able to -------------------------------------------------------- */

static bool
ticks(const struct procedure *r, struct str clause)
{
	for (size_t i = 0; i < r->clauses.n; i++)
		if (str_eq(r->clauses.s[i], clause))
			return true;
	return false;
}

static bool
is_free(const struct field *f)
{
	return f->type == FIELD_LINE || f->type == FIELD_TEXT;
}

/* A station asks for its first person or time and for every choice, whether or not the form calls them required. */
static bool
is_asked(const struct procedure *r, const struct field *f)
{
	return f->required ||
	       (r->station && (f->type == FIELD_CHOICE || f->type == FIELD_PERSON || f->type == FIELD_TIME));
}

/* More than one free text: something that has to be chosen or named, or two things. */
static bool
fields_hold(const struct procedure *r, const struct field *f, size_t n, size_t *texts)
{
	for (size_t i = 0; i < n; i++) {
		if (is_asked(r, &f[i]) && !is_free(&f[i]))
			return true;
		*texts += f[i].required;
	}
	return *texts > 1;
}

static bool
forms_hold(const struct procedure *r)
{
	size_t texts = 0;
	bool hold = fields_hold(r, r->form, r->form_n, &texts);

	for (size_t i = 0; i < r->step_n; i++)
		hold = hold || r->steps[i].kind == STEP_DECIDE ||
		       fields_hold(r, r->steps[i].form, r->steps[i].form_n, &texts);
	return hold;
}

static bool
has_file(const struct field *f, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (f[i].type == FIELD_FILE || str_eq(f[i].name, STR("version")))
			return true;
	return false;
}

/* Its items are documents: a file, a version, or papers that have a number and a time for which they are kept. */
static bool
holds_documents(const struct reg *r)
{
	return has_file(r->fields, r->field_n) || (r->series.n && r->keep.setting != NONE);
}

static bool
adds(const struct policy *p, int reg)
{
	for (size_t i = 0; i < p->procedures_n; i++)
		for (size_t k = 0; k < p->procedures[i].then_n; k++)
			if (p->procedures[i].then[k].what == THEN_ADD && p->procedures[i].then[k].reg == reg)
				return true;
	return false;
}

/* --- one kind of duty after the other: does this procedure meet such a one? ------------- */

static bool
permits(const struct procedure *r, struct str clause)
{
	for (size_t i = 0; i < r->step_n; i++)
		if (r->steps[i].kind == STEP_DECIDE && r->steps[i].by.kind == ACTOR_ROLE &&
		    (clause.n == 0 || str_eq(r->steps[i].clause, clause)))
			return true;
	return false;
}

static bool
reports(const struct procedure *r)
{
	for (size_t i = 0; i < r->step_n; i++)
		if (r->steps[i].due.set &&
		    (r->steps[i].kind == STEP_INFORM || r->steps[i].by.kind == ACTOR_ROLE))
			return true;
	return false;
}

static bool
recurs(const struct procedure *r)
{
	return r->round_n || r->trigger_n || r->valid.set;
}

/* By the machine, or by a person in rounds, with something that shows it. */
static bool
controls(const struct procedure *r, struct str clause)
{
	for (size_t i = 0; i < r->step_n; i++)
		if (r->steps[i].kind == STEP_CONTROL && r->steps[i].form_n &&
		    (clause.n == 0 || str_eq(r->steps[i].clause, clause)))
			return true;
	return recurs(r) && forms_hold(r);
}

static bool
appoints(const struct procedure *r)
{
	for (size_t i = 0; i < r->then_n; i++)
		if (r->then[i].what == THEN_APPOINT)
			return true;
	return false;
}

static bool
documents(const struct policy *p, const struct procedure *r)
{
	if (has_file(r->form, r->form_n))
		return true;
	for (size_t i = 0; i < r->step_n; i++)
		if (r->steps[i].board != NONE || has_file(r->steps[i].form, r->steps[i].form_n))
			return true;
	for (size_t i = 0; i < r->then_n; i++)
		if (r->then[i].what == THEN_ADD && r->then[i].reg != NONE &&
		    holds_documents(&p->registers[r->then[i].reg]))
			return true;
	return false;
}

static bool
procedure_meets(const struct policy *p, const struct procedure *r, enum duty_kind kind, struct str clause)
{
	switch (kind) {
	case DUTY_ANY:
		return true;
	case DUTY_PERMIT:
		return permits(r, clause);
	case DUTY_RECORD:
		return forms_hold(r) && r->keep.setting != NONE;
	case DUTY_REPORT:
		return reports(r);
	case DUTY_REGISTER:
		return false;
	case DUTY_RECURRING:
		return recurs(r);
	case DUTY_CONTROL:
		return controls(r, clause);
	case DUTY_ORGANISATION:
		return appoints(r);
	case DUTY_DOCUMENT:
		return documents(p, r);
	}
	return true;
}

/* --- what stands: registers, roles, boards, measures ------------------------------------- */

static bool
measure_meets(const struct measure *m, enum duty_kind kind)
{
	bool often = m->kind == MEASURE_EACH_PERIOD || m->kind == MEASURE_EVERYONE ||
	             m->kind == MEASURE_DUTIES ||
	             (m->kind == MEASURE_EVERY_ITEM && (m->fiscal_year || m->within != NONE));

	return (kind == DUTY_RECURRING && often) || (kind == DUTY_CONTROL && m->kind == MEASURE_CONTROL) ||
	       kind == DUTY_ORGANISATION;
}

static bool
register_meets(const struct policy *p, int reg, enum duty_kind kind, bool strict)
{
	const struct reg *r = &p->registers[reg];

	if (kind == DUTY_REGISTER)
		return adds(p, reg);
	if (kind == DUTY_ORGANISATION)
		return adds(p, reg) && !strict; /* who else belongs to it */
	return kind == DUTY_DOCUMENT && adds(p, reg) && holds_documents(r);
}

/* `strict`: of the duty's first kind, the procedure must tick the very clause. */
static bool
name_meets(const struct policy *p, const struct duty *d, struct str name, enum duty_kind kind, bool strict)
{
	int procedure = policy_procedure(p, name), reg = policy_register(p, name);
	int measure = policy_measure(p, name);

	if (procedure != NONE) {
		const struct procedure *r = &p->procedures[procedure];

		return (!strict || ticks(r, d->id)) && procedure_meets(p, r, kind, strict ? d->id : STR(""));
	}
	if (reg != NONE)
		return register_meets(p, reg, kind, strict);
	if (measure != NONE)
		return measure_meets(&p->measures[measure], kind);
	/* A role or a board; whoever everyone is, the staff list says. */
	return kind == DUTY_ORGANISATION || (kind == DUTY_REGISTER && policy_role(p, name) != NONE &&
	                                        p->roles[policy_role(p, name)].everyone);
}

/* A rule of conduct is asked about wherever a form has a field of type conduct, named or not. */
static bool
is_asked_in_rounds(const struct policy *p, struct str clause)
{
	for (size_t i = 0; i < p->procedures_n; i++) {
		const struct procedure *r = &p->procedures[i];

		for (size_t k = 0; r->round_n && k < r->form_n; k++)
			if (r->form[k].conduct != NONE && str_eq(p->duties[r->form[k].conduct].id, clause))
				return true;
	}
	return false;
}

static bool
is_met(const struct policy *p, const struct duty *d, enum duty_kind kind, bool strict)
{
	for (size_t i = 0; i < d->met_by.n; i++)
		if (name_meets(p, d, d->met_by.s[i], kind, strict))
			return true;
	return kind == DUTY_ANY || (kind == DUTY_ORGANISATION && !strict && d->who != NONE) ||
	       (kind == DUTY_RECURRING && d->conduct && is_asked_in_rounds(p, d->id));
}

/* --- the findings ------------------------------------------------------------------------ */

static const char *const wants[] = {
    [DUTY_ANY] = "",
    [DUTY_PERMIT] = "許可: この条項を付けた決定（decide）の段階があり、申請者以外の役割が決める手続",
    [DUTY_RECORD] =
        "記録: この条項を付けた手続で、必須の欄（自由な文章1つだけでないもの）と保存年限（keep）のあるもの",
    [DUTY_REPORT] = "報告: この条項を付けた手続で、受ける役割と期限（due）のある段階をもつもの",
    [DUTY_REGISTER] = "台帳: どれかの手続が登録（then の add）をする台帳",
    [DUTY_RECURRING] =
        "定期: この条項を付けた手続で、時期（each）か出来事（on）で始まるか、期限（valid）のあるもの。または期間ごとの遵守指標",
    [DUTY_CONTROL] =
        "技術的対策: この条項を付けた control の段階（証拠の欄つき）か、証拠の欄のある定期の点検。または kind: control の遵守指標",
    [DUTY_ORGANISATION] = "体制: 役割、会議体、遵守指標、または任命（appoint）をする手続",
    [DUTY_DOCUMENT] =
        "文書: この条項を付けた手続で、文書（type: file か version の欄、または番号 series と保存年限のある台帳）を登録するか、会議体が決めるもの。または、そうした台帳",
};

static void
duty_lint(const struct policy *p, struct lint *lint, const struct duty *d)
{
	if (d->met_by.n == 0)
		return; /* said already */
	if (!is_met(p, d, d->kind, true))
		finding_add(lint, d->at,
		    "条項「%.*s」は形だけです。met-by に、次のものが1つも必要な形でありません。%s",
		    STR_ARG(d->id), wants[d->kind]);
	else if (!is_met(p, d, d->kind2, false))
		finding_add(lint, d->at,
		    "条項「%.*s」の2つめの種類（kind2）が形だけです。met-by に、次のものがありません（条項を付けるのはどの段階でもかまいません）。%s",
		    STR_ARG(d->id), wants[d->kind2]);
}

/* Does it leave anything behind but what somebody cared to write? */
static bool
is_shell(const struct procedure *r)
{
	if (r->then_n || r->round_n || r->trigger_n || r->needs.permit != NONE || forms_hold(r))
		return false;
	for (size_t i = 0; i < r->step_n; i++) {
		const struct step *s = &r->steps[i];

		if (s->kind == STEP_INFORM || s->kind == STEP_CONTROL || s->confirmed || s->due.set)
			return false;
	}
	return true;
}

void
shell_find(const struct policy *p, struct lint *lint)
{
	bool kinds = false;

	for (size_t i = 0; i < p->duties_n; i++) {
		kinds = kinds || p->duties[i].kind != DUTY_ANY;
		duty_lint(p, lint, &p->duties[i]);
	}
	for (size_t i = 0; kinds && i < p->procedures_n; i++)
		if (is_shell(&p->procedures[i]))
			finding_add(lint, p->procedures[i].at,
			    "手続「%.*s」は形だけです。決定も期限も残るものもなく、自由な文章のほかに記入するものがありません。",
			    STR_ARG(p->procedures[i].id));
	finding_sort(lint);
}
