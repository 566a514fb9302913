#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "cli/byhand.h"
#include "cli/period.h"
#include "cli/review.h"
#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/ledger.h"

/* What an import noticed, by kind; those before "marks" ask for attention. */
static const char *const kinds[] = { "conflict", "changed", "unsigned", "preparer", "mismatch", "date",
	"evidence", "open", "fail", "marks" };

#define KINDS (sizeof kinds / sizeof *kinds)

struct taking {
	const struct cli *cli;
	struct ledger *l;
	json_t *files;
	uint64_t totals[KINDS], rejected;
	bool attention;		/* of a file that is not here already */
};

static uint64_t
note_of(const struct import_result *r, const char *what)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].what, what) == 0)
			return r->notes[i].count;
	return 0;
}

static json_t *
remarks(struct taking *t, const struct import_result *r)
{
	json_t *list = json_array();
	struct query *q = db_query(t->l,
	    "SELECT kind, place, text FROM remark WHERE import_id = ?1 UNION ALL"
	    " SELECT 'rejected', place, reason FROM reject WHERE import_id = ?1 ORDER BY 2, 1",
	    DB(db_int(r->id)));
	int more;

	while ((more = db_step(q)) > 0)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:s}", "kind", db_col_text(q, 0), "place", db_col_text(q, 1),
			"text", db_col_text(q, 2)));
	if (more < 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

static void
print_file(const json_t *f)
{
	size_t i;
	json_t *r, *list = json_object_get(f, "remarks");
	json_int_t rejected = json_integer_value(json_object_get(f, "rejected"));

	printf("%s: import %lld%s: %lld marks, %lld fail; %lld row%s rejected, %lld without a mark\n",
	    json_string_value(json_object_get(f, "file")),
	    (long long)json_integer_value(json_object_get(f, "id")),
	    json_is_true(json_object_get(f, "repeated")) ? " already, nothing changed; its remarks stand" : "",
	    (long long)json_integer_value(json_object_get(f, "marks")),
	    (long long)json_integer_value(json_object_get(f, "fail")),
	    (long long)rejected, text_s((uint64_t)rejected),
	    (long long)json_integer_value(json_object_get(f, "open")));
	json_array_foreach(list, i, r)
		printf("  %-9s %s: %s\n", json_string_value(json_object_get(r, "kind")),
		    json_string_value(json_object_get(r, "place")),
		    json_string_value(json_object_get(r, "text")));
}

/* How often a file was remarked on for one thing; of one that is here already, by what was kept then. */
static uint64_t
count_of(const struct import_result *r, const json_t *list, const char *kind)
{
	uint64_t n = 0;
	size_t i;
	json_t *one;

	if (!r->repeated || strcmp(kind, "open") == 0)
		return note_of(r, kind);
	json_array_foreach(list, i, one)
		n += strcmp(json_string_value(json_object_get(one, "kind")), kind) == 0;
	return n;
}

static json_t *
file_json(struct taking *t, const char *path, const struct import_result *r, json_t *list)
{
	json_t *f = json_pack("{s:s, s:I, s:b, s:I, s:I, s:I, s:I}", "file", path, "id", (json_int_t)r->id,
	    "repeated", r->repeated, "read", (json_int_t)r->read, "new", (json_int_t)r->new, "known",
	    (json_int_t)r->known, "rejected", (json_int_t)r->rejected);

	for (size_t i = 0; f && i < KINDS; i++) {
		uint64_t n = count_of(r, list, kinds[i]);

		t->totals[i] += n;
		t->attention = t->attention || (n > 0 && i + 1 < KINDS && !r->repeated);
		json_object_set_new(f, kinds[i], json_integer((json_int_t)n));
	}
	t->rejected += r->rejected;
	t->attention = t->attention || (r->rejected > 0 && !r->repeated);
	return f;
}

static int
take(struct taking *t, const char *path)
{
	const struct import_options o = { .extracted_at = INSTANT_NONE, .expected = -1,
		.by = t->cli->actor, .program = "selfaudit " SELFAUDIT_VERSION, .now = t->cli->now };
	struct import_result r;
	json_t *f, *list;
	int rc = -1;

	if (import_file(t->l, IMPORT_REVIEW, path, &o, &r) != 0)
		return -1;
	list = remarks(t, &r);
	f = list ? file_json(t, path, &r, list) : NULL;
	if (f) {
		json_object_set(f, "remarks", list);
		if (!t->cli->json)
			print_file(f);
		rc = json_array_append_new(t->files, f);
	}
	json_decref(list);
	import_result_free(&r);
	return rc;
}

static int
show(struct taking *t)
{
	json_t *findings = byhand_update(t->cli, t->l), *o;
	int status = t->attention ? CLI_ATTENTION : CLI_DONE;

	if (!findings)
		return CLI_ERROR;
	if (!t->cli->json) {
		byhand_print(findings);
		json_decref(findings);
		return cli_flush(status);
	}
	o = json_pack("{s:O, s:o, s:I}", "files", t->files, "findings", findings, "rejected",
	    (json_int_t)t->rejected);
	for (size_t i = 0; i < KINDS; i++)
		json_object_set_new(o, kinds[i], json_integer((json_int_t)t->totals[i]));
	return cli_json(o, status);
}

int
review_import_run(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = -1 };
	struct taking t = { .cli = cli };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	t.l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (!t.l)
		return CLI_ERROR;
	t.files = json_array();
	status = CLI_DONE;
	for (int i = 0; i < args.count && status == CLI_DONE; i++)
		if (take(&t, args.items[i]) != 0)
			status = CLI_ERROR;
	if (status == CLI_DONE)
		status = show(&t);
	json_decref(t.files);
	ledger_close(t.l);
	return status;
}
