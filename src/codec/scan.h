/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reads canonical JSON (codec/json.h: one spelling for each value) straight
 * from the bytes, without a tree. A scanner that accepts only the one spelling
 * needs no "write it again and compare", and is as fast as the hashing beside it.
 * Each function moves past what it accepts and returns true, or stays near the
 * fault and returns false.
 */
#ifndef CODEC_SCAN_H
#define CODEC_SCAN_H

#include "base/arena.h"
#include "base/str.h"

struct scan {
	const char *p, *end;
	struct arena *arena; /* for texts with escapes, and keys of raw objects */
};

/* Nesting that is accepted, the entry's own braces counted: as codec/json.h. */
enum { SCAN_DEPTH = 32 };

bool scan_literal(struct scan *s, struct str literal) MUST_USE;
/* A decimal within int64: no leading zero, no "-0". */
bool scan_int(struct scan *s, int64_t *out) MUST_USE;
/*
 * A string: valid UTF-8, no NUL, only the escapes that JSON demands. *out is a
 * view of the scanned bytes, or of the arena if something was escaped.
 */
bool scan_text(struct scan *s, struct str *out) MUST_USE;
/* Any value, no key twice in an object; *out is its spelling. */
bool scan_raw(struct scan *s, struct str *out) MUST_USE;

#endif
