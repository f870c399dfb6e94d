/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A verdict of today held against the effects of then. */
#include "rehearsal/retrial.h"

struct comparison {
	retrial_tell *tell;
	void *arg;
	uint64_t judged, different;
};

static void
changes_of(struct arena *a, const struct effects *then, const struct effects *now, struct retrial_finding *f)
{
	struct str *old = arena_array(a, then->n + 1, sizeof *old);
	bool *met = arena_array(a, then->n + 1, sizeof *met);

	f->changes = arena_array(a, then->n + now->n + 1, sizeof *f->changes);
	for (size_t i = 0; i < then->n; i++)
		old[i] = effect_write(a, &then->e[i]);
	for (size_t i = 0; i < now->n; i++) {
		struct str text = effect_write(a, &now->e[i]);
		size_t k =
		    i < then->n && !met[i] && str_eq(old[i], text) ? i : 0; /* mostly in the same place */

		while (k < then->n && (met[k] || !str_eq(old[k], text)))
			k++;
		if (k < then->n)
			met[k] = true;
		else
			f->changes[f->n++] = (struct retrial_change){true, &now->e[i]};
	}
	for (size_t i = 0; i < then->n; i++)
		if (!met[i])
			f->changes[f->n++] = (struct retrial_change){false, &then->e[i]};
}

static struct str
procedure_id(const struct policy *pol, const struct act *act, const struct facts *facts)
{
	if (act->kind == ACT_SUBMIT)
		return act->procedure;
	return facts->matter ? pol->procedures[facts->matter->procedure].id : STR("");
}

static void
verdict_hold(void *arg, struct arena *a, const struct retrial_case *c)
{
	struct comparison *h = arg;
	struct retrial_finding f = {.seq = c->entry->seq,
	    .matter = c->act->kind == ACT_SUBMIT ? c->entry->seq : c->act->matter,
	    .act = c->entry->act,
	    .actor = c->entry->actor,
	    .procedure = procedure_id(c->policy, c->act, c->facts)};
	struct verdict v;

	judge(a, c->policy, c->town, c->facts, c->act, c->who, &c->now, &v);
	h->judged++;
	if (v.allowed)
		changes_of(a, c->then, &v.effects, &f);
	else {
		f.why = v.why.n ? v.why : STR("—");
		f.way_out = v.way_out;
	}
	if (v.allowed && f.n == 0)
		return;
	h->different++;
	h->tell(h->arg, &f);
}

enum err
retrial_run(struct store *from, const struct policy *instead, retrial_tell *tell, void *arg,
    struct retrial_count *out, struct why *why)
{
	struct comparison h = {.tell = tell, .arg = arg};
	enum err e = retrial_walk(from, instead, verdict_hold, &h, out, why);

	out->judged = h.judged;
	out->different = h.different;
	return e;
}
