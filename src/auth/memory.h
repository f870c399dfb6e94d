/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What auth knows, as it stands: the vault's lines applied one after the other. */
#ifndef AUTH_MEMORY_H
#define AUTH_MEMORY_H

#include "auth/vault.h"
#include "base/map.h"

struct holder {
	struct credential credential;
	struct holder *next;
};

struct memory {
	struct arena *arena;
	struct map *logins;  /* login -> struct holder, the taken away among them */
	struct map *hashes;  /* 32 bytes -> struct session, the ended among them */
	struct map *secrets; /* 32 bytes -> struct code, the used and ended among them */
	struct holder *holders;
	struct session *first;
	struct code *codes;
	size_t lines;
};

struct memory memory_new(void);
/* The person's codes have done their duty: `code` (NULL: none) was used, the others end. */
void memory_set(struct memory *m, const struct credential *c, const struct hash *code);
struct session *memory_begin(struct memory *m, const struct session *s);
/* When it lives, codes that the person was given before end. */
void memory_code(struct memory *m, const struct code *c);
void memory_use(struct memory *m, const struct hash *code);
void memory_codes_end(struct memory *m, struct str person);
/* The bytes of a hash, as the maps have them for keys. */
struct str memory_key(const struct hash *h);

#endif
