/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Staff lists, appointments, closed days, settings, policies. */
#include "people.h"

static bool
people(struct world *w, const char *who, const char *body)
{
	return world_act(w, who, "{\"id\":\"p\",\"act\":\"people\",\"body\":%s}", body);
}

static bool
people_now(struct world *w, const char *more)
{
	return people(w, "201", arena_fmt(w->a, "{\"effective\":\"2026-06-01\",%s}", more).p);
}

static void
b_list_that_moves_people(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->keep_still = true;
	world_does(
	    w, people(w, "201",
	           "{\"effective\":\"令和8年7月1日\","
	           "\"sections\":[{\"id\":\"zeimu\",\"label\":\"税務課\",\"sign\":\"太税\"},{\"id\":"
	           "\"kenko\",\"label\":\"健康課\",\"sign\":\"太健\",\"up\":\"soumu\"}],"
	           "\"posts\":[{\"id\":\"kenko-head\",\"label\":\"健康課長\",\"section\":\"kenko\",\"title\":"
	           "\"課長\"}],"
	           "\"persons\":[{\"id\":\"601\",\"login\":\"kenta\",\"name\":\"健田\",\"kana\":\"ケンタ\"}],"
	           "\"ends\":[{\"person\":\"402\"},{\"person\":\"303\",\"post\":\"fukushi-staff\"}],"
	           "\"holdings\":[{\"person\":\"601\",\"post\":\"kenko-head\"},{\"person\":\"303\",\"post\":"
	           "\"zeimu-staff\"},"
	           "{\"person\":\"301\",\"post\":\"fukushi-head\"},{\"person\":\"301\",\"post\":\"kenko-"
	           "head\",\"concurrent\":true}]}"));
	/* 税務課 stands as it is */
	assert_int_equal(effects_of(&w->v, EFFECT_SECTION), 1);
	assert_true(str_eq(effect_of(&w->v, EFFECT_SECTION, 0)->ref, STR("sections/1")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_POST, 0)->kind, STR("head")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_PERSON, 0)->ref, STR("persons/0")));
	/* 402 leaves: his names are left alone */
	assert_true(str_eq(effect_of(&w->v, EFFECT_PERSON, 1)->until, STR("2026-06-30")));
	assert_int_equal(effect_of(&w->v, EFFECT_PERSON, 1)->ref.n, 0);
	/* two ends, three that begin; 301 keeps his post */
	assert_int_equal(effects_of(&w->v, EFFECT_HOLD), 5);
	assert_true(str_eq(effect_of(&w->v, EFFECT_HOLD, 1)->until, STR("2026-06-30")));
	assert_true(str_eq(effect_of(&w->v, EFFECT_HOLD, 3)->from, STR("2026-07-01")));
	assert_int_equal(effect_of(&w->v, EFFECT_HOLD, 4)->flag, 1);
	world_free(w);
}

static void
b_list_refused(void **state)
{
	static const struct {
		const char *more, *field, *words;
	} t[] = {
	    {"\"colour\":[]", "colour", "という項目はありません"},
	    {"\"persons\":{}", "persons", "書き方が違います"},
	    {"\"persons\":[5]", "persons/0", "書き方が違います"},
	    {"\"persons\":[{\"id\":\"\",\"name\":\"x\"}]", "persons/0/id", "番号（id）"},
	    {"\"persons\":[{\"id\":\"a b\",\"name\":\"x\"}]", "persons/0/id", "番号（id）"},
	    {"\"persons\":[{\"id\":\"7\"}]", "persons/0/name", "空か"},
	    {"\"persons\":[{\"id\":\"7\",\"name\":\"x\"},{\"id\":\"7\",\"name\":\"y\"}]", "persons/1",
	        "二度"},
	    {"\"persons\":[{\"id\":\"7\",\"name\":\"x\",\"login\":\"301\"}]", "persons/0",
	        "ほかの人が使って"},
	    {"\"persons\":[{\"id\":\"7\",\"name\":\"x\",\"until\":\"2026-02-30\"}]", "persons/0/until",
	        "実際にある日付"},
	    {"\"persons\":[{\"id\":\"7\",\"name\":\"x\",\"from\":\"2026-07-02\",\"until\":\"2026-07-01\"}]",
	        "persons/0", "始まりより前"},
	    {"\"sections\":[{\"id\":\"x\",\"label\":\"X\",\"up\":\"none\"}]", "sections/0", "課等「none」"},
	    {"\"posts\":[{\"id\":\"x\",\"label\":\"X\",\"section\":\"none\"}]", "posts/0", "課等「none」"},
	    {"\"posts\":[{\"id\":\"x\",\"label\":\"X\",\"kind\":\"none\"}]", "posts/0", "職の種類「none」"},
	    {"\"holdings\":[{\"person\":\"none\",\"post\":\"mayor\"}]", "holdings/0", "職員「none」"},
	    {"\"holdings\":[{\"person\":\"303\",\"post\":\"none\"}]", "holdings/0", "職「none」"},
	    {"\"holdings\":[{\"person\":\"303\",\"post\":\"zeimu-staff\"}]", "holdings/0",
	        "本務が重なります（福祉課員）"},
	    {"\"ends\":[{\"person\":\"303\",\"post\":\"zeimu-staff\"}]", "ends/0", "就いていません"},
	    {"\"ends\":[{\"person\":\"none\"}]", "ends/0", "職員「none」"},
	};
	struct world *w = world_new();

	(void)state;
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		world_refuses(w, people_now(w, t[i].more), ERR_MALFORMED, t[i].words);
		assert_string_equal(arena_str(w->a, w->v.bad_field).p, t[i].field);
	}
	world_refuses(w, people_now(w, "\"persons\":[]"), ERR_REFUSED, "変わるものが1つもありません");
	world_refuses(w, people(w, "201", "{}"), ERR_MALFORMED, "「effective」がありません");
	world_refuses(w, people(w, "201", "{\"effective\":\"2026-05-31\"}"), ERR_REFUSED, "さかのぼって");
	world_refuses(w,
	    people_now(w, "\"holdings\":[{\"person\":\"303\",\"post\":\"zeimu-staff\",\"concurrent\":true,"
	                  "\"from\":\"2026-05-01\"}]"),
	    ERR_REFUSED, "さかのぼって");
	world_refuses(w, people(w, "301", "{\"effective\":\"2026-06-01\"}"), ERR_REFUSED, "システム管理者");
	world_free(w);
}

static void
b_first_list_of_the_installer(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->keep_still = true;
	w->town.persons_n = 0;
	w->town.holdings_n = 0;
	town_put_person(&w->town, "admin", "設置者");
	w->town.persons[0].kind = PERSON_INSTALLER;
	town_index(w->a, &w->town);
	world_does(w, people(w, "admin",
	                  "{\"effective\":\"2026-04-01\",\"persons\":[{\"id\":\"1\",\"name\":\"x\",\"from\":"
	                  "\"2001-04-01\"}],"
	                  "\"holdings\":[{\"person\":\"1\",\"post\":\"mayor\"}]}"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_HOLD, 0)->from, STR("2026-04-01")));
	world_refuses(w, world_act(w, "admin", "{\"id\":\"h\",\"act\":\"holiday\",\"body\":{}}"), ERR_REFUSED,
	    "システム管理者");
	town_put_person(&w->town, "1", "x");
	town_index(w->a, &w->town);
	world_refuses(w, people(w, "admin", "{\"effective\":\"2026-04-01\"}"), ERR_REFUSED, "さかのぼって");
	world_free(w);
}

/* --- what only the town as it would be can tell -------------------------------------------- */

static void
b_two_heads_of_one_section(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	/* named both, and from when */
	world_refuses(w,
	    people_now(w,
	        "\"ends\":[{\"person\":\"302\",\"post\":\"fukushi-leader\"}],"
	        "\"holdings\":[{\"person\":\"302\",\"post\":\"fukushi-head\",\"from\":\"2026-07-01\"}]"),
	    ERR_REFUSED,
	    "福祉課長に、福田課長さんと福島担当さんの二人が本務で就くことになります（令和8年7月1日から）");
	/* another post of the same kind in the section is the same place */
	world_refuses(w,
	    people_now(w,
	        "\"posts\":[{\"id\":\"fukushi-room\",\"label\":\"福祉室長\",\"section\":\"fukushi\","
	        "\"kind\":\"head\"}],"
	        "\"ends\":[{\"person\":\"302\",\"post\":\"fukushi-leader\"}],"
	        "\"holdings\":[{\"person\":\"302\",\"post\":\"fukushi-room\"}]"),
	    ERR_REFUSED, "福祉室長に、福田課長さんと福島担当さんの二人");
	/* both in one list */
	world_refuses(w,
	    people_now(w,
	        "\"posts\":[{\"id\":\"new-head\",\"label\":\"新課長\",\"section\":\"chou\",\"kind\":"
	        "\"head\"}],\"persons\":[{\"id\":\"7\",\"name\":\"甲\"},{\"id\":\"8\",\"name\":\"乙\"}],"
	        "\"holdings\":[{\"person\":\"7\",\"post\":\"new-head\"},{\"person\":\"8\",\"post\":"
	        "\"new-head\"}]"),
	    ERR_REFUSED, "新課長に、乙さんと甲さん");
	/* 兼務, one after the other, or another kind of post: fine */
	world_does(
	    w, people_now(
	           w, "\"holdings\":[{\"person\":\"401\",\"post\":\"fukushi-head\",\"concurrent\":true}]"));
	world_does(
	    w, people_now(w,
	           "\"ends\":[{\"person\":\"302\",\"post\":\"fukushi-leader\"},"
	           "{\"person\":\"301\",\"post\":\"fukushi-head\",\"until\":\"2026-06-30\"}],"
	           "\"holdings\":[{\"person\":\"302\",\"post\":\"fukushi-head\",\"from\":\"2026-07-01\"}]"));
	world_does(w, people_now(w, "\"persons\":[{\"id\":\"7\",\"name\":\"甲\"}],"
	                            "\"holdings\":[{\"person\":\"7\",\"post\":\"fukushi-staff\"}]"));
	/* by an appointment too */
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"100\",\"post\":\"fukushi-head\","
	        "\"from\":\"2026-06-10\"}}"),
	    ERR_MALFORMED, "本務が重なります");
	world_free(w);
}

static void
b_one_person_twice_in_a_post(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	town_put_holding(&w->town, "401", "fukushi-head", true);
	w->town.holdings[w->town.holdings_n - 1].from = w->now.day + 30; /* 1 July */
	town_index(w->a, &w->town);
	world_refuses(w,
	    people_now(w, "\"holdings\":[{\"person\":\"401\",\"post\":\"fukushi-head\",\"concurrent\":true,"
	                  "\"from\":\"2026-06-10\"}]"),
	    ERR_REFUSED, "税所課長さんが福祉課長に就いている期間が重なります（令和8年7月1日から）");
	world_does(w,
	    people_now(w, "\"holdings\":[{\"person\":\"401\",\"post\":\"fukushi-head\",\"concurrent\":true,"
	                  "\"from\":\"2026-06-10\",\"until\":\"2026-06-30\"}]"));
	world_free(w);
}

static void
b_days_that_have_passed_need_a_reason(void **state)
{
	struct world *w = hall_new();
	static const char late[] =
	    "\"effective\":\"2026-05-11\",\"holdings\":[{\"person\":\"401\",\"post\":\"fukushi-staff\",\"concurrent\":true}]";

	(void)state;
	w->keep_still = true;
	world_refuses(w, people(w, "201", arena_fmt(w->a, "{%s}", late).p), ERR_REFUSED, "さかのぼって");
	world_does(w, people(w, "201", arena_fmt(w->a, "{%s,\"correct\":\"発令の登録もれ\"}", late).p));
	assert_true(str_eq(effect_of(&w->v, EFFECT_HOLD, 0)->from, STR("2026-05-11")));
	assert_int_equal(effects_of(&w->v, EFFECT_PAPER), 0);
	world_does(w, people(w, "201",
	                  arena_fmt(w->a,
	                      "{%s,\"correct\":\"発令の登録もれ\",\"_paper\":{\"number\":\"人第3号\","
	                      "\"date\":\"2026-05-10\"}}",
	                      late)
	                      .p));
	assert_true(str_eq(effect_of(&w->v, EFFECT_PAPER, 0)->from, STR("2026-05-10")));
	assert_int_equal(effect_of(&w->v, EFFECT_PAPER, 0)->matter, 0);
	world_refuses(
	    w, people(w, "201", arena_fmt(w->a, "{%s,\"correct\":\" \"}", late).p), ERR_MALFORMED, "correct");
	world_refuses(w, people_now(w, "\"_paper\":{\"number\":\"人第3号\",\"date\":\"2026-05-10\"}"),
	    ERR_MALFORMED, "紙からの引継ぎ");
	/* the head of May was another one: two of them on days that have passed are two */
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"100\",\"post\":\"fukushi-staff\","
	        "\"concurrent\":true,\"from\":\"2026-05-11\"}}"),
	    ERR_REFUSED, "さかのぼって");
	world_does(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"100\",\"post\":\"fukushi-"
	        "staff\",\"concurrent\":true,\"from\":\"2026-05-11\",\"until\":\"2026-05-20\",\"correct\":\"もれ\"}}"));
	world_free(w);
}

static void
b_somebody_must_be_left_who_administers(void **state)
{
	struct world *w = hall_new();

	(void)state;
	w->keep_still = true;
	world_refuses(w, people_now(w, "\"ends\":[{\"person\":\"201\"}]"), ERR_REFUSED,
	    "令和8年6月1日から、職員名簿を管理できる人");
	world_refuses(w, people_now(w, "\"ends\":[{\"person\":\"201\",\"until\":\"2026-08-31\"}]"),
	    ERR_REFUSED, "令和8年9月1日から");
	/* without a log-in he administers nothing */
	world_refuses(w, people_now(w, "\"persons\":[{\"id\":\"201\",\"name\":\"山田花子\"}]"), ERR_REFUSED,
	    "一人もいなくなります");
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"201\",\"post\":\"soumu-head\",\"until\":"
	        "\"2026-06-30\"}}"),
	    ERR_REFUSED, "令和8年7月1日から");
	/* the successor in the same list */
	world_does(
	    w, people_now(w, "\"ends\":[{\"person\":\"201\"},{\"person\":\"202\",\"post\":\"soumu-staff\"}],"
	                     "\"holdings\":[{\"person\":\"202\",\"post\":\"soumu-head\"}]"));
	world_free(w);
}

static void
b_outsiders_organs_and_deciders(void **state)
{
	struct world *w = hall_new();
	struct organ council = {.id = STR("council"), .label = STR("議会"), .up = NONE};
	const struct effect *e;

	(void)state;
	w->keep_still = true;
	world_refuses(w,
	    people_now(w, "\"sections\":[{\"id\":\"gikai\",\"label\":\"議会事務局\",\"organ\":\"council\"}]"),
	    ERR_MALFORMED, "機関「council」");
	w->pol->organs = &council;
	w->pol->organs_n = 1;
	world_does(
	    w, people_now(w,
	           "\"sections\":[{\"id\":\"gikai\",\"label\":\"議会事務局\",\"organ\":\"council\"}],"
	           "\"persons\":[{\"id\":\"v1\",\"name\":\"業者太郎\",\"outsider\":true,\"company\":"
	           "\"保守社\",\"card\":\"77\"},{\"id\":\"9\",\"name\":\"教育委員\",\"decider\":\"100\"}]"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_SECTION, 0)->kind, STR("council")));
	e = effect_of(&w->v, EFFECT_PERSON, 0);
	assert_int_equal(e->flag, PERSON_OUTSIDER);
	assert_true(str_eq(effect_of(&w->v, EFFECT_PERSON, 1)->decider, STR("100")));
	/* what stands as it is sent makes no effect; another card does */
	w->town.persons[person_index(&w->town, "303")].card = STR("12");
	world_refuses(w,
	    people_now(
	        w, "\"persons\":[{\"id\":\"303\",\"login\":\"303\",\"name\":\"福井職員\",\"card\":\"12\"}]"),
	    ERR_REFUSED, "変わるものが");
	world_does(
	    w, people_now(w,
	           "\"persons\":[{\"id\":\"303\",\"login\":\"303\",\"name\":\"福井職員\",\"card\":\"13\"}]"));
	world_refuses(w,
	    people_now(w, "\"persons\":[{\"id\":\"v1\",\"login\":\"v1\",\"name\":\"x\",\"outsider\":true}]"),
	    ERR_REFUSED, "ログイン名を付けられません");
	world_refuses(w,
	    people_now(w, "\"persons\":[{\"id\":\"v1\",\"name\":\"x\",\"outsider\":true}],\"holdings\":[{"
	                  "\"person\":\"v1\",\"post\":\"fukushi-staff\"}]"),
	    ERR_REFUSED, "職（福祉課員）に就けません");
	world_refuses(w,
	    people_now(w, "\"persons\":[{\"id\":\"303\",\"name\":\"福井職員\",\"outsider\":true}]"),
	    ERR_REFUSED, "職（福祉課員）に就けません");
	world_refuses(w, people_now(w, "\"persons\":[{\"id\":\"9\",\"name\":\"x\",\"decider\":\"9\"}]"),
	    ERR_MALFORMED, "本人は書けません");
	world_refuses(w, people_now(w, "\"persons\":[{\"id\":\"9\",\"name\":\"x\",\"decider\":\"none\"}]"),
	    ERR_MALFORMED, "職員「none」");
	world_refuses(
	    w, people_now(w, "\"persons\":[{\"id\":\"@x\",\"name\":\"x\"}]"), ERR_MALFORMED, "番号（id）");
	world_refuses(w,
	    people_now(w,
	        "\"sections\":[{\"id\":\"a\",\"label\":\"甲\",\"up\":\"b\"},{\"id\":\"b\",\"label\":"
	        "\"乙\",\"up\":\"a\"}]"),
	    ERR_REFUSED, "「甲」の上位");
	world_free(w);
}

static void
b_appoint(void **state)
{
	struct world *w = world_new();

	(void)state;
	w->keep_still = true;
	world_does(w, world_act(w, "201",
	                  "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"301\",\"post\":\"zeimu-"
	                  "head\",\"from\":\"2026-06-10\",\"concurrent\":true}}"));
	assert_int_equal(w->v.effects.n, 1);
	assert_int_equal(effect_of(&w->v, EFFECT_HOLD, 0)->flag, 1);
	world_does(w, world_act(w, "201",
	                  "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"303\",\"post\":\"fukushi-"
	                  "staff\",\"until\":\"2026-06-30\"}}"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_HOLD, 0)->until, STR("2026-06-30")));
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"303\",\"post\":\"zeimu-staff\","
	        "\"until\":\"2026-06-30\"}}"),
	    ERR_MALFORMED, "就いていません");
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"303\",\"post\":\"zeimu-staff\","
	        "\"from\":\"2026-06-30\"}}"),
	    ERR_MALFORMED, "本務が重なります");
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"none\",\"post\":\"zeimu-staff\"}}"),
	    ERR_MALFORMED, "職員「none」");
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"p\",\"act\":\"appoint\",\"body\":{\"person\":\"303\",\"post\":\"fukushi-staff\","
	        "\"until\":\"2026-01-01\"}}"),
	    ERR_REFUSED, "さかのぼって");
	world_free(w);
}

static void
b_holidays(void **state)
{
	struct world *w = world_new();
	day closed[1] = {day_of_ymd(2026, 8, 14)};

	(void)state;
	w->keep_still = true;
	w->town.holidays = (struct holidays){closed, 1};
	world_does(w, world_act(w, "201",
	                  "{\"id\":\"h\",\"act\":\"holiday\",\"body\":{\"add\":[{\"day\":\"2026-07-20\","
	                  "\"label\":\"海の日\"}],\"remove\":[\"2026-08-14\"]}}"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_HOLIDAY, 0)->ref, STR("add/0/label")));
	assert_int_equal(effect_of(&w->v, EFFECT_HOLIDAY, 0)->flag, 1);
	assert_int_equal(effect_of(&w->v, EFFECT_HOLIDAY, 1)->flag, 0);
	world_refuses(w,
	    world_act(w, "201",
	        "{\"id\":\"h\",\"act\":\"holiday\",\"body\":{\"add\":[{\"day\":\"2026-05-20\",\"label\":"
	        "\"x\"}]}}"),
	    ERR_MALFORMED, "過ぎた日");
	world_refuses(w,
	    world_act(w, "201", "{\"id\":\"h\",\"act\":\"holiday\",\"body\":{\"remove\":[\"2026-08-15\"]}}"),
	    ERR_MALFORMED, "登録されていません");
	world_refuses(w,
	    world_act(
	        w, "201", "{\"id\":\"h\",\"act\":\"holiday\",\"body\":{\"add\":[{\"day\":\"2026-07-20\"}]}}"),
	    ERR_MALFORMED, "空か");
	world_refuses(w, world_act(w, "201", "{\"id\":\"h\",\"act\":\"holiday\",\"body\":{}}"), ERR_MALFORMED,
	    "1つもありません");
	world_free(w);
}

static void
b_settings(void **state)
{
	static const char set[] = "{\"id\":\"s\",\"act\":\"set\",\"setting\":\"%s\",\"body\":{\"value\":"
	                          "\"%s\",\"decided\":\"%s\",\"text\":\"第1回委員会\"}}";
	struct world *w = world_new();

	(void)state;
	w->keep_still = true;
	world_does(w, world_act(w, "201", set, "report-hours", "12", "令和8年5月20日"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_SETTING, 0)->from, STR("2026-05-20")));
	assert_true(ticked(&w->v, "3-8-1"));
	world_refuses(
	    w, world_act(w, "201", set, "report-hours", "soon", "2026-05-20"), ERR_MALFORMED, "0 以上の整数");
	world_refuses(
	    w, world_act(w, "201", set, "report-hours", "12", "2026-06-02"), ERR_MALFORMED, "今日以前");
	world_refuses(
	    w, world_act(w, "201", set, "nothing", "12", "2026-05-20"), ERR_NOT_FOUND, "という運用値");
	world_refuses(w, world_act(w, "201", set, "mode", "stone", "2026-05-20"), ERR_MALFORMED,
	    "paper、screenの中から");
	world_does(w, world_act(w, "201", set, "mode", "screen", "2026-05-20"));
	world_refuses(
	    w, world_act(w, "201", set, "season", " ", "2026-05-20"), ERR_MALFORMED, "棚卸しの時期");
	world_refuses(
	    w, world_act(w, "303", set, "mode", "screen", "2026-05-20"), ERR_REFUSED, "システム管理者");
	world_free(w);
}

static void
b_adopt(void **state)
{
	struct world *w = world_new();
	struct buf hex = buf_on(w->a, 100);

	(void)state;
	w->keep_still = true;
	world_refuses(w, world_act(w, "101", "{\"id\":\"a\",\"act\":\"adopt\",\"body\":{}}"), ERR_MALFORMED,
	    "読み込めません");
	w->adopt_hash = STR("abc");
	world_does(w, world_act(w, "101", "{\"id\":\"a\",\"act\":\"adopt\",\"body\":{}}"));
	assert_true(str_eq(effect_of(&w->v, EFFECT_POLICY, 0)->kind, STR("abc")));
	world_refuses(w, world_act(w, "201", "{\"id\":\"a\",\"act\":\"adopt\",\"body\":{}}"), ERR_REFUSED,
	    "統括責任者");
	buf_hex(&hex, w->pol->hash.b, HASH_SIZE);
	w->adopt_hash = buf_str(&hex);
	world_refuses(w, world_act(w, "101", "{\"id\":\"a\",\"act\":\"adopt\",\"body\":{}}"), ERR_REFUSED,
	    "すでに効力");
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_list_that_moves_people),
	    cmocka_unit_test(b_list_refused),
	    cmocka_unit_test(b_first_list_of_the_installer),
	    cmocka_unit_test(b_two_heads_of_one_section),
	    cmocka_unit_test(b_one_person_twice_in_a_post),
	    cmocka_unit_test(b_days_that_have_passed_need_a_reason),
	    cmocka_unit_test(b_somebody_must_be_left_who_administers),
	    cmocka_unit_test(b_outsiders_organs_and_deciders),
	    cmocka_unit_test(b_appoint),
	    cmocka_unit_test(b_holidays),
	    cmocka_unit_test(b_settings),
	    cmocka_unit_test(b_adopt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
