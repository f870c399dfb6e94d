/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bytes that must not leave: in locked pages between guard pages, left out of
 * core dumps, wiped at the end. There is no function that prints them.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stddef.h>

#include "base/str.h"

struct secret;

/* Room for `n` secret bytes (1..65536), zeroed. Ends with secret_free. */
struct secret *secret_new(size_t n);
/* Wipes and gives back; nulls *s; NULL is harmless. */
void secret_free(struct secret **s);
unsigned char *secret_bytes(const struct secret *s);
size_t secret_size(const struct secret *s);
/* Compares without telling by its time where the difference is. */
bool secret_equal(const void *a, const void *b, size_t n);
/* Overwrites memory in a way the compiler may not leave out. */
void secret_wipe(void *p, size_t n);

#endif
