#include "sampler/expansion.h"

#include <assert.h>
#include <math.h>

void
expansion_start(struct expansion *e, uint64_t population, const struct rational *rate, double eta)
{
	unsigned __int128 sound = (unsigned __int128)population * (rate->den - rate->num);

	assert(rate->num > 0 && rate->num < rate->den && eta > 0 && eta <= 1);
	*e = (struct expansion){
		.population = population,
		.sound_most = (uint64_t)(sound / rate->den),
		.sound_tolerated = (double)sound / (double)rate->den,
		.eta = eta,
	};
}

double
expansion_eta(const struct rational *rate)
{
	return 1 - rational_double(rate) / 10;
}

/*
 * The factor of one certificate, m being the share of sound ones among those
 * left were the hypothesis just true.  An eta below m would reward failures;
 * it counts as m then, and the factor is 1.
 */
static double
log_factor(double eta, double m, bool sound)
{
	if (m > 1 || (m == 1 && !sound))
		return -INFINITY; /* so many failed that it is certainly true */
	if (eta < m)
		return 0;
	return log(sound ? eta / m : (1 - eta) / (1 - m));
}

void
expansion_feed(struct expansion *e, bool sound)
{
	double left = fmax(0, e->sound_tolerated - (double)e->sound);
	double m = left / (double)(e->population - e->seen);

	assert(e->seen < e->population);
	if (isfinite(e->log_t))
		e->log_t += log_factor(e->eta, m, sound);
	e->seen++;
	e->sound += sound;
	if (e->sound > e->sound_most)
		e->log_t = INFINITY; /* more than the hypothesis allows: it is false */
	e->log_t_max = fmax(e->log_t_max, e->log_t);
}

double
expansion_p(const struct expansion *e)
{
	return exp(-e->log_t_max);
}

uint64_t
expansion_more(const struct expansion *e, double risk_limit)
{
	struct expansion ahead = *e;

	while (ahead.seen < ahead.population && expansion_p(&ahead) > risk_limit)
		expansion_feed(&ahead, true);
	return ahead.seen - e->seen;
}

double
expansion_kaplan_wald(const double *x, size_t count, double t, double g)
{
	double product = 1, most = 1;

	for (size_t i = 0; i < count; i++) {
		product *= (1 - g) * x[i] / t + g;
		most = fmax(most, product);
	}
	return 1 / most;
}

double
expansion_kaplan_markov(const double *x, size_t count, double t, double g)
{
	double product = 1, most = 1;

	for (size_t i = 0; i < count; i++) {
		product *= (x[i] + g) / (t + g);
		most = fmax(most, product);
	}
	return 1 / most;
}
