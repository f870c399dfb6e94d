/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the committee and the office decide for the whole town: closed days, settings, the policy itself. */
#include "base/buf.h"
#include "model/body.h"
#include "model/form.h"
#include "model/handler.h"
#include "policy/chain.h"
#include "policy/setting.h"

/* --- holidays ------------------------------------------------------------------------- */

static const struct body_key holiday_keys[] = {{"add", JSON_LIST}, {"remove", JSON_LIST}, {NULL, JSON_NULL}};
static const struct body_key closed_keys[] = {{"day", JSON_STR}, {"label", JSON_STR}, {NULL, JSON_NULL}};

static bool
holiday_day(struct judging *j, const struct json *v, struct str ref, day *d)
{
	if (!body_day(j, v, ref, d))
		return false;
	if (*d < j->now->day)
		return body_wrong(j, ref, SAY_HOLIDAY_PAST, v->s);
	return true;
}

static bool
close_day(struct judging *j, const struct json *map, size_t i)
{
	struct str ref = arena_fmt(j->a, "add/%zu", i);
	struct effect *e;
	day d;

	if (!body_keys(j, map, ref, closed_keys) ||
	    !holiday_day(j, json_get(map, "day"), body_ref(j, ref, "day"), &d) ||
	    !body_text(j, json_get(map, "label"), body_ref(j, ref, "label")))
		return false;
	e = judging_effect(j, EFFECT_HOLIDAY);
	e->from = day_iso(j->a, d);
	e->flag = 1;
	e->ref = body_ref(j, ref, "label");
	return true;
}

static bool
is_holiday(const struct holidays *h, day d)
{
	for (size_t i = 0; i < h->n; i++)
		if (h->days[i] == d)
			return true;
	return false;
}

static bool
reopen_day(struct judging *j, const struct json *v, size_t i)
{
	struct str ref = arena_fmt(j->a, "remove/%zu", i);
	day d;

	if (!holiday_day(j, v, ref, &d))
		return false;
	if (!is_holiday(&j->town->holidays, d))
		return body_wrong(j, ref, SAY_HOLIDAY_NOT_CLOSED, v->s);
	judging_effect(j, EFFECT_HOLIDAY)->from = day_iso(j->a, d);
	return true;
}

bool
rule_judge_holiday(struct judging *j)
{
	const struct json *body = j->act->body, *add = json_get(body, "add"),
	                  *remove = json_get(body, "remove");
	size_t added = 0, removed = 0;

	if (!body_keys(j, body, STR(""), holiday_keys))
		return false;
	for (const struct json *v = add ? add->first : NULL; v; v = v->next)
		if (!close_day(j, v, added++))
			return false;
	for (const struct json *v = remove ? remove->first : NULL; v; v = v->next)
		if (!reopen_day(j, v, removed++))
			return false;
	if (added + removed == 0)
		return refuse(j, ERR_MALFORMED, SAY_BODY_EMPTY);
	j->out->say = say(
	    j->a, SAY_HOLIDAY_DONE, judging_number(j, (int64_t)added), judging_number(j, (int64_t)removed));
	return true;
}

/* --- settings --------------------------------------------------------------------------- */

static const struct body_key setting_keys[] = {
    {"value", JSON_STR},
    {"decided", JSON_STR},
    {"text", JSON_STR},
    {"of", JSON_STR},
    {NULL, JSON_NULL},
};

/* What every setting of type role names now, but this one names `value`. */
static int *
roles_with(struct judging *j, int setting, struct str value)
{
	int *roles = arena_array(j->a, j->pol->settings_n, sizeof *roles);

	for (size_t i = 0; i < j->pol->settings_n; i++) {
		bool decided;

		roles[i] = NONE;
		if (j->pol->settings[i].type == SETTING_ROLE)
			roles[i] = policy_role(
			    j->pol, (int)i == setting
			                ? value
			                : town_setting(j->town, j->pol, (int)i, j->now->time, &decided));
	}
	return roles;
}

/* A role of the way up may be any, but not one that leads back. */
static bool
check_way_up(struct judging *j, int setting, struct str value)
{
	const int *roles = roles_with(j, setting, value);
	const struct setting *s = &j->pol->settings[setting];

	for (size_t r = 0; r < j->pol->roles_n; r++)
		for (int organ = NONE; organ < (int)j->pol->organs_n; organ++)
			if (chain_returns(j->pol, (int)r, organ, roles))
				return wrong(j, STR("value"), s->label, SAY_SETTING_LOOP, s->label,
				    j->pol->roles[r].label);
	return true;
}

static struct str
labels_of(struct judging *j, enum setting_type type)
{
	size_t n = type == SETTING_ROLE ? j->pol->roles_n : j->pol->posts_n;
	struct str *s = arena_array(j->a, n, sizeof *s);

	for (size_t i = 0; i < n; i++)
		s[i] = type == SETTING_ROLE ? arena_fmt(j->a, "%.*s（%.*s）", STR_ARG(j->pol->roles[i].id),
		                                  STR_ARG(j->pol->roles[i].label))
		                            : arena_fmt(j->a, "%.*s（%.*s）", STR_ARG(j->pol->posts[i].id),
		                                  STR_ARG(j->pol->posts[i].label));
	return say_join(j->a, s, n, "、");
}

/* A kind of post may stand in a section; it must be one of the town's. */
static bool
check_posts(struct judging *j, const struct setting *s, struct str value)
{
	struct str rest = str_trim(value), section;
	int post;

	while (rest.n && setting_post(j->pol, &rest, &post, &section))
		if (section.n && town_section(j->town, section) == NULL)
			return wrong(
			    j, STR("value"), s->label, SAY_SETTING_SECTION, s->label, judging_clip(section));
	return true;
}

static bool
value_wrong(struct judging *j, const struct setting *s)
{
	static const enum say says[] = {
	    [SETTING_NUMBER] = SAY_SETTING_NUMBER,
	    [SETTING_TEXT] = SAY_SETTING_TEXT,
	    [SETTING_CHOICE] = SAY_SETTING_CHOICE,
	    [SETTING_YESNO] = SAY_SETTING_YESNO,
	    [SETTING_TIME] = SAY_SETTING_TIME,
	    [SETTING_ROLE] = SAY_SETTING_CHOICE,
	    [SETTING_POSTS] = SAY_SETTING_POSTS,
	    [SETTING_COUNT] = SAY_SETTING_COUNT,
	};
	struct str offered = s->type == SETTING_ROLE || s->type == SETTING_POSTS
	                         ? labels_of(j, s->type)
	                         : say_join(j->a, s->choices.s, s->choices.n, "、");

	return wrong(j, STR("value"), s->label, says[s->type], s->label, offered);
}

static bool
check_value(struct judging *j, int setting, struct str value)
{
	enum { VALUE_MAX = 200 };
	const struct setting *s = &j->pol->settings[setting];
	bool fits = json_get(j->act->body, "value") && setting_takes(j->pol, s, value) &&
	            (s->type != SETTING_TEXT || form_is_line(value, VALUE_MAX));

	if (!fits)
		return value_wrong(j, s);
	if (s->type == SETTING_ROLE)
		return check_way_up(j, setting, value);
	return s->type != SETTING_POSTS || check_posts(j, s, value);
}

/* --- for one section, or one thing --- */

static bool
of_section(struct judging *j, const struct setting *s, struct str of, struct effect *e)
{
	const struct section *c = town_section(j->town, of);

	if (c == NULL || j->now->day < c->from || j->now->day > c->until)
		return wrong(j, STR("of"), s->label, SAY_SETTING_OF_SECTION, s->label, judging_clip(of));
	e->section = c->id;
	return true;
}

static bool
of_item(struct judging *j, const struct setting *s, struct str of, struct effect *e)
{
	const struct item *it = form_digits(of, &e->item) ? facts_item(&j->facts, e->item) : NULL;

	if (it == NULL || it->reg != s->of_reg)
		return wrong(j, STR("of"), s->label, SAY_SETTING_OF_ITEM, s->label,
		    j->pol->registers[s->of_reg].label, judging_clip(of));
	return true;
}

/* Left out: for the town. */
static bool
check_of(struct judging *j, const struct setting *s, struct effect *e)
{
	struct str of = str_trim(json_get_str(j->act->body, "of"));

	if (of.n == 0)
		return true;
	switch (s->of) {
	case SETTING_OF_TOWN:
		return wrong(j, STR("of"), s->label, SAY_SETTING_OF_TOWN, s->label);
	case SETTING_OF_SECTION:
		return of_section(j, s, of, e);
	case SETTING_OF_ITEM:
		return of_item(j, s, of, e);
	}
	return false;
}

bool
rule_judge_set(struct judging *j)
{
	int setting = policy_setting(j->pol, j->act->setting);
	const struct json *body = j->act->body;
	const struct setting *s;
	struct effect *e;
	struct str text;
	day decided;

	if (setting == NONE)
		return refuse(j, ERR_NOT_FOUND, SAY_SETTING_UNKNOWN, judging_clip(j->act->setting));
	s = &j->pol->settings[setting];
	if (!body_keys(j, body, STR(""), setting_keys) ||
	    !check_value(j, setting, json_get_str(body, "value")) || !form_note(j, body, "text", &text))
		return false;
	if (!day_parse(json_get_str(body, "decided"), &decided) || decided > j->now->day)
		return wrong(j, STR("decided"), STR("decided"), SAY_SETTING_DATE);
	e = judging_effect(j, EFFECT_SETTING);
	e->field = s->id;
	e->from = day_iso(j->a, decided);
	if (!check_of(j, s, e))
		return false;
	judging_tick(j, s->clause);
	j->out->say = say(j->a, SAY_SETTING_DONE, s->label, judging_day(j, decided));
	return true;
}

/* --- policies ------------------------------------------------------------------------------ */

static bool
is_in_force(const struct judging *j)
{
	struct buf hex = buf_on(j->a, 2 * HASH_SIZE);

	buf_hex(&hex, j->pol->hash.b, HASH_SIZE);
	return str_eq(buf_str(&hex), j->facts.adopt_hash);
}

/* The gate has read and checked the files; here it is only: who, and is it another one. */
bool
rule_judge_adopt(struct judging *j)
{
	if (j->facts.adopt_hash.n == 0)
		return refuse(j, ERR_MALFORMED, SAY_ADOPT_NOT_LOADED);
	if (is_in_force(j))
		return refuse(j, ERR_REFUSED, SAY_ADOPT_SAME);
	judging_effect(j, EFFECT_POLICY)->kind = j->facts.adopt_hash;
	j->out->say = say(j->a, SAY_ADOPTED);
	return true;
}
