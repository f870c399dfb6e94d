/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/cookie.h"
#include "base/hex.h"

#include "base/buf.h"
#include "codec/base64.h"

enum { SESSION_MAX = 128, COOKIE_MAX = 512, LASTING_SECONDS = 400 * 24 * 60 * 60 };

static struct str
cookie_name(bool behind_tls)
{
	return behind_tls ? STR("__Host-sekimori") : STR("sekimori");
}

struct str
cookie_session(struct arena *a, struct str header, bool behind_tls)
{
	struct str part, name, found = {NULL, 0};
	size_t seen = 0;

	while (str_cut(&header, ';', &part)) {
		part = str_trim(part);
		if (!str_cut(&part, '=', &name) || !str_eq(name, cookie_name(behind_tls)))
			continue;
		found = part;
		seen++;
	}
	if (seen != 1 || found.n == 0 || found.n % 2 || found.n > 2 * SESSION_MAX)
		return STR("");
	char *bytes = arena_alloc(a, found.n / 2);
	if (!hex_read(found, bytes, found.n / 2))
		return STR("");
	return (struct str){bytes, found.n / 2};
}

/* How long a browser keeps the cookie: as long as its window, for nothing, or as long as browsers do. */
enum cookie_life { COOKIE_WINDOW, COOKIE_LASTING };

static struct str
cookie_write(struct arena *a, struct str session, bool behind_tls, enum cookie_life life)
{
	struct buf b = buf_on(a, COOKIE_MAX);

	buf_add(&b, cookie_name(behind_tls));
	buf_char(&b, '=');
	buf_hex(&b, session.p, session.n);
	buf_add(&b, STR("; Path=/; HttpOnly; SameSite=Strict"));
	if (behind_tls)
		buf_add(&b, STR("; Secure"));
	if (session.n == 0)
		buf_add(&b, STR("; Max-Age=0"));
	else if (life == COOKIE_LASTING)
		buf_fmt(&b, "; Max-Age=%d", LASTING_SECONDS);
	return buf_done(&b) ? buf_str(&b) : STR("");
}

struct str
cookie_set(struct arena *a, struct str session, bool behind_tls)
{
	return cookie_write(a, session, behind_tls, COOKIE_WINDOW);
}

struct str
cookie_set_lasting(struct arena *a, struct str session, bool behind_tls)
{
	return cookie_write(a, session, behind_tls, COOKIE_LASTING);
}
