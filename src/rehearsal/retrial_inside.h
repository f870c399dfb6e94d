/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the retrial share with each other; nobody else includes it. */
#ifndef REHEARSAL_RETRIAL_INSIDE_H
#define REHEARSAL_RETRIAL_INSIDE_H

#include "rehearsal/retrial.h"

/* The act that made this entry; false when it cannot be told. `seen` is not in it. */
bool retrial_act(struct arena *a, const struct entry *entry, const struct effects *fx,
    const struct json *body, struct act *out);

#endif
