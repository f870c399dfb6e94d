/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is written in a matter of a procedure with `narrow: yes` is closed: its
 * bodies and the columns made of them are {"_narrow":"MATTER BOX"}, where BOX is
 * AES-256-GCM under a key of that matter alone. Statements open what the store
 * has the key for (opened, opened_text in sql/) and close what such a body
 * makes (closed). The nonce is a keyed hash of what is closed, of its entry and
 * of its column, so that a rebuild makes the same bytes.
 */
#ifndef STORE_NARROW_H
#define STORE_NARROW_H

#include "store/store.h"

enum { NARROW_KEY = 32 };
#define NARROW_NAME "_narrow"

/* The town's key: every matter's comes of it. */
void narrow_town_key(struct store *s, const unsigned char key[NARROW_KEY]);
/* The key of one matter only, in place of any other; narrow_forget ends it. */
void narrow_matter_key(struct store *s, int64_t matter, const unsigned char key[NARROW_KEY]);
void narrow_forget(struct store *s);
/* Can it close and open what is of this matter? Then its key in `out` (may be NULL). */
bool narrow_key_of(const struct store *s, int64_t matter, unsigned char out[NARROW_KEY]);

#define NARROW_VALUES "_values"

/*
 * A body (JSON or empty) of an act on the matter, closed, and its effects without the values of the form:
 * those stand in the body too, as NARROW_VALUES, and the effects refer to them. The store has the key.
 * ERR_TOO_LARGE.
 */
enum err narrow_close(struct store *s, struct arena *a, int64_t matter, struct str id, struct str *body,
    struct effects *effects) MUST_USE;
/* The effects of such an entry as they were judged, by its opened body (NULL when that was erased). */
enum err narrow_effects(
    struct arena *a, const struct effects *in, const struct json *body, struct effects *out) MUST_USE;
/*
 * The body that an entry is applied with: a closed one is opened (narrow_open), and what is
 * made of it until narrow_end will be closed.
 */
enum err narrow_begin(
    struct store *s, struct arena *a, const struct entry *e, const struct json **body) MUST_USE;
/*
 * A body as it was before it was closed; one that is not stays as it is. ERR_FORBIDDEN when the key is not
 * here, ERR_CORRUPT when it is not as it was closed.
 */
enum err narrow_open(const struct store *s, struct arena *a, const struct json **body) MUST_USE;
/* The body as it was sent: without NARROW_VALUES. */
const struct json *narrow_sent(struct arena *a, const struct json *body);
bool narrow_is_closing(const struct store *s);
void narrow_end(struct store *s);

#endif
