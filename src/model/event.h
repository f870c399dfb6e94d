/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Events (契機): what happens on a day, or by an act, and begins another
 * procedure. What a day brings is found here; what an act did is read from its
 * effects.
 */
#ifndef MODEL_EVENT_H
#define MODEL_EVENT_H

#include "model/judge.h"
#include "model/opening.h"

/*
 * A date is known late now and then: a staff list that is read in a week after
 * it counts. So an event of a person or a post counts for a month.
 */
enum { EVENT_MONTH = 31 };

/*
 * Adds what `d` brings: person.*, post.vacant, item.due. As in round_list; who
 * was there from the town's first staff list on has not joined.
 */
void event_list(struct arena *a, const struct policy *pol, const struct town *town, day d, day today,
    const struct item *items, size_t item_n, struct openings *out);

/* Something that an act did. */
struct happening {
	enum trigger_event event;
	int64_t matter;           /* matter.*, row.added; else 0 */
	struct str procedure;     /* its id */
	struct str step, section; /* row.added */
	int n;                    /* row.added: of that step, from 1 */
	int64_t item;             /* item.* */
	struct str field;         /* item.changed */
};
/* All of an act that was allowed, its words copied; `m` is the procedure of the verdict's matter (NULL: of none). */
size_t event_read(
    struct arena *a, const struct verdict *v, const struct procedure *m, struct happening **out);
/* Does this trigger ask for it? Of items only the kind of event and the field are looked at: `of` needs the item. */
bool event_meant(const struct policy *pol, const struct trigger *t, const struct happening *h);
/* The opening's id: the act of `seq` did it. */
struct str event_id(struct arena *a, const struct procedure *to, const struct happening *h, int64_t seq);
/* Is this index one of those that the trigger names, or names it none? */
bool event_is_of(const struct trigger *t, int index);

#endif
