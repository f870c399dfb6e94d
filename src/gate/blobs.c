/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/blobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/fold.h"
#include "base/hex.h"
#include "base/num.h"
#include "base/utf8.h"
#include "crypto/keyfile.h"
#include "os/file.h"

enum {
	PATH_BYTES = 4096,
	KEYFILE_BYTES = 64 * 1024,
	STARTKEY_BYTES = 64 * 1024,
	SCOPE_BYTES = 128,
	OWN = 512 * 1024
};

/* A file that got a second name in a transaction that is not committed yet. */
struct claim {
	struct claim *next;
	const char *from; /* of the upload; NULL when it came from another matter */
	const char *to;
};

struct blobs {
	struct arena *home, *claims_arena;
	struct str folder;
	unsigned char names[ENCRYPT_KEY], wrap[ENCRYPT_KEY], narrow[ENCRYPT_KEY];
	uint64_t drafts;      /* so far: names of temporary files */
	struct claim *claims; /* the newest first */
	size_t claims_n;
};

struct upload_draft {
	struct blobs *blobs;
	struct arena *arena;
	struct blob_draft *draft;
	struct str person, name, temporary;
};

/* --- life ---------------------------------------------------------------------------- */

enum err
blobs_key(struct arena *a, struct str dir, struct str start_path, struct secret **key, struct why *why)
{
	struct str text, start;
	enum err e = file_read(a, file_join(a, dir, STR("keys/blob.key")), KEYFILE_BYTES, &text, why);

	if (start_path.n == 0)
		start_path = file_join(a, dir, STR("keys/start.key"));
	if (e == ERR_OK)
		e = file_read(a, start_path, STARTKEY_BYTES, &start, why);
	if (e == ERR_OK) {
		e = keyfile_unwrap(text, start, key, why);
		secret_wipe((void *)(uintptr_t)start.p, start.n);
	}
	return e;
}

/* One key for the names and one to wrap keys with: neither tells the other, or the one they come of. */
static void
key_derive(const struct secret *key, struct str purpose, unsigned char out[ENCRYPT_KEY])
{
	struct hash h = hash_keyed(secret_bytes(key), STR("sekimori blobs "), purpose);

	memcpy(out, h.b, ENCRYPT_KEY);
	secret_wipe(&h, sizeof h);
}

struct blobs *
blobs_open(struct str dir, const struct secret *key)
{
	struct arena *home = arena_new(OWN);
	struct blobs *b = ARENA_NEW(home, struct blobs);

	must(secret_size(key) == ENCRYPT_KEY);
	b->home = home;
	b->claims_arena = arena_new(16 << 20);
	b->folder = file_join(home, dir, STR("blobs"));
	key_derive(key, STR("names"), b->names);
	key_derive(key, STR("wrap"), b->wrap);
	key_derive(key, STR("narrow"), b->narrow);
	return b;
}

void
blobs_narrow_key(const struct blobs *b, unsigned char out[ENCRYPT_KEY])
{
	memcpy(out, b->narrow, ENCRYPT_KEY);
}

void
blobs_close(struct blobs **bp)
{
	struct blobs *b = *bp;
	struct arena *home;

	if (b == NULL)
		return;
	blobs_settle(b, false);
	arena_free(&b->claims_arena);
	home = b->home;
	secret_wipe(b, sizeof *b);
	arena_free(&home);
	*bp = NULL;
}

/* --- values and names --------------------------------------------------------------------- */

bool
blobs_value_read(struct str value, struct hash *hash, uint64_t *size, struct str *name)
{
	struct str hex, number, rest = value;

	if (!str_cut(&rest, ' ', &hex) || !hex_read(hex, hash->b, HASH_SIZE) ||
	    !str_cut(&rest, ' ', &number) || rest.p == NULL || !num_u64(number, 1, BLOB_MAX, size))
		return false;
	*name = rest;
	return rest.n > 0 && rest.n <= BLOB_NAME && utf8_valid(rest);
}

struct str
blobs_value(struct arena *a, const struct blob_about *about)
{
	struct buf b = buf_on(a, 2 * HASH_SIZE + 32 + BLOB_NAME);

	buf_hex(&b, about->hash.b, HASH_SIZE);
	buf_char(&b, ' ');
	buf_u64(&b, about->size);
	buf_char(&b, ' ');
	buf_add(&b, about->name);
	must(buf_done(&b));
	return buf_str(&b);
}

struct str
blobs_id(struct arena *a, struct str value)
{
	struct hash h = hash_of(value);
	struct buf b = buf_on(a, BLOB_ID);

	buf_hex(&b, h.b, BLOB_ID / 2);
	return buf_str(&b);
}

/* Marks that make "fdp.exe" of "exe.pdf" on a screen, and what cannot be seen at all. */
static bool
is_unseen(uint32_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
	       c == 0xfeff || c == 0xfffd;
}

static bool
name_is_plain(struct str s)
{
	uint32_t c;

	if (!utf8_valid(s) || utf8_has_control(s) || memchr(s.p, '\t', s.n) || memchr(s.p, '\n', s.n))
		return false;
	while (utf8_next(&s, &c))
		if (is_unseen(c))
			return false;
	return true;
}

enum err
blobs_name(struct arena *a, struct str given, struct str *out, struct why *why)
{
	size_t from = given.n;

	while (from && given.p[from - 1] != '/' && given.p[from - 1] != '\\')
		from--;
	given = str_trim(str_sub(given, from, given.n));
	if (given.n == 0 || str_eq(given, STR(".")) || str_eq(given, STR("..")))
		return why_set(why, ERR_MALFORMED, "ファイルに名前がありません。");
	if (!name_is_plain(given))
		return why_set(
		    why, ERR_MALFORMED, "ファイルの名前に、使えない文字があります。名前を変えてください。");
	*out = fold_compose(a, given);
	if (utf8_count(*out) > BLOB_NAME_CHARS || out->n > BLOB_NAME)
		return why_set(why, ERR_TOO_LARGE,
		    "ファイルの名前が長すぎます（%d文字まで）。短くしてください。", BLOB_NAME_CHARS);
	return ERR_OK;
}

/* The file's name: 128 bits of a keyed hash over whose it is and which. */
static struct str
path_of(const struct blobs *b, struct arena *a, const char *prefix, struct str whose, struct str id)
{
	struct hash h = hash_keyed(b->names, arena_fmt(a, "%.*s\n", STR_ARG(whose)), id);
	struct buf name = buf_on(a, SCOPE_BYTES);

	buf_add(&name, str_of(prefix));
	buf_hex(&name, h.b, 16);
	return file_join(a, b->folder, buf_str(&name));
}

static struct str
path_of_matter(const struct blobs *b, struct arena *a, int64_t matter, struct str id)
{
	return path_of(b, a, "", arena_fmt(a, "matter %lld", (long long)matter), id);
}

static struct str
path_of_upload(const struct blobs *b, struct arena *a, struct str person, struct str id)
{
	return path_of(b, a, "up-", arena_fmt(a, "person %.*s", STR_ARG(person)), id);
}

static enum err
folder_sync(const struct blobs *b, struct arena *a)
{
	int fd = open(arena_str(a, b->folder).p, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return ok ? ERR_OK : ERR_IO;
}

/* --- uploads ------------------------------------------------------------------------------- */

static enum err
space_check(const struct blobs *b, struct arena *a, struct why *why)
{
	int64_t free = 0, size = 0;

	if (file_space(a, b->folder, &free, &size) == ERR_OK && free < BLOB_RESERVE + BLOB_MAX)
		return why_set(why, ERR_FULL,
		    "サーバのディスクの空きが少ないため、ファイルを受け取れません。管理者に連絡してください。");
	return ERR_OK;
}

static enum err
write_failed(enum err e, struct why *why)
{
	return why_set(why, e,
	    e == ERR_FULL
	        ? "サーバのディスクがいっぱいで、ファイルを受け取れません。管理者に連絡してください。"
	        : "ファイルを保存できません。もう一度送ってください。続くときは管理者に連絡してください。");
}

enum err
blobs_upload(struct blobs *b, struct arena *a, struct str person, struct str given, struct upload_draft **out,
    struct why *why)
{
	struct str name;
	struct arena *own;
	struct upload_draft *d;
	enum err e;
	int fd;

	if ((e = blobs_name(a, given, &name, why)) || (e = space_check(b, a, why)))
		return e;
	own = arena_new(64 * 1024);
	d = ARENA_NEW(own, struct upload_draft);
	*d = (struct upload_draft){.blobs = b,
	    .arena = own,
	    .person = arena_str(own, person),
	    .name = arena_str(own, name),
	    .temporary = file_join(own, b->folder,
	        arena_fmt(own, "tmp-%ld-%llu", (long)getpid(), (unsigned long long)++b->drafts))};
	fd = open(d->temporary.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		e = errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
		arena_free(&own);
		return write_failed(e, why);
	}
	d->draft = blob_draft_new(fd, b->wrap);
	*out = d;
	return ERR_OK;
}

/* With the first piece it can be told; a name that lies is refused before the rest has come. */
static enum err
type_check(const struct upload_draft *d, struct why *why)
{
	struct str ending = sniff_ending(d->name);

	if (!sniff_name_lies(blob_draft_kind(d->draft), d->name))
		return ERR_OK;
	return why_set(why, ERR_REFUSED,
	    "「%.*s」の中身は、名前の終わりの「.%.*s」と合いません。正しいファイルか確かめて、選び直してください。",
	    STR_ARG(d->name), STR_ARG(ending));
}

enum err
blobs_upload_add(struct upload_draft *d, struct arena *a, struct str bytes, struct why *why)
{
	enum err e;

	if (blob_draft_size(d->draft) + bytes.n > BLOB_MAX)
		return why_set(why, ERR_TOO_LARGE, "「%.*s」は大きすぎます（%d MBまで）。", STR_ARG(d->name),
		    BLOB_MAX / 1024 / 1024);
	if ((e = space_check(d->blobs, a, why)))
		return e;
	if ((e = blob_draft_add(d->draft, bytes)))
		return write_failed(e, why);
	return blob_draft_size(d->draft) > BLOB_PIECE ? type_check(d, why) : ERR_OK;
}

enum err
blobs_upload_end(struct upload_draft *d, struct arena *a, struct str *value, struct why *why)
{
	struct blob_about about;
	struct str to;
	enum err e;

	if (blob_draft_size(d->draft) == 0)
		return why_set(why, ERR_MALFORMED, "「%.*s」は空のファイルです。", STR_ARG(d->name));
	if ((e = type_check(d, why)))
		return e;
	if ((e = blob_draft_end(d->draft, d->name, &about)))
		return write_failed(e, why);
	*value = blobs_value(a, &about);
	to = path_of_upload(d->blobs, a, d->person, blobs_id(a, *value));
	if (rename(d->temporary.p, to.p) != 0)
		return write_failed(errno == ENOSPC ? ERR_FULL : ERR_IO, why);
	d->temporary = STR("");
	return folder_sync(d->blobs, a) ? write_failed(ERR_IO, why) : ERR_OK;
}

void
blobs_upload_free(struct upload_draft **dp)
{
	struct upload_draft *d = *dp;
	struct arena *a;

	if (d == NULL)
		return;
	blob_draft_free(&d->draft);
	if (d->temporary.n)
		(void)unlink(d->temporary.p);
	a = d->arena;
	arena_free(&a);
	*dp = NULL;
}

/* --- acts that name them ----------------------------------------------------------------------- */

static void
claim_note(struct blobs *b, struct str from, struct str to)
{
	struct claim *c = ARENA_NEW(b->claims_arena, struct claim);

	*c = (struct claim){.next = b->claims,
	    .from = from.n ? arena_str(b->claims_arena, from).p : NULL,
	    .to = arena_str(b->claims_arena, to).p};
	b->claims = c;
	b->claims_n++;
}

enum err
blobs_claim(struct blobs *b, struct arena *a, int64_t matter, struct str value, struct str person,
    const int64_t *others, size_t n)
{
	struct str id = blobs_id(a, value), to = path_of_matter(b, a, matter, id);
	struct str from = path_of_upload(b, a, person, id);

	if (link(from.p, to.p) == 0) {
		claim_note(b, from, to);
		return folder_sync(b, a);
	}
	if (errno == EEXIST || file_exists(to))
		return ERR_OK;
	for (size_t i = 0; errno == ENOENT && i < n; i++)
		if (link(path_of_matter(b, a, others[i], id).p, to.p) == 0) {
			claim_note(b, STR(""), to);
			return folder_sync(b, a);
		}
	return errno == ENOENT ? ERR_NOT_FOUND : errno == ENOSPC ? ERR_FULL : ERR_IO;
}

size_t
blobs_claims(const struct blobs *b)
{
	return b->claims_n;
}

void
blobs_unclaim(struct blobs *b, size_t n)
{
	for (; b->claims_n > n; b->claims_n--) {
		(void)unlink(b->claims->to);
		b->claims = b->claims->next;
	}
}

void
blobs_settle(struct blobs *b, bool committed)
{
	for (const struct claim *c = b->claims; c; c = c->next) {
		if (!committed)
			(void)unlink(c->to);
		else if (c->from)
			(void)unlink(c->from);
	}
	b->claims = NULL;
	b->claims_n = 0;
	arena_reset(b->claims_arena);
}

/* --- reading -------------------------------------------------------------------------------- */

static enum err
open_err(void)
{
	return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
}

enum err
blobs_read(struct blobs *b, struct arena *a, int64_t matter, struct str id, struct blob_reading *out)
{
	int fd = open(path_of_matter(b, a, matter, id).p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err e = fd < 0 ? open_err() : blob_reading_begin(a, fd, b->wrap, out);

	/* one file in another's place is as good as none */
	if (e == ERR_OK && !str_eq(blobs_id(a, blobs_value(a, &out->about)), id)) {
		blob_reading_end(out);
		return ERR_CORRUPT;
	}
	return e;
}

static enum err
content_check(const struct blob_reading *r)
{
	struct arena *piece = arena_new(1 << 20);
	struct hasher *h = hasher_new();
	enum err e = ERR_OK;
	struct hash is;
	struct str bytes;

	for (uint64_t i = 0; e == ERR_OK && i < blob_reading_pieces(r); i++) {
		arena_reset(piece);
		if ((e = blob_reading_piece(r, piece, i, &bytes)) == ERR_OK)
			hasher_add(h, bytes);
	}
	is = hasher_end(&h);
	arena_free(&piece);
	return e == ERR_OK && !hash_eq(&is, &r->about.hash) ? ERR_CORRUPT : e;
}

enum err
blobs_check(struct blobs *b, struct arena *a, int64_t matter, struct str value, bool content)
{
	struct blob_reading r;
	enum err e = blobs_read(b, a, matter, blobs_id(a, value), &r);

	if (e)
		return e;
	if (content)
		e = content_check(&r);
	blob_reading_end(&r);
	return e;
}

/* --- what is left over ------------------------------------------------------------------------- */

/* Files whose name begins so and that were last written before `before`. */
static size_t
files_remove(const struct blobs *b, struct arena *a, struct str prefix, int64_t before)
{
	DIR *dir = opendir(arena_str(a, b->folder).p);
	struct dirent *entry;
	struct stat st;
	size_t n = 0;

	while (dir && (entry = readdir(dir)))
		if (str_starts(str_of(entry->d_name), prefix) &&
		    fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    (int64_t)st.st_mtime < before && unlinkat(dirfd(dir), entry->d_name, 0) == 0)
			n++;
	if (dir)
		closedir(dir);
	return n;
}

void
blobs_tidy(struct blobs *b, struct arena *a)
{
	(void)files_remove(b, a, STR("tmp-"), INT64_MAX);
}

size_t
blobs_sweep(struct blobs *b, struct arena *a, int64_t now)
{
	return files_remove(b, a, STR("up-"), now - BLOB_KEEP);
}
