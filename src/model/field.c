/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/value.h"

bool
field_is_text(enum field_type t)
{
	return t == FIELD_LINE || t == FIELD_TEXT || t == FIELD_FILE; /* a file has a name */
}
