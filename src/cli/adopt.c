/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `policy adopt`: the files of a checked policy as one act. */
#include <stdio.h>

#include "cli/command.h"
#include "cli/link.h"
#include "cli/policy_folder.h"
#include "crypto/random.h"

struct adopt_job {
	struct call *call;
	struct str token, login, act, answer;
};

static struct str
adopt_json(struct arena *a, const struct policy_folder *p)
{
	struct buf b = buf_on(a, ACT_MAX);
	struct json_out o = {.buf = &b};
	unsigned char id[8];

	/* a policy may come back after another: its hash would be no new id */
	random_fill(id, sizeof id);
	buf_add(&b, STR("{\"id\":\"adopt-"));
	buf_hex(&b, id, sizeof id);
	buf_add(&b, STR("\",\"act\":\"adopt\",\"body\":{\"files\":"));
	json_open(&o, '[');
	for (size_t i = 0; i < p->n; i++) {
		json_open(&o, '{');
		json_key(&o, "name");
		json_str(&o, p->files[i].name);
		json_key(&o, "text");
		json_str(&o, p->files[i].bytes);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	buf_add(&b, STR("}}"));
	return buf_done(&b) ? buf_str(&b) : (struct str){NULL, 0};
}

static enum err
adopt_send(struct link *l, void *context)
{
	struct adopt_job *job = context;

	return link_act(l, job->token, job->login, job->act, &job->answer, &job->call->why);
}

static enum err
adopt_read(struct call *c, struct adopt_job *job)
{
	struct policy_folder folder;
	struct str token = option_value(&c->given, "token");
	enum err e;

	*job = (struct adopt_job){.call = c, .token = token, .login = option_value(&c->given, "as")};
	if ((token.p == NULL) == (job->login.p == NULL))
		return why_set(&c->why, ERR_MALFORMED, "施行する人を --token FILE で示してください。");
	if (token.p != NULL && (e = link_token(c->arena, token, &job->token, &c->why)) != ERR_OK)
		return e;
	e = policy_folder_load(c->arena, command_word(c, 1), &folder, stderr, &c->why);
	if (e != ERR_OK)
		return e;
	job->act = adopt_json(c->arena, &folder);
	return job->act.p != NULL ? ERR_OK
	                          : why_set(&c->why, ERR_TOO_LARGE, "ポリシーが大きすぎます(900 KiB まで)。");
}

int
adopt_command(struct call *c)
{
	struct adopt_job job;
	struct home home;
	enum err e = home_find(c->arena, command_word(c, 0), &home, &c->why);

	if (e == ERR_OK)
		e = adopt_read(c, &job);
	if (e == ERR_OK)
		e = link_with(c->arena, &home, adopt_send, &job, &c->why);
	else
		return command_fail(c, e);
	if (job.answer.p == NULL)
		return command_fail(c, e);
	printf("%.*s\n", STR_ARG(job.answer));
	return err_exit(e);
}
