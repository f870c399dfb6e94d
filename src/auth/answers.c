/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One function for each message that auth takes, and one for each job's end. */
#include "auth/inside.h"

#include <string.h>

#include "base/die.h"
#include "base/secret.h"

/* --- answers ------------------------------------------------------------------------------ */

void
answers_login(struct auth *a, const struct msg_LOGGED_IN *m)
{
	auth_send(a, a->web, &(struct msg){.type = MSG_LOGGED_IN, .LOGGED_IN = *m});
}

static void
login_failed(struct auth *a, int64_t request, enum err e, int64_t wait)
{
	answers_login(a, &(struct msg_LOGGED_IN){.request = request, .err = e, .wait = wait});
}

static void
answer_changed(struct auth *a, int64_t request, enum err e, struct str why)
{
	auth_send(a, a->web, &(struct msg){.type = MSG_CHANGED, .CHANGED = {request, e, why}});
}

void
answers_set_up(struct auth *a, int64_t request, enum err e, struct str why)
{
	auth_send(a, a->gate, &(struct msg){.type = MSG_SET_UP, .SET_UP = {request, e, why}});
}

struct str
answers_why(enum err e)
{
	return e == ERR_OK ? STR("") : STR("ログイン情報を保存できませんでした。");
}

/* --- jobs --------------------------------------------------------------------------------- */

/* A password too long for any of ours is compared in part: it cannot be right, and takes as long. */
static void
job_check(struct job *j, struct str password, struct str encoded)
{
	j->checks = true;
	j->check_n = password.n < PASSWORD_MAX ? password.n : PASSWORD_MAX;
	if (j->check_n)
		memcpy(j->check, password.p, j->check_n);
	must(encoded.n < PASSWORD_HASH);
	memcpy(j->encoded, encoded.p, encoded.n);
	j->encoded[encoded.n] = 0;
}

void
answers_make(struct job *j, struct str password)
{
	must(password.n <= PASSWORD_MAX); /* rule_password said so */
	j->makes = true;
	j->make_n = password.n;
	memcpy(j->make, password.p, password.n);
}

struct str
answers_refusal(struct auth *a, struct str password, struct str login, struct str words)
{
	return rule_password(a->scratch, password, login, words, day_of_time(auth_now(a)));
}

/* --- LOGIN --------------------------------------------------------------------------------- */

static void
on_login(struct auth *a, const struct msg *msg)
{
	const struct msg_LOGIN *m = &msg->LOGIN;
	struct note login = note_of(m->login), ip = rule_name(m->ip) ? note_of(m->ip) : note_of(STR(""));
	int64_t now = auth_now(a), wait = delay_wait(a->delay, note_str(&login), note_str(&ip), now);
	const struct credential *c = vault_credential(a->vault, m->login);
	struct job *j;

	/* not told to the gate: its access record must not grow as fast as somebody can knock */
	if (wait) {
		login_failed(a, m->request, ERR_SLOW_DOWN, wait);
		return;
	}
	j = workers_take(a->workers);
	if (j == NULL) {
		login_failed(a, m->request, ERR_BUSY, 0);
		return;
	}
	delay_try(a->delay, note_str(&login), note_str(&ip), now);
	a->asks[j->number] = (struct ask){
	    .type = MSG_LOGIN,
	    .request = m->request,
	    .login = login,
	    .ip = ip,
	    .known = c != NULL && m->secret.n <= PASSWORD_MAX,
	    .shared = m->shared != 0,
	};
	job_check(j, m->secret, c ? c->encoded : str_of(a->nobody));
	workers_start(a->workers, j);
}

static void
login_refused(struct auth *a, const struct ask *ask)
{
	int64_t wait = delay_wait(a->delay, note_str(&ask->login), note_str(&ask->ip), auth_now(a));
	struct str login = rule_name(note_str(&ask->login)) ? note_str(&ask->login) : STR("");
	const struct credential *c = vault_credential(a->vault, login);

	login_failed(a, ask->request, ERR_FORBIDDEN, wait);
	auth_event(a, STR("login.refused"), c ? c->person : STR(""), login, note_str(&ask->ip),
	    c ? STR("パスワードの誤り") : STR("知らないログイン名"));
}

static void
login_done(struct auth *a, const struct job *j, const struct ask *ask)
{
	const struct credential *c = vault_credential(a->vault, note_str(&ask->login));
	struct session s = {.login = note_str(&ask->login), .shared = ask->shared};
	char shown[SHOWN];
	enum err e;

	/* the password may have been changed while we looked at the old one */
	if (!ask->known || !j->matches || c == NULL || !str_eq(c->encoded, str_of(j->encoded))) {
		login_refused(a, ask);
		return;
	}
	delay_passed(a->delay, s.login, note_str(&ask->ip));
	s.person = c->person;
	e = sessions_begin(a, &s, NULL, shown);
	if (e) {
		login_failed(a, ask->request, e, 0);
		return;
	}
	answers_login(a,
	    &(struct msg_LOGGED_IN){.request = ask->request, .session = {shown, SHOWN}, .person = s.person});
	secret_wipe(shown, sizeof shown);
	auth_event(
	    a, STR("login"), s.person, s.login, note_str(&ask->ip), s.shared ? STR("共用パソコン") : STR(""));
}

/* --- WHO, LOGOUT ------------------------------------------------------------------------------ */

static void
on_who(struct auth *a, const struct msg *msg, struct channel *asker)
{
	struct msg m = {.type = MSG_WHO_IS, .WHO_IS = {.request = msg->WHO.request, .err = ERR_LOGGED_OUT}};
	const struct session *s = sessions_use(a, msg->WHO.session);

	if (s) {
		m.WHO_IS.err = ERR_OK;
		m.WHO_IS.person = s->person;
		m.WHO_IS.token = s->token;
		m.WHO_IS.shared = s->shared;
	}
	auth_send(a, asker, &m);
}

static void
on_logout(struct auth *a, const struct msg *msg)
{
	struct session *s = sessions_use(a, msg->LOGOUT.session);

	/* a station is ended by name, not by who passes by */
	if (s && !s->token && !sessions_is_station(s)) {
		auth_event(a, STR("logout"), s->person, s->login, STR(""), STR(""));
		sessions_end(a, s);
	}
	answer_changed(a, msg->LOGOUT.request, ERR_OK, STR(""));
}

/* --- CHANGE ------------------------------------------------------------------------------------ */

/* What stands against a change before anything is hashed; empty: nothing. */
static struct str
change_refusal(struct auth *a, const struct msg_CHANGE *m, const struct session *s, enum err *e)
{
	struct str refusal = answers_refusal(a, m->secret, s->login, m->words);
	int64_t wait = delay_wait(a->delay, s->login, STR(""), auth_now(a));

	*e = ERR_REFUSED;
	if (refusal.n)
		return refusal;
	if (str_eq(m->secret, m->old))
		return STR("今と同じパスワードです。");
	if (wait == 0)
		return STR("");
	*e = ERR_SLOW_DOWN;
	return arena_fmt(a->scratch, "%lld 秒待ってから、もう一度入力してください。", (long long)wait);
}

static void
on_change(struct auth *a, const struct msg *msg)
{
	const struct msg_CHANGE *m = &msg->CHANGE;
	const struct session *s = sessions_use(a, m->session);
	const struct credential *c = s && !s->token ? vault_credential(a->vault, s->login) : NULL;
	struct str refusal;
	struct job *j;
	enum err e;

	if (c == NULL) {
		answer_changed(a, m->request, ERR_LOGGED_OUT, STR("ログインし直してください。"));
		return;
	}
	refusal = change_refusal(a, m, s, &e);
	j = refusal.n ? NULL : workers_take(a->workers);
	if (j == NULL) {
		answer_changed(a, m->request, refusal.n ? e : ERR_BUSY,
		    refusal.n ? refusal : STR("混み合っています。もう一度お試しください。"));
		return;
	}
	delay_try(a->delay, s->login, STR(""), auth_now(a));
	a->asks[j->number] = (struct ask){
	    .type = MSG_CHANGE,
	    .request = m->request,
	    .session = s->hash,
	    .login = note_of(s->login),
	    .person = note_of(s->person),
	};
	job_check(j, m->old, c->encoded);
	answers_make(j, m->secret);
	workers_start(a->workers, j);
}

static void
change_done(struct auth *a, const struct job *j, const struct ask *ask)
{
	struct credential c = {note_str(&ask->login), note_str(&ask->person), str_of(j->encoded)};
	enum err e;

	/* the session may have ended meanwhile, because somebody else set the password */
	if (vault_session(a->vault, &ask->session) == NULL) {
		answer_changed(a, ask->request, ERR_LOGGED_OUT, STR("ログインし直してください。"));
		return;
	}
	if (!j->matches) {
		answer_changed(a, ask->request, ERR_FORBIDDEN, STR("今のパスワードが違います。"));
		auth_event(
		    a, STR("login.refused"), c.person, c.login, STR(""), STR("パスワード変更時の誤り"));
		return;
	}
	delay_passed(a->delay, c.login, STR(""));
	e = vault_set(a->vault, &c, NULL);
	if (e == ERR_OK) {
		sessions_end_all(a, c.person, &ask->session, false);
		auth_event(a, STR("password.set"), c.person, c.login, STR(""), STR("本人"));
	}
	answer_changed(a, ask->request, e, answers_why(e));
}

/* --- CREDENTIAL, MINT ------------------------------------------------------------------------------ */

static void
credential_set(struct auth *a, int64_t request, const struct credential *c)
{
	bool taken = c->encoded.n == 0;
	enum err e = vault_set(a->vault, c, NULL);

	if (e == ERR_OK) {
		sessions_end_all(a, c->person, NULL, taken);
		auth_event(
		    a, STR("password.set"), c->person, c->login, STR(""), taken ? STR("取消し") : STR(""));
	}
	answers_set_up(a, request, e, answers_why(e));
}

static void
on_credential(struct auth *a, const struct msg *msg)
{
	const struct msg_CREDENTIAL *m = &msg->CREDENTIAL;
	struct str refusal = m->secret.n ? answers_refusal(a, m->secret, m->login, m->words) : STR("");
	struct job *j;

	if (!rule_name(m->login) || !rule_name(m->person) || rule_is_station(m->person))
		refusal = STR("ログイン名または職員番号が正しくありません。");
	if (refusal.n) {
		answers_set_up(a, m->request, ERR_REFUSED, refusal);
		return;
	}
	if (m->secret.n == 0) {
		credential_set(a, m->request, &(struct credential){m->login, m->person, STR("")});
		return;
	}
	j = workers_take(a->workers);
	if (j == NULL) {
		answers_set_up(a, m->request, ERR_BUSY, STR("混み合っています。もう一度お試しください。"));
		return;
	}
	a->asks[j->number] = (struct ask){
	    .type = MSG_CREDENTIAL,
	    .request = m->request,
	    .login = note_of(m->login),
	    .person = note_of(m->person),
	};
	answers_make(j, m->secret);
	workers_start(a->workers, j);
}

static void
credential_done(struct auth *a, const struct job *j, const struct ask *ask)
{
	credential_set(a, ask->request,
	    &(struct credential){note_str(&ask->login), note_str(&ask->person), str_of(j->encoded)});
}

static void
on_mint(struct auth *a, const struct msg *msg)
{
	struct session s = {.login = msg->MINT.login, .person = msg->MINT.person, .token = true};
	struct msg m = {.type = MSG_MINTED, .MINTED = {.request = msg->MINT.request, .err = ERR_MALFORMED}};
	char shown[SHOWN];

	if (rule_name(s.login) && rule_name(s.person) && !rule_is_station(s.person))
		m.MINTED.err = sessions_begin(a, &s, NULL, shown);
	if (m.MINTED.err == ERR_OK) {
		m.MINTED.token = (struct str){shown, SHOWN};
		auth_event(a, STR("token.made"), s.person, s.login, STR(""), STR(""));
	}
	auth_send(a, a->gate, &m);
	secret_wipe(shown, sizeof shown);
}

/* --- who may say what ----------------------------------------------------------------------------------- */

static const struct {
	on_message *web, *gate;
	on_job *done;
} table[MSG_COUNT] = {
    [MSG_LOGIN] = {.web = on_login, .done = login_done},
    [MSG_LOGOUT] = {.web = on_logout},
    [MSG_CHANGE] = {.web = on_change, .done = change_done},
    [MSG_CREDENTIAL] = {.gate = on_credential, .done = credential_done},
    [MSG_MINT] = {.gate = on_mint},
    [MSG_CODE] = {.gate = codes_on_code},
    [MSG_CLAIM] = {.web = codes_on_claim, .done = codes_claim_done},
    [MSG_STATION_END] = {.gate = codes_on_station_end},
};

bool
answers_take(struct auth *a, struct channel *from, const struct msg *m)
{
	on_message *on = from == a->web ? table[m->type].web : table[m->type].gate;

	if (m->type == MSG_WHO)
		on_who(a, m, from);
	else if (on)
		on(a, m);
	else
		return false;
	return true;
}

void
answers_done(void *auth, const struct job *j)
{
	struct auth *a = auth;
	const struct ask *ask = &a->asks[j->number];

	arena_reset(a->scratch);
	table[ask->type].done(a, j, ask);
	auth_flush(a);
}
