/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A head that passes has one host, one spelling of its path, and a length that fits. The bytes: lines of a request. */
#include <stdlib.h>
#include <string.h>

#include "web/cookie.h"
#include "web/hygiene.h"
#include "web/stored.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_path(struct str path)
{
	check(path.n > 0 && path.p[0] == '/');
	check(str_find(path, STR("//")) == SIZE_MAX && str_find(path, STR("/..")) == SIZE_MAX);
	check(str_find(path, STR("%")) == SIZE_MAX && memchr(path.p, 0, path.n) == NULL);
}

static void
check_head(struct arena *a, const struct head *h)
{
	check_path(h->path);
	check(h->host.n > 0 && h->host.n <= 255);
	check(h->length <= BODY_MAX);
	check(h->method == METHOD_POST || h->length == 0);
	check(cookie_session(a, h->cookie, false).n <= 128);
	(void)hygiene_same_origin(h, true);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct field fields[] = {{.name = {"a", 1}}, {.name = {"b", 1}}};
	struct arena *a = arena_new(64 << 20);
	struct why why = {.arena = a};
	struct header headers[HEADERS_MAX + 1];
	struct head_raw raw = {.version = STR("HTTP/1.1"), .headers = headers};
	struct str rest = {(const char *)data, size}, line, name;
	struct value v[2];
	struct head h;

	stored_read(a, rest, fields, 2, v);
	(void)str_cut(&rest, '\n', &line);
	(void)str_cut(&line, ' ', &raw.method);
	raw.path = line;
	while (raw.n <= HEADERS_MAX && str_cut(&rest, '\n', &line))
		if (str_cut(&line, ':', &name))
			headers[raw.n++] = (struct header){name, line};
	if (raw.path.p && raw.method.p && hygiene_check(&raw, &h, &why) == ERR_OK)
		check_head(a, &h);
	arena_free(&a);
	return 0;
}
