/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* References by name, and what to say when nothing has that name. */
#include "policy/build.h"
#include "policy/nearest.h"

static void
dangling(const struct build *b, const struct node *name, const struct nearest *near, const char *what)
{
	struct str hint = nearest_hint(b->a, near);

	finding_add(b->lint, name->at, "「%.*s」という%sはありません。%.*s",
	    STR_ARG(finding_clip(name->text)), what, STR_ARG(hint));
}

static bool
is_given(const struct node *name)
{
	return name && name->kind == NODE_SCALAR && name->text.n;
}

/* One body for all lists: they differ in type only. */
#define REF(noun, list, what)                                                                                \
	int ref_##noun(const struct build *b, const struct node *name)                                       \
	{                                                                                                    \
		struct nearest near;                                                                         \
		int i;                                                                                       \
                                                                                                             \
		if (!is_given(name))                                                                         \
			return NONE;                                                                         \
		i = policy_##noun(b->p, name->text);                                                         \
		if (i != NONE)                                                                               \
			return i;                                                                            \
		near = nearest_to(name->text);                                                               \
		for (size_t k = 0; k < b->p->list##_n; k++)                                                  \
			nearest_try(&near, b->p->list[k].id);                                                \
		dangling(b, name, &near, what);                                                              \
		return NONE;                                                                                 \
	}
REF(role, roles, "役割（policy.yaml の roles）")
REF(post, posts, "職（policy.yaml の posts）")
REF(register, registers, "台帳")
REF(duty, duties, "条項（duties）")
REF(procedure, procedures, "手続")

static const char *const setting_types[] = {
    [SETTING_NUMBER] = "数値（type: number）",
    [SETTING_TEXT] = "文字（type: text）",
    [SETTING_CHOICE] = "選択（type: choice）",
    [SETTING_YESNO] = "はい・いいえ（type: yesno）",
    [SETTING_TIME] = "時刻（type: time）",
    [SETTING_ROLE] = "役割（type: role）",
    [SETTING_POSTS] = "職の並び（type: posts）",
    [SETTING_COUNT] = "数え方（type: count）",
};

int
ref_setting(const struct build *b, const struct node *name, enum setting_type type)
{
	struct nearest near;
	int i;

	if (!is_given(name))
		return NONE;
	i = policy_setting(b->p, name->text);
	if (i != NONE && b->p->settings[i].type != type) {
		finding_add(b->lint, name->at, "運用値「%.*s」は%sでなければここに使えません。",
		    STR_ARG(name->text), setting_types[type]);
		return NONE;
	}
	if (i != NONE)
		return i;
	near = nearest_to(name->text);
	for (size_t k = 0; k < b->p->settings_n; k++)
		if (b->p->settings[k].type == type)
			nearest_try(&near, b->p->settings[k].id);
	dangling(b, name, &near, "運用値（settings）");
	return NONE;
}

void
ref_unit(const struct build *b, const struct node *name, int setting, const char *refused)
{
	struct str unit = b->p->settings[setting].unit, all = str_of(refused), word;

	while (str_cut(&all, '|', &word))
		if (str_eq(word, unit))
			finding_add(b->lint, name->at,
			    "運用値「%.*s」の単位は「%.*s」なので、ここには使えません。", STR_ARG(name->text),
			    STR_ARG(unit));
}

int
ref_days(const struct build *b, const struct node *name)
{
	int i = ref_setting(b, name, SETTING_NUMBER);

	if (i == NONE || str_eq(b->p->settings[i].unit, STR("日")))
		return i;
	finding_add(b->lint, name->at,
	    "運用値「%.*s」の単位は「%.*s」です。ここには単位が日の運用値を書いてください。",
	    STR_ARG(name->text), STR_ARG(b->p->settings[i].unit));
	return NONE;
}

int
ref_field(const struct build *b, const struct field *fields, size_t n, const struct node *name)
{
	struct nearest near;
	int i;

	if (!is_given(name))
		return NONE;
	i = field_index(fields, n, name->text);
	if (i != NONE)
		return i;
	near = nearest_to(name->text);
	for (size_t k = 0; k < n; k++)
		nearest_try(&near, fields[k].name);
	dangling(b, name, &near, "欄");
	return NONE;
}
