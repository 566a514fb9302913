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
parse_hex(const char *text, struct request_line *out)
{
	if (digest_unhex(text, out->sha256, 32) == 0)
		out->kind = REQUEST_FINGERPRINT;
	else if (serial_normalise(text, out->serial, sizeof out->serial) == 0)
		out->kind = REQUEST_SERIAL;
	else
		out->kind = REQUEST_NONE;
}

void
request_parse(const char *text, struct request_line *out)
{
	static const char *const names[] = { "sha256", "serial", "q" };
	char value[256];

	out->kind = REQUEST_NONE;
	if (!strstr(text, "://")) {
		parse_hex(text, out);
		return;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names && out->kind == REQUEST_NONE; i++) {
		size_t len;
		const char *p = parameter(text, names[i], &len);

		if (!p || len >= sizeof value)
			continue;
		memcpy(value, p, len);
		value[len] = '\0';
		parse_hex(value, out);
	}
}

static int
add_line(struct request *r, const char *path, uint64_t number, const char *s, size_t len)
{
	struct request_line *grown, *l;

	while (len > 0 && isspace((unsigned char)*s))
		s++, len--;
	while (len > 0 && isspace((unsigned char)s[len - 1]))
		len--;
	if (len == 0 || *s == '#')
		return 0;
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
	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0)
		s += 3;
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
	for (size_t i = 0; i < r->line_count; i++)
		free(r->lines[i].text);
	free(r->lines);
	free(r->units);
	*r = (struct request){ 0 };
}

/* Adds the units of one line, by way of a temporary table that knows which are there. */
static int
find_line(struct ledger *l, struct request *r, size_t i, struct query *q, struct query *add)
{
	struct request_line *line = &r->lines[i];
	int more;

	if (db_bind(q, line->kind == REQUEST_FINGERPRINT ? DB(db_hash(line->sha256)) :
							   DB(db_text(line->serial))) != 0)
		return -1;
	while ((more = db_step(q)) > 0) {
		int64_t id = db_col_int(q, 0);

		line->found++;
		if (db_run(add, DB(db_int(id))) != 0)
			return -1;
		if (db_changes(l) == 0)
			continue;
		if (r->unit_count % 64 == 0) {
			struct request_unit *grown =
			    realloc(r->units, (r->unit_count + 64) * sizeof *grown);

			if (!grown)
				return say_nomem("evidence");
			r->units = grown;
		}
		r->units[r->unit_count++] = (struct request_unit){ id, i };
	}
	return more;
}

int
request_find(struct ledger *l, struct request *r)
{
	struct query *by_hash = NULL, *by_serial = NULL, *add = NULL;
	int rc = -1;

	if (db_script(l, "DROP TABLE IF EXISTS temp.request; CREATE TEMP TABLE request (id INTEGER PRIMARY KEY)") != 0)
		return -1;
	by_hash = db_prepare(l,
	    "SELECT u.lead_id FROM cert AS c JOIN unit_lead AS u ON u.cert_id = c.id WHERE c.sha256 = ?1");
	by_serial = db_prepare(l,
	    "SELECT DISTINCT u.lead_id FROM serial AS s JOIN unit_lead AS u ON u.cert_id = s.cert_id"
	    " WHERE s.serial = ?1 ORDER BY 1");
	add = db_prepare(l, "INSERT INTO temp.request VALUES (?1) ON CONFLICT DO NOTHING");
	if (!by_hash || !by_serial || !add)
		goto out;
	for (size_t i = 0; i < r->line_count; i++) {
		struct request_line *line = &r->lines[i];

		if (line->kind == REQUEST_NONE) {
			line->unknown = "neither a SHA-256 fingerprint, a serial in hex, nor an address with one";
			continue;
		}
		if (find_line(l, r, i, line->kind == REQUEST_FINGERPRINT ? by_hash : by_serial, add) != 0)
			goto out;
		if (line->found == 0)
			line->unknown = line->kind == REQUEST_FINGERPRINT ?
			    "no certificate of that fingerprint in the ledger" :
			    "no certificate of that serial in the ledger";
	}
	rc = 0;
out:
	db_release(by_hash);
	db_release(by_serial);
	db_release(add);
	return rc;
}
