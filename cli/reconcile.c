#include "cli/reconcile.h"

#include <stdio.h>
#include <string.h>

#include "base/say.h"
#include "cli/rowjson.h"
#include "ledger/comparison.h"
#include "ledger/db.h"
#include "ledger/ledger.h"

#define SHOWN 10
#define LISTED 1000

/* The word of a difference, and of one in JSON; apart is none. */
#define DIFFERENCES(word)                                                                           \
	"SELECT " word " AS side, v.sha256, v.serial, v.issuer, v.not_before, v.text"              \
	" FROM reconciliations AS v JOIN reconcile AS r ON r.import_id = v.import_id AND r.ord = v.ord" \
	" WHERE v.import_id = ?1 AND r.side <> 'apart' ORDER BY v.ord LIMIT ?2"

static uint64_t
count_of(const struct import_result *r, const char *what)
{
	for (size_t i = 0; i < r->note_count; i++)
		if (strcmp(r->notes[i].what, what) == 0)
			return r->notes[i].count;
	return 0;
}

static uint64_t
differences(const struct import_result *r)
{
	return count_of(r, "ledger_only") + count_of(r, "list_only") + count_of(r, "other");
}

bool
reconcile_differs(const struct import_result *r)
{
	return differences(r) > 0;
}

int
reconcile_json(struct ledger *l, const struct import_result *r, json_t *object)
{
	static const char *const keys[] = { "both", "ledger_only", "list_only", "other", "apart" };
	json_t *list = rowjson_all(db_query(l, DIFFERENCES("r.side"), DB(db_int(r->id), db_int(LISTED))));

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		json_object_set_new(object, keys[i], json_integer((json_int_t)count_of(r, keys[i])));
	return list && json_object_set_new(object, "differences", list) == 0 ? 0 : -1;
}

int
reconcile_print(struct ledger *l, const struct import_result *r)
{
	uint64_t all = differences(r), shown = 0;
	struct query *q = db_query(l, DIFFERENCES("v.side"), DB(db_int(r->id), db_int(SHOWN)));
	int more;

	for (; (more = db_step(q)) > 0; shown++)
		printf("  %s: serial %s, SHA-256 %s, %s, %s\n", db_col_text(q, 0),
		    db_col_null(q, 2) ? "-" : db_col_text(q, 2), *db_col_text(q, 1) ? db_col_text(q, 1) : "-",
		    db_col_null(q, 3) ? "-" : db_col_text(q, 3), db_col_text(q, 5));
	if (more == 0 && shown < all)
		printf("  ... and %llu more, all kept in the ledger (view reconciliations)\n",
		    (unsigned long long)(all - shown));
	return more;
}

int
reconcile_void(const struct cli *cli, const char *number, const char *reason)
{
	struct ledger *l;
	uint64_t n;
	int status = CLI_ERROR;

	if (!reason || !*reason)
		return cli_usage(cli, "--void: expected --reason TEXT with it, found none");
	if (cli_text(cli, "--reason", reason) != CLI_DONE)
		return CLI_ERROR;
	if (cli_count(number, &n) != 0 || n > INT64_MAX)
		return cli_usage(cli, "--void: expected the number of an import, found %s", number);
	l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (l && db_begin(l) == 0) {
		if (comparison_void(l, (int64_t)n, cli->now, cli->actor, reason) == 0 && db_commit(l) == 0)
			status = CLI_DONE;
		else
			db_rollback(l);
	}
	ledger_close(l);
	if (status != CLI_DONE)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(json_pack("{s:I, s:s}", "import", (json_int_t)n, "void", reason), CLI_DONE);
	printf("import %llu: comparison withdrawn; it stays on the sheets and never counts\n", (unsigned long long)n);
	return cli_flush(CLI_DONE);
}
