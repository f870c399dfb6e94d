/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How each kind of act is judged: the targets of judge's table. False = refused, with the reason in the
 * verdict. */
#ifndef MODEL_HANDLER_H
#define MODEL_HANDLER_H

#include "model/judging.h"

bool submission_judge(struct judging *j);
bool decision_judge(struct judging *j);
bool deed_judge(struct judging *j); /* do and confirm */
bool deed_judge_confirm(struct judging *j);
bool ending_judge_withdraw(struct judging *j);
bool ending_judge_revoke(struct judging *j);
bool people_judge(struct judging *j);
bool people_judge_appoint(struct judging *j);
bool rule_judge_holiday(struct judging *j);
bool rule_judge_set(struct judging *j);
bool rule_judge_adopt(struct judging *j);
bool change_judge(struct judging *j);
bool raise_judge(struct judging *j);
bool comment_judge(struct judging *j);
bool notice_judge_review(struct judging *j);
bool correction_judge(struct judging *j);
bool absence_judge(struct judging *j);
bool station_judge(struct judging *j);
bool code_judge(struct judging *j);
bool clock_judge_day(struct judging *j);
bool clock_judge_late(struct judging *j);

/* Could the form be given back to the applicant now? */
bool decision_may_return(struct judging *j);
bool comment_may(struct judging *j);
/* May he correct the form (row NULL) or what was typed at this row; and is there anything at a row to correct? */
bool correction_may(const struct judging *j, const struct opened *row, const struct post **by);
bool correction_fits(const struct procedure *p, const struct opened *o);
/* Could he take it back, could he revoke its permit; for buttons too. They refuse like the acts do. */
bool ending_may_withdraw(struct judging *j);
bool ending_may_revoke(struct judging *j, const struct post **by);

#endif
