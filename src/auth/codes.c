/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One-time codes: how they look, how they are given, what they are good for.
 * Twelve of 31 characters are 59 bits: with our delays nobody tries them out,
 * and who stole the hashes tries longer than a code lives.
 */
#include <string.h>

#include "auth/inside.h"
#include "auth/romaji.h"
#include "auth/rule.h"
#include "base/secret.h"
#include "crypto/random.h"

enum { CODE_LETTERS = 12, CODE_GROUP = 4, CODE_SHOWN = CODE_LETTERS + CODE_LETTERS / CODE_GROUP - 1 };

/* Without 0 1 i l o, which are taken for each other on paper. */
static const char alphabet[] = "23456789abcdefghjkmnpqrstuvwxyz";

/* --- how they look ------------------------------------------------------------------------- */

static void
code_make(char letters[CODE_LETTERS])
{
	unsigned char byte;

	for (size_t i = 0; i < CODE_LETTERS;) {
		random_fill(&byte, sizeof byte);
		byte &= 31;
		if (byte < sizeof alphabet - 1)
			letters[i++] = alphabet[byte];
	}
}

static void
code_show(const char letters[CODE_LETTERS], char shown[CODE_SHOWN])
{
	for (size_t i = 0, to = 0; i < CODE_LETTERS; i++) {
		if (i > 0 && i % CODE_GROUP == 0)
			shown[to++] = '-';
		shown[to++] = letters[i];
	}
}

static bool
separates(uint32_t c)
{
	return c == ' ' || c == '-' || c == 0x30fc || c == 0x2212 || (c >= 0x2010 && c <= 0x2015);
}

/* As people type it: with or without dashes, capitals, full width. False when it can be none. */
static bool
code_read(struct str typed, struct hash *out)
{
	enum { TYPED_MAX = 2 * CODE_SHOWN };
	uint32_t points[TYPED_MAX + 1];
	char letters[CODE_LETTERS];
	size_t n = romaji_read(typed, points, TYPED_MAX + 1), to = 0;
	bool fine = n <= TYPED_MAX;

	for (size_t i = 0; i < n && fine; i++) {
		if (separates(points[i]))
			continue;
		fine = to < CODE_LETTERS && points[i] > 0 && points[i] < 0x80 &&
		       strchr(alphabet, (int)points[i]);
		if (fine)
			letters[to++] = (char)points[i];
	}
	fine = fine && to == CODE_LETTERS;
	if (fine)
		*out = hash_of((struct str){letters, CODE_LETTERS});
	secret_wipe(letters, sizeof letters);
	secret_wipe(points, sizeof points);
	return fine;
}

/* --- CODE, STATION_END --------------------------------------------------------------------------- */

static bool
code_may_be_given(const struct msg_CODE *m)
{
	if (m->login.n == 0)
		return rule_name(m->person) && rule_is_station(m->person);
	return rule_name(m->login) && rule_name(m->person) && !rule_is_station(m->person);
}

void
codes_on_code(struct auth *a, const struct msg *msg)
{
	const struct msg_CODE *m = &msg->CODE;
	struct msg answer = {.type = MSG_CODED, .CODED = {.request = m->request, .err = ERR_MALFORMED}};
	struct code c = {.login = m->login, .person = m->person};
	char letters[CODE_LETTERS], shown[CODE_SHOWN];

	if (code_may_be_given(m)) {
		code_make(letters);
		code_show(letters, shown);
		c.hash = hash_of((struct str){letters, CODE_LETTERS});
		c.until = auth_now(a) + (m->login.n ? AUTH_CODE_PERSON : AUTH_CODE_STATION);
		answer.CODED.err = vault_code_add(a->vault, &c);
	}
	if (answer.CODED.err == ERR_OK) {
		answer.CODED.code = (struct str){shown, CODE_SHOWN};
		auth_event(a, STR("code.made"), c.person, c.login, STR(""), STR(""));
	}
	auth_send(a, a->gate, &answer);
	secret_wipe(letters, sizeof letters);
	secret_wipe(shown, sizeof shown);
}

/* Has it a session or a code? The gate asks for the end of what may have ended long ago. */
static bool
station_lives(const struct auth *a, struct str person)
{
	for (const struct session *s = vault_sessions(a->vault); s; s = s->next)
		if (!s->ended && str_eq(s->person, person))
			return true;
	return vault_code_lives(a->vault, person);
}

void
codes_on_station_end(struct auth *a, const struct msg *msg)
{
	struct str person = msg->STATION_END.person;
	enum err e = rule_name(person) && rule_is_station(person) ? ERR_OK : ERR_MALFORMED;

	if (e == ERR_OK && station_lives(a, person)) {
		e = vault_codes_end(a->vault, person);
		if (e == ERR_OK) {
			sessions_end_all(a, person, NULL, false);
			auth_event(a, STR("station.ended"), person, STR(""), STR(""), STR(""));
		}
	}
	answers_set_up(a, msg->STATION_END.request, e, answers_why(e));
}

/* --- CLAIM ------------------------------------------------------------------------------------- */

/* Whose tries are counted: a log-in's, or those for stations from this address. */
static struct note
claim_key(struct str login, const struct note *ip)
{
	struct note n;

	if (login.n)
		return note_of(login);
	n = note_of(STR("@"));
	memcpy(n.p + 1, ip->p, ip->n < sizeof n.p ? ip->n : sizeof n.p - 1);
	n.n = 1 + (ip->n < sizeof n.p ? ip->n : sizeof n.p - 1);
	return n;
}

static void
claim_answer(struct auth *a, int64_t request, enum err e, int64_t wait, struct str why)
{
	answers_login(a, &(struct msg_LOGGED_IN){.request = request, .err = e, .wait = wait, .why = why});
}

/* The code when it is good for this log-in now; else *why says what is wrong with it, to who knows it only. */
static const struct code *
code_good(const struct auth *a, const struct hash *h, struct str login, struct str *why)
{
	const struct code *c = vault_code(a->vault, h);

	if (c == NULL || !str_eq(c->login, login))
		*why = login.n ? STR("ログイン名かコードが違います。") : STR("コードが違います。");
	else if (c->state == CODE_USED)
		*why = STR("このコードはもう使われています。使えるのは一度だけです。"
		           "心当たりがなければ、すぐに管理者に知らせてください。");
	else if (c->state == CODE_ENDED)
		*why = STR("このコードは使えなくなりました。いちばん新しいコードを使ってください。");
	else if (auth_now(a) >= c->until)
		*why = STR("コードの期限が切れています。新しいコードを発行してもらってください。");
	else
		return c;
	return NULL;
}

static void
claim_refused(
    struct auth *a, const struct msg_CLAIM *m, const struct note *key, const struct note *ip, struct str why)
{
	const struct credential *c = vault_credential(a->vault, m->login);
	struct str login = rule_name(m->login) ? m->login : STR("");

	claim_answer(a, m->request, ERR_FORBIDDEN,
	    delay_wait(a->delay, note_str(key), note_str(ip), auth_now(a)), why);
	auth_event(a, STR("code.refused"), c ? c->person : STR(""), login, note_str(ip), why);
}

/* The session of who has shown a code: the person's others end. */
static void
claim_begin(struct auth *a, int64_t request, const struct session *s, const struct hash *code, struct str ip)
{
	char shown[SHOWN];
	struct hash mine;
	enum err e = sessions_begin(a, s, code, shown);

	if (e) {
		claim_answer(a, request, e, 0, answers_why(e));
		return;
	}
	mine = hash_of((struct str){shown, SHOWN});
	sessions_end_all(a, s->person, &mine, false);
	answers_login(
	    a, &(struct msg_LOGGED_IN){.request = request, .session = {shown, SHOWN}, .person = s->person});
	secret_wipe(shown, sizeof shown);
	auth_event(a, STR("login"), s->person, s->login, ip, STR("一度だけのコード"));
}

static void
claim_hash(struct auth *a, const struct msg_CLAIM *m, const struct code *c, const struct note *ip)
{
	struct str refusal = answers_refusal(a, m->secret, m->login, m->words);
	struct job *j;

	if (refusal.n) {
		claim_answer(a, m->request, ERR_REFUSED, 0, refusal);
		return;
	}
	j = workers_take(a->workers);
	if (j == NULL) {
		claim_answer(a, m->request, ERR_BUSY, 0, STR("混み合っています。もう一度お試しください。"));
		return;
	}
	a->asks[j->number] = (struct ask){
	    .type = MSG_CLAIM,
	    .request = m->request,
	    .login = note_of(c->login),
	    .person = note_of(c->person),
	    .ip = *ip,
	    .code = c->hash,
	    .shared = m->shared != 0,
	};
	answers_make(j, m->secret);
	workers_start(a->workers, j);
}

void
codes_on_claim(struct auth *a, const struct msg *msg)
{
	const struct msg_CLAIM *m = &msg->CLAIM;
	struct note ip = rule_name(m->ip) ? note_of(m->ip) : note_of(STR(""));
	struct note key = claim_key(m->login, &ip);
	int64_t now = auth_now(a), wait = delay_wait(a->delay, note_str(&key), note_str(&ip), now);
	const struct code *c;
	struct hash code;
	struct str why;

	if (wait) {
		claim_answer(a, m->request, ERR_SLOW_DOWN, wait, STR(""));
		return;
	}
	if (!code_read(m->code, &code)) {
		claim_answer(a, m->request, ERR_MALFORMED, 0,
		    STR("コードは英数字12文字です。0、1、i、l、o は使われていません。"));
		return;
	}
	delay_try(a->delay, note_str(&key), note_str(&ip), now);
	c = code_good(a, &code, m->login, &why);
	if (c == NULL) {
		claim_refused(a, m, &key, &ip, why);
		return;
	}
	delay_passed(a->delay, note_str(&key), note_str(&ip));
	if (c->login.n)
		claim_hash(a, m, c, &ip);
	else
		claim_begin(a, m->request, &(struct session){.login = STR(""), .person = c->person}, &c->hash,
		    note_str(&ip));
}

void
codes_claim_done(struct auth *a, const struct job *j, const struct ask *ask)
{
	struct credential c = {note_str(&ask->login), note_str(&ask->person), str_of(j->encoded)};
	struct session s = {.login = c.login, .person = c.person, .shared = ask->shared};
	struct str why;
	enum err e;

	/* somebody else may have used it while we hashed */
	if (code_good(a, &ask->code, c.login, &why) == NULL) {
		claim_answer(a, ask->request, ERR_FORBIDDEN, 0, why);
		return;
	}
	e = vault_set(a->vault, &c, &ask->code);
	if (e) {
		claim_answer(a, ask->request, e, 0, answers_why(e));
		return;
	}
	auth_event(a, STR("password.set"), c.person, c.login, note_str(&ask->ip), STR("一度だけのコード"));
	claim_begin(a, ask->request, &s, NULL, note_str(&ask->ip));
}
