#include "base/xlsxread.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "base/xlsxread_part.h"

#define SHARED_MAX (64u << 20)
#define SHEETS 1000

/* ---- relationships ---- */

struct relations {
	struct xlsxread *x;
	const char *from; /* the part whose relationships these are */
};

/* A target as the relationships of a part state it: "/xl/a.xml", "a.xml", "../a.xml". */
static int
resolve(const char *from, const char *target, char out[XLSXREAD_TARGET_MAX])
{
	const char *slash = strrchr(from, '/');
	size_t len = *target == '/' || !slash ? 0 : (size_t)(slash - from) + 1;

	target += *target == '/';
	memcpy(out, from, len);
	while (strncmp(target, "../", 3) == 0 && len > 0) {
		for (len--; len > 0 && out[len - 1] != '/';)
			len--;
		target += 3;
	}
	if (len + strlen(target) >= XLSXREAD_TARGET_MAX)
		return -1;
	snprintf(out + len, XLSXREAD_TARGET_MAX - len, "%s", target);
	return 0;
}

static bool
ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

static int
relation(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	const struct relations *r = ctx;
	const char *id = xlsxread_xml_att(atts, "Id"), *type = xlsxread_xml_att(atts, "Type");
	const char *target = xlsxread_xml_att(atts, "Target");
	char part[XLSXREAD_TARGET_MAX];

	(void)xml;
	if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
	    resolve(r->from, target, part) != 0)
		return 0;
	if (ends_in(type, "/officeDocument") && !*r->x->workbook)
		memcpy(r->x->workbook, part, sizeof part);
	else if (ends_in(type, "/sharedStrings"))
		memcpy(r->x->shared, part, sizeof part);
	else if (ends_in(type, "/worksheet"))
		for (size_t i = 0; i < r->x->sheet_count; i++)
			if (strcmp(r->x->sheets[i].id, id) == 0)
				memcpy(r->x->sheets[i].part, part, sizeof part);
	return 0;
}

static int
nothing(void *ctx, const char *name)
{
	(void)ctx;
	(void)name;
	return 0;
}

/* A package without relationships: LibreOffice's own, or any other. */
static int
refuse_package(const struct xlsxread *x)
{
	for (size_t i = 0; i < package_count(x->package); i++)
		if (strcmp(package_name(x->package, i), "content.xml") == 0)
			return say_error("%s: expected a workbook as .xlsx, found OpenDocument (.ods): save it as .xlsx",
			    x->path);
	return xlsxread_xml_refuse(x->path, "_rels", "no relationships of its parts");
}

static int
read_relations(struct xlsxread *x, const char *from)
{
	struct relations r = { x, from };
	const struct xlsxread_handlers h = { relation, nothing, NULL, &r };
	const char *slash = strrchr(from, '/');
	struct text member = { 0 };
	int status;

	text_addn(&member, from, slash ? (size_t)(slash - from) + 1 : 0);
	text_addf(&member, "_rels/%s.rels", slash ? slash + 1 : from);
	status = text_failed(&member) ? -1 : xlsxread_xml_read(x->package, x->path, text_str(&member), &h);
	text_free(&member);
	return status > 0 ? refuse_package(x) : status;
}

/* ---- names of sheets ---- */

static int
sheet(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	struct xlsxread *x = ctx;
	const char *title = xlsxread_xml_att(atts, "name"), *id = xlsxread_xml_att(atts, "id");
	const char *since = xlsxread_xml_att(atts, "date1904");
	struct xlsxread_sheet *grown;

	(void)xml;
	if (strcmp(name, "workbookPr") == 0 && since)
		x->since_1904 = strcmp(since, "1") == 0 || strcmp(since, "true") == 0;
	if (strcmp(name, "sheet") != 0 || !title || !id)
		return 0;
	if (x->sheet_count == SHEETS)
		return xlsxread_xml_refuse(x->path, x->workbook, "more than 1000 sheets");
	grown = realloc(x->sheets, (x->sheet_count + 1) * sizeof *grown);
	if (!grown)
		return say_nomem(x->path);
	x->sheets = grown;
	grown[x->sheet_count] = (struct xlsxread_sheet){ .name = strdup(title), .id = strdup(id) };
	x->sheet_count++;
	return grown[x->sheet_count - 1].name && grown[x->sheet_count - 1].id ? 0 : say_nomem(x->path);
}

/* ---- strings ---- */

struct strings {
	struct xlsxread *x;
	bool in_item, in_text;
	int phonetic; /* depth of <rPh>: how a text is read aloud, no part of it */
	size_t begin;
};

static int
string_start(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts)
{
	struct strings *s = ctx;

	(void)xml;
	(void)atts;
	if (strcmp(name, "si") == 0) {
		s->in_item = true;
		s->begin = s->x->strings.len;
	} else if (strcmp(name, "rPh") == 0)
		s->phonetic++;
	else if (strcmp(name, "t") == 0)
		s->in_text = s->in_item && s->phonetic == 0;
	return 0;
}

static int
string_chars(void *ctx, const char *p, size_t len)
{
	struct strings *s = ctx;
	struct xlsxread *x = s->x;

	if (!s->in_text)
		return 0;
	if (x->strings.len + len > SHARED_MAX || x->strings.len + len - s->begin > XLSXREAD_CELL_MAX)
		return xlsxread_xml_refuse(x->path, x->shared, "longer strings than it may have");
	text_addn(&x->strings, p, len);
	return text_failed(&x->strings) ? -1 : 0;
}

static int
string_end(void *ctx, const char *name)
{
	struct strings *s = ctx;
	struct xlsxread *x = s->x;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (strcmp(name, "rPh") == 0)
		s->phonetic--;
	if (strcmp(name, "si") != 0 || !s->in_item)
		return 0;
	if (x->string_count == x->string_cap) {
		size_t cap = x->string_cap ? 2 * x->string_cap : 1024;
		size_t *grown = realloc(x->string, cap * sizeof *grown);

		if (!grown)
			return say_nomem(x->path);
		x->string = grown;
		x->string_cap = cap;
	}
	s->in_item = false;
	text_addc(&x->strings, '\0');
	if (text_failed(&x->strings) || x->strings.len > SHARED_MAX)
		return xlsxread_xml_refuse(x->path, x->shared, "more strings than it may have");
	xlsxread_xml_decode(x->strings.s + s->begin);
	x->string[x->string_count++] = s->begin;
	return 0;
}

/* ---- opening ---- */

static int
read_frame(struct xlsxread *x)
{
	const struct xlsxread_handlers sheets = { sheet, nothing, NULL, x };
	struct strings s = { .x = x };
	const struct xlsxread_handlers strings = { string_start, string_end, string_chars, &s };
	int status;

	if (read_relations(x, "") != 0)
		return -1;
	if (!*x->workbook)
		return xlsxread_xml_refuse(x->path, "_rels/.rels", "no workbook");
	status = xlsxread_xml_read(x->package, x->path, x->workbook, &sheets);
	if (status > 0)
		return xlsxread_xml_refuse(x->path, x->workbook, "no such member");
	if (status != 0 || read_relations(x, x->workbook) != 0)
		return -1;
	if (!*x->shared)
		return 0;
	status = xlsxread_xml_read(x->package, x->path, x->shared, &strings);
	return status > 0 ? xlsxread_xml_refuse(x->path, x->shared, "no such member") : status;
}

struct xlsxread *
xlsxread_open(const char *path)
{
	struct xlsxread *x = calloc(1, sizeof *x);

	if (!x || !(x->path = strdup(path))) {
		free(x);
		say_nomem(path);
		return NULL;
	}
	x->package = package_open(path);
	if (x->package && read_frame(x) == 0)
		return x;
	xlsxread_close(x);
	return NULL;
}

void
xlsxread_close(struct xlsxread *x)
{
	if (!x)
		return;
	package_close(x->package);
	for (size_t i = 0; i < x->sheet_count; i++) {
		free(x->sheets[i].name);
		free(x->sheets[i].id);
	}
	free(x->sheets);
	text_free(&x->strings);
	free(x->string);
	free(x->path);
	free(x);
}

size_t
xlsxread_sheets(const struct xlsxread *x)
{
	return x->sheet_count;
}

const char *
xlsxread_sheet(const struct xlsxread *x, size_t i)
{
	return x->sheets[i].name;
}

const struct xlsxread_cell *
xlsxread_cell(const struct xlsxread_row *row, int col)
{
	for (size_t i = 0; i < row->count && row->cells[i].col <= col; i++)
		if (row->cells[i].col == col)
			return &row->cells[i];
	return NULL;
}

int64_t
xlsxread_time(const struct xlsxread *x, double number)
{
	double day = x->since_1904 ? 24107 : 25569; /* that 1970-01-01 is */

	if (number < (x->since_1904 ? 0 : 61) || number >= (x->since_1904 ? 2957004 : 2958466))
		return INSTANT_NONE;
	return (int64_t)floor((number - day) * INSTANT_DAY + 0.5);
}
