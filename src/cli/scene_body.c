/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/scene_body.h"

#include "base/num.h"

void
scene_body_name(struct scene_names *n, struct str name, int64_t id)
{
	int64_t *at = ARENA_NEW(n->arena, int64_t);

	*at = id;
	map_put(n->ids, name, at);
}

bool
scene_body_id(const struct scene_names *n, struct str name, int64_t *id)
{
	const int64_t *at = map_get(n->ids, name);

	if (at == NULL)
		return num_i64(name, 0, INT64_MAX, id);
	*id = *at;
	return true;
}

static void
body_number(const struct node *v, struct json_out *out)
{
	int64_t n;

	if (num_i64(v->text, INT64_MIN, INT64_MAX, &n))
		json_int(out, n);
	else
		json_str(out, v->text);
}

static void
body_item(const struct scene_names *n, const struct node *v, struct json_out *out)
{
	int64_t id;

	if (scene_body_id(n, v->text, &id))
		json_int(out, id);
	else
		json_str(out, v->text);
}

static void
body_items(const struct scene_names *n, const struct node *v, struct json_out *out)
{
	json_open(out, '[');
	if (v->kind == NODE_SCALAR && v->text.n > 0)
		body_item(n, v, out);
	for (const struct node *c = v->kind == NODE_LIST ? v->first : NULL; c != NULL; c = c->next)
		body_item(n, c, out);
	json_close(out, ']');
}

/* What no form types: the bodies of people, appoint, set … */
static void
body_plain(const struct node *v, struct json_out *out)
{
	if (v->kind == NODE_SCALAR) {
		if (str_eq(v->text, STR("yes")) || str_eq(v->text, STR("no")))
			json_bool(out, v->text.n == 3);
		else
			json_str(out, v->text);
		return;
	}
	json_open(out, v->kind == NODE_MAP ? '{' : '[');
	for (const struct node *c = v->first; c != NULL; c = c->next) {
		if (v->kind == NODE_MAP)
			json_key_str(out, c->key);
		body_plain(c, out);
	}
	json_close(out, v->kind == NODE_MAP ? '}' : ']');
}

static void
body_field(const struct scene_names *n, const struct node *v, enum field_type type, struct json_out *out)
{
	switch (type) {
	case FIELD_ITEM:
	case FIELD_ITEMS:
		body_items(n, v, out);
		break;
	case FIELD_NUMBER:
		body_number(v, out);
		break;
	default:
		if (v->kind == NODE_SCALAR)
			json_str(out, v->text);
		else
			body_plain(v, out);
	}
}

void
scene_body_correct(const struct scene_names *n, const struct node *body, const struct field *fields,
    size_t field_n, struct json_out *out)
{
	json_open(out, '{');
	for (const struct node *v = body->first; v != NULL; v = v->next) {
		json_key_str(out, v->key);
		if (str_eq(v->key, STR("form")) && v->kind == NODE_MAP)
			scene_body_write(n, v, fields, field_n, out);
		else
			body_plain(v, out);
	}
	json_close(out, '}');
}

void
scene_body_write(const struct scene_names *n, const struct node *body, const struct field *fields,
    size_t field_n, struct json_out *out)
{
	json_open(out, '{');
	for (const struct node *v = body->first; v != NULL; v = v->next) {
		int f = field_index(fields, field_n, v->key);

		json_key_str(out, v->key);
		if (f != NONE)
			body_field(n, v, fields[f].type, out);
		else
			body_plain(v, out);
	}
	json_close(out, '}');
}
