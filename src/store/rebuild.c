/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Makes the derived tables again from the ledger, and writes them out to compare. */
#include "base/die.h"
#include "proto/act.h"
#include "query.h"
#include "store/sqlite.h"

enum {
	ENTRY_ROOM = 64 << 20, /* one entry's effects as JSON trees, and what apply builds */
	BODY_ROOM = 64 << 20,
	BATCH = 4096
};

struct replay {
	struct store *from, *to;
	bool tables_only;         /* `to` gets no ledger */
	bool into_empty;          /* `to` had none when it began */
	struct arena *arena;      /* of one entry */
	struct arena *body_arena; /* of one body: the parts of an act share theirs */
	struct str body_hex;
	const struct json *body;
	struct why *why;
};

/* --- bodies ----------------------------------------------------------------------------- */

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
hash_read(struct str hex, struct hash *h)
{
	if (hex.n != 2 * HASH_SIZE)
		return false;
	for (size_t i = 0; i < HASH_SIZE; i++) {
		int high = hex_digit(hex.p[2 * i]), low = hex_digit(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		h->b[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

static enum err
body_copy(struct replay *r, const struct hash *h, struct str salt, struct str bytes)
{
	struct str there;
	enum err e;

	if (r->tables_only || salt.n != BODY_SALT)
		return ERR_OK;
	e = r->into_empty ? ERR_NOT_FOUND : store_body(r->to, r->body_arena, h, &there, &there);
	if (e != ERR_NOT_FOUND)
		return e;
	return store_body_put(r->to, h, (const unsigned char *)salt.p, bytes);
}

/* Sets r->body: NULL for an entry without one, or with one that was erased. */
static enum err
body_load(struct replay *r, struct str hex)
{
	struct str salt, bytes;
	struct json *tree = NULL;
	struct hash h;
	enum err e;

	if (str_eq(hex, r->body_hex))
		return ERR_OK;
	arena_reset(r->body_arena);
	r->body_hex = arena_str(r->body_arena, hex);
	r->body = NULL;
	if (hex.n == 0)
		return ERR_OK;
	if (!hash_read(hex, &h))
		return ERR_CORRUPT;
	e = store_body(r->from, r->body_arena, &h, &salt, &bytes);
	if (e != ERR_OK)
		return e == ERR_NOT_FOUND ? ERR_OK : e;
	e = body_copy(r, &h, salt, bytes);
	if (e == ERR_OK)
		e = json_read(r->body_arena, bytes, 2 * ACT_MAX, &tree, r->why);
	r->body = tree;
	return e;
}

/* --- entries ------------------------------------------------------------------------------ */

/* `to` gets the entry, or has it already and it is the same. */
static enum err
entry_copy(struct replay *r, const struct entry *entry, struct str bytes)
{
	struct hash leaf;
	struct str there;
	enum err e;

	if (r->tables_only)
		return ERR_OK;
	if ((uint64_t)entry->seq == store_tree(r->to)->size)
		return ledger_append(r->to, entry, bytes, &leaf);
	e = store_entry(r->to, r->arena, entry->seq, &there);
	if (e != ERR_OK)
		return e;
	return str_eq(there, bytes) ? ERR_OK : ERR_CONFLICT;
}

static enum err
entry_replay(struct replay *r, int64_t seq)
{
	struct effects effects;
	struct entry entry;
	struct str bytes;
	enum err e;

	arena_reset(r->arena);
	e = store_entry(r->from, r->arena, seq, &bytes);
	if (e == ERR_OK)
		e = entry_read(r->arena, bytes, &entry, r->why);
	if (e == ERR_OK && entry.seq != seq)
		e = ERR_CORRUPT;
	if (e == ERR_OK)
		e = entry_copy(r, &entry, bytes);
	if (e == ERR_OK)
		e = effects_read(r->arena, entry.effects, &effects, r->why);
	if (e == ERR_OK)
		e = body_load(r, entry.body);
	if (e == ERR_OK)
		e = store_apply(r->to, r->arena, &entry, &effects, r->body);
	return e;
}

/* In place it is one transaction: nobody sees a town half made. So it is where the rest is thrown away. */
static enum err
entries_replay(struct replay *r, int64_t n)
{
	enum err e = ERR_OK;

	for (int64_t seq = 0; seq < n && e == ERR_OK; seq++) {
		if (seq > 0 && seq % BATCH == 0 && r->from != r->to) {
			e = store_commit(r->to);
			if (e == ERR_OK)
				e = store_begin(r->to);
		}
		if (e == ERR_OK)
			e = entry_replay(r, seq);
		if (e != ERR_OK)
			return why_set(r->why, e, "%lld 番の記載を再現できません。", (long long)seq);
	}
	return e;
}

/* --- the tables beside the entries ---------------------------------------------------------- */

static enum err
policies_copy(struct replay *r)
{
	struct q_cursor c = q_policy_file_each_open(r->from);
	struct q_policy_file_each_out row;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_policy_file_each_next(&c, r->arena, &row)) {
		e = q_policy_file_add(r->to, &(struct q_policy_file_add_in){row.policy, row.name, row.bytes});
		arena_reset(r->arena);
	}
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

static enum err
checkpoints_copy(struct replay *r)
{
	struct q_cursor c = q_checkpoint_each_open(r->from);
	struct q_checkpoint_each_out row;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_checkpoint_each_next(&c, r->arena, &row)) {
		e = store_checkpoint_put(r->to, (uint64_t)row.size, row.note);
		arena_reset(r->arena);
	}
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

static enum err
local_copy(struct replay *r)
{
	struct q_cursor c = q_local_each_open(r->from);
	struct q_local_each_out row;
	enum err e = ERR_OK, end;

	while (e == ERR_OK && q_local_each_next(&c, r->arena, &row))
		e = q_local_put(r->to, &(struct q_local_put_in){row.key, row.value});
	end = q_cursor_end(&c);
	return e == ERR_OK ? end : e;
}

static enum err
derived_clear(struct store *s)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < schema_table_count && e == ERR_OK; i++)
		if (schema_tables[i].kind == SCHEMA_derived)
			e = sqlite_clear(s, &schema_tables[i]);
	return e;
}

static enum err
tables_copy(struct replay *r)
{
	enum err e = ERR_OK;

	if (r->tables_only)
		return ERR_OK;
	e = policies_copy(r);
	if (e == ERR_OK)
		e = checkpoints_copy(r);
	if (e == ERR_OK)
		e = local_copy(r);
	return e;
}

/* -------------------------------------------------------------------------------------------------- */

/* An index that is made over full tables costs a fraction of one that grows with them. */
static enum err
rows_replay(struct replay *r, int64_t n)
{
	bool load = r->to->mode == STORE_LOAD;
	enum err e = load ? sqlite_indexes(r->to, false) : ERR_OK;

	if (e == ERR_OK)
		e = derived_clear(r->to);
	if (e == ERR_OK)
		e = tables_copy(r);
	if (e == ERR_OK)
		e = entries_replay(r, n);
	return e == ERR_OK && load ? sqlite_indexes(r->to, true) : e;
}

static enum err
replay(struct replay *r)
{
	struct q_entry_count_out count;
	enum err e = q_entry_count(r->from, r->arena, &count);

	if (e == ERR_OK && store_tree(r->to)->size > (uint64_t)count.n)
		return why_set(r->why, ERR_CONFLICT, "作り直す先の証跡のほうが長くなっています。");
	if (e == ERR_OK)
		e = store_begin(r->to);
	if (e != ERR_OK)
		return e;
	e = rows_replay(r, count.n);
	if (e == ERR_OK)
		e = store_commit(r->to);
	else
		store_rollback(r->to);
	return e == ERR_OK && r->to->mode == STORE_LOAD && !r->tables_only ? sqlite_settle(r->to) : e;
}

static enum err
replay_run(struct replay *r)
{
	bool own = r->from != r->to && r->from->in == IN_NOTHING;
	enum err e = own ? store_snapshot(r->from) : ERR_OK;

	if (e != ERR_OK)
		return e;
	r->into_empty = store_tree(r->to)->size == 0;
	r->arena = arena_new(ENTRY_ROOM);
	r->body_arena = arena_new(BODY_ROOM);
	e = replay(r);
	if (own)
		store_snapshot_end(r->from);
	arena_free(&r->arena);
	arena_free(&r->body_arena);
	return e;
}

enum err
store_rebuild(struct store *from, struct store *to, struct why *why)
{
	return replay_run(&(struct replay){.from = from, .to = to, .tables_only = from == to, .why = why});
}

enum err
store_replay(struct store *from, struct store *to, struct why *why)
{
	must(from != to && store_tree(to)->size == 0);
	return replay_run(&(struct replay){.from = from, .to = to, .tables_only = true, .why = why});
}

/* --- two stores, side by side --------------------------------------------------------------- */

/* ERR_OK also at the end: *more tells. */
static enum err
row_next(struct sqlite_rows *r, bool *more)
{
	enum err e = sqlite_rows_next(r);

	*more = e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
rows_compare(struct sqlite_rows *a, struct sqlite_rows *b, store_difference *tell, void *arg, uint64_t *rows)
{
	struct str table = str_of(a->table->name);
	bool in_a, in_b;
	enum err e = row_next(a, &in_a), f = row_next(b, &in_b);

	for (; e == ERR_OK && f == ERR_OK && (in_a || in_b); ++*rows) {
		int c = !in_a ? 1 : !in_b ? -1 : sqlite_rows_cmp(a, b);

		if (c < 0 || (c == 0 && !str_eq(a->line, b->line)))
			tell(arg, true, table, a->line);
		if (c > 0 || (c == 0 && !str_eq(a->line, b->line)))
			tell(arg, false, table, b->line);
		if (c <= 0)
			e = row_next(a, &in_a);
		if (c >= 0)
			f = row_next(b, &in_b);
	}
	return e == ERR_OK ? f : e;
}

enum err
store_compare(struct store *first, struct store *second, store_difference *tell, void *arg, uint64_t *rows)
{
	enum err e = ERR_OK;

	*rows = 0;
	for (size_t i = 0; i < schema_table_count && e == ERR_OK; i++) {
		struct sqlite_rows a = {0}, b = {0};

		if (schema_tables[i].kind != SCHEMA_derived)
			continue;
		e = sqlite_rows_open(first, &schema_tables[i], &a);
		if (e == ERR_OK)
			e = sqlite_rows_open(second, &schema_tables[i], &b);
		if (e == ERR_OK)
			e = rows_compare(&a, &b, tell, arg, rows);
		sqlite_rows_close(&a);
		sqlite_rows_close(&b);
	}
	return e;
}

enum err
store_dump(struct store *s, store_line *line, void *arg)
{
	enum err e = ERR_OK;

	for (size_t i = 0; i < schema_table_count && e == ERR_OK; i++)
		if (schema_tables[i].kind == SCHEMA_derived)
			e = sqlite_dump(s, &schema_tables[i], line, arg);
	return e;
}
