/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* NEED_PERMITS: the permits in force that agree with what somebody sends. Private to this folder. */
#ifndef STORE_PERMIT_H
#define STORE_PERMIT_H

#include "store/store.h"

/* The first key of an act fills `permits`, each further one leaves those that agree with it too. */
enum err permit_fetch(
    struct store *s, struct arena *a, const struct need_key *k, struct facts *facts) MUST_USE;

#endif
