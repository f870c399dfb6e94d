/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/entering.h"

#include "model/permission.h"
#include "web/field.h"
#include "web/label.h"
#include "web/page.h"

static struct str
word_of(enum entering what)
{
	return what == ENTERING_BEHALF ? STR("behalf") : STR("takeover");
}

bool
entering_may(const struct request *rq, enum entering what)
{
	return permission_has(
	    rq->desk->policy, &rq->desk->town, word_of(what), rq->who, NULL, NULL, rq->desk->today, NULL);
}

bool
entering_may_for(const struct request *rq, const struct person *who)
{
	return who != rq->who && (who->kind == PERSON_STAFF || who->kind == PERSON_OUTSIDER) &&
	       person_in_office(who, rq->desk->today) &&
	       permission_has(rq->desk->policy, &rq->desk->town, STR("behalf"), rq->who, who, NULL,
	           rq->desk->today, NULL);
}

/* --- for whom ------------------------------------------------------------------------------ */

static struct view_option
option_of(struct request *rq, const struct person *p, struct str more)
{
	return (struct view_option){.value = p->id,
	    .label = more.n ? PHRASE(rq->page, TEXT_FORM_PERSON, p->name, more) : p->name,
	    .chosen = str_eq(p->id, request_typed(rq, STR("behalf")))};
}

size_t
entering_persons(struct request *rq, const struct view_optgroup **out)
{
	const struct town *t = &rq->desk->town;
	struct view_optgroup *g = PAGE_LIST(rq, struct view_optgroup, t->sections_n + 1);
	const struct post **posts = arena_array(rq->page, t->persons_n, sizeof *posts);
	bool *may = arena_array(rq->page, t->persons_n, sizeof *may);
	size_t n = 0;

	for (size_t p = 0; p < t->persons_n; p++) {
		may[p] = entering_may_for(rq, &t->persons[p]);
		posts[p] = may[p] ? town_main_post(t, &t->persons[p], rq->desk->today) : NULL;
	}
	/* the last turn is for those who hold no post */
	for (size_t s = 0; s <= t->sections_n; s++) {
		struct view_option *o = PAGE_LIST(rq, struct view_option, t->persons_n);
		size_t members = 0;

		for (size_t p = 0; p < t->persons_n; p++) {
			const struct person *who = &t->persons[p];

			if (!may[p] || (s < t->sections_n) != (posts[p] != NULL))
				continue;
			if (posts[p] && str_eq(posts[p]->section, t->sections[s].id))
				o[members++] = option_of(rq, who, posts[p]->label);
			else if (posts[p] == NULL)
				o[members++] = option_of(rq, who, who->company);
		}
		if (members)
			g[n++] = (struct view_optgroup){
			    s < t->sections_n ? t->sections[s].label : phrase(TEXT_ENTERING_OUTSIDERS), o,
			    members};
	}
	*out = g;
	return n;
}

size_t
entering_steps(struct request *rq, const struct procedure *p, const struct view_option **out)
{
	struct view_option *o = PAGE_LIST(rq, struct view_option, p->step_n + 2);
	struct str chosen = request_typed(rq, STR("at"));
	size_t n = 0;

	for (size_t i = 0; i < p->step_n; i++)
		if (p->steps[i].called_by == NONE)
			o[n++] = (struct view_option){.value = p->steps[i].name,
			    .label = PHRASE(rq->page, TEXT_TAKEOVER_AT, p->steps[i].label),
			    .chosen = str_eq(p->steps[i].name, chosen)};
	o[n++] = (struct view_option){.value = STEP_FORM_NAME,
	    .label = phrase(TEXT_TAKEOVER_AT_FORM),
	    .chosen = str_eq(STEP_FORM_NAME, chosen)};
	if (p->valid.set)
		o[n++] = (struct view_option){.value = STR("done"),
		    .label = phrase(TEXT_TAKEOVER_AT_DONE),
		    .chosen = str_eq(STR("done"), chosen)};
	*out = o;
	return n;
}

/* --- the paper ------------------------------------------------------------------------------- */

size_t
entering_paper(
    struct request *rq, bool required, struct str bad, struct str why, const struct view_input **out)
{
	struct view_input *i = PAGE_LIST(rq, struct view_input, 2);

	i[0] = field_text(rq, "paper_number", TEXT_BEHALF_NUMBER, required, false);
	i[1] = field_text(rq, "paper_date", TEXT_BEHALF_DATE, required, false);
	i[1].is_line = false;
	i[1].is_date = true;
	i[1].hint = PHRASE(rq->page, TEXT_FORM_DATE, day_wareki_short(rq->page, rq->desk->today));
	for (int k = 0; k < 2; k++) {
		i[k].id = k ? STR("a-paper-date") : STR("a-paper-number");
		i[k].value = request_typed(rq, i[k].name);
		if (str_eq(bad, i[k].name))
			i[k].error = why;
		i[k].says = k && i[k].error.n ? STR("a-paper-date-hint a-paper-date-bad")
		            : k               ? STR("a-paper-date-hint")
		            : i[k].error.n    ? STR("a-paper-number-bad")
		                              : STR("");
	}
	*out = i;
	return 2;
}

bool
entering_has_paper(const struct request *rq)
{
	return str_trim(request_typed(rq, STR("paper_number"))).n > 0 ||
	       str_trim(request_typed(rq, STR("paper_date"))).n > 0;
}

bool
entering_check(const struct request *rq, bool required, struct str *bad)
{
	day d;

	*bad = STR("");
	if (!required && !entering_has_paper(rq))
		return true;
	if (str_trim(request_typed(rq, STR("paper_number"))).n == 0)
		*bad = STR("paper_number");
	else if (!day_parse(request_typed(rq, STR("paper_date")), &d))
		*bad = STR("paper_date");
	return bad->n == 0;
}

void
entering_write(const struct request *rq, struct json_out *o)
{
	struct str date = request_typed(rq, STR("paper_date"));
	day d;

	json_key(o, "_paper");
	json_open(o, '{');
	json_key(o, "number");
	json_str(o, str_trim(request_typed(rq, STR("paper_number"))));
	json_key(o, "date");
	json_str(o, day_parse(date, &d) ? day_iso(rq->page, d) : date);
	json_close(o, '}');
}
