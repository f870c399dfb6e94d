/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The whole of auth in a process of its own, asked over its sockets; its clock is ours. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/auth.h"
#include "crypto/hash.h"
#include "os/channel.h"
#include "os/socket.h"
#include "proto/msg.h"

#define PASSWORD STR("correct horse tower")

struct fixture {
	struct arena *arena;
	struct str dir;
	volatile int64_t *clock; /* shared with the process */
	pid_t pid;
	struct channel *web, *gate;
	int64_t request;
};

static int64_t
clock_of(void *context)
{
	const volatile int64_t *clock = context;

	return *clock;
}

static void
serve(struct fixture *f, int web, int gate)
{
	struct auth_options o = {f->dir, web, gate, clock_of, (void *)(uintptr_t)f->clock};
	struct why why = {.arena = f->arena};
	struct loop *loop = loop_new();
	struct auth *auth;

	if (auth_open(loop, &o, &auth, &why) != ERR_OK)
		_exit(1);
	loop_run(loop);
	auth_close(&auth);
	loop_free(&loop);
	_exit(0);
}

static void
begin(struct fixture *f)
{
	int web[2], gate[2];

	socket_pair(web);
	socket_pair(gate);
	fflush(NULL);
	f->pid = fork();
	if (f->pid == 0) {
		close(web[0]);
		close(gate[0]);
		serve(f, web[1], gate[1]);
	}
	close(web[1]);
	close(gate[1]);
	f->web = channel_new(web[0], MSG_MAX);
	f->gate = channel_new(gate[0], MSG_MAX);
}

/* How the process ended. */
static int
end(struct fixture *f, int signal)
{
	int status;

	if (signal)
		kill(f->pid, signal);
	channel_free(&f->web);
	channel_free(&f->gate);
	assert_int_equal(waitpid(f->pid, &status, 0), f->pid);
	f->pid = 0;
	return status;
}

static int
setup(void **state)
{
	static struct fixture f; /* cmocka runs one test at a time */
	static char name[64];

	strcpy(name, "/tmp/test_auth.XXXXXX");
	f = (struct fixture){.arena = arena_new(64 << 20)};
	f.dir = str_of(mkdtemp(name));
	f.clock = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	*f.clock = 1800000000;
	*state = &f;
	begin(&f);
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;
	int r;

	if (f->pid)
		end(f, 0);
	r = system(arena_fmt(f->arena, "rm -rf '%s'", f->dir.p).p);
	munmap((void *)(uintptr_t)f->clock, 4096);
	arena_free(&f->arena);
	return r;
}

static void
say(struct fixture *f, struct channel *c, const struct msg *m)
{
	struct buf b = buf_on(f->arena, MSG_MAX);

	assert_true(msg_write(&b, m));
	channel_send(c, buf_str(&b));
	assert_int_equal(channel_flush(c), ERR_OK);
}

/* The next message of `type` on `c`; others (news) are passed over. */
static struct msg
hear(struct fixture *f, struct channel *c, enum msg_type type)
{
	struct str frame;
	struct msg m;

	do {
		assert_int_equal(channel_wait(c, 5000, &frame), ERR_OK);
		assert_int_equal(msg_read(arena_str(f->arena, frame), &m), ERR_OK);
	} while (m.type != type);
	return m;
}

static struct msg_LOGGED_IN
login(struct fixture *f, struct str name, struct str secret, bool shared)
{
	say(f, f->web, &(struct msg){.type = MSG_LOGIN, .LOGIN = {++f->request, name, secret, STR("10.0.0.1"), shared}});
	return hear(f, f->web, MSG_LOGGED_IN).LOGGED_IN;
}

static struct msg_WHO_IS
who(struct fixture *f, struct channel *c, struct str session)
{
	struct msg m;

	say(f, c, &(struct msg){.type = MSG_WHO, .WHO = {++f->request, session}});
	m = hear(f, c, MSG_WHO_IS);
	assert_int_equal(m.WHO_IS.request, f->request);
	return m.WHO_IS;
}

static struct msg_SET_UP
credential(struct fixture *f, struct str name, struct str person, struct str secret)
{
	say(f, f->gate, &(struct msg){.type = MSG_CREDENTIAL, .CREDENTIAL = {++f->request, name, person, secret, STR("")}});
	return hear(f, f->gate, MSG_SET_UP).SET_UP;
}

static struct msg_CHANGED
change(struct fixture *f, struct str session, struct str old, struct str secret)
{
	say(f, f->web, &(struct msg){.type = MSG_CHANGE, .CHANGE = {++f->request, session, old, secret, STR("")}});
	return hear(f, f->web, MSG_CHANGED).CHANGED;
}

static struct str
logged_in(struct fixture *f, struct str name, bool shared)
{
	struct msg_LOGGED_IN in = login(f, name, PASSWORD, shared);

	assert_int_equal(in.err, ERR_OK);
	assert_int_equal(in.session.n, 64);
	assert_int_equal(in.wait, 0);
	return in.session;
}

static struct msg_EVENT
event_of(struct fixture *f, struct str what)
{
	struct msg m;

	do
		m = hear(f, f->gate, MSG_EVENT);
	while (!str_eq(m.EVENT.what, what));
	return m.EVENT;
}

/* --- log-in ----------------------------------------------------------------------------- */

static void
b_in_and_out(void **state)
{
	struct fixture *f = *state;
	struct msg_WHO_IS is;
	struct msg_EVENT event;
	struct str session;
	struct msg ended;
	struct hash h;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	session = logged_in(f, STR("sato"), false);
	event = event_of(f, STR("login"));
	assert_true(str_eq(event.person, STR("p1")) && str_eq(event.ip, STR("10.0.0.1")));
	is = who(f, f->gate, session);
	assert_int_equal(is.err, ERR_OK);
	assert_true(str_eq(is.person, STR("p1")) && !is.token && !is.shared);
	assert_int_equal(who(f, f->web, STR("nonsense")).err, ERR_LOGGED_OUT);
	say(f, f->web, &(struct msg){.type = MSG_LOGOUT, .LOGOUT = {++f->request, session}});
	ended = hear(f, f->web, MSG_ENDED);
	h = hash_of(session);
	assert_int_equal(ended.ENDED.session.n, HASH_SIZE);
	assert_memory_equal(ended.ENDED.session.p, h.b, HASH_SIZE);
	assert_int_equal(hear(f, f->web, MSG_CHANGED).CHANGED.request, f->request);
	(void)hear(f, f->gate, MSG_ENDED);
	assert_int_equal(who(f, f->gate, session).err, ERR_LOGGED_OUT);
}

static void
f_who_guesses_waits(void **state)
{
	static const int64_t waits[] = {1, 2, 4, 8, 16, 32, 60, 60};
	struct fixture *f = *state;
	struct msg_LOGGED_IN in;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
		in = login(f, STR("sato"), STR("wrong guess"), false);
		assert_int_equal(in.err, ERR_FORBIDDEN);
		assert_int_equal(in.wait, waits[i]);
		in = login(f, STR("sato"), PASSWORD, false); /* too soon: not even looked at */
		assert_int_equal(in.err, ERR_SLOW_DOWN);
		assert_int_equal(in.wait, waits[i]);
		*f->clock += waits[i];
	}
	logged_in(f, STR("sato"), false);
	assert_int_equal(login(f, STR("sato"), STR("wrong guess"), false).wait, 1);
}

/* An unknown name and an over-long password look and last like a wrong one. */
static void
f_nothing_tells_who_exists(void **state)
{
	struct fixture *f = *state;
	struct timespec from, to;
	char *lengthy = arena_alloc(f->arena, 5000);
	double known = 0, unknown = 0, *sum;

	memset(lengthy, 'a', 5000);
	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	for (int i = 0; i < 8; i++) {
		struct msg_LOGGED_IN in;

		sum = i % 2 ? &unknown : &known;
		clock_gettime(CLOCK_MONOTONIC, &from);
		in = login(f, i % 2 ? STR("tanaka") : STR("sato"), STR("wrong guess"), false);
		clock_gettime(CLOCK_MONOTONIC, &to);
		*sum += (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
		assert_int_equal(in.err, ERR_FORBIDDEN);
		assert_int_equal(in.wait, 1 << i / 2);
		assert_int_equal(in.person.n + in.session.n, 0);
		*f->clock += 30;
	}
	assert_true(known < unknown * 3 && unknown < known * 3);
	assert_int_equal(login(f, STR("suzuki"), (struct str){lengthy, 5000}, false).err, ERR_FORBIDDEN);
	assert_int_equal(login(f, (struct str){lengthy, 5000}, PASSWORD, false).err, ERR_FORBIDDEN);
	assert_int_equal(login(f, STR("\xff\xfe"), STR(""), false).err, ERR_FORBIDDEN);
}

static void
c_many_at_once(void **state)
{
	struct fixture *f = *state;
	int ok = 0, busy = 0;
	struct msg m;

	for (int i = 0; i < 80; i++)
		say(f, f->web, &(struct msg){.type = MSG_LOGIN, .LOGIN = {i, arena_fmt(f->arena, "n%d", i), PASSWORD, STR(""), 0}});
	for (int i = 0; i < 80; i++) {
		m = hear(f, f->web, MSG_LOGGED_IN);
		ok += m.LOGGED_IN.err == ERR_FORBIDDEN;
		busy += m.LOGGED_IN.err == ERR_BUSY;
	}
	assert_int_equal(ok + busy, 80);
	assert_true(ok >= 64);
	assert_int_equal(who(f, f->gate, STR("x")).err, ERR_LOGGED_OUT); /* and it goes on */
}

/* --- sessions ------------------------------------------------------------------------------ */

static void
b_idle_and_longest(void **state)
{
	struct fixture *f = *state;
	struct str own, shared;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	own = logged_in(f, STR("sato"), false);
	shared = logged_in(f, STR("sato"), true);
	assert_int_equal(who(f, f->web, shared).shared, 1);
	*f->clock += AUTH_IDLE_SHARED;
	assert_int_equal(who(f, f->web, shared).err, ERR_LOGGED_OUT);
	assert_int_equal(who(f, f->web, own).err, ERR_OK);
	for (int64_t t = 0; t < AUTH_LONGEST - AUTH_IDLE_SHARED - AUTH_IDLE + 1; t += AUTH_IDLE - 1) {
		assert_int_equal(who(f, f->web, own).err, ERR_OK);
		*f->clock += AUTH_IDLE - 1;
	}
	*f->clock += AUTH_IDLE - 1;
	assert_int_equal(who(f, f->web, own).err, ERR_LOGGED_OUT);
	own = logged_in(f, STR("sato"), false);
	*f->clock += AUTH_IDLE;
	assert_int_equal(who(f, f->gate, own).err, ERR_LOGGED_OUT);
}

static void
c_killed_sessions_live(void **state)
{
	struct fixture *f = *state;
	struct str live, dead, token;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	live = logged_in(f, STR("sato"), false);
	dead = logged_in(f, STR("sato"), false);
	say(f, f->gate, &(struct msg){.type = MSG_MINT, .MINT = {++f->request, STR("sato"), STR("p1")}});
	token = hear(f, f->gate, MSG_MINTED).MINTED.token;
	say(f, f->web, &(struct msg){.type = MSG_LOGOUT, .LOGOUT = {++f->request, dead}});
	(void)hear(f, f->web, MSG_CHANGED);
	end(f, SIGKILL);
	begin(f);
	assert_int_equal(who(f, f->gate, live).err, ERR_OK);
	assert_int_equal(who(f, f->gate, dead).err, ERR_LOGGED_OUT);
	assert_int_equal(who(f, f->gate, token).token, 1);
	end(f, SIGKILL);
	*f->clock += AUTH_LONGEST;
	begin(f);
	assert_int_equal(who(f, f->gate, live).err, ERR_LOGGED_OUT);
	assert_int_equal(who(f, f->gate, token).err, ERR_OK); /* tokens do not end by themselves */
	logged_in(f, STR("sato"), false);
}

/* --- passwords and tokens --------------------------------------------------------------------- */

static void
b_change(void **state)
{
	struct fixture *f = *state;
	struct msg_CHANGED changed;
	struct str mine, other;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	mine = logged_in(f, STR("sato"), false);
	other = logged_in(f, STR("sato"), false);
	changed = change(f, mine, PASSWORD, STR("short"));
	assert_int_equal(changed.err, ERR_REFUSED);
	assert_true(str_find(changed.why, STR("10文字以上")) != SIZE_MAX);
	assert_int_equal(change(f, mine, PASSWORD, PASSWORD).err, ERR_REFUSED);
	assert_int_equal(change(f, mine, STR("wrong guess"), STR("battery staple lamp")).err, ERR_FORBIDDEN);
	assert_int_equal(change(f, mine, PASSWORD, STR("battery staple lamp")).err, ERR_SLOW_DOWN);
	*f->clock += 1;
	assert_int_equal(change(f, mine, PASSWORD, STR("battery staple lamp")).err, ERR_OK);
	assert_int_equal(who(f, f->web, mine).err, ERR_OK);
	assert_int_equal(who(f, f->web, other).err, ERR_LOGGED_OUT);
	assert_int_equal(login(f, STR("sato"), PASSWORD, false).err, ERR_FORBIDDEN);
	*f->clock += 1;
	assert_int_equal(login(f, STR("sato"), STR("battery staple lamp"), false).err, ERR_OK);
	assert_int_equal(change(f, STR("nonsense"), PASSWORD, STR("battery staple lamp")).err, ERR_LOGGED_OUT);
}

static void
b_set_and_taken_away(void **state)
{
	struct fixture *f = *state;
	struct str session, token;
	struct msg m;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), STR("short")).err, ERR_REFUSED);
	assert_int_equal(credential(f, STR(""), STR("p1"), PASSWORD).err, ERR_REFUSED);
	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	session = logged_in(f, STR("sato"), false);
	say(f, f->gate, &(struct msg){.type = MSG_MINT, .MINT = {++f->request, STR("sato"), STR("p1")}});
	m = hear(f, f->gate, MSG_MINTED);
	assert_int_equal(m.MINTED.err, ERR_OK);
	token = m.MINTED.token;
	assert_int_equal(who(f, f->gate, token).token, 1);
	assert_int_equal(change(f, token, PASSWORD, STR("battery staple lamp")).err, ERR_LOGGED_OUT);
	assert_int_equal(credential(f, STR("sato"), STR("p1"), STR("battery staple lamp")).err, ERR_OK);
	assert_int_equal(who(f, f->gate, session).err, ERR_LOGGED_OUT);
	assert_int_equal(who(f, f->gate, token).err, ERR_OK);
	assert_int_equal(credential(f, STR("sato"), STR("p1"), STR("")).err, ERR_OK);
	assert_int_equal(who(f, f->gate, token).err, ERR_LOGGED_OUT);
	assert_int_equal(login(f, STR("sato"), STR("battery staple lamp"), false).err, ERR_FORBIDDEN);
}

/* --- one-time codes --------------------------------------------------------------------------- */

static struct str
code(struct fixture *f, struct str name, struct str person)
{
	struct msg m;

	say(f, f->gate, &(struct msg){.type = MSG_CODE, .CODE = {++f->request, name, person}});
	m = hear(f, f->gate, MSG_CODED);
	assert_int_equal(m.CODED.request, f->request);
	assert_int_equal(m.CODED.err, ERR_OK);
	assert_int_equal(m.CODED.code.n, 14);
	for (size_t i = 0; i < 14; i++)
		assert_true(i % 5 == 4 ? m.CODED.code.p[i] == '-' : strchr("23456789abcdefghjkmnpqrstuvwxyz", m.CODED.code.p[i]) != NULL);
	return m.CODED.code;
}

static struct msg_LOGGED_IN
claim(struct fixture *f, struct str name, struct str letters, struct str secret)
{
	say(f, f->web, &(struct msg){.type = MSG_CLAIM,
		.CLAIM = {++f->request, name, letters, secret, STR("佐藤 花子\nサトウ ハナコ"), STR("10.0.0.1"), 0}});
	return hear(f, f->web, MSG_LOGGED_IN).LOGGED_IN;
}

static bool
says(struct msg_LOGGED_IN in, const char *word)
{
	return str_find(in.why, str_of(word)) != SIZE_MAX;
}

static void
b_claim(void **state)
{
	struct fixture *f = *state;
	struct str old, letters, token;
	struct msg_LOGGED_IN in;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	old = logged_in(f, STR("sato"), false);
	say(f, f->gate, &(struct msg){.type = MSG_MINT, .MINT = {++f->request, STR("sato"), STR("p1")}});
	token = hear(f, f->gate, MSG_MINTED).MINTED.token;
	letters = code(f, STR("sato"), STR("p1"));
	assert_int_equal(login(f, STR("sato"), PASSWORD, false).err, ERR_OK); /* until it is used nothing changes */
	in = claim(f, STR("sato"), letters, STR("hanako-2026"));
	assert_int_equal(in.err, ERR_REFUSED); /* and a bad password does not use it up */
	assert_true(says(in, "自分の名前") && !says(in, "hanako"));
	in = claim(f, STR("sato"), letters, STR("battery staple lamp"));
	assert_int_equal(in.err, ERR_OK);
	assert_true(str_eq(event_of(f, STR("password.set")).person, STR("p1")));
	assert_true(str_eq(event_of(f, STR("login")).person, STR("p1"))); /* the installer's end hangs on it */
	assert_true(str_eq(who(f, f->gate, in.session).person, STR("p1")));
	assert_int_equal(who(f, f->gate, old).err, ERR_LOGGED_OUT);
	assert_int_equal(who(f, f->gate, token).err, ERR_OK);
	assert_int_equal(login(f, STR("sato"), STR("battery staple lamp"), false).err, ERR_OK);
	in = claim(f, STR("sato"), letters, STR("another staple lamp"));
	assert_int_equal(in.err, ERR_FORBIDDEN);
	assert_true(says(in, "もう使われています"));
	assert_int_equal(in.wait, 1);
}

/* As people type it: capitals, no dashes, full width, a long-vowel mark for the dash. */
static void
b_claim_as_typed(void **state)
{
	struct fixture *f = *state;
	struct str letters = code(f, STR("sato"), STR("p1"));
	char typed[64];
	size_t n = 0;

	for (size_t i = 0; i < letters.n; i++) {
		uint32_t c = (unsigned char)letters.p[i];

		if (c == '-') {
			memcpy(typed + n, "ー", 3);
			n += i == 4 ? 3 : 0;
		} else if (c >= 'a') { /* a full-width capital */
			typed[n++] = (char)0xef;
			typed[n++] = (char)0xbc;
			typed[n++] = (char)(0xa1 + c - 'a');
		} else {
			typed[n++] = (char)c;
		}
	}
	assert_int_equal(claim(f, STR("sato"), (struct str){typed, n}, STR("battery staple lamp")).err, ERR_OK);
}

static void
f_claim_refused(void **state)
{
	struct fixture *f = *state;
	struct str first, letters = code(f, STR("sato"), STR("p1")), other = code(f, STR("suzuki"), STR("p2"));
	struct msg_LOGGED_IN in;

	in = claim(f, STR("sato"), STR("not a code"), PASSWORD);
	assert_int_equal(in.err, ERR_MALFORMED);
	assert_int_equal(in.wait, 0);
	in = claim(f, STR("sato"), other, PASSWORD);
	assert_int_equal(in.err, ERR_FORBIDDEN);
	assert_true(says(in, "違います") && in.wait == 1);
	in = claim(f, STR("sato"), letters, PASSWORD); /* the right one, too soon */
	assert_int_equal(in.err, ERR_SLOW_DOWN);
	*f->clock += 1;
	in = claim(f, STR(""), letters, STR("")); /* not for a station */
	assert_int_equal(in.err, ERR_FORBIDDEN);
	assert_int_equal(in.session.n, 0);
	first = letters;
	letters = code(f, STR("sato"), STR("p1"));
	in = claim(f, STR("sato"), first, PASSWORD);
	assert_true(in.err == ERR_FORBIDDEN && says(in, "新しいコード"));
	*f->clock += AUTH_CODE_PERSON;
	in = claim(f, STR("sato"), letters, PASSWORD);
	assert_true(in.err == ERR_FORBIDDEN && says(in, "期限"));
	letters = code(f, STR("sato"), STR("p1"));
	*f->clock += AUTH_CODE_PERSON - 1;
	assert_int_equal(claim(f, STR("sato"), letters, PASSWORD).err, ERR_OK);
	letters = code(f, STR("sato"), STR("p1"));
	assert_int_equal(credential(f, STR("sato"), STR("p1"), STR("battery staple lamp")).err, ERR_OK);
	assert_int_equal(claim(f, STR("sato"), letters, PASSWORD).err, ERR_FORBIDDEN); /* needed no more */
}

/* Two at the same moment: one is it. */
static void
c_claim_twice_at_once(void **state)
{
	struct fixture *f = *state;
	struct str letters = code(f, STR("sato"), STR("p1"));
	struct msg m = {.type = MSG_CLAIM,
		.CLAIM = {0, STR("sato"), letters, STR("battery staple lamp"), STR(""), STR("10.0.0.1"), 0}};
	int ok = 0, no = 0;

	for (int i = 0; i < 8; i++) {
		m.CLAIM.request = i;
		say(f, f->web, &m);
	}
	for (int i = 0; i < 8; i++) {
		struct msg got = hear(f, f->web, MSG_LOGGED_IN);

		ok += got.LOGGED_IN.err == ERR_OK;
		no += got.LOGGED_IN.err == ERR_FORBIDDEN;
	}
	assert_int_equal(ok, 1);
	assert_int_equal(no, 7);
}

static void
c_killed_between_code_and_claim(void **state)
{
	struct fixture *f = *state;
	struct str letters = code(f, STR("sato"), STR("p1")), session;

	end(f, SIGKILL);
	begin(f);
	session = claim(f, STR("sato"), letters, PASSWORD).session;
	assert_int_equal(session.n, 64);
	end(f, SIGKILL);
	begin(f);
	assert_int_equal(who(f, f->gate, session).err, ERR_OK);
	assert_true(says(claim(f, STR("sato"), letters, PASSWORD), "もう使われています"));
	*f->clock += 1;
	logged_in(f, STR("sato"), false);
}

static void
b_station(void **state)
{
	struct fixture *f = *state;
	struct str letters = code(f, STR(""), STR("@genkan")), first, session;
	struct msg_LOGGED_IN in = claim(f, STR(""), letters, STR(""));

	assert_int_equal(in.err, ERR_OK);
	assert_true(str_eq(in.person, STR("@genkan")));
	first = in.session;
	in = claim(f, STR(""), letters, STR(""));
	assert_true(in.err == ERR_FORBIDDEN && says(in, "もう使われています"));
	*f->clock += 400 * 24 * 3600; /* nobody touches it for a year */
	assert_true(str_eq(who(f, f->gate, first).person, STR("@genkan")));
	end(f, SIGKILL);
	begin(f);
	assert_int_equal(who(f, f->web, first).err, ERR_OK);
	say(f, f->web, &(struct msg){.type = MSG_LOGOUT, .LOGOUT = {++f->request, first}}); /* who passes by */
	(void)hear(f, f->web, MSG_CHANGED);
	assert_int_equal(change(f, first, STR(""), STR("battery staple lamp")).err, ERR_LOGGED_OUT);
	assert_int_equal(who(f, f->web, first).err, ERR_OK);
	letters = code(f, STR(""), STR("@genkan"));
	assert_int_equal(who(f, f->web, first).err, ERR_OK);
	session = claim(f, STR(""), letters, STR("")).session; /* another tablet takes its place */
	assert_int_equal(who(f, f->web, first).err, ERR_LOGGED_OUT);
	letters = code(f, STR(""), STR("@ura"));
	*f->clock += AUTH_CODE_STATION;
	assert_true(says(claim(f, STR(""), letters, STR("")), "期限"));
	letters = code(f, STR(""), STR("@genkan"));
	say(f, f->gate, &(struct msg){.type = MSG_STATION_END, .STATION_END = {++f->request, STR("@genkan")}});
	assert_int_equal(hear(f, f->gate, MSG_SET_UP).SET_UP.err, ERR_OK);
	assert_int_equal(who(f, f->web, session).err, ERR_LOGGED_OUT);
	*f->clock += 3600;
	assert_int_equal(claim(f, STR(""), letters, STR("")).err, ERR_FORBIDDEN);
	say(f, f->gate, &(struct msg){.type = MSG_STATION_END, .STATION_END = {++f->request, STR("p1")}});
	assert_int_equal(hear(f, f->gate, MSG_SET_UP).SET_UP.err, ERR_MALFORMED);
}

/* No log-in for a station, no station's code for a person. */
static void
f_codes_for_whom(void **state)
{
	static const struct {
		const char *login, *person;
	} wrong[] = {{"", "p1"}, {"sato", "@genkan"}, {"", ""}, {"a\nb", "p1"}};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		say(f, f->gate, &(struct msg){.type = MSG_CODE,
			.CODE = {++f->request, str_of(wrong[i].login), str_of(wrong[i].person)}});
		assert_int_equal(hear(f, f->gate, MSG_CODED).CODED.err, ERR_MALFORMED);
	}
	assert_int_equal(credential(f, STR("x"), STR("@genkan"), PASSWORD).err, ERR_REFUSED);
}

/* web may not say what only the gate may: auth ends, and all of them start anew. */
static void
f_web_cannot_make_tokens(void **state)
{
	struct fixture *f = *state;
	struct str frame;

	say(f, f->web, &(struct msg){.type = MSG_CODE, .CODE = {1, STR("sato"), STR("p1")}});
	assert_int_equal(channel_wait(f->web, 5000, &frame), ERR_CLOSED);
	assert_int_equal(end(f, 0), 0);
	begin(f);
	say(f, f->web, &(struct msg){.type = MSG_MINT, .MINT = {1, STR("sato"), STR("p1")}});
	assert_int_equal(channel_wait(f->web, 5000, &frame), ERR_CLOSED);
	assert_int_equal(end(f, 0), 0);
	begin(f);
	channel_send(f->web, STR("\0\0\0\2\x7f\xff"));
	assert_int_equal(channel_wait(f->web, 5000, &frame), ERR_CLOSED);
	assert_int_equal(end(f, 0), 0);
}

static void
f_only_hashes_on_the_disk(void **state)
{
	struct fixture *f = *state;
	struct str session, letters, plain;
	int r;

	assert_int_equal(credential(f, STR("sato"), STR("p1"), PASSWORD).err, ERR_OK);
	session = logged_in(f, STR("sato"), false);
	letters = code(f, STR("sato"), STR("p1"));
	plain = arena_fmt(f->arena, "%.4s%.4s%.4s", letters.p, letters.p + 5, letters.p + 10);
	r = system(arena_fmt(f->arena, "grep -rqF -e 'correct horse tower' -e '%.*s' -e '%.*s' -e '%.*s' '%s'",
	    STR_ARG(session), STR_ARG(letters), STR_ARG(plain), f->dir.p).p);
	assert_int_equal(WEXITSTATUS(r), 1);
	r = system(arena_fmt(f->arena, "test \"$(stat -c %%a '%s'/secret '%s'/secret/journal | tr '\\n' ' ')\" = '700 600 '",
	    f->dir.p, f->dir.p).p);
	assert_int_equal(r, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(b_in_and_out),
		TEST(f_who_guesses_waits),
		TEST(f_nothing_tells_who_exists),
		TEST(c_many_at_once),
		TEST(b_idle_and_longest),
		TEST(c_killed_sessions_live),
		TEST(b_change),
		TEST(b_set_and_taken_away),
		TEST(b_claim),
		TEST(b_claim_as_typed),
		TEST(f_claim_refused),
		TEST(c_claim_twice_at_once),
		TEST(c_killed_between_code_and_claim),
		TEST(b_station),
		TEST(f_codes_for_whom),
		TEST(f_web_cannot_make_tokens),
		TEST(f_only_hashes_on_the_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
