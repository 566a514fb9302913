#include "sampler/commitment.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
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

/* A commitment with the memory its pointers lead to, while it is read. */
struct parsed {
	struct commitment c; /* first: it is what commitment_free is given */
	struct commitment_stratum *strata;
	uint8_t plan[32], register_digest[32], previous[32];
	char *bytes, *next, *end; /* a copy; what is unread of it */
	const char *file;
	unsigned long line;
};

void
commitment_free(struct commitment *c)
{
	struct parsed *p = (struct parsed *)c;

	if (!p)
		return;
	free(p->strata);
	free(p->bytes);
	free(p);
}

/* The next line, its end made NUL; "" where there is none. */
static char *
next_line(struct parsed *p)
{
	char *line = p->next, *lf = memchr(line, '\n', (size_t)(p->end - line));

	p->line++;
	p->next = lf ? lf + 1 : p->end;
	if (lf)
		*lf = '\0';
	return line;
}

static int
refuse(const struct parsed *p, const char *expected, const char *found)
{
	return say_error("%s:%lu: expected %s, found \"%.80s\"", p->file, p->line, expected, found);
}

/* The text after "name: " on the next line; NULL said. */
static char *
field(struct parsed *p, const char *name)
{
	size_t len = strlen(name);
	char *line = next_line(p);

	if (strncmp(line, name, len) == 0 && strncmp(line + len, ": ", 2) == 0)
		return line + len + 2;
	refuse(p, name, line);
	return NULL;
}

static int
parse_time(struct parsed *p, const char *name, int64_t *t)
{
	const char *text = field(p, name);

	if (!text)
		return -1;
	return instant_parse(text, t) == 0 ? 0 : refuse(p, "a time", text);
}

/* Words between single spaces, in place; how many there are, at most max counted. */
static size_t
words(char *text, char **word, size_t max)
{
	size_t n = 0;

	for (char *space; n < max; text = space + 1) {
		word[n++] = text;
		space = strchr(text, ' ');
		if (!space)
			return n;
		if (n < max)
			*space = '\0';
	}
	return n + 1;
}

static int
parse_count(const char *text, uint64_t *n)
{
	char again[24];

	errno = 0;
	*n = strtoull(text, NULL, 10);
	snprintf(again, sizeof again, "%" PRIu64, *n);
	return errno == 0 && strcmp(again, text) == 0 ? 0 : -1;
}

static int
parse_population(struct parsed *p)
{
	char *text = field(p, "population"), *w[2];

	if (!text)
		return -1;
	if (words(text, w, 2) != 2 || parse_count(w[0], &p->c.population) != 0 ||
	    digest_unhex(w[1], p->c.digest, 32) != 0)
		return refuse(p, "a count and a digest", text);
	return 0;
}

static int
parse_strata(struct parsed *p)
{
	size_t cap = 0;

	while ((size_t)(p->end - p->next) > 9 && memcmp(p->next, "stratum: ", 9) == 0) {
		struct commitment_stratum *s;
		char *text = field(p, "stratum"), *w[4];

		if (p->c.stratum_count == cap) {
			cap = cap ? 2 * cap : 16;
			s = realloc(p->strata, cap * sizeof *s);
			if (!s)
				return say_nomem("commitment");
			p->c.strata = p->strata = s;
		}
		s = &p->strata[p->c.stratum_count];
		if (words(text, w, 4) != 4 || parse_count(w[1], &s->population) != 0 ||
		    parse_count(w[2], &s->sample) != 0 || digest_unhex(w[3], s->digest, 32) != 0)
			return refuse(p, "name, N, n and digest of a stratum", text);
		s->name = w[0];
		p->c.stratum_count++;
	}
	return 0;
}

static int
parse_expansion(struct parsed *p)
{
	static const char rate[] = "tolerable_rate=", limit[] = "risk_limit=";
	char *text = field(p, "expansion"), *w[2];

	if (!text)
		return -1;
	if (strcmp(text, "-") == 0)
		return 0;
	p->c.has_expansion = true;
	if (words(text, w, 2) != 2 || strncmp(w[0], rate, strlen(rate)) != 0 ||
	    strncmp(w[1], limit, strlen(limit)) != 0 ||
	    rational_parse(w[0] + strlen(rate), &p->c.tolerable_rate) != 0 ||
	    rational_parse(w[1] + strlen(limit), &p->c.risk_limit) != 0)
		return refuse(p, "tolerable_rate=a/b risk_limit=a/b or -", text);
	return 0;
}

static int
parse_digest(struct parsed *p, const char *name, uint8_t bytes[32], const uint8_t **to)
{
	const char *text = field(p, name);

	if (!text)
		return -1;
	if (strcmp(text, "-") == 0)
		return 0;
	if (digest_unhex(text, bytes, 32) != 0)
		return refuse(p, "a digest or -", text);
	*to = bytes;
	return 0;
}

static int
parse_lines(struct parsed *p)
{
	const char *first = next_line(p), *nonce;

	if (strcmp(first, "selfaudit commitment v1") != 0)
		return refuse(p, "selfaudit commitment v1", first);
	if (!(p->c.ca = field(p, "ca")) || !(p->c.period = field(p, "period")) ||
	    parse_time(p, "from", &p->c.from) != 0 || parse_time(p, "until", &p->c.until) != 0 ||
	    parse_population(p) != 0 || parse_strata(p) != 0 || parse_expansion(p) != 0 ||
	    !(nonce = field(p, "nonce")))
		return -1;
	if (strcmp(nonce, "-") != 0)
		p->c.nonce = nonce;
	if (parse_digest(p, "plan", p->plan, &p->c.plan) != 0 ||
	    parse_digest(p, "register", p->register_digest, &p->c.register_digest) != 0 ||
	    parse_digest(p, "previous", p->previous, &p->c.previous) != 0)
		return -1;
	return 0;
}

/* Written again it must be what was read: nothing is left out, nothing said another way. */
static int
check_same(const struct parsed *p, const void *data, size_t len)
{
	struct text again = { 0 };
	int rc = commitment_write(&p->c, &again);

	if (rc == 0 && (again.len != len || memcmp(again.s, data, len) != 0))
		rc = say_error(
		    "%s: expected a commitment in its exact form, found another", p->file);
	text_free(&again);
	return rc;
}

struct commitment *
commitment_parse(const char *file, const void *data, size_t len)
{
	struct parsed *p = calloc(1, sizeof *p);

	if (!p || !(p->bytes = malloc(len + 1))) {
		say_nomem("commitment");
		free(p);
		return NULL;
	}
	if (len > 0)
		memcpy(p->bytes, data, len);
	p->bytes[len] = '\0';
	p->next = p->bytes;
	p->end = p->bytes + len;
	p->file = file;
	if (parse_lines(p) == 0 && check_same(p, data, len) == 0)
		return &p->c;
	commitment_free(&p->c);
	return NULL;
}
