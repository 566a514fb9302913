#include <stdio.h>
#include <string.h>

#include "checks/cpstext_method.h"
#include "checks/cpstext_words.h"

#define D CPSTEXT_DNS
#define I CPSTEXT_IP

static const struct title {
	const char *words; /* as normal() writes them */
	uint64_t methods;
} titles[] = {
	{ "validating the applicant as a domain contact", D(1) | D(12) },
	{ "validating the applicant as domain contact", D(1) | D(12) },
	{ "validating applicant as a domain contact", D(1) | D(12) },
	{ "validating applicant as domain contact", D(1) | D(12) },
	{ "email fax sms or postal mail to domain contact", D(2) },
	{ "email fax sms or postal mail to the domain contact", D(2) },
	{ "email to domain contact", D(2) },
	{ "phone contact with domain contact", D(3) | D(15) },
	{ "phone contact with the domain contact", D(3) | D(15) },
	{ "constructed email to domain contact", D(4) },
	{ "constructed email to the domain contact", D(4) },
	{ "constructed email", D(4) },
	{ "email to constructed address", D(4) },
	{ "email to a constructed address", D(4) },
	{ "domain authorization document", D(5) },
	{ "agreed upon change to website", D(6) | I(1) },
	{ "agreed upon change to the website", D(6) | I(1) },
	{ "dns change", D(7) },
	{ "domain name service dns change", D(7) },
	{ "ip address", D(8) },
	{ "test certificate", D(9) },
	{ "tls using a random number", D(10) },
	{ "tls using a random value", D(10) },
	{ "tls using random number", D(10) },
	{ "tls using random value", D(10) },
	{ "any other method", D(11) | I(4) },
	{ "other methods", D(11) },
	{ "email to dns caa contact", D(13) },
	{ "email to dns txt contact", D(14) },
	{ "phone contact with dns txt record phone contact", D(16) },
	{ "phone contact with dns caa phone contact", D(17) },
	{ "agreed upon change to website v2", D(18) },
	{ "agreed upon change to the website v2", D(18) },
	{ "agreed upon change to website acme", D(19) },
	{ "agreed upon change to the website acme", D(19) },
	{ "tls using alpn", D(20) },
	{ "tls using alpn acme", D(20) },
	{ "dns labeled with account id acme", D(21) },
	{ "dns labeled with account id", D(21) },
	{ "dns txt record with persistent value", D(22) },
	{ "email fax sms or postal mail to ip address contact", I(2) },
	{ "email sms or postal mail to ip address contact", I(2) },
	{ "email to ip address contact", I(2) },
	{ "reverse address lookup", I(3) },
	{ "phone contact with ip address contact", I(5) },
	{ "acme http 01 method for ip addresses", I(6) },
	{ "acme tls alpn 01 method for ip addresses", I(7) },
	{ "dns txt record with persistent value in the reverse namespace", I(8) },
};

void
cpstext_method_name(uint64_t method, char out[16])
{
	unsigned n = 1;

	if (method == CPSTEXT_ONION) {
		snprintf(out, 16, "B.2.b");
		return;
	}
	while (n < 60 && method != UINT64_C(1) << n)
		n++;
	snprintf(out, 16, "3.2.2.%c.%u", n > 40 ? '5' : '4', (n > 40 ? n - 40 : n) % 100);
}

static uint64_t
bit(char family, int n)
{
	if (family == '4')
		return n >= 1 && n <= CPSTEXT_DOMAIN_MAX ? D(n) : 0;
	return n >= 1 && n <= CPSTEXT_IP_MAX ? I(n) : 0;
}

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 1..99 of one or two digits that no more follow; 0: none. */
static int
small(const char *s, size_t len, size_t *at)
{
	int n = 0;
	size_t i = *at;

	while (i < len && digit(s[i]) && i - *at < 2)
		n = n * 10 + (s[i++] - '0');
	if (i == *at || (i < len && digit(s[i])))
		return 0;
	*at = i;
	return n;
}

static void
blanks(const char *s, size_t len, size_t *at, bool *some)
{
	while (*at < len && s[*at] == ' ')
		(*at)++, *some = true;
}

/* "3.2.2.4" or "3.2.2.5" at *at, blanks around its points allowed; its last digit, or 0. */
static char
family(const char *s, size_t len, size_t *at, bool *loose)
{
	static const char want[] = "3.2.2.";
	size_t i = *at;

	for (size_t k = 0; k < sizeof(want) - 1; k++, i++) {
		if (k > 0)
			blanks(s, len, &i, loose);
		if (i >= len || s[i] != want[k])
			return 0;
	}
	blanks(s, len, &i, loose);
	if (i >= len || (s[i] != '4' && s[i] != '5') || (i + 1 < len && digit(s[i + 1])))
		return 0;
	*at = i + 1;
	return s[i];
}

/* ".N", " .N" after "and", "(N)" directly after the section. */
static int
last_number(const char *s, size_t len, size_t *at, bool *loose)
{
	size_t i = *at;
	bool gap = false;
	int n;

	blanks(s, len, &i, &gap);
	if (i < len && s[i] == '(') {
		i++;
		n = small(s, len, &i);
		if (!n || i >= len || s[i] != ')')
			return 0;
		*loose = true;
		*at = i + 1;
		return n;
	}
	if (i >= len || s[i] != '.')
		return 0;
	i++;
	blanks(s, len, &i, &gap);
	n = small(s, len, &i);
	/* "3.2.2.4.7.1" is another section, "3.2.2.4. 30 days" none */
	if (!n || (i + 1 < len && s[i] == '.' && digit(s[i + 1])))
		return 0;
	*loose = *loose || gap;
	*at = i;
	return n;
}

/* What joins two citations at *at: 'l' a list, 'r' a range, 0 nothing. */
static char
joint(const char *s, size_t len, size_t *at)
{
	static const struct {
		const char *word;
		char kind;
	} joints[] = { { ", and ", 'l' }, { ", or ", 'l' }, { ", ", 'l' }, { " and ", 'l' },
		{ " or ", 'l' }, { " & ", 'l' }, { " / ", 'l' }, { "/", 'l' }, { " through ", 'r' },
		{ " thru ", 'r' }, { " to ", 'r' }, { " until ", 'r' }, { " up to ", 'r' },
		{ " - ", 'r' }, { "-", 'r' } };

	for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
		size_t n = strlen(joints[i].word);

		if (len - *at >= n && memcmp(s + *at, joints[i].word, n) == 0) {
			*at += n;
			return joints[i].kind;
		}
	}
	return 0;
}

static const char *const br_before[] = { "br", "brs", "[br]", "baseline requirement",
	"baseline requirements", "cabf", "ca/b forum", "ca/browser forum", "cab forum", NULL };

static bool
near(const char *low, size_t from, size_t to, const char *const *needles)
{
	char buf[128];
	size_t n = to - from < sizeof(buf) - 1 ? to - from : sizeof(buf) - 1;

	memcpy(buf, low + from, n);
	buf[n] = '\0';
	for (; *needles; needles++)
		if (cpstext_words_has(buf, *needles))
			return true;
	return false;
}

/* Whose section it is, as far as the words beside it tell. */
static void
whose(const char *low, size_t len, struct cpstext_cite *c)
{
	static const char *const own[] = { "of this", "above", "below", "this document", "herein",
		NULL };
	size_t before = c->start > 60 ? c->start - 60 : 0,
	       after = len - c->end > 70 ? c->end + 70 : len;
	const char *stop = memchr(low + c->end, ';', after - c->end);

	if (stop)
		after = (size_t)(stop - low);
	c->br = near(low, c->end, after, br_before) || near(low, before, c->start, br_before);
	c->own = near(low, c->end, len - c->end > 24 ? c->end + 24 : len, own) && !c->br;
}

static size_t
put(struct cpstext_cite *out, size_t n, size_t max, const struct cpstext_cite *c)
{
	if (n < max && c->method)
		out[n++] = *c;
	return n;
}

/* The citation at *at with what is joined to it: ".18 and .19", ".1 through .9". */
static size_t
series(const char *low, size_t len, size_t *at, char f, struct cpstext_cite c,
    struct cpstext_cite *out, size_t n, size_t max, int first)
{
	size_t i = *at;
	int prev = first;

	for (;;) {
		char kind = joint(low, len, &i), g;
		bool loose = false;
		size_t start;
		int m;

		if (!kind)
			return n;
		if (len - i > 8 && memcmp(low + i, "section ", 8) == 0)
			i += 8;
		start = i;
		g = family(low, len, &i, &loose);
		m = g || (i < len && low[i] == '.') ? last_number(low, len, &i, &loose) : 0;
		if (!m && kind == 'r' && !g && i < len && digit(low[i]) && low[i - 1] == '-')
			m = small(low, len, &i);
		if (!m || (g && g != f))
			return n;
		for (int k = prev + 1; kind == 'r' && k < m; k++) {
			c.method = bit(f, k);
			c.implied = true;
			n = put(out, n, max, &c);
		}
		c.method = bit(f, m);
		c.implied = false;
		c.start = start;
		c.end = *at = i;
		whose(low, len, &c);
		n = put(out, n, max, &c);
		prev = m;
	}
}

size_t
cpstext_method_cites(const char *low, size_t len, struct cpstext_cite *out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i + 9 <= len && n < max; i++) {
		struct cpstext_cite c = { .start = i };
		size_t at = i;
		int number;
		char f;

		if (low[i] != '3' || (i > 0 && (digit(low[i - 1]) || low[i - 1] == '.')))
			continue;
		f = family(low, len, &at, &c.loose);
		if (!f)
			continue;
		number = last_number(low, len, &at, &c.loose);
		if (!number)
			continue;
		c.end = at;
		c.method = bit(f, number);
		whose(low, len, &c);
		n = put(out, n, max, &c);
		n = series(low, len, &at, f, c, out, n, max, number);
		i = at - 1;
	}
	return n;
}

uint64_t
cpstext_method_number(const char *number)
{
	size_t len = strlen(number), at = 0;
	bool loose = false;
	char f = family(number, len, &at, &loose);
	int n = f ? last_number(number, len, &at, &loose) : 0;

	return n && at == len ? bit(f, n) : 0;
}

/* Words of letters and digits with one blank between; where[i] is the source end of byte i. */
static size_t
normal(const char *low, size_t len, char out[160], size_t where[160])
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < 158; i++) {
		char c = low[i];

		if ((c >= 'a' && c <= 'z') || digit(c)) {
			where[n] = i + 1;
			out[n++] = c;
		} else if (c == '\'' ||
			   (c == '-' && n > 0 && out[n - 1] == 'e' &&
			       (n == 1 || out[n - 2] == ' ') && i + 1 < len && low[i + 1] == 'm')) {
			continue; /* applicant's; e-mail is email */
		} else if (n > 0 && out[n - 1] != ' ') {
			where[n] = i + 1;
			out[n++] = ' ';
		}
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	for (char *p = strstr(out, "labelled"); p; p = NULL) {
		memmove(p + 5, p + 6, strlen(p + 6) + 1);
		memmove(where + (p - out) + 5, where + (p - out) + 6,
		    (n - (size_t)(p - out) - 6) * sizeof(where[0]));
		n--;
	}
	return n;
}

uint64_t
cpstext_method_title(const char *low, size_t len)
{
	char words[160];
	size_t where[160], n = normal(low, len, words, where);
	uint64_t found = 0;

	if (n > 7 && strcmp(words + n - 7, " method") == 0)
		words[n - 7] = '\0';
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(words, titles[i].words) == 0)
			found |= titles[i].methods;
	return found;
}

uint64_t
cpstext_method_leads(const char *low, size_t len)
{
	static const char *const next[] = { "as ", "per ", "in ", "baseline ", "br ", "section ",
		"tls ", "method", "using ", "according ", "under " };
	char words[160];
	size_t where[160], best = 0;
	uint64_t found = 0;

	normal(low, len, words, where);
	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
		size_t n = strlen(titles[i].words);
		const char *rest = words + n;
		bool set_off = false;

		/* "IP address ..." begins too many sentences */
		if (n < best || strncmp(words, titles[i].words, n) != 0 ||
		    titles[i].methods == D(8))
			continue;
		if (*rest == '\0') {
			set_off = true;
		} else if (*rest == ' ') {
			size_t at = where[n - 1];

			while (at < len && (low[at] == ' ' || low[at] == '"' || low[at] == ')'))
				at++;
			set_off = at < len && strchr(":(.,;-[", low[at]);
			for (size_t k = 0; k < sizeof(next) / sizeof(next[0]) && !set_off; k++)
				set_off = strncmp(rest + 1, next[k], strlen(next[k])) == 0;
		}
		if (!set_off)
			continue;
		found = n > best ? titles[i].methods : found | titles[i].methods;
		best = n;
	}
	return found;
}

uint64_t
cpstext_method_mentions(const char *low, size_t len)
{
	uint64_t found = 0;

	for (size_t at = 0; at < len; at++) {
		char words[160];
		size_t where[160], best = 0;
		uint64_t here = 0;

		/* a title begins with a word */
		if ((at > 0 && low[at - 1] != ' ' && low[at - 1] != '"') ||
		    !strchr("acdeioprtv", low[at]))
			continue;
		normal(low + at, len - at, words, where);
		for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
			size_t n = strlen(titles[i].words);

			if (n > best && strncmp(words, titles[i].words, n) == 0 &&
			    (words[n] == ' ' || words[n] == '\0') && titles[i].methods != D(8))
				best = n, here = titles[i].methods;
		}
		found |= here;
	}
	return found;
}
