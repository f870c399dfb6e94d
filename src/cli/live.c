/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/live.h"
#include "base/hex.h"

#include <string.h>

#include "codec/base64.h"
#include "crypto/bundle.h"
#include "query.h"

enum { LIVE_ROOM = 64 * 1024 * 1024, POLICIES_MAX = 10000 };

struct live {
	struct store *store;
	struct arena *keep, *entry, *body, *note,
	    *policy; /* one for each callback: its view lives until its next call */
	struct q_cli_ledger_counts_out counts;
	struct q_cursor checkpoints;
	bool reading; /* `checkpoints` is open */
	struct str *policies;
	size_t policy_n;
};

static enum err
live_entry(void *arg, uint64_t seq, struct str *bytes)
{
	struct live *l = arg;

	arena_reset(l->entry);
	return store_entry(l->store, l->entry, (int64_t)seq, bytes);
}

/* A body stands beside the first part of its act. */
static enum err
live_body(void *arg, uint64_t seq, struct ledger_body *out)
{
	struct live *l = arg;
	struct str bytes, salt;
	struct entry entry;
	struct hash hash;
	enum err e;

	arena_reset(l->body);
	out->state = LEDGER_BODY_NONE;
	e = store_entry(l->store, l->body, (int64_t)seq, &bytes);
	if (e != ERR_OK || entry_read(l->body, bytes, &entry, NULL) != ERR_OK || entry.body.n == 0 ||
	    entry.part != 1)
		return e == ERR_IO ? e : ERR_OK;
	if (!hex_read(entry.body, hash.b, sizeof hash.b))
		return ERR_OK;
	e = store_body(l->store, l->body, &hash, &salt, &out->bytes);
	if (e == ERR_NOT_FOUND) {
		out->state = LEDGER_BODY_GONE;
		return ERR_OK;
	}
	if (e != ERR_OK || salt.n != BODY_SALT)
		return e == ERR_OK ? ERR_CORRUPT : e;
	out->state = LEDGER_BODY_PRESENT;
	memcpy(out->salt, salt.p, BODY_SALT);
	return ERR_OK;
}

static bool
live_hash(void *arg, int level, uint64_t index, struct hash *out)
{
	struct live *l = arg;

	return store_hash(l->store, level, index, out);
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
live_open(struct store *s, struct live **out, struct ledger_source *source, struct why *why)
{
	struct arena *keep = arena_new(LIVE_ROOM);
	struct live *l = ARENA_NEW(keep, struct live);
	enum err e;

	*l = (struct live){.store = s,
	    .keep = keep,
	    .entry = arena_new(LIVE_ROOM),
	    .body = arena_new(LIVE_ROOM),
	    .note = arena_new(LIVE_ROOM),
	    .policy = arena_new(LIVE_ROOM)};
	*out = l;
	e = q_cli_ledger_counts(s, keep, &l->counts);
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
	    .body = live_body,
	    .hash = live_hash,
	    .checkpoint = live_checkpoint,
	    .policy = live_policy};
	return ERR_OK;
}

/* What it could not read, the audit has said. */
static void
reading_end(struct live *l)
{
	if (l->reading)
		(void)!q_cursor_end(&l->checkpoints);
	l->reading = false;
}

void
live_close(struct live **lp)
{
	struct live *l = *lp;
	struct arena *keep;

	if (l == NULL)
		return;
	keep = l->keep;
	reading_end(l);
	arena_free(&l->policy);
	arena_free(&l->note);
	arena_free(&l->body);
	arena_free(&l->entry);
	arena_free(&keep);
	*lp = NULL;
}

static void
row_check(struct verify_report *r, struct arena *a, const struct q_cli_ledger_entries_out *row)
{
	struct entry entry;

	/* bytes that are no entry, the audit itself says */
	if (entry_read(a, row->bytes, &entry, NULL) != ERR_OK)
		return;
	if (entry.seq != row->seq || !str_eq(entry.id, row->id) || entry.part != row->part)
		verify_add(r, VERIFY_ENTRY_FORM, (uint64_t)row->seq, "索引の列が記載と違う");
}

static enum err
rows_of_entries(struct live *l, struct verify_report *r)
{
	struct q_cursor c = q_cli_ledger_entries_open(l->store);
	struct q_cli_ledger_entries_out row;

	for (;;) {
		arena_reset(l->entry);
		if (!q_cli_ledger_entries_next(&c, l->entry, &row))
			break;
		row_check(r, l->entry, &row);
	}
	return q_cursor_end(&c);
}

/* The column says what the note's second line says; what a note is else, the audit asks. */
static enum err
rows_of_checkpoints(struct live *l, struct verify_report *r)
{
	struct q_checkpoint_each_out row;
	struct q_cursor c;

	reading_end(l);
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
	enum err e = rows_of_entries(l, r);

	if (e == ERR_OK)
		e = rows_of_checkpoints(l, r);
	if ((uint64_t)l->counts.bodies > r->bodies)
		verify_add(r, VERIFY_BODY_SURPLUS, VERIFY_NOWHERE, "%lld 件",
		    (long long)l->counts.bodies - (long long)r->bodies);
	return e;
}
