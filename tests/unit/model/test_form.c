/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people type into forms. */
#include "fixture.h"

static bool
submit(struct world *w, const char *procedure, const char *body)
{
	return world_act(
	    w, "303", "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"%s\",\"body\":%s}", procedure, body);
}

static bool
enter(struct world *w, const char *more)
{
	return submit(w, "asset-enter", arena_fmt(w->a, "{\"name\":\"台帳\",\"class\":\"I\"%s}", more).p);
}

static bool
take(struct world *w, const char *place, const char *until)
{
	return submit(w, "take-out",
	    arena_fmt(w->a, "{\"things\":[12],\"purpose\":\"会議\",\"place\":\"%s\",\"until\":\"%s\"}", place,
	        until)
	        .p);
}

static void
is_wrong(struct world *w, bool allowed, const char *field, const char *words)
{
	world_refuses(w, allowed, ERR_MALFORMED, words);
	assert_string_equal(arena_str(w->a, w->v.bad_field).p, field);
	assert_true(str_find(w->v.way_out, STR("直して")) != SIZE_MAX);
}

static void
b_keys_and_required(void **state)
{
	struct world *w = world_new();

	(void)state;
	is_wrong(w, submit(w, "asset-enter", "{\"class\":\"I\"}"), "name", "「名称」を入力");
	is_wrong(w, submit(w, "asset-enter", "{\"name\":\"　 \",\"class\":\"I\"}"), "name", "「名称」を入力");
	is_wrong(w, submit(w, "asset-enter", "{\"name\":null,\"class\":\"I\"}"), "name", "「名称」を入力");
	is_wrong(w, enter(w, ",\"colour\":\"red\""), "colour", "「colour」という欄はありません");
	is_wrong(w, submit(w, "take-out", "{\"things\":[],\"purpose\":\"x\"}"), "things",
	    "「持ち出すもの」を入力");
	world_refuses(w,
	    world_act(w, "303", "{\"id\":\"a\",\"act\":\"submit\",\"procedure\":\"asset-enter\"}"),
	    ERR_MALFORMED, "名称");
	world_free(w);
}

static void
b_texts(void **state)
{
	struct world *w = world_new();

	(void)state;
	is_wrong(w, submit(w, "asset-enter", "{\"name\":5,\"class\":\"I\"}"), "name", "文字で");
	is_wrong(w, submit(w, "asset-enter", "{\"name\":\"a\\nb\",\"class\":\"I\"}"), "name", "使えない文字");
	is_wrong(
	    w, submit(w, "asset-enter", "{\"name\":\"a\\u0007b\",\"class\":\"I\"}"), "name", "使えない文字");
	is_wrong(w, take(w, "一二三四五六七八九十百", "2026-06-05"), "place", "10文字まで");
	world_does(w, take(w, "一二三四五六七八九十", "2026-06-05"));
	world_does(w, submit(w, "report", "{\"what\":\"一行目\\n二行目\\t字下げ\"}"));
	world_free(w);
}

static void
b_dates(void **state)
{
	static const char *const same[] = {"2026-06-05", "2026/6/5", "20260605", "R8.6.5", "令和8年6月5日",
	    "令和８年６月５日", " Ｒ８．６．５ "};
	struct world *w = world_new();

	(void)state;
	w->keep_still = true;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		const struct effect *e = NULL;

		world_does(w, take(w, "県庁", same[i]));
		for (size_t k = 0; k < effects_of(&w->v, EFFECT_FIELD); k++)
			if (str_eq(effect_of(&w->v, EFFECT_FIELD, k)->field, STR("until")))
				e = effect_of(&w->v, EFFECT_FIELD, k);
		assert_non_null(e);
		assert_true(str_eq(e->value.s, STR("2026-06-05")));
		assert_int_equal(e->flag, 1);
	}
	is_wrong(w, take(w, "県庁", "2026-06-31"), "until", "実際にある日付");
	is_wrong(w, take(w, "県庁", "平成38年6月5日"), "until", "実際にある日付");
	is_wrong(w, take(w, "県庁", "2026-05-31"), "until", "今日（令和8年6月1日）以後");
	is_wrong(w, take(w, "県庁", "2027-04-01"), "until", "年度の末日（令和9年3月31日）");
	world_does(w, take(w, "県庁", "2026-06-01"));
	world_does(w, take(w, "県庁", "2027-03-31"));
	world_free(w);
}

static void
b_numbers_choices_persons(void **state)
{
	struct world *w = world_new();

	(void)state;
	is_wrong(w, enter(w, ",\"count\":501"), "count", "0 から 500 まで");
	is_wrong(w, enter(w, ",\"count\":-1"), "count", "0 から 500 まで");
	is_wrong(w, enter(w, ",\"count\":\"12a\""), "count", "0 から 500 まで");
	is_wrong(w, enter(w, ",\"count\":\"99999999999999999999999\""), "count", "0 から 500 まで");
	world_does(w, enter(w, ",\"count\":\"５００\""));
	is_wrong(
	    w, submit(w, "asset-enter", "{\"name\":\"x\",\"class\":\"V\"}"), "class", "Ⅰ、Ⅱ、Ⅲ、Ⅳの中から");
	world_does(w, submit(w, "asset-enter", "{\"name\":\"x\",\"class\":\"Ⅳ\"}"));
	is_wrong(w, enter(w, ",\"keeper\":\"999\""), "keeper", "職員番号");
	w->town.persons[person_index(&w->town, "402")].until = day_of_ymd(2026, 5, 31);
	is_wrong(w, enter(w, ",\"keeper\":\"402\""), "keeper", "職員番号");
	is_wrong(w, enter(w, ",\"place\":\"nowhere\""), "place", "今ある課等");
	w->town.sections[3].until = day_of_ymd(2026, 5, 31);
	is_wrong(w, enter(w, ",\"place\":\"zeimu\""), "place", "今ある課等");
	is_wrong(w, enter(w, ",\"personal\":\"maybe\""), "personal", "はい、いいえ");
	is_wrong(w, enter(w, ",\"personal\":{\"a\":1}"), "personal", "はい、いいえ");
	world_does(w, enter(w, ",\"personal\":\"いいえ\""));
	world_free(w);
}

static void
b_items(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->keep_still = true;
	is_wrong(w, submit(w, "report", "{\"what\":\"x\",\"thing\":[10,11]}"), "thing", "1つだけ");
	world_does(w, submit(w, "report", "{\"what\":\"x\",\"thing\":[10]}"));
	world_does(w, submit(w, "report", "{\"what\":\"x\",\"thing\":10}"));
	world_does(w, submit(w, "report", "{\"what\":\"x\",\"thing\":\"１０\"}"));
	is_wrong(w, submit(w, "report", "{\"what\":\"x\",\"thing\":[\"ten\"]}"), "thing", "台帳にない");
	is_wrong(w, submit(w, "report", "{\"what\":\"x\",\"thing\":true}"), "thing", "台帳にない");
	is_wrong(w, submit(w, "report", "{\"what\":\"x\",\"thing\":-10}"), "thing", "台帳にない");
	world_free(w);
}

static void
b_notes(void **state)
{
	struct world *w = world_new();
	int64_t m = world_take_out(w, "303", "[12]", "[]");

	(void)state;
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\",\"outcome\":\"permit\","
	        "\"seen\":%lld,\"body\":{\"notes\":\"x\"}}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "「notes」という欄はありません");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\",\"outcome\":\"refuse\","
	        "\"seen\":%lld,\"body\":{\"note\":\"　\"}}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "理由を入力");
	world_refuses(w,
	    world_act(w, "301",
	        "{\"id\":\"b\",\"act\":\"decide\",\"matter\":%lld,\"step\":\"permit\",\"outcome\":\"refuse\","
	        "\"seen\":%lld,\"body\":{\"note\":7}}",
	        (long long)m, (long long)m),
	    ERR_MALFORMED, "文字で");
	world_free(w);
}

static void
b_times(void **state)
{
	static const char *const same[] = {"2026-06-01T08:45", "2026-06-01 8:45", "R8/6/1 8:45",
	    "Ｒ８．６．１　８：４５", "令和8年6月1日 8時45分", "令和８年６月１日８時４５分"};
	static const char *const none[] = {"2026-06-01", "8:45", "2026-06-31T08:45", "2026-06-01T24:01",
	    "2026-06-01T8:60", "令和8年6月1日の朝"};
	struct world *w = world_new();

	(void)state;
	for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
		world_does(w,
		    submit(w, "incident",
		        arena_fmt(w->a, "{\"kind\":\"loss\",\"what\":\"x\",\"found\":\"%s\"}", same[i]).p));
		assert_true(str_eq(world_last(w)->form[2].s, STR("2026-06-01T08:45")));
	}
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		is_wrong(w,
		    submit(w, "incident",
		        arena_fmt(w->a, "{\"kind\":\"loss\",\"what\":\"x\",\"found\":\"%s\"}", none[i]).p),
		    "found", "実際にある日時");
	is_wrong(w, submit(w, "incident", "{\"kind\":\"loss\",\"what\":\"x\",\"found\":845}"), "found",
	    "実際にある日時");
	world_free(w);
}

/* The ids that a form with several persons keeps; NULL when it is refused. */
static const char *
persons(struct world *w, const char *json)
{
	struct procedure *p = &w->pol->procedures[policy_procedure(w->pol, STR("take-out"))];
	int f = field_index(p->form, p->form_n, STR("place"));

	p->form[f].type = FIELD_PERSONS;
	p->form[f].max = 3;
	w->keep_still = true;
	if (!submit(w, "take-out",
	        arena_fmt(w->a,
	            "{\"things\":[12],\"purpose\":\"会議\",\"place\":%s,\"until\":\"2026-06-02\"}", json)
	            .p))
		return NULL;
	for (size_t i = 0; i < w->v.effects.n; i++)
		if (w->v.effects.e[i].what == EFFECT_FIELD && str_eq(w->v.effects.e[i].field, STR("place")))
			return arena_str(w->a, w->v.effects.e[i].value.s).p;
	return "";
}

static void
b_several_persons(void **state)
{
	struct world *w = world_new();

	(void)state;
	assert_string_equal(persons(w, "\"201, ３０３\""), "201,303");
	assert_string_equal(persons(w, "[\"201\",\" 101\"]"), "201,101");
	assert_string_equal(persons(w, "\"101\""), "101");
	is_wrong(w, persons(w, "\"201,999\"") != NULL, "place", "在職している");
	is_wrong(w, persons(w, "\"201,,101\"") != NULL, "place", "在職している");
	is_wrong(w, persons(w, "[201]") != NULL, "place", "在職している");
	is_wrong(w, persons(w, "[\"201\",\"201\"]") != NULL, "place", "2回");
	is_wrong(w, persons(w, "\"201,101,303,100\"") != NULL, "place", "3人まで");
	is_wrong(w, persons(w, "{}") != NULL, "place", "在職している");
	world_free(w);
}

static void
b_reserved_keys(void **state)
{
	struct world *w = world_new();

	(void)state;
	/* a key that begins with "_" is no field, and each act knows its own */
	world_refuses(
	    w, enter(w, ",\"_paper\":{\"number\":\"1\",\"date\":\"2026-05-30\"}"), ERR_MALFORMED, "_paper");
	world_refuses(w, enter(w, ",\"_of\":5"), ERR_MALFORMED, "_of");
	world_refuses(w, enter(w, ",\"_close\":true"), ERR_MALFORMED, "_close");
	world_refuses(w, enter(w, ",\"_\":1"), ERR_MALFORMED, "_");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_keys_and_required),
	    cmocka_unit_test(b_texts),
	    cmocka_unit_test(b_dates),
	    cmocka_unit_test(b_numbers_choices_persons),
	    cmocka_unit_test(b_items),
	    cmocka_unit_test(b_notes),
	    cmocka_unit_test(b_times),
	    cmocka_unit_test(b_several_persons),
	    cmocka_unit_test(b_reserved_keys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
