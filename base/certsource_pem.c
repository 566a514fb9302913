#include <string.h>

#include "base/certsource_part.h"
#include "base/digest.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define LONG(s) (sizeof(s) - 1)

static bool
starts(const char *p, const char *end, const char *with, size_t n)
{
	return (size_t)(end - p) >= n && memcmp(p, with, n) == 0;
}

/* The next BEGIN at the start of a line; NULL where the window has none. */
static const char *
find_begin(const struct certsource *s, const char *p, const char *end)
{
	for (const char *q = p; q < end && (q = memchr(q, '-', (size_t)(end - q))) != NULL; q++)
		if ((q > p ? q[-1] == '\n' : s->at_line_start) &&
		    starts(q, end, BEGIN, LONG(BEGIN)))
			return q;
	return NULL;
}

/* Skips to the next BEGIN.  1 there; 0 end of input; -1 said. */
static int
seek_begin(struct certsource *s)
{
	for (;;) {
		size_t len, tail;
		const char *p = input_window(s->in, &len), *begin, *line;
		int more;

		if (len > 0 && (begin = find_begin(s, p, p + len)) != NULL) {
			certsource_skip(s, (size_t)(begin - p));
			s->at_line_start = true;
			return 1;
		}
		/* the beginning of a line may still become a BEGIN */
		for (line = p + len; line > p && line[-1] != '\n'; line--)
			;
		tail = (size_t)(p + len - line);
		s->at_line_start = (line > p || s->at_line_start) && tail < LONG(BEGIN);
		certsource_skip(s, s->at_line_start ? len - tail : len);
		more = input_more(s->in, CERTSOURCE_RECORD_MAX);
		if (more <= 0)
			return more;
	}
}

struct block {
	const char *label, *label_end; /* behind BEGIN */
	const char *body, *body_end;
	const char *end;     /* behind the END line's dashes */
	const char *trouble; /* expected, found */
};

/* 1 a block, or trouble with one (b->end is then where reading goes on); 0 more bytes are needed.
 */
static int
find_block(const char *p, const char *end, struct block *b)
{
	const char *eol = memchr(p, '\n', (size_t)(end - p)), *dash;
	size_t label;

	memset(b, 0, sizeof *b);
	if (eol == NULL)
		return 0;
	b->label = p + LONG(BEGIN);
	for (b->label_end = b->label; !starts(b->label_end, eol, "-----", 5); b->label_end++)
		if (b->label_end == eol) {
			b->trouble = "expected five dashes behind the label of BEGIN, found none";
			b->end = eol;
			return 1;
		}
	label = (size_t)(b->label_end - b->label);
	b->body = eol + 1;
	if ((dash = memchr(b->body, '-', (size_t)(end - b->body))) == NULL)
		return 0;
	b->body_end = b->end = dash;
	if ((size_t)(end - dash) < LONG(END) + label + 5 && !starts(dash, end, BEGIN, LONG(BEGIN)))
		return 0;
	if (starts(dash, end, BEGIN, LONG(BEGIN))) {
		b->trouble = "expected END, found another BEGIN";
	} else if (!starts(dash, end, END, LONG(END)) ||
		   memcmp(dash + LONG(END), b->label, label) != 0 ||
		   memcmp(dash + LONG(END) + label, "-----", 5) != 0) {
		b->trouble = "expected base64 up to an END with the label of BEGIN, found \"-\"";
		b->end = dash + 1;
	} else {
		b->end = dash + LONG(END) + label + 5;
	}
	return 1;
}

static bool
is_certificate(const struct block *b)
{
	static const char *const labels[] = { "CERTIFICATE", "X509 CERTIFICATE" };
	size_t len = (size_t)(b->label_end - b->label);

	for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
		if (strlen(labels[i]) == len && memcmp(labels[i], b->label, len) == 0)
			return true;
	return false;
}

static int
take(struct certsource *s, struct certsource_record *r, const struct block *b)
{
	size_t len = (size_t)(b->body_end - b->body);
	long n;

	if (b->trouble != NULL)
		return certsource_bad(s, r, "%s", b->trouble);
	if (!is_certificate(b))
		return certsource_bad(s, r, "expected a block CERTIFICATE, found \"%.*s\"",
		    (int)(b->label_end - b->label < 60 ? b->label_end - b->label : 60), b->label);
	if (certsource_room(s, len / 4 * 3 + 3) < 0)
		return -1;
	n = digest_unbase64(b->body, len, s->der, s->der_cap);
	if (n <= 0)
		return certsource_bad(s, r, "expected base64 in the block, found %s",
		    n == 0 ? "nothing" : "other characters");
	r->der = s->der;
	r->der_len = (size_t)n;
	return CERTSOURCE_RECORD;
}

int
certsource_pem_next(struct certsource *s, struct certsource_record *r)
{
	struct block b;
	int result = seek_begin(s);

	if (result <= 0)
		return result == 0 ? CERTSOURCE_END : -1;
	r->line = s->line;
	r->offset = s->offset;
	for (;;) {
		size_t len;
		const char *p = input_window(s->in, &len);
		int more;

		if (find_block(p, p + len, &b)) {
			result = take(s, r, &b);
			certsource_skip(s, (size_t)(b.end - p));
			/* a BEGIN right behind an END, as files joined without a line end have it
			 */
			s->at_line_start = b.trouble == NULL || b.body_end == b.end;
			return result;
		}
		more = input_more(s->in, CERTSOURCE_RECORD_MAX);
		if (more < 0)
			return -1;
		if (more == 1)
			continue;
		certsource_skip(s, more == 0 ? len : LONG(BEGIN));
		s->at_line_start = false;
		return certsource_bad(s, r, "expected END, found %s",
		    more == 0 ? "the end of the input" : "none within the longest record allowed");
	}
}
