/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a file is, by how it begins; what its name says it is must agree. Pure.
 */
#ifndef CODEC_SNIFF_H
#define CODEC_SNIFF_H

#include "base/str.h"

enum sniff {
	SNIFF_OTHER,
	SNIFF_PDF,
	SNIFF_PNG,
	SNIFF_JPEG,
	SNIFF_ZIP,  /* a ZIP that is none of the next three, or does not show it at its beginning */
	SNIFF_DOCX, /* Office Open XML */
	SNIFF_XLSX,
	SNIFF_PPTX,
	SNIFF_OLE, /* compound files: Office up to 2003, Ichitaro */
	SNIFF_TEXT,
	SNIFF_COUNT
};

enum { SNIFF_HEAD = 64 * 1024 }; /* bytes of the beginning that are looked at */

/* By the first SNIFF_HEAD bytes, or all of a shorter file. */
enum sniff sniff_of(struct str head);
/* For Content-Type; what is text is CSV when its name says so. */
struct str sniff_type(enum sniff s, struct str name);
/* Does the ending of the name lie about what the file is? An ending nobody knows says nothing. */
bool sniff_name_lies(enum sniff s, struct str name);
/* The ending without its dot; empty when there is none. */
struct str sniff_ending(struct str name);

#endif
