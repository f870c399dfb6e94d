/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Something is said about a matter: by anybody who may read it, also after its end. */
#include "model/form.h"
#include "model/handler.h"
#include "model/matter.h"
#include "model/may_read.h"

bool
comment_may(struct judging *j)
{
	return j->who->kind != PERSON_STATION && may_read_matter(j->pol, j->town, j->who, j->now->day, j->m);
}

bool
comment_judge(struct judging *j)
{
	struct str text;
	const struct post *main;

	if (!matter_take(j))
		return false;
	/* whoever may not read it is told no more than that */
	if (!comment_may(j))
		return refuse(j, ERR_REFUSED, SAY_COMMENT_NOT_YOURS);
	if (!form_only(j, j->act->body, "text") ||
	    !form_text(j, j->act->body, "text", say(j->a, SAY_COMMENT), &text))
		return false;
	if (text.n == 0)
		return wrong(
		    j, STR("text"), say(j->a, SAY_COMMENT), SAY_FORM_MISSING, say(j->a, SAY_COMMENT));
	main = j->as ? j->as : town_main_post(j->town, j->who, j->now->day);
	j->out->post = main ? main->id : STR("");
	judging_about(j, EFFECT_COMMENT)->ref = STR("text");
	j->out->say = say(j->a, SAY_COMMENTED);
	return true;
}
