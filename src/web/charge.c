/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/charge.h"

#include "base/fold.h"
#include "model/may_read.h"
#include "query.h"
#include "web/label.h"
#include "web/page.h"

enum { MATTERS_MAX = 100, THINGS_MAX = 200 };

/* --- matters -------------------------------------------------------------------------- */

static void
matter_add(struct request *rq, const struct q_page_person_matters_out *row, struct charge *out)
{
	const struct policy *p;
	struct matter m = {.id = row->id,
	    .policy = row->policy,
	    .state = MATTER_OPEN,
	    .applicant = row->applicant,
	    .post = row->post,
	    .section = row->section};

	if (desk_policy(rq->desk, row->policy, &p) != ERR_OK ||
	    (m.procedure = policy_procedure(p, row->proc)) == NONE ||
	    !may_read_matter(p, &rq->desk->town, rq->who, rq->desk->today, &m)) {
		out->hidden++;
		return;
	}
	out->matters[out->matters_n++] = (struct view_pair){.label = p->procedures[m.procedure].label,
	    .value = row->number.n ? row->number
	                           : PHRASE(rq->page, TEXT_MATTER_APPLIED_ON, label_iso(rq->page, row->day)),
	    .href = label_path(rq->page, STR("/matter/"), row->id)};
}

static enum err
matters_read(struct request *rq, const struct person *p, struct charge *out)
{
	struct q_cursor c = q_page_person_matters_open(
	    rq->desk->store, &(struct q_page_person_matters_in){.applicant = p->id, .most = MATTERS_MAX});
	struct q_page_person_matters_out row;

	out->matters = PAGE_LIST(rq, struct view_pair, MATTERS_MAX);
	while (out->matters_n < MATTERS_MAX && q_page_person_matters_next(&c, rq->page, &row))
		matter_add(rq, &row, out);
	return q_cursor_end(&c);
}

/* --- things ------------------------------------------------------------------------------- */

/* One thing can be his in several ways. */
static bool
is_new(struct charge *out, int64_t id)
{
	for (size_t i = 0; i < out->seen_n; i++)
		if (out->seen[i] == id)
			return false;
	if (out->seen_n == THINGS_MAX)
		return false;
	out->seen[out->seen_n++] = id;
	return true;
}

static void
thing_add(struct request *rq, int64_t id, struct charge *out)
{
	const struct desk *k = rq->desk;
	struct q_page_item_out row;
	const struct reg *r;
	struct scope scope;
	int reg;

	if (!is_new(out, id) || q_page_item(k->store, rq->page, &(struct q_page_item_in){id}, &row) != ERR_OK)
		return;
	reg = policy_register(k->policy, row.reg);
	if (reg == NONE)
		return;
	may_read_scope(rq->page, k->policy, &k->town, rq->who, k->today, reg, NONE, &scope);
	if (!scope_has(&scope, row.section)) {
		out->hidden++;
		return;
	}
	r = &k->policy->registers[reg];
	out->things[out->things_n++] =
	    (struct view_pair){.label = label_item_row(rq, r, id, row.number, row.fields),
	        .value = choice_label(r->states, r->state_n, row.state),
	        .href = label_path(rq->page, STR("/item/"), id)};
}

/* What his open matters have taken: a laptop that is outside belongs to one until it is back. */
static enum err
taken_read(struct request *rq, const struct person *p, struct charge *out)
{
	struct q_cursor c = q_page_person_taken_open(
	    rq->desk->store, &(struct q_page_person_taken_in){.applicant = p->id, .most = THINGS_MAX});
	struct q_page_person_taken_out row;

	while (q_page_person_taken_next(&c, rq->page, &row))
		thing_add(rq, row.id, out);
	return q_cursor_end(&c);
}

/* What names him in a field for persons: 使う人, 持ち出している人. */
static enum err
named_read(struct request *rq, const struct person *p, const struct reg *r, const struct field *f,
    struct charge *out)
{
	struct q_page_person_named_in in = {
	    .field = arena_fmt(rq->page, "%.*s.%.*s", STR_ARG(r->id), STR_ARG(f->name)),
	    .text = fold_key(rq->page, p->id),
	    .most = THINGS_MAX};
	struct q_cursor c = q_page_person_named_open(rq->desk->store, &in);
	struct q_page_person_named_out row;

	while (q_page_person_named_next(&c, rq->page, &row))
		thing_add(rq, row.owner, out);
	return q_cursor_end(&c);
}

enum err
charge_read(struct request *rq, const struct person *p, struct charge *out)
{
	const struct policy *pol = rq->desk->policy;
	enum err e;

	*out = (struct charge){.things = PAGE_LIST(rq, struct view_pair, THINGS_MAX),
	    .seen = PAGE_LIST(rq, int64_t, THINGS_MAX)};
	e = matters_read(rq, p, out);
	if (e == ERR_OK)
		e = taken_read(rq, p, out);
	for (size_t r = 0; r < pol->registers_n; r++)
		for (size_t f = 0; e == ERR_OK && f < pol->registers[r].field_n; f++)
			if (pol->registers[r].fields[f].type == FIELD_PERSON &&
			    pol->registers[r].fields[f].list)
				e = named_read(rq, p, &pol->registers[r], &pol->registers[r].fields[f], out);
	return e;
}
