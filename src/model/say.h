/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The sentences of judge: say.def. */
#ifndef MODEL_SAY_H
#define MODEL_SAY_H

#include "base/arena.h"

enum say {
#define SAY(name, text) SAY_##name,
#include "model/say.def"
#undef SAY
	SAY_COUNT
};

/* The sentence with {1}, {2} … replaced by args[1], args[2] …; one that is not given leaves nothing. */
struct str say_fill(struct arena *a, enum say what, const struct str *args, size_t n);
/* The strings with `between` between them. */
struct str say_join(struct arena *a, const struct str *parts, size_t n, const char *between);

/* say(arena, SAY_X, strings…) */
#define SAY_ARGS(...)                                                                                        \
	(const struct str[])                                                                                 \
	{                                                                                                    \
		{"", 0}, __VA_ARGS__                                                                         \
	}
#define SAY_ARG_N(...)    (sizeof(SAY_ARGS(__VA_ARGS__)) / sizeof(struct str))
#define say(a, what, ...) say_fill((a), (what), SAY_ARGS(__VA_ARGS__), SAY_ARG_N(__VA_ARGS__))

#endif
