#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/catalogue.h"
#include "cli/apart.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/growing.h"
#include "cli/judging.h"
#include "cli/lookback.h"
#include "cli/period.h"
#include "cli/progress.h"
#include "cli/register.h"
#include "cli/returning.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/ledger.h"
#include "ledger/run.h"
#include "ledger/unit_cursor.h"

/* What a run says besides its numbers. */
struct result {
	json_t *changes, *findings, *returned;
};

struct checking {
	struct cli *cli;
	struct ledger *l;
	struct population p;
	bool census;
	struct judging j;
	struct run run;
	int64_t before;			/* the run that stood for the period until now, 0 none */
	struct run_rule *rules;
	struct apart apart;		/* the judgement sample, outside x */
	struct growing growing;		/* empty but for a full run over the sample */
	bool *reasons;			/* a rule: it has an exception, or an observation, of its own */
	struct verdict v;
};

static int
write_reasons(struct checking *c, const struct unit *u)
{
	for (size_t i = 0; i < c->v.why_count; i++) {
		const struct verdict_why *w = &c->v.whys[i];
		struct run_reason r = { .cert_id = u->id, .name_ord = w->name,
			.rule_ord = w->rule, .outcome = outcome_name(w->outcome),
			.reason = w->why.reason, .value = w->why.value,
			.document = w->why.document, .remark = w->why.remark };
		bool counts = outcome_is_exception(w->outcome);

		c->reasons[w->rule] = c->reasons[w->rule] || counts;
		if (counts ? run_reason(c->l, &c->run, &r) != 0 :
			     !c->census && r.remark && run_remark(c->l, &c->run, &r) != 0)
			return -1;
	}
	return 0;
}

static int
write_results(struct checking *c, const struct unit *u)
{
	if (run_result(c->l, &c->run, u->id, -1, verdict_codes(&c->v, VERDICT_CERTIFICATE), NULL) != 0)
		return -1;
	for (size_t i = 0; i < u->name_count; i++)
		if (run_result(c->l, &c->run, u->id, (int64_t)i, verdict_codes(&c->v, (long)i),
			c->v.chosen[i] ? c->v.chosen[i]->hash : NULL) != 0)
			return -1;
	return 0;
}

static int
judge(struct checking *c, const struct unit *u)
{
	if (check_unit(c->j.check, u, &c->v) != 0)
		return -1;
	if (!c->census && apart_has(&c->apart, u->id)) {
		c->apart.certificates++;
		c->apart.exceptions += c->v.exception;
	} else {
		c->run.certificates++;
		c->run.exceptions += c->v.exception;
	}
	for (size_t i = 0; i < c->v.rules; i++)
		if (c->v.worst[i] != '-')
			c->rules[i].counts[outcome_of_code(c->v.worst[i])]++;
	if ((!c->census || c->v.exception || c->v.observation) && write_results(c, u) != 0)
		return -1;
	return write_reasons(c, u);
}

/* The pump: every unit of the sample, or of the population, past the rules. */
static int
pump(struct checking *c)
{
	const struct unit_cursor_query q = {
		.scope = c->census ? UNIT_CURSOR_POPULATION : UNIT_CURSOR_SAMPLE,
		.population_id = c->p.id,
		.as_of = c->j.as_of,
		.selection = c->p.draw_import_id,
		.der = check_needs_der(c->j.check),
	};
	struct unit_cursor *units = unit_cursor_open(c->l, &q);
	struct progress progress;
	const struct unit *u;
	int more = -1;

	progress_begin(&progress, c->cli, "check", c->census ? c->p.count : 0);
	if (units)
		while ((more = unit_cursor_next(units, &u)) > 0) {
			if (judge(c, u) != 0) {
				more = -1;
				break;
			}
			progress_step(&progress, c->run.certificates + c->apart.certificates);
		}
	progress_end(&progress);
	unit_cursor_close(units);
	return more;
}

static json_t *
rules_json(const struct checking *c)
{
	json_t *list = json_array();

	for (size_t i = 0; i < check_rule_count(c->j.check); i++) {
		const struct run_rule *r = &c->rules[i];
		json_t *row = json_pack("{s:s, s:i, s:s, s:s}", "id", r->rule, "version", r->version,
		    "severity", r->severity, "clause", r->clause);

		for (int o = 0; o < OUTCOME_COUNT; o++)
			json_object_set_new(row, outcome_name((enum outcome)o),
			    json_integer((json_int_t)r->counts[o]));
		json_array_append_new(list, row);
	}
	return list;
}

/* Only what needs a look; --json and the workbook have every rule. */
static void
print_rules(const struct checking *c)
{
	size_t quiet = 0, count = check_rule_count(c->j.check);

	printf("%-28s %7s %7s %7s %5s %10s\n", "rule", "pass", "fail", "missing", "error", "not tested");
	for (size_t i = 0; i < count; i++) {
		const struct run_rule *r = &c->rules[i];
		const uint64_t *n = r->counts;

		if (!c->reasons[i] && !n[OUTCOME_NT]) {
			quiet++;
			continue;
		}
		printf("%-28s %7llu %7llu %7llu %5llu %10llu%s\n", r->rule,
		    (unsigned long long)n[OUTCOME_PASS], (unsigned long long)n[OUTCOME_FAIL],
		    (unsigned long long)n[OUTCOME_MISSING], (unsigned long long)n[OUTCOME_ERROR],
		    (unsigned long long)n[OUTCOME_NT],
		    !c->reasons[i]		       ? "" :
			strcmp(r->severity, "MUST") == 0 ? "  exception" :
							   "  observation");
	}
	printf("no exception or observation by %zu of %zu rules\n", quiet, count);
}

static int
show(const struct checking *c, const struct result *r)
{
	int status = c->run.exceptions || json_array_size(r->returned) ? CLI_ATTENTION : CLI_DONE;

	if (c->cli->json)
		return cli_json(json_pack("{s:I, s:s, s:s, s:I, s:I, s:{s:I, s:I}, s:o, s:O, s:O, s:O, s:o, s:o}", "run",
				    (json_int_t)c->run.id, "label", c->p.label, "kind", c->run.kind,
				    "certificates", (json_int_t)c->run.certificates, "exceptions",
				    (json_int_t)c->run.exceptions, "judgement", "certificates",
				    (json_int_t)c->apart.certificates, "exceptions",
				    (json_int_t)c->apart.exceptions, "rules", rules_json(c),
				    "findings", r->findings, "returned", r->returned, "changes", r->changes, "expansion",
				    growing_json(&c->growing), "census",
				    growing_causes_json(&c->growing)),
		    status);
	print_rules(c);
	printf("\n%s: run %lld, %llu certificate%s, %llu exception%s%s\n", c->p.label,
	    (long long)c->run.id, (unsigned long long)c->run.certificates,
	    text_s(c->run.certificates), (unsigned long long)c->run.exceptions,
	    text_s(c->run.exceptions),
	    c->run.rules_on != INSTANT_NONE ? " (what-if: no finding, no clock)" : "");
	if (c->apart.certificates)
		printf("judgement sample, apart from all bounds: %llu certificate%s, %llu exception%s\n",
		    (unsigned long long)c->apart.certificates, text_s(c->apart.certificates),
		    (unsigned long long)c->apart.exceptions, text_s(c->apart.exceptions));
	register_print(r->findings);
	returning_print(r->returned, c->p.label);
	lookback_print(r->changes, c->census ? 0 : c->before);
	growing_print(&c->growing, c->p.label);
	return cli_flush(status);
}

static int
write_event(struct checking *c)
{
	char body[160];

	snprintf(body, sizeof body,
	    "{\"certificates\":%llu,\"exceptions\":%llu,\"kind\":\"%s\",\"run\":%lld}",
	    (unsigned long long)c->run.certificates, (unsigned long long)c->run.exceptions,
	    c->run.kind, (long long)c->run.id);
	return event_add(c->l,
	    &(struct event){ .at = c->cli->now, .actor = c->cli->actor, .kind = "check",
		.subject = c->p.label, .body = body });
}

static int
begin(struct checking *c, const struct judging_query *q)
{
	const struct catalogue *k;

	if (judging_open(&c->j, c->l, q) != 0)
		return -1;
	if (apart_load(&c->apart, c->l, c->p.id, INT64_MAX) != 0)
		return -1;
	c->rules = judging_rules(&c->j);
	c->reasons = calloc(check_rule_count(c->j.check) + 1, sizeof *c->reasons);
	if (!c->rules || !c->reasons)
		return c->rules ? say_nomem("check") : -1;
	k = c->j.catalogue;
	c->run = (struct run){ .population_id = c->p.id,
		.kind = q->rules_on != INSTANT_NONE ? "what-if" :
		    c->census			    ? "census" :
						      "sample",
		.partial = q->rule_count > 0, .rules_on = q->rules_on, .started_at = c->cli->now,
		.by = c->cli->actor, .program = "selfaudit " SELFAUDIT_VERSION,
		.catalogue = k->bytes, .catalogue_len = k->len, .import_id = c->j.as_of };
	return digest_sha256(k->bytes, k->len, c->run.catalogue_sha256) == 0 ?
	    run_begin(c->l, &c->run) :
	    -1;
}

static int
check(struct checking *c, const struct judging_query *q, struct result *r)
{
	bool full = !c->census && q->rule_count == 0 && q->rules_on == INSTANT_NONE;

	if (run_official(c->l, c->p.id, &c->before) < 0 || begin(c, q) != 0 || pump(c) != 0)
		return -1;
	c->run.finished_at = (int64_t)time(NULL);
	if (run_finish(c->l, &c->run, c->rules, check_rule_count(c->j.check)) != 0)
		return -1;
	r->changes = c->before && !c->census ? lookback_changes(c->l, c->run.id) : json_array();
	r->findings = c->run.rules_on == INSTANT_NONE ?
	    register_update(c->cli, c->l, &c->run, c->p.label) :
	    json_array();
	if (!r->changes || !r->findings)
		return -1;
	r->returned = full ? returning_find(c->cli, c->l, &c->run, c->p.label) : json_array();
	if (!r->returned || (full && growing_measure(&c->growing, c->l, &c->p, c->run.id) != 0))
		return -1;
	return write_event(c);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct checking c = { .cli = cli };
	struct opt_list rules = { 0 };
	struct judging_query q = { .rules_on = INSTANT_NONE };
	const char *rules_on = NULL;
	const struct opt opts[] = { { "--census", OPT_FLAG, &c.census },
		{ "--rule", OPT_LIST, &rules }, { "--rules-on", OPT_TEXT, &rules_on },
		{ "--catalogue", OPT_TEXT, &q.catalogue_file }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct result r = { NULL, NULL, NULL };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		goto out;
	if (rules_on && instant_parse_any(rules_on, &q.rules_on, NULL) != 0) {
		status = cli_usage(cli, "--rules-on: expected a date, found %s", rules_on);
		goto out;
	}
	q.rules = rules.items;
	q.rule_count = rules.count;
	status = CLI_ERROR;
	c.l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (!c.l || db_begin(c.l) != 0 || period_find(c.l, args.items[0], &c.p) != 0)
		goto out;
	if (!c.census && !c.p.drawn) {
		say_error("%s: expected a population that is drawn, found it not drawn yet", c.p.label);
		goto out;
	}
	q.selection = c.p.draw_import_id;
	if (check(&c, &q, &r) == 0 && db_commit(c.l) == 0)
		status = show(&c, &r);
out:
	if (c.l)
		db_rollback(c.l);
	json_decref(r.changes);
	json_decref(r.findings);
	json_decref(r.returned);
	verdict_free(&c.v);
	apart_free(&c.apart);
	growing_free(&c.growing);
	free(c.rules);
	free(c.reasons);
	judging_close(&c.j);
	ledger_close(c.l);
	cli_list_free(&rules);
	return status;
}

const struct command cmd_check = {
	.name = "check",
	.synopsis = "check LABEL [--census] [--rule ID]... [--rules-on DATE] [--catalogue FILE]",
	.summary = "judge the sample of a population by the rules",
	.help = "    --census           the whole population instead of its sample\n"
		"    --rule ID          only this rule (may be given again)\n"
		"    --rules-on DATE    what-if: the dates in force on DATE; makes no finding\n"
		"    --catalogue FILE   dated tables instead of those compiled in\n"
		"    --json             run, certificates, exceptions, rules, findings; returned: closed\n"
		"                       findings open again for certificates outside the sample\n"
		"                       [{id, rule, cause, document, certificates}]; changes against\n"
		"                       the run before; expansion{tolerable_rate, risk_limit, p, refuted,\n"
		"                       exceeded, exceptions, more, strata}, null where the plan has no\n"
		"                       rule by which the sample grows; census[{finding, certificates}],\n"
		"                       causes behind several exceptions, to be counted\n",
	.run = run,
};
