/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every sentence by its key: textgen OUTDIR TEXTDIR [FOLDER...]
 * reads TEXTDIR/ja.txt and TEXTDIR/en.txt, lines of `key = sentence` with {0} {1}
 * as places for values, and writes OUTDIR/text.h (enum text_key) and text.c.
 * A key or a place that one language lacks is an error; a key that no file under
 * the folders names is listed, because a sentence nobody says should go.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/die.h"
#include "base/map.h"
#include "base/utf8.h"

enum { FILE_MAX = 4 * 1024 * 1024, KEYS_MAX = 4096 };

struct sentence {
	struct str key, text;
	size_t line;
};

struct catalogue {
	struct str path;
	struct sentence s[KEYS_MAX];
	size_t n;
};

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
key_is_good(struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789._", key.p[i]))
			return false;
	return key.n > 0;
}

/* Lines cannot hold a line break; "\n" in a sentence stands for one. */
static struct str
unescape(struct arena *a, struct str s)
{
	struct buf b = buf_on(a, s.n);

	for (size_t i = 0; i < s.n; i++) {
		bool line = s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == 'n';

		buf_char(&b, line ? '\n' : s.p[i]);
		i += line;
	}
	return buf_str(&b);
}

static struct catalogue *
catalogue_read(struct arena *a, struct str path)
{
	struct catalogue *c = ARENA_NEW(a, struct catalogue);
	struct str bytes = file_bytes(a, path), line, key;
	size_t n = 0;

	c->path = path;
	if (!utf8_valid(bytes))
		die("%.*s: not UTF-8", STR_ARG(path));
	while (str_cut(&bytes, '\n', &line)) {
		n++;
		line = str_trim(line);
		if (line.n == 0 || line.p[0] == '#')
			continue;
		if (str_find(line, STR("=")) == SIZE_MAX)
			die("%.*s:%zu: no '='", STR_ARG(path), n);
		str_cut(&line, '=', &key);
		key = str_trim(key);
		if (!key_is_good(key) || c->n == KEYS_MAX)
			die("%.*s:%zu: bad key", STR_ARG(path), n);
		c->s[c->n++] = (struct sentence){key, unescape(a, str_trim(line)), n};
	}
	return c;
}

static int
by_key(const void *x, const void *y)
{
	const struct sentence *a = x, *b = y;

	return str_cmp(a->key, b->key);
}

static size_t
places(struct str text)
{
	size_t set = 0;

	for (size_t i = 0; i + 2 < text.n; i++)
		if (text.p[i] == '{' && text.p[i + 1] >= '0' && text.p[i + 1] <= '9' && text.p[i + 2] == '}')
			set |= (size_t)1 << (text.p[i + 1] - '0');
	return set;
}

/* How many keys of `a` are wrong: twice there, not in `b`, or with other places. */
static size_t
catalogue_compare(const struct catalogue *a, const struct catalogue *b)
{
	size_t bad = 0;

	for (size_t i = 0; i < a->n; i++) {
		const struct sentence *s = &a->s[i];
		const struct sentence *t = bsearch(s, b->s, b->n, sizeof *s, by_key);
		const char *wrong = i && str_eq(s->key, a->s[i - 1].key) ? "stands twice"
		                    : t == NULL                          ? "is missing in the other language"
		                    : places(s->text) != places(t->text)
		                        ? "has other places in the other language"
		                        : NULL;

		if (wrong == NULL)
			continue;
		fprintf(stderr, "%.*s:%zu: %.*s %s\n", STR_ARG(a->path), s->line, STR_ARG(s->key), wrong);
		bad++;
	}
	return bad;
}

static struct str
key_name(struct arena *a, struct str key)
{
	struct str s = arena_str(a, key);
	char *p = arena_alloc(a, key.n + 1);

	for (size_t i = 0; i < s.n; i++)
		p[i] = s.p[i] == '.' ? '_' : (char)(s.p[i] >= 'a' && s.p[i] <= 'z' ? s.p[i] - 32 : s.p[i]);
	return (struct str){p, s.n};
}

static void
c_string(FILE *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || c >= 0x7f || c == '"' || c == '\\')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
}

static void
c_table(FILE *out, const char *name, const struct catalogue *c, bool keys)
{
	fprintf(out, "\nconst struct str %s[TEXT_COUNT] = {\n", name);
	for (size_t i = 0; i < c->n; i++) {
		fputs("\t{\"", out);
		c_string(out, keys ? c->s[i].key : c->s[i].text);
		fprintf(out, "\", %zu},\n", keys ? c->s[i].key.n : c->s[i].text.n);
	}
	fputs("};\n", out);
}

static FILE *
out_open(struct arena *a, const char *dir, const char *name)
{
	FILE *f = fopen(arena_fmt(a, "%s/%s", dir, name).p, "w");

	if (f == NULL)
		die("%s/%s", dir, name);
	fputs("/* Written by tools/textgen from text/. */\n", f);
	return f;
}

static void
write_header(struct arena *a, const char *dir, const struct catalogue *c)
{
	FILE *f = out_open(a, dir, "text.h");

	fputs("#ifndef GEN_TEXT_H\n#define GEN_TEXT_H\n\n#include \"base/str.h\"\n\nenum text_key {\n", f);
	for (size_t i = 0; i < c->n; i++)
		fprintf(f, "\tTEXT_%.*s,\n", STR_ARG(key_name(a, c->s[i].key)));
	fputs("\tTEXT_COUNT\n};\n\n"
	      "/* By key, in the order of the keys; {0} {1} … are places for values. */\n"
	      "extern const struct str text_keys[TEXT_COUNT], text_ja[TEXT_COUNT], text_en[TEXT_COUNT];\n"
	      "/* The number of a key given as text, or TEXT_COUNT. */\n"
	      "enum text_key text_find(struct str key);\n\n#endif\n",
	    f);
	if (fclose(f) != 0)
		die("text.h");
}

static void
write_source(struct arena *a, const char *dir, const struct catalogue *ja, const struct catalogue *en)
{
	FILE *f = out_open(a, dir, "text.c");

	fputs("#include \"text.h\"\n", f);
	c_table(f, "text_keys", ja, true);
	c_table(f, "text_ja", ja, false);
	c_table(f, "text_en", en, false);
	fputs("\nenum text_key\ntext_find(struct str key)\n{\n"
	      "\tsize_t low = 0, high = TEXT_COUNT;\n\n"
	      "\twhile (low < high) {\n"
	      "\t\tsize_t mid = (low + high) / 2;\n"
	      "\t\tint order = str_cmp(key, text_keys[mid]);\n\n"
	      "\t\tif (order == 0)\n\t\t\treturn (enum text_key)mid;\n"
	      "\t\tif (order < 0)\n\t\t\thigh = mid;\n\t\telse\n\t\t\tlow = mid + 1;\n"
	      "\t}\n\treturn TEXT_COUNT;\n}\n",
	    f);
	if (fclose(f) != 0)
		die("text.c");
}

/* Marks every word of a file: keys and TEXT_ names consist of word characters. */
static void
words_mark(struct arena *a, struct map *words, struct str bytes)
{
	size_t from = 0;

	for (size_t i = 0; i <= bytes.n; i++) {
		char c = i < bytes.n ? bytes.p[i] : ' ';

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
		    c == '.')
			continue;
		if (i > from)
			map_put(words, arena_str(a, str_sub(bytes, from, i)), words);
		from = i + 1;
	}
}

static void
folder_mark(struct arena *a, struct map *words, struct str folder)
{
	DIR *d = opendir(arena_str(a, folder).p);
	const struct dirent *e;
	struct stat st;

	if (d == NULL)
		return;
	while ((e = readdir(d)) != NULL) {
		struct str path = arena_fmt(a, "%.*s/%s", STR_ARG(folder), e->d_name);
		struct arena *file;

		if (e->d_name[0] == '.' || stat(path.p, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			folder_mark(a, words, path);
			continue;
		}
		file = arena_new(FILE_MAX * 2);
		words_mark(a, words, file_bytes(file, path));
		arena_free(&file);
	}
	closedir(d);
}

/* "act." in the code is a family: its members are looked up by a word of the ledger. */
static bool
is_of_family(const struct map *words, struct str key)
{
	size_t dot = key.n;

	while (dot > 0 && key.p[dot - 1] != '.')
		dot--;
	return dot > 0 && map_get(words, str_sub(key, 0, dot));
}

static void
unused_list(struct arena *a, const struct catalogue *c, const struct map *words)
{
	for (size_t i = 0; i < c->n; i++)
		if (!map_get(words, c->s[i].key) && !is_of_family(words, c->s[i].key) &&
		    !map_get(words, arena_fmt(a, "TEXT_%.*s", STR_ARG(key_name(a, c->s[i].key)))))
			fprintf(stderr, "%.*s:%zu: note: %.*s is said nowhere\n", STR_ARG(c->path),
			    c->s[i].line, STR_ARG(c->s[i].key));
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new((size_t)256 * 1024 * 1024);
	struct catalogue *ja, *en;
	struct map *words = map_new(a);

	if (argc < 3)
		die("usage: textgen OUTDIR TEXTDIR [FOLDER...]");
	ja = catalogue_read(a, arena_fmt(a, "%s/ja.txt", argv[2]));
	en = catalogue_read(a, arena_fmt(a, "%s/en.txt", argv[2]));
	qsort(ja->s, ja->n, sizeof *ja->s, by_key);
	qsort(en->s, en->n, sizeof *en->s, by_key);
	if (catalogue_compare(ja, en) + catalogue_compare(en, ja) > 0)
		return 1;
	for (int i = 3; i < argc; i++)
		folder_mark(a, words, str_of(argv[i]));
	if (argc > 3)
		unused_list(a, ja, words);
	write_header(a, argv[1], ja);
	write_source(a, argv[1], ja, en);
	arena_free(&a);
	return 0;
}
