/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ledger's tables: entries, bodies, tile hashes, checkpoints, policy files. */
#include "base/buf.h"
#include "base/die.h"
#include "query.h"
#include "store/list.h"
#include "store/sqlite.h"

enum { TILE_HEIGHT = 8, LOAD_ROOM = 4 << 20 };

static struct str
hash_str(const struct hash *h)
{
	return (struct str){(const char *)h->b, sizeof h->b};
}

/* --- the tree ------------------------------------------------------------------------- */

struct sink {
	struct store *store;
	enum err err;
};

static void
sink_put(void *arg, int level, uint64_t index, const struct hash *h)
{
	struct sink *k = arg;
	struct q_hash_add_in in = {level, (int64_t)index, hash_str(h)};

	if (k->err == ERR_OK)
		k->err = q_hash_add(k->store, &in);
}

bool
store_hash(struct store *s, int level, uint64_t index, struct hash *out)
{
	struct q_hash_at_in in = {level, (int64_t)index};
	struct q_hash_at_out row;

	arena_reset(s->scratch);
	if (index > INT64_MAX || q_hash_at(s, s->scratch, &in, &row) != ERR_OK || row.hash.n != sizeof out->b)
		return false;
	memcpy(out->b, row.hash.p, sizeof out->b);
	return true;
}

/* Root of the complete subtree `index` of 2^height leaves. */
static bool
subtree_root(struct store *s, int height, uint64_t index, struct hash *out)
{
	struct hash left, right;

	if (height % TILE_HEIGHT == 0)
		return store_hash(s, height / TILE_HEIGHT, index, out);
	if (!subtree_root(s, height - 1, 2 * index, &left) ||
	    !subtree_root(s, height - 1, 2 * index + 1, &right))
		return false;
	*out = tree_node(&left, &right);
	return true;
}

static bool
tree_load(struct store *s, uint64_t size, struct tree *t)
{
	uint64_t start = 0;
	int n = 0;

	t->size = size;
	for (int height = 63; height >= 0; height--) {
		if (!(size >> height & 1))
			continue;
		if (!subtree_root(s, height, start >> height, &t->edge[n++]))
			return false;
		start += (uint64_t)1 << height;
	}
	return true;
}

static enum err
time_load(struct store *s, struct arena *a, int64_t seq)
{
	struct why why = {.arena = a};
	struct entry entry;
	struct str bytes;
	enum err e = store_entry(s, a, seq, &bytes);

	if (e == ERR_OK)
		e = entry_read(a, bytes, &entry, &why);
	if (e != ERR_OK)
		return e;
	s->now.time = entry.time;
	return ERR_OK;
}

enum err
ledger_load(struct store *s)
{
	struct arena *a = arena_new(LOAD_ROOM);
	struct q_entry_count_out count;
	enum err e = q_entry_count(s, a, &count);

	if (e == ERR_OK && !tree_load(s, (uint64_t)count.n, &s->now.tree))
		e = ERR_CORRUPT;
	if (e == ERR_OK && count.n > 0)
		e = time_load(s, a, count.n - 1);
	arena_free(&a);
	return e;
}

const struct tree *
store_tree(const struct store *s)
{
	return &s->now.tree;
}

int64_t
store_last_time(const struct store *s)
{
	return s->now.time;
}

/* --- writing ---------------------------------------------------------------------------- */

enum err
ledger_append(struct store *s, const struct entry *entry, struct str bytes, struct hash *leaf)
{
	struct position next = s->now;
	struct sink sink = {.store = s};
	enum err e;

	must(entry->seq == (int64_t)next.tree.size);
	e = q_entry_add(s, &(struct q_entry_add_in){entry->seq, entry->id, entry->part, bytes});
	if (e != ERR_OK)
		return e;
	*leaf = tree_leaf(bytes);
	tree_append(&next.tree, leaf, sink_put, &sink);
	next.time = entry->time;
	if (sink.err == ERR_OK)
		s->now = next;
	return sink.err;
}

enum err
store_append(struct store *s, struct arena *a, const struct entry *entry, struct hash *leaf)
{
	struct str bytes;
	enum err e = entry_write(a, entry, &bytes);

	return e == ERR_OK ? ledger_append(s, entry, bytes, leaf) : e;
}

enum err
store_body_put(struct store *s, const struct hash *h, const unsigned char salt[BODY_SALT], struct str bytes)
{
	struct q_body_add_in in = {hash_str(h), {(const char *)salt, BODY_SALT}, bytes};

	return q_body_add(s, &in);
}

enum err
store_policy_put(struct store *s, const struct hash *policy, const struct policy_file *files, size_t n)
{
	char hex[2 * HASH_SIZE];
	enum err e = ERR_OK;

	for (size_t i = 0; i < HASH_SIZE; i++) {
		hex[2 * i] = "0123456789abcdef"[policy->b[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[policy->b[i] & 15];
	}
	for (size_t i = 0; i < n && e == ERR_OK; i++)
		e = q_policy_file_add(
		    s, &(struct q_policy_file_add_in){{hex, sizeof hex}, files[i].name, files[i].bytes});
	return e;
}

enum err
store_checkpoint_put(struct store *s, uint64_t size, struct str note)
{
	return q_checkpoint_add(s, &(struct q_checkpoint_add_in){(int64_t)size, note});
}

/* --- reading ----------------------------------------------------------------------------- */

enum err
store_entry(struct store *s, struct arena *a, int64_t seq, struct str *bytes)
{
	struct q_entry_bytes_out row;
	enum err e = q_entry_bytes(s, a, &(struct q_entry_bytes_in){seq}, &row);

	if (e == ERR_OK)
		*bytes = row.bytes;
	return e;
}

enum err
store_entry_by_id(struct store *s, struct str id, int64_t *seq)
{
	struct q_entry_by_id_out row;
	enum err e = q_entry_by_id(s, NULL, &(struct q_entry_by_id_in){id}, &row);

	if (e == ERR_OK)
		*seq = row.seq;
	return e;
}

enum err
store_body(struct store *s, struct arena *a, const struct hash *h, struct str *salt, struct str *bytes)
{
	struct q_body_by_hash_out row;
	enum err e = q_body_by_hash(s, a, &(struct q_body_by_hash_in){hash_str(h)}, &row);

	if (e != ERR_OK)
		return e;
	*salt = row.salt;
	*bytes = row.bytes;
	return ERR_OK;
}

enum err
store_policy_files(
    struct store *s, struct arena *a, struct str policy_hex, struct policy_file **files, size_t *n)
{
	struct q_cursor c = q_policy_file_of_open(s, &(struct q_policy_file_of_in){policy_hex});
	struct q_policy_file_of_out row;
	struct policy_file *list = NULL;
	size_t count = 0, room = 0;
	enum err e;

	while (q_policy_file_of_next(&c, a, &row))
		*LIST_ADD(a, list, count, room) = (struct policy_file){row.name, row.bytes};
	e = q_cursor_end(&c);
	if (e == ERR_OK && count == 0)
		e = ERR_NOT_FOUND;
	*files = list;
	*n = count;
	return e;
}
