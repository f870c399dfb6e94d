/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A matter as a scenario expects it: its open steps, who may take each, what somebody has still to see. */
#ifndef CLI_SCENE_MATTER_H
#define CLI_SCENE_MATTER_H

#include "cli/scene_check.h"

/* Does a `check` line ask for more than values: `step`, `open` or `notices`? */
bool scene_matter_asks(const struct node *line);
/*
 * `open: [STEP…]`: these wait, and no others. `notices: ["KIND WHO STEP"…]`: these are unseen, and no
 * others. `step: NAME` (the last of that name, of `section`): `is` its values, `who` exactly these
 * logins may take it, `nobody` is in the sentence that says why nobody may.
 */
void scene_matter_check(struct scene *s, const struct node *line, int64_t id, size_t *faults);
/* The value of a matter under a word of the scenario, or of a field of its form. */
struct str scene_matter_shown(const struct scene *s, const struct matter *m, struct str key);
/* `find: NAME, of: MATTER`: the one matter that came of it is called so from here on; `expect: nothing`. */
enum err scene_matter_find(struct scene *s, const struct node *line, struct why *why) MUST_USE;

#endif
