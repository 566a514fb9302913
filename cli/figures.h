/*
 * figures - numbers of the statistics commands, read strictly and printed for people
 */
#ifndef CLI_FIGURES_H
#define CLI_FIGURES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rational.h"
#include "cli/cli.h"

struct confidence {
	double risk;   /* one minus the confidence, from its exact form */
	double value;  /* for JSON */
	char text[64]; /* "95%" */
};

/* The option's text as a count up to 2^53.  CLI_DONE; CLI_ERROR with a usage line. */
int figures_count(const struct cli *cli, const char *option, const char *text, uint64_t *n);

/* The option's text as an exact rate from 0 to 1.  Likewise. */
int figures_rate(const struct cli *cli, const char *option, const char *text, struct rational *r);

/* --confidence, 95% where text is NULL.  Likewise. */
int figures_confidence(const struct cli *cli, const char *text, struct confidence *c);

/* 1,234,567 */
const char *figures_grouped(uint64_t n, char out[32]);

/* A rate with four significant digits, "0.06628%"; 0% and 100% only where they are exact. */
const char *figures_percent(double rate, char out[32]);

/* A chance likewise; one that is 1 in double only, and not certain, is "over 99.99%". */
const char *figures_chance(double chance, bool certain, char out[32]);

/* An exact rate as a person writes it, "0.5%". */
const char *figures_exact(const struct rational *r, char out[64]);

/* "certificate" or "certificates". */
const char *figures_noun(uint64_t n);

/* What every statement made from a sample of a frozen population rests on, on stdout. */
void figures_print_limits(void);

#endif
