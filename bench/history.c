/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Years of a town in minutes: the same judge, the same ledger and the same
 * tables as behind the gate, without its sockets, and with one commit for
 * thousands of acts. `history DIR matters N` or `history DIR entries N` goes on
 * until the town that lies in DIR (test, not running, staff.sh's people) has so
 * many; a last argument leaves so many of its newest matters undecided. Prints
 * "entries matters seconds rate".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "gate/engine.h"

enum { SECTIONS = 40, STAYING = 0, CLERKS = 8, DAY_MATTERS = 80, COMMIT = 8192, ROOM = 96 << 20, TEXT = 4096 };

struct history {
	struct store *store;
	struct engine *engine;
	struct arena *arena;
	int64_t time, seen; /* of the last entry about the matter at hand */
	long matters, commit, run;
	int64_t device[SECTIONS];
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
check(enum err e, const char *what)
{
	if (e == ERR_OK)
		return;
	fprintf(stderr, "history: %s: error %d\n", what, e);
	exit(1);
}

/* One act of a person, JSON without its id; returns the seq of its entry. */
static int64_t
act(struct history *h, const char *person, const char *json)
{
	struct why why = {.arena = h->arena};
	struct reply r;
	struct act a;

	arena_reset(h->arena);
	check(act_read(h->arena,
	          arena_fmt(h->arena, "{\"id\":\"h-%ld-%llu\",%s}", h->run, (unsigned long long)store_tree(h->store)->size, json),
	          &a, &why),
	    json);
	engine_act(h->engine, h->arena, &a, str_of(person), CHANNEL_WEB, ++h->time, &r);
	if (r.err) {
		fprintf(stderr, "history: %s %s\n%.*s\n", person, json, STR_ARG(r.json));
		exit(1);
	}
	if (++h->commit == COMMIT) {
		check(store_commit(h->store), "commit");
		check(store_begin(h->store), "begin");
		h->commit = 0;
	}
	return h->seen = r.seq;
}

static int64_t
submit(struct history *h, const char *person, const char *procedure, const char *form)
{
	char json[TEXT];

	snprintf(json, sizeof json, "\"act\":\"submit\",\"procedure\":\"%s\",\"body\":%s", procedure, form);
	h->matters++;
	return act(h, person, json);
}

static int64_t
about(struct history *h, const char *person, const char *what, const char *step, int64_t matter, const char *rest)
{
	char json[TEXT];

	snprintf(json, sizeof json, "\"act\":\"%s\",%s%s%s\"matter\":%lld,\"seen\":%lld%s", what, step ? "\"step\":\"" : "",
	    step ? step : "", step ? "\"," : "", (long long)matter, (long long)h->seen, rest);
	return act(h, person, json);
}

/* Staff numbers as staff.sh gives them: section, then 00 head, 01 leader, 02… clerks. */
static const char *
person(char out[8], int section, int n)
{
	snprintf(out, 8, "%02d%02d", section + 10, n);
	return out;
}

static void
enter(struct history *h, int section, long i, bool decided)
{
	char clerk[8], head[8], form[TEXT];
	int64_t m;

	snprintf(form, sizeof form,
	    "{\"name\":\"介護保険 認定調査票 %ld\",\"class\":\"%s\",\"disclosure\":\"課内のみ\",\"personal\":\"yes\","
	    "\"form\":\"stored\",\"place\":\"執務室 書庫 %ld段\"}",
	    i, (const char *const[]){"I", "II", "III", "IV"}[i % 4], i % 12);
	m = submit(h, person(clerk, section, 2 + (int)(i % CLERKS)), "asset-enter", form);
	if (decided)
		about(h, person(head, section, 0), "decide", "classify", m, ",\"outcome\":\"permit\"");
}

static void
end_badly(struct history *h, int section, long i)
{
	char clerk[8], head[8];
	int64_t m;

	enter(h, section, i, false);
	m = h->seen;
	if (i % 3)
		about(h, person(clerk, section, 2 + (int)(i % CLERKS)), "withdraw", NULL, m, ",\"body\":{\"reason\":\"書き間違い\"}");
	else
		about(h, person(head, section, 0), "decide", "classify", m,
		    ",\"outcome\":\"refuse\",\"body\":{\"note\":\"台帳にすでにあります\"}");
}

static void
take_out(struct history *h, int section, long i)
{
	char clerk[8], head[8], leader[8], form[TEXT], done[256], day[16];
	int64_t m;

	arena_reset(h->arena);
	snprintf(day, sizeof day, "%.*s", STR_ARG(day_iso(h->arena, day_of_time(h->time))));
	person(clerk, section, 2 + (int)(i % CLERKS));
	snprintf(form, sizeof form,
	    "{\"things\":[%lld],\"purpose\":\"出張での説明に使うため %ld\",\"place\":\"県庁 %ld号館\",\"off-premises\":\"yes\","
	    "\"off-network\":\"yes\",\"since\":\"%s\",\"until\":\"%s\"}",
	    (long long)h->device[section], i, i % 9, day, day);
	m = submit(h, clerk, "take-out", form);
	about(h, person(head, section, 0), "decide", "permit", m, ",\"outcome\":\"permit\"");
	snprintf(done, sizeof done, ",\"body\":{\"left-on\":\"%s\",\"scanned\":\"clean\"}", day);
	about(h, clerk, "do", "leave", m, done);
	snprintf(done, sizeof done, ",\"body\":{\"returned-on\":\"%s\",\"scanned\":\"clean\",\"erased\":\"yes\"}", day);
	about(h, clerk, "do", "return", m, done);
	about(h, person(leader, section, 1), "confirm", "return", m, "");
}

static void
devices_enter(struct history *h)
{
	char clerk[8], head[8], form[TEXT];
	int64_t m;

	for (int s = 0; s < SECTIONS; s++) {
		snprintf(form, sizeof form,
		    "{\"name\":\"持出用PC %d\",\"kind\":\"laptop\",\"serial\":\"SN-%ld-%d\",\"zone\":\"lgwan\",\"place\":\"執務室\"}", s,
		    h->run, s);
		m = submit(h, person(clerk, s, 2), "device-enter", form);
		h->device[s] = about(h, person(head, s, 0), "decide", "accept", m, ",\"outcome\":\"permit\"");
	}
}

/* The next morning, with its entry. */
static void
day_pass(struct history *h)
{
	size_t made;

	arena_reset(h->arena);
	h->time = day_begin(day_of_time(h->time) + 1) + 9 * 3600;
	check(engine_tick(h->engine, h->arena, h->time, 0, 100000, &made), "tick");
}

static void
live(struct history *h, bool entries, long until, long open)
{
	long until_open = until - open, start = h->matters;

	for (long i = start; entries ? (long)store_tree(h->store)->size < until : h->matters < until; i = h->matters) {
		/* every section has its part of every kind, but one that takes nothing out */
		int section = (int)(i * 7 % SECTIONS), fate = (int)(((uint64_t)i * 2654435761u >> 12) % 20);

		if (i % DAY_MATTERS == DAY_MATTERS - 1)
			day_pass(h);
		if (!entries && i >= until_open)
			enter(h, section, i, false);
		else if (fate < 12)
			enter(h, section, i, true);
		else if (fate < 17 && section != STAYING)
			take_out(h, section, i);
		else
			end_badly(h, section, i);
	}
}

int
main(int argc, char **argv)
{
	struct history h = {.arena = arena_new(ROOM), .run = (long)time(NULL)};
	struct why why = {.arena = arena_new(1 << 20)};
	char path[TEXT];
	double begin;
	uint64_t before;

	if (argc < 4)
		return 1;
	snprintf(path, sizeof path, "%s/town.db", argv[1]);
	if (store_open(path, STORE_WRITE, &h.store, &why) || engine_new(h.store, &h.engine, &why)) {
		fprintf(stderr, "history: %.*s\n", STR_ARG(why.text));
		return 1;
	}
	h.time = store_last_time(h.store);
	before = store_tree(h.store)->size;
	begin = seconds();
	check(store_begin(h.store), "begin");
	devices_enter(&h);
	h.matters = argc > 5 ? strtol(argv[5], NULL, 10) + SECTIONS : SECTIONS;
	live(&h, strcmp(argv[2], "entries") == 0, strtol(argv[3], NULL, 10), argc > 4 ? strtol(argv[4], NULL, 10) : 0);
	check(store_commit(h.store), "commit");
	begin = seconds() - begin;
	printf("%llu %ld %.1f %.0f\n", (unsigned long long)store_tree(h.store)->size, h.matters, begin,
	    (double)(store_tree(h.store)->size - before) / begin);
	engine_free(&h.engine);
	store_close(&h.store);
	return 0;
}
