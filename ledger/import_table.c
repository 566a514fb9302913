#include "ledger/import_table.h"

#include <ctype.h>
#include <string.h>

#include "base/digest.h"
#include "base/record.h"
#include "base/say.h"
#include "base/serial.h"

/* What stood in the columns that were asked for: the record as the reject shows it. */
static int
reject(struct import *im, struct import_table_row *row, size_t count)
{
	struct text record = { 0 };
	int status = -1;

	for (size_t i = 0; i < count; i++)
		text_addf(&record, "%s%s", i ? "," : "", row->value[i]);
	if (!text_failed(&record) && !text_failed(&row->reason))
		status = intake_reject(im, row->line, text_str(&row->reason), text_str(&record));
	text_free(&record);
	return status;
}

static int
take(struct import *im, const struct record *rec, const struct import_table *t,
    struct import_table_row *row)
{
	int taken;

	im->entry = rec->entry;
	if (rec->reason)
		return intake_reject(im, rec->line, rec->reason, NULL);
	row->line = rec->line;
	row->value = rec->value;
	text_clear(&row->reason);
	taken = t->each(im, row);
	return taken > 0 ? reject(im, row, t->count) : taken;
}

/* Another table than this import's is no list of rejects.  Says what columns there are. */
static int
no_column(struct import *im, const struct record_reader *reader, const char *wanted)
{
	struct text found = { 0 };
	const char *name = NULL;

	for (size_t i = 0; i < 5 && (name = record_unknown(reader, i)) != NULL; i++)
		text_addf(&found, "%s%.40s", i ? ", " : "", name);
	if (name)
		text_add(&found, ", ...");
	say_error("%s: expected a column %s, found %s", im->file, wanted,
	    found.len ? text_str(&found) : "none");
	text_free(&found);
	return -1;
}

static int
check_columns(struct import *im, const struct record_reader *reader, const struct import_table *t)
{
	bool some = t->needed > 0;

	for (size_t i = 0; i < t->needed; i++)
		if (!record_has(reader, i))
			return no_column(im, reader, t->columns[i]);
	for (size_t i = 0; i < (t->any ? t->any : t->count); i++)
		some = some || record_has(reader, i);
	return some ? 0 : no_column(im, reader, t->columns[0]);
}

int
import_table_read(struct import *im, struct input *in, const struct import_table *t)
{
	struct record_reader *reader = record_open(in, t->columns, t->count, im->o->map);
	struct import_table_row row = { 0 };
	const struct record *rec;
	const char *unknown;
	uint64_t before = im->r->read;
	int got = -1, status = reader ? 0 : -1;

	while (status == 0 && (got = record_next(reader, &rec)) > 0) {
		status = take(im, rec, t, &row);
		if (status == 0)
			status = intake_tick(im, in);
	}
	if (status == 0 && got < 0)
		status = -1;
	/* a list of no objects has no columns; a header has them without a row */
	if (status == 0 && (im->r->read > before || !record_is_json(reader)))
		status = check_columns(im, reader, t);
	for (size_t i = 0; reader && (unknown = record_unknown(reader, i)) != NULL; i++)
		intake_unknown_column(im, unknown);
	im->entry = 0;
	record_close(reader);
	text_free(&row.reason);
	return status;
}

int
import_table_bad(
    struct import_table_row *row, const char *column, const char *what, const char *found)
{
	text_clear(&row->reason);
	text_addf(&row->reason, "%s: expected %s, found %s%.100s%s", column, what,
	    *found ? "\"" : "nothing", found, *found ? "\"" : "");
	return 1;
}

int
import_table_time(struct import_table_row *row, const char *column, const char *value, int64_t *out)
{
	*out = INSTANT_NONE;
	if (!*value || instant_parse(value, out) == 0)
		return 0;
	return import_table_bad(row, column, "an RFC 3339 time with a zone", value);
}

/* Hex digits with what people put between the octets taken out; the count, or -1. */
static long
plain_hex(const char *s, char *out, size_t cap)
{
	size_t n = 0;

	for (; *s; s++) {
		if (*s == ':' || *s == ' ')
			continue;
		if (!isxdigit((unsigned char)*s) || n + 1 >= cap)
			return -1;
		out[n++] = (char)tolower((unsigned char)*s);
	}
	out[n] = '\0';
	return (long)n;
}

int
import_table_certificate(
    struct import_table_row *row, const char *value, struct import_table_ref *ref)
{
	if (plain_hex(value, ref->text, sizeof ref->text) == 64) {
		ref->kind = 0;
		return digest_unhex(ref->text, ref->sha256, DIGEST_LEN) == 0 ? 0 : 1;
	}
	ref->kind = 1;
	if (serial_normalise(value, ref->text, sizeof ref->text) == 0 && strlen(ref->text) < 64)
		return 0;
	return import_table_bad(
	    row, "certificate", "a SHA-256 (64 hex digits) or a serial in hex", value);
}

struct db_value
import_table_ref_value(const struct import_table_ref *ref)
{
	return ref->kind == 0 ? db_hash(ref->sha256) : db_blob(ref->text, strlen(ref->text));
}
