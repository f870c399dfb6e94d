/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* 不在: who may say that somebody is away. */
#ifndef MODEL_ABSENCE_H
#define MODEL_ABSENCE_H

#include "model/town.h"

/*
 * By which right `who` says on day `d` that `about` is away, as the post `as`
 * (NULL = any): "self"; "leader", by a role that the policy's `acts` names;
 * "deputy", standing in for him in whatever rank, and then from that day on
 * only; empty: he may not. *by is the post that makes him a leader, and is left
 * alone otherwise. For pages too.
 */
struct str absence_kind(const struct policy *pol, const struct town *town, const struct person *who,
    const struct person *about, const struct post *as, day d, const struct post **by);

#endif
