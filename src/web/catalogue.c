/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/catalogue.h"

#include "base/fold.h"
#include "web/phrase.h"

enum { TEXTS_MAX = 64 };

static bool
enters(const struct procedure *p)
{
	for (size_t i = 0; i < p->then_n; i++)
		if (p->then[i].what == THEN_ADD)
			return true;
	return false;
}

static bool
has_step(const struct procedure *p, enum step_kind kind)
{
	for (size_t i = 0; i < p->step_n; i++)
		if (p->steps[i].kind == kind)
			return true;
	return false;
}

enum catalogue
catalogue_of(const struct procedure *p)
{
	if (p->alarm.n)
		return CATALOGUE_REPORT;
	if (p->valid.set)
		return CATALOGUE_PERMIT;
	if (enters(p))
		return CATALOGUE_REGISTER;
	if (has_step(p, STEP_INFORM))
		return CATALOGUE_REPORT;
	return has_step(p, STEP_DECIDE) ? CATALOGUE_PERMIT : CATALOGUE_RECORD;
}

struct str
catalogue_label(enum catalogue c)
{
	static const enum text_key labels[CATALOGUES] = {
	    [CATALOGUE_REPORT] = TEXT_CATALOGUE_REPORT,
	    [CATALOGUE_PERMIT] = TEXT_CATALOGUE_PERMIT,
	    [CATALOGUE_REGISTER] = TEXT_CATALOGUE_REGISTER,
	    [CATALOGUE_RECORD] = TEXT_CATALOGUE_RECORD,
	};

	return phrase(labels[c]);
}

static bool
stands_in(struct arena *a, struct str word, const struct str *texts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_find(fold_key(a, texts[i]), word) != SIZE_MAX)
			return true;
	return false;
}

bool
catalogue_fits(struct arena *a, struct str query, const struct str *texts, size_t n)
{
	struct str rest = str_trim(fold_width(a, query)), word;

	while (str_cut(&rest, ' ', &word))
		if (word.n && !stands_in(a, fold_key(a, word), texts, n))
			return false;
	return true;
}

bool
catalogue_fits_procedure(
    struct arena *a, struct str query, const struct policy *p, const struct procedure *proc)
{
	struct str texts[TEXTS_MAX];
	size_t n = 0;

	texts[n++] = proc->label;
	texts[n++] = proc->say;
	for (size_t i = 0; i < proc->then_n && n < TEXTS_MAX / 2; i++)
		if (proc->then[i].what == THEN_ADD)
			texts[n++] = p->registers[proc->then[i].reg].label;
	for (size_t i = 0; i < proc->clauses.n && n < TEXTS_MAX; i++)
		texts[n++] = proc->clauses.s[i];
	return catalogue_fits(a, query, texts, n);
}
