/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Base64 (RFC 4648 section 4, padded), strict: no white space, no other alphabet, trailing bits zero. */
#ifndef CODEC_BASE64_H
#define CODEC_BASE64_H

#include "base/arena.h"
#include "base/str.h"

struct str base64_encode(struct arena *a, struct str bytes);
bool base64_decode(struct arena *a, struct str text, struct str *out) MUST_USE;

#endif
