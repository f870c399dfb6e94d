/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pages become C: htmlgen OUTDIR HTMLDIR VIEW.DEF JA.TXT
 *
 * A template is ordinary HTML with {{ view NAME }} on its first line and
 * {{ x.y }}, {{ if x }} {{ if not x }} {{ else }} {{ end }}, {{ for row in rows }},
 * {{ include "part.html" }}, {{ t "key" x y }}. VIEW.DEF names the data:
 *
 *   part link            a struct that others use
 *   	text label          struct str       int   int64_t      bool   bool
 *   	link[] below        a list           link  a struct
 *   view login           the same, and a template belongs to it
 *
 * Each value is escaped by the place where it stands; a place where no escape
 * helps (a script, a style, on…=, an attribute without quotes) is refused, as is
 * a field or a key that does not exist. So a page that builds cannot carry markup
 * that somebody typed, and no page names what is not there.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/die.h"
#include "base/map.h"

enum { FILE_MAX = 1024 * 1024, DEPTH_MAX = 16, FIELDS_MAX = 64, WORD_MAX = 32, LITERAL_MAX = 8 * FILE_MAX };

/* --- data: VIEW.DEF ------------------------------------------------------------ */

enum kind { KIND_TEXT, KIND_INT, KIND_BOOL, KIND_PART };

struct type {
	enum kind kind;
	bool list;
	const struct shape *part;
};

struct member {
	struct str name;
	struct type type;
};

struct shape {
	struct str name;
	bool view;
	bool drawn; /* has its template */
	struct member m[FIELDS_MAX];
	size_t n;
	struct shape *next;
};

/* --- the place in the HTML ------------------------------------------------------ */

enum place {
	PLACE_TEXT,
	PLACE_TAG_NAME,
	PLACE_TAG,
	PLACE_NAME,
	PLACE_EQUALS,
	PLACE_DOUBLE,
	PLACE_SINGLE,
	PLACE_BARE,
	PLACE_COMMENT,
	PLACE_RAW
};

struct where {
	enum place place;
	char tag[WORD_MAX], attr[WORD_MAX]; /* lower case; cut off names fit no rule and are harmless */
	bool closing;                       /* in </tag */
	bool begun;                         /* the attribute's value has characters */
	bool keep;                          /* white space counts: pre, textarea */
	bool indent;                        /* only white space since the line's end */
	char last[4];                       /* for "-->" */
};

struct name {
	struct str name, c; /* the loop's word, and the C expression of its element */
	struct type type;
};

struct gen {
	struct arena *a;
	FILE *out;
	struct str html; /* the folder */
	struct map *shapes, *texts;
	struct shape *first, *last;
	const struct shape *view;
	struct str file; /* where we are, for messages */
	size_t line;
	struct where at;
	struct buf literal;
	struct name names[DEPTH_MAX];
	size_t names_n, depth, includes;
};

static _Noreturn void wrong(const struct gen *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static _Noreturn void
wrong(const struct gen *g, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%.*s:%zu: ", STR_ARG(g->file), g->line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(1);
}

static struct str
file_bytes(struct arena *a, struct str path)
{
	FILE *f = fopen(arena_str(a, path).p, "rb");
	struct stat st;
	char *p;

	if (f == NULL || fstat(fileno(f), &st) != 0 || st.st_size > FILE_MAX)
		die("%.*s", STR_ARG(path));
	p = arena_alloc(a, (size_t)st.st_size + 1);
	if (fread(p, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
		die("%.*s: cannot be read whole", STR_ARG(path));
	fclose(f);
	return (struct str){p, (size_t)st.st_size};
}

static bool
is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] == '_' || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
		        (i && s.p[i] >= '0' && s.p[i] <= '9')))
			return false;
	return s.n > 0;
}

/* The next word of *s between spaces; empty at its end. */
static struct str
word_next(struct str *s)
{
	struct str word;
	size_t i = 0;

	*s = str_trim(*s);
	while (i < s->n && s->p[i] != ' ' && s->p[i] != '\t')
		i++;
	word = str_sub(*s, 0, i);
	*s = str_trim(str_sub(*s, i, s->n));
	return word;
}

static struct type
type_read(const struct gen *g, struct str word)
{
	struct type t = {.list = str_ends(word, STR("[]"))};

	if (t.list)
		word = str_sub(word, 0, word.n - 2);
	t.kind = str_eq(word, STR("text"))   ? KIND_TEXT
	         : str_eq(word, STR("int"))  ? KIND_INT
	         : str_eq(word, STR("bool")) ? KIND_BOOL
	                                     : KIND_PART;
	if (t.kind == KIND_PART && (t.part = map_get(g->shapes, word)) == NULL)
		wrong(g, "no part %.*s above", STR_ARG(word));
	return t;
}

static void
shape_begin(struct gen *g, struct str line)
{
	struct str kind = word_next(&line), name = word_next(&line);
	struct shape *s = ARENA_NEW(g->a, struct shape);

	s->view = str_eq(kind, STR("view"));
	s->name = name;
	if ((!s->view && !str_eq(kind, STR("part"))) || !is_word(name) || line.n)
		wrong(g, "expected: view NAME or part NAME");
	if (map_put(g->shapes, name, s))
		wrong(g, "%.*s stands twice", STR_ARG(name));
	if (g->last)
		g->last->next = s;
	else
		g->first = s;
	g->last = s;
}

static void
member_add(struct gen *g, struct str line)
{
	struct str type = word_next(&line), name = word_next(&line);
	struct shape *s = g->last;

	if (s == NULL || s->n == FIELDS_MAX || !is_word(name) || line.n)
		wrong(g, "expected: TYPE NAME under a part or view");
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->m[i].name, name))
			wrong(g, "%.*s stands twice", STR_ARG(name));
	s->m[s->n++] = (struct member){name, type_read(g, type)};
}

static void
shapes_read(struct gen *g, struct str path)
{
	struct str bytes = file_bytes(g->a, path), line;

	g->file = path;
	while (str_cut(&bytes, '\n', &line)) {
		size_t note = str_find(line, STR("#"));

		g->line++;
		if (note != SIZE_MAX)
			line = str_sub(line, 0, note);
		if (str_trim(line).n == 0)
			continue;
		if (line.p[0] == '\t')
			member_add(g, line);
		else
			shape_begin(g, line);
	}
}

static void
texts_read(struct gen *g, struct str path)
{
	struct str bytes = file_bytes(g->a, path), line, key;

	while (str_cut(&bytes, '\n', &line)) {
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#' || !str_cut(&line, '=', &key))
			continue;
		key = str_trim(key);
		line = arena_str(g->a, str_trim(line));
		map_put(g->texts, key, arena_alloc(g->a, sizeof line));
		*(struct str *)map_get(g->texts, key) = line;
	}
}

/* --- C ---------------------------------------------------------------------------- */

static void
c_indent(const struct gen *g)
{
	for (size_t i = 0; i <= g->depth; i++)
		fputc('\t', g->out);
}

static __attribute__((format(printf, 2, 3))) void
c_line(const struct gen *g, const char *fmt, ...)
{
	va_list ap;

	c_indent(g);
	va_start(ap, fmt);
	vfprintf(g->out, fmt, ap);
	va_end(ap);
	fputc('\n', g->out);
}

static void
literal_flush(struct gen *g)
{
	struct str s = buf_str(&g->literal);

	if (s.n == 0)
		return;
	c_indent(g);
	fputs("buf_add(b, (struct str){\"", g->out);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '"' || c == '\\' || c == '?') /* ?: a trigraph is C11 too */
			fprintf(g->out, "\\%c", c);
		else if (c == '\n')
			fputs("\\n", g->out);
		else
			fputc(c, g->out);
	}
	fprintf(g->out, "\", %zu});\n", s.n);
	g->literal = buf_on(g->a, LITERAL_MAX);
}

/* --- plain HTML --------------------------------------------------------------------- */

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static void
word_push(char word[WORD_MAX], char c)
{
	size_t n = strlen(word);

	if (n + 1 < WORD_MAX) {
		word[n] = lower(c);
		word[n + 1] = 0;
	}
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static void
attr_check(const struct gen *g)
{
	if (strncmp(g->at.attr, "on", 2) == 0 || strcmp(g->at.attr, "style") == 0)
		wrong(g, "the attribute %s needs a policy that allows inline code", g->at.attr);
}

static void
tag_end(struct gen *g)
{
	struct where *w = &g->at;
	bool raw = strcmp(w->tag, "script") == 0 || strcmp(w->tag, "style") == 0;
	bool keep = strcmp(w->tag, "pre") == 0 || strcmp(w->tag, "textarea") == 0;

	if (w->place == PLACE_NAME)
		attr_check(g);
	w->place = raw && !w->closing ? PLACE_RAW : PLACE_TEXT;
	if (keep)
		w->keep = !w->closing;
	memset(w->last, 0, sizeof w->last);
}

static void
tag_feed(struct gen *g, char c)
{
	struct where *w = &g->at;

	if (c == '>') {
		tag_end(g);
	} else if (is_space(c) || c == '/') {
		if (w->place == PLACE_TAG_NAME && w->tag[0] == 0 && c == '/')
			w->closing = true;
		else if (w->place == PLACE_NAME)
			attr_check(g);
		if (w->tag[0])
			w->place = PLACE_TAG;
	} else if (w->place == PLACE_TAG_NAME) {
		word_push(w->tag, c);
		if (strcmp(w->tag, "!--") == 0)
			w->place = PLACE_COMMENT;
	} else if (c == '=') {
		attr_check(g);
		w->place = PLACE_EQUALS;
	} else {
		if (w->place == PLACE_TAG)
			w->attr[0] = 0;
		w->place = PLACE_NAME;
		word_push(w->attr, c);
	}
}

static void
value_feed(struct gen *g, char c)
{
	struct where *w = &g->at;

	if (w->place == PLACE_EQUALS) {
		w->begun = false;
		w->place = c == '"' ? PLACE_DOUBLE : c == '\'' ? PLACE_SINGLE : PLACE_BARE;
		if (w->place == PLACE_BARE && (is_space(c) || c == '>'))
			wrong(g, "%s= without a value", w->attr);
	} else if ((w->place == PLACE_DOUBLE && c == '"') || (w->place == PLACE_SINGLE && c == '\'') ||
	           (w->place == PLACE_BARE && is_space(c))) {
		w->place = PLACE_TAG;
	} else if (w->place == PLACE_BARE && c == '>') {
		tag_end(g);
	} else {
		w->begun = true;
	}
}

/* Ends a comment, or the content of a script: they end at one fixed text. */
static void
rest_feed(struct where *w, char c)
{
	memmove(w->last, w->last + 1, 2);
	w->last[2] = c;
	if (w->place == PLACE_COMMENT && strncmp(w->last, "-->", 3) == 0)
		w->place = PLACE_TEXT;
	if (w->place == PLACE_RAW && strncmp(w->last + 1, "</", 2) == 0) {
		w->place = PLACE_TAG_NAME;
		w->tag[0] = 0;
		w->closing = true;
	}
}

static void
place_feed(struct gen *g, char c)
{
	struct where *w = &g->at;

	switch (w->place) {
	case PLACE_TEXT:
		if (c == '<') {
			w->place = PLACE_TAG_NAME;
			w->tag[0] = w->attr[0] = 0;
			w->closing = false;
		}
		break;
	case PLACE_TAG_NAME:
	case PLACE_TAG:
	case PLACE_NAME:
		tag_feed(g, c);
		break;
	case PLACE_EQUALS:
	case PLACE_DOUBLE:
	case PLACE_SINGLE:
	case PLACE_BARE:
		value_feed(g, c);
		break;
	case PLACE_COMMENT:
	case PLACE_RAW:
		rest_feed(w, c);
		break;
	}
}

/* Indentation is for who writes the template, not for the wire. */
static bool
is_indentation(struct where *w, char c)
{
	bool out = (w->place == PLACE_TEXT || w->place == PLACE_TAG) && !w->keep;

	if (out && w->indent && is_space(c))
		return true;
	w->indent = c == '\n';
	return false;
}

static void
html_feed(struct gen *g, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		enum place before = g->at.place;

		if (!is_indentation(&g->at, s.p[i])) {
			place_feed(g, s.p[i]);
			if (before != PLACE_COMMENT && g->at.place != PLACE_COMMENT)
				buf_char(&g->literal, s.p[i]);
			else if (before == PLACE_TAG_NAME)
				g->literal.n -= 3; /* "<!-" */
		}
		g->line += s.p[i] == '\n';
	}
}

/* --- values ---------------------------------------------------------------------------- */

static const struct member *
member_find(const struct shape *s, struct str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->m[i].name, name))
			return &s->m[i];
	return NULL;
}

/* The type and the C expression of a.b.c. */
static struct type
path_read(const struct gen *g, struct str path, struct str *c)
{
	struct str rest = path, word;
	struct type t = {.kind = KIND_PART, .part = g->view};
	const char *arrow = "v->";

	str_cut(&rest, '.', &word);
	*c = STR("");
	for (size_t i = g->names_n; i-- > 0;)
		if (str_eq(g->names[i].name, word)) {
			t = g->names[i].type;
			*c = g->names[i].c;
			arrow = "->";
			if (!str_cut(&rest, '.', &word))
				return t;
			break;
		}
	do {
		const struct member *m = t.kind == KIND_PART && !t.list ? member_find(t.part, word) : NULL;

		if (m == NULL)
			wrong(g, "%.*s: there is no %.*s", STR_ARG(path), STR_ARG(word));
		*c = arena_fmt(g->a, "%.*s%s%.*s", STR_ARG(*c), arrow, STR_ARG(word));
		arrow = ".";
		t = m->type;
	} while (str_cut(&rest, '.', &word));
	return t;
}

static bool
attr_is_url(const char *name)
{
	static const char *const urls[] = {
	    "href", "src", "action", "formaction", "hx-get", "hx-post", "hx-push-url"};

	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++)
		if (strcmp(name, urls[i]) == 0)
			return true;
	return false;
}

/* The function that makes a text harmless where we are. */
static const char *
place_escape(const struct gen *g)
{
	const struct where *w = &g->at;

	switch (w->place) {
	case PLACE_TEXT:
		return "html_text";
	case PLACE_DOUBLE:
	case PLACE_SINGLE:
		if (!attr_is_url(w->attr))
			return "html_attr";
		return w->begun ? "html_url_part" : "html_url";
	default:
		wrong(g, "no value may stand here (%s %s)", w->tag, w->attr);
	}
}

static void
value_put(struct gen *g, struct str path)
{
	struct str c;
	struct type t = path_read(g, path, &c);
	const char *escape = place_escape(g);

	if (t.list || (t.kind != KIND_TEXT && t.kind != KIND_INT))
		wrong(g, "%.*s is no text and no number", STR_ARG(path));
	literal_flush(g);
	if (t.kind == KIND_INT)
		c_line(g, "buf_i64(b, %.*s);", STR_ARG(c));
	else
		c_line(g, "%s(b, %.*s);", escape, STR_ARG(c));
	g->at.begun = true;
	g->at.indent = false;
}

static void
literal_escaped(struct gen *g, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			buf_add(&g->literal, STR("&amp;"));
			break;
		case '<':
			buf_add(&g->literal, STR("&lt;"));
			break;
		case '>':
			buf_add(&g->literal, STR("&gt;"));
			break;
		case '"':
			buf_add(&g->literal, STR("&quot;"));
			break;
		case '\'':
			buf_add(&g->literal, STR("&#39;"));
			break;
		default:
			buf_char(&g->literal, s.p[i]);
		}
	}
}

static struct str
quoted(const struct gen *g, struct str *rest)
{
	struct str word = word_next(rest);

	if (word.n < 3 || word.p[0] != '"' || word.p[word.n - 1] != '"')
		wrong(g, "expected \"…\"");
	return str_sub(word, 1, word.n - 1);
}

/* {{ t "key" x y }}: the sentence stands in the program, {0} {1} are filled when it runs. */
static void
sentence_put(struct gen *g, struct str rest)
{
	struct str key = quoted(g, &rest), args[10] = {{0}}, text;
	const struct str *found = map_get(g->texts, key);
	size_t n = 0, from = 0;

	if (found == NULL)
		wrong(g, "no sentence \"%.*s\"", STR_ARG(key));
	while (rest.n && n < 10)
		args[n++] = word_next(&rest);
	text = *found;
	if (strncmp(place_escape(g), "html_url", 8) == 0)
		wrong(g, "a sentence is no address");
	for (size_t i = 0; i + 2 < text.n; i++) {
		size_t arg = (size_t)(text.p[i + 1] - '0');

		if (text.p[i] != '{' || text.p[i + 2] != '}' || arg > 9)
			continue;
		if (arg >= n)
			wrong(g, "\"%.*s\" wants {%zu}", STR_ARG(key), arg);
		literal_escaped(g, str_sub(text, from, i));
		value_put(g, args[arg]);
		from = i + 3;
	}
	literal_escaped(g, str_sub(text, from, text.n));
	g->at.begun = true;
	g->at.indent = false;
}

/* --- blocks ------------------------------------------------------------------------------ */

enum stop { STOP_END_OF_FILE, STOP_ELSE, STOP_END };

static enum stop part_compile(struct gen *g, struct str *text);

/* Both ways through a condition must come out at one place. */
static void
place_same(const struct gen *g, const struct where *other, size_t line)
{
	if (g->at.place != other->place || g->at.keep != other->keep ||
	    (g->at.place != PLACE_TEXT && strcmp(g->at.attr, other->attr) != 0 && g->at.place != PLACE_TAG))
		wrong(g, "the block of line %zu does not end where it began", line);
}

static void
name_settle(struct gen *g)
{
	if (g->at.place == PLACE_NAME) /* <input{{ if x }} checked{{ end }}> */
		attr_check(g);
	if (g->at.place == PLACE_NAME || (g->at.place == PLACE_TAG_NAME && g->at.tag[0]))
		g->at.place = PLACE_TAG;
}

static void
if_compile(struct gen *g, struct str rest, struct str *text)
{
	size_t line = g->line;
	struct str word = word_next(&rest), c;
	bool not = str_eq(word, STR("not"));
	struct type t;
	struct where begun, after;
	enum stop stop;

	if (not )
		word = word_next(&rest);
	t = path_read(g, word, &c);
	if (t.kind == KIND_PART && !t.list)
		wrong(g, "%.*s is no condition", STR_ARG(word));
	literal_flush(g);
	c_line(g, "if (%s(%.*s%s)) {", not ? "!" : "", STR_ARG(c),
	    t.list                ? "_n"
	    : t.kind == KIND_TEXT ? ".n"
	                          : "");
	name_settle(g);
	begun = g->at;
	g->depth++;
	stop = part_compile(g, text);
	name_settle(g);
	after = g->at;
	literal_flush(g);
	if (stop == STOP_ELSE) {
		fprintf(g->out, "%.*s} else {\n", (int)g->depth, "\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t");
		g->at = begun;
		stop = part_compile(g, text);
		name_settle(g);
		literal_flush(g);
		place_same(g, &after, line);
	} else {
		place_same(g, &begun, line);
	}
	g->at.begun |= after.begun;
	g->depth--;
	c_line(g, "}");
	if (stop != STOP_END)
		wrong(g, "no {{ end }} for line %zu", line);
}

static void
for_compile(struct gen *g, struct str rest, struct str *text)
{
	size_t line = g->line, n = g->names_n;
	struct str name = word_next(&rest), in = word_next(&rest), list = word_next(&rest), c;
	struct type t;
	struct where begun;

	if (!is_word(name) || !str_eq(in, STR("in")) || rest.n || n == DEPTH_MAX)
		wrong(g, "expected: for NAME in LIST");
	t = path_read(g, list, &c);
	if (!t.list)
		wrong(g, "%.*s is no list", STR_ARG(list));
	literal_flush(g);
	c_line(g, "for (size_t i%zu = 0; i%zu < %.*s_n; i%zu++) {", n, n, STR_ARG(c), n);
	g->depth++;
	t.list = false;
	if (t.kind == KIND_PART) {
		c_line(g, "const struct view_%.*s *w%zu = &%.*s[i%zu];", STR_ARG(t.part->name), n, STR_ARG(c),
		    n);
		fputc('\n', g->out);
		g->names[n] = (struct name){name, arena_fmt(g->a, "w%zu", n), t};
	} else {
		g->names[n] = (struct name){name, arena_fmt(g->a, "%.*s[i%zu]", STR_ARG(c), n), t};
	}
	g->names_n++;
	begun = g->at;
	if (part_compile(g, text) != STOP_END)
		wrong(g, "no {{ end }} for line %zu", line);
	literal_flush(g);
	place_same(g, &begun, line);
	g->names_n--;
	g->depth--;
	c_line(g, "}");
}

static void
include_compile(struct gen *g, struct str rest)
{
	struct str name = quoted(g, &rest), file = g->file;
	size_t line = g->line;
	struct str path = arena_fmt(g->a, "%.*s/%.*s", STR_ARG(g->html), STR_ARG(name));
	struct str text = file_bytes(g->a, path);

	if (++g->includes > DEPTH_MAX)
		wrong(g, "too many templates in each other");
	g->file = path;
	g->line = 1;
	if (part_compile(g, &text) != STOP_END_OF_FILE)
		wrong(g, "an {{ end }} or {{ else }} too many");
	g->includes--;
	g->file = file;
	g->line = line;
}

/* Takes "…{{ words }}" off *text; false when there is no more {{. */
static bool
directive_next(const struct gen *g, struct str *text, struct str *before, struct str *words)
{
	size_t from = str_find(*text, STR("{{")), to;

	if (from == SIZE_MAX) {
		*before = *text;
		*text = STR("");
		return false;
	}
	*before = str_sub(*text, 0, from);
	*text = str_sub(*text, from + 2, text->n);
	to = str_find(*text, STR("}}"));
	if (to == SIZE_MAX)
		wrong(g, "{{ without }}");
	*words = str_trim(str_sub(*text, 0, to));
	*text = str_sub(*text, to + 2, text->n);
	return true;
}

/* Compiles up to an {{ else }} or {{ end }} that is not its own. */
static enum stop
part_compile(struct gen *g, struct str *text)
{
	struct str before, words, rest, verb;

	while (directive_next(g, text, &before, &words)) {
		html_feed(g, before);
		rest = words;
		verb = word_next(&rest);
		if (str_eq(verb, STR("end")))
			return STOP_END;
		if (str_eq(verb, STR("else")))
			return STOP_ELSE;
		if (str_eq(verb, STR("if")))
			if_compile(g, rest, text);
		else if (str_eq(verb, STR("for")))
			for_compile(g, rest, text);
		else if (str_eq(verb, STR("include")))
			include_compile(g, rest);
		else if (str_eq(verb, STR("t")))
			sentence_put(g, rest);
		else if (rest.n == 0)
			value_put(g, verb);
		else
			wrong(g, "unknown: %.*s", STR_ARG(words));
	}
	html_feed(g, before);
	return STOP_END_OF_FILE;
}

static void
template_compile(struct gen *g, struct str path)
{
	struct str text = file_bytes(g->a, path), words, rest, before;
	struct shape *s;

	g->file = path;
	g->line = 1;
	if (!str_starts(text, STR("{{ view ")))
		return; /* a part: compiled where it is included */
	directive_next(g, &text, &before, &words);
	rest = str_sub(words, 4, words.n);
	s = map_get(g->shapes, word_next(&rest));
	if (s == NULL || !s->view || s->drawn)
		wrong(g, "%.*s: no such view, or it has its template already", STR_ARG(words));
	s->drawn = true;
	g->view = s;
	g->at = (struct where){.indent = true};
	g->depth = g->names_n = 0;
	g->literal = buf_on(g->a, LITERAL_MAX);
	fprintf(g->out, "\nvoid\nview_%.*s(struct buf *b, const struct view_%.*s *v)\n{\n", STR_ARG(s->name),
	    STR_ARG(s->name));
	if (part_compile(g, &text) != STOP_END_OF_FILE)
		wrong(g, "an {{ end }} or {{ else }} too many");
	literal_flush(g);
	if (g->at.place != PLACE_TEXT)
		wrong(g, "the page ends inside <%s", g->at.tag);
	fputs("}\n", g->out);
}

/* --- folders --------------------------------------------------------------------------------- */

static int
by_name(const void *x, const void *y)
{
	const struct str *a = x, *b = y;

	return str_cmp(*a, *b);
}

static void
folder_compile(struct gen *g, struct str folder)
{
	DIR *d = opendir(arena_str(g->a, folder).p);
	struct str names[512];
	size_t n = 0;
	const struct dirent *e;
	struct stat st;

	if (d == NULL)
		die("%.*s", STR_ARG(folder));
	while ((e = readdir(d)) != NULL && n < 512)
		if (e->d_name[0] != '.')
			names[n++] = arena_fmt(g->a, "%.*s/%s", STR_ARG(folder), e->d_name);
	closedir(d);
	qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++) {
		if (stat(names[i].p, &st) == 0 && S_ISDIR(st.st_mode))
			folder_compile(g, names[i]);
		else if (str_ends(names[i], STR(".html")))
			template_compile(g, names[i]);
	}
}

static void
member_write(FILE *f, const struct member *m)
{
	static const char *const c[] = {"struct str ", "int64_t ", "bool "};

	fputc('\t', f);
	if (m->type.list)
		fputs("const ", f);
	if (m->type.kind == KIND_PART)
		fprintf(f, "struct view_%.*s ", STR_ARG(m->type.part->name));
	else
		fputs(c[m->type.kind], f);
	fprintf(f, "%s%.*s;\n", m->type.list ? "*" : "", STR_ARG(m->name));
	if (m->type.list)
		fprintf(f, "\tsize_t %.*s_n;\n", STR_ARG(m->name));
}

static void
header_write(struct gen *g, const char *dir)
{
	FILE *f = fopen(arena_fmt(g->a, "%s/view.h", dir).p, "w");

	if (f == NULL)
		die("%s/view.h", dir);
	fputs("/* Written by tools/htmlgen from src/web/view.def and html/. */\n"
	      "#ifndef GEN_VIEW_H\n#define GEN_VIEW_H\n\n#include \"base/buf.h\"\n",
	    f);
	for (const struct shape *s = g->first; s; s = s->next) {
		fprintf(f, "\nstruct view_%.*s {\n", STR_ARG(s->name));
		for (size_t i = 0; i < s->n; i++)
			member_write(f, &s->m[i]);
		fputs("};\n", f);
		if (s->view)
			fprintf(f, "void view_%.*s(struct buf *b, const struct view_%.*s *v);\n",
			    STR_ARG(s->name), STR_ARG(s->name));
		if (s->view && !s->drawn)
			die("view %.*s has no template", STR_ARG(s->name));
	}
	fputs("\n#endif\n", f);
	if (fclose(f) != 0)
		die("view.h");
}

int
main(int argc, char **argv)
{
	struct gen g = {.a = arena_new((size_t)1024 * 1024 * 1024)};

	if (argc != 5)
		die("usage: htmlgen OUTDIR HTMLDIR VIEW.DEF JA.TXT");
	g.html = str_of(argv[2]);
	g.shapes = map_new(g.a);
	g.texts = map_new(g.a);
	shapes_read(&g, str_of(argv[3]));
	texts_read(&g, str_of(argv[4]));
	g.out = fopen(arena_fmt(g.a, "%s/view.c", argv[1]).p, "w");
	if (g.out == NULL)
		die("%s/view.c", argv[1]);
	fputs("/* Written by tools/htmlgen from html/. */\n#include \"view.h\"\n\n#include \"web/html.h\"\n",
	    g.out);
	folder_compile(&g, g.html);
	if (fclose(g.out) != 0)
		die("view.c");
	header_write(&g, argv[1]);
	arena_free(&g.a);
	return 0;
}
