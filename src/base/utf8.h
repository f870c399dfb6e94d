/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, up to U+10FFFF. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/str.h"

/* Is all of `s` valid UTF-8? */
bool utf8_valid(struct str s);
/*
 * Takes one code point off the front of *s. False at the end of *s; an invalid
 * byte comes back as U+FFFD and is passed over.
 */
bool utf8_next(struct str *s, uint32_t *point);
/* Number of code points. */
size_t utf8_count(struct str s);
/* The first `n` code points of `s`. */
struct str utf8_head(struct str s, size_t n);
/* Is there a control character (C0 but tab and newline, DEL, C1)? */
bool utf8_has_control(struct str s);

#endif
