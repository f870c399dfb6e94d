/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one cookie: the session, in hexadecimal. Behind TLS its name begins with
 * __Host-, so that no other host or path of the domain can set it.
 */
#ifndef WEB_COOKIE_H
#define WEB_COOKIE_H

#include "base/arena.h"
#include "base/str.h"

/* The session's bytes from a Cookie header; empty when it is not there, there twice, or odd. */
struct str cookie_session(struct arena *a, struct str header, bool behind_tls);
/* The value of Set-Cookie that gives the browser this session; an empty one takes it away. */
struct str cookie_set(struct arena *a, struct str session, bool behind_tls);
/* The same for a device: kept for 400 days, the most that browsers grant; given anew each time it is used. */
struct str cookie_set_lasting(struct arena *a, struct str session, bool behind_tls);

#endif
