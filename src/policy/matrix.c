/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/matrix.h"

enum { HOW_MAX = 256 };

/* Where a role may do it; the words of the table. The later one says more, but for TOWN. */
enum mark {
	MARK_NONE,
	MARK_PART,
	MARK_MEMBER,
	MARK_CHAIR,
	MARK_ENTERS,
	MARK_LATE,
	MARK_TOWN,
	MARK_SECTION,
	MARK_OWNER,
	MARK_PERSON,
	MARK_EACH
};
static const char *const marks[] = {
    [MARK_NONE] = "-",
    [MARK_PART] = "part",
    [MARK_MEMBER] = "member",
    [MARK_CHAIR] = "chair",
    [MARK_ENTERS] = "enters",
    [MARK_LATE] = "late",
    [MARK_TOWN] = "town",
    [MARK_SECTION] = "section",
    [MARK_OWNER] = "owner",
    [MARK_PERSON] = "person",
    [MARK_EACH] = "each",
};

/* One line: something that may be done, and by whom. */
struct line {
	struct str subject;           /* procedure, register, or "" for a built-in act */
	const char *act;              /* as in act.def, or read */
	struct str step;              /* or empty */
	struct str how;               /* or empty */
	bool applicant;               /* the applicant himself */
	const struct actor *by;       /* or NULL */
	const struct board *board;    /* decides it, or NULL */
	const struct procedure *part; /* whoever takes part in it too, or NULL */
	int late;         /* role that may too once it is late; 0 is none: one more than its index */
	const int *roles; /* each of them, or NULL */
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
		return MARK_EACH;
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

/* Nobody decides alone what a board decides: the secretary writes it down. */
static enum mark
mark_of_board(const struct board *b, int role)
{
	if (b->secretary == role)
		return MARK_ENTERS;
	if (b->chair == role)
		return MARK_CHAIR;
	return b->members == role ? MARK_MEMBER : MARK_NONE;
}

static bool
is_actor(const struct actor *by, int role)
{
	return by->kind == ACTOR_ROLE && by->role == role;
}

/* Has a holder of this role to do with the step, or is he told of it? */
static bool
takes_part(const struct step *s, int role)
{
	for (size_t i = 0; i < s->copy_n; i++)
		if (s->copy[i] == role)
			return true;
	return is_actor(&s->by, role) || (s->confirmed && is_actor(&s->confirmed_by, role)) ||
	       (s->due.has_late_inform && is_actor(&s->due.late_inform, role)) ||
	       (s->due.set && s->due.late_escalate == role);
}

static enum mark
mark_of_part(const struct procedure *proc, int role)
{
	if (proc->form_by == role)
		return MARK_PART;
	for (size_t i = 0; i < proc->step_n; i++)
		if (takes_part(&proc->steps[i], role))
			return MARK_PART;
	return MARK_NONE;
}

static enum mark
mark_of_step(const struct policy *p, const struct line *l, int role)
{
	enum mark m = l->board ? mark_of_board(l->board, role)
	              : l->by  ? mark_of_actor(p, l->by, role)
	                       : MARK_NONE;

	return m == MARK_NONE && l->late == role + 1 ? MARK_LATE : m;
}

static enum mark
mark_of(const struct policy *p, const struct line *l, int role)
{
	enum mark most = mark_of_step(p, l, role);

	for (size_t i = 0; i < l->n && most != MARK_TOWN; i++) {
		enum mark m = l->roles ? (l->roles[i] == role ? reach_of(p, role) : MARK_NONE)
		                       : mark_of_reader(p, &l->readers[i], role);

		if (m != MARK_NONE)
			most = m;
	}
	return most == MARK_NONE && l->part ? mark_of_part(l->part, role) : most;
}

static void
cell(struct buf *out, struct str text)
{
	buf_fmt(out, "\t%.*s", STR_ARG(text.n ? text : STR("-")));
}

static void
line_print(const struct policy *p, const struct line *l, struct buf *out)
{
	buf_add(out, l->subject.n ? l->subject : STR("-"));
	cell(out, str_of(l->act));
	cell(out, l->step);
	cell(out, l->how);
	cell(out, str_of(marks[l->applicant ? MARK_PERSON : MARK_NONE]));
	for (size_t r = 0; r < p->roles_n; r++)
		cell(out, str_of(marks[mark_of(p, l, (int)r)]));
	buf_char(out, '\n');
}

/* --- the roles ------------------------------------------------------------------------- */

static void
held_print(const struct policy *p, const struct role *r, struct buf *out)
{
	buf_add(out, r->everyone ? STR("everyone") : STR(""));
	for (size_t i = 0; i < r->held_by_n; i++) {
		const struct held_by *h = &r->held_by[i];

		buf_fmt(out, "%s%.*s%s%.*s", i ? "," : "",
		    STR_ARG(h->post == NONE ? STR("all") : p->posts[h->post].id), h->section.n ? "@" : "",
		    STR_ARG(h->section));
	}
	buf_add(out, r->below ? STR("+below") : STR(""));
}

/* Who holds each role, and who is asked when nobody (else) holds it. */
static void
head_print(const struct policy *p, struct buf *out)
{
	buf_add(out, STR("subject\tact\tstep\thow\tapplicant"));
	for (size_t r = 0; r < p->roles_n; r++)
		cell(out, p->roles[r].id);
	buf_add(out, STR("\n-\theld-by\t-\t-\t-"));
	for (size_t r = 0; r < p->roles_n; r++) {
		buf_char(out, '\t');
		held_print(p, &p->roles[r], out);
	}
	buf_add(out, STR("\n-\tup\t-\t-\t-"));
	for (size_t r = 0; r < p->roles_n; r++)
		cell(out, p->roles[r].up == NONE ? STR("") : p->roles[p->roles[r].up].id);
	buf_char(out, '\n');
}

/* --- what there is to do --------------------------------------------------------------- */

/* What a mark alone would not say of a step, in words with blanks between. */
static struct str
how_of_step(const struct policy *p, const struct procedure *proc, const struct step *s, struct buf *b)
{
	if (s->board != NONE)
		buf_fmt(b, " board:%.*s", STR_ARG(p->boards[s->board].id));
	if (s->by.each)
		buf_add(b, STR(" each-owner"));
	if (s->by_hand)
		buf_add(b, STR(" by-hand"));
	if (s->when_n)
		buf_add(b, STR(" when"));
	if (s->except != NONE)
		buf_fmt(b, " except:%.*s", STR_ARG(proc->form[s->except].name));
	if (s->by.kind == ACTOR_ROLE && !s->by.each_person && !s->deputy && s->deputy_setting == NONE)
		buf_add(b, STR(" no-deputy"));
	return str_trim(buf_str(b));
}

static void
step_print(const struct policy *p, const struct procedure *proc, const struct step *s, struct buf *out)
{
	struct buf how = buf_on(out->arena, HOW_MAX);
	struct line l = {.subject = proc->id,
	    .act = s->kind == STEP_DECIDE ? "decide" : "do",
	    .step = s->name,
	    .how = how_of_step(p, proc, s, &how),
	    .applicant = s->by.kind == ACTOR_APPLICANT,
	    .by = &s->by,
	    .board = s->board == NONE ? NULL : &p->boards[s->board],
	    .late = s->due.set ? s->due.late_escalate + 1 : 0};

	line_print(p, &l, out);
	if (!s->confirmed)
		return;
	l = (struct line){.subject = proc->id, .act = "confirm", .step = s->name, .by = &s->confirmed_by};
	line_print(p, &l, out);
}

/* A procedure that says who completes it, or has rounds, is one that the clock begins. */
static struct str
how_of_start(const struct procedure *proc)
{
	bool clock = proc->round_n || proc->trigger_n || proc->form_by != NONE;

	if (proc->station)
		return clock ? STR("clock station") : STR("station");
	return clock ? STR("clock") : STR("");
}

/* Can its form come to be filled in again: given back by who decides, or left open by the clock? */
static bool
is_changed(const struct procedure *proc)
{
	for (size_t i = 0; i < proc->step_n; i++)
		if (proc->steps[i].kind == STEP_DECIDE)
			return true;
	return proc->form_n && (proc->round_n || proc->trigger_n || proc->form_by != NONE);
}

static void
procedure_print(const struct policy *p, const struct procedure *proc, struct buf *out)
{
	struct line l = {.subject = proc->id,
	    .act = "submit",
	    .how = how_of_start(proc),
	    .roles = proc->start,
	    .n = proc->start_n};
	struct actor by = {.kind = ACTOR_ROLE, .of = OF_APPLICANT};

	line_print(p, &l, out);
	for (size_t s = 0; s < proc->step_n; s++)
		step_print(p, proc, &proc->steps[s], out);
	if (is_changed(proc)) {
		l = (struct line){.subject = proc->id, .act = "change", .applicant = true};
		by.role = proc->form_by;
		l.by = proc->form_by == NONE ? NULL : &by;
		line_print(p, &l, out);
	}
	if (proc->valid.set && proc->valid.revoke_by != NONE) {
		by.role = proc->valid.revoke_by;
		line_print(p, &(struct line){.subject = proc->id, .act = "revoke", .by = &by}, out);
	}
	l = (struct line){.subject = proc->id,
	    .act = "read",
	    .how = proc->narrow ? STR("narrow") : STR(""),
	    .applicant = true,
	    .part = proc,
	    .readers = proc->reader_n ? proc->readers : p->readers,
	    .n = proc->reader_n ? proc->reader_n : p->readers_n};
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
