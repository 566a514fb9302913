/*
 * unit_reader - what the tables beside cert say of one unit
 *
 * The parts of unit_cursor: each fills its fields of a struct unit from one
 * table, and costs nothing where the ledger has no row of it.  Texts lie in the
 * arena, until its next reset.  All return 0, or -1 said.
 */
#ifndef LEDGER_UNIT_READER_H
#define LEDGER_UNIT_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/unit.h"

struct ledger;
struct query;
struct unit_reader;

/* in_order: units come by ascending row of cert, so names are read in one sweep. */
struct unit_reader *unit_reader_new(
    struct ledger *l, struct arena *arena, int64_t as_of, bool in_order); /* NULL said */
void unit_reader_free(struct unit_reader *r);				  /* NULL is fine */

/* A text column kept in the arena; "" for NULL, and where memory ran out (see unit_reader_failed).
 */
const char *unit_reader_keep(struct unit_reader *r, struct query *q, int column);
bool unit_reader_failed(const struct unit_reader *r);

/*
 * What exports stated of a certificate, all imports and both halves of a pair
 * together: the earliest time, of several texts the bytewise first, so that the
 * order of imports does not matter.  columns issued_at, profile, account,
 * order_id, ra stand from first on.
 */
void unit_reader_state(struct unit_reader *r, struct unit *u, struct query *q, int first);

/* Claims of later imports about certificate row cert_id; *sct is lowered to an earlier one. */
int unit_reader_claims(struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t *sct);

/* The other half of the pair of row cert_id; *partner is its row, 0 where there is none. */
int unit_reader_partner(
    struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t *sct, int64_t *partner);

/* A serial that was given without certificate before row cert_id came for it; *issuer_id is what it
 * named as issuer, 0 where there is none. */
int unit_reader_superseded(
    struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t *issuer_id);

/* Other units with the issuer and serial of row cert_id, whose pair is with row partner, 0 none. */
int unit_reader_serials(struct unit_reader *r, struct unit *u, int64_t cert_id, int64_t partner);

int unit_reader_names(struct unit_reader *r, struct unit *u, int64_t cert_id);
int unit_reader_issuer(struct unit_reader *r, struct unit *u, int64_t issuer_id);

/* The earliest revocation of the serial by this issuer, or by a list that names none. */
int unit_reader_revocation(struct unit_reader *r, struct unit *u, int64_t issuer_id);
int unit_reader_lints(struct unit_reader *r, struct unit *u);

#endif
