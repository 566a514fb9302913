/*
 * comparison - comparisons with other lists, made by an import of kind reconcile
 *
 * What one came to is a row of table comparison, its differences are rows of reconcile;
 * how it stands to a population is said by views comparisons and compared.
 */
#ifndef LEDGER_COMPARISON_H
#define LEDGER_COMPARISON_H

#include <stdint.h>

struct ledger;

/*
 * comparison_void - withdraws one: it stays visible and never counts
 *
 * Writes its row and its event, kind "comparison-void", subject the import's number, within
 * the caller's transaction.  reason is UTF-8.  0; -1 said: no such comparison, or one that is
 * withdrawn already.
 */
int comparison_void(struct ledger *l, int64_t import_id, int64_t at, const char *by, const char *reason);

#endif
