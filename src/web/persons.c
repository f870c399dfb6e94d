/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/persons.h"

#include "base/fold.h"
#include "web/label.h"
#include "web/page.h"

enum { LABEL_MAX = 4096 };

/* --- shown ----------------------------------------------------------------------------- */

struct str
persons_label(const struct desk *k, struct arena *a, struct str ids)
{
	struct buf b = buf_on(a, LABEL_MAX);
	struct str id;

	while (str_cut(&ids, ',', &id)) {
		if (id.n == 0)
			continue;
		if (b.n)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, label_person(k, id));
	}
	return buf_str(&b);
}

/* --- asked ----------------------------------------------------------------------------- */

struct finding {
	struct request *rq;
	struct view_input *out;
	struct view_option *picked, *found;
};

static bool
is_picked(const struct finding *f, struct str id)
{
	for (size_t i = 0; i < f->out->options_n; i++)
		if (str_eq(f->picked[i].value, id))
			return true;
	return false;
}

static struct view_option
option_of(struct request *rq, const struct person *p)
{
	const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);

	return (struct view_option){.value = p->id,
	    .label = p->name,
	    .note =
	        post ? PHRASE(rq->page, TEXT_FORM_POST, label_section(rq->desk, post->section), post->label)
	             : p->id};
}

static void
ids_pick(struct finding *f, struct str ids)
{
	struct str id;

	while (str_cut(&ids, ',', &id)) {
		const struct person *p = town_person(&f->rq->desk->town, str_trim(id));

		if (p == NULL || is_picked(f, p->id) || f->out->options_n == PERSONS_MAX)
			continue;
		f->picked[f->out->options_n] = option_of(f->rq, p);
		f->picked[f->out->options_n++].chosen = true;
	}
}

static bool
matches(struct request *rq, const struct person *p, struct str key)
{
	const struct post *post = town_main_post(&rq->desk->town, p, rq->desk->today);
	const struct str texts[] = {
	    p->name, p->kana, p->id, post ? label_section(rq->desk, post->section) : STR("")};

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (str_find(fold_key(rq->page, texts[i]), key) != SIZE_MAX)
			return true;
	return false;
}

static void
find(struct finding *f)
{
	struct request *rq = f->rq;
	struct str key = fold_key(rq->page, str_trim(f->out->query));
	const struct town *t = &rq->desk->town;

	for (size_t i = 0; i < t->persons_n && !f->out->more; i++) {
		const struct person *p = &t->persons[i];

		if (p->kind != PERSON_STAFF || !person_in_office(p, rq->desk->today) || is_picked(f, p->id) ||
		    !matches(rq, p, key))
			continue;
		if (f->out->found_n == PERSONS_SHOWN)
			f->out->more = true;
		else
			f->found[f->out->found_n++] = option_of(rq, p);
	}
}

void
persons_fill(struct request *rq, bool typed, struct view_input *out)
{
	struct finding f = {.rq = rq,
	    .out = out,
	    .picked = PAGE_LIST(rq, struct view_option, PERSONS_MAX),
	    .found = PAGE_LIST(rq, struct view_option, PERSONS_SHOWN)};

	out->people = true;
	for (size_t i = 0; typed && i < rq->form.n; i++)
		if (str_eq(rq->form.pairs[i].name, out->name))
			ids_pick(&f, rq->form.pairs[i].value);
	if (!typed)
		ids_pick(&f, out->value);
	out->options = f.picked;
	if (typed)
		out->query = request_typed(rq, arena_fmt(rq->page, "%.*s.q", STR_ARG(out->name)));
	out->searched = str_trim(out->query).n > 0;
	if (out->searched)
		find(&f);
	out->found = f.found;
}

/* --- sent ------------------------------------------------------------------------------ */

void
persons_write(const struct request *rq, struct str name, struct json_out *o)
{
	json_open(o, '[');
	for (size_t i = 0; i < rq->form.n; i++) {
		struct str ids = rq->form.pairs[i].value, id;

		while (str_eq(rq->form.pairs[i].name, name) && str_cut(&ids, ',', &id))
			if (str_trim(id).n)
				json_str(o, str_trim(id));
	}
	json_close(o, ']');
}
