/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 管理: what this person may look after, each with its page. */
#include "web/page.h"
#include "web/pages.h"
#include "web/right.h"

enum err
admin_page(struct request *rq)
{
	static const struct {
		struct str href;
		enum text_key label, say;
		enum act_kind act; /* ACT_COUNT: whoever has any of these rights */
	} all[] = {
	    {{"/roster", 7}, TEXT_ADMIN_ROSTER, TEXT_ADMIN_ROSTER_SAY, ACT_PEOPLE},
	    {{"/people", 7}, TEXT_ADMIN_PEOPLE, TEXT_ADMIN_PEOPLE_SAY, ACT_APPOINT},
	    {{"/code", 5}, TEXT_ADMIN_CODE, TEXT_ADMIN_CODE_SAY, ACT_CODE},
	    {{"/stations", 9}, TEXT_ADMIN_STATION, TEXT_ADMIN_STATION_SAY, ACT_STATION},
	    {{"/holiday", 8}, TEXT_ADMIN_HOLIDAY, TEXT_ADMIN_HOLIDAY_SAY, ACT_HOLIDAY},
	    {{"/health", 7}, TEXT_ADMIN_HEALTH, TEXT_ADMIN_HEALTH_SAY, ACT_COUNT},
	    {{"/setting", 8}, TEXT_ADMIN_SETTING, TEXT_ADMIN_SETTING_SAY, ACT_SET},
	};
	struct view_shelf *shelves = PAGE_LIST(rq, struct view_shelf, sizeof all / sizeof *all);
	struct view_admin v = {.frame = page_frame(rq, phrase(TEXT_ADMIN_TITLE)), .shelves = shelves};

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].act == ACT_COUNT ? right_office(rq) : right_has(rq, all[i].act))
			shelves[v.shelves_n++] =
			    (struct view_shelf){phrase(all[i].label), all[i].href, phrase(all[i].say)};
	v.none = v.shelves_n == 0;
	PAGE_DRAW(rq, admin, &v);
	return ERR_OK;
}
