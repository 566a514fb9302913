/*
 * instant - points in time, as seconds since 1970-01-01T00:00:00Z
 *
 * int64_t everywhere; the type is not hidden because it is compared and
 * subtracted everywhere.  A day is 86,400 seconds (BR 6.3.2); a BR date means
 * 00:00:00Z of that date (BR 1.6.4 on conventions).  No libc calendar function takes
 * part: they know leap rules of the host's zone files and are not reentrant.
 */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INSTANT_NONE INT64_MIN	    /* "not stated", "open" */
#define INSTANT_DAY 86400	    /* seconds */
#define INSTANT_TEXT 21		    /* bytes of "YYYY-MM-DDTHH:MM:SSZ" with NUL */

struct instant_civil {
	int year;		    /* 0..9999 */
	int month, day;		    /* 1..12, 1..31 */
	int hour, minute, second;   /* 0..23, 0..59, 0..60 */
};

/* 00:00:00Z of a proleptic Gregorian date; the date is taken as valid. */
int64_t instant_from_civil(const struct instant_civil *c);
void instant_to_civil(int64_t t, struct instant_civil *c);

/*
 * instant_parse - RFC 3339 date-time with a zone ("Z" or +-HH:MM)
 *
 * "T" may be "t" or a space; fractions of a second are cut off (a second is
 * the unit of comparison); a leap second counts as the second after.
 * Returns 0 and stores *t; -1 silently, *t untouched, for anything else
 * (no zone, no such day, trailing text).
 */
int instant_parse(const char *s, int64_t *t);

/* YYYY-MM-DD alone, as 00:00:00Z.  0 or -1, silently. */
int instant_parse_date(const char *s, int64_t *t);

/* Either of the two; *date_only says which (may be NULL). */
int instant_parse_any(const char *s, int64_t *t, bool *date_only);

/*
 * instant_parse_format - a time as an export wrote it
 *
 *   format  "epoch" seconds, "epoch_ms" milliseconds, or a pattern of
 *           %Y %m %d %H %M %S %b (Jan..Dec) %I %p (AM/PM) %z (+HH:MM, +HHMM, +HH, Z)
 *           %Z (UTC, GMT, Z) %f (digits of a fraction; a dot or comma before %f is
 *           absent together with it, as databases print whole seconds) %% and
 *           literal text; numbers other than %Y (four digits) have one or two digits
 *   zone    "UTC", "Z" or "+HH:MM"/"-HH:MM"; used where the pattern has no zone; may be NULL
 *           only where the pattern or the epoch states one
 *
 * A pattern without %H or %I means 00:00:00; %Y, %m (or %b) and %d must occur.
 * 0 and *t, or -1 silently (unknown zone, mismatch, no such day).
 */
int instant_parse_format(const char *s, const char *format, const char *zone, int64_t *t);

/* Formats t as YYYY-MM-DDTHH:MM:SSZ; "" for INSTANT_NONE; years are kept in 0..9999. */
const char *instant_format(int64_t t, char out[INSTANT_TEXT]);
/* The date part alone. */
const char *instant_format_date(int64_t t, char out[INSTANT_TEXT]);

/* The same day and time n months later; a day that does not exist becomes the month's last. */
int64_t instant_add_months(int64_t t, int n);

#endif
