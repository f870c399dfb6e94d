/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Loads the whole town. */
#include "query.h"
#include "store/list.h"
#include "store/sqlite.h"

/* Ids to structs while holdings are read; town_index makes the lasting maps. */
struct ids {
	struct map *persons, *posts;
};

static day
day_or(struct str s, day otherwise)
{
	day d;

	return day_parse_iso(s, &d) ? d : otherwise;
}

static enum err
sections_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_sections_open(s);
	struct q_town_sections_out row;
	size_t room = 0;

	while (q_town_sections_next(&c, a, &row))
		*LIST_ADD(a, t->sections, t->sections_n, room) = (struct section){row.id, row.label, row.sign,
		    row.up, row.organ, day_or(row.from_day, DAY_NONE), day_or(row.until_day, DAY_NEVER)};
	return q_cursor_end(&c);
}

static enum err
posts_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_posts_open(s);
	struct q_town_posts_out row;
	size_t room = 0;

	while (q_town_posts_next(&c, a, &row))
		*LIST_ADD(a, t->posts, t->posts_n, room) =
		    (struct post){row.id, row.label, row.section, row.kind};
	return q_cursor_end(&c);
}

static enum err
persons_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_persons_open(s);
	struct q_town_persons_out row;
	size_t room = 0;

	while (q_town_persons_next(&c, a, &row))
		*LIST_ADD(a, t->persons, t->persons_n, room) = (struct person){.id = row.id,
		    .login = row.login,
		    .name = row.name,
		    .kana = row.kana,
		    .company = row.company,
		    .card = row.card,
		    .decider = row.decider,
		    .procedure = row.procedure,
		    .section = row.section,
		    .from = day_or(row.from_day, DAY_NONE),
		    .until = day_or(row.until_day, DAY_NEVER),
		    .kind = (enum person_kind)row.kind};
	return q_cursor_end(&c);
}

static struct ids
ids_of(struct arena *a, const struct town *t)
{
	struct ids ids = {map_new(a), map_new(a)};

	for (size_t i = 0; i < t->persons_n; i++)
		map_put(ids.persons, t->persons[i].id, &t->persons[i]);
	for (size_t i = 0; i < t->posts_n; i++)
		map_put(ids.posts, t->posts[i].id, &t->posts[i]);
	return ids;
}

/* A holding of somebody or something that is not there gives nobody anything. */
static enum err
holdings_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_holdings_open(s);
	struct q_town_holdings_out row;
	struct ids ids = ids_of(a, t);
	size_t room = 0;

	while (q_town_holdings_next(&c, a, &row)) {
		const struct person *person = map_get(ids.persons, row.person);
		const struct post *post = map_get(ids.posts, row.post);

		if (person == NULL || post == NULL)
			continue;
		*LIST_ADD(a, t->holdings, t->holdings_n, room) =
		    (struct holding){(int)(person - t->persons), (int)(post - t->posts), row.concurrent != 0,
		        day_or(row.from_day, DAY_NONE), day_or(row.until_day, DAY_NEVER)};
	}
	return q_cursor_end(&c);
}

static enum err
absences_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_absences_open(s);
	struct q_town_absences_out row;
	struct ids ids = ids_of(a, t);
	size_t room = 0;

	while (q_town_absences_next(&c, a, &row)) {
		const struct person *person = map_get(ids.persons, row.person);

		if (person == NULL)
			continue;
		*LIST_ADD(a, t->absences, t->absences_n, room) = (struct absence){(int)(person - t->persons),
		    day_or(row.from_day, DAY_NONE), day_or(row.until_day, DAY_NEVER), row.kind, row.reason};
	}
	return q_cursor_end(&c);
}

static enum err
settings_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_settings_open(s);
	struct q_town_settings_out row;
	size_t room = 0;

	while (q_town_settings_next(&c, a, &row))
		*LIST_ADD(a, t->settings, t->settings_n, room) = (struct decided){
		    row.setting, row.value, row.text, row.of, day_or(row.decided, DAY_NONE), row.time};
	return q_cursor_end(&c);
}

static enum err
holidays_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_cursor c = q_town_holidays_open(s);
	struct q_town_holidays_out row;
	day *days = NULL;
	size_t n = 0, room = 0;

	while (q_town_holidays_next(&c, a, &row)) {
		day d = day_or(row.day, DAY_NONE);

		if (d != DAY_NONE)
			*LIST_ADD(a, days, n, room) = d;
	}
	t->holidays = (struct holidays){days, n};
	return q_cursor_end(&c);
}

/* The origin of the log stands in every entry; the last one counts. */
static enum err
origin_load(struct store *s, struct arena *a, struct town *t)
{
	struct why why = {.arena = a};
	struct q_entry_count_out count;
	struct entry entry;
	struct str bytes;
	enum err e = q_entry_count(s, a, &count);

	if (e != ERR_OK || count.n == 0)
		return e;
	e = store_entry(s, a, count.n - 1, &bytes);
	if (e == ERR_OK)
		e = entry_read(a, bytes, &entry, &why);
	if (e == ERR_OK)
		t->origin = entry.town;
	return e;
}

static enum town_kind
kind_of(struct str word)
{
	if (str_eq(word, STR("demo")))
		return TOWN_DEMO;
	return str_eq(word, STR("test")) ? TOWN_TEST : TOWN_REAL;
}

static enum err
head_load(struct store *s, struct arena *a, struct town *t)
{
	struct q_town_head_out row;
	enum err e = q_town_head(s, a, &row);

	if (e != ERR_OK)
		return e;
	t->version = row.version;
	t->name = row.name;
	t->kind = kind_of(row.kind);
	return ERR_OK;
}

enum err
store_town(struct store *s, struct arena *a, struct town *out)
{
	/* in this order: holdings and absences point to persons and posts */
	static enum err (*const parts[])(struct store *, struct arena *, struct town *) = {
	    head_load,
	    origin_load,
	    sections_load,
	    posts_load,
	    persons_load,
	    holdings_load,
	    absences_load,
	    settings_load,
	    holidays_load,
	};
	enum err e = ERR_OK;

	*out = (struct town){.version = 0};
	for (size_t i = 0; i < sizeof parts / sizeof *parts && e == ERR_OK; i++)
		e = parts[i](s, a, out);
	if (e == ERR_OK)
		town_index(a, out);
	return e;
}

enum err
store_town_version(struct store *s, struct arena *a, int64_t *version, struct str *policy_hex)
{
	struct q_town_version_out row;
	enum err e = q_town_version(s, a, &row);

	if (e != ERR_OK)
		return e;
	*version = row.version;
	*policy_hex = row.policy;
	return ERR_OK;
}
