#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/period.h"
#include "cli/review.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/run.h"
#include "reports/reviewbook.h"

/* What may stand in a name of a file: the rest becomes "-". */
static void
add_word(struct text *out, const char *s)
{
	for (; *s; s++)
		text_addc(out, (unsigned char)*s < 0x20 || strchr("/\\:*?\"<>| ", *s) ? '-' : *s);
}

/* DIR/2026Q3-review-name.xlsx, numbered where two names come to the same. */
static void
name_file(struct text *out, const char *dir, const char *label, const char *reviewer, int64_t same)
{
	text_clear(out);
	text_addf(out, "%s/", dir);
	add_word(out, label);
	text_add(out, "-review-");
	add_word(out, reviewer);
	if (same)
		text_addf(out, "-%lld", (long long)same + 1);
	text_add(out, ".xlsx");
}

/* Reviewers before this one, bytewise, whose file would have the same name. */
static int64_t
count_same(const json_t *files, const char *path)
{
	int64_t n = 0;
	size_t i;
	json_t *f;

	json_array_foreach(files, i, f)
		n += strcmp(json_string_value(json_object_get(f, "file")), path) == 0;
	return n;
}

/* The file of a reviewer, where none of that name is: it may be filled in. */
static int
plan_one(const struct population *p, const char *dir, const char *reviewer, json_t *files)
{
	struct text path = { 0 };
	int64_t same = 0;
	struct stat st;
	int rc = -1;

	name_file(&path, dir, p->label, reviewer, 0);
	while (count_same(files, text_str(&path)) > 0)
		name_file(&path, dir, p->label, reviewer, ++same);
	if (text_failed(&path))
		rc = -1;
	else if (lstat(text_str(&path), &st) == 0)
		say_error("%s: expected no file of that name, which may be filled in, found one", text_str(&path));
	else
		rc = json_array_append_new(files,
		    json_pack("{s:s, s:s}", "reviewer", reviewer, "file", text_str(&path)));
	text_free(&path);
	return rc;
}

static int
write_one(const struct cli *cli, struct ledger *l, const struct population *p, json_t *file)
{
	const struct reviewbook_request r = { .population_id = p->id, .at = cli->now,
		.reviewer = json_string_value(json_object_get(file, "reviewer")),
		.path = json_string_value(json_object_get(file, "file")),
		.program = "selfaudit " SELFAUDIT_VERSION };
	struct reviewbook_result result;

	if (reviewbook_write(l, &r, &result) != 0)
		return -1;
	json_object_set_new(file, "rows", json_integer((json_int_t)result.rows));
	return json_object_set_new(file, "sha256", period_hex(result.sha256));
}

static int
write_all(const struct cli *cli, struct ledger *l, const struct population *p, const char *dir,
    json_t *files)
{
	int64_t run = 0;
	struct query *q;
	int more;

	if (run_official(l, p->id, &run) < 0 || reviewbook_begin(l, p->id, run) != 0)
		return -1;
	q = db_query(l,
	    "SELECT DISTINCT reviewer FROM review_assignment WHERE population_id = ?1 ORDER BY reviewer",
	    DB(db_int(p->id)));
	while ((more = db_step(q)) > 0)
		if (plan_one(p, dir, db_col_text(q, 0), files) != 0) {
			db_reset(q);
			return -1;
		}
	if (more == 0 && json_array_size(files) == 0)
		return say_error("%s: expected a sample that is shared out (review assign), found it not",
		    p->label);
	for (size_t i = 0; more == 0 && i < json_array_size(files); i++)
		more = write_one(cli, l, p, json_array_get(files, i));
	return more;
}

static int
show(const struct cli *cli, const char *label, json_t *files)
{
	size_t i;
	json_t *f;

	if (cli->json)
		return cli_json(json_pack("{s:s, s:O}", "label", label, "files", files), CLI_DONE);
	json_array_foreach(files, i, f)
		printf("%s  %s\n", json_string_value(json_object_get(f, "sha256")),
		    json_string_value(json_object_get(f, "file")));
	return cli_flush(CLI_DONE);
}

int
review_sheet_run(struct cli *cli, int argc, char **argv)
{
	const char *dir = NULL;
	const struct opt opts[] = { { "-o", OPT_TEXT, &dir }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct population p;
	struct ledger *l;
	json_t *files;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!dir)
		return cli_usage(cli, "expected -o DIR, found none");
	if (mkdir(dir, 0777) != 0 && errno != EEXIST)
		return say_error("%s: expected to make a folder, found: %s", dir, strerror(errno)), CLI_ERROR;
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	files = json_array();
	status = db_begin_read(l) == 0 && period_find(l, args.items[0], &p) == 0 &&
		write_all(cli, l, &p, dir, files) == 0 ?
	    show(cli, p.label, files) :
	    CLI_ERROR;
	json_decref(files);
	db_rollback(l);
	ledger_close(l);
	return status;
}
