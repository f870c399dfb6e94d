/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/permit.h"

#include "base/fold.h"
#include "query.h"
#include "store/list.h"

/* What is sent, as the rows of lists have it: folded, an item by its number, several apart. */
struct words {
	struct arena *a;
	struct str *s;
	size_t n, room;
};

static void
word_add(struct words *w, struct str word)
{
	word = str_trim(fold_key(w->a, word));
	if (word.n)
		*LIST_ADD(w->a, w->s, w->n, w->room) = word;
}

static struct str
id_of_label(const struct choice *c, size_t n, struct str sent)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_trim(sent), c[i].label))
			return c[i].id;
	return sent;
}

static void
word_of_text(struct words *w, const struct field *f, struct str sent)
{
	struct str one, rest = sent;
	day d;

	switch (f->type) {
	case FIELD_DATE:
		word_add(w, day_parse(sent, &d) ? day_iso(w->a, d) : sent);
		break;
	case FIELD_PERSONS:
		while (str_cut(&rest, ',', &one))
			word_add(w, one);
		break;
	case FIELD_CHOICE:
		word_add(w, id_of_label(f->choices, f->choice_n, sent));
		break;
	case FIELD_LINE:
	case FIELD_TEXT:
	case FIELD_CLASS:
	case FIELD_PERSON:
	case FIELD_SECTION:
	case FIELD_ITEM:
	case FIELD_ITEMS:
	case FIELD_NUMBER:
	case FIELD_YESNO:
	case FIELD_TIME:
	case FIELD_FILE:
		word_add(w, sent);
		break;
	}
}

static void
word_read(struct words *w, const struct field *f, const struct json *v)
{
	if (v == NULL)
		return;
	if (v->kind == JSON_STR)
		word_of_text(w, f, v->s);
	else if (v->kind == JSON_INT)
		word_add(w, arena_fmt(w->a, "%lld", (long long)v->i));
	else if (v->kind == JSON_BOOL)
		word_add(w, v->b ? STR("yes") : STR("no"));
	else if (v->kind == JSON_LIST)
		for (v = v->first; v; v = v->next)
			if (v->kind == JSON_STR || v->kind == JSON_INT)
				word_read(w, f, v);
}

static bool
has_word(const struct words *w, struct str word)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->s[i], word))
			return true;
	return false;
}

/* One of several is enough. */
static bool
agrees(const struct words *sent, const struct field *theirs, struct str text)
{
	char sep = theirs->type == FIELD_PERSONS ? ',' : ' ';
	struct str one;

	if (theirs->type != FIELD_PERSONS && theirs->type != FIELD_ITEMS && theirs->type != FIELD_ITEM)
		return has_word(sent, text);
	while (str_cut(&text, sep, &one))
		if (has_word(sent, str_trim(one)))
			return true;
	return false;
}

static bool
is_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

enum err
permit_fetch(struct store *s, struct arena *a, const struct need_key *k, struct facts *facts)
{
	struct str field = arena_fmt(a, "%.*s.%.*s", STR_ARG(k->permit->id), STR_ARG(k->theirs->name));
	struct q_facts_permits_in in = {k->permit->id, day_iso(a, k->on), field};
	struct q_facts_permits_out row;
	struct q_cursor c = q_facts_permits_open(s, &in);
	struct words sent = {.a = a};
	int64_t *ids = NULL;
	size_t n = 0, room = 0;
	enum err e;

	word_read(&sent, k->ours, k->sent);
	while (q_facts_permits_next(&c, a, &row))
		if (agrees(&sent, k->theirs, row.text) &&
		    (!facts->permits_asked || is_among(facts->permits, facts->permit_n, row.id)))
			*LIST_ADD(a, ids, n, room) = row.id;
	e = q_cursor_end(&c);
	facts->permits = ids;
	facts->permit_n = n;
	facts->permits_asked = true;
	return e;
}
