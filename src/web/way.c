/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/way.h"

#include "base/num.h"
#include "web/label.h"
#include "web/page.h"
#include "web/stored.h"

enum { NAME_MAX_BYTES = 4096 };

static int
first_of_type(const struct field *f, size_t n, enum field_type type)
{
	for (size_t i = 0; i < n; i++)
		if (f[i].type == type)
			return (int)i;
	return NONE;
}

static bool
way_is_out(const struct step *s)
{
	return s->kind == STEP_DO && s->by.kind == ACTOR_APPLICANT && !s->rows;
}

enum err
way_read(const struct policy *p, struct str procedure, struct way *out)
{
	int at = policy_procedure(p, procedure);
	const struct procedure *proc = at == NONE ? NULL : &p->procedures[at];

	if (proc == NULL || !proc->station)
		return ERR_NOT_FOUND;
	*out = (struct way){.policy = p, .proc = proc, .out = NONE, .out_at = NONE};
	out->who = first_of_type(proc->form, proc->form_n, FIELD_PERSON);
	out->at = first_of_type(proc->form, proc->form_n, FIELD_TIME);
	out->guests = out->who == NONE || !proc->form[out->who].required;
	for (size_t i = 0; i < proc->step_n && out->out == NONE; i++)
		if (way_is_out(&proc->steps[i]))
			out->out = (int)i;
	if (out->out != NONE) {
		const struct step *s = &proc->steps[out->out];

		out->out_at = first_of_type(s->form, s->form_n, FIELD_TIME);
		out->one_tap = s->form_n == (out->out_at == NONE ? 0 : 1);
	}
	return ERR_OK;
}

enum err
way_of_station(struct request *rq, struct way *out)
{
	enum err e = way_read(rq->desk->policy, rq->who->procedure, out);

	if (e != ERR_OK)
		page_why(rq, TEXT_STATION_NO_WAY, TEXT_STATION_NO_WAY_TODO);
	return e;
}

enum err
way_of_matter(struct request *rq, struct str policy_hex, struct str procedure, struct way *out)
{
	const struct policy *p;
	enum err e = desk_policy(rq->desk, policy_hex, &p);

	return e == ERR_OK ? way_read(p, procedure, out) : e;
}

/* --- what is asked -------------------------------------------------------------------- */

static bool
is_asked(const struct way *w, int at, bool guest)
{
	const struct field *f = &w->proc->form[at];

	return at != w->who && at != w->at && !f->worked_out &&
	       (f->required || f->type == FIELD_CHOICE || guest);
}

size_t
way_asks(struct request *rq, const struct way *w, bool guest, const struct field **out)
{
	struct field *list = PAGE_LIST(rq, struct field, w->proc->form_n + 1);
	size_t n = 0;

	for (int at = 0; at < (int)w->proc->form_n; at++) {
		if (!is_asked(w, at, guest))
			continue;
		list[n] = w->proc->form[at];
		list[n].required = list[n].type != FIELD_TEXT || list[n].required;
		n++;
	}
	*out = list;
	return n;
}

size_t
way_asks_out(struct request *rq, const struct way *w, const struct field **out)
{
	const struct step *s = &w->proc->steps[w->out];
	struct field *list = PAGE_LIST(rq, struct field, s->form_n + 1);
	size_t n = 0;

	for (int at = 0; at < (int)s->form_n; at++)
		if (at != w->out_at && !s->form[at].worked_out)
			list[n++] = s->form[at];
	*out = list;
	return n;
}

/* --- what a form says ------------------------------------------------------------------- */

struct str
way_person(struct request *rq, const struct way *w, struct str form)
{
	return w->who == NONE ? STR("") : stored_text(rq->page, form, w->proc->form[w->who].name);
}

static void
part_add(struct buf *b, struct str part, struct str between)
{
	if (part.n == 0)
		return;
	if (b->n)
		buf_add(b, between);
	buf_add(b, part);
}

struct str
way_name(struct request *rq, const struct way *w, struct str form)
{
	struct str person = way_person(rq, w, form);
	struct buf b = buf_on(rq->page, NAME_MAX_BYTES);

	if (person.n)
		return label_person(rq->desk, person);
	for (size_t i = 0; i < w->proc->form_n; i++) {
		const struct field *f = &w->proc->form[i];

		if (f->type == FIELD_LINE && !f->required)
			part_add(&b, stored_text(rq->page, form, f->name), phrase(TEXT_STATION_SPACE));
	}
	return buf_done(&b) ? buf_str(&b) : STR("");
}

struct str
way_note(struct request *rq, const struct way *w, struct str form)
{
	const struct desk *k = rq->desk;
	struct str person = way_person(rq, w, form);
	const struct person *p = person.n ? town_person(&k->town, person) : NULL;
	const struct post *post = p ? town_main_post(&k->town, p, k->today) : NULL;
	struct buf b = buf_on(rq->page, NAME_MAX_BYTES);

	if (post)
		part_add(&b, label_section(k, post->section), STR(""));
	for (size_t i = 0; i < w->proc->form_n; i++) {
		const struct field *f = &w->proc->form[i];
		struct str id = f->type == FIELD_CHOICE ? stored_text(rq->page, form, f->name) : STR("");

		if (id.n)
			part_add(&b, choice_label(f->choices, f->choice_n, id), phrase(TEXT_STATION_DOT));
	}
	return buf_done(&b) ? buf_str(&b) : STR("");
}

/* --- moments ----------------------------------------------------------------------------- */

struct str
way_moment(struct arena *a, int64_t seconds)
{
	day d = day_of_time(seconds);
	int64_t s = seconds - day_begin(d);

	return arena_fmt(a, "%.*sT%02d:%02d", STR_ARG(day_iso(a, d)), (int)(s / 3600), (int)(s / 60 % 60));
}

int64_t
way_moment_read(struct str s)
{
	struct str date, hour;
	int64_t h, m;
	day d;

	if (!str_cut(&s, 'T', &date) || !day_parse_iso(date, &d) || !str_cut(&s, ':', &hour) ||
	    !num_i64(hour, 0, 23, &h) || s.n < 2 || !num_i64(str_sub(s, 0, 2), 0, 59, &m))
		return 0;
	return day_begin(d) + h * 3600 + m * 60;
}
