/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sentences for pages: the catalogue of text/ja.txt, its places filled. */
#ifndef WEB_PHRASE_H
#define WEB_PHRASE_H

#include "base/arena.h"
#include "base/err.h"
#include "text.h"

/* A sentence without places. */
struct str phrase(enum text_key key);
/* With its places {0} {1} … filled by `args`; a place beyond them stays empty. */
struct str phrase_with(struct arena *a, enum text_key key, const struct str *args, size_t n);
/* The sentence of a failure. */
struct str phrase_err(enum err e);
/* Says it in *why and returns `e`. */
enum err phrase_why(struct why *why, enum err e, enum text_key key);

#define PHRASE(a, key, ...)                                                                                  \
	phrase_with((a), (key), (const struct str[]){__VA_ARGS__},                                           \
	    sizeof((const struct str[]){__VA_ARGS__}) / sizeof(struct str))

#endif
