/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/entry.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "codec/json.h"
#include "codec/scan.h"

/* --- writing ----------------------------------------------------------------- */

static void
entry_members(struct json_out *o, const struct entry *e)
{
#define ENTRY_STR(name, key, optional)                                                                       \
	if (!(optional) || e->name.n) {                                                                      \
		json_key(o, key);                                                                            \
		json_str(o, e->name);                                                                        \
	}
#define ENTRY_RAW(name, key, optional)                                                                       \
	if (!(optional) || e->name.n) {                                                                      \
		json_key(o, key);                                                                            \
		json_raw(o, e->name);                                                                        \
	}
#define ENTRY_INT(name, key, optional)                                                                       \
	if (!(optional) || e->name) {                                                                        \
		json_key(o, key);                                                                            \
		json_int(o, e->name);                                                                        \
	}
#include "ledger/entry.def"
#undef ENTRY_STR
#undef ENTRY_RAW
#undef ENTRY_INT
}

/* The writer takes no more either when it is full or at a text that JSON has not. */
static enum err
entry_unwritten(const struct entry *e)
{
#define ENTRY_STR(name, key, optional)                                                                       \
	if (!utf8_valid(e->name) || str_find(e->name, (struct str){"", 1}) != SIZE_MAX)                      \
		return ERR_MALFORMED;
#define ENTRY_RAW(name, key, optional)
#define ENTRY_INT(name, key, optional)
#include "ledger/entry.def"
#undef ENTRY_STR
#undef ENTRY_RAW
#undef ENTRY_INT
	return ERR_TOO_LARGE;
}

enum err
entry_write(struct arena *a, const struct entry *e, struct str *bytes)
{
	struct buf b = buf_on(a, ENTRY_MAX);
	struct json_out o = {.buf = &b};
	struct entry again;

	json_open(&o, '{');
	entry_members(&o, e);
	json_close(&o, '}');
	if (!buf_done(&b))
		return entry_unwritten(e);
	*bytes = buf_str(&b);
	/* what could not be read back must never become a leaf */
	return entry_scan(a, *bytes, &again, NULL);
}

/* --- reading ----------------------------------------------------------------- */

struct reader {
	struct scan scan;
	char due;           /* what stands before the next member: a brace, then commas */
	const char *member; /* the key in hand, to name it in an error */
};

/*
 * Moves to the value of the next member if that is `head` (its key and colon).
 * Inline, so that the compiler knows each head's length: half of an entry's
 * bytes are heads.
 */
static inline bool
member_begin(struct reader *r, struct str head)
{
	const char *p = r->scan.p;

	r->member = head.p;
	if ((size_t)(r->scan.end - p) <= head.n || *p != r->due || memcmp(p + 1, head.p, head.n) != 0)
		return false;
	r->scan.p = p + 1 + head.n;
	r->due = ',';
	return true;
}

static inline bool
member_str(struct reader *r, struct str head, bool optional, struct str *out)
{
	*out = STR("");
	if (!member_begin(r, head))
		return optional;
	return scan_text(&r->scan, out) && !(optional && out->n == 0);
}

static inline bool
member_raw(struct reader *r, struct str head, bool optional, struct str *out)
{
	*out = STR("");
	if (!member_begin(r, head))
		return optional;
	return scan_raw(&r->scan, out);
}

static inline bool
member_int(struct reader *r, struct str head, bool optional, int64_t *out)
{
	*out = 0;
	if (!member_begin(r, head))
		return optional;
	return scan_int(&r->scan, out) && !(optional && *out == 0);
}

static bool
entry_read_members(struct reader *r, struct entry *e)
{
#define HEAD(key) STR("\"" key "\":")
#define ENTRY_STR(name, key, optional)                                                                       \
	if (!member_str(r, HEAD(key), optional, &e->name))                                                   \
		return false;
#define ENTRY_RAW(name, key, optional)                                                                       \
	if (!member_raw(r, HEAD(key), optional, &e->name))                                                   \
		return false;
#define ENTRY_INT(name, key, optional)                                                                       \
	if (!member_int(r, HEAD(key), optional, &e->name))                                                   \
		return false;
#include "ledger/entry.def"
#undef ENTRY_STR
#undef ENTRY_RAW
#undef ENTRY_INT
#undef HEAD
	return scan_literal(&r->scan, STR("}")) && r->scan.p == r->scan.end;
}

enum err
entry_scan(struct arena *a, struct str bytes, struct entry *e, struct why *why)
{
	struct reader r = {.scan = {bytes.p, bytes.p + bytes.n, a}, .due = '{'};

	if (bytes.n > ENTRY_MAX)
		return why_set(why, ERR_TOO_LARGE, "記載が %d バイトを超える", ENTRY_MAX);
	if (bytes.n == 0)
		return why_set(why, ERR_MALFORMED, "記載が空");
	if (!entry_read_members(&r, e)) {
		if (why)
			why->column = (size_t)(r.scan.p - bytes.p) + 1;
		return why_set(why, ERR_MALFORMED, "%zu バイト目 (%s) が記載の形でない",
		    (size_t)(r.scan.p - bytes.p) + 1, r.member);
	}
	if (e->format != ENTRY_FORMAT)
		return why_set(why, ERR_MALFORMED, "記載の形式番号 %lld を知らない", (long long)e->format);
	return ERR_OK;
}

enum err
entry_read(struct arena *a, struct str bytes, struct entry *e, struct why *why)
{
	if (bytes.n > ENTRY_MAX)
		return entry_scan(a, bytes, e, why);
	return entry_scan(a, arena_str(a, bytes), e, why);
}

struct hash
entry_body_hash(const unsigned char salt[BODY_SALT], struct str bytes)
{
	const char *rest = (const char *)salt + 1;

	/* the salt's first byte goes where a tree's prefix byte goes: one hash, no copy */
	return hash_prefixed(salt[0], (struct str){rest, BODY_SALT - 1}, bytes);
}
