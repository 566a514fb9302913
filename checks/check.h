/*
 * check - ask the rules about certificates
 *
 * A rule is asked in this order: does it apply (else na); is it in effect at
 * the instant that decides (else ne); does the ledger carry its evidence at all
 * (else nt); then it runs.
 *
 * Rules of scope RULE_VALIDATION are asked about every validation of a dns or
 * ip name, and the name's outcomes are those of one of them: of the ones
 * marked relied_on, if any are, else of all, one that passes every MUST rule
 * of the families dcv and cps, if there is one; then the one with the fewest
 * exceptions on MUST rules; then the latest; then the one with the smallest row
 * hash.  A name without a validation has missing for each such rule that may
 * apply to it.
 *
 * Where the time of issuance is only known as an interval (it was taken from
 * notBefore), a rule is asked at both ends and around every instant in between
 * where a table or a CPS changes: what it answers everywhere is its outcome
 * (na and ne give way to pass); otherwise missing, "issuance time not exported".
 *
 * Bytes that do not decode have error, an issued serial without a certificate
 * has missing, for every rule; the reason is given once, under the first.
 */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/unit.h"
#include "checks/context.h"
#include "checks/rule.h"
#include "checks/verdict.h"

struct check;

/*
 * check_new - prepare to judge
 *
 *   context  copied; what it points to is borrowed
 *   ids      rules to report, count of them; count 0: all
 *
 * NULL said: an unknown or repeated id, or no memory.
 */
struct check *check_new(const struct check_context *context, const char *const *ids, size_t count);
void check_free(struct check *k);

/* The rules reported, in the order of families_all whatever the order of ids. */
size_t check_rule_count(const struct check *k);
const struct rule *check_rule(const struct check *k, size_t i);
long check_find(const struct check *k, const char *id);	/* index, or -1 */
bool check_needs_der(const struct check *k);		/* does any of them read the DER? */

/* Judges one unit.  0, or -1 said (memory).  Allocates only where buffers must grow. */
int check_unit(struct check *k, const struct unit *u, struct verdict *v);

#endif
