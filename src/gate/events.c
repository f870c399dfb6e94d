/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/events.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/num.h"
#include "codec/json.h"
#include "os/file.h"

enum { LINE_MAX_BYTES = 64 * 1024, TAIL = 2 * LINE_MAX_BYTES, PATH_ROOM = 4096 };

struct events {
	char folder[PATH_ROOM];
	int fd;
	int year, month; /* of the open file */
	int64_t last;
	int64_t lost; /* since the disk is full: said in the first line that fits again */
	bool dirty;
};

/* --- going on where the last run stopped --------------------------------------- */

static struct str
tail_read(struct arena *a, struct str path)
{
	struct str none = STR("");
	struct stat st;
	char *bytes;
	off_t from;
	ssize_t n;
	int fd = open(path.p, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return none;
	if (fstat(fd, &st) || st.st_size == 0) {
		close(fd);
		return none;
	}
	from = st.st_size > TAIL ? st.st_size - TAIL : 0;
	bytes = arena_alloc(a, TAIL);
	n = pread(fd, bytes, TAIL, from);
	close(fd);
	return n > 0 ? (struct str){bytes, (size_t)n} : none;
}

/* A line cut by a power failure has no newline and was never acknowledged: it is taken away. */
static int64_t
last_number(struct arena *a, struct str path)
{
	struct str tail = tail_read(a, path);
	size_t end = tail.n;
	size_t begin;
	struct json *line;

	while (end && tail.p[end - 1] != '\n')
		end--;
	if (end < tail.n && truncate(path.p, (off_t)end) && errno != ENOENT)
		return 0;
	if (end == 0)
		return 0;
	begin = end - 1;
	while (begin && tail.p[begin - 1] != '\n')
		begin--;
	if (json_read(a, str_sub(tail, begin, end - 1), LINE_MAX_BYTES, &line, NULL))
		return 0;
	return json_get_int(line, "n", 0);
}

enum err
events_open(struct arena *home, struct str folder, struct events **out, struct why *why)
{
	struct events *e = ARENA_NEW(home, struct events);
	struct str *names;
	size_t n;
	enum err err;

	if (folder.n >= sizeof e->folder)
		return why_set(why, ERR_TOO_LARGE, "フォルダ名が長すぎます。");
	for (size_t i = 0; i < folder.n; i++)
		e->folder[i] = folder.p[i];
	e->fd = -1;
	if ((err = file_list(home, folder, &names, &n, why)))
		return err;
	for (size_t i = 0; i < n; i++)
		if (str_ends(names[i], STR(".ndjson"))) {
			int64_t last = last_number(home, file_join(home, folder, names[i]));

			e->last = last > e->last ? last : e->last;
		}
	*out = e;
	return ERR_OK;
}

/* --- writing --------------------------------------------------------------------- */

static enum err
month_open(struct events *e, struct arena *a, int64_t time)
{
	int year, month, mday;
	struct str path;

	day_ymd(day_of_time(time), &year, &month, &mday);
	if (e->fd >= 0 && year == e->year && month == e->month)
		return ERR_OK;
	events_sync(e);
	if (e->fd >= 0)
		close(e->fd);
	path = arena_fmt(a, "%s/%04d-%02d.ndjson", e->folder, year, month);
	e->fd = open(path.p, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (e->fd < 0)
		return errno == ENOSPC ? ERR_FULL : ERR_IO;
	e->year = year;
	e->month = month;
	return ERR_OK;
}

static void
member(struct json_out *o, const char *key, struct str value)
{
	if (value.n == 0)
		return;
	json_key(o, key);
	json_str(o, value);
}

static struct str
line_text(struct arena *a, const struct event *v, int64_t number)
{
	struct buf b = buf_on(a, LINE_MAX_BYTES);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "n");
	json_int(&o, number);
	json_key(&o, "time");
	json_int(&o, v->time);
	member(&o, "what", v->what);
	member(&o, "person", v->person);
	member(&o, "login", v->login);
	member(&o, "ip", v->ip);
	member(&o, "channel", v->channel);
	member(&o, "act", v->act);
	member(&o, "subject", v->subject);
	member(&o, "clauses", v->clauses);
	member(&o, "detail", v->detail);
	json_close(&o, '}');
	buf_char(&b, '\n');
	return buf_done(&b) ? buf_str(&b) : (struct str){NULL, 0};
}

static enum err
line_put(struct events *e, struct arena *a, const struct event *event)
{
	struct str line = line_text(a, event, e->last + 1);
	struct event brief = *event;
	off_t before;
	ssize_t n;
	enum err err;

	if (line.p == NULL) {
		brief.detail = STR("");
		line = line_text(a, &brief, e->last + 1);
	}
	if (line.p == NULL)
		return ERR_TOO_LARGE;
	if ((err = month_open(e, a, event->time)))
		return err;
	before = lseek(e->fd, 0, SEEK_END);
	n = write(e->fd, line.p, line.n);
	if (n != (ssize_t)line.n) {
		/* a short write is the end of the room, and has no errno */
		err = n >= 0 || errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
		/* half a line would look like a forged one */
		return before >= 0 && ftruncate(e->fd, before) ? ERR_IO : err;
	}
	e->last++;
	e->dirty = true;
	return ERR_OK;
}

enum err
events_add(struct events *e, struct arena *a, const struct event *event)
{
	struct event lost = {.time = event->time, .what = STR("events.lost")};
	enum err err = ERR_OK;

	if (e->lost) {
		lost.detail = arena_fmt(a, "%lld", (long long)e->lost);
		if ((err = line_put(e, a, &lost)) == ERR_OK)
			e->lost = 0;
	}
	if (err == ERR_OK)
		err = line_put(e, a, event);
	e->lost += err == ERR_FULL;
	return err;
}

void
events_sync(struct events *e)
{
	if (e->dirty && e->fd >= 0)
		(void)fdatasync(e->fd);
	e->dirty = false;
}

int64_t
events_last(const struct events *e)
{
	return e->last;
}
