/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The fixture's hall with people who are away, stand in, decide on record and enter for others. */
#ifndef TEST_MODEL_PEOPLE_H
#define TEST_MODEL_PEOPLE_H

#include "fixture.h"

static inline void
rule_put(struct world *w, const char *act, const char *role, const char *other)
{
	struct act_rule *r = &w->pol->acts[w->pol->acts_n++];

	*r = (struct act_rule){.act = str_of(act), .roles = arena_array(w->a, 2, sizeof *r->roles), .n = 1};
	r->roles[0] = policy_role(w->pol, str_of(role));
	if (other)
		r->roles[r->n++] = policy_role(w->pol, str_of(other));
}

static inline struct role *
role_named(struct world *w, const char *id)
{
	return &w->pol->roles[policy_role(w->pol, str_of(id))];
}

/*
 * The head of a section is stood in for by its leader, then by anybody of 総務課;
 * the deputy mayor by the head of 総務課. The mayor's own matters are decided by
 * the deputy mayor on record, and the head of 総務課 is told.
 */
static inline struct world *
hall_new(void)
{
	struct world *w = world_new();
	struct policy *pol = w->pol;
	struct setting *settings = arena_array(w->a, pol->settings_n + 2, sizeof *settings);
	struct act_rule *acts = arena_array(w->a, pol->acts_n + 8, sizeof *acts);

	memcpy(settings, pol->settings, pol->settings_n * sizeof *settings);
	memcpy(acts, pol->acts, pol->acts_n * sizeof *acts);
	pol->settings = settings;
	pol->acts = acts;
	settings[pol->settings_n++] = (struct setting){
	    .id = STR("head-ranks"), .type = SETTING_POSTS, .otherwise = STR("leader, other@soumu")};
	settings[pol->settings_n++] =
	    (struct setting){.id = STR("ciso-ranks"), .type = SETTING_POSTS, .otherwise = STR("head@soumu")};
	role_named(w, "officer")->deputies = role_named(w, "owner")->deputies = (int)pol->settings_n - 2;
	role_named(w, "ciso")->deputies = (int)pol->settings_n - 1;
	role_named(w, "mayor")->own_by = policy_role(pol, STR("ciso"));
	role_named(w, "mayor")->own_inform = policy_role(pol, STR("sysadmin"));
	pol->posts[policy_post(pol, STR("head"))].single = true;
	rule_put(w, "absent", "officer", NULL);
	rule_put(w, "behalf", "sysadmin", "checker");
	rule_put(w, "station", "sysadmin", NULL);
	rule_put(w, "code", "sysadmin", "officer");
	w->town.absences = arena_array(w->a, 40, sizeof *w->town.absences);
	return w;
}

/* He is away: days counted from today. */
static inline void
away_put(struct world *w, const char *who, int from, int until, const char *kind)
{
	w->town.absences[w->town.absences_n++] = (struct absence){.person = person_index(&w->town, who),
	    .from = w->now.day + from,
	    .until = w->now.day + until,
	    .kind = str_of(kind)};
	town_index(w->a, &w->town);
}

static inline struct person *
person_put(struct world *w, const char *id, const char *name, enum person_kind kind)
{
	struct person *p = &w->town.persons[w->town.persons_n];

	town_put_person(&w->town, id, name);
	p->kind = kind;
	if (kind != PERSON_STAFF)
		p->login = STR("");
	town_index(w->a, &w->town);
	return p;
}

#endif
