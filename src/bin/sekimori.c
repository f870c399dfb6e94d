/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * sekimori: the operator's command.
 *
 * Reads:  the operator's words and files: acts, staff lists, policies, scenarios.
 * Holds:  nothing; it starts the programs that do, and talks to the gate.
 * Never:  parses what comes from another machine; writes town.db, except to
 *         found a town (init) and to rebuild its tables while no gate runs.
 */
#include "cli/command.h"

int
main(int argc, char **argv)
{
	return command_run(argc, argv);
}
