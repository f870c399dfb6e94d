/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `init`: a town is made beside its place and moved there when it is whole, so
 * that a failure leaves nothing half-done.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"
#include "cli/closed.h"
#include "cli/code.h"
#include "cli/command.h"
#include "cli/demo.h"
#include "cli/init_keys.h"
#include "cli/link.h"
#include "cli/policy_folder.h"
#include "crypto/random.h"
#include "os/file.h"
#include "os/loop.h"
#include "query.h"

#define ADMIN_ID   STR("installer")
#define ADMIN_NAME STR("設置者")

struct init {
	struct call *call;
	struct arena *arena;
	struct why *why;
	struct home home, temporary;
	struct policy_folder policy;
	struct founding founding;
	struct str start, recovery;
	struct str code; /* by which the installer logs in first; of a demo: for its station */
	bool demo;
	int matters;   /* of the demo */
	int64_t begin; /* of a test town, 0 = now */
};

/* --- before anything is made ------------------------------------------------------ */

static bool
login_is_fine(struct str s)
{
	if (s.n < 1 || s.n > 32)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", s.p[i]) ==
		    NULL)
			return false;
	return true;
}

static enum err
place_check(struct init *in)
{
	struct str *names;
	size_t n = 0;

	if (file_exists(in->home.dir) &&
	    (file_list(in->arena, in->home.dir, &names, &n, in->why) != ERR_OK || n > 0))
		return why_set(
		    in->why, ERR_CONFLICT, "「%.*s」がすでにあり、空ではありません。", STR_ARG(in->home.dir));
	if (file_exists(in->start))
		return why_set(in->why, ERR_CONFLICT,
		    "起動鍵「%.*s」がすでにあります。別の場所にしてください。", STR_ARG(in->start));
	return ERR_OK;
}

static struct str
origin_new(struct arena *a)
{
	unsigned char random[4];
	struct buf b = buf_on(a, 64);

	random_fill(random, sizeof random);
	buf_add(&b, STR("sekimori.town/"));
	buf_hex(&b, random, sizeof random);
	buf_add(&b, STR("/1"));
	return buf_str(&b);
}

static enum err
matters_read(struct init *in)
{
	struct str wished = option_value(&in->call->given, "matters");
	int64_t n = DEMO_MATTERS;

	if (wished.p != NULL && (!in->demo || !num_i64(wished, DEMO_MATTERS_LEAST, 2 * DEMO_MATTERS, &n)))
		return why_set(in->why, ERR_MALFORMED,
		    "--matters は --demo と一緒に、%d から %d までの数で書いてください。", DEMO_MATTERS_LEAST,
		    2 * DEMO_MATTERS);
	in->matters = (int)n;
	return ERR_OK;
}

/* When a test town begins; its clock goes on from there. */
static enum err
begin_read(struct init *in)
{
	struct str at = option_value(&in->call->given, "at");
	int minute;
	day d;

	if (at.p == NULL)
		return ERR_OK;
	if (!day_parse_time(at, &d, &minute))
		return why_set(
		    in->why, ERR_MALFORMED, "--at には 2026-11-02T09:00 のように日時を書いてください。");
	in->begin = day_begin(d) + minute * 60;
	return ERR_OK;
}

/* The gate reads it when it starts. */
static enum err
offset_keep(struct init *in, struct store *s, int64_t offset)
{
	enum err e = store_begin(s);

	if (e == ERR_OK)
		e = store_finish(s, q_local_put(s, &(struct q_local_put_in){STR("clock-offset"),
		                                       arena_fmt(in->arena, "%lld", (long long)offset)}));
	return e == ERR_OK ? e : why_set(in->why, e, "時計を書き込めません。");
}

static enum err
founding_read(struct init *in)
{
	const struct option_set *given = &in->call->given;
	struct str name = option_value(given, "name"), admin = option_value(given, "admin");
	bool test = option_given(given, "test");
	enum err e;

	if (option_given(given, "at") && !test)
		return why_set(in->why, ERR_MALFORMED, "--at は --test の町にだけ書けます。");
	if (in->demo && test)
		return why_set(in->why, ERR_MALFORMED, "--demo と --test は一緒に使えません。");
	if (in->demo && name.p != NULL)
		return why_set(
		    in->why, ERR_MALFORMED, "演習用の町の名前は決まっています。--name を外してください。");
	if ((e = matters_read(in)) != ERR_OK || (e = begin_read(in)) != ERR_OK)
		return e;
	if (!login_is_fine(admin))
		return why_set(in->why, ERR_MALFORMED,
		    "--admin には半角英数字と _ . - で 32 文字までのログイン名を書いてください。");
	if (name.p == NULL)
		name = in->demo ? DEMO_TOWN : in->policy.policy->town;
	in->founding = (struct founding){.origin = origin_new(in->arena),
	    .name = name,
	    .kind = in->demo ? TOWN_DEMO
	            : test   ? TOWN_TEST
	                     : TOWN_REAL,
	    .files = in->policy.files,
	    .file_n = in->policy.n,
	    .admin_id = ADMIN_ID,
	    .admin_login = admin,
	    .admin_name = ADMIN_NAME};
	return ERR_OK;
}

static enum err
init_read(struct init *in)
{
	struct str policy = option_value(&in->call->given, "policy"),
	           start = option_value(&in->call->given, "start-key");
	struct str dir = command_word(in->call, 0);
	uint32_t random;
	enum err e;

	while (dir.n > 1 && str_ends(dir, STR("/")))
		dir.n--;
	random_fill(&random, sizeof random);
	in->demo = option_given(&in->call->given, "demo");
	home_at(in->arena, dir, &in->home);
	home_at(in->arena, arena_fmt(in->arena, "%.*s.tmp-%08x", STR_ARG(dir), random), &in->temporary);
	in->start = start.p != NULL ? home_absolute(in->arena, start) : in->temporary.start_key;
	if (policy.p == NULL)
		return why_set(in->why, ERR_MALFORMED, "--policy に、ポリシーのフォルダを書いてください。");
	if ((e = place_check(in)) != ERR_OK ||
	    (e = policy_folder_load(in->arena, policy, &in->policy, stderr, in->why)) != ERR_OK)
		return e;
	return founding_read(in);
}

/* --- making ------------------------------------------------------------------------ */

static enum err
folders_make(struct init *in)
{
	const struct str folders[] = {in->temporary.dir, in->temporary.keys, in->temporary.events,
	    in->temporary.blobs, in->temporary.run};
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && i < sizeof folders / sizeof folders[0]; i++)
		e = file_mkdir(in->arena, folders[i], 0700, in->why);
	if (e == ERR_OK && option_given(&in->call->given, "start-key"))
		e = file_write(in->arena, in->temporary.start_path, in->start, 0600, in->why);
	return e;
}

static enum err
town_make(struct init *in)
{
	int64_t now = loop_clock(), first = now;
	struct store *store;
	struct stage stage;
	enum err e = store_open(arena_str(in->arena, in->temporary.db).p, STORE_CREATE, &store, in->why);

	if (e != ERR_OK)
		return e;
	if (in->demo)
		closed_open(in->arena, &in->temporary, store);
	if (in->demo)
		first = day_begin(demo_first_day(day_of_time(now))) + 8 * 3600;
	else if (in->begin)
		first = in->begin;
	e = stage_init(&stage, store, &in->founding, first, in->why);
	if (e == ERR_OK && in->begin)
		e = offset_keep(in, store, first - now);
	if (e == ERR_OK && in->demo)
		e = demo_tell(in->arena, &stage, now, in->matters, in->why);
	stage_fini(&stage);
	store_close(&store);
	return e;
}

static enum err
login_send(struct init *in, struct link *l, struct str login, const char *password)
{
	struct msg ask = {.type = MSG_PASSWD, .PASSWD = {.login = login, .secret = str_of(password)}}, got;
	enum err e = link_ask(l, &ask, MSG_DONE, &got, in->why);

	if (e == ERR_OK && got.DONE.err != ERR_OK)
		return why_set(
		    in->why, (enum err)got.DONE.err, "%.*s: %.*s", STR_ARG(login), STR_ARG(got.DONE.why));
	return e;
}

static enum err
logins_send(struct link *l, void *context)
{
	struct init *in = context;
	enum err e = login_send(in, l, in->founding.admin_login, DEMO_PASSWORD);

	for (const struct demo_login *d = demo_logins(); e == ERR_OK && d->login != NULL; d++)
		e = login_send(in, l, str_of(d->login), d->password);
	return e;
}

static enum err
code_give(struct init *in, struct str whom)
{
	struct str id;
	enum err e = code_ask(in->call, &in->temporary, whom, &in->code);

	if (e != ERR_OK)
		return e;
	(void)!str_cut(&in->code, ' ', &id);
	in->code = str_trim(in->code);
	return ERR_OK;
}

static enum err
init_move(struct init *in)
{
	const char *to = arena_str(in->arena, in->home.dir).p;

	/* an empty folder gives way: rename(2) replaces it */
	if (rename(arena_str(in->arena, in->temporary.dir).p, to) != 0)
		return why_set(in->why, ERR_IO, "「%s」へ移せません: %s", to, strerror(errno));
	return ERR_OK;
}

static enum err
init_make(struct init *in)
{
	enum err e = folders_make(in);

	if (e == ERR_OK)
		e = init_keys_make(
		    in->arena, &in->temporary, in->founding.origin, in->start, &in->recovery, in->why);
	if (e == ERR_OK)
		e = town_make(in);
	/* the gate has the whole story sealed before it is ready */
	if (e == ERR_OK)
		e = in->demo ? link_with(in->arena, &in->temporary, logins_send, in, in->why) : ERR_OK;
	if (e == ERR_OK)
		e = code_give(in, in->demo ? DEMO_STATION : ADMIN_ID);
	if (e == ERR_OK)
		e = init_move(in);
	if (e != ERR_OK) {
		home_remove(in->arena, in->temporary.dir);
		if (option_given(&in->call->given, "start-key"))
			(void)unlink(arena_str(in->arena, in->start).p);
	}
	return e;
}

/* --- what to do next --------------------------------------------------------------- */

static void
next_print(const struct init *in)
{
	struct str dir = in->home.dir, admin = in->founding.admin_login;

	printf("設置者のログイン名: %.*s\n"
	       "設置者のコード:     %.*s (30日以内に一度だけ使えます)\n\n",
	    STR_ARG(admin), STR_ARG(in->code));
	printf(
	    "次にすること:\n"
	    "  1. sekimori run %.*s で動かす\n"
	    "  2. ブラウザで開き、「はじめての方・パスワードを忘れた方」から設置者のパスワードを決めてログインする\n"
	    "  3. 職員名簿(CSV)を取り込み、システム管理者のコードを発行して渡す\n"
	    "システム管理者が初めてログインすると、設置者「%.*s」の役目は終わります。\n"
	    "コマンドでも同じことができます: sekimori people import、sekimori code(--help で使い方)\n",
	    STR_ARG(dir), STR_ARG(admin));
}

static void
demo_print(const struct init *in)
{
	printf("ログイン名とパスワード(演習用):\n");
	printf("  %-16.*s %-20s 設置者。システム管理者が初めてログインするまで\n",
	    STR_ARG(in->founding.admin_login), DEMO_PASSWORD);
	for (const struct demo_login *d = demo_logins(); d->login != NULL; d++)
		printf("  %-16s %-20s %s\n", d->login, d->password, d->who);
	printf("据置端末(サーバ室の入口)のコード: %.*s\n"
	       "  別のブラウザで /station を開いて入れます。24時間以内に一度だけ使えます。次のコードは\n"
	       "  sekimori station add %.*s %.*s で発行できます。\n",
	    STR_ARG(in->code), STR_ARG(in->home.dir), STR_ARG(DEMO_STATION));
	printf("動かす: sekimori run %.*s\n", STR_ARG(in->home.dir));
}

static void
init_print(const struct init *in)
{
	printf("「%.*s」を「%.*s」に作りました。\n\n", STR_ARG(in->founding.name), STR_ARG(in->home.dir));
	printf("復旧用パスワード: %.*s\n", STR_ARG(in->recovery));
	printf("これは二度と表示されません。紙に書いて金庫に入れてください。\n\n");
	if (!option_given(&in->call->given, "start-key"))
		printf("注意: 起動鍵が町のフォルダの中にあります。ディスクが盗まれると証跡の鍵も開きます。\n"
		       "      --start-key で別の場所に置けます。\n\n");
	if (in->demo)
		demo_print(in);
	else
		next_print(in);
}

int
init_command(struct call *c)
{
	struct init in = {.call = c, .arena = c->arena, .why = &c->why};
	enum err e = init_read(&in);

	if (e == ERR_OK)
		e = init_make(&in);
	if (e != ERR_OK)
		return command_fail(c, e);
	init_print(&in);
	return EXIT_OK;
}
