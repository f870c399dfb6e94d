/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_staff.h"

#include <string.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/num.h"
#include "cli/demo_name.h"

enum { CSV_MAX = 1024 * 1024, FIRST_NUMBER = 1001 };

static const struct demo_section sections[] = {
    {.id = "shicho", .label = "町長部局", .sign = "関町", .up = ""},
    {.id = "somubu", .label = "総務部", .sign = "関総部", .up = "shicho"},
    {.id = "soumu",
        .label = "総務課",
        .sign = "関総",
        .up = "somubu",
        .head = "課長",
        .size = 21,
        .lends = 12},
    {.id = "kikaku", .label = "企画政策課", .sign = "関企", .up = "somubu", .head = "課長", .size = 13},
    {.id = "zaisei", .label = "財政課", .sign = "関財", .up = "somubu", .head = "課長", .size = 10},
    {.id = "zeimu", .label = "税務課", .sign = "関税", .up = "somubu", .head = "課長", .size = 18},
    {.id = "minseibu", .label = "住民福祉部", .sign = "関福部", .up = "shicho"},
    {.id = "jumin", .label = "住民課", .sign = "関住", .up = "minseibu", .head = "課長", .size = 21},
    {.id = "fukushi", .label = "福祉課", .sign = "関福", .up = "minseibu", .head = "課長", .size = 18},
    {.id = "kenko", .label = "健康課", .sign = "関健", .up = "minseibu", .head = "課長", .size = 18},
    {.id = "kosodate", .label = "子育て支援課", .sign = "関子", .up = "minseibu", .head = "課長", .size = 13},
    {.id = "hoiku", .label = "中央保育所", .sign = "関保", .up = "kosodate", .head = "所長", .size = 24},
    {.id = "kensetsubu", .label = "産業建設部", .sign = "関建部", .up = "shicho"},
    {.id = "sangyo", .label = "産業振興課", .sign = "関産", .up = "kensetsubu", .head = "課長", .size = 12},
    {.id = "kensetsu", .label = "建設課", .sign = "関建", .up = "kensetsubu", .head = "課長", .size = 15},
    {.id = "toshi", .label = "都市計画課", .sign = "関都", .up = "kensetsubu", .head = "課長", .size = 9},
    {.id = "suido", .label = "上下水道課", .sign = "関水", .up = "kensetsubu", .head = "課長", .size = 14},
    {.id = "kaikei", .label = "会計課", .sign = "関会", .up = "shicho", .head = "会計管理者", .size = 6},
    {.id = "gikai",
        .label = "議会事務局",
        .sign = "関議",
        .up = "",
        .organ = "council",
        .head = "事務局長",
        .size = 4},
    {.id = "kyoikui", .label = "教育委員会", .sign = "関教委", .up = "", .organ = "education"},
    {.id = "kyoiku", .label = "教育総務課", .sign = "関教", .up = "kyoikui", .head = "課長", .size = 12},
    {.id = "shogai", .label = "生涯学習課", .sign = "関生", .up = "kyoikui", .head = "課長", .size = 10},
    {.id = "toshokan",
        .label = "図書館",
        .sign = "関図",
        .up = "shogai",
        .head = "館長",
        .size = 8,
        .vacant = true},
    {.id = "gakko", .label = "関守小学校", .sign = "関小", .up = "kyoiku", .head = "事務局長", .size = 9},
};

/* The first of a section, and what begins their log-ins; the others are staff01, staff02 … */
static const struct {
	const char *title, *login;
} ranks[] = {{"課長補佐", "hosa"}, {"係長", "leader"}, {"係長", "kakaricho"}, {"主任", NULL}, {"主任", NULL}};
enum { RANKS = sizeof ranks / sizeof ranks[0], RANK_DEPUTY = 0, RANK_LEADER = 1, RANK_CLERK = 3 };

struct making {
	struct arena *arena;
	struct demo_staff *staff;
	struct buf csv;
	int clerks; /* so far: staff01, staff02 … */
};

static int
person_new(struct making *m, int section, struct str login)
{
	struct demo_staff *s = m->staff;
	int at = s->person_n++;
	struct demo_person *p = &s->persons[at];

	must(at < DEMO_STAFF_MAX);
	p->id = arena_fmt(m->arena, "%d", FIRST_NUMBER + at);
	p->login = login.n > 0 ? login : arena_fmt(m->arena, "staff%02d", ++m->clerks);
	p->name = demo_name(m->arena, at);
	p->kana = demo_name_kana(m->arena, at);
	p->section = section;
	return at;
}

static void
row_put(struct making *m, int person, int section, const char *title, bool concurrent)
{
	static const struct demo_person nobody = {
	    .id = {"", 0}, .login = {"", 0}, .name = {"", 0}, .kana = {"", 0}};
	const struct demo_person *p = person >= 0 ? &m->staff->persons[person] : &nobody;
	const struct demo_section *s = &m->staff->sections[section];

	buf_fmt(&m->csv, "%.*s,%.*s,%.*s,%.*s,%s,%s,%s,%s,%s,%s\r\n", STR_ARG(p->id), STR_ARG(p->name),
	    STR_ARG(p->kana), STR_ARG(p->login), s->id, s->label, s->sign, s->up, title,
	    concurrent ? "兼務" : "本務");
}

static int
holder_new(struct making *m, int section, const char *login, const char *title)
{
	int at = person_new(m, section, str_of(login));

	row_put(m, at, section, title, false);
	return at;
}

static void
section_fill(struct making *m, int at)
{
	struct demo_section *s = &m->staff->sections[at];

	s->head_at = s->leader_at = -1;
	s->first = m->staff->person_n;
	if (s->head == NULL)
		return;
	if (s->vacant)
		row_put(m, -1, at, s->head, false);
	else if (strcmp(s->id, "toshi") != 0) /* whose head is the director, at the same time */
		s->head_at = holder_new(m, at, arena_fmt(m->arena, "kacho-%s", s->id).p, s->head);
	s->first = m->staff->person_n;
	for (int i = 0; i < s->size; i++) {
		bool ranked = i < RANKS, named = ranked && ranks[i].login != NULL;
		int clerk =
		    holder_new(m, at, named ? arena_fmt(m->arena, "%s-%s", ranks[i].login, s->id).p : NULL,
		        ranked ? ranks[i].title : "主事");

		if (i == RANK_LEADER) {
			s->leader_at = clerk;
			row_put(m, clerk, at, "情報化リーダー", true);
		}
	}
}

/* Those above the sections, the head of two, and the auditors. */
static void
top_fill(struct making *m)
{
	struct demo_staff *s = m->staff;
	int toshi = demo_staff_section(s, "toshi"), director;

	s->mayor = holder_new(m, 0, "mayor", "町長");
	s->deputy = holder_new(m, 0, "deputy", "副町長");
	s->superintendent = holder_new(m, demo_staff_section(s, "kyoikui"), "superintendent", "教育長");
	holder_new(m, demo_staff_section(s, "gikai"), "gicho", "議長");
	holder_new(m, demo_staff_section(s, "somubu"), "bucho-somu", "部長");
	holder_new(m, demo_staff_section(s, "minseibu"), "bucho-minsei", "部長");
	director = holder_new(m, demo_staff_section(s, "kensetsubu"), "bucho-kensetsu", "部長");
	row_put(m, director, toshi, "課長", true);
	s->sections[toshi].head_at = director;
	holder_new(m, demo_staff_section(s, "kikaku"), "kansa-1", "情報セキュリティ監査委員");
	holder_new(m, demo_staff_section(s, "shogai"), "kansa-2", "情報セキュリティ監査委員");
	s->special = person_new(m, demo_staff_section(s, "soumu"), STR("tokubetsu"));
	s->outsider = person_new(m, demo_staff_section(s, "soumu"), STR("nobody"));
	s->persons[s->outsider].login = STR("");
}

struct demo_staff *
demo_staff_new(struct arena *a)
{
	struct making m = {.arena = a, .staff = ARENA_NEW(a, struct demo_staff), .csv = buf_on(a, CSV_MAX)};
	struct demo_staff *s = m.staff;

	_Static_assert(sizeof sections / sizeof sections[0] <= DEMO_SECTIONS_MAX, "more sections than room");
	s->section_n = (int)(sizeof sections / sizeof sections[0]);
	memcpy(s->sections, sections, sizeof sections);
	buf_add(&m.csv,
	    STR("職員番号,氏名,フリガナ,ログイン名,所属コード,所属名,所属記号,上位所属コード,職名,兼務\r\n"));
	for (int i = 0; i < s->section_n; i++)
		section_fill(&m, i);
	top_fill(&m);
	s->admin = s->sections[demo_staff_section(s, "soumu")].head_at;
	s->csv = buf_str(&m.csv);
	return s;
}

int
demo_staff_head(const struct demo_staff *s, int section)
{
	return s->sections[section].head_at >= 0 ? s->sections[section].head_at : s->deputy;
}

int
demo_staff_clerk(const struct demo_staff *s, int section, unsigned n)
{
	const struct demo_section *of = &s->sections[section];

	/* those before are somebody's deputies, and confirm what others do */
	return of->size > RANK_CLERK ? of->first + RANK_CLERK + (int)(n % (unsigned)(of->size - RANK_CLERK))
	                             : of->first + of->size - 1;
}

int
demo_staff_deputy(const struct demo_staff *s, int section)
{
	return s->sections[section].first + RANK_DEPUTY;
}

int
demo_staff_find(const struct demo_staff *s, struct str id)
{
	int64_t n;

	return num_i64(id, FIRST_NUMBER, FIRST_NUMBER + s->person_n - 1, &n) ? (int)n - FIRST_NUMBER : -1;
}

int
demo_staff_section(const struct demo_staff *s, const char *id)
{
	for (int i = 0; i < s->section_n; i++)
		if (strcmp(s->sections[i].id, id) == 0)
			return i;
	must(false);
	return -1;
}
