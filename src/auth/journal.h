/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The lines of DIR/secret/journal. Each is 16 hexadecimal digits of the SHA-256
 * of what follows the space after them, then a JSON object, then a newline:
 *
 *	{"credential":LOGIN,"person":ID,"hash":"$argon2id$…"[,"code":HEX]}
 *	{"session":HEX,"login":LOGIN,"person":ID,"token":BOOL,"shared":BOOL,"made":N,"seen":N[,"code":HEX]}
 *	{"seen":N,"of":HEX}
 *	{"end":HEX}
 *	{"code":HEX,"login":LOGIN,"person":ID,"until":N,"state":"live"/"used"/"ended"}
 *	{"codes-end":ID}
 *
 * "code" in the line of a credential or session: that code was used for it. One
 * line says both, so that no end of power lies between them.
 */
#ifndef AUTH_JOURNAL_H
#define AUTH_JOURNAL_H

#include "auth/memory.h"
#include "base/buf.h"

enum { JOURNAL_LINE = 4096 };

/* Each appends one line. `code`: the one used for it, or NULL. `a` is for scratch. */
void journal_credential(
    struct arena *a, struct buf *out, const struct credential *c, const struct hash *code);
void journal_session(struct arena *a, struct buf *out, const struct session *s, const struct hash *code);
void journal_seen(struct arena *a, struct buf *out, const struct session *s);
void journal_end(struct arena *a, struct buf *out, const struct session *s);
void journal_code(struct arena *a, struct buf *out, const struct code *c);
void journal_codes_end(struct arena *a, struct buf *out, struct str person);

/* Applies a line, without its newline; false when it is none of these. */
bool journal_apply(struct memory *m, struct arena *a, struct str line) MUST_USE;

#endif
