/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of the gate's server share with each other; nobody else includes it. */
#ifndef GATE_INSIDE_H
#define GATE_INSIDE_H

#include "gate/blobs.h"
#include "gate/engine.h"
#include "gate/events.h"
#include "gate/gate.h"
#include "gate/who.h"
#include "os/channel.h"
#include "os/loop.h"
#include "proto/msg.h"

enum {
	CLIENTS_MAX = 256,
	BATCH_MAX = 256,                             /* acts in one transaction */
	UPLOADS_MAX = 48,                            /* files that come in at the same time */
	FLIGHTS_MAX = 2,                             /* batches that wait for their seal */
	QUEUE_MAX = 4096,                            /* beyond: ERR_BUSY */
	PENDING_ROOM = 2 * 48 * ACT_MAX + (8 << 20), /* the act and its body as trees, at worst */
	IDLE_MS = 200,
	TICK_MS = 1000,
	CLOCK_PATIENCE = 60 /* seconds that a clock may be behind before acts are refused */
};

struct gate;

/* Whoever asks: the web program, or a command on DIR/run/gate.sock. */
struct client {
	struct gate *gate;
	struct channel *channel;
	int64_t generation; /* an answer for one that has gone is dropped */
	bool web;
	bool operator; /* the machine's own user: may set passwords, ask the status, move a demo's clock */
};

/* One question on its way: it waits for auth, for its batch, for the seal. */
struct pending {
	struct pending *next;
	struct arena *arena;
	struct client *client;
	int64_t generation;
	int64_t request; /* as the client numbered it */
	int64_t asked;   /* our number towards auth */
	enum msg_type type;
	enum act_channel channel;
	struct str session, person, ip;
	struct str json; /* the act as it came */
	struct act act;
	struct str what, detail;     /* RECORD; detail: UPLOAD the name, FETCH which file */
	int64_t matter, item, piece; /* FETCH */
	struct minting *minting;     /* one-time codes that it waits for */
	struct reply reply;
};

struct queue {
	struct pending *first, **last;
	size_t n;
};

/* A committed batch whose answers wait for the seal. */
struct flight {
	uint64_t size; /* of the tree after it */
	struct queue answers;
};

/* A file that is coming in. */
struct upload {
	struct upload_draft *draft; /* NULL: a free place */
	const struct client *client;
	int64_t number, touched; /* touched: in milliseconds of the monotonic clock */
};

struct gate {
	struct arena *home, *scratch;
	struct loop *loop;
	struct store *store;
	struct engine *engine;
	struct events *events;
	struct blobs *blobs; /* NULL: the town has no key for them yet */
	struct upload uploads[UPLOADS_MAX];
	int64_t uploads_made;
	struct who *who;
	struct str dir;
	struct channel *auth, *seal, *supervisor;
	int listener, signals;
	struct client *clients[CLIENTS_MAX];
	struct client *web;
	int64_t generation, asked;
	struct queue waiting;  /* for auth */
	struct queue ready;    /* for a batch */
	struct pending *spare; /* used arenas */
	struct flight flights[FLIGHTS_MAX];
	size_t flights_n;
	struct str seal_key;
	char *note; /* newest checkpoint */
	size_t note_n;
	uint64_t note_size;
	bool note_stored;
	int64_t note_time;   /* of its signature */
	int64_t started;     /* since when this program runs */
	int64_t clock_base;  /* machine's clock less the monotonic one, in seconds, when somebody looked */
	char *programs_room; /* what the supervisor said of the programs */
	struct str programs;
	int64_t offset;       /* of the clock of a demo or test town, seconds */
	bool clock_confirmed; /* the operator has said: the clock is right now */
	int64_t since; /* the last moment the ledger knows before this start; 0 = all since then is told */
	int64_t since_next; /* what it becomes when the batch is committed */
	bool since_kept;    /* it stands in the tables too */
	bool tick;          /* a second has passed: is there a day to begin, a step to tell? */
	day day;            /* the last one that the clock was asked about */
	bool end_installer;
	bool stopping;
};

/* --- queue.c ------------------------------------------------------------------- */
void queue_add(struct queue *q, struct pending *p);
struct pending *queue_take(struct queue *q);
struct pending *queue_take_asked(struct queue *q, int64_t asked);
struct pending *pending_new(struct gate *g, struct client *c, int64_t request, enum msg_type type);
void pending_free(struct gate *g, struct pending *p);

/* --- talk.c: messages in and out ------------------------------------------------- */
void talk_peers(struct gate *g, const struct gate_options *o);
void talk_clients(struct gate *g, const struct gate_options *o);
/* Only queues: for a channel that the loop does not watch. */
void talk_queue(struct channel *c, struct gate *g, const struct msg *m);
void talk_send(struct channel *c, struct gate *g, const struct msg *m);
/* Who sent it? Then on to what it asks for. */
void talk_ask_who(struct gate *g, struct pending *p);
void talk_answer(struct gate *g, struct pending *p); /* and frees it */
bool talk_there(const struct pending *p);            /* is there still somebody to be answered? */
void talk_done(struct gate *g, struct client *c, int64_t request, enum err e, struct str why);
/* Says what a refused or failed question gets, without a batch. */
void talk_refuse(struct gate *g, struct pending *p, enum err e, const char *why, const char *way_out);

typedef void client_handler(struct gate *, struct client *, const struct msg *);
typedef void peer_handler(struct gate *, const struct msg *);

/* --- operator.c: the machine's own user --------------------------------------------- */
client_handler operator_on_passwd, operator_on_token, operator_on_clock, operator_on_status;
peer_handler operator_set_up, operator_minted;

/* --- mint.c: what auth does when an act is sealed ------------------------------------- */
client_handler mint_on_codes;
peer_handler mint_coded;
/* Answers the act, with codes if it gives any. */
void mint_sealed(struct gate *g, struct pending *p);
/* Sessions of stations that are over end. */
void mint_sweep(struct gate *g);

/* --- attach.c: files in and out ------------------------------------------------------- */
client_handler attach_on_upload, attach_on_piece, attach_on_fetch, attach_on_read;
/* Once it is known whose session it is, or that it is nobody's; these free the question. */
void attach_begin(struct gate *g, struct pending *p);
void attach_fetch(struct gate *g, struct pending *p);
void attach_read(struct gate *g, struct pending *p);
void attach_unknown(struct gate *g, struct pending *p);
/* A client has gone: what it was sending is nothing. */
void attach_forget(struct gate *g, const struct client *c);
/* The batch of acts that named files was committed, or not. */
void attach_settle(struct gate *g, bool committed);
/* Uploads that no act has named go once a day. */
void attach_sweep(struct gate *g);

/* --- admit.c: who can get in -------------------------------------------------------------- */
/* A code was given, a password set: kept for the pages that hand out codes. */
void admit_event(struct gate *g, const struct msg_EVENT *m);

/* --- health.c: how the machine fares ---------------------------------------------------- */
void health_tick(void *gate);
/* The clock is right, says the operator, or the start. */
void health_clock_fine(struct gate *g);
struct str health_clock(struct gate *g);
peer_handler health_programs;
client_handler health_on_backup;

/* --- batch.c --------------------------------------------------------------------- */
void batch_round(void *gate);
void batch_sealed(struct gate *g, const struct msg_SEALED *m);
/* Brings the seal to the end of the ledger at the start. */
enum err batch_catch_up(struct gate *g, struct why *why) MUST_USE;
void batch_idle(void *gate);

/* --- moment.c: which time it is for the ledger -------------------------------------- */
/* ERR_BUSY while the machine's clock is behind the ledger's last entry. */
enum err moment_now(struct gate *g, int64_t *time) MUST_USE;
int64_t moment_clock(const struct gate *g);
void moment_start(struct gate *g);
/* In a batch's transaction: has everything of the time down been told now, or is there more? */
enum err moment_caught_up(struct gate *g, bool all) MUST_USE;
/* Once a second only: it asks the tables. */
bool moment_due(struct gate *g);

#endif
