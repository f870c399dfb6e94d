/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An entry: one act, what it changed, and the hash of its body. Its bytes are
 * the leaf of the tree: one JSON object, keys in the order of entry.def, no
 * spaces, integers only, UTF-8, at most 65,535 bytes (C2SP tlog-tiles).
 */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "base/arena.h"
#include "base/err.h"
#include "crypto/hash.h"

enum { ENTRY_MAX = 65535, ENTRY_FORMAT = 1, BODY_SALT = 32 };

struct entry {
#define ENTRY_STR(name, key, optional) struct str name;
#define ENTRY_RAW(name, key, optional) struct str name;
#define ENTRY_INT(name, key, optional) int64_t name;
#include "ledger/entry.def"
#undef ENTRY_STR
#undef ENTRY_RAW
#undef ENTRY_INT
};

/*
 * The bytes of an entry. ERR_TOO_LARGE beyond ENTRY_MAX; ERR_MALFORMED for what
 * entry_read would refuse: a text that is not UTF-8, JSON that is not canonical,
 * a format other than ENTRY_FORMAT.
 */
enum err entry_write(struct arena *a, const struct entry *e, struct str *bytes) MUST_USE;
/*
 * Reads what entry_write wrote, and only that: bytes that entry_write would not
 * give back unchanged are ERR_MALFORMED, so one entry has one spelling. Views
 * into the arena.
 */
enum err entry_read(struct arena *a, struct str bytes, struct entry *e, struct why *why) MUST_USE;
/*
 * The same without a copy: views of `bytes`, into the arena only where a text
 * has escapes. For a reader that looks at an entry and goes on to the next.
 */
enum err entry_scan(struct arena *a, struct str bytes, struct entry *e, struct why *why) MUST_USE;

/* The hash of a body: SHA-256(salt || bytes). The salt is BODY_SALT random bytes. */
struct hash entry_body_hash(const unsigned char salt[BODY_SALT], struct str bytes);

#endif
