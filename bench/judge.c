/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * judge() alone, on one core: every act of a demo town's year in its order and in
 * the state that it met, as it was done, and once more by somebody who may not.
 * And loading a policy, with all its checks. `judge TOWN.DB POLICY` prints
 * "judged refused seconds" and "load milliseconds".
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "os/file.h"
#include "policy/load.h"
#include "rehearsal/retrial.h"

enum { TIMES = 5, LOADS = 20, ROOM = 64 << 20, FILE_MAX = 1 << 20 };

struct tally {
	double seconds;
	uint64_t judged, refused;
	struct arena *arena; /* of one verdict */
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
judge_timed(struct tally *t, const struct retrial_case *c, const struct person *who)
{
	struct verdict v;
	double begin;

	begin = seconds();
	for (int i = 0; i < TIMES; i++) {
		arena_reset(t->arena);
		judge(t->arena, c->policy, c->town, c->facts, c->act, who, &c->now, &v);
	}
	t->seconds += seconds() - begin;
	t->judged += TIMES;
	t->refused += v.allowed ? 0 : TIMES;
}

static void
visit(void *arg, struct arena *a, const struct retrial_case *c)
{
	struct tally *t = arg;

	(void)a;
	judge_timed(t, c, c->who);
	/* somebody else: who stands next to him on the list */
	if (c->who)
		judge_timed(t, c, &c->town->persons[(size_t)(c->who - c->town->persons + 1) % c->town->persons_n]);
}

static size_t
files_read(struct arena *a, const char *folder, struct policy_file *files)
{
	struct why why = {.arena = a};
	DIR *d = opendir(folder);
	size_t n = 0;

	for (const struct dirent *e; d && (e = readdir(d)) && n < POLICY_FILES_MAX;) {
		struct str name = arena_str(a, str_of(e->d_name));

		if (str_ends(name, STR(".yaml")) &&
		    file_read(a, arena_fmt(a, "%s/%s", folder, e->d_name), FILE_MAX, &files[n].bytes, &why) == ERR_OK)
			files[n++].name = name;
	}
	if (d)
		closedir(d);
	return n;
}

static double
load_time(const char *folder)
{
	static struct policy_file files[POLICY_FILES_MAX];
	struct arena *kept = arena_new(ROOM);
	size_t n = files_read(kept, folder, files);
	double begin = seconds();

	for (int i = 0; i < LOADS; i++) {
		struct arena *a = arena_new(POLICY_ARENA);
		struct lint lint;
		struct policy *p;

		if (policy_load(a, files, n, &p, &lint) != ERR_OK)
			exit(1);
		arena_free(&a);
	}
	begin = seconds() - begin;
	arena_free(&kept);
	return begin / LOADS * 1000;
}

int
main(int argc, char **argv)
{
	struct tally t = {.arena = arena_new(ROOM)};
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};
	struct retrial_count count;
	struct store *s;

	if (argc != 3 || store_open(argv[1], STORE_READ, &s, &why) || store_snapshot(s) ||
	    retrial_walk(s, NULL, visit, &t, &count, &why)) {
		fprintf(stderr, "%.*s\n", STR_ARG(why.text));
		return 1;
	}
	store_snapshot_end(s);
	store_close(&s);
	printf("%llu %llu %.4f\n", (unsigned long long)t.judged, (unsigned long long)t.refused, t.seconds);
	printf("load %.2f\n", load_time(argv[2]));
	return 0;
}
