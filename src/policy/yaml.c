/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "policy/yaml.h"

#include <string.h>
#include <yaml.h>

#include "base/utf8.h"
#include "policy/finding.h"

struct stream {
	yaml_parser_t parser;
	struct arena *arena;
	struct lint *lint;
	struct str file;
	size_t *budget;
};

/* What libyaml says in English, and what a person can do about it. */
static const struct {
	const char *says, *means;
} problems[] = {
    {"mapping values are not allowed",
        "ここに「:」は置けません。字下げが正しいか、値に「: 」が含まれるなら引用符「\"」で囲んであるかを確かめてください。"},
    {"could not find expected ':'", "項目名のあとに「:」がありません。"},
    {"did not find expected ',' or '}'",
        "「{」で始めた項目の並びが「}」で閉じられていません。値に「,」や「:」が含まれるときは引用符で囲んでください。"},
    {"did not find expected ',' or ']'",
        "「[」で始めた並びが「]」で閉じられていません。値に「,」が含まれるときは引用符で囲んでください。"},
    {"did not find expected key",
        "項目の並びが崩れています。前の行と字下げがそろっているかを確かめてください。"},
    {"did not find expected '-' indicator",
        "「-」の並びが崩れています。前の行と字下げがそろっているかを確かめてください。"},
    {"found character that cannot start any token",
        "この文字で値を始めることはできません。引用符「\"」で囲んでください。"},
    {"found unexpected end of stream", "引用符が閉じられないままファイルが終わっています。"},
    {"found unknown escape character",
        "引用符「\"」の中の「\\」の使い方が誤っています。「'」で囲むか「\\\\」と書いてください。"},
    {"block sequence entries are not allowed", "ここに「-」の並びは置けません。改行して字下げしてください。"},
};

static struct place
place_of(const struct stream *r, yaml_mark_t mark)
{
	return (struct place){r->file, mark.line + 1, mark.column + 1};
}

static void
problem_report(const struct stream *r)
{
	const char *says = r->parser.problem ? r->parser.problem : "";
	const char *means = "YAMLとして読めません。字下げ、括弧、引用符を確かめてください。";

	for (size_t i = 0; i < sizeof problems / sizeof problems[0]; i++)
		if (strstr(says, problems[i].says))
			means = problems[i].means;
	finding_add(r->lint, place_of(r, r->parser.problem_mark), "%s", means);
}

/* Line by line, so that the message can say where; libyaml cannot. */
static bool
bytes_check(const struct stream *r, struct str bytes)
{
	struct str line;

	for (size_t n = 1; str_cut(&bytes, '\n', &line); n++) {
		struct place at = {r->file, n, 1};
		size_t tab = str_find(line, STR("\t"));

		if (str_ends(line, STR("\r")))
			line.n--;
		if (!utf8_valid(line))
			finding_add(r->lint, at,
			    "文字コードがUTF-8ではありません。メモ帳なら「名前を付けて保存」で文字コードに「UTF-8」を選んでください（Shift_JISなどは使えません）。");
		else if (tab != SIZE_MAX)
			finding_add(r->lint, (struct place){r->file, n, tab + 1},
			    "タブ文字があります。字下げには半角の空白を使ってください。");
		else if (utf8_has_control(line))
			finding_add(r->lint, at, "目に見えない制御文字があります。取り除いてください。");
		else
			continue;
		return false;
	}
	return true;
}

static bool
event_next(struct stream *r, yaml_event_t *e)
{
	if (yaml_parser_parse(&r->parser, e))
		return true;
	problem_report(r);
	return false;
}

/* Anchors, aliases and tags: none has a place in a policy. */
static bool
event_is_plain(const struct stream *r, const yaml_event_t *e)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	if (e->type == YAML_SCALAR_EVENT) {
		anchor = e->data.scalar.anchor;
		tag = e->data.scalar.tag;
	} else if (e->type == YAML_SEQUENCE_START_EVENT) {
		anchor = e->data.sequence_start.anchor;
		tag = e->data.sequence_start.tag;
	} else if (e->type == YAML_MAPPING_START_EVENT) {
		anchor = e->data.mapping_start.anchor;
		tag = e->data.mapping_start.tag;
	}
	if (e->type == YAML_ALIAS_EVENT || anchor)
		finding_add(r->lint, place_of(r, e->start_mark),
		    "「&名前」と「*名前」（アンカーと参照）は使えません。同じ内容でもそのまま書いてください。");
	else if (tag)
		finding_add(r->lint, place_of(r, e->start_mark),
		    "「!」で始まる型の指定（タグ）は使えません。「!」で始まる値は引用符で囲んでください。");
	else
		return true;
	return false;
}

static struct node *
node_new(struct stream *r, const yaml_event_t *e, enum node_kind kind)
{
	struct node *n;

	if (*r->budget == 0) {
		finding_add(r->lint, place_of(r, e->start_mark), "ポリシー全体の項目が多すぎます（上限%d）。",
		    YAML_NODES_MAX);
		return NULL;
	}
	--*r->budget;
	n = ARENA_NEW(r->arena, struct node);
	n->kind = kind;
	n->at = n->key_at = place_of(r, e->start_mark);
	return n;
}

static struct node *
scalar_read(struct stream *r, const yaml_event_t *e)
{
	struct str text = {(const char *)e->data.scalar.value, e->data.scalar.length};
	struct node *n = node_new(r, e, NODE_SCALAR);

	if (n == NULL)
		return NULL;
	if (utf8_has_control(text) || str_find(text, STR("\t")) != SIZE_MAX) {
		finding_add(r->lint, n->at, "値に制御文字が含まれています。");
		return NULL;
	}
	n->text = arena_str(r->arena, text);
	return n;
}

static struct node *node_read(struct stream *r, const yaml_event_t *e, int depth);

static bool
child_add(struct stream *r, struct node *parent, struct node ***tail, struct node *child)
{
	if (parent->n == YAML_CHILDREN_MAX) {
		finding_add(r->lint, child->at, "1つの並びに%dを超える項目は置けません。", YAML_CHILDREN_MAX);
		return false;
	}
	parent->n++;
	**tail = child;
	*tail = &child->next;
	return true;
}

static struct node *
list_read(struct stream *r, const yaml_event_t *start, int depth)
{
	struct node *list = node_new(r, start, NODE_LIST), **tail;
	yaml_event_t e;

	if (list == NULL)
		return NULL;
	tail = &list->first;
	for (;;) {
		struct node *child;
		bool end;

		if (!event_next(r, &e))
			return NULL;
		end = e.type == YAML_SEQUENCE_END_EVENT;
		child = end ? NULL : node_read(r, &e, depth + 1);
		yaml_event_delete(&e);
		if (end)
			return list;
		if (child == NULL || !child_add(r, list, &tail, child))
			return NULL;
	}
}

/* The key of the next pair: 1 = there is one, 0 = end of the mapping, -1 = refused. */
static int
key_read(struct stream *r, const struct node *map, struct str *key, struct place *at)
{
	yaml_event_t e;
	int got = -1;

	if (!event_next(r, &e))
		return -1;
	*at = place_of(r, e.start_mark);
	if (e.type == YAML_MAPPING_END_EVENT) {
		got = 0;
	} else if (e.type != YAML_SCALAR_EVENT) {
		if (event_is_plain(r, &e))
			finding_add(r->lint, *at, "項目名は1つの語でなければなりません。");
	} else if (event_is_plain(r, &e)) {
		*key = arena_str(
		    r->arena, (struct str){(const char *)e.data.scalar.value, e.data.scalar.length});
		got = 1;
	}
	yaml_event_delete(&e);
	if (got == 1 && (utf8_has_control(*key) || key->n == 0)) {
		finding_add(r->lint, *at, "項目名が空か、制御文字を含んでいます。");
		return -1;
	}
	for (const struct node *c = map->first; c && got == 1; c = c->next)
		if (str_eq(c->key, *key)) {
			finding_add(r->lint, *at, "「%.*s」が2回書かれています（1回目は%zu行目）。",
			    STR_ARG(finding_clip(*key)), c->key_at.line);
			return -1;
		}
	return got;
}

static struct node *
map_read(struct stream *r, const yaml_event_t *start, int depth)
{
	struct node *map = node_new(r, start, NODE_MAP), **tail, *child;
	yaml_event_t e;
	struct place at;
	struct str key;
	int got;

	if (map == NULL)
		return NULL;
	tail = &map->first;
	while ((got = key_read(r, map, &key, &at)) == 1) {
		if (!event_next(r, &e))
			return NULL;
		child = node_read(r, &e, depth + 1);
		yaml_event_delete(&e);
		if (child == NULL)
			return NULL;
		child->key = key;
		child->key_at = at;
		if (!child_add(r, map, &tail, child))
			return NULL;
	}
	return got == 0 ? map : NULL;
}

static struct node *
node_read(struct stream *r, const yaml_event_t *e, int depth)
{
	if (!event_is_plain(r, e))
		return NULL;
	if (depth > YAML_DEPTH_MAX) {
		finding_add(
		    r->lint, place_of(r, e->start_mark), "入れ子が深すぎます（上限%d段）。", YAML_DEPTH_MAX);
		return NULL;
	}
	switch (e->type) {
	case YAML_SCALAR_EVENT:
		return scalar_read(r, e);
	case YAML_SEQUENCE_START_EVENT:
		return list_read(r, e, depth);
	case YAML_MAPPING_START_EVENT:
		return map_read(r, e, depth);
	default:
		finding_add(r->lint, place_of(r, e->start_mark), "ここに値がありません。");
		return NULL;
	}
}

/* Stream start, document start, one node, document end, stream end: nothing else. */
static struct node *
document_read(struct stream *r)
{
	struct node *root = NULL;
	yaml_event_type_t type = YAML_NO_EVENT;
	yaml_event_t e;

	while (type != YAML_STREAM_END_EVENT) {
		bool fine = true;

		if (!event_next(r, &e))
			return NULL;
		type = e.type;
		if (type == YAML_DOCUMENT_START_EVENT && root) {
			finding_add(r->lint, place_of(r, e.start_mark),
			    "1つのファイルに書ける文書は1つだけです（2つ目の「---」があります）。");
			fine = false;
		} else if (type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT &&
		           type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT) {
			root = node_read(r, &e, 1);
			fine = root != NULL;
		}
		yaml_event_delete(&e);
		if (!fine)
			return NULL;
	}
	if (root == NULL)
		finding_add(r->lint, (struct place){r->file, 1, 1}, "ファイルに中身がありません。");
	return root;
}

struct node *
yaml_read(struct arena *a, const struct policy_file *f, size_t *budget, struct lint *lint)
{
	struct stream r = {.arena = a, .lint = lint, .file = f->name, .budget = budget};
	struct node *root;

	if (f->bytes.n > POLICY_FILE_MAX) {
		finding_add(lint, (struct place){f->name, 1, 1},
		    "ファイルが大きすぎます（上限%dバイト）。章ごとに分けてください。", POLICY_FILE_MAX);
		return NULL;
	}
	if (!bytes_check(&r, f->bytes))
		return NULL;
	if (!yaml_parser_initialize(&r.parser)) {
		finding_add(lint, (struct place){f->name, 0, 0}, "YAMLの読取りに必要な記憶域がありません。");
		return NULL;
	}
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r.parser, (const unsigned char *)f->bytes.p, f->bytes.n);
	root = document_read(&r);
	yaml_parser_delete(&r.parser);
	return root;
}
