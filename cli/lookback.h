/*
 * lookback - what today's rule versions change against the outcomes recorded then
 */
#ifndef CLI_LOOKBACK_H
#define CLI_LOOKBACK_H

#include <jansson.h>
#include <stdint.h>

struct ledger;

/*
 * lookback_changes - two runs over the same certificates, outcome by outcome
 *
 * [{rule, from_version, to_version, from, to, certificates, because}], one row
 * for each rule and pair of outcomes that differ; because is the reason of one
 * of them.  NULL said.
 */
json_t *lookback_changes(struct ledger *l, int64_t before, int64_t after);

/* The same in words on stdout. */
void lookback_print(const json_t *changes);

#endif
