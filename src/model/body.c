/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/body.h"

#include "base/utf8.h"
#include "model/form.h"

bool
body_refuse(struct judging *j, struct str ref, enum say what, const struct str *args, size_t n)
{
	j->out->bad_field = ref;
	return judging_refuse(j, ERR_MALFORMED, what, args, n);
}

struct str
body_ref(const struct judging *j, struct str at, const char *key)
{
	return at.n ? arena_fmt(j->a, "%.*s/%s", STR_ARG(at), key) : str_of(key);
}

static const struct body_key *
key_of(const struct body_key *keys, struct str name)
{
	for (; keys->name; keys++)
		if (str_eq(str_of(keys->name), name))
			return keys;
	return NULL;
}

bool
body_keys(struct judging *j, const struct json *map, struct str at, const struct body_key *keys)
{
	if (map == NULL || map->kind != JSON_MAP)
		return body_wrong(j, at.n ? at : STR("body"), SAY_BODY_KIND);
	for (const struct json *v = map->first; v; v = v->next) {
		const struct body_key *k = key_of(keys, v->key);
		struct str name = arena_str(j->a, judging_clip(v->key));

		if (k == NULL)
			return body_wrong(j,
			    at.n ? arena_fmt(j->a, "%.*s/%.*s", STR_ARG(at), STR_ARG(name)) : name,
			    SAY_BODY_UNKNOWN);
		if (v->kind != k->kind)
			return body_wrong(j, body_ref(j, at, k->name), SAY_BODY_KIND);
	}
	return true;
}

bool
body_day(struct judging *j, const struct json *v, struct str ref, day *out)
{
	if (v == NULL)
		return body_wrong(j, ref, SAY_BODY_MISSING);
	return (v->kind == JSON_STR && day_parse(v->s, out)) || body_wrong(j, ref, SAY_BODY_DATE);
}

bool
body_day_or(struct judging *j, const struct json *v, struct str ref, day otherwise, day *out)
{
	*out = otherwise;
	return v == NULL || (v->kind == JSON_STR && v->s.n == 0) || body_day(j, v, ref, out);
}

bool
body_text(struct judging *j, const struct json *v, struct str ref)
{
	return (v && v->kind == JSON_STR && form_is_line(v->s, BODY_TEXT_MAX)) ||
	       body_wrong(j, ref, SAY_BODY_TEXT);
}

bool
body_id(struct judging *j, const struct json *v, struct str ref, struct str *out)
{
	bool good = v && v->kind == JSON_STR && v->s.n <= BODY_ID_MAX && form_is_line(v->s, BODY_ID_MAX);

	for (size_t i = 0; good && i < v->s.n; i++)
		if (v->s.p[i] == ' ' || v->s.p[i] == '/')
			good = false;
	if (!good)
		return body_wrong(j, ref, SAY_BODY_ID);
	*out = v->s;
	return true;
}
