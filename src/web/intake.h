/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A form that may bring files, read as it comes. What is typed, and lists that
 * a page reads itself, are kept in memory up to BODY_MAX; a file of a field
 * ("f.NAME.file") goes on to the gate in pieces, each answered before more is
 * taken from the browser. In the end there is a form as if the value of the
 * field ("f.NAME") had been typed, so that no page needs to know.
 */
#ifndef WEB_INTAKE_H
#define WEB_INTAKE_H

#include "web/request.h"

enum {
	INTAKE_PIECE = 256 * 1024 /* sent to the gate at a time; fits in a message */
};

struct intake;

/* For a request whose head says that it is such a form; lives in its arena. NULL with the reason in rq->why. */
struct intake *intake_new(struct request *rq);
/* Room for what has come; 0 when it must be read from first. */
size_t intake_add(struct intake *in, struct str bytes);
/*
 * Reads on. True: the gate has been asked something (rq->asks), to be called
 * again when it has answered. `all` says that nothing more comes.
 */
bool intake_go(struct intake *in, bool all);
/* When all has come: the form and the lists, or what was wrong. */
enum err intake_end(struct intake *in, struct form *form, struct multipart *files) MUST_USE;

/* The request is over: what was under way with the gate is given up. */
void intake_drop(struct intake *in);

#endif
