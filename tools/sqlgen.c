/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sqlgen OUTDIR SCHEMADIR QUERYDIR: prepares every statement of sql/query
 * against the schema and writes OUTDIR/query.h and OUTDIR/query.c, so that a
 * statement that SQLite would not take does not build. The form of the files
 * stands in sql/README.md.
 */
#include <ctype.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/die.h"
#include "base/map.h"

enum { FIELDS_MAX = 64, QUERIES_MAX = 1024, TABLES_MAX = 128 };
enum { FILE_MAX = 256 << 10, OUT_MAX = 8 << 20, LINES_MAX = 20000, ARENA_MAX = 64 << 20 };

enum type { TYPE_INT, TYPE_TEXT, TYPE_BLOB, TYPE_COUNT };
enum kind { KIND_ONE, KIND_MANY, KIND_EXEC, KIND_HIT, KIND_CONTROL, KIND_COUNT };

static const struct {
	const char *word, *sql, *c;
} types[TYPE_COUNT] = {
    [TYPE_INT] = {"int", "INTEGER", "int64_t "},
    [TYPE_TEXT] = {"text", "TEXT", "struct str "},
    [TYPE_BLOB] = {"blob", "BLOB", "struct str "},
};

static const struct {
	const char *word, *run; /* run: the helper of src/store/sqlite.h */
	bool reads;
} kinds[KIND_COUNT] = {
    [KIND_ONE] = {"one", "row", true},
    [KIND_MANY] = {"many", NULL, true},
    [KIND_EXEC] = {"exec", "run", false},
    [KIND_HIT] = {"hit", "hit", false},
    [KIND_CONTROL] = {"control", "run", false},
};

static const char c_words[] =
    " auto break case char const continue default do double else enum extern float for goto if inline int long "
    "register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while ";

struct field {
	struct str name;
	enum type type;
};

struct fields {
	struct field f[FIELDS_MAX];
	size_t n;
	size_t line; /* where they were declared */
};

struct query {
	struct str name, file, sql;
	struct buf say; /* comment lines */
	size_t line, sql_line;
	enum kind kind;
	struct fields in, out;
	sqlite3_stmt *st;
};

struct table {
	struct str name, kind;
};

struct gen {
	struct arena *a;
	sqlite3 *db;
	struct buf schema; /* all files, one after the other */
	struct table tables[TABLES_MAX];
	size_t table_n;
	struct query *queries;
	size_t query_n;
	struct map *names;
	const struct query *now; /* being prepared: for the authorizer */
	const char *denied;
	bool failed;
};

/* --- errors and files ------------------------------------------------------------ */

/* One mistake is told and the work goes on, so that a run tells all of them. */
static __attribute__((format(printf, 4, 5))) void
wrong(struct gen *g, struct str file, size_t line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%.*s:%zu: ", STR_ARG(file), line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	g->failed = true;
}

static struct str
file_read(struct gen *g, struct str path)
{
	char *p = arena_alloc(g->a, FILE_MAX);
	FILE *f = fopen(path.p, "r");
	size_t n;

	if (f == NULL)
		die("%s", path.p);
	n = fread(p, 1, FILE_MAX, f);
	if (ferror(f) || n == FILE_MAX)
		die("%s: cannot be read whole", path.p);
	fclose(f);
	return (struct str){p, n};
}

static void
file_write(const char *dir, const char *name, const struct buf *text)
{
	char path[PATH_MAX];
	FILE *f;

	if (!buf_done(text))
		die("%s grew too large", name);
	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	if (f == NULL || fwrite(text->p, 1, text->n, f) != text->n || fclose(f) != 0)
		die("%s", path);
}

typedef void file_do(struct gen *g, struct str path, struct str text);

/* Every .sql file of a folder, by name. */
static void
files_each(struct gen *g, const char *dir, file_do *call)
{
	glob_t found;

	if (glob(arena_fmt(g->a, "%s/*.sql", dir).p, 0, NULL, &found) != 0)
		die("%s: no .sql files", dir);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct str path = arena_str(g->a, str_of(found.gl_pathv[i]));

		call(g, path, file_read(g, path));
	}
	globfree(&found);
}

/* A statement that is known to be right. */
static sqlite3_stmt *
statement(struct gen *g, const char *sql, size_t n)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(g->db, sql, (int)n, &st, NULL) != SQLITE_OK)
		die("%s", sqlite3_errmsg(g->db));
	return st;
}

/* --- the schema -------------------------------------------------------------------- */

static size_t
line_of(struct str text, size_t offset)
{
	size_t line = 1;

	for (size_t i = 0; i < offset && i < text.n; i++)
		line += text.p[i] == '\n';
	return line;
}

static struct table *
table_find(struct gen *g, struct str name)
{
	for (size_t i = 0; i < g->table_n; i++)
		if (str_eq(g->tables[i].name, name))
			return &g->tables[i];
	return NULL;
}

static void
tables_note(struct gen *g, struct str kind)
{
	static const char sql[] = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
	sqlite3_stmt *st = statement(g, sql, sizeof sql);

	while (sqlite3_step(st) == SQLITE_ROW) {
		struct str name = str_of((const char *)sqlite3_column_text(st, 0));

		if (table_find(g, name) != NULL)
			continue;
		must(g->table_n < TABLES_MAX);
		g->tables[g->table_n++] = (struct table){arena_str(g->a, name), kind};
	}
	sqlite3_finalize(st);
}

static void
schema_add(struct gen *g, struct str path, struct str text)
{
	static const char *const words[] = {"ledger", "derived", "local"};
	struct str kind = {0};
	char *why = NULL;

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_find(text, arena_fmt(g->a, "\n-- kind: %s\n", words[i])) != SIZE_MAX)
			kind = str_of(words[i]);
	if (kind.n == 0)
		wrong(g, path, 1, "no line says '-- kind: ledger', 'derived' or 'local'");
	if (sqlite3_exec(g->db, arena_str(g->a, text).p, NULL, NULL, &why) != SQLITE_OK)
		wrong(g, path, line_of(text, (size_t)sqlite3_error_offset(g->db)), "%s", why);
	tables_note(g, kind);
	buf_add(&g->schema, text);
}

/* --- query files --------------------------------------------------------------------- */

/* A name in SQL, in C and in both: short, lower case, no word of C. */
static bool
is_name(struct gen *g, struct str s)
{
	size_t n = 0;

	while (n < s.n && (islower((unsigned char)s.p[n]) || isdigit((unsigned char)s.p[n]) || s.p[n] == '_'))
		n++;
	return s.n > 0 && s.n <= 48 && n == s.n && islower((unsigned char)s.p[0]) &&
	       str_find(str_of(c_words), arena_fmt(g->a, " %.*s ", STR_ARG(s))) == SIZE_MAX;
}

/* Takes one word off the front; empty at the end. */
static struct str
word_cut(struct str *s)
{
	struct str word = {0};

	*s = str_trim(*s);
	(void)!str_cut(s, ' ', &word);
	return word;
}

static const struct field *
fields_find(const struct fields *list, struct str name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->f[i].name, name))
			return &list->f[i];
	return NULL;
}

/* "login text, day text" of an `in` or `out` line. */
static void
fields_read(struct gen *g, struct query *q, struct fields *list, struct str text, size_t line)
{
	struct str part;

	list->line = line;
	while (str_cut(&text, ',', &part)) {
		struct str name = word_cut(&part);
		struct str word = word_cut(&part);
		int t = 0;

		while (t < TYPE_COUNT && !str_eq(word, str_of(types[t].word)))
			t++;
		if (!is_name(g, name))
			wrong(g, q->file, line, "'%.*s' cannot be a field (a-z 0-9 _, no word of C)",
			    STR_ARG(name));
		else if (t == TYPE_COUNT || str_trim(part).n)
			wrong(g, q->file, line, "'%.*s' needs a type: int, text or blob", STR_ARG(name));
		else if (fields_find(list, name) != NULL)
			wrong(g, q->file, line, "'%.*s' is declared twice", STR_ARG(name));
		else if (list->n == FIELDS_MAX)
			wrong(g, q->file, line, "more than %d fields", FIELDS_MAX);
		else
			list->f[list->n++] = (struct field){name, (enum type)t};
	}
}

/* "-- name :kind" begins a query; NULL for every other comment. */
static struct query *
query_begin(struct gen *g, struct str path, struct str line, size_t at)
{
	struct str rest = str_sub(line, 2, line.n);
	struct str name = word_cut(&rest);
	struct query *q;
	int k = 0;

	rest = str_trim(rest);
	if (rest.n < 2 || rest.p[0] != ':' || memchr(rest.p, ' ', rest.n) != NULL)
		return NULL;
	while (k < KIND_COUNT && !str_eq(str_sub(rest, 1, rest.n), str_of(kinds[k].word)))
		k++;
	if (k == KIND_COUNT)
		wrong(g, path, at, "'%.*s' is none of :one :many :exec :hit :control", STR_ARG(rest));
	if (!is_name(g, name))
		wrong(g, path, at, "'%.*s' cannot be the name of a query", STR_ARG(name));
	if (g->query_n == QUERIES_MAX)
		die("more than %d queries", QUERIES_MAX);
	q = &g->queries[g->query_n++];
	*q = (struct query){
	    .name = name, .file = path, .line = at, .kind = k == KIND_COUNT ? KIND_EXEC : (enum kind)k};
	q->say = buf_on(g->a, 8192);
	if (map_put(g->names, name, q) != NULL)
		wrong(g, path, at, "there are two queries '%.*s'", STR_ARG(name));
	return q;
}

static void
comment_read(struct gen *g, struct query *q, struct str line, size_t at)
{
	struct str text = str_trim(str_sub(line, 2, line.n));

	if (str_starts(text, STR("in "))) {
		fields_read(g, q, &q->in, str_sub(text, 3, text.n), at);
	} else if (str_starts(text, STR("out "))) {
		fields_read(g, q, &q->out, str_sub(text, 4, text.n), at);
	} else if (str_find(text, STR("*/")) != SIZE_MAX) {
		wrong(g, q->file, at, "a comment goes into a C comment: no '*/'");
	} else if (text.n) {
		buf_add(&q->say, STR(" * "));
		buf_add(&q->say, text);
		buf_char(&q->say, '\n');
	}
}

/* Adds a line of SQL; true when the statement is complete with it. */
static bool
sql_add(struct gen *g, struct query *q, struct str line, size_t at)
{
	const char *start = q->sql.n ? q->sql.p : line.p;

	if (q->sql.n == 0)
		q->sql_line = at;
	q->sql = (struct str){start, (size_t)(line.p + line.n - start)};
	return sqlite3_complete(arena_str(g->a, q->sql).p) != 0;
}

/*
 * What several statements of a file share is written once: the lines between
 * "-- part NAME" and "-- end" stand wherever "-- use NAME" does. Tells for each
 * line of the result the line of the file that it came from.
 */
static struct str
parts_expand(struct gen *g, struct str path, struct str text, size_t *from)
{
	struct map *parts = map_new(g->a);
	struct buf out = buf_on(g->a, OUT_MAX);
	struct str line, *part = NULL;
	size_t n = 0;

	for (size_t at = 1; str_cut(&text, '\n', &line); at++) {
		struct str name =
		    str_starts(line, STR("-- part ")) || str_starts(line, STR("-- use "))
		        ? str_sub(line, str_find(str_sub(line, 3, line.n), STR(" ")) + 4, line.n)
		        : STR("");

		if (str_starts(line, STR("-- part "))) {
			part = ARENA_NEW(g->a, struct str);
			*part = (struct str){line.p + line.n + 1, 0};
			map_put(parts, name, part);
		} else if (part != NULL && str_eq(line, STR("-- end"))) {
			part = NULL;
		} else if (part != NULL) {
			part->n = (size_t)(line.p + line.n + 1 - part->p);
		} else if (name.n && map_get(parts, name) == NULL) {
			wrong(g, path, at, "there is no part '%.*s' above", STR_ARG(name));
		} else {
			struct str add = name.n ? *(struct str *)map_get(parts, name) : line;

			buf_add(&out, add);
			if (name.n == 0)
				buf_char(&out, '\n');
			for (size_t k = 0; k < add.n + (name.n == 0); k++)
				if (k == add.n || add.p[k] == '\n')
					from[n++] = at;
		}
		must(n < LINES_MAX);
	}
	must(buf_done(&out));
	return buf_str(&out);
}

static void
queries_read(struct gen *g, struct str path, struct str text)
{
	size_t *from = arena_array(g->a, LINES_MAX, sizeof *from), at;
	struct query *q = NULL;
	struct str line;

	text = parts_expand(g, path, text, from);
	for (size_t n = 0; str_cut(&text, '\n', &line); n++) {
		bool comment = str_starts(str_trim(line), STR("--"));

		at = from[n];
		if (str_trim(line).n == 0)
			continue;
		if (q == NULL && comment)
			q = query_begin(g, path, str_trim(line), at);
		else if (q == NULL)
			wrong(g, path, at, "a statement without '-- name :kind' above it");
		else if (comment && q->sql.n == 0)
			comment_read(g, q, str_trim(line), at);
		else if (sql_add(g, q, line, at))
			q = NULL;
	}
	if (q != NULL)
		wrong(g, path, q->line, "the statement has no ';' at its end");
}

/* --- checks ---------------------------------------------------------------------------- */

/* What a query may do at all: no DDL, no ATTACH; ledger tables only grow. */
static int
authorize(void *arg, int action, const char *one, const char *two, const char *db, const char *trigger)
{
	struct gen *g = arg;
	const struct table *t = one ? table_find(g, str_of(one)) : NULL;
	bool control = g->now->kind == KIND_CONTROL,
	     change = action == SQLITE_UPDATE || action == SQLITE_DELETE;

	(void)two, (void)db, (void)trigger;
	if (change && t != NULL && str_eq(t->kind, STR("ledger"))) {
		g->denied = "a ledger table is only ever added to";
		return SQLITE_DENY;
	}
	switch (action) {
	case SQLITE_TRANSACTION:
	case SQLITE_SAVEPOINT:
	case SQLITE_PRAGMA:
		g->denied = "only :control may do this";
		return control ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_FUNCTION:
	case SQLITE_RECURSIVE:
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
		g->denied = "only transactions and pragmas are :control";
		return control ? SQLITE_DENY : SQLITE_OK;
	default:
		g->denied = "queries read and write rows, nothing else";
		return SQLITE_DENY;
	}
}

static void
check_in(struct gen *g, const struct query *q, sqlite3_stmt *st)
{
	int n = sqlite3_bind_parameter_count(st);

	for (int i = 1; i <= n; i++) {
		const char *name = sqlite3_bind_parameter_name(st, i);

		if (name == NULL || name[0] != ':')
			wrong(g, q->file, q->sql_line, "parameters are written :name");
		else if (fields_find(&q->in, str_of(name + 1)) == NULL)
			wrong(g, q->file, q->sql_line, "%s is not declared by '-- in'", name);
	}
	for (size_t i = 0; i < q->in.n; i++) {
		struct str name = arena_fmt(g->a, ":%.*s", STR_ARG(q->in.f[i].name));

		if (sqlite3_bind_parameter_index(st, name.p) == 0)
			wrong(g, q->file, q->in.line, "%s is declared but not used", name.p);
	}
}

static void
check_column(struct gen *g, const struct query *q, sqlite3_stmt *st, int i)
{
	const struct field *f = &q->out.f[i];
	struct str name = str_of(sqlite3_column_name(st, i));
	const char *type = sqlite3_column_decltype(st, i);
	const struct field *same = fields_find(&q->out, name);

	if (same != NULL && same != f)
		wrong(g, q->file, q->out.line, "column %d is '%.*s', declared as '%.*s'", i + 1,
		    STR_ARG(name), STR_ARG(f->name));
	if (type != NULL && strcmp(type, types[f->type].sql) != 0)
		wrong(g, q->file, q->out.line, "'%.*s' is %s, declared as %s", STR_ARG(f->name), type,
		    types[f->type].word);
}

static void
check_out(struct gen *g, const struct query *q, sqlite3_stmt *st)
{
	int n = sqlite3_column_count(st);
	bool reads = sqlite3_stmt_readonly(st) != 0;

	if (q->kind == KIND_CONTROL)
		return;
	if (kinds[q->kind].reads != reads)
		wrong(g, q->file, q->sql_line, ":%s %s, but the statement %s", kinds[q->kind].word,
		    reads ? "writes" : "reads", reads ? "reads" : "writes");
	if ((size_t)n != q->out.n) {
		wrong(g, q->file, q->out.n ? q->out.line : q->line,
		    "%zu columns are declared, the statement gives %d", q->out.n, n);
		return;
	}
	if (kinds[q->kind].reads != (n > 0))
		wrong(g, q->file, q->line, ":%s %s columns", kinds[q->kind].word, n ? "gives no" : "needs");
	for (int i = 0; i < n; i++)
		check_column(g, q, st, i);
}

static void
query_check(struct gen *g, struct query *q)
{
	sqlite3_stmt *st = NULL;
	const char *rest = "";

	g->now = q;
	g->denied = NULL;
	if (q->sql.n == 0)
		return;
	if (sqlite3_prepare_v2(g->db, q->sql.p, (int)q->sql.n, &st, &rest) != SQLITE_OK) {
		int at = sqlite3_error_offset(g->db);
		bool denied = sqlite3_errcode(g->db) == SQLITE_AUTH;

		wrong(g, q->file, q->sql_line + (at < 0 ? 0 : line_of(q->sql, (size_t)at) - 1), "%s",
		    denied ? g->denied : sqlite3_errmsg(g->db));
		return;
	}
	if (str_trim((struct str){rest, (size_t)(q->sql.p + q->sql.n - rest)}).n)
		wrong(g, q->file, q->sql_line, "more than one statement");
	check_in(g, q, st);
	check_out(g, q, st);
	q->st = st;
}

/* --- what both files say ------------------------------------------------------------------ */

/* The heads of the functions of a kind: '@' is the query's name, '$' its `in` if it has one. */
static const char *const heads[KIND_COUNT] = {
    [KIND_ONE] = "enum err q_@(struct store *s, struct arena *a$, struct q_@_out *out)",
    [KIND_MANY] = "struct q_cursor q_@_open(struct store *s$)",
    [KIND_EXEC] = "enum err q_@(struct store *s$)",
    [KIND_HIT] = "enum err q_@(struct store *s$)",
    [KIND_CONTROL] = "enum err q_@(struct store *s$)",
};
static const char next_head[] = "bool q_@_next(struct q_cursor *c, struct arena *a, struct q_@_out *out)";

static void
put(struct buf *b, const struct query *q, const char *text)
{
	for (; *text; text++) {
		if (*text == '@')
			buf_add(b, q->name);
		else if (*text != '$')
			buf_char(b, *text);
		else if (q->in.n)
			buf_fmt(b, ", const struct q_%.*s_in *in", STR_ARG(q->name));
	}
}

/* --- query.h ------------------------------------------------------------------------------ */

static void
put_struct(struct buf *b, const struct query *q, const struct fields *list, const char *head)
{
	if (list->n == 0)
		return;
	put(b, q, head);
	for (size_t i = 0; i < list->n; i++)
		buf_fmt(b, "\t%s%.*s;\n", types[list->f[i].type].c, STR_ARG(list->f[i].name));
	put(b, q, "};\n");
}

static void
put_declaration(struct buf *b, const struct query *q)
{
	struct str say = buf_str(&q->say);

	buf_fmt(b, "\n/*\n * %.*s:%zu :%s\n%.*s */\n", STR_ARG(q->file), q->line, kinds[q->kind].word,
	    STR_ARG(say));
	put_struct(b, q, &q->in, "struct q_@_in {\n");
	put_struct(b, q, &q->out, "struct q_@_out {\n");
	put(b, q, heads[q->kind]);
	put(b, q, q->kind == KIND_MANY ? ";\n" : " MUST_USE;\n");
	if (q->kind == KIND_MANY) {
		put(b, q, next_head);
		put(b, q, ";\n");
	}
}

static void
header_write(struct gen *g, const char *dir)
{
	struct buf b = buf_on(g->a, OUT_MAX);

	buf_add(&b,
	    STR("/* Written by tools/sqlgen from sql/: do not edit. */\n"
	        "#ifndef GEN_QUERY_H\n#define GEN_QUERY_H\n\n"
	        "#include \"base/arena.h\"\n#include \"base/err.h\"\n\nstruct store;\n\n"
	        "/* The rows of a :many, one at a time; one cursor of a query at a time. */\n"
	        "struct q_cursor {\n\tstruct store *store;\n\tvoid *statement; /* NULL: closed */\n\tenum err err;\n};\n"
	        "/* Closes it if rows were left, and tells what went wrong on the way. */\n"
	        "enum err q_cursor_end(struct q_cursor *c) MUST_USE;\n"));
	for (size_t i = 0; i < g->query_n; i++)
		put_declaration(&b, &g->queries[i]);
	buf_add(&b, STR("\n#endif\n"));
	file_write(dir, "query.h", &b);
}

/* --- query.c ------------------------------------------------------------------------------ */

/* A C string; '?' is escaped because of trigraphs. */
static void
put_literal(struct buf *b, struct str text, const char *indent)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		buf_fmt(b, "\n%s\"", indent);
		for (size_t i = 0; i < line.n; i++) {
			if (strchr("\"\\?", line.p[i]) != NULL && line.p[i] != '\0')
				buf_char(b, '\\');
			buf_char(b, line.p[i]);
		}
		buf_add(b, text.p ? STR("\\n\"") : STR("\""));
	}
}

static void
put_enum(struct buf *b, const struct gen *g)
{
	buf_add(b, STR("enum {\n"));
	for (size_t i = 0; i < g->query_n; i++)
		put(b, &g->queries[i], "\tQUERY_@,\n");
	buf_add(b, STR("\tQUERY_COUNT\n};\n\nconst size_t query_count = QUERY_COUNT;\n\n"
	               "const char *const query_sql[] = {\n"));
	for (size_t i = 0; i < g->query_n; i++) {
		put(b, &g->queries[i], "\t[QUERY_@] =");
		put_literal(b, g->queries[i].sql, "\t    ");
		buf_add(b, STR(",\n"));
	}
	buf_add(b, STR("\tNULL\n};\n"));
}

static void
put_bind(struct buf *b, struct gen *g, const struct query *q)
{
	for (size_t i = 0; i < q->in.n; i++) {
		struct str name = arena_fmt(g->a, ":%.*s", STR_ARG(q->in.f[i].name));

		buf_fmt(b, "\tsqlite_bind_%s(st, %d, in->%s);\n", types[q->in.f[i].type].word,
		    sqlite3_bind_parameter_index(q->st, name.p), name.p + 1);
	}
}

static void
put_row(struct buf *b, const struct query *q)
{
	put(b, q,
	    "\nstatic void\nrow_@(sqlite3_stmt *st, struct arena *a, struct q_@_out *out)\n{\n\t(void)a;\n");
	for (size_t i = 0; i < q->out.n; i++) {
		const struct field *f = &q->out.f[i];

		buf_fmt(b, "\tout->%.*s = sqlite_%s(st, %zu%s);\n", STR_ARG(f->name), types[f->type].word, i,
		    f->type == TYPE_INT ? "" : ", a");
	}
	buf_add(b, STR("}\n"));
}

static void
put_many(struct buf *b, struct gen *g, const struct query *q)
{
	put(b, q,
	    "\n{\n\tsqlite3_stmt *st;\n\tstruct q_cursor c = sqlite_cursor(s, QUERY_@, &st);\n\n"
	    "\tif (c.err != ERR_OK)\n\t\treturn c;\n");
	put_bind(b, g, q);
	put(b, q, "\treturn c;\n}\n\n");
	put(b, q, next_head);
	put(b, q,
	    "\n{\n\tif (!sqlite_cursor_next(c))\n\t\treturn false;\n"
	    "\trow_@(c->statement, a, out);\n\treturn true;\n}\n");
}

static void
put_single(struct buf *b, struct gen *g, const struct query *q)
{
	put(b, q,
	    "\n{\n\tsqlite3_stmt *st;\n\tenum err e = sqlite_take(s, QUERY_@, &st);\n\n"
	    "\tif (e != ERR_OK)\n\t\treturn e;\n");
	put_bind(b, g, q);
	buf_fmt(b, "\te = sqlite_%s(s, st);\n", kinds[q->kind].run);
	if (q->kind == KIND_ONE)
		put(b, q, "\tif (e == ERR_OK)\n\t\trow_@(st, a, out);\n");
	put(b, q, "\tsqlite_give(st);\n\treturn e;\n}\n");
}

static void
put_function(struct buf *b, struct gen *g, const struct query *q)
{
	if (kinds[q->kind].reads)
		put_row(b, q);
	buf_char(b, '\n');
	put(b, q, heads[q->kind]);
	if (q->kind == KIND_MANY)
		put_many(b, g, q);
	else
		put_single(b, g, q);
}

/* Appends the columns of a table: all, or those of its key in the key's order. */
static void
put_columns(struct buf *b, struct gen *g, struct str table, bool key)
{
	static const char sql[] =
	    "SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_table_info(?1) "
	    "WHERE pk > 0 OR NOT ?2 ORDER BY iif(?2, pk, cid))";
	sqlite3_stmt *st = statement(g, sql, sizeof sql);

	sqlite3_bind_text(st, 1, table.p, (int)table.n, SQLITE_STATIC);
	sqlite3_bind_int(st, 2, key);
	if (sqlite3_step(st) == SQLITE_ROW)
		buf_fmt(b, "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
}

/* The places of the columns of a table's key, from 1, in the key's order. */
static void
put_key(struct buf *b, struct gen *g, struct str table)
{
	static const char sql[] = "SELECT cid + 1 FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk";
	sqlite3_stmt *st = statement(g, sql, sizeof sql);

	sqlite3_bind_text(st, 1, table.p, (int)table.n, SQLITE_STATIC);
	for (const char *comma = ""; sqlite3_step(st) == SQLITE_ROW; comma = ", ")
		buf_fmt(b, "%s%d", comma, sqlite3_column_int(st, 0));
	sqlite3_finalize(st);
}

/* The indexes of derived tables: a rebuild makes them when the tables are full. */
static void
put_indexes(struct buf *b, struct gen *g)
{
	static const char sql[] =
	    "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
	    "ORDER BY rowid";
	sqlite3_stmt *st = statement(g, sql, sizeof sql);
	size_t n = 0;

	buf_add(b, STR("const struct schema_index schema_indexes[] = {\n"));
	while (sqlite3_step(st) == SQLITE_ROW) {
		struct str table = str_of((const char *)sqlite3_column_text(st, 1));

		for (size_t i = 0; i < g->table_n; i++) {
			if (!str_eq(g->tables[i].name, table) || !str_eq(g->tables[i].kind, STR("derived")))
				continue;
			buf_fmt(b, "\t{\"%s\", \"DROP INDEX %s\",\n",
			    (const char *)sqlite3_column_text(st, 0),
			    (const char *)sqlite3_column_text(st, 0));
			put_literal(b, str_of((const char *)sqlite3_column_text(st, 2)), "\t    ");
			buf_add(b, STR("},\n"));
			n++;
		}
	}
	sqlite3_finalize(st);
	buf_fmt(b, "};\nconst size_t schema_index_count = %zu;\n\n", n);
}

/* The tables by their kind, so that rebuild and dump can forget none. */
static void
put_tables(struct buf *b, struct gen *g)
{
	int version;

	buf_add(b, STR("\nconst struct schema_table schema_tables[] = {\n"));
	for (size_t i = 0; i < g->table_n; i++) {
		const struct table *t = &g->tables[i];

		buf_fmt(b, "\t{\"%.*s\", SCHEMA_%.*s,\n\t    ", STR_ARG(t->name), STR_ARG(t->kind));
		if (str_eq(t->kind, STR("derived")))
			buf_fmt(b, "\"DELETE FROM %.*s\"", STR_ARG(t->name));
		else
			buf_add(b, STR("NULL"));
		buf_add(b, STR(",\n\t    \"SELECT "));
		put_columns(b, g, t->name, false);
		buf_fmt(b, " FROM %.*s ORDER BY ", STR_ARG(t->name));
		put_columns(b, g, t->name, true);
		buf_add(b, STR("\",\n\t    {"));
		put_key(b, g, t->name);
		buf_add(b, STR("}},\n"));
	}
	buf_fmt(b, "};\nconst size_t schema_table_count = %zu;\n\n", g->table_n);
	put_indexes(b, g);
	version = (int)(str_hash(buf_str(&g->schema)) & INT_MAX);
	buf_fmt(b, "const int schema_version = %d;\n\nconst char schema_sql[] =", version);
	put_literal(b, buf_str(&g->schema), "    ");
	buf_fmt(b, "\n    \"PRAGMA user_version = %d;\";\n", version);
}

static void
source_write(struct gen *g, const char *dir)
{
	struct buf b = buf_on(g->a, OUT_MAX);

	buf_add(&b, STR("/* Written by tools/sqlgen from sql/: do not edit. */\n"
	                "#include \"query.h\"\n\n#include \"store/sqlite.h\"\n\n"));
	put_enum(&b, g);
	put_tables(&b, g);
	for (size_t i = 0; i < g->query_n; i++)
		put_function(&b, g, &g->queries[i]);
	file_write(dir, "query.c", &b);
}

static void
never(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	sqlite3_result_null(c);
}

int
main(int argc, char **argv)
{
	struct gen g = {0};

	if (argc != 4) {
		fprintf(stderr, "usage: sqlgen OUTDIR SCHEMADIR QUERYDIR\n");
		return 64;
	}
	g.a = arena_new(ARENA_MAX);
	g.queries = arena_array(g.a, QUERIES_MAX, sizeof *g.queries);
	g.names = map_new(g.a);
	g.schema = buf_on(g.a, OUT_MAX);
	if (sqlite3_open(":memory:", &g.db) != SQLITE_OK)
		die("%s", sqlite3_errmsg(g.db));
	/* as the store has them: only that they are there */
	sqlite3_create_function_v2(g.db, "closed", 2, SQLITE_UTF8, NULL, never, NULL, NULL, NULL);
	sqlite3_create_function_v2(g.db, "opened", 2, SQLITE_UTF8, NULL, never, NULL, NULL, NULL);
	files_each(&g, argv[2], schema_add);
	files_each(&g, argv[3], queries_read);
	sqlite3_set_authorizer(g.db, authorize, &g);
	for (size_t i = 0; i < g.query_n; i++)
		query_check(&g, &g.queries[i]);
	sqlite3_set_authorizer(g.db, NULL, NULL);
	if (g.failed)
		return 1;
	header_write(&g, argv[1]);
	source_write(&g, argv[1]);
	for (size_t i = 0; i < g.query_n; i++)
		sqlite3_finalize(g.queries[i].st);
	sqlite3_close(g.db);
	arena_free(&g.a);
	return 0;
}
