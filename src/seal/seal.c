/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "seal/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/die.h"
#include "ledger/checkpoint.h"
#include "ledger/tree.h"

enum { SLOT = 4096, SLOTS = 2, SUM_AT = SLOT - HASH_SIZE };

/* What a slot begins with: it also says how the rest is to be read. */
#define MAGIC "sekimori seal 1\n"
enum {
	MAGIC_SIZE = sizeof MAGIC - 1,
	GENERATION_AT = MAGIC_SIZE,
	SIZE_AT = GENERATION_AT + 8,
	ORIGIN_AT = SIZE_AT + 8,
	EDGE_AT = ORIGIN_AT + HASH_SIZE,
};
_Static_assert(EDGE_AT + sizeof((struct tree){0}.edge) <= SUM_AT, "a slot holds a tree");

struct state {
	uint64_t generation; /* its parity is the slot in which it stands */
	struct hash origin;
	struct tree tree;
};

struct seal {
	struct arena *arena;
	const struct secret *seed;
	struct str origin;
	struct state state;
	int fd;
};

/* --- slots ----------------------------------------------------------------------- */

static void
put_u64(unsigned char *p, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (unsigned char)v;
}

static uint64_t
get_u64(const unsigned char *p)
{
	uint64_t v = 0;

	for (int i = 0; i < 8; i++)
		v = v << 8 | p[i];
	return v;
}

static struct hash
slot_sum(const unsigned char *slot)
{
	return hash_of((struct str){(const char *)slot, SUM_AT});
}

static void
slot_make(const struct state *st, unsigned char slot[SLOT])
{
	struct hash sum;

	memset(slot, 0, SLOT);
	memcpy(slot, MAGIC, MAGIC_SIZE);
	put_u64(slot + GENERATION_AT, st->generation);
	put_u64(slot + SIZE_AT, st->tree.size);
	memcpy(slot + ORIGIN_AT, st->origin.b, HASH_SIZE);
	memcpy(slot + EDGE_AT, st->tree.edge, sizeof st->tree.edge);
	sum = slot_sum(slot);
	memcpy(slot + SUM_AT, sum.b, HASH_SIZE);
}

/* Reads slot `i`; false when it is torn, or stands in the other's place. */
static bool
slot_read(const unsigned char *slot, unsigned i, struct state *st)
{
	struct hash sum = slot_sum(slot);

	if (memcmp(slot + SUM_AT, sum.b, HASH_SIZE) != 0 || memcmp(slot, MAGIC, MAGIC_SIZE) != 0)
		return false;
	st->generation = get_u64(slot + GENERATION_AT);
	st->tree.size = get_u64(slot + SIZE_AT);
	memcpy(st->origin.b, slot + ORIGIN_AT, HASH_SIZE);
	memcpy(st->tree.edge, slot + EDGE_AT, sizeof st->tree.edge);
	return st->generation % SLOTS == i;
}

static bool
write_all(int fd, const unsigned char *p, size_t n, off_t at)
{
	ssize_t w;

	for (; n; p += w, n -= (size_t)w, at += w) {
		w = pwrite(fd, p, n, at);
		if (w < 0 && errno == EINTR)
			w = 0;
		else if (w <= 0)
			return false;
	}
	return true;
}

static bool
state_store(int fd, const struct state *st)
{
	unsigned char slot[SLOT];

	slot_make(st, slot);
	return write_all(fd, slot, SLOT, (off_t)(st->generation % SLOTS) * SLOT);
}

/* The newer of the good slots. */
static enum err
state_load(int fd, struct state *st)
{
	unsigned char bytes[SLOTS][SLOT] = {{0}};
	struct state one;
	bool found = false;

	/* a file cut short leaves zeroes, and zeroes are no slot */
	if (pread(fd, bytes, sizeof bytes, 0) < 0)
		return ERR_IO;
	for (unsigned i = 0; i < SLOTS; i++) {
		if (!slot_read(bytes[i], i, &one))
			continue;
		if (!found || one.generation > st->generation)
			*st = one;
		found = true;
	}
	return found ? ERR_OK : ERR_CORRUPT;
}

/* --- the file ---------------------------------------------------------------------- */

/*
 * Makes seal.state with both slots at size 0. It gets its name only when it is
 * whole and on the disk, so a crash leaves either no state or a good one.
 */
static enum err
file_create(int dir, const struct hash *origin)
{
	struct state st = {.origin = *origin};
	int fd = openat(dir, "seal.state.new", O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool good;

	if (fd < 0)
		return ERR_IO;
	good = state_store(fd, &st);
	st.generation = 1;
	good = good && state_store(fd, &st) && fsync(fd) == 0;
	if (close(fd) != 0 || !good)
		return ERR_IO;
	/* a link, not a rename: it does not replace what another process made */
	if (linkat(dir, "seal.state.new", dir, "seal.state", 0) != 0 && errno != EEXIST)
		return ERR_IO;
	if (unlinkat(dir, "seal.state.new", 0) != 0 || fsync(dir) != 0)
		return ERR_IO;
	return ERR_OK;
}

static int
file_open(int dir)
{
	return openat(dir, "seal.state", O_RDWR | O_DSYNC | O_NOFOLLOW | O_CLOEXEC);
}

static enum err
file_take(const char *path, const struct hash *origin, int *fd)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err e = ERR_OK;

	if (dir < 0)
		return ERR_IO;
	*fd = file_open(dir);
	if (*fd < 0 && errno == ENOENT) {
		e = file_create(dir, origin);
		*fd = e == ERR_OK ? file_open(dir) : -1;
	}
	close(dir);
	if (*fd < 0)
		return ERR_IO;
	/* two signers of one log could sign two histories */
	return flock(*fd, LOCK_EX | LOCK_NB) == 0 ? ERR_OK : ERR_BUSY;
}

/* --- the signer ---------------------------------------------------------------------- */

static enum err
seal_start(struct seal *s, const char *dir, struct why *why)
{
	struct hash origin = hash_of(s->origin);
	enum err e = file_take(dir, &origin, &s->fd);

	if (e == ERR_BUSY)
		return why_set(why, e, "%s/seal.state は別のプログラムが使っている", dir);
	if (e == ERR_OK)
		e = state_load(s->fd, &s->state);
	if (e == ERR_CORRUPT)
		return why_set(why, e, "%s/seal.state の記録が二つとも壊れている", dir);
	if (e != ERR_OK)
		return why_set(why, e, "%s/seal.state: %s", dir, strerror(errno));
	if (!hash_eq(&s->state.origin, &origin))
		return why_set(why, ERR_CONFLICT, "%s/seal.state は別の証跡のもの", dir);
	return ERR_OK;
}

enum err
seal_open(const char *dir, const struct secret *seed, struct str origin, struct seal **out, struct why *why)
{
	struct arena *a = arena_new(64 * 1024);
	struct seal *s = ARENA_NEW(a, struct seal);
	enum err e;

	*s = (struct seal){.arena = a, .seed = seed, .fd = -1};
	s->origin = arena_str(a, origin);
	e = seal_start(s, dir, why);
	if (e != ERR_OK)
		seal_close(&s);
	*out = s;
	return e;
}

void
seal_close(struct seal **sp)
{
	struct arena *a;

	if (*sp == NULL)
		return;
	if ((*sp)->fd >= 0)
		close((*sp)->fd);
	a = (*sp)->arena;
	*sp = NULL;
	arena_free(&a);
}

uint64_t
seal_size(const struct seal *s)
{
	return s->state.tree.size;
}

struct str
seal_key(const struct seal *s, struct arena *a)
{
	unsigned char public_key[SIGN_PUBLIC];

	sign_public(s->seed, public_key);
	return verifier_text(a, s->origin, public_key);
}

static struct str
seal_sign(const struct seal *s, struct arena *a)
{
	struct checkpoint c = {s->origin, s->state.tree.size, tree_root(&s->state.tree)};

	return checkpoint_sign(a, &c, s->seed);
}

enum err
seal_extend(
    struct seal *s, uint64_t old_size, const struct hash *leaves, size_t n, struct arena *a, struct str *note)
{
	struct state next = s->state;

	if (old_size != next.tree.size)
		return ERR_CONFLICT;
	for (size_t i = 0; i < n; i++)
		tree_append(&next.tree, &leaves[i], NULL, NULL);
	if (n) {
		next.generation++;
		if (!state_store(s->fd, &next))
			return ERR_IO;
		s->state = next;
	}
	*note = seal_sign(s, a);
	return ERR_OK;
}
