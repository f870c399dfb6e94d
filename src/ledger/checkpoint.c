/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ledger/checkpoint.h"
#include "base/hex.h"

#include <string.h>

#include "base/buf.h"
#include "base/die.h"
#include "base/num.h"
#include "base/utf8.h"
#include "codec/base64.h"

enum {
	NOTE_MAX = 256 * 1024, /* 16 signatures of 5 kB must pass (C2SP signed-note) */
	LINES_MAX = 64,
	NAME_MAX_BYTES = 512,
	TYPE_ED25519 = 0x01,
	ID_SIZE = 4,
};

/* --- names and keys ------------------------------------------------------------ */

static bool
is_space(uint32_t c)
{
	return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
	       c == 0x3000;
}

/* C2SP signed-note: not empty, no Unicode space, no plus. */
static bool
name_is_good(struct str name)
{
	uint32_t c;

	if (name.n == 0 || name.n > NAME_MAX_BYTES || !utf8_valid(name))
		return false;
	while (utf8_next(&name, &c))
		if (is_space(c) || c == '+' || c < 0x20)
			return false;
	return true;
}

static void
put_id(unsigned char out[ID_SIZE], uint32_t id)
{
	for (int i = 0; i < ID_SIZE; i++)
		out[i] = (unsigned char)(id >> (24 - 8 * i));
}

static uint32_t
get_id(const unsigned char in[ID_SIZE])
{
	return (uint32_t)in[0] << 24 | (uint32_t)in[1] << 16 | (uint32_t)in[2] << 8 | in[3];
}

/* SHA-256(name || 0x0A || 0x01 || public key)[:4] */
static uint32_t
key_id(struct str name, const unsigned char public_key[SIGN_PUBLIC])
{
	static const char between[] = {'\n', TYPE_ED25519};
	struct hasher *h = hasher_new();
	struct hash id;

	hasher_add(h, name);
	hasher_add(h, (struct str){between, sizeof between});
	hasher_add(h, (struct str){(const char *)public_key, SIGN_PUBLIC});
	id = hasher_end(&h);
	return get_id(id.b);
}

struct str
verifier_text(struct arena *a, struct str name, const unsigned char public_key[SIGN_PUBLIC])
{
	struct buf b = buf_on(a, NAME_MAX_BYTES + 128);
	unsigned char id[ID_SIZE];
	char typed[1 + SIGN_PUBLIC] = {TYPE_ED25519};

	must(name_is_good(name));
	put_id(id, key_id(name, public_key));
	memcpy(typed + 1, public_key, SIGN_PUBLIC);
	buf_add(&b, name);
	buf_char(&b, '+');
	buf_hex(&b, id, sizeof id);
	buf_char(&b, '+');
	buf_add(&b, base64_encode(a, (struct str){typed, sizeof typed}));
	must(buf_done(&b));
	return buf_str(&b);
}

enum err
verifier_read(struct arena *a, struct str text, struct verifier *out, struct why *why)
{
	struct str name, id, key, rest = text;
	unsigned char bytes[ID_SIZE];

	if (!str_cut(&rest, '+', &name) || !str_cut(&rest, '+', &id) || rest.p == NULL)
		return why_set(why, ERR_MALFORMED, "検証鍵は「名前+番号+鍵」の形で書く");
	if (!name_is_good(name) || !hex_read(id, bytes, sizeof bytes))
		return why_set(why, ERR_MALFORMED, "検証鍵の名前か番号が正しくない");
	if (!base64_decode(a, rest, &key) || key.n != 1 + SIGN_PUBLIC || key.p[0] != TYPE_ED25519)
		return why_set(why, ERR_MALFORMED, "検証鍵が Ed25519 の公開鍵でない");
	out->name = arena_str(a, name);
	out->id = get_id(bytes);
	memcpy(out->public_key, key.p + 1, SIGN_PUBLIC);
	if (key_id(name, out->public_key) != out->id)
		return why_set(why, ERR_MALFORMED, "検証鍵の番号が名前と鍵に合わない");
	return ERR_OK;
}

/* --- signing --------------------------------------------------------------------- */

static struct str
checkpoint_text(struct arena *a, const struct checkpoint *c)
{
	struct str root = {(const char *)c->root.b, HASH_SIZE};

	root = base64_encode(a, root);
	return arena_fmt(
	    a, "%.*s\n%llu\n%.*s\n", STR_ARG(c->origin), (unsigned long long)c->size, STR_ARG(root));
}

struct str
checkpoint_sign(struct arena *a, const struct checkpoint *c, const struct secret *seed)
{
	struct str text = checkpoint_text(a, c), line;
	unsigned char public_key[SIGN_PUBLIC], bytes[ID_SIZE + SIGN_BYTES];

	must(name_is_good(c->origin));
	sign_public(seed, public_key);
	put_id(bytes, key_id(c->origin, public_key));
	sign_make(seed, text, bytes + ID_SIZE);
	line = base64_encode(a, (struct str){(const char *)bytes, sizeof bytes});
	return arena_fmt(a, "%.*s\n\u2014 %.*s %.*s\n", STR_ARG(text), STR_ARG(c->origin), STR_ARG(line));
}

/* --- opening ----------------------------------------------------------------------- */

/* UTF-8, no control character but newline, and it ends in one. */
static bool
note_is_clean(struct str note)
{
	if (note.n == 0 || note.n > NOTE_MAX || note.p[note.n - 1] != '\n')
		return false;
	for (size_t i = 0; i < note.n; i++)
		if ((unsigned char)note.p[i] < 0x20 && note.p[i] != '\n')
			return false;
	return utf8_valid(note);
}

/* Parts the note at its last empty line. */
static bool
note_split(struct str note, struct str *text, struct str *signatures)
{
	for (size_t i = note.n; i-- > 1;) {
		if (note.p[i] != '\n' || note.p[i - 1] != '\n')
			continue;
		*text = str_sub(note, 0, i);
		*signatures = str_sub(note, i + 1, note.n);
		return text->n > 1 && signatures->n > 0;
	}
	return false;
}

/* One signature line without its newline: dash, name, key id and signature. */
static bool
signature_read(struct arena *a, struct str line, struct str *name, uint32_t *id, struct str *signature)
{
	struct str dash, bytes;

	if (!str_cut(&line, ' ', &dash) || !str_eq(dash, STR("\u2014")) || !str_cut(&line, ' ', name) ||
	    line.p == NULL || !name_is_good(*name) || !base64_decode(a, line, &bytes) || bytes.n <= ID_SIZE)
		return false;
	*id = get_id((const unsigned char *)bytes.p);
	*signature = str_sub(bytes, ID_SIZE, bytes.n);
	return true;
}

/* Exactly one signature by the known key, and good; those of others are passed over. */
static enum err
signatures_check(
    struct arena *a, struct str text, struct str lines, const struct verifier *by, struct why *why)
{
	struct str line, name, signature;
	unsigned good = 0, n = 0;
	uint32_t id;

	lines.n--; /* the newline that ends the last line */
	while (str_cut(&lines, '\n', &line)) {
		if (++n > LINES_MAX || !signature_read(a, line, &name, &id, &signature))
			return why_set(why, ERR_MALFORMED, "署名の行 %u が正しくない", n);
		if (id != by->id || !str_eq(name, by->name))
			continue;
		if (signature.n != SIGN_BYTES || good++ ||
		    !sign_verify(by->public_key, text, (const unsigned char *)signature.p))
			return why_set(why, ERR_FORBIDDEN, "署名が合わない");
	}
	return good ? ERR_OK : why_set(why, ERR_FORBIDDEN, "この鍵の署名がない");
}

/* Origin, size, root; extension lines are under the signature and not looked at. */
static enum err
checkpoint_read(struct arena *a, struct str text, struct checkpoint *out, struct why *why)
{
	struct str origin, size, root, bytes, extension;

	text.n--;
	if (!str_cut(&text, '\n', &origin) || !str_cut(&text, '\n', &size) || !str_cut(&text, '\n', &root) ||
	    origin.n == 0)
		return why_set(why, ERR_MALFORMED, "検印に名前・件数・根の三行がない");
	if (!num_u64(size, 0, INT64_MAX, &out->size) || (size.n > 1 && *size.p == '0'))
		return why_set(why, ERR_MALFORMED, "検印の件数が数でない");
	if (!base64_decode(a, root, &bytes) || bytes.n != HASH_SIZE)
		return why_set(why, ERR_MALFORMED, "検印の根がハッシュでない");
	while (str_cut(&text, '\n', &extension))
		if (extension.n == 0)
			return why_set(why, ERR_MALFORMED, "検印に空の行がある");
	out->origin = arena_str(a, origin);
	memcpy(out->root.b, bytes.p, HASH_SIZE);
	return ERR_OK;
}

enum err
checkpoint_open(
    struct arena *a, struct str note, const struct verifier *by, struct checkpoint *out, struct why *why)
{
	struct str text, lines;
	enum err e;

	if (!note_is_clean(note) || !note_split(note, &text, &lines))
		return why_set(why, ERR_MALFORMED, "署名付きの検印の形でない");
	/* the signature first: nothing of an unsigned text is looked at */
	e = signatures_check(a, text, lines, by, why);
	if (e == ERR_OK)
		e = checkpoint_read(a, text, out, why);
	if (e == ERR_OK && !str_eq(out->origin, by->name))
		e = why_set(why, ERR_FORBIDDEN, "検印の名前が鍵の名前と違う");
	return e;
}
