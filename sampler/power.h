/*
 * power - what a sample would have seen
 *
 * P(X >= 1 | N, K, n): the chance that a cause which touches `affected` of
 * `population` certificates shows in a simple random sample of `sample`.
 * Full relative precision also where the chance is tiny.
 */
#ifndef SAMPLER_POWER_H
#define SAMPLER_POWER_H

#include <stdint.h>

/* affected, sample <= population <= LOADER_MAX; 0 where any of them is 0. */
double power_detection(uint64_t population, uint64_t sample, uint64_t affected);

/* The smallest number of affected certificates seen with at least this chance, 0 < chance < 1;
 * 0 where even all of them would not be: no sample. */
uint64_t power_visible(uint64_t population, uint64_t sample, double chance);

#endif
