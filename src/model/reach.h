/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the paths of a policy reach in one matter: items, their fields, conditions over them. */
#ifndef MODEL_REACH_H
#define MODEL_REACH_H

#include "model/case.h"

/* A matter in its surroundings. */
struct reach {
	const struct policy *pol;
	const struct facts *facts;
	const struct matter *m;
	const struct town *town;
	day day;
};

struct reached { /* each item once, in the order in which it was reached */
	const struct item *items[CASE_ITEMS];
	size_t n;
};

/* What the form holds where the path begins. */
const struct value *reach_form(const struct reach *r, const struct path *path);
void reach_items(const struct reach *r, const struct path *path, struct reached *out);
/* A field of an item by its name, also "owner" and "state"; false when its register has none of that name. */
bool reach_leaf(const struct policy *pol, const struct item *item, struct str name, struct value *out);
/* Do the conditions of this step hold? */
bool reach_when(const struct reach *r, const struct step *s);
/*
 * Would they hold if this were the only item? A condition over a field of items
 * is asked of the item itself; others, and those over fields it has not, as they stand.
 */
bool reach_fits(const struct reach *r, const struct step *s, const struct item *item);
/*
 * The sections that own what an actor's paths reach, each once: only of items
 * that fit the step's conditions by themselves, so that the owner of a
 * harmless thing is not asked because of a dangerous one beside it.
 */
size_t reach_owners(
    const struct reach *r, const struct step *s, const struct actor *by, struct str *out, size_t max);

#endif
