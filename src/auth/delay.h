/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Growing delays instead of a lock-out: whoever guesses waits 1, 2, 4 … 60
 * seconds, and nobody can shut a colleague out for a day. Kept in memory only:
 * an attacker cannot restart us, and an operator who does wants them gone.
 */
#ifndef AUTH_DELAY_H
#define AUTH_DELAY_H

#include "base/arena.h"
#include "base/str.h"

enum {
	DELAY_MAX = 60,          /* seconds */
	DELAY_FORGET = 3600,     /* so long without a try, and it is forgotten */
	DELAY_FREE_LOGIN = 0,    /* failures without a delay */
	DELAY_FREE_ADDRESS = 10, /* many people may share an address */
};

struct delay;

struct delay *delay_new(struct arena *home);
/* Seconds until a try by `login` from `ip` counts; 0 = now. `now` in seconds of one clock. */
int64_t delay_wait(const struct delay *d, struct str login, struct str ip, int64_t now);
/* Before a try: it counts as failed until delay_passed, so tries side by side gain nothing. */
void delay_try(struct delay *d, struct str login, struct str ip, int64_t now);
/* The try was right: the login's failures are forgotten, the address's one try is taken back. */
void delay_passed(struct delay *d, struct str login, struct str ip);

#endif
