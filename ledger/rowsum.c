#include "ledger/rowsum.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "ledger/db.h"

static void
add_quoted(struct text *out, const char *s, size_t len)
{
	const char *end = s + len, *q;

	text_addc(out, '\'');
	for (; s < end && (q = memchr(s, '\'', (size_t)(end - s))); s = q + 1) {
		text_addn(out, s, (size_t)(q - s));
		text_add(out, "''");
	}
	text_addn(out, s, (size_t)(end - s));
	text_addc(out, '\'');
}

static void
add_hex(struct text *out, const uint8_t *p, size_t len)
{
	char hex[2 * 64 + 1];

	text_add(out, "X'");
	for (size_t n; len; p += n, len -= n) {
		n = len < 64 ? len : 64;
		digest_hex(p, n, hex);
		text_addn(out, hex, 2 * n);
	}
	text_addc(out, '\'');
}

static void
add_number(struct text *out, int64_t i)
{
	char s[24];
	int n = snprintf(s, sizeof s, "%lld", (long long)i);

	text_addn(out, s, (size_t)n);
}

int
rowsum_row(struct rowsum *s, struct query *q, int from)
{
	size_t len;

	text_clear(&s->line);
	for (int i = from; i < db_columns(q); i++) {
		const void *p;

		if (i > from)
			text_addc(&s->line, ',');
		switch (db_col_kind(q, i)) {
		case DB_KIND_INT: add_number(&s->line, db_col_int(q, i)); break;
		case DB_KIND_TEXT:
			p = db_col_blob(q, i, &len);
			add_quoted(&s->line, p ? p : "", len);
			break;
		case DB_KIND_BLOB:
			p = db_col_blob(q, i, &len);
			add_hex(&s->line, p, len);
			break;
		default: text_add(&s->line, "NULL"); break;
		}
	}
	text_addc(&s->line, '\n');
	if (text_failed(&s->line))
		return -1;
	digest_add(s->d, s->line.s, s->line.len);
	s->rows++;
	return 0;
}

int
rowsum_begin(struct rowsum *s)
{
	if (!s->d)
		s->d = digest_new();
	if (!s->d)
		return -1;
	digest_begin(s->d);
	s->rows = 0;
	return 0;
}

void
rowsum_free(struct rowsum *s)
{
	digest_free(s->d);
	text_free(&s->line);
	*s = (struct rowsum){ 0 };
}

void
rowsum_end(struct rowsum *s, char out[ROWSUM_TEXT])
{
	char hex[DIGEST_HEX];
	uint8_t hash[32];

	digest_end(s->d, hash);
	out[0] = '\0';
	if (s->rows > 0)
		snprintf(out, ROWSUM_TEXT, "%lld %s", (long long)s->rows, digest_hex(hash, 32, hex));
}
