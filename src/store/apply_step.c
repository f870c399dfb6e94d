/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects on the steps of matters: opened, closed, filled in, late. */
#include "query.h"
#include "store/apply.h"
#include "store/list.h"

enum { TYPED_MAX = 1 << 20 };

/* What a step's state may become; the words are the outcomes' own. */
static const char *const stamps[] = {
    "done", "permit", "conditional", "refuse", "return", "taken", "unconfirmed", "confirmed"};

enum err
apply_step(struct apply *p, const struct effect *e)
{
	struct q_apply_step_again_in again = {e->matter, e->step, e->section, e->role, e->due, e->remind};
	struct matter_row *m = apply_matter(p, e->matter);
	enum err err = apply_matter_load(p, m);

	if (err != ERR_OK)
		return err;
	if (m->steps)
		err = q_apply_step_again(p->store, &again);
	if (m->steps && err != ERR_NOT_FOUND)
		return err;
	return q_apply_step_add(p->store, &(struct q_apply_step_add_in){.matter = m->id,
	                                      .n = ++m->steps,
	                                      .step = e->step,
	                                      .role = e->role,
	                                      .section = e->section,
	                                      .seq = p->entry->seq,
	                                      .due = e->due,
	                                      .remind = e->remind,
	                                      .applicant = m->applicant,
	                                      .procedure = m->procedure});
}

static bool
is_outcome(struct str word)
{
	for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++)
		if (str_eq(word, str_of(stamps[i])))
			return true;
	return false;
}

/* What was taken over from paper was closed by nobody here: who entered it stands in the log. */
enum err
apply_stamp(struct apply *p, const struct effect *e)
{
	const struct entry *n = p->entry;
	bool taken = str_eq(e->outcome, STR("taken"));
	struct q_apply_step_stamp_in in = {
	    .matter = e->matter,
	    .step = e->step,
	    .section = e->section,
	    .state = e->outcome,
	    .seq = n->seq,
	    .role = e->role,
	    .person = taken         ? STR("")
	              : n->behalf.n ? n->behalf
	                            : n->actor,
	    .post = taken ? STR("") : n->post,
	    .day = p->day,
	    .deputy = str_eq(e->kind, STR("deputy")),
	    .note = apply_text(p, e->ref),
	};

	(void)apply_matter(p, e->matter);
	apply_about(p, e->step, e->outcome);
	return is_outcome(e->outcome) ? apply_hit(q_apply_step_stamp(p->store, &in)) : ERR_CORRUPT;
}

enum err
apply_raise(struct apply *p, const struct effect *e)
{
	(void)apply_matter(p, e->matter);
	apply_about(p, e->step, STR(""));
	return apply_hit(q_apply_step_raise(
	    p->store, &(struct q_apply_step_raise_in){e->matter, e->step, e->section, e->role}));
}

enum err
apply_past(struct apply *p, const struct effect *e)
{
	(void)apply_matter(p, e->matter);
	return q_apply_step_past(p->store,
	    &(struct q_apply_step_past_in){.matter = e->matter, .seq = p->entry->seq, .day = p->day});
}

/* A reminder tells itself apart in the log; the entry is a `late` like the other. */
enum err
apply_late(struct apply *p, const struct effect *e)
{
	(void)apply_matter(p, e->matter);
	if (e->flag == 0)
		return apply_hit(q_apply_step_late(
		    p->store, &(struct q_apply_step_late_in){e->matter, e->step, e->section}));
	apply_about(p, e->step, STR("remind"));
	return apply_hit(q_apply_step_reminded(
	    p->store, &(struct q_apply_step_reminded_in){e->matter, e->step, e->section}));
}

/* --- what was filled in ------------------------------------------------------------------------ */

static bool
is_typed_row(const struct typed_row *t, const struct effect *e)
{
	return t->matter == e->matter && t->row == e->n && str_eq(t->step, e->step) &&
	       str_eq(t->section, e->section);
}

enum err
apply_typed(struct apply *p, const struct effect *e)
{
	struct typed_row *t = p->typed_n ? &p->typed[p->typed_n - 1] : NULL;

	(void)apply_matter(p, e->matter);
	if (t == NULL || !is_typed_row(t, e)) {
		t = LIST_ADD(p->arena, p->typed, p->typed_n, p->typed_room);
		*t = (struct typed_row){
		    .matter = e->matter, .step = e->step, .section = e->section, .row = e->n};
	}
	t->correct = e->what == EFFECT_CORRECT;
	return fields_note(p, &t->changes, e);
}

enum err
apply_row(struct apply *p, const struct effect *e)
{
	if (e->n < 1)
		return ERR_CORRUPT;
	apply_about(p, e->step, STR(""));
	return apply_typed(p, e);
}

/* A row that is there already gets what is new in it. */
static enum err
row_write(struct apply *p, const struct typed_row *t)
{
	struct q_apply_row_fields_in in = {t->matter, t->step, t->section, t->row};
	struct q_apply_row_fields_out row = {STR("")};
	struct q_apply_row_in put = {t->matter, t->step, t->section, t->row, p->entry->seq, STR("")};
	enum err e = q_apply_row_fields(p->store, p->arena, &in, &row);

	if (e == ERR_OK || e == ERR_NOT_FOUND)
		e = fields_merge(p->arena, row.fields, &t->changes, &put.fields);
	if (e == ERR_OK)
		e = q_apply_row(p->store, &put);
	if (e == ERR_OK)
		e = apply_hit(q_apply_step_rows(
		    p->store, &(struct q_apply_step_rows_in){t->matter, t->step, t->section, t->row}));
	return e;
}

/* What was typed stands at the latest opening of the step, open or just closed. */
static enum err
typed_write(struct apply *p, const struct typed_row *t)
{
	struct q_apply_step_latest_in in = {t->matter, t->step, t->section};
	struct q_apply_step_latest_out row;
	struct str fields;
	enum err e = apply_hit(q_apply_step_latest(p->store, p->arena, &in, &row));

	if (e == ERR_OK)
		e = fields_merge(p->arena, row.fields, &t->changes, &fields);
	if (e == ERR_OK)
		e = apply_hit(q_apply_step_fields(
		    p->store, &(struct q_apply_step_fields_in){t->matter, row.n, fields}));
	if (e == ERR_OK && t->correct)
		e = fields_history(p, t->matter, t->step, t->section, row.fields, &t->changes);
	return e;
}

enum err
apply_typed_write(struct apply *p)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < p->typed_n && e == ERR_OK; i++)
		e = p->typed[i].row ? row_write(p, &p->typed[i]) : typed_write(p, &p->typed[i]);
	return e;
}

/* What was typed when the step was last done: of an erased or unknown one an empty text. */
enum err
apply_typed_text(
    struct apply *p, int64_t matter, struct str step, struct str section, struct str field, struct str *out)
{
	struct q_apply_step_latest_in in = {matter, step, section};
	struct q_apply_step_latest_out row;
	struct json *fields;
	enum err e = q_apply_step_latest(p->store, p->arena, &in, &row);

	*out = STR("");
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
	if (json_read(p->arena, row.fields, TYPED_MAX, &fields, NULL) != ERR_OK)
		return ERR_CORRUPT;
	for (const struct json *j = fields->first; j != NULL; j = j->next)
		if (str_eq(j->key, field) && j->kind == JSON_STR)
			*out = j->s;
	return ERR_OK;
}
