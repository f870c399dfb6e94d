/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * 代行入力: somebody enters what another did, on paper or by word of mouth. The
 * act is judged as that person's; the entry keeps who entered it. What stands on
 * paper (`_paper` in the body) is done with that; otherwise he has it before
 * him until he has seen it.
 */
#ifndef MODEL_BEHALF_H
#define MODEL_BEHALF_H

#include "model/judging.h"

/*
 * Before anything else is asked: sets j->who to the person for whom it is
 * entered (j->sender stays who entered it) and checks that the sender may, and
 * the reserved keys of the body. Without `behalf` both are the same person.
 */
bool behalf_begin(struct judging *j);
/* Whose post an act of his is judged by: his own; for an outsider, who holds none, the sender's. */
const struct person *behalf_poster(const struct judging *j);
/* After the act was found good: PAPER, or NOTICE_BEHALF to him. */
void behalf_settle(struct judging *j);
/* The body's `_paper` ({number, date}, the date not after today), when it has one: checked. *is: it has. */
bool behalf_paper(struct judging *j, const struct json *body, bool *is);
/* The effect PAPER of a body that has been checked; of the act's matter, or of none. */
void behalf_emit_paper(struct judging *j);

#endif
