#include "cli/incident.h"

#include <stdlib.h>
#include <string.h>

#include "base/input.h"
#include "base/outfile.h"
#include "base/say.h"
#include "cli/incident_facts.h"
#include "cli/incident_text.h"
#include "cli/incident_value.h"
#include "cli/period.h"
#include "ledger/ledger.h"

#define TEMPLATE_MAX (1u << 20)

struct asked {
	bool preliminary;
	const char *template, *path;
	int64_t as_of;
};

static int
fill(const struct asked *a, struct incident_facts *f, struct text *out)
{
	const struct placeholder_source source = { incident_value, f };
	const char *text = a->preliminary ? incident_text_preliminary : incident_text_full;
	const char *name = a->preliminary ? "templates/incident-preliminary.md" : "templates/incident.md";
	char *given = NULL;
	size_t len = strlen(text), unwritten = 0;
	int rc = -1;

	if (a->template && input_slurp(a->template, TEMPLATE_MAX, &given, &len) != 0)
		return -1;
	if (a->template && text_utf8(given, len) != len)
		say_error("%s: expected UTF-8 without NUL, found other bytes", a->template);
	else
		rc = placeholder_fill(a->template ? a->template : name, given ? given : text, len,
		    &source, out, &unwritten);
	f->unwritten += unwritten;
	free(given);
	return rc;
}

static int
write_file(const char *path, const struct text *report)
{
	struct outfile *o = outfile_open(path, 0644);

	if (!o)
		return -1;
	fwrite(report->s, 1, report->len, outfile_stream(o));
	return outfile_commit(o);
}

static int
show(const struct cli *cli, const struct asked *a, const struct incident_facts *f,
    const struct text *report)
{
	const struct affected *n = &f->affected;

	if (f->unwritten)
		cli_note(cli, "finding %lld: %zu %s marked [TO BE WRITTEN: ...]",
		    (long long)f->id, f->unwritten,
		    f->unwritten == 1 ? "place of the report is" : "places of the report are");
	if (cli->json)
		return cli_json(json_pack("{s:I, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:s?, s:o}", "finding",
				    (json_int_t)f->id, "kind", a->preliminary ? "preliminary" : "full",
				    "as_of", period_time(n->as_of), "count", (json_int_t)n->count,
				    "still_valid", (json_int_t)n->still_valid, "expired",
				    (json_int_t)n->expired, "revoked", (json_int_t)n->revoked,
				    "unwritten", (json_int_t)f->unwritten, "file", a->path, "report",
				    a->path ? json_null() : json_stringn(report->s, report->len)),
		    CLI_DONE);
	if (a->path)
		printf("%s: %llu certificate%s, %llu remaining valid\n", a->path,
		    (unsigned long long)n->count, text_s(n->count), (unsigned long long)n->still_valid);
	else
		fwrite(report->s, 1, report->len, stdout);
	return cli_flush(CLI_DONE);
}

static int
incident(const struct cli *cli, const struct asked *a, struct ledger *l, const char *number)
{
	struct incident_facts f = { 0 };
	struct text report = { 0 };
	int64_t id;
	int status = CLI_ERROR;

	if (finding_number(l, number, &id) == 0 &&
	    incident_facts_load(cli, l, id, a->as_of, &f) == 0 && fill(a, &f, &report) == 0 &&
	    (!a->path || write_file(a->path, &report) == 0))
		status = show(cli, a, &f, &report);
	text_free(&report);
	incident_facts_free(&f);
	return status;
}

int
incident_run(struct cli *cli, int argc, char **argv)
{
	struct asked a = { 0 };
	const char *as_of = NULL;
	const struct opt opts[] = { { "--preliminary", OPT_FLAG, &a.preliminary },
		{ "--template", OPT_TEXT, &a.template }, { "-o", OPT_TEXT, &a.path },
		{ "--as-of", OPT_TEXT, &as_of }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (affected_as_of(cli, as_of, &a.as_of) != 0)
		return cli_usage(cli, "--as-of: expected a date or an RFC 3339 time, found %s", as_of);
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = incident(cli, &a, l, args.items[0]);
	ledger_close(l);
	return status;
}
