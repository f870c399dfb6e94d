/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/judging.h"

#include "base/utf8.h"
#include "model/entitlement.h"
#include "model/matter.h"

enum { NAMES = 3, QUOTE = 60 };

bool
judging_refuse(struct judging *j, enum err e, enum say what, const struct str *args, size_t n)
{
	j->out->err = e;
	j->out->why = say_fill(j->a, what, args, n);
	return false;
}

bool
judging_wrong(
    struct judging *j, struct str name, struct str label, enum say what, const struct str *args, size_t n)
{
	j->out->bad_field = arena_str(j->a, judging_clip(name));
	way_out(j, SAY_FORM_WAY_OUT, judging_clip(label));
	return judging_refuse(j, ERR_MALFORMED, what, args, n);
}

struct str
judging_day(const struct judging *j, day d)
{
	return day_wareki(j->a, d);
}

struct str
judging_number(const struct judging *j, int64_t n)
{
	return arena_fmt(j->a, "%lld", (long long)n);
}

struct str
judging_clip(struct str s)
{
	return utf8_head(s, QUOTE);
}

struct str
judging_post(const struct post *post)
{
	return post->label.n ? post->label : post->id;
}

struct str
judging_item(const struct judging *j, const struct item *it)
{
	return it->number.n ? it->number : judging_number(j, it->id);
}

/* --- persons --------------------------------------------------------------------- */

/* The post by which he holds the role there, else his main one. */
static struct str
person_words(const struct judging *j, const struct person *p, int role, struct str section)
{
	const struct post *post = NULL;

	if (role == NONE || !town_holds(j->town, j->pol, p, role, section, j->now->day, &post))
		post = town_main_post(j->town, p, j->now->day);
	return post ? say(j->a, SAY_NAMED, judging_post(post), p->name) : p->name;
}

struct str
judging_holders(const struct judging *j, int role, struct str section, const struct person *const *who,
    size_t n, size_t all)
{
	struct str names[NAMES] = {{NULL, 0}}, list;
	size_t shown = n < NAMES ? n : NAMES;

	if (all == 0)
		return role == NONE ? STR("") : say(j->a, SAY_NAMED_ROLE, j->pol->roles[role].label);
	for (size_t i = 0; i < shown; i++)
		names[i] = person_words(j, who[i], role, section);
	list = say_join(j->a, names, shown, "、");
	return all > shown ? say(j->a, SAY_AND_OTHERS, list, judging_number(j, (int64_t)(all - shown)))
	                   : list;
}

struct str
judging_step_who(const struct judging *j, const struct opened *o)
{
	const struct step *s = &j->proc->steps[o->step];
	struct str label = matter_label(j, o);
	const struct person *who[NAMES];
	struct claim c = entitlement_of_row(j->pol, j->town, j->m, o, j->now->day);
	int level = c.role == NONE ? NONE : entitlement_level(j->pol, j->town, &c, j->now->day);
	size_t all = entitlement_all(j->pol, j->town, &c, j->now->day, who, NAMES);
	struct str names = judging_holders(j, level, c.section, who, all < NAMES ? all : NAMES, all);

	if (all == 0)
		return say(j->a, SAY_WHO_NOBODY, j->proc->label, label,
		    c.role == NONE ? say(j->a, SAY_APPLICANT) : j->pol->roles[c.role].label);
	return s->clause.n ? say(j->a, SAY_WHO_MAY, s->clause, j->proc->label, label, names)
	                   : say(j->a, SAY_WHO_MAY_PLAIN, j->proc->label, label, names);
}

/* --- what was decided -------------------------------------------------------------- */

struct effect *
judging_effect(struct judging *j, enum effect_kind what)
{
	return effects_add(j->a, &j->out->effects, what);
}

struct effect *
judging_about(struct judging *j, enum effect_kind what)
{
	struct effect *e = judging_effect(j, what);

	e->matter = j->m->id;
	return e;
}

void
judging_tick(struct judging *j, struct str clause)
{
	struct str_list *l = &j->out->clauses;
	struct str *more;

	if (clause.n == 0)
		return;
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->s[i], clause))
			return;
	more = arena_array(j->a, l->n + 1, sizeof *more);
	for (size_t i = 0; i < l->n; i++)
		more[i] = l->s[i];
	more[l->n++] = clause;
	l->s = more;
}

struct reach
judging_reach(const struct judging *j)
{
	return (struct reach){j->pol, &j->facts, j->m, j->town, j->now->day};
}
