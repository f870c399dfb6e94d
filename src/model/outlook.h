/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The town as effects would leave it: for what only the whole can tell, and for a look before anything is done. */
#ifndef MODEL_OUTLOOK_H
#define MODEL_OUTLOOK_H

#include "codec/json.h"
#include "model/effect.h"
#include "model/town.h"

/*
 * What the effects of a `people` or `appoint` act make of a town: the same that
 * apply makes of the tables. `body` is the act's; other effects are passed over.
 * The new town lives in the arena and shares the texts of both.
 */
void outlook_make(struct arena *a, const struct town *town, const struct effects *effects,
    const struct json *body, struct town *out);
/* "persons/3" in a body, or NULL. */
const struct json *outlook_part(const struct json *body, struct str ref);

#endif
