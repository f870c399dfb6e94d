/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the gate answered to an act, read from its JSON; and acts on their way to it. */
#ifndef WEB_JUDGED_H
#define WEB_JUDGED_H

#include "codec/json.h"
#include "proto/act.h"
#include "web/request.h"

struct judged {
	enum err err; /* ERR_OK = allowed and recorded */
	bool unknown; /* no answer in time: it may have been recorded */
	int64_t seq, matter;
	struct str why, way_out, field;
	const struct json *since;        /* list: what happened meanwhile */
	const struct json *codes;        /* map: one-time codes by person; they are in no other answer */
	const struct json *without_code; /* list: for whom none could be made */
};

/* The answer to one question of the request. Texts lie in its page arena. */
void judged_read(struct request *rq, const struct ask *ask, struct judged *out);
/* The failure of a judged act as one that a handler returns: rq->why and rq->way_out are set. */
enum err judged_fail(struct request *rq, const struct judged *j);
/* "時刻 誰 何" of each line of `since`. */
size_t judged_since(struct request *rq, const struct judged *j, struct str **out);

/* Writes the act (its body already JSON, or empty) into the request's arena and asks the gate. */
void judged_ask(struct request *rq, struct ask *ask, const struct act *act, struct str body);

#endif
