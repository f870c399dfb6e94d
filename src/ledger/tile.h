/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* C2SP tlog-tiles: paths, hash tiles of 256, entry bundles. */
#ifndef LEDGER_TILE_H
#define LEDGER_TILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

/* TILE_ENTRIES stands in the place of a level for the bundles of entries. */
enum { TILE_WIDTH = 256, TILE_ENTRIES = -1 };

/* "tile/0/x001/067" or "tile/0/x001/067.p/12"; width 256 is a full tile. */
struct str tile_path(struct arena *a, int level, uint64_t index, unsigned width);
/* "tile/entries/x001/067" and its partial form. */
struct str tile_bundle_path(struct arena *a, uint64_t index, unsigned width);
/*
 * Takes such a path apart; `level` is TILE_ENTRIES for a bundle. False for every
 * spelling that tile_path and tile_bundle_path do not write.
 */
bool tile_path_read(struct str path, int *level, uint64_t *index, unsigned *width) MUST_USE;
/* How wide tile `index` of `level` is in a tree of `size` leaves: 1..256, 0 when there is none. */
unsigned tile_width(uint64_t size, int level, uint64_t index);
/* Appends one entry to a bundle: big-endian uint16 length, then the bytes. */
void tile_bundle_add(struct buf *b, struct str entry);
/* Takes the next entry off *bundle; false at its end; ERR_MALFORMED in *e for a cut one. */
bool tile_bundle_next(struct str *bundle, struct str *entry, enum err *e);

#endif
