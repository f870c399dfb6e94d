/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A batch: everything that waits is judged in one transaction, committed with
 * one fsync, sealed with one signature, and then answered. While the seal
 * signs one batch, the next is judged.
 */
#include "gate/inside.h"

#include <inttypes.h>
#include <string.h>

#include "base/die.h"
#include "gate/answer.h"
#include "ledger/checkpoint.h"

enum { LEAVES_MAX = 16384, TICK_ENTRIES = 512, SEAL_PATIENCE_MS = 30 * 1000 };

/* --- the seal ---------------------------------------------------------------------- */

static void
note_keep(struct gate *g, const struct msg_SEALED *m)
{
	enum { NOTE_ROOM = 4096 };

	must(m->note.n <= NOTE_ROOM);
	if (g->note == NULL)
		g->note = arena_alloc(g->home, NOTE_ROOM);
	memcpy(g->note, m->note.p, m->note.n);
	g->note_n = m->note.n;
	if (g->note_size != (uint64_t)m->size)
		g->note_time = loop_clock();
	g->note_size = (uint64_t)m->size;
	g->note_stored = false;
}

static void
seal_ask(struct gate *g, uint64_t from, uint64_t to)
{
	struct msg m = {.type = MSG_EXTEND};
	struct hash *leaves = arena_array(g->scratch, (size_t)(to - from) + 1, sizeof *leaves);

	for (uint64_t i = from; i < to; i++)
		if (!store_hash(g->store, 0, i, &leaves[i - from]))
			die("leaf %" PRIu64 " is missing", i);
	m.EXTEND.size = (int64_t)from;
	m.EXTEND.leaves = (struct str){(const char *)leaves, (size_t)(to - from) * sizeof *leaves};
	talk_send(g->seal, g, &m);
}

/* Blocks for one message of the seal: only at the start, when nobody is served yet. */
static enum err
seal_wait(struct gate *g, enum msg_type want, struct msg *m)
{
	struct str frame;
	enum err e = channel_wait(g->seal, SEAL_PATIENCE_MS, &frame);

	if (e)
		return e;
	if ((e = msg_read(frame, m)))
		return e;
	return m->type == want ? ERR_OK : ERR_MALFORMED;
}

static bool
tile_hash(void *store, int level, uint64_t index, struct hash *out)
{
	return store_hash(store, level, index, out);
}

/* What the seal signed last must be the beginning of this ledger. */
static enum err
seal_compare(struct gate *g, const struct msg_SEAL_AT *at, struct why *why)
{
	struct verifier v;
	struct checkpoint c;
	struct hash root;
	uint64_t size = store_tree(g->store)->size;
	enum err e;

	if ((uint64_t)at->size > size)
		return why_set(why, ERR_CORRUPT,
		    "検印は記載 %" PRId64 " 件まで署名していますが、台帳には %" PRIu64
		    " 件しかありません。記載 %" PRIu64 " 〜 %" PRId64
		    " が失われています。控えから復元してください。",
		    at->size, size, size, at->size - 1);
	if (at->size == 0)
		return ERR_OK;
	if ((e = verifier_read(g->scratch, at->key, &v, why)) ||
	    (e = checkpoint_open(g->scratch, at->note, &v, &c, why)) ||
	    (e = tree_root_from(tile_hash, g->store, c.size, &root)))
		return e;
	if (!hash_eq(&root, &c.root))
		return why_set(why, ERR_CORRUPT,
		    "台帳の最初の %" PRIu64 " 件が、検印の署名と一致しません。台帳が書き換えられています。",
		    c.size);
	return ERR_OK;
}

enum err
batch_catch_up(struct gate *g, struct why *why)
{
	struct msg m;
	uint64_t at, size = store_tree(g->store)->size;
	enum err e;

	if ((e = seal_wait(g, MSG_SEAL_AT, &m)))
		return why_set(why, e, "検印プログラムが応答しません。");
	g->seal_key = arena_str(g->home, m.SEAL_AT.key);
	if ((e = seal_compare(g, &m.SEAL_AT, why)))
		return e;
	at = (uint64_t)m.SEAL_AT.size;
	note_keep(g, &(struct msg_SEALED){.size = m.SEAL_AT.size, .note = m.SEAL_AT.note});
	g->note_time = store_last_time(g->store); /* about: it was signed soon after */
	while (at < size) {
		uint64_t to = size - at > LEAVES_MAX ? at + LEAVES_MAX : size;

		seal_ask(g, at, to);
		if ((e = seal_wait(g, MSG_SEALED, &m)) || m.SEALED.err)
			return why_set(why, e ? e : ERR_CORRUPT, "検印プログラムが署名を断りました。");
		note_keep(g, &m.SEALED);
		arena_reset(g->scratch);
		at = to;
	}
	return ERR_OK;
}

/* The checkpoint of a batch is kept with the next one: the seal has it durably already. */
static enum err
note_store(struct gate *g)
{
	enum err e;

	if (g->note_stored || g->note_n == 0)
		return ERR_OK;
	e = store_checkpoint_put(g->store, g->note_size, (struct str){g->note, g->note_n});
	if (e == ERR_OK || e == ERR_CONFLICT)
		g->note_stored = true;
	return e == ERR_CONFLICT ? ERR_OK : e;
}

void
batch_sealed(struct gate *g, const struct msg_SEALED *m)
{
	struct flight *f = &g->flights[0];
	struct pending *p;

	if (m->err || g->flights_n == 0 || (uint64_t)m->size != f->size)
		die("the seal refused %" PRId64 " entries", m->size);
	note_keep(g, m);
	while ((p = queue_take(&f->answers)))
		mint_sealed(g, p);
	g->flights_n--;
	memmove(&g->flights[0], &g->flights[1], g->flights_n * sizeof g->flights[0]);
	for (size_t i = 0; i < g->flights_n; i++)
		if (g->flights[i].answers.first == NULL)
			g->flights[i].answers.last = NULL;
	loop_after(g->loop, IDLE_MS, batch_idle, g);
}

/* --- one batch ------------------------------------------------------------------------ */

static const char full_says[] = "ディスクがいっぱいで、記録できません。この行為は行われていません。";
static const char full_way_out[] = "管理者に連絡してください。空きができたら、もう一度送ってください。";

static void
event_refused(struct gate *g, struct pending *p)
{
	struct event v = {.time = moment_clock(g),
	    .what = STR("act.refused"),
	    .person = p->person,
	    .ip = p->ip,
	    .channel = act_channel_word(p->channel),
	    .act = act_word(p->act.kind),
	    .detail = p->reply.json};
	enum err e;

	if (p->act.matter)
		v.subject = arena_fmt(p->arena, "%lld", (long long)p->act.matter);
	e = events_add(g->events, p->arena, &v);
	if (e && e != ERR_FULL)
		die("the events file cannot be written");
	/* nobody learns by trying what leaves no trace */
	if (e) {
		p->reply.err = e;
		p->reply.json = answer_failed(p->arena, e, str_of(full_says), str_of(full_way_out));
	}
}

static void
pending_judge(struct gate *g, struct pending *p, int64_t time)
{
	engine_act(g->engine, p->arena, &p->act, p->person, p->channel, time, &p->reply);
	if (p->reply.err && p->reply.err != ERR_FULL && p->reply.err != ERR_IO)
		event_refused(g, p);
}

static void
answers_fail(struct gate *g, struct queue *q, enum err e)
{
	struct pending *p;

	while ((p = queue_take(q)))
		talk_refuse(g, p, e,
		    e == ERR_FULL ? full_says : "記録できません。この行為は行われていません。", full_way_out);
}

/* Everything that was undone with the transaction is forgotten in memory too. */
static void
batch_undo(struct gate *g, struct queue *answers, enum err e)
{
	struct why why = {.arena = g->scratch};

	store_rollback(g->store);
	attach_settle(g, false);
	/* the clock is asked again before the next act, and in a second; not at once: a full disk would keep us here */
	g->tick = false;
	g->day = DAY_NONE;
	if (engine_reload(g->engine, &why))
		die("the town cannot be read again: %.*s", STR_ARG(why.text));
	answers_fail(g, answers, e);
}

/* A day begins before its first act; otherwise the clock is asked once a second. */
static enum err
batch_tick(struct gate *g, int64_t time)
{
	size_t made = 0;
	enum err e = ERR_OK;

	if (g->tick || day_of_time(time) != g->day)
		e = engine_tick(g->engine, g->scratch, time, g->since, TICK_ENTRIES, &made);
	if (e == ERR_OK && (g->since || g->since_kept))
		e = moment_caught_up(g, made < TICK_ENTRIES);
	if (e == ERR_OK && made < TICK_ENTRIES) {
		g->tick = false;
		if (day_of_time(time) != g->day) {
			mint_sweep(g);
			attach_sweep(g);
		}
		g->day = day_of_time(time);
	}
	if (e == ERR_OK && g->end_installer) {
		e = engine_end_installer(g->engine, g->scratch, time);
		g->end_installer = false;
	}
	return e;
}

static void
answers_now(struct gate *g, struct queue *q)
{
	struct pending *p;

	while ((p = queue_take(q)))
		talk_answer(g, p);
}

static void
batch_commit(struct gate *g, struct queue *answers, uint64_t before)
{
	uint64_t after = store_tree(g->store)->size;
	struct flight *f;
	enum err e;

	if (after == before) { /* nothing to keep: what is refused needs no seal */
		store_rollback(g->store);
		attach_settle(g, false);
		g->since = g->since_next;
		events_sync(g->events);
		answers_now(g, answers);
		return;
	}
	if ((e = note_store(g)) || (e = store_commit(g->store))) {
		batch_undo(g, answers, e);
		return;
	}
	attach_settle(g, true);
	events_sync(g->events);
	g->since = g->since_next;
	g->since_kept = g->since != 0;
	f = &g->flights[g->flights_n++];
	*f = (struct flight){.size = after, .answers = *answers};
	seal_ask(g, before, after);
}

/*
 * One act could not be recorded: it alone gets that answer. The others of its
 * batch were allowed and are not done: they go back to the head of the queue.
 */
static void
batch_without(struct gate *g, struct queue *answers, struct pending *culprit)
{
	struct queue again = {0}, none = {0};
	struct pending *p;

	while ((p = queue_take(answers)))
		if (p->reply.err)
			talk_answer(g, p);
		else
			queue_add(&again, p);
	while ((p = queue_take(&g->ready)))
		queue_add(&again, p);
	while ((p = queue_take(&again)))
		queue_add(&g->ready, p);
	batch_undo(g, &none, culprit->reply.err);
	talk_answer(g, culprit);
}

static void
batch_run(struct gate *g, int64_t time)
{
	uint64_t before = store_tree(g->store)->size;
	struct queue answers = {0};
	struct pending *p;
	enum err e;

	if ((e = store_begin(g->store))) {
		answers_fail(g, &g->ready, e);
		return;
	}
	/* without its day no act can be recorded either */
	if ((e = batch_tick(g, time))) {
		batch_undo(g, &g->ready, e);
		return;
	}
	while (answers.n < BATCH_MAX && (p = queue_take(&g->ready))) {
		pending_judge(g, p, time);
		if (p->reply.doomed) {
			batch_without(g, &answers, p);
			return;
		}
		queue_add(&answers, p);
	}
	batch_commit(g, &answers, before);
	arena_reset(g->scratch);
}

static void
clock_refuse(struct gate *g)
{
	struct pending *p;

	while ((p = queue_take(&g->ready)))
		talk_refuse(g, p, ERR_BUSY,
		    "サーバの時計が台帳の最後の記載より前に戻っています。記録を止めています。",
		    "管理者が時計を直し、sekimori clock DIR --confirm で確認すると再開します。");
}

void
batch_round(void *gate)
{
	struct gate *g = gate;
	int64_t time;

	while (g->flights_n < FLIGHTS_MAX && (g->ready.n || g->end_installer || moment_due(g))) {
		if (moment_now(g, &time)) {
			clock_refuse(g);
			return;
		}
		batch_run(g, time);
	}
	arena_reset(g->scratch);
}

/* Nothing to do: the newest checkpoint goes into the tables, where pages find it. */
void
batch_idle(void *gate)
{
	struct gate *g = gate;

	if (g->flights_n || g->ready.n || g->note_stored || store_begin(g->store))
		return;
	if (note_store(g) || store_commit(g->store))
		store_rollback(g->store);
	store_idle(g->store);
}
