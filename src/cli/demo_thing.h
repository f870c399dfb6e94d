/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the demo town has: assets, devices and media, put on the registers by its sections. */
#ifndef CLI_DEMO_THING_H
#define CLI_DEMO_THING_H

#include "cli/demo_act.h"

enum { DEMO_THINGS_MAX = 512 };

enum demo_kind { DEMO_ASSET, DEMO_DEVICE, DEMO_MEDIUM };

struct demo_thing {
	int64_t id;
	enum demo_kind kind;
	int section;
	bool secret; /* class Ⅰ or Ⅱ, or carries such */
	bool busy;   /* a matter has it */
};

struct demo_things {
	struct demo_thing all[DEMO_THINGS_MAX];
	size_t n;
};

/* Everything that a section enters and its head accepts, in one day. */
void demo_thing_enter(struct demo *d, struct demo_things *t, int section);
enum demo_want { WANT_ASSET, WANT_MEDIUM, WANT_CARRIER /* a device or a medium */ };
/* A free one in the section (or, below 0, in any), beginning anywhere; NULL when there is none. */
struct demo_thing *demo_thing_take(struct demo *d, struct demo_things *t, int section, enum demo_want want);
/* The body of the n-th thing of a kind, for a section that enters one more. */
struct str demo_thing_body(struct demo *d, enum demo_kind kind, int section, unsigned n, int64_t carries);

#endif
