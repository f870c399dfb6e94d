/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Are the attachments there that matters name? */
#ifndef CLI_ATTACHED_H
#define CLI_ATTACHED_H

#include "cli/command.h"
#include "cli/home.h"

/* Looks for each, with `content` reads each through, and prints what is missing or changed: EXIT_OK or EXIT_REFUSED. */
int attached_verify(struct call *c, const struct home *h, bool content);

#endif
