/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

_Noreturn void
die_must(const char *cond, const char *file, int line)
{
	fprintf(stderr, "bug: %s:%d: must(%s)\n", file, line, cond);
	abort();
}

_Noreturn void
die(const char *fmt, ...)
{
	int saved = errno;
	va_list ap;

	fputs("fatal: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	if (saved)
		fprintf(stderr, ": %s", strerror(saved));
	fputc('\n', stderr);
	exit(EX_SOFTWARE);
}
