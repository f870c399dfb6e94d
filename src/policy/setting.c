/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/setting.h"

#include "base/num.h"

enum { NUMBER_MAX = 1000000000, TEXT_MAX = 400, READING_MAX = 4000 };

bool
setting_time(struct str value, int *minutes)
{
	struct str rest = value, hour;
	uint64_t h, m;

	if (!str_cut(&rest, ':', &hour) || rest.n != 2 || hour.n == 0 || hour.n > 2 ||
	    !num_u64(hour, 0, 23, &h) || !num_u64(rest, 0, 59, &m))
		return false;
	*minutes = (int)(60 * h + m);
	return true;
}

bool
setting_count(struct str value, enum due_count *out)
{
	static const struct {
		const char *word;
		enum due_count count;
	} words[] = {
	    {"clock-hours", COUNT_CLOCK_HOURS},
	    {"office-hours", COUNT_OFFICE_HOURS},
	    {"office-days", COUNT_OFFICE_DAYS},
	    {"days", COUNT_DAYS},
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_eq(value, str_of(words[i].word))) {
			*out = words[i].count;
			return true;
		}
	return false;
}

bool
setting_post(const struct policy *p, struct str *rest, int *post, struct str *section)
{
	struct str one, kind;

	if (!str_cut(rest, ',', &one))
		return false;
	one = str_trim(one);
	*section = STR("");
	if (str_find(one, STR("@")) == SIZE_MAX) {
		*post = policy_post(p, one);
		return true;
	}
	(void)str_cut(&one, '@', &kind);
	*post = policy_post(p, str_trim(kind));
	*section = str_trim(one);
	if (section->n == 0)
		*post = NONE;
	return true;
}

static bool
is_posts(const struct policy *p, struct str value)
{
	struct str rest = str_trim(value), section;
	int post;

	if (rest.n == 0)
		return true;
	while (setting_post(p, &rest, &post, &section))
		if (post == NONE || str_find(section, STR(" ")) != SIZE_MAX)
			return false;
	return true;
}

static bool
is_choice(const struct setting *s, struct str value)
{
	for (size_t i = 0; i < s->choices.n; i++)
		if (str_eq(s->choices.s[i], value))
			return true;
	return false;
}

bool
setting_takes(const struct policy *p, const struct setting *s, struct str value)
{
	enum due_count count;
	int64_t n;
	int minutes;

	switch (s->type) {
	case SETTING_NUMBER:
		return num_i64(value, 0, NUMBER_MAX, &n);
	case SETTING_TEXT:
		if (s->reading)
			return value.n > 0 && value.n <= READING_MAX;
		return value.n > 0 && value.n <= TEXT_MAX && str_find(value, STR("\n")) == SIZE_MAX;
	case SETTING_CHOICE:
		return is_choice(s, value);
	case SETTING_YESNO:
		return str_eq(value, STR("yes")) || str_eq(value, STR("no"));
	case SETTING_TIME:
		return setting_time(value, &minutes);
	case SETTING_ROLE:
		return policy_role(p, value) != NONE;
	case SETTING_POSTS:
		return is_posts(p, value);
	default:
		return setting_count(value, &count);
	}
}
