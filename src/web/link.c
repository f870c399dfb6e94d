/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/link.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/die.h"
#include "base/secret.h"
#include "os/channel.h"
#include "os/loop.h"

enum { SLOTS = 4096, SLOT_BITS = 12, OUT_MAX = 16 * 1024 * 1024, ARENA_OWN = 128 * 1024 };
enum { GATE_MS = 10 * 1000, AUTH_MS = 30 * 1000, TICK_MS = 250 };

/* A channel and what waits to be sent on it: frames are written here by whoever asks. */
struct line {
	struct link *link;
	struct channel *channel;
	struct arena *arena;
	struct buf out;
};

struct link {
	struct line gate, auth;
	struct who *who;
	struct loop *loop;
	int wake;
	atomic_bool closed;
	pthread_mutex_t lock; /* for all that follows, and the two `out` */
	struct ask *slot[SLOTS];
	size_t next; /* where to look for a free slot */
	int64_t count;
	struct asks *batches;
};

static struct line *
line_for(struct link *l, enum msg_type t)
{
	switch (t) {
	case MSG_ACT:
	case MSG_RECORD:
	case MSG_UPLOAD:
	case MSG_PIECE:
	case MSG_FETCH:
	case MSG_READ:
		return &l->gate;
	default:
		return &l->auth;
	}
}

/* `request` is the first field of every message that web sends. */
static void
question_number(struct msg *m, int64_t id)
{
	switch (m->type) {
	case MSG_ACT:
		m->ACT.request = id;
		break;
	case MSG_RECORD:
		m->RECORD.request = id;
		break;
	case MSG_UPLOAD:
		m->UPLOAD.request = id;
		break;
	case MSG_PIECE:
		m->PIECE.request = id;
		break;
	case MSG_READ:
		m->READ.request = id;
		break;
	case MSG_FETCH:
		m->FETCH.request = id;
		break;
	case MSG_LOGIN:
		m->LOGIN.request = id;
		break;
	case MSG_CLAIM:
		m->CLAIM.request = id;
		break;
	case MSG_LOGOUT:
		m->LOGOUT.request = id;
		break;
	case MSG_WHO:
		m->WHO.request = id;
		break;
	case MSG_CHANGE:
		m->CHANGE.request = id;
		break;
	default:
		must(false && "a message that web does not send");
	}
}

/* The request number of an answer, or -1 for news. */
static int64_t
answer_number(const struct msg *m)
{
	switch (m->type) {
	case MSG_ANSWER:
		return m->ANSWER.request;
	case MSG_UPLOADED:
		return m->UPLOADED.request;
	case MSG_READ_IS:
		return m->READ_IS.request;
	case MSG_FETCHED:
		return m->FETCHED.request;
	case MSG_LOGGED_IN:
		return m->LOGGED_IN.request;
	case MSG_WHO_IS:
		return m->WHO_IS.request;
	case MSG_CHANGED:
		return m->CHANGED.request;
	default:
		return -1;
	}
}

/* The texts of an answer lie in the channel: they are copied where the asker keeps them. */
static void
answer_keep(struct arena *a, const struct msg *m, struct msg *out)
{
	*out = *m;
	switch (m->type) {
	case MSG_ANSWER:
		out->ANSWER.json = arena_str(a, m->ANSWER.json);
		break;
	case MSG_UPLOADED:
		out->UPLOADED.value = arena_str(a, m->UPLOADED.value);
		out->UPLOADED.why = arena_str(a, m->UPLOADED.why);
		break;
	case MSG_READ_IS:
		out->READ_IS.key = arena_str(a, m->READ_IS.key);
		break;
	case MSG_FETCHED:
		out->FETCHED.name = arena_str(a, m->FETCHED.name);
		out->FETCHED.type = arena_str(a, m->FETCHED.type);
		out->FETCHED.bytes = arena_str(a, m->FETCHED.bytes);
		out->FETCHED.why = arena_str(a, m->FETCHED.why);
		break;
	case MSG_LOGGED_IN:
		out->LOGGED_IN.session = arena_str(a, m->LOGGED_IN.session);
		out->LOGGED_IN.person = arena_str(a, m->LOGGED_IN.person);
		out->LOGGED_IN.why = arena_str(a, m->LOGGED_IN.why);
		break;
	case MSG_WHO_IS:
		out->WHO_IS.person = arena_str(a, m->WHO_IS.person);
		break;
	case MSG_CHANGED:
		out->CHANGED.why = arena_str(a, m->CHANGED.why);
		break;
	default:
		must(false && "not an answer");
	}
}

static void
line_empty(struct line *n)
{
	if (n->out.n)
		secret_wipe(n->out.p, n->out.n); /* there may be a password in it */
	arena_reset(n->arena);
	n->out = buf_on(n->arena, OUT_MAX);
}

/* A free slot, or false when as much as can be is under way. */
static bool
slot_take(struct link *l, struct ask *ask)
{
	for (size_t i = 0; i < SLOTS; i++) {
		size_t at = (l->next + i) % SLOTS;

		if (l->slot[at])
			continue;
		l->slot[at] = ask;
		l->next = at + 1;
		ask->id = ++l->count << SLOT_BITS | (int64_t)at;
		return true;
	}
	return false;
}

static void
ask_close(struct link *l, struct ask *ask)
{
	l->slot[ask->id & (SLOTS - 1)] = NULL;
	ask->open = false;
	ask->batch->open--;
}

static void
ask_begin(struct link *l, struct ask *ask)
{
	ask->err = ERR_BUSY;
	if (!slot_take(l, ask))
		return;
	ask->open = true;
	ask->batch->open++;
	question_number(&ask->question, ask->id);
	if (atomic_load(&l->closed) || !msg_write(&line_for(l, ask->question.type)->out, &ask->question)) {
		ask->err = atomic_load(&l->closed) ? ERR_CLOSED : ERR_BUSY;
		ask_close(l, ask);
	}
}

static void
link_wake(struct link *l)
{
	uint64_t one = 1;

	if (write(l->wake, &one, sizeof one) != sizeof one)
		die("eventfd");
}

void
link_send(struct link *l, struct asks *batch)
{
	bool gate = false;

	pthread_mutex_lock(&l->lock);
	batch->open = 0;
	for (size_t i = 0; i < batch->n; i++) {
		batch->ask[i].batch = batch;
		gate |= batch->ask[i].question.type == MSG_ACT;
		ask_begin(l, &batch->ask[i]);
	}
	batch->deadline = loop_monotonic() + (gate ? GATE_MS : AUTH_MS);
	batch->next = l->batches;
	l->batches = batch;
	pthread_mutex_unlock(&l->lock);
	link_wake(l);
}

/* A message whose answer nobody waits for: it has a number and no slot. */
static void
link_tell(struct link *l, struct msg *m)
{
	pthread_mutex_lock(&l->lock);
	question_number(m, ++l->count << SLOT_BITS);
	/* a line that is full or gone: the process ends, or its peer is about to */
	if (!atomic_load(&l->closed) && !msg_write(&line_for(l, m->type)->out, m))
		atomic_store(&l->closed, true);
	pthread_mutex_unlock(&l->lock);
	link_wake(l);
}

void
link_record(struct link *l, struct str session, struct str ip, struct str what, struct str detail)
{
	struct msg m = {
	    .type = MSG_RECORD, .RECORD = {.session = session, .ip = ip, .what = what, .detail = detail}};

	link_tell(l, &m);
}

void
link_logout(struct link *l, struct str session)
{
	struct msg m = {.type = MSG_LOGOUT, .LOGOUT = {.session = session}};

	link_tell(l, &m);
}

void
link_give_up(struct link *l, int64_t upload)
{
	struct msg m = {.type = MSG_PIECE, .PIECE = {.upload = upload, .state = 2}};

	link_tell(l, &m);
}

bool
link_is_closed(struct link *l)
{
	return atomic_load(&l->closed);
}

/* --- the link's own thread ---------------------------------------------------------- */

/* Batches with nothing open leave the list and are told; by then nobody here knows them. */
static void
batches_finish(struct link *l)
{
	struct asks *done = NULL, *b;

	pthread_mutex_lock(&l->lock);
	for (struct asks **at = &l->batches; (b = *at) != NULL;) {
		if (b->open) {
			at = &b->next;
			continue;
		}
		*at = b->next;
		b->next = done;
		done = b;
	}
	pthread_mutex_unlock(&l->lock);
	while ((b = done) != NULL) {
		done = b->next;
		b->done(b->context);
	}
}

/* Gives up on what is overdue, or on everything when a peer has gone. */
static void
batches_give_up(struct link *l, int64_t now)
{
	bool closed = atomic_load(&l->closed);

	pthread_mutex_lock(&l->lock);
	for (struct asks *b = l->batches; b; b = b->next) {
		if (!closed && now < b->deadline)
			continue;
		for (size_t i = 0; i < b->n; i++)
			if (b->ask[i].open) {
				b->ask[i].err = closed ? ERR_CLOSED : ERR_BUSY;
				ask_close(l, &b->ask[i]);
			}
	}
	pthread_mutex_unlock(&l->lock);
}

static void
answer_take(struct link *l, const struct msg *m)
{
	int64_t id = answer_number(m);
	struct ask *ask;
	struct hash ended;

	if (m->type == MSG_ENDED && m->ENDED.session.n == sizeof ended.b) {
		memcpy(ended.b, m->ENDED.session.p, sizeof ended.b);
		who_drop(l->who, &ended);
	}
	if (id < 0)
		return;
	pthread_mutex_lock(&l->lock);
	ask = l->slot[id & (SLOTS - 1)];
	if (ask && ask->id == id) {
		answer_keep(ask->batch->arena, m, &ask->answer);
		ask->err = ERR_OK;
		ask_close(l, ask);
	}
	pthread_mutex_unlock(&l->lock);
}

static void
line_close(struct line *n)
{
	atomic_store(&n->link->closed, true);
	loop_forget(n->link->loop, channel_fd(n->channel));
	batches_give_up(n->link, 0);
	batches_finish(n->link);
}

static void
line_flush(struct line *n)
{
	if (channel_flush(n->channel)) {
		line_close(n);
		return;
	}
	loop_change(n->link->loop, channel_fd(n->channel),
	    channel_has_output(n->channel) ? LOOP_IN | LOOP_OUT : LOOP_IN);
}

static void
line_ready(void *context, int events)
{
	struct line *n = context;
	enum err e = events & LOOP_IN ? channel_fill(n->channel) : ERR_OK;
	struct str frame;
	struct msg m;

	while (channel_next(n->channel, &frame)) {
		if (msg_read(frame, &m))
			e = ERR_MALFORMED;
		else
			answer_take(n->link, &m);
	}
	if (e) {
		line_close(n);
		return;
	}
	batches_finish(n->link);
	if (events & LOOP_OUT)
		line_flush(n);
}

/* What was written since the last time goes to the channel: whole frames, one after the other. */
static void
line_post(struct line *n)
{
	struct str rest;

	pthread_mutex_lock(&n->link->lock);
	rest = buf_str(&n->out);
	while (rest.n) {
		size_t frame = msg_frame(rest);

		must(frame > 0 && frame <= rest.n);
		channel_send(n->channel, str_sub(rest, 0, frame));
		rest = str_sub(rest, frame, rest.n);
	}
	line_empty(n);
	pthread_mutex_unlock(&n->link->lock);
	if (!atomic_load(&n->link->closed))
		line_flush(n);
}

static void
link_woken(void *context, int events)
{
	struct link *l = context;
	uint64_t count;

	(void)events;
	if (read(l->wake, &count, sizeof count) != sizeof count)
		die("eventfd");
	line_post(&l->gate);
	line_post(&l->auth);
	if (atomic_load(&l->closed))
		batches_give_up(l, 0);
	batches_finish(l);
}

static void
link_tick(void *context)
{
	struct link *l = context;

	batches_give_up(l, loop_monotonic());
	batches_finish(l);
	loop_after(l->loop, TICK_MS, link_tick, l);
}

static void *
link_thread(void *context)
{
	struct link *l = context;

	loop_watch(l->loop, l->wake, LOOP_IN, link_woken, l);
	loop_watch(l->loop, channel_fd(l->gate.channel), LOOP_IN, line_ready, &l->gate);
	loop_watch(l->loop, channel_fd(l->auth.channel), LOOP_IN, line_ready, &l->auth);
	loop_after(l->loop, TICK_MS, link_tick, l);
	loop_run(l->loop);
	return NULL;
}

static struct line
line_on(struct link *l, int fd)
{
	struct line n = {.link = l, .channel = channel_new(fd, MSG_MAX)};

	n.arena = arena_new((size_t)4 * OUT_MAX);
	n.out = buf_on(n.arena, OUT_MAX);
	return n;
}

struct link *
link_start(int gate, int auth, struct who *who)
{
	struct arena *a = arena_new(2 * sizeof(struct link) + ARENA_OWN);
	struct link *l = ARENA_NEW(a, struct link);
	pthread_t thread;

	l->gate = line_on(l, gate);
	l->auth = line_on(l, auth);
	l->who = who;
	l->loop = loop_new();
	l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->wake < 0 || pthread_mutex_init(&l->lock, NULL) != 0)
		die("link");
	if (pthread_create(&thread, NULL, link_thread, l) != 0)
		die("thread");
	pthread_detach(thread);
	return l;
}

enum err
link_err(const struct ask *ask, int64_t said)
{
	if (ask->err != ERR_OK)
		return ask->err;
	return said >= 0 && said < ERR_COUNT ? (enum err)said : ERR_IO;
}
