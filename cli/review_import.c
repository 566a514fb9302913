#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "cli/period.h"
#include "cli/review.h"
#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/ledger.h"

/* What an import noticed, by kind; those before "marks" ask for attention. */
static const char *const kinds[] = { "conflict", "changed", "unsigned", "preparer", "tester", "open",
	"fail", "marks" };

#define KINDS (sizeof kinds / sizeof *kinds)

struct taking {
	const struct cli *cli;
	struct ledger *l;
	json_t *files;
	uint64_t totals[KINDS], rejected;
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

	printf("%s: import %lld%s: %lld marks, %lld fail; %lld rows rejected, %lld without a mark\n",
	    json_string_value(json_object_get(f, "file")),
	    (long long)json_integer_value(json_object_get(f, "id")),
	    json_is_true(json_object_get(f, "repeated")) ? " already, nothing changed" : "",
	    (long long)json_integer_value(json_object_get(f, "marks")),
	    (long long)json_integer_value(json_object_get(f, "fail")),
	    (long long)json_integer_value(json_object_get(f, "rejected")),
	    (long long)json_integer_value(json_object_get(f, "open")));
	json_array_foreach(list, i, r)
		printf("  %-9s %s: %s\n", json_string_value(json_object_get(r, "kind")),
		    json_string_value(json_object_get(r, "place")),
		    json_string_value(json_object_get(r, "text")));
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
	if (!list)
		goto out;
	f = json_pack("{s:s, s:I, s:b, s:I, s:I, s:I, s:I}", "file", path, "id", (json_int_t)r.id,
	    "repeated", r.repeated, "read", (json_int_t)r.read, "new", (json_int_t)r.new, "known",
	    (json_int_t)r.known, "rejected", (json_int_t)r.rejected);
	for (size_t i = 0; i < KINDS; i++) {
		uint64_t n = r.repeated ? 0 : note_of(&r, kinds[i]);

		t->totals[i] += n;
		json_object_set_new(f, kinds[i], json_integer((json_int_t)n));
	}
	t->rejected += r.repeated ? 0 : r.rejected;
	json_object_set_new(f, "remarks", list);
	if (!t->cli->json)
		print_file(f);
	rc = json_array_append_new(t->files, f);
out:
	import_result_free(&r);
	return rc;
}

static int
show(struct taking *t)
{
	bool attention = t->rejected > 0;
	json_t *o;

	for (size_t i = 0; i + 1 < KINDS; i++)
		attention = attention || t->totals[i] > 0;
	if (!t->cli->json)
		return cli_flush(attention ? CLI_ATTENTION : CLI_DONE);
	o = json_pack("{s:O, s:I}", "files", t->files, "rejected", (json_int_t)t->rejected);
	for (size_t i = 0; i < KINDS; i++)
		json_object_set_new(o, kinds[i], json_integer((json_int_t)t->totals[i]));
	return cli_json(o, attention ? CLI_ATTENTION : CLI_DONE);
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
