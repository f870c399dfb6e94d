/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A YAML file as a tree whose every node knows its line. Only plain structure:
 * anchors, aliases, tags, tabs and a second document are refused, so that the
 * size of the tree is bounded by the size of the file.
 */
#ifndef POLICY_YAML_H
#define POLICY_YAML_H

#include "policy/load.h"
#include "policy/node.h"

enum { YAML_DEPTH_MAX = 16, YAML_CHILDREN_MAX = 1000, YAML_NODES_MAX = 50000 };

/*
 * The file's only document, or NULL with what is wrong in *lint. `budget` is
 * how many nodes may still be made over all files.
 */
struct node *yaml_read(struct arena *a, const struct policy_file *f, size_t *budget, struct lint *lint);

#endif
