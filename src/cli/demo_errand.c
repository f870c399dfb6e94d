/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_errand.h"

static const char *const purposes[] = {"現地での説明に使う", "県の会議で資料を示す", "訪問先で記録を取る",
    "合同の研修で使う", "会場での受付に使う"};
static const char *const places[] = {
    "県庁", "山田地区の集会所", "町民体育館", "研修センター", "県税事務所", "訪問先の住宅"};

/* Where else than at the next stage it may go on. */
enum { TAKE_OUT_DECIDE = 1, TAKE_OUT_RETURN = 3, TAKE_OUT_MEND = 5 };

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

/* Nobody is there today: the same again on the next office day. */
static void
tomorrow(struct going *g)
{
	g->e->stage--;
	g->e->next = g->today + 1;
}

/* Whoever may decide the next open decision decides it; false when nobody is there. */
static bool
decide(struct going *g, const char *outcome, const char *note)
{
	struct demo_errand *e = g->e;
	struct str step;
	int who = demo_act_who(g->d, e->matter, NULL, &step);

	if (who < 0)
		return false;
	step = arena_str(g->d->arena, step);
	demo_act_decide(g->d, who, e->matter, step, outcome, note);
	return g->d->err == ERR_OK;
}

/* --- take-out ------------------------------------------------------------------------ */

static bool
is_secret(const struct demo_errand *e)
{
	return e->thing->secret || (e->info != NULL && e->info->secret);
}

static struct str
take_out_body(struct going *g, day since, const char *more)
{
	struct demo_errand *e = g->e;
	struct str info =
	    e->info != NULL ? arena_fmt(g->d->arena, "\"info\":[%lld],", (long long)e->info->id) : STR("");

	return arena_fmt(g->d->arena,
	    "{\"things\":[%lld],%.*s\"purpose\":\"%s\",\"place\":\"%s\",\"off-premises\":\"yes\",\"off-network\":\"yes\",\"since\":\"%.*s\",\"until\":\"%.*s\"%s}",
	    (long long)e->thing->id, STR_ARG(info), purposes[e->flavour % 5], places[e->flavour / 5 % 6],
	    STR_ARG(day_iso(g->d->arena, since)), STR_ARG(day_text(g, e->back)), more);
}

static bool
take_out_take(struct going *g)
{
	struct demo_errand *e = g->e;
	bool short_one = e->fate == FATE_OVERDUE || e->fate == FATE_UNCONFIRMED;

	e->thing = demo_thing_take(g->d, g->things, e->section, WANT_CARRIER);
	if (e->thing == NULL)
		return false;
	e->section = e->thing->section;
	e->clerk =
	    e->whose ? e->whose : demo_staff_clerk(g->d->staff, e->section, demo_act_random(g->d, 100));
	e->flavour = demo_act_random(g->d, 30);
	if (e->fate != FATE_TAKEN && demo_act_random(g->d, 3) == 0)
		e->info = demo_thing_take(
		    g->d, g->things, demo_act_random(g->d, 4) == 0 ? -1 : e->section, WANT_ASSET);
	e->back = g->today + (short_one ? 2 : 3 + (int)demo_act_random(g->d, 3));
	return true;
}

/* It left before there was a town: what the paper says, from the step where it stands. */
static void
take_out_take_over(struct going *g)
{
	struct demo_errand *e = g->e;
	day left = g->days->days[g->today] - 9;

	e->matter = demo_act_submit_with(g->d, g->d->staff->persons[g->d->staff->admin].id, "take-out",
	    take_out_body(g, left,
	        arena_fmt(g->d->arena, ",\"_paper\":{\"number\":\"紙の許可簿 %u\",\"date\":\"%.*s\"}",
	            e->flavour + 1, STR_ARG(day_iso(g->d->arena, left)))
	            .p),
	    arena_fmt(g->d->arena, ",\"at\":\"return\",\"behalf\":\"%.*s\"",
	        STR_ARG(g->d->staff->persons[e->clerk].id)));
	e->stage = TAKE_OUT_RETURN;
	e->next = e->back;
}

static void
take_out_submit(struct going *g)
{
	struct demo_errand *e = g->e;
	struct str body, for_whom = STR("");
	bool outsider;
	int by;

	if (!take_out_take(g)) {
		e->next = -1;
		return;
	}
	if (e->fate == FATE_TAKEN) {
		take_out_take_over(g);
		return;
	}
	outsider = e->whose == g->d->staff->outsider;
	body = take_out_body(g, g->days->days[g->today],
	    outsider ? arena_fmt(g->d->arena, ",\"_paper\":{\"number\":\"受付第12号\",\"date\":\"%.*s\"}",
	                   STR_ARG(day_text(g, g->today)))
	                   .p
	             : "");
	by = e->clerk;
	if (e->fate == FATE_BEHALF || outsider) {
		by = g->d->staff->sections[e->section].leader_at;
		for_whom = arena_fmt(
		    g->d->arena, ",\"behalf\":\"%.*s\"", STR_ARG(g->d->staff->persons[e->clerk].id));
	}
	e->matter = demo_act_submit_with(g->d, g->d->staff->persons[by].id, "take-out", body, for_whom);
	if (e->fate == FATE_DONE && e->flavour == 3)
		demo_act_raw(g->d, g->d->staff->persons[e->clerk].id,
		    arena_fmt(g->d->arena,
		        "{\"act\":\"comment\",\"matter\":%lld,\"body\":{\"text\":\"充電器も一緒に持ち出します。\"}}",
		        (long long)e->matter));
	e->next = e->fate == FATE_WAITING ? -1 : g->today + (demo_act_random(g->d, 3) == 0);
}

/* The own head, and the head of the section whose information goes along where that is another. */
static void
take_out_permit(struct going *g)
{
	struct demo_errand *e = g->e;
	bool first = true;

	while (demo_act_who(g->d, e->matter, NULL, NULL) >= 0 && g->d->err == ERR_OK) {
		bool on_condition = first && e->fate == FATE_CONDITIONAL;

		if (!decide(g, on_condition ? "conditional" : "permit",
		        on_condition ? "会場では画面にのぞき見防止の覆いを付けること" : NULL))
			break;
		first = false;
	}
	if (!demo_act_decided(g->d, e->matter)) {
		tomorrow(g);
		return;
	}
	e->next = e->fate == FATE_PERMITTED ? -1 : g->today + (e->fate == FATE_REVOKED);
}

static void
take_out_decide(struct going *g)
{
	struct demo_errand *e = g->e;

	if (e->fate == FATE_WITHDRAWN) {
		demo_act_on(g->d, e->clerk, "withdraw", e->matter, NULL, STR(""));
		errand_free(e);
		return;
	}
	if (e->fate == FATE_BEHALF && !e->mended) {
		/* what was done in his name is his to see */
		demo_act_on(g->d, e->clerk, "review", e->matter, NULL, STR(""));
		e->mended = true;
	}
	if (e->fate == FATE_REFUSED) {
		if (decide(g, "refuse", "業務上の必要性が読み取れない"))
			errand_free(e);
		else
			tomorrow(g);
		return;
	}
	if ((e->fate == FATE_RETURNED || e->fate == FATE_MENDED) && !e->mended) {
		if (decide(g, "return", "持出し先の所在地と電話番号を書いてください")) {
			e->mended = true;
			e->next = e->fate == FATE_RETURNED ? -1 : g->today + 1;
			if (e->fate == FATE_MENDED)
				e->stage = TAKE_OUT_MEND;
		} else {
			tomorrow(g);
		}
		return;
	}
	take_out_permit(g);
}

/* Filled in again, and on its way once more. */
static void
take_out_mend(struct going *g)
{
	struct demo_errand *e = g->e;

	e->flavour += 5;
	if (e->back <= g->today)
		e->back = g->today + 3;
	demo_act_on(g->d, e->clerk, "change", e->matter, NULL, take_out_body(g, g->days->days[g->today], ""));
	e->stage = TAKE_OUT_DECIDE;
}

static void
take_out_leave(struct going *g)
{
	struct demo_errand *e = g->e;

	if (e->fate == FATE_REVOKED && g->today > e->back)
		e->fate = FATE_DONE; /* the decision took so long that there is nothing to revoke */
	if (e->fate == FATE_REVOKED) {
		int who = demo_act_revoker(g->d, e->matter);

		if (who < 0) {
			tomorrow(g);
			return;
		}
		demo_act_on(g->d, who, "revoke", e->matter, NULL, STR("{\"reason\":\"行事が中止になった\"}"));
		errand_free(e);
		return;
	}
	if (is_secret(e))
		demo_act_on(g->d, e->clerk, "do", e->matter, "encrypt",
		    STR("{\"method\":\"機器の暗号化機能(AES-256)\"}"));
	demo_act_on(g->d, e->clerk, "do", e->matter, "leave",
	    arena_fmt(
	        g->d->arena, "{\"left-on\":\"%.*s\",\"scanned\":\"clean\"}", STR_ARG(day_text(g, g->today))));
	if (e->fate == FATE_DONE && e->flavour == 7)
		demo_act_on(g->d, e->clerk, "correct", e->matter, NULL,
		    STR("{\"reason\":\"目的を詳しく書き直す\",\"form\":{\"purpose\":\"合同の研修で、操作の手順を映して説明する\"}}"));
	e->next = e->fate == FATE_OUTSIDE || e->fate == FATE_OVERDUE ? -1 : e->back;
	if (e->next == e->back && demo_act_random(g->d, 40) == 0 && e->fate == FATE_DONE)
		e->next += 1; /* late, as it happens */
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
	int who = demo_act_who(g->d, e->matter, "return", NULL);

	if (who < 0) {
		tomorrow(g);
		return;
	}
	demo_act_on(g->d, who, "confirm", e->matter, "return", STR(""));
	errand_free(e);
}

/* --- entries in the registers ------------------------------------------------------------ */

static const struct {
	const char *procedure;
	enum demo_kind kind;
} simple[] = {
    [ERRAND_ASSET] = {"asset-enter", DEMO_ASSET},
    [ERRAND_DEVICE] = {"device-enter", DEMO_DEVICE},
    [ERRAND_MEDIUM] = {"medium-enter", DEMO_MEDIUM},
    [ERRAND_CLASSIFY] = {"asset-classify", DEMO_ASSET},
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
		e->thing = demo_thing_take(g->d, g->things, e->section, WANT_ASSET);
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

	bool refused = e->fate == FATE_REFUSED;

	if (e->fate == FATE_WITHDRAWN)
		demo_act_on(g->d, e->clerk, "withdraw", e->matter, NULL, STR(""));
	else if (!decide(
	             g, refused ? "refuse" : "permit", refused ? "同じものがすでに登録されている" : NULL)) {
		tomorrow(g);
		return;
	}
	errand_free(e);
}

/* --- storage report ------------------------------------------------------------------------ */

static void
report_submit(struct going *g)
{
	struct demo_errand *e = g->e;

	e->next = -1;
	e->thing = demo_thing_take(g->d, g->things, e->section, WANT_MEDIUM);
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
	int who = demo_act_who(g->d, g->e->matter, "owner-knows", NULL);

	if (who < 0) {
		tomorrow(g);
		return;
	}
	demo_act_on(g->d, who, "do", g->e->matter, "owner-knows", STR(""));
	errand_free(g->e);
}

/* --- the stages of each kind ----------------------------------------------------------------- */

enum { STAGES = 6 };
typedef void errand_stage(struct going *);
static errand_stage *const stages[][STAGES] = {
    [ERRAND_TAKE_OUT] = {take_out_submit, [TAKE_OUT_DECIDE] = take_out_decide,
        take_out_leave, [TAKE_OUT_RETURN] = take_out_return,
        take_out_confirm, [TAKE_OUT_MEND] = take_out_mend},
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
