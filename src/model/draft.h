/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Items as they will be after this act: every change is an effect and is seen at once by what follows. */
#ifndef MODEL_DRAFT_H
#define MODEL_DRAFT_H

#include "model/judging.h"

/* Makes the changeable copies; one more place for an item that is added. */
void draft_begin(struct judging *j);
/* A new item of a register, with the act's seq as its id; NULL when this act has added one already. */
struct item *draft_add(struct judging *j, int reg, struct str section, struct str state);
/*
 * Sets a field ("state" and "owner" too) of an item; `ref` is for texts (then
 * the value is what is known of it). An item whose register has none of that name is left.
 */
void draft_set(struct judging *j, struct item *it, struct str field, const struct value *v, struct str ref);
/* The item of the draft, or NULL. */
struct item *draft_item(struct judging *j, int64_t id);
/* At the end: fields that are worked out from other items follow them. */
void draft_settle(struct judging *j);
/* Next number of a section's series as an effect: for the matter (item NULL) in the fiscal year of today, for a new item through the years. */
void draft_number(struct judging *j, struct str series, struct str section, const struct item *item);

#endif
