/*
 * evidence_files - what stands in the folder of a certificate that was asked for
 *
 *	certificate.der, precertificate.der	as the ledger has them
 *	validations.json	every record that speaks of it, with the one relied on
 *	outcomes.json, outcomes.csv	each rule's outcome and reason
 *	cps.json		versions of the documents that were in force at issuance
 *	cps/DOCUMENT.yaml	their register files, whole
 */
#ifndef CLI_EVIDENCE_FILES_H
#define CLI_EVIDENCE_FILES_H

#include "base/outdir.h"
#include "base/unit.h"
#include "cli/judged.h"
#include "cli/judging.h"

/* Below folder in o.  0 or -1 said. */
int evidence_files_write(struct outdir *o, const char *folder, const struct judging *j,
    const struct unit *u, const struct judged *g);

/* "tls-cps 5.2, cp 2.0": what covers the unit and was in force at its issuance; appended. */
void evidence_files_cps(const struct judging *j, const struct unit *u, struct text *out);

/* Words of an outcome as sheets have them: "pass", "missing evidence", "n/a", ... */
const char *evidence_files_word(enum outcome o);

#endif
