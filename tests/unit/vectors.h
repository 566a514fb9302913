/* Reading a table of known answers: inputs "N=5;x=1,2", an expected value, a tolerance. */
#ifndef TESTS_UNIT_VECTORS_H
#define TESTS_UNIT_VECTORS_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rational.h"

#define VECTOR_LIST 100000

enum { VECTOR_FAILS = 0, VECTOR_PASSES = 1, VECTOR_UNKNOWN = -1 };

struct vector {
	char id[32], category[64], name[400], inputs[1000], expected[2000], tolerance[64];
	char found[2000]; /* what was computed, for the message */
};

/* The text of an input, up to its ';'; NULL where there is none. */
static inline const char *
vector_text(const struct vector *v, const char *key, char *out, size_t cap)
{
	size_t len = strlen(key);

	for (const char *p = v->inputs; p && *p; p = strchr(p, ';'), p += p != NULL) {
		if (strncmp(p, key, len) == 0 && p[len] == '=') {
			snprintf(out, cap, "%.*s", (int)strcspn(p + len + 1, ";"), p + len + 1);
			return out;
		}
	}
	return NULL;
}

static inline uint64_t
vector_count(const struct vector *v, const char *key)
{
	char text[64];

	return vector_text(v, key, text, sizeof text) ? strtoull(text, NULL, 10) : 0;
}

static inline struct rational
vector_rate(const struct vector *v, const char *key)
{
	struct rational r = { 0, 1 };
	char text[64];

	if (vector_text(v, key, text, sizeof text) && rational_parse(text, &r) != 0)
		abort();
	return r;
}

static inline double
vector_number(const struct vector *v, const char *key)
{
	char text[64];

	return vector_text(v, key, text, sizeof text) ? strtod(text, NULL) : NAN;
}

/* One minus the confidence, from its exact form; 95% where it is not given. */
static inline double
vector_risk(const struct vector *v)
{
	struct rational c = vector_rate(v, "conf");

	return c.num == 0 ? 0.05 : (double)(c.den - c.num) / (double)c.den;
}

/* "3,5" and "1x400" (400 ones) as numbers. */
static inline size_t
vector_list(const struct vector *v, const char *key, double *out)
{
	char text[1000];
	size_t n = 0;

	if (!vector_text(v, key, text, sizeof text))
		return 0;
	for (char *p = text; *p;) {
		double value = strtod(p, &p);
		long times = 1;

		if (*p == 'x')
			times = strtol(p + 1, &p, 10);
		while (times-- > 0 && n < VECTOR_LIST)
			out[n++] = value;
		if (*p == ',')
			p++;
		else
			break;
	}
	return n;
}

/* Whether found meets an expected number: "exact", "rel 1e-9", or an absolute distance. */
static inline bool
vector_near(const struct vector *v, double found, double expected)
{
	double distance = fabs(found - expected);

	if (strncmp(v->tolerance, "exact", 5) == 0)
		return found == expected;
	if (strncmp(v->tolerance, "rel ", 4) == 0)
		return distance <= strtod(v->tolerance + 4, NULL) * fabs(expected);
	return distance <= strtod(v->tolerance, NULL);
}

static inline int
vector_is(struct vector *v, double found)
{
	snprintf(v->found, sizeof v->found, "%.17g", found);
	return vector_near(v, found, strtod(v->expected, NULL));
}

static inline int
vector_is_text(struct vector *v, const char *found)
{
	snprintf(v->found, sizeof v->found, "%s", found);
	return strcmp(found, v->expected) == 0;
}

/* "[a,b]" */
static inline int
vector_is_pair(struct vector *v, double low, double high)
{
	char *end;
	double a = strtod(v->expected + 1, &end), b = strtod(end + 1, NULL);

	snprintf(v->found, sizeof v->found, "[%.17g,%.17g]", low, high);
	return v->expected[0] == '[' && *end == ',' && vector_near(v, low, a) &&
	       vector_near(v, high, b);
}

/* "a,b,c" */
static inline int
vector_is_list(struct vector *v, const double *found, size_t count)
{
	const char *p = v->expected;
	size_t used = 0;
	int good = 1;

	for (size_t i = 0; i < count; i++) {
		char *end;
		double e = strtod(p, &end);

		used += (size_t)snprintf(
		    v->found + used, sizeof v->found - used, "%s%.17g", i ? "," : "", found[i]);
		if (end == p || used >= sizeof v->found)
			return 0;
		good &= vector_near(v, found[i], e);
		p = *end == ',' ? end + 1 : end;
	}
	return good && *p == '\0';
}

/* A rate as the case wants it reported: percent rounded up to 0.1, a rate, or the count. */
static inline int
vector_is_reported(struct vector *v, double count, double rate)
{
	char how[40] = "";

	vector_text(v, "report", how, sizeof how);
	if (strcmp(how, "percent_ceil_0.1") == 0)
		return vector_is(v, ceil(rate * 1000 - 1e-9) / 10);
	return vector_is(v, strcmp(how, "rate") == 0 ? rate : count);
}

#endif
