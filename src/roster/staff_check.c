/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What only the rows of a staff list together can tell: one number is one person, one code is one section. */
#include "base/map.h"
#include "roster/staff.h"

enum {
	STAFF_DEEP = 16, /* sections above each other */
	STAFF_POSTS = 64 /* rows of one person that are compared */
};

static bool
overlap(const struct staff_row *a, const struct staff_row *b)
{
	/* without a first day a row counts from whenever the list does */
	return staff_from(a, DAY_NONE) <= staff_until(b) && staff_from(b, DAY_NONE) <= staff_until(a);
}

/* The cells that must be the same wherever a number or a code is the same. */
static void
same(struct staff *s, const struct staff_row *first, const struct staff_row *r, enum staff_column key,
    enum staff_column column)
{
	if (str_eq(first->cell[column], r->cell[column]))
		return;
	staff_fault(s, r, column,
	    "が %zu 行目と違います。%.*s「%.*s」の「%.*s」と「%.*s」のどちらかが誤りです。", first->line,
	    STR_ARG(staff_header(key)), STR_ARG(r->cell[key]), STR_ARG(first->cell[column]),
	    STR_ARG(r->cell[column]));
}

static void
check_person(struct staff *s, struct map *numbers, const struct staff_row *r)
{
	const struct staff_row *first = map_get(numbers, r->cell[STAFF_NUMBER]);

	if (r->vacant || r->cell[STAFF_NUMBER].n == 0)
		return;
	if (first == NULL) {
		map_put(numbers, r->cell[STAFF_NUMBER], s->rows + (r - s->rows));
		return;
	}
	same(s, first, r, STAFF_NUMBER, STAFF_NAME);
	same(s, first, r, STAFF_NUMBER, STAFF_KANA);
	same(s, first, r, STAFF_NUMBER, STAFF_LOGIN);
	same(s, first, r, STAFF_NUMBER, STAFF_DECIDER);
	same(s, first, r, STAFF_NUMBER, STAFF_CARD);
	same(s, first, r, STAFF_NUMBER, STAFF_COMPANY);
	if (first->outsider != r->outsider)
		staff_fault(s, r, STAFF_OUTSIDER, "が %zu 行目と違います。職員か庁外の人かのどちらかです。",
		    first->line);
}

static void
check_login(struct staff *s, struct map *logins, const struct staff_row *r, const struct town *town)
{
	struct str login = r->cell[STAFF_LOGIN], number = r->cell[STAFF_NUMBER];
	const struct staff_row *first = login.n > 0 ? map_get(logins, login) : NULL;
	const struct person *held =
	    town != NULL && login.n > 0 ? map_get(town->person_by_login, login) : NULL;

	if (login.n == 0)
		return;
	if (first == NULL)
		map_put(logins, login, s->rows + (r - s->rows));
	else if (!str_eq(first->cell[STAFF_NUMBER], number))
		staff_fault(s, r, STAFF_LOGIN, "「%.*s」は %zu 行目の職員番号「%.*s」の人のものです。",
		    STR_ARG(login), first->line, STR_ARG(first->cell[STAFF_NUMBER]));
	if (held != NULL && !str_eq(held->id, number))
		staff_fault(s, r, STAFF_LOGIN, "「%.*s」は、今の町では職員番号「%.*s」の人のものです。",
		    STR_ARG(login), STR_ARG(held->id));
}

static void
check_section(struct staff *s, struct map *sections, const struct staff_row *r)
{
	const struct staff_row *first = map_get(sections, r->cell[STAFF_SECTION]);

	if (r->cell[STAFF_SECTION].n == 0)
		return;
	if (first == NULL) {
		map_put(sections, r->cell[STAFF_SECTION], s->rows + (r - s->rows));
		return;
	}
	same(s, first, r, STAFF_SECTION, STAFF_LABEL);
	same(s, first, r, STAFF_SECTION, STAFF_SIGN);
	same(s, first, r, STAFF_SECTION, STAFF_UP);
	same(s, first, r, STAFF_SECTION, STAFF_ORGAN);
}

int
staff_organ(const struct policy *pol, struct str cell)
{
	int organ = policy_organ(pol, cell);

	for (size_t i = 0; organ == NONE && i < pol->organs_n; i++)
		if (str_eq(pol->organs[i].label, cell))
			organ = (int)i;
	return organ;
}

static void
check_organ(struct staff *s, const struct staff_row *r, const struct policy *pol)
{
	if (r->cell[STAFF_ORGAN].n > 0 && staff_organ(pol, r->cell[STAFF_ORGAN]) == NONE)
		staff_fault(s, r, STAFF_ORGAN, "「%.*s」という機関は、今のポリシーにありません。",
		    STR_ARG(r->cell[STAFF_ORGAN]));
}

/* Somebody of the staff, of this list or, where the list does not name him, of the town; not himself. */
static void
check_decider(struct staff *s, const struct map *numbers, const struct staff_row *r, const struct town *town)
{
	struct str id = r->cell[STAFF_DECIDER];
	const struct staff_row *row = id.n > 0 ? map_get(numbers, id) : NULL;
	const struct person *p = town != NULL && row == NULL ? town_person(town, id) : NULL;

	if (id.n == 0)
		return;
	if (str_eq(id, r->cell[STAFF_NUMBER]))
		staff_fault(s, r, STAFF_DECIDER, "に本人は書けません。");
	else if (row ? row->outsider : p == NULL || p->kind != PERSON_STAFF)
		staff_fault(s, r, STAFF_DECIDER, "「%.*s」という職員番号の職員がいません。", STR_ARG(id));
}

/* A section above must be a section, and nobody stands above himself. */
static void
check_up(struct staff *s, const struct map *sections, const struct staff_row *r, const struct town *town)
{
	struct str up = r->cell[STAFF_UP];
	const struct staff_row *at;

	if (up.n == 0 || map_get(sections, r->cell[STAFF_SECTION]) != r)
		return;
	at = map_get(sections, up);
	if (at == NULL && (town == NULL || town_section(town, up) == NULL))
		staff_fault(
		    s, r, STAFF_UP, "「%.*s」という所属は、この名簿にも今の町にもありません。", STR_ARG(up));
	for (size_t hops = 0; at != NULL; hops++) {
		if (at == r || hops > STAFF_DEEP) {
			staff_fault(s, r, STAFF_UP, "をたどると「%.*s」自身に戻るか、深すぎます。",
			    STR_ARG(r->cell[STAFF_SECTION]));
			return;
		}
		at = at->cell[STAFF_UP].n > 0 ? map_get(sections, at->cell[STAFF_UP]) : NULL;
	}
}

static void
check_pair(struct staff *s, const struct staff_row *before, const struct staff_row *r)
{
	if (!overlap(before, r))
		return;
	if (!before->concurrent && !r->concurrent)
		staff_fault(s, r, STAFF_CONCURRENT, "本務が %zu 行目にもあります。本務は同じ日に一つです。",
		    before->line);
	if (str_eq(before->cell[STAFF_SECTION], r->cell[STAFF_SECTION]) &&
	    str_eq(before->cell[STAFF_TITLE], r->cell[STAFF_TITLE]))
		staff_fault(s, r, STAFF_TITLE, "同じ職が %zu 行目にもあります。", before->line);
}

/* Rows of one person, chained in order: each is compared with those before it. */
static void
check_holdings(struct staff *s)
{
	struct map *last = map_new(s->arena);
	size_t *previous = arena_array(s->arena, s->n + 1, sizeof *previous);

	for (size_t i = 0; i < s->n; i++) {
		struct staff_row *r = &s->rows[i], *before;

		if (r->cell[STAFF_NUMBER].n == 0)
			continue;
		before = map_put(last, r->cell[STAFF_NUMBER], r);
		previous[i] = before != NULL ? (size_t)(before - s->rows) : SIZE_MAX;
		for (size_t k = previous[i], rows = 0; k != SIZE_MAX && rows < STAFF_POSTS;
		     k = previous[k], rows++)
			check_pair(s, &s->rows[k], r);
	}
}

/* --- one holder at a time -------------------------------------------------------------- */

static struct str
place_of(struct staff *s, const struct policy *pol, const struct staff_row *r)
{
	int kind = policy_post_of_title(pol, r->cell[STAFF_TITLE]);

	if (r->vacant || r->outsider || r->concurrent || kind == NONE || !pol->posts[kind].single)
		return STR("");
	return arena_fmt(
	    s->arena, "%.*s %.*s", STR_ARG(r->cell[STAFF_SECTION]), STR_ARG(pol->posts[kind].id));
}

/* Main holders of a post that is single, chained in order: each is compared with those before him. */
static void
check_single(struct staff *s, const struct policy *pol)
{
	struct map *last = map_new(s->arena);
	size_t *previous = arena_array(s->arena, s->n + 1, sizeof *previous);

	for (size_t i = 0; i < s->n; i++) {
		struct staff_row *r = &s->rows[i], *before;
		struct str place = place_of(s, pol, r);

		if (place.n == 0)
			continue;
		before = map_put(last, place, r);
		previous[i] = before != NULL ? (size_t)(before - s->rows) : SIZE_MAX;
		for (size_t k = previous[i]; k != SIZE_MAX; k = previous[k])
			if (overlap(&s->rows[k], r) &&
			    !str_eq(s->rows[k].cell[STAFF_NUMBER], r->cell[STAFF_NUMBER]))
				staff_fault(s, r, STAFF_TITLE,
				    "には %zu 行目の「%.*s」さんもいます。同じ課等のこの職に本務で就くのは、同じ日に一人です。",
				    s->rows[k].line, STR_ARG(s->rows[k].cell[STAFF_NAME]));
	}
}

void
staff_check(struct staff *s, const struct policy *pol, const struct town *town)
{
	struct map *numbers = map_new(s->arena), *logins = map_new(s->arena), *sections = map_new(s->arena);

	for (size_t i = 0; i < s->n; i++) {
		check_person(s, numbers, &s->rows[i]);
		check_login(s, logins, &s->rows[i], town);
		check_section(s, sections, &s->rows[i]);
		check_organ(s, &s->rows[i], pol);
	}
	for (size_t i = 0; i < s->n; i++) {
		check_up(s, sections, &s->rows[i], town);
		check_decider(s, numbers, &s->rows[i], town);
	}
	check_holdings(s);
	check_single(s, pol);
}
