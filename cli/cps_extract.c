#include "cli/cps_extract.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/instant.h"
#include "base/process.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/cpstext.h"

#define FILE_MAX (16 << 20) /* bytes of a practice statement */
#define PDF_SECONDS 60

/* A document as found: the text's reading, and which bytes it was. */
struct document {
	const char *path;
	struct cpstext *text;
	const char *name;	/* of the document in the register */
	char sha256[DIGEST_HEX];
};

/* The text of a PDF in *out, the caller's; -1 said. */
static int
pdf_text(const char *path, const char *bytes, size_t len, struct text *out)
{
	static const char *const argv[] = { "pdftotext", "-q", "-enc", "UTF-8", "-nopgbrk", "-",
		"-", NULL };
	const struct process_limits limits = {
		.seconds = PDF_SECONDS, .output = FILE_MAX, .error = 2000
	};
	struct process_result r;

	if (!process_found(argv[0]))
		return say_error("%s: expected pdftotext to read a PDF, found none in PATH "
				 "(convert it to text or Markdown)",
		    path);
	if (process_run(argv, bytes, len, &limits, &r) != 0)
		return -1;
	if (r.timed_out || r.truncated || r.status != 0) {
		say_error("%s: expected the text of a PDF, found that pdftotext %s", path,
		    r.timed_out	  ? "took too long"
		    : r.truncated ? "writes too much"
				  : "failed");
		process_result_free(&r);
		return -1;
	}
	text_free(&r.err);
	*out = r.out;
	return 0;
}

static int
read_document(const char *path, struct document *d)
{
	struct text pdf = { 0 };
	uint8_t sum[DIGEST_LEN];
	char *bytes;
	size_t len;
	int rc = -1;

	if (input_slurp(path, FILE_MAX, &bytes, &len) != 0)
		return -1;
	d->path = path;
	if (digest_sha256(bytes, len, sum) != 0)
		goto out;
	digest_hex(sum, sizeof(sum), d->sha256);
	if (len >= 5 && memcmp(bytes, "%PDF-", 5) == 0) {
		if (pdf_text(path, bytes, len, &pdf) != 0)
			goto out;
		d->text = cpstext_read(text_str(&pdf), pdf.len);
	} else {
		d->text = cpstext_read(bytes, len);
	}
	rc = d->text ? 0 : -1;
out:
	text_free(&pdf);
	free(bytes);
	return rc;
}

static json_t *
date_or_null(int64_t t)
{
	char day[INSTANT_TEXT];

	return t == INSTANT_NONE ? json_null() : json_string(instant_format_date(t, day));
}

static json_t *
text_or_null(const char *s)
{
	return s && *s ? json_string(s) : json_null();
}

static json_t *
wildcard_json(enum cpstext_wildcard w)
{
	return w == CPSTEXT_WILDCARD_UNSTATED ? json_null()
					      : json_boolean(w == CPSTEXT_WILDCARD_YES);
}

static json_t *
remarks_json(const char *s)
{
	json_t *a = json_array();

	for (; *s; s += strcspn(s, "\n"), s += *s == '\n')
		json_array_append_new(a, json_stringn(s, strcspn(s, "\n")));
	return a;
}

static int
print_json(const struct document *d)
{
	const struct cpstext *t = d->text;
	json_t *methods = json_array();

	for (size_t i = 0; i < t->count; i++) {
		const struct cpstext_method *m = &t->methods[i];

		json_array_append_new(
		    methods, json_pack("{s:s, s:s, s:s, s:i, s:s, s:o, s:o, s:o}", "method",
				 m->method, "status", cpstext_status_name(m->status), "kind",
				 cpstext_kind_name(m->kind), "line", m->line, "text", m->text,
				 "until", date_or_null(m->until), "wildcard",
				 wildcard_json(m->wildcard), "remark", text_or_null(m->remark)));
	}
	return cli_json(
	    json_pack("{s:s, s:o, s:o, s:o, s:s, s:b, s:o, s:o, s:o, s:o, s:s, s:s}", "name",
		d->name, "version", text_or_null(t->version), "effective_date", date_or_null(t->effective), "methods",
		methods, "document", cpstext_document_name(t->document), "draft", t->draft, "title",
		text_or_null(t->title), "wildcards", t->no_wildcards ? json_false() : json_null(),
		"ip_addresses", t->no_ip ? json_false() : json_null(), "remarks",
		remarks_json(t->remarks), "file", d->path, "sha256", d->sha256),
	    CLI_DONE);
}

/* A double-quoted scalar. */
static void
quoted(const char *s)
{
	putchar('"');
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			printf("\\x%02x", (unsigned char)*s);
		else
			putchar(*s);
	}
	putchar('"');
}

static void
print_list(const struct cpstext *t, const char *key, enum cpstext_kind kind)
{
	char day[INSTANT_TEXT];
	bool some = false;

	for (size_t i = 0; i < t->count; i++)
		some |= t->methods[i].kind == kind && t->methods[i].status == CPSTEXT_PERMITTED;
	printf("    %s:%s\n", key, some ? "" : " []");
	for (size_t i = 0; i < t->count; i++) {
		const struct cpstext_method *m = &t->methods[i];

		if (m->kind != kind || m->status != CPSTEXT_PERMITTED)
			continue;
		if (m->until == INSTANT_NONE)
			printf("      - %s", m->method);
		else
			printf("      - {method: %s, until: %s}", m->method,
			    instant_format_date(m->until, day));
		printf("  # line %d%s%s\n", m->line, m->remark ? ", " : "",
		    m->remark ? m->remark : "");
	}
}

static void
print_wildcards(const struct cpstext *t)
{
	const char *sep = "";
	bool some = false;

	for (size_t i = 0; i < t->count; i++)
		some |= t->methods[i].status == CPSTEXT_PERMITTED &&
			t->methods[i].wildcard == CPSTEXT_WILDCARD_YES;
	if (!some && !t->no_wildcards)
		return;
	printf("    wildcard_methods: [");
	for (size_t i = 0; i < t->count; i++)
		if (t->methods[i].status == CPSTEXT_PERMITTED &&
		    t->methods[i].wildcard == CPSTEXT_WILDCARD_YES) {
			printf("%s%s", sep, t->methods[i].method);
			sep = ", ";
		}
	printf("]%s\n", t->no_wildcards ? "  # wildcard certificates are not issued" : "");
}

static void
print_found(const struct cpstext *t)
{
	char day[INSTANT_TEXT];

	printf("#\n# %-12s %-9s %-5s %-10s %6s  %s\n", "method", "status", "kind", "until", "line",
	    "text");
	for (size_t i = 0; i < t->count; i++) {
		const struct cpstext_method *m = &t->methods[i];

		printf("# %-12s %-9s %-5s %-10s %6d  %s\n", m->method,
		    cpstext_status_name(m->status), cpstext_kind_name(m->kind),
		    instant_format_date(m->until, day), m->line, m->text);
		if (m->remark)
			printf("# %-12s %s\n", "", m->remark);
	}
	if (t->count == 0)
		printf("# no method of BR 3.2.2.4 or 3.2.2.5 is named\n");
	for (const char *r = t->remarks; *r; r += strcspn(r, "\n"), r += *r == '\n')
		printf("# remark: %.*s\n", (int)strcspn(r, "\n"), r);
}

static bool
has_ip(const struct cpstext *t)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->methods[i].kind == CPSTEXT_KIND_IP &&
		    t->methods[i].status == CPSTEXT_PERMITTED)
			return true;
	return false;
}

static int
print_entry(const struct document *d)
{
	const struct cpstext *t = d->text;
	char day[INSTANT_TEXT];

	printf(
	    "# Proposed from the text; not in force until a person has read it against the "
	    "document\n"
	    "# and filled in confirmed_by.  Methods that are unclear are left out: see below.\n");
	if (*t->title) {
		printf("title: ");
		quoted(t->title);
		putchar('\n');
	}
	printf("document: ");
	quoted(d->name);
	printf("  # the same in every version of this document\n");
	if (t->document == CPSTEXT_OTHER || t->document == CPSTEXT_UNKNOWN)
		printf("kind: cps  # the text does not say that it is a TLS practice statement\n");
	else
		printf("kind: %s\n", cpstext_document_name(t->document));
	printf("versions:\n  - version: ");
	quoted(t->version);
	printf("%s\n", *t->version ? "" : "  # not found in the text");
	if (t->effective != INSTANT_NONE)
		printf("    effective_from: %s\n", instant_format_date(t->effective, day));
	else
		printf("    # effective_from: %s\n",
		    t->draft ? "a draft, its date is a placeholder" : "not found in the text");
	print_list(t, "methods", CPSTEXT_KIND_DNS);
	if (t->no_ip || has_ip(t))
		print_list(t, "ip_methods", CPSTEXT_KIND_IP);
	print_wildcards(t);
	printf("    source: ");
	quoted(d->path);
	printf("\n    sha256: %s\n    confirmed_by:\n", d->sha256);
	print_found(t);
	return cli_flush(CLI_DONE);
}

int
cps_extract_file(struct cli *c, const char *path, const char *name)
{
	struct document d = { .name = name };
	char proposed[CPSTEXT_NAME];
	int status;

	if (read_document(path, &d) != 0)
		return CLI_ERROR;
	if (!name) {
		cpstext_name(d.text, proposed);
		d.name = proposed;
	}
	status = c->json ? print_json(&d) : print_entry(&d);
	cpstext_free(d.text);
	return status;
}
