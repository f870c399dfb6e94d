/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `show`: one matter, for the operator's eyes or as JSON. */
#include <stdio.h>

#include "base/num.h"
#include "cli/command.h"
#include "cli/view.h"

enum { SHOW_MAX = 1024 * 1024 };

static const char *const matter_words[][2] = {
    [MATTER_OPEN] = {"open", "進行中"},
    [MATTER_DONE] = {"done", "終了"},
    [MATTER_REFUSED] = {"refused", "不許可"},
    [MATTER_WITHDRAWN] = {"withdrawn", "取下げ"},
    [MATTER_REVOKED] = {"revoked", "許可取消し"},
};

static const char *const step_words[][2] = {
    [STEP_OPEN] = {"open", "待っています"},
    [STEP_DONE] = {"done", "済み"},
    [STEP_PERMITTED] = {"permit", "許可"},
    [STEP_REFUSED] = {"refuse", "不許可"},
    [STEP_UNCONFIRMED] = {"unconfirmed", "確認を待っています"},
    [STEP_CONFIRMED] = {"confirmed", "確認済み"},
    [STEP_ENDED] = {"ended", "終わりました"},
    [STEP_CONDITIONAL] = {"conditional", "条件付許可"},
    [STEP_TAKEN] = {"taken", "引継ぎ前に済み"},
    [STEP_PAST] = {"past", "差戻し前の回"},
};

struct show {
	struct arena *arena;
	struct view *view;
	const struct policy *policy; /* it began with */
	const struct procedure *procedure;
	const struct matter *m;
};

static enum err
matter_read(struct call *c, struct view *v, int64_t id, struct show *s)
{
	struct need_key key = {.kind = NEED_MATTER, .id = id};
	struct facts *facts = ARENA_NEW(c->arena, struct facts);
	struct policy *pol;
	struct str hex;
	enum err e = store_matter_policy(v->store, c->arena, id, &hex);

	if (e == ERR_OK)
		e = view_policy(v, hex, &pol, &c->why);
	if (e == ERR_OK)
		e = store_facts(v->store, c->arena, pol, &key, 1, facts);
	if (e == ERR_NOT_FOUND || (e == ERR_OK && facts->matter == NULL))
		return why_set(&c->why, ERR_NOT_FOUND, "案件 %lld はありません。", (long long)id);
	if (e != ERR_OK)
		return why_set(&c->why, e, "案件 %lld を読めません。", (long long)id);
	*s = (struct show){c->arena, v, pol, &pol->procedures[facts->matter->procedure], facts->matter};
	return ERR_OK;
}

/* --- JSON --------------------------------------------------------------------------- */

static void
put_str(struct json_out *o, const char *key, struct str value)
{
	json_key(o, key);
	json_str(o, value);
}

static void
fields_json(struct json_out *o, const struct field *fields, size_t n, const struct value *values)
{
	json_key(o, "form");
	json_open(o, '{');
	for (size_t i = 0; values != NULL && i < n; i++) {
		if (values[i].kind == VALUE_EMPTY)
			continue;
		json_key_str(o, fields[i].name);
		value_write(o, &values[i]);
	}
	json_close(o, '}');
}

static void
step_json(const struct show *s, struct json_out *o, const struct opened *step)
{
	const struct step *of = &s->procedure->steps[step->step];

	json_open(o, '{');
	put_str(o, "step", of->name);
	put_str(o, "section", step->section);
	put_str(o, "state", str_of(step_words[step->state][0]));
	put_str(o, "person", step->person);
	put_str(o, "post", step->post);
	put_str(o, "day", day_iso(s->arena, step->day));
	json_key(o, "due");
	json_int(o, step->due);
	json_key(o, "late");
	json_bool(o, step->late);
	json_key(o, "deputy");
	json_bool(o, step->deputy);
	json_key(o, "rows");
	json_int(o, step->rows);
	put_str(o, "raised", step->raised == NONE ? STR("") : s->policy->roles[step->raised].id);
	put_str(o, "note", step->note);
	fields_json(o, of->form, of->form_n, step->fields);
	json_close(o, '}');
}

static void
show_json(const struct show *s)
{
	struct buf b = buf_on(s->arena, SHOW_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "matter");
	json_int(&o, s->m->id);
	put_str(&o, "procedure", s->procedure->id);
	put_str(&o, "state", str_of(matter_words[s->m->state][0]));
	json_key(&o, "seen");
	json_int(&o, s->m->last);
	put_str(&o, "number", s->m->number);
	put_str(&o, "applicant", s->m->applicant);
	put_str(&o, "post", s->m->post);
	put_str(&o, "section", s->m->section);
	put_str(&o, "day", day_iso(s->arena, s->m->on));
	put_str(&o, "until", day_iso(s->arena, s->m->until));
	json_key(&o, "taken");
	json_bool(&o, s->m->taken);
	json_key(&o, "of");
	json_int(&o, s->m->of);
	fields_json(&o, s->procedure->form, s->procedure->form_n, s->m->form);
	json_key(&o, "steps");
	json_open(&o, '[');
	for (size_t i = 0; i < s->m->opened_n; i++)
		step_json(s, &o, &s->m->opened[i]);
	json_close(&o, ']');
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
}

/* --- text --------------------------------------------------------------------------- */

static struct str
person_name(const struct show *s, struct str id)
{
	const struct person *p = town_person(&s->view->town, id);

	return p != NULL ? arena_fmt(s->arena, "%.*s(%.*s)", STR_ARG(p->name), STR_ARG(id)) : id;
}

static void
fields_text(const struct show *s, const struct field *fields, size_t n, const struct value *values)
{
	for (size_t i = 0; values != NULL && i < n; i++) {
		struct buf b = buf_on(s->arena, SHOW_MAX);
		struct json_out o = {.buf = &b};

		if (values[i].kind == VALUE_EMPTY)
			continue;
		if (values[i].kind == VALUE_STR)
			buf_add(&b, choice_label(fields[i].choices, fields[i].choice_n, values[i].s));
		else
			value_write(&o, &values[i]);
		printf("    %.*s: %.*s\n", STR_ARG(fields[i].label), STR_ARG(buf_str(&b)));
	}
}

static void
step_text(const struct show *s, const struct opened *step)
{
	const struct step *of = &s->procedure->steps[step->step];

	printf("  %.*s [%.*s]: %s", STR_ARG(of->label), STR_ARG(of->name), step_words[step->state][1]);
	if (step->section.n > 0)
		printf(" 課等 %.*s", STR_ARG(step->section));
	if (step->person.n > 0)
		printf(" %.*s %.*s", STR_ARG(person_name(s, step->person)),
		    STR_ARG(day_wareki(s->arena, step->day)));
	if (step->deputy)
		printf("(代決)");
	if (step->rows > 0)
		printf(" %d 行", step->rows);
	if (step->raised != NONE)
		printf(" 引上げ %.*s", STR_ARG(s->policy->roles[step->raised].label));
	if (step->due > 0)
		printf(" 期限 %.*s%s", STR_ARG(day_wareki(s->arena, day_of_time(step->due))),
		    step->late ? "(過ぎています)" : "");
	printf("\n");
	if (step->note.n > 0)
		printf("    付記: %.*s\n", STR_ARG(step->note));
	fields_text(s, of->form, of->form_n, step->fields);
}

static void
show_text(const struct show *s)
{
	printf("第%lld号案件 %.*s: %s\n", (long long)s->m->id, STR_ARG(s->procedure->label),
	    matter_words[s->m->state][1]);
	if (s->m->number.n > 0)
		printf("  番号: %.*s\n", STR_ARG(s->m->number));
	if (s->m->taken)
		printf("  引継ぎ: 紙で始まったもの\n");
	if (s->m->of > 0)
		printf("  元の案件: %lld\n", (long long)s->m->of);
	printf("  申請: %.*s %.*s %.*s\n", STR_ARG(person_name(s, s->m->applicant)), STR_ARG(s->m->section),
	    STR_ARG(day_wareki(s->arena, s->m->on)));
	if (day_iso(s->arena, s->m->until).n > 0)
		printf("  有効: %.*sまで\n", STR_ARG(day_wareki(s->arena, s->m->until)));
	fields_text(s, s->procedure->form, s->procedure->form_n, s->m->form);
	for (size_t i = 0; i < s->m->opened_n; i++)
		step_text(s, &s->m->opened[i]);
	printf("seen: %lld\n", (long long)s->m->last);
}

int
show_command(struct call *c)
{
	struct view view = {0};
	struct show s = {0};
	struct home home;
	int64_t id;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK && !num_i64(command_word(c, 1), 1, INT64_MAX, &id))
		e = why_set(&c->why, ERR_MALFORMED, "案件は番号で書いてください。");
	if (e == ERR_OK && (e = view_open(c->arena, &home, &view, &c->why)) == ERR_OK)
		e = matter_read(c, &view, id, &s);
	if (e == ERR_OK && s.m != NULL && option_given(&c->given, "json"))
		show_json(&s);
	else if (e == ERR_OK && s.m != NULL)
		show_text(&s);
	view_close(&view);
	return e == ERR_OK ? EXIT_OK : command_fail(c, e);
}
