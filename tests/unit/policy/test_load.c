/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "crypto/bundle.h"
#include "policy/chain.h"
#include "policy/setting.h"
#include "policy_files.h"

static int
begin(void **state)
{
	*state = arena_new(POLICY_ARENA);
	return 0;
}

static int
end(void **state)
{
	struct arena *a = *state;

	arena_free(&a);
	return 0;
}

static struct policy *
taishi(struct arena *a)
{
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "policy/taishi");
	if (policy_load(a, files.f, files.n, &p, &lint) != ERR_OK)
		lint_print(a, &lint);
	assert_non_null(p);
	return p;
}

static const struct procedure *
procedure(const struct policy *p, struct str id)
{
	int i = policy_procedure(p, id);

	assert_int_not_equal(i, NONE);
	return &p->procedures[i];
}

static void
b_the_towns_policy_loads(void **state)
{
	struct policy *p = taishi(*state);

	assert_true(str_eq(p->id, STR("taishi")));
	assert_true(str_eq(p->town, STR("太子町")));
	assert_int_equal(p->classes_n, 4);
	assert_int_equal(policy_class(p, STR("I")), 0);
	assert_int_not_equal(policy_duty(p, STR("2-3-ア")), NONE);
	assert_int_not_equal(policy_register(p, STR("medium")), NONE);
	assert_int_equal(policy_register(p, STR("nothing")), NONE);
	assert_true(p->settings[policy_setting(p, STR("incident-report-hours"))].number == 24);
}

static void
b_posts_are_found_by_title(void **state)
{
	struct policy *p = taishi(*state);

	assert_int_equal(policy_post_of_title(p, STR("園長")), policy_post(p, STR("head")));
	assert_int_equal(policy_post_of_title(p, STR("副町長")), policy_post(p, STR("deputy-mayor")));
	assert_int_equal(policy_post_of_title(p, STR("主事")), policy_post(p, STR("other")));
}

static void
b_roles_go_up_to_the_mayor(void **state)
{
	struct policy *p = taishi(*state);
	int mayor = policy_role(p, STR("mayor"));

	for (size_t i = 0; i < p->roles_n; i++) {
		int at = (int)i;

		if (p->roles[i].everyone)
			continue;
		while (p->roles[at].up != NONE)
			at = p->roles[at].up;
		assert_int_equal(at, mayor);
	}
	assert_true(p->roles[policy_role(p, STR("sysadmin"))].administrator);
	assert_true(str_eq(p->roles[policy_role(p, STR("sysadmin"))].held_by[0].section, STR("soumu")));
	assert_int_equal(p->roles[policy_role(p, STR("office"))].held_by[0].post, NONE);
}

static void
c_take_out_as_the_policy_says(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("take-out"));
	const struct step *permit = &r->steps[0], *owner = &r->steps[1], *encrypt = &r->steps[2], *back = &r->steps[4];

	assert_int_equal(r->step_n, 5);
	assert_int_equal(permit->kind, STEP_DECIDE);
	assert_int_equal(permit->by.role, policy_role(p, STR("officer")));
	assert_int_equal(permit->by.of, OF_APPLICANT);
	assert_int_equal(owner->by.of, OF_OWNER);
	assert_true(owner->by.each);
	assert_int_equal(owner->by.path_n, 2);
	assert_true(str_eq(owner->by.paths[1].link_name, STR("carries")));
	assert_int_equal(owner->by.paths[1].link, NONE); /* two registers: by name */
	assert_int_equal(owner->by.paths[1].leaf.n, 0);
	assert_int_equal(owner->when_n, 1);
	assert_int_equal(owner->when[0].n, 2);
	assert_int_equal(owner->when[0].any[1].what, COND_MAX);
	assert_true(str_eq(owner->when[0].any[1].path.leaf, STR("class")));
	assert_int_equal(encrypt->kind, STEP_CONTROL);
	assert_true(encrypt->by_hand && encrypt->by.kind == ACTOR_APPLICANT);
	assert_true(encrypt->form_n == 1 && encrypt->form[0].required && str_eq(encrypt->form[0].name, STR("method")));
	assert_int_equal(back->due.from, DUE_FROM_FIELD);
	assert_int_equal(back->due.field, field_index(r->form, r->form_n, STR("until")));
	assert_true(back->due.has_late_inform && back->confirmed);
	assert_true(back->due.has_remind && back->due.remind_setting == policy_setting(p, STR("return-remind-days")));
	assert_int_equal(back->due.late_open, policy_procedure(p, STR("incident")));
	assert_true(permit->deputy && permit->deputy_setting == policy_setting(p, STR("take-out-deputy")));
	assert_int_equal(back->confirmed_by.role, policy_role(p, STR("security-staff")));
	assert_int_equal(r->clauses.n, 4);
	assert_true(str_eq(r->clauses.s[0], STR("4-8-2")) && str_eq(r->clauses.s[1], STR("2-3-ア")));
}

static void
c_take_out_changes_what_it_should(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("take-out"));
	const struct then *leave = &r->then[0], *back = &r->then[1];

	assert_int_equal(leave->on, ON_STEP);
	assert_int_equal(leave->step, step_index(r, STR("leave")));
	assert_int_equal(leave->items, field_index(r->form, r->form_n, STR("things")));
	assert_true(str_eq(leave->sets[0].field, STR("state")) && str_eq(leave->sets[0].literal, STR("outside")));
	assert_int_equal(leave->sets[1].from, VALUE_APPLICANT);
	assert_int_equal(leave->sets[2].from, VALUE_FORM);
	assert_int_equal(back->sets[1].from, VALUE_NOTHING);
	assert_true(r->number.set && r->number.at == NUMBER_AT_DECIDED && r->number.of == NUMBER_OF_DECIDING);
	assert_true(r->valid.set && r->valid.until_field == back->items + 7);
	assert_int_equal(r->keep.setting, policy_setting(p, STR("permit-years")));
}

static void
c_a_medium_is_as_strict_as_what_it_carries(void **state)
{
	struct policy *p = taishi(*state);
	const struct reg *medium = &p->registers[policy_register(p, STR("medium"))];
	const struct field *class = &medium->fields[field_index(medium->fields, medium->field_n, STR("class"))];

	assert_true(class->worked_out);
	assert_true(str_eq(class->max_of_link, STR("carries")) && str_eq(class->max_of_field, STR("class")));
	assert_true(str_eq(choice_label(medium->states, medium->state_n, STR("outside")), STR("持出し中")));
	assert_true(str_eq(choice_label(medium->states, medium->state_n, STR("eaten")), STR("eaten")));
}

static void
b_an_inform_step_stands_for_its_recipient(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("storage-report"));
	const struct step *s = &r->steps[1];

	assert_int_equal(s->kind, STEP_INFORM);
	assert_int_equal(s->by.role, policy_role(p, STR("information-owner")));
	assert_int_not_equal(s->by.paths[0].link, NONE); /* one register: by index too */
	assert_int_equal(s->due.setting, policy_setting(p, STR("storage-report-days")));
	assert_int_equal(s->due.late_inform.of, OF_TOWN);
}

/* What the clock begins for a take-out that did not come back: everything but when it was found. */
static void
c_an_incident_goes_where_its_kind_says(void **state)
{
	struct policy *p = taishi(*state);
	const struct procedure *r = procedure(p, STR("incident")), *out = procedure(p, STR("take-out"));
	const struct due *late = &out->steps[step_index(out, STR("return"))].due;
	const struct step *report = &r->steps[step_index(r, STR("report"))];
	bool *carried = arena_array(*state, r->form_n, sizeof *carried);

	assert_int_equal(r->form_by, policy_role(p, STR("officer")));
	assert_int_equal(policy_alarm(p), policy_procedure(p, STR("incident")));
	for (size_t i = 0; i < late->carry_n; i++)
		carried[late->carry[i].field] = true;
	for (size_t i = 0; i < r->form_n; i++)
		assert_true(carried[i] || !r->form[i].required || str_eq(r->form[i].name, STR("found-at")));
	assert_true(report->due.count == COUNT_CLOCK_HOURS && report->due.count_setting == policy_setting(p, STR("incident-count")));
	assert_true(report->due.late_escalate == policy_role(p, STR("ciso")) && report->copy_n == 1);
	assert_true(step_index(r, STR("report-ciso")) != NONE && step_index(r, STR("report-sysadmin")) != NONE);
	/* Whoever it is about has no part in it. */
	for (size_t i = 0; i < r->step_n; i++)
		assert_int_equal(r->steps[i].except, field_index(r->form, r->form_n, STR("accused")));
	assert_true(procedure(p, STR("door-book"))->station && !r->station);
	assert_true(r->stays && !out->stays);
}

static void
b_the_hash_is_that_of_the_sorted_files(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	struct bundle_file bundle[POLICY_FILES_MAX];
	struct policy *p, *q;
	struct lint lint;
	struct hash want;

	files_put_dir(a, &files, "policy/taishi");
	for (size_t i = 0; i < files.n; i++)
		bundle[i] = (struct bundle_file){files.f[i].name, files.f[i].bytes};
	want = bundle_hash(bundle, files.n);
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	assert_true(hash_eq(&p->hash, &want));
	for (size_t i = 0; i < files.n / 2; i++) {
		struct policy_file swap = files.f[i];

		files.f[i] = files.f[files.n - 1 - i];
		files.f[files.n - 1 - i] = swap;
	}
	assert_int_equal(policy_load(a, files.f, files.n, &q, &lint), ERR_OK);
	assert_true(hash_eq(&p->hash, &q->hash));
	for (size_t i = 1; i < q->file_n; i++)
		assert_true(str_cmp(q->files[i - 1].name, q->files[i].name) < 0);
}

static void
b_the_bytes_are_copied(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	char head[2048];
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "tests/policy/minimal");
	for (size_t i = 0; i < files.n; i++)
		if (str_eq(files.f[i].name, STR("policy.yaml"))) {
			assert_true(files.f[i].bytes.n < sizeof head);
			memcpy(head, files.f[i].bytes.p, files.f[i].bytes.n);
			files.f[i].bytes.p = head;
		}
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_OK);
	memset(head, 'x', sizeof head);
	assert_true(str_eq(p->id, STR("minimal")));
	assert_true(str_starts(p->files[1].bytes, STR("id: minimal")));
}

static struct policy *
with_chapter(struct arena *a, const char *head, const char *chapter)
{
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	files_put_dir(a, &files, "tests/policy/minimal");
	if (head)
		files_put(&files, STR("policy.yaml"), str_of(head));
	files_put(&files, STR("2.yaml"), str_of(chapter));
	if (policy_load(a, files.f, files.n, &p, &lint) != ERR_OK)
		lint_print(a, &lint);
	assert_non_null(p);
	return p;
}

#define FORM "    form:\n      - {name: who, label: 人, type: person}\n      - {name: boxes, label: 箱, type: items, of: [box], max: 5}\n"

/* One step of the file is several of the procedure, and every index still means its step. */
static void
b_a_report_has_a_step_for_each_addressee(void **state)
{
	struct policy *p = with_chapter(*state, NULL,
	    "procedures:\n  - id: report\n    label: 報告\n    start: [{by: staff}]\n" FORM
	    "    steps:\n"
	    "      - {do: look, label: 確かめる, by: applicant}\n"
	    "      - {inform: tell, label: 第一報, by: officer, of: applicant, to: [ciso, staff, applicant], copy: [ciso], except: who, deputy: no, clause: 1-1, due: {within: 24, count: clock-hours, remind: 4}}\n"
	    "      - {inform: note, label: 通知, to: [ciso], of: town, beside: yes, due: {within: 1, count: days}}\n"
	    "      - {do: mend, label: 直す, by: applicant, due: {from: tell, within: 1, count: days}}\n");
	const struct procedure *r = procedure(p, STR("report"));
	const struct step *tell = &r->steps[1], *ciso = &r->steps[2], *staff = &r->steps[3], *own = &r->steps[4];

	assert_int_equal(r->step_n, 7);
	assert_int_equal(r->steps[7].kind, STEP_FORM);
	assert_int_equal(step_index(r, STEP_FORM_NAME), 7);
	assert_true(str_eq(tell->name, STR("tell")) && tell->called_by == NONE);
	assert_int_equal(tell->by.role, policy_role(p, STR("officer")));
	assert_true(tell->due.has_remind && tell->due.remind == 4 && tell->copy_n == 1);
	assert_true(str_eq(ciso->name, STR("tell-ciso")) && str_eq(ciso->label, STR("第一報の確認")));
	assert_true(ciso->kind == STEP_INFORM && ciso->called_by == 1 && ciso->by.of == OF_TOWN);
	assert_true(!ciso->due.set && ciso->due.late_open == NONE && ciso->clause.n == 0 && ciso->copy_n == 0);
	assert_true(!ciso->deputy && ciso->except == 0);
	assert_true(staff->called_by == 1 && staff->by.of == OF_APPLICANT);
	assert_true(own->called_by == 1 && own->by.kind == ACTOR_APPLICANT);
	assert_true(str_eq(r->steps[5].name, STR("note")) && r->steps[5].called_by == NONE);
	assert_true(!step_joins(r, 1) && step_joins(r, 2) && step_joins(r, 4) && step_joins(r, 5) && !step_joins(r, 6));
	assert_true(r->steps[6].due.from == DUE_FROM_STEP && r->steps[6].due.step == 1);
}

static void
b_those_told_by_the_program_stand_beside_each_other(void **state)
{
	struct policy *p = with_chapter(*state, NULL,
	    "procedures:\n  - id: notice\n    label: 通知\n    start: [{by: staff}]\n" FORM
	    "    steps:\n"
	    "      - {do: look, label: 確かめる, by: applicant}\n"
	    "      - {inform: tell, label: 通知, to: [officer, staff], of: boxes, each: yes, form: [{name: a, label: 欄, type: time}], due: {within: 1, count: days, late: {escalate: ciso}}}\n");
	const struct procedure *r = procedure(p, STR("notice"));

	assert_int_equal(r->step_n, 3);
	assert_true(str_eq(r->steps[1].name, STR("tell-officer")) && str_eq(r->steps[2].name, STR("tell-staff")));
	assert_true(!step_joins(r, 1) && step_joins(r, 2) && r->steps[2].beside);
	assert_int_equal(r->steps[2].by.role, policy_role(p, STR("staff")));
	assert_true(r->steps[2].by.each && r->steps[2].by.path_n == 1 && r->steps[2].form[0].type == FIELD_TIME);
	assert_true(r->steps[2].due.set && r->steps[2].due.late_escalate == policy_role(p, STR("ciso")));
	assert_false(r->steps[2].due.has_late_inform);
}

static void
b_decisions_may_go_on_and_rows_be_added(void **state)
{
	struct policy *p = with_chapter(*state, NULL,
	    "settings:\n  - {id: may, label: 代決, type: yesno, default: no}\n  - {id: by, label: 数え方, type: count, default: office-hours}\n"
	    "procedures:\n  - id: event\n    label: 出来事\n    start: [{by: staff}]\n    clause: 1-1\n    completed-by: officer\n" FORM
	    "    steps:\n"
	    "      - {decide: need, label: 要否, by: officer, of: applicant, deputy: may, refusal: goes-on, words: {permit: 要る, refuse: 要らない}}\n"
	    "      - {do: log, label: 経過, by: officer, of: applicant, rows: yes, form: [{name: a, label: したこと, type: line}], when: [{permitted: need}], due: {within: 3, count: by}}\n"
	    "  - id: loan\n    label: 貸出し\n    start: [{by: staff}]\n" FORM
	    "    steps:\n"
	    "      - {do: return, label: 返却, by: applicant, due: {within: 0, count: days, late: {open: event, carry: {boxes: form.boxes}}}}\n");
	const struct procedure *r = procedure(p, STR("event")), *loan = procedure(p, STR("loan"));
	const struct due *late = &loan->steps[0].due;

	assert_true(r->steps[0].goes_on && !r->steps[0].deputy && r->steps[0].deputy_setting == policy_setting(p, STR("may")));
	assert_true(str_eq(r->steps[0].permit_word, STR("要る")) && str_eq(r->steps[0].refuse_word, STR("要らない")));
	assert_true(r->steps[1].rows && r->steps[1].when[0].any[0].what == COND_PERMITTED && r->steps[1].when[0].any[0].step == 0);
	assert_int_equal(r->steps[1].when[0].any[0].path.field, NONE);
	assert_true(r->steps[1].due.count == COUNT_OFFICE_HOURS && r->steps[1].due.count_setting == policy_setting(p, STR("by")));
	assert_true(r->clauses.n == 1 && str_eq(r->clauses.s[0], STR("1-1")));
	assert_int_equal(r->form_by, policy_role(p, STR("officer")));
	assert_int_equal(late->late_open, policy_procedure(p, STR("event")));
	assert_true(late->carry_n == 1 && late->carry[0].field == 1 && late->carry[0].from == 1);
	assert_int_equal(loan->form_by, NONE);
}

static void
b_chains_of_roles_may_be_set(void **state)
{
	struct arena *a = *state;
	const char *head = "id: small\nlabel: 試験\ntown: 町\n"
	                   "posts: [{id: head, label: 課長, titles: [課長]}, {id: other, label: 他, otherwise: yes}]\n"
	                   "roles:\n"
	                   "  - {id: staff, label: 職員, everyone: yes}\n"
	                   "  - {id: mayor, label: 町長, town: yes, held-by: [{section: shicho}], own: {by: ciso, inform: auditor}}\n"
	                   "  - {id: auditor, label: 監査, town: yes, held-by: [{section: kansa}], up: mayor}\n"
	                   "  - {id: speaker, label: 議長, town: yes, held-by: [{section: gikai}]}\n"
	                   "  - {id: ciso, label: 統括, town: yes, administrator: yes, held-by: [{section: soumu}], up: mayor}\n"
	                   "  - {id: director, label: 部長, below: yes, held-by: [{post: head}], up: ciso}\n"
	                   "  - {id: officer, label: 責任者, held-by: [{post: head}], up: officer-up, deputies: stand-ins}\n"
	                   "organs: [{id: council, label: 議会, up: speaker}]\n"
	                   "office-hours: {from: opens, until: closes}\n"
	                   "read: [{role: officer, of: owner}]\n"
	                   "acts: {absent: [{by: officer}], code: [{by: ciso}, {by: officer}]}\n";
	struct policy *p = with_chapter(a, head,
	    "settings:\n  - {id: officer-up, label: 上, type: role, default: ciso}\n"
	    "  - {id: stand-ins, label: 代決, type: posts, default: \"head@soumu, other\"}\n"
	    "  - {id: nobody, label: なし, type: posts, default: \"\"}\n"
	    "  - {id: opens, label: 開庁, type: time, default: \"8:30\"}\n  - {id: closes, label: 閉庁, type: time, default: \"17:15\"}\n");
	int ciso = policy_role(p, STR("ciso")), officer = policy_role(p, STR("officer")),
	    council = policy_organ(p, STR("council")), at = policy_setting(p, STR("officer-up")), post, minutes;
	int *values = arena_array(a, p->settings_n, sizeof *values);
	const struct role *r = &p->roles[officer];
	struct str rest = p->settings[r->deputies].otherwise, section;

	assert_true(r->up == ciso && r->up_setting == at && p->roles[ciso].up_setting == NONE);
	assert_true(p->roles[policy_role(p, STR("director"))].below);
	assert_true(p->roles[policy_role(p, STR("mayor"))].own_by == ciso);
	assert_true(p->roles[policy_role(p, STR("mayor"))].own_inform == policy_role(p, STR("auditor")));
	assert_true(p->roles[ciso].own_by == NONE && p->roles[ciso].deputies == NONE);
	assert_true(setting_post(p, &rest, &post, &section) && post == 0 && str_eq(section, STR("soumu")));
	assert_true(setting_post(p, &rest, &post, &section) && post == 1 && section.n == 0);
	assert_false(setting_post(p, &rest, &post, &section));
	assert_true(setting_time(p->settings[p->closes].otherwise, &minutes) && minutes == 17 * 60 + 15);
	assert_int_equal(p->opens, policy_setting(p, STR("opens")));
	for (size_t i = 0; i < p->settings_n; i++)
		values[i] = NONE;
	assert_int_equal(chain_above(p, officer, NONE, NULL), ciso);
	assert_int_equal(chain_above(p, officer, council, values), policy_role(p, STR("speaker")));
	assert_int_equal(chain_above(p, ciso, council, values), policy_role(p, STR("mayor")));
	values[at] = policy_role(p, STR("director"));
	assert_int_equal(chain_above(p, officer, NONE, values), values[at]);
	assert_false(chain_returns(p, officer, NONE, values));
	values[at] = officer;
	assert_true(chain_returns(p, officer, NONE, values));
	assert_false(chain_returns(p, officer, council, values));
}

static void
f_values_of_settings_have_one_shape(void **state)
{
	struct policy *p = with_chapter(*state, NULL,
	    "settings:\n  - {id: t, label: 時, type: time, default: \"0:00\"}\n  - {id: p, label: 職, type: posts, default: head}\n");
	const struct setting *t = &p->settings[policy_setting(p, STR("t"))], *s = &p->settings[policy_setting(p, STR("p"))];
	static const char *const times[] = {"", "8", "8:3", "8:300", "24:00", "8:60", ":30", "008:30", "-1:30", "8:30 ", "８:30"};
	static const char *const posts[] = {"head,", ",", "head,,other", "head@", "@soumu", "boss", "head other", "head@a b"};

	assert_true(setting_takes(p, t, STR("08:30")) && setting_takes(p, t, STR("23:59")));
	for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
		if (setting_takes(p, t, str_of(times[i])))
			fail_msg("a time: %s", times[i]);
	assert_true(setting_takes(p, s, STR("")) && setting_takes(p, s, STR(" head@soumu ,other ")));
	for (size_t i = 0; i < sizeof posts / sizeof posts[0]; i++)
		if (setting_takes(p, s, str_of(posts[i])))
			fail_msg("posts: %s", posts[i]);
}

/* The faults that no file in the tree can show. */
static void
f_sets_of_files_are_bounded(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	struct policy *p;
	struct lint lint;

	assert_int_equal(policy_load(a, NULL, 0, &p, &lint), ERR_MALFORMED);
	for (size_t i = 0; i <= POLICY_FILES_MAX; i++)
		files_put(&files, arena_fmt(a, "%zu.yaml", i), STR("duties: []\n"));
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, 1);
	files.f[1] = files.f[0];
	files.f[2] = (struct policy_file){STR("policy.yaml"), STR("id: x\n")};
	assert_int_equal(policy_load(a, files.f, 3, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, 1);
	assert_true(str_find(lint.found[0].text, STR("同じ名前")) != SIZE_MAX);
}

static void
f_a_file_too_large_is_not_read(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	char *big = arena_alloc(a, POLICY_FILE_MAX + 1);
	struct policy *p;
	struct lint lint;

	memset(big, '#', POLICY_FILE_MAX + 1);
	files_put_dir(a, &files, "tests/policy/minimal");
	files_put(&files, STR("2.yaml"), (struct str){big, POLICY_FILE_MAX + 1});
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, 1);
	assert_true(str_find(lint.found[0].text, STR("大きすぎ")) != SIZE_MAX);
}

/* As many nodes as the bytes allow, in many files: an end, in bounded memory. */
static void
f_many_nodes_end(void **state)
{
	struct arena *a = *state;
	struct policy_files files = {.n = 0};
	char *lists = arena_alloc(a, POLICY_FILE_MAX);
	size_t n = 0;
	struct policy *p;
	struct lint lint;

	n += (size_t)sprintf(lists, "procedures:\n");
	for (int i = 0; i < 900; i++)
		n += (size_t)sprintf(lists + n, "- [a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a]\n");
	files_put_dir(a, &files, "tests/policy/minimal");
	for (size_t i = 2; i < POLICY_FILES_MAX; i++)
		files_put(&files, arena_fmt(a, "%zu.yaml", i), (struct str){lists, n});
	assert_int_equal(policy_load(a, files.f, files.n, &p, &lint), ERR_MALFORMED);
	assert_int_equal(lint.n, LINT_MAX);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(b_the_towns_policy_loads, begin, end),
		cmocka_unit_test_setup_teardown(b_posts_are_found_by_title, begin, end),
		cmocka_unit_test_setup_teardown(b_roles_go_up_to_the_mayor, begin, end),
		cmocka_unit_test_setup_teardown(b_an_inform_step_stands_for_its_recipient, begin, end),
		cmocka_unit_test_setup_teardown(b_the_hash_is_that_of_the_sorted_files, begin, end),
		cmocka_unit_test_setup_teardown(b_the_bytes_are_copied, begin, end),
		cmocka_unit_test_setup_teardown(c_take_out_as_the_policy_says, begin, end),
		cmocka_unit_test_setup_teardown(c_an_incident_goes_where_its_kind_says, begin, end),
		cmocka_unit_test_setup_teardown(c_take_out_changes_what_it_should, begin, end),
		cmocka_unit_test_setup_teardown(c_a_medium_is_as_strict_as_what_it_carries, begin, end),
		cmocka_unit_test_setup_teardown(b_a_report_has_a_step_for_each_addressee, begin, end),
		cmocka_unit_test_setup_teardown(b_those_told_by_the_program_stand_beside_each_other, begin, end),
		cmocka_unit_test_setup_teardown(b_decisions_may_go_on_and_rows_be_added, begin, end),
		cmocka_unit_test_setup_teardown(b_chains_of_roles_may_be_set, begin, end),
		cmocka_unit_test_setup_teardown(f_values_of_settings_have_one_shape, begin, end),
		cmocka_unit_test_setup_teardown(f_sets_of_files_are_bounded, begin, end),
		cmocka_unit_test_setup_teardown(f_a_file_too_large_is_not_read, begin, end),
		cmocka_unit_test_setup_teardown(f_many_nodes_end, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
