/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may use a built-in act: the roles that the policy's `acts` name for its
 * word (people, appoint, holiday, set, adopt, absent, behalf, takeover,
 * correct, station, code). A role relative to a section counts for a section in
 * which the person whom the act is about holds a post.
 */
#ifndef MODEL_PERMISSION_H
#define MODEL_PERMISSION_H

#include "model/judging.h"

/*
 * May `who` do this about `about` (NULL, or somebody who holds no post: in
 * whichever section he holds the role), as the post `as` (NULL = any)? *by is
 * the post by which (may be NULL). For pages too.
 */
bool permission_has(const struct policy *pol, const struct town *town, struct str act,
    const struct person *who, const struct person *about, const struct post *as, day d,
    const struct post **by);
/* The same of the sender of the act being judged; refused by name with `label`, the act's words. */
bool permission_check(struct judging *j, struct str act, struct str label, const struct person *about);

#endif
