/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * resign LOG.KEY START.KEY ORIGIN SIZE ROOT: a checkpoint of whatever history,
 * signed with the true key, as somebody could make it who has stolen both files.
 */
#include <stdio.h>
#include <stdlib.h>

#include "codec/base64.h"
#include "crypto/keyfile.h"
#include "ledger/checkpoint.h"

static struct str
whole(struct arena *a, const char *path)
{
	enum { MOST = 65536 };
	char *p = arena_alloc(a, MOST);
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(p, 1, MOST, f) : 0;

	if (f)
		fclose(f);
	return (struct str){p, n};
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(1 << 20);
	struct why why = {.arena = a};
	struct checkpoint c;
	struct secret *seed;
	struct str root, note;

	if (argc != 6 || !base64_decode(a, str_of(argv[5]), &root) || root.n != HASH_SIZE)
		return 64;
	c.origin = str_of(argv[3]);
	c.size = strtoull(argv[4], NULL, 10);
	for (size_t i = 0; i < HASH_SIZE; i++)
		c.root.b[i] = (unsigned char)root.p[i];
	if (keyfile_unwrap(whole(a, argv[1]), whole(a, argv[2]), &seed, &why)) {
		fprintf(stderr, "%.*s\n", STR_ARG(why.text));
		return 1;
	}
	note = checkpoint_sign(a, &c, seed);
	fwrite(note.p, 1, note.n, stdout);
	secret_free(&seed);
	arena_free(&a);
	return 0;
}
