/* sealed - a step of verify: the seals of the ledger against its history */
#ifndef CLI_SEALED_H
#define CLI_SEALED_H

#include "cli/verifying.h"

/* As the steps of cli/verifying.h: each seal names an event as it is, each stamp is one of its seal. */
int sealed_verify(struct verifying *v);

/*
 * The event that a seal's text names: 0 and *id, hash; -1 silently where the text is
 * none (ledger/seal.h).
 */
int sealed_parse(const char *text, int64_t *id, uint8_t hash[32]);

#endif
