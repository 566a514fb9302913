#include <string.h>
#include <strings.h>

#include "checks/cpstext_date.h"
#include "checks/cpstext_fold.h"
#include "checks/cpstext_line.h"

#define HEADING_MAX 130 /* bytes of a line that may be a heading */

static bool
digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
cpstext_line_blank(const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return n == 0;
}

bool
cpstext_line_rule(const char *s, size_t n, const char *set)
{
	size_t seen = 0, dashes = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\0' || !strchr(set, s[i])) {
			if (s[i] != ' ' && s[i] != '\t')
				return false;
			continue;
		}
		seen += s[i] != ' ';
		dashes += s[i] == '-';
	}
	return strchr(set, '|') ? dashes >= 1 && seen >= 2 : seen >= 3;
}

bool
cpstext_line_pipe(const char *s, size_t n, bool inside)
{
	while (n > 0 && (*s == ' ' || *s == '\t'))
		s++, n--;
	if (n == 0)
		return false;
	return *s == '|' || (inside && memchr(s, '|', n));
}

/* Letters and roman numbers: "a" 1, "iv" 4; 0 for what is none. */
static int
letters(const char *s, size_t n)
{
	static const char *const roman[] = { "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix",
		"x", "xi", "xii" };

	for (size_t i = 0; i < sizeof(roman) / sizeof(roman[0]) && n > 1; i++)
		if (strlen(roman[i]) == n && strncasecmp(s, roman[i], n) == 0)
			return (int)i + 1;
	if (n != 1)
		return 0;
	if (*s >= 'a' && *s <= 'z')
		return *s - 'a' + 1;
	return *s >= 'A' && *s <= 'Z' ? *s - 'A' + 1 : 0;
}

static size_t
skip(const char *s, size_t n, size_t at, const char *set)
{
	while (at < n && s[at] && strchr(set, s[at]))
		at++;
	return at;
}

bool
cpstext_line_marker(const char *s, size_t n, struct cpstext_line_marker *m)
{
	size_t at = 0, start;
	char open = 0, close;

	for (m->indent = 0; at < n && (s[at] == ' ' || s[at] == '\t'); at++)
		m->indent += s[at] == '\t' ? 4 : 1;
	if (at + 1 < n && strchr("-*+", s[at]) && (s[at + 1] == ' ' || s[at + 1] == '\t')) {
		m->type = '-';
		m->ordinal = 0;
		m->end = at + 1;
		return !cpstext_line_blank(s + m->end, n - m->end);
	}
	at = skip(s, n, at, "*_\\");
	if (at < n && (s[at] == '(' || s[at] == '['))
		open = s[at++];
	for (start = at, m->ordinal = 0; at < n && digit(s[at]) && at - start < 3; at++)
		m->ordinal = m->ordinal * 10 + (s[at] - '0');
	m->type = '1';
	if (at == start) {
		while (at < n && at - start < 4 && letters(s + at, 1))
			at++;
		m->ordinal = letters(s + start, at - start);
		m->type = 'a';
		if (m->ordinal == 0)
			return false;
	}
	at = skip(s, n, at, "\\");
	close = at < n ? s[at] : '\0';
	if (open ? close != (open == '(' ? ')' : ']') : close != ')' && close != '.')
		return false;
	at = skip(s, n, at + 1, "*_");
	if (at >= n || (s[at] != ' ' && s[at] != '\t'))
		return false;
	m->end = at;
	return !cpstext_line_blank(s + at, n - at);
}

bool
cpstext_line_contents(const char *s, size_t n)
{
	size_t at = n, digits;

	while (at > 0 && digit(s[at - 1]))
		at--;
	digits = n - at;
	while (at > 0 && s[at - 1] == ' ')
		at--;
	if (digits == 0 || digits > 3 || at < 4)
		return false;
	return memcmp(s + at - 3, "...", 3) == 0 || memcmp(s + at - 3, ". .", 3) == 0;
}

/* "26 November 2024" */
static bool
is_date(const char *s, size_t n)
{
	struct cpstext_date d;
	char low[40];

	n = n < sizeof(low) - 1 ? n : sizeof(low) - 1;
	memcpy(low, s, n);
	low[n] = '\0';
	cpstext_fold_lower(low, n);
	return cpstext_date_find(low, n, 0, &d) && d.start == 0;
}

void
cpstext_line_number(const char *s, size_t n, char number[CPSTEXT_NUMBER], size_t *title)
{
	size_t at = 0, end = 0;

	if (n > 8 && strncasecmp(s, "section ", 8) == 0)
		at = 8;
	number[0] = '\0';
	*title = 0;
	while (at + end < n && end < CPSTEXT_NUMBER - 1 &&
	       (digit(s[at + end]) || (end > 0 && s[at + end] == '.' && digit(s[at + end - 1]) &&
					  at + end + 1 < n && digit(s[at + end + 1]))))
		end++;
	/* "2024 Report" and "10 rules" are no section numbers, "1 Introduction" is */
	if (end == 0 || (!memchr(s + at, '.', end) && end > 2) ||
	    (at + end < n && !strchr(" .:)-", s[at + end]) && at + end + 1 < n))
		return;
	if (!memchr(s + at, '.', end) && is_date(s + at, n - at))
		return;
	memcpy(number, s + at, end);
	number[end] = '\0';
	at = skip(s, n, at + end, ".:) -");
	*title = at;
}

bool
cpstext_line_heading(const char *s, size_t n)
{
	char number[CPSTEXT_NUMBER];
	size_t title;

	if (n > HEADING_MAX || n < 5)
		return false;
	cpstext_line_number(s, n, number, &title);
	if (!strchr(number, '.') || title + 2 >= n || strchr(".;:,", s[n - 1]))
		return false;
	/* "3.2.2.4.7 of the Baseline Requirements" goes on a sentence */
	return (s[title] >= 'A' && s[title] <= 'Z') || s[title] == '"' || (s[title] & 0x80);
}

bool
cpstext_line_goes_on(const char *s, size_t n)
{
	static const char *const last[] = { "to", "with", "for", "of", "or", "and", "using", "the",
		"a", "dns", "txt", "caa", "record", "in", "on", "-" };
	size_t at = n;

	while (at > 0 && s[at - 1] != ' ')
		at--;
	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++)
		if (strlen(last[i]) == n - at && strncasecmp(s + at, last[i], n - at) == 0)
			return true;
	return false;
}
