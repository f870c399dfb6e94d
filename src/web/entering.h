/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is entered for somebody else, or taken over from paper: who may, for
 * whom, and the number and date of the paper.
 */
#ifndef WEB_ENTERING_H
#define WEB_ENTERING_H

#include "codec/json.h"
#include "view.h"
#include "web/request.h"

enum entering { ENTERING_BEHALF, ENTERING_TAKEOVER };

/* May this person do so at all? */
bool entering_may(const struct request *rq, enum entering what);
/* May he enter for this person? */
bool entering_may_for(const struct request *rq, const struct person *who);
/* Everybody for whom he may enter, by section; people from outside last. */
size_t entering_persons(struct request *rq, const struct view_optgroup **out);
/* The steps at which a matter taken over may go on, and the form itself. */
size_t entering_steps(struct request *rq, const struct procedure *p, const struct view_option **out);
/* Number and date of the paper, as they were typed; `bad` is the one that was wrong, and why. */
size_t entering_paper(
    struct request *rq, bool required, struct str bad, struct str why, const struct view_input **out);
/* Was any of it typed? Is what was typed (or must be there) whole? *bad names the input that is not. */
bool entering_has_paper(const struct request *rq);
bool entering_check(const struct request *rq, bool required, struct str *bad);
/* As the member `_paper` of an open JSON object. */
void entering_write(const struct request *rq, struct json_out *o);

#endif
