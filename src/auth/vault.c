/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A line of the journal: 16 hexadecimal digits of the SHA-256 of what follows
 * the space after them, then a JSON object, then a newline:
 *
 *	{"credential":LOGIN,"person":ID,"hash":"$argon2id$…"}
 *	{"session":HEX,"login":LOGIN,"person":ID,"token":BOOL,"shared":BOOL,"made":N,"seen":N}
 *	{"seen":N,"of":HEX}
 *	{"end":HEX}
 */
#include "auth/vault.h"
#include "base/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/map.h"
#include "codec/json.h"
#include "os/file.h"

enum {
	SUM = 16, /* hexadecimal digits */
	ENTRY_LINE = 4096,
	JOURNAL_MAX = 64 * 1024 * 1024,
	MEMORY_MAX = 256 * 1024 * 1024,
	SCRATCH_MAX = 1024 * 1024,
	LINES_SPARE = 10000, /* lines that say nothing any more, before the journal is written anew */
};

struct holder {
	struct credential credential;
	struct holder *next;
};

struct memory {
	struct arena *arena;
	struct map *logins; /* login -> struct holder, the taken away among them */
	struct map *hashes; /* 32 bytes -> struct session, the ended among them */
	struct holder *holders;
	struct session *first;
	size_t lines;
};

struct vault {
	struct arena *arena, *scratch;
	struct str folder, path;
	int lock, fd;
	struct memory memory;
};

/* --- memory ---------------------------------------------------------------------------- */

static struct memory
memory_new(void)
{
	struct arena *a = arena_new(MEMORY_MAX);

	return (struct memory){.arena = a, .logins = map_new(a), .hashes = map_new(a)};
}

static struct str
hash_str(const struct hash *h)
{
	return (struct str){(const char *)h->b, HASH_SIZE};
}

static struct credential *
memory_credential(struct memory *m, struct str login)
{
	struct holder *h = map_get(m->logins, login);

	if (h)
		return &h->credential;
	h = ARENA_NEW(m->arena, struct holder);
	h->credential.login = arena_str(m->arena, login);
	h->next = m->holders;
	m->holders = h;
	map_put(m->logins, h->credential.login, h);
	return &h->credential;
}

static void
memory_set(struct memory *m, const struct credential *c)
{
	struct credential *mine = memory_credential(m, c->login);

	for (struct holder *h = m->holders; h; h = h->next)
		if (str_eq(h->credential.person, c->person))
			h->credential.encoded = STR("");
	mine->person = arena_str(m->arena, c->person);
	mine->encoded = arena_str(m->arena, c->encoded);
}

static void
memory_begin(struct memory *m, const struct session *s)
{
	struct session *mine = ARENA_NEW(m->arena, struct session);

	*mine = *s;
	mine->login = arena_str(m->arena, s->login);
	mine->person = arena_str(m->arena, s->person);
	mine->kept = s->seen;
	mine->next = m->first;
	m->first = mine;
	map_put(m->hashes, hash_str(&mine->hash), mine);
}

/* --- lines ------------------------------------------------------------------------------- */

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
line_sum(struct arena *a, struct str json, char out[SUM])
{
	struct hash h = hash_of(json);

	memcpy(out, hex_of(a, &h).p, SUM);
}

/* Appends sum, object and newline. */
static void
line_add(struct arena *a, struct buf *out, struct str json)
{
	char sum[SUM];

	line_sum(a, json, sum);
	buf_add(out, (struct str){sum, SUM});
	buf_char(out, ' ');
	buf_add(out, json);
	buf_char(out, '\n');
}

static void
line_credential(struct arena *a, struct buf *out, const struct credential *c)
{
	struct buf b = buf_on(a, ENTRY_LINE);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_str(&o, "credential", c->login);
	member_str(&o, "person", c->person);
	member_str(&o, "hash", c->encoded);
	json_close(&o, '}');
	must(buf_done(&b)); /* rule.h bounds names */
	line_add(a, out, buf_str(&b));
}

static void
line_session(struct arena *a, struct buf *out, const struct session *s)
{
	struct buf b = buf_on(a, ENTRY_LINE);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	member_str(&o, "session", hex_of(a, &s->hash));
	member_str(&o, "login", s->login);
	member_str(&o, "person", s->person);
	member_bool(&o, "token", s->token);
	member_bool(&o, "shared", s->shared);
	member_int(&o, "made", s->made);
	member_int(&o, "seen", s->seen);
	json_close(&o, '}');
	must(buf_done(&b));
	line_add(a, out, buf_str(&b));
}

/* --- reading ------------------------------------------------------------------------------ */

static bool
apply_credential(struct memory *m, const struct json *v)
{
	struct credential c = {
	    .login = json_get_str(v, "credential"),
	    .person = json_get_str(v, "person"),
	    .encoded = json_get_str(v, "hash"),
	};

	if (c.login.n == 0 || c.person.n == 0 || c.encoded.p == NULL)
		return false;
	memory_set(m, &c);
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

	if (!hex_read(json_get_str(v, "session"), s.hash.b, HASH_SIZE) || s.person.n == 0)
		return false;
	memory_begin(m, &s);
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
	s = map_get(m->hashes, hash_str(&h));
	if (s && strcmp(key, "end") == 0)
		s->ended = true;
	else if (s)
		s->seen = s->kept = json_get_int(v, "seen", s->seen);
	return true;
}

static bool
apply_line(struct memory *m, struct arena *a, struct str line)
{
	struct json *v;
	char sum[SUM];

	if (line.n <= SUM + 1 || line.p[SUM] != ' ')
		return false;
	line_sum(a, str_sub(line, SUM + 1, line.n), sum);
	if (memcmp(sum, line.p, SUM) != 0 ||
	    json_read(a, str_sub(line, SUM + 1, line.n), ENTRY_LINE, &v, NULL) != ERR_OK)
		return false;
	if (json_get(v, "credential"))
		return apply_credential(m, v);
	if (json_get(v, "session"))
		return apply_session(m, v);
	return apply_news(m, v, json_get(v, "end") ? "end" : "of");
}

/* Applies all lines; *good is where the last whole one ends. */
static enum err
memory_read(struct memory *m, struct vault *v, struct str text, size_t *good, struct why *why)
{
	size_t end;

	for (*good = 0; *good < text.n; *good = end + 1) {
		struct str rest = str_sub(text, *good, text.n);

		end = str_find(rest, STR("\n"));
		if (end == SIZE_MAX)
			return ERR_OK; /* torn: it was never acknowledged */
		end += *good;
		arena_reset(v->scratch);
		m->lines++;
		if (apply_line(m, v->scratch, str_sub(text, *good, end)))
			continue;
		if (end + 1 == text.n)
			return ERR_OK; /* torn, by a disk that writes the end first */
		why->file = v->path;
		why->line = m->lines;
		return why_set(why, ERR_CORRUPT, "ログイン情報の記録が壊れています");
	}
	return ERR_OK;
}

/* Reads the journal into a new memory and takes away a torn end. */
static enum err
vault_read(struct vault *v, struct why *why)
{
	struct arena *a = arena_new(2 * JOURNAL_MAX);
	struct memory m = memory_new();
	struct str text = STR("");
	size_t good = 0;
	enum err e = file_read(a, v->path, JOURNAL_MAX, &text, why);

	if (e == ERR_OK)
		e = memory_read(&m, v, text, &good, why);
	if (e == ERR_OK && good < text.n && (ftruncate(v->fd, (off_t)good) != 0 || fsync(v->fd) != 0))
		e = why_set(why, ERR_IO, "ログイン情報の記録に書けません（%s）", strerror(errno));
	arena_free(&a);
	if (e) {
		arena_free(&m.arena);
		return e;
	}
	arena_free(&v->memory.arena);
	v->memory = m;
	return ERR_OK;
}

static enum err
journal_open(struct vault *v, struct why *why)
{
	int fd = open(v->path.p, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return why_set(why, ERR_IO, "ログイン情報の記録を開けません（%s）", strerror(errno));
	if (v->fd >= 0)
		close(v->fd);
	v->fd = fd;
	return ERR_OK;
}

static enum err
vault_start(struct vault *v, struct why *why)
{
	enum err e = file_mkdir(v->arena, v->folder, 0700, why);

	if (e == ERR_OK)
		e = file_lock(v->arena, file_join(v->arena, v->folder, STR("lock")), &v->lock, why);
	if (e == ERR_OK && !file_exists(v->path))
		e = file_write(v->arena, v->path, STR(""), 0600, why);
	if (e == ERR_OK)
		e = journal_open(v, why);
	if (e == ERR_OK)
		e = vault_read(v, why);
	return e;
}

enum err
vault_open(struct str dir, struct vault **out, struct why *why)
{
	struct arena *a = arena_new(64 * 1024);
	struct vault *v = ARENA_NEW(a, struct vault);
	enum err e;

	v->arena = a;
	v->scratch = arena_new(SCRATCH_MAX);
	v->folder = file_join(a, dir, STR("secret"));
	v->path = file_join(a, v->folder, STR("journal"));
	v->lock = v->fd = -1;
	e = vault_start(v, why);
	if (e)
		vault_close(&v);
	*out = v;
	return e;
}

void
vault_close(struct vault **vp)
{
	struct vault *v = *vp;
	struct arena *a;

	if (v == NULL)
		return;
	if (v->fd >= 0)
		close(v->fd);
	if (v->lock >= 0)
		close(v->lock);
	arena_free(&v->memory.arena);
	arena_free(&v->scratch);
	a = v->arena;
	arena_free(&a);
	*vp = NULL;
}

/* --- writing -------------------------------------------------------------------------------- */

/* A whole line or nothing: half of one would hide the next. */
static enum err
journal_write(struct vault *v, struct str line)
{
	off_t before = lseek(v->fd, 0, SEEK_END);
	ssize_t n = write(v->fd, line.p, line.n);
	int problem = errno;

	if (n == (ssize_t)line.n) {
		v->memory.lines++;
		return ERR_OK;
	}
	if (before < 0 || ftruncate(v->fd, before) != 0)
		die("the journal of secrets cannot be written");
	return n >= 0 || problem == ENOSPC || problem == EDQUOT ? ERR_FULL : ERR_IO;
}

static enum err
journal_keep(struct vault *v, struct str line)
{
	enum err e = journal_write(v, line);

	/* what a failed sync left on the disk nobody knows: start again and read it */
	if (e == ERR_OK && fdatasync(v->fd) != 0)
		die("the journal of secrets cannot be written");
	return e;
}

static struct buf
line_begin(struct vault *v)
{
	arena_reset(v->scratch);
	return buf_on(v->scratch, ENTRY_LINE);
}

enum err
vault_set(struct vault *v, const struct credential *c)
{
	struct buf b = line_begin(v);
	enum err e;

	line_credential(v->scratch, &b, c);
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		memory_set(&v->memory, c);
	return e;
}

enum err
vault_begin(struct vault *v, const struct session *s)
{
	struct buf b = line_begin(v);
	enum err e;

	line_session(v->scratch, &b, s);
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		memory_begin(&v->memory, s);
	return e;
}

enum err
vault_end(struct vault *v, struct session *s)
{
	struct buf b = line_begin(v);
	enum err e;

	line_add(v->scratch, &b,
	    arena_fmt(v->scratch, "{\"end\":\"%.*s\"}", STR_ARG(hex_of(v->scratch, &s->hash))));
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		s->ended = true;
	return e;
}

void
vault_touch(struct vault *v, struct session *s, int64_t now, int64_t slack)
{
	struct buf b;

	s->seen = now;
	if (now - s->kept <= slack)
		return;
	b = line_begin(v);
	line_add(v->scratch, &b,
	    arena_fmt(v->scratch, "{\"seen\":%lld,\"of\":\"%.*s\"}", (long long)now,
	        STR_ARG(hex_of(v->scratch, &s->hash))));
	if (journal_write(v, buf_str(&b)) == ERR_OK) /* else it ends a little sooner after a restart */
		s->kept = now;
}

/* --- asking ---------------------------------------------------------------------------------- */

const struct credential *
vault_credential(const struct vault *v, struct str login)
{
	const struct holder *h = map_get(v->memory.logins, login);

	return h && h->credential.encoded.n ? &h->credential : NULL;
}

struct session *
vault_session(const struct vault *v, const struct hash *h)
{
	struct session *s = map_get(v->memory.hashes, hash_str(h));

	return s && !s->ended ? s : NULL;
}

struct session *
vault_sessions(const struct vault *v)
{
	return v->memory.first;
}

/* --- writing anew ------------------------------------------------------------------------------ */

static size_t
lines_living(const struct vault *v)
{
	size_t n = 0;

	for (const struct holder *h = v->memory.holders; h; h = h->next)
		n += h->credential.encoded.n > 0;
	for (const struct session *s = v->memory.first; s; s = s->next)
		n += !s->ended;
	return n;
}

/* All that lives, each line once. */
static struct str
journal_text(struct vault *v, struct arena *a)
{
	struct buf b = buf_on(a, JOURNAL_MAX);

	for (const struct holder *h = v->memory.holders; h; h = h->next) {
		arena_reset(v->scratch);
		if (h->credential.encoded.n)
			line_credential(v->scratch, &b, &h->credential);
	}
	for (const struct session *s = v->memory.first; s; s = s->next) {
		arena_reset(v->scratch);
		if (!s->ended)
			line_session(v->scratch, &b, s);
	}
	must(buf_done(&b)); /* it was read from a file no longer than this */
	return buf_str(&b);
}

enum err
vault_tidy(struct vault *v, struct why *why)
{
	struct arena *a;
	enum err e;

	if (v->memory.lines < 2 * lines_living(v) + LINES_SPARE)
		return ERR_OK;
	a = arena_new(3 * (size_t)JOURNAL_MAX);
	e = file_write(a, v->path, journal_text(v, a), 0600, why);
	arena_free(&a);
	if (e == ERR_OK)
		e = journal_open(v, why);
	if (e == ERR_OK)
		e = vault_read(v, why);
	return e;
}
