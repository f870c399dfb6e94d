/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A 32-byte key in a file, encrypted (AES-256-GCM) to one or more passwords or
 * start keys: each is a line with its own Argon2id salt and wrapped copy.
 */
#ifndef CRYPTO_KEYFILE_H
#define CRYPTO_KEYFILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"

enum { KEYFILE_KEY = 32 };

/*
 * The text of a key file that `recovery` (a password) and `start` (the bytes
 * of the start key) each open.
 */
struct str keyfile_wrap(struct arena *a, const struct secret *key, struct str recovery, struct str start);
/* The key, opened by whichever of the two `opener` is. ERR_FORBIDDEN when none fits, ERR_MALFORMED for a text that is no key file. */
enum err keyfile_unwrap(struct str text, struct str opener, struct secret **key, struct why *why) MUST_USE;

#endif
