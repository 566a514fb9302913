/*
 * cpstext_judge - a document under reading: its blocks, and the evidence so far
 *
 * Sections of their own are read first (cpstext_section), then what stands
 * outside them (cpstext_listing).
 */
#ifndef CHECKS_CPSTEXT_JUDGE_H
#define CHECKS_CPSTEXT_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/cpstext_block.h"
#include "checks/cpstext_evidence.h"
#include "checks/cpstext_method.h"
#include "checks/cpstext_place.h"

struct cpstext_judge {
	const struct cpstext_blocks *b;
	struct cpstext_list list;
	struct cpstext_evidences e;
	struct cpstext_rules rules;
	/* the document's own sections 3.2.2.4.n, 3.2.2.5.n number other methods than the
	 * Requirements do: without "BR" beside it such a number is the document's own */
	bool own_dns, own_ip;
	bool *covered; /* a block: read with a method's own section */
};

/* The methods' own sections; fills own_*, covered and evidence. */
void cpstext_section_read(struct cpstext_judge *j);

/* Lists, sentences and tables elsewhere. */
void cpstext_listing_read(struct cpstext_judge *j);

/* The sentences of a paragraph or an item, and the items inside a sentence; topic is what the
 * place is about. */
void cpstext_prose_read(struct cpstext_judge *j, size_t block, enum cpstext_topic topic);

/* A table's cell that names a method; false where the row says nothing of it. */
bool cpstext_row_read(struct cpstext_judge *j, size_t block, uint64_t methods);

static inline bool
cpstext_judge_own(const struct cpstext_judge *j, const struct cpstext_cite *c)
{
	bool family = c->method & CPSTEXT_ALL_IP ? j->own_ip : j->own_dns;

	return (family && !c->br) || (family && c->own);
}

#endif
