/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_errand.h"

static const char *const purposes[] = {"現地での説明に使う", "県の会議で資料を示す", "訪問先で記録を取る",
    "合同の研修で使う", "会場での受付に使う"};
static const char *const places[] = {
    "県庁", "山田地区の集会所", "町民体育館", "研修センター", "県税事務所", "訪問先の住宅"};

struct going {
	struct demo *d;
	struct demo_things *things;
	const struct demo_days *days;
	int today;
	struct demo_errand *e;
};

static struct str
day_text(const struct going *g, int at)
{
	int last = g->days->n - 1;
	day d = at <= last ? g->days->days[at] : g->days->days[last] + 2 * (at - last);
	day end = day_fiscal_last(day_fiscal_year(g->days->days[g->today]));

	return day_iso(g->d->arena, d < end ? d : end);
}

static void
errand_free(struct demo_errand *e)
{
	if (e->thing != NULL)
		e->thing->busy = false;
	if (e->info != NULL)
		e->info->busy = false;
	e->next = -1;
}

static int
head(const struct going *g, int section)
{
	return demo_staff_head(g->d->staff, section);
}

/* --- take-out ------------------------------------------------------------------------ */

static bool
is_secret(const struct demo_errand *e)
{
	return e->thing->secret || (e->info != NULL && e->info->secret);
}

static void
take_out_submit(struct going *g)
{
	struct demo_errand *e = g->e;
	int away =
	    e->fate == FATE_OVERDUE || e->fate == FATE_UNCONFIRMED ? 2 : 2 + (int)demo_act_random(g->d, 4);
	struct str info;

	e->thing = demo_thing_take(g->d, g->things, e->section, true);
	if (e->thing == NULL) {
		e->next = -1;
		return;
	}
	e->section = e->thing->section;
	e->clerk = demo_staff_clerk(g->d->staff, e->section, demo_act_random(g->d, 100));
	if (demo_act_random(g->d, 3) == 0)
		e->info =
		    demo_thing_take(g->d, g->things, demo_act_random(g->d, 4) == 0 ? -1 : e->section, false);
	e->back = g->today + away;
	info = e->info != NULL ? arena_fmt(g->d->arena, "\"info\":[%lld],", (long long)e->info->id) : STR("");
	e->matter = demo_act_submit(g->d, e->clerk, "take-out",
	    arena_fmt(g->d->arena,
	        "{\"things\":[%lld],%.*s\"purpose\":\"%s\",\"place\":\"%s\",\"off-premises\":\"yes\",\"off-network\":\"yes\",\"since\":\"%.*s\",\"until\":\"%.*s\"}",
	        (long long)e->thing->id, STR_ARG(info), purposes[demo_act_random(g->d, 5)],
	        places[demo_act_random(g->d, 6)], STR_ARG(day_text(g, g->today)),
	        STR_ARG(day_text(g, e->back))));
	e->next = e->fate == FATE_WAITING ? -1 : g->today + (demo_act_random(g->d, 3) == 0);
}

/* The own head, and the head of the section whose information goes along where that is another. */
static void
take_out_decide(struct going *g)
{
	struct demo_errand *e = g->e;
	int own = head(g, e->section), other = e->info != NULL ? head(g, e->info->section) : own;

	if (e->fate == FATE_WITHDRAWN) {
		demo_act_on(g->d, e->clerk, "withdraw", e->matter, NULL, STR(""));
		errand_free(e);
		return;
	}
	demo_act_decide(g->d, own, e->matter, "permit", e->fate != FATE_REFUSED, NULL);
	if (e->fate == FATE_REFUSED) {
		errand_free(e);
		return;
	}
	if (other != own && e->info->secret)
		demo_act_decide(g->d, other, e->matter, "owner-permit", true, NULL);
	e->next = e->fate == FATE_PERMITTED ? -1 : g->today + (e->fate == FATE_REVOKED);
}

static void
take_out_leave(struct going *g)
{
	struct demo_errand *e = g->e;

	if (e->fate == FATE_REVOKED) {
		demo_act_on(g->d, head(g, e->section), "revoke", e->matter, NULL,
		    STR("{\"reason\":\"行事が中止になった\"}"));
		errand_free(e);
		return;
	}
	if (is_secret(e))
		demo_act_on(g->d, e->clerk, "do", e->matter, "encrypt",
		    STR("{\"method\":\"機器の暗号化機能(AES-256)\"}"));
	demo_act_on(g->d, e->clerk, "do", e->matter, "leave",
	    arena_fmt(
	        g->d->arena, "{\"left-on\":\"%.*s\",\"scanned\":\"clean\"}", STR_ARG(day_text(g, g->today))));
	e->next = e->fate == FATE_OUTSIDE || e->fate == FATE_OVERDUE ? -1 : e->back;
	if (e->next == e->back && demo_act_random(g->d, 8) == 0)
		e->next += 1 + (int)demo_act_random(g->d, 3); /* late, as it happens */
	if (e->next >= 0 && e->next <= g->today)
		e->next = g->today + 1;
}

static void
take_out_return(struct going *g)
{
	struct demo_errand *e = g->e;

	demo_act_on(g->d, e->clerk, "do", e->matter, "return",
	    arena_fmt(g->d->arena, "{\"returned-on\":\"%.*s\",\"scanned\":\"clean\",\"erased\":\"yes\"}",
	        STR_ARG(day_text(g, g->today))));
	e->next = e->fate == FATE_UNCONFIRMED ? -1 : g->today + (demo_act_random(g->d, 2) == 0);
}

static void
take_out_confirm(struct going *g)
{
	struct demo_errand *e = g->e;

	demo_act_on(
	    g->d, g->d->staff->sections[e->section].leader_at, "confirm", e->matter, "return", STR(""));
	errand_free(e);
}

/* --- entries in the registers ------------------------------------------------------------ */

static const struct {
	const char *procedure, *step;
	enum demo_kind kind;
} simple[] = {
    [ERRAND_ASSET] = {"asset-enter", "classify", DEMO_ASSET},
    [ERRAND_DEVICE] = {"device-enter", "accept", DEMO_DEVICE},
    [ERRAND_MEDIUM] = {"medium-enter", "accept", DEMO_MEDIUM},
    [ERRAND_CLASSIFY] = {"asset-classify", "classify", DEMO_ASSET},
};

static struct str
simple_body(struct going *g)
{
	struct demo_errand *e = g->e;

	if (e->kind != ERRAND_CLASSIFY)
		return demo_thing_body(
		    g->d, simple[e->kind].kind, e->section, 20 + demo_act_random(g->d, 60), 0);
	return arena_fmt(g->d->arena,
	    "{\"assets\":[%lld],\"class\":\"%s\",\"disclosure\":\"%s\",\"reason\":\"年度の見直し\"}",
	    (long long)e->thing->id, e->thing->secret ? "II" : "III", e->thing->secret ? "課内のみ" : "公開");
}

static bool
simple_take(struct going *g)
{
	struct demo_errand *e = g->e;

	if (e->kind == ERRAND_CLASSIFY) {
		e->thing = demo_thing_take(g->d, g->things, e->section, false);
		if (e->thing == NULL)
			return false;
		e->section = e->thing->section;
	}
	while (e->section < 0 || g->d->staff->sections[e->section].head == NULL)
		e->section = (int)demo_act_random(g->d, (unsigned)g->d->staff->section_n);
	e->clerk = demo_staff_clerk(g->d->staff, e->section, demo_act_random(g->d, 100));
	return true;
}

static void
simple_submit(struct going *g)
{
	struct demo_errand *e = g->e;

	e->next = -1;
	if (!simple_take(g))
		return;
	e->matter = demo_act_submit(g->d, e->clerk, simple[e->kind].procedure, simple_body(g));
	if (e->fate != FATE_WAITING)
		e->next = g->today + 1;
}

static void
simple_decide(struct going *g)
{
	struct demo_errand *e = g->e;

	if (e->fate == FATE_WITHDRAWN)
		demo_act_on(g->d, e->clerk, "withdraw", e->matter, NULL, STR(""));
	else
		demo_act_decide(g->d, head(g, e->section), e->matter, simple[e->kind].step,
		    e->fate != FATE_REFUSED, NULL);
	errand_free(e);
}

/* --- storage report ------------------------------------------------------------------------ */

static void
report_submit(struct going *g)
{
	struct demo_errand *e = g->e;

	e->next = -1;
	do
		e->thing = demo_thing_take(g->d, g->things, e->section, true);
	while (e->thing != NULL && e->thing->kind != DEMO_MEDIUM);
	if (e->thing == NULL)
		return;
	e->section = e->thing->section;
	e->clerk = demo_staff_clerk(g->d->staff, e->section, demo_act_random(g->d, 100));
	e->matter = demo_act_submit(g->d, e->clerk, "storage-report",
	    arena_fmt(g->d->arena,
	        "{\"media\":[%lld],\"what\":\"confirmed\",\"place\":\"%s 鍵付き書棚\",\"locked\":\"yes\"}",
	        (long long)e->thing->id, g->d->staff->sections[e->section].label));
	demo_act_on(g->d, e->clerk, "do", e->matter, "put-away",
	    arena_fmt(g->d->arena, "{\"stored-on\":\"%.*s\"}", STR_ARG(day_text(g, g->today))));
	if (e->thing->secret && e->fate == FATE_DONE)
		e->next = g->today + 1;
	else if (!e->thing->secret)
		errand_free(e);
}

static void
report_note(struct going *g)
{
	demo_act_on(g->d, head(g, g->e->section), "do", g->e->matter, "owner-knows", STR(""));
	errand_free(g->e);
}

/* --- the stages of each kind ----------------------------------------------------------------- */

enum { STAGES = 5 };
typedef void errand_stage(struct going *);
static errand_stage *const stages[][STAGES] = {
    [ERRAND_TAKE_OUT] = {take_out_submit, take_out_decide, take_out_leave, take_out_return, take_out_confirm},
    [ERRAND_ASSET] = {simple_submit, simple_decide},
    [ERRAND_DEVICE] = {simple_submit, simple_decide},
    [ERRAND_MEDIUM] = {simple_submit, simple_decide},
    [ERRAND_CLASSIFY] = {simple_submit, simple_decide},
    [ERRAND_REPORT] = {report_submit, report_note},
};

void
demo_errand_go(
    struct demo *d, struct demo_things *t, const struct demo_days *days, int today, struct demo_errand *e)
{
	struct going g = {d, t, days, today, e};

	while (d->err == ERR_OK && e->next == today)
		stages[e->kind][e->stage++](&g);
}
