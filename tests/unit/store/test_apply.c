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
	expect_rows(s, "section\t", "section\tt:soumu\tt:総務課\tt:太総\tt:\tt:2020-04-01\tt:\n"
	    "section\tt:zei\tt:税務課\tt:太税\tt:soumu\tt:2020-04-01\tt:2027-03-31\n");
	expect_rows(s, "post\t", "post\tt:soumu-head\tt:soumu\tt:head\tt:総務課長\n");
	expect_rows(s, "person\t", "person\tt:p1\tt:yamada\tt:山田\\t太郎\tt:ヤマダ\tt:2020-04-01\tt:\ti:1\n");
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
	expect_rows(s, "setting\t", "setting\tt:years\ti:1\tt:3\tt:三年\tt:2026-05-01\ti:1780282860\n"
	    "setting\tt:years\ti:2\tt:5\tt:五年\tt:2026-05-01\ti:1780282920\n");
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
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:1\tt:\tt:\t"
	    "t:{\"things\":[12,13],\"purpose\":\"出張 \\\\\"A\\\\\"\\\\n\",\"place\":\"ウェブ会場\",\"count\":-2,\"until\":\"2026-06-30\",\"nothing\":null}\n");
	expect_rows(s, "step\t",
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:open\ti:1\tt:\tt:\tt:\ti:1780369200\ti:0\tt:{}\tt:p1\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:open\ti:1\tt:\tt:\tt:\ti:0\ti:0\tt:{}\tt:p1\n");
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
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:permit\ti:2\tt:p2\tt:zei-head\tt:2026-06-01\ti:1780369200\ti:0\tt:{}\tt:p1\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:open\ti:1\tt:\tt:\tt:\ti:0\ti:0\tt:{}\tt:p1\n"
	    "step\ti:1\ti:3\tt:leave\tt:applicant\tt:\tt:open\ti:2\tt:\tt:\tt:\ti:0\ti:0\tt:{}\tt:p1\n");
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:2\tt:太税第7号\tt:2026-06-30\t"
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
	expect_rows(s, "step\ti:1\ti:2", "step\ti:1\ti:2\tt:permit\tt:checker\tt:soumu\tt:confirmed\ti:3\tt:p1\tt:\tt:2026-06-01\ti:0\ti:0\t"
	    "t:{\"scanned\":\"yes\",\"note\":\"異状なし\"}\tt:p1\n");
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
	    "step\ti:1\ti:1\tt:permit\tt:chief\tt:zei\tt:open\ti:1\tt:\tt:\tt:\ti:1780300000\ti:0\tt:{}\tt:p1\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:open\ti:1\tt:\tt:\tt:\ti:0\ti:0\tt:{}\tt:p1\n");
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
	    "step\ti:1\ti:1\tt:permit\tt:officer\tt:zei\tt:ended\ti:3\tt:\tt:\tt:2026-06-01\ti:1780369200\ti:1\tt:{}\tt:p1\n"
	    "step\ti:1\ti:2\tt:permit\tt:owner\tt:soumu\tt:ended\ti:3\tt:\tt:\tt:2026-06-01\ti:0\ti:0\tt:{}\tt:p1\n");
	expect_rows(s, "matter\ti:1\tt:take-out\tt:00ff\tt:withdrawn\t", "matter\ti:1\tt:take-out\tt:00ff\tt:withdrawn\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:3\tt:\tt:\t"
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
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:3\tt:\tt:\t"
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
	expect_rows(s, "matter\ti:3", "matter\ti:3\tt:register\tt:00ff\tt:done\tt:p1\tt:\tt:zei\tt:2026-06-01\ti:1780282980\ti:3\tt:\tt:\tt:{\"place\":\"書庫\"}\n");
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
	expect_rows(s, "person\t", "person\tt:p1\tt:yamada\tt:山田\\t太郎\tt:ヤマダ\tt:2020-04-01\tt:2026-03-31\ti:0\n");
	expect_rows(s, "post\tt:x", "post\tt:x\tt:zei\tt:head\tt:税務課長\n");
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
	expect_rows(s, "person\t", "person\tt:p1\tt:\tt:\tt:\tt:2020-04-01\tt:\ti:1\n");
	expect_rows(s, "section\tt:zei", "section\tt:zei\tt:\tt:\tt:soumu\tt:2020-04-01\tt:2027-03-31\n");
	expect_rows(s, "matter\t", "matter\ti:1\tt:take-out\tt:00ff\tt:open\tt:p1\tt:zei-staff\tt:zei\tt:2026-06-01\ti:1780282860\ti:1\tt:\tt:\t"
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
		cmocka_unit_test(b_an_erased_body_leaves_empty_texts_and_all_else),
		cmocka_unit_test(f_what_names_nothing_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
