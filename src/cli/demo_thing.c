/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/demo_thing.h"

#include <string.h>

#include "base/die.h"

static const struct {
	const char *name, *class, *personal, *form, *place;
} assets[] = {
    {"窓口受付簿", "I", "yes", "stored", "共有ディスク"},
    {"会議資料", "IV", "no", "stored", "共有ディスク"},
    {"契約書つづり", "II", "no", "print-document", "書庫"},
    {"相談記録", "I", "yes", "stored", "共有ディスク"},
    {"統計表", "III", "no", "stored", "共有ディスク"},
    {"業務手引", "II", "no", "stored", "共有ディスク"},
    {"広報の原稿", "III", "no", "stored", "共有ディスク"},
    {"出勤簿", "I", "yes", "print-output", "課長席の後ろの書棚"},
};
static const struct {
	const char *name, *kind, *zone;
} devices[] = {
    {"ノートパソコン", "laptop", "lgwan"},
    {"タブレット", "mobile", "internet"},
    {"持出し用パソコン", "laptop", "none"},
    {"デジタルカメラ", "other", "none"},
};
static const struct {
	const char *name, *kind, *capacity;
} media[] = {
    {"USBメモリ", "usb", "32GB"},
    {"外付けディスク", "disk", "2TB"},
    {"SDカード", "card", "64GB"},
};
static const char *const entering[] = {
    [DEMO_ASSET] = "asset-enter",
    [DEMO_DEVICE] = "device-enter",
    [DEMO_MEDIUM] = "medium-enter",
};

enum {
	ASSETS = sizeof assets / sizeof assets[0],
	DEVICES = sizeof devices / sizeof devices[0],
	MEDIA = sizeof media / sizeof media[0]
};

static struct str
asset_body(struct demo *d, const struct demo_section *s, unsigned n)
{
	return arena_fmt(d->arena,
	    "{\"name\":\"%s %s%s\",\"class\":\"%s\",\"disclosure\":\"%s\",\"personal\":\"%s\",\"form\":\"%s\",\"place\":\"%s %s\"}",
	    s->label, assets[n % ASSETS].name, n < ASSETS ? "" : "(追加)", assets[n % ASSETS].class,
	    assets[n % ASSETS].class[0] == 'I' && assets[n % ASSETS].class[1] != 'V' ? "課内のみ" : "公開",
	    assets[n % ASSETS].personal, assets[n % ASSETS].form, s->label, assets[n % ASSETS].place);
}

static struct str
device_body(struct demo *d, const struct demo_section *s, unsigned n)
{
	return arena_fmt(d->arena,
	    "{\"name\":\"%s %s-%02u\",\"kind\":\"%s\",\"maker\":\"架空電機\",\"serial\":\"SAMPLE-%s-%03u\",\"zone\":\"%s\",\"place\":\"%s\"}",
	    devices[n % DEVICES].name, s->sign, n + 1, devices[n % DEVICES].kind, s->id, n + 1,
	    devices[n % DEVICES].zone, s->label);
}

static struct str
medium_body(struct demo *d, const struct demo_section *s, unsigned n, int64_t carries)
{
	struct str inside =
	    carries > 0 ? arena_fmt(d->arena, ",\"carries\":[%lld]", (long long)carries) : STR("");

	return arena_fmt(d->arena,
	    "{\"name\":\"%s %s-%u\",\"kind\":\"%s\",\"capacity\":\"%s\",\"encrypts\":\"yes\",\"place\":\"%s 鍵付き書棚\",\"locked\":\"yes\"%.*s}",
	    media[n % MEDIA].name, s->sign, n + 1, media[n % MEDIA].kind, media[n % MEDIA].capacity, s->label,
	    STR_ARG(inside));
}

struct str
demo_thing_body(struct demo *d, enum demo_kind kind, int section, unsigned n, int64_t carries)
{
	const struct demo_section *s = &d->staff->sections[section];

	switch (kind) {
	case DEMO_ASSET:
		return asset_body(d, s, n);
	case DEMO_DEVICE:
		return device_body(d, s, n);
	case DEMO_MEDIUM:
		return medium_body(d, s, n, carries);
	}
	return STR("{}");
}

static int64_t
thing_enter(struct demo *d, struct demo_things *t, enum demo_kind kind, int section, unsigned n,
    const struct demo_thing *inside)
{
	int clerk = demo_staff_clerk(d->staff, section, demo_act_random(d, 100));
	int64_t matter, item;
	bool secret = inside != NULL && inside->secret;

	matter = demo_act_submit(
	    d, clerk, entering[kind], demo_thing_body(d, kind, section, n, inside != NULL ? inside->id : 0));
	item = demo_act_accept(d, matter);
	if (d->err != ERR_OK)
		return 0;
	must(t->n < DEMO_THINGS_MAX);
	if (kind == DEMO_ASSET)
		secret =
		    strcmp(assets[n % ASSETS].class, "I") == 0 || strcmp(assets[n % ASSETS].class, "II") == 0;
	t->all[t->n++] = (struct demo_thing){item, kind, section, secret, false};
	return item;
}

void
demo_thing_enter(struct demo *d, struct demo_things *t, int section)
{
	unsigned n_assets = 3, n_devices = 3 + (unsigned)d->staff->sections[section].lends, n_media = 2,
	         shift = (unsigned)section;
	size_t first = t->n;

	for (unsigned i = 0; i < n_assets; i++)
		thing_enter(d, t, DEMO_ASSET, section, (i + shift) % ASSETS, NULL);
	for (unsigned i = 0; i < n_devices; i++)
		thing_enter(d, t, DEMO_DEVICE, section, i, NULL);
	for (unsigned i = 0; i < n_media && d->err == ERR_OK; i++)
		thing_enter(d, t, DEMO_MEDIUM, section, i, &t->all[first + i]);
}

static bool
is_wanted(enum demo_kind kind, enum demo_want want)
{
	switch (want) {
	case WANT_ASSET:
		return kind == DEMO_ASSET;
	case WANT_MEDIUM:
		return kind == DEMO_MEDIUM;
	case WANT_CARRIER:
		return kind != DEMO_ASSET;
	}
	return false;
}

struct demo_thing *
demo_thing_take(struct demo *d, struct demo_things *t, int section, enum demo_want want)
{
	size_t from = t->n > 0 ? demo_act_random(d, (unsigned)t->n) : 0;

	for (size_t i = 0; i < t->n; i++) {
		struct demo_thing *x = &t->all[(from + i) % t->n];

		if (x->busy || (section >= 0 && x->section != section) || !is_wanted(x->kind, want))
			continue;
		x->busy = true;
		return x;
	}
	return NULL;
}
