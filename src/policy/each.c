/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One for every owner, or for every person; and how many of them are enough. */
#include "base/num.h"
#include "policy/build.h"

enum { ENOUGH_MOST = 1000 };

static void
enough_build(const struct build *b, const struct node *map, struct step *s)
{
	static const char words[] = "all|one|none";
	const struct node *enough = node_get(map, "enough");
	int word = build_word(map, "enough", words);

	if (enough == NULL)
		return;
	if (!s->by.each && !s->by.each_person) {
		finding_add(b->lint, enough->key_at, "enough は each のある段階にだけ書けます。");
		return;
	}
	if (word != NONE) {
		s->enough = (enum enough)word;
	} else if (num_i64(enough->text, 1, ENOUGH_MOST, &s->enough_n)) {
		s->enough = ENOUGH_NUMBER;
	} else {
		s->enough = ENOUGH_SETTING;
		s->enough_setting = ref_setting(b, enough, SETTING_NUMBER);
		if (s->enough_setting != NONE)
			ref_unit(b, enough, s->enough_setting, "分|時間|日|開庁日|月|年|回/年");
	}
}

/* Whoever holds the role in one place: there is nobody to go round where items are asked. */
static void
person_build(const struct build *b, const struct node *each, struct step *s)
{
	s->by.each_person = true;
	if (s->by.kind != ACTOR_ROLE || s->by.of == OF_OWNER || s->board != NONE)
		finding_add(b->lint, each->key_at,
		    "each: person は、役割（of: applicant か of: town）がする段階にだけ使えます（就いている人ごとに1回）。");
}

void
each_build(const struct build *b, const struct node *map, struct step *s)
{
	const struct node *each = node_get(map, "each");

	s->by.each = node_yes(map, "each");
	if (each && str_eq(each->text, STR("person")))
		person_build(b, each, s);
	else if (s->by.each && (s->by.kind != ACTOR_ROLE || s->by.of != OF_OWNER))
		finding_add(b->lint, each->key_at,
		    "each: yes は、of に登録物の欄を書いた段階にだけ使えます（保有課ごとに1回）。");
	else if (each && !s->by.each && !str_eq(each->text, STR("no")) && !str_eq(each->text, STR("false")))
		finding_add(
		    b->lint, each->at, "each には yes（保有課ごと）か person（人ごと）を書いてください。");
	enough_build(b, map, s);
}
