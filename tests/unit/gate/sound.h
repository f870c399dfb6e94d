/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What must hold of every matter and its rows, whatever acts made them so. */
#ifndef TEST_GATE_SOUND_H
#define TEST_GATE_SOUND_H

#include "model/case.h"

static inline bool
sound_waiting(const struct opened *o)
{
	return o->state == STEP_OPEN || o->state == STEP_UNCONFIRMED;
}

/* A state that its kind of step can be in. */
static inline void
sound_row(const struct procedure *p, const struct opened *o)
{
	const struct step *s = &p->steps[o->step];

	switch (o->state) {
	case STEP_PERMITTED:
	case STEP_REFUSED:
	case STEP_CONDITIONAL:
		assert_int_equal(s->kind, STEP_DECIDE);
		assert_true(o->person.n > 0 && o->day != DAY_NONE);
		assert_true(o->state != STEP_CONDITIONAL || o->note.n > 0);
		break;
	case STEP_DONE:
		assert_true(s->kind != STEP_DECIDE && !s->confirmed);
		assert_true(o->person.n > 0);
		break;
	case STEP_UNCONFIRMED:
	case STEP_CONFIRMED:
		assert_true(s->confirmed);
		assert_true(o->person.n > 0);
		break;
	default:
		break;
	}
	assert_true(o->rows == 0 || s->rows);
	assert_true(o->remind == 0 || o->remind < o->due);
}

/* One that is open waits for somebody; one that has ended for nobody; a returned one for its form alone. */
static inline void
sound_matter(const struct policy *pol, const struct matter *m)
{
	const struct procedure *p = &pol->procedures[m->procedure];
	size_t waiting = 0, forms = 0;

	for (size_t i = 0; i < m->opened_n; i++) {
		const struct opened *o = &m->opened[i];

		sound_row(p, o);
		if (!sound_waiting(o))
			continue;
		waiting++;
		forms += (size_t)o->step == p->step_n;
		for (size_t k = i + 1; k < m->opened_n; k++)
			assert_false(m->opened[k].step == o->step && sound_waiting(&m->opened[k]) &&
			             str_eq(m->opened[k].section, o->section));
	}
	assert_int_equal(m->state == MATTER_OPEN, waiting > 0);
	assert_true(forms == 0 || waiting == 1);
}

static inline bool
sound_names(const struct procedure *p, const struct matter *m, int64_t item)
{
	for (size_t i = 0; i < p->form_n; i++)
		for (size_t k = 0; m->form[i].kind == VALUE_ITEMS && k < m->form[i].n; k++)
			if (m->form[i].items[k] == item)
				return true;
	return false;
}

#endif
