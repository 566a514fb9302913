#include "ledger/intake.h"

#include <string.h>

#include "base/say.h"

#define STAGE_ROWS 8192	 /* a staging transaction */
#define RECORD_SHOWN 160 /* bytes of a rejected record that are kept */

static void
add_place(struct text *out, const char *file, uint64_t line)
{
	text_add_utf8(out, file);
	if (line > 0)
		text_addf(out, ":%llu", (unsigned long long)line);
}

/* The first bytes of a record, as text that any terminal and sheet bears. */
static void
add_printable(struct text *out, const char *s)
{
	size_t n = 0;

	for (const unsigned char *p = (const unsigned char *)s; *p && n < RECORD_SHOWN; p++, n++) {
		if (*p < 0x20 || *p >= 0x7f)
			text_addf(out, "\\x%02x", *p);
		else
			text_addc(out, (char)*p);
	}
	if (s[n] != '\0')
		text_add(out, "...");
}

int
intake_reject(struct import *im, uint64_t line, const char *reason, const char *record)
{
	struct text place = { 0 }, shown = { 0 };
	int status = -1;

	add_place(&place, im->file, line);
	if (im->entry > 0)
		text_addf(&place, ", entry %llu", (unsigned long long)im->entry);
	add_printable(&shown, record ? record : "");
	if (text_failed(&place) || text_failed(&shown))
		goto out;
	im->rejects++;
	im->r->rejected++;
	if (im->r->shown_count < IMPORT_SHOWN) {
		text_addf(&im->r->shown, "%s: %s\n", text_str(&place), reason);
		im->r->shown_count++;
	}
	status = db_run(im->add_reject, DB(db_int(im->rejects), db_text(text_str(&place)),
					    db_text(reason), db_text(text_str(&shown))));
out:
	text_free(&place);
	text_free(&shown);
	return status;
}

int
intake_remark(struct import *im, int64_t file_id, uint64_t line, const char *kind, const char *text)
{
	struct query *q =
	    db_query(im->l, "SELECT path FROM temp.import_file WHERE id = ?1", DB(db_int(file_id)));
	struct text place = { 0 };
	int status = -1;

	if (db_step(q) <= 0)
		return -1;
	add_place(&place, db_col_text(q, 0), line);
	db_reset(q);
	im->r->remarks++;
	if (!text_failed(&place))
		status = db_run(im->add_remark, DB(db_int(++im->remarks), db_text(text_str(&place)),
						    db_text(kind), db_text(text)));
	text_free(&place);
	return status;
}

int
intake_tick(struct import *im, const struct input *in)
{
	im->r->read++;
	if (im->o->progress && im->r->read % 1024 == 0)
		im->o->progress(im->o->ctx, im->bytes + input_bytes(in), im->total);
	if (++im->since < STAGE_ROWS)
		return 0;
	im->since = 0;
	return db_commit(im->l) == 0 ? db_begin_read(im->l) : -1;
}

void
intake_new(struct import *im, int64_t count)
{
	im->r->new = (uint64_t)count;
	im->r->known = im->r->read - im->r->rejected - im->r->new;
}

int
intake_pending(struct import *im, const char *sql)
{
	int64_t n = 0;

	if (db_one_int(im->l, sql, DB_NONE, &n) < 0)
		return -1;
	im->r->pending += (uint64_t)n;
	return 0;
}

const char *
intake_slurp(struct import *im, struct input *in, size_t cap, size_t *len)
{
	const char *p;
	int more;

	do
		more = input_more(in, cap + 1);
	while (more == 1);
	if (more < 0)
		return NULL;
	p = input_window(in, len);
	if (p && *len > cap) {
		say_error("%s: expected at most %zu bytes, found more", im->file, cap);
		return NULL;
	}
	return p ? p : "";
}

void
intake_unknown_column(struct import *im, const char *name)
{
	struct text *all = &im->r->unknown_columns;
	size_t len = strlen(name);

	for (const char *p = text_str(all); *p; p += strcspn(p, ","), p += *p == ',')
		if (strncmp(p, name, len) == 0 && (p[len] == ',' || p[len] == '\0'))
			return;
	text_addf(all, "%s%s", all->len ? "," : "", name);
}

void
intake_note(struct import *im, const char *what, uint64_t count)
{
	struct import_result *r = im->r;

	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].what, what) == 0) {
			r->notes[i].count += count;
			return;
		}
	if (r->note_count < IMPORT_NOTES)
		r->notes[r->note_count++] = (struct import_note){ what, count };
}
