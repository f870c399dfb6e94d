/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hexadecimal, lower case only: hashes and keys as text. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/str.h"

/* Reads exactly 2 n digits into n bytes; false for anything else. */
bool hex_read(struct str text, void *out, size_t n) MUST_USE;

#endif
