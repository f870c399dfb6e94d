/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "web/tablet.h"

#include "web/asset.h"
#include "web/page.h"

struct view_tablet
tablet_frame(struct request *rq, struct str title, int back_after)
{
	struct asset_set *assets = rq->web->assets;
	struct view_tablet t = {.frame = page_frame(rq, title), .back_after = back_after};

	t.said = back_after == TABLET_SAID;
	t.css = asset_href(assets, STR("station.css"));
	t.script = asset_href(assets, STR("station.js"));
	t.label = request_is_station(rq) ? rq->who->name : STR("");
	return t;
}

void
tablet_error(struct request *rq, enum err e)
{
	struct view_station_error v = {.what = phrase_err(e), .why = rq->why.text};

	v.todo = rq->way_out.n ? rq->way_out : page_todo(e);
	if (e == ERR_LOGGED_OUT) {
		v.what = phrase(TEXT_STATION_ENDED);
		v.todo = phrase(TEXT_STATION_ENDED_TODO);
	}
	v.tablet = tablet_frame(rq, v.what, TABLET_IDLE);
	PAGE_DRAW(rq, station_error, &v);
}
