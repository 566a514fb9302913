/*
 * text - a growing byte string, NUL-terminated for convenience
 *
 * Zero-initialised is empty and valid.  When memory runs out the text says so
 * (one line, as every failed operation owes) and turns "failed": further
 * appends do nothing and text_failed() tells at the end, which keeps callers
 * free of a check a line.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	char *s;	/* NUL-terminated once anything was appended; else NULL */
	size_t len;	/* bytes before the NUL; the bytes may hold NUL themselves */
	size_t cap;
	bool failed;
};

void text_add(struct text *t, const char *s);
void text_addn(struct text *t, const void *s, size_t n);
void text_addc(struct text *t, char c);
void text_addf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_add_utf8(struct text *t, const char *s); /* what is no UTF-8 of it as \xNN */
void text_clear(struct text *t);	     /* keeps the memory, and a failure */
void text_free(struct text *t);		     /* back to empty */
const char *text_str(const struct text *t);  /* never NULL */
bool text_failed(const struct text *t);

/*
 * How many of the n bytes are well-formed UTF-8 without NUL, from the first
 * on; n means all.  RFC 3629: no overlong forms, no surrogates, at most
 * U+10FFFF.  Plain ASCII costs eight bytes a step.
 */
size_t text_utf8(const char *s, size_t n);

/* Ends a C string where its well-formed UTF-8 does: snprintf may have cut the
 * last character in half.  Returns s. */
char *text_whole(char *s);

/* The first control character (C0, DEL, C1) of n bytes of UTF-8, by its place; n: none. */
size_t text_control(const char *s, size_t n);

/* How many letters to change, put in or leave out to make b of a (Levenshtein); of texts
 * longer than TEXT_DISTANCE_MAX, SIZE_MAX. */
#define TEXT_DISTANCE_MAX 63
size_t text_distance(const char *a, const char *b);

/* The end of a plural: "" for one, else "s". */
const char *text_s(uint64_t n);

/* Puts '?' in the place of each control character, so that a foreign text moves no
 * cursor and ends no line.  Returns s. */
char *text_tame(char *s);

#endif
