/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/rule.h"

#include <strings.h>

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

/* One character over and over: long, and the first that is tried. */
static bool
is_monotonous(struct str s)
{
	uint32_t first, next;

	if (!utf8_next(&s, &first))
		return true;
	while (utf8_next(&s, &next))
		if (next != first)
			return false;
	return true;
}

struct str
rule_password(struct str password, struct str login)
{
	if (!is_line(password))
		return STR("パスワードに使えない文字があります。");
	if (utf8_count(password) < RULE_PASSWORD_LEAST)
		return STR("パスワードは10文字以上にしてください。");
	if (password.n > PASSWORD_MAX)
		return STR("パスワードが長すぎます（128バイトまで）。");
	if (password.n == login.n && strncasecmp(password.p, login.p, login.n) == 0)
		return STR("ログイン名と同じパスワードは使えません。");
	if (is_monotonous(password))
		return STR("同じ文字だけのパスワードは使えません。");
	return STR("");
}

bool
rule_name(struct str name)
{
	return name.n >= 1 && name.n <= RULE_LOGIN_MAX && is_line(name);
}
