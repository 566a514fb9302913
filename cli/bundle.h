/*
 * bundle - what an auditor takes home: a folder from which the draw of a period is
 * re-performed and every outcome read, without the ledger
 *
 *	README.txt		how to verify it with coreutils and openssl
 *	bundle.json		period, commitment, draw, run, head of the history
 *	commitment.txt		the published bytes; commitments/N.txt all of the ledger, in order
 *	plan.yaml catalogue.csv cps/N-DOCUMENT.yaml cps.csv	inputs, byte for byte
 *	population.txt		"<fingerprint> <stratum>" LF, ascending by fingerprint
 *	sample.csv		the draw: stratum, place, fingerprint, ticket, how and when it came in
 *	certificates/SHA256.der	of the sample, precertificates too
 *	certificates.csv validations.csv outcomes.csv exceptions.csv rules.csv	of the sample
 *	events.jsonl		the whole history, a hash chain
 *	seals/N.txt seals/N.tsr	time stamps over it (ledger/seal.h)
 *	...			registers: cli/bundle_table.c
 *	report.xlsx		the workbook
 *	MANIFEST MANIFEST.*	cli/manifest.h
 */
#ifndef CLI_BUNDLE_H
#define CLI_BUNDLE_H

#include <stdint.h>

#include "base/outdir.h"
#include "cli/cli.h"
#include "cli/redact.h"
#include "ledger/population.h"

struct ledger;

#define BUNDLE_FORMAT "selfaudit bundle v1"

struct bundle {
	const struct cli *cli;
	struct ledger *l;
	struct population p;
	int64_t run;		/* 0: none */
	int64_t as_of;		/* newest import that the run saw; 0: all */
	struct outdir *o;
	struct redact redact;
};

struct bundle_request {
	const char *label, *dir;
	const char *redact;	/* fields, NULL none */
	const char *report;	/* a workbook to put in, NULL: written now */
	bool no_report;
	const char *key, *cert;	/* PEM, both or neither */
};

struct bundle_result {
	uint8_t manifest[32];	/* SHA-256 of MANIFEST */
	uint64_t files;
	bool is_signed, redacted;
};

/* Within a transaction of its own; nothing in the ledger changes.  0 and *out; -1 said, no folder. */
int bundle_write(const struct cli *cli, struct ledger *l, const struct bundle_request *r,
    struct bundle_result *out);

/* Parts of it: 0 or -1 said. */
int bundle_table_write(struct bundle *b);	/* registers, as CSV (bundle_table.c) */
int bundle_unit_write(struct bundle *b);	/* the sample's certificates and records (bundle_unit.c) */
int bundle_text_write(struct bundle *b);	/* files kept byte for byte, population, history (bundle_text.c) */

#endif
