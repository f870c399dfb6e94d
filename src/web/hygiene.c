/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/hygiene.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/utf8.h"
#include "web/phrase.h"

static bool
is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool
all_of(struct str s, const char *others)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == 0 || (!is_alnum(s.p[i]) && !strchr(others, s.p[i])))
			return false;
	return s.n > 0;
}

static bool
same_name(struct str s, const char *name)
{
	return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static enum err
method_check(struct str m, struct head *out, struct why *why)
{
	out->head = str_eq(m, STR("HEAD"));
	out->method = str_eq(m, STR("POST")) ? METHOD_POST : METHOD_GET;
	if (out->head || out->method == METHOD_POST || str_eq(m, STR("GET")))
		return ERR_OK;
	return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_METHOD);
}

/* One spelling for each page: no escapes, no empty, "." or ".." segments. */
static enum err
path_check(struct str p, struct head *out, struct why *why)
{
	struct str rest = p, part;

	if (p.n == 0 || p.p[0] != '/')
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_PATH);
	if (p.n > PATH_MAX_BYTES)
		return phrase_why(why, ERR_TOO_LARGE, TEXT_HYGIENE_PATH_LONG);
	if (memchr(p.p, 0, p.n) != NULL || utf8_has_control(p))
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_PATH_CONTROL);
	out->path = p;
	rest = str_sub(p, 1, p.n);
	if (rest.n == 0)
		return ERR_OK;
	if (rest.p[rest.n - 1] == '/')
		return ERR_NOT_FOUND;
	while (str_cut(&rest, '/', &part))
		if (!all_of(part, "._-") || str_eq(part, STR(".")) || str_eq(part, STR("..")))
			return ERR_NOT_FOUND;
	return ERR_OK;
}

static bool
value_is_clean(struct str v)
{
	for (size_t i = 0; i < v.n; i++)
		if (((unsigned char)v.p[i] < ' ' && v.p[i] != '\t') || v.p[i] == 0x7f)
			return false;
	return true;
}

static enum err
headers_check(const struct head_raw *raw, struct why *why)
{
	size_t bytes = 0;

	if (raw->n > HEADERS_MAX)
		return phrase_why(why, ERR_TOO_LARGE, TEXT_HYGIENE_HEADERS_MANY);
	for (size_t i = 0; i < raw->n; i++) {
		bytes += raw->headers[i].name.n + raw->headers[i].value.n;
		if (!all_of(raw->headers[i].name, "!#$%&'*+-.^_`|~"))
			return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_HEADER_NAME);
		if (!value_is_clean(raw->headers[i].value))
			return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_HEADER_CONTROL);
	}
	if (bytes > HEADER_BYTES_MAX)
		return phrase_why(why, ERR_TOO_LARGE, TEXT_HYGIENE_HEADERS_LARGE);
	return ERR_OK;
}

/* Headers that are read: at most one of each, or there would be two opinions. */
static enum err
single(const struct head_raw *raw, const char *name, struct str *out, struct why *why)
{
	*out = (struct str){NULL, 0};
	for (size_t i = 0; i < raw->n; i++) {
		if (!same_name(raw->headers[i].name, name))
			continue;
		if (out->p)
			return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_HEADER_TWICE);
		*out = str_trim(raw->headers[i].value);
		if (out->p == NULL)
			out->p = "";
	}
	return ERR_OK;
}

static enum err
host_check(struct str version, struct str host, struct why *why)
{
	if (!str_eq(version, STR("HTTP/1.1")))
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_VERSION);
	if (host.p == NULL || host.n > 255 || !all_of(host, ".-:[]"))
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_HOST);
	return ERR_OK;
}

static bool
is_multipart(struct str type)
{
	struct str name;

	return type.p && str_cut(&type, ';', &name) && same_name(str_trim(name), "multipart/form-data");
}

static enum err
length_check(struct str length, struct str transfer, struct str encoding, struct head *out, struct why *why)
{
	out->length = 0;
	if (transfer.p || (encoding.p && !same_name(encoding, "identity")))
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_TRANSFER);
	if (length.p && !num_u64(length, 0, INT64_MAX, &out->length))
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_LENGTH);
	out->multipart = out->method == METHOD_POST && is_multipart(out->type);
	if (out->length > (out->multipart ? FORM_MAX : BODY_MAX))
		return phrase_why(why, ERR_TOO_LARGE, TEXT_HYGIENE_BODY_LARGE);
	if (out->method == METHOD_POST ? length.p == NULL : out->length > 0)
		return phrase_why(why, ERR_MALFORMED, TEXT_HYGIENE_NO_LENGTH);
	return ERR_OK;
}

enum err
hygiene_check(const struct head_raw *raw, struct head *out, struct why *why)
{
	struct str length, transfer, encoding, htmx;
	const struct {
		const char *name;
		struct str *to;
	} read[] = {
	    {"host", &out->host},
	    {"cookie", &out->cookie},
	    {"content-type", &out->type},
	    {"origin", &out->origin},
	    {"sec-fetch-site", &out->site},
	    {"authorization", &out->authorization},
	    {"x-forwarded-for", &out->forwarded},
	    {"hx-request", &htmx},
	    {"content-length", &length},
	    {"transfer-encoding", &transfer},
	    {"content-encoding", &encoding},
	};
	enum err e;

	*out = (struct head){0};
	e = headers_check(raw, why);
	for (size_t i = 0; e == ERR_OK && i < sizeof read / sizeof *read; i++)
		e = single(raw, read[i].name, read[i].to, why);
	if (e == ERR_OK)
		e = host_check(raw->version, out->host, why);
	if (e == ERR_OK)
		e = method_check(raw->method, out, why);
	if (e == ERR_OK)
		e = length_check(length, transfer, encoding, out, why);
	if (e == ERR_OK)
		e = path_check(raw->path, out, why);
	if (e == ERR_OK)
		out->htmx = htmx.p && str_eq(htmx, STR("true"));
	return e;
}

bool
hygiene_same_origin(const struct head *h, bool behind_tls)
{
	struct str scheme = behind_tls ? STR("https://") : STR("http://");

	if (h->site.p && !str_eq(h->site, STR("same-origin")) && !str_eq(h->site, STR("none")))
		return false;
	if (h->origin.p == NULL)
		return true;
	return str_starts(h->origin, scheme) && str_eq(str_sub(h->origin, scheme.n, h->origin.n), h->host);
}
