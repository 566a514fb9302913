/*
 * outcomes - the last step of verify: the official run, judged again with its
 * own catalogue, evidence and rule versions
 */
#ifndef CLI_OUTCOMES_H
#define CLI_OUTCOMES_H

#include "cli/verifying.h"

/*
 * As the steps of cli/verifying.h.  A rule whose version is another today
 * cannot be re-derived; how many there are is said.
 */
int outcomes_verify(struct verifying *v);

#endif
