#include <string.h>

#include "checks/cpstext_words.h"

static bool
word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c & 0x80);
}

void
cpstext_words(const char *low, size_t len, struct cpstext_words *w)
{
	size_t i = 0;

	w->s = low;
	w->n = 0;
	while (i < len && w->n < CPSTEXT_WORDS) {
		size_t n = 0;

		while (i < len && !word_char(low[i]))
			i++;
		while (i + n < len &&
		       (word_char(low[i + n]) || (low[i + n] && strchr("-'./_", low[i + n]) &&
						     i + n + 1 < len && word_char(low[i + n + 1]))))
			n++;
		if (n) {
			w->w[w->n].at = i;
			w->w[w->n++].len = n;
		}
		i += n;
	}
}

/* One alternative of n bytes against a word. */
static bool
same(const char *word, size_t len, const char *alt, size_t n)
{
	if (n > 0 && alt[n - 1] == '~')
		return len >= n - 1 && memcmp(word, alt, n - 1) == 0;
	return len == n && memcmp(word, alt, n) == 0;
}

static bool
element(const struct cpstext_words *w, size_t i, const char *alts, size_t n)
{
	for (size_t at = 0; at < n;) {
		size_t m = 0;

		while (at + m < n && alts[at + m] != '|')
			m++;
		if (same(w->s + w->w[i].at, w->w[i].len, alts + at, m))
			return true;
		at += m + 1;
	}
	return false;
}

bool
cpstext_words_is(const struct cpstext_words *w, size_t i, const char *alternatives)
{
	return i < w->n && element(w, i, alternatives, strlen(alternatives));
}

/* The rest of a pattern from word i on; gap: words that may be skipped before the next. */
static bool
rest(const struct cpstext_words *w, const char *pattern, size_t i, size_t gap, size_t *after)
{
	size_t n = strcspn(pattern, " ");
	const char *more = pattern + n + (pattern[n] == ' ');

	if (n == 0) {
		*after = i;
		return true;
	}
	if (pattern[0] == '*')
		return rest(w, more, i, n > 1 ? (size_t)(pattern[1] - '0') : 4, after);
	if (pattern[0] == '^')
		return i == 0 && rest(w, more, i, 0, after);
	for (size_t skip = 0; skip <= gap; skip++) {
		if (pattern[0] == '$') {
			if (i + skip >= w->n)
				return rest(w, more, w->n, 0, after);
		} else if (i + skip < w->n && element(w, i + skip, pattern, n) &&
			   rest(w, more, i + skip + 1, 0, after)) {
			return true;
		}
	}
	return false;
}

bool
cpstext_words_match(
    const struct cpstext_words *w, const char *pattern, size_t from, size_t *first, size_t *after)
{
	size_t end;

	for (size_t i = from; i <= w->n; i++)
		if (rest(w, pattern, i, 0, &end)) {
			if (first)
				*first = i;
			if (after)
				*after = end;
			return true;
		}
	return false;
}

bool
cpstext_words_any(const struct cpstext_words *w, const char *const *patterns)
{
	for (; *patterns; patterns++)
		if (cpstext_words_match(w, *patterns, 0, NULL, NULL))
			return true;
	return false;
}

bool
cpstext_words_has(const char *low, const char *needle)
{
	size_t n = strlen(needle);
	bool open = needle[n - 1] == '~';
	char buf[64];

	if (open)
		n--;
	memcpy(buf, needle, n);
	buf[n] = '\0';
	for (const char *p = strstr(low, buf); p; p = strstr(p + 1, buf))
		if ((p == low || !word_char(p[-1]) || !word_char(buf[0])) &&
		    (open || !word_char(p[n]) || !word_char(buf[n - 1])))
			return true;
	return false;
}

/* A point after these, or after a single letter, ends no sentence. */
static bool
abbreviation(const char *low, size_t start, size_t end)
{
	static const char *const known[] = { "e.g", "i.e", "etc", "sec", "sect", "no", "vs", "cf",
		"vers", "ver", "rev", "ltd", "inc", "corp", "co", "jan", "feb", "mar", "apr", "jun",
		"jul", "aug", "sep", "sept", "oct", "nov", "dec", "st", "approx", "resp", "art",
		"par", "ch", "incl" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i]) == end - start &&
		    memcmp(low + start, known[i], end - start) == 0)
			return true;
	return end - start == 1 && !(low[start] >= '0' && low[start] <= '9');
}

size_t
cpstext_words_sentence(const char *text, const char *low, size_t len, size_t from)
{
	for (size_t i = from; i < len; i++) {
		size_t next = i + 1, word = i;
		char c = low[i];

		if (c != '.' && c != '?' && c != '!' && c != ';')
			continue;
		while (next < len && strchr(")\"'", low[next]))
			next++;
		if (next < len && low[next] != ' ')
			continue;
		while (word > from && (word_char(low[word - 1]) || low[word - 1] == '.'))
			word--;
		while (next < len && low[next] == ' ')
			next++;
		if (c == '.' && next < len) {
			char n = text[next];

			if (abbreviation(low, word, i))
				continue;
			/* "3.2.2. 4 of": a number broken by a blank */
			if (!((n >= 'A' && n <= 'Z') || (n & 0x80) || strchr("(\"'[-", n) ||
				(n >= '0' && n <= '9')))
				continue;
			if (n >= '0' && n <= '9' && i > 0 && low[i - 1] >= '0' && low[i - 1] <= '9')
				continue;
		}
		return next;
	}
	return len;
}
