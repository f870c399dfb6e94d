/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/csrf.h"
#include "base/hex.h"

#include "base/buf.h"
#include "base/secret.h"
#include "codec/base64.h"
#include "crypto/random.h"

enum { BLOCK = 64 };

void
csrf_init(struct csrf *c)
{
	random_fill(c->key, sizeof c->key);
}

/* RFC 2104. */
static struct hash
hmac(const struct csrf *c, struct str message)
{
	unsigned char inner[BLOCK], outer[BLOCK];
	struct hash h;

	for (size_t i = 0; i < BLOCK; i++) {
		unsigned char k = i < sizeof c->key ? c->key[i] : 0;

		inner[i] = k ^ 0x36;
		outer[i] = k ^ 0x5c;
	}
	struct hasher *in = hasher_new();
	hasher_add(in, (struct str){(const char *)inner, BLOCK});
	hasher_add(in, message);
	h = hasher_end(&in);
	struct hasher *out = hasher_new();
	hasher_add(out, (struct str){(const char *)outer, BLOCK});
	hasher_add(out, (struct str){(const char *)h.b, sizeof h.b});
	return hasher_end(&out);
}

struct str
csrf_token(const struct csrf *c, struct arena *a, struct str session)
{
	struct hash h = hmac(c, session);
	struct buf b = buf_on(a, 2 * sizeof h.b);

	buf_hex(&b, h.b, sizeof h.b);
	return buf_str(&b);
}

bool
csrf_matches(const struct csrf *c, struct str session, struct str token)
{
	struct hash h = hmac(c, session), given;

	return token.p && hex_read(token, given.b, sizeof given.b) && secret_equal(h.b, given.b, sizeof h.b);
}
