/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Thousands of random acts through the engine, under the town's real policy:
 * whatever came of them, the ledger makes the same tables again and verifies.
 * At least half are allowed, and every kind of act is both allowed and refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "gate/engine.h"
#include "ledger/verify.h"
#include "policy/load.h"

#include "sound.h"

enum {
	ROUNDS = 6000, BATCH = 24, FILES = 32, POLICIES = 8, ITEMS = 600, MATTERS = 4000, PERSONS = 11,
	TEXT = 8192, MIB = 1024 * 1024
};

struct files {
	struct policy_file f[FILES];
	size_t n;
};

/* What the acting side remembers; a batch that is undone takes it back. */
struct memory {
	int64_t matter[MATTERS];
	int matters;
	int64_t item[ITEMS];
	int reg[ITEMS];
	int items;
	int holidays, adopted;
};

struct life {
	struct arena *keep, *a;
	struct store *store;
	struct engine *engine;
	struct files files;
	struct policy *pol[POLICIES]; /* 0 = the first; others differ by a comment */
	uint64_t seed;
	int64_t time;
	long acts, allowed;
	long yes[ACT_COUNT], no[ACT_COUNT], outcome[OUTCOME_CONDITIONAL + 1], err[64];
	long behalf, taken, by_clock, rows, reminded, escalated, past; /* seen in entries */
	struct memory m;
	char text[TEXT];
};

static const char *const persons[PERSONS] = {
	"1001", "1002", "1003", "1101", "1102", "1103", "1201", "1202", "1203", "1301", "1302",
};

static uint32_t
below(struct life *l, uint32_t n)
{
	l->seed ^= l->seed << 13;
	l->seed ^= l->seed >> 7;
	l->seed ^= l->seed << 17;
	return (uint32_t)(l->seed >> 33) % n;
}

static struct str
hex_of(struct arena *a, const struct hash *h)
{
	struct buf b = buf_on(a, 2 * HASH_SIZE);

	buf_hex(&b, h->b, sizeof h->b);
	return buf_str(&b);
}

/* --- the policy ---------------------------------------------------------------------- */

static struct str
file_whole(struct arena *a, const char *path)
{
	char *p = arena_alloc(a, MIB);
	FILE *f = fopen(path, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(p, 1, MIB, f);
	(void)fclose(f);
	return (struct str){p, n};
}

static void
files_read(struct life *l)
{
	DIR *d = opendir("policy/taishi");
	struct dirent *e;

	assert_non_null(d);
	while ((e = readdir(d)) != NULL)
		if (str_ends(str_of(e->d_name), STR(".yaml")))
			l->files.f[l->files.n++] = (struct policy_file){arena_str(l->keep, str_of(e->d_name)),
			    file_whole(l->keep, arena_fmt(l->keep, "policy/taishi/%s", e->d_name).p)};
	(void)closedir(d);
}

/* The files of the n-th policy: another comment at the end of the first file. */
static struct files
files_of(const struct life *l, int n)
{
	struct files f = l->files;

	if (n > 0)
		f.f[0].bytes = arena_fmt(l->keep, "%.*s\n# %d\n", STR_ARG(f.f[0].bytes), n);
	return f;
}

static struct policy *
policy_nth(struct life *l, int n)
{
	struct files f = files_of(l, n);
	struct lint lint = {.arena = l->keep};

	if (l->pol[n] == NULL)
		assert_int_equal(policy_load(l->keep, f.f, f.n, &l->pol[n], &lint), ERR_OK);
	return l->pol[n];
}

static struct policy *
policy_of_matter(struct life *l, int64_t matter)
{
	struct str hex;

	if (store_matter_policy(l->store, l->a, matter, &hex) != ERR_OK)
		return NULL;
	for (int i = 0; i < POLICIES && l->pol[i]; i++)
		if (str_eq(hex_of(l->a, &l->pol[i]->hash), hex))
			return l->pol[i];
	return NULL;
}

/* --- forms --------------------------------------------------------------------------- */

static struct item *
item_fetch(struct life *l, int64_t id)
{
	struct need_key key = {.kind = NEED_ITEM, .id = id};
	struct facts f = {0};

	if (store_facts(l->store, l->a, engine_policy(l->engine), &key, 1, &f) != ERR_OK)
		return NULL;
	return f.item_n ? &f.items[0] : NULL;
}

static bool
may_come_from(const struct field *f, int reg)
{
	for (size_t i = 0; i < f->of_n; i++)
		if (f->of[i] == reg)
			return true;
	return false;
}

/* An item that is free, in use and of a register of the field; -1 when chance finds none. */
static int64_t
item_any(struct life *l, const struct field *f)
{
	for (int tries = 0; l->m.items && tries < 30; tries++) {
		int i = (int)below(l, (uint32_t)l->m.items);
		struct item *it = may_come_from(f, l->m.reg[i]) ? item_fetch(l, l->m.item[i]) : NULL;

		if (it && it->busy == 0 && str_eq(it->state, STR("in-use")))
			return it->id;
	}
	return -1;
}

static void
field_put(struct life *l, struct json_out *o, const struct field *f)
{
	day today = day_of_time(l->time), end = day_fiscal_last(day_fiscal_year(today));
	int64_t id;

	switch (f->type) {
	case FIELD_PERSONS:
	case FIELD_FILE: /* not in these policies */
	case FIELD_LINE:
	case FIELD_TEXT:
		json_str(o, below(l, 3) ? STR("業務のため") : STR("𠮷野「\\\"」ｶﾅ"));
		break;
	case FIELD_DATE:
		today += (day)below(l, 40);
		json_str(o, day_iso(l->a, f->not_after == NOT_AFTER_FISCAL_YEAR_END && today > end ? end : today));
		break;
	case FIELD_TIME:
		json_str(o, arena_fmt(l->a, "%.*sT08:45", STR_ARG(day_iso(l->a, today))));
		break;
	case FIELD_CLASS:
		json_str(o, engine_policy(l->engine)->classes[below(l, (uint32_t)engine_policy(l->engine)->classes_n)].id);
		break;
	case FIELD_PERSON:
		json_str(o, str_of(persons[below(l, PERSONS)]));
		break;
	case FIELD_SECTION:
		json_str(o, STR("zeimu"));
		break;
	case FIELD_NUMBER:
		json_int(o, below(l, 100));
		break;
	case FIELD_CHOICE:
		json_str(o, f->choices[below(l, (uint32_t)f->choice_n)].id);
		break;
	case FIELD_YESNO:
		json_bool(o, below(l, 2));
		break;
	case FIELD_ITEM:
		json_int(o, item_any(l, f));
		break;
	case FIELD_ITEMS:
		id = item_any(l, f);
		json_open(o, '[');
		if (id >= 0)
			json_int(o, id);
		json_close(o, ']');
		break;
	}
}

static void
paper_put(struct life *l, struct json_out *o)
{
	json_key(o, "_paper");
	json_open(o, '{');
	json_key(o, "number");
	json_str(o, STR("紙第５号"));
	json_key(o, "date");
	json_str(o, day_iso(l->a, day_of_time(l->time) - (day)below(l, 9) + (day)!below(l, 9)));
	json_close(o, '}');
}

/* Now and then a field that must be there is missing, or one that nobody knows is there. */
static void
form_put(struct life *l, struct json_out *o, const struct field *fields, size_t n, bool paper)
{
	json_open(o, '{');
	if (paper)
		paper_put(l, o);
	for (size_t i = 0; i < n; i++) {
		if (fields[i].worked_out || (!fields[i].required && below(l, 2)) || (fields[i].required && below(l, 60) == 0))
			continue;
		json_key_str(o, fields[i].name);
		field_put(l, o, &fields[i]);
	}
	if (below(l, 80) == 0) {
		json_key(o, "unknown");
		json_int(o, 1);
	}
	json_close(o, '}');
}

/* --- acts ------------------------------------------------------------------------------ */

static void
effect_note(struct life *l, const struct effect *e)
{
	switch (e->what) {
	case EFFECT_ADD:
		if (l->m.items < ITEMS) {
			l->m.item[l->m.items] = e->item;
			l->m.reg[l->m.items++] = policy_register(engine_policy(l->engine), e->reg);
		}
		break;
	case EFFECT_OPEN:
		if (l->m.matters < MATTERS)
			l->m.matter[l->m.matters++] = e->matter;
		l->taken += e->flag == 1;
		l->by_clock += e->flag == 2;
		break;
	case EFFECT_LATE:
		l->reminded += e->flag == 1;
		break;
	case EFFECT_ROW:
		l->rows++;
		break;
	case EFFECT_PAST:
		l->past++;
		break;
	default:
		break;
	}
}

static void
entry_note(struct life *l, int64_t seq)
{
	struct effects fx;
	struct entry e;
	struct str bytes;

	assert_int_equal(store_entry(l->store, l->a, seq, &bytes), ERR_OK);
	assert_int_equal(entry_read(l->a, bytes, &e, NULL), ERR_OK);
	assert_int_equal(effects_read(l->a, e.effects, &fx, NULL), ERR_OK);
	l->behalf += e.behalf.n > 0;
	for (size_t i = 0; i < fx.n; i++) {
		effect_note(l, &fx.e[i]);
		l->escalated += fx.e[i].what == EFFECT_RAISE && str_eq(e.actor, STR("clock"));
	}
}

/* A third of all acts goes wrong in some way. */
static void
spoil(struct life *l, struct act *act, struct str *person)
{
	switch (below(l, 24)) {
	case 0: *person = str_of(persons[below(l, PERSONS)]); break;
	case 1: act->seen -= 1; break;
	case 2: act->seen = -1; break;
	case 3: act->step = STR("nowhere"); break;
	case 4: act->post = STR("zeimu-head"); break;
	case 5: *person = STR("9999"); break;
	case 6: act->matter = act->matter ? 1 + (int64_t)below(l, 5000) : 0; break;
	case 7: act->id = arena_fmt(l->a, "act-%ld", l->acts ? (long)below(l, (uint32_t)l->acts) : 0); break;
	default: break;
	}
}

static bool
act_try(struct life *l, struct act *act, struct str person, bool honest)
{
	bool clock = act_is_clock(act->kind);
	enum act_kind kind = act->kind;
	struct reply r;

	act->id = arena_fmt(l->a, "act-%ld", l->acts++);
	if (!honest && !clock)
		spoil(l, act, &person);
	engine_act(l->engine, l->a, act, clock ? STR("") : person,
	    clock                                ? CHANNEL_CLOCK
	    : str_starts(person, STR("@"))       ? CHANNEL_STATION
	                                         : CHANNEL_WEB,
	    l->time, &r);
	assert_true(r.err == ERR_OK || (r.err != ERR_CORRUPT && r.err != ERR_IO && r.err != ERR_FULL));
	assert_true(r.json.n > 0);
	l->err[r.err]++;
	if (r.err != ERR_OK) {
		l->no[kind]++;
		return false;
	}
	if (r.repeated)
		return true;
	l->allowed++;
	l->yes[kind]++;
	l->outcome[act->outcome]++;
	entry_note(l, r.seq);
	return true;
}

static const struct json *
tree(struct life *l, struct str text)
{
	struct json *t;

	assert_int_equal(json_read(l->a, text, ACT_MAX, &t, NULL), ERR_OK);
	return t;
}

static struct json_out
out(struct life *l, struct buf *b)
{
	*b = buf_on(l->a, MIB);
	return (struct json_out){.buf = b};
}

static struct str
at_any(struct life *l, const struct procedure *p)
{
	switch (below(l, 4)) {
	case 0:
		return STR("form");
	case 1:
		return STR("done");
	default:
		return p->step_n ? p->steps[below(l, (uint32_t)p->step_n)].name : STR("nowhere");
	}
}

static void
live_submit(struct life *l)
{
	const struct policy *pol = engine_policy(l->engine);
	/* things first: there is nothing to do with nothing */
	const char *enter[] = {"asset-enter", "device-enter", "medium-enter", "take-out"};
	int p = below(l, 2) ? policy_procedure(pol, str_of(enter[below(l, 4)])) : (int)below(l, (uint32_t)pol->procedures_n);
	struct act act = {.kind = ACT_SUBMIT, .seen = -1, .procedure = pol->procedures[p].id};
	struct buf b;
	struct json_out o = out(l, &b);

	struct str who = str_of(persons[3 + below(l, PERSONS - 3)]);
	bool paper = false;

	switch (below(l, 12)) {
	case 0: /* for somebody else, with his paper or with his word */
		act.behalf = str_of(persons[below(l, PERSONS)]);
		who = STR("1101");
		paper = below(l, 2);
		break;
	case 1: /* from paper */
		act.at = at_any(l, &pol->procedures[p]);
		act.behalf = below(l, 2) ? str_of(persons[below(l, PERSONS)]) : STR("");
		who = STR("1101");
		paper = below(l, 12);
		break;
	default:
		break;
	}
	form_put(l, &o, pol->procedures[p].form, pol->procedures[p].form_n, paper);
	act.body = tree(l, buf_str(&b));
	act_try(l, &act, who, false);
}

/* The door is a station's. */
static void
live_door(struct life *l)
{
	const struct policy *pol = engine_policy(l->engine);
	int p = policy_procedure(pol, STR("door-book"));
	struct act act = {.kind = ACT_SUBMIT, .seen = -1, .procedure = STR("door-book")};
	struct buf b;
	struct json_out o = out(l, &b);

	form_put(l, &o, pol->procedures[p].form, pol->procedures[p].form_n, false);
	act.body = tree(l, buf_str(&b));
	act_try(l, &act, STR("@genkan"), true);
}

/* One field of what was typed gets another value. */
static void
correction_put(struct life *l, struct json_out *o, const struct field *fields, size_t n)
{
	const struct field *f = &fields[below(l, (uint32_t)n)];

	json_open(o, '{');
	json_key(o, "reason");
	json_str(o, STR("書き間違い"));
	json_key(o, "form");
	json_open(o, '{');
	json_key_str(o, f->name);
	field_put(l, o, f);
	json_close(o, '}');
	json_close(o, '}');
}

/* A row, or the last one, or only the end. */
static void
row_put(struct life *l, struct json_out *o, const struct step *s)
{
	json_open(o, '{');
	for (size_t i = 0; i < s->form_n; i++) {
		json_key_str(o, s->form[i].name);
		field_put(l, o, &s->form[i]);
	}
	if (below(l, 3) == 0) {
		json_key(o, "_close");
		json_bool(o, true);
	}
	json_close(o, '}');
}

/* What is wanted with it: the body of a button. */
static const struct json *
button_body(struct life *l, const struct procedure *proc, const struct next *n)
{
	int step = n->step.n ? step_index(proc, n->step) : NONE;
	struct buf b;
	struct json_out o = out(l, &b);

	switch (n->act) {
	case ACT_DO:
		if (n->rows)
			row_put(l, &o, &proc->steps[step]);
		else
			form_put(l, &o, proc->steps[step].form, proc->steps[step].form_n, false);
		break;
	case ACT_CHANGE:
		form_put(l, &o, proc->form, proc->form_n, false);
		break;
	case ACT_CORRECT:
		if (step == NONE)
			correction_put(l, &o, proc->form, proc->form_n);
		else
			correction_put(l, &o, proc->steps[step].form, proc->steps[step].form_n);
		break;
	case ACT_COMMENT:
		return tree(l, STR("{\"text\":\"確かめました。\"}"));
	case ACT_WITHDRAW:
	case ACT_REVOKE:
	case ACT_RAISE:
		return tree(l, STR("{\"reason\":\"要らなくなった\"}"));
	default:
		return tree(l, below(l, 8) ? STR("{\"note\":\"よい\"}") : STR("{}"));
	}
	return tree(l, buf_str(&b));
}

static enum outcome
outcome_any(struct life *l)
{
	static const enum outcome some[] = {OUTCOME_REFUSE, OUTCOME_RETURN, OUTCOME_CONDITIONAL};
	uint32_t i = below(l, 10);

	return i < 3 ? some[i] : OUTCOME_PERMIT;
}

static bool
is_rare(enum act_kind k)
{
	return k == ACT_WITHDRAW || k == ACT_REVOKE || k == ACT_COMMENT || k == ACT_CORRECT || k == ACT_REVIEW ||
	       k == ACT_RAISE;
}

/* One of the last matters, mostly one that is open. */
static struct policy *
matter_any(struct life *l, struct facts *f)
{
	struct policy *pol = NULL;

	for (int tries = 0; tries < 8; tries++) {
		int back = l->m.matters < 60 ? l->m.matters : 60;
		int64_t id = l->m.matters ? l->m.matter[l->m.matters - 1 - (int)below(l, (uint32_t)back)] : 1;
		struct now now = {l->time, day_of_time(l->time), (int64_t)store_tree(l->store)->size};
		struct act ask = {.kind = ACT_DECIDE, .matter = id, .seen = -1};
		struct need_key keys[NEED_MAX];

		*f = (struct facts){0};
		pol = policy_of_matter(l, id);
		for (int i = 0; pol && i < 2; i++) {
			size_t n = need(pol, &ask, f, &now, keys);

			assert_int_equal(store_facts(l->store, l->a, pol, keys, n, f), ERR_OK);
		}
		if (pol && f->matter->state == MATTER_OPEN)
			break;
	}
	return pol;
}

static void
live_matter(struct life *l)
{
	struct facts f;
	struct policy *pol = matter_any(l, &f);
	struct next *list;
	size_t n;

	if (pol == NULL)
		return;
	for (int tries = 0; tries < 2 * PERSONS; tries++) {
		struct str whose = below(l, 2 * PERSONS) ? str_of(persons[below(l, PERSONS)]) : STR("@genkan");
		const struct person *who = town_person(engine_town(l->engine), whose);
		struct act act;
		struct next *b;

		n = who ? judge_buttons(l->a, pol, engine_town(l->engine), &f, who, day_of_time(l->time), &list) : 0;
		if (n == 0)
			continue;
		b = &list[below(l, (uint32_t)n)];
		if (is_rare(b->act) && below(l, b->act == ACT_REVOKE ? 3 : 30))
			continue;
		act = (struct act){.kind = b->act, .matter = f.matter->id, .seen = f.matter->last, .step = b->step};
		if (b->act == ACT_DECIDE)
			act.outcome = outcome_any(l);
		if (b->act == ACT_COMMENT)
			act.seen = -1;
		act.body = button_body(l, &pol->procedures[f.matter->procedure], b);
		if (b->act == ACT_CONFIRM || is_rare(b->act)) { /* so each is also tried on an old page */
			struct act stale = act;

			stale.seen--;
			act_try(l, &stale, who->id, true);
		}
		act_try(l, &act, who->id, below(l, 2));
		return;
	}
}

static const char *
iso_in(struct life *l, int days)
{
	return arena_str(l->a, day_iso(l->a, day_of_time(l->time) + days)).p;
}

static void
live_town(struct life *l)
{
	const struct policy *pol = engine_policy(l->engine);
	struct act act = {.seen = -1};
	struct str who = below(l, 4) ? STR("1101") : str_of(persons[below(l, PERSONS)]);
	const char *person = persons[6 + below(l, 5)];

	switch (below(l, 7)) {
	case 4:
		act.kind = ACT_ABSENT;
		snprintf(l->text, TEXT, "{\"person\":\"%s\",\"from\":\"%s\",\"until\":\"%s\",\"reason\":\"出張\"}",
		    persons[below(l, PERSONS)], iso_in(l, (int)below(l, 3)), iso_in(l, 1 + (int)below(l, 5)));
		break;
	case 5:
		act.kind = ACT_STATION;
		snprintf(l->text, TEXT, "{\"station\":\"genkan\",\"label\":\"玄関\",\"procedure\":\"door-book\",\"section\":\"soumu\"}");
		break;
	case 6:
		act.kind = ACT_CODE;
		snprintf(l->text, TEXT, "{\"persons\":[\"%s\"]}", person);
		break;
	case 0:
		act.kind = ACT_PEOPLE;
		snprintf(l->text, TEXT, "{\"effective\":\"%s\",\"sections\":[{\"id\":\"zeimu\",\"label\":\"税務課\",\"sign\":\"太税%u\",\"up\":\"exec\"}]}",
		    iso_in(l, 0), below(l, 50));
		break;
	case 1:
		act.kind = ACT_APPOINT;
		snprintf(l->text, TEXT, "{\"person\":\"%s\",\"post\":\"soumu-other\",\"from\":\"%s\",\"until\":\"%s\",\"concurrent\":true}",
		    person, iso_in(l, (int)below(l, 3)), iso_in(l, 3 + (int)below(l, 9)));
		break;
	case 2:
		act.kind = ACT_HOLIDAY;
		snprintf(l->text, TEXT, "{\"add\":[{\"day\":\"%s\",\"label\":\"閉庁\"}]}", iso_in(l, 1 + (int)below(l, 400)));
		break;
	default:
		act.kind = ACT_SET;
		act.setting = below(l, 8) ? STR("permit-years") : pol->settings[below(l, (uint32_t)pol->settings_n)].id;
		snprintf(l->text, TEXT, "{\"value\":\"%u\",\"decided\":\"%s\",\"text\":\"委員会\"}", below(l, 9), iso_in(l, 0));
		break;
	}
	act.body = tree(l, str_of(l->text));
	act_try(l, &act, who, false);
}

/* Another policy comes into force, or one that has been. */
static void
live_adopt(struct life *l)
{
	int n = l->m.adopted + 1 < POLICIES && below(l, 2) ? l->m.adopted + 1 : (int)below(l, (uint32_t)l->m.adopted + 1);
	struct files f = files_of(l, n);
	struct act act = {.kind = ACT_ADOPT, .seen = -1};
	struct buf b;
	struct json_out o = out(l, &b);

	policy_nth(l, n);
	json_open(&o, '{');
	json_key(&o, "files");
	json_open(&o, '[');
	for (size_t i = 0; i < f.n; i++) {
		json_open(&o, '{');
		json_key(&o, "name");
		json_str(&o, f.f[i].name);
		json_key(&o, "text");
		json_str(&o, f.f[i].bytes);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	act.body = tree(l, buf_str(&b));
	if (act_try(l, &act, STR("1002"), true) && n > l->m.adopted)
		l->m.adopted = n;
}

/* Time goes on, sometimes by days; the clock says what it has to say, and once something that it may not. */
static void
live_time(struct life *l)
{
	struct act begin = {.kind = ACT_DAY, .seen = -1, .body = tree(l, STR("{\"day\":\"2099-01-01\"}"))};
	struct act late = {.kind = ACT_LATE, .matter = l->m.matters ? l->m.matter[0] : 1, .step = STR("return"), .seen = -1,
	    .body = tree(l, STR("{\"section\":\"\"}"))};
	int64_t from = (int64_t)store_tree(l->store)->size, to;
	size_t made;

	l->time += below(l, 6) ? below(l, 900) : 86400 * (1 + below(l, 3));
	assert_int_equal(engine_tick(l->engine, l->a, l->time, 0, 10000, &made), ERR_OK);
	to = (int64_t)store_tree(l->store)->size;
	for (int64_t s = from; s < to; s++) {
		struct entry e;
		struct str bytes;

		assert_int_equal(store_entry(l->store, l->a, s, &bytes), ERR_OK);
		assert_int_equal(entry_read(l->a, bytes, &e, NULL), ERR_OK);
		assert_true(str_eq(e.actor, STR("clock")));
		l->acts++;
		l->allowed++;
		for (int k = 0; k < ACT_COUNT; k++)
			l->yes[k] += str_eq(e.act, act_word((enum act_kind)k));
		entry_note(l, s);
	}
	if (below(l, 20))
		return;
	act_try(l, &begin, STR(""), true);
	act_try(l, &late, STR(""), true);
}

static void
live_once(struct life *l)
{
	uint32_t what = below(l, 100);

	arena_reset(l->a);
	l->time += below(l, 120);
	if (what < 22)
		live_submit(l);
	else if (what < 24)
		live_door(l);
	else if (what < 88)
		live_matter(l);
	else if (what < 93)
		live_town(l);
	else if (what < 99)
		live_time(l);
	else
		live_adopt(l);
}

/* --- beginning and end -------------------------------------------------------------------- */

static void
life_found(struct life *l)
{
	struct founding f = {.origin = STR("sekimori.town/random/1"), .name = STR("太子町"), .kind = TOWN_TEST,
	    .files = l->files.f, .file_n = l->files.n, .admin_id = STR("installer"), .admin_login = STR("setup"),
	    .admin_name = STR("設置者")};
	static const char *const post[PERSONS] = {"exec-mayor", "exec-deputy-mayor", "audit-auditor", "soumu-head", "soumu-other",
	    "soumu-leader", "zeimu-head", "zeimu-other", "zeimu-leader", "kaigo-head", "kaigo-other"};
	static const char *const sections[] = {"exec", "audit", "soumu", "zeimu", "kaigo"};
	struct why why = {.arena = l->keep};
	struct act act = {.kind = ACT_PEOPLE, .seen = -1};
	struct buf b = buf_on(l->keep, 65536);

	assert_int_equal(store_begin(l->store), ERR_OK);
	assert_int_equal(engine_found(l->engine, l->a, &f, l->time, &why), ERR_OK);
	buf_fmt(&b, "{\"effective\":\"2026-04-01\",\"sections\":[");
	for (int i = 0; i < 5; i++)
		buf_fmt(&b, "%s{\"id\":\"%s\",\"label\":\"%s課\",\"sign\":\"太%d\"}", i ? "," : "", sections[i], sections[i], i);
	buf_fmt(&b, "],\"posts\":[");
	for (int i = 0; i < PERSONS; i++) {
		struct str id = str_of(post[i]), section;
		struct str rest = id;

		assert_true(str_cut(&rest, '-', &section));
		buf_fmt(&b, "%s{\"id\":\"%s\",\"section\":\"%.*s\",\"kind\":\"%.*s\",\"label\":\"%s\"}", i ? "," : "", post[i],
		    STR_ARG(section), STR_ARG(rest), post[i]);
	}
	buf_fmt(&b, "],\"persons\":[");
	for (int i = 0; i < PERSONS; i++)
		buf_fmt(&b, "%s{\"id\":\"%s\",\"login\":\"u%s\",\"name\":\"職員 %s\",\"kana\":\"\"}", i ? "," : "", persons[i], persons[i], persons[i]);
	buf_fmt(&b, "],\"holdings\":[");
	for (int i = 0; i < PERSONS; i++)
		buf_fmt(&b, "%s{\"person\":\"%s\",\"post\":\"%s\"}", i ? "," : "", persons[i], post[i]);
	buf_fmt(&b, "]}");
	act.body = tree(l, buf_str(&b));
	assert_true(act_try(l, &act, STR("installer"), true));
	assert_int_equal(store_commit(l->store), ERR_OK);
}

struct dump {
	struct arena *a;
	struct buf text;
};

static void
dump_line(void *arg, struct str table, struct str line)
{
	struct dump *d = arg;

	buf_fmt(&d->text, "%.*s %.*s\n", STR_ARG(table), STR_ARG(line));
}

static struct str
dump_of(struct store *s, struct arena *a)
{
	struct dump d = {a, buf_on(a, 64 * MIB)};

	assert_int_equal(store_dump(s, dump_line, &d), ERR_OK);
	assert_true(buf_done(&d.text));
	return buf_str(&d.text);
}

/* --- the audit's view of a store ------------------------------------------------------------ */

struct view {
	struct life *l;
	struct arena *a;
	struct str note;
};

static enum err
view_entry(void *arg, uint64_t seq, struct str *bytes)
{
	struct view *v = arg;

	return store_entry(v->l->store, v->a, (int64_t)seq, bytes);
}

static enum err
view_body(void *arg, uint64_t seq, struct ledger_body *body)
{
	struct view *v = arg;
	struct str bytes, salt;
	struct entry e;
	struct hash h = {0};

	body->state = LEDGER_BODY_NONE;
	assert_int_equal(store_entry(v->l->store, v->a, (int64_t)seq, &bytes), ERR_OK);
	assert_int_equal(entry_read(v->a, bytes, &e, NULL), ERR_OK);
	if (e.body.n == 0 || e.part != 1)
		return ERR_OK;
	for (size_t i = 0; i < HASH_SIZE; i++)
		h.b[i] = (unsigned char)strtoul((char[]){e.body.p[2 * i], e.body.p[2 * i + 1], 0}, NULL, 16);
	assert_int_equal(store_body(v->l->store, v->a, &h, &salt, &body->bytes), ERR_OK);
	memcpy(body->salt, salt.p, BODY_SALT);
	body->state = LEDGER_BODY_PRESENT;
	return ERR_OK;
}

static bool
view_hash(void *arg, int level, uint64_t index, struct hash *h)
{
	struct view *v = arg;

	return store_hash(v->l->store, level, index, h);
}

static enum err
view_note(void *arg, uint64_t i, struct str *note)
{
	struct view *v = arg;

	(void)i;
	*note = v->note;
	return ERR_OK;
}

static enum err
view_policy(void *arg, uint64_t i, struct hash *name, struct hash *actual)
{
	struct view *v = arg;

	*name = *actual = v->l->pol[i]->hash;
	return ERR_OK;
}

static void
life_verify(struct life *l)
{
	struct view v = {.l = l, .a = arena_new(512 * MIB)};
	struct secret *seed = secret_new(SIGN_SEED);
	struct checkpoint c = {.origin = STR("sekimori.town/random/1"), .size = store_tree(l->store)->size,
	    .root = tree_root(store_tree(l->store))};
	struct verifier key = {.name = c.origin};
	struct why why = {.arena = v.a};
	struct ledger_source src = {.arg = &v, .size = c.size, .checkpoints = 1, .policies = (uint64_t)l->m.adopted + 1,
	    .hashes = UINT64_MAX, .entry = view_entry, .body = view_body, .hash = view_hash, .checkpoint = view_note,
	    .policy = view_policy};
	struct verify_ask ask = {.key = &key, .bodies = true};
	struct verify_report r;

	sign_public(seed, key.public_key);
	assert_int_equal(verifier_read(v.a, verifier_text(v.a, c.origin, key.public_key), &key, &why), ERR_OK);
	v.note = checkpoint_sign(v.a, &c, seed);
	verify_begin(&r, v.a);
	assert_int_equal(verify_ledger(&src, &ask, &r), ERR_OK);
	for (size_t i = 0; i < r.n; i++)
		printf("%.*s\n", STR_ARG(verify_line(v.a, &r.list[i])));
	assert_int_equal(r.count, 0);
	assert_int_equal(r.entries, c.size);
	secret_free(&seed);
	arena_free(&v.a);
}

static void
life_tell(const struct life *l)
{
	printf("%ld acts, %ld allowed, %d matters, %d items, %d policies\n", l->acts, l->allowed, l->m.matters, l->m.items,
	    l->m.adopted + 1);
	printf("%ld on behalf, %ld taken over, %ld by the clock, %ld row fields, %ld reminded, %ld escalated, %ld rounds\n",
	    l->behalf, l->taken, l->by_clock, l->rows, l->reminded, l->escalated, l->past);
	for (int k = 0; k < ACT_COUNT; k++)
		printf("%-9.*s %5ld allowed %5ld refused\n", STR_ARG(act_word((enum act_kind)k)), l->yes[k], l->no[k]);
}

/* Batches as the gate makes them; some are undone as if the disk had been full. */
static void
life_live(struct life *l)
{
	struct arena *dumps = arena_new(256 * MIB);
	struct memory before;
	struct why why = {.arena = dumps};

	for (int round = 0; round < ROUNDS; round += BATCH) {
		bool undo = below(l, 25) == 0, compare = undo && below(l, 3) == 0;
		struct str was = STR("");
		int64_t time = l->time;

		arena_reset(dumps);
		before = l->m;
		if (compare)
			was = dump_of(l->store, dumps);
		assert_int_equal(store_begin(l->store), ERR_OK);
		for (int i = 0; i < BATCH; i++)
			live_once(l);
		if (!undo) {
			assert_int_equal(store_commit(l->store), ERR_OK);
			continue;
		}
		store_rollback(l->store);
		assert_int_equal(engine_reload(l->engine, &why), ERR_OK);
		l->m = before;
		l->time = time;
		if (compare)
			assert_true(str_eq(was, dump_of(l->store, dumps)));
	}
	arena_free(&dumps);
}

/* --- what must hold of every matter and every thing ------------------------------------------- */

static struct matter *
matter_fetch(struct life *l, int64_t id, const struct policy **pol)
{
	struct need_key key = {.kind = NEED_MATTER, .id = id};
	struct facts f = {0};

	*pol = policy_of_matter(l, id);
	assert_non_null(*pol);
	assert_int_equal(store_facts(l->store, l->a, *pol, &key, 1, &f), ERR_OK);
	assert_non_null(f.matter);
	return f.matter;
}

static void
matters_hold(struct life *l)
{
	const struct policy *pol;

	for (int i = 0; i < l->m.matters; i++) {
		const struct matter *m;

		arena_reset(l->a);
		m = matter_fetch(l, l->m.matter[i], &pol);
		sound_matter(pol, m);
	}
	for (int i = 0; i < l->m.items; i++) {
		const struct item *it;
		const struct matter *m;

		arena_reset(l->a);
		it = item_fetch(l, l->m.item[i]);
		assert_non_null(it);
		if (it->busy == 0)
			continue;
		m = matter_fetch(l, it->busy, &pol);
		assert_int_equal(m->state, MATTER_OPEN);
		assert_true(sound_names(&pol->procedures[m->procedure], m, it->id));
	}
}

static void
random_acts_leave_what_the_ledger_makes_again(void **state)
{
	struct life *l = calloc(1, sizeof *l);
	struct why why;
	struct store *again;

	(void)state;
	assert_non_null(l);
	l->keep = arena_new(512 * MIB);
	l->a = arena_new(256 * MIB);
	l->seed = 20260401;
	l->time = 1775005200; /* 2026-04-01 10:00 in Tokyo */
	why = (struct why){.arena = l->keep};
	files_read(l);
	policy_nth(l, 0);
	assert_int_equal(store_open("", STORE_MEMORY, &l->store, &why), ERR_OK);
	assert_int_equal(engine_new(l->store, &l->engine, &why), ERR_OK);
	life_found(l);
	life_live(l);
	life_tell(l);

	assert_true(l->allowed * 2 >= l->acts);
	for (int k = 0; k < ACT_COUNT; k++) {
		assert_true(l->yes[k] > 0);
		assert_true(l->no[k] > 0);
	}
	for (int k = OUTCOME_PERMIT; k <= OUTCOME_CONDITIONAL; k++)
		assert_true(l->outcome[k] > 0);
	assert_true(l->behalf && l->taken && l->by_clock && l->rows && l->reminded && l->escalated && l->past);
	matters_hold(l);
	assert_true(l->err[ERR_STALE] && l->err[ERR_MALFORMED] && l->err[ERR_REFUSED] && l->err[ERR_NOT_FOUND] &&
	            l->err[ERR_CONFLICT] && l->err[ERR_FORBIDDEN]);

	assert_int_equal(store_open("", STORE_MEMORY, &again, &why), ERR_OK);
	assert_int_equal(store_rebuild(l->store, again, &why), ERR_OK);
	arena_reset(l->a);
	assert_true(str_eq(dump_of(l->store, l->a), dump_of(again, l->a)));
	store_close(&again);
	life_verify(l);

	engine_free(&l->engine);
	store_close(&l->store);
	arena_free(&l->a);
	arena_free(&l->keep);
	free(l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(random_acts_leave_what_the_ledger_makes_again)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
