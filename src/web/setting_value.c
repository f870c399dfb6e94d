/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/setting_value.h"

#include "policy/setting.h"
#include "web/label.h"

enum { POSTS_TEXT = 2048 };

static const struct {
	const char *id;
	enum text_key label;
} counts[] = {
    {"clock-hours", TEXT_SETTING_CLOCK_HOURS},
    {"office-hours", TEXT_SETTING_OFFICE_HOURS},
    {"office-days", TEXT_SETTING_OFFICE_DAYS},
    {"days", TEXT_SETTING_DAYS},
};
enum { COUNTS = sizeof counts / sizeof counts[0] };

/* --- shown ------------------------------------------------------------------------ */

static struct str
posts_shown(struct request *rq, struct str value)
{
	const struct policy *p = rq->desk->policy;
	struct buf b = buf_on(rq->page, POSTS_TEXT);
	struct str rest = str_trim(value), section;
	int post;

	if (rest.n == 0)
		return phrase(TEXT_SETTING_NOBODY);
	for (size_t n = 0; setting_post(p, &rest, &post, &section); n++) {
		struct str label = post == NONE ? STR("?") : p->posts[post].label;

		buf_fmt(&b, "%s%.*s", n ? " → " : "", STR_ARG(label));
		if (section.n) {
			struct str where = label_section(rq->desk, section);

			buf_fmt(&b, "（%.*s）", STR_ARG(where));
		}
	}
	return buf_done(&b) ? buf_str(&b) : value;
}

static struct str
count_shown(struct str value)
{
	for (size_t i = 0; i < COUNTS; i++)
		if (str_eq(value, str_of(counts[i].id)))
			return phrase(counts[i].label);
	return value;
}

struct str
setting_value_shown(struct request *rq, const struct setting *s, struct str value)
{
	const struct policy *p = rq->desk->policy;
	int role;

	switch (s->type) {
	case SETTING_YESNO:
		return phrase(str_eq(value, STR("yes")) ? TEXT_YES : TEXT_NO);
	case SETTING_COUNT:
		return count_shown(value);
	case SETTING_POSTS:
		return posts_shown(rq, value);
	case SETTING_ROLE:
		role = policy_role(p, value);
		return role == NONE ? value : p->roles[role].label;
	default:
		return value;
	}
}

/* --- asked ------------------------------------------------------------------------ */

static void
offer(struct request *rq, const struct setting *s, struct view_input *i, struct view_option *o, struct str id)
{
	o[i->options_n++] = (struct view_option){
	    .value = id, .label = setting_value_shown(rq, s, id), .chosen = str_eq(id, i->value)};
}

/* Every kind of post as it is spelt: "head = 課等の長". */
static struct str
posts_hint(struct request *rq)
{
	const struct policy *p = rq->desk->policy;
	struct buf b = buf_on(rq->page, POSTS_TEXT);

	for (size_t i = 0; i < p->posts_n; i++)
		buf_fmt(
		    &b, "%s%.*s = %.*s", i ? "、" : "", STR_ARG(p->posts[i].id), STR_ARG(p->posts[i].label));
	return PHRASE(rq->page, TEXT_SETTING_POSTS_HINT, buf_str(&b));
}

static void
options_fill(struct request *rq, const struct setting *s, struct view_input *i)
{
	const struct policy *p = rq->desk->policy;
	struct view_option *o = PAGE_LIST(rq, struct view_option, s->choices.n + p->roles_n + COUNTS + 2);

	i->options_n = 0;
	if (s->type == SETTING_CHOICE)
		for (size_t c = 0; c < s->choices.n; c++)
			offer(rq, s, i, o, s->choices.s[c]);
	if (s->type == SETTING_YESNO) {
		offer(rq, s, i, o, STR("yes"));
		offer(rq, s, i, o, STR("no"));
	}
	if (s->type == SETTING_COUNT)
		for (size_t c = 0; c < COUNTS; c++)
			offer(rq, s, i, o, str_of(counts[c].id));
	if (s->type == SETTING_ROLE)
		for (size_t r = 0; r < p->roles_n; r++)
			if (!p->roles[r].everyone)
				offer(rq, s, i, o, p->roles[r].id);
	i->is_line = i->options_n == 0 && !i->is_text;
	i->is_radio = i->options_n > 0;
	i->options = o;
}

void
setting_value_ask(struct request *rq, const struct setting *s, struct view_input *i)
{
	if (s->unit.n)
		i->hint = PHRASE(rq->page, TEXT_SETTING_UNIT, s->unit);
	else if (s->type == SETTING_TIME)
		i->hint = phrase(TEXT_SETTING_TIME_HINT);
	else if (s->type == SETTING_POSTS)
		i->hint = posts_hint(rq);
	i->required = s->type != SETTING_POSTS;
	options_fill(rq, s, i);
}
