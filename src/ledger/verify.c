/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/verify.h"
#include "base/hex.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/utf8.h"
#include "codec/base64.h"
#include "ledger/idset.h"

enum {
	HEX = 2 * HASH_SIZE,
	SCRATCH = 4 * 1024 * 1024, /* an entry's keys and unescaped texts */
	KEEP = 4 * 1024 * 1024,
	UNKNOWN_MAX = 1000, /* policies that are named and not stored: each said once */
};

struct policy {
	char hex[HEX];
	bool stored, named;
};

struct head {
	uint64_t size; /* UINT64_MAX: no more */
	struct hash root;
};

/* The act in hand: it goes on until part == parts. */
struct act {
	int64_t part, parts;
	struct str id, body;
};

struct audit {
	const struct ledger_source *src;
	const struct verify_ask *ask;
	struct verify_report *r;
	struct arena *keep, *scratch, *part;
	struct idset ids;
	struct policy *policy;
	size_t npolicy, room;
	struct policy *last; /* nearly every entry names the same */
	struct tree tree;
	struct head next, *seen;
	uint64_t taken; /* stored checkpoints taken from the source */
	uint64_t stop;  /* the next size at which a root is wanted */
	int64_t time;
	struct act act;
	enum err err; /* the source failed: no finding, the end */
};

/* --- the report ---------------------------------------------------------------- */

void
verify_begin(struct verify_report *r, struct arena *a)
{
	*r = (struct verify_report){.arena = a};
	r->list = arena_array(a, (size_t)VERIFY_KINDS * VERIFY_LISTED, sizeof *r->list);
}

void
verify_add(struct verify_report *r, enum verify_kind kind, uint64_t at, const char *fmt, ...)
{
	struct verify_finding f = {.kind = kind, .at = at, .detail = STR("")};
	va_list ap;

	r->count++;
	/* one broken thing must not push the others off the list */
	if (r->of[kind]++ >= VERIFY_LISTED)
		return;
	if (fmt) {
		va_start(ap, fmt);
		f.detail = arena_vfmt(r->arena, fmt, ap);
		va_end(ap);
	}
	r->list[r->n++] = f;
}

/* A detail may come from a hostile file: nothing that a terminal obeys. */
static void
add_shown(struct buf *b, struct str s)
{
	struct str before = s;
	uint32_t c;

	while (utf8_next(&s, &c)) {
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffd || (c >= 0x200e && c <= 0x200f) ||
		    (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
			buf_char(b, '?');
		else
			buf_add(b, str_sub(before, 0, before.n - s.n));
		before = s;
	}
}

struct str
verify_line(struct arena *a, const struct verify_finding *f)
{
	static const struct {
		const char *place, *sentence;
	} table[] = {
#define VERIFY(name, place, sentence) [VERIFY_##name] = {place, sentence},
#include "ledger/verify.def"
#undef VERIFY
	};
	struct buf b = buf_on(a, 4096);

	must(f->kind < VERIFY_KINDS);
	if (*table[f->kind].place && f->at != VERIFY_NOWHERE)
		buf_fmt(&b, "%s %llu: ", table[f->kind].place, (unsigned long long)f->at);
	buf_add(&b, str_of(table[f->kind].sentence));
	if (f->detail.n) {
		buf_add(&b, STR(" ("));
		add_shown(&b, str_sub(f->detail, 0, 1000));
		buf_char(&b, ')');
	}
	return buf_str(&b);
}

/* Is this an answer about the ledger, not a failure to read it? */
static bool
answered(struct audit *v, enum err e)
{
	if (e != ERR_OK && e != ERR_NOT_FOUND && e != ERR_CORRUPT && v->err == ERR_OK)
		v->err = e;
	return v->err == ERR_OK;
}

/* --- policies -------------------------------------------------------------------- */

static void
hash_hex(const struct hash *h, char out[HEX])
{
	static const char digit[] = "0123456789abcdef";

	for (int i = 0; i < HASH_SIZE; i++) {
		out[2 * i] = digit[h->b[i] >> 4];
		out[2 * i + 1] = digit[h->b[i] & 15];
	}
}

static void
policies_load(struct audit *v)
{
	struct hash name, actual;
	struct policy *p;
	enum err e;

	v->room = (size_t)v->src->policies + UNKNOWN_MAX;
	v->policy = arena_array(v->keep, v->room, sizeof *v->policy);
	for (uint64_t i = 0; i < v->src->policies; i++) {
		e = v->src->policy(v->src->arg, i, &name, &actual);
		if (!answered(v, e))
			return;
		if (e != ERR_OK || !hash_eq(&name, &actual)) {
			verify_add(v->r, VERIFY_POLICY_HASH, i, NULL);
			if (e != ERR_OK)
				continue;
		}
		p = &v->policy[v->npolicy++];
		hash_hex(&name, p->hex);
		p->stored = true;
		v->r->policies++;
	}
}

static struct policy *
policy_find(struct audit *v, const char *hex)
{
	for (size_t i = 0; i < v->npolicy; i++)
		if (memcmp(v->policy[i].hex, hex, HEX) == 0)
			return &v->policy[i];
	return NULL;
}

/* An entry names a policy: it must be stored. What is missing is said once. */
static void
policy_name(struct audit *v, uint64_t seq, const char *hex)
{
	struct policy *p = policy_find(v, hex);

	if (p == NULL) {
		verify_add(v->r, VERIFY_ENTRY_POLICY, seq, "%.64s", hex);
		if (v->npolicy == v->room)
			return;
		p = &v->policy[v->npolicy++];
		memcpy(p->hex, hex, HEX);
	}
	p->named = true;
	v->last = p;
}

static void
policy_check(struct audit *v, const struct entry *e, uint64_t seq)
{
	unsigned char bytes[HASH_SIZE];

	if (v->last && e->policy.n == HEX && memcmp(v->last->hex, e->policy.p, HEX) == 0)
		return;
	if (!hex_read(e->policy, bytes, sizeof bytes))
		verify_add(v->r, VERIFY_ENTRY_POLICY, seq, "ハッシュでない");
	else
		policy_name(v, seq, e->policy.p);
}

/* An adoption names the new policy in its effects, as a quoted hash. */
static void
policy_adopted(struct audit *v, struct str raw, uint64_t seq)
{
	unsigned char bytes[HASH_SIZE];
	struct str text;

	while (str_cut(&raw, '"', &text))
		if (text.n == HEX && hex_read(text, bytes, sizeof bytes))
			policy_name(v, seq, text.p);
}

static void
policies_end(struct audit *v)
{
	for (size_t i = 0; i < v->npolicy; i++)
		if (v->policy[i].stored && !v->policy[i].named)
			verify_add(v->r, VERIFY_POLICY_SURPLUS, i, "%.64s", v->policy[i].hex);
}

/* --- checkpoints ------------------------------------------------------------------- */

/* Takes the next stored checkpoint that can be read into v->next. */
static void
head_next(struct audit *v)
{
	struct checkpoint c;
	struct why why = {.arena = v->scratch};
	struct str note;
	enum err e;

	while (v->taken < v->src->checkpoints && v->err == ERR_OK) {
		arena_reset(v->scratch);
		why.text = STR("");
		e = v->src->checkpoint(v->src->arg, v->taken++, &note);
		if (!answered(v, e))
			break;
		if (e == ERR_OK)
			e = checkpoint_open(v->scratch, note, v->ask->key, &c, &why);
		if (e != ERR_OK) {
			verify_add(v->r, VERIFY_CHECKPOINT_FORM, v->taken - 1, "%.*s", STR_ARG(why.text));
		} else if (c.size < v->tree.size) {
			verify_add(v->r, VERIFY_CHECKPOINT_ORDER, c.size, NULL);
		} else {
			v->next = (struct head){c.size, c.root};
			return;
		}
	}
	v->next.size = UINT64_MAX;
}

static void
seen_load(struct audit *v)
{
	struct checkpoint c;
	struct why why = {.arena = v->scratch};
	enum err e;

	v->seen = arena_array(v->keep, v->ask->nseen + 1, sizeof *v->seen);
	for (size_t i = 0; i < v->ask->nseen; i++) {
		arena_reset(v->scratch);
		why.text = STR("");
		v->seen[i].size = UINT64_MAX;
		e = checkpoint_open(v->scratch, v->ask->seen[i], v->ask->key, &c, &why);
		if (e != ERR_OK)
			verify_add(v->r, VERIFY_SEEN_FORM, i, "%.*s", STR_ARG(why.text));
		else if (c.size > v->src->size)
			verify_add(v->r, VERIFY_SEEN_BEYOND, c.size, NULL);
		else
			v->seen[i] = (struct head){c.size, c.root};
	}
}

/* The size at which the next root is wanted. */
static void
stop_set(struct audit *v)
{
	v->stop = v->next.size;
	for (size_t i = 0; i < v->ask->nseen; i++)
		if (v->seen[i].size < v->stop)
			v->stop = v->seen[i].size;
}

/* The tree has grown to the size of one or more checkpoints. */
static void
heads_check(struct audit *v)
{
	struct hash root = tree_root(&v->tree);

	while (v->next.size == v->tree.size) {
		if (hash_eq(&v->next.root, &root))
			v->r->sealed = v->tree.size;
		else
			verify_add(v->r, VERIFY_CHECKPOINT_ROOT, v->next.size, NULL);
		v->r->checkpoints++;
		head_next(v);
	}
	for (size_t i = 0; i < v->ask->nseen; i++) {
		if (v->seen[i].size != v->tree.size)
			continue;
		if (!hash_eq(&v->seen[i].root, &root))
			verify_add(v->r, VERIFY_SEEN_ROOT, v->seen[i].size, NULL);
		v->seen[i].size = UINT64_MAX;
		v->r->seen++;
	}
	stop_set(v);
}

static void
heads_end(struct audit *v)
{
	for (; v->next.size != UINT64_MAX; head_next(v))
		verify_add(v->r, VERIFY_CHECKPOINT_BEYOND, v->next.size, NULL);
	/* with a bad checkpoint at the end the tail is not unsigned but wrongly signed */
	if ((v->r->sealed < v->src->size || v->r->checkpoints == 0) && v->r->of[VERIFY_CHECKPOINT_ROOT] == 0)
		verify_add(v->r, VERIFY_CHECKPOINT_TAIL, v->r->sealed, NULL);
}

/* --- one entry ------------------------------------------------------------------------ */

static void
id_check(struct audit *v, struct str id, uint64_t seq)
{
	struct entry old;
	struct str bytes;
	uint64_t at;
	size_t cursor = 0;
	bool copied = false;

	while (idset_next(&v->ids, id, &cursor, &at)) {
		/* the view of this entry ends with asking for that one */
		if (!copied)
			id = arena_str(v->scratch, id);
		copied = true;
		if (v->src->entry(v->src->arg, at, &bytes) != ERR_OK ||
		    entry_scan(v->scratch, bytes, &old, NULL) != ERR_OK || !str_eq(old.id, id))
			continue;
		verify_add(v->r, VERIFY_ENTRY_ID, seq, "記載 %llu と同じ", (unsigned long long)at);
		return;
	}
	idset_add(&v->ids, id, seq);
}

/* Does the entry go on with the act in hand? */
static bool
act_goes_on(const struct act *a, const struct entry *e)
{
	return e->part == a->part + 1 && e->parts == a->parts && str_eq(e->id, a->id) &&
	       str_eq(e->body, a->body);
}

/* True when the entry begins an act. */
static bool
act_check(struct audit *v, const struct entry *e, uint64_t seq)
{
	struct act *a = &v->act;

	if (a->part < a->parts) {
		if (act_goes_on(a, e)) {
			a->part++;
			return false;
		}
		verify_add(v->r, VERIFY_ENTRY_PART, seq, "%lld/%lld で途切れる", (long long)a->part,
		    (long long)a->parts);
	}
	*a = (struct act){.part = e->part, .parts = e->parts};
	if (e->part != 1 || e->parts < 1) {
		verify_add(v->r, VERIFY_ENTRY_PART, seq, "%lld/%lld から始まる", (long long)e->part,
		    (long long)e->parts);
		a->parts = a->part;
	} else if (e->parts > 1) {
		arena_reset(v->part);
		a->id = arena_str(v->part, e->id);
		a->body = arena_str(v->part, e->body);
	}
	return true;
}

static bool
body_is(const struct entry *e, const struct ledger_body *b)
{
	struct hash have = b->hashed ? *b->hashed : entry_body_hash(b->salt, b->bytes);
	char hex[HEX];

	hash_hex(&have, hex);
	return e->body.n == HEX && memcmp(e->body.p, hex, HEX) == 0;
}

/* `named`: a body belongs beside this very entry (the first part of its act). */
static void
body_check(struct audit *v, const struct entry *e, uint64_t seq, bool named)
{
	struct ledger_body b = {.named = named ? e->body : STR("")};
	enum err err = v->src->body(v->src->arg, seq, &b);

	if (!answered(v, err))
		return;
	if (err != ERR_OK)
		verify_add(v->r, VERIFY_BODY_HASH, seq, "読めない");
	else if (b.state == LEDGER_BODY_NONE && !named)
		return;
	else if (b.state == LEDGER_BODY_NONE)
		verify_add(v->r, VERIFY_BODY_MISSING, seq, NULL);
	else if (!named)
		verify_add(v->r, VERIFY_BODY_SURPLUS, seq, NULL);
	else if (b.state == LEDGER_BODY_PRESENT && !body_is(e, &b))
		verify_add(v->r, VERIFY_BODY_HASH, seq, NULL);
	else if (b.state == LEDGER_BODY_GONE && v->ask->bodies)
		verify_add(v->r, VERIFY_BODY_MISSING, seq, "除かれている");
	v->r->bodies += err == ERR_OK && b.state == LEDGER_BODY_PRESENT;
	v->r->gone += err == ERR_OK && b.state == LEDGER_BODY_GONE;
	v->r->bytes += b.bytes.n;
}

static void
entry_check(struct audit *v, const struct entry *e, uint64_t seq)
{
	bool begins;

	if (e->seq < 0 || (uint64_t)e->seq != seq)
		verify_add(v->r, VERIFY_ENTRY_SEQ, seq, "%lld", (long long)e->seq);
	if (e->time < v->time)
		verify_add(v->r, VERIFY_ENTRY_TIME, seq, NULL);
	v->time = e->time;
	if (!str_eq(e->town, v->ask->key->name))
		verify_add(v->r, VERIFY_ENTRY_TOWN, seq, "%.*s", STR_ARG(e->town));
	if (e->id.n == 0)
		verify_add(v->r, VERIFY_ENTRY_FORM, seq, "識別子が空");
	if (v->src->row && !v->src->row(v->src->arg, e))
		verify_add(v->r, VERIFY_ENTRY_FORM, seq, "索引の列が記載と違う");
	policy_check(v, e, seq);
	if (str_eq(e->act, STR("adopt")))
		policy_adopted(v, e->effects, seq);
	begins = act_check(v, e, seq);
	body_check(v, e, seq, begins && e->body.n);
	if (begins)
		id_check(v, e->id, seq);
}

static void
entry_parse(struct audit *v, struct str bytes, uint64_t seq)
{
	struct why why = {.arena = v->scratch};
	struct entry e;

	arena_reset(v->scratch);
	if (entry_scan(v->scratch, bytes, &e, &why) == ERR_OK) {
		entry_check(v, &e, seq);
		return;
	}
	verify_add(v->r, VERIFY_ENTRY_FORM, seq, "%.*s", STR_ARG(why.text));
	v->act = (struct act){0};
}

/* --- the whole -------------------------------------------------------------------------- */

/* A hash that the new leaf completes, held against the stored one. */
static void
hash_check(void *arg, int level, uint64_t index, const struct hash *h)
{
	struct audit *v = arg;
	struct hash stored;

	if (v->src->hash(v->src->arg, level, index, &stored) && hash_eq(&stored, h))
		return;
	verify_add(v->r, VERIFY_TILE_HASH, v->tree.size, "%d 段 %llu 番", level, (unsigned long long)index);
}

static struct hash
leaf_of(struct audit *v, uint64_t seq, struct str bytes)
{
	const struct hash *hashed = v->src->leaf ? v->src->leaf(v->src->arg, seq) : NULL;

	return hashed ? *hashed : tree_leaf(bytes);
}

static void
entry_take(struct audit *v, uint64_t seq)
{
	struct hash leaf = {{0}};
	struct str bytes;
	enum err e = v->src->entry(v->src->arg, seq, &bytes);

	if (!answered(v, e))
		return;
	if (e == ERR_OK) {
		leaf = leaf_of(v, seq, bytes);
		v->r->bytes += bytes.n;
	} else {
		/* the stored hash stands in, so that the rest can still be told apart */
		verify_add(v->r, VERIFY_ENTRY_MISSING, seq, NULL);
		v->act = (struct act){0};
		if (!v->src->hash(v->src->arg, 0, seq, &leaf))
			leaf = (struct hash){{0}};
	}
	tree_append(&v->tree, &leaf, hash_check, v);
	v->r->entries++;
	if (e == ERR_OK && !v->ask->foreign)
		entry_parse(v, bytes, seq);
}

/* How many hashes the tiles of a tree hold in all. */
static uint64_t
hashes_of(uint64_t size)
{
	uint64_t n = 0;

	for (; size; size >>= 8)
		n += size;
	return n;
}

static void
audit_end(struct audit *v)
{
	const struct ledger_source *src = v->src;

	heads_end(v);
	if (v->act.part < v->act.parts)
		verify_add(v->r, VERIFY_ENTRY_PART, src->size - 1, "最後の行為が途中で終わる");
	if (src->hashes != UINT64_MAX && src->hashes != hashes_of(src->size))
		verify_add(v->r, VERIFY_TILE_COUNT, VERIFY_NOWHERE, "%llu, 正しくは %llu",
		    (unsigned long long)src->hashes, (unsigned long long)hashes_of(src->size));
	policies_end(v);
	v->r->root = tree_root(&v->tree);
}

static void
audit_run(struct audit *v)
{
	if (!v->ask->foreign)
		policies_load(v);
	seen_load(v);
	head_next(v);
	stop_set(v);
	for (uint64_t seq = 0; seq < v->src->size && v->err == ERR_OK; seq++) {
		if (v->tree.size == v->stop)
			heads_check(v);
		entry_take(v, seq);
	}
	if (v->tree.size == v->stop)
		heads_check(v);
	if (v->err == ERR_OK)
		audit_end(v);
}

enum err
verify_ledger(const struct ledger_source *src, const struct verify_ask *ask, struct verify_report *r)
{
	struct audit v = {.src = src, .ask = ask, .r = r};

	v.keep =
	    arena_new(KEEP + ((size_t)src->policies * sizeof *v.policy + ask->nseen * sizeof *v.seen) * 4);
	v.scratch = arena_new(SCRATCH);
	v.part = arena_new(4 * ENTRY_MAX);
	idset_init(&v.ids);
	audit_run(&v);
	idset_fini(&v.ids);
	arena_free(&v.part);
	arena_free(&v.scratch);
	arena_free(&v.keep);
	return v.err;
}
