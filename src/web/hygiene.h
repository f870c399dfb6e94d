/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a request must be before anything reads it. libmicrohttpd's parser is
 * lenient (two Hosts, lengths beside chunks, names with spaces): whatever two
 * readers could understand in two ways is refused here. Pure.
 */
#ifndef WEB_HYGIENE_H
#define WEB_HYGIENE_H

#include "base/arena.h"
#include "base/err.h"

enum method { METHOD_GET, METHOD_POST };

enum {
	HEADERS_MAX = 64,
	HEADER_BYTES_MAX = 16 * 1024,
	PATH_MAX_BYTES = 512,
	BODY_MAX = 1000 * 1024,
	FORM_MAX = 200 * 1024 * 1024
};

struct header {
	struct str name, value;
};

/* A request's head, as it came. */
struct head_raw {
	struct str method, path, version;
	struct header *headers;
	size_t n;
};

/* The same, checked: the only headers that anything here reads. Absent = p is NULL. */
struct head {
	enum method method;
	bool head;       /* HEAD: the answer without its body */
	struct str path; /* "/", or segments of A-Z a-z 0-9 . _ - without . and .. */
	struct str host, cookie, type, origin, site, authorization, forwarded;
	bool htmx;       /* wants a piece of the page; may be answered with all of it */
	uint64_t length; /* at most BODY_MAX, of a form that may bring files FORM_MAX */
	bool multipart;  /* such a form: multipart/form-data */
};

/* ERR_MALFORMED or ERR_TOO_LARGE with the reason in *why; ERR_NOT_FOUND for a path that no page can have. */
enum err hygiene_check(const struct head_raw *raw, struct head *out, struct why *why) MUST_USE;
/*
 * Did this POST come from a page of this server? By Sec-Fetch-Site and Origin
 * as far as the browser sends them; a request without both passes here and is
 * held by its CSRF token.
 */
bool hygiene_same_origin(const struct head *h, bool behind_tls);

#endif
