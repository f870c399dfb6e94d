/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a staff list does not say of the demo's people: organs, cards, one without a section, one from outside. */
#ifndef CLI_DEMO_PEOPLE_H
#define CLI_DEMO_PEOPLE_H

#include "cli/demo_act.h"

void demo_people_add(struct demo *d);

#endif
