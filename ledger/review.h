/*
 * review - the part of the audit that persons do by hand, as facts
 *
 * The attributes to be tested are fixed when a sample is first shared out; each
 * certificate goes to one or more reviewers; their marks come back as sheets
 * (import_file, IMPORT_REVIEW).  A mark is never edited: the newest of a reviewer
 * counts, an earlier one that differs is a remark of the import; the same file again
 * after another sheet makes its own marks the newest.  A row counts for the reviewer
 * whom it was shared out to, and where its tester is nobody else.
 */
#ifndef LEDGER_REVIEW_H
#define LEDGER_REVIEW_H

#include <stddef.h>
#include <stdint.h>

struct ledger;

/* The sheet "Review" as it is written and read back: labels in column A with their value in
 * B, then the header of the table.  Attributes are headed by their id. */
#define REVIEW_SHEET "Review"
#define REVIEW_PERIOD "Period"
#define REVIEW_COMMITMENT "Commitment"
#define REVIEW_REVIEWER "Reviewer"
#define REVIEW_NUMBER "Sample no."	/* begins the header */
#define REVIEW_SHA256 "SHA-256"
#define REVIEW_SERIAL "Serial"
#define REVIEW_VERDICT "Verdict"
#define REVIEW_NAME "Name"
#define REVIEW_EVIDENCE "Evidence reference"
#define REVIEW_COMMENT "Comment"
#define REVIEW_TESTER "Tester"
#define REVIEW_DATE "Date"
#define REVIEW_WHOLE "whole certificate"	/* in the column Name: a certificate without names */

#define REVIEW_ATTRIBUTES_MAX 26
#define REVIEW_MARKS 4
extern const char *const review_marks[REVIEW_MARKS];	/* pass, fail, na, nt */

struct review_attribute {
	const char *id, *title, *requirement;
};

/* Fixes the attributes of a sample.  0 or -1 said. */
int review_write_attributes(struct ledger *l, int64_t population_id,
    const struct review_attribute *list, size_t count, const uint8_t form_sha256[32]);

struct review_assignment {
	int64_t population_id, stratum, ord;	/* the item of the sample */
	const char *reviewer, *role;
	int64_t at;
	const char *by;
};

int review_write_assignment(struct ledger *l, const struct review_assignment *a); /* 0 or -1 said */

#endif
