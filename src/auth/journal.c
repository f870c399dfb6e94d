/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/journal.h"

#include <string.h>

#include "base/die.h"
#include "base/hex.h"
#include "codec/json.h"

enum { SUM = 16 /* hexadecimal digits */ };

static const char *const state_words[] = {
    [CODE_LIVE] = "live",
    [CODE_USED] = "used",
    [CODE_ENDED] = "ended",
};

/* --- writing ------------------------------------------------------------------------------- */

static void
member_str(struct json_out *o, const char *key, struct str value)
{
	json_key(o, key);
	json_str(o, value);
}

static void
member_int(struct json_out *o, const char *key, int64_t value)
{
	json_key(o, key);
	json_int(o, value);
}

static void
member_bool(struct json_out *o, const char *key, bool value)
{
	json_key(o, key);
	json_bool(o, value);
}

static struct str
hex_of(struct arena *a, const struct hash *h)
{
	struct buf b = buf_on(a, 2 * HASH_SIZE);

	buf_hex(&b, h->b, HASH_SIZE);
	return buf_str(&b);
}

static void
member_hash(struct json_out *o, const char *key, const struct hash *h)
{
	if (h)
		member_str(o, key, hex_of(o->buf->arena, h));
}

static void
line_sum(struct arena *a, struct str json, char out[SUM])
{
	struct hash h = hash_of(json);

	memcpy(out, hex_of(a, &h).p, SUM);
}

static struct buf
line_begin(struct arena *a)
{
	return buf_on(a, JOURNAL_LINE);
}

/* Appends sum, object and newline. */
static void
line_end(struct arena *a, struct buf *out, struct json_out *o)
{
	char sum[SUM];

	json_close(o, '}');
	must(buf_done(o->buf)); /* rule.h bounds names */
	line_sum(a, buf_str(o->buf), sum);
	buf_add(out, (struct str){sum, SUM});
	buf_char(out, ' ');
	buf_add(out, buf_str(o->buf));
	buf_char(out, '\n');
}

void
journal_credential(struct arena *a, struct buf *out, const struct credential *c, const struct hash *code)
{
	struct buf b = line_begin(a);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_str(&o, "credential", c->login);
	member_str(&o, "person", c->person);
	member_str(&o, "hash", c->encoded);
	member_hash(&o, "code", code);
	line_end(a, out, &o);
}

void
journal_session(struct arena *a, struct buf *out, const struct session *s, const struct hash *code)
{
	struct buf b = line_begin(a);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_hash(&o, "session", &s->hash);
	member_str(&o, "login", s->login);
	member_str(&o, "person", s->person);
	member_bool(&o, "token", s->token);
	member_bool(&o, "shared", s->shared);
	member_int(&o, "made", s->made);
	member_int(&o, "seen", s->seen);
	member_hash(&o, "code", code);
	line_end(a, out, &o);
}

void
journal_seen(struct arena *a, struct buf *out, const struct session *s)
{
	struct buf b = line_begin(a);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_int(&o, "seen", s->seen);
	member_hash(&o, "of", &s->hash);
	line_end(a, out, &o);
}

void
journal_end(struct arena *a, struct buf *out, const struct session *s)
{
	struct buf b = line_begin(a);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_hash(&o, "end", &s->hash);
	line_end(a, out, &o);
}

void
journal_code(struct arena *a, struct buf *out, const struct code *c)
{
	struct buf b = line_begin(a);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_hash(&o, "code", &c->hash);
	member_str(&o, "login", c->login);
	member_str(&o, "person", c->person);
	member_int(&o, "until", c->until);
	member_str(&o, "state", str_of(state_words[c->state]));
	line_end(a, out, &o);
}

void
journal_codes_end(struct arena *a, struct buf *out, struct str person)
{
	struct buf b = line_begin(a);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_str(&o, "codes-end", person);
	line_end(a, out, &o);
}

/* --- reading ------------------------------------------------------------------------------ */

/* The code that was used for what a line says: *code NULL when there was none. */
static bool
code_of(const struct json *v, struct hash *room, const struct hash **code)
{
	*code = NULL;
	if (json_get(v, "code") == NULL)
		return true;
	*code = room;
	return hex_read(json_get_str(v, "code"), room->b, HASH_SIZE);
}

static bool
apply_credential(struct memory *m, const struct json *v)
{
	struct credential c = {
	    .login = json_get_str(v, "credential"),
	    .person = json_get_str(v, "person"),
	    .encoded = json_get_str(v, "hash"),
	};
	const struct hash *code;
	struct hash room;

	if (c.login.n == 0 || c.person.n == 0 || c.encoded.p == NULL || !code_of(v, &room, &code))
		return false;
	memory_set(m, &c, code);
	return true;
}

static bool
apply_session(struct memory *m, const struct json *v)
{
	struct session s = {
	    .login = json_get_str(v, "login"),
	    .person = json_get_str(v, "person"),
	    .token = json_get_bool(v, "token", false),
	    .shared = json_get_bool(v, "shared", false),
	    .made = json_get_int(v, "made", 0),
	    .seen = json_get_int(v, "seen", 0),
	};
	const struct hash *code;
	struct hash room;

	if (!hex_read(json_get_str(v, "session"), s.hash.b, HASH_SIZE) || s.person.n == 0 ||
	    !code_of(v, &room, &code))
		return false;
	memory_begin(m, &s);
	if (code)
		memory_use(m, code);
	return true;
}

static bool
apply_code(struct memory *m, const struct json *v)
{
	struct code c = {
	    .login = json_get_str(v, "login"),
	    .person = json_get_str(v, "person"),
	    .until = json_get_int(v, "until", 0),
	};
	struct str state = json_get_str(v, "state");

	for (c.state = CODE_LIVE; c.state <= CODE_ENDED; c.state++)
		if (str_eq(state, str_of(state_words[c.state])))
			break;
	if (c.state > CODE_ENDED || c.person.n == 0 ||
	    !hex_read(json_get_str(v, "code"), c.hash.b, HASH_SIZE))
		return false;
	memory_code(m, &c);
	return true;
}

/* A line about a session that is not known is one about a session that was dropped: no fault. */
static bool
apply_news(struct memory *m, const struct json *v, const char *key)
{
	struct session *s;
	struct hash h;

	if (!hex_read(json_get_str(v, key), h.b, HASH_SIZE))
		return false;
	s = map_get(m->hashes, memory_key(&h));
	if (s && strcmp(key, "end") == 0)
		s->ended = true;
	else if (s)
		s->seen = s->kept = json_get_int(v, "seen", s->seen);
	return true;
}

static bool
apply_codes_end(struct memory *m, const struct json *v)
{
	memory_codes_end(m, json_get_str(v, "codes-end"));
	return true;
}

bool
journal_apply(struct memory *m, struct arena *a, struct str line)
{
	struct json *v;
	char sum[SUM];

	if (line.n <= SUM + 1 || line.p[SUM] != ' ')
		return false;
	line_sum(a, str_sub(line, SUM + 1, line.n), sum);
	if (memcmp(sum, line.p, SUM) != 0 ||
	    json_read(a, str_sub(line, SUM + 1, line.n), JOURNAL_LINE, &v, NULL) != ERR_OK)
		return false;
	if (json_get(v, "credential"))
		return apply_credential(m, v);
	if (json_get(v, "session"))
		return apply_session(m, v);
	if (json_get(v, "code"))
		return apply_code(m, v);
	if (json_get(v, "codes-end"))
		return apply_codes_end(m, v);
	return apply_news(m, v, json_get(v, "end") ? "end" : "of");
}
