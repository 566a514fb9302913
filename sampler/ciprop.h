/*
 * ciprop - approximate confidence intervals of a stratified rate
 *
 * As R's survey::svyciprop gives them, for comparison with an auditor's own
 * tools; the exact limits of strata.h are what this program states.  Degrees
 * of freedom are sum n - S.
 *   logit   normal on the log-odds, Student's t, back to a rate
 *   beta    Korn and Graubard (1998): Clopper-Pearson with the sample size
 *           that has the same variance
 * 0 and both limits; 1 silently where the estimate is 0 or 1, its variance 0
 * or undefined, or there are no degrees of freedom; -1 said where GSL failed.
 */
#ifndef SAMPLER_CIPROP_H
#define SAMPLER_CIPROP_H

#include <stddef.h>

#include "sampler/strata.h"

int ciprop_logit(
    const struct stratum *strata, size_t count, double risk, double *lower, double *upper);
int ciprop_beta(
    const struct stratum *strata, size_t count, double risk, double *lower, double *upper);

#endif
