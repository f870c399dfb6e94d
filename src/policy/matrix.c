/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/matrix.h"

/* Where a role may do it; the words of the table. */
enum mark { MARK_NONE, MARK_TOWN, MARK_SECTION, MARK_OWNER, MARK_PERSON };
static const char *const marks[] = {
    [MARK_NONE] = "-",
    [MARK_TOWN] = "town",
    [MARK_SECTION] = "section",
    [MARK_OWNER] = "owner",
    [MARK_PERSON] = "person",
};

/* One line: something that may be done, and by whom. */
struct line {
	struct str subject;     /* procedure, register, or "" for a built-in act */
	const char *act;        /* as in act.def, or read */
	struct str step;        /* or empty */
	bool applicant;         /* the applicant himself */
	const struct actor *by; /* or NULL */
	const int *roles;       /* each of them, or NULL */
	const struct reader *readers;
	size_t n; /* of roles or readers */
};

/* What a role that is asked for as it is reaches: the town, or the section of the matter. */
static enum mark
reach_of(const struct policy *p, int role)
{
	return p->roles[role].town ? MARK_TOWN : MARK_SECTION;
}

static enum mark
mark_of_actor(const struct policy *p, const struct actor *by, int role)
{
	if (by->kind != ACTOR_ROLE || by->role != role)
		return MARK_NONE;
	if (by->each_person)
		return MARK_PERSON;
	if (by->of == OF_OWNER && !p->roles[role].town)
		return MARK_OWNER;
	return by->of == OF_TOWN ? MARK_TOWN : reach_of(p, role);
}

static enum mark
mark_of_reader(const struct policy *p, const struct reader *r, int role)
{
	if (r->role != role)
		return MARK_NONE;
	return r->owner ? reach_of(p, role) : MARK_TOWN;
}

static enum mark
mark_of(const struct policy *p, const struct line *l, int role)
{
	enum mark most = l->by ? mark_of_actor(p, l->by, role) : MARK_NONE;

	for (size_t i = 0; i < l->n && most != MARK_TOWN; i++) {
		enum mark m = l->roles ? (l->roles[i] == role ? reach_of(p, role) : MARK_NONE)
		                       : mark_of_reader(p, &l->readers[i], role);

		if (m != MARK_NONE)
			most = m;
	}
	return most;
}

static void
line_print(const struct policy *p, const struct line *l, struct buf *out)
{
	buf_fmt(out, "%.*s\t%s\t%.*s\t%s", STR_ARG(l->subject.n ? l->subject : STR("-")), l->act,
	    STR_ARG(l->step.n ? l->step : STR("-")), marks[l->applicant ? MARK_PERSON : MARK_NONE]);
	for (size_t r = 0; r < p->roles_n; r++)
		buf_fmt(out, "\t%s", marks[mark_of(p, l, (int)r)]);
	buf_char(out, '\n');
}

static void
head_print(const struct policy *p, struct buf *out)
{
	buf_add(out, STR("subject\tact\tstep\tapplicant"));
	for (size_t r = 0; r < p->roles_n; r++)
		buf_fmt(out, "\t%.*s", STR_ARG(p->roles[r].id));
	buf_char(out, '\n');
}

/* --- what there is to do --------------------------------------------------------------- */

static void
step_print(const struct policy *p, const struct procedure *proc, const struct step *s, struct buf *out)
{
	struct line l = {.subject = proc->id,
	    .act = s->kind == STEP_DECIDE ? "decide" : "do",
	    .step = s->name,
	    .applicant = s->by.kind == ACTOR_APPLICANT,
	    .by = &s->by};

	line_print(p, &l, out);
	if (!s->confirmed)
		return;
	l.act = "confirm";
	l.applicant = false;
	l.by = &s->confirmed_by;
	line_print(p, &l, out);
}

static void
procedure_print(const struct policy *p, const struct procedure *proc, struct buf *out)
{
	struct line l = {.subject = proc->id, .act = "submit", .roles = proc->start, .n = proc->start_n};
	struct actor by = {.kind = ACTOR_ROLE, .of = OF_APPLICANT};

	line_print(p, &l, out);
	for (size_t s = 0; s < proc->step_n; s++)
		step_print(p, proc, &proc->steps[s], out);
	if (proc->form_by != NONE) {
		by.role = proc->form_by;
		line_print(p,
		    &(struct line){.subject = proc->id, .act = "change", .applicant = true, .by = &by}, out);
	}
	if (proc->valid.set && proc->valid.revoke_by != NONE) {
		by.role = proc->valid.revoke_by;
		line_print(p, &(struct line){.subject = proc->id, .act = "revoke", .by = &by}, out);
	}
	l = (struct line){.subject = proc->id, .act = "read", .applicant = true};
	l.readers = proc->reader_n ? proc->readers : p->readers;
	l.n = proc->reader_n ? proc->reader_n : p->readers_n;
	line_print(p, &l, out);
}

static void
register_print(const struct policy *p, const struct reg *r, struct buf *out)
{
	line_print(p,
	    &(struct line){.subject = r->id,
	        .act = "read",
	        .readers = r->reader_n ? r->readers : p->readers,
	        .n = r->reader_n ? r->reader_n : p->readers_n},
	    out);
}

void
matrix_print(const struct policy *p, struct buf *out)
{
	head_print(p, out);
	for (size_t i = 0; i < p->acts_n; i++)
		line_print(p,
		    &(struct line){
		        .act = "act", .step = p->acts[i].act, .roles = p->acts[i].roles, .n = p->acts[i].n},
		    out);
	for (size_t i = 0; i < p->registers_n; i++)
		register_print(p, &p->registers[i], out);
	for (size_t i = 0; i < p->procedures_n; i++)
		procedure_print(p, &p->procedures[i], out);
}
