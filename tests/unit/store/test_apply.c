/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "ledger.h"

static const struct line founding = {
	.act = "found", .actor = "init",
	.effects = "[{\"e\":\"town\",\"kind\":\"test\",\"ref\":\"name\"},"
		   "{\"e\":\"policy\",\"kind\":\"00ff\"},"
		   "{\"e\":\"section\",\"section\":\"soumu\",\"from\":\"2020-04-01\",\"ref\":\"sections/0\"},"
		   "{\"e\":\"section\",\"section\":\"zei\",\"up\":\"soumu\",\"from\":\"2020-04-01\",\"until\":\"2027-03-31\",\"ref\":\"sections/1\"},"
		   "{\"e\":\"post\",\"post\":\"soumu-head\",\"section\":\"soumu\",\"kind\":\"head\",\"ref\":\"posts/0\"},"
		   "{\"e\":\"person\",\"person\":\"p1\",\"from\":\"2020-04-01\",\"flag\":1,\"ref\":\"persons/0\"},"
		   "{\"e\":\"hold\",\"person\":\"p1\",\"post\":\"soumu-head\",\"from\":\"2020-04-01\"}]",
	.body = "{\"name\":\"太子町\",\"sections\":[{\"label\":\"総務課\",\"sign\":\"太総\"},{\"label\":\"税務課\",\"sign\":\"太税\"}],"
		"\"posts\":[{\"label\":\"総務課長\"}],"
		"\"persons\":[{\"login\":\"yamada\",\"name\":\"山田\\t太郎\",\"kana\":\"ヤマダ\"}]}",
};

static struct store *
town_open(void)
{
	struct store *s = memory_open();

	line_commit(s, founding);
	return s;
}

/* --- the town --------------------------------------------------------------------------- */

static void
b_founding_makes_the_town(void **state)
{
	struct store *s = town_open();

	(void)state;
	expect_rows(s, "town\t", "town\ti:1\ti:0\tt:太子町\tt:test\tt:00ff\tt:\n");
	expect_rows(s, "section\t", "section\tt:soumu\tt:総務課\tt:太総\tt:\tt:\tt:2020-04-01\tt:\n"
	    "section\tt:zei\tt:税務課\tt:太税\tt:soumu\tt:\tt:2020-04-01\tt:2027-03-31\n");
	expect_rows(s, "post\t", "post\tt:soumu-head\tt:soumu\tt:head\tt:総務課長\n");
	expect_rows(s, "person\t", "person\tt:p1\tt:yamada\tt:山田\\t太郎\tt:ヤマダ\tt:\tt:\tt:\tt:\tt:\tt:2020-04-01\tt:\ti:1\n");
	expect_rows(s, "holding\t", "holding\tt:p1\tt:soumu-head\tt:2020-04-01\tt:\ti:0\n");
	expect_rows(s, "log\t", "log\ti:0\ti:1780282800\tt:init\tt:\tt:\tt:web\tt:found\ti:-1\ti:-1\tt:\tt:\tt:[\"4-8-2\"]\n");
	store_close(&s);
}

static void
b_a_holding_of_the_same_day_is_replaced(void **state)
{
	struct store *s = town_open();

	(void)state;
	line_commit(s, (struct line){.act = "appoint",
	    .effects = "[{\"e\":\"hold\",\"person\":\"p1\",\"post\":\"soumu-head\",\"from\":\"2020-04-01\",\"until\":\"2026-03-31\",\"flag\":1}]"});
	expect_rows(s, "holding\t", "holding\tt:p1\tt:soumu-head\tt:2020-04-01\tt:2026-03-31\ti:1\n");
	expect_rows(s, "town\t", "town\ti:1\ti:1\tt:太子町\tt:test\tt:00ff\tt:\n");
	store_close(&s);
}

static void
b_settings_keep_every_decision(void **state)
{
	struct store *s = town_open();

	(void)state;
	for (int i = 0; i < 2; i++)
		line_commit(s, (struct line){.act = "set",
		    .effects = "[{\"e\":\"setting\",\"field\":\"years\",\"from\":\"2026-05-01\",\"ref\":\"set\"}]",
		    .body = i ? "{\"set\":{\"value\":\"5\",\"text\":\"五年\"}}" : "{\"set\":{\"value\":\"3\",\"text\":\"三年\"}}"});
	expect_rows(s, "setting\t", "setting\tt:years\ti:1\tt:3\tt:三年\tt:\tt:2026-05-01\ti:1780282860\n"
	    "setting\tt:years\ti:2\tt:5\tt:五年\tt:\tt:2026-05-01\ti:1780282920\n");
	store_close(&s);
}

static void
b_holidays_come_and_go(void **state)
{
	struct store *s = town_open();

	(void)state;
	line_commit(s, (struct line){.act = "holiday",
	    .effects = "[{\"e\":\"holiday\",\"from\":\"2026-11-03\",\"flag\":1,\"ref\":\"a\"},"
		       "{\"e\":\"holiday\",\"from\":\"2026-11-23\",\"flag\":1,\"ref\":\"b\"}]",
	    .body = "{\"a\":\"文化の日\",\"b\":\"勤労感謝の日\"}"});
	line_commit(s, (struct line){.act = "holiday", .effects = "[{\"e\":\"holiday\",\"from\":\"2026-11-03\"}]"});
	expect_rows(s, "holiday\t", "holiday\tt:2026-11-23\tt:勤労感謝の日\n");
	store_close(&s);
}

static void
b_a_day_begins_without_changing_the_town(void **state)
{
	struct store *s = town_open();

	(void)state;
	line_commit(s, (struct line){.act = "day", .actor = "clock", .effects = "[{\"e\":\"day\",\"from\":\"2026-06-02\",\"flag\":1}]"});
	expect_rows(s, "town\t", "town\ti:1\ti:0\tt:太子町\tt:test\tt:00ff\tt:2026-06-02\n");
	store_close(&s);
}

/* --- matters ---------------------------------------------------------------------------- */

static const struct line submit = {
	.act = "submit", .post = "zei-staff", .subject = "{\"matter\":1}",
	.effects = "[{\"e\":\"open\",\"matter\":1,\"procedure\":\"take-out\",\"person\":\"p1\",\"post\":\"zei-staff\",\"section\":\"zei\"},"
		   "{\"e\":\"field\",\"matter\":1,\"field\":\"things\",\"flag\":1,\"value\":[12,13]},"
		   "{\"e\":\"field\",\"matter\":1,\"field\":\"purpose\",\"ref\":\"purpose\"},"
		   "{\"e\":\"field\",\"matter\":1,\"field\":\"place\",\"flag\":1,\"ref\":\"place\"},"
		   "{\"e\":\"field\",\"matter\":1,\"field\":\"count\",\"flag\":1,\"value\":-2},"
		   "{\"e\":\"field\",\"matter\":1,\"field\":\"until\",\"flag\":1,\"value\":\"2026-06-30\"},"
		   "{\"e\":\"field\",\"matter\":1,\"field\":\"nothing\",\"flag\":1},"
		   "{\"e\":\"step\",\"matter\":1,\"step\":\"permit\",\"role\":\"officer\",\"section\":\"zei\",\"due\":1780369200},"
		   "{\"e\":\"step\",\"matter\":1,\"step\":\"permit\",\"role\":\"owner\",\"section\":\"soumu\"}]",
	.body = "{\"purpose\":\"出張 \\\"A\\\"\\n\",\"place\":\"ウェブ会場\"}",
};

static struct store *
matter_open(void)
{
	struct store *s = town_open();

	line_commit(s, submit);
	return s;
}

static void
b_submit_opens_a_matter_with_its_form_and_steps(void **state)
{
	struct store *s = matter_open();

	(void)state;
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:1\tt:\tt:\ti:0\ti:0\t"
	    "t:{\"things\":[12,13],\"purpose\":\"出張 \\\\\"A\\\\\"\\\\n\",\"place\":\"ウェブ会場\",\"count\":-2,\"until\":\"2026-06-30\",\"nothing\":null}\n");
	expect_rows(s, "step\t",
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:open\ti:1\tt:\tt:\tt:\ti:1780369200\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:open\ti:1\tt:\tt:\tt:\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	expect_rows(s, "value\t", "value\ti:1\tt:take-out.count\tt:-2\ti:-2\n"
	    "value\ti:1\tt:take-out.nothing\tt:\ti:0\n"
	    "value\ti:1\tt:take-out.place\tt:ウエブ会場\ti:0\n"
	    "value\ti:1\tt:take-out.things\tt:12 13\ti:12\n"
	    "value\ti:1\tt:take-out.until\tt:2026-06-30\ti:20634\n");
	expect_rows(s, "log\ti:1\t", "log\ti:1\ti:1780282860\tt:p1\tt:zei-staff\tt:\tt:web\tt:submit\ti:1\ti:-1\tt:\tt:\tt:[\"4-8-2\"]\n");
	store_close(&s);
}

static void
b_a_stamp_closes_one_step(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "decide", .actor = "p2", .post = "zei-head", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"outcome\":\"permit\"},"
		       "{\"e\":\"number\",\"matter\":1,\"section\":\"zei\",\"series\":\"permit\",\"year\":2026,\"n\":7},"
		       "{\"e\":\"valid\",\"matter\":1,\"until\":\"2026-06-30\"},"
		       "{\"e\":\"step\",\"matter\":1,\"step\":\"leave\",\"role\":\"applicant\"}]"});
	expect_rows(s, "step\t",
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:permit\ti:2\tt:p2\tt:zei-head\tt:2026-06-01\ti:1780369200\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:open\ti:1\tt:\tt:\tt:\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:3\tt:leave\tt:applicant\tt:\tt:open\ti:2\tt:\tt:\tt:\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:2\tt:太税第7号\tt:2026-06-30\ti:0\ti:0\t"
	    "t:{\"things\":[12,13],\"purpose\":\"出張 \\\\\"A\\\\\"\\\\n\",\"place\":\"ウェブ会場\",\"count\":-2,\"until\":\"2026-06-30\",\"nothing\":null}\n");
	expect_rows(s, "counter\t", "counter\tt:zei\tt:permit\ti:2026\ti:7\n");
	expect_rows(s, "log\ti:2\t", "log\ti:2\ti:1780282920\tt:p2\tt:zei-head\tt:\tt:web\tt:decide\ti:1\ti:-1\tt:permit\tt:permit\tt:[\"4-8-2\"]\n");
	store_close(&s);
}

static void
b_a_step_is_typed_left_unconfirmed_and_confirmed(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "do", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"typed\",\"matter\":1,\"step\":\"permit\",\"section\":\"soumu\",\"field\":\"scanned\",\"value\":\"yes\"},"
		       "{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"role\":\"checker\",\"section\":\"soumu\",\"outcome\":\"unconfirmed\"},"
		       "{\"e\":\"typed\",\"matter\":1,\"step\":\"permit\",\"section\":\"soumu\",\"field\":\"note\",\"ref\":\"note\"}]",
	    .body = "{\"note\":\"異状なし\"}"});
	line_commit(s, (struct line){.act = "confirm", .actor = "p9", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"soumu\",\"outcome\":\"confirmed\"}]"});
	expect_rows(s, "step\ti:1\ti:2", "step\ti:1\ti:2\tt:permit\tt:checker\tt:soumu\tt:confirmed\ti:3\tt:p1\tt:\tt:2026-06-01\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\t"
	    "t:{\"scanned\":\"yes\",\"note\":\"異状なし\"}\tt:p1\tt:take-out\n");
	store_close(&s);
}

static void
b_a_step_that_is_open_is_not_opened_twice(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "revoke", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"step\",\"matter\":1,\"step\":\"permit\",\"role\":\"chief\",\"section\":\"zei\",\"due\":1780300000}]"});
	expect_rows(s, "step\t",
	    "step\ti:1\ti:1\tt:permit\tt:chief\tt:zei\tt:open\ti:1\tt:\tt:\tt:\ti:1780300000\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:open\ti:1\tt:\tt:\tt:\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	store_close(&s);
}

static void
b_late_is_marked_and_the_end_closes_what_is_open(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "late", .actor = "clock",
	    .effects = "[{\"e\":\"late\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\"}]"});
	line_commit(s, (struct line){.act = "withdraw", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"end\",\"matter\":1,\"state\":\"withdrawn\"}]"});
	expect_rows(s, "step\t",
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:ended\ti:3\tt:\tt:\tt:2026-06-01\ti:1780369200\ti:1\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:ended\ti:3\tt:\tt:\tt:2026-06-01\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	expect_rows(s, "matter\ti:1\tt:take-out\tt:00ff\tt:withdrawn\t", "matter\ti:1\tt:take-out\tt:00ff\tt:withdrawn\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:3\tt:\tt:\ti:0\ti:0\t"
	    "t:{\"things\":[12,13],\"purpose\":\"出張 \\\\\"A\\\\\"\\\\n\",\"place\":\"ウェブ会場\",\"count\":-2,\"until\":\"2026-06-30\",\"nothing\":null}\n");
	store_close(&s);
}

static void
b_a_field_set_again_changes_only_itself(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "submit", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"field\",\"matter\":1,\"field\":\"count\",\"value\":5},"
		       "{\"e\":\"field\",\"matter\":1,\"field\":\"things\",\"flag\":1,\"value\":[]},"
		       "{\"e\":\"field\",\"matter\":1,\"field\":\"more\",\"value\":\"}],\\\"\"}]"});
	line_commit(s, (struct line){.act = "submit", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"field\",\"matter\":1,\"field\":\"last\",\"value\":1}]"});
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:3\tt:\tt:\ti:0\ti:0\t"
	    "t:{\"things\":[],\"purpose\":\"出張 \\\\\"A\\\\\"\\\\n\",\"place\":\"ウェブ会場\",\"count\":5,\"until\":\"2026-06-30\",\"nothing\":null,\"more\":\"}],\\\\\"\",\"last\":1}\n");
	/* count is no longer listed: its row has gone */
	expect_rows(s, "value\ti:1\tt:take-out.count", "");
	expect_rows(s, "value\ti:1\tt:take-out.things", "value\ti:1\tt:take-out.things\tt:\ti:0\n");
	store_close(&s);
}

static void
b_an_entry_about_a_matter_moves_it_on(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "comment", .subject = "{\"matter\":1}"});
	expect_rows(s, "log\ti:2", "log\ti:2\ti:1780282920\tt:p1\tt:\tt:\tt:web\tt:comment\ti:1\ti:-1\tt:\tt:\tt:[\"4-8-2\"]\n");
	expect_rows(s, "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:1", "");
	store_close(&s);
}

/* --- items ------------------------------------------------------------------------------- */

static struct store *
items_open(void)
{
	struct store *s = town_open();

	line_commit(s, (struct line){.act = "do",
	    .effects = "[{\"e\":\"add\",\"item\":1,\"register\":\"asset\",\"section\":\"zei\",\"state\":\"in-use\"},"
		       "{\"e\":\"set\",\"item\":1,\"field\":\"class\",\"flag\":1,\"value\":\"II\"}]"});
	line_commit(s, (struct line){.act = "do",
	    .effects = "[{\"e\":\"number\",\"item\":2,\"section\":\"zei\",\"series\":\"medium\",\"year\":2026,\"n\":1},"
		       "{\"e\":\"add\",\"item\":2,\"register\":\"medium\",\"section\":\"zei\",\"state\":\"in-use\"},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"carries\",\"value\":[1]},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"place\",\"flag\":1,\"ref\":\"place\"}]",
	    .body = "{\"place\":\"ロッカー\"}"});
	return s;
}

static void
b_items_have_fields_links_history_and_values(void **state)
{
	struct store *s = items_open();

	(void)state;
	expect_rows(s, "item\t", "item\ti:1\tt:asset\tt:zei\tt:in-use\tt:\ti:1\ti:0\tt:{\"class\":\"II\"}\n"
	    "item\ti:2\tt:medium\tt:zei\tt:in-use\tt:太税第1号\ti:2\ti:0\tt:{\"carries\":[1],\"place\":\"ロッカー\"}\n");
	expect_rows(s, "link\t", "link\ti:2\tt:carries\ti:1\n");
	expect_rows(s, "item_history\ti:2", "item_history\ti:2\tt:carries\ti:2\tt:[1]\n"
	    "item_history\ti:2\tt:owner\ti:2\tt:\"zei\"\n"
	    "item_history\ti:2\tt:place\ti:2\tt:\"ロッカー\"\n"
	    "item_history\ti:2\tt:state\ti:2\tt:\"in-use\"\n");
	expect_rows(s, "value\t", "value\ti:1\tt:asset.class\tt:ii\ti:0\nvalue\ti:2\tt:medium.place\tt:ロツカ-\ti:0\n");
	store_close(&s);
}

static void
b_setting_an_item_keeps_what_it_was(void **state)
{
	struct store *s = items_open();

	(void)state;
	line_commit(s, (struct line){.act = "do",
	    .effects = "[{\"e\":\"set\",\"item\":2,\"field\":\"state\",\"value\":\"outside\"},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"owner\",\"value\":\"soumu\"},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"carries\",\"value\":[]},"
		       "{\"e\":\"holds\",\"matter\":9,\"item\":2}]"
	}); /* the keys of holds in the order of effect.def */
	expect_rows(s, "item\ti:2", "item\ti:2\tt:medium\tt:soumu\tt:outside\tt:太税第1号\ti:3\ti:9\tt:{\"carries\":[],\"place\":\"ロッカー\"}\n");
	expect_rows(s, "link\t", "");
	expect_rows(s, "item_history\ti:2\tt:state", "item_history\ti:2\tt:state\ti:2\tt:\"in-use\"\n"
	    "item_history\ti:2\tt:state\ti:3\tt:\"outside\"\n");
	line_commit(s, (struct line){.act = "do", .effects = "[{\"e\":\"holds\",\"item\":2}]"});
	expect_rows(s, "item\ti:2", "item\ti:2\tt:medium\tt:soumu\tt:outside\tt:太税第1号\ti:4\ti:0\tt:{\"carries\":[],\"place\":\"ロッカー\"}\n");
	store_close(&s);
}

static void
b_an_item_takes_texts_from_a_form(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "do", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"add\",\"item\":2,\"register\":\"asset\",\"section\":\"zei\",\"state\":\"in-use\"},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"place\",\"flag\":1,\"ref\":\"@1/place\"},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"why\",\"ref\":\"@1/purpose\"},"
		       "{\"e\":\"set\",\"item\":2,\"field\":\"none\",\"ref\":\"@1/no-such\"}]"});
	/* opened and done in one entry */
	line_commit(s, (struct line){.act = "submit",
	    .effects = "[{\"e\":\"open\",\"matter\":3,\"procedure\":\"register\",\"person\":\"p1\",\"section\":\"zei\"},"
		       "{\"e\":\"field\",\"matter\":3,\"field\":\"place\",\"ref\":\"place\"},"
		       "{\"e\":\"add\",\"item\":3,\"register\":\"asset\",\"section\":\"zei\",\"state\":\"in-use\"},"
		       "{\"e\":\"set\",\"item\":3,\"field\":\"place\",\"ref\":\"@3/place\"},"
		       "{\"e\":\"end\",\"matter\":3,\"state\":\"done\"}]",
	    .body = "{\"place\":\"書庫\"}"});
	expect_rows(s, "item\t", "item\ti:2\tt:asset\tt:zei\tt:in-use\tt:\ti:2\ti:0\tt:{\"place\":\"ウェブ会場\",\"why\":\"出張 \\\\\"A\\\\\"\\\\n\",\"none\":\"\"}\n"
	    "item\ti:3\tt:asset\tt:zei\tt:in-use\tt:\ti:3\ti:0\tt:{\"place\":\"書庫\"}\n");
	expect_rows(s, "matter\ti:3", "matter\ti:3\tt:register\tt:00ff\tt:done\tt:p1\tt:\tt:zei\tt:2026-06-01\ti:1780282980\ti:3\tt:\tt:\ti:0\ti:0\tt:{\"place\":\"書庫\"}\n");
	store_close(&s);
}

static void
b_a_person_leaves_and_keeps_his_names(void **state)
{
	struct store *s = town_open();

	(void)state;
	line_commit(s, (struct line){.act = "people",
	    .effects = "[{\"e\":\"person\",\"person\":\"p1\",\"from\":\"2020-04-01\",\"until\":\"2026-03-31\"},"
		       "{\"e\":\"post\",\"post\":\"x\",\"section\":\"zei\",\"kind\":\"head\",\"ref\":\".\"}]",
	    .body = "{\"label\":\"税務課長\"}"});
	expect_rows(s, "person\t", "person\tt:p1\tt:yamada\tt:山田\\t太郎\tt:ヤマダ\tt:\tt:\tt:\tt:\tt:\tt:2020-04-01\tt:2026-03-31\ti:0\n");
	expect_rows(s, "post\tt:x", "post\tt:x\tt:zei\tt:head\tt:税務課長\n");
	store_close(&s);
}

/* --- rounds, rows, deputies ------------------------------------------------------------------ */

static void
about_one(struct store *s, const char *act, const char *effects, const char *body)
{
	line_commit(s, (struct line){.act = act, .actor = "p2", .post = "zei-head", .subject = "{\"matter\":1}",
	    .effects = effects, .body = body});
}

static void
b_a_deputy_and_a_condition_stay_with_the_step(void **state)
{
	struct store *s = matter_open();

	(void)state;
	about_one(s, "decide", "[{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"kind\":\"deputy\",\"outcome\":\"conditional\",\"ref\":\"note\"}]",
	    "{\"note\":\"暗号化すること\"}");
	expect_rows(s, "step\ti:1\ti:1", "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:conditional\ti:2\tt:p2\tt:zei-head\tt:2026-06-01\ti:1780369200"
	    "\ti:0\ti:0\ti:0\tt:\ti:1\ti:0\tt:暗号化すること\ti:0\tt:{}\tt:p1\tt:take-out\n");
	store_close(&s);
}

/* Entered by p2 for p9: it is p9 who did it, and the log has both. */
static void
b_on_behalf_is_the_one_it_was_done_for(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "do", .actor = "p2", .behalf = "p9", .subject = "{\"matter\":1}",
	    .effects = "[{\"e\":\"paper\",\"matter\":1,\"from\":\"2026-05-29\",\"ref\":\"_paper/number\"},"
		       "{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"soumu\",\"outcome\":\"unconfirmed\"},"
		       "{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"outcome\":\"taken\"}]",
	    .body = "{\"_paper\":{\"number\":\"太総第5号\",\"date\":\"2026-05-29\"}}"});
	expect_rows(s, "step\ti:1\ti:2", "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:unconfirmed\ti:2\tt:p9\tt:\tt:2026-06-01\ti:0"
	    "\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	/* what was decided on paper was decided by nobody here */
	expect_rows(s, "step\ti:1\ti:1", "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:taken\ti:2\tt:\tt:\tt:2026-06-01\ti:1780369200"
	    "\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	expect_rows(s, "log\ti:2", "log\ti:2\ti:1780282920\tt:p2\tt:\tt:p9\tt:web\tt:do\ti:1\ti:-1\tt:permit\tt:unconfirmed\tt:[\"4-8-2\"]\n");
	expect_rows(s, "paper\t", "paper\ti:2\ti:1\tt:2026-05-29\tt:太総第5号\n");
	store_close(&s);
}

static void
b_a_returned_matter_begins_a_new_round(void **state)
{
	struct store *s = matter_open();

	(void)state;
	about_one(s, "decide", "[{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"outcome\":\"return\",\"ref\":\"note\"},"
	    "{\"e\":\"past\",\"matter\":1},{\"e\":\"step\",\"matter\":1,\"step\":\"form\"}]", "{\"note\":\"返却日を\"}");
	expect_rows(s, "step\t",
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:return\ti:2\tt:p2\tt:zei-head\tt:2026-06-01\ti:1780369200\ti:0\ti:0\ti:0\tt:\ti:0\ti:1\tt:返却日を\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:ended\ti:2\tt:\tt:\tt:2026-06-01\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:1\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n"
	    "step\ti:1\ti:3\tt:form\tt:\tt:\tt:open\ti:2\tt:\tt:\tt:\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	/* filled in again: another value, an emptied one, and the way from its beginning */
	about_one(s, "change", "[{\"e\":\"field\",\"matter\":1,\"field\":\"until\",\"flag\":1,\"value\":\"2026-07-01\"},"
	    "{\"e\":\"field\",\"matter\":1,\"field\":\"place\",\"flag\":1},"
	    "{\"e\":\"stamp\",\"matter\":1,\"step\":\"form\",\"outcome\":\"done\"},"
	    "{\"e\":\"step\",\"matter\":1,\"step\":\"permit\",\"role\":\"officer\",\"section\":\"zei\",\"due\":1780400000,\"remind\":1780390000}]", NULL);
	expect_rows(s, "step\ti:1\ti:4", "step\ti:1\ti:4\tt:permit\tt:officer\tt:zei\tt:open\ti:3\tt:\tt:\tt:\ti:1780400000\ti:0\ti:1780390000\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	expect_rows(s, "matter_history\t", "matter_history\ti:1\tt:\tt:\tt:place\ti:3\tt:\"ウェブ会場\"\n"
	    "matter_history\ti:1\tt:\tt:\tt:until\ti:3\tt:\"2026-06-30\"\n");
	expect_rows(s, "value\ti:1\tt:take-out.until", "value\ti:1\tt:take-out.until\tt:2026-07-01\ti:20635\n");
	expect_rows(s, "value\ti:1\tt:take-out.place", "value\ti:1\tt:take-out.place\tt:\ti:0\n");
	store_close(&s);
}

static void
b_a_correction_keeps_what_it_replaces(void **state)
{
	struct store *s = matter_open();

	(void)state;
	about_one(s, "do", "[{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"outcome\":\"done\"},"
	    "{\"e\":\"typed\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"scanned\",\"value\":\"no\"}]", NULL);
	about_one(s, "correct", "[{\"e\":\"correct\",\"matter\":1,\"field\":\"things\",\"flag\":1,\"value\":[12]},"
	    "{\"e\":\"correct\",\"matter\":1,\"field\":\"purpose\",\"ref\":\"form/purpose\"}]", "{\"form\":{\"purpose\":\"研修\"}}");
	about_one(s, "correct", "[{\"e\":\"correct\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"scanned\",\"value\":\"yes\"}]", NULL);
	expect_rows(s, "matter_history\t", "matter_history\ti:1\tt:\tt:\tt:purpose\ti:3\tt:\"出張 \\\\\"A\\\\\"\\\\n\"\n"
	    "matter_history\ti:1\tt:\tt:\tt:things\ti:3\tt:[12,13]\n"
	    "matter_history\ti:1\tt:permit\tt:zei\tt:scanned\ti:4\tt:\"no\"\n");
	expect_rows(s, "value\ti:1\tt:take-out.things", "value\ti:1\tt:take-out.things\tt:12\ti:12\n");
	expect_rows(s, "step\ti:1\ti:1", "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:done\ti:2\tt:p2\tt:zei-head\tt:2026-06-01\ti:1780369200\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:0\tt:{\"scanned\":\"yes\"}\tt:p1\tt:take-out\n");
	expect_rows(s, "log\ti:4", "log\ti:4\ti:1780283040\tt:p2\tt:zei-head\tt:\tt:web\tt:correct\ti:1\ti:-1\tt:permit\tt:\tt:[\"4-8-2\"]\n");
	store_close(&s);
}

static void
b_rows_are_added_and_go_on_after_a_return(void **state)
{
	struct store *s = matter_open();

	(void)state;
	for (int i = 0; i < 2; i++)
		about_one(s, "do", i ? "[{\"e\":\"row\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"what\",\"n\":2,\"ref\":\"what\"},"
		    "{\"e\":\"row\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"when\",\"n\":2,\"value\":\"2026-06-01\"}]"
		    : "[{\"e\":\"row\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"what\",\"n\":1,\"ref\":\"what\"}]", "{\"what\":\"発見\"}");
	expect_rows(s, "step_row\t", "step_row\ti:1\tt:permit\tt:zei\ti:1\ti:2\tt:{\"what\":\"発見\"}\n"
	    "step_row\ti:1\tt:permit\tt:zei\ti:2\ti:3\tt:{\"what\":\"発見\",\"when\":\"2026-06-01\"}\n");
	expect_rows(s, "step\ti:1\ti:1", "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:open\ti:1\tt:\tt:\tt:\ti:1780369200\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:2\tt:{}\tt:p1\tt:take-out\n");
	about_one(s, "decide", "[{\"e\":\"past\",\"matter\":1},{\"e\":\"step\",\"matter\":1,\"step\":\"permit\",\"role\":\"officer\",\"section\":\"zei\"}]", NULL);
	expect_rows(s, "step\ti:1\ti:3", "step\ti:1\ti:3\tt:permit\tt:officer\tt:zei\tt:open\ti:4\tt:\tt:\tt:\ti:0\ti:0\ti:0\ti:0\tt:\ti:0\ti:0\tt:\ti:2\tt:{}\tt:p1\tt:take-out\n");
	store_close(&s);
}

static void
b_a_reminder_a_raise_and_a_comment(void **state)
{
	struct store *s = matter_open();

	(void)state;
	about_one(s, "late", "[{\"e\":\"late\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"flag\":1}]", NULL);
	about_one(s, "raise", "[{\"e\":\"raise\",\"matter\":1,\"step\":\"permit\",\"role\":\"ciso\",\"section\":\"zei\"}]", NULL);
	about_one(s, "comment", "[{\"e\":\"comment\",\"matter\":1,\"ref\":\"text\"}]", "{\"text\":\"一行目\\n二行目\"}");
	expect_rows(s, "step\ti:1\ti:1", "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:open\ti:1\tt:\tt:\tt:\ti:1780369200\ti:0\ti:0\ti:1\tt:ciso\ti:0\ti:0\tt:\ti:0\tt:{}\tt:p1\tt:take-out\n");
	expect_rows(s, "comment\t", "comment\ti:1\ti:4\tt:p2\tt:一行目\\n二行目\n");
	expect_rows(s, "log\ti:2", "log\ti:2\ti:1780282920\tt:p2\tt:zei-head\tt:\tt:web\tt:late\ti:1\ti:-1\tt:permit\tt:remind\tt:[\"4-8-2\"]\n");
	store_close(&s);
}

static void
b_notices_wait_until_they_are_seen(void **state)
{
	struct store *s = matter_open();

	(void)state;
	/* twice the same in one entry is one; to a role is another */
	about_one(s, "decide", "[{\"e\":\"notice\",\"matter\":1,\"step\":\"permit\",\"person\":\"p3\",\"kind\":\"deputy\"},"
	    "{\"e\":\"notice\",\"matter\":1,\"step\":\"permit\",\"person\":\"p3\",\"kind\":\"deputy\"},"
	    "{\"e\":\"notice\",\"matter\":1,\"step\":\"permit\",\"role\":\"officer\",\"section\":\"zei\",\"kind\":\"late\"}]", NULL);
	about_one(s, "review", "[{\"e\":\"seen\",\"matter\":1,\"step\":\"permit\",\"person\":\"p3\",\"kind\":\"deputy\"}]", NULL);
	/* told again later: a new one, and only that */
	about_one(s, "decide", "[{\"e\":\"notice\",\"matter\":1,\"step\":\"permit\",\"person\":\"p3\",\"kind\":\"deputy\"}]", NULL);
	expect_rows(s, "notice\t", "notice\ti:1\tt:permit\tt:deputy\tt:\tt:p3\tt:\ti:2\ti:3\tt:p2\n"
	    "notice\ti:1\tt:permit\tt:deputy\tt:\tt:p3\tt:\ti:4\ti:0\tt:\n"
	    "notice\ti:1\tt:permit\tt:late\tt:officer\tt:\tt:zei\ti:2\ti:0\tt:\n");
	store_close(&s);
}

static void
b_a_matter_of_the_clock_says_what_it_came_of(void **state)
{
	struct store *s = matter_open();

	(void)state;
	line_commit(s, (struct line){.act = "submit", .actor = "clock", .subject = "{\"matter\":2}",
	    .effects = "[{\"e\":\"open\",\"matter\":2,\"procedure\":\"incident\",\"section\":\"zei\",\"of\":1,\"flag\":2}]"});
	line_commit(s, (struct line){.act = "submit", .behalf = "p9", .subject = "{\"matter\":3}",
	    .effects = "[{\"e\":\"open\",\"matter\":3,\"procedure\":\"take-out\",\"person\":\"p9\",\"section\":\"zei\",\"flag\":1}]"});
	expect_rows(s, "matter\ti:2", "matter\ti:2\tt:incident\tt:00ff\tt:open\tt:\tt:\tt:zei\tt:2026-06-01\ti:1780282920\ti:2\tt:\tt:\ti:0\ti:1\tt:{}\n");
	expect_rows(s, "matter\ti:3", "matter\ti:3\tt:take-out\tt:00ff\tt:open\tt:p9\tt:\tt:zei\tt:2026-06-01\ti:1780282980\ti:3\tt:\tt:\ti:1\ti:0\tt:{}\n");
	store_close(&s);
}

/* --- people who are away, outsiders, stations ---------------------------------------------------- */

static void
b_absences_are_said_moved_and_taken_back(void **state)
{
	struct store *s = town_open();

	(void)state;
	for (int i = 0; i < 2; i++)
		line_commit(s, (struct line){.act = "absent",
		    .effects = i ? "[{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"leader\",\"from\":\"2026-06-01\",\"until\":\"2026-06-02\",\"ref\":\"reason\"}]"
			    : "[{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2026-06-01\",\"until\":\"2026-06-05\",\"ref\":\"reason\"},"
			      "{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2026-07-01\",\"until\":\"2026-07-05\",\"ref\":\"reason\"}]",
		    .body = i ? "{\"reason\":\"早く戻った\"}" : "{\"reason\":\"出張\"}"});
	line_commit(s, (struct line){.act = "absent",
	    .effects = "[{\"e\":\"absent\",\"person\":\"p1\",\"kind\":\"self\",\"from\":\"2026-07-01\",\"until\":\"2026-06-30\"}]"});
	expect_rows(s, "absence\t", "absence\tt:p1\tt:2026-06-01\tt:2026-06-02\tt:leader\tt:早く戻った\n");
	expect_rows(s, "town\t", "town\ti:1\ti:3\tt:太子町\tt:test\tt:00ff\tt:\n");
	store_close(&s);
}

static void
b_outsiders_and_stations_are_persons(void **state)
{
	struct store *s = town_open();

	(void)state;
	line_commit(s, (struct line){.act = "people",
	    .effects = "[{\"e\":\"section\",\"section\":\"gikai\",\"kind\":\"council\",\"from\":\"2020-04-01\",\"ref\":\"s\"},"
		       "{\"e\":\"person\",\"person\":\"x1\",\"decider\":\"p1\",\"from\":\"2026-04-01\",\"flag\":2,\"ref\":\"x\"},"
		       "{\"e\":\"person\",\"procedure\":\"door-book\",\"person\":\"@genkan\",\"section\":\"zei\",\"from\":\"2026-04-01\",\"flag\":3,\"ref\":\"g\"}]",
	    .body = "{\"s\":{\"label\":\"議会事務局\"},\"x\":{\"name\":\"田中\",\"company\":\"保守社\",\"card\":\"0077\"},\"g\":\"玄関\"}"});
	expect_rows(s, "section\tt:gikai", "section\tt:gikai\tt:議会事務局\tt:\tt:\tt:council\tt:2020-04-01\tt:\n");
	expect_rows(s, "person\tt:x1", "person\tt:x1\tt:\tt:田中\tt:\tt:保守社\tt:0077\tt:p1\tt:\tt:\tt:2026-04-01\tt:\ti:2\n");
	expect_rows(s, "person\tt:@genkan", "person\tt:@genkan\tt:\tt:玄関\tt:\tt:\tt:\tt:\tt:door-book\tt:zei\tt:2026-04-01\tt:\ti:3\n");
	/* it ends, and is still the same one */
	line_commit(s, (struct line){.act = "station",
	    .effects = "[{\"e\":\"person\",\"person\":\"@genkan\",\"from\":\"2026-04-01\",\"until\":\"2026-05-31\",\"flag\":3}]"});
	expect_rows(s, "person\tt:@genkan", "person\tt:@genkan\tt:\tt:玄関\tt:\tt:\tt:\tt:\tt:door-book\tt:zei\tt:2026-04-01\tt:2026-05-31\ti:3\n");
	store_close(&s);
}

/* --- bodies and bad entries ---------------------------------------------------------------- */

static void
b_an_erased_body_leaves_empty_texts_and_all_else(void **state)
{
	struct store *s = memory_open();
	struct line gone = founding, matter = submit;

	(void)state;
	gone.erased = matter.erased = true;
	line_commit(s, gone);
	line_commit(s, matter);
	expect_rows(s, "town\t", "town\ti:1\ti:0\tt:\tt:test\tt:00ff\tt:\n");
	expect_rows(s, "person\t", "person\tt:p1\tt:\tt:\tt:\tt:\tt:\tt:\tt:\tt:\tt:2020-04-01\tt:\ti:1\n");
	expect_rows(s, "section\tt:zei", "section\tt:zei\tt:\tt:\tt:soumu\tt:\tt:2020-04-01\tt:2027-03-31\n");
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:1\tt:\tt:\ti:0\ti:0\t"
	    "t:{\"things\":[12,13],\"purpose\":\"\",\"place\":\"\",\"count\":-2,\"until\":\"2026-06-30\",\"nothing\":null}\n");
	store_close(&s);
}

static void
f_what_names_nothing_is_corrupt(void **state)
{
	static const char *const effects[] = {
		"[{\"e\":\"stamp\",\"matter\":1,\"step\":\"leave\",\"outcome\":\"done\"}]",
		"[{\"e\":\"stamp\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"outcome\":\"maybe\"}]",
		"[{\"e\":\"field\",\"matter\":77,\"field\":\"a\",\"value\":1}]",
		"[{\"e\":\"step\",\"matter\":77,\"step\":\"a\"}]",
		"[{\"e\":\"end\",\"matter\":77,\"state\":\"done\"}]",
		"[{\"e\":\"late\",\"matter\":1,\"step\":\"leave\"}]",
		"[{\"e\":\"typed\",\"matter\":1,\"step\":\"leave\",\"field\":\"a\",\"value\":1}]",
		"[{\"e\":\"set\",\"item\":77,\"field\":\"a\",\"value\":1}]",
		"[{\"e\":\"holds\",\"item\":77}]",
		"[{\"e\":\"field\",\"matter\":1,\"field\":\"a\",\"ref\":\"@77/a\"}]",
		"[{\"e\":\"field\",\"matter\":1,\"field\":\"a\",\"ref\":\"@1\"}]",
		"[{\"e\":\"person\",\"person\":\"p77\",\"until\":\"2026-03-31\"}]",
		"[{\"e\":\"raise\",\"matter\":1,\"step\":\"leave\",\"role\":\"ciso\"}]",
		"[{\"e\":\"late\",\"matter\":1,\"step\":\"leave\",\"flag\":1}]",
		"[{\"e\":\"row\",\"matter\":1,\"step\":\"leave\",\"field\":\"a\",\"n\":1,\"value\":1}]",
		"[{\"e\":\"row\",\"matter\":1,\"step\":\"permit\",\"section\":\"zei\",\"field\":\"a\",\"value\":1}]",
		"[{\"e\":\"correct\",\"matter\":77,\"field\":\"a\",\"value\":1}]",
		"[{\"e\":\"correct\",\"matter\":1,\"step\":\"leave\",\"field\":\"a\",\"value\":1}]",
		"[{\"e\":\"seen\",\"matter\":1,\"step\":\"permit\",\"person\":\"p1\",\"kind\":\"deputy\"}]",
		"[{\"e\":\"notice\",\"matter\":77,\"person\":\"p1\",\"kind\":\"deputy\"}]",
		"[{\"e\":\"comment\",\"matter\":77,\"ref\":\"text\"}]",
		"[{\"e\":\"past\",\"matter\":77}]",
		"[{\"e\":\"paper\",\"matter\":77,\"from\":\"2026-05-29\"}]",
		"[{\"e\":\"absent\",\"person\":\"p1\",\"from\":\"2026-05-29\",\"until\":\"2026-05-28\"}]",
	};
	struct store *s = matter_open();
	struct arena *a = arena_new(ROOM);
	struct str before = dump(s, a);

	(void)state;
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++) {
		OK(store_begin(s));
		assert_int_equal(line_put(s, a, (struct line){.act = "do", .effects = effects[i]}), ERR_CORRUPT);
		store_rollback(s);
	}
	assert_true(str_eq(before, dump(s, a)));
	arena_free(&a);
	store_close(&s);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(b_founding_makes_the_town),
		cmocka_unit_test(b_a_holding_of_the_same_day_is_replaced),
		cmocka_unit_test(b_settings_keep_every_decision),
		cmocka_unit_test(b_holidays_come_and_go),
		cmocka_unit_test(b_a_day_begins_without_changing_the_town),
		cmocka_unit_test(b_submit_opens_a_matter_with_its_form_and_steps),
		cmocka_unit_test(b_a_stamp_closes_one_step),
		cmocka_unit_test(b_a_step_is_typed_left_unconfirmed_and_confirmed),
		cmocka_unit_test(b_a_step_that_is_open_is_not_opened_twice),
		cmocka_unit_test(b_late_is_marked_and_the_end_closes_what_is_open),
		cmocka_unit_test(b_a_field_set_again_changes_only_itself),
		cmocka_unit_test(b_an_entry_about_a_matter_moves_it_on),
		cmocka_unit_test(b_items_have_fields_links_history_and_values),
		cmocka_unit_test(b_setting_an_item_keeps_what_it_was),
		cmocka_unit_test(b_an_item_takes_texts_from_a_form),
		cmocka_unit_test(b_a_person_leaves_and_keeps_his_names),
		cmocka_unit_test(b_a_deputy_and_a_condition_stay_with_the_step),
		cmocka_unit_test(b_on_behalf_is_the_one_it_was_done_for),
		cmocka_unit_test(b_a_returned_matter_begins_a_new_round),
		cmocka_unit_test(b_a_correction_keeps_what_it_replaces),
		cmocka_unit_test(b_rows_are_added_and_go_on_after_a_return),
		cmocka_unit_test(b_a_reminder_a_raise_and_a_comment),
		cmocka_unit_test(b_notices_wait_until_they_are_seen),
		cmocka_unit_test(b_a_matter_of_the_clock_says_what_it_came_of),
		cmocka_unit_test(b_absences_are_said_moved_and_taken_back),
		cmocka_unit_test(b_outsiders_and_stations_are_persons),
		cmocka_unit_test(b_an_erased_body_leaves_empty_texts_and_all_else),
		cmocka_unit_test(f_what_names_nothing_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
