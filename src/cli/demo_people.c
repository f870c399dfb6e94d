/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_people.h"

enum { BODY_MAX_BYTES = 64 * 1024 };

static const char *
comma(bool *more)
{
	bool first = !*more;

	*more = true;
	return first ? "" : ",";
}

static void
sections_write(const struct demo_staff *s, struct buf *b)
{
	bool more = false;

	for (int i = 0; i < s->section_n; i++)
		if (s->sections[i].organ)
			buf_fmt(b,
			    "%s{\"id\":\"%s\",\"label\":\"%s\",\"sign\":\"%s\",\"up\":\"%s\",\"organ\":\"%s\"}",
			    comma(&more), s->sections[i].id, s->sections[i].label, s->sections[i].sign,
			    s->sections[i].up, s->sections[i].organ);
}

static void
person_write(struct buf *b, bool *more, const struct demo_person *p, const char *rest)
{
	buf_fmt(b, "%s{\"id\":\"%.*s\",\"name\":\"%.*s\",\"kana\":\"%.*s\"", comma(more), STR_ARG(p->id),
	    STR_ARG(p->name), STR_ARG(p->kana));
	if (p->login.n)
		buf_fmt(b, ",\"login\":\"%.*s\"", STR_ARG(p->login));
	buf_fmt(b, "%s}", rest);
}

/* Those who go in and out of the server room have cards that are read at its door. */
static void
persons_write(struct demo *d, struct buf *b)
{
	const struct demo_staff *s = d->staff;
	int soumu = demo_staff_section(s, "soumu");
	bool more = false;

	for (int i = 0; i < s->sections[soumu].size; i++) {
		const struct demo_person *p = &s->persons[s->sections[soumu].first + i];

		person_write(b, &more, p, arena_fmt(d->arena, ",\"card\":\"8%.*s\"", STR_ARG(p->id)).p);
	}
	person_write(b, &more, &s->persons[s->special],
	    arena_fmt(d->arena, ",\"decider\":\"%.*s\"", STR_ARG(s->persons[s->deputy].id)).p);
	person_write(b, &more, &s->persons[s->outsider],
	    ",\"outsider\":true,\"company\":\"架空電算サービス\",\"card\":\"90001\"");
}

void
demo_people_add(struct demo *d)
{
	struct buf b = buf_on(d->arena, BODY_MAX_BYTES);

	buf_fmt(&b, "{\"act\":\"people\",\"body\":{\"effective\":\"%.*s\",\"sections\":[",
	    STR_ARG(day_iso(d->arena, demo_act_today(d))));
	sections_write(d->staff, &b);
	buf_add(&b, STR("],\"persons\":["));
	persons_write(d, &b);
	buf_add(&b, STR("]}}"));
	demo_act_raw(d, d->staff->persons[d->staff->admin].id, buf_str(&b));
}
