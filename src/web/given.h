/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a form begins with before anybody types: the thing he came from, what
 * the register says of it now, the time and section of an alarm.
 */
#ifndef WEB_GIVEN_H
#define WEB_GIVEN_H

#include "web/field.h"

/* By the order of the form: does a thing chosen in this field bring its present values with it? */
const bool *given_loads(struct request *rq, const struct procedure *p);
/* Is there a field of this form that a thing of this register can be chosen in? */
bool given_takes(const struct procedure *p, int reg);
/* Fills what the address says (?item=, ?matter=) and what an alarm knows by itself. */
void given_begin(struct request *rq, const struct procedure *p, struct field_form *f);
/* 今の内容を読み込む: the values that the chosen thing has now take the place of what was typed. */
void given_load(struct request *rq, const struct procedure *p, struct field_form *f);
/* Was that pressed? */
bool given_is_loading(const struct request *rq);

#endif
