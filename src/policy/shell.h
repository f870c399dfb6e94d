/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Shells: what names a duty and could not meet it. What each kind of duty asks
 * for stands in the guide (Shells); a duty without a kind is not judged. A
 * policy with a shell loads; `policy check` refuses it.
 */
#ifndef POLICY_SHELL_H
#define POLICY_SHELL_H

#include "policy/load.h"

/*
 * Adds, in order of place, duties that nothing able to meets and, once a policy
 * says kinds, procedures that leave nothing behind but free text. `lint` is
 * what policy_load filled.
 */
void shell_find(const struct policy *p, struct lint *lint);

#endif
