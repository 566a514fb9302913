#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_date.h"

static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
	"oct", "nov", "dec" };
static const char *const full[] = { "january", "february", "march", "april", "may", "june", "july",
	"august", "september", "october", "november", "december" };

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c & 0x80);
}

/* The number at *at of min..max digits, not followed by one more; -1: none. */
static int
number(const char *s, size_t len, size_t *at, size_t min, size_t max)
{
	size_t i = *at;
	int n = 0;

	while (i < len && digit(s[i]) && i - *at < max)
		n = n * 10 + (s[i++] - '0');
	if (i - *at < min || (i < len && digit(s[i])))
		return -1;
	*at = i;
	return n;
}

/* 1..12 where a month's name stands, cut to at least three letters; 0 otherwise. */
static int
month(const char *s, size_t len, size_t *at)
{
	size_t n = 0;

	while (*at + n < len && letter(s[*at + n]))
		n++;
	for (int m = 0; m < 12; m++)
		if ((n == 3 && memcmp(s + *at, months[m], 3) == 0) ||
		    (n > 3 && n <= strlen(full[m]) && memcmp(s + *at, full[m], n) == 0)) {
			*at += n;
			if (*at < len && s[*at] == '.')
				(*at)++;
			return m + 1;
		}
	return 0;
}

static void
gap(const char *s, size_t len, size_t *at, const char *set)
{
	while (*at < len && s[*at] && strchr(set, s[*at]))
		(*at)++;
}

static bool
civil(int y, int m, int d, int64_t *t)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct instant_civil c = { .year = y, .month = m, .day = d };

	if (y < 1990 || y > 2100 || m < 1 || m > 12 || d < 1 || d > days[m - 1] ||
	    (m == 2 && d == 29 && y % 4 != 0))
		return false;
	*t = instant_from_civil(&c);
	return true;
}

/* "8 [of] June[,] 2021", "8-Jun-2021" from the day on. */
static bool
day_first(const char *s, size_t len, size_t *at, int64_t *t)
{
	size_t i = *at;
	int d = number(s, len, &i, 1, 2), m, y;

	if (d < 0)
		return false;
	if (i + 2 <= len && (memcmp(s + i, "st", 2) == 0 || memcmp(s + i, "nd", 2) == 0 ||
				memcmp(s + i, "rd", 2) == 0 || memcmp(s + i, "th", 2) == 0))
		i += 2;
	gap(s, len, &i, " -.");
	if (i + 3 <= len && memcmp(s + i, "of ", 3) == 0)
		i += 3;
	m = month(s, len, &i);
	gap(s, len, &i, " -,");
	y = m ? number(s, len, &i, 4, 4) : -1;
	if (y < 0 || !civil(y, m, d, t))
		return false;
	*at = i;
	return true;
}

/* "June 8[th], 2021" from the month on. */
static bool
month_first(const char *s, size_t len, size_t *at, int64_t *t)
{
	size_t i = *at;
	int m = month(s, len, &i), d, y;

	if (!m)
		return false;
	gap(s, len, &i, " ");
	d = number(s, len, &i, 1, 2);
	if (d < 0)
		return false;
	gap(s, len, &i, " ");
	if (i + 2 <= len && (memcmp(s + i, "st", 2) == 0 || memcmp(s + i, "nd", 2) == 0 ||
				memcmp(s + i, "rd", 2) == 0 || memcmp(s + i, "th", 2) == 0))
		i += 2;
	gap(s, len, &i, " ,");
	y = number(s, len, &i, 4, 4);
	if (y < 0 || !civil(y, m, d, t))
		return false;
	*at = i;
	return true;
}

/* "2021-06-08", "2021/06/08", "2021.06.08". */
static bool
year_first(const char *s, size_t len, size_t *at, int64_t *t)
{
	size_t i = *at;
	int y = number(s, len, &i, 4, 4), m, d;
	char sep = i < len ? s[i] : '\0';

	if (y < 0 || !sep || !strchr("-/.", sep))
		return false;
	i++;
	m = number(s, len, &i, 2, 2);
	if (m < 0 || i >= len || s[i] != sep)
		return false;
	i++;
	d = number(s, len, &i, 2, 2);
	/* "2021.06.08.1" is a version */
	if (d < 0 || (i + 1 < len && s[i] == '.' && digit(s[i + 1])) || !civil(y, m, d, t))
		return false;
	*at = i;
	return true;
}

/* "15.08.2024" and "15. 08. 2024" day first; "12/19/2025" only where it cannot be misread. */
static bool
numeric(const char *s, size_t len, size_t *at, int64_t *t)
{
	size_t i = *at;
	int a = number(s, len, &i, 1, 2), b, y;
	char sep = i < len ? s[i] : '\0';

	if (a < 0 || (sep != '.' && sep != '/'))
		return false;
	i++;
	gap(s, len, &i, " ");
	b = number(s, len, &i, 1, 2);
	if (b < 0 || i >= len || s[i] != sep)
		return false;
	i++;
	gap(s, len, &i, " ");
	y = number(s, len, &i, 4, 4);
	if (y < 0 || (i + 1 < len && s[i] == '.' && digit(s[i + 1])))
		return false;
	if (sep == '/' && a <= 12 && b <= 12 && a != b)
		return false;
	if (!(sep == '/' && b > 12 ? civil(y, a, b, t) : civil(y, b, a, t)))
		return false;
	*at = i;
	return true;
}

bool
cpstext_date_slashes(const char *low, size_t len, bool days_lead, int64_t *t)
{
	size_t i = 0;
	int a = number(low, len, &i, 1, 2), b, y;

	if (a < 0 || i >= len || low[i] != '/')
		return false;
	i++;
	b = number(low, len, &i, 1, 2);
	if (b < 0 || i >= len || low[i] != '/')
		return false;
	i++;
	y = number(low, len, &i, 4, 4);
	return y >= 0 && (days_lead ? civil(y, b, a, t) : civil(y, a, b, t));
}

bool
cpstext_date_find(const char *low, size_t len, size_t from, struct cpstext_date *d)
{
	for (size_t i = from; i < len; i++) {
		size_t at = i;

		/* not inside a number, a word or a dotted identifier */
		if (i > 0 && (digit(low[i - 1]) || letter(low[i - 1]) ||
				 (low[i - 1] == '.' && digit(low[i]))))
			continue;
		if (digit(low[i])
			? year_first(low, len, &at, &d->at) || numeric(low, len, &at, &d->at) ||
			      day_first(low, len, &at, &d->at)
			: low[i] >= 'a' && low[i] <= 's' && month_first(low, len, &at, &d->at)) {
			d->start = i;
			d->end = at;
			return true;
		}
	}
	return false;
}

bool
cpstext_date_placeholder(const char *low, size_t len)
{
	static const char *const words[] = { "tbd", "tba", "tbc", "[date]", "<date>", "dd/mm",
		"dd-mm", "yyyy", "xx", "pending", "draft", "to be determined", "to be announced",
		"unreleased" };
	struct cpstext_date d;
	size_t single = 0, rest = 0;

	if (len == 0 || cpstext_date_find(low, len, 0, &d))
		return false;
	for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
		for (size_t i = 0; i + strlen(words[w]) <= len; i++)
			if (memcmp(low + i, words[w], strlen(words[w])) == 0)
				return true;
	/* single letters in the place of numbers: "x y, z", "x-december-2024" */
	for (size_t i = 0; i < len;) {
		size_t n = 0;

		while (i + n < len && (letter(low[i + n]) || digit(low[i + n])))
			n++;
		single += n == 1 && low[i] >= 'w' && low[i] <= 'z';
		rest += n > 1;
		i += n ? n : 1;
	}
	return single >= 2 ? rest <= 1 : single == 1 && rest <= 2;
}

bool
cpstext_date_version(const char *low, size_t len, bool labelled, char out[32])
{
	/* the longer before what begins it */
	static const char *const labels[] = { "versione", "versi\xc3\xb3n", "version", "verzia",
		"verze", "wersja", "vers.", "vers", "ver.", "ver", "revision", "rev.", "release",
		"issue", "v.", "v" };

	for (size_t i = 0; i < len; i++) {
		size_t at = i, n = 0;
		bool label = false;

		if (i > 0 && (letter(low[i - 1]) || digit(low[i - 1]) || low[i - 1] == '.'))
			continue;
		for (size_t l = 0; l < sizeof(labels) / sizeof(labels[0]) && !label; l++)
			if (len - i >= strlen(labels[l]) &&
			    memcmp(low + i, labels[l], strlen(labels[l])) == 0) {
				label = true;
				at += strlen(labels[l]);
			}
		gap(low, len, &at, label ? " :=-#\"'" : "");
		if (label && len - at > 3 && memcmp(low + at, "no.", 3) == 0) {
			at += 3;
			gap(low, len, &at, " :");
		}
		if ((labelled && !label) || at >= len || !digit(low[at]))
			continue;
		while (at + n < len && n < 31 &&
		       (digit(low[at + n]) || (n > 0 && low[at + n] >= 'a' && low[at + n] <= 'z') ||
			   (low[at + n] == '.' && at + n + 1 < len && digit(low[at + n + 1]))))
			n++;
		/* "version 3 of X.509", "5 days": a number without a dot needs its label and an end
		 */
		if (!memchr(low + at, '.', n) &&
		    !(label && (at + n >= len || strchr(" ,;)|", low[at + n])) && n <= 3) &&
		    !(!labelled && n <= 3 && at + n == len))
			continue;
		memcpy(out, low + at, n);
		out[n] = '\0';
		return true;
	}
	return false;
}

int
cpstext_date_version_cmp(const char *a, const char *b)
{
	while (*a || *b) {
		long x = strtol(a, NULL, 10), y = strtol(b, NULL, 10);

		if (x != y)
			return x < y ? -1 : 1;
		a += strcspn(a, "."), b += strcspn(b, ".");
		a += *a == '.', b += *b == '.';
	}
	return 0;
}
