/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may use the built-in acts, asked before a page offers them: the same `acts` of the policy that judge reads. */
#ifndef WEB_RIGHT_H
#define WEB_RIGHT_H

#include "proto/act.h"
#include "web/request.h"

/* May he at all, for whomever? */
bool right_has(const struct request *rq, enum act_kind kind);
/* May he about this person (NULL: about anybody): a role relative to a section counts for the sections of his posts only. */
bool right_over(const struct request *rq, enum act_kind kind, const struct person *about);
/* Does he look after the town: its people, stations, closed days? Who may hand out codes alone does not. */
bool right_office(const struct request *rq);
/* Who may, by role: "システム管理者、運営事務局"; empty when the policy names nobody. */
struct str right_roles(const struct request *rq, enum act_kind kind);
/* Says that he may not, and who may; ERR_FORBIDDEN. */
enum err right_refuse(struct request *rq, enum act_kind kind);

#endif
