/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 後閲・供覧: what somebody has still to see, a line a matter. */
#ifndef WEB_NEWS_H
#define WEB_NEWS_H

#include "base/err.h"
#include "view.h"
#include "web/request.h"

struct news;

/* An empty list, on the page's arena. */
struct news *news_begin(struct request *rq);
/* Adds what is to be seen by this person himself. */
enum err news_read_own(struct news *n) MUST_USE;
/* Adds what is to be seen by who holds this role there: he does. */
enum err news_read_of(struct news *n, struct str role, struct str section) MUST_USE;
/* The lines, the oldest news first. */
size_t news_end(struct news *n, const struct view_news **out);

#endif
