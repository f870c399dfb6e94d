/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate/answer.h"

#include "query.h"

enum { ANSWER_MAX = 256 * 1024 };

static void
clauses_write(struct json_out *o, const struct str_list *clauses)
{
	json_open(o, '[');
	for (size_t i = 0; i < clauses->n; i++)
		json_str(o, clauses->s[i]);
	json_close(o, ']');
}

struct str
answer_clauses(struct arena *a, const struct str_list *clauses)
{
	struct buf b = buf_on(a, ANSWER_MAX);
	struct json_out o = {.buf = &b};

	clauses_write(&o, clauses);
	return buf_str(&b);
}

static void
next_write(struct json_out *o, const struct next *n)
{
	json_open(o, '{');
	json_key(o, "act");
	json_str(o, act_word(n->act));
	json_key(o, "step");
	json_str(o, n->step);
	if (n->section.n) {
		json_key(o, "section");
		json_str(o, n->section);
	}
	json_key(o, "label");
	json_str(o, n->label);
	json_key(o, "who");
	json_open(o, '[');
	for (size_t i = 0; i < n->who_n; i++)
		json_str(o, n->who[i]->name);
	json_close(o, ']');
	json_close(o, '}');
}

struct str
answer_allowed(struct arena *a, const struct verdict *v, int64_t seq)
{
	struct buf b = buf_on(a, ANSWER_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "allowed");
	json_bool(&o, true);
	json_key(&o, "seq");
	json_int(&o, seq);
	if (v->matter) {
		json_key(&o, "matter");
		json_int(&o, v->matter);
	}
	json_key(&o, "clauses");
	clauses_write(&o, &v->clauses);
	json_key(&o, "say");
	json_str(&o, v->say);
	json_key(&o, "next");
	json_open(&o, '[');
	for (size_t i = 0; i < v->next_n; i++)
		next_write(&o, &v->next[i]);
	json_close(&o, ']');
	json_close(&o, '}');
	return buf_str(&b);
}

struct str
answer_repeated(struct arena *a, const struct entry *e, int64_t matter)
{
	struct buf b = buf_on(a, ANSWER_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "allowed");
	json_bool(&o, true);
	json_key(&o, "repeated");
	json_bool(&o, true);
	json_key(&o, "seq");
	json_int(&o, e->seq);
	if (matter) {
		json_key(&o, "matter");
		json_int(&o, matter);
	}
	json_key(&o, "clauses");
	json_raw(&o, e->clauses);
	json_close(&o, '}');
	return buf_str(&b);
}

/* What the author of a stale act has not seen. */
static void
since_write(struct json_out *o, struct arena *a, struct store *s, const struct act *act)
{
	struct q_log_since_in in = {.matter = act->matter, .seen = act->seen};
	struct q_log_since_out row;
	struct q_cursor c = q_log_since_open(s, &in);

	json_key(o, "since");
	json_open(o, '[');
	while (q_log_since_next(&c, a, &row)) {
		json_open(o, '{');
		json_key(o, "seq");
		json_int(o, row.seq);
		json_key(o, "time");
		json_int(o, row.time);
		json_key(o, "actor");
		json_str(o, row.actor);
		json_key(o, "act");
		json_str(o, row.act);
		json_key(o, "step");
		json_str(o, row.step);
		json_key(o, "outcome");
		json_str(o, row.outcome);
		json_close(o, '}');
	}
	json_close(o, ']');
	/* the list is a help; a page that cannot read it still knows that it is stale */
	(void)!q_cursor_end(&c);
}

static struct str
err_word(enum err e)
{
	struct str key = err_key(e);

	return str_sub(key, sizeof "err." - 1, key.n);
}

struct str
answer_refused(struct arena *a, struct store *s, const struct act *act, const struct verdict *v)
{
	struct buf b = buf_on(a, ANSWER_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	json_key(&o, "allowed");
	json_bool(&o, false);
	json_key(&o, "err");
	json_str(&o, err_word(v->err));
	json_key(&o, "clauses");
	clauses_write(&o, &v->clauses);
	json_key(&o, "why");
	json_str(&o, v->why);
	json_key(&o, "way-out");
	json_str(&o, v->way_out);
	if (v->bad_field.n) {
		json_key(&o, "field");
		json_str(&o, v->bad_field);
	}
	if (v->err == ERR_STALE)
		since_write(&o, a, s, act);
	json_close(&o, '}');
	return buf_str(&b);
}

struct str
answer_failed(struct arena *a, enum err e, struct str why, struct str way_out)
{
	struct verdict v = {.err = e, .why = why, .way_out = way_out};

	return answer_refused(a, NULL, &(struct act){0}, &v);
}

struct str
answer_no_file(struct arena *a, enum err e, struct str field)
{
	struct verdict v = {.err = e,
	    .why = e == ERR_MALFORMED ? STR("ファイルの欄に、ファイルでないものが入っています。")
	           : e == ERR_REFUSED
	               ? STR("添付のファイルが届いていないか、1日以上たって取り除かれています。")
	               : STR("添付のファイルを保存できません。"),
	    .way_out = STR("ファイルをもう一度選んで、送り直してください。"),
	    .bad_field = field};

	return answer_refused(a, NULL, &(struct act){0}, &v);
}
