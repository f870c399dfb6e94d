/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rehearsal/telling.h"

#include "base/buf.h"

enum { LINE_MAX = 16 * 1024, NAMED_MAX = 8 };

static const struct {
	const char *act, *label;
} acts[] = {
    {"submit", "申請"},
    {"change", "記入し直し"},
    {"withdraw", "取下げ"},
    {"decide", "決定"},
    {"do", "実施"},
    {"raise", "引上げ"},
    {"confirm", "確認"},
    {"correct", "訂正"},
    {"revoke", "許可の取消し"},
    {"late", "期限の到来"},
};

static struct str
act_label(struct str act)
{
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (str_eq(act, str_of(acts[i].act)))
			return str_of(acts[i].label);
	return act;
}

static struct str
step_label(const struct telling *t, const struct retrial_finding *f, struct str step)
{
	int procedure = t->policy ? policy_procedure(t->policy, f->procedure) : NONE, at;

	if (procedure == NONE || (at = step_index(&t->policy->procedures[procedure], step)) == NONE)
		return step;
	return t->policy->procedures[procedure].steps[at].label;
}

static struct str
section_label(const struct telling *t, struct str id)
{
	const struct section *s = t->town ? town_section(t->town, id) : NULL;

	return s ? s->label : id;
}

/* Is there, on the other side, the same step for the same section: only its dates differ? */
static bool
has_twin(const struct retrial_finding *f, size_t of)
{
	const struct retrial_change *c = &f->changes[of];

	for (size_t i = 0; i < f->n; i++)
		if (f->changes[i].now != c->now && f->changes[i].e->what == EFFECT_STEP &&
		    str_eq(f->changes[i].e->step, c->e->step) &&
		    str_eq(f->changes[i].e->section, c->e->section))
			return true;
	return false;
}

/* "開く段階が増えます: A、B（税務課）。" */
static void
steps_tell(const struct telling *t, const struct retrial_finding *f, bool now, bool twin, const char *say,
    struct buf *b)
{
	size_t named = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct effect *e = f->changes[i].e;

		if (e->what != EFFECT_STEP || f->changes[i].now != now || has_twin(f, i) != twin)
			continue;
		if (named++ == NAMED_MAX)
			continue;
		buf_fmt(b, "%s%.*s", named == 1 ? say : "、", STR_ARG(step_label(t, f, e->step)));
		if (e->section.n)
			buf_fmt(b, "（%.*s）", STR_ARG(section_label(t, e->section)));
	}
	if (named > NAMED_MAX)
		buf_fmt(b, " ほか%zu", named - NAMED_MAX);
	if (named)
		buf_add(b, STR("。"));
}

/* What is not about steps: as it would stand in the entry. */
static void
rest_tell(struct arena *a, const struct retrial_finding *f, bool now, const char *say, struct buf *b)
{
	size_t named = 0;

	for (size_t i = 0; i < f->n; i++) {
		struct str text;

		if (f->changes[i].e->what == EFFECT_STEP || f->changes[i].now != now)
			continue;
		if (named++ >= NAMED_MAX)
			continue;
		text = effect_write(a, f->changes[i].e);
		buf_fmt(b, "%s%.*s", named == 1 ? say : " ", STR_ARG(text));
	}
	if (named > NAMED_MAX)
		buf_fmt(b, " ほか%zu", named - NAMED_MAX);
	if (named)
		buf_add(b, STR("。"));
}

struct str
telling_line(struct arena *a, const struct telling *t, const struct retrial_finding *f)
{
	struct buf b = buf_on(a, LINE_MAX);

	buf_fmt(&b, "%.*s（記載 %lld）: ", STR_ARG(act_label(f->act)), (long long)f->seq);
	if (f->why.n) {
		buf_fmt(&b, "断られます。%.*s%.*s", STR_ARG(f->why), STR_ARG(f->way_out));
		return buf_str(&b);
	}
	steps_tell(t, f, true, false, "開く段階が増えます: ", &b);
	steps_tell(t, f, false, false, "開かなくなる段階があります: ", &b);
	steps_tell(t, f, true, true, "担当または期限が変わる段階があります: ", &b);
	rest_tell(a, f, false, "なくなる結果: ", &b);
	rest_tell(a, f, true, "新しい結果: ", &b);
	return buf_str(&b);
}
