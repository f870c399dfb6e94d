/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One-time codes, asked of the gate by the machine's own user. */
#ifndef CLI_CODE_H
#define CLI_CODE_H

#include "cli/command.h"
#include "cli/home.h"

/* Where a person types his code. */
#define CODE_SAYS                                                                                                                                                         \
	"本人に手渡してください。ログイン画面の「はじめての方・パスワードを忘れた方」で、ログイン名とコードを入れ、" \
	"自分のパスワードを決めます。使えるのは30日以内に一度だけです。"

/* For persons and stations, ids in lines: "ID CODE" lines. */
enum err code_ask(struct call *c, const struct home *h, struct str ids, struct str *codes) MUST_USE;

#endif
