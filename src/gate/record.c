/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/record.h"

#include "base/die.h"
#include "crypto/random.h"
#include "store/narrow.h"

enum {
	EFFECTS_ROOM = 48 * 1024, /* of a part: leaves room for everything else in ENTRY_MAX */
	PARTS_MAX = 1024
};

/* Which effects stand in one part, and how they are written. */
struct part {
	struct effects effects;
	struct str json;
};

static struct part *
parts_split(struct arena *a, const struct effects *all, size_t *count)
{
	struct part *parts = arena_array(a, PARTS_MAX, sizeof *parts);
	struct buf b = buf_on(a, ENTRY_MAX);
	size_t n = 0, first = 0;

	buf_char(&b, '[');
	for (size_t i = 0; i <= all->n; i++) {
		struct str json = i < all->n ? effect_write(a, &all->e[i]) : STR("");

		if (i == all->n || (b.n > 1 && b.n + json.n > EFFECTS_ROOM)) {
			buf_char(&b, ']');
			must(n < PARTS_MAX && buf_done(&b));
			/* an act may have none: a code that is handed out */
			parts[n].effects =
			    (struct effects){all->n ? all->e + first : NULL, i - first, i - first};
			parts[n++].json = buf_str(&b);
			b = buf_on(a, ENTRY_MAX);
			buf_char(&b, '[');
			first = i;
		}
		if (b.n > 1)
			buf_char(&b, ',');
		buf_add(&b, json);
	}
	*count = n;
	return parts;
}

static enum err
body_keep(struct store *s, struct arena *a, struct str body, struct str *hex)
{
	unsigned char salt[BODY_SALT];
	struct hash h;
	struct buf b = buf_on(a, 2 * HASH_SIZE);

	*hex = STR("");
	if (body.n == 0)
		return ERR_OK;
	random_fill(salt, sizeof salt);
	h = entry_body_hash(salt, body);
	buf_hex(&b, h.b, sizeof h.b);
	*hex = buf_str(&b);
	return store_body_put(s, &h, salt, body);
}

enum err
record_put(struct store *s, struct arena *a, const struct record *r, const struct effects *effects)
{
	struct part *parts;
	size_t n;
	struct str body_hex, kept = r->body;
	struct effects told = *effects;
	const struct json *tree = r->tree;
	struct json *body;
	enum err e;

	if (r->narrow && (e = narrow_close(s, a, r->narrow, r->id, &kept, &told)))
		return e;
	if (r->narrow)
		tree = NULL;
	parts = parts_split(a, &told, &n);
	if ((e = body_keep(s, a, kept, &body_hex)))
		return e;
	if (kept.n && tree == NULL) {
		if ((e = json_read(a, kept, 2 * ACT_MAX, &body, NULL)))
			return e;
		tree = body;
	}
	for (size_t i = 0; i < n; i++) {
		struct entry entry = {
		    .format = ENTRY_FORMAT,
		    .seq = (int64_t)store_tree(s)->size,
		    .time = r->time,
		    .town = r->town,
		    .id = r->id,
		    .part = (int64_t)i + 1,
		    .parts = (int64_t)n,
		    .actor = r->actor,
		    .post = r->post,
		    .behalf = r->behalf,
		    .channel = act_channel_word(r->channel),
		    .act = r->act,
		    .subject = r->subject,
		    .seen = r->seen > 0 ? r->seen : 0,
		    .policy = r->policy,
		    .clauses = r->clauses,
		    .effects = parts[i].json,
		    .body = body_hex,
		};
		struct hash leaf;

		if ((e = store_append(s, a, &entry, &leaf)) ||
		    (e = store_apply(s, a, &entry, &parts[i].effects, tree)))
			return e;
	}
	return ERR_OK;
}
