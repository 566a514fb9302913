#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/input.h"
#include "base/record.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/permit.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/judging.h"
#include "ledger/ledger.h"

struct gate {
	const struct cli *cli;
	const struct catalogue *catalogue;
	const struct cps_register *cps;	/* NULL: no document was added */
	const char *document;		/* the one to compare with, NULL: all */
	const char *type;		/* "dv", "ov", "iv", "ev": of the certificates; NULL: any */
	int64_t on;
	json_t *gaps;
	size_t rows, open;
};

enum column { METHOD, NAME_TYPE, WILDCARD, TYPE, COLUMNS };

static const char *const columns[COLUMNS] = { "method", "name_type", "wildcard", "type" };

struct asked {
	const char *text;		/* the method as written */
	enum catalogue_kind kind;
	bool wildcard;
	const char *type;		/* as in gate */
	const struct catalogue_method *method;	/* NULL: unknown */
};

static const char *const types[] = { "dv", "ov", "iv", "ev" };

/* *type, in lower case; NULL for "".  0 or -1, silently. */
static int
read_type(const char *s, const char **type)
{
	*type = NULL;
	for (size_t i = 0; *s && i < sizeof types / sizeof *types; i++)
		if (strcasecmp(s, types[i]) == 0)
			*type = types[i];
	return *s && !*type ? -1 : 0;
}

static void
append(struct text *out, const char *sentence)
{
	if (out->len)
		text_add(out, "; ");
	text_add(out, sentence);
}

/* What the Baseline Requirements have against it. */
static void
against_catalogue(const struct gate *g, const struct asked *a, struct text *out)
{
	const struct catalogue_row *r;
	char day[INSTANT_TEXT];

	if (!a->method) {
		text_addf(out, "no method of BR 3.2.2.4, 3.2.2.5 or Appendix B for %s names",
		    catalogue_kind_name(a->kind));
		return;
	}
	instant_format_date(g->on, day);
	r = catalogue_row_at(a->method, g->on);
	if (!r)
		text_addf(out, "not open to validations on %s (%s)", day,
		    a->method->rows[a->method->row_count - 1].source);
	else if (a->wildcard && catalogue_wildcard_at(r, g->on) == CATALOGUE_NO)
		text_addf(out, "admits no wildcard names on %s (%s)", day, r->source);
}

static void
against_document(const struct gate *g, const struct asked *a, const struct cps_document *d,
    struct text *out, bool *permitted)
{
	char at[INSTANT_TEXT], line[300];
	enum cps_answer answer;
	struct cps_force f;

	cps_force_at(d, g->on, &f);
	if (!f.version) {
		snprintf(line, sizeof line, "%.80s: no version in force at %s", d->document,
		    instant_format(g->on, at));
		append(out, line);
		return;
	}
	answer = a->method ? permit_at(g->catalogue, f.version, a->method, a->wildcard, g->on)
			   : CPS_REFUSED;
	if (answer == CPS_PERMITTED)
		*permitted |= d->kind != CPS_KIND_CP;
	if (answer != CPS_REFUSED)
		return;
	snprintf(line, sizeof line, "%.80s %.40s", d->document, f.version->version);
	append(out, line);
	for (size_t i = 0; d->types.stated && !a->type && i < d->types.count; i++)
		text_addf(out, "%s%.8s", i ? ", " : " (for ", d->types.item[i]);
	text_addf(out, "%s does not permit it (BR 8.7, 4.9.1.1(12))",
	    d->types.stated && !a->type && d->types.count ? ")" : "");
}

/* Issuers and policy identifiers of applies_to are a certificate's: here a type is all there is. */
static bool
concerns(const struct gate *g, const struct asked *a, const struct cps_document *d)
{
	if (g->document && strcmp(d->document, g->document) != 0)
		return false;
	return !a->type || !d->types.stated || cps_list_has(&d->types, a->type);
}

/* Every document must permit it, and one that is not a mere CP must. */
static void
against_cps(const struct gate *g, const struct asked *a, struct text *out)
{
	bool permitted = false;

	for (size_t i = 0; g->cps && i < g->cps->count; i++) {
		const struct cps_document *d = g->cps->document[i];

		if (concerns(g, a, d))
			against_document(g, a, d, out, &permitted);
	}
	if (out->len || permitted)
		return;
	append(out, g->cps ? "no CPS" : "no CPS in the register");
	if (g->cps && a->type)
		text_addf(out, " for %s certificates", a->type);
	text_addf(out, g->cps ? " states it (BR 8.7, 4.9.1.1(12))" : " (BR 8.7)");
}

static json_t *
text_or_null(const struct text *t)
{
	return t->len ? json_string(text_str(t)) : json_null();
}

static int
compare(struct gate *g, const struct asked *a)
{
	const char *name = a->method ? a->method->name : a->text;
	struct text br = { 0 }, cps = { 0 };
	int rc = 0;

	g->rows++;
	against_catalogue(g, a, &br);
	against_cps(g, a, &cps);
	if (text_failed(&br) || text_failed(&cps)) {
		rc = -1;
	} else if (br.len || cps.len) {
		g->open++;
		if (!g->cli->json)
			printf("%s (%s%s%s%s)%s%s%s%s\n", name, catalogue_kind_name(a->kind),
			    a->wildcard ? ", wildcard" : "", a->type ? ", " : "",
			    a->type ? a->type : "", cps.len ? "\n    CPS: " : "",
			    text_str(&cps), br.len ? "\n    BR: " : "", text_str(&br));
		json_array_append_new(g->gaps,
		    json_pack("{s:s, s:s, s:b, s:s?, s:o, s:o}", "method", name, "name_type",
			catalogue_kind_name(a->kind), "wildcard", a->wildcard, "type", a->type,
			"cps", text_or_null(&cps), "br", text_or_null(&br)));
	}
	text_free(&br);
	text_free(&cps);
	return rc;
}

static int
flag(const char *s)
{
	static const char *const yes[] = { "yes", "true", "1", "y", "wildcard" };
	static const char *const no[] = { "", "no", "false", "0", "n" };

	for (size_t i = 0; i < 5; i++) {
		if (strcmp(s, yes[i]) == 0)
			return 1;
		if (strcmp(s, no[i]) == 0)
			return 0;
	}
	return -1;
}

static int
read_row(struct gate *g, const struct record *r, const char *file)
{
	struct asked a = { .text = r->value[METHOD] };
	int kind = catalogue_kind_named(r->value[NAME_TYPE]), wildcard = flag(r->value[WILDCARD]);

	if (!*a.text)
		return say_error("%s:%lu: expected a method, found none", file,
		    (unsigned long)r->line);
	if (kind < 0)
		return say_error("%s:%lu: expected name_type dns, ip or onion, found %s", file,
		    (unsigned long)r->line, r->value[NAME_TYPE]);
	if (wildcard < 0)
		return say_error("%s:%lu: expected wildcard yes or no, found %s", file,
		    (unsigned long)r->line, r->value[WILDCARD]);
	if (read_type(r->value[TYPE], &a.type) != 0)
		return say_error("%s:%lu: expected type dv, ov, iv or ev, found %s", file,
		    (unsigned long)r->line, r->value[TYPE]);
	if (!a.type)
		a.type = g->type;
	a.kind = (enum catalogue_kind)kind;
	a.wildcard = wildcard == 1;
	a.method = catalogue_find(g->catalogue, a.text, a.kind);
	return compare(g, &a);
}

static int
read_rows(struct gate *g, const char *file)
{
	struct input *in = input_open(file);
	struct record_reader *reader = in ? record_open(in, columns, COLUMNS, NULL) : NULL;
	const struct record *r;
	int more = -1;

	if (reader && !(record_has(reader, METHOD) && record_has(reader, NAME_TYPE)))
		say_error("%s: expected columns method and name_type", file);
	else if (reader)
		while ((more = record_next(reader, &r)) == RECORD_OK)
			if (read_row(g, r, file) < 0)
				break;
	if (more == RECORD_BAD)
		say_error("%s:%lu: expected a row, found %s", file, (unsigned long)r->line,
		    r->reason);
	record_close(reader);
	input_close(in);
	return more == RECORD_END ? 0 : -1;
}

static bool
knows(const struct cps_register *cps, const char *document)
{
	for (size_t i = 0; cps && i < cps->count; i++)
		if (strcmp(cps->document[i]->document, document) == 0)
			return true;
	return false;
}

static int
judge(struct gate *g, const char *file)
{
	char at[INSTANT_TEXT];

	if (g->document && !knows(g->cps, g->document))
		return say_error("gate: expected a document of the register, found %s",
			   g->document),
		       CLI_ERROR;
	if (read_rows(g, file) < 0)
		return CLI_ERROR;
	if (g->cli->json)
		return cli_json(json_pack("{s:s, s:s?, s:s?, s:I, s:O}", "on",
				    instant_format(g->on, at), "type", g->type, "document",
				    g->document, "methods", (json_int_t)g->rows, "gaps", g->gaps),
		    g->open ? CLI_ATTENTION : CLI_DONE);
	printf("%zu of %zu method%s with a gap on %s\n", g->open, g->rows, text_s(g->rows),
	    instant_format(g->on, at));
	return cli_flush(g->open ? CLI_ATTENTION : CLI_DONE);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *file = NULL, *on = NULL, *document = NULL, *catalogue = NULL, *type = NULL;
	const struct opt opts[] = { { "--methods", OPT_TEXT, &file }, { "--on", OPT_TEXT, &on },
		{ "--document", OPT_TEXT, &document }, { "--type", OPT_TEXT, &type },
		{ "--catalogue", OPT_TEXT, &catalogue },
		{ NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	struct judging_query q = { .rules_on = INSTANT_NONE };
	struct gate g = { .cli = cli, .on = cli->now };
	struct judging j;
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!file)
		return cli_usage(cli, "expected --methods FILE, found none");
	if (on && instant_parse_any(on, &g.on, NULL) < 0)
		return cli_usage(cli, "expected a date or an RFC 3339 time, found %s", on);
	if (type && (!*type || read_type(type, &g.type) != 0))
		return cli_usage(cli, "--type: expected dv, ov, iv or ev, found %s", type);
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	q.catalogue_file = catalogue;
	status = CLI_ERROR;
	if (judging_open(&j, l, &q) == 0) {
		g.catalogue = j.catalogue;
		g.cps = j.cps;
		g.document = document;
		g.gaps = json_array();
		status = judge(&g, file);
		json_decref(g.gaps);
	}
	judging_close(&j);
	ledger_close(l);
	return status;
}

const struct command cmd_gate = {
	.name = "gate",
	.synopsis = "gate --methods FILE [--on DATE] [--document D] [--type T]",
	.summary = "compare the methods in production with CPS and BRs before a release",
	.help = "    --methods FILE    CSV with the columns method, name_type (dns, ip, onion) and,\n"
		"                      optional, wildcard (yes, no) and type; - is standard input\n"
		"    --on DATE         the day or time of the release (default: now)\n"
		"    --document D      one document of the register (default: all of them)\n"
		"    --type T          certificates that it is about, dv, ov, iv or ev: documents whose\n"
		"                      applies_to names other types stay out (default: none does);\n"
		"                      a row's own type counts first\n"
		"    --catalogue FILE  dated tables to read in place of those compiled in\n"
		"    --json            on, type, document, methods (how many), gaps[{method, name_type,\n"
		"                      wildcard, type, cps, br}]: what stands against it in the CPS, in\n"
		"                      the BRs; null: nothing\n"
		"\n"
		"Exit status 1 where there is a gap.\n",
	.run = run,
};
