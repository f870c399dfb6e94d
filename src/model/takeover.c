/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/takeover.h"

#include "model/permission.h"

static bool
find_step(struct judging *j, size_t *at)
{
	int step = step_index(j->proc, j->act->at);

	if (str_eq(j->act->at, STEP_FORM_NAME))
		return true;
	*at = step == NONE ? j->proc->step_n : (size_t)step;
	if (step != NONE || str_eq(j->act->at, TAKEOVER_DONE))
		return true;
	return refuse(j, ERR_REFUSED, SAY_STEP_UNKNOWN, j->proc->label, judging_clip(j->act->at));
}

/* For another that has been asked already: of him who sent it. */
bool
takeover_check(struct judging *j, size_t *at)
{
	*at = 0;
	if (j->act->at.n == 0)
		return true;
	if (j->act->behalf.n == 0 &&
	    !permission_check(j, STR("takeover"), say(j->a, SAY_ACT_TAKEOVER), j->who))
		return false;
	if (json_get(j->act->body, "_paper") == NULL)
		return wrong(j, STR("_paper"), say(j->a, SAY_PAPER), SAY_PAPER_MISSING);
	return find_step(j, at);
}
