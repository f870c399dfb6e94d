/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The demo town: invented people, and twelve months of matters made by the same
 * acts as in any town, by a clock that only goes forward.
 */
#ifndef CLI_DEMO_H
#define CLI_DEMO_H

#include "cli/stage.h"

/* Entry 1 says it for ever. */
#define DEMO_TOWN STR("関守町（演習用・架空）")

/* The id of its station, at the door of the server room. */
#define DEMO_STATION STR("@genkan")

#define DEMO_PASSWORD "enshu-no-machi-2026"

/* On which day its story begins, when it is to end today. */
day demo_first_day(day today);
/* About how many matters there are; a small town for tests has all that is to be seen, and fewer of the rest. */
enum { DEMO_MATTERS = 1500, DEMO_MATTERS_LEAST = 300 };
/* Tells the story on a stage that was founded on its first day, until `until`. */
enum err demo_tell(struct arena *a, struct stage *s, int64_t until, int matters, struct why *why) MUST_USE;

struct demo_login {
	const char *login, *password, *who;
};
/* The log-ins that are given a password; ends with login = NULL. */
const struct demo_login *demo_logins(void);

#endif
