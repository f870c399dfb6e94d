/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/blob_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/secret.h"
#include "crypto/random.h"

#define MAGIC STR("sekimori-blob 1\n")
enum {
	MAGIC_SIZE = 16,
	WRAPPED = ENCRYPT_NONCE + ENCRYPT_KEY + ENCRYPT_TAG,
	ABOUT_AT = MAGIC_SIZE + WRAPPED,
	PIECES_AT = ABOUT_AT + BLOB_ABOUT + ENCRYPT_TAG,
	BOX = BLOB_PIECE + ENCRYPT_TAG,
	ARENA_OWN = 256 * 1024
};
/* The first byte of a nonce under a file's own key. */
enum part { PART_PIECE, PART_LAST, PART_ABOUT };

struct blob_draft {
	struct arena *arena;
	int fd;
	unsigned char key[ENCRYPT_KEY];
	struct hasher *hasher;
	uint64_t size, pieces;
	enum sniff kind; /* of the first piece, once that is full */
	size_t n;        /* in `piece` */
	char piece[BLOB_PIECE];
	unsigned char box[BOX];
};

static void
number_put(unsigned char *p, uint64_t v, size_t n)
{
	while (n--) {
		p[n] = (unsigned char)v;
		v >>= 8;
	}
}

static uint64_t
number_get(const char *p, size_t n)
{
	uint64_t v = 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return v;
}

static void
nonce_of(enum part part, uint64_t n, unsigned char out[ENCRYPT_NONCE])
{
	memset(out, 0, ENCRYPT_NONCE);
	out[0] = (unsigned char)part;
	number_put(out + 4, n, 8);
}

static struct str
view(const void *p, size_t n)
{
	return (struct str){p, n};
}

static enum err
put_at(int fd, uint64_t at, struct str bytes)
{
	while (bytes.n) {
		ssize_t r = pwrite(fd, bytes.p, bytes.n, (off_t)at);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
		bytes = str_sub(bytes, (size_t)r, bytes.n);
		at += (uint64_t)r;
	}
	return ERR_OK;
}

/* --- writing -------------------------------------------------------------------------- */

struct blob_draft *
blob_draft_new(int fd, const unsigned char wrap[ENCRYPT_KEY])
{
	struct arena *a = arena_new(ARENA_OWN);
	struct blob_draft *d = ARENA_NEW(a, struct blob_draft);
	unsigned char *nonce = d->box + MAGIC_SIZE;

	d->arena = a;
	d->fd = fd;
	d->hasher = hasher_new();
	random_fill(d->key, sizeof d->key);
	memcpy(d->box, MAGIC.p, MAGIC_SIZE);
	random_fill(nonce, ENCRYPT_NONCE);
	encrypt_bytes(wrap, nonce, MAGIC, view(d->key, sizeof d->key), nonce + ENCRYPT_NONCE);
	return d;
}

/* The head waits in `box` for the first piece: a file that never grows is not written to. */
static enum err
piece_write(struct blob_draft *d, enum part part)
{
	unsigned char nonce[ENCRYPT_NONCE];
	enum err e = d->pieces ? ERR_OK : put_at(d->fd, 0, view(d->box, ABOUT_AT));

	if (e)
		return e;
	if (d->pieces == 0)
		d->kind = sniff_of(view(d->piece, d->n));
	nonce_of(part, d->pieces, nonce);
	encrypt_bytes(d->key, nonce, STR(""), view(d->piece, d->n), d->box);
	e = put_at(d->fd, PIECES_AT + d->pieces * BOX, view(d->box, d->n + ENCRYPT_TAG));
	d->pieces++;
	d->n = 0;
	return e;
}

enum err
blob_draft_add(struct blob_draft *d, struct str bytes)
{
	enum err e;

	hasher_add(d->hasher, bytes);
	d->size += bytes.n;
	while (bytes.n) {
		size_t n = BLOB_PIECE - d->n < bytes.n ? BLOB_PIECE - d->n : bytes.n;

		/* only what is followed by more is not the last */
		if (n == 0) {
			if ((e = piece_write(d, PART_PIECE)))
				return e;
			continue;
		}
		memcpy(d->piece + d->n, bytes.p, n);
		d->n += n;
		bytes = str_sub(bytes, n, bytes.n);
	}
	return ERR_OK;
}

uint64_t
blob_draft_size(const struct blob_draft *d)
{
	return d->size;
}

enum sniff
blob_draft_kind(const struct blob_draft *d)
{
	return d->pieces ? d->kind : sniff_of(view(d->piece, d->n));
}

static enum err
about_write(struct blob_draft *d, const struct blob_about *about)
{
	unsigned char plain[BLOB_ABOUT] = {0}, box[BLOB_ABOUT + ENCRYPT_TAG], nonce[ENCRYPT_NONCE];

	number_put(plain, about->size, 8);
	memcpy(plain + 8, about->hash.b, HASH_SIZE);
	plain[40] = (unsigned char)about->kind;
	number_put(plain + 41, about->name.n, 2);
	memcpy(plain + 43, about->name.p, about->name.n);
	nonce_of(PART_ABOUT, 0, nonce);
	encrypt_bytes(d->key, nonce, STR(""), view(plain, sizeof plain), box);
	return put_at(d->fd, ABOUT_AT, view(box, sizeof box));
}

enum err
blob_draft_end(struct blob_draft *d, struct str name, struct blob_about *out)
{
	enum err e;

	must(name.n > 0 && name.n <= BLOB_NAME);
	if (d->size == 0)
		return ERR_MALFORMED;
	*out = (struct blob_about){.size = d->size, .kind = blob_draft_kind(d), .name = name};
	out->hash = hasher_end(&d->hasher);
	if ((e = piece_write(d, PART_LAST)) || (e = about_write(d, out)))
		return e;
	if (fsync(d->fd) == 0)
		return ERR_OK;
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
}

void
blob_draft_free(struct blob_draft **dp)
{
	struct blob_draft *d = *dp;
	struct arena *a;

	if (d == NULL)
		return;
	if (d->hasher)
		(void)hasher_end(&d->hasher);
	close(d->fd);
	a = d->arena;
	secret_wipe(d, sizeof *d);
	arena_free(&a);
	*dp = NULL;
}

/* --- reading -------------------------------------------------------------------------- */

/* Exactly `n` bytes: less is a file that was cut. */
static enum err
get_at(int fd, uint64_t at, char *p, size_t n)
{
	while (n) {
		ssize_t r = pread(fd, p, n, (off_t)at);

		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return ERR_IO;
		if (r == 0)
			return ERR_CORRUPT;
		p += r;
		at += (uint64_t)r;
		n -= (size_t)r;
	}
	return ERR_OK;
}

static enum err
head_read(struct arena *a, struct blob_reading *r, const unsigned char *wrap)
{
	char head[PIECES_AT];
	unsigned char plain[BLOB_ABOUT], nonce[ENCRYPT_NONCE];
	const char *wrapped = head + MAGIC_SIZE + ENCRYPT_NONCE, *about = head + ABOUT_AT;
	enum err e = get_at(r->fd, 0, head, sizeof head);
	size_t n;

	if (e)
		return e;
	nonce_of(PART_ABOUT, 0, nonce);
	if (memcmp(head, MAGIC.p, MAGIC_SIZE) != 0 ||
	    !encrypt_open(wrap, (const unsigned char *)head + MAGIC_SIZE, MAGIC,
	        view(wrapped, ENCRYPT_KEY + ENCRYPT_TAG), r->key) ||
	    !encrypt_open(r->key, nonce, STR(""), view(about, BLOB_ABOUT + ENCRYPT_TAG), plain))
		return ERR_CORRUPT;
	r->about.size = number_get((const char *)plain, 8);
	memcpy(r->about.hash.b, plain + 8, HASH_SIZE);
	n = (size_t)number_get((const char *)plain + 41, 2);
	if (r->about.size == 0 || plain[40] >= SNIFF_COUNT || n > BLOB_NAME)
		return ERR_CORRUPT;
	r->about.kind = (enum sniff)plain[40];
	r->about.name = arena_str(a, view(plain + 43, n));
	return ERR_OK;
}

enum err
blob_reading_begin(struct arena *a, int fd, const unsigned char wrap[ENCRYPT_KEY], struct blob_reading *out)
{
	enum err e;

	*out = (struct blob_reading){.fd = fd};
	e = head_read(a, out, wrap);
	if (e)
		blob_reading_end(out);
	return e;
}

uint64_t
blob_reading_pieces(const struct blob_reading *r)
{
	return (r->about.size + BLOB_PIECE - 1) / BLOB_PIECE;
}

enum err
blob_reading_piece(const struct blob_reading *r, struct arena *a, uint64_t n, struct str *out)
{
	bool last = n + 1 == blob_reading_pieces(r);
	size_t size = last ? (size_t)(r->about.size - n * BLOB_PIECE) : BLOB_PIECE;
	unsigned char nonce[ENCRYPT_NONCE], *plain;
	char *box;
	enum err e;

	if (n >= blob_reading_pieces(r))
		return ERR_NOT_FOUND;
	box = arena_alloc(a, size + ENCRYPT_TAG);
	plain = arena_alloc(a, size);
	if ((e = get_at(r->fd, PIECES_AT + n * BOX, box, size + ENCRYPT_TAG)))
		return e;
	nonce_of(last ? PART_LAST : PART_PIECE, n, nonce);
	if (!encrypt_open(r->key, nonce, STR(""), view(box, size + ENCRYPT_TAG), plain))
		return ERR_CORRUPT;
	*out = view(plain, size);
	return ERR_OK;
}

void
blob_reading_end(struct blob_reading *r)
{
	if (r->fd >= 0)
		close(r->fd);
	secret_wipe(r->key, sizeof r->key);
	r->fd = -1;
}
