/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Many clients of a gate, each with one act on its way: how many durable,
 * signed, acknowledged acts a second? `load_acts SOCKET TOKENFILE CLIENTS SECONDS [COUNT]`
 * prints "acts seconds rate refused".
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "codec/json.h"
#include "os/channel.h"
#include "os/file.h"
#include "os/socket.h"
#include "proto/act.h"
#include "proto/msg.h"

enum { CLIENTS_MAX = 256 };

struct load {
	struct arena *home, *scratch;
	struct str token;
	struct channel *c[CLIENTS_MAX];
	size_t n;
	long sent, done, refused, most;
	long run;
};

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
send_one(struct load *l, size_t i)
{
	struct buf b = buf_on(l->scratch, MSG_MAX);
	struct msg m = {.type = MSG_ACT,
	    .ACT = {.request = ++l->sent,
	        .channel = CHANNEL_CONSOLE,
	        .session = l->token,
	        .act = arena_fmt(l->scratch,
	            "{\"id\":\"load-%ld-%ld\",\"act\":\"submit\",\"procedure\":\"asset-enter\",\"body\":%s}", l->run, l->sent,
	            getenv("LOAD_BODY"))}};

	if (!msg_write(&b, &m))
		exit(1);
	channel_send(l->c[i], buf_str(&b));
	if (channel_flush(l->c[i]))
		exit(1);
}

static void
take_answers(struct load *l, size_t i)
{
	struct str frame;
	struct msg m;

	if (channel_fill(l->c[i]))
		exit(1);
	while (channel_next(l->c[i], &frame)) {
		if (msg_read(frame, &m) || m.type != MSG_ANSWER)
			exit(1);
		if (m.ANSWER.err && l->refused++ == 0)
			fprintf(stderr, "%.*s\n", STR_ARG(m.ANSWER.json));
		l->done++;
		arena_reset(l->scratch);
		if (l->most == 0 || l->sent < l->most)
			send_one(l, i);
	}
}

int
main(int argc, char **argv)
{
	struct load l = {.home = arena_new(1 << 24), .scratch = arena_new(1 << 24)};
	struct pollfd p[CLIENTS_MAX];
	struct why why = {.arena = l.home};
	double begin, end;

	if (argc < 5 || !getenv("LOAD_BODY"))
		return 1;
	l.n = strtoul(argv[3], NULL, 10);
	l.run = (long)time(NULL) * 100000 + getpid();
	l.most = argc > 5 ? strtol(argv[5], NULL, 10) : 0;
	if (l.n > CLIENTS_MAX || file_read(l.home, str_of(argv[2]), 4096, &l.token, &why))
		return 1;
	l.token = str_trim(l.token);
	for (size_t i = 0; i < l.n; i++) {
		int fd;

		if (socket_connect(l.home, str_of(argv[1]), &fd, &why))
			return 1;
		l.c[i] = channel_new(fd, MSG_MAX);
		p[i] = (struct pollfd){fd, POLLIN, 0};
	}
	begin = seconds();
	end = begin + strtod(argv[4], NULL);
	for (size_t i = 0; i < l.n; i++)
		send_one(&l, i);
	while (seconds() < end && (l.most == 0 || l.done < l.most)) {
		if (poll(p, l.n, 1000) < 0)
			return 1;
		for (size_t i = 0; i < l.n; i++)
			if (p[i].revents)
				take_answers(&l, i);
	}
	end = seconds();
	printf("%ld %.3f %.1f %ld\n", l.done, end - begin, (double)l.done / (end - begin), l.refused);
	return 0;
}
