/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The life of a matter, and every refusal on its way. */
#include "fixture.h"

static void
b_take_out_whole(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");
	struct item *usb = items_find(w, 12);

	(void)state;
	/* nothing of class I or II: one decision, no encryption */
	assert_int_equal(world_last(w)->opened_n, 1);
	assert_int_equal(usb->busy, m);
	assert_int_equal(w->v.next_n, 1);
	assert_int_equal(w->v.next[0].who_all, 1);
	assert_true(str_eq(w->v.next[0].who[0]->id, STR("301")));
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_true(ticked(&w->v, "4-8-2"));
	assert_true(str_eq(world_last(w)->number, STR("fukushi1")));
	assert_int_equal(world_last(w)->until, day_of_ymd(2026, 6, 5));
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	assert_true(str_eq(usb->state, STR("outside")));
	assert_true(str_eq(item_field(w, usb, "holder")->s, STR("303")));
	assert_true(str_eq(item_field(w, usb, "outside-at")->s, STR("県庁")));
	/* Friday, 23:59:59 */
	assert_int_equal(world_last(w)->opened[2].due, day_begin(day_of_ymd(2026, 6, 6)) - 1);
	world_does(w, world_do(w, "303", m, "do", "return", "{}"));
	assert_true(str_eq(usb->state, STR("outside")));
	assert_int_equal(w->v.next[0].act, ACT_CONFIRM);
	world_does(w, world_do(w, "302", m, "confirm", "return", "{}"));
	assert_true(str_eq(usb->state, STR("in-use")));
	assert_int_equal(item_field(w, usb, "holder")->kind, VALUE_EMPTY);
	assert_int_equal(usb->busy, 0);
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	world_free(w);
}

/* --- routes -------------------------------------------------------------------------- */

static void
b_two_owners_are_asked(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[13]", "[3,4]");

	(void)state;
	/* the medium carries 税務's class II; 総務's IV and 福祉's III ask nobody */
	assert_int_equal(world_last(w)->opened_n, 2);
	assert_true(str_eq(world_last(w)->opened[1].section, STR("zeimu")));
	world_does(w, world_decide(w, "401", m, "owner-permit", "permit"));
	assert_true(ticked(&w->v, "2-3-ア"));
	assert_false(ticked(&w->v, "4-8-2"));
	assert_int_equal(world_last(w)->until, DAY_NONE);
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(world_last(w)->until, day_of_ymd(2026, 6, 5));
	assert_true(str_eq(w->v.next[0].step, STR("encrypt")));
	world_free(w);
}

static void
b_each_owner_decides(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[10,13]", "[]");

	(void)state;
	assert_int_equal(world_last(w)->opened_n, 3);
	/* 福祉課長 is both the applicant's head and one of the owners: one stamp, both clauses */
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(effects_of(&w->v, EFFECT_STAMP), 2);
	assert_true(ticked(&w->v, "4-8-2"));
	assert_true(ticked(&w->v, "2-3-ア"));
	assert_int_equal(w->v.next_n, 1);
	assert_true(str_eq(w->v.next[0].section, STR("zeimu")));
	world_does(w, world_decide(w, "401", m, "owner-permit", "permit"));
	world_does(w, world_do(w, "303", m, "do", "encrypt", "{\"method\":\"AES\"}"));
	assert_non_null(effect_of(&w->v, EFFECT_TYPED, 0));
	assert_true(str_eq(effect_of(&w->v, EFFECT_TYPED, 0)->ref, STR("method")));
	world_free(w);
}

static void
b_any_owner_is_enough(void **state)
{
	struct world *w = world_new();

	(void)state;
	world_does(w,
	    world_act(w, "303",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"any-owner\",\"body\":{\"assets\":[2,3]}}"));
	assert_int_equal(w->v.next_n, 2);
	world_does(w, world_decide(w, "401", world_last(w)->id, "agree", "permit"));
	assert_int_equal(effects_of(&w->v, EFFECT_STAMP), 2);
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	world_free(w);
}

static void
b_holder_of_two_posts(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	town_put_holding(&w->town, "301", "zeimu-head", true);
	w->town.holdings[7].until = day_of_ymd(2026, 5, 31); /* 税所 is gone */
	town_index(w->a, &w->town);
	m = world_take_out(w, "303", "[13]", "[]");
	/* 福祉課長 also heads 税務: both steps are his, in one stamp */
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	assert_int_equal(effects_of(&w->v, EFFECT_STAMP), 2);
	assert_int_equal(world_last(w)->until, day_of_ymd(2026, 6, 5));
	world_free(w);
}

static void
b_post_that_is_named(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	town_put_holding(&w->town, "301", "zeimu-head", true);
	town_index(w->a, &w->town);
	m = world_take_out(w, "303", "[12]", "[]");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"permit\",\"seen\":%lld,\"post\":\"zeimu-head\"}",
	        (long long)m, (long long)world_last(w)->last),
	    ERR_REFUSED, "税務課長の職では");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"permit\",\"seen\":%lld,\"post\":\"soumu-head\"}",
	        (long long)m, (long long)world_last(w)->last),
	    ERR_REFUSED, "総務課長の職に就いていません");
	world_refuses(w,
	    world_act(
	        w, "301", "{\"id\":\"b\",\"act\":\"submit\",\"procedure\":\"note\",\"post\":\"nothing\"}"),
	    ERR_REFUSED, "という職はありません");
	world_does(w, world_act(w, "301",
	                  "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	                  "\"outcome\":\"permit\",\"seen\":%lld,\"post\":\"fukushi-head\"}",
	                  (long long)m, (long long)world_last(w)->last));
	assert_true(str_eq(w->v.post, STR("fukushi-head")));
	world_free(w);
}

/* --- refusals ---------------------------------------------------------------------------- */

static void
b_refuse_ends_and_frees(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"refuse\",\"seen\":%lld}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "理由を入力");
	assert_true(str_eq(w->v.bad_field, STR("note")));
	world_does(w, world_decide(w, "301", m, "permit", "refuse"));
	assert_int_equal(world_last(w)->state, MATTER_REFUSED);
	assert_int_equal(items_find(w, 12)->busy, 0);
	assert_int_equal(world_last(w)->number.n, 0);
	world_refuses(w, world_decide(w, "301", m, "permit", "permit"), ERR_REFUSED, "すでに終わっています");
	world_free(w);
}

static void
b_who_may_is_named(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(w, world_decide(w, "401", m, "permit", "permit"), ERR_REFUSED,
	    "4-8-2により、この持出許可の「持出しの許可」ができるのは福祉課長（福田課長）です。");
	assert_true(ticked(&w->v, "4-8-2"));
	world_refuses(w, world_decide(w, "303", m, "permit", "permit"), ERR_REFUSED, "自分の申請を自分で");
	world_refuses(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"), ERR_REFUSED,
	    "まだ始まっていません");
	world_refuses(w, world_do(w, "303", m, "do", "nowhere", "{}"), ERR_REFUSED, "という段階はありません");
	world_refuses(w, world_do(w, "301", m, "do", "permit", "{}"), ERR_REFUSED, "の段階ではありません");
	world_refuses(
	    w, world_do(w, "301", m, "confirm", "return", "{}"), ERR_REFUSED, "まだ始まっていません");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_refuses(w, world_decide(w, "301", m, "permit", "permit"), ERR_REFUSED, "福田課長がすでに");
	world_refuses(w, world_decide(w, "301", m, "owner-permit", "permit"), ERR_REFUSED, "要りません");
	world_refuses(
	    w, world_do(w, "303", m, "do", "encrypt", "{\"method\":\"x\"}"), ERR_REFUSED, "要りません");
	world_refuses(
	    w, world_do(w, "302", m, "do", "leave", "{\"scanned\":\"clean\"}"), ERR_REFUSED, "福井職員");
	world_refuses(w, world_do(w, "303", m, "do", "leave", "{}"), ERR_MALFORMED, "ウイルスチェック");
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	world_refuses(w, world_do(w, "302", m, "confirm", "return", "{}"), ERR_REFUSED,
	    "確認を待っているものがありません");
	world_does(w, world_do(w, "303", m, "do", "return", "{}"));
	world_refuses(w, world_do(w, "303", m, "do", "return", "{}"), ERR_REFUSED, "確認を待っています");
	world_refuses(w, world_do(w, "303", m, "confirm", "return", "{}"), ERR_REFUSED, "自分で確認");
	world_refuses(
	    w, world_do(w, "402", m, "confirm", "return", "{}"), ERR_REFUSED, "福祉課担当（福島担当）");
	world_free(w);
}

static void
b_stale_and_unknown(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"permit\",\"seen\":%lld}",
	        (long long)m, (long long)m - 1),
	    ERR_STALE, "動きがありました");
	assert_int_equal(w->v.matter, m);
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\","
	        "\"outcome\":\"permit\"}",
	        (long long)m),
	    ERR_MALFORMED, "seen");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":999,\"step\":\"permit\","
	        "\"outcome\":\"permit\",\"seen\":1}"),
	    ERR_NOT_FOUND, "その案件はありません");
	world_refuses(w, world_act(w, "303", "{\"id\":\"b\",\"act\":\"submit\",\"procedure\":\"nothing\"}"),
	    ERR_NOT_FOUND, "という手続はありません");
	world_free(w);
}

static void
b_person_who_left(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	w->town.persons[person_index(&w->town, "301")].until = day_of_ymd(2026, 5, 31);
	world_refuses(w, world_decide(w, "301", m, "permit", "permit"), ERR_REFUSED, "在職していません");
	/* the post is vacant: it goes up */
	world_does(w, world_decide(w, "101", m, "permit", "permit"));
	/* who applied has left: those who let him see to what he took on */
	w->town.persons[person_index(&w->town, "303")].until = day_of_ymd(2026, 5, 31);
	world_does(w, world_do(w, "101", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	world_refuses(w, world_act(w, NULL, "{\"id\":\"b\",\"act\":\"submit\",\"procedure\":\"note\"}"),
	    ERR_REFUSED, "ログイン");
	world_free(w);
}

static void
b_moved_applicant_still_returns(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	w->town.holdings[6].post = 8; /* to 税務 */
	town_index(w->a, &w->town);
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	assert_true(str_eq(w->v.post, STR("zeimu-staff")));
	world_free(w);
}

static void
b_items_that_cannot_be_taken(void **state)
{
	static const char submit[] =
	    "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"take-out\",\"body\":{"
	    "\"things\":%s,\"purpose\":\"会議\",\"place\":\"県庁\",\"until\":\"2026-06-05\"}}";
	struct world *w = world_new();

	(void)state;
	(void)world_take_out(w, "303", "[12]", "[]");
	world_refuses(w, world_act(w, "402", submit, "[11,12]"), ERR_REFUSED, "手続中です");
	assert_true(str_eq(w->v.bad_field, STR("things")));
	items_find(w, 11)->state = STR("disposed");
	world_refuses(w, world_act(w, "402", submit, "[11]"), ERR_MALFORMED, "廃棄済み");
	items_find(w, 11)->state = STR("lost");
	world_refuses(w, world_act(w, "402", submit, "[11]"), ERR_MALFORMED, "「紛失」の状態です");
	world_refuses(w, world_act(w, "402", submit, "[77]"), ERR_MALFORMED, "台帳にない");
	world_refuses(w, world_act(w, "402", submit, "[1]"), ERR_MALFORMED, "媒体台帳に載っている");
	world_refuses(w, world_act(w, "402", submit, "[10,10]"), ERR_MALFORMED, "二度");
	world_refuses(w, world_act(w, "402", submit, "[10,11,12,13,14,15,16]"), ERR_MALFORMED, "6個まで");
	world_free(w);
}

static void
b_who_may_start(void **state)
{
	struct world *w = world_new();

	(void)state;
	world_refuses(w,
	    world_act(w, "303",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"note\",\"body\":{\"what\":\"x\"}}"),
	    ERR_REFUSED, "システム管理者");
	world_does(
	    w, world_act(w, "201",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"note\",\"body\":{\"what\":\"x\"}}"));
	/* no steps: done at once, and nothing is held */
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	town_put_holding(&w->town, "202", "soumu-head", true);
	town_index(w->a, &w->town);
	world_refuses(w,
	    world_act(w, "202",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"note\",\"post\":\"soumu-staff\","
	        "\"body\":{\"what\":\"x\"}}"),
	    ERR_REFUSED, "総務課員の職では");
	world_does(
	    w, world_act(w, "202",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"note\",\"body\":{\"what\":\"x\"}}"));
	assert_true(str_eq(w->v.post, STR("soumu-head")));
	town_put_person(&w->town, "500", "無職者");
	town_index(w->a, &w->town);
	world_refuses(w,
	    world_act(w, "500",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"note\",\"body\":{\"what\":\"x\"}}"),
	    ERR_REFUSED, "就いている職がありません");
	world_free(w);
}

/* --- up the chain ---------------------------------------------------------------------------- */

static void
b_own_matter_goes_up(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "301", "[12]", "[]");

	(void)state;
	world_refuses(w, world_decide(w, "301", m, "permit", "permit"), ERR_REFUSED, "副町長（副島次郎）");
	world_refuses(w, world_decide(w, "401", m, "permit", "permit"), ERR_REFUSED, "副町長（副島次郎）");
	world_does(w, world_decide(w, "101", m, "permit", "permit"));
	/* the deputy's own goes to the mayor */
	m = world_take_out(w, "101", "[11]", "[]");
	world_does(w, world_decide(w, "100", m, "permit", "permit"));
	/* and the mayor's own to his deputy, who is below: nobody above him */
	world_free(w);
}

static void
b_nobody_to_decide(void **state)
{
	struct world *w = world_new();

	(void)state;
	/* the mayor applies; no head where he belongs, the deputy decides */
	world_does(w, world_act(w, "100",
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-enter\",\"body\":{\"name\":"
	                  "\"x\",\"class\":\"IV\"}}"));
	assert_true(str_eq(w->v.next[0].who[0]->id, STR("101")));
	/* neither deputy nor mayor: then not even submit */
	w->town.persons[person_index(&w->town, "101")].until = day_of_ymd(2026, 5, 31);
	world_refuses(w,
	    world_act(w, "100",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-enter\",\"body\":{\"name\":\"x\","
	        "\"class\":\"IV\"}}"),
	    ERR_REFUSED, "「情報管理責任者」に就いている人がいない");
	w->town.persons[person_index(&w->town, "100")].until = day_of_ymd(2026, 5, 31);
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-enter\",\"body\":{\"name\":\"x\","
	        "\"class\":\"IV\"}}"),
	    ERR_REFUSED, "申請者本人だけ");
	world_free(w);
}

/* --- what then does ------------------------------------------------------------------------------ */

static void
b_add_an_item(void **state)
{
	struct world *w = world_new();
	const struct effect *e;
	struct item *it;

	(void)state;
	world_does(w, world_act(w, "303",
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-enter\",\"body\":{"
	                  "\"name\":\"台帳A\",\"class\":\"Ⅱ\",\"count\":\"１２\",\"keeper\":\"３０１\","
	                  "\"place\":\"税務課\",\"personal\":true}}"));
	e = effect_of(&w->v, EFFECT_FIELD, 0);
	assert_true(str_eq(e->ref, STR("name")));
	assert_int_equal(e->value.kind, VALUE_EMPTY);
	assert_true(str_eq(effect_of(&w->v, EFFECT_FIELD, 1)->value.s, STR("II")));
	assert_int_equal(effect_of(&w->v, EFFECT_FIELD, 2)->value.i, 12);
	assert_true(str_eq(effect_of(&w->v, EFFECT_FIELD, 3)->value.s, STR("301")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_FIELD, 4)->value.s, STR("zeimu")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_FIELD, 5)->value.s, STR("yes")));
	world_does(w, world_decide(w, "301", world_last(w)->id, "classify", "permit"));
	e = effect_of(&w->v, EFFECT_ADD, 0);
	it = items_find(w, e->item);
	assert_true(str_eq(it->section, STR("fukushi")));
	assert_true(str_eq(item_field(w, it, "name")->s, STR("台帳A")));
	assert_true(str_starts(effect_of(&w->v, EFFECT_SET, 0)->ref, STR("@")));
	assert_int_equal(effect_of(&w->v, EFFECT_NUMBER, 0)->item, it->id);
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	world_free(w);
}

static void
b_carriers_follow_their_class(void **state)
{
	struct world *w = world_new();

	(void)state;
	world_does(w, world_act(w, "202",
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-classify\",\"body\":{"
	                  "\"assets\":[3],\"class\":\"I\"}}"));
	world_does(w, world_decide(w, "201", world_last(w)->id, "classify", "permit"));
	assert_true(str_eq(item_field(w, items_find(w, 3), "class")->s, STR("I")));
	assert_true(str_eq(item_field(w, items_find(w, 11), "class")->s, STR("I")));
	assert_true(str_eq(item_field(w, items_find(w, 12), "class")->s, STR("I")));
	assert_true(str_eq(item_field(w, items_find(w, 13), "class")->s, STR("II")));
	/* what is in force for the register is in force for the next application */
	(void)world_take_out(w, "303", "[12]", "[]");
	assert_int_equal(world_last(w)->opened_n, 2);
	assert_true(str_eq(world_last(w)->opened[1].section, STR("soumu")));
	world_free(w);
}

static void
b_strictest_of_what_is_carried(void **state)
{
	struct world *w = world_new();
	struct value *carries = item_field(w, items_find(w, 13), "carries");

	(void)state;
	carries->items = arena_array(w->a, 2, sizeof *carries->items);
	carries->items[0] = 2;
	carries->items[1] = 3;
	carries->n = 2;
	world_does(w, world_act(w, "402",
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-classify\",\"body\":{"
	                  "\"assets\":[2],\"class\":\"III\"}}"));
	world_does(w, world_decide(w, "401", world_last(w)->id, "classify", "permit"));
	assert_true(str_eq(item_field(w, items_find(w, 13), "class")->s, STR("III")));
	world_does(w, world_act(w, "202",
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-classify\",\"body\":{"
	                  "\"assets\":[3],\"class\":\"II\"}}"));
	world_does(w, world_decide(w, "201", world_last(w)->id, "classify", "permit"));
	assert_true(str_eq(item_field(w, items_find(w, 13), "class")->s, STR("II")));
	world_free(w);
}

static void
b_numbers_have_no_gap(void **state)
{
	struct world *w = world_new();

	(void)state;
	for (int i = 0; i < 3; i++)
		world_does(w, world_act(w, "303",
		                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"report\",\"body\":{"
		                  "\"what\":\"x\"}}"));
	assert_true(str_eq(world_last(w)->number, STR("fukushi3")));
	world_day(w, 2027, 4, 1);
	world_does(
	    w, world_act(w, "303",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"report\",\"body\":{\"what\":\"x\"}}"));
	assert_true(str_eq(world_last(w)->number, STR("fukushi1")));
	world_free(w);
}

/* --- ends ---------------------------------------------------------------------------------------------- */

static void
b_withdraw(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(w, world_end(w, "302", m, "withdraw"), ERR_REFUSED, "申請者本人（福井職員さん）");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	w->keep_still = true;
	world_does(w, world_end(w, "303", m, "withdraw"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_END, 0)->state, STR("withdrawn")));
	assert_int_equal(effects_of(&w->v, EFFECT_HOLDS), 1);
	w->keep_still = false;
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	world_refuses(w, world_end(w, "303", m, "withdraw"), ERR_REFUSED, "返却");
	world_free(w);
}

static void
b_revoke(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(w, world_end(w, "301", m, "revoke"), ERR_REFUSED, "効力がありません");
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_refuses(w, world_end(w, "401", m, "revoke"), ERR_REFUSED, "福祉課長（福田課長）");
	w->keep_still = true;
	world_does(w, world_end(w, "301", m, "revoke"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_END, 0)->state, STR("revoked")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_END, 0)->until, STR("2026-06-01")));
	w->keep_still = false;
	/* outside: it must still come back, today */
	world_does(w, world_do(w, "303", m, "do", "leave", "{\"scanned\":\"clean\"}"));
	world_does(w, world_end(w, "301", m, "revoke"));
	assert_null(effect_of(&w->v, EFFECT_END, 0));
	assert_int_equal(effect_of(&w->v, EFFECT_STEP, 0)->due, day_begin(day_of_ymd(2026, 6, 2)) - 1);
	assert_int_equal(world_last(w)->until, w->now.day);
	world_does(w, world_do(w, "303", m, "do", "return", "{}"));
	world_does(w, world_do(w, "301", m, "confirm", "return", "{}"));
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	world_free(w);
}

static void
b_revoke_when_all_is_done(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	world_does(w, world_act(w, "301",
	                  "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"connect\",\"body\":{\"until\":"
	                  "\"令和8年6月30日\"}}"));
	m = world_last(w)->id;
	world_does(w, world_decide(w, "101", m, "permit", "permit"));
	assert_int_equal(world_last(w)->state, MATTER_DONE);
	world_refuses(w, world_end(w, "301", m, "revoke"), ERR_REFUSED, "自分の申請");
	world_refuses(w, world_end(w, "401", m, "revoke"), ERR_REFUSED, "副町長");
	world_refuses(w,
	    world_act(w, "101", "{\"id\":\"d\",\"act\":\"revoke\",\"matter\":%lld,\"seen\":%lld,\"body\":{}}",
	        (long long)m, (long long)world_last(w)->last),
	    ERR_MALFORMED, "理由");
	world_does(w, world_end(w, "101", m, "revoke"));
	assert_int_equal(world_last(w)->state, MATTER_REVOKED);
	world_refuses(w, world_end(w, "101", m, "revoke"), ERR_REFUSED, "効力がありません");
	world_does(
	    w, world_act(w, "301",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"report\",\"body\":{\"what\":\"x\"}}"));
	world_refuses(
	    w, world_end(w, "101", world_last(w)->id, "revoke"), ERR_REFUSED, "取り消せる許可ではありません");
	world_free(w);
}

/* --- the clock --------------------------------------------------------------------------------------------
 */

static bool
late(struct world *w, int64_t m, const char *step, const char *section)
{
	return world_act(w, NULL,
	    "{\"id\":\"l\",\"act\":\"late\",\"matter\":%lld,\"step\":\"%s\",\"body\":{\"section\":\"%s\"}}",
	    (long long)m, step, section);
}

static void
b_late(void **state)
{
	struct world *w = world_new();
	int64_t m;

	(void)state;
	world_does(
	    w, world_act(w, "303",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"report\",\"body\":{\"what\":\"x\"}}"));
	m = world_last(w)->id;
	assert_int_equal(world_last(w)->opened[0].due, w->now.time - 1 + 24 * 3600);
	world_refuses(w, late(w, m, "tell", ""), ERR_REFUSED, "まだ過ぎていません");
	world_day(w, 2026, 6, 3);
	world_refuses(w, late(w, m, "nothing", ""), ERR_REFUSED, "という段階はありません");
	world_refuses(w, late(w, m, "tell", "zeimu"), ERR_REFUSED, "まだ過ぎていません");
	world_does(w, late(w, m, "tell", ""));
	world_refuses(w, late(w, m, "tell", ""), ERR_REFUSED, "記録済み");
	world_does(w, world_do(w, "201", m, "do", "tell", "{}"));
	world_refuses(w, late(w, m, "tell", ""), ERR_REFUSED, "すでに終わっています");
	world_free(w);
}

static void
b_setting_counts_when_the_clock_starts(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->town.settings[w->town.settings_n++] =
	    (struct decided){.setting = STR("report-hours"), .value = STR("2"), .time = w->now.time};
	world_does(
	    w, world_act(w, "303",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"report\",\"body\":{\"what\":\"x\"}}"));
	assert_int_equal(world_last(w)->opened[0].due, w->now.time - 1 + 2 * 3600);
	w->town.settings[w->town.settings_n++] =
	    (struct decided){.setting = STR("report-hours"), .value = STR("5"), .time = w->now.time + 1};
	world_does(
	    w, world_act(w, "303",
	           "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"report\",\"body\":{\"what\":\"x\"}}"));
	assert_int_equal(world_last(w)->opened[0].due, w->now.time - 1 + 2 * 3600);
	world_free(w);
}

static void
b_day(void **state)
{
	struct world *w = world_new();

	(void)state;
	world_does(w, world_act(w, NULL, "{\"id\":\"l\",\"act\":\"day\",\"body\":{\"day\":\"2026-06-01\"}}"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_DAY, 0)->from, STR("2026-06-01")));
	assert_int_equal(effect_of(&w->v, EFFECT_DAY, 0)->flag, 0);
	world_does(w, world_act(w, NULL,
	                  "{\"id\":\"l\",\"act\":\"day\",\"body\":{\"day\":\"2026-05-31\",\"down\":true}}"));
	assert_int_equal(effect_of(&w->v, EFFECT_DAY, 0)->flag, 1);
	world_refuses(w,
	    world_act(w, NULL, "{\"id\":\"l\",\"act\":\"day\",\"body\":{\"day\":\"2026-06-02\"}}"),
	    ERR_MALFORMED, "day");
	world_refuses(w,
	    world_act(w, "201", "{\"id\":\"l\",\"act\":\"day\",\"body\":{\"day\":\"2026-06-01\"}}"),
	    ERR_REFUSED, "時計だけ");
	world_free(w);
}

/* --- pages
 * ---------------------------------------------------------------------------------------------------- */

static size_t
buttons(struct world *w, const char *who, int64_t m, struct next **out)
{
	const struct act act = {.kind = ACT_DECIDE, .matter = m, .seen = -1};
	struct fetched *f = world_facts(w, &act);

	return judge_buttons(
	    w->a, w->pol, &w->town, &f->f, town_person(&w->town, str_of(who)), w->now.day, out);
}

static void
b_buttons(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[10,13]", "[]");
	struct next *n;

	(void)state;
	assert_int_equal(buttons(w, "301", m, &n), 3);
	assert_int_equal(n[0].act, ACT_DECIDE);
	assert_true(n[0].may_return);
	assert_int_equal(n[2].act, ACT_COMMENT);
	assert_true(str_eq(n[0].label, STR("持出しの許可")));
	assert_true(str_eq(n[1].step, STR("owner-permit")));
	assert_int_equal(buttons(w, "303", m, &n), 3);
	assert_int_equal(n[0].act, ACT_WITHDRAW);
	assert_int_equal(n[1].act, ACT_CORRECT);
	assert_int_equal(n[2].act, ACT_COMMENT);
	assert_int_equal(buttons(w, "202", m, &n), 0);
	world_does(w, world_decide(w, "301", m, "permit", "permit"));
	world_does(w, world_decide(w, "401", m, "owner-permit", "permit"));
	assert_int_equal(buttons(w, "301", m, &n), 2);
	assert_int_equal(n[0].act, ACT_REVOKE);
	assert_int_equal(buttons(w, "303", m, &n), 4);
	assert_int_equal(n[0].act, ACT_DO);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_take_out_whole),
	    cmocka_unit_test(b_two_owners_are_asked),
	    cmocka_unit_test(b_each_owner_decides),
	    cmocka_unit_test(b_any_owner_is_enough),
	    cmocka_unit_test(b_holder_of_two_posts),
	    cmocka_unit_test(b_post_that_is_named),
	    cmocka_unit_test(b_refuse_ends_and_frees),
	    cmocka_unit_test(b_who_may_is_named),
	    cmocka_unit_test(b_stale_and_unknown),
	    cmocka_unit_test(b_person_who_left),
	    cmocka_unit_test(b_moved_applicant_still_returns),
	    cmocka_unit_test(b_items_that_cannot_be_taken),
	    cmocka_unit_test(b_who_may_start),
	    cmocka_unit_test(b_own_matter_goes_up),
	    cmocka_unit_test(b_nobody_to_decide),
	    cmocka_unit_test(b_add_an_item),
	    cmocka_unit_test(b_carriers_follow_their_class),
	    cmocka_unit_test(b_strictest_of_what_is_carried),
	    cmocka_unit_test(b_numbers_have_no_gap),
	    cmocka_unit_test(b_withdraw),
	    cmocka_unit_test(b_revoke),
	    cmocka_unit_test(b_revoke_when_all_is_done),
	    cmocka_unit_test(b_late),
	    cmocka_unit_test(b_setting_counts_when_the_clock_starts),
	    cmocka_unit_test(b_day),
	    cmocka_unit_test(b_buttons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
