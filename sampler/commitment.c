#include "sampler/commitment.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/say.h"
#include "sampler/ticket.h"

bool
commitment_name_ok(const char *name)
{
	static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789._-";

	return *name != '\0' && name[strspn(name, allowed)] == '\0';
}

int
commitment_split_name(const char *base, const void *key, size_t key_len, struct text *out)
{
	uint8_t sum[DIGEST_LEN];
	char hex[DIGEST_HEX];

	if (digest_sha256(key, key_len, sum) != 0)
		return -1;
	digest_hex(sum, 8, hex);
	text_addf(out, "%s.%s", base, hex);
	return text_failed(out) ? say_nomem("stratum name") : 0;
}

static int
check_text(const char *field, const char *value)
{
	const char *fault = ticket_text_fault(value);

	if (fault != NULL)
		return say_error(
		    "commitment: expected %s as UTF-8 text on one line, found %s", field, fault);
	return 0;
}

static int
check_times(const struct commitment *c)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	if (c->from == INSTANT_NONE || c->until == INSTANT_NONE)
		return say_error("commitment: expected two instants for the period, found none");
	if (c->from >= c->until)
		return say_error("commitment: expected from before until, found %s and %s",
		    instant_format(c->from, from), instant_format(c->until, until));
	return 0;
}

static bool
is_share(const struct rational *r)
{
	return r->num > 0 && r->num < r->den;
}

static int
check_strata(const struct commitment *c)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < c->stratum_count; i++) {
		const struct commitment_stratum *s = &c->strata[i];

		if (!commitment_name_ok(s->name))
			return say_error("commitment: expected a stratum's name of letters, "
					 "digits, '.', '_', '-', found \"%s\"",
			    s->name);
		if (s->sample > s->population)
			return say_error("stratum %s: expected a sample of at most %" PRIu64
					 ", found %" PRIu64,
			    s->name, s->population, s->sample);
		if (s->population > UINT64_MAX - sum)
			return say_error("stratum %s: expected counts whose sum fits 64 bits, "
					 "found %" PRIu64 " more",
			    s->name, s->population);
		sum += s->population;
	}
	if (sum != c->population)
		return say_error("commitment: expected strata of %" PRIu64
				 " certificates together, found %" PRIu64,
		    c->population, sum);
	return 0;
}

static int
check(const struct commitment *c)
{
	if (check_text("the CA's name", c->ca) != 0 || check_text("the label", c->period) != 0 ||
	    check_times(c) != 0 || check_strata(c) != 0)
		return -1;
	if (c->has_expansion && (!is_share(&c->tolerable_rate) || !is_share(&c->risk_limit)))
		return say_error("commitment: expected an expansion's rates between 0 and 1, "
				 "found others");
	if (c->nonce == NULL)
		return 0;
	if (strcmp(c->nonce, "-") == 0)
		return say_error("commitment: expected a source of randomness, "
				 "found \"-\", which means none");
	return check_text("the source of randomness", c->nonce);
}

static int
by_name(const void *a, const void *b)
{
	const struct commitment_stratum *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

/* Borrowed pointers in order of name; NULL said where two are the same. */
static const struct commitment_stratum **
sorted_strata(const struct commitment *c)
{
	const struct commitment_stratum **sorted = calloc(c->stratum_count + 1, sizeof(void *));

	if (sorted == NULL) {
		say_nomem("commitment");
		return NULL;
	}
	for (size_t i = 0; i < c->stratum_count; i++)
		sorted[i] = &c->strata[i];
	qsort(sorted, c->stratum_count, sizeof(void *), by_name);
	for (size_t i = 1; i < c->stratum_count; i++) {
		if (strcmp(sorted[i - 1]->name, sorted[i]->name) != 0)
			continue;
		say_error("commitment: expected one stratum \"%s\", found two", sorted[i]->name);
		free(sorted);
		return NULL;
	}
	return sorted;
}

static void
add_digest_line(struct text *out, const char *field, const uint8_t *digest)
{
	char hex[DIGEST_HEX];

	text_addf(out, "%s: %s\n", field, digest == NULL ? "-" : digest_hex(digest, 32, hex));
}

int
commitment_write(const struct commitment *c, struct text *out)
{
	const struct commitment_stratum **sorted = NULL;
	struct text t = { 0 };
	char from[INSTANT_TEXT], until[INSTANT_TEXT], hex[DIGEST_HEX], rate[48], limit[48];
	int rc = -1;

	if (check(c) != 0 || (sorted = sorted_strata(c)) == NULL)
		goto out;
	text_add(&t, "selfaudit commitment v1\nca: ");
	text_add(&t, c->ca);
	text_add(&t, "\nperiod: ");
	text_add(&t, c->period);
	text_addf(&t, "\nfrom: %s\nuntil: %s\n", instant_format(c->from, from),
	    instant_format(c->until, until));
	text_addf(
	    &t, "population: %" PRIu64 " %s\n", c->population, digest_hex(c->digest, 32, hex));
	for (size_t i = 0; i < c->stratum_count; i++)
		text_addf(&t, "stratum: %s %" PRIu64 " %" PRIu64 " %s\n", sorted[i]->name,
		    sorted[i]->population, sorted[i]->sample,
		    digest_hex(sorted[i]->digest, 32, hex));
	if (c->has_expansion)
		text_addf(&t, "expansion: tolerable_rate=%s risk_limit=%s\n",
		    rational_format(&c->tolerable_rate, rate),
		    rational_format(&c->risk_limit, limit));
	else
		text_add(&t, "expansion: -\n");
	text_add(&t, "nonce: ");
	text_add(&t, c->nonce == NULL ? "-" : c->nonce);
	text_addc(&t, '\n');
	add_digest_line(&t, "plan", c->plan);
	add_digest_line(&t, "register", c->register_digest);
	add_digest_line(&t, "previous", c->previous);
	if (!text_failed(&t))
		text_addn(out, t.s, t.len);
	rc = text_failed(&t) || text_failed(out) ? say_nomem("commitment") : 0;
out:
	free(sorted);
	text_free(&t);
	return rc;
}
