/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/live.h"
#include "base/hex.h"

#include <string.h>

#include "cli/ahead.h"
#include "codec/base64.h"
#include "crypto/bundle.h"
#include "query.h"

enum { LIVE_ROOM = 64 * 1024 * 1024, POLICIES_MAX = 10000, SHELF_BITS_MAX = 26 };

/* A body as the one walk over all of them found it. */
struct found {
	struct hash key;
	uint32_t n;
	bool right; /* its salt and bytes have this hash */
};

struct live {
	struct store *store;
	struct arena *keep, *again, *body, *leaf, *note,
	    *policy; /* one for each callback: its view lives until its next call */
	struct q_cli_ledger_counts_out counts;
	struct q_cursor hashes, checkpoints;
	struct ahead *ahead;
	const struct ahead_row *row; /* in hand; NULL before the first and after the last */
	uint64_t next;               /* leaf hash that `hashes` gives */
	bool hashing, reading;       /* which of them is open */
	bool walked;                 /* to the end */
	struct arena *bodies;        /* holds `found` */
	struct found *found;         /* in the order of their keys */
	size_t found_n;
	uint32_t
	    *shelf; /* of each first bits of a key: where its keys begin; one more says where the last end */
	int shelf_bits;
	struct hash other; /* what a body has whose hash is not its key */
	struct str *policies;
	size_t policy_n;
};

/* --- entries: one walk, which another thread makes ------------------------------------------------------------------ */

/*
 * The second look at the town may hold entries beyond those that the first
 * counted; they are not asked for. Those that both hold nothing changes.
 */
static const struct ahead_row *
row_at(struct live *l, uint64_t seq)
{
	while (!l->walked && (l->row == NULL || l->row->row.seq < (int64_t)seq)) {
		l->row = ahead_next(l->ahead);
		l->walked = l->row == NULL;
	}
	return l->row != NULL && l->row->row.seq == (int64_t)seq ? l->row : NULL;
}

static enum err
live_entry(void *arg, uint64_t seq, struct str *bytes)
{
	struct live *l = arg;
	const struct ahead_row *r = row_at(l, seq);

	if (r != NULL) {
		*bytes = r->row.bytes;
		return ERR_OK;
	}
	arena_reset(l->again);
	return store_entry(l->store, l->again, (int64_t)seq, bytes);
}

static const struct hash *
live_leaf(void *arg, uint64_t seq)
{
	const struct live *l = arg;

	return l->row != NULL && l->row->row.seq == (int64_t)seq ? &l->row->leaf : NULL;
}

static bool
live_row(void *arg, const struct entry *e)
{
	const struct live *l = arg;
	const struct q_cli_ledger_entries_out *r = l->row ? &l->row->row : NULL;

	return r == NULL || r->seq != e->seq || (str_eq(r->id, e->id) && r->part == e->part);
}

/* --- bodies: in the order of their keys, which is where they lie ---------------------------- */

static uint32_t
shelf_of(const struct live *l, const struct hash *key)
{
	uint32_t first =
	    (uint32_t)key->b[0] << 24 | (uint32_t)key->b[1] << 16 | (uint32_t)key->b[2] << 8 | key->b[3];

	return first >> (32 - l->shelf_bits);
}

/* Hashes lie evenly: about one a shelf. */
static void
shelves_make(struct live *l)
{
	uint32_t shelves;

	l->shelf_bits = 1;
	while (l->shelf_bits < SHELF_BITS_MAX && (size_t)1 << l->shelf_bits < l->found_n)
		l->shelf_bits++;
	shelves = (uint32_t)1 << l->shelf_bits;
	l->shelf = arena_array(l->bodies, (size_t)shelves + 1, sizeof *l->shelf);
	for (size_t i = 0; i < l->found_n; i++)
		l->shelf[shelf_of(l, &l->found[i].key) + 1]++;
	for (uint32_t i = 0; i < shelves; i++)
		l->shelf[i + 1] += l->shelf[i];
}

static void
body_keep(struct live *l, const struct q_cli_ledger_bodies_out *row)
{
	struct found *f = &l->found[l->found_n];
	struct hash hashed;

	if (row->hash.n != HASH_SIZE || row->salt.n != BODY_SALT)
		return; /* under no name that an entry could give it: it is missed there */
	hashed = entry_body_hash((const unsigned char *)row->salt.p, row->bytes);
	memcpy(f->key.b, row->hash.p, HASH_SIZE);
	f->right = hash_eq(&f->key, &hashed);
	f->n = (uint32_t)row->bytes.n;
	l->found_n++;
}

static enum err
bodies_walk(struct live *l)
{
	struct q_cursor c = q_cli_ledger_bodies_open(l->store);
	struct q_cli_ledger_bodies_out row;
	size_t room = (size_t)l->counts.bodies + 1;

	l->bodies = arena_new(room * (sizeof *l->found + 2 * sizeof *l->shelf) + LIVE_ROOM);
	l->found = arena_array(l->bodies, room, sizeof *l->found);
	for (;;) {
		arena_reset(l->body);
		if (l->found_n == room - 1 || !q_cli_ledger_bodies_next(&c, l->body, &row))
			break;
		body_keep(l, &row);
	}
	shelves_make(l);
	return q_cursor_end(&c);
}

/* Within a shelf by halves, so that keys that somebody chose cost no more than a binary search. */
static const struct found *
body_find(const struct live *l, const struct hash *key)
{
	uint32_t shelf = shelf_of(l, key);
	size_t low = l->shelf[shelf], high = l->shelf[shelf + 1];

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = memcmp(l->found[middle].key.b, key->b, HASH_SIZE);

		if (c == 0)
			return &l->found[middle];
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* A body stands beside the first part of its act. */
static enum err
live_body(void *arg, uint64_t seq, struct ledger_body *out)
{
	struct live *l = arg;
	const struct found *f;
	struct hash key;
	enum err e = l->bodies ? ERR_OK : bodies_walk(l);

	(void)seq;
	out->state = LEDGER_BODY_NONE;
	if (e != ERR_OK || !hex_read(out->named, key.b, sizeof key.b))
		return e;
	f = body_find(l, &key);
	out->state = f ? LEDGER_BODY_PRESENT : LEDGER_BODY_GONE;
	if (f == NULL)
		return ERR_OK;
	for (size_t i = 0; i < HASH_SIZE; i++)
		l->other.b[i] = (unsigned char)~f->key.b[i];
	out->hashed = f->right ? &f->key : &l->other;
	out->bytes = (struct str){"", f->n};
	return ERR_OK;
}

/* Leaf hashes are asked from 0 upwards, with those of the levels above between them. */
static bool
live_hash(void *arg, int level, uint64_t index, struct hash *out)
{
	struct live *l = arg;
	struct q_cli_ledger_leaves_out row;

	if (level == 0 && index == 0 && !l->hashing) {
		l->hashes = q_cli_ledger_leaves_open(l->store);
		l->hashing = true;
	}
	if (level != 0 || index != l->next)
		return store_hash(l->store, level, index, out);
	arena_reset(l->leaf);
	if (!q_cli_ledger_leaves_next(&l->hashes, l->leaf, &row) || (uint64_t)row.idx != index ||
	    row.hash.n != sizeof out->b) {
		l->next = UINT64_MAX; /* one is missing: from here on each is looked up */
		return store_hash(l->store, level, index, out);
	}
	memcpy(out->b, row.hash.p, sizeof out->b);
	l->next++;
	return true;
}

static void
checkpoints_end(struct live *l)
{
	if (l->reading)
		(void)!q_cursor_end(&l->checkpoints); /* what it could not read, the audit has said */
	l->reading = false;
}

/* The audit asks upwards from 0: one cursor serves it. */
static enum err
live_checkpoint(void *arg, uint64_t i, struct str *note)
{
	struct live *l = arg;
	struct q_checkpoint_each_out row;

	if (i == 0) {
		checkpoints_end(l);
		l->checkpoints = q_checkpoint_each_open(l->store);
		l->reading = true;
	}
	arena_reset(l->note);
	if (!l->reading || !q_checkpoint_each_next(&l->checkpoints, l->note, &row))
		return ERR_NOT_FOUND;
	*note = row.note;
	return ERR_OK;
}

static enum err
live_policy(void *arg, uint64_t i, struct hash *name, struct hash *actual)
{
	struct live *l = arg;
	struct policy_file *files;
	struct bundle_file *bundle;
	size_t n;
	enum err e;

	arena_reset(l->policy);
	if (!hex_read(l->policies[i], name->b, sizeof name->b))
		return ERR_CORRUPT;
	e = store_policy_files(l->store, l->policy, l->policies[i], &files, &n);
	if (e != ERR_OK)
		return e;
	bundle = arena_array(l->policy, n + 1, sizeof *bundle);
	for (size_t k = 0; k < n; k++)
		bundle[k] = (struct bundle_file){files[k].name, files[k].bytes};
	*actual = bundle_hash(bundle, n);
	return ERR_OK;
}

static enum err
live_policies(struct live *l)
{
	struct q_cursor c = q_cli_ledger_policies_open(l->store);
	struct q_cli_ledger_policies_out row;

	l->policies = arena_array(l->keep, POLICIES_MAX, sizeof *l->policies);
	while (l->policy_n < POLICIES_MAX && q_cli_ledger_policies_next(&c, l->keep, &row))
		l->policies[l->policy_n++] = row.policy;
	return q_cursor_end(&c);
}

enum err
live_open(
    struct store *s, struct store *ahead, struct live **out, struct ledger_source *source, struct why *why)
{
	struct arena *keep = arena_new(LIVE_ROOM);
	struct live *l = ARENA_NEW(keep, struct live);
	enum err e;

	*l = (struct live){.store = s,
	    .keep = keep,
	    .again = arena_new(LIVE_ROOM),
	    .body = arena_new(LIVE_ROOM),
	    .leaf = arena_new(LIVE_ROOM),
	    .note = arena_new(LIVE_ROOM),
	    .policy = arena_new(LIVE_ROOM)};
	*out = l;
	e = q_cli_ledger_counts(s, keep, &l->counts);
	if (e == ERR_OK)
		e = ahead_open(ahead, &l->ahead, why);
	if (e == ERR_OK)
		e = live_policies(l);
	if (e != ERR_OK)
		return why_set(why, e, "証跡の表が読めません。");
	*source = (struct ledger_source){.arg = l,
	    .size = (uint64_t)l->counts.entries,
	    .checkpoints = (uint64_t)l->counts.checkpoints,
	    .policies = l->policy_n,
	    .hashes = (uint64_t)l->counts.hashes,
	    .entry = live_entry,
	    .leaf = live_leaf,
	    .row = live_row,
	    .body = live_body,
	    .hash = live_hash,
	    .checkpoint = live_checkpoint,
	    .policy = live_policy};
	return ERR_OK;
}

void
live_close(struct live **lp)
{
	struct live *l = *lp;
	struct arena *keep;

	if (l == NULL)
		return;
	keep = l->keep;
	ahead_close(&l->ahead);
	if (l->hashing)
		(void)!q_cursor_end(&l->hashes);
	checkpoints_end(l);
	arena_free(&l->policy);
	arena_free(&l->note);
	arena_free(&l->leaf);
	arena_free(&l->body);
	arena_free(&l->again);
	arena_free(&l->bodies);
	arena_free(&keep);
	*lp = NULL;
}

/* The column says what the note's second line says; what a note is else, the audit asks. */
static enum err
rows_of_checkpoints(struct live *l, struct verify_report *r)
{
	struct q_checkpoint_each_out row;
	struct q_cursor c;

	checkpoints_end(l);
	c = q_checkpoint_each_open(l->store);
	for (;;) {
		struct str origin, size, rest;

		arena_reset(l->note);
		if (!q_checkpoint_each_next(&c, l->note, &row))
			break;
		rest = row.note;
		if (str_cut(&rest, '\n', &origin) && str_cut(&rest, '\n', &size) &&
		    !str_eq(size, arena_fmt(l->note, "%lld", (long long)row.size)))
			verify_add(r, VERIFY_CHECKPOINT_FORM, (uint64_t)row.size, "索引の列が検印と違う");
	}
	return q_cursor_end(&c);
}

enum err
live_rows(struct live *l, struct verify_report *r)
{
	enum err e = rows_of_checkpoints(l, r);

	if ((uint64_t)l->counts.bodies > r->bodies)
		verify_add(r, VERIFY_BODY_SURPLUS, VERIFY_NOWHERE, "%lld 件",
		    (long long)l->counts.bodies - (long long)r->bodies);
	return e;
}
