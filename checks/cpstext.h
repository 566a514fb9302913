/*
 * cpstext - the methods that a practice statement permits, as its text says
 *
 * A reader's aid, not a judge: what it finds is proposed, with the line and the
 * sentence it rests on, and counts only when a person has confirmed it into the
 * CPS register.  The error that matters is a false "permitted", so permission
 * needs evidence: a section of the method that tells its procedure or says it
 * is used, or an item of a list introduced as the CA's methods.  A heading, a
 * citation in passing, a definition, the change history permit nothing; where
 * the text contradicts itself the status is unclear.
 */
#ifndef CHECKS_CPSTEXT_H
#define CHECKS_CPSTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "checks/cpstext_facts.h"

struct cpstext_method {
	char method[16]; /* "3.2.2.4.7", "3.2.2.5.1", "B.2.b" */
	enum cpstext_status status;
	enum cpstext_kind kind;
	int line;      /* of the sentence it rests on, from 1 */
	char *text;    /* that sentence, cut at about 300 bytes */
	int64_t until; /* first instant of disuse that the text states; INSTANT_NONE: none */
	enum cpstext_wildcard wildcard;
	const char *remark; /* static: why it is not plain; NULL */
};

struct cpstext {
	char version[32];  /* "" not found */
	int64_t effective; /* INSTANT_NONE not found, or a draft */
	enum cpstext_document document;
	bool draft;			/* the date of this version is a placeholder */
	bool no_wildcards;		/* "wildcard certificates are not issued" */
	bool no_ip;			/* "no certificates for IP addresses are issued" */
	char title[160];		/* "" not found */
	struct cpstext_method *methods; /* by number: domain methods, IP methods, onion */
	size_t count;
	char *remarks; /* one a line about the document, "" none */
};

/*
 * cpstext_read - read the text of a practice statement
 *
 *   bytes, len   Markdown (HTML tables inside it too), or plain text as
 *                pdftotext writes it; any bytes are accepted
 *
 * Time grows with len (400 KB in some tens of milliseconds).  The caller's,
 * cpstext_free; NULL said when memory ran out.
 */
struct cpstext *cpstext_read(const void *bytes, size_t len);
void cpstext_free(struct cpstext *t);

/*
 * A name for the register: of the title's words, without version and date, so that every
 * version of the document has the same ("Example TLS Certificate Policy v2.1" is
 * example-tls-cp); where it has no title, "cps", "cp" or "cp-cps".
 */
#define CPSTEXT_NAME 48
void cpstext_name(const struct cpstext *t, char out[CPSTEXT_NAME]);

const char *cpstext_status_name(enum cpstext_status s); /* "permitted" ... */
const char *cpstext_kind_name(enum cpstext_kind k);	/* "dns", "ip", "onion" */
const char *cpstext_document_name(
    enum cpstext_document d); /* "cps", "cp-cps", "cp", "other", "unknown" */

#endif
