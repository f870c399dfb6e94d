/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/schema.h"

#include "base/num.h"
#include "policy/finding.h"
#include "policy/nearest.h"

enum schema_kind {
	KIND_NAME,
	KIND_NAMES,
	KIND_WORD,
	KIND_LINE,
	KIND_EMPTY,
	KIND_TEXT,
	KIND_YESNO,
	KIND_NUMBER,
	KIND_PATH,
	KIND_PATHS,
	KIND_WORDS,
	KIND_ENTRIES,
	KIND_ONE,
	KIND_MAP,
	KIND_MAPS
};
enum schema_need { OPTIONAL, REQUIRED };

static const struct {
	const char *title, *meaning;
} maps[] = {
#define MAP(name, title, meaning) [MAP_##name] = {title, meaning},
#define KEY(map, key, kind, need, meaning)
#define ONE(map, key, words, need, meaning)
#define SUB(map, key, kind, inner, need, meaning)
#include "policy/schema.def"
#undef MAP
#undef KEY
#undef ONE
#undef SUB
};

struct key {
	const char *name, *meaning;
	const char *words;          /* KIND_ONE */
	enum schema_map map, inner; /* inner: KIND_MAP, KIND_MAPS */
	enum schema_kind kind;
	enum schema_need need;
};

static const struct key keys[] = {
#define MAP(name, title, meaning)
#define KEY(map, key, kind, need, meaning)  {key, meaning, NULL, MAP_##map, MAP_COUNT, KIND_##kind, need},
#define ONE(map, key, words, need, meaning) {key, meaning, words, MAP_##map, MAP_COUNT, KIND_ONE, need},
#define SUB(map, key, kind, inner, need, meaning)                                                            \
	{key, meaning, NULL, MAP_##map, MAP_##inner, KIND_##kind, need},
#include "policy/schema.def"
#undef MAP
#undef KEY
#undef ONE
#undef SUB
};
enum { KEYS = sizeof keys / sizeof keys[0], NAME_LENGTH = 40, LINE_LENGTH = 400, TEXT_LENGTH = 4000 };

/* What stands in the place of a value of this kind, for messages and for the guide. */
static const struct {
	const char *japanese, *english;
} kinds[] = {
    [KIND_NAME] = {"英小文字・数字・「-」の名前（40字以内）", "name"},
    [KIND_NAMES] = {"英小文字・数字・「-」の名前、またはその並び [a, b]", "name or list of names"},
    [KIND_WORD] = {"空白のない1つの語", "word"},
    [KIND_LINE] = {"1行の文字列", "line"},
    [KIND_EMPTY] = {"1行の文字列（空でもよい）", "line, or empty"},
    [KIND_TEXT] = {"文字列", "text"},
    [KIND_YESNO] = {"yes か no", "yes / no"},
    [KIND_NUMBER] = {"0以上の整数", "number"},
    [KIND_PATH] = {"「欄」「欄.欄」「欄.つながり.欄」のどれか", "path"},
    [KIND_PATHS] = {"欄の名前、またはその並び [a, b]", "path or list of paths"},
    [KIND_WORDS] = {"語の並び [a, b]", "list of words"},
    [KIND_ENTRIES] = {"「項目: 値」の組", "entries"},
    [KIND_ONE] = {"決められた語", ""},
    [KIND_MAP] = {"「項目: 値」の組", ""},
    [KIND_MAPS] = {"「- {項目: 値}」の並び", ""},
};

static bool
is_name(struct str s)
{
	if (s.n == 0 || s.n > NAME_LENGTH || s.p[0] < 'a' || s.p[0] > 'z')
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
			return false;
	}
	return true;
}

static bool
is_word(struct str s)
{
	return s.n > 0 && s.n <= 3 * NAME_LENGTH && str_find(s, STR(" ")) == SIZE_MAX &&
	       str_find(s, STR("\n")) == SIZE_MAX;
}

static bool
is_path(struct str s)
{
	struct str part;
	size_t n = 0;

	while (str_cut(&s, '.', &part))
		if (++n > 3 || !is_name(part))
			return false;
	return true;
}

static bool
is_yesno(struct str s)
{
	return str_eq(s, STR("yes")) || str_eq(s, STR("no")) || str_eq(s, STR("true")) ||
	       str_eq(s, STR("false"));
}

static bool
is_one_of(struct str s, const char *words)
{
	struct str all = str_of(words), word;

	while (str_cut(&all, '|', &word))
		if (str_eq(s, word))
			return true;
	return false;
}

static bool
is_list_of(const struct node *n, bool (*is)(struct str))
{
	if (n->kind != NODE_LIST)
		return false;
	for (const struct node *c = n->first; c; c = c->next)
		if (c->kind != NODE_SCALAR || !is(c->text))
			return false;
	return true;
}

static bool
is_entries(const struct node *n)
{
	if (n->kind != NODE_MAP || n->n == 0)
		return false;
	for (const struct node *c = n->first; c; c = c->next)
		if (c->kind != NODE_SCALAR || !is_path(c->key))
			return false;
	return true;
}

static bool
is_scalar_of(const struct node *n, const struct key *k)
{
	uint64_t number;

	if (n->kind != NODE_SCALAR)
		return false;
	switch (k->kind) {
	case KIND_NAME:
	case KIND_NAMES:
		return is_name(n->text);
	case KIND_WORD:
		return is_word(n->text);
	case KIND_LINE:
	case KIND_EMPTY:
		return (n->text.n > 0 || k->kind == KIND_EMPTY) && n->text.n <= LINE_LENGTH &&
		       str_find(n->text, STR("\n")) == SIZE_MAX;
	case KIND_TEXT:
		return n->text.n > 0 && n->text.n <= TEXT_LENGTH;
	case KIND_YESNO:
		return is_yesno(n->text);
	case KIND_NUMBER:
		return num_u64(n->text, 0, 1000000000, &number);
	case KIND_ONE:
		return is_one_of(n->text, k->words);
	default:
		return is_path(n->text);
	}
}

static bool
value_fits(const struct node *n, const struct key *k)
{
	switch (k->kind) {
	case KIND_MAP:
		return n->kind == NODE_MAP;
	case KIND_MAPS:
		return n->kind == NODE_LIST;
	case KIND_WORDS:
		return is_list_of(n, is_word);
	case KIND_ENTRIES:
		return is_entries(n);
	case KIND_NAMES:
		return is_scalar_of(n, k) || (n->n > 0 && is_list_of(n, is_name));
	case KIND_PATHS:
		return is_scalar_of(n, k) || (n->n > 0 && is_list_of(n, is_path));
	default:
		return is_scalar_of(n, k);
	}
}

static const struct key *
key_find(enum schema_map map, struct str name)
{
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].map == map && str_eq(name, str_of(keys[i].name)))
			return &keys[i];
	return NULL;
}

/* A word of the design that the language has elsewhere. */
static bool
elsewhere_report(const struct key *k, const struct node *n, struct lint *lint)
{
	if (n->kind != NODE_SCALAR)
		return false;
	if (str_eq(str_of(k->name), STR("read")) && str_eq(n->text, STR("narrow"))) {
		finding_add(lint, n->at,
		    "read には読んでよい役割を並べてください。記入されたことを狭く保つには、手続に narrow: yes と書きます。");
		return true;
	}
	return false;
}

static void
unknown_report(struct arena *a, enum schema_map map, const struct node *n, struct lint *lint)
{
	struct nearest near = nearest_to(n->key);
	struct str hint;

	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].map == map)
			nearest_try(&near, str_of(keys[i].name));
	hint = nearest_hint(a, &near);
	finding_add(lint, n->key_at, "「%.*s」という項目は %s には書けません。%.*s",
	    STR_ARG(finding_clip(n->key)), maps[map].title, STR_ARG(hint));
}

static void
misfit_report(const struct key *k, const struct node *n, struct lint *lint)
{
	if (elsewhere_report(k, n, lint))
		return;
	if (k->kind == KIND_ONE)
		finding_add(lint, n->at, "「%s」の値「%.*s」は使えません。使えるのは %s です。", k->name,
		    STR_ARG(finding_clip(n->text)), k->words);
	else if (n->kind == NODE_SCALAR && n->text.n == 0)
		finding_add(lint, n->key_at, "「%s」に値がありません。%s を書いてください。", k->name,
		    kinds[k->kind].japanese);
	else
		finding_add(
		    lint, n->at, "「%s」には %s を書いてください。", k->name, kinds[k->kind].japanese);
}

static void
value_check(struct arena *a, const struct key *k, const struct node *n, struct lint *lint)
{
	if (!value_fits(n, k)) {
		misfit_report(k, n, lint);
	} else if (k->kind == KIND_MAP) {
		schema_check(a, n, k->inner, lint);
	} else if (k->kind == KIND_MAPS) {
		for (const struct node *c = n->first; c; c = c->next)
			schema_check(a, c, k->inner, lint);
	}
}

void
schema_check(struct arena *a, const struct node *root, enum schema_map map, struct lint *lint)
{
	if (root->kind != NODE_MAP) {
		finding_add(
		    lint, root->at, "ここには「項目: 値」の組（%s）を書いてください。", maps[map].title);
		return;
	}
	for (const struct node *c = root->first; c; c = c->next) {
		const struct key *k = key_find(map, c->key);

		if (k)
			value_check(a, k, c, lint);
		else
			unknown_report(a, map, c, lint);
	}
	for (size_t i = 0; i < KEYS; i++)
		if (keys[i].map == map && keys[i].need == REQUIRED && !node_get(root, keys[i].name))
			finding_add(lint, root->at, "%s に「%s」がありません。必ず書いてください。",
			    maps[map].title, keys[i].name);
}

static void
words_print(struct buf *out, const char *words)
{
	struct str all = str_of(words), word;

	for (bool first = true; str_cut(&all, '|', &word); first = false)
		buf_fmt(out, "%s`%.*s`", first ? "" : ", ", STR_ARG(word));
}

static void
key_print(struct buf *out, const struct key *k)
{
	buf_fmt(out, "| `%s`%s | ", k->name, k->need == REQUIRED ? " *" : "");
	if (k->kind == KIND_ONE)
		words_print(out, k->words);
	else if (k->kind == KIND_MAP)
		buf_fmt(out, "one *%s*", maps[k->inner].title);
	else if (k->kind == KIND_MAPS)
		buf_fmt(out, "list of *%s*", maps[k->inner].title);
	else
		buf_add(out, str_of(kinds[k->kind].english));
	buf_fmt(out, " | %s |\n", k->meaning);
}

void
schema_print(struct buf *out)
{
	for (int m = 0; m < MAP_COUNT; m++) {
		buf_fmt(out, "### %s\n\n%s\n\n| key | value | meaning |\n|---|---|---|\n", maps[m].title,
		    maps[m].meaning);
		for (size_t i = 0; i < KEYS; i++)
			if (keys[i].map == (enum schema_map)m)
				key_print(out, &keys[i]);
		buf_char(out, '\n');
	}
}
