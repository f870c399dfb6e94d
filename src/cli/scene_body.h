/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a scenario's YAML to an act's JSON: names of things become their ids. */
#ifndef CLI_SCENE_BODY_H
#define CLI_SCENE_BODY_H

#include "base/map.h"
#include "codec/json.h"
#include "policy/yaml.h"

/* Ids by the names a scenario gave to items and matters. */
struct scene_names {
	struct arena *arena;
	struct map *ids;
};

void scene_body_name(struct scene_names *n, struct str name, int64_t id);
/* The id of a name, or a number as it is; false for anything else. */
bool scene_body_id(const struct scene_names *n, struct str name, int64_t *id);
/*
 * The `body` of an act as canonical JSON. `fields` types what stands in it (none:
 * everything is text, yes and no are true and false).
 */
void scene_body_write(const struct scene_names *n, const struct node *body, const struct field *fields,
    size_t field_n, struct json_out *out);
/* The body of a correction: the fields stand in its `form`. */
void scene_body_correct(const struct scene_names *n, const struct node *body, const struct field *fields,
    size_t field_n, struct json_out *out);

#endif
