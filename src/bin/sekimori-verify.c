/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori-verify: does an exported ledger hold?
 *
 * Reads: the folder OUT as `sekimori ledger export` wrote it, the
 *        verifier key and the checkpoints that an auditor got by another way.
 * Holds: nothing but memory; public keys only.
 * Never: writes, follows a symbolic link in OUT, opens a connection, or trusts
 *        a size that it reads. Includes base, crypto, codec and ledger only.
 *
 * Exit: 0 accepted, 2 something was found, 1 could not be read.
 *
 * The folder, and nothing else may stand in it:
 *   checkpoint            the newest signed note, with the log's signature only
 *   key                   the verifier key, one line
 *   tile/L/N, tile/entries/N   C2SP tlog-tiles, as wide as the checkpoint's size asks
 *   bodies/SEQ            64 hex digits of salt, a newline, the body; for an act of
 *                         several parts at its first part
 *   omitted               the seqs whose body is erased or was not to be exported,
 *                         one a line, ascending; may be empty, may not be missing
 *   policies/HASH/NAME    the files of each policy that an entry names or adopts
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hex.h"
#include "base/num.h"
#include "codec/base64.h"
#include "crypto/bundle.h"
#include "ledger/tile.h"
#include "ledger/verify.h"

enum {
	MIB = 1024 * 1024,
	NOTE_MAX = 256 * 1024,
	BUNDLE_MAX = TILE_WIDTH * (ENTRY_MAX + 2),
	BODY_MAX = 64 * MIB,
	POLICY_MAX = 32 * MIB, /* all files of one policy */
	POLICY_FILES = 4096,
	POLICIES_MAX = 10000,
	SEEN_MAX = 1000,
	LEVELS = 8,
	DEPTH_MAX = 12,
	PATH_BYTES = 4096,
	MISSING_MAX = 1000, /* bundles, beyond which auditing the rest is no use */
};

struct tile {
	uint64_t index;
	unsigned width; /* 0: not there or not good */
	bool loaded;
	struct hash hash[TILE_WIDTH];
};

struct bundle {
	struct arena *arena;
	uint64_t index;
	unsigned count; /* 0: not there or not good */
	bool loaded;
	struct str entry[TILE_WIDTH];
};

struct policy {
	struct hash name, actual;
	bool good;
};

struct export
{
	int root;
	bool foreign;
	struct arena *keep, *scratch, *body;
	struct verify_report *report;
	struct verifier key;
	struct str note; /* the file `checkpoint` */
	uint64_t size, bundles;
	struct tile tile[LEVELS];
	struct bundle bundle;
	uint64_t *omitted;
	size_t nomitted, at; /* `at`: the next one that has not been asked for */
	struct policy *policy;
	size_t npolicy;
	struct str *seen;
	size_t nseen;
};

/* --- files ----------------------------------------------------------------------- */

/* One name in a folder. O_NONBLOCK: a pipe that was laid there must not hold us up. */
static int
name_open(int dir, struct str name, int more)
{
	char z[256];

	if (name.n >= sizeof z) {
		errno = ENOENT;
		return -1;
	}
	snprintf(z, sizeof z, "%.*s", STR_ARG(name));
	return openat(dir, z, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | more);
}

/* Opens `path` below `root`, one name at a time, so that no part of it may be a link. */
static int
file_open(int root, struct str path)
{
	struct str part;
	int dir = root, fd = -1, saved;

	while (str_cut(&path, '/', &part)) {
		fd = name_open(dir, part, path.p ? O_DIRECTORY : 0);
		saved = errno;
		if (dir != root)
			close(dir);
		errno = saved;
		if (fd < 0)
			return -1;
		dir = fd;
	}
	return fd;
}

/* The next name of a folder but "." and ".."; NULL at its end, with errno 0. */
static const char *
name_next(DIR *dir)
{
	struct dirent *d;

	errno = 0;
	while ((d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			return d->d_name;
	return NULL;
}

/* All of a regular file of at most `max` bytes; closes fd. */
static enum err
fd_read(int fd, size_t max, struct arena *a, struct str *out)
{
	struct stat st;
	char *p;
	size_t n = 0;
	ssize_t got = 1;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < 0 || (uint64_t)st.st_size > max) {
		close(fd);
		return ERR_CORRUPT;
	}
	p = arena_alloc(a, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size && got > 0) {
		got = read(fd, p + n, (size_t)st.st_size - n);
		n += got > 0 ? (size_t)got : 0;
	}
	close(fd);
	*out = (struct str){p, n};
	return got < 0 ? ERR_IO : n == (size_t)st.st_size ? ERR_OK : ERR_CORRUPT;
}

/* ERR_NOT_FOUND; ERR_CORRUPT for a link, a folder or a file too large; ERR_IO. */
static enum err
file_read(int root, struct str path, size_t max, struct arena *a, struct str *out)
{
	int fd = file_open(root, path);

	if (fd >= 0)
		return fd_read(fd, max, a, out);
	if (errno == ENOENT)
		return ERR_NOT_FOUND;
	return errno == ELOOP || errno == ENOTDIR || errno == ENXIO ? ERR_CORRUPT : ERR_IO;
}

/* A file that the auditor names: links are his own affair. */
static enum err
given_read(const char *path, size_t max, struct arena *a, struct str *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd < 0 ? ERR_IO : fd_read(fd, max, a, out);
}

/* A number as the export writes it: no zero in front. */
static bool
plain_number(struct str s, uint64_t *out)
{
	return num_u64(s, 0, INT64_MAX, out) && (s.n == 1 || *s.p != '0');
}

/* --- what the engine asks for --------------------------------------------------------- */

static void
tile_load(struct export *x, struct tile *t, int level, uint64_t index)
{
	unsigned width = tile_width(x->size, level, index);
	struct str bytes, path;
	enum err e;

	t->loaded = true;
	t->index = index;
	t->width = 0;
	if (width == 0)
		return;
	arena_reset(x->scratch);
	path = tile_path(x->scratch, level, index, width);
	e = file_read(x->root, path, TILE_WIDTH * HASH_SIZE, x->scratch, &bytes);
	if (e != ERR_OK) {
		verify_add(x->report, VERIFY_FILE_MISSING, VERIFY_NOWHERE, "%.*s", STR_ARG(path));
	} else if (bytes.n != width * HASH_SIZE) {
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "%.*s", STR_ARG(path));
	} else {
		memcpy(t->hash, bytes.p, bytes.n);
		t->width = width;
	}
}

static bool
source_hash(void *arg, int level, uint64_t index, struct hash *out)
{
	struct export *x = arg;
	struct tile *t;

	if (level < 0 || level >= LEVELS)
		return false;
	t = &x->tile[level];
	if (!t->loaded || t->index != index / TILE_WIDTH)
		tile_load(x, t, level, index / TILE_WIDTH);
	if (index % TILE_WIDTH >= t->width)
		return false;
	*out = t->hash[index % TILE_WIDTH];
	return true;
}

/* Takes a bundle apart: exactly `width` entries and nothing after them. */
static bool
bundle_split(struct str bytes, unsigned width, struct str entry[TILE_WIDTH])
{
	struct str one;
	unsigned n = 0;
	enum err e;

	while (tile_bundle_next(&bytes, &one, &e)) {
		if (n == width)
			return false;
		entry[n++] = one;
	}
	return e == ERR_OK && n == width;
}

static enum err
bundle_load(struct export *x, uint64_t index)
{
	struct bundle *b = &x->bundle;
	unsigned width = tile_width(x->size, TILE_ENTRIES, index);
	struct str bytes, path;
	enum err e;

	b->loaded = true;
	b->index = index;
	b->count = 0;
	arena_reset(b->arena);
	path = tile_bundle_path(b->arena, index, width);
	e = file_read(x->root, path, BUNDLE_MAX, b->arena, &bytes);
	if (e == ERR_OK && bundle_split(bytes, width, b->entry))
		b->count = width;
	else if (e == ERR_IO)
		return e;
	else
		verify_add(x->report, e == ERR_NOT_FOUND ? VERIFY_FILE_MISSING : VERIFY_FILE_FORM,
		    VERIFY_NOWHERE, "%.*s", STR_ARG(path));
	return ERR_OK;
}

static enum err
source_entry(void *arg, uint64_t seq, struct str *bytes)
{
	struct export *x = arg;
	enum err e;

	if (!x->bundle.loaded || x->bundle.index != seq / TILE_WIDTH) {
		e = bundle_load(x, seq / TILE_WIDTH);
		if (e != ERR_OK)
			return e;
	}
	if (seq % TILE_WIDTH >= x->bundle.count)
		return ERR_NOT_FOUND;
	*bytes = x->bundle.entry[seq % TILE_WIDTH];
	return ERR_OK;
}

static bool
omitted_has(struct export *x, uint64_t seq)
{
	while (x->at < x->nomitted && x->omitted[x->at] < seq)
		x->at++;
	if (x->at == x->nomitted || x->omitted[x->at] != seq)
		return false;
	x->at++;
	return true;
}

/* bodies/SEQ: the salt in hexadecimal, a newline, the body. */
static enum err
source_body(void *arg, uint64_t seq, struct ledger_body *out)
{
	struct export *x = arg;
	bool omitted = omitted_has(x, seq);
	struct str bytes, path;
	enum err e;

	arena_reset(x->body);
	path = arena_fmt(x->body, "bodies/%llu", (unsigned long long)seq);
	e = file_read(x->root, path, BODY_MAX, x->body, &bytes);
	out->state = omitted ? LEDGER_BODY_GONE : LEDGER_BODY_NONE;
	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	if (e != ERR_OK)
		return e;
	if (omitted)
		verify_add(
		    x->report, VERIFY_FILE_SURPLUS, VERIFY_NOWHERE, "%.*s: omitted にもある", STR_ARG(path));
	if (bytes.n <= 2 * BODY_SALT || bytes.p[2 * BODY_SALT] != '\n' ||
	    !hex_read(str_sub(bytes, 0, 2 * BODY_SALT), out->salt, BODY_SALT))
		return ERR_CORRUPT;
	out->state = LEDGER_BODY_PRESENT;
	out->bytes = str_sub(bytes, 2 * BODY_SALT + 1, bytes.n);
	return ERR_OK;
}

static enum err
source_checkpoint(void *arg, uint64_t i, struct str *note)
{
	struct export *x = arg;

	(void)i; /* there is one */
	*note = x->note;
	return ERR_OK;
}

static enum err
source_policy(void *arg, uint64_t i, struct hash *name, struct hash *actual)
{
	struct export *x = arg;

	*name = x->policy[i].name;
	*actual = x->policy[i].actual;
	return x->policy[i].good ? ERR_OK : ERR_CORRUPT;
}

/* --- every file belongs ------------------------------------------------------------------ */

static void
surplus(struct export *x, struct str path)
{
	verify_add(x->report, VERIFY_FILE_SURPLUS, VERIFY_NOWHERE, "%.*s", STR_ARG(path));
}

/*
 * A foreign log may keep the partial tiles of its earlier sizes: such a file
 * must be what the present one begins with, and as long as its name says.
 */
static void
partial_check(struct export *x, struct str path, int level, uint64_t index, unsigned width)
{
	unsigned full = tile_width(x->size, level, index);
	struct str old, now, whole, entry[TILE_WIDTH];
	enum err e;

	arena_reset(x->scratch);
	whole = level == TILE_ENTRIES ? tile_bundle_path(x->scratch, index, full)
	                              : tile_path(x->scratch, level, index, full);
	e = file_read(x->root, path, BUNDLE_MAX, x->scratch, &old);
	if (e == ERR_OK)
		e = file_read(x->root, whole, BUNDLE_MAX, x->scratch, &now);
	if (e != ERR_OK || !str_starts(now, old) ||
	    (level == TILE_ENTRIES ? !bundle_split(old, width, entry) : old.n != width * HASH_SIZE))
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "%.*s", STR_ARG(path));
}

static void
tile_file_check(struct export *x, struct str path)
{
	unsigned width, want;
	uint64_t index;
	int level;

	if (!tile_path_read(path, &level, &index, &width)) {
		surplus(x, path);
		return;
	}
	want = tile_width(x->size, level, index);
	if (width == want)
		x->bundles += level == TILE_ENTRIES;
	else if (x->foreign && width < want)
		partial_check(x, path, level, index, width);
	else if (!x->foreign)
		surplus(x, path);
}

/* policies/HASH/NAME, whose content its folder's hash vouches for. */
static bool
is_policy_file(struct str path)
{
	struct hash h;
	struct str top, hash, name;

	return str_cut(&path, '/', &top) && str_cut(&path, '/', &hash) && str_cut(&path, '/', &name) &&
	       path.p == NULL && str_eq(top, STR("policies")) && hex_read(hash, h.b, sizeof h.b);
}

static bool
is_body_file(const struct export *x, struct str path)
{
	uint64_t seq;

	return str_starts(path, STR("bodies/")) && plain_number(str_sub(path, 7, path.n), &seq) &&
	       seq < x->size;
}

/* The many checkpoints of a foreign log are as good as checkpoints from outside. */
static void
foreign_file(struct export *x, struct str path)
{
	if (!str_starts(path, STR("checkpoint.")) || str_find(path, STR("/")) != SIZE_MAX)
		return;
	if (x->nseen < SEEN_MAX && file_read(x->root, path, NOTE_MAX, x->keep, &x->seen[x->nseen]) == ERR_OK)
		x->nseen++;
	else
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "%.*s", STR_ARG(path));
}

static void
file_check(struct export *x, struct str path)
{
	if (str_starts(path, STR("tile/")))
		tile_file_check(x, path);
	else if (x->foreign)
		foreign_file(x, path);
	else if (!str_eq(path, STR("checkpoint")) && !str_eq(path, STR("key")) &&
	         !str_eq(path, STR("omitted")) && !is_body_file(x, path) && !is_policy_file(path))
		surplus(x, path);
}

static bool walk(struct export *x, int fd, char *path, size_t n, int depth);

/* One name in a folder; `path` holds its path of `n` bytes. False when it cannot be read. */
static bool
walk_name(struct export *x, int dir, char *path, size_t n, const char *name, int depth)
{
	struct str whole = {path, n};
	struct stat st;
	int fd;

	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return false;
	if (S_ISREG(st.st_mode)) {
		file_check(x, whole);
		return true;
	}
	if (!S_ISDIR(st.st_mode) || depth == DEPTH_MAX) {
		surplus(x, whole);
		return true;
	}
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 && walk(x, fd, path, n, depth + 1);
}

/* Visits everything below a folder (its fd is taken over). */
static bool
walk(struct export *x, int fd, char *path, size_t n, int depth)
{
	DIR *dir = fdopendir(fd);
	const char *name = NULL;
	bool good = dir != NULL, empty = true;
	int m;

	while (good && (name = name_next(dir)) != NULL) {
		empty = false;
		m = snprintf(path + n, PATH_BYTES - n, "%s%s", n ? "/" : "", name);
		if ((size_t)m >= PATH_BYTES - n)
			surplus(x, (struct str){path, n});
		else
			good = walk_name(x, dirfd(dir), path, n + (size_t)m, name, depth);
	}
	good = good && errno == 0;
	/* a folder may be left without files only where an export begins one */
	if (good && empty && depth > 1 && !x->foreign)
		surplus(x, (struct str){path, n});
	if (dir)
		closedir(dir);
	else
		close(fd);
	return good;
}

static bool
files_check(struct export *x)
{
	char path[PATH_BYTES] = "";
	int fd = openat(x->root, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd >= 0 && walk(x, fd, path, 0, 0);
}

/* --- policies ------------------------------------------------------------------------------ */

/* Reads the files of one policy; false when one cannot be read or they are too much. */
static bool
policy_read(DIR *dir, struct arena *a, struct bundle_file *file, size_t *n)
{
	size_t room = POLICY_MAX;
	const char *name;

	for (*n = 0; (name = name_next(dir)) != NULL; room -= file[(*n)++].bytes.n) {
		if (*n == POLICY_FILES)
			return false;
		file[*n].name = arena_str(a, str_of(name));
		if (file_read(dirfd(dir), file[*n].name, room, a, &file[*n].bytes) != ERR_OK)
			return false;
	}
	return errno == 0;
}

static void
policy_load(struct export *x, int policies, struct str name)
{
	struct policy *p = &x->policy[x->npolicy];
	struct bundle_file *file;
	struct arena *a;
	DIR *dir;
	size_t n;
	int fd;

	if (!hex_read(name, p->name.b, HASH_SIZE))
		return;
	x->npolicy++;
	fd = name_open(policies, name, O_DIRECTORY);
	dir = fd >= 0 ? fdopendir(fd) : NULL;
	if (dir == NULL)
		return;
	a = arena_new(8 * (size_t)POLICY_MAX);
	file = arena_array(a, POLICY_FILES, sizeof *file);
	p->good = policy_read(dir, a, file, &n);
	if (p->good)
		p->actual = bundle_hash(file, n);
	arena_free(&a);
	closedir(dir);
}

/* The folders of policies/; what else stands there, files_check says. */
static void
policies_load(struct export *x)
{
	int fd = file_open(x->root, STR("policies"));
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	const char *name;

	x->policy = arena_array(x->keep, POLICIES_MAX, sizeof *x->policy);
	while (dir && (name = name_next(dir)) != NULL) {
		if (x->npolicy < POLICIES_MAX)
			policy_load(x, dirfd(dir), str_of(name));
		else
			verify_add(x->report, VERIFY_FILE_SURPLUS, VERIFY_NOWHERE, "policies/%s", name);
	}
	if (dir)
		closedir(dir);
}

/* --- omitted -------------------------------------------------------------------------------- */

/* One seq a line, ascending, each line ended. */
static bool
omitted_parse(struct export *x, struct str text)
{
	struct str line;
	uint64_t seq;

	if (text.n == 0)
		return true;
	if (text.p[--text.n] != '\n')
		return false;
	x->omitted = arena_array(x->keep, text.n / 2 + 1, sizeof *x->omitted);
	while (str_cut(&text, '\n', &line)) {
		if (!plain_number(line, &seq) || seq >= x->size ||
		    (x->nomitted && seq <= x->omitted[x->nomitted - 1]))
			return false;
		x->omitted[x->nomitted++] = seq;
	}
	return true;
}

static void
omitted_load(struct export *x)
{
	struct str text;
	enum err e = file_read(x->root, STR("omitted"), BODY_MAX, x->keep, &text);

	if (e == ERR_NOT_FOUND)
		verify_add(x->report, VERIFY_FILE_MISSING, VERIFY_NOWHERE, "omitted");
	else if (e != ERR_OK || !omitted_parse(x, text))
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "omitted");
}

/* --- the run -------------------------------------------------------------------------------- */

enum { ACCEPTED = 0, UNREADABLE = 1, FOUND = 2 };

struct options {
	const char *folder, *key;
	const char *seen[SEEN_MAX];
	size_t nseen;
	bool foreign;
};

static int
unreadable(const char *what)
{
	fprintf(stderr, "sekimori-verify: %s\n", what);
	return UNREADABLE;
}

/*
 * The key by which all is judged: the auditor's own, and the folder's must be
 * the same line. Without one from the auditor, the folder's.
 */
static bool
key_load(struct export *x, const struct options *o)
{
	struct why why = {.arena = x->keep};
	struct str given = STR(""), stored = STR("");
	enum err e = ERR_OK;

	if (o->key && given_read(o->key, 4096, x->keep, &given) != ERR_OK)
		return false;
	given = str_trim(given);
	if (!o->foreign)
		e = file_read(x->root, STR("key"), 4096, x->keep, &stored);
	if (e != ERR_OK)
		verify_add(x->report, VERIFY_FILE_MISSING, VERIFY_NOWHERE, "key");
	else if (!o->foreign && !str_ends(stored, STR("\n")))
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "key");
	else if (!o->foreign && o->key && !str_eq(str_sub(stored, 0, stored.n - 1), given))
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "key: 渡された鍵と違う");
	if (!o->key)
		given = str_sub(stored, 0, stored.n ? stored.n - 1 : 0);
	e = verifier_read(x->keep, given, &x->key, &why);
	if (e != ERR_OK)
		verify_add(x->report, VERIFY_FILE_FORM, VERIFY_NOWHERE, "key: %.*s", STR_ARG(why.text));
	return true;
}

/* Has the note one signature line? Others could be changed without being noticed. */
static bool
note_is_plain(struct str note)
{
	size_t at = str_find(note, STR("\n\n"));
	struct str line = str_sub(note, at == SIZE_MAX ? note.n : at + 2, note.n);

	return line.n && str_find(line, STR("\n")) == line.n - 1;
}

static void
head_load(struct export *x)
{
	struct why why = {.arena = x->keep};
	struct checkpoint c;
	enum err e = file_read(x->root, STR("checkpoint"), NOTE_MAX, x->keep, &x->note);

	if (e != ERR_OK) {
		verify_add(x->report, VERIFY_FILE_MISSING, VERIFY_NOWHERE, "checkpoint");
		return;
	}
	e = checkpoint_open(x->keep, x->note, &x->key, &c, &why);
	if (e != ERR_OK)
		verify_add(x->report, VERIFY_CHECKPOINT_FORM, VERIFY_NOWHERE, "%.*s", STR_ARG(why.text));
	else if (!x->foreign && !note_is_plain(x->note))
		verify_add(x->report, VERIFY_CHECKPOINT_FORM, VERIFY_NOWHERE, "ほかの署名の行がある");
	else
		x->size = c.size;
}

static enum err
audit(struct export *x, const struct options *o)
{
	struct ledger_source src = {
	    .arg = x,
	    .size = x->size,
	    .checkpoints = 1,
	    .policies = x->npolicy,
	    .hashes = UINT64_MAX,
	    .entry = source_entry,
	    .body = source_body,
	    .hash = source_hash,
	    .checkpoint = source_checkpoint,
	    .policy = source_policy,
	};
	struct verify_ask ask = {
	    .key = &x->key,
	    .seen = x->seen,
	    .nseen = x->nseen,
	    .foreign = o->foreign,
	};

	return verify_ledger(&src, &ask, x->report);
}

/* Everything about the folder once key and head are known to be good. */
static int
export_check(struct export *x, const struct options *o)
{
	uint64_t want = x->size / TILE_WIDTH + (x->size % TILE_WIDTH != 0);

	if (!files_check(x))
		return unreadable("フォルダを読み通せない");
	if (x->bundles + MISSING_MAX < want) {
		verify_add(x->report, VERIFY_FILE_MISSING, VERIFY_NOWHERE, "記載の束が %llu 足りない",
		    (unsigned long long)(want - x->bundles));
		return FOUND;
	}
	if (!o->foreign) {
		policies_load(x);
		omitted_load(x);
	}
	if (audit(x, o) != ERR_OK)
		return unreadable("ファイルを読み通せない");
	return x->report->count ? FOUND : ACCEPTED;
}

static int
export_open(struct export *x, const struct options *o)
{
	x->root = open(o->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (x->root < 0)
		return unreadable(strerror(errno));
	x->seen = arena_array(x->keep, SEEN_MAX, sizeof *x->seen);
	for (; x->nseen < o->nseen; x->nseen++)
		if (given_read(o->seen[x->nseen], NOTE_MAX, x->keep, &x->seen[x->nseen]) != ERR_OK)
			return unreadable("--seen の検印が読めない");
	if (!key_load(x, o))
		return unreadable("--key の鍵が読めない");
	if (x->report->count == 0)
		head_load(x);
	/* without key and head there is nothing to hold the rest against */
	return x->report->count ? FOUND : export_check(x, o);
}

/* "1,234,567" */
static struct str
grouped(struct arena *a, uint64_t n)
{
	if (n < 1000)
		return arena_fmt(a, "%u", (unsigned)n);
	return arena_fmt(a, "%.*s,%03u", STR_ARG(grouped(a, n / 1000)), (unsigned)(n % 1000));
}

static void
report_print(const struct export *x, int outcome, bool own_key)
{
	const struct verify_report *r = x->report;
	struct arena *a = x->scratch;

	arena_reset(a);
	for (size_t i = 0; i < r->n; i++)
		printf("%.*s\n", STR_ARG(verify_line(a, &r->list[i])));
	if (r->count > r->n)
		printf("ほか %.*s 件\n", STR_ARG(grouped(a, r->count - r->n)));
	if (outcome == FOUND) {
		printf("検証: 不受理 指摘 %.*s 件\n", STR_ARG(grouped(a, r->count)));
		return;
	}
	printf("検証: 受理 記載 %.*s 件 / ", STR_ARG(grouped(a, r->entries)));
	if (!x->foreign)
		printf("本文 %.*s 件 (除外 %.*s 件) / 規程 %.*s 件 / ", STR_ARG(grouped(a, r->bodies)),
		    STR_ARG(grouped(a, r->gone)), STR_ARG(grouped(a, r->policies)));
	printf("検印 %.*s 件まで 根 %.*s / 外の検印 %.*s 件\n", STR_ARG(grouped(a, r->sealed)),
	    STR_ARG(base64_encode(a, (struct str){(const char *)r->root.b, HASH_SIZE})),
	    STR_ARG(grouped(a, r->seen)));
	if (!own_key)
		printf("注意: 鍵はこのフォルダのものを使った。別の経路で受け取った鍵を --key で渡すこと\n");
}

static int
usage(FILE *to, int code)
{
	fputs("使い方: sekimori-verify フォルダ [--key 鍵ファイル] [--seen 検印ファイル]...\n"
	      "  書き出された証跡を、サーバーなしで確かめる。\n"
	      "  --key      別の経路で受け取った検証鍵 (一行)\n"
	      "  --seen     外に出ていた検印 (何度でも)。署名し直された履歴はこれで見つかる\n"
	      "  --foreign  ほかのプログラムの証跡 (C2SP tlog-tiles)。木と検印だけを確かめる。--key が要る\n"
	      "  終了コード 0 受理  2 不受理  1 読めない\n",
	    to);
	return code;
}

/* False when the command line is wrong; *help when it asks for help. */
static bool
options_read(int argc, char **argv, struct options *o, bool *help)
{
	static const struct option longs[] = {
	    {"key", required_argument, NULL, 'k'},
	    {"seen", required_argument, NULL, 's'},
	    {"foreign", no_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'},
	    {0},
	};
	int c;

	while ((c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (c == 'k')
			o->key = optarg;
		else if (c == 's' && o->nseen < SEEN_MAX)
			o->seen[o->nseen++] = optarg;
		else if (c == 'f')
			o->foreign = true;
		else if (c == 'h')
			*help = true;
		else
			return false;
	}
	if (optind + 1 == argc)
		o->folder = argv[optind];
	return o->folder && (o->key || !o->foreign);
}

int
main(int argc, char **argv)
{
	struct options o = {0};
	struct verify_report report;
	struct export x = {.report = &report};
	bool help = false, good = options_read(argc, argv, &o, &help);
	int outcome;

	if (help || !good)
		return usage(help ? stdout : stderr, help ? ACCEPTED : UNREADABLE);
	x.foreign = o.foreign;
	x.keep = arena_new((size_t)1024 * MIB);
	x.scratch = arena_new(8 * (size_t)BUNDLE_MAX);
	x.body = arena_new(4 * (size_t)BODY_MAX);
	x.bundle.arena = arena_new(4 * (size_t)BUNDLE_MAX);
	verify_begin(&report, x.keep);
	outcome = export_open(&x, &o);
	if (outcome != UNREADABLE)
		report_print(&x, outcome, o.key != NULL);
	arena_free(&x.bundle.arena);
	arena_free(&x.body);
	arena_free(&x.scratch);
	arena_free(&x.keep);
	return outcome;
}
