/*
 * cpstext_facts - the words for what is read out of a practice statement
 */
#ifndef CHECKS_CPSTEXT_FACTS_H
#define CHECKS_CPSTEXT_FACTS_H

enum cpstext_status {
	CPSTEXT_PERMITTED, /* the text states that the CA uses it */
	CPSTEXT_REFUSED,   /* the text states that it does not, or no longer */
	CPSTEXT_MENTIONED, /* named without either */
	CPSTEXT_UNCLEAR	   /* the text contradicts itself or leaves it open: a person reads it */
};

enum cpstext_kind { CPSTEXT_KIND_DNS, CPSTEXT_KIND_IP, CPSTEXT_KIND_ONION };

enum cpstext_wildcard { CPSTEXT_WILDCARD_UNSTATED, CPSTEXT_WILDCARD_YES, CPSTEXT_WILDCARD_NO };

enum cpstext_document {
	CPSTEXT_CPS,
	CPSTEXT_CP_CPS, /* both in one */
	CPSTEXT_CP,	/* permits nothing by itself */
	CPSTEXT_OTHER,	/* certificates other than TLS, or no policy document */
	CPSTEXT_UNKNOWN
};

#endif
