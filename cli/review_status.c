#include "base/say.h"
#include "cli/period.h"
#include "cli/review.h"
#include "ledger/db.h"
#include "ledger/ledger.h"

struct standing {
	const struct cli *cli;
	struct ledger *l;
	struct population p;
	json_t *reviewers, *doubts;
	int64_t sample, shared, open, failing, doubtful;
};

static int
count(struct standing *s)
{
	const struct db_value *of = DB(db_int(s->p.id));

	return db_one_int(s->l, "SELECT count(DISTINCT cert_id) FROM sample WHERE population_id = ?1", of, &s->sample) < 0 ||
		db_one_int(s->l,
		    "SELECT count(DISTINCT s.cert_id) FROM review_assignment AS r JOIN sample AS s"
		    " USING (population_id, stratum, ord) WHERE population_id = ?1", of,
		    &s->shared) < 0 ||
		db_one_int(s->l, "SELECT count(*) FROM review_now WHERE population_id = ?1 AND mark = 'fail'", of,
		    &s->failing) < 0 ?
	    -1 :
	    0;
}

static int
list_reviewers(struct standing *s)
{
	struct query *q = db_query(s->l,
	    "SELECT reviewer, role, certificates, begun, expected, marks, failing FROM review_progress"
	    " WHERE population_id = ?1 ORDER BY reviewer",
	    DB(db_int(s->p.id)));
	int more;

	while ((more = db_step(q)) > 0) {
		int64_t open = db_col_int(q, 4) - db_col_int(q, 5);

		s->open += open;
		json_array_append_new(s->reviewers,
		    json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I}", "name", db_col_text(q, 0), "role",
			db_col_text(q, 1), "certificates", (json_int_t)db_col_int(q, 2), "begun",
			(json_int_t)db_col_int(q, 3), "expected", (json_int_t)db_col_int(q, 4), "marks",
			(json_int_t)db_col_int(q, 5), "open", (json_int_t)open, "fail",
			(json_int_t)db_col_int(q, 6)));
	}
	return more;
}

/* What keeps marks from standing by themselves; reviewers who differ among them. */
static int
list_doubts(struct standing *s)
{
	struct query *q = db_query(s->l,
	    "SELECT doubt, count(*) FROM reviews WHERE population_id = ?1 AND doubt IS NOT NULL"
	    " GROUP BY doubt ORDER BY doubt",
	    DB(db_int(s->p.id)));
	int more;

	while ((more = db_step(q)) > 0) {
		s->doubtful += db_col_int(q, 1);
		json_array_append_new(s->doubts,
		    json_pack("{s:s, s:I}", "doubt", db_col_text(q, 0), "marks", (json_int_t)db_col_int(q, 1)));
	}
	return more;
}

static int64_t
number(const json_t *o, const char *key)
{
	return json_integer_value(json_object_get(o, key));
}

static int
show(const struct standing *s)
{
	bool attention = s->shared < s->sample || s->open > 0 || s->doubtful > 0;
	size_t i;
	json_t *o;

	if (s->cli->json)
		return cli_json(json_pack("{s:s, s:I, s:I, s:I, s:I, s:O, s:O}", "label", s->p.label, "sample",
				    (json_int_t)s->sample, "shared_out", (json_int_t)s->shared, "open",
				    (json_int_t)s->open, "fail", (json_int_t)s->failing, "reviewers",
				    s->reviewers, "doubts", s->doubts),
		    attention ? CLI_ATTENTION : CLI_DONE);
	printf("%s: %lld of %lld certificates shared out\n", s->p.label, (long long)s->shared,
	    (long long)s->sample);
	json_array_foreach(s->reviewers, i, o)
		printf("  %-24s %6lld certificates, %6lld begun; %6lld of %6lld marks, %lld fail: %s\n",
		    json_string_value(json_object_get(o, "name")), (long long)number(o, "certificates"),
		    (long long)number(o, "begun"), (long long)number(o, "marks"),
		    (long long)number(o, "expected"), (long long)number(o, "fail"),
		    number(o, "open") > 0 ? "open" : "done");
	json_array_foreach(s->doubts, i, o)
		printf("  doubt: %lld marks, %s\n", (long long)number(o, "marks"),
		    json_string_value(json_object_get(o, "doubt")));
	return cli_flush(attention ? CLI_ATTENTION : CLI_DONE);
}

int
review_status_run(struct cli *cli, int argc, char **argv)
{
	const struct opt opts[] = { { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct standing s = { .cli = cli };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	s.l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!s.l)
		return CLI_ERROR;
	s.reviewers = json_array();
	s.doubts = json_array();
	status = db_begin_read(s.l) == 0 && period_find(s.l, args.items[0], &s.p) == 0 && count(&s) == 0 &&
		list_reviewers(&s) == 0 && list_doubts(&s) == 0 ?
	    show(&s) :
	    CLI_ERROR;
	json_decref(s.reviewers);
	json_decref(s.doubts);
	db_rollback(s.l);
	ledger_close(s.l);
	return status;
}
