/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * multipart/form-data (RFC 7578, as WHATWG HTML has browsers write it), strict:
 * no preamble, no epilogue but one line end, no header but the two that browsers
 * send, no nesting. What is not a file is valid UTF-8 without NUL.
 */
#ifndef CODEC_MULTIPART_H
#define CODEC_MULTIPART_H

#include "codec/form.h"

struct upload {
	struct str field; /* name of the input */
	struct str file;  /* name of the file as the browser says it; empty when none was chosen */
	struct str bytes; /* a view of the body */
};

struct multipart {
	struct form form; /* in the order they came */
	struct upload *files;
	size_t files_n;
};

/* `type` is the whole Content-Type. At most 256 parts; values and files are views of `body`. */
enum err multipart_decode(
    struct arena *a, struct str type, struct str body, struct multipart *out, struct why *why) MUST_USE;
/* The first file of an input; NULL when there is none. */
const struct upload *multipart_file(const struct multipart *m, struct str field);

#endif
