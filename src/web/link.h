/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The line to gate and auth. One thread owns both channels; a request that
 * asks something is suspended and woken when every answer is there, so that
 * many acts are under way at once and the gate can commit them in groups.
 */
#ifndef WEB_LINK_H
#define WEB_LINK_H

#include "base/arena.h"
#include "proto/msg.h"
#include "web/who.h"

struct link;

/* One question and its answer. `request` of the message is filled in by the link. */
struct ask {
	struct msg question;
	struct msg answer; /* its texts lie in the batch's arena */
	enum err
	    err; /* ERR_OK when there is an answer; ERR_BUSY: none in time; ERR_CLOSED: the peer has gone */
	struct asks *batch;
	int64_t id;
	bool open;
};

typedef void link_done(void *context);

/* Questions that one request waits for. */
struct asks {
	struct arena *arena; /* nobody else touches it until `done` is called */
	struct ask *ask;
	size_t n;
	link_done *done; /* called once, from the link's thread */
	void *context;
	size_t open; /* the link's own count, as are the next two */
	int64_t deadline;
	struct asks *next;
};

/* How it went: that no answer came, else what the peer said; a number that is no error is ERR_IO. */
enum err link_err(const struct ask *ask, int64_t said);

/* Takes the two descriptors over and starts the thread. Sessions that end are dropped from `who`. */
struct link *link_start(int gate, int auth, struct who *who);
void link_send(struct link *l, struct asks *batch);
/* Tells the gate of something that is no act (a refused read, an export); no answer is waited for. */
void link_record(struct link *l, struct str session, struct str ip, struct str what, struct str detail);
/* An upload that breaks off is forgotten; no answer is waited for. */
void link_give_up(struct link *l, int64_t upload);
/* Ends a session; no answer is waited for. */
void link_logout(struct link *l, struct str session);
/* Has a peer gone? Then this process is of no use any more. */
bool link_is_closed(struct link *l);

#endif
