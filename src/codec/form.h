/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* application/x-www-form-urlencoded (WHATWG URL section 5), strict: valid UTF-8 after decoding, no NUL. */
#ifndef CODEC_FORM_H
#define CODEC_FORM_H

#include "base/arena.h"
#include "base/err.h"

struct form_pair {
	struct str name, value;
};

struct form {
	struct form_pair *pairs; /* in the order they came; a name may come again */
	size_t n;
};

/* At most 256 pairs and 256 KiB. */
enum err form_decode(struct arena *a, struct str text, struct form *out, struct why *why) MUST_USE;
/* The first value of a name; p is NULL when the name is not there. */
struct str form_get(const struct form *f, struct str name);
/* Percent-encodes for a URL component. */
struct str form_escape(struct arena *a, struct str s);

#endif
