/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/lint.h"

#include "policy/chain.h"
#include "policy/finding.h"
#include "policy/nearest.h"

/* The lists differ in type only: each has `key` and `at`. Empty names are the schema's business. */
#define ONCE(list, count, key, what)                                                                         \
	do {                                                                                                 \
		for (size_t i_ = 1; i_ < (count); i_++)                                                      \
			for (size_t k_ = 0; (list)[i_].key.n && k_ < i_; k_++)                               \
				if (str_eq((list)[i_].key, (list)[k_].key)) {                                \
					finding_add(lint, (list)[i_].at,                                     \
					    "%s「%.*s」が2回あります（1回目は %.*s の%zu行目）。", what,     \
					    STR_ARG((list)[i_].key), STR_ARG((list)[k_].at.file),            \
					    (list)[k_].at.line);                                             \
					break;                                                               \
				}                                                                            \
	} while (0)

static void
reserved_check(
    struct lint *lint, struct str name, struct place at, const char *const *words, const char *what)
{
	for (; *words; words++)
		if (str_eq(name, str_of(*words)))
			finding_add(
			    lint, at, "「%s」はこの言語の語なので、%sの名前には使えません。", *words, what);
}

static void
choices_once(struct lint *lint, const struct choice *c, size_t n, struct place at, const char *what)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = 0; k < i; k++)
			if (c[i].id.n && str_eq(c[i].id, c[k].id))
				finding_add(lint, at, "%s「%.*s」が2回あります。", what, STR_ARG(c[i].id));
}

static void
fields_lint(struct lint *lint, const struct field *f, size_t n)
{
	ONCE(f, n, name, "欄");
	for (size_t i = 0; i < n; i++)
		choices_once(lint, f[i].choices, f[i].choice_n, f[i].at, "選択肢");
}

/* --- the organisation ---------------------------------------------------------- */

static void
titles_lint(const struct policy *p, struct lint *lint, size_t post)
{
	const struct post_kind *k = &p->posts[post];

	for (size_t t = 0; t < k->titles.n; t++) {
		int first = policy_post_of_title(p, k->titles.s[t]);

		if (first != (int)post)
			finding_add(lint, k->at, "職名「%.*s」は「%.*s」にもあり、どちらの職か決まりません。",
			    STR_ARG(finding_clip(k->titles.s[t])), STR_ARG(p->posts[first].label));
	}
}

static void
posts_lint(const struct policy *p, struct lint *lint)
{
	size_t otherwise = 0;

	ONCE(p->posts, p->posts_n, id, "職");
	for (size_t i = 0; i < p->posts_n; i++) {
		titles_lint(p, lint, i);
		if (p->posts[i].otherwise && otherwise++)
			finding_add(lint, p->posts[i].at, "otherwise: yes の職は1つだけです。");
		if (!p->posts[i].otherwise && p->posts[i].titles.n == 0)
			finding_add(lint, p->posts[i].at,
			    "職「%.*s」に職名（titles）がなく、誰もこの職になりません。",
			    STR_ARG(p->posts[i].id));
	}
	if (otherwise == 0 && p->posts_n)
		finding_add(lint, p->posts[p->posts_n - 1].at,
		    "ほかのどの職名でもない人のための職（otherwise: yes）が1つ必要です。");
}

static void
chain_lint(const struct policy *p, struct lint *lint, size_t start)
{
	if (chain_returns(p, (int)start, NONE, NULL))
		finding_add(lint, p->roles[start].at,
		    "役割「%.*s」から up をたどると自分に戻ります。最上位の役割には up を書かないでください。",
		    STR_ARG(p->roles[start].id));
}

static void
organs_lint(const struct policy *p, struct lint *lint)
{
	ONCE(p->organs, p->organs_n, id, "機関");
	for (size_t i = 0; i < p->organs_n; i++)
		if (p->organs[i].up != NONE && p->roles[p->organs[i].up].town &&
		    !chain_returns(p, p->organs[i].up, NONE, NULL) &&
		    chain_returns(p, p->organs[i].up, (int)i, NULL))
			finding_add(lint, p->organs[i].at,
			    "機関「%.*s」の役割「%.*s」から up をたどると自分に戻ります。",
			    STR_ARG(p->organs[i].id), STR_ARG(p->roles[p->organs[i].up].id));
}

static void
roles_lint(const struct policy *p, struct lint *lint)
{
	static const char *const words[] = {"applicant", "town", NULL};
	bool administrator = false;

	ONCE(p->roles, p->roles_n, id, "役割");
	for (size_t i = 0; i < p->roles_n; i++) {
		const struct role *r = &p->roles[i];

		administrator = administrator || r->administrator;
		reserved_check(lint, r->id, r->at, words, "役割");
		if (!r->everyone && r->held_by_n == 0)
			finding_add(lint, r->at,
			    "役割「%.*s」は誰も就くことができません。held-by に職を書くか、全員なら everyone: yes としてください。",
			    STR_ARG(r->id));
		if (r->everyone && r->held_by_n)
			finding_add(lint, r->at,
			    "役割「%.*s」に everyone: yes と held-by の両方があります。どちらかにしてください。",
			    STR_ARG(r->id));
		chain_lint(p, lint, i);
	}
	if (!administrator)
		finding_add(lint, (struct place){STR("policy.yaml"), 1, 1},
		    "管理者の役割がありません。roles の1つに administrator: yes を書いてください。");
}

/* --- duties and registers ------------------------------------------------------- */

/* Something other than a procedure that a duty may be met by. */
static bool
is_standing(const struct policy *p, struct str name)
{
	return policy_register(p, name) != NONE || policy_role(p, name) != NONE ||
	       policy_board(p, name) != NONE || policy_measure(p, name) != NONE;
}

/* Is the clause ticked by some step, or carried by something that stands? Names alone would be a shell. */
static bool
duty_is_carried(const struct policy *p, const struct duty *d)
{
	for (size_t i = 0; i < d->met_by.n; i++)
		if (is_standing(p, d->met_by.s[i]))
			return true;
	for (size_t i = 0; i < p->procedures_n; i++)
		for (size_t k = 0; k < p->procedures[i].clauses.n; k++)
			if (str_eq(p->procedures[i].clauses.s[k], d->id))
				return true;
	return false;
}

static void
duty_lint(const struct policy *p, struct lint *lint, const struct duty *d)
{
	if (d->met_by.n == 0)
		finding_add(lint, d->at,
		    "条項「%.*s」を果たすものがありません。met-by に手続か台帳を書いてください。",
		    STR_ARG(d->id));
	else if (!duty_is_carried(p, d))
		finding_add(lint, d->at,
		    "条項「%.*s」は名前だけで、果たしたことがどこにも残りません。手続の段階に clause: %.*s を書いてください。",
		    STR_ARG(d->id), STR_ARG(d->id));
	for (size_t i = 0; i < d->met_by.n; i++) {
		struct str name = d->met_by.s[i], hint;
		struct nearest near = nearest_to(name);

		if (policy_procedure(p, name) != NONE || is_standing(p, name))
			continue;
		for (size_t k = 0; k < p->procedures_n; k++)
			nearest_try(&near, p->procedures[k].id);
		for (size_t k = 0; k < p->registers_n; k++)
			nearest_try(&near, p->registers[k].id);
		for (size_t k = 0; k < p->measures_n; k++)
			nearest_try(&near, p->measures[k].id);
		hint = nearest_hint(lint->arena, &near);
		finding_add(lint, d->at,
		    "条項「%.*s」の met-by「%.*s」という手続・台帳・役割・会議体・遵守指標はありません。%.*s",
		    STR_ARG(d->id), STR_ARG(finding_clip(name)), STR_ARG(hint));
	}
}

static void
register_lint(struct lint *lint, const struct reg *r)
{
	static const char *const words[] = {"owner", "state", "number", "id", NULL};

	fields_lint(lint, r->fields, r->field_n);
	choices_once(lint, r->states, r->state_n, r->at, "状態");
	for (size_t i = 0; i < r->field_n; i++)
		reserved_check(lint, r->fields[i].name, r->fields[i].at, words, "台帳の欄");
}

/* What met-by, or by, may name: each must be one thing. */
static void
names_lint(const struct policy *p, struct lint *lint)
{
	static const char says[] = "%s「%.*s」と同じ名前の%sがあります。どちらかの名前を変えてください。";

	for (size_t i = 0; i < p->registers_n; i++)
		if (policy_procedure(p, p->registers[i].id) != NONE)
			finding_add(
			    lint, p->registers[i].at, says, "台帳", STR_ARG(p->registers[i].id), "手続");
	for (size_t i = 0; i < p->roles_n; i++)
		if (policy_procedure(p, p->roles[i].id) != NONE || policy_register(p, p->roles[i].id) != NONE)
			finding_add(
			    lint, p->roles[i].at, says, "役割", STR_ARG(p->roles[i].id), "手続か台帳");
	for (size_t i = 0; i < p->boards_n; i++)
		if (policy_procedure(p, p->boards[i].id) != NONE ||
		    policy_register(p, p->boards[i].id) != NONE || policy_role(p, p->boards[i].id) != NONE)
			finding_add(lint, p->boards[i].at, says, "会議体", STR_ARG(p->boards[i].id),
			    "手続か台帳か役割");
	for (size_t i = 0; i < p->measures_n; i++)
		if (policy_procedure(p, p->measures[i].id) != NONE ||
		    policy_register(p, p->measures[i].id) != NONE ||
		    policy_role(p, p->measures[i].id) != NONE || policy_board(p, p->measures[i].id) != NONE)
			finding_add(lint, p->measures[i].at, says, "遵守指標", STR_ARG(p->measures[i].id),
			    "手続か台帳か役割か会議体");
}

void
lint_policy(const struct policy *p, struct lint *lint)
{
	posts_lint(p, lint);
	roles_lint(p, lint);
	organs_lint(p, lint);
	ONCE(p->classes, p->classes_n, id, "重要性分類");
	ONCE(p->settings, p->settings_n, id, "運用値");
	ONCE(p->duties, p->duties_n, id, "条項");
	ONCE(p->registers, p->registers_n, id, "台帳");
	ONCE(p->procedures, p->procedures_n, id, "手続");
	ONCE(p->boards, p->boards_n, id, "会議体");
	ONCE(p->measures, p->measures_n, id, "遵守指標");
	names_lint(p, lint);
	for (size_t i = 0; i < p->duties_n; i++)
		duty_lint(p, lint, &p->duties[i]);
	for (size_t i = 0; i < p->registers_n; i++)
		register_lint(lint, &p->registers[i]);
}

/* --- procedures ------------------------------------------------------------------ */

static bool
has_decision(const struct procedure *r)
{
	for (size_t i = 0; i < r->step_n; i++)
		if (r->steps[i].kind == STEP_DECIDE)
			return true;
	return false;
}

static void
decisions_lint(const struct procedure *r, struct lint *lint)
{
	if (has_decision(r))
		return;
	for (size_t i = 0; i < r->then_n; i++)
		if (r->then[i].on == ON_DECIDED || r->then[i].on == ON_REFUSED)
			finding_add(lint, r->then[i].at,
			    "手続「%.*s」には決定（decide）の段階がないので、これは起こりません。on: done を使ってください。",
			    STR_ARG(r->id));
	if (r->number.set && r->number.at == NUMBER_AT_DECIDED)
		finding_add(lint, r->at,
		    "手続「%.*s」には決定（decide）の段階がないので、番号は at: start で付けてください。",
		    STR_ARG(r->id));
	if (r->valid.set)
		finding_add(lint, r->at,
		    "手続「%.*s」には決定（decide）の段階がないので、許可の期限（valid）は書けません。",
		    STR_ARG(r->id));
}

/* Whether one act may fire both: two decisions may be one stamp, the last step is also the end. */
static bool
may_coincide(const struct procedure *r, const struct then *a, const struct then *b)
{
	bool refused = a->on == ON_REFUSED || b->on == ON_REFUSED;

	if (a->on == b->on && a->step == b->step)
		return true;
	if (refused)
		return false;
	if (a->on == ON_DONE || b->on == ON_DONE)
		return true;
	return (a->on == ON_DECIDED || r->steps[a->step].kind == STEP_DECIDE) &&
	       (b->on == ON_DECIDED || r->steps[b->step].kind == STEP_DECIDE);
}

/* An item's id is the entry's number, so one act can make only one. */
static void
adds_lint(const struct procedure *r, struct lint *lint)
{
	for (size_t i = 1; i < r->then_n; i++)
		for (size_t k = 0; k < i; k++) {
			const struct then *a = &r->then[i], *b = &r->then[k];
			bool known =
			    (a->on != ON_STEP || a->step != NONE) && (b->on != ON_STEP || b->step != NONE);

			if (a->what == THEN_ADD && b->what == THEN_ADD && known && may_coincide(r, a, b)) {
				finding_add(lint, a->at,
				    "1つの行為で新しい登録物を2つ作ることはできません（もう1つは%zu行目）。段階を分けてください。",
				    b->at.line);
				break;
			}
		}
}

static void
steps_lint(const struct procedure *r, struct lint *lint)
{
	static const char *const words[] = {"start", "decided", "done", "refused", "form", NULL};

	ONCE(r->steps, r->step_n, name, "段階");
	for (size_t i = 0; i < r->step_n; i++) {
		const struct step *s = &r->steps[i];

		reserved_check(lint, s->name, s->at, words, "段階");
		fields_lint(lint, s->form, s->form_n);
	}
}

static void
forms_lint(const struct procedure *r, struct lint *lint)
{
	static const char *const words[] = {"applicant", "town", NULL};

	fields_lint(lint, r->form, r->form_n);
	for (size_t i = 0; i < r->form_n; i++) {
		reserved_check(lint, r->form[i].name, r->form[i].at, words, "様式の欄");
		if (r->form[i].worked_out)
			finding_add(lint, r->form[i].at, "計算で決まる欄（is）は台帳にだけ置けます。");
	}
	for (size_t i = 0; i < r->step_n; i++)
		for (size_t k = 0; k < r->steps[i].form_n; k++)
			if (r->steps[i].form[k].worked_out)
				finding_add(lint, r->steps[i].form[k].at,
				    "計算で決まる欄（is）は台帳にだけ置けます。");
}

/* One press must lead to one form. */
static void
alarm_lint(const struct policy *p, struct lint *lint)
{
	int first = policy_alarm(p);

	for (size_t i = 0; first != NONE && i < p->procedures_n; i++)
		if (p->procedures[i].alarm.n && (int)i != first)
			finding_add(lint, p->procedures[i].at,
			    "alarm を書ける手続は1つだけです（1つ目は「%.*s」）。",
			    STR_ARG(p->procedures[first].label));
}

/* Nobody in particular begins it there, so nobody can be asked next but whoever stands there. */
static void
station_lint(const struct procedure *r, struct lint *lint)
{
	for (size_t i = 0; r->station && i < r->step_n && (i == 0 || step_joins(r, i)); i++)
		if (r->steps[i].by.kind != ACTOR_APPLICANT || r->steps[i].confirmed)
			finding_add(lint, r->steps[i].at,
			    "据置端末の手続「%.*s」の最初の段階「%.*s」は、端末でできるもの（do、by: applicant、確認なし）でなければなりません。",
			    STR_ARG(r->id), STR_ARG(r->steps[i].name));
	for (size_t i = 0; r->station && i < r->then_n; i++)
		for (size_t k = 0; k < r->then[i].set_n; k++)
			if (r->then[i].sets[k].from == VALUE_APPLICANT)
				finding_add(lint, r->then[i].at,
				    "据置端末の手続「%.*s」では、始めた人が分からないので set に applicant は書けません。",
				    STR_ARG(r->id));
}

void
lint_procedures(const struct policy *p, struct lint *lint)
{
	alarm_lint(p, lint);
	for (size_t i = 0; i < p->procedures_n; i++) {
		const struct procedure *r = &p->procedures[i];

		decisions_lint(r, lint);
		adds_lint(r, lint);
		steps_lint(r, lint);
		forms_lint(r, lint);
		station_lint(r, lint);
		lint_case(p, r, lint);
		lint_when(r, lint);
	}
	lint_clock(p, lint);
}
