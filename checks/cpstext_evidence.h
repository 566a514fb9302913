/*
 * cpstext_evidence - what each place of a text says of a method, and the sum
 *
 * A method is permitted only where the text says so at a strong place (its own
 * section, an item of a list that is introduced as the CA's methods) and no
 * strong place says otherwise.  Mentions permit nothing.
 */
#ifndef CHECKS_CPSTEXT_EVIDENCE_H
#define CHECKS_CPSTEXT_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/cpstext_facts.h"
#include "checks/cpstext_scope.h"

enum cpstext_strength { CPSTEXT_WEAK = 1, CPSTEXT_STRONG };

struct cpstext_evidence {
	uint64_t method; /* one bit where it is kept, any where it is added */
	enum cpstext_status status;
	enum cpstext_strength strength;
	struct cpstext_place at;
	int64_t until; /* INSTANT_NONE: no end stated */
	int wildcard;
	bool section;	/* from the method's own section */
	bool described; /* no section is cited; counts only where none is for any method of its kind
			 */
	const char *remark; /* static, or NULL */
};

struct cpstext_evidences {
	struct cpstext_evidence *v;
	size_t n, cap;
	bool failed; /* memory ran out, said */
};

/* Adds it for each of its methods; e->failed when memory ran out. */
void cpstext_evidence_add(struct cpstext_evidences *e, const struct cpstext_evidence *one);

struct cpstext_rules { /* what holds for the whole document */
	enum cpstext_document kind;
	int64_t effective; /* INSTANT_NONE unknown */
	uint64_t only;	   /* methods to which the text limits itself; 0: it does not */
	bool no_ip;	   /* no certificates for IP addresses */
};

/* The sum for one method, in *out; false where there is no evidence. */
bool cpstext_evidence_sum(const struct cpstext_evidences *e, uint64_t method,
    const struct cpstext_rules *rules, struct cpstext_evidence *out);

#endif
