/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Attachments that acts name, and who may read what: the engine's part in it. */
#include "gate/engine_inside.h"
#include "model/may_read.h"
#include "query.h"
#include "store/narrow.h"

enum { DEEP = 4 /* a list of rows, or the form of a correction, inside a body */, OTHERS = 1 };

void
engine_blobs(struct engine *e, struct blobs *b)
{
	e->blobs = b;
	e->keeps_files = true;
}

/* --- what an act names ------------------------------------------------------------------ */

static bool
is_file(const struct field *f, size_t n, struct str name)
{
	int at = field_index(f, n, name);

	return at != NONE && f[at].type == FIELD_FILE;
}

static bool
names_file(const struct procedure *p, struct str name)
{
	if (is_file(p->form, p->form_n, name))
		return true;
	for (size_t i = 0; i < p->step_n; i++)
		if (is_file(p->steps[i].form, p->steps[i].form_n, name))
			return true;
	return false;
}

static const struct procedure *
procedure_of(const struct trial *t)
{
	int at = t->act->kind == ACT_SUBMIT ? policy_procedure(t->policy, t->act->procedure)
	         : t->facts.matter          ? t->facts.matter->procedure
	                                    : NONE;

	return at == NONE ? NULL : &t->policy->procedures[at];
}

static enum err
value_claim(struct trial *t, struct str value)
{
	bool submits = t->act->kind == ACT_SUBMIT;
	/* what the clock opens carries the files of the matter it comes of */
	const int64_t others[OTHERS] = {submits ? t->act->matter : 0};
	struct hash h;
	struct str name;
	uint64_t size;

	if (value.n == 0)
		return ERR_OK;
	if (!blobs_value_read(value, &h, &size, &name))
		return ERR_MALFORMED;
	if (t->e->blobs == NULL)
		return ERR_NOT_FOUND;
	return blobs_claim(t->e->blobs, t->a, submits ? t->now.seq : t->verdict.matter, value,
	    t->who ? t->who->id : STR("clock"), others, OTHERS);
}

static enum err
values_claim(struct trial *t, const struct procedure *p, const struct json *in, int deep, struct str *field)
{
	enum err e = ERR_OK;

	for (const struct json *j = in->first; e == ERR_OK && j; j = j->next) {
		if ((j->kind == JSON_MAP || j->kind == JSON_LIST) && deep > 0)
			e = values_claim(t, p, j, deep - 1, field);
		else if (j->kind == JSON_STR && j->key.n && names_file(p, j->key)) {
			e = value_claim(t, j->s);
			if (e)
				*field = j->key;
		}
	}
	return e;
}

enum err
engine_claim(struct trial *t, struct str *field)
{
	const struct procedure *p = t->e->keeps_files ? procedure_of(t) : NULL;

	struct blobs *b = t->e->blobs;
	size_t before = b ? blobs_claims(b) : 0;
	enum err e = p && t->act->body ? values_claim(t, p, t->act->body, DEEP, field) : ERR_OK;

	if (e && b)
		blobs_unclaim(b, before);
	return e;
}

/* --- what is narrow ---------------------------------------------------------------------- */

enum err
engine_narrow(const struct trial *t, int64_t *matter)
{
	const struct procedure *p = procedure_of(t);
	int64_t id = t->act->kind == ACT_SUBMIT ? t->now.seq : t->verdict.matter;

	*matter = 0;
	if (json_get(t->act->body, NARROW_NAME) || json_get(t->act->body, NARROW_VALUES))
		return ERR_MALFORMED;
	if (p == NULL || !p->narrow)
		return ERR_OK;
	if (narrow_key_of(t->e->store, id, NULL))
		*matter = id;
	/* scenarios have no key, and keep nothing */
	return *matter || !t->e->keeps_files ? ERR_OK : ERR_REFUSED;
}

/* --- who may read ------------------------------------------------------------------------- */

enum err
engine_matter(struct engine *e, struct arena *a, int64_t id, const struct policy **pol, struct facts *facts)
{
	const struct need_key key = {.kind = NEED_MATTER, .id = id};
	struct why why = {.arena = a};
	struct known *k;
	struct str hex;
	enum err err;

	*facts = (struct facts){0};
	if ((err = store_matter_policy(e->store, a, id, &hex)) ||
	    (err = engine_policy_get(e, hex, &k, &why)) ||
	    (err = store_facts(e->store, a, k->policy, &key, 1, facts)))
		return err;
	*pol = k->policy;
	return facts->matter ? ERR_OK : ERR_NOT_FOUND;
}

enum err
engine_reads_matter(struct engine *e, struct arena *a, struct str person, int64_t id, day today)
{
	const struct person *who = town_person(&e->town, person);
	const struct policy *pol;
	struct facts facts;
	enum err err = engine_matter(e, a, id, &pol, &facts);

	if (err)
		return err;
	return may_read_matter(pol, &e->town, who, today, facts.matter) ? ERR_OK : ERR_FORBIDDEN;
}

bool
engine_is_narrow(struct engine *e, struct arena *a, int64_t matter)
{
	const struct policy *pol;
	struct facts facts;

	return engine_matter(e, a, matter, &pol, &facts) == ERR_OK &&
	       pol->procedures[facts.matter->procedure].narrow;
}

/* The matter through which the item got this file. */
static enum err
file_matter(struct engine *e, struct arena *a, int64_t item, struct str id, int64_t *matter)
{
	struct q_cursor c = q_item_values_open(e->store, &(struct q_item_values_in){item});
	struct q_item_values_out row;
	struct json *value;

	*matter = 0;
	while (q_item_values_next(&c, a, &row))
		if (row.matter > 0 && json_read(a, row.value, ACT_MAX, &value, NULL) == ERR_OK &&
		    value->kind == JSON_STR && str_eq(blobs_id(a, value->s), id))
			*matter = row.matter;
	(void)!q_cursor_end(&c);
	return *matter ? ERR_OK : ERR_NOT_FOUND;
}

enum err
engine_reads_item(struct engine *e, struct arena *a, struct str person, int64_t item, struct str id,
    day today, int64_t *matter)
{
	const struct need_key key = {.kind = NEED_ITEM, .id = item};
	const struct person *who = town_person(&e->town, person);
	const struct item *it;
	struct facts facts = {0};
	enum err err = store_facts(e->store, a, e->policy, &key, 1, &facts);

	if (err)
		return err;
	if ((it = facts_item(&facts, item)) == NULL)
		return ERR_NOT_FOUND;
	if (!may_read_item(e->policy, &e->town, who, today, it))
		return ERR_FORBIDDEN;
	return file_matter(e, a, item, id, matter);
}
