/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "os/inherit.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>

#include "base/num.h"

enum kind { WORD, FLAG, DESCRIPTOR };

static const struct argument {
	const char *name;
	enum kind kind;
	size_t at; /* in struct inherited */
} arguments[] = {
    {"--dir", WORD, offsetof(struct inherited, dir)},
    {"--start-key", WORD, offsetof(struct inherited, start_key)},
    {"--listen", WORD, offsetof(struct inherited, listen)},
    {"--behind-tls", FLAG, offsetof(struct inherited, behind_tls)},
    {"--fd-supervisor", DESCRIPTOR, offsetof(struct inherited, supervisor)},
    {"--fd-web", DESCRIPTOR, offsetof(struct inherited, web)},
    {"--fd-gate", DESCRIPTOR, offsetof(struct inherited, gate)},
    {"--fd-auth", DESCRIPTOR, offsetof(struct inherited, auth)},
    {"--fd-seal", DESCRIPTOR, offsetof(struct inherited, seal)},
};

static const struct argument *
argument_find(const char *name)
{
	for (size_t i = 0; i < sizeof arguments / sizeof *arguments; i++)
		if (strcmp(arguments[i].name, name) == 0)
			return &arguments[i];
	return NULL;
}

/* A number below 3, or one not open, would let a message go to the terminal or to whatever is opened next. */
static bool
argument_put(const struct argument *a, struct inherited *out, const char *value)
{
	void *place = (char *)out + a->at;
	int64_t fd;

	switch (a->kind) {
	case FLAG:
		*(bool *)place = true;
		return true;
	case WORD:
		*(struct str *)place = str_of(value);
		return true;
	case DESCRIPTOR:
		if (!num_i64(str_of(value), 3, 1023, &fd) || fcntl((int)fd, F_SETFD, FD_CLOEXEC) != 0)
			return false;
		*(int *)place = (int)fd;
		return true;
	}
	return false;
}

enum err
inherit_read(int argc, char **argv, struct inherited *out, struct why *why)
{
	*out = (struct inherited){.supervisor = -1, .web = -1, .gate = -1, .auth = -1, .seal = -1};
	for (int i = 1; i < argc; i++) {
		const struct argument *a = argument_find(argv[i]);
		const char *value = NULL;

		if (a && a->kind != FLAG)
			value = ++i < argc ? argv[i] : NULL;
		if (a == NULL || (a->kind != FLAG && value == NULL) || !argument_put(a, out, value))
			return why_set(why, ERR_MALFORMED,
			    "引数「%s」が正しくありません（sekimori run から起動されるプログラムです）",
			    argv[i < argc ? i : argc - 1]);
	}
	if (out->dir.n == 0)
		return why_set(why, ERR_MALFORMED, "sekimori run から起動されるプログラムです");
	return ERR_OK;
}
