/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random bytes from the kernel; dies when there are none. */
#ifndef CRYPTO_RANDOM_H
#define CRYPTO_RANDOM_H

#include <stddef.h>

void random_fill(void *p, size_t n);

#endif
