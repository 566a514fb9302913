/*
 * cpstext_place - where in the document a text stands, and what introduces it
 */
#ifndef CHECKS_CPSTEXT_PLACE_H
#define CHECKS_CPSTEXT_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/cpstext_block.h"

enum cpstext_topic {
	CPSTEXT_TOPIC_NONE,
	CPSTEXT_TOPIC_DOMAIN,
	CPSTEXT_TOPIC_IP,
	CPSTEXT_TOPIC_ASIDE /* definitions, history, CAA, records, e-mail addresses, ... */
};

/* What the section of a block is about, by its titles up to the chapter; section may be
 * CPSTEXT_NONE. */
enum cpstext_topic cpstext_place_topic(const struct cpstext_blocks *b, size_t section);

/* What introduces each item of a list, and its older brother. */
struct cpstext_list {
	size_t *lead;	/* the paragraph, cell, item or heading above; CPSTEXT_NONE */
	size_t *before; /* the item before in the same list; CPSTEXT_NONE */
};

/* 0; -1 said, nothing to free. */
int cpstext_place_lists(const struct cpstext_blocks *b, struct cpstext_list *l);
void cpstext_place_free(struct cpstext_list *l);

enum cpstext_lead {
	CPSTEXT_LEAD_NONE,
	CPSTEXT_LEAD_USES,    /* "validates each domain name by one of the following methods:" */
	CPSTEXT_LEAD_REFUSES, /* "does not use the following methods:" */
	CPSTEXT_LEAD_ASIDE    /* about something else, or left open */
};

/* What a text says of what follows it; *until where it refuses from a day on, else INSTANT_NONE. */
enum cpstext_lead cpstext_place_lead(const struct cpstext_blocks *b, size_t block, int64_t *until);
/* The same of bytes [from, to) of a block. */
enum cpstext_lead cpstext_place_says(
    const struct cpstext_blocks *b, size_t block, size_t from, size_t to, int64_t *until);

/* Whether it says that another practice statement prevails over it: what it lists is then the
 * other's to say. */
bool cpstext_place_defers(const struct cpstext_blocks *b, size_t block);

#endif
