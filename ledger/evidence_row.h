/*
 * evidence_row - a row of table validation as the noun that rules know
 */
#ifndef LEDGER_EVIDENCE_ROW_H
#define LEDGER_EVIDENCE_ROW_H

#include "base/arena.h"
#include "base/validation.h"

struct evidence_rows;
struct ledger;
struct query;

/* To be followed by " WHERE ..." over v. */
#define EVIDENCE_ROW_SELECT                                                                    \
	"SELECT v.name, v.adn, v.validated_at, v.method_id, v.hash, v.import_id, v.kind,"      \
	" v.ev_item, v.initiated_at, v.oldest_data_at, v.adn_derivation, v.br_version,"        \
	" v.random_created_at, v.random_used_at, v.random_value, v.token_id, v.recipient,"     \
	" v.dns_record, v.redirects, v.perspectives_ok, v.perspectives_total, v.rirs,"         \
	" v.caa_checked_at, v.caa_result, v.caa_perspectives_ok, v.caa_perspectives_total,"    \
	" v.caa_rirs, v.issued_at, v.reused_from, v.evidence, v.delegated_party, v.relied_on," \
	" v.ref FROM validation AS v "

#define EVIDENCE_ROW_REF 32 /* the column v.ref */

struct evidence_rows *evidence_row_new(struct ledger *l); /* NULL said */
void evidence_row_free(struct evidence_rows *rows);	  /* NULL is fine */

/* The row stepped to; texts lie in the arena.  0, or -1 said. */
int evidence_row_read(
    struct evidence_rows *rows, struct query *q, struct arena *arena, struct validation *v);

#endif
