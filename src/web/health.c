/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 稼働状況: how the machine fares, line by line, and what to do where it does not. */
#include "web/health.h"

#include "os/loop.h"
#include "store/health.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum { LINES_MAX = 16, ROOM = 4096, DAYS_AHEAD = 180, PERCENT = 100 };

/* A fault of our own beside the gate's: the table of closed days ends. */
enum { HEALTH_NO_HOLIDAYS = 1 << 15 };

static bool
holidays_end(const struct desk *k)
{
	for (size_t i = 0; i < k->town.holidays.n; i++)
		if (k->town.holidays.days[i] >= k->today && k->town.holidays.days[i] <= k->today + DAYS_AHEAD)
			return false;
	return true;
}

static enum err
faults_read(struct request *rq, struct health *h, unsigned *faults)
{
	enum err e = health_read(rq->desk->store, rq->page, h);

	if (e != ERR_OK)
		return e;
	*faults = health_faults(h, loop_clock());
	if (holidays_end(rq->desk))
		*faults |= HEALTH_NO_HOLIDAYS;
	return ERR_OK;
}

/* --- words ------------------------------------------------------------------------------ */

static struct str
size_say(struct arena *a, int64_t bytes)
{
	static const char *const units[] = {"KB", "MB", "GB", "TB"};
	int64_t tenths = bytes * 10 / 1024;
	size_t unit = 0;

	for (; tenths >= 10240 && unit + 1 < sizeof units / sizeof *units; unit++)
		tenths /= 1024;
	return arena_fmt(a, "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10), units[unit]);
}

static struct str
number(struct arena *a, int64_t n)
{
	return arena_fmt(a, "%lld", (long long)n);
}

static struct str
disk_say(struct request *rq, const struct health *h)
{
	if (h->disk_size == 0)
		return phrase(TEXT_HEALTH_UNKNOWN);
	return PHRASE(rq->page, TEXT_HEALTH_DISK_IS, size_say(rq->page, h->disk_free),
	    size_say(rq->page, h->disk_size), number(rq->page, h->disk_free / (h->disk_size / PERCENT + 1)));
}

static struct str
backup_say(struct request *rq, const struct health *h)
{
	if (h->backup_time == 0)
		return phrase(TEXT_HEALTH_BACKUP_NEVER);
	return PHRASE(rq->page, TEXT_HEALTH_BACKUP_IS, label_time(rq->page, h->backup_time),
	    number(rq->page, h->backup_entries), size_say(rq->page, h->backup_size), h->backup_file);
}

static struct str
seal_say(struct request *rq, const struct health *h)
{
	struct str when = h->checkpoint_time ? label_time(rq->page, h->checkpoint_time) : STR("");

	return PHRASE(rq->page, TEXT_HEALTH_SEAL_IS, when, number(rq->page, h->checkpoint_size),
	    number(rq->page, h->entries));
}

static struct str
clock_say(const struct health *h)
{
	if (str_eq(h->clock, STR("ok")))
		return phrase(TEXT_HEALTH_CLOCK_OK);
	if (str_eq(h->clock, STR("ahead")))
		return phrase(TEXT_HEALTH_CLOCK_AHEAD);
	if (str_eq(h->clock, STR("behind")))
		return phrase(TEXT_HEALTH_CLOCK_BEHIND);
	if (str_eq(h->clock, STR("confirmed")))
		return phrase(TEXT_HEALTH_CLOCK_CONFIRMED);
	return phrase(TEXT_HEALTH_UNKNOWN);
}

static struct str
program_say(struct request *rq, const struct health_program *p)
{
	struct str state = str_eq(p->state, STR("ready")) ? phrase(TEXT_HEALTH_RUNS) : p->state;

	if (p->restarts == 0)
		return PHRASE(
		    rq->page, TEXT_HEALTH_PROGRAM_IS, p->name, state, label_time(rq->page, p->since));
	return PHRASE(rq->page, TEXT_HEALTH_PROGRAM_AGAIN, p->name, state, label_time(rq->page, p->since),
	    number(rq->page, p->restarts));
}

static struct str
programs_say(struct request *rq, const struct health *h)
{
	struct buf b = buf_on(rq->page, ROOM);
	struct str lines = h->programs;
	struct health_program p;

	while (health_program(&lines, &p)) {
		if (b.n)
			buf_char(&b, '\n');
		buf_add(&b, program_say(rq, &p));
	}
	return b.n ? buf_str(&b) : phrase(TEXT_HEALTH_UNKNOWN);
}

static struct str
holidays_say(struct request *rq)
{
	const struct holidays *h = &rq->desk->town.holidays;

	return h->n ? PHRASE(rq->page, TEXT_HEALTH_HOLIDAYS_UNTIL, label_day(rq->page, h->days[h->n - 1]))
	            : phrase(TEXT_HEALTH_HOLIDAYS_NONE);
}

/* --- the page --------------------------------------------------------------------------------- */

struct lines {
	struct view_health_row *rows;
	size_t n;
	unsigned faults;
};

static void
line_add(struct lines *l, enum text_key label, struct str value, unsigned fault, enum text_key todo)
{
	bool bad = (l->faults & fault) != 0;

	l->rows[l->n++] = (struct view_health_row){.label = phrase(label),
	    .value = value,
	    .bad = bad,
	    .good = fault && !bad,
	    .todo = bad ? phrase(todo) : STR("")};
}

static void
lines_fill(struct request *rq, const struct health *h, struct lines *l)
{
	struct str seen = h->seen ? label_time(rq->page, h->seen) : phrase(TEXT_HEALTH_UNKNOWN),
	           sizes = PHRASE(rq->page, TEXT_HEALTH_DATABASE_IS, size_say(rq->page, h->db_size),
	               size_say(rq->page, h->wal_size), number(rq->page, h->entries));

	line_add(l, TEXT_HEALTH_DISK, disk_say(rq, h), HEALTH_DISK_LOW, TEXT_HEALTH_DISK_TODO);
	line_add(l, TEXT_HEALTH_BACKUP, backup_say(rq, h), HEALTH_NO_BACKUP, TEXT_HEALTH_BACKUP_TODO);
	line_add(l, TEXT_HEALTH_SEAL, seal_say(rq, h), HEALTH_NOT_SEALED, TEXT_HEALTH_SEAL_TODO);
	line_add(l, TEXT_HEALTH_CLOCK, clock_say(h), HEALTH_CLOCK, TEXT_HEALTH_CLOCK_TODO);
	line_add(l, TEXT_HEALTH_PROGRAMS, programs_say(rq, h), HEALTH_PROGRAM, TEXT_HEALTH_PROGRAMS_TODO);
	line_add(l, TEXT_HEALTH_HOLIDAYS, holidays_say(rq), HEALTH_NO_HOLIDAYS, TEXT_HEALTH_HOLIDAYS_TODO);
	line_add(l, TEXT_HEALTH_SEEN, seen, HEALTH_NOT_WRITTEN, TEXT_HEALTH_SEEN_TODO);
	line_add(l, TEXT_HEALTH_DATABASE, sizes, 0, TEXT_HEALTH_SEEN_TODO);
}

enum err
health_page(struct request *rq)
{
	struct lines l = {.rows = PAGE_LIST(rq, struct view_health_row, LINES_MAX)};
	struct view_health v = {.rows = l.rows};
	struct health h;
	enum err e;

	if (!right_office(rq)) {
		page_why(rq, TEXT_RIGHT_NONE, TEXT_HEALTH_NOT_YOURS);
		return ERR_FORBIDDEN;
	}
	e = faults_read(rq, &h, &l.faults);
	if (e != ERR_OK)
		return e;
	lines_fill(rq, &h, &l);
	v.frame = page_frame(rq, phrase(TEXT_HEALTH_TITLE));
	page_here(rq, &v.frame, STR("/admin"));
	v.rows_n = l.n;
	v.fine = l.faults == 0;
	v.when = h.seen ? label_time(rq->page, h.seen) : STR("");
	for (size_t i = 0; i < l.n; i++)
		v.bad += l.rows[i].bad;
	PAGE_DRAW(rq, health, &v);
	return ERR_OK;
}

/* --- the first page ------------------------------------------------------------------------------ */

bool
health_line(struct request *rq, struct view_pair *out)
{
	static const struct {
		unsigned fault;
		enum text_key label;
	} names[] = {
	    {HEALTH_DISK_LOW, TEXT_HEALTH_DISK},
	    {HEALTH_NO_BACKUP, TEXT_HEALTH_BACKUP},
	    {HEALTH_NOT_SEALED, TEXT_HEALTH_SEAL},
	    {HEALTH_CLOCK, TEXT_HEALTH_CLOCK},
	    {HEALTH_PROGRAM, TEXT_HEALTH_PROGRAMS},
	    {HEALTH_NO_HOLIDAYS, TEXT_HEALTH_HOLIDAYS},
	    {HEALTH_NOT_WRITTEN, TEXT_HEALTH_SEEN},
	};
	struct buf b = buf_on(rq->page, ROOM);
	struct health h;
	unsigned faults;

	if (!right_office(rq) || faults_read(rq, &h, &faults) != ERR_OK || faults == 0)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!(faults & names[i].fault))
			continue;
		if (b.n)
			buf_add(&b, phrase(TEXT_LIST_COMMA));
		buf_add(&b, phrase(names[i].label));
	}
	*out = (struct view_pair){.label = phrase(TEXT_HEALTH_BAD),
	    .value = PHRASE(rq->page, TEXT_HEALTH_BAD_IS, buf_str(&b)),
	    .href = STR("/health")};
	return true;
}
