/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/password.h"

#include <argon2.h>
#include <string.h>

#include "base/die.h"
#include "crypto/random.h"

enum { PASSES = 2, KIBIBYTES = 19456, LANES = 1, SALT = 16, TAG = 32 };

void
password_hash(struct str password, char out[PASSWORD_HASH])
{
	unsigned char salt[SALT];
	int e;

	random_fill(salt, sizeof salt);
	e = argon2id_hash_encoded(
	    PASSES, KIBIBYTES, LANES, password.p, password.n, salt, sizeof salt, TAG, out, PASSWORD_HASH);
	if (e != ARGON2_OK)
		die("argon2: %s", argon2_error_message(e));
}

/* The NUL-terminated copy that argon2 wants; false when it cannot be one of ours. */
static bool
encoded_copy(struct str encoded, char out[PASSWORD_HASH])
{
	if (encoded.n >= PASSWORD_HASH || !str_starts(encoded, STR("$argon2id$")))
		return false;
	memcpy(out, encoded.p, encoded.n);
	out[encoded.n] = '\0';
	return true;
}

bool
password_matches(struct str password, struct str encoded)
{
	char copy[PASSWORD_HASH];
	int e = ARGON2_DECODING_FAIL;

	if (encoded_copy(encoded, copy))
		e = argon2id_verify(copy, password.p, password.n);
	/* or the time would tell that there is nothing to compare with */
	if (e != ARGON2_OK && e != ARGON2_VERIFY_MISMATCH)
		password_hash(password, copy);
	return e == ARGON2_OK;
}
