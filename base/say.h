/*
 * say - the one line on standard error that every failed operation owes
 *
 * Kind (1) errors of the house: an operation failed; it returns -1 or NULL
 * and says so once, where it was first seen, as "where: expected, found".
 * Nobody above repeats it.
 */
#ifndef BASE_SAY_H
#define BASE_SAY_H

/* Writes "selfaudit: " and the formatted line to standard error; control
 * characters that came from outside are shown as \xNN.  Always returns -1,
 * so that "return say_error(...)" reads as what it means. */
int say_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same for "out of memory": names the place, returns -1. */
int say_nomem(const char *where);

#endif
