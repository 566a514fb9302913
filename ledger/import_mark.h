/*
 * import_mark - the marks of reviewers' sheets, staged, against those of the ledger
 *
 * Steps of import_review (ledger/intake.h), over temp.import_mark: what is new, what is
 * to be remarked, then the facts.
 */
#ifndef LEDGER_IMPORT_MARK_H
#define LEDGER_IMPORT_MARK_H

struct import;

int import_mark_count(struct import *im); /* 0 or -1 said */
int import_mark_merge(struct import *im); /* 0 or -1 said */

#endif
