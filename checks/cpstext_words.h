/*
 * cpstext_words - sentences, words, and patterns over them
 *
 * A pattern is words with blanks between: "a|b" either, "retir~" a beginning,
 * "*3" up to three words of any kind, "^" the sentence's start, "$" its end.
 */
#ifndef CHECKS_CPSTEXT_WORDS_H
#define CHECKS_CPSTEXT_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#define CPSTEXT_WORDS 400 /* a sentence longer than this is cut */

struct cpstext_words {
	const char *s;
	size_t n;
	struct {
		size_t at, len;
	} w[CPSTEXT_WORDS];
};

/* Words are letters and digits, with - ' . / _ inside: "e-mail", "n/a", "3.2.2.4.7". */
void cpstext_words(const char *low, size_t len, struct cpstext_words *w);

/* Whether the pattern occurs at or after word "from"; *first and *after (may be NULL)
 * receive the words it covers. */
bool cpstext_words_match(
    const struct cpstext_words *w, const char *pattern, size_t from, size_t *first, size_t *after);
/* Any of patterns, ended by NULL. */
bool cpstext_words_any(const struct cpstext_words *w, const char *const *patterns);

/* One word against one element of a pattern. */
bool cpstext_words_is(const struct cpstext_words *w, size_t i, const char *alternatives);

/* Whether needle occurs in low at the start of a word, and, unless it ends with '~', at the
 * end of one. */
bool cpstext_words_has(const char *low, const char *needle);

/*
 * The end of the sentence that begins at from: after its . ? ! or ; (or at len).  text tells
 * capitals, low is the same in lower case.
 */
size_t cpstext_words_sentence(const char *text, const char *low, size_t len, size_t from);

#endif
