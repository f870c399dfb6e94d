/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The key with which a new town signs its log. */
#ifndef CLI_INIT_KEYS_H
#define CLI_INIT_KEYS_H

#include "cli/home.h"

/*
 * Makes the log's key: encrypted in keys/log.key to a new recovery password
 * (*recovery, to be shown once) and to a start key written to `start`; its
 * verifier key in keys/log.pub.
 */
enum err init_keys_make(struct arena *a, const struct home *h, struct str origin, struct str start,
    struct str *recovery, struct why *why) MUST_USE;

/*
 * keys/blob.key for a town that has none yet, opened by its start key and by a
 * recovery password of its own, which is in *recovery then and empty otherwise.
 */
enum err init_keys_blob(
    struct arena *a, const struct home *h, struct str start, struct str *recovery, struct why *why) MUST_USE;

#endif
