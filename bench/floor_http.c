/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The floor of every page: the same HTTP library, the same number of threads,
 * the same bytes, handed out from memory. `floor_http PORT FILE`
 */
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum MHD_Result
answer(void *response, struct MHD_Connection *c, const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **state)
{
	(void)url, (void)method, (void)version, (void)data, (void)size, (void)state;
	return MHD_queue_response(c, MHD_HTTP_OK, response);
}

int
main(int argc, char **argv)
{
	static char bytes[1 << 20];
	FILE *f = argc == 3 ? fopen(argv[2], "rb") : NULL;
	size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
	struct MHD_Response *r = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_PERSISTENT);

	MHD_add_response_header(r, "Content-Type", "text/html; charset=utf-8");
	if (n == 0 || !MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, (uint16_t)strtoul(argv[1], NULL, 10), NULL, NULL,
	                  answer, r, MHD_OPTION_THREAD_POOL_SIZE, 2u, MHD_OPTION_END))
		return 1;
	pause();
	return 0;
}
