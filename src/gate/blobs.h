/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Attachments in DIR/blobs, one encrypted file each (blob_file.h). The name of
 * a file is a keyed hash of what it belongs to and of its value ("SHA256 SIZE
 * NAME"): whoever sees the folder cannot tell that two matters hold the same
 * content, and no table has to say which file is whose. What has been uploaded
 * belongs to the person until an act names it; then it is the matter's.
 *
 * Whoever holds this holds the key: the gate, and the commands that check.
 */
#ifndef GATE_BLOBS_H
#define GATE_BLOBS_H

#include "base/secret.h"
#include "gate/blob_file.h"

enum {
	BLOB_MAX = 50 * 1024 * 1024,      /* bytes of one file */
	BLOB_RESERVE = 256 * 1024 * 1024, /* what stays free on the disk: acts come before files */
	BLOB_NAME_CHARS = 120,
	BLOB_KEEP = 24 * 3600, /* seconds that an upload waits for its act */
	BLOB_ID = 32           /* hex digits: which file of a matter */
};

struct blobs;

/* DIR/blobs must exist. The key is copied; lives until blobs_close. */
struct blobs *blobs_open(struct str dir, const struct secret *key);
void blobs_close(struct blobs **b);
/* The key from DIR/keys/blob.key, opened by the start key. ERR_NOT_FOUND when the town has none yet. */
enum err blobs_key(
    struct arena *a, struct str dir, struct str start_path, struct secret **key, struct why *why) MUST_USE;

/* The key of what is narrow (store/narrow.h): of the same origin, and tells nothing of the others. */
void blobs_narrow_key(const struct blobs *b, unsigned char out[ENCRYPT_KEY]);
/* The value of a field of type file. False when it is none. */
bool blobs_value_read(struct str value, struct hash *hash, uint64_t *size, struct str *name);
struct str blobs_value(struct arena *a, const struct blob_about *about);
/* Which file of a matter it is, for addresses and messages: BLOB_ID hex digits. */
struct str blobs_id(struct arena *a, struct str value);
/*
 * The name a file is kept under: in NFC, without folders before it. ERR_MALFORMED
 * or ERR_TOO_LARGE with a sentence when it has control characters, marks that
 * turn the direction of writing, nothing at all or too much.
 */
enum err blobs_name(struct arena *a, struct str given, struct str *out, struct why *why) MUST_USE;

/* --- uploads ------------------------------------------------------------------------- */
struct upload_draft;
/* ERR_FULL when the disk is short. */
enum err blobs_upload(struct blobs *b, struct arena *a, struct str person, struct str name,
    struct upload_draft **out, struct why *why) MUST_USE;
/* ERR_TOO_LARGE beyond BLOB_MAX, ERR_MALFORMED as soon as the name is seen to lie. */
enum err blobs_upload_add(
    struct upload_draft *d, struct arena *a, struct str bytes, struct why *why) MUST_USE;
/* Durable when it returns OK. */
enum err blobs_upload_end(
    struct upload_draft *d, struct arena *a, struct str *value, struct why *why) MUST_USE;
/* Nothing of it stays unless it was ended well; nulls *d; NULL is harmless. */
void blobs_upload_free(struct upload_draft **d);

/* --- acts that name them --------------------------------------------------------------- */
/*
 * The file is the matter's from now on: it was uploaded by `person`, belongs to
 * the matter already, or to one of `others`. ERR_NOT_FOUND when it is nowhere.
 * Durable when it returns OK; blobs_settle says afterwards whether the acts since were committed.
 */
enum err blobs_claim(struct blobs *b, struct arena *a, int64_t matter, struct str value, struct str person,
    const int64_t *others, size_t n) MUST_USE;
/* How many claims wait to be settled; those beyond the first `n` are undone: their act was refused after all. */
size_t blobs_claims(const struct blobs *b);
void blobs_unclaim(struct blobs *b, size_t n);
void blobs_settle(struct blobs *b, bool committed);

/* --- reading --------------------------------------------------------------------------- */
/* To be ended by blob_reading_end. ERR_NOT_FOUND, ERR_CORRUPT. */
enum err blobs_read(
    struct blobs *b, struct arena *a, int64_t matter, struct str id, struct blob_reading *out) MUST_USE;
/* Is it there, and with `content` also as it was? ERR_NOT_FOUND, ERR_CORRUPT. */
enum err blobs_check(
    struct blobs *b, struct arena *a, int64_t matter, struct str value, bool content) MUST_USE;

/* At the start, when nobody is uploading: what was left of uploads that broke off. */
void blobs_tidy(struct blobs *b, struct arena *a);
/* Takes away what nobody named within BLOB_KEEP. How many. */
size_t blobs_sweep(struct blobs *b, struct arena *a, int64_t now);

#endif
