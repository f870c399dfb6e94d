/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/entry.h"
#include "base/hex.h"

#include "base/num.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "ledger/entry.h"
#include "ledger/tree.h"
#include "model/may_read.h"
#include "web/label.h"
#include "web/page.h"
#include "web/pages.h"

enum { BODY_MAX_JSON = 1024 * 1024, PROOF_MAX = 256 * 1024 };

/* --- reading one ---------------------------------------------------------------------- */

static enum err
body_of(struct request *rq, const struct entry *e, struct str *out)
{
	struct hash h;
	struct str salt;

	if (!hex_read(e->body, h.b, sizeof h.b))
		return ERR_NOT_FOUND;
	return store_body(rq->desk->store, rq->page, &h, &salt, out);
}

static enum err
entry_load(struct request *rq, int64_t seq, struct str *bytes, struct entry *out)
{
	struct why why = {.arena = rq->page};
	enum err e = store_entry(rq->desk->store, rq->page, seq, bytes);

	return e == ERR_OK ? entry_read(rq->page, *bytes, out, &why) : e;
}

const struct json *
entry_body(struct request *rq, int64_t seq)
{
	struct why why = {.arena = rq->page};
	struct str bytes, body;
	struct entry e;
	struct json *json;
	const struct json *opened;

	if (entry_load(rq, seq, &bytes, &e) != ERR_OK || body_of(rq, &e, &body) != ERR_OK ||
	    json_read(rq->page, body, BODY_MAX_JSON, &json, &why) != ERR_OK)
		return NULL;
	opened = json;
	return narrow_open(rq->desk->store, rq->page, &opened) == ERR_OK ? opened : NULL;
}

struct str
entry_note(struct request *rq, int64_t seq)
{
	static const char *const keys[] = {"note", "reason", "text"};
	const struct json *body = entry_body(rq, seq);

	for (size_t i = 0; body && i < sizeof keys / sizeof *keys; i++)
		if (json_get_str(body, keys[i]).n)
			return json_get_str(body, keys[i]);
	return STR("");
}

/* --- lists -------------------------------------------------------------------------------- */

/* The procedure of a matter, for the words of its steps. */
static const struct procedure *
procedure_of(struct request *rq, int64_t matter, struct str *label)
{
	struct q_page_matter_brief_out row;
	const struct policy *p;
	int at;

	*label = STR("");
	if (matter < 0 ||
	    q_page_matter_brief(rq->desk->store, rq->page, &(struct q_page_matter_brief_in){matter}, &row) !=
	        ERR_OK ||
	    desk_policy(rq->desk, row.policy, &p) != ERR_OK || (at = policy_procedure(p, row.proc)) == NONE)
		return NULL;
	*label = row.number.n
	             ? arena_fmt(rq->page, "%.*s %.*s", STR_ARG(p->procedures[at].label), STR_ARG(row.number))
	             : p->procedures[at].label;
	return &p->procedures[at];
}

struct view_entry
entry_view(struct request *rq, const struct q_page_log_out *row)
{
	struct view_entry v = {.seq = row->seq, .when = label_time(rq->page, row->time)};
	const struct procedure *p = procedure_of(rq, row->matter, &v.matter);

	v.who = row->post.n ? PHRASE(rq->page, TEXT_STEP_BY, label_person(rq->desk, row->actor),
	                          label_post(rq->desk, row->post))
	                    : label_person(rq->desk, row->actor);
	v.what = label_act(rq, p, row->act, row->step, row->outcome);
	v.channel = label_channel(row->channel);
	v.href = label_path(rq->page, STR("/entry/"), row->seq);
	if (p)
		v.matter_href = label_path(rq->page, STR("/matter/"), row->matter);
	return v;
}

static int64_t
below_of(const struct request *rq)
{
	int64_t below;

	return num_i64(request_queried(rq, STR("below")), 0, INT64_MAX, &below) ? below : INT64_MAX;
}

static struct str
older(struct request *rq, struct str path, const struct view_entry *list, size_t n)
{
	return arena_fmt(rq->page, "%.*s?below=%lld", STR_ARG(path), (long long)list[n - 1].seq);
}

size_t
entry_list_all(struct request *rq, struct str path, const struct view_entry **out, struct str *before)
{
	struct view_entry *list = PAGE_LIST(rq, struct view_entry, ENTRIES_SHOWN);
	struct q_page_log_out row;
	struct q_cursor c = q_page_log_open(
	    rq->desk->store, &(struct q_page_log_in){.below = below_of(rq), .most = ENTRIES_SHOWN + 1});
	size_t n = 0;

	while (q_page_log_next(&c, rq->page, &row)) {
		if (n == ENTRIES_SHOWN) {
			*before = older(rq, path, list, n);
			break;
		}
		list[n++] = entry_view(rq, &row);
	}
	(void)!q_cursor_end(&c); /* a shorter list */
	*out = list;
	return n;
}

size_t
entry_list_own(struct request *rq, struct str path, const struct view_entry **out, struct str *before)
{
	struct view_entry *list = PAGE_LIST(rq, struct view_entry, ENTRIES_SHOWN);
	struct q_page_log_of_out x;
	struct q_cursor c = q_page_log_of_open(
	    rq->desk->store, &(struct q_page_log_of_in){
	                         .actor = rq->who->id, .below = below_of(rq), .most = ENTRIES_SHOWN + 1});
	size_t n = 0;

	while (q_page_log_of_next(&c, rq->page, &x)) {
		if (n == ENTRIES_SHOWN) {
			*before = older(rq, path, list, n);
			break;
		}
		list[n++] = entry_view(rq, &(struct q_page_log_out){.seq = x.seq,
		                               .time = x.time,
		                               .actor = x.actor,
		                               .post = x.post,
		                               .behalf = x.behalf,
		                               .channel = x.channel,
		                               .act = x.act,
		                               .matter = x.matter,
		                               .step = x.step,
		                               .outcome = x.outcome});
	}
	(void)!q_cursor_end(&c); /* a shorter list */
	*out = list;
	return n;
}

/* --- the page of one --------------------------------------------------------------------------- */

/* One's own, that of a matter one may read, or any for who may read the whole ledger. */
static bool
may_read_entry(struct request *rq, const struct q_page_matter_of_entry_out *row)
{
	return str_eq(row->actor, rq->who->id) ||
	       may_read_ledger(rq->desk->policy, &rq->desk->town, rq->who, rq->desk->today) ||
	       (row->matter >= 0 && request_reads_matter(rq, row->matter));
}

static enum err
entry_take(struct request *rq, int64_t *seq, struct q_page_matter_of_entry_out *row, struct str *bytes,
    struct entry *e)
{
	enum err err = request_id(rq, 0, seq);

	if (err == ERR_OK)
		err = q_page_matter_of_entry(
		    rq->desk->store, rq->page, &(struct q_page_matter_of_entry_in){*seq}, row);
	if (err == ERR_OK && !may_read_entry(rq, row)) {
		link_record(rq->web->link, rq->session, rq->ip, STR("read.refused"), rq->head.path);
		err = ERR_FORBIDDEN;
	}
	return err == ERR_OK ? entry_load(rq, *seq, bytes, e) : err;
}

static struct str
hash_text(struct arena *a, const struct hash *h)
{
	struct buf b = buf_on(a, 2 * sizeof h->b);

	buf_hex(&b, h->b, sizeof h->b);
	return buf_str(&b);
}

enum err
entry_page(struct request *rq)
{
	struct q_page_matter_of_entry_out row;
	struct q_page_checkpoint_out sealed;
	struct view_entry_show v = {0};
	struct view_entry line;
	struct entry e;
	struct hash leaf;
	enum err err = entry_take(rq, &v.seq, &row, &v.json, &e);

	if (err != ERR_OK)
		return err;
	line = entry_view(rq, &(struct q_page_log_out){.seq = v.seq,
	                          .time = row.time,
	                          .actor = row.actor,
	                          .post = row.post,
	                          .channel = row.channel,
	                          .act = row.act,
	                          .matter = row.matter,
	                          .step = row.step,
	                          .outcome = row.outcome});
	v.frame =
	    page_frame(rq, PHRASE(rq->page, TEXT_ENTRY_TITLE, arena_fmt(rq->page, "%lld", (long long)v.seq)));
	page_here(rq, &v.frame, STR("/evidence"));
	v.when = line.when;
	v.who = line.who;
	v.what = line.what;
	v.matter = line.matter;
	v.matter_href = line.matter_href;
	leaf = tree_leaf(v.json);
	v.hash = hash_text(rq->page, &leaf);
	v.has_body = e.body.n > 0;
	v.erased = v.has_body && body_of(rq, &e, &v.body) != ERR_OK;
	if (str_starts(v.body, STR("{\"" NARROW_NAME "\":")))
		v.body = phrase(TEXT_ENTRY_NARROW);
	v.sealed = q_page_checkpoint(rq->desk->store, rq->page, &sealed) == ERR_OK && sealed.size > v.seq;
	v.proof_href = arena_fmt(rq->page, "/entry/%lld/proof", (long long)v.seq);
	PAGE_DRAW(rq, entry_show, &v);
	return ERR_OK;
}

/* --- its proof: C2SP tlog-proof, with the entry itself as the extra data ---------------------------- */

static bool
stored_hash(void *store, int level, uint64_t index, struct hash *out)
{
	return store_hash(store, level, index, out);
}

static struct str
proof_text(struct request *rq, int64_t seq, struct str entry, const struct proof *p, struct str note)
{
	struct buf b = buf_on(rq->page, PROOF_MAX);

	buf_add(&b, STR("c2sp.org/tlog-proof@v1\nextra "));
	buf_add(&b, base64_encode(rq->page, entry));
	buf_add(&b, STR("\nindex "));
	buf_i64(&b, seq);
	buf_char(&b, '\n');
	for (size_t i = 0; i < p->n; i++) {
		buf_add(&b,
		    base64_encode(rq->page, (struct str){(const char *)p->path[i].b, sizeof p->path[i].b}));
		buf_char(&b, '\n');
	}
	buf_char(&b, '\n');
	buf_add(&b, note);
	return buf_done(&b) ? buf_str(&b) : STR("");
}

enum err
entry_proof(struct request *rq)
{
	struct q_page_matter_of_entry_out row;
	struct q_page_checkpoint_out sealed;
	struct str bytes, text;
	struct entry e;
	struct proof proof;
	int64_t seq;
	enum err err = entry_take(rq, &seq, &row, &bytes, &e);

	if (err == ERR_OK)
		err = q_page_checkpoint(rq->desk->store, rq->page, &sealed);
	if (err == ERR_OK && sealed.size <= seq)
		err = ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = proof_inclusion_make(
		    rq->page, stored_hash, rq->desk->store, (uint64_t)seq, (uint64_t)sealed.size, &proof);
	if (err != ERR_OK)
		return err;
	text = proof_text(rq, seq, bytes, &proof, sealed.note);
	if (text.n == 0)
		return ERR_TOO_LARGE;
	link_record(rq->web->link, rq->session, rq->ip, STR("export.proof"), rq->head.path);
	page_file(rq, arena_fmt(rq->page, "entry-%lld.tlog-proof", (long long)seq),
	    STR("text/plain; charset=utf-8"), text);
	return ERR_OK;
}
