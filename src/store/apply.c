/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an entry's effects make of the tables: no policy, no clock, no judge.
 * The same ledger makes the same tables, whatever code or policy comes later.
 */
#include "store/apply.h"

#include "base/die.h"
#include "base/num.h"
#include "query.h"
#include "store/narrow.h"

enum { SUBJECT_MAX = 4096 };

static apply_effect *const handlers[EFFECT_COUNT] = {
    [EFFECT_TOWN] = apply_town,
    [EFFECT_POLICY] = apply_policy,
    [EFFECT_SECTION] = apply_section,
    [EFFECT_POST] = apply_post,
    [EFFECT_PERSON] = apply_person,
    [EFFECT_HOLD] = apply_hold,
    [EFFECT_ABSENT] = apply_absent,
    [EFFECT_SETTING] = apply_setting,
    [EFFECT_HOLIDAY] = apply_holiday,
    [EFFECT_OPEN] = apply_open,
    [EFFECT_PAPER] = apply_paper,
    [EFFECT_FIELD] = apply_field,
    [EFFECT_STEP] = apply_step,
    [EFFECT_STAMP] = apply_stamp,
    [EFFECT_RAISE] = apply_raise,
    [EFFECT_PAST] = apply_past,
    [EFFECT_ROW] = apply_row,
    [EFFECT_CORRECT] = apply_correct,
    [EFFECT_COMMENT] = apply_comment,
    [EFFECT_NOTICE] = apply_notice,
    [EFFECT_SEEN] = apply_seen,
    [EFFECT_TYPED] = apply_typed,
    [EFFECT_LATE] = apply_late,
    [EFFECT_END] = apply_end,
    [EFFECT_VALID] = apply_valid,
    [EFFECT_NUMBER] = apply_number,
    [EFFECT_ADD] = apply_add,
    [EFFECT_SET] = apply_set,
    [EFFECT_HOLDS] = apply_holds,
    [EFFECT_DAY] = apply_day,
};

/* --- the body --------------------------------------------------------------------------- */

/* The member or the element that one part of a path names. */
static const struct json *
child(const struct json *j, struct str part)
{
	int64_t at = -1;
	const struct json *c;

	if (j->kind == JSON_LIST && !num_i64(part, 0, INT32_MAX, &at))
		return NULL;
	if (j->kind != JSON_LIST && j->kind != JSON_MAP)
		return NULL;
	for (c = j->first; c != NULL; c = c->next)
		if (j->kind == JSON_LIST ? at-- == 0 : str_eq(c->key, part))
			break;
	return c;
}

static const struct json *
body_at(const struct apply *p, struct str ref)
{
	const struct json *j = p->body;
	struct str part;

	if (str_eq(ref, STR(".")))
		return j;
	while (j != NULL && str_cut(&ref, '/', &part))
		j = child(j, part);
	return j;
}

struct str
apply_text(const struct apply *p, struct str ref)
{
	const struct json *j = ref.n ? body_at(p, ref) : NULL;

	return j != NULL && j->kind == JSON_STR ? j->s : STR("");
}

/*
 * What a matter said, when an item is made of it later: "@57/purpose" in its
 * form, "@57:do-it:soumu/what" in its step of that section (perhaps none).
 */
enum err
apply_ref(struct apply *p, struct str ref, struct str *out)
{
	struct str rest = str_sub(ref, 1, ref.n), place, number, step;
	int64_t matter;

	if (!str_starts(ref, STR("@"))) {
		*out = apply_text(p, ref);
		return ERR_OK;
	}
	if (!str_cut(&rest, '/', &place) || rest.p == NULL || !str_cut(&place, ':', &number) ||
	    !num_i64(number, 1, INT64_MAX, &matter))
		return ERR_CORRUPT;
	if (place.p == NULL)
		return apply_form_text(p, matter, rest, out);
	(void)str_cut(&place, ':', &step);
	return apply_typed_text(p, matter, step, place, rest, out);
}

struct str
apply_text_of(const struct apply *p, struct str ref, const char *key)
{
	const struct json *j = ref.n ? body_at(p, ref) : p->body;
	struct str s = j != NULL && j->kind == JSON_MAP ? json_get_str(j, key) : STR("");

	return s.p ? s : STR("");
}

enum err
apply_hit(enum err e)
{
	return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

/* --- the log ----------------------------------------------------------------------------- */

static int64_t
named(int64_t id)
{
	return id > 0 ? id : -1;
}

void
apply_about(struct apply *p, struct str step, struct str outcome)
{
	if (p->step.n || p->outcome.n)
		return;
	p->step = step;
	p->outcome = outcome;
}

static enum err
log_write(struct apply *p, int64_t matter, int64_t item)
{
	const struct entry *n = p->entry;
	struct q_apply_log_in in = {
	    .seq = n->seq,
	    .time = n->time,
	    .actor = n->actor,
	    .post = n->post,
	    .behalf = n->behalf,
	    .channel = n->channel,
	    .act = n->act,
	    .clauses = n->clauses,
	    .matter = named(matter        ? matter
	                    : p->matter_n ? p->matters[0].id
	                                  : 0),
	    .item = named(item        ? item
	                  : p->item_n ? p->items[0].id
	                              : 0),
	    .step = p->step,
	    .outcome = p->outcome,
	};

	return q_apply_log(p->store, &in);
}

/* The matter that an entry is about moves on with it, also when no effect names it. */
static enum err
subject_read(struct apply *p, int64_t *matter, int64_t *item)
{
	struct str text = p->entry->subject;
	struct json *j = NULL;
	enum err e = text.n ? json_read(p->arena, text, SUBJECT_MAX, &j, NULL) : ERR_OK;

	*matter = json_get_int(j, "matter", 0);
	*item = json_get_int(j, "item", 0);
	if (e == ERR_OK && *matter > 0)
		(void)apply_matter(p, *matter);
	return e;
}

/* --- one entry ---------------------------------------------------------------------------- */

static enum err
rows_write(struct apply *p)
{
	enum err e = apply_typed_write(p);

	if (e == ERR_OK)
		e = apply_items_write(p);
	if (e == ERR_OK)
		e = apply_matters_write(p);
	if (e == ERR_OK && p->town_changed)
		e = apply_hit(
		    q_apply_town_version(p->store, &(struct q_apply_town_version_in){p->entry->seq}));
	return e;
}

static enum err
entry_apply(struct store *s, struct arena *a, const struct entry *entry, const struct effects *effects,
    const struct json *body)
{
	struct apply p = {.store = s, .arena = a, .entry = entry, .body = body};
	int64_t matter, item;
	enum err e = ERR_OK;

	p.day = day_iso(a, day_of_time(entry->time));
	if (entry->seq == 0)
		e = q_apply_town_first(s);
	for (size_t i = 0; i < effects->n && e == ERR_OK; i++) {
		must(effects->e[i].what < EFFECT_COUNT);
		e = handlers[effects->e[i].what](&p, &effects->e[i]);
	}
	if (e == ERR_OK)
		e = subject_read(&p, &matter, &item);
	if (e == ERR_OK)
		e = rows_write(&p);
	if (e == ERR_OK)
		e = log_write(&p, matter, item);
	return e;
}

/* What a closed body makes is closed too (narrow.h). */
enum err
store_apply(struct store *s, struct arena *a, const struct entry *entry, const struct effects *effects,
    const struct json *body)
{
	struct effects said = *effects;
	enum err e = narrow_begin(s, a, entry, &body);

	if (e == ERR_OK)
		e = narrow_effects(a, effects, body, &said);
	if (e == ERR_OK)
		e = entry_apply(s, a, entry, &said, body);
	narrow_end(s);
	return e;
}
