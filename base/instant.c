#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/instant.h"

#define YEAR_MAX 9999

/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
#define INSTANT_FIRST INT64_C(-62167219200)
#define INSTANT_LAST INT64_C(253402300799)

static bool
is_leap(int y)
{
	return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

static int
month_days(int y, int m)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

	return m == 2 && is_leap(y) ? 29 : days[m - 1];
}

/*
 * Days since 1970-01-01.  Years are counted from March, which puts the leap
 * day at the end: the months' lengths then follow (153 * m + 2) / 5.
 */
static int64_t
days_of(int year, int month, int day)
{
	int64_t y = year + 400 - (month <= 2);		/* never negative */
	int64_t m = (month + 9) % 12;

	return y * 365 + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468 - 146097;
}

int64_t
instant_from_civil(const struct instant_civil *c)
{
	return days_of(c->year, c->month, c->day) * INSTANT_DAY + c->hour * 3600 + c->minute * 60 +
	    c->second;
}

void
instant_to_civil(int64_t t, struct instant_civil *c)
{
	int64_t days, era_day, year;
	int rest, m;

	if (t < INSTANT_FIRST)
		t = INSTANT_FIRST;
	if (t > INSTANT_LAST)
		t = INSTANT_LAST;
	rest = (int)(((t % INSTANT_DAY) + INSTANT_DAY) % INSTANT_DAY);
	days = (t - rest) / INSTANT_DAY + 719468;	/* since 0000-03-01 */

	/* January and February of year 0 lie before: shift by one 400-year cycle */
	days += 146097;
	era_day = days % 146097;
	/* a year too many at the end of a 4-, 100- or 400-year cycle is taken back */
	year = (era_day - era_day / 1460 + era_day / 36524 - era_day / 146096) / 365;
	era_day -= year * 365 + year / 4 - year / 100;
	m = (int)((5 * era_day + 2) / 153);
	c->day = (int)(era_day - (153 * m + 2) / 5) + 1;
	c->month = m < 10 ? m + 3 : m - 9;
	c->year = (int)(year + (days / 146097 - 1) * 400) + (c->month <= 2);
	c->hour = rest / 3600;
	c->minute = rest / 60 % 60;
	c->second = rest % 60;
}

/* Exactly n digits at *s, which is moved past them. */
static int
number(const char **s, int n, int *out)
{
	int v = 0, i;

	for (i = 0; i < n; i++) {
		if ((*s)[i] < '0' || (*s)[i] > '9')
			return -1;
		v = v * 10 + ((*s)[i] - '0');
	}
	*s += n;
	*out = v;
	return 0;
}

static int
literal(const char **s, char c)
{
	if (**s != c)
		return -1;
	(*s)++;
	return 0;
}

static bool
date_ok(const struct instant_civil *c)
{
	return c->year >= 0 && c->year <= YEAR_MAX && c->month >= 1 && c->month <= 12 &&
	    c->day >= 1 && c->day <= month_days(c->year, c->month);
}

/* Civil fields with a zone, checked; a leap second only where UTC has them. */
static int
compose(const struct instant_civil *c, int zone_seconds, int64_t *t)
{
	struct instant_civil after;
	int64_t v;

	if (!date_ok(c) || c->hour > 23 || c->minute > 59 || c->second > 60)
		return -1;
	v = instant_from_civil(c) - zone_seconds;
	if (v < INSTANT_FIRST || v > INSTANT_LAST)
		return -1;
	if (c->second == 60) {
		instant_to_civil(v, &after);
		if (after.day != 1 || v % INSTANT_DAY != 0)
			return -1;
	}
	*t = v;
	return 0;
}

static int
read_date(const char **s, struct instant_civil *c)
{
	if (number(s, 4, &c->year) || literal(s, '-') || number(s, 2, &c->month) ||
	    literal(s, '-') || number(s, 2, &c->day))
		return -1;
	return 0;
}

/* "+HH:MM"; with loose also "+HHMM" and "+HH". */
static int
read_offset(const char **s, bool loose, int *seconds)
{
	int sign = **s == '-' ? -1 : 1, h, m = 0;

	if (**s != '+' && **s != '-')
		return -1;
	(*s)++;
	if (number(s, 2, &h))
		return -1;
	if (**s == ':') {
		(*s)++;
		if (number(s, 2, &m))
			return -1;
	} else if (!loose) {
		return -1;
	} else if (isdigit((unsigned char)**s) && number(s, 2, &m)) {
		return -1;
	}
	if (h > 23 || m > 59)
		return -1;
	*seconds = sign * (h * 3600 + m * 60);
	return 0;
}

int
instant_parse(const char *s, int64_t *t)
{
	struct instant_civil c;
	int zone = 0;

	if (read_date(&s, &c) || (*s != 'T' && *s != 't' && *s != ' '))
		return -1;
	s++;
	if (number(&s, 2, &c.hour) || literal(&s, ':') || number(&s, 2, &c.minute) ||
	    literal(&s, ':') || number(&s, 2, &c.second))
		return -1;
	if (*s == '.') {
		s++;
		if (*s < '0' || *s > '9')
			return -1;
		while (*s >= '0' && *s <= '9')
			s++;
	}
	if (*s == 'Z' || *s == 'z')
		s++;
	else if (read_offset(&s, false, &zone))
		return -1;
	return *s ? -1 : compose(&c, zone, t);
}

int
instant_parse_date(const char *s, int64_t *t)
{
	struct instant_civil c = { 0 };

	if (read_date(&s, &c) || *s)
		return -1;
	return compose(&c, 0, t);
}

int
instant_parse_any(const char *s, int64_t *t, bool *date_only)
{
	bool date = instant_parse_date(s, t) == 0;

	if (!date && instant_parse(s, t))
		return -1;
	if (date_only)
		*date_only = date;
	return 0;
}

/* Seconds or milliseconds since 1970, whole, rounded down. */
static int
read_epoch(const char *s, int unit, int64_t *t)
{
	bool negative = *s == '-', cut = false;
	int64_t v = 0;

	if (negative)
		s++;
	if (*s < '0' || *s > '9')
		return -1;
	for (; *s >= '0' && *s <= '9'; s++) {
		v = v * 10 + (*s - '0');
		if (v > INSTANT_LAST * 1000 + 999)
			return -1;
	}
	if (*s == '.') {
		s++;
		if (*s < '0' || *s > '9')
			return -1;
		for (; *s >= '0' && *s <= '9'; s++)
			cut |= *s != '0';
	}
	if (*s)
		return -1;
	cut |= v % unit != 0;
	v /= unit;
	if (negative)
		v = -v - cut;
	if (v < INSTANT_FIRST || v > INSTANT_LAST)
		return -1;
	*t = v;
	return 0;
}

static int
read_zone_name(const char *zone, int *seconds)
{
	if (strcmp(zone, "UTC") == 0 || strcmp(zone, "Z") == 0) {
		*seconds = 0;
		return 0;
	}
	return read_offset(&zone, false, seconds) || *zone ? -1 : 0;
}

/* What a pattern has read so far. */
struct reading {
	struct instant_civil c;
	int hour12;		/* 1..12, 0 where not read */
	int pm;			/* 0 AM, 1 PM, -1 where not read */
	int zone;		/* seconds */
	bool has_zone;
};

static int
one_or_two(const char **s, int *out)
{
	return number(s, isdigit((unsigned char)**s) && isdigit((unsigned char)(*s)[1]) ? 2 : 1,
	    out);
}

static int
month_name(const char **s, int *month)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	int i;

	for (i = 0; i < 12; i++) {
		if (strncasecmp(*s, names + 3 * i, 3) == 0) {
			*s += 3;
			*month = i + 1;
			return 0;
		}
	}
	return -1;
}

static int
zone_text(const char **s, struct reading *r)
{
	size_t n = strncmp(*s, "UTC", 3) == 0 || strncmp(*s, "GMT", 3) == 0 ? 3 : **s == 'Z';

	if (n == 0)
		return -1;
	*s += n;
	r->zone = 0;
	r->has_zone = true;
	return 0;
}

static int
read_field(char field, const char **s, struct reading *r)
{
	switch (field) {
	case 'Y':
		return number(s, 4, &r->c.year);
	case 'm':
		return one_or_two(s, &r->c.month);
	case 'd':
		return one_or_two(s, &r->c.day);
	case 'H':
		return one_or_two(s, &r->c.hour);
	case 'M':
		return one_or_two(s, &r->c.minute);
	case 'S':
		return one_or_two(s, &r->c.second);
	case 'b':
		return month_name(s, &r->c.month);
	case 'I':
		if (one_or_two(s, &r->hour12) || r->hour12 < 1 || r->hour12 > 12)
			return -1;
		return 0;
	case 'p':
		r->pm = **s == 'P' || **s == 'p';
		if (strncasecmp(*s, r->pm ? "PM" : "AM", 2))
			return -1;
		*s += 2;
		return 0;
	case 'f':
		if (!isdigit((unsigned char)**s))
			return -1;
		while (isdigit((unsigned char)**s))
			(*s)++;
		return 0;
	case 'z':
		if (**s == 'Z')
			return zone_text(s, r);
		r->has_zone = true;
		return read_offset(s, true, &r->zone);
	case 'Z':
		return zone_text(s, r);
	case '%':
		return literal(s, '%');
	default:
		return -1;
	}
}

static int
read_pattern(const char *s, const char *f, struct reading *r)
{
	for (; *f; f++) {
		if ((*f == '.' || *f == ',') && f[1] == '%' && f[2] == 'f' && *s != *f) {
			f += 2;
			continue;
		}
		if (*f != '%') {
			if (literal(&s, *f))
				return -1;
			continue;
		}
		f++;
		if (read_field(*f, &s, r))
			return -1;
	}
	return *s ? -1 : 0;
}

int
instant_parse_format(const char *s, const char *format, const char *zone, int64_t *t)
{
	struct reading r = { .c = { .year = -1 }, .pm = -1 };

	if (strcmp(format, "epoch") == 0)
		return read_epoch(s, 1, t);
	if (strcmp(format, "epoch_ms") == 0)
		return read_epoch(s, 1000, t);
	if (read_pattern(s, format, &r))
		return -1;
	if ((r.hour12 != 0) != (r.pm >= 0))
		return -1;
	if (r.hour12)
		r.c.hour = r.hour12 % 12 + 12 * r.pm;
	if (!r.has_zone && (!zone || read_zone_name(zone, &r.zone)))
		return -1;
	return compose(&r.c, r.zone, t);
}

const char *
instant_format(int64_t t, char out[INSTANT_TEXT])
{
	struct instant_civil c;

	out[0] = '\0';
	if (t == INSTANT_NONE)
		return out;
	instant_to_civil(t, &c);
	snprintf(out, INSTANT_TEXT, "%04u-%02u-%02uT%02u:%02u:%02uZ", (unsigned)c.year % 10000,
	    (unsigned)c.month % 100, (unsigned)c.day % 100, (unsigned)c.hour % 100,
	    (unsigned)c.minute % 100, (unsigned)c.second % 100);
	return out;
}

const char *
instant_format_date(int64_t t, char out[INSTANT_TEXT])
{
	instant_format(t, out);
	out[out[0] ? 10 : 0] = '\0';
	return out;
}

int64_t
instant_add_months(int64_t t, int n)
{
	struct instant_civil c;
	int64_t months;
	int last;

	if (t == INSTANT_NONE)
		return t;
	instant_to_civil(t, &c);
	months = (int64_t)c.year * 12 + c.month - 1 + n;
	if (months < 0)
		return INSTANT_FIRST;
	if (months > YEAR_MAX * 12 + 11)
		return INSTANT_LAST;
	c.year = (int)(months / 12);
	c.month = (int)(months % 12) + 1;
	last = month_days(c.year, c.month);
	if (c.day > last)
		c.day = last;
	return instant_from_civil(&c);
}
