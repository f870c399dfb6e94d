/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A view of bytes: pointer and length, never NUL-terminated, never owned.
 * What it points to must outlive it; nobody frees a struct str.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_USE __attribute__((warn_unused_result))

struct str {
	const char *p;
	size_t n;
};

/* A view of a string literal. */
#define STR(lit) ((struct str){("" lit ""), sizeof(lit) - 1})
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* A view of a NUL-terminated string; NULL gives the empty view. */
struct str str_of(const char *cstr);
/* A view of the bytes from..to of `s` (clamped to it). */
struct str str_sub(struct str s, size_t from, size_t to);

bool str_eq(struct str a, struct str b);
/* <0, 0, >0 as memcmp over the common length, then by length. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
/* Byte offset of `needle` in `s`, or SIZE_MAX. An empty needle is found at 0. */
size_t str_find(struct str s, struct str needle);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/*
 * Takes the part of *s up to the next `sep` (or all of it) and leaves *s after
 * the separator. False when *s was exhausted: p is then NULL.
 */
bool str_cut(struct str *s, char sep, struct str *part);
/* FNV-1a over the bytes, for hash tables. */
uint64_t str_hash(struct str s);

#endif
