/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Effects on matters and their forms. */
#include "query.h"
#include "store/apply.h"
#include "store/list.h"
#include "store/narrow.h"

enum { FORM_MAX = 4 << 20 };

/* The one touched last is the one touched next. */
static struct matter_row *
matter_find(const struct apply *p, int64_t id)
{
	for (size_t i = p->matter_n; i > 0; i--)
		if (p->matters[i - 1].id == id)
			return &p->matters[i - 1];
	return NULL;
}

struct matter_row *
apply_matter(struct apply *p, int64_t id)
{
	struct matter_row *m = matter_find(p, id);

	if (m != NULL)
		return m;
	m = LIST_ADD(p->arena, p->matters, p->matter_n, p->matter_room);
	*m = (struct matter_row){.id = id};
	return m;
}

enum err
apply_matter_load(struct apply *p, struct matter_row *m)
{
	struct q_apply_matter_load_out row;
	enum err e;

	if (m->fresh || m->loaded)
		return ERR_OK;
	e = apply_hit(q_apply_matter_load(p->store, p->arena, &(struct q_apply_matter_load_in){m->id}, &row));
	if (e != ERR_OK)
		return e;
	m->procedure = row.procedure;
	m->applicant = row.applicant;
	m->form = row.form;
	m->steps = row.steps;
	m->loaded = true;
	return ERR_OK;
}

/* --- matters -------------------------------------------------------------------------------- */

enum err
apply_open(struct apply *p, const struct effect *e)
{
	struct matter_row *m = apply_matter(p, e->matter);

	m->fresh = true;
	m->procedure = e->procedure;
	m->applicant = e->person;
	m->post = e->post;
	m->section = e->section;
	m->taken = e->flag == 1;
	m->of = e->of;
	m->state = STR("open");
	return ERR_OK;
}

enum err
apply_field(struct apply *p, const struct effect *e)
{
	struct matter_row *m = apply_matter(p, e->matter);
	enum err err = apply_matter_load(p, m);

	return err == ERR_OK ? fields_note(p, &m->changes, e) : err;
}

/* A value that was wrong: of the matter's form, or of what was typed into a step. */
enum err
apply_correct(struct apply *p, const struct effect *e)
{
	apply_about(p, e->step, STR(""));
	return e->step.n ? apply_typed(p, e) : apply_field(p, e);
}

enum err
apply_end(struct apply *p, const struct effect *e)
{
	struct matter_row *m = apply_matter(p, e->matter);

	m->state = e->state;
	if (e->until.n)
		m->until = e->until;
	return q_apply_step_end(p->store,
	    &(struct q_apply_step_end_in){.matter = e->matter, .seq = p->entry->seq, .day = p->day});
}

enum err
apply_valid(struct apply *p, const struct effect *e)
{
	apply_matter(p, e->matter)->until = e->until;
	return ERR_OK;
}

/* 太総第123号 or 太総機第12号, with the sign that the section has now. */
static enum err
number_label(struct apply *p, const struct effect *e, struct str *out)
{
	struct q_apply_section_sign_out row = {STR("")};
	enum err err =
	    q_apply_section_sign(p->store, p->arena, &(struct q_apply_section_sign_in){e->section}, &row);

	*out = arena_fmt(p->arena, "%.*s%.*s第%lld号", STR_ARG(row.sign), STR_ARG(e->kind), (long long)e->n);
	return err == ERR_NOT_FOUND ? ERR_OK : err; /* the town itself has no sign */
}

enum err
apply_number(struct apply *p, const struct effect *e)
{
	struct str label;
	enum err err = number_label(p, e, &label);

	if (err != ERR_OK)
		return err;
	if (e->item)
		apply_item(p, e->item)->number = label;
	else
		apply_matter(p, e->matter)->number = label;
	return q_apply_counter(p->store, &(struct q_apply_counter_in){e->section, e->series, e->year, e->n});
}

/* --- texts of a form ------------------------------------------------------------------------------ */

/* The form as it stood before the entry, read once. */
static enum err
form_read(struct apply *p, int64_t id)
{
	struct q_apply_matter_load_out row;
	struct json *form;
	enum err e;

	if (p->form != NULL && p->form_of == id)
		return ERR_OK;
	e = apply_hit(q_apply_matter_load(p->store, p->arena, &(struct q_apply_matter_load_in){id}, &row));
	if (e == ERR_OK && json_read(p->arena, row.form, FORM_MAX, &form, NULL) != ERR_OK)
		e = ERR_CORRUPT;
	if (e != ERR_OK)
		return e;
	p->form = form;
	p->form_of = id;
	return ERR_OK;
}

enum err
apply_form_text(struct apply *p, int64_t id, struct str field, struct str *out)
{
	const struct matter_row *m = matter_find(p, id);
	const struct json *j;
	enum err e;

	*out = STR("");
	for (size_t i = 0; m != NULL && i < m->changes.n; i++) {
		if (str_eq(m->changes.c[i].field, field)) {
			*out = m->changes.c[i].value.s;
			return ERR_OK;
		}
	}
	if (m != NULL && m->fresh)
		return ERR_OK;
	e = form_read(p, id);
	for (j = e == ERR_OK ? p->form->first : NULL; j != NULL; j = j->next)
		if (str_eq(j->key, field) && j->kind == JSON_STR)
			*out = j->s;
	return e;
}

/* --- written once, at the end -------------------------------------------------------------------- */

static enum err
matter_add(struct apply *p, const struct matter_row *m, struct str form)
{
	return q_apply_matter_add(p->store, &(struct q_apply_matter_add_in){.id = m->id,
	                                        .procedure = m->procedure,
	                                        .policy = p->entry->policy,
	                                        .state = m->state,
	                                        .applicant = m->applicant,
	                                        .post = m->post,
	                                        .section = m->section,
	                                        .day = p->day,
	                                        .time = p->entry->time,
	                                        .last = p->entry->seq,
	                                        .number = m->number,
	                                        .until = m->until,
	                                        .taken = m->taken,
	                                        .of = m->of,
	                                        .form = form});
}

static enum err
matter_write(struct apply *p, const struct matter_row *m)
{
	struct q_apply_matter_set_in set = {
	    .id = m->id,
	    .last = p->entry->seq,
	    .state = m->state,
	    .number = m->number,
	    .until = m->until,
	};
	struct str form = STR("");
	enum err e = ERR_OK;

	if (m->fresh || m->changes.n)
		e = fields_merge(p->arena, m->form, &m->changes, &form);
	/* nobody searches or sorts by what is closed */
	if (e == ERR_OK && m->changes.n && !narrow_is_closing(p->store))
		e = fields_list(p, m->id, m->fresh, m->procedure, &m->changes);
	if (e == ERR_OK && !m->fresh)
		e = fields_history(p, m->id, STR(""), STR(""), m->form, &m->changes);
	if (e != ERR_OK)
		return e;
	set.form = form;
	return m->fresh ? matter_add(p, m, form) : apply_hit(q_apply_matter_set(p->store, &set));
}

enum err
apply_matters_write(struct apply *p)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < p->matter_n && e == ERR_OK; i++)
		e = matter_write(p, &p->matters[i]);
	return e;
}
