/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a value enters a page: one function for each kind of place. Called by the compiled templates only. */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/buf.h"

/* Between tags. Control characters other than tab and line break become U+FFFD. */
void html_text(struct buf *b, struct str s);
/* Inside a quoted attribute. */
void html_attr(struct buf *b, struct str s);
/* A whole address: a path of this server ("/…", not "//…"); anything else becomes "#". */
void html_url(struct buf *b, struct str s);
/* A piece of an address: a path segment or a value of its query. */
void html_url_part(struct buf *b, struct str s);

#endif
