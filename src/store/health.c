/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/health.h"

#include "base/num.h"
#include "query.h"

/* --- table ------------------------------------------------------------------------------ */

static void
fact_take(struct health *h, struct str key, struct str value)
{
#define NUMBER(name, word)                                                                                   \
	if (str_eq(key, STR(word)))                                                                          \
		(void)!num_i64(value, INT64_MIN, INT64_MAX, &h->name);
#define TEXT(name, word)                                                                                     \
	if (str_eq(key, STR(word)))                                                                          \
		h->name = value;
#include "store/health.def"
#undef NUMBER
#undef TEXT
}

enum err
health_read(struct store *s, struct arena *a, struct health *out)
{
	struct q_local_of_out row;
	struct q_cursor c =
	    q_local_of_open(s, &(struct q_local_of_in){.first = STR("health."), .beyond = STR("health/")});

	*out = (struct health){0};
	while (q_local_of_next(&c, a, &row))
		fact_take(out, row.key, row.value);
	return q_cursor_end(&c);
}

static enum err
fact_put(struct store *s, struct str key, struct str value)
{
	return value.n ? q_local_put(s, &(struct q_local_put_in){key, value}) : ERR_OK;
}

static struct str
number_text(struct arena *a, int64_t n)
{
	return n ? arena_fmt(a, "%lld", (long long)n) : STR("");
}

enum err
health_write(struct store *s, struct arena *a, const struct health *h)
{
	enum err e = ERR_OK;

#define NUMBER(name, word)                                                                                   \
	if (e == ERR_OK)                                                                                     \
		e = fact_put(s, STR(word), number_text(a, h->name));
#define TEXT(name, word)                                                                                     \
	if (e == ERR_OK)                                                                                     \
		e = fact_put(s, STR(word), h->name);
#include "store/health.def"
#undef NUMBER
#undef TEXT
	return e;
}

/* --- what it means ------------------------------------------------------------------------ */

bool
health_program(struct str *lines, struct health_program *out)
{
	struct str line, since, restarts;

	while (str_cut(lines, '\n', &line)) {
		restarts = line;
		if (str_cut(&restarts, ' ', &out->name) && str_cut(&restarts, ' ', &out->state) &&
		    str_cut(&restarts, ' ', &since) && num_i64(since, 0, INT64_MAX, &out->since) &&
		    num_i64(restarts, 0, INT64_MAX, &out->restarts))
			return true;
	}
	return false;
}

static bool
programs_fail(struct str lines)
{
	struct health_program p;

	while (health_program(&lines, &p))
		if (p.restarts > 0 || !str_eq(p.state, STR("ready")))
			return true;
	return false;
}

unsigned
health_faults(const struct health *h, int64_t now)
{
	unsigned faults = 0;

	if (now - h->seen > HEALTH_STALE)
		faults |= HEALTH_NOT_WRITTEN;
	if (h->disk_size > 0 && h->disk_free < h->disk_size / 100 * HEALTH_DISK)
		faults |= HEALTH_DISK_LOW;
	if (now - h->backup_time > HEALTH_BACKUP)
		faults |= HEALTH_NO_BACKUP;
	if (!str_eq(h->clock, STR("ok")))
		faults |= HEALTH_CLOCK;
	if (programs_fail(h->programs))
		faults |= HEALTH_PROGRAM;
	if (h->checkpoint_size < h->entries)
		faults |= HEALTH_NOT_SEALED;
	return faults;
}
