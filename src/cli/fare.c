/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/fare.h"

#include <stdio.h>

#include "base/calendar.h"
#include "os/loop.h"
#include "store/health.h"

static struct str
when(struct arena *a, int64_t time)
{
	int64_t second = time - day_begin(day_of_time(time));
	struct str date = day_wareki(a, day_of_time(time));

	return arena_fmt(a, "%.*s %02d:%02d", STR_ARG(date), (int)(second / 3600), (int)(second / 60 % 60));
}

static struct str
size_say(struct arena *a, int64_t bytes)
{
	static const char *const units[] = {"バイト", "KB", "MB", "GB", "TB"};
	int64_t tenths = bytes * 10;
	size_t unit = 0;

	for (; tenths >= 10240 && unit < 4; unit++)
		tenths /= 1024;
	if (unit == 0)
		return arena_fmt(a, "%lld %s", (long long)bytes, units[0]);
	return arena_fmt(a, "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10), units[unit]);
}

static const char *
clock_say(struct str clock)
{
	if (str_eq(clock, STR("ok")))
		return "合っています";
	if (str_eq(clock, STR("ahead")))
		return "動いている間に前へ飛びました。時刻を確かめ、正しければ sekimori clock DIR --confirm で知らせてください";
	if (str_eq(clock, STR("behind")))
		return "証跡の最後の記載より前に戻っています。記録を止めています(sekimori clock DIR --confirm)";
	if (str_eq(clock, STR("confirmed")))
		return "証跡の最後の記載より前ですが、確認を受けて記録を続けています";
	return "分かりません";
}

static void
programs_print(struct arena *a, struct str lines)
{
	struct health_program p;

	while (health_program(&lines, &p)) {
		struct str since = when(a, p.since);

		if (p.restarts > 0)
			printf(
			    "  注意: %.*s は24時間に %lld 回起動し直しました(今は %.*s から動いています)\n",
			    STR_ARG(p.name), (long long)p.restarts, STR_ARG(since));
	}
}

static void
backup_print(struct arena *a, const struct health *h, bool missed)
{
	struct str time = when(a, h->backup_time), size = size_say(a, h->backup_size);

	if (h->backup_time == 0)
		printf("控え: まだ取っていません(sekimori backup DIR FILE)\n");
	else
		printf("控え: %.*s、%.*s、記載 %lld 件(%.*s)%s\n", STR_ARG(time), STR_ARG(size),
		    (long long)h->backup_entries, STR_ARG(h->backup_file),
		    missed ? " 注意: 8日以上取っていません" : "");
}

void
fare_print(struct arena *a, const struct health *h, bool running)
{
	int64_t now = loop_clock();
	unsigned faults = health_faults(h, now);
	struct str db = size_say(a, h->db_size), wal = size_say(a, h->wal_size),
	           free = size_say(a, h->disk_free), size = size_say(a, h->disk_size), time;

	backup_print(a, h, faults & HEALTH_NO_BACKUP);
	if (h->seen == 0)
		return;
	if (h->checkpoint_time) {
		time = when(a, h->checkpoint_time);
		printf("最後に検印した時刻: %.*s\n", STR_ARG(time));
	}
	if (running && (faults & HEALTH_NOT_WRITTEN)) {
		time = when(a, h->seen);
		printf("注意: 門が %.*s から様子を書いていません\n", STR_ARG(time));
	}
	if (running)
		printf("時計: %s\n", clock_say(h->clock));
	if (running)
		programs_print(a, h->programs);
	printf("ディスク: 空き %.*s / %.*s%s。town.db %.*s、WAL %.*s\n", STR_ARG(free), STR_ARG(size),
	    faults & HEALTH_DISK_LOW ? " 注意: 空きが1割を切りました" : "", STR_ARG(db), STR_ARG(wal));
}
