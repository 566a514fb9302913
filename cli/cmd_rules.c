#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "checks/families.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/horizon.h"

static const char *
severity(const struct rule *r)
{
	return r->severity == SEVERITY_MUST ? "MUST" : "SHOULD";
}

static const char *
revocation(const struct rule *r)
{
	static const char *const names[] = { "none", "24h", "5d" };

	return names[r->revocation];
}

static bool
in_effect(const struct rule *r, int64_t on)
{
	int64_t t;

	if (r->effective && instant_parse_date(r->effective, &t) == 0 && on < t)
		return false;
	return !(r->until && instant_parse_date(r->until, &t) == 0 && on >= t);
}

static json_t *
rule_json(const struct rule *r, int64_t on)
{
	static const char *const scopes[] = { "certificate", "name", "validation" };

	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:s?, s:s?, s:s, s:s, s:s, s:b, s:s?, s:s?}",
	    "id", r->id, "version", r->version, "family", r->family, "title", r->title, "clause",
	    r->clause, "effective", r->effective, "until", r->until, "severity", severity(r),
	    "revocation", revocation(r), "scope", scopes[r->scope], "in_effect", in_effect(r, on),
	    "interpretation", r->interpretation, "catalogue_id", r->catalogue_id);
}

static void
print_rule(const struct rule *r)
{
	printf("%-28s v%d %-6s %-4s %s\n", r->id, r->version, severity(r), revocation(r), r->title);
	printf("    %s", r->clause);
	if (r->effective || r->until)
		printf("; in effect%s%s%s%s", r->effective ? " from " : "",
		    r->effective ? r->effective : "", r->until ? " until " : "",
		    r->until ? r->until : "");
	putchar('\n');
	if (r->interpretation)
		printf("    interpretation: %s\n", r->interpretation);
}

/* All rules, or with a date those in effect on it. */
static int
list_rules(const struct cli *cli, const struct catalogue *c, int64_t on, bool dated)
{
	json_t *rules = json_array();
	char day[INSTANT_TEXT];

	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++) {
			if (dated && !in_effect(r, on))
				continue;
			if (cli->json)
				json_array_append_new(rules, rule_json(r, on));
			else
				print_rule(r);
		}
	if (cli->json)
		return cli_json(json_pack("{s:s, s:s, s:o}", "on", instant_format(on, day),
				    "catalogue", c->scope, "rules", rules),
		    CLI_DONE);
	json_decref(rules);
	return cli_flush(CLI_DONE);
}

/* What a method is good for on a date; allow: -1 silent or without meaning, 0 no, 1 yes. */
struct use {
	bool permitted, reusable;
	int wildcard, subdomains;
	int reuse_days; /* -1: none, or counted in months */
	const struct catalogue_row *row;
};

static int
three(enum catalogue_allow a)
{
	return a == CATALOGUE_YES ? 1 : a == CATALOGUE_NO ? 0 : -1;
}

static struct use
use_of(const struct catalogue *c, const struct catalogue_method *m, int64_t on)
{
	const struct catalogue_limit *l = catalogue_limit_at(c, CATALOGUE_REUSE_DOMAIN, on);
	struct use u = { .row = catalogue_row_at(m, on), .reuse_days = -1, .wildcard = 0 };

	u.permitted = u.row != NULL;
	u.reusable = catalogue_reusable(c, m, on);
	for (size_t i = 0; i < m->row_count && !u.row; i++)
		if (i + 1 == m->row_count || m->rows[i + 1].from > on)
			u.row = &m->rows[i];
	u.wildcard = three(catalogue_wildcard_at(u.row, on));
	u.subdomains = three(catalogue_subdomains_at(u.row, on));
	if (!u.permitted && !u.reusable) {
		u.wildcard = u.wildcard < 0 ? -1 : 0;
		u.subdomains = u.subdomains < 0 ? -1 : 0;
		return u;
	}
	if (l && l->unit == CATALOGUE_DAYS)
		u.reuse_days = (int)l->value;
	if (m->reuse_days && (u.reuse_days < 0 || m->reuse_days < u.reuse_days))
		u.reuse_days = m->reuse_days;
	return u;
}

static json_t *
three_json(int v)
{
	return v < 0 ? json_null() : json_boolean(v);
}

static json_t *
use_json(const struct catalogue_method *m, const struct use *u)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:b, s:o, s:o, s:o, s:s, s:s?}", "method", m->name,
	    "title", m->title, "kind", catalogue_kind_name(m->kind), "permitted", u->permitted,
	    "reusable", u->reusable, "wildcard", three_json(u->wildcard), "subdomains",
	    three_json(u->subdomains), "reuse_days",
	    u->reuse_days < 0 ? json_null() : json_integer(u->reuse_days), "source", u->row->source,
	    "interpretation", u->row->interpretation);
}

static const char *
three_text(int v)
{
	return v < 0 ? "-" : v ? "yes" : "no";
}

static int
list_methods(const struct cli *cli, const struct catalogue *c, int64_t on)
{
	json_t *methods = json_array();
	char day[INSTANT_TEXT], days[16];

	if (!cli->json)
		printf("%-13s %-5s %-9s %-8s %-8s %-10s %5s  %s\n", "method", "kind", "permitted",
		    "reusable", "wildcard", "subdomains", "days", "title");
	for (size_t i = 0; i < c->method_count; i++) {
		const struct catalogue_method *m = &c->methods[i];
		struct use u = use_of(c, m, on);

		if (cli->json) {
			json_array_append_new(methods, use_json(m, &u));
			continue;
		}
		snprintf(days, sizeof days, "%d", u.reuse_days);
		printf("%-13s %-5s %-9s %-8s %-8s %-10s %5s  %s\n", m->name,
		    catalogue_kind_name(m->kind), u.permitted ? "yes" : "no",
		    u.reusable ? "yes" : "no", three_text(u.wildcard), three_text(u.subdomains),
		    u.reuse_days < 0 ? "-" : days, m->title);
	}
	if (cli->json)
		return cli_json(json_pack("{s:s, s:s, s:o}", "on", instant_format(on, day),
				    "catalogue", c->scope, "methods", methods),
		    CLI_DONE);
	json_decref(methods);
	return cli_flush(CLI_DONE);
}

static int
list_horizon(const struct cli *cli, const struct catalogue *c, int64_t after)
{
	struct horizon h = { 0 };
	json_t *changes = json_array();
	char day[INSTANT_TEXT];

	if (horizon_of(&h, c, after) < 0) {
		json_decref(changes);
		horizon_free(&h);
		return CLI_ERROR;
	}
	for (size_t i = 0; i < h.count; i++) {
		const struct horizon_change *x = &h.changes[i];

		instant_format_date(x->at, day);
		if (cli->json)
			json_array_append_new(changes, json_pack("{s:s, s:s, s:s}", "date", day,
							   "change", x->text, "source", x->source));
		else
			printf("%s  %s (%s)\n", day, x->text, x->source);
	}
	horizon_free(&h);
	if (cli->json)
		return cli_json(json_pack("{s:s, s:s, s:o}", "after", instant_format(after, day),
				    "catalogue", c->scope, "changes", changes),
		    CLI_DONE);
	json_decref(changes);
	return cli_flush(CLI_DONE);
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *on = NULL, *after = NULL, *file = NULL, *what;
	const struct opt opts[] = { { "--on", OPT_TEXT, &on }, { "--after", OPT_TEXT, &after },
		{ "--catalogue", OPT_TEXT, &file }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 1 };
	struct catalogue *c;
	int64_t t = cli->now;
	bool horizon;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	what = args.count ? args.items[0] : "";
	horizon = strcmp(what, "horizon") == 0;
	if (*what && !horizon && strcmp(what, "methods") != 0)
		return cli_usage(cli, "expected methods, horizon or nothing, found %s", what);
	if (horizon ? on != NULL : after != NULL)
		return cli_usage(cli, "expected --after with horizon, --on without it");
	on = horizon ? after : on;
	if (on && instant_parse_any(on, &t, NULL) < 0)
		return cli_usage(cli, "expected a date or an RFC 3339 time, found %s", on);
	c = catalogue_read(file);
	if (!c)
		return CLI_ERROR;
	if (horizon)
		status = list_horizon(cli, c, t);
	else
		status = *what ? list_methods(cli, c, t) : list_rules(cli, c, t, on != NULL);
	catalogue_free(c);
	return status;
}

const struct command cmd_rules = {
	.name = "rules",
	.synopsis = "rules [--on DATE]\nrules methods [--on DATE]\nrules horizon [--after DATE]",
	.summary = "show the rules, the validation methods of a date, what changes next",
	.help = "    --on DATE         the rules in effect, or the methods, on that date (default: "
		"all rules; today)\n"
		"    --after DATE      changes after that date (default: today)\n"
		"    --catalogue FILE  dated tables to read in place of those compiled in\n"
		"    --json            rules[...]; methods[{method, title, kind, permitted, "
		"reusable, wildcard,\n"
		"                      subdomains, reuse_days, source}]; changes[{date, change, "
		"source}]\n"
		"\n"
		"permitted: open to new validations on that date.  reusable: a certificate issued "
		"on that\n"
		"date may rest on a validation by this method that was made while it was open, if "
		"the limit\n"
		"on its age leaves any.  reuse_days: that limit; null before 2018, when it was in "
		"months.\n",
	.run = run,
};
