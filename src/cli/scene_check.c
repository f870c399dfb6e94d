/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/scene_check.h"
#include "cli/scene_matter.h"

#include <stdarg.h>

/* --- what the scenario knows of a matter --------------------------------------- */

const struct matter *
scene_check_matter(const struct scene *s, int64_t id, struct facts *facts)
{
	struct need_key key = {.kind = NEED_MATTER, .id = id};

	*facts = (struct facts){0};
	if (store_facts(s->stage.store, s->arena, engine_policy(s->stage.engine), &key, 1, facts) != ERR_OK)
		return NULL;
	return facts->matter;
}

struct str
scene_check_procedure(const struct scene *s, struct str name)
{
	const struct matter *m;
	struct facts facts;
	int64_t id;

	if (!scene_body_id(&s->names, name, &id) || (m = scene_check_matter(s, id, &facts)) == NULL ||
	    m->procedure == NONE)
		return STR("");
	return engine_policy(s->stage.engine)->procedures[m->procedure].id;
}

int64_t
scene_check_last(const struct scene *s, int64_t matter)
{
	struct facts facts;
	const struct matter *m = scene_check_matter(s, matter, &facts);

	return m != NULL ? m->last : 0;
}

day
scene_check_day(const struct scene *s, const struct node *line)
{
	day d;

	return day_parse_iso(node_text(line, "effective"), &d) ? d : day_of_time(s->stage.time);
}

/* --- differences --------------------------------------------------------------- */

void
scene_check_differ(struct scene *s, const struct node *line, size_t *faults, const char *fmt, ...)
{
	va_list ap;

	fprintf(s->to, "%.*s:%zu: ", STR_ARG(s->path), line->at.line);
	va_start(ap, fmt);
	vfprintf(s->to, fmt, ap);
	va_end(ap);
	fputc('\n', s->to);
	++*faults;
}

void
scene_check_end(struct scene *s, const struct node *line, size_t faults, struct str what)
{
	if (faults > 0)
		s->result->failed++;
	else
		s->result->passed++;
	if (faults == 0 && s->verbose)
		fprintf(s->to, "%.*s:%zu: ✓ %.*s\n", STR_ARG(s->path), line->at.line, STR_ARG(what));
}

/* --- replies ------------------------------------------------------------------- */

static bool
list_has(const struct json *list, struct str word)
{
	for (const struct json *v = list != NULL ? list->first : NULL; v != NULL; v = v->next)
		if (v->kind == JSON_STR && str_eq(v->s, word))
			return true;
	return false;
}

/* May this person do what comes next? Answers name people, scenarios logins. */
static bool
next_has(const struct scene *s, const struct json *answer, struct str login)
{
	const struct person *p = map_get(engine_town(s->stage.engine)->person_by_login, login);
	const struct json *next = json_get(answer, "next");

	for (const struct json *v = next != NULL ? next->first : NULL; v != NULL; v = v->next)
		if (list_has(json_get(v, "who"), p != NULL ? p->name : login))
			return true;
	return false;
}

/* Calls `has` for the scalar, or each scalar of the list, under `key`. */
static const struct node *
missing(const struct scene *s, const struct node *line, const char *key, const struct json *answer,
    bool (*has)(const struct scene *, const struct json *, struct str))
{
	const struct node *v = node_get(line, key);

	if (v == NULL)
		return NULL;
	if (v->kind == NODE_SCALAR)
		return has(s, answer, v->text) ? NULL : v;
	for (const struct node *c = v->first; c != NULL; c = c->next)
		if (!has(s, answer, c->text))
			return c;
	return NULL;
}

static bool
clause_has(const struct scene *s, const struct json *answer, struct str clause)
{
	(void)s;
	return list_has(json_get(answer, "clauses"), clause);
}

/* A fragment of the reason, the way out, or what is said. */
static bool
words_have(const struct scene *s, const struct json *answer, struct str fragment)
{
	static const char *const keys[] = {"why", "way-out", "say"};

	(void)s;
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (json_get(answer, keys[i]) != NULL &&
		    str_find(json_get_str(answer, keys[i]), fragment) != SIZE_MAX)
			return true;
	return false;
}

static bool
field_is(const struct scene *s, const struct json *answer, struct str field)
{
	(void)s;
	return str_eq(json_get_str(answer, "field"), field);
}

/* "allowed", "refused" (for whatever reason) or the reason itself: stale, malformed, forbidden … */
static bool
verdict_is(const struct json *answer, struct str expected)
{
	bool allowed = json_get_bool(answer, "allowed", false);

	if (expected.n == 0 || str_eq(expected, STR("allowed")))
		return allowed;
	if (str_eq(expected, STR("refused")))
		return !allowed;
	return !allowed && str_eq(json_get_str(answer, "err"), expected);
}

void
scene_check_reply(struct scene *s, const struct node *line, const struct reply *r)
{
	static const struct {
		const char *key;
		bool (*has)(const struct scene *, const struct json *, struct str);
	} expectations[] = {
	    {"clause", clause_has}, {"why", words_have}, {"next", next_has}, {"field", field_is}};
	struct str expected = node_text(line, "expect");
	struct json *answer = NULL;
	size_t faults = 0;

	if (json_read(s->arena, r->json, ACT_MAX, &answer, NULL) != ERR_OK)
		answer = NULL;
	if (!verdict_is(answer, expected))
		scene_check_differ(s, line, &faults, "「%.*s」のはずが: %.*s",
		    STR_ARG(expected.n > 0 ? expected : STR("allowed")), STR_ARG(r->json));
	for (size_t i = 0; faults == 0 && i < sizeof expectations / sizeof expectations[0]; i++) {
		const struct node *v = missing(s, line, expectations[i].key, answer, expectations[i].has);

		if (v != NULL)
			scene_check_differ(s, line, &faults, "%s に「%.*s」がありません: %.*s",
			    expectations[i].key, STR_ARG(v->text), STR_ARG(r->json));
	}
	scene_check_end(s, line, faults, r->json);
}

/* --- state --------------------------------------------------------------------- */

struct str
scene_check_shown(const struct scene *s, const struct value *v)
{
	struct buf b = buf_on(s->arena, 64 * 1024);
	struct json_out out = {.buf = &b};

	if (v->kind == VALUE_STR)
		return v->s;
	if (v->kind == VALUE_EMPTY)
		return STR("");
	value_write(&out, v);
	return buf_str(&b);
}

static struct str
item_shown(const struct scene *s, const struct item *it, struct str key)
{
	const struct reg *reg = &engine_policy(s->stage.engine)->registers[it->reg];
	int f = field_index(reg->fields, reg->field_n, key);

	if (f != NONE)
		return scene_check_shown(s, &it->fields[f]);
	if (str_eq(key, STR("state")))
		return it->state;
	if (str_eq(key, STR("owner")))
		return it->section;
	if (str_eq(key, STR("number")))
		return it->number;
	if (str_eq(key, STR("busy")))
		return it->busy != 0 ? STR("yes") : STR("no");
	return STR("(そのような項目はありません)");
}

static struct str
state_shown(const struct scene *s, int64_t id, struct str key)
{
	struct need_key want = {.kind = NEED_ITEM, .id = id};
	struct facts facts = {0};
	const struct item *it = NULL;
	const struct matter *m;

	if (store_facts(s->stage.store, s->arena, engine_policy(s->stage.engine), &want, 1, &facts) == ERR_OK)
		it = facts_item(&facts, id);
	if (it != NULL)
		return item_shown(s, it, key);
	m = scene_check_matter(s, id, &facts);
	return m != NULL ? scene_matter_shown(s, m, key) : STR("(ありません)");
}

enum err
scene_check_state(struct scene *s, const struct node *line, struct why *why)
{
	const struct node *is = node_get(line, "is");
	struct str name = node_text(line, "check");
	size_t faults = 0;
	int64_t id;

	if (!scene_body_id(&s->names, name, &id))
		return why_set(why, ERR_MALFORMED, "「%.*s」という名前はまだありません。", STR_ARG(name));
	if (is != NULL && is->kind != NODE_MAP)
		return why_set(why, ERR_MALFORMED, "is には {項目: 値} を書いてください。");
	if (is == NULL && !scene_matter_asks(line))
		return why_set(
		    why, ERR_MALFORMED, "check には is・open・notices か、step と who・nobody が要ります。");
	if (scene_matter_asks(line))
		scene_matter_check(s, line, id, &faults);
	for (const struct node *v = is != NULL && node_get(line, "step") == NULL ? is->first : NULL;
	     v != NULL; v = v->next) {
		struct str got = state_shown(s, id, v->key);

		if (!str_eq(got, v->text))
			scene_check_differ(s, line, &faults, "%.*s の %.*s は「%.*s」のはずが「%.*s」です。",
			    STR_ARG(name), STR_ARG(v->key), STR_ARG(v->text), STR_ARG(got));
	}
	scene_check_end(s, line, faults, name);
	return ERR_OK;
}
