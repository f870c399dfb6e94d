/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* C2SP tlog-tiles: paths, hash tiles of 256, entry bundles. */
#ifndef LEDGER_TILE_H
#define LEDGER_TILE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

enum { TILE_WIDTH = 256 };

/* "tile/0/x001/067" or "tile/0/x001/067.p/12"; width 256 is a full tile. */
struct str tile_path(struct arena *a, int level, uint64_t index, unsigned width);
/* "tile/entries/x001/067" and its partial form. */
struct str bundle_path(struct arena *a, uint64_t index, unsigned width);
/* Appends one entry to a bundle: big-endian uint16 length, then the bytes. */
void bundle_add(struct buf *b, struct str entry);
/* Takes the next entry off *bundle; false at its end; ERR_MALFORMED in *e for a cut one. */
bool bundle_next(struct str *bundle, struct str *entry, enum err *e);

#endif
