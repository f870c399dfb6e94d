/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The steps of a procedure. */
#include "base/num.h"
#include "policy/build.h"

static const struct {
	const char *key;
	enum step_kind kind;
} kinds[] = {
    {"decide", STEP_DECIDE},
    {"do", STEP_DO},
    {"inform", STEP_INFORM},
    {"control", STEP_CONTROL},
};

static const struct {
	const char *word;
	enum due_count count;
} counts[] = {
    {"clock-hours", COUNT_CLOCK_HOURS},
    {"office-hours", COUNT_OFFICE_HOURS},
    {"office-days", COUNT_OFFICE_DAYS},
    {"days", COUNT_DAYS},
};

static void
name_build(const struct build *b, const struct node *map, struct step *s)
{
	size_t given = 0;

	s->at = map->at;
	s->label = node_text(map, "label");
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (node_get(map, kinds[i].key)) {
			s->kind = kinds[i].kind;
			s->name = node_text(map, kinds[i].key);
			given++;
		}
	if (given != 1)
		finding_add(b->lint, map->at,
		    "段階には decide, do, inform, control のうちちょうど1つを書いてください。");
}

/* A key that belongs to other kinds of step. */
static void
key_refuse(const struct build *b, const struct node *map, const char *key, const char *where)
{
	const struct node *n = node_get(map, key);

	if (n)
		finding_add(b->lint, n->key_at, "「%s」は%sの段階にだけ書けます。", key, where);
}

static void
hand_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *hand = node_get(map, "by-hand"), *proof = node_get(hand, "proof");
	struct field *f;

	if (hand == NULL) {
		finding_add(b->lint, map->at,
		    "control の段階には、機械が働かないときに人がすること（by-hand: {by, proof}）が必要です。");
		return;
	}
	s->by_hand = true;
	actor_build(b, p, node_get(hand, "by"), node_get(hand, "of"), &s->by);
	if (proof == NULL && s->form_n == 0)
		finding_add(b->lint, hand->at,
		    "by-hand には、何をしたかが残るように proof（1行の欄の名前）か段階の form が必要です。");
	if (proof == NULL || s->form_n)
		return;
	f = ARENA_NEW(b->a, struct field);
	f->name = proof->text;
	f->label = node_get(hand, "label") ? node_text(hand, "label") : s->label;
	f->type = FIELD_LINE;
	f->required = true;
	f->max = 200;
	f->at = proof->at;
	s->form = f;
	s->form_n = 1;
}

static void
who_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const char *word = s->kind == STEP_INFORM ? "to" : "by";

	if (s->kind == STEP_CONTROL) {
		key_refuse(b, map, "by", "decide と do ");
		key_refuse(b, map, "to", "inform ");
		hand_build(b, p, map, s);
		return;
	}
	key_refuse(b, map, "by-hand", "control ");
	if (s->kind == STEP_INFORM)
		key_refuse(b, map, "by", "decide と do ");
	else
		key_refuse(b, map, "to", "inform ");
	if (node_get(map, word))
		actor_build(b, p, node_get(map, word), node_get(map, "of"), &s->by);
	else if (s->kind == STEP_DECIDE)
		finding_add(b->lint, map->at,
		    "決定する人のいない許可は置けません。by: 役割 と of: どこから見た役割か を書いてください。");
	else if (s->kind == STEP_INFORM)
		finding_add(b->lint, map->at, "報告を受ける人（to: 役割 と of）がありません。");
	else
		finding_add(b->lint, map->at, "誰がするか（by: 役割 または applicant）がありません。");
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
		if (p->form[field].type != FIELD_DATE)
			finding_add(b->lint, from->at,
			    "期限の起点「%.*s」は日付の欄ではありません。type: date の欄か start か前の段階を書いてください。",
			    STR_ARG(from->text));
	} else if (step != NONE) {
		d->from = DUE_FROM_STEP;
		d->step = step;
		if (&p->steps[step] >= s)
			finding_add(
			    b->lint, from->at, "期限の起点は、この段階より前の段階でなければなりません。");
	} else {
		finding_add(b->lint, from->at, "期限の起点「%.*s」という欄も段階もありません。",
		    STR_ARG(finding_clip(from->text)));
	}
}

static void
late_build(const struct build *b, const struct procedure *p, const struct node *late, struct due *d)
{
	const struct node *role = node_get(late, "inform"), *of = node_get(late, "of");
	int r;
	struct node usual = {.kind = NODE_SCALAR, .text = STR("applicant")};

	if (role == NULL)
		return;
	r = policy_role(b->p, role->text);
	if (r != NONE && b->p->roles[r].town)
		usual.text = STR("town");
	d->has_late_inform = true;
	actor_build(b, p, role, of ? of : &usual, &d->late_inform);
	if (d->late_inform.kind == ACTOR_APPLICANT)
		finding_add(b->lint, role->at, "期限を過ぎたことは、申請者以外の役割に知らせます。");
}

static void
due_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *within = node_get(map, "within");
	struct due *d = &s->due;

	d->step = d->field = d->setting = d->count_setting = d->remind_setting = d->late_escalate =
	    d->late_open = NONE;
	s->deputy_setting = s->except = s->called_by = NONE;
	if (map == NULL)
		return;
	d->set = true;
	due_from(b, p, s, node_get(map, "from"), d);
	if (within && !num_i64(within->text, 0, 100000, &d->within))
		d->setting = ref_setting_number(b, within);
	for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
		if (str_eq(node_text(map, "count"), str_of(counts[i].word)))
			d->count = counts[i].count;
	late_build(b, p, node_get(map, "late"), d);
}

static void
each_build(const struct build *b, const struct node *map, struct step *s)
{
	s->by.each = node_yes(map, "each");
	if (s->by.each && (s->by.kind != ACTOR_ROLE || s->by.of != OF_OWNER))
		finding_add(b->lint, node_get(map, "each")->key_at,
		    "each: yes は、of に登録物の欄を書いた段階にだけ使えます（保有課ごとに1回）。");
}

static void
body_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *confirm = node_get(map, "confirmed-by");

	field_build(b, node_get(map, "form"), &s->form, &s->form_n);
	who_build(b, p, map, s);
	each_build(b, map, s);
	if (ref_duty(b, node_get(map, "clause")) != NONE)
		s->clause = node_text(map, "clause");
	condition_build(b, p, node_get(map, "when"), s);
	if (confirm) {
		s->confirmed = true;
		actor_build(b, p, node_get(confirm, "any"), node_get(confirm, "of"), &s->confirmed_by);
		if (s->confirmed_by.kind == ACTOR_APPLICANT)
			finding_add(b->lint, confirm->at, "確認は、申請者以外の役割がしなければなりません。");
	}
	if (s->kind == STEP_DECIDE && (confirm || s->form_n))
		finding_add(b->lint, map->at, "決定の段階（decide）に confirmed-by と form は書けません。");
	due_build(b, p, node_get(map, "due"), s);
	if (s->kind == STEP_INFORM && !s->due.set)
		finding_add(b->lint, map->at, "報告の段階（inform）には期限（due）が必要です。");
}

void
step_build(const struct build *b, struct procedure *p, const struct node *list)
{
	size_t i = 0;

	p->step_n = node_first(list) ? list->n : 0;
	p->steps = arena_array(b->a, p->step_n + 1, sizeof *p->steps);
	p->steps[p->step_n] = (struct step){.kind = STEP_FORM,
	    .name = STEP_FORM_NAME,
	    .label = p->label,
	    .by = {.kind = ACTOR_APPLICANT},
	    .deputy_setting = NONE,
	    .except = NONE,
	    .called_by = NONE,
	    .at = p->at};
	if (p->step_n == 0)
		return;
	for (const struct node *c = list->first; c; c = c->next)
		name_build(b, c, &p->steps[i++]);
	i = 0;
	for (const struct node *c = list->first; c; c = c->next)
		body_build(b, p, c, &p->steps[i++]);
}

int
step_index(const struct procedure *p, struct str name)
{
	for (size_t i = 0; i <= p->step_n; i++)
		if (str_eq(p->steps[i].name, name))
			return (int)i;
	return NONE;
}
