/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Acts as JSON. One table says which keys there are, another which of them
 * each act needs and takes; reading and writing know nothing else.
 */
#include "proto/act.h"

#include "base/utf8.h"

enum { WORD_MAX = 200 };

enum key {
	KEY_ID,
	KEY_ACT,
	KEY_PROCEDURE,
	KEY_MATTER,
	KEY_STEP,
	KEY_OUTCOME,
	KEY_SEEN,
	KEY_POST,
	KEY_SETTING,
	KEY_BEHALF,
	KEY_AT,
	KEY_RENEWS,
	KEY_BODY,
	KEY_COUNT
};

static const struct {
	const char *name;
	enum json_kind kind;
} keys[KEY_COUNT] = {
    [KEY_ID] = {"id", JSON_STR},
    [KEY_ACT] = {"act", JSON_STR},
    [KEY_PROCEDURE] = {"procedure", JSON_STR},
    [KEY_MATTER] = {"matter", JSON_INT},
    [KEY_STEP] = {"step", JSON_STR},
    [KEY_OUTCOME] = {"outcome", JSON_STR},
    [KEY_SEEN] = {"seen", JSON_INT},
    [KEY_POST] = {"post", JSON_STR},
    [KEY_SETTING] = {"setting", JSON_STR},
    [KEY_BEHALF] = {"behalf", JSON_STR},
    [KEY_AT] = {"at", JSON_STR},
    [KEY_RENEWS] = {"renews", JSON_INT},
    [KEY_BODY] = {"body", JSON_MAP},
};

#define K(name) (1u << KEY_##name)
/* Whether `seen` is there, and right, is a question for judge: it can say what has changed. */
static const struct {
	unsigned needs, takes; /* beside id and act */
} acts[ACT_COUNT] = {
    [ACT_SUBMIT] = {K(PROCEDURE), K(POST) | K(BEHALF) | K(AT) | K(RENEWS) | K(BODY)},
    [ACT_CHANGE] = {K(MATTER) | K(BODY), K(SEEN) | K(POST) | K(BEHALF)},
    [ACT_WITHDRAW] = {K(MATTER), K(SEEN) | K(POST) | K(BODY)},
    [ACT_DECIDE] = {K(MATTER) | K(STEP) | K(OUTCOME), K(SEEN) | K(POST) | K(BEHALF) | K(BODY)},
    [ACT_DO] = {K(MATTER) | K(STEP), K(SEEN) | K(POST) | K(BEHALF) | K(BODY)},
    [ACT_RAISE] = {K(MATTER) | K(STEP) | K(BODY), K(SEEN) | K(POST)},
    [ACT_CONFIRM] = {K(MATTER) | K(STEP), K(SEEN) | K(POST) | K(BEHALF) | K(BODY)},
    [ACT_COMMENT] = {K(MATTER) | K(BODY), K(POST)},
    [ACT_REVIEW] = {K(MATTER), K(SEEN) | K(POST) | K(BODY)},
    [ACT_CORRECT] = {K(MATTER) | K(BODY), K(STEP) | K(SEEN) | K(POST)},
    [ACT_REVOKE] = {K(MATTER) | K(BODY), K(SEEN) | K(POST)},
    [ACT_PEOPLE] = {K(BODY), K(POST)},
    [ACT_APPOINT] = {K(BODY), K(POST)},
    [ACT_ABSENT] = {K(BODY), K(POST)},
    [ACT_STATION] = {K(BODY), K(POST)},
    [ACT_CODE] = {K(BODY), K(POST)},
    [ACT_HOLIDAY] = {K(BODY), K(POST)},
    [ACT_SET] = {K(SETTING) | K(BODY), K(POST)},
    [ACT_ADOPT] = {K(BODY), K(POST)},
    [ACT_DAY] = {K(BODY), 0},
    [ACT_LATE] = {K(MATTER) | K(STEP), K(BODY)},
};
#undef K

static const struct {
	const char *word;
	char who;
} words[ACT_COUNT] = {
#define P                    'P'
#define C                    'C'
#define B                    'B'
#define ACT(name, word, who) [ACT_##name] = {word, who},
#include "proto/act.def"
#undef ACT
#undef P
#undef C
#undef B
};

static const char *const outcomes[] = {
    [OUTCOME_NONE] = "",
    [OUTCOME_PERMIT] = "permit",
    [OUTCOME_REFUSE] = "refuse",
    [OUTCOME_RETURN] = "return",
    [OUTCOME_CONDITIONAL] = "conditional",
};

static const char *const channels[] = {
    [CHANNEL_WEB] = "web",
    [CHANNEL_API] = "api",
    [CHANNEL_CONSOLE] = "console",
    [CHANNEL_STATION] = "station",
    [CHANNEL_CLOCK] = "clock",
};

struct str
act_word(enum act_kind k)
{
	return str_of(words[k].word);
}

bool
act_is_clock(enum act_kind k)
{
	return words[k].who == 'C';
}

bool
act_may_clock(enum act_kind k)
{
	return words[k].who != 'P';
}

struct str
outcome_word(enum outcome o)
{
	return str_of(outcomes[o]);
}

struct str
act_channel_word(enum act_channel c)
{
	return str_of(channels[c]);
}

/* --- reading ------------------------------------------------------------------ */

static int
key_of(struct str name)
{
	for (int k = 0; k < KEY_COUNT; k++)
		if (str_eq(name, str_of(keys[k].name)))
			return k;
	return -1;
}

static const char *
kind_label(enum json_kind kind)
{
	switch (kind) {
	case JSON_INT:
		return "整数";
	case JSON_MAP:
		return "{…} の形";
	default:
		return "文字列";
	}
}

static bool
word_is_valid(struct str s)
{
	/* tab and newline have their place in texts, not in ids */
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\t' || s.p[i] == '\n')
			return false;
	return s.n <= WORD_MAX && !utf8_has_control(s);
}

/* Sorts the members by key; refuses what is unknown or of the wrong type. */
static enum err
members_sort(const struct json *map, const struct json *at[KEY_COUNT], struct why *why)
{
	for (const struct json *v = map->first; v; v = v->next) {
		int k = key_of(v->key);

		if (k < 0)
			return why_set(why, ERR_MALFORMED, "「%.*s」という項目はありません。",
			    STR_ARG(utf8_head(v->key, 40)));
		if (v->kind != keys[k].kind)
			return why_set(why, ERR_MALFORMED, "「%s」は%sで書いてください。", keys[k].name,
			    kind_label(keys[k].kind));
		if (v->kind == JSON_STR && !word_is_valid(v->s))
			return why_set(
			    why, ERR_MALFORMED, "「%s」が長すぎるか、使えない文字があります。", keys[k].name);
		/* an empty word says nothing: as if it were not there */
		if (v->kind != JSON_STR || v->s.n > 0)
			at[k] = v;
	}
	return ERR_OK;
}

static bool
id_is_valid(struct str id)
{
	if (id.n < 1 || id.n > ACT_ID_MAX)
		return false;
	for (size_t i = 0; i < id.n; i++) {
		char c = id.p[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
		        c == '.' || c == '_' || c == '-'))
			return false;
	}
	return true;
}

static enum err
kind_read(const struct json *v, enum act_kind *out, struct why *why)
{
	if (v == NULL)
		return why_set(why, ERR_MALFORMED, "「act」がありません。");
	for (int k = 0; k < ACT_COUNT; k++) {
		if (str_eq(v->s, str_of(words[k].word))) {
			*out = (enum act_kind)k;
			return ERR_OK;
		}
	}
	return why_set(
	    why, ERR_MALFORMED, "「act」の「%.*s」という行為はありません。", STR_ARG(utf8_head(v->s, 40)));
}

static enum err
keys_check(const struct json *const at[KEY_COUNT], enum act_kind kind, struct why *why)
{
	unsigned needs = acts[kind].needs, takes = acts[kind].takes;

	for (int k = KEY_ACT + 1; k < KEY_COUNT; k++) {
		if (at[k] == NULL && (needs & 1u << k))
			return why_set(
			    why, ERR_MALFORMED, "%s には「%s」が要ります。", words[kind].word, keys[k].name);
		if (at[k] != NULL && !((needs | takes) & 1u << k))
			return why_set(
			    why, ERR_MALFORMED, "%s に「%s」は使えません。", words[kind].word, keys[k].name);
	}
	return ERR_OK;
}

static enum err
outcome_read(const struct json *v, enum outcome *out, struct why *why)
{
	*out = OUTCOME_NONE;
	if (v == NULL)
		return ERR_OK;
	for (int o = OUTCOME_PERMIT; o <= OUTCOME_CONDITIONAL; o++) {
		if (str_eq(v->s, str_of(outcomes[o]))) {
			*out = (enum outcome)o;
			return ERR_OK;
		}
	}
	return why_set(
	    why, ERR_MALFORMED, "「outcome」は permit、conditional、return、refuse のどれかです。");
}

static struct str
word_at(const struct json *v)
{
	return v ? v->s : STR("");
}

static enum err
numbers_read(const struct json *const at[KEY_COUNT], struct act *out, struct why *why)
{
	out->matter = at[KEY_MATTER] ? at[KEY_MATTER]->i : 0;
	out->seen = at[KEY_SEEN] ? at[KEY_SEEN]->i : -1;
	if (at[KEY_MATTER] && out->matter < 1)
		return why_set(why, ERR_MALFORMED, "「matter」は案件の番号（1 以上）です。");
	out->renews = at[KEY_RENEWS] ? at[KEY_RENEWS]->i : 0;
	if (at[KEY_RENEWS] && out->renews < 1)
		return why_set(why, ERR_MALFORMED, "「renews」は案件の番号（1 以上）です。");
	if (at[KEY_SEEN] && out->seen < 0)
		return why_set(why, ERR_MALFORMED, "「seen」は 0 以上です。");
	return ERR_OK;
}

static enum err
act_of_members(const struct json *const at[KEY_COUNT], struct act *out, struct why *why)
{
	enum err e;

	*out = (struct act){.id = word_at(at[KEY_ID])};
	if (!id_is_valid(out->id))
		return why_set(why, ERR_MALFORMED,
		    "「id」は半角英数字と . _ - で 1 文字から %d 文字までです。", ACT_ID_MAX);
	if ((e = kind_read(at[KEY_ACT], &out->kind, why)) != ERR_OK ||
	    (e = keys_check(at, out->kind, why)) != ERR_OK ||
	    (e = outcome_read(at[KEY_OUTCOME], &out->outcome, why)) != ERR_OK ||
	    (e = numbers_read(at, out, why)) != ERR_OK)
		return e;
	out->procedure = word_at(at[KEY_PROCEDURE]);
	out->step = word_at(at[KEY_STEP]);
	out->post = word_at(at[KEY_POST]);
	out->setting = word_at(at[KEY_SETTING]);
	out->behalf = word_at(at[KEY_BEHALF]);
	out->at = word_at(at[KEY_AT]);
	out->body = at[KEY_BODY];
	return ERR_OK;
}

enum err
act_read(struct arena *a, struct str text, struct act *out, struct why *why)
{
	const struct json *at[KEY_COUNT] = {NULL};
	struct json *tree;
	enum err e = json_read(a, text, ACT_MAX, &tree, why);

	if (e != ERR_OK)
		return e;
	if (tree->kind != JSON_MAP)
		return why_set(why, ERR_MALFORMED, "行為は {…} の形で書いてください。");
	e = members_sort(tree, at, why);
	return e == ERR_OK ? act_of_members(at, out, why) : e;
}

/* --- writing ------------------------------------------------------------------ */

static void
write_word(struct json_out *o, enum key k, struct str s)
{
	if (s.n == 0)
		return;
	json_key(o, keys[k].name);
	json_str(o, s);
}

static void
write_number(struct json_out *o, enum key k, int64_t n, int64_t least)
{
	if (n < least)
		return;
	json_key(o, keys[k].name);
	json_int(o, n);
}

struct str
act_write(struct arena *a, const struct act *act)
{
	struct buf b = buf_on(a, 2 * ACT_MAX);
	struct json_out o = {.buf = &b};

	json_open(&o, '{');
	write_word(&o, KEY_ID, act->id);
	write_word(&o, KEY_ACT, act_word(act->kind));
	write_word(&o, KEY_PROCEDURE, act->procedure);
	write_number(&o, KEY_MATTER, act->matter, 1);
	write_word(&o, KEY_STEP, act->step);
	write_word(&o, KEY_OUTCOME, outcome_word(act->outcome));
	write_number(&o, KEY_SEEN, act->seen, 0);
	write_word(&o, KEY_POST, act->post);
	write_word(&o, KEY_SETTING, act->setting);
	write_word(&o, KEY_BEHALF, act->behalf);
	write_word(&o, KEY_AT, act->at);
	write_number(&o, KEY_RENEWS, act->renews, 1);
	if (act->body) {
		json_key(&o, keys[KEY_BODY].name);
		json_write(&o, act->body);
	}
	json_close(&o, '}');
	return buf_done(&b) ? buf_str(&b) : STR("");
}
