/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "os/file.h"

enum {
	JOURNAL_MAX = 64 * 1024 * 1024,
	SCRATCH_MAX = 1024 * 1024,
	LINES_SPARE = 10000, /* lines that say nothing any more, before the journal is written anew */
};

struct vault {
	struct arena *arena, *scratch;
	struct str folder, path;
	int lock, fd;
	struct memory memory;
};

/* --- reading ------------------------------------------------------------------------------ */

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
		if (journal_apply(m, v->scratch, str_sub(text, *good, end)))
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
	return buf_on(v->scratch, 2 * JOURNAL_LINE);
}

enum err
vault_set(struct vault *v, const struct credential *c, const struct hash *code)
{
	struct buf b = line_begin(v);
	enum err e;

	journal_credential(v->scratch, &b, c, code);
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		memory_set(&v->memory, c, code);
	return e;
}

enum err
vault_begin(struct vault *v, const struct session *s, const struct hash *code)
{
	struct buf b = line_begin(v);
	enum err e;

	journal_session(v->scratch, &b, s, code);
	e = journal_keep(v, buf_str(&b));
	if (e)
		return e;
	memory_begin(&v->memory, s);
	if (code)
		memory_use(&v->memory, code);
	return ERR_OK;
}

enum err
vault_end(struct vault *v, struct session *s)
{
	struct buf b = line_begin(v);
	enum err e;

	journal_end(v->scratch, &b, s);
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		s->ended = true;
	return e;
}

enum err
vault_code_add(struct vault *v, const struct code *c)
{
	struct buf b = line_begin(v);
	enum err e;

	journal_code(v->scratch, &b, c);
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		memory_code(&v->memory, c);
	return e;
}

enum err
vault_codes_end(struct vault *v, struct str person)
{
	struct buf b = line_begin(v);
	enum err e;

	journal_codes_end(v->scratch, &b, person);
	e = journal_keep(v, buf_str(&b));
	if (e == ERR_OK)
		memory_codes_end(&v->memory, person);
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
	journal_seen(v->scratch, &b, s);
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
	struct session *s = map_get(v->memory.hashes, memory_key(h));

	return s && !s->ended ? s : NULL;
}

const struct code *
vault_code(const struct vault *v, const struct hash *h)
{
	return map_get(v->memory.secrets, memory_key(h));
}

bool
vault_code_lives(const struct vault *v, struct str person)
{
	for (const struct code *c = v->memory.codes; c; c = c->next)
		if (c->state == CODE_LIVE && str_eq(c->person, person))
			return true;
	return false;
}

struct session *
vault_sessions(const struct vault *v)
{
	return v->memory.first;
}

/* --- writing anew ------------------------------------------------------------------------------ */

static size_t
lines_living(const struct vault *v, int64_t now)
{
	size_t n = 0;

	for (const struct holder *h = v->memory.holders; h; h = h->next)
		n += h->credential.encoded.n > 0;
	for (const struct session *s = v->memory.first; s; s = s->next)
		n += !s->ended;
	for (const struct code *c = v->memory.codes; c; c = c->next)
		n += c->until > now;
	return n;
}

/* In any order: of one person's codes at most one lives, and only that line ends others. */
static void
codes_text(struct vault *v, struct buf *b, const struct code *c, int64_t now)
{
	for (; c; c = c->next) {
		arena_reset(v->scratch);
		if (c->until > now)
			journal_code(v->scratch, b, c);
	}
}

/* All that lives, each line once. */
static struct str
journal_text(struct vault *v, struct arena *a, int64_t now)
{
	struct buf b = buf_on(a, JOURNAL_MAX);

	for (const struct holder *h = v->memory.holders; h; h = h->next) {
		arena_reset(v->scratch);
		if (h->credential.encoded.n)
			journal_credential(v->scratch, &b, &h->credential, NULL);
	}
	for (const struct session *s = v->memory.first; s; s = s->next) {
		arena_reset(v->scratch);
		if (!s->ended)
			journal_session(v->scratch, &b, s, NULL);
	}
	codes_text(v, &b, v->memory.codes, now);
	must(buf_done(&b)); /* it was read from a file no longer than this */
	return buf_str(&b);
}

enum err
vault_tidy(struct vault *v, int64_t now, struct why *why)
{
	struct arena *a;
	enum err e;

	if (v->memory.lines < 2 * lines_living(v, now) + LINES_SPARE)
		return ERR_OK;
	a = arena_new(3 * (size_t)JOURNAL_MAX);
	e = file_write(a, v->path, journal_text(v, a, now), 0600, why);
	arena_free(&a);
	if (e == ERR_OK)
		e = journal_open(v, why);
	if (e == ERR_OK)
		e = vault_read(v, why);
	return e;
}
