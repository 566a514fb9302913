/*
 * cpstext_head - which document this is: version, date, kind
 *
 * Front matter and title page come before the revision table; a date called
 * effective or valid from comes before one that is only a date, that before
 * one of approval.  Where two places disagree a remark says so.
 */
#ifndef CHECKS_CPSTEXT_HEAD_H
#define CHECKS_CPSTEXT_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "checks/cpstext_block.h"
#include "checks/cpstext_facts.h"

struct cpstext_head {
	char version[32];  /* "" none found */
	int64_t effective; /* INSTANT_NONE none found */
	enum cpstext_document kind;
	bool draft; /* the date of this version is a placeholder */
	char title[160];
	struct text remarks; /* one a line; the caller's */
};

void cpstext_head_read(const struct cpstext_blocks *b, struct cpstext_head *h);

#endif
