/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "auth/rule.h"

#define WORDS STR("山田 太郎\nヤマダ タロウ\n総務課\n太子町\nt.yamada\n情報政策室 正子")
enum { TODAY = 20780 /* 2026-11-23 */ };

static struct str
refusal_of(const char *password)
{
	static struct arena *a;
	struct str says;

	if (a == NULL)
		a = arena_new(8 << 20);
	arena_reset(a);
	says = rule_password(a, str_of(password), STR("t.yamada"), WORDS, TODAY);
	if (says.n > 0 && *password && str_find(says, str_of(password)) != SIZE_MAX)
		fail_msg("「%s」 is told back", password);
	return says;
}

/* What each is refused for, in a word of the sentence; "" = it will do. */
static const struct {
	const char *password, *says;
} passwords[] = {
    {"umi no mieru eki 26", ""},
    {"correct horse battery", ""},
    {"ねこがにわでひるねする", ""},
    {"春夏秋冬花鳥風月雪山", ""},
    {"kaki-no-ha ni kaze", ""},
    {"Xq7!rT2#pLw9", ""},
    {"yamada ga ike de oyogu 7 hiki", ""}, /* long enough in spite of the name */
    {"", "短すぎます"},
    {"ninechars", "短すぎます"},
    {"さくらさくらさくらさ", "推測されやすい"},
    {"さくらさくらさくらさくら", "推測されやすい"},
    {"サクラサクラサクラ1", "推測されやすい"},
    {"ｻｸﾗｻｸﾗｻｸﾗ12", "推測されやすい"},
    {"ｓａｋｕｒａ２０２６", "推測されやすい"},
    {"konnichiwa1", "よく知られた言葉"},
    {"arigatou123", "よく知られた言葉"},
    {"password123", "よく知られた言葉"},
    {"P@ssw0rd2026", "推測されやすい"},
    {"correct horse", "よく知られた言葉"},
    {"himitsu-himitsu", "推測されやすい"},
    {"aiueokakikukeko", "よく知られた言葉"},
    {"aaaaaaaaaaaaaaa", "繰返し"},
    {"1234567890", "並び"},
    {"qwertyuiop", "推測されやすい"},
    {"qazwsxedcrfv", "推測されやすい"},
    {"2026/11/23", "日付"},
    {"19850412-19850412", "推測されやすい"},
    {"t.yamada", "短すぎます"},
    {"T.YAMADA-taro", "自分の名前"},
    {"yamadatarou-", "自分の名前"},
    {"TaroYamada7", "自分の名前"},
    {"山田太郎山田太郎山田", "自分の名前"},
    {"やまだたろうやまだたろう", "自分の名前"},
    {"ﾔﾏﾀﾞ ﾀﾛｳ ﾔﾏﾀﾞ", "自分の名前"},
    {"太子町総務課総務課太子町", "自分の名前"},
    {"reiwa8nendo8", "推測されやすい"},
    {"令和8年度の総務課", "短すぎます"},
    {"令和8年度の総務課です", "推測されやすい"},
    {"役場役場役場役場役場", "推測されやすい"},
    {"tab\x01 control here", "使えない文字"},
    {"not utf-8 \xff\xfe here", "使えない文字"},
    {"01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890", "長すぎます"},
};

static void
b_passwords(void **state)
{
	int bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof passwords / sizeof *passwords; i++) {
		struct str says = refusal_of(passwords[i].password), want = str_of(passwords[i].says);

		if ((want.n == 0 && says.n > 0) || str_find(says, want) == SIZE_MAX)
			print_error("「%s」: %.*s\n", passwords[i].password, STR_ARG(says)), bad++;
	}
	assert_int_equal(bad, 0);
}

/* His own log-in is refused whatever the words say; nobody else's. */
static void
f_own_words_are_his(void **state)
{
	struct arena *a = arena_new(8 << 20);

	(void)state;
	assert_true(rule_password(a, STR("Sato.Hanako"), STR("sato.hanako"), STR(""), TODAY).n > 0);
	assert_true(rule_password(a, STR("kuchigorou-99"), STR("x"), STR("口 五郎\nクチ ゴロウ"), TODAY).n > 0);
	assert_int_equal(rule_password(a, STR("kuchigorou-99"), STR("x"), STR("山田 太郎\nヤマダ タロウ"), TODAY).n, 0);
	arena_free(&a);
}

/* Whatever web sends for words, it ends, and quickly. */
static void
f_hostile_words(void **state)
{
	struct arena *a = arena_new(8 << 20);
	char *words = arena_alloc(a, 1 << 20);

	(void)state;
	for (size_t i = 0; i < 1 << 20; i++)
		words[i] = "a\n ー\xff\0ン･"[i % 15];
	assert_int_equal(rule_password(a, STR("umi no mieru eki 26"), STR("x"), (struct str){words, 1 << 20}, TODAY).n, 0);
	memset(words, 'a', 1 << 20);
	assert_int_equal(rule_password(a, STR("umi no mieru eki 26"), STR("x"), (struct str){words, 1 << 20}, TODAY).n, 0);
	memset(words, ' ', 1 << 20);
	assert_int_equal(rule_password(a, STR("umi no mieru eki 26"), STR("x"), (struct str){words, 1 << 20}, TODAY).n, 0);
	arena_free(&a);
}

static void
b_names(void **state)
{
	(void)state;
	assert_true(rule_name(STR("sato")));
	assert_true(rule_name(STR("佐藤 花子")));
	assert_false(rule_name(STR("")));
	assert_false(rule_name(STR("a\nb")));
	assert_false(rule_name(STR("\xff")));
	assert_false(rule_name(STR("01234567890123456789012345678901234567890123456789012345678901234")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_passwords),
		cmocka_unit_test(f_own_words_are_his),
		cmocka_unit_test(f_hostile_words),
		cmocka_unit_test(b_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
