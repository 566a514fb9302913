#include "cli/figures.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sampler/loader.h"

int
figures_count(const struct cli *cli, const char *option, const char *text, uint64_t *n)
{
	uint64_t v;

	if (cli_count(text, &v) != 0 || v > LOADER_MAX)
		return cli_usage(
		    cli, "%s: expected a whole number up to 2^53, found %s", option, text);
	*n = v;
	return CLI_DONE;
}

int
figures_rate(const struct cli *cli, const char *option, const char *text, struct rational *r)
{
	struct rational v;

	if (rational_parse(text, &v) != 0 || v.num > v.den)
		return cli_usage(
		    cli, "%s: expected a rate like 3%%, 0.03 or 3/100, found %s", option, text);
	*r = v;
	return CLI_DONE;
}

int
figures_confidence(const struct cli *cli, const char *text, struct confidence *c)
{
	struct rational r = { 95, 100 };

	if (text && (rational_parse(text, &r) != 0 || r.num == 0 || r.num >= r.den))
		return cli_usage(cli,
		    "--confidence: expected a share between 0 and 1, like 95%% "
		    "or 0.95, found %s",
		    text);
	c->risk = (double)(r.den - r.num) / (double)r.den;
	c->value = rational_double(&r);
	figures_exact(&r, c->text);
	return CLI_DONE;
}

const char *
figures_grouped(uint64_t n, char out[32])
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, n), used = 0;

	for (int i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			out[used++] = ',';
		out[used++] = digits[i];
	}
	out[used] = '\0';
	return out;
}

const char *
figures_percent(double rate, char out[32])
{
	double v = 100 * rate;
	int decimals;

	if (!(v > 0)) {
		snprintf(out, 32, "0%%");
		return out;
	}
	if (rate > 0.9999 && rate < 1) {
		snprintf(out, 32, "over 99.99%%");
		return out;
	}
	decimals = 3 - (int)floor(log10(v));
	snprintf(out, 32, "%.*f%%", decimals < 0 ? 0 : decimals > 18 ? 18 : decimals, v);
	return out;
}

const char *
figures_chance(double chance, bool certain, char out[32])
{
	return figures_percent(certain || chance < 1 ? chance : nextafter(1, 0), out);
}

const char *
figures_exact(const struct rational *r, char out[64])
{
	struct rational again;

	snprintf(out, 64, "%.12g%%", 100 * rational_double(r));
	if (rational_parse(out, &again) != 0 || rational_cmp(&again, r) != 0)
		snprintf(out, 64, "%" PRIu64 "/%" PRIu64, r->num, r->den);
	return out;
}

const char *
figures_noun(uint64_t n)
{
	return n == 1 ? "certificate" : "certificates";
}

void
figures_print_limits(void)
{
	puts(
	    "\nWhat this rests on: an exception is a certificate with fail, missing or error on a\n"
	    "MUST rule.  The sample is of certificates, and those that share a validation fail\n"
	    "together.  The statement is about the certificates frozen, not about what was never\n"
	    "exported.");
}
