#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/lintfile.h"
#include "ledger/intake.h"

#define BYTES_MAX ((size_t)256 << 20) /* output over a sample is far smaller */

static int
take_row(void *arg, const struct lint_row *r)
{
	struct import *im = arg;

	im->evidence |= EVIDENCE_LINT;
	im->r->read++;
	return db_exec(im->l, "INSERT INTO temp.import_lint VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
	    DB(db_hash(r->sha256), db_text(r->tool), db_text(r->version), db_text(r->code),
		db_text(lintfile_level(r->level)), db_text(r->detail)));
}

/* place is "line 7", or another text that then goes before the reason. */
static int
take_reject(void *arg, const char *place, const char *reason)
{
	struct import *im = arg;
	struct text t = { 0 };
	uint64_t line = 0;
	int status = -1;

	im->r->read++;
	if (strncmp(place, "line ", 5) == 0)
		line = strtoull(place + 5, NULL, 10);
	else if (*place)
		text_addf(&t, "%s: ", place);
	text_add(&t, reason);
	if (!text_failed(&t))
		status = intake_reject(im, line, text_str(&t), NULL);
	text_free(&t);
	return status;
}

/* <sha256>.json and the like name the certificate. */
static bool
named_certificate(const char *path, uint8_t sha256[DIGEST_LEN])
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char hex[DIGEST_HEX];

	if (strlen(base) < DIGEST_HEX - 1)
		return false;
	memcpy(hex, base, DIGEST_HEX - 1);
	hex[DIGEST_HEX - 1] = '\0';
	return digest_unhex(hex, sha256, DIGEST_LEN) == 0;
}

static int
stage(struct import *im, struct input *in)
{
	uint8_t sha256[DIGEST_LEN];
	const struct lintfile_hint hint = { .sha256 = named_certificate(im->file, sha256) ? sha256
											  : NULL };
	const struct lintfile_sink sink = { im, take_row, take_reject };
	size_t len;
	const char *data = intake_slurp(im, in, BYTES_MAX, &len);

	return data ? lintfile_parse(data, len, &hint, &sink) : -1;
}

#define KEY "sha256, tool, tool_version, code"

static int
merge(struct import *im)
{
	if (db_exec(im->l,
		"INSERT INTO lint (" KEY ", level, detail, import_id)"
		" SELECT " KEY ", level, detail, ?1 FROM temp.import_lint"
		" ORDER BY " KEY " ON CONFLICT DO NOTHING",
		DB(db_int(im->id))) != 0)
		return -1;
	intake_new(im, db_changes(im->l));
	return intake_pending(im,
	    "SELECT count(*) FROM temp.import_lint AS s WHERE NOT EXISTS"
	    " (SELECT 1 FROM cert AS c WHERE c.sha256 = s.sha256)");
}

const struct import_steps import_lint_steps = {
	.tables = "CREATE TEMP TABLE import_lint (sha256 BLOB, tool TEXT, tool_version TEXT,"
		  " code TEXT, level TEXT, detail TEXT);",
	.stage = stage,
	.merge = merge,
	.takes = SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "output of a linter (JSON, CSV, text)",
};
