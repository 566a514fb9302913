#include "base/certsource.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/certsource_part.h"
#include "base/record.h"
#include "base/say.h"

#define SNIFF 4096

void
certsource_skip(struct certsource *s, size_t n)
{
	size_t len;
	const char *p = input_window(s->in, &len), *end = p + n;

	for (const char *q = p; n > 0 && (q = memchr(q, '\n', (size_t)(end - q))) != NULL; q++)
		s->line++;
	s->offset += n;
	input_skip(s->in, n);
}

int
certsource_room(struct certsource *s, size_t n)
{
	uint8_t *p;

	if (n <= s->der_cap)
		return 0;
	n = n < 4096 ? 4096 : n + n / 2;
	if ((p = realloc(s->der, n)) == NULL)
		return say_nomem("certificates");
	s->der = p;
	s->der_cap = n;
	return 0;
}

int
certsource_bad(struct certsource *s, struct certsource_record *r, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s->reason, sizeof s->reason, fmt, ap);
	va_end(ap);
	r->der = NULL;
	r->der_len = 0;
	r->reason = s->reason;
	return CERTSOURCE_BAD;
}

/* Does a line of the window begin with this? */
static bool
has_line(const char *p, size_t len, const char *start)
{
	size_t n = strlen(start);

	for (const char *end = p + len; (size_t)(end - p) >= n; p++) {
		if (memcmp(p, start, n) == 0)
			return true;
		if ((p = memchr(p, '\n', (size_t)(end - p))) == NULL)
			return false;
	}
	return false;
}

static bool
has_text(const char *p, size_t len, const char *what)
{
	size_t n = strlen(what);

	for (const char *end = p + len; (size_t)(end - p) >= n; p++)
		if (memcmp(p, what, n) == 0)
			return true;
	return false;
}

static enum certsource_form
form_of(const char *p, size_t len, bool mapped)
{
	size_t i = 0;

	/* DER: a SEQUENCE whose length needs more than one octet */
	if (len >= 2 && p[0] == 0x30 && (uint8_t)p[1] >= 0x80)
		return CERTSOURCE_DER;
	if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		i = 3;
	while (i < len && (p[i] == ' ' || p[i] == '\t' || p[i] == '\r' || p[i] == '\n'))
		i++;
	if (i == len)
		return CERTSOURCE_UNKNOWN;
	if (p[i] == '{' || p[i] == '[')
		return p[i] == '[' || has_text(p + i, len - i, "\"leaf_input\"") ||
			       has_text(p + i, len - i, "\"entries\"")
			   ? CERTSOURCE_CT
			   : CERTSOURCE_JSONL;
	if (has_line(p + i, len - i, "-----BEGIN ") && !mapped)
		return CERTSOURCE_PEM;
	for (; i < len; i++)
		if (p[i] == '\0')
			return CERTSOURCE_UNKNOWN;
	return CERTSOURCE_CSV;
}

struct certsource *
certsource_new(struct input *in, const struct importmap *map)
{
	struct certsource *s = calloc(1, sizeof *s);
	const char *p;
	size_t len;
	int more;

	if (s == NULL) {
		say_nomem("certificates");
		return NULL;
	}
	s->in = in;
	s->map = map;
	s->line = 1;
	s->at_line_start = true;
	do {
		p = input_window(in, &len);
		more = len < SNIFF ? input_more(in, SNIFF) : 2;
	} while (more == 1);
	if (more < 0) {
		free(s);
		return NULL;
	}
	p = input_window(in, &len);
	s->form = form_of(p, len, map != NULL);
	return s;
}

void
certsource_free(struct certsource *s)
{
	if (s == NULL)
		return;
	record_close(s->table);
	free(s->der);
	free(s);
}

enum certsource_form
certsource_form(const struct certsource *s)
{
	return s->form;
}

const char *
certsource_unknown(const struct certsource *s, size_t i)
{
	return s->table != NULL ? record_unknown(s->table, i) : NULL;
}

/* The whole input is one certificate; what is behind it is for cert_decode to refuse. */
static int
der_next(struct certsource *s, struct certsource_record *r)
{
	size_t len;
	int more;

	while ((more = input_more(s->in, CERTSOURCE_RECORD_MAX)) == 1)
		;
	if (more < 0)
		return -1;
	r->der = (const uint8_t *)input_window(s->in, &len);
	r->der_len = len;
	r->line = 0;
	s->ended = true;
	if (more == 2)
		return certsource_bad(s, r,
		    "expected a certificate of at most %u bytes, found more",
		    CERTSOURCE_RECORD_MAX);
	return CERTSOURCE_RECORD;
}

static int
unknown_next(struct certsource *s, struct certsource_record *r)
{
	size_t len;

	input_window(s->in, &len);
	s->ended = true;
	return certsource_bad(s, r, "expected PEM, DER, CT get-entries JSON or CSV, found %s",
	    len == 0 ? "nothing" : "none of them");
}

int
certsource_next(struct certsource *s, struct certsource_record *r)
{
	struct certsource_record fresh = { .line = s->line,
		.offset = s->offset,
		.logged_at_ms = INSTANT_NONE,
		.issued_at = INSTANT_NONE,
		.revoked_at = INSTANT_NONE,
		.revocation_reason = -1,
		.serial = "",
		.issuer = "",
		.profile = "",
		.account = "",
		.order_id = "",
		.ra = "" };
	int result;

	if (s->ended)
		return CERTSOURCE_END;
	switch (s->form) {
	case CERTSOURCE_PEM: result = certsource_pem_next(s, &fresh); break;
	case CERTSOURCE_DER: result = der_next(s, &fresh); break;
	case CERTSOURCE_CT: result = certsource_ct_next(s, &fresh); break;
	case CERTSOURCE_CSV:
	case CERTSOURCE_JSONL: result = certsource_table_next(s, &fresh); break;
	default: result = unknown_next(s, &fresh); break;
	}
	if (result == CERTSOURCE_END)
		s->ended = true;
	else if (result >= 0)
		*r = fresh;
	return result;
}
