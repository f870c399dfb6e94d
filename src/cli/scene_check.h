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
/* A fault of this line: a sentence with its place; counted in *faults. */
void scene_check_differ(struct scene *s, const struct node *line, size_t *faults, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* The line has been held against what came: it passed when there was no fault. */
void scene_check_end(struct scene *s, const struct node *line, size_t faults, struct str what);
/* A matter as it stands, or NULL; *facts keeps what came with it. */
const struct matter *scene_check_matter(const struct scene *s, int64_t id, struct facts *facts);
struct str scene_check_shown(const struct scene *s, const struct value *v);

/* `check: NAME` with `is: {state: …}`: an item's or a matter's values; with `step`, `open`, `notices`: scene_matter.h. */
enum err scene_check_state(struct scene *s, const struct node *line, struct why *why) MUST_USE;

#endif
