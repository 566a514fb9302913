#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/freezing.h"
#include "cli/period.h"
#include "cli/selection.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/ledger.h"

/* A supplement rests on the period it completes.  0, or -1 said. */
static int
stands_alone(struct ledger *l, const struct population *p)
{
	struct query *q = db_query(l,
	    "SELECT label FROM population WHERE supplements = ?1 AND id NOT IN"
	    " (SELECT population_id FROM population_void) LIMIT 1",
	    DB(db_int(p->id)));
	int more = db_step(q);

	if (more > 0) {
		say_error("%s: expected no supplement that stands, found %s (withdraw it first)", p->label,
		    db_col_text(q, 0));
		db_reset(q);
	}
	return more == 0 ? 0 : -1;
}

static int
void_population(const struct cli *cli, struct ledger *l, const char *label, const char *reason)
{
	struct population p;
	json_t *body = json_pack("{s:s}", "reason", reason);
	char *text = NULL, hex[DIGEST_HEX];
	int status = CLI_ERROR;

	if (!body) {
		say_error("%s: expected a reason in UTF-8, found other bytes", label);
		goto out;
	}
	if (db_begin(l) != 0 || period_find(l, label, &p) != 0)
		goto out;
	json_object_set_new(body, "commitment", json_string(digest_hex(p.commitment_sha256, 32, hex)));
	text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
	if (!text) {
		say_nomem("freeze");
		goto out;
	}
	if (stands_alone(l, &p) != 0 ||
	    population_void(l, p.id, cli->now, cli->actor, reason) != 0 ||
	    event_add(l,
		&(struct event){ .at = cli->now, .actor = cli->actor, .kind = "void",
		    .subject = label, .body = text }) != 0 ||
	    db_commit(l) != 0)
		goto out;
	if (p.drawn)
		cli_note(cli, "%s was drawn: the withdrawal of a drawn sample stands in every later report, and its "
			      "label is not drawn again",
		    label);
	if (cli->json) {
		status = cli_json(json_pack("{s:s, s:s}", "label", label, "void", reason), CLI_DONE);
		goto out;
	}
	printf("%s: void; its commitment stays in the chain\n", label);
	status = cli_flush(CLI_DONE);
out:
	db_rollback(l);
	json_decref(body);
	free(text);
	return status;
}

/* Prints the commitment's bytes and nothing else, or the object. */
static int
show(const struct cli *cli, struct ledger *l, const struct population *p,
    const struct freezing *f, const struct selection *s)
{
	json_t *object;

	if (cli->json) {
		object = period_json(l, p, false);
		if (!object)
			return CLI_ERROR;
		json_object_set_new(object, "sampling", selection_json(s));
		json_object_set_new(object, "unknown_issuer", json_integer((json_int_t)f->unknown));
		json_object_set_new(object, "late", json_integer((json_int_t)f->late));
		json_object_set_new(object, "expected",
		    f->expected < 0 ? json_null() : json_integer(f->expected));
		return cli_json(object, freezing_status(f));
	}
	fwrite(f->commitment.s, 1, f->commitment.len, stdout);
	return cli_flush(freezing_status(f));
}

static void
tell(const struct cli *cli, const struct freezing *f)
{
	cli_note(cli, "%s: %llu certificate%s frozen, of %llu in the ledger", f->label,
	    (unsigned long long)f->count, text_s(f->count), (unsigned long long)f->seen);
	for (size_t i = 0; i < f->out_count; i++)
		cli_note(cli, "  left out: %8llu  %s", (unsigned long long)f->out[i].count,
		    f->out[i].reason);
	if (!f->has_inventory)
		cli_note(cli, "  no inventory was imported: every issuer is in scope");
	if (f->unknown)
		cli_note(cli,
		    "  attention: %llu certificate%s of issuers that the inventory does not have; "
		    "add them (import cas), void this population and freeze again",
		    (unsigned long long)f->unknown, text_s(f->unknown));
	if (f->late)
		cli_note(cli,
		    "  attention: %llu certificate%s of earlier periods in no population "
		    "(freeze LABEL --supplements OLD)",
		    (unsigned long long)f->late, text_s(f->late));
	if (f->undated)
		cli_note(cli, "  %llu certificate%s without any time of issuance counted to this period",
		    (unsigned long long)f->undated, text_s(f->undated));
	if (f->expected >= 0 && (uint64_t)f->expected != f->count)
		cli_note(cli, "  attention: expected %lld certificate%s, found %llu",
		    (long long)f->expected, text_s((uint64_t)f->expected), (unsigned long long)f->count);
	if (f->began)
		cli_note(cli, "  the first period of the ledger begins one second before its first certificate (--from "
			      "was not given)");
	if (f->until > cli->now)
		cli_note(cli, "  note: the cut-off lies in the future; certificates issued until "
			      "then and imported later will need a supplement");
}

static int
freeze(const struct cli *cli, struct ledger *l, struct freezing *f)
{
	struct selection s = { 0 };
	struct population p;
	int status = CLI_ERROR;

	if (db_begin(l) == 0 && freezing_prepare(f) == 0 && freezing_gather(f) == 0 &&
	    freezing_commit(f) == 0 && period_find(l, f->label, &p) == 0 &&
	    selection_judge(&s, l, &p, false) == 0 && db_commit(l) == 0) {
		tell(cli, f);
		selection_note(cli, &s);
		status = show(cli, l, &p, f, &s);
	}
	db_rollback(l);
	selection_free(&s);
	return status;
}

static int
take_time(const struct cli *cli, const char *option, const char *text, int64_t *t)
{
	bool date_only;

	if (!text)
		return CLI_DONE;
	if (instant_parse_any(text, t, &date_only) != 0)
		return cli_usage(cli, "%s: expected an RFC 3339 time with a zone, or a date, found %s",
		    option, text);
	if (date_only)
		cli_note(cli, "%s %s means %sT00:00:00Z", option, text, text);
	return CLI_DONE;
}

struct asked {
	const char *until, *from, *plan, *nonce_source, *expect, *supplements, *voided, *reason;
};

static int
check_usage(const struct cli *cli, const struct asked *a, int labels)
{
	if (a->voided) {
		if (labels || a->until || a->from || a->plan || a->nonce_source || a->expect ||
		    a->supplements || !a->reason || !*a->reason)
			return cli_usage(cli, "expected --void LABEL --reason TEXT and nothing else");
		return CLI_DONE;
	}
	if (a->reason)
		return cli_usage(cli, "--reason: expected with --void, found without");
	if (labels != 1)
		return cli_usage(cli, "expected one label, found %d", labels);
	if (a->supplements ? (a->until || a->from) : !a->until)
		return cli_usage(cli, a->supplements ?
					   "--supplements: expected the times of the old period, found others" :
					   "expected --until TIME, found none");
	return CLI_DONE;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct asked a = { 0 };
	const struct opt opts[] = { { "--until", OPT_TEXT, &a.until },
		{ "--from", OPT_TEXT, &a.from }, { "--plan", OPT_TEXT, &a.plan },
		{ "--nonce-source", OPT_TEXT, &a.nonce_source },
		{ "--expect-count", OPT_TEXT, &a.expect },
		{ "--supplements", OPT_TEXT, &a.supplements }, { "--void", OPT_TEXT, &a.voided },
		{ "--reason", OPT_TEXT, &a.reason }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 1 };
	struct freezing f = { .from = INSTANT_NONE, .expected = -1 };
	uint64_t expect;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	status = check_usage(cli, &a, args.count);
	if (status == CLI_DONE)
		status = take_time(cli, "--until", a.until, &f.until);
	if (status == CLI_DONE)
		status = take_time(cli, "--from", a.from, &f.from);
	if (status == CLI_DONE && a.expect) {
		if (cli_count(a.expect, &expect) != 0)
			status = cli_usage(cli, "--expect-count: expected a count, found %s", a.expect);
		else
			f.expected = (int64_t)expect;
	}
	if (status != CLI_DONE)
		return status;
	f.cli = cli;
	f.label = args.count ? args.items[0] : NULL;
	f.plan_file = a.plan;
	f.nonce_source = a.nonce_source;
	f.supplements = a.supplements;
	f.l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (!f.l)
		return CLI_ERROR;
	status = a.voided ? void_population(cli, f.l, a.voided, a.reason) : freeze(cli, f.l, &f);
	freezing_free(&f);
	ledger_close(f.l);
	return status;
}

const struct command cmd_freeze = {
	.name = "freeze",
	.synopsis = "freeze LABEL --until TIME [--from TIME] [--plan PLAN] [--nonce-source TEXT] [--expect-count N]\n"
		    "freeze LABEL --supplements OLD [--plan PLAN] [--nonce-source TEXT] [--expect-count N]\n"
		    "freeze --void LABEL --reason TEXT",
	.summary = "fix a period's population and plan, print the commitment",
	.help = "    --until TIME         cut-off, inclusive; the period begins at the last cut-off\n"
		"    --from TIME          only for the first period of the ledger; without it that begins\n"
		"                         a second before the first certificate\n"
		"    --plan PLAN          strata, rates and expansion (YAML); without it 3% of all\n"
		"    --nonce-source TEXT  where the randomness will come from\n"
		"    --expect-count N     certificates expected; another count is exit status 1\n"
		"    --supplements OLD    certificates of period OLD that were found late\n"
		"    --void LABEL         withdraw a population; the commitment stays in the chain, and the\n"
		"                         label is free again unless it was drawn\n"
		"    --reason TEXT        why\n",
	.run = run,
};
