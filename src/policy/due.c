/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Clocks: from when, how long, and what happens when the time is up. */
#include "base/num.h"
#include "policy/build.h"
#include "policy/setting.h"

enum { WITHIN_MAX = 100000 };

/* A `late` whose procedure may stand further down in the files. */
struct late_link {
	struct late_link *next;
	const struct procedure *from;
	const struct node *late;
	struct due *due;
};

/* Is it done before s opens? Decisions beside each other may name each other's clock. */
static bool
is_before(const struct procedure *p, size_t step, const struct step *s)
{
	size_t at = (size_t)(s - p->steps), group = at;

	while (group > 0 && step_joins(p, group))
		group--;
	return step < at && (step < group || (s->kind == STEP_DECIDE && !s->beside));
}

static void
due_from(const struct build *b, const struct procedure *p, const struct step *s, const struct node *from,
    struct due *d)
{
	int field, step;

	d->from = DUE_FROM_START;
	if (from == NULL || str_eq(from->text, STR("start")))
		return;
	field = field_index(p->form, p->form_n, from->text);
	step = step_index(p, from->text);
	if (field != NONE && step != NONE) {
		finding_add(b->lint, from->at,
		    "「%.*s」という名前の欄と段階があり、どちらから数えるか決まりません。",
		    STR_ARG(from->text));
	} else if (field != NONE) {
		d->from = DUE_FROM_FIELD;
		d->field = field;
		if (p->form[field].type != FIELD_DATE && p->form[field].type != FIELD_TIME)
			finding_add(b->lint, from->at,
			    "期限の起点「%.*s」は日付の欄ではありません。type: date か time の欄か start か前の段階を書いてください。",
			    STR_ARG(from->text));
	} else if (step != NONE) {
		d->from = DUE_FROM_STEP;
		d->step = step;
		if (!is_before(p, (size_t)step, s))
			finding_add(
			    b->lint, from->at, "期限の起点は、この段階より前の段階でなければなりません。");
	} else {
		finding_add(b->lint, from->at, "期限の起点「%.*s」という欄も段階もありません。",
		    STR_ARG(finding_clip(from->text)));
	}
}

static void
within_build(const struct build *b, const struct node *map, struct due *d)
{
	const struct node *within = node_get(map, "within");

	if (within && !num_i64(within->text, 0, WITHIN_MAX, &d->within))
		d->setting = ref_setting(b, within, SETTING_NUMBER);
}

/* Hours are not days: what a setting says must be what is counted. */
static void
unit_check(const struct build *b, const struct node *name, int setting, const struct due *d)
{
	static const char *const never[] = {
	    [COUNT_CLOCK_HOURS] = "日|開庁日|月|年|回/年",
	    [COUNT_OFFICE_HOURS] = "日|開庁日|月|年|回/年",
	    [COUNT_OFFICE_DAYS] = "分|時間|月|年|回/年",
	    [COUNT_DAYS] = "分|時間|開庁日|月|年|回/年",
	    [COUNT_CLOSING] = "回/年",
	};

	if (name && setting != NONE)
		ref_unit(b, name, setting, d->count_setting != NONE ? "月|年|回/年" : never[d->count]);
}

static void
closing_check(const struct build *b, const struct node *map, const struct due *d)
{
	const struct node *remind = node_get(map, "remind");

	if (b->p->closes == NONE)
		finding_add(b->lint, node_get(map, "count")->at,
		    "closing（閉庁の時刻）には、policy.yaml の office-hours が必要です。");
	if (d->setting != NONE || d->within != 0)
		finding_add(
		    b->lint, map->at, "count: closing はその日の閉庁までです。within: 0 と書いてください。");
	if (remind)
		finding_add(b->lint, remind->key_at, "count: closing の期限に remind は書けません。");
}

static void
count_build(const struct build *b, const struct node *map, struct due *d)
{
	const struct node *count = node_get(map, "count");

	if (count == NULL || count->kind != NODE_SCALAR || setting_count(count->text, &d->count))
		return;
	if (str_eq(count->text, STR("closing"))) {
		d->count = COUNT_CLOSING;
		closing_check(b, map, d);
		return;
	}
	d->count_setting = ref_setting(b, count, SETTING_COUNT);
	if (d->count_setting != NONE && !setting_count(b->p->settings[d->count_setting].otherwise, &d->count))
		d->count = COUNT_CLOCK_HOURS; /* its default is a fault of its own */
}

static void
remind_build(const struct build *b, const struct node *map, struct due *d)
{
	const struct node *remind = node_get(map, "remind");

	if (remind == NULL || remind->kind != NODE_SCALAR)
		return;
	d->has_remind = true;
	if (!num_i64(remind->text, 1, WITHIN_MAX, &d->remind))
		d->remind_setting = ref_setting(b, remind, SETTING_NUMBER);
	else if (d->setting == NONE && d->remind > d->within && d->count != COUNT_CLOSING &&
	         d->from != DUE_FROM_FIELD)
		finding_add(b->lint, remind->at,
		    "remind（%.*s前に知らせる）が within より長く、始まる前に知らせることになります。",
		    STR_ARG(finding_clip(remind->text)));
}

static void
inform_build(const struct build *b, const struct procedure *p, const struct node *late, struct due *d)
{
	const struct node *role = node_get(late, "inform"), *of = node_get(late, "of");
	struct node usual = {.kind = NODE_SCALAR, .text = STR("applicant")};
	int r;

	if (role == NULL) {
		if (of)
			finding_add(b->lint, of->key_at, "of は、inform を書いたときにだけ書けます。");
		return;
	}
	r = policy_role(b->p, role->text);
	if (r != NONE && b->p->roles[r].town)
		usual.text = STR("town");
	d->has_late_inform = true;
	actor_build(b, p, role, of ? of : &usual, &d->late_inform);
	if (d->late_inform.kind == ACTOR_APPLICANT)
		finding_add(b->lint, role->at, "期限を過ぎたことは、申請者以外の役割に知らせます。");
}

static void
late_build(
    struct build *b, const struct procedure *p, const struct step *s, const struct node *late, struct due *d)
{
	const struct node *open = node_get(late, "open"), *carry = node_get(late, "carry");
	struct late_link *link;

	if (late == NULL || late->kind != NODE_MAP)
		return;
	if (!open && !node_get(late, "inform") && !node_get(late, "escalate"))
		finding_add(b->lint, late->at,
		    "late には inform（知らせる役割）, escalate（引き上げる役割）, open（始める手続）の少なくとも1つを書いてください。");
	inform_build(b, p, late, d);
	d->late_escalate = ref_role(b, node_get(late, "escalate"));
	if (d->late_escalate != NONE && s->by.kind == ACTOR_APPLICANT && !b->p->roles[d->late_escalate].town)
		finding_add(b->lint, node_get(late, "escalate")->at,
		    "申請者の段階は、町に1つの役割（town: yes）にだけ引き上げられます。「%.*s」は課ごとの役割です。",
		    STR_ARG(node_text(late, "escalate")));
	if (carry && !open)
		finding_add(b->lint, carry->key_at, "carry は、open を書いたときにだけ書けます。");
	if (open == NULL)
		return;
	link = ARENA_NEW(b->a, struct late_link);
	*link = (struct late_link){b->links, p, late, d};
	b->links = link;
}

void
due_build(
    struct build *b, const struct procedure *p, const struct step *s, const struct node *map, struct due *d)
{
	d->step = d->field = d->setting = d->count_setting = d->remind_setting = d->late_escalate =
	    d->late_open = NONE;
	if (map == NULL)
		return;
	d->set = true;
	due_from(b, p, s, node_get(map, "from"), d);
	within_build(b, map, d);
	count_build(b, map, d);
	remind_build(b, map, d);
	unit_check(b, node_get(map, "within"), d->setting, d);
	unit_check(b, node_get(map, "remind"), d->remind_setting, d);
	late_build(b, p, s, node_get(map, "late"), d);
}

/* --- the procedures that clocks begin ------------------------------------------------- */

/* Does what one field may hold always pass as the other, on whatever day? */
static bool
carry_fits(const struct field *from, const struct field *to)
{
	bool sized = to->type == FIELD_LINE || to->type == FIELD_TEXT || to->type == FIELD_ITEMS ||
	             to->type == FIELD_NUMBER;

	return fit_field(from, to) && (!sized || from->max <= to->max) && !to->not_before_today &&
	       to->not_after == NOT_AFTER_ANY;
}

static void
carry_build(
    const struct build *b, const struct late_link *l, const struct procedure *to, const struct node *n)
{
	struct node key = {.kind = NODE_SCALAR, .text = n->key, .at = n->key_at};
	struct node name = {.kind = NODE_SCALAR, .at = n->at};
	struct carry *c = &l->due->carry[l->due->carry_n];
	bool fits;

	*c = (struct carry){ref_field(b, to->form, to->form_n, &key), NONE, STR(""), n->at};
	if (c->field == NONE)
		return;
	if (str_starts(n->text, STR("form."))) {
		name.text = str_sub(n->text, 5, n->text.n);
		c->from = ref_field(b, l->from->form, l->from->form_n, &name);
		if (c->from == NONE)
			return;
		fits = carry_fits(&l->from->form[c->from], &to->form[c->field]);
	} else {
		c->literal = n->text;
		fits = fit_literal(b, &to->form[c->field], n->text);
	}
	if (!fits)
		finding_add(b->lint, n->at,
		    "「%.*s」は手続「%.*s」の欄「%.*s」に入れられる値ではありません。",
		    STR_ARG(finding_clip(n->text)), STR_ARG(to->id), STR_ARG(n->key));
	l->due->carry_n++;
}

static void
link_build(const struct build *b, const struct late_link *l)
{
	const struct node *open = node_get(l->late, "open"), *carry = node_get(l->late, "carry");
	const struct procedure *to;

	l->due->late_open = ref_procedure(b, open);
	if (l->due->late_open == NONE)
		return;
	to = &b->p->procedures[l->due->late_open];
	if (to->form_by == NONE)
		finding_add(b->lint, open->at,
		    "時計が始める手続「%.*s」には、足りない欄を埋める役割（completed-by）が必要です。",
		    STR_ARG(to->id));
	if (carry == NULL || carry->kind != NODE_MAP)
		return;
	l->due->carry = arena_array(b->a, carry->n, sizeof *l->due->carry);
	for (const struct node *c = carry->first; c; c = c->next)
		carry_build(b, l, to, c);
}

/* Does every procedure that this one's clocks begin come to an end, as far as `ends` knows? */
static bool
clocks_end(const struct procedure *p, const bool *ends)
{
	for (size_t i = 0; i < p->step_n; i++)
		if (p->steps[i].due.late_open != NONE && !ends[p->steps[i].due.late_open])
			return false;
	return true;
}

/* A clock that began a matter whose clock begins another, and so back, would never stop. */
static void
loops_check(const struct build *b)
{
	bool *ends = arena_array(b->a, b->p->procedures_n + 1, sizeof *ends), more = true;

	while (more) {
		more = false;
		for (size_t i = 0; i < b->p->procedures_n; i++)
			if (!ends[i] && clocks_end(&b->p->procedures[i], ends))
				ends[i] = more = true;
	}
	for (const struct late_link *l = b->links; l; l = l->next)
		if (l->due->late_open != NONE && !ends[l->due->late_open])
			finding_add(b->lint, node_get(l->late, "open")->at,
			    "手続「%.*s」の期限が過ぎるたびに手続が始まり、終わりがありません。",
			    STR_ARG(node_text(l->late, "open")));
}

void
due_link(struct build *b)
{
	for (const struct late_link *l = b->links; l; l = l->next)
		link_build(b, l);
	loops_check(b);
}
