/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_name.h"

enum { NAMES = 20 };

/* Words for what is only pretended: a list of these is taken for nobody's. */
static const char *const surnames[NAMES][2] = {
    {"架空", "カクウ"},
    {"見本", "ミホン"},
    {"例示", "レイジ"},
    {"試行", "シコウ"},
    {"仮定", "カテイ"},
    {"模擬", "モギ"},
    {"練習", "レンシュウ"},
    {"想定", "ソウテイ"},
    {"標本", "ヒョウホン"},
    {"雛形", "ヒナガタ"},
    {"試作", "シサク"},
    {"仮設", "カセツ"},
    {"例題", "レイダイ"},
    {"空想", "クウソウ"},
    {"虚構", "キョコウ"},
    {"配役", "ハイヤク"},
    {"台本", "ダイホン"},
    {"舞台", "ブタイ"},
    {"予行", "ヨコウ"},
    {"体験", "タイケン"},
};
static const char *const givens[NAMES][2] = {
    {"一郎", "イチロウ"},
    {"花子", "ハナコ"},
    {"次郎", "ジロウ"},
    {"桜", "サクラ"},
    {"三郎", "サブロウ"},
    {"梅子", "ウメコ"},
    {"四郎", "シロウ"},
    {"桃子", "モモコ"},
    {"五郎", "ゴロウ"},
    {"菊子", "キクコ"},
    {"六郎", "ロクロウ"},
    {"松", "マツ"},
    {"七海", "ナナミ"},
    {"竹子", "タケコ"},
    {"八郎", "ハチロウ"},
    {"若葉", "ワカバ"},
    {"九兵衛", "キュウベエ"},
    {"椿", "ツバキ"},
    {"十和子", "トワコ"},
    {"楓", "カエデ"},
};
/* 0 as it is written, 1 as it is read. */
static struct str
name_of(struct arena *a, int n, int spelling)
{
	int first = n % NAMES, second = (n / NAMES + first) % NAMES;

	return arena_fmt(a, "%s %s", surnames[first][spelling], givens[second][spelling]);
}

struct str
demo_name(struct arena *a, int n)
{
	return name_of(a, n, 0);
}

struct str
demo_name_kana(struct arena *a, int n)
{
	return name_of(a, n, 1);
}
