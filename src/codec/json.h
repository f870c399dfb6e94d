/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * JSON (RFC 8259) as a tree on an arena. Reading is strict: UTF-8 only, no
 * duplicate keys, integers only (no fraction, no exponent), at most 32 deep,
 * nothing after the value, no NUL in a string. Writing is canonical: keys in the
 * order they are added, no spaces, only the escapes that JSON demands
 * (\" \\ \b \f \n \r \t, \u00xx lower case for other control characters).
 */
#ifndef CODEC_JSON_H
#define CODEC_JSON_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum json_kind { JSON_NULL, JSON_BOOL, JSON_INT, JSON_STR, JSON_LIST, JSON_MAP };

struct json {
	enum json_kind kind;
	bool b;
	int64_t i;
	struct str s;
	struct str key;     /* when it is a member of a map */
	struct json *first; /* of a list or map */
	struct json *next;  /* sibling */
	size_t count;       /* children */
};

/*
 * At most max_bytes of input. ERR_MALFORMED or ERR_TOO_LARGE, said in *why with
 * line and column. The tree takes up to 48 times the input from the arena.
 */
enum err json_read(
    struct arena *a, struct str text, size_t max_bytes, struct json **out, struct why *why) MUST_USE;

/* The member of a map, or NULL; NULL map gives NULL. */
const struct json *json_get(const struct json *map, const char *key);
/*
 * The string / integer / bool member, or the given default when absent or of
 * another kind; for a string that is p = NULL.
 */
struct str json_get_str(const struct json *map, const char *key);
int64_t json_get_int(const struct json *map, const char *key, int64_t otherwise);
bool json_get_bool(const struct json *map, const char *key, bool otherwise);

/*
 * Writing, straight into a buffer; the commas place themselves. Text that json_read
 * would refuse (not UTF-8, a NUL) makes the buffer fail: ask buf_done at the end.
 */
struct json_out {
	struct buf *buf;
	bool more; /* a comma is due */
};
void json_open(struct json_out *o, char bracket);  /* '{' or '[' as a value */
void json_close(struct json_out *o, char bracket); /* '}' or ']' */
void json_key(struct json_out *o, const char *key);
void json_key_str(struct json_out *o, struct str key);
void json_str(struct json_out *o, struct str value);
void json_int(struct json_out *o, int64_t value);
void json_bool(struct json_out *o, bool value);
void json_raw(struct json_out *o, struct str canonical); /* JSON text made elsewhere */
/* A tree written canonically, members in the order they stand. */
void json_write(struct json_out *o, const struct json *v);
/* The canonical text of a tree. */
struct str json_text(struct arena *a, const struct json *v);

#endif
