/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What judge will look at: asked before, so that judge itself asks for nothing. */
#include "model/form.h"
#include "model/judge.h"

struct keys {
	struct need_key *out;
	size_t n;
};

static void
add(struct keys *k, struct need_key key)
{
	if (k->n < NEED_MAX)
		k->out[k->n++] = key;
}

static void
add_counters(struct keys *k, struct str series, int year)
{
	add(k, (struct need_key){.kind = NEED_COUNTERS, .series = series, .year = year});
}

/* --- does a change of this field change what others work out of it? ---------------------- */

static bool
is_source(const struct policy *pol, struct str field)
{
	for (size_t r = 0; r < pol->registers_n; r++)
		for (size_t f = 0; f < pol->registers[r].field_n; f++)
			if (pol->registers[r].fields[f].worked_out &&
			    str_eq(pol->registers[r].fields[f].max_of_field, field))
				return true;
	return false;
}

static bool
then_moves_source(const struct policy *pol, const struct then *t)
{
	for (size_t i = 0; i < t->set_n; i++)
		if (is_source(pol, t->sets[i].field))
			return true;
	return false;
}

/* --- items --------------------------------------------------------------------------------- */

static void
add_ids(struct keys *k, enum need_kind kind, const int64_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(k, (struct need_key){.kind = kind, .id = ids[i]});
}

/* As many as form_read would let through. */
static size_t
most_of(const struct field *f)
{
	size_t max = f->max ? f->max : FORM_ITEMS_MAX;

	return max < NEED_MAX ? max : NEED_MAX;
}

/* The items that a form which has just been sent names. */
static void
add_form(struct keys *k, const struct field *fields, size_t n, const struct json *body)
{
	int64_t ids[NEED_MAX];

	for (const struct json *v = body ? body->first : NULL; v; v = v->next) {
		int i = field_index(fields, n, v->key);

		if (i != NONE && (fields[i].type == FIELD_ITEM || fields[i].type == FIELD_ITEMS))
			add_ids(k, NEED_ITEM, ids, form_item_ids(v, ids, most_of(&fields[i])));
	}
}

static const struct json *
member(const struct json *map, struct str key)
{
	for (const struct json *v = map ? map->first : NULL; v; v = v->next)
		if (str_eq(v->key, key))
			return v;
	return NULL;
}

/* What carries the items whose class the procedure sets: from the matter's form, or the one sent. */
static void
add_carriers(struct keys *k, const struct policy *pol, const struct procedure *p, const struct json *body,
    const struct matter *m)
{
	int64_t ids[NEED_MAX];

	for (size_t i = 0; i < p->then_n; i++) {
		const struct then *t = &p->then[i];

		if (t->what != THEN_SET || t->items == NONE || !then_moves_source(pol, t))
			continue;
		if (m && m->form[t->items].kind == VALUE_ITEMS)
			add_ids(k, NEED_CARRIERS, m->form[t->items].items, m->form[t->items].n);
		else if (!m)
			add_ids(k, NEED_CARRIERS, ids,
			    form_item_ids(
			        member(body, p->form[t->items].name), ids, most_of(&p->form[t->items])));
	}
}

/* --- numbers --------------------------------------------------------------------------------- */

/* Any act on a matter may be the one that gives its number or adds an item. */
static void
add_series(struct keys *k, const struct policy *pol, const struct procedure *p, const struct now *now)
{
	if (p->number.set)
		add_counters(k, p->number.series, day_fiscal_year(now->day));
	for (size_t i = 0; i < p->then_n; i++)
		if (p->then[i].what == THEN_ADD && pol->registers[p->then[i].reg].series.n)
			add_counters(k, pol->registers[p->then[i].reg].series, 0);
}

/* --- permits ----------------------------------------------------------------------------- */

static bool
is_filled(const struct json *v)
{
	return v && v->kind != JSON_NULL && !(v->kind == JSON_STR && str_trim(v->s).n == 0);
}

/*
 * What must agree with a permit: all that is filled in. A guest is of a company
 * and no person of the town, so that whoever is asked for depends on who came.
 * What was done on paper was permitted, or not, on paper.
 */
static void
add_permits(struct keys *k, const struct policy *pol, const struct procedure *p, const struct act *act,
    const struct now *now)
{
	const struct needs *n = &p->needs;
	bool any = false;

	for (size_t i = 0; i < n->match_n; i++)
		any = any || is_filled(member(act->body, p->form[n->ours[i]].name));
	for (size_t i = 0; i < n->match_n && act->at.n == 0; i++) {
		const struct json *sent = member(act->body, p->form[n->ours[i]].name);

		if (is_filled(sent) || !any)
			add(k, (struct need_key){.kind = NEED_PERMITS,
			           .permit = &pol->procedures[n->permit],
			           .theirs = &pol->procedures[n->permit].form[n->theirs[i]],
			           .ours = &p->form[n->ours[i]],
			           .sent = sent,
			           .on = now->day});
	}
}

/* The things that a book goes through. */
static void
add_over(struct keys *k, const struct step *s, const struct matter *m)
{
	const struct over *o = &s->over;

	if (o->reg == NONE)
		return;
	add(k, (struct need_key){.kind = NEED_OVER,
	           .reg = o->reg,
	           .section = o->of == OVER_APPLICANT ? m->section : STR(""),
	           .using = o->of == OVER_USING ? m->section : STR("")});
}

static void
need_submit(struct keys *k, const struct policy *pol, const struct act *act, const struct now *now)
{
	int procedure = policy_procedure(pol, act->procedure);
	const struct procedure *p;

	if (procedure == NONE)
		return;
	p = &pol->procedures[procedure];
	if (act->renews)
		add(k, (struct need_key){.kind = NEED_RENEWED, .id = act->renews});
	add_permits(k, pol, p, act, now);
	add_series(k, pol, p, now);
	add_form(k, p->form, p->form_n, act->body);
	add_carriers(k, pol, p, act->body, NULL);
}

static void
need_of_matter(struct keys *k, const struct policy *pol, const struct act *act, const struct matter *m,
    const struct now *now)
{
	const struct procedure *p = &pol->procedures[m->procedure];
	const struct json *body = act->kind == ACT_CORRECT ? json_get(act->body, "form") : act->body;
	bool whole = act->kind == ACT_CHANGE || (act->kind == ACT_CORRECT && act->step.n == 0);
	int step = step_index(p, act->step);

	add_series(k, pol, p, now);
	add_carriers(k, pol, p, NULL, m);
	if (p->valid.renew && m->of)
		add(k, (struct need_key){.kind = NEED_RENEWED, .id = m->of});
	if (act->kind == ACT_CHANGE)
		add_permits(k, pol, p, act, now);
	if (whole) { /* another form of the matter: other items, which others may carry */
		add_form(k, p->form, p->form_n, body);
		add_carriers(k, pol, p, body, NULL);
	} else if ((act->kind == ACT_DO || act->kind == ACT_DECIDE || act->kind == ACT_CORRECT) &&
	           step != NONE) {
		add_form(k, p->steps[step].form, p->steps[step].form_n, body);
		if (act->kind == ACT_DO)
			add_over(k, &p->steps[step], m);
	}
}

/* A value for one thing: the thing. */
static void
need_set(struct keys *k, const struct policy *pol, const struct act *act)
{
	int setting = policy_setting(pol, act->setting);
	int64_t id;

	if (setting != NONE && pol->settings[setting].of == SETTING_OF_ITEM &&
	    form_digits(json_get_str(act->body, "of"), &id))
		add(k, (struct need_key){.kind = NEED_ITEM, .id = id});
}

size_t
need(const struct policy *pol, const struct act *act, const struct facts *got, const struct now *now,
    struct need_key out[NEED_MAX])
{
	struct keys k = {out, 0};

	if (act->kind == ACT_SET)
		need_set(&k, pol, act);
	else if (act->kind == ACT_SUBMIT)
		need_submit(&k, pol, act, now);
	else if (got && got->matter && got->matter->id == act->matter)
		need_of_matter(&k, pol, act, got->matter, now);
	else if (act->matter > 0)
		add(&k, (struct need_key){.kind = NEED_MATTER, .id = act->matter});
	return k.n;
}
