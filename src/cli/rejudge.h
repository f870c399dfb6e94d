/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `verify --rejudge`: does this program judge every recorded act as it was judged then? */
#ifndef CLI_REJUDGE_H
#define CLI_REJUDGE_H

#include "cli/command.h"
#include "cli/home.h"

/* Prints every difference and a count. The exit code: EXIT_REFUSED when there is one. */
int rejudge_town(struct call *c, const struct home *h);

#endif
