/*
 * cpstext_scope - what a run of text about one method says of it
 */
#ifndef CHECKS_CPSTEXT_SCOPE_H
#define CHECKS_CPSTEXT_SCOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/cpstext_block.h"
#include "checks/cpstext_facts.h"

struct cpstext_place {		/* a sentence */
	size_t block, from, to; /* block CPSTEXT_NONE: none */
};

struct cpstext_verdict {
	bool refused;		/* the method is not used, or its last day is past */
	bool uses;		/* said in so many words */
	bool doubt;		/* planned, pending, with exceptions */
	bool no_ip;		/* "no certificates for IP addresses" */
	uint64_t broad, narrow; /* the procedure that is told (checks/cpstext_describe.h) */
	uint64_t identity;	/* "this method is performed according to BR section ..." */
	int64_t until;		/* first instant of disuse, INSTANT_NONE: none stated */
	int wildcard;		/* +1, -1, 0 */
	size_t words;		/* of the prose that tells the procedure */
	bool verb;		/* and it says what is done */
	struct cpstext_place refusal, tells, identity_at, use_at;
};

/*
 *   first, end   blocks [first, end)
 *   about        the methods the text may be about; sentences about others are left out
 *   effective    the document's date, INSTANT_NONE unknown
 */
void cpstext_scope_read(const struct cpstext_blocks *b, size_t first, size_t end, uint64_t about,
    int64_t effective, struct cpstext_verdict *v);

/*
 * cpstext_scope_status - what a verdict makes of one method
 *
 *   introduced   the text stands under "one of the following methods:", which
 *                permits what it does not take back
 *   *remark      out: why it is not plain, or NULL
 *   *at          out: the sentence that decides; left as it was where none does
 */
enum cpstext_status cpstext_scope_status(const struct cpstext_verdict *v, uint64_t method,
    bool introduced, const char **remark, struct cpstext_place *at);

#endif
