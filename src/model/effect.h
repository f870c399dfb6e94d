/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a verdict changes: effect.def. */
#ifndef MODEL_EFFECT_H
#define MODEL_EFFECT_H

#include "model/value.h"

enum effect_kind {
#define EFFECT(name, word, keys) EFFECT_##name,
#include "model/effect.def"
#undef EFFECT
	EFFECT_COUNT
};

/* A flat struct for all kinds: each kind uses the keys that effect.def names, the others are empty. */
struct effect {
	enum effect_kind what;
#define KEY_I(name)          int64_t name;
#define KEY_S(name)          struct str name;
#define KEY_V(name)          struct value name;
#define KEY(name, key, type) KEY_##type(name)
#include "model/effect.def"
#undef KEY
#undef KEY_I
#undef KEY_S
#undef KEY_V
};

struct effects {
	struct effect *e;
	size_t n, room;
};

/* Appends a zeroed effect of this kind and returns it. */
struct effect *effects_add(struct arena *a, struct effects *list, enum effect_kind what);
/* Do they change what town.h holds? */
bool effects_change_town(const struct effects *fx);
/* One effect as canonical JSON: {"e":"word", keys…}; keys the kind does not use are left out, as are empty ones. */
struct str effect_write(struct arena *a, const struct effect *e);
/* The JSON list of an entry's effects. Strict: effect_write would give it back. Texts are views of `json`. */
enum err effects_read(struct arena *a, struct str json, struct effects *out, struct why *why) MUST_USE;

#endif
