/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/picker.h"

#include "base/fold.h"
#include "base/num.h"
#include "model/may_read.h"
#include "query.h"
#include "web/field.h"
#include "web/label.h"
#include "web/page.h"

enum { PICKED_MAX = 64, SCOPE_MAX = 16 * 1024 };

struct picker {
	struct request *rq;
	const struct field *f;
	struct view_input *out;
	struct view_option *found;
	int64_t picked[PICKED_MAX];
	size_t picked_n;
};

struct str
picker_scope(struct request *rq, int reg, int procedure, bool *all)
{
	struct buf b = buf_on(rq->page, SCOPE_MAX);
	struct scope s;

	may_read_scope(
	    rq->page, rq->desk->policy, &rq->desk->town, rq->who, rq->desk->today, reg, procedure, &s);
	for (size_t i = 0; i < s.n; i++) {
		buf_char(&b, ',');
		buf_add(&b, s.sections[i]);
	}
	buf_char(&b, ',');
	*all = s.all;
	return buf_str(&b);
}

static bool
is_picked(const struct picker *k, int64_t id)
{
	for (size_t i = 0; i < k->picked_n; i++)
		if (k->picked[i] == id)
			return true;
	return false;
}

static struct str
id_text(struct request *rq, int64_t id)
{
	return arena_fmt(rq->page, "%lld", (long long)id);
}

/* What was ticked, whether it was found now or before; nobody learns the name of what he may not read. */
static void
picked_fill(struct picker *k)
{
	struct request *rq = k->rq;
	struct view_option *o = PAGE_LIST(rq, struct view_option, PICKED_MAX);
	struct need_key *keys = arena_array(rq->page, PICKED_MAX, sizeof *keys);
	struct facts facts = {0};

	for (size_t i = 0; i < rq->form.n && k->picked_n < PICKED_MAX; i++) {
		int64_t id;

		if (!str_eq(rq->form.pairs[i].name, k->out->name) ||
		    !num_i64(rq->form.pairs[i].value, 0, INT64_MAX, &id) || is_picked(k, id))
			continue;
		keys[k->picked_n] = (struct need_key){.kind = NEED_ITEM, .id = id};
		k->picked[k->picked_n++] = id;
	}
	if (store_facts(rq->desk->store, rq->page, rq->desk->policy, keys, k->picked_n, &facts) != ERR_OK)
		return;
	for (size_t i = 0; i < k->picked_n; i++) {
		const struct item *it = facts_item(&facts, k->picked[i]);

		if (it && may_read_item(rq->desk->policy, &rq->desk->town, rq->who, rq->desk->today, it))
			o[k->out->options_n++] = (struct view_option){
			    .value = id_text(rq, it->id), .label = label_item(rq, it->id), .chosen = true};
	}
	k->out->options = o;
}

static struct str
found_note(struct request *rq, const struct reg *r, const struct q_page_pick_out *row)
{
	return PHRASE(rq->page, TEXT_PICKER_NOTE, r->label, label_section(rq->desk, row->section),
	    row->busy ? phrase(TEXT_PICKER_BUSY) : choice_label(r->states, r->state_n, row->state));
}

static void
register_find(struct picker *k, int reg)
{
	struct request *rq = k->rq;
	const struct reg *r = &rq->desk->policy->registers[reg];
	const struct post *post = town_main_post(&rq->desk->town, rq->who, rq->desk->today);
	struct q_page_pick_in in = {.reg = r->id,
	    .raw = str_trim(k->out->query),
	    .ended = r->keep.from,
	    .own = post ? post->section : STR(""),
	    .most = PICKER_SHOWN + 1};
	struct q_page_pick_out row;
	struct q_cursor c;
	bool all;

	in.scope = picker_scope(rq, reg, NONE, &all);
	in.all = all;
	in.q = fold_key(rq->page, in.raw);
	c = q_page_pick_open(rq->desk->store, &in);
	while (q_page_pick_next(&c, rq->page, &row)) {
		if (is_picked(k, row.id))
			continue;
		if (k->out->found_n == PICKER_SHOWN) {
			k->out->more = true;
			break;
		}
		k->found[k->out->found_n++] = (struct view_option){.value = id_text(rq, row.id),
		    .label = label_item_row(rq, r, row.id, row.number, row.fields),
		    .note = found_note(rq, r, &row)};
	}
	(void)!q_cursor_end(&c); /* a failure shows as nothing found */
}

void
picker_fill(
    struct request *rq, const struct policy *p, const struct field *f, bool typed, struct view_input *out)
{
	struct picker k = {.rq = rq, .f = f, .out = out};
	struct str query = arena_fmt(rq->page, "%.*s.q", STR_ARG(out->name));

	k.found = PAGE_LIST(rq, struct view_option, PICKER_SHOWN);
	out->found = k.found;
	out->searched = true;
	if (typed) {
		out->query = request_typed(rq, query);
		picked_fill(&k);
	}
	for (size_t i = 0; i < f->of_n; i++) {
		/* the form may be of an older policy: registers are the same by their id */
		int reg = policy_register(rq->desk->policy, p->registers[f->of[i]].id);

		if (reg != NONE && !out->more)
			register_find(&k, reg);
	}
}
