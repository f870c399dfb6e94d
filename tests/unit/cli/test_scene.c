/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A scenario that does not come out as it says is told line by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/scene.h"
#include "os/file.h"

struct playing {
	struct scene_result result;
	enum err err;
	struct str why;
	char said[16384];
};

static struct playing
play(struct arena *a, const char *path)
{
	struct playing p = {{0, 0}, ERR_OK, {NULL, 0}, ""};
	struct why why = {.arena = a};
	FILE *to = fmemopen(p.said, sizeof p.said, "w");

	p.err = scene_play(a, str_of(path), to, false, &p.result, &why);
	p.why = why_line(&why);
	fclose(to);
	return p;
}

static void
b_the_lines_that_differ_are_named(void **state)
{
	struct arena *a = arena_new(512 << 20);
	struct playing p = play(a, "tests/unit/cli/failing.yaml");

	(void)state;
	assert_int_equal(p.err, ERR_OK);
	assert_int_equal(p.result.passed, 4);
	assert_int_equal(p.result.failed, 11);
	assert_non_null(strstr(p.said, "failing.yaml:7: 「refused」のはずが"));
	assert_non_null(strstr(p.said, "failing.yaml:8: clause に「9-9-9」"));
	assert_non_null(strstr(p.said, "failing.yaml:9: d1 の state は「open」のはずが「done」"));
	assert_non_null(strstr(p.said, "failing.yaml:12: open は [permit] です"));
	assert_non_null(strstr(p.said, "failing.yaml:13: notices は [] です"));
	assert_non_null(strstr(p.said, "failing.yaml:14: who は [kacho-zeimu] です"));
	assert_non_null(strstr(p.said, "failing.yaml:15: nobody は「」です"));
	assert_non_null(strstr(p.said, "failing.yaml:16: 段階「return」は始まっていません"));
	assert_non_null(strstr(p.said, "failing.yaml:17: permit の late は「yes」のはずが「no」"));
	assert_non_null(strstr(p.said, "failing.yaml:18: 段階「permit」が始まっています"));
	assert_non_null(strstr(p.said, "failing.yaml:19: 当てはまる案件は0件です"));
	arena_free(&a);
}

/* Writes a scenario beside the failing one and plays it. */
static void
cannot_play(const char *yaml, const char *fragment)
{
	static const char path[] = "/tmp/sekimori-scene.yaml";
	struct arena *a = arena_new(512 << 20);
	struct why why = {.arena = a};
	struct playing p;

	assert_int_equal(file_write(a, str_of(path), str_of(yaml), 0600, &why), ERR_OK);
	p = play(a, path);
	remove(path);
	assert_int_not_equal(p.err, ERR_OK);
	if (str_find(p.why, str_of(fragment)) == SIZE_MAX)
		fail_msg("%.*s", STR_ARG(p.why));
	arena_free(&a);
}

/* One line, in a town that begins on 1 June at nine. */
static void
cannot_play_line(const char *line, const char *fragment)
{
	char here[4096], yaml[8192];

	assert_non_null(getcwd(here, sizeof here));
	(void)snprintf(yaml, sizeof yaml, "policy: %s/policy/taishi\nday: 2026-06-01\nplay:\n  - %s\n", here, line);
	cannot_play(yaml, fragment);
}

static void
b_what_cannot_be_played_says_where(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_int_not_equal(play(a, "tests/none.yaml").err, ERR_OK);
	arena_free(&a);
	cannot_play("policy: [", "scene.yaml:");
	cannot_play("play: []\n", "day:");
	cannot_play("day: 2026-04-01\npolicy: /nowhere\n", "nowhere");
	cannot_play_line("{day: 2026-06-01 8:60}", "scene.yaml:4:");
	cannot_play_line("{day: 2026-05-31}", "戻せません");
	cannot_play_line("{day: 2026-05-31 9, down: yes}", "戻せません");
	cannot_play_line("{find: x, of: nothing}", "find には");
	cannot_play_line("{check: 1}", "check には");
	cannot_play_line("{check: 1, is: open}", "is には");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(b_the_lines_that_differ_are_named),
	    cmocka_unit_test(b_what_cannot_be_played_says_where),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
