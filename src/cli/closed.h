/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key of what is narrow and of the attachments, for commands that read a town as its owner. */
#ifndef CLI_CLOSED_H
#define CLI_CLOSED_H

#include "cli/home.h"
#include "gate/blobs.h"
#include "store/store.h"

/* Gives the store the key, when the town has one that can be read here (its start key is there); else nothing. */
void closed_open(struct arena *a, const struct home *h, struct store *s);
/* The attachments, opened; NULL when the key cannot be read here. Ends with blobs_close. */
struct blobs *closed_blobs(struct arena *a, const struct home *h);

#endif
