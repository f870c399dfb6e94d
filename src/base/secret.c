/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/die.h"

enum { SECRET_MAX = 65536 };

struct secret {
	unsigned char *map; /* guard page, pages, guard page */
	size_t map_size;
	unsigned char *bytes; /* ends where the last guard page begins */
	size_t n;
};

static size_t
page_size(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

struct secret *
secret_new(size_t n)
{
	struct secret *s = calloc(1, sizeof *s);
	size_t page = page_size(), inner;

	must(n >= 1 && n <= SECRET_MAX);
	if (s == NULL)
		die("out of memory");
	inner = (n + page - 1) / page * page;
	s->map_size = inner + 2 * page;
	s->map = mmap(NULL, s->map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s->map == MAP_FAILED)
		die("no memory for a secret");
	if (mprotect(s->map + page, inner, PROT_READ | PROT_WRITE) != 0 || mlock(s->map + page, inner) != 0 ||
	    madvise(s->map + page, inner, MADV_DONTDUMP) != 0)
		die("cannot lock the pages of a secret (see ulimit -l)");
	s->n = n;
	s->bytes = s->map + page + inner - n;
	return s;
}

void
secret_free(struct secret **sp)
{
	struct secret *s = *sp;

	if (s == NULL)
		return;
	secret_wipe(s->bytes, s->n);
	munmap(s->map, s->map_size);
	free(s);
	*sp = NULL;
}

unsigned char *
secret_bytes(const struct secret *s)
{
	return s->bytes;
}

size_t
secret_size(const struct secret *s)
{
	return s->n;
}

bool
secret_equal(const void *a, const void *b, size_t n)
{
	/* volatile, or the compiler may leave the loop at the first difference */
	const volatile unsigned char *x = a, *y = b;
	unsigned char differ = 0;

	for (size_t i = 0; i < n; i++)
		differ |= x[i] ^ y[i];
	return differ == 0;
}

void
secret_wipe(void *p, size_t n)
{
	explicit_bzero(p, n);
}
