#include "base/lintfile.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/digest.h"
#include "base/input.h"
#include "base/lintbatch.h"
#include "base/lintjson.h"
#include "base/text.h"

#define FILE_MAX ((size_t)1 << 30)

const char *
lintfile_level(enum lint_level l)
{
	static const char *const names[] = { "pass", "notice", "warn", "error", "fatal" };

	return names[l];
}

/* Text of x509lint and its kin. */
static int
text_line(struct lintbatch *b, const char *line)
{
	static const struct {
		char letter;
		const char *word;
	} letters[] = { { 'F', "fatal" }, { 'E', "error" }, { 'W', "warn" }, { 'N', "notice" }, { 'I', "info" } };
	uint8_t sha256[DIGEST_LEN];
	char hex[DIGEST_HEX];

	snprintf(hex, sizeof hex, "%s", line);
	if (!digest_unhex(hex, sha256, sizeof sha256))
		return lintbatch_end(b) ? -1 : (lintbatch_begin(b, sha256, NULL, NULL, "x509lint"), 0);
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (line[0] == letters[i].letter && line[1] == ':' && line[2] == ' ' && line[3]) {
			if (!*b->tool)
				return lintbatch_reject(b, "expected the certificate's SHA-256 first, found none");
			return lintbatch_add(b, letters[i].word, line + 3, NULL);
		}
	return *line ? lintbatch_reject(b, "expected \"E: ...\", \"W: ...\" or \"I: ...\", found another line") : 0;
}

static int
parse_text(struct lintbatch *b, const char *data, size_t len)
{
	struct text line = { 0 };
	size_t at = 0;
	int rc = 0;

	if (b->hint->sha256)
		lintbatch_begin(b, b->hint->sha256, NULL, NULL, "x509lint");
	for (; at < len && !rc; b->line++) {
		const char *end = memchr(data + at, '\n', len - at);
		size_t n = end ? (size_t)(end - data) - at : len - at;

		text_clear(&line);
		text_addn(&line, data + at, n && data[at + n - 1] == '\r' ? n - 1 : n);
		if (text_failed(&line))
			rc = -1;
		else if (memchr(data + at, '\0', n))
			rc = lintbatch_reject(b, "expected text, found a NUL");
		else
			rc = text_line(b, text_str(&line));
		at += n + 1;
	}
	text_free(&line);
	return rc ? -1 : lintbatch_end(b);
}

/* CSV: pkilint's own, or one row a finding with sha256, tool, version, code, level, detail. */

enum column { COL_SHA256, COL_TOOL, COL_VERSION, COL_CODE, COL_LEVEL, COL_DETAIL, COL_PATH, COLS };

struct header {
	size_t at[COLS];	/* SIZE_MAX: no such column */
	bool pkilint;
};

static bool
header_read(const struct csv_row *row, struct header *h)
{
	static const struct {
		const char *name;
		enum column column;
	} names[] = {
		{ "sha256", COL_SHA256 },   { "fingerprint_sha256", COL_SHA256 },
		{ "tool", COL_TOOL },	    { "linter", COL_TOOL },
		{ "version", COL_VERSION }, { "tool_version", COL_VERSION },
		{ "code", COL_CODE },	    { "lint", COL_CODE },
		{ "level", COL_LEVEL },	    { "severity", COL_LEVEL },
		{ "result", COL_LEVEL },    { "detail", COL_DETAIL },
		{ "details", COL_DETAIL },  { "message", COL_DETAIL },
		{ "node_path", COL_PATH },
	};

	for (size_t c = 0; c < COLS; c++)
		h->at[c] = SIZE_MAX;
	h->pkilint = false;
	for (size_t i = 0; i < row->count; i++) {
		h->pkilint |= !strcasecmp(row->cell[i].s, "validator");
		for (size_t n = 0; n < sizeof names / sizeof *names; n++)
			if (!strcasecmp(row->cell[i].s, names[n].name))
				h->at[names[n].column] = i;
	}
	return h->at[COL_CODE] != SIZE_MAX && h->at[COL_LEVEL] != SIZE_MAX;
}

static const char *
cell(const struct csv_row *row, const struct header *h, enum column c)
{
	return h->at[c] < row->count ? row->cell[h->at[c]].s : "";
}

static int
csv_record(struct lintbatch *b, const struct csv_row *row, const struct header *h)
{
	const char *sha = cell(row, h, COL_SHA256), *tool = cell(row, h, COL_TOOL),
		   *path = cell(row, h, COL_PATH), *message = cell(row, h, COL_DETAIL);
	uint8_t sha256[DIGEST_LEN];
	struct text detail = { 0 };
	int rc;

	if (!*tool)
		tool = b->hint->tool ? b->hint->tool : h->pkilint ? "pkilint" : "unknown";
	if (*sha ? digest_unhex(sha, sha256, sizeof sha256) : !b->hint->sha256)
		return lintbatch_reject(b, "expected the certificate's SHA-256 in 64 hex digits, found none");
	if (!*sha)
		memcpy(sha256, b->hint->sha256, sizeof sha256);
	if (!*b->tool || memcmp(b->sha256, sha256, sizeof sha256) || strcmp(b->tool, tool)) {
		if (lintbatch_end(b))
			return -1;
		lintbatch_begin(b, sha256, tool, cell(row, h, COL_VERSION), "");
	}
	text_addf(&detail, "%s%s%s", path, *path && *message ? ": " : "", message);
	rc = text_failed(&detail)
	    ? -1
	    : lintbatch_add(b, cell(row, h, COL_LEVEL), cell(row, h, COL_CODE), text_str(&detail));
	text_free(&detail);
	return rc;
}

static int
parse_csv(struct lintbatch *b, const char *data, size_t len)
{
	struct input *in = input_memory("lint output", data, len);
	struct csv *csv = in ? csv_new(in, ',') : NULL;
	struct header h;
	struct csv_row row;
	int rc = csv ? 0 : -1, got = CSV_END;

	if (!rc)
		got = csv_next(csv, &row);
	if (got == CSV_ROW && !header_read(&row, &h)) {
		b->line = (size_t)row.line;
		rc = lintbatch_reject(b, "expected columns code and level (or severity), found others");
		got = CSV_END;
	} else if (got == CSV_ROW) {
		csv_expect(csv, row.count);
		if (b->hint->sha256 && h.at[COL_SHA256] == SIZE_MAX)
			lintbatch_begin(b, b->hint->sha256, NULL, NULL, h.pkilint ? "pkilint" : "");
	}
	while (!rc && got == CSV_ROW) {
		got = csv_next(csv, &row);
		b->line = (size_t)row.line;
		if (got == CSV_BAD) {
			rc = lintbatch_reject(b, row.reason);
			got = CSV_ROW;
		} else if (got == CSV_ROW) {
			rc = csv_record(b, &row, &h);
		}
	}
	if (got < 0)
		rc = -1;
	csv_free(csv);
	input_close(in);
	return rc ? -1 : lintbatch_end(b);
}

/* The first line of CSV has a comma and the word for a severity. */
static bool
looks_csv(const char *data, size_t len)
{
	const char *end = memchr(data, '\n', len);
	char line[512];
	size_t n = end ? (size_t)(end - data) : len;

	if (n >= sizeof line)
		n = sizeof line - 1;
	memcpy(line, data, n);
	line[n] = '\0';
	for (size_t i = 0; i < n; i++)
		if (line[i] >= 'A' && line[i] <= 'Z')
			line[i] = (char)(line[i] - 'A' + 'a');
	return strchr(line, ',') &&
	    (strstr(line, "severity") || strstr(line, "level") || strstr(line, "sha256"));
}

int
lintfile_parse(const char *data, size_t len, const struct lintfile_hint *hint,
    const struct lintfile_sink *sink)
{
	static const struct lintfile_hint none = { 0 };
	struct lintbatch b = { .hint = hint ? hint : &none, .sink = sink, .line = 1 };
	size_t at = 0;
	int rc;

	if (len >= 3 && !memcmp(data, "\xef\xbb\xbf", 3)) {
		data += 3;
		len -= 3;
	}
	while (at < len && (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t'))
		at++;
	if (at < len && (data[at] == '{' || data[at] == '['))
		rc = lintjson_parse(&b, data, len);
	else if (looks_csv(data + at, len - at))
		rc = parse_csv(&b, data, len);
	else
		rc = parse_text(&b, data, len);
	if (!rc && !b.any)
		rc = lintbatch_reject(&b, "expected output of a linter, found none");
	lintbatch_free(&b);
	return rc;
}

int
lintfile_read(const char *path, const struct lintfile_hint *hint, const struct lintfile_sink *sink)
{
	struct lintfile_hint own = hint ? *hint : (struct lintfile_hint){ 0 };
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	uint8_t sha256[DIGEST_LEN];
	char hex[DIGEST_HEX], *data;
	size_t len;
	int rc;

	snprintf(hex, sizeof hex, "%s", name);
	if (!own.sha256 && !digest_unhex(hex, sha256, sizeof sha256))
		own.sha256 = sha256;
	if (input_slurp(path, FILE_MAX, &data, &len))
		return -1;
	rc = lintfile_parse(data, len, &own, sink);
	free(data);
	return rc;
}
