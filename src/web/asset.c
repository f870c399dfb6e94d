/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/asset.h"

#include "base/buf.h"
#include "crypto/hash.h"
#include "os/file.h"

enum { ASSET_MAX = 1024 * 1024 };

static const struct {
	struct str end, type;
} types[] = {
    {{".css", 4}, {"text/css; charset=utf-8", 23}},
    {{".js", 3}, {"text/javascript; charset=utf-8", 30}},
    {{".svg", 4}, {"image/svg+xml", 13}},
    {{".png", 4}, {"image/png", 9}},
    {{".txt", 4}, {"text/plain; charset=utf-8", 25}},
};

static struct str
type_of(struct str name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (str_ends(name, types[i].end))
			return types[i].type;
	return (struct str){NULL, 0};
}

static enum err
asset_load(struct arena *a, struct str folder, struct str name, struct asset *out, struct why *why)
{
	struct buf b = buf_on(a, 256);
	struct hash h;
	enum err e = file_read(a, file_join(a, folder, name), ASSET_MAX, &out->bytes, why);

	if (e != ERR_OK)
		return e;
	h = hash_of(out->bytes);
	buf_add(&b, STR("/static/"));
	buf_add(&b, name);
	buf_add(&b, STR("?v="));
	buf_hex(&b, h.b, 6);
	out->name = name;
	out->href = buf_str(&b);
	out->type = type_of(name);
	return ERR_OK;
}

enum err
asset_read(struct arena *a, struct str folder, struct asset_set *out, struct why *why)
{
	struct str *names, inner = file_join(a, folder, STR("static"));
	size_t n;
	enum err e = file_list(a, inner, &names, &n, why);

	*out = (struct asset_set){0};
	if (e != ERR_OK)
		return e;
	out->all = arena_array(a, n, sizeof *out->all);
	for (size_t i = 0; i < n && e == ERR_OK; i++)
		if (type_of(names[i]).p)
			e = asset_load(a, inner, names[i], &out->all[out->n++], why);
	return e;
}

const struct asset *
asset_find(const struct asset_set *set, struct str name)
{
	for (size_t i = 0; i < set->n; i++)
		if (str_eq(set->all[i].name, name))
			return &set->all[i];
	return NULL;
}

struct str
asset_href(const struct asset_set *set, struct str name)
{
	const struct asset *x = asset_find(set, name);

	return x ? x->href : STR("/static/missing");
}
