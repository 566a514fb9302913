/*
 * rows - what the history says of the rows that an act wrote
 *
 * The body of an event ends with the member "rows": for each table that the act wrote,
 * how many rows and their digest, "<count> <SHA-256>"; {} where it wrote none.  The
 * digest is over the rows as `sqlite3 -quote` prints them: cells as SQL literals with
 * commas between, LF after each row.  Which rows, which cells, which order, is said by
 * the queries in ledger/rows.c; what a row only names by its number in a dictionary
 * (issuer, method) is among its cells.
 *
 * Left out: pair, superseded (made anew until frozen; the population is gathered by them
 * again), serial and the DER itself (both follow from table cert).
 */
#ifndef LEDGER_ROWS_H
#define LEDGER_ROWS_H

#include <stdint.h>

struct ledger;
struct text;

/*
 * rows_body - the body of an event about to be added, with "rows"
 *
 * To be called within the transaction, after the rows were written.  out is set anew; an event
 * of a kind that writes no rows keeps its body.  0 or -1 said.
 */
int rows_body(struct ledger *l, const char *kind, const char *subject, const char *body, struct text *out);

/*
 * rows_verify - every row of every table against the events
 *
 * 0 and *tables, how many digests hold; 1 *why names table and act whose rows are others, or a
 * row that no event tells of; -1 said.
 */
int rows_verify(struct ledger *l, int64_t *tables, struct text *why);

#endif
