/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/scene.h"

#include <string.h>

#include "base/die.h"
#include "base/num.h"
#include "cli/policy_folder.h"
#include "cli/scene_body.h"
#include "cli/scene_check.h"
#include "cli/scene_matter.h"
#include "os/file.h"
#include "roster/staff_plan.h"

enum { SCENE_MAX = 256 * 1024, SCENE_BODY = ACT_MAX, PEOPLE_MAX = 4 * 1024 * 1024 };

#define INSTALLER STR("setup")

static struct str
folder_of(struct str path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return str_sub(path, 0, i - 1);
	return STR(".");
}

/* A path that a scenario names is meant from where the scenario lies. */
static struct str
scene_path(const struct scene *s, struct str named)
{
	return str_starts(named, STR("/")) ? named : file_join(s->arena, folder_of(s->path), named);
}

static enum err
scene_stop(const struct scene *s, const struct node *at, struct why *why, enum err e)
{
	if (why->file.n == 0) {
		why->file = s->path;
		why->line = at->at.line;
		why->column = at->at.column;
	}
	return e;
}

/* What the policy would have the clock do, and judge refuses, is a mistake of the policy. */
static void
clock_refused(void *arg, const struct act *act, struct str json)
{
	struct scene *s = arg;
	struct str word = act_word(act->kind);

	fprintf(s->to, "%.*s: 時計の %.*s %.*s が断られました: %.*s\n", STR_ARG(s->path), STR_ARG(word),
	    STR_ARG(act->procedure), STR_ARG(json));
	s->result->failed++;
}

/* --- the town ------------------------------------------------------------------ */

static enum err
scene_read(struct scene *s, struct why *why)
{
	struct policy_file file = {.name = s->path};
	struct lint lint = {.arena = s->arena, .found = arena_array(s->arena, LINT_MAX, sizeof *lint.found)};
	size_t budget = YAML_NODES_MAX;
	enum err e = file_read(s->arena, s->path, SCENE_MAX, &file.bytes, why);

	if (e != ERR_OK)
		return e;
	s->root = yaml_read(s->arena, &file, &budget, &lint);
	if (s->root == NULL || s->root->kind != NODE_MAP) {
		if (lint.n > 0)
			*why = lint.found[0];
		else
			why_set(why, ERR_MALFORMED, "筋書きは policy・people・play を持つ YAML です。");
		return ERR_MALFORMED;
	}
	return ERR_OK;
}

/* A list written in the scenario itself (several lines), or a file beside it. */
static enum err
people_bytes(
    const struct scene *s, const struct node *v, struct str *name, struct str *bytes, struct why *why)
{
	*name = s->path;
	*bytes = v->text;
	if (str_find(v->text, STR("\n")) != SIZE_MAX)
		return ERR_OK;
	*name = scene_path(s, v->text);
	return file_read(s->arena, *name, PEOPLE_MAX, bytes, why);
}

static enum err
people_plan(struct scene *s, const struct node *v, day effective, struct str *act, struct why *why)
{
	struct staff staff;
	struct staff_plan plan;
	struct str name, bytes;
	enum err e = people_bytes(s, v, &name, &bytes, why);

	if (e != ERR_OK)
		return e;
	staff_read(s->arena, name, bytes, &staff);
	if (staff.fault_all == 0)
		staff_check(&staff, engine_policy(s->stage.engine), engine_town(s->stage.engine));
	if (staff.fault_all > 0) {
		*why = staff.faults[0];
		return ERR_MALFORMED;
	}
	e = staff_plan_make(s->arena, &staff, engine_policy(s->stage.engine), engine_town(s->stage.engine),
	    effective, &plan, why);
	*act = e == ERR_OK ? arena_fmt(s->arena, "{\"act\":\"people\",\"body\":%.*s}", STR_ARG(plan.body))
	                   : STR("");
	return e;
}

static enum err
town_people(struct scene *s, day first, struct why *why)
{
	const struct node *people = node_get(s->root, "people");
	struct reply r;
	struct str act;
	enum err e;

	if (people == NULL)
		return ERR_OK;
	e = people_plan(s, people, first, &act, why);
	if (e != ERR_OK || (e = store_begin(s->stage.store)) != ERR_OK)
		return e;
	stage_act(&s->stage, INSTALLER, act, &r);
	if (r.err != ERR_OK) {
		store_rollback(s->stage.store);
		return why_set(why, r.err, "職員を置けません: %.*s", STR_ARG(r.json));
	}
	return store_commit(s->stage.store);
}

static enum err
town_found(struct scene *s, struct why *why)
{
	struct founding f = {.origin = STR("sekimori.town/scenario/1"),
	    .name = STR("筋書きの町"),
	    .kind = TOWN_TEST,
	    .admin_id = INSTALLER,
	    .admin_login = INSTALLER,
	    .admin_name = STR("設置者")};
	struct str folder = node_text(s->root, "policy");
	struct policy_folder policy;
	struct store *store;
	day first;
	enum err e;

	if (!day_parse_iso(node_text(s->root, "day"), &first))
		return why_set(why, ERR_MALFORMED, "day: に始まりの日(2026-04-01 の形)を書いてください。");
	e = policy_folder_load(
	    s->arena, scene_path(s, folder.n > 0 ? folder : STR("..")), &policy, s->to, why);
	if (e != ERR_OK || (e = store_open("", STORE_MEMORY, &store, why)) != ERR_OK)
		return e;
	f.files = policy.files;
	f.file_n = policy.n;
	e = stage_init(&s->stage, store, &f, day_begin(first) + SCENE_MORNING, why);
	s->stage.store = store;
	if (e == ERR_OK)
		engine_on_refusal(s->stage.engine, clock_refused, s);
	return e == ERR_OK ? town_people(s, first, why) : e;
}

/* --- acts ---------------------------------------------------------------------- */

/* The form that types the body: the procedure's when it is submitted, the step's when it is done. */
static void
act_form(const struct scene *s, const struct node *line, const struct field **fields, size_t *n)
{
	const struct policy *p = engine_policy(s->stage.engine);
	struct str procedure = node_text(line, "procedure");
	int at = policy_procedure(
	    p, procedure.n > 0 ? procedure : scene_check_procedure(s, node_text(line, "matter")));
	int step;
	/* a "yes" decided for a setting is a word, and so is the number of a thing that it is for */
	static const struct field setting[] = {
	    {.name = {"value", 5}, .type = FIELD_LINE}, {.name = {"of", 2}, .type = FIELD_LINE}};

	*fields = setting;
	*n = str_eq(node_text(line, "act"), STR("set")) ? 2 : 0;
	if (at == NONE)
		return;
	*fields = p->procedures[at].form;
	*n = p->procedures[at].form_n;
	if (node_text(line, "step").n == 0)
		return;
	step = step_index(&p->procedures[at], node_text(line, "step"));
	*fields = step == NONE ? NULL : p->procedures[at].steps[step].form;
	*n = step == NONE ? 0 : p->procedures[at].steps[step].form_n;
}

static void
act_word_put(const struct node *line, const char *key, struct json_out *out)
{
	if (node_get(line, key) == NULL)
		return;
	json_key(out, key);
	json_str(out, node_text(line, key));
}

/* To say a word changes nothing that could be out of date. */
static bool
act_takes_seen(struct str act)
{
	return !str_eq(act, STR("comment"));
}

/* What the author saw: the newest of the matter unless the scenario says a number, the start, or nothing. */
static void
act_seen(const struct scene *s, const struct node *line, int64_t matter, struct json_out *out)
{
	struct str seen = node_text(line, "seen");
	int64_t n = scene_check_last(s, matter);

	if (str_eq(seen, STR("nothing")) || (seen.n == 0 && !act_takes_seen(node_text(line, "act"))))
		return;
	if (str_eq(seen, STR("start")))
		n = matter;
	else if (seen.n > 0 && !num_i64(seen, 0, INT64_MAX, &n))
		n = 0;
	json_key(out, "seen");
	json_int(out, n);
}

/* The person of a login; one who is not on the list acts under the login itself. */
static struct str
act_person(const struct scene *s, struct str login)
{
	const struct person *p = map_get(engine_town(s->stage.engine)->person_by_login, login);

	return p != NULL ? p->id : login;
}

static void
act_body(const struct scene *s, const struct node *line, struct json_out *out)
{
	const struct node *body = node_get(line, "body");
	const struct field *fields;
	size_t field_n;

	if (body == NULL)
		return;
	act_form(s, line, &fields, &field_n);
	json_key(out, "body");
	if (str_eq(node_text(line, "act"), STR("correct")))
		scene_body_correct(&s->names, body, fields, field_n, out);
	else
		scene_body_write(&s->names, body, fields, field_n, out);
}

static struct str
act_json(const struct scene *s, const struct node *line)
{
	static const char *const words[] = {
	    "id", "act", "procedure", "step", "outcome", "post", "setting", "at"};
	struct buf b = buf_on(s->arena, SCENE_BODY);
	struct json_out out = {.buf = &b};
	int64_t matter, renews;

	json_open(&out, '{');
	if (scene_body_id(&s->names, node_text(line, "renews"), &renews)) {
		json_key(&out, "renews");
		json_int(&out, renews);
	}
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		act_word_put(line, words[i], &out);
	if (scene_body_id(&s->names, node_text(line, "matter"), &matter)) {
		json_key(&out, "matter");
		json_int(&out, matter);
		act_seen(s, line, matter, &out);
	}
	if (node_get(line, "behalf") != NULL) {
		json_key(&out, "behalf");
		json_str(&out, act_person(s, node_text(line, "behalf")));
	}
	act_body(s, line, &out);
	json_close(&out, '}');
	return buf_str(&b);
}

static enum err
line_act(struct scene *s, const struct node *line, struct why *why)
{
	struct str json = node_text(line, "raw"), name = node_text(line, "name"),
	           item = node_text(line, "item");
	struct reply r;
	enum err e;

	if (node_get(line, "people") != NULL) {
		e = people_plan(s, node_get(line, "people"), scene_check_day(s, line), &json, why);
		if (e != ERR_OK)
			return e;
	} else if (json.n == 0) {
		json = act_json(s, line);
	}
	if ((e = store_begin(s->stage.store)) != ERR_OK)
		return e;
	stage_act(&s->stage, act_person(s, node_text(line, "as")), json, &r);
	if ((e = store_commit(s->stage.store)) != ERR_OK)
		return e;
	if (r.err == ERR_OK && name.n > 0)
		scene_body_name(&s->names, name, r.matter);
	if (r.err == ERR_OK && item.n > 0)
		scene_body_name(&s->names, item, stage_item(&s->stage, r.seq));
	scene_check_reply(s, line, &r);
	return ERR_OK;
}

/* "2026-11-24", "2026-11-24 17" or "2026-11-24 17:15". */
static bool
moment_read(struct str when, int64_t *out)
{
	struct str date, hour;
	int64_t h = SCENE_MORNING / 3600, m = 0;
	day d;

	str_cut(&when, ' ', &date);
	if (!day_parse_iso(date, &d))
		return false;
	if (when.n > 0) {
		when = str_trim(when);
		str_cut(&when, ':', &hour);
		if (!num_i64(hour, 0, 23, &h) || (when.n > 0 && !num_i64(when, 0, 59, &m)))
			return false;
	}
	*out = day_begin(d) + h * 3600 + m * 60;
	return true;
}

static enum err
line_day(struct scene *s, const struct node *line, struct why *why)
{
	int64_t time;
	enum err e;

	if (!moment_read(node_text(line, "day"), &time))
		return why_set(why, ERR_MALFORMED,
		    "day: は 2026-11-24、2026-11-24 17(時)、2026-11-24 17:15 のどれかの形です。");
	if ((e = store_begin(s->stage.store)) != ERR_OK)
		return e;
	e = node_yes(line, "down") ? stage_down(&s->stage, time, why) : stage_until(&s->stage, time, why);
	return store_finish(s->stage.store, e);
}

static enum err
scene_line(struct scene *s, const struct node *line, struct why *why)
{
	if (node_get(line, "day") != NULL && node_get(line, "act") == NULL)
		return line_day(s, line, why);
	if (node_get(line, "act") != NULL || node_get(line, "raw") != NULL ||
	    node_get(line, "people") != NULL)
		return line_act(s, line, why);
	if (node_get(line, "find") != NULL)
		return scene_matter_find(s, line, why);
	if (node_get(line, "check") != NULL)
		return scene_check_state(s, line, why);
	return why_set(
	    why, ERR_MALFORMED, "行は day・act・raw・people・find・check のどれかで始めてください。");
}

static enum err
scene_lines(struct scene *s, struct why *why)
{
	const struct node *play = node_get(s->root, "play");

	if (play == NULL || play->kind != NODE_LIST)
		return why_set(why, ERR_MALFORMED, "play: に筋書きの行がありません。");
	for (const struct node *line = play->first; line != NULL; line = line->next) {
		enum err e = scene_line(s, line, why);

		if (e != ERR_OK)
			return scene_stop(s, line, why, e);
	}
	return ERR_OK;
}

enum err
scene_play(
    struct arena *a, struct str path, FILE *to, bool verbose, struct scene_result *out, struct why *why)
{
	struct scene s = {
	    .arena = a, .path = path, .to = to, .verbose = verbose, .result = out, .names = {a, map_new(a)}};
	enum err e = scene_read(&s, why);

	if (e == ERR_OK && (e = town_found(&s, why)) != ERR_OK)
		e = scene_stop(&s, s.root, why, e);
	if (e == ERR_OK)
		e = scene_lines(&s, why);
	stage_fini(&s.stage);
	store_close(&s.stage.store);
	return e;
}
