/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Conditions on what was decided or written earlier in the same matter. */
#include "base/num.h"
#include "policy/build.h"

enum { ROWS_MOST = 1000 };

/* The earlier step of that name; it must be done before `of` opens. */
static int
step_before(const struct build *b, const struct procedure *p, const struct step *of, struct str name,
    const struct node *at, const char *what)
{
	int step = step_index(p, name);
	size_t group = (size_t)(of - p->steps);

	while (group > 0 && step_joins(p, group))
		group--;
	if (step != NONE && (size_t)step < group)
		return step;
	finding_add(b->lint, at->at, "%.*s の「%.*s」は、この段階より前に済む%sの段階ではありません。",
	    STR_ARG(at->key), STR_ARG(finding_clip(at->text)), what);
	return NONE;
}

static bool
decision_build(const struct build *b, const struct procedure *p, const struct step *of,
    const struct node *name, struct condition *out)
{
	const char *what = "決定（decide）";
	int step = step_before(b, p, of, name->text, name, what);

	if (step == NONE)
		return false;
	if (p->steps[step].kind != STEP_DECIDE) {
		finding_add(b->lint, name->at,
		    "%.*s の「%.*s」は、この段階より前に済む%sの段階ではありません。", STR_ARG(name->key),
		    STR_ARG(finding_clip(name->text)), what);
		return false;
	}
	if (out->what == COND_REFUSED && !p->steps[step].goes_on) {
		finding_add(b->lint, name->at,
		    "「%.*s」が不許可のとき案件は終わるので、この条件は成り立ちません。続けるなら refusal: goes-on と書いてください。",
		    STR_ARG(name->text));
		return false;
	}
	out->step = step;
	return true;
}

/* STEP.FIELD into out->step and out->typed. */
static const struct field *
typed_find(const struct build *b, const struct procedure *p, const struct step *of, const struct node *path,
    struct condition *out)
{
	struct str rest = path->text, name;
	struct node field = {.kind = NODE_SCALAR, .at = path->at};

	if (!str_cut(&rest, '.', &name) || rest.p == NULL || str_find(rest, STR(".")) != SIZE_MAX) {
		finding_add(b->lint, path->at,
		    "%.*s の「%.*s」は「段階.欄」の形（例: hear.need）で書いてください。", STR_ARG(path->key),
		    STR_ARG(finding_clip(path->text)));
		return NULL;
	}
	out->step = step_before(b, p, of, name, path, "、記入する欄のある前");
	if (out->step == NONE)
		return NULL;
	field.text = rest;
	out->typed = ref_field(b, p->steps[out->step].form, p->steps[out->step].form_n, &field);
	return out->typed == NONE ? NULL : &p->steps[out->step].form[out->typed];
}

static void
values_build(const struct build *b, const struct node *map, const struct node *path, const struct field *f,
    struct condition *out)
{
	if (f->type != FIELD_CHOICE && f->type != FIELD_YESNO && f->type != FIELD_CLASS) {
		finding_add(b->lint, path->at,
		    "%.*s で比べられるのは、値が決まっている欄（choice, yesno, class）%sだけです。",
		    STR_ARG(path->key), out->what == COND_TYPED ? "と数の欄" : "");
		return;
	}
	if (!condition_in(b, map, out))
		return;
	for (const struct node *c = node_first(node_get(map, "in")); c; c = c->next)
		if (!condition_offers(b, f, c->text))
			finding_add(b->lint, c->at, "「%.*s」は「%.*s」が取り得る値ではありません。",
			    STR_ARG(finding_clip(c->text)), STR_ARG(finding_clip(path->text)));
}

static bool
typed_build(const struct build *b, const struct procedure *p, const struct step *of, const struct node *map,
    const struct node *path, struct condition *out)
{
	const struct field *f = typed_find(b, p, of, path, out);

	if (f == NULL)
		return false;
	if (p->steps[out->step].rows) {
		finding_add(b->lint, path->at,
		    "「%.*s」は1行ずつ記入する段階（rows: yes）です。typed ではなく rows と書いてください。",
		    STR_ARG(p->steps[out->step].name));
		return false;
	}
	if (f->type == FIELD_NUMBER)
		condition_between(b, map, out);
	else
		values_build(b, map, path, f, out);
	return true;
}

static bool
rows_build_condition(const struct build *b, const struct procedure *p, const struct step *of,
    const struct node *map, const struct node *path, struct condition *out)
{
	const struct node *least = node_get(map, "at-least");
	const struct field *f = typed_find(b, p, of, path, out);

	if (f == NULL)
		return false;
	out->at_least = 1;
	if (!p->steps[out->step].rows)
		finding_add(b->lint, path->at,
		    "「%.*s」は1行ずつ記入する段階（rows: yes）ではありません。rows ではなく typed と書いてください。",
		    STR_ARG(p->steps[out->step].name));
	if (least && !num_i64(least->text, 1, ROWS_MOST, &out->at_least))
		finding_add(b->lint, least->at, "rows の at-least は1から%dまでです。", ROWS_MOST);
	values_build(b, map, path, f, out);
	return true;
}

/* A field of the form, or STEP.FIELD. */
static bool
filled_build(const struct build *b, const struct procedure *p, const struct step *of, const struct node *path,
    struct condition *out)
{
	if (str_find(path->text, STR(".")) != SIZE_MAX)
		return typed_find(b, p, of, path, out) != NULL;
	out->path.field = ref_field(b, p->form, p->form_n, path);
	return out->path.field != NONE;
}

bool
condition_of_step(const struct build *b, const struct procedure *p, const struct step *of,
    const struct node *map, const struct node *path, struct condition *out)
{
	if (path->kind != NODE_SCALAR)
		return false;
	switch (out->what) {
	case COND_PERMITTED:
	case COND_REFUSED:
		return decision_build(b, p, of, path, out);
	case COND_TYPED:
		return typed_build(b, p, of, map, path, out);
	case COND_ROWS:
		return rows_build_condition(b, p, of, map, path, out);
	default:
		return filled_build(b, p, of, path, out);
	}
}
