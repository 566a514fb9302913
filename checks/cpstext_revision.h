/*
 * cpstext_revision - the revision table of a document, and what kind of
 * document its own words make it
 */
#ifndef CHECKS_CPSTEXT_REVISION_H
#define CHECKS_CPSTEXT_REVISION_H

#include <stddef.h>
#include <stdint.h>

#include "checks/cpstext_block.h"
#include "checks/cpstext_facts.h"

struct cpstext_revision {
	char newest[32]; /* the version of the newest row, "" none */
	int64_t date;	 /* its date, INSTANT_NONE none */
	char draft[32];	 /* the version of a row whose date is a placeholder, "" none */
};

void cpstext_revision_read(const struct cpstext_blocks *b, struct cpstext_revision *r);

/* By the title (blocks before "end", and title) and by what the text calls itself. */
enum cpstext_document cpstext_revision_kind(
    const struct cpstext_blocks *b, size_t end, const char *title);

#endif
