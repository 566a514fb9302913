#include <gsl/gsl_randist.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/period.h"
#include "cli/review.h"
#include "cli/review_form.h"
#include "cli/review_people.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/ledger.h"
#include "sampler/stream.h"

struct item {
	int64_t stratum, ord;
};

struct assigning {
	const struct cli *cli;
	struct ledger *l;
	struct population p;
	struct review_people people;
	struct review_form form;
	struct item *items;	/* not shared out yet, in the order of the sample */
	size_t count;
	uint64_t before;	/* items shared out earlier */
	uint64_t times;		/* reviewers for each */
	uint64_t *dealt;	/* a person: items of this time */
};

/* Nobody reviews what they prepared. */
static int
check_people(struct assigning *a)
{
	if (a->times > a->people.count)
		return say_error("%s: expected at least %llu reviewers for --times, found %zu", a->p.label,
		    (unsigned long long)a->times, a->people.count);
	for (size_t i = 0; i < a->people.count; i++) {
		const char *name = a->people.list[i].name;
		struct query *q = db_query(a->l,
		    "SELECT what FROM review_preparers WHERE population_id = ?1 AND lower(name) = lower(?2)"
		    " ORDER BY ord LIMIT 1",
		    DB(db_int(a->p.id), db_text(name)));
		int more = db_step(q);

		if (more > 0) {
			say_error("%s: expected reviewers who did not prepare the sample, found %s, who %s",
			    a->p.label, name, db_col_text(q, 0));
			db_reset(q);
		}
		if (more != 0)
			return -1;
	}
	return 0;
}

/* A certificate that both the draw and a judgement sample brought in is one item, the draw's. */
static int
load_items(struct assigning *a)
{
	struct query *q = db_query(a->l,
	    "SELECT stratum, ord FROM sample AS s WHERE population_id = ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM sample AS o WHERE o.population_id = s.population_id AND o.cert_id = s.cert_id"
	    "  AND (o.stratum > s.stratum OR EXISTS (SELECT 1 FROM review_assignment AS r"
	    "   WHERE r.population_id = o.population_id AND r.stratum = o.stratum AND r.ord = o.ord)))"
	    " ORDER BY stratum, ord",
	    DB(db_int(a->p.id)));
	size_t cap = 0;
	int more;

	while ((more = db_step(q)) > 0) {
		if (a->count == cap) {
			struct item *grown = realloc(a->items, (cap = cap ? 2 * cap : 256) * sizeof *grown);

			if (!grown) {
				db_reset(q);
				return say_nomem("review");
			}
			a->items = grown;
		}
		a->items[a->count++] = (struct item){ db_col_int(q, 0), db_col_int(q, 1) };
	}
	return more;
}

/*
 * The stream of SHA-256("selfaudit review v1" LF, items shared out before in decimal, LF)
 * under the draw's seed puts the items in order; then they are dealt like cards.
 */
static int
shuffle(struct assigning *a)
{
	uint8_t name[32];
	char text[64];
	gsl_rng *r;
	bool failed;

	snprintf(text, sizeof text, "selfaudit review v1\n%llu\n", (unsigned long long)a->before);
	if (digest_sha256(text, strlen(text), name) != 0)
		return -1;
	r = stream_new(a->p.seed, name);
	if (!r)
		return -1;
	gsl_ran_shuffle(r, a->items, a->count, sizeof *a->items);
	failed = stream_failed(r);
	gsl_rng_free(r);
	return failed ? say_nomem("review") : 0;
}

static int
deal(struct assigning *a)
{
	a->dealt = calloc(a->people.count, sizeof *a->dealt);
	if (!a->dealt)
		return say_nomem("review");
	for (size_t i = 0; i < a->count; i++)
		for (uint64_t k = 0; k < a->times; k++) {
			size_t who = (size_t)((a->before + i + k) % a->people.count);

			a->dealt[who]++;
			if (review_write_assignment(a->l,
				&(struct review_assignment){ .population_id = a->p.id,
				    .stratum = a->items[i].stratum, .ord = a->items[i].ord,
				    .reviewer = a->people.list[who].name,
				    .role = a->people.list[who].role, .at = a->cli->now,
				    .by = a->cli->actor }) != 0)
				return -1;
		}
	return 0;
}

static int
write_event(struct assigning *a)
{
	json_t *names = json_array(), *body;
	char hex[DIGEST_HEX], *text;
	int rc = -1;

	for (size_t i = 0; i < a->people.count; i++)
		json_array_append_new(names, json_string(a->people.list[i].name));
	body = json_pack("{s:I, s:s, s:o, s:I}", "certificates", (json_int_t)a->count, "form",
	    digest_hex(a->form.sha256, 32, hex), "reviewers", names, "times", (json_int_t)a->times);
	text = body ? json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	if (!text)
		say_nomem("review");
	else
		rc = event_add(a->l,
		    &(struct event){ .at = a->cli->now, .actor = a->cli->actor, .kind = "review-assign",
			.subject = a->p.label, .body = text });
	free(text);
	json_decref(body);
	return rc;
}

/* The attributes are those of the first time; another form later is refused. */
static int
fix_form(struct assigning *a, bool given)
{
	struct query *q = db_query(a->l,
	    "SELECT form_sha256 FROM review_attribute WHERE population_id = ?1 LIMIT 1",
	    DB(db_int(a->p.id)));
	uint8_t hash[32];
	int more = db_step(q);

	if (more < 0)
		return -1;
	if (more == 0)
		return review_write_attributes(a->l, a->p.id, a->form.list, a->form.count, a->form.sha256);
	db_col_hash(q, 0, hash);
	db_reset(q);
	if (given && memcmp(hash, a->form.sha256, 32) != 0)
		return say_error("%s: expected the attributes it was first shared out with, found others",
		    a->p.label);
	memcpy(a->form.sha256, hash, 32);
	return 0;
}

static int
assign(struct assigning *a, const char *label, bool form_given)
{
	int64_t before = 0;

	if (period_find(a->l, label, &a->p) != 0)
		return -1;
	if (!a->p.drawn)
		return say_error("%s: expected a population that is drawn, found it not drawn yet", label);
	if (check_people(a) != 0 || load_items(a) != 0 ||
	    db_one_int(a->l,
		"SELECT count(DISTINCT stratum || '/' || ord) FROM review_assignment"
		" WHERE population_id = ?1",
		DB(db_int(a->p.id)), &before) < 0)
		return -1;
	a->before = (uint64_t)before;
	if (a->count == 0)
		return 0;
	return fix_form(a, form_given) == 0 && shuffle(a) == 0 && deal(a) == 0 && write_event(a) == 0 ?
	    0 :
	    -1;
}

static int
show(const struct assigning *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < a->people.count; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:s, s:I}", "name", a->people.list[i].name, "role",
			a->people.list[i].role, "certificates",
			(json_int_t)(a->dealt ? a->dealt[i] : 0)));
	if (a->cli->json)
		return cli_json(json_pack("{s:s, s:I, s:I, s:I, s:o}", "label", a->p.label, "assigned",
				    (json_int_t)a->count, "before", (json_int_t)a->before, "times",
				    (json_int_t)a->times, "reviewers", list),
		    CLI_DONE);
	json_decref(list);
	printf("%s: %zu certificate%s shared out, %llu before\n", a->p.label, a->count, text_s(a->count),
	    (unsigned long long)a->before);
	for (size_t i = 0; a->dealt && i < a->people.count; i++)
		printf("%10llu  %s%s%s\n", (unsigned long long)a->dealt[i], a->people.list[i].name,
		    *a->people.list[i].role ? ", " : "", a->people.list[i].role);
	return cli_flush(CLI_DONE);
}

int
review_assign_run(struct cli *cli, int argc, char **argv)
{
	struct assigning a = { .cli = cli, .times = 1 };
	const char *people = NULL, *form = NULL, *times = NULL;
	const struct opt opts[] = { { "--reviewers", OPT_TEXT, &people },
		{ "--attributes", OPT_TEXT, &form }, { "--times", OPT_TEXT, &times },
		{ NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!people)
		return cli_usage(cli, "expected --reviewers FILE, found none");
	if (times && (cli_count(times, &a.times) != 0 || a.times == 0))
		return cli_usage(cli, "--times: expected a number of reviewers, found %s", times);
	status = CLI_ERROR;
	if (review_people_read(people, &a.people) != 0 || review_form_read(form, &a.form) != 0)
		goto out;
	a.l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (a.l && db_begin(a.l) == 0 && assign(&a, args.items[0], form != NULL) == 0 &&
	    db_commit(a.l) == 0)
		status = show(&a);
	if (a.l)
		db_rollback(a.l);
out:
	free(a.dealt);
	free(a.items);
	review_form_free(&a.form);
	review_people_free(&a.people);
	ledger_close(a.l);
	return status;
}
