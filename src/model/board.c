/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/board.h"

#include "policy/setting.h"

size_t
board_members(const struct policy *pol, const struct town *town, int board, day d)
{
	return town_holders(town, pol, pol->boards[board].members, STR(""), d, NULL, 0);
}

int64_t
board_quorum(const struct policy *pol, const struct town *town, int board, day d)
{
	const struct board *b = &pol->boards[board];

	switch (b->quorum) {
	case QUORUM_NUMBER:
		return b->quorum_n;
	case QUORUM_SETTING:
		return town_setting_number(town, pol, b->quorum_setting, town_setting_time(d));
	case QUORUM_HALF:
		break;
	}
	return (int64_t)board_members(pol, town, board, d) / 2 + 1;
}

bool
board_check(struct judging *j, const struct step *s, const struct value *typed)
{
	const struct board *b = &j->pol->boards[s->board];
	day held = value_day(&typed[BOARD_HELD_ON]);
	int64_t present = typed[BOARD_PRESENT].i, quorum, members;

	if (held > j->now->day)
		return wrong(j, s->form[BOARD_HELD_ON].name, s->form[BOARD_HELD_ON].label, SAY_BOARD_HELD_ON);
	quorum = board_quorum(j->pol, j->town, s->board, held);
	members = (int64_t)board_members(j->pol, j->town, s->board, held);
	if (quorum > members) {
		way_out(j, SAY_BOARD_QUORUM_ABOVE_WAY_OUT);
		return refuse(j, ERR_REFUSED, SAY_BOARD_QUORUM_ABOVE, b->label, judging_number(j, quorum),
		    judging_day(j, held), judging_number(j, members));
	}
	if (present > members)
		return wrong(j, s->form[BOARD_PRESENT].name, s->form[BOARD_PRESENT].label, SAY_BOARD_PRESENT,
		    b->label, judging_day(j, held), judging_number(j, members));
	if (present >= quorum)
		return true;
	way_out(j, SAY_BOARD_QUORUM_WAY_OUT);
	return refuse(j, ERR_REFUSED, SAY_BOARD_QUORUM, b->label, judging_number(j, quorum),
	    judging_number(j, present));
}
