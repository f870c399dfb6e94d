/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 試し判定: whoever may adopt a policy chooses its files and sees which matters would have gone another way. */
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rehearsal.h"
#include "web/right.h"

static void
rehearse_draw(struct request *rq, const struct lint *lint, struct str error)
{
	struct view_rehearsal v = {.error = error};
	struct str *faults = PAGE_LIST(rq, struct str, LINT_MAX);

	v.frame = page_frame(rq, phrase(TEXT_REHEARSAL_TITLE));
	page_here(rq, &v.frame, STR("/setting"));
	rehearsal_show(rq->web->rehearsal, rq, &v);
	for (size_t i = 0; lint && i < lint->n; i++)
		faults[v.faults_n++] = why_line(&lint->found[i]);
	v.faults = faults;
	PAGE_DRAW(rq, rehearsal, &v);
}

enum err
rehearse_page(struct request *rq)
{
	if (!right_has(rq, ACT_ADOPT))
		return right_refuse(rq, ACT_ADOPT);
	rehearse_draw(rq, NULL, STR(""));
	return ERR_OK;
}

/* A browser may say the folder too. */
static struct str
name_of(struct str file)
{
	struct str rest = file, part;

	while (str_cut(&rest, '/', &part))
		file = part;
	return file;
}

static size_t
files_take(struct request *rq, struct policy_file *out)
{
	size_t n = 0;

	for (size_t i = 0; i < rq->files.files_n && n < POLICY_FILES_MAX; i++) {
		const struct upload *u = &rq->files.files[i];
		struct str name = name_of(u->file);

		if (str_eq(u->field, STR("policy")) && str_ends(name, STR(".yaml")))
			out[n++] = (struct policy_file){name, u->bytes};
	}
	return n;
}

enum err
rehearse_begin(struct request *rq)
{
	struct policy_file *files = PAGE_LIST(rq, struct policy_file, POLICY_FILES_MAX);
	struct lint lint = {.arena = rq->page};
	size_t n;
	enum err e;

	if (!right_has(rq, ACT_ADOPT))
		return right_refuse(rq, ACT_ADOPT);
	n = files_take(rq, files);
	if (n == 0) {
		rehearse_draw(rq, NULL, phrase(TEXT_REHEARSAL_NO_FILES));
		return ERR_MALFORMED;
	}
	e = rehearsal_begin(rq->web->rehearsal, files, n, rq->who->id, desk_now(rq->desk), &lint);
	if (e == ERR_OK)
		return request_goto(rq, STR("/rehearsal"));
	rehearse_draw(rq, &lint, phrase(e == ERR_BUSY ? TEXT_REHEARSAL_BUSY : TEXT_REHEARSAL_FAULTS));
	return e;
}
