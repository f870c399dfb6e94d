/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The town's own words for what the ledger holds: dates, names, values, acts. */
#ifndef WEB_LABEL_H
#define WEB_LABEL_H

#include "model/case.h"
#include "view.h"
#include "web/request.h"

/* 令和8年11月23日（月）; empty for no date. */
struct str label_day(struct arena *a, day d);
struct str label_iso(struct arena *a, struct str iso);
/* 令和8年11月23日 14:05, in Tokyo. */
struct str label_time(struct arena *a, int64_t seconds);
/* A due time: with the hour only where it is not the end of a day. */
struct str label_due(struct arena *a, int64_t seconds, bool late);

/* 残り3時間20分, 期限超過 2日; empty when there is no due time or it is days away. */
struct str label_left(struct arena *a, int64_t due, int64_t now);

/* "/matter/" and 812: an address, without the cost of a format. */
struct str label_path(struct arena *a, struct str folder, int64_t id);

/* Names by id; the id itself for one that is not known (any more). */
struct str label_person(const struct desk *k, struct str id);
struct str label_section(const struct desk *k, struct str id);
struct str label_post(const struct desk *k, struct str id);
/* "4-8-2" -> "第4章 4-8-2" is not ours to invent: the clause as the policy names it. */
struct str label_clause(struct arena *a, struct str id);
struct str label_clauses(struct arena *a, const struct str_list *ids);

/* What names an item: its number and its first line. */
struct str label_item(struct request *rq, int64_t id);
struct str label_item_of(struct request *rq, const struct item *it);
struct str label_item_row(
    struct request *rq, const struct reg *r, int64_t id, struct str number, struct str fields);
/* A value as people read it. */
/* A file as its name and size; empty when `value` is none. */
struct str label_file(struct arena *a, struct str value);
/* Where it is fetched: "/matter/12" and which one. */
struct str label_file_href(struct arena *a, const char *folder, int64_t id, struct str value);
struct str label_value(
    struct request *rq, const struct policy *p, const struct field *f, const struct value *v);
/* The same from a stored JSON spelling. */
struct str label_json(struct request *rq, const struct policy *p, const struct field *f, struct str json);
/* Label and value, with a link where it is an item. */
struct view_pair label_pair(
    struct request *rq, const struct policy *p, const struct field *f, const struct value *v);
/* All fields that hold something; returns how many. */
size_t label_pairs(struct request *rq, const struct policy *p, const struct field *f, size_t n,
    const struct value *v, struct view_pair *out);

struct str label_state(enum matter_state s);
/* The class of its badge: wait, good, bad, plain. */
struct str label_mark(enum matter_state s);
/* The same by the word that the tables keep. */
struct str label_state_word(struct str word);
struct str label_state_mark(struct str word);
/* "持出しの許可：許可" of a line of the log. */
struct str label_act(
    struct request *rq, const struct procedure *p, struct str act, struct str step, struct str outcome);
struct str label_channel(struct str channel);
/* Does somebody press 報告する here (and others confirm it), rather than confirm that he has been told? */
bool label_is_report(const struct procedure *p, int step);
/* Its label; of the form itself, what is to be done with it: sent again by who applied, or filled in. */
struct str label_step(const struct procedure *p, int step, bool applied);
/* How a step stands, in its own words; the class of its badge. */
struct str label_step_state(const struct procedure *p, const struct opened *o);
struct str label_step_mark(const struct opened *o);
/* 後閲, 写し … of a notice. */
struct str label_notice(struct arena *a, struct str kind);

#endif
