/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One encrypted file:
 *
 *	"sekimori-blob 1\n"                     16 bytes
 *	nonce, key of this file and tag         12 + 32 + 16, under the key that all are wrapped with
 *	what it is, padded, and tag             BLOB_ABOUT + 16
 *	pieces of 64 KiB, each with its tag     the last one shorter
 *
 * AES-256-GCM throughout. A piece's nonce is its number and whether it is the
 * last, so that what was cut off, swapped or taken from elsewhere is seen.
 */
#ifndef GATE_BLOB_FILE_H
#define GATE_BLOB_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "codec/sniff.h"
#include "crypto/encrypt.h"

enum { BLOB_PIECE = 64 * 1024, BLOB_NAME = 480, BLOB_ABOUT = 544 };

/* What a file is: known when all of it has come. */
struct blob_about {
	uint64_t size;    /* of the content, in bytes; at least 1 */
	struct hash hash; /* SHA-256 of the content */
	enum sniff kind;
	struct str name; /* at most BLOB_NAME bytes */
};

/* A file that is being written. */
struct blob_draft;
/* On an empty file open for writing; `wrap` is the key that wraps this file's own. */
struct blob_draft *blob_draft_new(int fd, const unsigned char wrap[ENCRYPT_KEY]);
/* ERR_FULL, ERR_IO. */
enum err blob_draft_add(struct blob_draft *d, struct str bytes) MUST_USE;
/* Writes what is left and what it is, under this name; durable when it returns OK. ERR_MALFORMED when nothing was added. */
enum err blob_draft_end(struct blob_draft *d, struct str name, struct blob_about *out) MUST_USE;
/* So far: how much, and what it looks like. */
uint64_t blob_draft_size(const struct blob_draft *d);
enum sniff blob_draft_kind(const struct blob_draft *d);
/* Closes the file and forgets its key; nulls *d; NULL is harmless. */
void blob_draft_free(struct blob_draft **d);

/* A file that is being read. ERR_CORRUPT when anything of it is not as it was written. */
struct blob_reading {
	int fd;
	unsigned char key[ENCRYPT_KEY];
	struct blob_about about;
};
/* Takes the descriptor over, also when it fails. The name lies in the arena. */
enum err blob_reading_begin(
    struct arena *a, int fd, const unsigned char wrap[ENCRYPT_KEY], struct blob_reading *out) MUST_USE;
/* Piece `n` of blob_reading_pieces(), into the arena. */
enum err blob_reading_piece(
    const struct blob_reading *r, struct arena *a, uint64_t n, struct str *out) MUST_USE;
uint64_t blob_reading_pieces(const struct blob_reading *r);
void blob_reading_end(struct blob_reading *r);

#endif
