/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The value of a setting in the town's words, and what asks for one. */
#ifndef WEB_SETTING_VALUE_H
#define WEB_SETTING_VALUE_H

#include "view.h"
#include "web/page.h"

/* はい, 開庁時間, 統括情報セキュリティ責任者, 課長補佐 → 係長（総務課）; another one as it stands. */
struct str setting_value_shown(struct request *rq, const struct setting *s, struct str value);
/* Choices where there are some, a hint where the value has a spelling of its own. */
void setting_value_ask(struct request *rq, const struct setting *s, struct view_input *i);

#endif
