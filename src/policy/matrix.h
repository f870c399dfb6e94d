/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who may do what: one line for everything that can be done or read, one column
 * for every role. It says what the policy says; who takes a role's place while
 * nobody (else) may, the town's chain and absences decide on the day.
 */
#ifndef POLICY_MATRIX_H
#define POLICY_MATRIX_H

#include "base/buf.h"
#include "policy/policy.h"

/*
 * Tab-separated, for people to review and tests to hold. First two lines about
 * the roles: held-by (`everyone`, or kinds of post with the section they must be
 * in; `+below`: for the sections below too) and up. Then for everything that
 * may be done the ids of procedure (or register, or built-in act), act and step;
 * `how` (below); and for the applicant and each role a mark:
 *
 *   town      its holder for the town; of readers: wherever the thing belongs
 *   section   for the section of the matter (of what begins: for his own)
 *   owner     for the section that owns what is named
 *   person    himself: what the applicant does
 *   each      everybody who holds it, each for himself
 *   enters    the secretary writes down what the board decided; its `chair`
 *             and each `member` only decide there
 *   late      not before its time is up
 *   part      reads once he has had to do with the matter, or was told of it
 *   -         no
 *
 * `how`: clock (begun by the clock too, or only), station (at a station too),
 * board:ID, each-owner (one for every section that owns), by-hand (what a
 * machine may do one day), when (only under its conditions), except:FIELD (whom
 * the form names may not), no-deputy, narrow (its text only for readers).
 */
void matrix_print(const struct policy *p, struct buf *out);

#endif
