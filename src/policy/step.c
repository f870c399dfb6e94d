/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The steps of a procedure. */
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

/*
 * One step of a file may become several: an inform that somebody presses has
 * one more for each addressee, one without a reporter is one for each.
 */
struct part {
	const struct node *map;
	const struct node *to; /* the addressee in its name, or NULL */
	size_t whole;          /* the first of those made of one step */
	enum {
		PART_WHOLE,    /* the step as it stands */
		PART_TWIN,     /* the same for another addressee */
		PART_ADDRESSEE /* who confirms what was reported */
	} kind;
};
enum { ADDRESSEES_MAX = 10 };

static void
name_build(const struct build *b, const struct part *part, struct step *s)
{
	const struct node *map = part->map;
	size_t given = 0;

	s->at = map->at;
	s->label = node_text(map, "label");
	s->beside = part->kind == PART_TWIN || (part->kind == PART_WHOLE && node_yes(map, "beside"));
	s->deputy_setting = s->except = s->called_by = s->board = s->may_follow = s->enough_setting =
	    s->over.reg = NONE;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (node_get(map, kinds[i].key)) {
			s->kind = kinds[i].kind;
			s->name = node_text(map, kinds[i].key);
			given++;
		}
	if (given != 1 && part->kind == PART_WHOLE)
		finding_add(b->lint, map->at,
		    "段階には decide, do, inform, control のうちちょうど1つを書いてください。");
	if (part->to) {
		s->name = arena_fmt(b->a, "%.*s-%.*s", STR_ARG(s->name), STR_ARG(part->to->text));
		s->at = part->to->at;
	}
	if (part->kind == PART_ADDRESSEE) {
		s->label = arena_fmt(b->a, "%.*sの確認", STR_ARG(s->label));
		s->called_by = (int)part->whole;
	}
}

void
step_key_refuse(const struct build *b, const struct node *map, const char *key, const char *where)
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
	f->conduct = NONE;
	f->max = 200;
	f->at = proof->at;
	s->form = f;
	s->form_n = 1;
}

/* Who is told: the first, or only, one here; the others are parts of their own. */
static const struct node *
addressee_of(const struct node *map)
{
	const struct node *to = node_get(map, "to");

	return to && to->kind == NODE_LIST ? to->first : to;
}

static void
inform_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *to = addressee_of(map), *by = node_get(map, "by");

	if (to && node_get(map, "to")->n > ADDRESSEES_MAX)
		finding_add(
		    b->lint, node_get(map, "to")->at, "報告を受ける役割は%dまでです。", ADDRESSEES_MAX);
	if (to == NULL)
		finding_add(b->lint, map->at, "報告を受ける人（to: 役割 と of）がありません。");
	else
		actor_build(b, p, by ? by : to, node_get(map, "of"), &s->by);
}

static void
who_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	if (s->kind == STEP_CONTROL) {
		step_key_refuse(b, map, "by", "decide と do と inform ");
		step_key_refuse(b, map, "to", "inform ");
		hand_build(b, p, map, s);
		return;
	}
	step_key_refuse(b, map, "by-hand", "control ");
	if (s->kind == STEP_INFORM) {
		inform_build(b, p, map, s);
		return;
	}
	step_key_refuse(b, map, "to", "inform ");
	if (board_decides(b, map, s))
		return;
	if (node_get(map, "by"))
		actor_build(b, p, node_get(map, "by"), node_get(map, "of"), &s->by);
	else if (s->kind == STEP_DECIDE)
		finding_add(b->lint, map->at,
		    "決定する人のいない許可は置けません。by: 役割 と of: どこから見た役割か を書いてください。");
	else
		finding_add(b->lint, map->at, "誰がするか（by: 役割 または applicant）がありません。");
}

static void
copy_build(const struct build *b, const struct node *map, struct step *s)
{
	const struct node *copy = node_get(map, "copy"), *one = copy;

	if (s->kind != STEP_INFORM)
		step_key_refuse(b, map, "copy", "inform ");
	if (copy == NULL || s->kind != STEP_INFORM)
		return;
	s->copy = arena_array(b->a, copy->kind == NODE_LIST ? copy->n : 1, sizeof *s->copy);
	for (one = copy->kind == NODE_LIST ? copy->first : copy; one;
	     one = copy->kind == NODE_LIST ? one->next : NULL) {
		int role = ref_role(b, one);

		if (role != NONE && !b->p->roles[role].town)
			finding_add(b->lint, one->at,
			    "写しを受けるのは町に1つの役割（town: yes）です。「%.*s」は課ごとの役割です。",
			    STR_ARG(one->text));
		else if (role != NONE)
			s->copy[s->copy_n++] = role;
	}
}

static void
deputy_build(const struct build *b, const struct node *map, struct step *s)
{
	const struct node *deputy = node_get(map, "deputy");

	s->deputy = deputy == NULL || node_yes(map, "deputy");
	if (deputy == NULL || s->deputy || str_eq(deputy->text, STR("no")) ||
	    str_eq(deputy->text, STR("false")))
		return;
	s->deputy_setting = ref_setting(b, deputy, SETTING_YESNO);
	if (s->deputy_setting != NONE)
		s->deputy = str_eq(b->p->settings[s->deputy_setting].otherwise, STR("yes"));
}

static void
except_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *except = node_get(map, "except");

	s->except = ref_field(b, p->form, p->form_n, except);
	if (s->except != NONE && p->form[s->except].type != FIELD_PERSON)
		finding_add(b->lint, except->at, "except の「%.*s」は人（type: person）の欄ではありません。",
		    STR_ARG(except->text));
}

/* Which of those who could may not, or others in their stead: only where a role is asked. */
static void
others_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	static const char *const keys[] = {"deputy", "except"};

	deputy_build(b, map, s);
	except_build(b, p, map, s);
	for (size_t i = 0; i < 2 && s->by.kind == ACTOR_APPLICANT; i++)
		if (node_get(map, keys[i]))
			finding_add(b->lint, node_get(map, keys[i])->key_at,
			    "「%s」は、役割がする段階にだけ書けます。", keys[i]);
}

/* Emergencies: done first, decided after, when the form says why. */
static void
follow_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *reason = node_get(map, "may-follow");
	const struct field *f;

	s->may_follow = ref_field(b, p->form, p->form_n, reason);
	if (s->may_follow == NONE)
		return;
	f = &p->form[s->may_follow];
	if ((f->type != FIELD_TEXT && f->type != FIELD_LINE) || f->required)
		finding_add(b->lint, reason->at,
		    "may-follow の「%.*s」は、急ぐときにだけ理由を書く欄（type: text、必須でない）でなければなりません。",
		    STR_ARG(reason->text));
}

static void
decide_build(const struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *words = node_get(map, "words");

	s->goes_on = str_eq(node_text(map, "refusal"), STR("goes-on"));
	s->permit_word = node_text(words, "permit");
	s->refuse_word = node_text(words, "refuse");
	if (s->kind == STEP_DECIDE) {
		if (s->confirmed)
			finding_add(b->lint, map->at, "決定の段階（decide）に confirmed-by は書けません。");
		follow_build(b, p, map, s);
		return;
	}
	step_key_refuse(b, map, "may-follow", "decide ");
	step_key_refuse(b, map, "refusal", "decide ");
	step_key_refuse(b, map, "words", "decide ");
}

static void
body_build(struct build *b, const struct procedure *p, const struct node *map, struct step *s)
{
	const struct node *confirm = node_get(map, "confirmed-by");

	field_build(b, node_get(map, "form"), false, &s->form, &s->form_n);
	who_build(b, p, map, s);
	if (s->board != NONE)
		board_form(b, s);
	each_build(b, map, s);
	over_build(b, map, s);
	if (ref_duty(b, node_get(map, "clause")) != NONE)
		s->clause = node_text(map, "clause");
	condition_build(b, p, node_get(map, "when"), s);
	if (confirm) {
		s->confirmed = true;
		actor_build(b, p, node_get(confirm, "any"), node_get(confirm, "of"), &s->confirmed_by);
		if (s->confirmed_by.kind == ACTOR_APPLICANT)
			finding_add(b->lint, confirm->at, "確認は、申請者以外の役割がしなければなりません。");
	}
	copy_build(b, map, s);
	others_build(b, p, map, s);
	over_rows(b, map, s);
	decide_build(b, p, map, s);
	due_build(b, p, s, node_get(map, "due"), &s->due);
	if (s->kind == STEP_INFORM && !s->due.set)
		finding_add(b->lint, map->at, "報告の段階（inform）には期限（due）が必要です。");
	if (s->beside && s == p->steps)
		finding_add(b->lint, node_get(map, "beside")->key_at,
		    "最初の段階に beside は書けません（並ぶ相手がありません）。");
}

/* The same step for one more addressee. */
static void
twin_build(const struct build *b, const struct procedure *p, const struct part *part, struct step *s)
{
	struct step own = *s;

	*s = p->steps[part->whole];
	s->name = own.name;
	s->at = own.at;
	s->beside = true;
	actor_build(b, p, part->to, node_get(part->map, "of"), &s->by);
	s->by.each = p->steps[part->whole].by.each;
}

/* Who confirms that he was told: a role of the town, else of the applicant's section, or the applicant. */
static void
addressee_build(struct build *b, const struct procedure *p, const struct part *part, struct step *s)
{
	struct node of = {.kind = NODE_SCALAR, .text = STR("applicant"), .at = part->to->at};
	const struct step *whole = &p->steps[part->whole];
	int role = policy_role(b->p, part->to->text);

	if (role != NONE && b->p->roles[role].town)
		of.text = STR("town");
	actor_build(b, p, part->to, str_eq(part->to->text, of.text) ? NULL : &of, &s->by);
	s->except = whole->except;
	s->deputy = whole->deputy;
	s->deputy_setting = whole->deputy_setting;
	due_build(b, p, s, NULL, &s->due);
}

/* --- all of them ------------------------------------------------------------------------- */

static size_t
addressees(const struct node *to)
{
	if (to == NULL || to->kind != NODE_LIST)
		return to != NULL;
	return to->n < ADDRESSEES_MAX ? to->n : ADDRESSEES_MAX;
}

/* The parts that a step of the file is made of, into `out` (NULL: only counted). */
static size_t
parts_of(const struct node *map, size_t at, struct part *out)
{
	const struct node *to = node_get(map, "to");
	bool inform = node_get(map, "inform") != NULL, pressed = inform && node_get(map, "by");
	size_t told = inform ? addressees(to) : 0, n = 0;

	if (out)
		out[0] = (struct part){map, !pressed && told > 1 ? to->first : NULL, at, PART_WHOLE};
	n = 1;
	if (!pressed && told < 2)
		return n;
	to = to && to->kind == NODE_LIST ? to->first : to;
	for (size_t i = 0; i < told; i++, to = to->next) {
		if (!pressed && i == 0)
			continue;
		if (out)
			out[n] = (struct part){map, to, at, pressed ? PART_ADDRESSEE : PART_TWIN};
		n++;
	}
	return n;
}

static void
part_build(struct build *b, const struct procedure *p, const struct part *part, struct step *s)
{
	if (part->kind == PART_WHOLE)
		body_build(b, p, part->map, s);
	else if (part->kind == PART_TWIN)
		twin_build(b, p, part, s);
	else
		addressee_build(b, p, part, s);
}

static void
form_step(struct procedure *p)
{
	p->steps[p->step_n] = (struct step){.kind = STEP_FORM,
	    .name = STEP_FORM_NAME,
	    .label = p->label,
	    .by = {.kind = ACTOR_APPLICANT},
	    .deputy_setting = NONE,
	    .except = NONE,
	    .called_by = NONE,
	    .board = NONE,
	    .may_follow = NONE,
	    .enough_setting = NONE,
	    .over = {.reg = NONE},
	    .at = p->at};
	p->steps[p->step_n].due = (struct due){.step = NONE,
	    .field = NONE,
	    .setting = NONE,
	    .count_setting = NONE,
	    .remind_setting = NONE,
	    .late_escalate = NONE,
	    .late_open = NONE};
}

void
step_build(struct build *b, struct procedure *p, const struct node *list)
{
	struct part *parts;
	size_t n = 0;

	for (const struct node *c = node_first(list); c; c = c->next)
		p->step_n += parts_of(c, 0, NULL);
	p->steps = arena_array(b->a, p->step_n + 1, sizeof *p->steps);
	parts = arena_array(b->a, p->step_n + 1, sizeof *parts);
	for (const struct node *c = node_first(list); c; c = c->next)
		n += parts_of(c, n, &parts[n]);
	form_step(p);
	for (size_t i = 0; i < n; i++)
		name_build(b, &parts[i], &p->steps[i]);
	for (size_t i = 0; i < n; i++)
		part_build(b, p, &parts[i], &p->steps[i]);
}

int
step_index(const struct procedure *p, struct str name)
{
	for (size_t i = 0; i <= p->step_n; i++)
		if (str_eq(p->steps[i].name, name))
			return (int)i;
	return NONE;
}

bool
step_joins(const struct procedure *p, size_t step)
{
	const struct step *s = &p->steps[step];

	if (step == 0 || step >= p->step_n)
		return false;
	return s->beside || s->called_by != NONE ||
	       (s->kind == STEP_DECIDE && p->steps[step - 1].kind == STEP_DECIDE);
}
