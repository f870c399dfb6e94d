/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/label.h"

#include "base/buf.h"
#include "base/num.h"
#include "crypto/hash.h"

#include "query.h"
#include "web/persons.h"
#include "web/phrase.h"
#include "web/stored.h"

enum { VALUE_MAX = 64 * 1024, DAY_SECONDS = 24 * 60 * 60, LEFT_SHOWN = 3 * DAY_SECONDS };

/* --- days and times ------------------------------------------------------------- */

struct str
label_day(struct arena *a, day d)
{
	static const enum text_key names[] = {
	    TEXT_DAY_0, TEXT_DAY_1, TEXT_DAY_2, TEXT_DAY_3, TEXT_DAY_4, TEXT_DAY_5, TEXT_DAY_6};

	if (d == DAY_NONE || d == DAY_NEVER)
		return STR("");
	return PHRASE(a, TEXT_DAY_LONG, day_wareki(a, d), phrase(names[day_weekday(d)]));
}

struct str
label_iso(struct arena *a, struct str iso)
{
	day d;

	return day_parse_iso(iso, &d) ? label_day(a, d) : iso;
}

static struct str
clock_of(struct arena *a, int64_t seconds)
{
	int64_t s = seconds - day_begin(day_of_time(seconds));

	return arena_fmt(a, "%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60));
}

struct str
label_time(struct arena *a, int64_t seconds)
{
	return PHRASE(a, TEXT_DAY_TIME, day_wareki(a, day_of_time(seconds)), clock_of(a, seconds));
}

struct str
label_due(struct arena *a, int64_t seconds, bool late)
{
	day d = day_of_time(seconds);
	bool end = seconds - day_begin(d) >= DAY_SECONDS - 1;
	struct str when = label_day(a, d);

	if (seconds == 0)
		return STR("");
	if (!end)
		when = arena_fmt(a, "%.*s %.*s", STR_ARG(when), STR_ARG(clock_of(a, seconds)));
	return PHRASE(a, late ? TEXT_DUE_LATE : TEXT_DUE_BY, when);
}

static struct str
span_of(struct arena *a, int64_t seconds)
{
	int64_t minutes = seconds / 60, hours = minutes / 60;

	if (hours >= 2 * 24)
		return PHRASE(a, TEXT_SPAN_DAYS, arena_fmt(a, "%lld", (long long)hours / 24));
	if (hours == 0)
		return PHRASE(a, TEXT_SPAN_MINUTES, arena_fmt(a, "%lld", (long long)minutes));
	return PHRASE(a, TEXT_SPAN_HOURS, arena_fmt(a, "%lld", (long long)hours),
	    arena_fmt(a, "%lld", (long long)minutes % 60));
}

struct str
label_left(struct arena *a, int64_t due, int64_t now)
{
	if (due == 0 || due - now > LEFT_SHOWN)
		return STR("");
	return due < now ? PHRASE(a, TEXT_DUE_OVER, span_of(a, now - due))
	                 : PHRASE(a, TEXT_DUE_LEFT, span_of(a, due - now));
}

struct str
label_path(struct arena *a, struct str folder, int64_t id)
{
	struct buf b = buf_on(a, folder.n + 24);

	buf_add(&b, folder);
	buf_i64(&b, id);
	return buf_str(&b);
}

/* --- names -------------------------------------------------------------------------- */

struct str
label_person(const struct desk *k, struct str id)
{
	const struct person *p = town_person(&k->town, id);

	if (str_eq(id, STR("clock")))
		return phrase(TEXT_WHO_CLOCK);
	if (str_eq(id, STR("init")))
		return phrase(TEXT_WHO_INIT);
	return p ? p->name : id;
}

struct str
label_section(const struct desk *k, struct str id)
{
	const struct section *s = town_section(&k->town, id);

	if (id.n && id.p[0] == '@') /* a row of one person's own */
		return label_person(k, str_sub(id, 1, id.n));
	return s ? s->label : id;
}

struct str
label_post(const struct desk *k, struct str id)
{
	const struct post *p = town_post(&k->town, id);

	return p ? p->label : id;
}

struct str
label_clause(struct arena *a, struct str id)
{
	return id.n ? PHRASE(a, TEXT_CLAUSE, id) : STR("");
}

struct str
label_clauses(struct arena *a, const struct str_list *ids)
{
	struct buf b = buf_on(a, VALUE_MAX);

	for (size_t i = 0; i < ids->n; i++) {
		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, ids->s[i]);
	}
	return ids->n ? PHRASE(a, TEXT_CLAUSE, buf_str(&b)) : STR("");
}

/* --- items ------------------------------------------------------------------------------ */

/* Number and first line: what is painted on the thing and what one calls it. */
static struct str
item_name(struct arena *a, int64_t id, struct str number, struct str line)
{
	struct buf b = buf_on(a, VALUE_MAX);

	if (number.n && line.n) {
		buf_add(&b, number);
		buf_char(&b, ' ');
		buf_add(&b, line);
		return buf_str(&b);
	}
	if (number.n || line.n)
		return number.n ? number : line;
	return PHRASE(a, TEXT_ITEM_UNNAMED, arena_fmt(a, "%lld", (long long)id));
}

static const struct field *
first_line(const struct reg *r)
{
	for (size_t i = 0; i < r->field_n; i++)
		if (r->fields[i].type == FIELD_LINE)
			return &r->fields[i];
	return NULL;
}

struct str
label_item_row(struct request *rq, const struct reg *r, int64_t id, struct str number, struct str text)
{
	const struct field *f = first_line(r);

	return item_name(rq->page, id, number, f ? stored_text(rq->page, text, f->name) : STR(""));
}

struct str
label_item(struct request *rq, int64_t id)
{
	struct q_page_item_out row;
	int reg = NONE;

	if (q_page_item(rq->desk->store, rq->page, &(struct q_page_item_in){id}, &row) == ERR_OK)
		reg = policy_register(rq->desk->policy, row.reg);
	if (reg == NONE)
		return PHRASE(rq->page, TEXT_ITEM_UNNAMED, arena_fmt(rq->page, "%lld", (long long)id));
	return label_item_row(rq, &rq->desk->policy->registers[reg], id, row.number, row.fields);
}

struct str
label_item_of(struct request *rq, const struct item *it)
{
	const struct reg *r = &rq->policy->registers[it->reg];
	const struct field *f = first_line(r);

	return item_name(rq->page, it->id, it->number, f ? it->fields[f - r->fields].s : STR(""));
}

/* --- values -------------------------------------------------------------------------------- */

static struct str
items_label(struct request *rq, const struct value *v)
{
	struct buf b = buf_on(rq->page, VALUE_MAX);

	for (size_t i = 0; i < v->n; i++) {
		if (i)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, label_item(rq, v->items[i]));
	}
	return buf_str(&b);
}

static struct str
class_label(const struct policy *p, struct str id)
{
	int c = policy_class(p, id);

	return c == NONE ? id : p->classes[c].label;
}

static struct str
moment_label(struct arena *a, struct str iso)
{
	int minute;
	day d;

	return day_parse_time(iso, &d, &minute) ? label_time(a, day_begin(d) + minute * 60) : iso;
}

/* "SHA256 SIZE NAME" */
struct str
label_file(struct arena *a, struct str value)
{
	struct str hash, size;
	uint64_t n;

	if (!str_cut(&value, ' ', &hash) || !str_cut(&value, ' ', &size) || value.p == NULL ||
	    !num_u64(size, 0, INT64_MAX, &n))
		return STR("");
	if (n < 1000 * 1000)
		return PHRASE(
		    a, TEXT_FILE_KB, value, arena_fmt(a, "%llu", (unsigned long long)(n + 999) / 1000));
	return PHRASE(a, TEXT_FILE_MB, value,
	    arena_fmt(a, "%llu.%llu", (unsigned long long)n / 1000000, (unsigned long long)n / 100000 % 10));
}

struct str
label_file_href(struct arena *a, const char *folder, int64_t id, struct str value)
{
	struct hash h = hash_of(value);
	struct buf b = buf_on(a, 128);

	buf_fmt(&b, "%s%lld/file/", folder, (long long)id);
	buf_hex(&b, h.b, 16);
	return buf_str(&b);
}

static struct str
word_label(const struct desk *k, const struct policy *p, const struct field *f, struct str s, struct arena *a)
{
	switch (f->type) {
	case FIELD_DATE:
		return label_iso(a, s);
	case FIELD_TIME:
		return moment_label(a, s);
	case FIELD_CLASS:
		return class_label(p, s);
	case FIELD_PERSON:
		return label_person(k, s);
	case FIELD_PERSONS:
		return persons_label(k, a, s);
	case FIELD_SECTION:
		return label_section(k, s);
	case FIELD_CHOICE:
		return choice_label(f->choices, f->choice_n, s);
	case FIELD_FILE: {
		struct str file = label_file(a, s);

		return file.n ? file : s;
	}
	case FIELD_YESNO:
		return phrase(str_eq(s, STR("yes")) ? TEXT_YES : TEXT_NO);
	default:
		return s;
	}
}

struct str
label_value(struct request *rq, const struct policy *p, const struct field *f, const struct value *v)
{
	switch (v->kind) {
	case VALUE_EMPTY:
		return STR("");
	case VALUE_INT:
		return arena_fmt(rq->page, "%lld", (long long)v->i);
	case VALUE_ITEMS:
		return items_label(rq, v);
	case VALUE_STR:
		return v->s.n ? word_label(rq->desk, p, f, v->s, rq->page) : STR("");
	}
	return STR("");
}

struct str
label_json(struct request *rq, const struct policy *p, const struct field *f, struct str text)
{
	struct value v = stored_value(rq->page, text);

	return label_value(rq, p, f, &v);
}

struct view_pair
label_pair(struct request *rq, const struct policy *p, const struct field *f, const struct value *v)
{
	struct view_pair out = {
	    .label = f->label, .value = label_value(rq, p, f, v), .lines = f->type == FIELD_TEXT};

	if (v->kind == VALUE_ITEMS && v->n == 1)
		out.href = label_path(rq->page, STR("/item/"), v->items[0]);
	return out;
}

size_t
label_pairs(struct request *rq, const struct policy *p, const struct field *f, size_t n,
    const struct value *v, struct view_pair *out)
{
	size_t k = 0;

	for (size_t i = 0; v && i < n; i++) {
		/* several items: a line, and a link, for each */
		for (size_t j = 0; v[i].kind == VALUE_ITEMS && v[i].n > 1 && j < v[i].n; j++)
			out[k++] = label_pair(rq, p, &f[i],
			    &(struct value){.kind = VALUE_ITEMS, .items = &v[i].items[j], .n = 1});
		if (v[i].kind == VALUE_EMPTY || (v[i].kind == VALUE_ITEMS && v[i].n > 1))
			continue;
		out[k] = label_pair(rq, p, &f[i], &v[i]);
		k += out[k].value.n > 0;
	}
	return k;
}

/* --- matters and acts ------------------------------------------------------------------------ */

static const struct {
	const char *word, *mark;
	enum text_key label;
} states[] = {
    [MATTER_OPEN] = {"open", "wait", TEXT_STATE_OPEN},
    [MATTER_DONE] = {"done", "good", TEXT_STATE_DONE},
    [MATTER_REFUSED] = {"refused", "bad", TEXT_STATE_REFUSED},
    [MATTER_WITHDRAWN] = {"withdrawn", "plain", TEXT_STATE_WITHDRAWN},
    [MATTER_REVOKED] = {"revoked", "bad", TEXT_STATE_REVOKED},
};
enum { STATES = sizeof states / sizeof *states };

struct str
label_state(enum matter_state s)
{
	return phrase(states[s].label);
}

struct str
label_mark(enum matter_state s)
{
	return str_of(states[s].mark);
}

struct str
label_state_word(struct str word)
{
	for (size_t i = 0; i < STATES; i++)
		if (str_eq(word, str_of(states[i].word)))
			return phrase(states[i].label);
	return word;
}

struct str
label_state_mark(struct str word)
{
	for (size_t i = 0; i < STATES; i++)
		if (str_eq(word, str_of(states[i].word)))
			return str_of(states[i].mark);
	return STR("plain");
}

/* The sentence of a word in the ledger: "act." or "outcome." and the word; the word itself when it is new. */
static struct str
word_phrase(struct arena *a, const char *kind, struct str word)
{
	enum text_key key = text_find(arena_fmt(a, "%s%.*s", kind, STR_ARG(word)));

	return key < TEXT_COUNT ? phrase(key) : word;
}

bool
label_is_report(const struct procedure *p, int step)
{
	for (size_t i = 0; p->steps[step].kind == STEP_INFORM && i < p->step_n; i++)
		if (p->steps[i].called_by == step)
			return true;
	return false;
}

/* The step's own words for what was decided or done, where it has any. */
static struct str
outcome_label(struct arena *a, const struct procedure *p, int s, struct str outcome)
{
	const struct step *step = s == NONE ? NULL : &p->steps[s];

	if (step && str_eq(outcome, STR("permit")) && step->permit_word.n)
		return step->permit_word;
	if (step && str_eq(outcome, STR("refuse")) && step->refuse_word.n)
		return step->refuse_word;
	if (step && step->kind == STEP_INFORM && str_eq(outcome, STR("done")))
		return phrase(label_is_report(p, s) ? TEXT_OUTCOME_REPORTED : TEXT_OUTCOME_RECEIVED);
	if (step && step->kind == STEP_FORM && str_eq(outcome, STR("done")))
		return STR("");
	return word_phrase(a, "outcome.", outcome);
}

struct str
label_act(struct request *rq, const struct procedure *p, struct str act, struct str step, struct str outcome)
{
	int s = p && step.n ? step_index(p, step) : NONE;
	struct str what = s == NONE || p->steps[s].kind == STEP_FORM ? STR("") : p->steps[s].label;
	struct str word = STR("");

	if (outcome.n)
		word = outcome_label(rq->page, p, s, outcome);
	else if (s != NONE && p->steps[s].rows && str_eq(act, STR("do")))
		word = phrase(TEXT_ACT_ROW);
	if (word.n == 0)
		word = word_phrase(rq->page, "act.", act);
	return what.n ? PHRASE(rq->page, TEXT_ACT_OF_STEP, what, word) : word;
}

struct str
label_step_state(const struct procedure *p, const struct opened *o)
{
	static const enum text_key names[] = {
	    [STEP_OPEN] = TEXT_STEP_OPEN,
	    [STEP_DONE] = TEXT_STEP_DONE,
	    [STEP_PERMITTED] = TEXT_STEP_PERMITTED,
	    [STEP_REFUSED] = TEXT_STEP_REFUSED,
	    [STEP_UNCONFIRMED] = TEXT_STEP_UNCONFIRMED,
	    [STEP_CONFIRMED] = TEXT_STEP_CONFIRMED,
	    [STEP_ENDED] = TEXT_STEP_ENDED,
	    [STEP_CONDITIONAL] = TEXT_STEP_CONDITIONAL,
	    [STEP_TAKEN] = TEXT_STEP_TAKEN,
	    [STEP_PAST] = TEXT_STEP_PAST,
	};
	const struct step *s = &p->steps[o->step];
	bool report = label_is_report(p, o->step);

	if (o->state == STEP_PERMITTED && s->permit_word.n)
		return s->permit_word;
	if (o->state == STEP_REFUSED && s->refuse_word.n)
		return s->refuse_word;
	if (s->kind == STEP_INFORM && o->state == STEP_OPEN)
		return phrase(report ? TEXT_STEP_TO_REPORT : TEXT_STEP_TO_RECEIVE);
	if (s->kind == STEP_INFORM && o->state == STEP_DONE)
		return phrase(report ? TEXT_STEP_REPORTED : TEXT_STEP_RECEIVED);
	return phrase(names[o->state]);
}

struct str
label_step_mark(const struct opened *o)
{
	static const char *const marks[] = {
	    [STEP_OPEN] = "wait",
	    [STEP_DONE] = "good",
	    [STEP_PERMITTED] = "good",
	    [STEP_REFUSED] = "bad",
	    [STEP_UNCONFIRMED] = "wait",
	    [STEP_CONFIRMED] = "good",
	    [STEP_ENDED] = "plain",
	    [STEP_CONDITIONAL] = "good",
	    [STEP_TAKEN] = "plain",
	    [STEP_PAST] = "plain",
	};

	return str_of(marks[o->state]);
}

struct str
label_step(const struct procedure *p, int step, bool applied)
{
	if (p->steps[step].kind != STEP_FORM)
		return p->steps[step].label;
	return phrase(applied ? TEXT_STEP_AGAIN : TEXT_STEP_FILL_IN);
}

struct str
label_notice(struct arena *a, struct str kind)
{
	return word_phrase(a, "notice.", kind);
}

struct str
label_channel(struct str channel)
{
	static const struct {
		struct str word;
		enum text_key label;
	} names[] = {
	    {{"web", 3}, TEXT_CHANNEL_WEB},
	    {{"api", 3}, TEXT_CHANNEL_API},
	    {{"console", 7}, TEXT_CHANNEL_CONSOLE},
	    {{"station", 7}, TEXT_CHANNEL_STATION},
	    {{"clock", 5}, TEXT_CHANNEL_CLOCK},
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(channel, names[i].word))
			return phrase(names[i].label);
	return channel;
}
