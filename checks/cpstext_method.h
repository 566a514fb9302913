/*
 * cpstext_method - the methods of BR 3.2.2.4, 3.2.2.5 and Appendix B as texts
 * name them: by number, by title, by procedure
 *
 * Sets of methods are bits.  A number beyond those known is a method too (the
 * next ballot adds one); only known ones have titles.  Titles: BR 1.3.8 to
 * 2.2.6, sections 3.2.2.4.1-.22 and 3.2.2.5.1-.8.
 */
#ifndef CHECKS_CPSTEXT_METHOD_H
#define CHECKS_CPSTEXT_METHOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPSTEXT_DOMAIN_MAX 40
#define CPSTEXT_IP_MAX 20
#define CPSTEXT_DNS(n) (UINT64_C(1) << (n))	  /* 3.2.2.4.n, 1..40 */
#define CPSTEXT_IP(n) (UINT64_C(1) << (40 + (n))) /* 3.2.2.5.n, 1..20 */
#define CPSTEXT_ONION (UINT64_C(1) << 62)	  /* Appendix B.2.b */
#define CPSTEXT_ALL_DNS ((UINT64_C(1) << 41) - 2)
#define CPSTEXT_ALL_IP ((((UINT64_C(1) << 20) - 1)) << 41)

struct cpstext_cite {
	size_t start, end; /* in the text */
	uint64_t method;   /* one bit */
	bool loose;	   /* broken by blanks, or its number in brackets */
	bool implied;	   /* inside "3.2.2.4.1 through .9" */
	bool br;	   /* the Baseline Requirements are named beside it */
	bool own;	   /* "of this CPS", "above", "below" stands beside it */
};

/* Writes "3.2.2.4.7", "3.2.2.5.1", "B.2.b". */
void cpstext_method_name(uint64_t method, char out[16]);

/* The methods cited in lower-case text, in its order; returns their number, at most max. */
size_t cpstext_method_cites(const char *low, size_t len, struct cpstext_cite *out, size_t max);

/* The method a section number is one of, or 0 (3.2.2.4.7 yes, 3.2.2.4 and 3.2.2.4.7.1 no). */
uint64_t cpstext_method_number(const char *number);

/* Methods with exactly this title (several share one), or 0. */
uint64_t cpstext_method_title(const char *low, size_t len);
/* Methods whose title begins the text and is set off from what follows, or 0. */
uint64_t cpstext_method_leads(const char *low, size_t len);
/* Methods whose title occurs in the text, the longest at each place (a sentence, not a document).
 */
uint64_t cpstext_method_mentions(const char *low, size_t len);

static inline bool
cpstext_method_single(uint64_t set)
{
	return set && !(set & (set - 1));
}

#endif
