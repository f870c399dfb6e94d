/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/rule.h"

#include <strings.h>

#include "auth/strength.h"
#include "base/utf8.h"
#include "crypto/password.h"

_Static_assert((int)RULE_LOGIN_MAX == (int)RULE_PERSON_MAX, "rule_name checks both");

/* One line of plain characters: tab and newline, which a text may have, are out of place here too. */
static bool
is_line(struct str s)
{
	return utf8_valid(s) && !utf8_has_control(s) && str_find(s, STR("\n")) == SIZE_MAX &&
	       str_find(s, STR("\t")) == SIZE_MAX;
}

static struct str
weakness_says(enum weakness w)
{
	switch (w) {
	case WEAKNESS_OWN:
		return STR("自分の名前、ログイン名、所属、町の名前、今の年号が入っていて、推測されやすい"
		           "パスワードです。それらを使わずに決めてください。");
	case WEAKNESS_KNOWN:
		return STR("よく知られた言葉でできていて、推測されやすいパスワードです。"
		           "関係のない言葉を四つほどつなげてください。");
	case WEAKNESS_REPEAT:
		return STR("同じ文字や言葉の繰返しで、推測されやすいパスワードです。"
		           "関係のない言葉を四つほどつなげてください。");
	case WEAKNESS_ROW:
		return STR("文字の並び順やキーボードの並びでできていて、推測されやすいパスワードです。"
		           "関係のない言葉を四つほどつなげてください。");
	case WEAKNESS_DATE:
		return STR("日付や年でできていて、推測されやすいパスワードです。"
		           "関係のない言葉を四つほどつなげてください。");
	case WEAKNESS_SIMPLE:
		return STR("短いか単純で、推測されやすいパスワードです。"
		           "関係のない言葉を四つほどつなげてください。");
	default:
		return STR("");
	}
}

struct str
rule_password(struct arena *a, struct str password, struct str login, struct str words, day today)
{
	if (!is_line(password))
		return STR("パスワードに使えない文字があります。");
	if (utf8_count(password) < RULE_PASSWORD_LEAST)
		return STR("パスワードが短すぎます。10文字以上にしてください。");
	if (password.n > PASSWORD_MAX)
		return STR("パスワードが長すぎます（128バイトまで）。");
	if (password.n == login.n && strncasecmp(password.p, login.p, login.n) == 0)
		return STR("ログイン名と同じパスワードは使えません。");
	words = arena_fmt(a, "%.*s\n%.*s", STR_ARG(login), STR_ARG(words));
	return weakness_says(strength_weakness(a, password, words, today));
}

bool
rule_name(struct str name)
{
	return name.n >= 1 && name.n <= RULE_LOGIN_MAX && is_line(name);
}

bool
rule_is_station(struct str person)
{
	return str_starts(person, STR("@"));
}
