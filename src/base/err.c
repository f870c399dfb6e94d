/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/err.h"

#include <stdarg.h>

#include "base/buf.h"
#include "base/die.h"

static const struct {
	int http, code;
	const char *key;
} table[] = {
#define ERR(name, http, code, key) [ERR_##name] = {http, code, key},
#include "base/err.def"
#undef ERR
};

int
err_http(enum err e)
{
	must(e < ERR_COUNT);
	return table[e].http;
}

int
err_exit(enum err e)
{
	must(e < ERR_COUNT);
	return table[e].code;
}

struct str
err_key(enum err e)
{
	must(e < ERR_COUNT);
	return str_of(table[e].key);
}

enum err
why_set(struct why *w, enum err e, const char *fmt, ...)
{
	va_list ap;

	if (w == NULL || w->arena == NULL)
		return e;
	va_start(ap, fmt);
	w->text = arena_vfmt(w->arena, fmt, ap);
	va_end(ap);
	return e;
}

struct str
why_line(const struct why *w)
{
	struct buf b = buf_on(w->arena, 64 * 1024);

	if (w->file.n) {
		buf_add(&b, w->file);
		if (w->line)
			buf_fmt(&b, ":%zu", w->line);
		if (w->line && w->column)
			buf_fmt(&b, ":%zu", w->column);
		buf_add(&b, STR(": "));
	}
	buf_add(&b, w->text);
	return buf_str(&b);
}
