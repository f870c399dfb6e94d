/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a scenario expects, held against what came; only scene.c includes it. */
#ifndef CLI_SCENE_CHECK_H
#define CLI_SCENE_CHECK_H

#include "cli/scene.h"
#include "cli/scene_body.h"
#include "cli/stage.h"

enum { SCENE_MORNING = 9 * 3600 };

struct scene {
	struct arena *arena;
	struct str path;
	FILE *to;
	bool verbose;
	struct scene_result *result;
	const struct node *root;
	struct stage stage;
	struct scene_names names;
};

/* Of a named matter: its procedure, and the seq of its last entry (0 when there is none). */
struct str scene_check_procedure(const struct scene *s, struct str name);
int64_t scene_check_last(const struct scene *s, int64_t matter);
/* The line's `effective`, else today. */
day scene_check_day(const struct scene *s, const struct node *line);

/* allowed or refused, by which clause, with which words, who is next. */
void scene_check_reply(struct scene *s, const struct node *line, const struct reply *r);
/* `check: NAME` with `is: {state: …}`: an item's or a matter's values. */
enum err scene_check_state(struct scene *s, const struct node *line, struct why *why) MUST_USE;

#endif
