/*
 * lookback - what today's rule versions change against the outcomes recorded then
 */
#ifndef CLI_LOOKBACK_H
#define CLI_LOOKBACK_H

#include <jansson.h>
#include <stdint.h>

struct ledger;

/*
 * lookback_changes - a run and the full one before it, outcome by outcome
 *
 * [{rule, from_version, to_version, from, to, certificates, because}], one row
 * for each rule and pair of outcomes that differ; because is the reason of one
 * of them.  NULL said.
 */
json_t *lookback_changes(struct ledger *l, int64_t run);

/* The same in words on stdout; before is the run compared with, 0 none. */
void lookback_print(const json_t *changes, int64_t before);

#endif
