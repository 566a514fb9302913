#include "cli/request.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/say.h"
#include "base/serial.h"
#include "base/text.h"
#include "ledger/db.h"

#define LIST_MAX (16u << 20)

/* The value of a query parameter of an address, up to "&" or "#"; NULL where it has none. */
static const char *
parameter(const char *address, const char *name, size_t *len)
{
	const char *p = strchr(address, '?');
	size_t n = strlen(name);

	for (p = p ? p + 1 : NULL; p; p = strchr(p, '&'), p = p ? p + 1 : NULL)
		if (strncasecmp(p, name, n) == 0 && p[n] == '=') {
			*len = strcspn(p + n + 1, "&#");
			return p + n + 1;
		}
	return NULL;
}

static void
none(struct request_line *out, const char *why)
{
	out->kind = REQUEST_NONE;
	out->unknown = why;
}

static void
parse_hex(const char *text, struct request_line *out)
{
	char digits[DIGEST_HEX];
	size_t n = 0;

	out->unknown = NULL;
	text += strspn(text, " ");
	text += text[0] == '0' && (text[1] == 'x' || text[1] == 'X') ? 2 : 0;
	for (const char *p = text; *p && n < sizeof digits; p++)
		if (*p != ':' && *p != ' ')
			digits[n++] = *p;
	digits[n < sizeof digits ? n : 0] = '\0';
	if (digest_unhex(digits, out->sha256, 32) == 0)
		out->kind = REQUEST_FINGERPRINT;
	else if (serial_normalise(text, out->serial, sizeof out->serial) == 0)
		out->kind = REQUEST_SERIAL;
	else
		none(out, "neither a SHA-256 fingerprint, a serial in hex, nor an address with one");
}

static void
parse_address(const char *text, struct request_line *out)
{
	static const char *const names[] = { "sha256", "serial", "q" };
	char value[256];
	size_t len;

	out->kind = REQUEST_NONE;
	for (size_t i = 0; i < sizeof names / sizeof *names && out->kind == REQUEST_NONE; i++) {
		const char *p = parameter(text, names[i], &len);

		if (!p || len >= sizeof value)
			continue;
		memcpy(value, p, len);
		value[len] = '\0';
		parse_hex(value, out);
	}
	if (out->kind == REQUEST_NONE)
		none(out, parameter(text, "id", &len) || parameter(text, "d", &len) ?
		    "crt.sh's own number, which a ledger does not know: needs sha256=" :
		    "an address without sha256=, serial= or q= of one certificate");
}

/* Bytes of "sha256 Fingerprint=" or "serial: " before a value, 0 where there is no such label. */
static size_t
label(const char *text, bool *fingerprint)
{
	size_t n = strcspn(text, "=:");
	char word[32];

	if (!text[n] || n >= sizeof word)
		return 0;
	for (size_t i = 0; i < n; i++)
		word[i] = (char)tolower((unsigned char)text[i]);
	word[n] = '\0';
	*fingerprint = strstr(word, "fingerprint") != NULL;
	return *fingerprint || strstr(word, "serial") ? n + 1 : 0;
}

void
request_parse(const char *text, struct request_line *out)
{
	bool fingerprint = false;

	if (strstr(text, "://") || strchr(text, '?')) {
		parse_address(text, out);
		return;
	}
	parse_hex(text + label(text, &fingerprint), out);
	if (fingerprint && out->kind != REQUEST_FINGERPRINT)
		none(out, "a fingerprint that is no SHA-256, which is 64 digits");
}

/* What does not count: a remark, blanks, quotes, a comma or semicolon behind; 0 where nothing is left. */
static size_t
trim(const char **s, size_t len)
{
	size_t before;

	for (size_t i = 0; i < len; i++)
		if ((*s)[i] == '#' && (i == 0 || isspace((unsigned char)(*s)[i - 1])))
			len = i;
	do {
		before = len;
		while (len > 0 && isspace((unsigned char)**s))
			(*s)++, len--;
		if (len >= 3 && memcmp(*s, "\xef\xbb\xbf", 3) == 0)	/* of a list put behind another */
			*s += 3, len -= 3;
		while (len > 0 && (isspace((unsigned char)(*s)[len - 1]) || strchr(",;", (*s)[len - 1])))
			len--;
		if (len >= 2 && strchr("\"'", **s) && memchr(*s + 1, **s, len - 1) == *s + len - 1)
			(*s)++, len -= 2;
	} while (len < before);
	return len;
}

static int
add_entry(struct request *r, const char *path, uint64_t number, const char *s, size_t len)
{
	struct request_line *grown, *l;

	if (r->line_count % 64 == 0) {
		grown = realloc(r->lines, (r->line_count + 64) * sizeof *grown);
		if (!grown)
			return say_nomem(path);
		r->lines = grown;
	}
	l = &r->lines[r->line_count];
	*l = (struct request_line){ .line = number, .text = strndup(s, len) };
	if (!l->text)
		return say_nomem(path);
	r->line_count++;
	request_parse(l->text, l);
	return 0;
}

static int
add_line(struct request *r, const char *path, uint64_t number, const char *s, size_t len)
{
	len = trim(&s, len);
	if (len > 0 && memchr(s, '?', len))
		return add_entry(r, path, number, s, len);	/* commas may stand in an address */
	while (len > 0) {
		size_t n = 0, rest;
		const char *one = s;

		while (n < len && !strchr(",;", s[n]))
			n++;
		rest = n < len ? n + 1 : n;
		s += rest;
		len -= rest;
		n = trim(&one, n);
		if (n > 0 && add_entry(r, path, number, one, n) != 0)
			return -1;
	}
	return 0;
}

int
request_read(const char *path, struct request *r)
{
	uint64_t number = 0;
	char *text, *s;
	size_t len;
	int rc = 0;

	*r = (struct request){ 0 };
	if (input_slurp(path, LIST_MAX, &text, &len) != 0)
		return -1;
	s = text;
	while (rc == 0 && s < text + len) {
		char *end = memchr(s, '\n', (size_t)(text + len - s));
		size_t n = (size_t)((end ? end : text + len) - s);

		number++;
		if (text_utf8(s, n) != n)
			rc = say_error("%s:%llu: expected UTF-8, found other bytes", path,
			    (unsigned long long)number);
		else
			rc = add_line(r, path, number, s, n);
		s += n + 1;
	}
	free(text);
	if (rc == 0 && r->line_count == 0)
		rc = say_error("%s: expected fingerprints or serials, one a line, found none", path);
	return rc;
}

void
request_free(struct request *r)
{
	for (size_t i = 0; i < r->line_count; i++) {
		free(r->lines[i].text);
		free(r->lines[i].answers);
	}
	free(r->lines);
	free(r->units);
	*r = (struct request){ 0 };
}

struct finding {
	struct ledger *l;
	struct request *r;
	struct query *by_hash, *by_serial, *add, *asked;
};

static int
add_unit(struct request *r, int64_t id, size_t line)
{
	if (r->unit_count % 64 == 0) {
		struct request_unit *grown = realloc(r->units, (r->unit_count + 64) * sizeof *grown);

		if (!grown)
			return say_nomem("evidence");
		r->units = grown;
	}
	r->units[r->unit_count++] = (struct request_unit){ id, line };
	return 0;
}

/* Line of the entry that asked for a unit first. */
static int
asked_before(struct finding *f, int64_t id, uint64_t *line)
{
	int more;

	if (db_bind(f->asked, DB(db_int(id))) != 0)
		return -1;
	while ((more = db_step(f->asked)) > 0)
		*line = (uint64_t)db_col_int(f->asked, 0);
	return more;
}

/* Adds the units of one entry, by way of a temporary table that knows which are there. */
static int
find_line(struct finding *f, size_t i)
{
	struct request_line *line = &f->r->lines[i];
	bool by_hash = line->kind == REQUEST_FINGERPRINT;
	struct query *q = by_hash ? f->by_hash : f->by_serial;
	struct text answers = { 0 };
	int more;

	if (db_bind(q, by_hash ? DB(db_hash(line->sha256)) : DB(db_text(line->serial))) != 0)
		return -1;
	while ((more = db_step(q)) > 0) {
		int64_t id = db_col_int(q, 0);

		text_addf(&answers, "%s%s%s", line->found++ ? "\n" : "", db_col_text(q, 1), db_col_text(q, 2));
		if (db_run(f->add, DB(db_int(id), db_int((int64_t)line->line))) != 0)
			goto fail;
		if (db_changes(f->l) == 0 && line->before == 0 && asked_before(f, id, &line->before) != 0)
			goto fail;
		if (db_changes(f->l) != 0 && ++line->first && add_unit(f->r, id, i) != 0)
			goto fail;
	}
	line->answers = answers.len ? answers.s : NULL;
	return text_failed(&answers) ? -1 : more;
fail:
	db_reset(q);
	text_free(&answers);
	return -1;
}

static int
find_all(struct finding *f)
{
	for (size_t i = 0; i < f->r->line_count; i++) {
		struct request_line *line = &f->r->lines[i];

		if (line->kind != REQUEST_NONE && find_line(f, i) != 0)
			return -1;
		if (line->kind != REQUEST_NONE && line->found == 0)
			line->unknown = line->kind == REQUEST_FINGERPRINT ?
			    "no certificate of that fingerprint in the ledger" :
			    "no certificate of that serial in the ledger";
		f->r->unknown += line->unknown != NULL;
		f->r->repeated += line->found > 0 && line->first == 0;
	}
	return 0;
}

int
request_find(struct ledger *l, struct request *r)
{
	struct finding f = { .l = l, .r = r };
	int rc;

	if (db_script(l, "DROP TABLE IF EXISTS temp.request;"
			 " CREATE TEMP TABLE request (id INTEGER PRIMARY KEY, line INTEGER)") != 0)
		return -1;
	f.by_hash = db_prepare(l,
	    "SELECT u.lead_id, lower(hex(o.sha256)), CASE WHEN o.id = c.id THEN ''"
	    " WHEN c.form = 1 THEN ', whose precertificate was asked for'"
	    " WHEN c.form = 2 THEN ', whose serial was asked for'"
	    " ELSE ', a precertificate whose final certificate was asked for' END"
	    " FROM cert AS c JOIN unit_lead AS u ON u.cert_id = c.id JOIN cert AS o ON o.id = u.lead_id"
	    " WHERE c.sha256 = ?1");
	f.by_serial = db_prepare(l,
	    "SELECT DISTINCT u.lead_id, lower(hex(o.sha256)), CASE o.form WHEN 2 THEN ', serial alone' ELSE '' END"
	    " FROM serial AS s JOIN unit_lead AS u ON u.cert_id = s.cert_id JOIN cert AS o ON o.id = u.lead_id"
	    " WHERE s.serial = ?1 ORDER BY 1");
	f.add = db_prepare(l, "INSERT INTO temp.request VALUES (?1, ?2) ON CONFLICT DO NOTHING");
	f.asked = db_prepare(l, "SELECT line FROM temp.request WHERE id = ?1");
	rc = f.by_hash && f.by_serial && f.add && f.asked ? find_all(&f) : -1;
	db_release(f.by_hash);
	db_release(f.by_serial);
	db_release(f.add);
	db_release(f.asked);
	return rc;
}
