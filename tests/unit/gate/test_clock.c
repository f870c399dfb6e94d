/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The clock's own acts: what comes, in which order, once, also after a time
 * down and with a death after every transaction; and what the engine adds to
 * acts of people: channel, subject, on whose behalf.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate/engine.h"
#include "gate/record.h"

enum { ROOM = 192 << 20, TEXT = 64 << 20, HOUR = 3600, DAY = 24 * HOUR };

#define OK(call) assert_int_equal((call), ERR_OK)

static const int64_t monday = 1780272000; /* 2026-06-01 09:00 in Tokyo */

/* A thing is lent until a day; two hours of the clock before, and at, its end the clock speaks. */
static const char policy_text[] =
    "id: clockwork\nlabel: 時計の試験\ntown: 試験町\n"
    "posts:\n"
    "  - {id: chief, label: 副町長, titles: [副町長]}\n"
    "  - {id: head, label: 課長, titles: [課長]}\n"
    "  - {id: other, label: 一般職, otherwise: yes}\n"
    "roles:\n"
    "  - {id: staff, label: 職員, everyone: yes}\n"
    "  - {id: ciso, label: 統括責任者, town: yes, administrator: yes, held-by: [{post: chief}]}\n"
    "  - {id: officer, label: 責任者, held-by: [{post: head}], up: ciso}\n"
    "acts:\n"
    "  people: [{by: ciso}]\n  appoint: [{by: ciso}]\n  holiday: [{by: ciso}]\n  set: [{by: ciso}]\n  adopt: [{by: ciso}]\n"
    "  absent: [{by: officer}]\n  behalf: [{by: officer}]\n  station: [{by: ciso}]\n  code: [{by: ciso}]\n"
    "read: [{role: officer, of: applicant}]\n"
    "settings:\n"
    "  - {id: years, label: 保存年限, type: number, unit: 年, default: '5'}\n"
    "duties:\n"
    "  - {id: 4-8-2, say: 貸した物を見届ける, who: officer, scope: section, met-by: [lend]}\n"
    "procedures:\n"
    "  - id: lend\n    label: 貸出し\n    start: [{by: staff}]\n"
    "    form: [{name: what, label: 物, type: line, required: yes}]\n"
    "    steps:\n"
    "      - do: bring\n        label: 返却\n        by: applicant\n        clause: 4-8-2\n"
    "        due: {from: start, within: 8, count: clock-hours, remind: 2, late: {inform: officer, open: loss, carry: {what: form.what}}}\n"
    "    keep: {for: years}\n"
    "  - id: loss\n    label: 紛失の記録\n    start: [{by: staff}]\n    completed-by: officer\n"
    "    form:\n"
    "      - {name: what, label: 物, type: line, required: yes}\n"
    "      - {name: how, label: いきさつ, type: text, required: yes}\n"
    "    steps: [{do: look, label: 調べ, by: officer, of: applicant}]\n"
    "    keep: {for: years}\n"
    "  - id: book\n    label: 入退室\n    station: yes\n    start: [{by: staff}]\n"
    "    form: [{name: who, label: 人, type: line, required: yes}]\n"
    "    keep: {for: years}\n";

struct world {
	struct arena *a, *keep;
	struct store *store;
	struct engine *engine;
	int64_t time;
	int acts, refusals;
	struct str refused; /* the last one that the clock was told of */
};

static void
refusal_note(void *arg, const struct act *act, struct str json)
{
	struct world *w = arg;

	(void)act;
	w->refusals++;
	w->refused = arena_str(w->keep, json);
}

static void
engine_begin(struct world *w)
{
	struct why why = {.arena = w->keep};

	OK(engine_new(w->store, &w->engine, &why));
	engine_on_refusal(w->engine, refusal_note, w);
}

/* As after kill -9: what was not committed is gone, and so is all that the process knew. */
static void
die_and_start(struct world *w)
{
	store_rollback(w->store);
	engine_free(&w->engine);
	engine_begin(w);
}

static struct str
clipped(struct world *w, const char *from)
{
	size_t n = (size_t)(strstr(policy_text, from) - policy_text);

	return arena_str(w->keep, (struct str){policy_text, n});
}

static enum err
try(struct world *w, const char *person, const char *json, struct reply *r)
{
	struct why why = {.arena = w->a};
	struct act act;

	w->time += 60;
	OK(act_read(w->a, arena_fmt(w->a, "{\"id\":\"t-%d\",%s}", ++w->acts, json), &act, &why));
	engine_act(w->engine, w->a, &act, str_of(person), CHANNEL_WEB, w->time, r);
	return r->err;
}

static int64_t
act(struct world *w, const char *person, const char *json)
{
	struct reply r;

	if (try(w, person, json, &r) != ERR_OK)
		fail_msg("%s: %.*s", json, STR_ARG(r.json));
	return r.seq;
}

static void
world_open(struct world *w)
{
	struct founding f = {.origin = STR("sekimori.town/clock/1"), .name = STR("試験町"), .kind = TOWN_TEST,
	    .admin_id = STR("installer"), .admin_login = STR("setup"), .admin_name = STR("設置者")};
	struct policy_file file = {STR("policy.yaml"), {policy_text, sizeof policy_text - 1}};
	struct why why = {.arena = NULL};
	enum err e;

	*w = (struct world){.a = arena_new(ROOM), .keep = arena_new(ROOM), .time = monday};
	why.arena = w->keep;
	OK(store_open(NULL, STORE_MEMORY, &w->store, &why));
	engine_begin(w);
	f.files = &file;
	f.file_n = 1;
	OK(store_begin(w->store));
	e = engine_found(w->engine, w->a, &f, w->time, &why);
	if (e != ERR_OK)
		fail_msg("%.*s", STR_ARG(why_line(&why)));
	act(w, "installer",
	    "\"act\":\"people\",\"body\":{\"effective\":\"2026-06-01\",\"sections\":[{\"id\":\"zei\",\"label\":\"税務課\",\"sign\":\"太税\"}],"
	    "\"posts\":[{\"id\":\"chief\",\"section\":\"zei\",\"kind\":\"chief\",\"label\":\"副町長\"},"
	    "{\"id\":\"head\",\"section\":\"zei\",\"kind\":\"head\",\"label\":\"税務課長\"},"
	    "{\"id\":\"clerk\",\"section\":\"zei\",\"kind\":\"other\",\"label\":\"主事\"}],"
	    "\"persons\":[{\"id\":\"p0\",\"login\":\"u0\",\"name\":\"副町長\",\"kana\":\"\"},"
	    "{\"id\":\"p1\",\"login\":\"u1\",\"name\":\"課長\",\"kana\":\"\"},{\"id\":\"p2\",\"login\":\"u2\",\"name\":\"主事\",\"kana\":\"\"}],"
	    "\"holdings\":[{\"person\":\"p0\",\"post\":\"chief\"},{\"person\":\"p1\",\"post\":\"head\"},{\"person\":\"p2\",\"post\":\"clerk\"}]}");
	OK(store_commit(w->store));
}

static void
dump_line(void *arg, struct str table, struct str line)
{
	buf_add(arg, table);
	buf_char(arg, '\t');
	buf_add(arg, line);
	buf_char(arg, '\n');
}

static struct str
dump(struct store *s, struct arena *a)
{
	struct buf b = buf_on(a, TEXT);

	OK(store_dump(s, dump_line, &b));
	assert_true(buf_done(&b));
	return buf_str(&b);
}

/* Whatever happened: the ledger makes the same tables. */
static void
world_close(struct world *w)
{
	struct arena *a = arena_new(2 * (size_t)ROOM);
	struct store *again;

	OK(store_open(NULL, STORE_MEMORY, &again, NULL));
	OK(store_rebuild(w->store, again, NULL));
	assert_true(str_eq(dump(w->store, a), dump(again, a)));
	store_close(&again);
	arena_free(&a);
	engine_free(&w->engine);
	store_close(&w->store);
	arena_free(&w->a);
	arena_free(&w->keep);
}

static struct entry
entry_at(struct world *w, int64_t seq)
{
	struct entry e;
	struct str bytes;

	OK(store_entry(w->store, w->keep, seq, &bytes));
	OK(entry_read(w->keep, bytes, &e, NULL));
	return e;
}

static int64_t
end_of(const struct world *w)
{
	return (int64_t)store_tree(w->store)->size;
}

static const struct json *
body_of(struct world *w, const struct entry *e)
{
	struct str salt, bytes;
	struct json *tree;
	struct hash h;

	for (size_t i = 0; i < sizeof h.b; i++) {
		char hex[3] = {e->body.p[2 * i], e->body.p[2 * i + 1], 0};

		h.b[i] = (unsigned char)strtoul(hex, NULL, 16);
	}
	OK(store_body(w->store, w->keep, &h, &salt, &bytes));
	OK(json_read(w->keep, bytes, ACT_MAX, &tree, NULL));
	return tree;
}

/* The entries from `seq` on as words: "day late:12 submit remind:9" … */
static const char *
story(struct world *w, int64_t seq)
{
	struct buf b = buf_on(w->keep, 4096);

	for (; seq < end_of(w); seq++) {
		struct entry e = entry_at(w, seq);
		const struct json *body = e.body.n ? body_of(w, &e) : NULL;

		if (b.n)
			buf_char(&b, ' ');
		if (str_eq(e.act, STR("day")))
			buf_fmt(&b, "%.*s%s", STR_ARG(json_get_str(body, "day")), json_get_int(body, "down", 0) ? "!" : "");
		else if (str_eq(e.act, STR("late")))
			buf_fmt(&b, "%s%.*s%s", json_get_bool(body, "remind", false) ? "remind" : "late",
			    STR_ARG(str_sub(e.subject, sizeof "{\"matter\":" - 1, e.subject.n - 1)),
			    json_get_int(body, "down", 0) ? "!" : "");
		else
			buf_fmt(&b, "%.*s", STR_ARG(e.act));
	}
	buf_char(&b, '\0');
	return b.p;
}

static int64_t
lend(struct world *w)
{
	return act(w, "p2", "\"act\":\"submit\",\"procedure\":\"lend\",\"body\":{\"what\":\"鍵\"}");
}

static size_t
tick(struct world *w, int64_t time, int64_t down, size_t max)
{
	size_t made;

	OK(engine_tick(w->engine, w->a, time, down, max, &made));
	w->time = time;
	return made;
}

/* --- day by day --------------------------------------------------------------------------- */

static void
b_a_reminder_and_then_late_and_what_it_opens(void **state)
{
	struct world w;
	int64_t id, open;
	struct need_key key = {.kind = NEED_MATTER};
	struct facts facts = {0};

	(void)state;
	world_open(&w);
	OK(store_begin(w.store));
	id = lend(&w);
	assert_false(engine_due(w.engine, w.a, w.time + 6 * HOUR - 1));
	assert_int_equal(tick(&w, w.time + 6 * HOUR - 1, 0, 100), 0);
	assert_true(engine_due(w.engine, w.a, w.time + 1));
	assert_int_equal(tick(&w, w.time + 1, 0, 100), 1);
	assert_string_equal(story(&w, id + 1), "remind3");
	assert_int_equal(id, 3);
	assert_false(engine_due(w.engine, w.a, w.time + 2 * HOUR - 1));
	assert_int_equal(tick(&w, w.time + 2 * HOUR, 0, 100), 2);
	assert_string_equal(story(&w, id + 2), "late3 submit");
	assert_false(engine_due(w.engine, w.a, w.time));
	assert_int_equal(tick(&w, w.time, 0, 100), 0);
	/* what was opened says what it came of, has what was carried, and asks the officer for the rest */
	open = end_of(&w) - 1;
	key.id = open;
	OK(store_facts(w.store, w.keep, engine_policy(w.engine), &key, 1, &facts));
	assert_non_null(facts.matter);
	assert_true(facts.matter->of == id && facts.matter->applicant.n == 0 && str_eq(facts.matter->section, STR("zei")));
	assert_true(str_eq(facts.matter->form[0].s, STR("鍵")) && facts.matter->form[1].kind == VALUE_EMPTY);
	assert_true(str_eq(entry_at(&w, open).id, arena_fmt(w.keep, "@open-%lld-bring-", (long long)id)));
	assert_int_equal(w.refusals, 0);
	OK(store_commit(w.store));
	world_close(&w);
}

static void
b_what_was_brought_is_not_late(void **state)
{
	struct world w;
	int64_t id;

	(void)state;
	world_open(&w);
	OK(store_begin(w.store));
	id = lend(&w);
	act(&w, "p2", arena_fmt(w.a, "\"act\":\"do\",\"matter\":%lld,\"step\":\"bring\",\"seen\":%lld", (long long)id, (long long)id).p);
	assert_int_equal(tick(&w, w.time + 10 * HOUR, 0, 100), 0);
	OK(store_commit(w.store));
	world_close(&w);
}

/* --- a week down ----------------------------------------------------------------------------- */

/* Three are lent in one morning, at 9:02, at 10:03 and at 11:04; nobody is there for a week. */
static const char week[] =
    "2026-06-02! 2026-06-03! 2026-06-04! 2026-06-05! 2026-06-06! 2026-06-07! 2026-06-08 "
    "remind3! remind4! late3! submit remind5! late4! submit late5! submit";

static int64_t
week_begin(struct world *w)
{
	world_open(w);
	OK(store_begin(w->store));
	for (int i = 0; i < 3; i++) {
		lend(w);
		w->time += HOUR;
	}
	OK(store_commit(w->store));
	return end_of(w);
}

static void
c_after_a_week_down_all_days_then_each_in_order(void **state)
{
	struct world w;
	int64_t from = week_begin(&w), down = store_last_time(w.store);

	(void)state;
	OK(store_begin(w.store));
	assert_true(engine_due(w.engine, w.a, monday + 7 * DAY));
	assert_int_equal(tick(&w, monday + 7 * DAY, down, 100), 16);
	OK(store_commit(w.store));
	assert_string_equal(story(&w, from), week);
	for (int64_t seq = from; seq < end_of(&w); seq++) {
		struct entry e = entry_at(&w, seq);
		const struct json *body = body_of(&w, &e);

		assert_true(str_eq(e.actor, STR("clock")) && str_eq(e.channel, STR("clock")) && e.time == monday + 7 * DAY);
		if (str_eq(e.act, STR("late"))) {
			assert_int_equal(json_get_int(body, "down", 0), down);
			assert_in_range(json_get_int(body, "due", 0), monday + 8 * HOUR, monday + 11 * HOUR);
		}
	}
	/* a second start has nothing to say */
	die_and_start(&w);
	OK(store_begin(w.store));
	assert_false(engine_due(w.engine, w.a, w.time));
	assert_int_equal(tick(&w, w.time, store_last_time(w.store), 100), 0);
	store_rollback(w.store);
	world_close(&w);
}

/* However few go into one transaction, and although it dies once in each and is begun again. */
static void
c_a_death_in_every_transaction_changes_nothing(void **state)
{
	(void)state;
	for (size_t max = 1; max < 8; max++) {
		struct world w;
		int64_t from = week_begin(&w), down = store_last_time(w.store);
		size_t made = max;

		for (int turn = 0; made >= max; turn++) {
			assert_true(turn < 40);
			OK(store_begin(w.store));
			(void)tick(&w, monday + 7 * DAY + turn, down, max);
			die_and_start(&w);
			OK(store_begin(w.store));
			made = tick(&w, monday + 7 * DAY + turn, down, max);
			OK(store_commit(w.store));
			/* what a late one opens is never parted from it */
			assert_false(str_starts(entry_at(&w, end_of(&w) - 1).id, STR("@late")));
		}
		assert_string_equal(story(&w, from), week);
		assert_int_equal(w.refusals, 0);
		world_close(&w);
	}
}

/* Only what fell into the time down says so. */
static void
b_what_was_due_before_is_not_called_down(void **state)
{
	struct world w;
	int64_t from = week_begin(&w);

	(void)state;
	OK(store_begin(w.store));
	(void)tick(&w, monday + 12 * HOUR, monday + 9 * HOUR + 60, 100);
	OK(store_commit(w.store));
	/* the time down began at 18:01: the second was due at 18:03, the third at 19:04 */
	assert_string_equal(story(&w, from), "remind3 remind4 late3 submit remind5 late4! submit late5! submit");
	world_close(&w);
}

/* --- refused -------------------------------------------------------------------------------- */

/* The policy in force has no such procedure any more: the step is late all the same. */
static void
f_what_cannot_be_opened_is_told_once(void **state)
{
	struct world w;
	struct reply r;
	int64_t id;
	struct buf b;
	struct json_out o = {.buf = &b};

	(void)state;
	world_open(&w);
	OK(store_begin(w.store));
	id = lend(&w);
	b = buf_on(w.keep, 1 << 16);
	buf_add(&b, STR("\"act\":\"adopt\",\"body\":{\"files\":[{\"name\":\"policy.yaml\",\"text\":"));
	json_str(&o, arena_fmt(w.keep, "%.*sduties:\n  - {id: 4-8-2, say: 記録する, who: officer, scope: section, met-by: [book]}\n"
	    "procedures:\n  - id: book\n    label: 入退室\n    clause: 4-8-2\n    start: [{by: staff}]\n"
	    "    form: [{name: who, label: 人, type: line, required: yes}]\n    keep: {for: years}\n",
	    STR_ARG(clipped(&w, "duties:"))));
	buf_add(&b, STR("}]}"));
	buf_char(&b, '\0');
	if (try(&w, "p0", b.p, &r) != ERR_OK)
		fail_msg("%.*s", STR_ARG(r.json));
	assert_int_equal(tick(&w, w.time + 9 * HOUR, 0, 100), 2);
	assert_string_equal(story(&w, id + 2), "remind3 late3");
	assert_int_equal(w.refusals, 1);
	assert_false(engine_due(w.engine, w.a, w.time));
	OK(store_commit(w.store));
	world_close(&w);
}

/* A step that its policy does not know (of a ledger that something else wrote): the town goes on. */
static void
f_a_late_that_is_refused_stops_nobody(void **state)
{
	struct world w;
	struct effects fx = {0};
	struct effect *x;
	int64_t id;

	(void)state;
	world_open(&w);
	OK(store_begin(w.store));
	id = lend(&w);
	x = effects_add(w.a, &fx, EFFECT_STEP);
	x->matter = id;
	x->step = STR("no-such");
	x->due = w.time;
	OK(record_put(w.store, w.a, &(struct record){.town = STR("sekimori.town/clock/1"), .id = STR("odd"), .actor = STR("p1"),
	    .act = STR("do"), .subject = STR("{\"matter\":3}"), .policy = entry_at(&w, 0).policy, .clauses = STR("[]"), .time = w.time}, &fx));
	assert_true(engine_due(w.engine, w.a, w.time));
	assert_int_equal(tick(&w, w.time + HOUR, 0, 100), 0);
	assert_int_equal(w.refusals, 1);
	assert_false(engine_due(w.engine, w.a, w.time));
	/* not asked again, and what stands behind it comes */
	assert_int_equal(tick(&w, w.time + 9 * HOUR, 0, 2), 2);
	assert_int_equal(tick(&w, w.time, 0, 2), 0);
	assert_string_equal(story(&w, id + 2), "remind3 late3 submit");
	assert_int_equal(w.refusals, 1);
	OK(store_commit(w.store));
	world_close(&w);
}

/* --- what the engine adds to acts of people --------------------------------------------------- */

static void
b_an_entry_says_for_whom_it_was_made_and_on_which_paper(void **state)
{
	struct world w;
	struct entry e;
	int64_t seq;

	(void)state;
	world_open(&w);
	OK(store_begin(w.store));
	seq = act(&w, "p1", "\"act\":\"submit\",\"procedure\":\"lend\",\"behalf\":\"p2\",\"body\":{\"what\":\"鍵\",\"_paper\":{\"number\":\"太税5\",\"date\":\"2026-06-01\"}}");
	e = entry_at(&w, seq);
	assert_true(str_eq(e.actor, STR("p1")) && str_eq(e.behalf, STR("p2")));
	assert_true(str_eq(json_get_str(json_get(body_of(&w, &e), "_paper"), "number"), STR("太税5")));
	assert_true(str_find(dump(w.store, w.keep), arena_fmt(w.keep, "paper\ti:%lld\ti:%lld\tt:2026-06-01\tt:太税5\n", (long long)seq, (long long)seq)) != SIZE_MAX);
	OK(store_commit(w.store));
	world_close(&w);
}

static void
b_acts_on_the_town_say_whom_they_are_about(void **state)
{
	struct world w;
	int64_t seq, version;

	(void)state;
	world_open(&w);
	OK(store_begin(w.store));
	version = engine_town(w.engine)->version;
	seq = act(&w, "p2", "\"act\":\"absent\",\"body\":{\"person\":\"p2\",\"from\":\"2026-06-01\",\"until\":\"2026-06-02\",\"reason\":\"研修\"}");
	assert_true(str_eq(entry_at(&w, seq).subject, STR("{\"person\":\"p2\"}")));
	/* the engine's town knows it at once */
	assert_true(engine_town(w.engine)->version > version && engine_town(w.engine)->absences_n == 1);
	seq = act(&w, "p0", "\"act\":\"code\",\"body\":{\"persons\":[\"p1\"]}");
	assert_true(str_eq(entry_at(&w, seq).subject, STR("{\"person\":\"p1\"}")));
	seq = act(&w, "p0", "\"act\":\"code\",\"body\":{\"persons\":[\"p1\",\"p2\"]}");
	assert_true(entry_at(&w, seq).subject.n == 0);
	seq = act(&w, "p0", "\"act\":\"station\",\"body\":{\"station\":\"genkan\",\"label\":\"玄関\",\"procedure\":\"book\",\"section\":\"zei\"}");
	assert_true(str_eq(entry_at(&w, seq).subject, STR("{\"person\":\"@genkan\"}")));
	assert_true(str_eq(town_person(engine_town(w.engine), STR("@genkan"))->name, STR("玄関")));
	/* by whatever way it comes: a station's entry says so */
	seq = act(&w, "@genkan", "\"act\":\"submit\",\"procedure\":\"book\",\"body\":{\"who\":\"客\"}");
	assert_true(str_eq(entry_at(&w, seq).channel, STR("station")) && str_eq(entry_at(&w, seq).actor, STR("@genkan")));
	OK(store_commit(w.store));
	world_close(&w);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_a_reminder_and_then_late_and_what_it_opens),
	    cmocka_unit_test(b_what_was_brought_is_not_late),
	    cmocka_unit_test(c_after_a_week_down_all_days_then_each_in_order),
	    cmocka_unit_test(c_a_death_in_every_transaction_changes_nothing),
	    cmocka_unit_test(b_what_was_due_before_is_not_called_down),
	    cmocka_unit_test(f_what_cannot_be_opened_is_told_once),
	    cmocka_unit_test(f_a_late_that_is_refused_stops_nobody),
	    cmocka_unit_test(b_an_entry_says_for_whom_it_was_made_and_on_which_paper),
	    cmocka_unit_test(b_acts_on_the_town_say_whom_they_are_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
