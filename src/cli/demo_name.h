/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names that nobody has. */
#ifndef CLI_DEMO_NAME_H
#define CLI_DEMO_NAME_H

#include "base/arena.h"
#include "base/str.h"

/* The n-th name and how it is read; no two of the first 400 are the same. */
struct str demo_name(struct arena *a, int n);
struct str demo_name_kana(struct arena *a, int n);

#endif
