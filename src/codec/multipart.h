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

enum { PARTS_MAX = 256 };

/*
 * The same as it comes: whoever reads keeps what has not been taken and adds
 * what has come. Small; nothing to free.
 */
struct parts {
	struct str mark; /* CR LF "--" boundary */
	enum {
		PARTS_STATE_START,
		PARTS_STATE_MARK,
		PARTS_STATE_HEAD,
		PARTS_STATE_DATA,
		PARTS_STATE_TAIL,
		PARTS_STATE_BAD
	} state;
	bool is_file; /* the part that has begun */
	size_t n, tail;
	enum err err;
	struct why *why;
};
enum parts_event {
	PARTS_MORE,  /* nothing more can be told from what is there: add to it */
	PARTS_BEGIN, /* a part: its names in *out, views of *in */
	PARTS_DATA,  /* some of it: in out->bytes */
	PARTS_END,   /* that was all of it */
	PARTS_BAD    /* in p->err and the reason in *why */
};
/* False with the reason in *why when `type` is no multipart/form-data with a boundary. */
bool parts_begin(struct arena *a, struct str type, struct why *why, struct parts *out) MUST_USE;
/* Takes off *in what it tells of. Its heads fit in 4 KiB: as much must be there, or all that comes. */
enum parts_event parts_next(struct parts *p, struct str *in, struct upload *out);
/* All has come, and `rest` was left of it: was that whole? */
enum err parts_end(struct parts *p, struct str rest) MUST_USE;
/* What is not a file is text. */
enum err parts_value_check(struct str value, struct why *why) MUST_USE;

/* `type` is the whole Content-Type. At most 256 parts; values and files are views of `body`. */
enum err multipart_decode(
    struct arena *a, struct str type, struct str body, struct multipart *out, struct why *why) MUST_USE;
/* The first file of an input; NULL when there is none. */
const struct upload *multipart_file(const struct multipart *m, struct str field);

#endif
