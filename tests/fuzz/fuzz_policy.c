/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as one chapter of a small policy, or as its head: they load, or
 * there is at least one finding with a place; nothing else may happen.
 */
#include <stdlib.h>

#include "policy/coverage.h"
#include "policy/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD \
    "id: small\nlabel: 試験\ntown: 町\n" \
    "posts: [{id: head, label: 課長, titles: [課長]}, {id: other, label: 他, otherwise: yes}]\n" \
    "roles:\n" \
    "  - {id: staff, label: 職員, everyone: yes}\n" \
    "  - {id: ciso, label: 統括, town: yes, administrator: yes, held-by: [{section: soumu}]}\n" \
    "  - {id: officer, label: 責任者, held-by: [{post: head}], up: ciso}\n" \
    "organs: [{id: council, label: 議会, up: ciso}]\n" \
    "office-hours: {from: opens, until: closes}\n" \
    "classes: [{id: I, label: Ⅰ}, {id: II, label: Ⅱ}]\n"

#define CHAPTER \
    "settings:\n" \
    "  - {id: years, label: 年, type: number, default: \"5\"}\n" \
    "  - {id: opens, label: 開庁, type: time, default: \"8:30\"}\n" \
    "  - {id: closes, label: 閉庁, type: time, default: \"17:15\"}\n" \
    "  - {id: may, label: 代決, type: yesno, default: no}\n" \
    "  - {id: counted, label: 数え方, type: count, default: days}\n" \
    "procedures:\n" \
    "  - id: event\n    label: 出来事\n    start: [{by: staff}]\n    completed-by: officer\n" \
    "    form: [{name: boxes, label: 箱, type: items, of: [box]}, {name: who, label: 人, type: person}]\n" \
    "registers:\n" \
    "  - id: paper\n    label: 書類\n    states: [{id: kept, label: 保管}]\n" \
    "    fields: [{name: name, label: 名, type: line, required: yes}, {name: class, label: 分類, type: class}]\n" \
    "  - id: box\n    label: 箱\n    states: [{id: kept, label: 保管}, {id: lent, label: 貸出}]\n" \
    "    fields:\n" \
    "      - {name: carries, label: 中身, type: items, of: [paper], max: 5}\n" \
    "      - {name: class, label: 分類, type: class, is: {max: carries.class}}\n"

static void
check(bool holds)
{
	if (!holds)
		abort();
}

static void
check_load(struct arena *a, const struct policy_file *files, size_t n)
{
	struct buf out = buf_on(a, 1 << 20);
	struct policy *p;
	struct lint lint;
	enum err e = policy_load(a, files, n, &p, &lint);

	check((e == ERR_OK) == (p != NULL) && (e == ERR_OK) == (lint.n == 0));
	for (size_t i = 0; i < lint.n; i++)
		check(lint.found[i].text.n > 0 && lint.found[i].file.n > 0);
	if (p)
		coverage_print(a, p, &out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(POLICY_ARENA);
	struct str bytes = {(const char *)data, size};
	const struct policy_file as_chapter[] = {
	    {STR("policy.yaml"), STR(HEAD)}, {STR("1.yaml"), STR(CHAPTER)}, {STR("2.yaml"), bytes}};
	const struct policy_file as_head[] = {{STR("policy.yaml"), bytes}};

	check_load(a, as_chapter, 3);
	arena_reset(a);
	check_load(a, as_head, 1);
	arena_free(&a);
	return 0;
}
