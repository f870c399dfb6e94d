/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 訂正 and comments: who may, what of, and what is decided again. */
#include "fixture.h"

static bool
correct(struct world *w, const char *who, int64_t m, const char *step, const char *form)
{
	return world_act(w, who,
	    "{\"id\":\"k\",\"act\":\"correct\",\"matter\":%lld,\"step\":\"%s\",\"seen\":%lld,"
	    "\"body\":{\"reason\":\"書き間違い\",\"form\":%s}}",
	    (long long)m, step, (long long)matters_find(w, m)->last, form);
}

static bool
comment(struct world *w, const char *who, int64_t m, const char *text)
{
	return world_act(w, who,
	    "{\"id\":\"k\",\"act\":\"comment\",\"matter\":%lld,\"body\":{\"text\":\"%s\"}}", (long long)m,
	    text);
}

/* --- corrections -------------------------------------------------------------------------- */

static void
b_a_text_that_decides_nothing(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	const struct effect *e;

	(void)state;
	world_does(w, correct(w, "303", m, "", "{\"purpose\":\"研修\"}"));
	assert_int_equal(w->v.effects.n, 1);
	e = effect_of(&w->v, EFFECT_CORRECT, 0);
	assert_true(str_eq(e->field, STR("purpose")) && str_eq(e->ref, STR("form/purpose")));
	assert_int_equal(e->step.n, 0);
	assert_true(str_eq(world_last(w)->form[2].s, STR("研修")));
	assert_int_equal(world_row(w, m, "permit")->state, STEP_OPEN);
	/* whoever had it before him sees another matter now */
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\",\"outcome\":\"permit\",\"seen\":%lld}",
	        (long long)m, (long long)m),
	    ERR_STALE, "動きがありました");
	/* also when it has ended */
	world_does(w, world_decide(w, "301", m, "permit", "refuse"));
	world_does(w, correct(w, "303", m, "form", "{\"purpose\":\"視察\"}"));
	assert_int_equal(world_last(w)->state, MATTER_REFUSED);
	world_free(w);
}

static void
b_refused(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(
	    w, correct(w, "302", m, "", "{\"purpose\":\"x\"}"), ERR_REFUSED, "書いた本人（福井職員さん）");
	world_refuses(w, correct(w, "301", m, "", "{\"purpose\":\"x\"}"), ERR_REFUSED, "訂正できるのは");
	world_refuses(w, correct(w, "303", m, "", "{}"), ERR_MALFORMED, "1つもありません");
	world_refuses(
	    w, correct(w, "303", m, "", "{\"purpose\":\"会議\"}"), ERR_MALFORMED, "1つもありません");
	world_refuses(w, correct(w, "303", m, "", "{\"purpose\":\"\"}"), ERR_MALFORMED, "「必要性」を入力");
	world_refuses(
	    w, correct(w, "303", m, "", "{\"colour\":\"x\"}"), ERR_MALFORMED, "という欄はありません");
	world_refuses(w, correct(w, "303", m, "leave", "{\"scanned\":\"clean\"}"), ERR_REFUSED,
	    "訂正できる記録がありません");
	world_refuses(w, correct(w, "303", m, "permit", "{}"), ERR_REFUSED, "訂正できる記録がありません");
	world_refuses(w, correct(w, "303", m, "nowhere", "{}"), ERR_REFUSED, "という段階はありません");
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"k\",\"act\":\"correct\",\"matter\":%lld,\"seen\":%lld,\"body\":{\"form\":{\"purpose\":\"x\"}}}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "理由を入力");
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"k\",\"act\":\"correct\",\"matter\":%lld,\"seen\":%lld,\"body\":{\"reason\":\"x\",\"form\":{\"purpose\":\"x\"}}}",
	        (long long)m, (long long)m - 1),
	    ERR_STALE, "動きがありました");
	/* the role that the policy names may */
	world_does(w, correct(w, "201", m, "", "{\"purpose\":\"x\"}"));
	assert_true(str_eq(w->v.post, STR("soumu-head")));
	/* what is to be filled in again needs no correction */
	world_does(w, world_decide(w, "301", m, "permit", "return"));
	world_refuses(
	    w, correct(w, "303", m, "", "{\"purpose\":\"y\"}"), ERR_REFUSED, "書き直しを待っている");
	world_free(w);
}

static void
b_what_decides_the_way_is_decided_again(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2026, 6, 5));
	/* class I information goes with it: its owner has to be asked, and all over again */
	world_does(w, correct(w, "303", m, "", "{\"info\":[2]}"));
	assert_int_equal(effects_of(&w->v, EFFECT_PAST), 1);
	assert_int_equal(world_row(w, m, "permit")->state, STEP_OPEN);
	assert_true(str_eq(world_row(w, m, "owner-permit")->section, STR("zeimu")));
	assert_null(world_row(w, m, "leave"));
	/* until then it is no permit, and keeps its number */
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2026, 5, 31));
	assert_true(str_eq(matters_find(w, m)->number, STR("fukushi1")));
	world_refuses(w, world_end(w, "301", m, "revoke"), ERR_REFUSED, "効力がありません");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_decide(w, "401", m, "owner-permit", "permit"));
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2026, 6, 5));
	assert_int_equal(effects_of(&w->v, EFFECT_NUMBER), 0);
	assert_true(str_eq(w->v.next[0].step, STR("encrypt")));
	world_free(w);
}

static void
b_the_end_of_a_permit_is_decided_again(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("take-out"))];
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	p->steps[4].due.set = false; /* nothing else asks for that date */
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, correct(w, "303", m, "", "{\"until\":\"2026-06-10\"}"));
	assert_int_equal(effects_of(&w->v, EFFECT_PAST), 1);
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(matters_find(w, m)->until, day_of_ymd(2026, 6, 10));
	world_free(w);
}

static void
b_other_things(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]"), other;

	(void)state;
	other = world_take_out(w, "402", "[11]", "[]");
	world_refuses(w, correct(w, "303", m, "", "{\"things\":[11]}"), ERR_REFUSED, "手続中です");
	world_does(w, world_end(w, "402", other, "withdraw"));
	world_does(w, correct(w, "303", m, "", "{\"things\":[11]}"));
	assert_int_equal(items_find(w, 11)->busy, m);
	assert_int_equal(items_find(w, 12)->busy, 0);
	world_free(w);
}

static void
b_too_late_for_that(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	world_refuses(
	    w, correct(w, "303", m, "", "{\"until\":\"2026-06-10\"}"), ERR_REFUSED, "台帳の内容がすでに");
	world_refuses(w, correct(w, "303", m, "", "{\"place\":\"東京\"}"), ERR_REFUSED, "台帳の内容がすでに");
	world_does(w, correct(w, "303", m, "", "{\"purpose\":\"x\"}"));
	world_does(w, world_do(w, "303", m, "do", "return", "{}"));
	world_does(w, world_do(w, "301", m, "confirm", "return", "{}"));
	world_refuses(
	    w, correct(w, "303", m, "", "{\"until\":\"2026-06-10\"}"), ERR_REFUSED, "終わった案件では");
	world_refuses(w, correct(w, "201", m, "", "{\"until\":\"2026-06-10\"}"), ERR_REFUSED, "新しく申請");
	world_free(w);
}

/* Once the decision has put something into a register, it cannot be made twice. */
static void
b_decided_and_done(void **state)
{
	struct world *w = world_new();
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("lend"))];
	int64_t m;

	(void)state;
	assert_int_equal(p->then[0].on, ON_DECIDED);
	m = world_submit(w, "303", "lend", "{\"things\":[12],\"why\":\"x\",\"until\":\"2026-06-05\"}");
	world_does(w, correct(w, "303", m, "", "{\"until\":\"2026-06-08\"}"));
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_refuses(
	    w, correct(w, "303", m, "", "{\"until\":\"2026-06-09\"}"), ERR_REFUSED, "台帳の内容がすでに");
	world_does(w, correct(w, "303", m, "", "{\"why\":\"y\"}"));
	world_free(w);
}

static void
b_of_a_step(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[10]", "[]");
	const struct effect *e;

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_do(w, "303", m, "do", "encrypt", "{\"method\":\"AES\"}"));
	world_refuses(
	    w, correct(w, "302", m, "encrypt", "{\"method\":\"ZIP\"}"), ERR_REFUSED, "福井職員さん");
	world_does(w, correct(w, "303", m, "encrypt", "{\"method\":\"ZIP\"}"));
	e = effect_of(&w->v, EFFECT_CORRECT, 0);
	assert_true(str_eq(e->step, STR("encrypt")) && str_eq(e->ref, STR("form/method")));
	assert_int_equal(effects_of(&w->v, EFFECT_PAST), 0);
	assert_true(str_eq(world_row(w, m, "encrypt")->fields[0].s, STR("ZIP")));
	world_does(w, correct(w, "201", m, "encrypt", "{\"method\":\"7z\"}"));
	/* a step that was done, not where it stands: its confirmer did not write it */
	world_refuses(w, correct(w, "301", m, "encrypt", "{\"method\":\"x\"}"), ERR_REFUSED, "福井職員さん");
	world_free(w);
}

static void
b_rows_are_not_corrected(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", "{\"kind\":\"loss\",\"what\":\"x\"}");

	(void)state;
	world_does(w, world_do(w, "301", m, "do", "tell", "{}"));
	world_does(w, world_decide(w, "301", m, "needed", "refuse"));
	world_does(w, world_do(w, "301", m, "do", "line",
	                  "{\"at\":\"2026-06-01T09:00\",\"done\":\"x\",\"_close\":true}"));
	world_refuses(w, correct(w, "301", m, "line", "{\"done\":\"y\"}"), ERR_REFUSED, "新しい行に");
	world_free(w);
}

static void
b_filled_in_for_the_clock(void **state)
{
	struct world *w = world_new();
	int64_t m = world_submit(w, "303", "incident", "{\"kind\":\"loss\",\"what\":\"x\"}");
	struct matter *of = matters_find(w, m);

	(void)state;
	/* as if the clock had begun it and the officer had filled it in */
	of->applicant = STR("");
	of->opened[of->opened_n++] = (struct opened){.step = (int)w->pol->procedures[of->procedure].step_n,
	    .section = STR("fukushi"),
	    .state = STEP_DONE,
	    .person = STR("301"),
	    .day = w->now.day,
	    .raised = NONE};
	world_refuses(w, correct(w, "303", m, "", "{\"what\":\"y\"}"), ERR_REFUSED, "訂正できるのは");
	world_does(w, correct(w, "301", m, "", "{\"what\":\"y\"}"));
	world_free(w);
}

/* --- comments --------------------------------------------------------------------------------- */

static void
b_comments_of_readers(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_does(w, comment(w, "303", m, "急ぎます。"));
	assert_int_equal(w->v.effects.n, 1);
	assert_true(str_eq(effect_of(&w->v, EFFECT_COMMENT, 0)->ref, STR("text")));
	assert_int_equal(world_last(w)->last, w->now.seq - 1);
	world_does(w, comment(w, "301", m, "いつ戻りますか。"));
	world_does(w, comment(w, "101", m, "見ました。"));
	world_refuses(w, comment(w, "402", m, "x"), ERR_REFUSED, "見ることができる人だけ");
	world_refuses(w, comment(w, "303", m, "　"), ERR_MALFORMED, "「コメント」を入力");
	assert_true(str_eq(w->v.bad_field, STR("text")));
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"k\",\"act\":\"comment\",\"matter\":%lld,\"body\":{\"text\":\"x\",\"more\":1}}",
	        (long long)m),
	    ERR_MALFORMED, "more");
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"k\",\"act\":\"comment\",\"matter\":%lld,\"body\":{\"_text\":\"x\"}}",
	        (long long)m),
	    ERR_MALFORMED, "_text");
	world_refuses(w, comment(w, "303", 999, "x"), ERR_NOT_FOUND, "その案件はありません");
	/* what is said stays sayable when it has ended */
	world_does(w, world_decide(w, "301", m, "permit", "refuse"));
	world_does(w, comment(w, "303", m, "残念です。"));
	assert_int_equal(world_last(w)->state, MATTER_REFUSED);
	assert_int_equal(w->comments, 4);
	world_free(w);
}

static void
b_a_comment_is_no_book(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	char *text = arena_alloc(w->a, 4002);

	(void)state;
	memset(text, 'x', 4001);
	world_refuses(w, comment(w, "303", m, text), ERR_MALFORMED, "4000文字まで");
	text[4000] = '\0';
	world_does(w, comment(w, "303", m, text));
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_a_text_that_decides_nothing),
	    cmocka_unit_test(b_refused),
	    cmocka_unit_test(b_what_decides_the_way_is_decided_again),
	    cmocka_unit_test(b_the_end_of_a_permit_is_decided_again),
	    cmocka_unit_test(b_other_things),
	    cmocka_unit_test(b_too_late_for_that),
	    cmocka_unit_test(b_decided_and_done),
	    cmocka_unit_test(b_of_a_step),
	    cmocka_unit_test(b_rows_are_not_corrected),
	    cmocka_unit_test(b_filled_in_for_the_clock),
	    cmocka_unit_test(b_comments_of_readers),
	    cmocka_unit_test(b_a_comment_is_no_book),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
