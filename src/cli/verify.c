/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `verify`: an export goes to sekimori-verify, the program that an auditor has;
 * a town is audited where it lies, by the same engine.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/attached.h"
#include "cli/command.h"
#include "cli/home.h"
#include "cli/live.h"
#include "cli/rejudge.h"
#include "codec/base64.h"
#include "os/file.h"

enum { SEEN_MAX = 1000, NOTE_MAX = 256 * 1024, KEY_MAX = 4096, TRIES = 5 };

/* --- an export ---------------------------------------------------------------------- */

/* The programs lie beside each other. */
static struct str
program_path(struct arena *a, const char *name)
{
	char here[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", here, sizeof here);

	while (n > 0 && here[n - 1] != '/')
		n--;
	return arena_fmt(a, "%.*s%s", (int)(n > 0 ? n : 0), here, name);
}

/* execv() promises not to change the words, but its type is older than const. */
static void
word_add(struct arena *a, char **argv, size_t *n, struct str word)
{
	char *copy = arena_alloc(a, word.n + 1);

	memcpy(copy, word.p, word.n);
	argv[(*n)++] = copy;
}

static int
verify_export(struct call *c)
{
	struct str seen[SEEN_MAX], key = option_value(&c->given, "key");
	struct str program = program_path(c->arena, "sekimori-verify");
	size_t given = option_values(&c->given, "seen", seen, SEEN_MAX), n = 0;
	char **argv = arena_array(c->arena, (size_t)2 * SEEN_MAX + 8, sizeof *argv);

	if (!file_exists(file_join(c->arena, command_word(c, 0), STR("checkpoint"))))
		return command_fail(
		    c, why_set(&c->why, ERR_MALFORMED, "「%.*s」は町でも、書き出した証跡でもありません。",
		           STR_ARG(command_word(c, 0))));
	if (given > SEEN_MAX)
		return command_fail(
		    c, why_set(&c->why, ERR_TOO_LARGE, "--seen は %d 個までです。", SEEN_MAX));
	word_add(c->arena, argv, &n, program);
	word_add(c->arena, argv, &n, command_word(c, 0));
	if (key.p != NULL) {
		word_add(c->arena, argv, &n, STR("--key"));
		word_add(c->arena, argv, &n, key);
	}
	for (size_t i = 0; i < given; i++) {
		word_add(c->arena, argv, &n, STR("--seen"));
		word_add(c->arena, argv, &n, seen[i]);
	}
	execv(program.p, argv);
	return command_fail(c, why_set(&c->why, ERR_IO, "「%.*s」を始められません。", STR_ARG(program)));
}

/* --- a town -------------------------------------------------------------------------- */

struct town_audit {
	struct call *call;
	struct verifier key;
	struct str seen[SEEN_MAX];
	size_t seen_n;
	struct verify_report report;
};

static enum err
key_read(struct call *c, const struct home *h, struct verifier *key)
{
	struct str path = option_value(&c->given, "key"), text;
	enum err e = file_read(c->arena, path.p != NULL ? path : h->log_pub, KEY_MAX, &text, &c->why);

	return e == ERR_OK ? verifier_read(c->arena, str_trim(text), key, &c->why) : e;
}

static enum err
seen_read(struct call *c, struct town_audit *t)
{
	struct str paths[SEEN_MAX];
	size_t n = option_values(&c->given, "seen", paths, SEEN_MAX);
	enum err e = ERR_OK;

	if (n > SEEN_MAX)
		return why_set(&c->why, ERR_TOO_LARGE, "--seen は %d 個までです。", SEEN_MAX);
	for (; e == ERR_OK && t->seen_n < n; t->seen_n += e == ERR_OK)
		e = file_read(c->arena, paths[t->seen_n], NOTE_MAX, &t->seen[t->seen_n], &c->why);
	return e;
}

static enum err
store_audit(struct call *c, struct town_audit *t, struct store *s, struct store *ahead)
{
	struct verify_ask ask = {.key = &t->key, .seen = t->seen, .nseen = t->seen_n, .bodies = true};
	struct ledger_source source;
	struct live *live = NULL;
	enum err e = live_open(s, ahead, &live, &source, &c->why);

	verify_begin(&t->report, c->arena);
	if (e == ERR_OK && (e = verify_ledger(&source, &ask, &t->report)) == ERR_OK)
		e = live_rows(live, &t->report);
	live_close(&live);
	return e == ERR_OK ? e : why_set(&c->why, e, "証跡を読み通せません。");
}

/* Has the audit found nothing but entries that are not signed yet? */
static bool
only_tail(const struct verify_report *r)
{
	return r->count > 0 && r->count == r->of[VERIFY_CHECKPOINT_TAIL];
}

static enum err
look_open(struct call *c, const struct home *h, struct store **s)
{
	enum err e = store_open(arena_str(c->arena, h->db).p, STORE_READ, s, &c->why);

	if (e == ERR_OK)
		e = store_read_all(*s);
	return e == ERR_OK ? store_snapshot(*s) : e;
}

static void
look_close(struct store **s)
{
	if (*s != NULL)
		store_rollback(*s);
	store_close(s);
}

static enum err
town_look(struct call *c, struct town_audit *t, const struct home *h)
{
	struct store *s = NULL, *ahead = NULL;
	enum err e = look_open(c, h, &s);

	if (e == ERR_OK)
		e = look_open(c, h, &ahead);
	if (e == ERR_OK)
		e = store_audit(c, t, s, ahead);
	look_close(&ahead);
	look_close(&s);
	return e;
}

/* A running gate signs what it has just written a moment later: looked at again, it is there. */
static enum err
town_audit(struct call *c, struct town_audit *t, const struct home *h)
{
	const struct timespec moment = {0, 200 * 1000 * 1000};
	enum err e = ERR_OK;

	for (int i = 0; i < TRIES; i++) {
		e = town_look(c, t, h);
		if (e != ERR_OK || !only_tail(&t->report) || !file_exists(h->sock))
			return e;
		nanosleep(&moment, NULL);
	}
	return e;
}

static int
report_print(struct call *c, const struct verify_report *r)
{
	struct str root = base64_encode(c->arena, (struct str){(const char *)r->root.b, HASH_SIZE});

	for (size_t i = 0; i < r->n; i++)
		printf("%.*s\n", STR_ARG(verify_line(c->arena, &r->list[i])));
	if (r->count > r->n)
		printf("ほか %llu 件\n", (unsigned long long)(r->count - r->n));
	printf(
	    "調べたもの: 記載 %llu 件(形・番号・時刻・ハッシュ)、本文 %llu 件、ポリシー %llu 件、検印 %llu 件(署名と根)、"
	    "外の検印 %llu 件\n",
	    (unsigned long long)r->entries, (unsigned long long)r->bodies, (unsigned long long)r->policies,
	    (unsigned long long)r->checkpoints, (unsigned long long)r->seen);
	printf("根: %.*s (記載 %llu 件)\n", STR_ARG(root), (unsigned long long)r->entries);
	if (only_tail(r))
		printf("検印のない記載は、町を動かすと検印されます。\n");
	if (r->seen == 0)
		printf(
		    "注意: 正しい鍵で書き直された履歴は、外で控えた検印(--seen)と比べないと見つかりません。\n");
	printf(r->count == 0 ? "検証: 受理\n" : "検証: 不受理\n");
	return r->count == 0 ? EXIT_OK : EXIT_REFUSED;
}

static int
verify_town(struct call *c, const struct home *h)
{
	struct town_audit *t = ARENA_NEW(c->arena, struct town_audit);
	enum err e = key_read(c, h, &t->key);

	if (e == ERR_OK)
		e = seen_read(c, t);
	if (e == ERR_OK)
		e = town_audit(c, t, h);
	return e == ERR_OK ? report_print(c, &t->report) : command_fail(c, e);
}

static int
town_verify(struct call *c, const struct home *h)
{
	int verified = verify_town(c, h), attached = attached_verify(c, h, option_given(&c->given, "blobs"));

	if (verified == EXIT_OK)
		verified = attached;
	return verified == EXIT_OK && option_given(&c->given, "rejudge") ? rejudge_town(c, h) : verified;
}

int
verify_command(struct call *c)
{
	struct home home;

	home_at(c->arena, command_word(c, 0), &home);
	if (file_exists(home.db))
		return town_verify(c, &home);
	return verify_export(c);
}
