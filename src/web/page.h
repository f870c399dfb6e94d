/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all pages have: the frame around them, the way from a view to the reply, and the page of a failure. */
#ifndef WEB_PAGE_H
#define WEB_PAGE_H

#include "view.h"
#include "web/phrase.h"
#include "web/request.h"

/* The frame of a page with this title. */
struct view_frame page_frame(const struct request *rq, struct str title);
/* After its forms were filled: the script for files, where one of them takes some. */
void page_script(const struct request *rq, struct view_frame *f);
/* The menu entry under which the page belongs ("/register") is marked. */
void page_here(struct request *rq, struct view_frame *f, struct str href);

struct buf page_begin(const struct request *rq);
/* The page is drawn; the handler still says how it went. */
void page_end(struct request *rq, const struct buf *b);
#define PAGE_DRAW(rq, name, view)                                                                            \
	do {                                                                                                 \
		struct buf page_buf_ = page_begin(rq);                                                       \
		view_##name(&page_buf_, (view));                                                             \
		page_end((rq), &page_buf_);                                                                  \
	} while (0)

/* A text or file for download. */
void page_file(struct request *rq, struct str name, struct str type, struct str bytes);
/* Says why it failed and what to do; to be shown by page_error. */
void page_why(struct request *rq, enum text_key why, enum text_key todo);
/* What to do about a failure, where the one who failed did not say. */
struct str page_todo(enum err e);
/* Draws the page (or the API's JSON) of a failure; returns it, or ERR_OK when the log-in page takes its place. */
enum err page_error(struct request *rq, enum err e);
/* A fresh id for an act, made when a form is drawn: sent twice, it is done once. */
struct str page_act_id(struct request *rq);

/* A list on an arena that grows to at most `room`. */
#define PAGE_LIST(rq, type, room) ((type *)arena_array((rq)->page, (room), sizeof(type)))

#endif
