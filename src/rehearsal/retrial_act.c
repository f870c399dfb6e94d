/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From an entry back to the act: what the message said stands in subject, effects and body. */
#include "model/takeover.h"
#include "rehearsal/retrial_inside.h"

static bool
kind_read(struct str word, enum act_kind *out)
{
	for (int k = 0; k < ACT_COUNT; k++)
		if (str_eq(word, act_word((enum act_kind)k))) {
			*out = (enum act_kind)k;
			return true;
		}
	return false;
}

static enum outcome
outcome_read(struct str word)
{
	for (int o = OUTCOME_PERMIT; o <= OUTCOME_CONDITIONAL; o++)
		if (str_eq(word, outcome_word((enum outcome)o)))
			return (enum outcome)o;
	return OUTCOME_NONE;
}

static const struct effect *
effect_find(const struct effects *fx, enum effect_kind what)
{
	for (size_t i = 0; i < fx->n; i++)
		if (fx->e[i].what == what)
			return &fx->e[i];
	return NULL;
}

/* The step that was named: of several closed at once any will do, they are closed together again. */
static struct str
step_of(const struct effects *fx)
{
	static const enum effect_kind about[] = {
	    EFFECT_STAMP, EFFECT_ROW, EFFECT_LATE, EFFECT_RAISE, EFFECT_CORRECT};

	for (size_t i = 0; i < sizeof about / sizeof *about; i++) {
		const struct effect *e = effect_find(fx, about[i]);

		if (e)
			return e->step;
	}
	return STR("");
}

static bool
is_taken(const struct effects *fx, const struct effect *opened)
{
	for (size_t i = 0; i < fx->n; i++)
		if (fx->e[i].what == EFFECT_STAMP && str_eq(fx->e[i].step, opened->step) &&
		    str_eq(fx->e[i].outcome, STR("taken")))
			return true;
	return false;
}

/* Where a matter that was taken over went on: at the first step that was not done on paper. */
static struct str
at_of(const struct effects *fx)
{
	bool taken = false;

	if (effect_find(fx, EFFECT_END) != NULL)
		return TAKEOVER_DONE;
	for (size_t i = 0; i < fx->n; i++) {
		if (fx->e[i].what != EFFECT_STEP)
			continue;
		if (!is_taken(fx, &fx->e[i]))
			return taken ? fx->e[i].step : STEP_FORM_NAME;
		taken = true;
	}
	return taken ? TAKEOVER_DONE : STEP_FORM_NAME;
}

static void
submit_read(const struct effects *fx, struct act *act)
{
	const struct effect *open = effect_find(fx, EFFECT_OPEN);

	if (open == NULL)
		return;
	act->procedure = open->procedure;
	if (open->flag == 1)
		act->at = at_of(fx);
	else if (open->flag == 0)
		act->renews = open->of;
}

bool
retrial_act(struct arena *a, const struct entry *entry, const struct effects *fx, const struct json *body,
    struct act *out)
{
	const struct effect *stamp = effect_find(fx, EFFECT_STAMP);
	struct json *subject = NULL;

	*out = (struct act){.id = entry->id, .seen = -1, .behalf = entry->behalf, .body = body};
	if (!kind_read(entry->act, &out->kind) ||
	    (entry->subject.n && json_read(a, entry->subject, ENTRY_MAX, &subject, NULL)))
		return false;
	/* on behalf it was judged as the other person's: the post stands for him */
	if (entry->behalf.n == 0)
		out->post = entry->post;
	if (out->kind == ACT_SUBMIT) {
		submit_read(fx, out);
		return out->procedure.n > 0;
	}
	out->matter = subject ? json_get_int(subject, "matter", 0) : 0;
	out->setting = subject ? json_get_str(subject, "setting") : STR("");
	out->step = step_of(fx);
	if (out->kind == ACT_DECIDE && stamp)
		out->outcome = outcome_read(stamp->outcome);
	return true;
}
