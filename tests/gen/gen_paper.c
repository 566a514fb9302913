/* What a CA has on paper: the CPS register, the plan; and what is expected of the audit. */
#include <string.h>

#include "tests/gen/gen.h"

static const char incident_cps[] =
    "title: Exempla TLS CPS\n"
    "document: tls-cps\n"
    "kind: cps\n"
    "versions:\n"
    "  - version: \"5.0\"\n"
    "    effective_from: 2020-04-01\n"
    "    methods: [3.2.2.4.2, 3.2.2.4.4, 3.2.2.4.6, 3.2.2.4.7, 3.2.2.4.18]\n"
    "    reuse_days: 825\n"
    "    max_validity_days: 398\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2020-03-20\n"
    "  - version: \"5.1\"\n"
    "    effective_from: 2020-12-15\n"
    "    published_at: 2020-12-14T16:00:00Z\n"
    "    methods: [3.2.2.4.2, 3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18]\n"
    "    reuse_days: 825\n"
    "    max_validity_days: 398\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2020-12-10\n"
    "  - version: \"5.2\"\n"
    "    effective_from: 2021-05-21\n"
    "    published_at: 2021-05-21T15:14:00Z\n"
    "    methods: [3.2.2.4.2, 3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18, 3.2.2.4.19]\n"
    "    reuse_days: 825\n"
    "    max_validity_days: 398\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2021-05-21\n"
    "    notes: adds 3.2.2.4.19, in production since December 2019\n";

/* A certificate policy repeats whatever the BRs allow; it permits nothing by itself. */
static const char incident_cp[] =
    "title: Exempla CP\n"
    "document: cp\n"
    "kind: cp\n"
    "versions:\n"
    "  - version: \"3.0\"\n"
    "    effective_from: 2020-04-01\n"
    "    methods: [3.2.2.4.2, 3.2.2.4.4, 3.2.2.4.6, 3.2.2.4.7, 3.2.2.4.13, 3.2.2.4.14, "
    "3.2.2.4.16,\n"
    "      3.2.2.4.17, 3.2.2.4.18, 3.2.2.4.19, 3.2.2.5.1, 3.2.2.5.6]\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2020-03-20\n"
    "  - version: \"3.1\"\n"
    "    effective_from: 2021-03-01\n"
    "    methods: [3.2.2.4.2, 3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.13, 3.2.2.4.14, 3.2.2.4.16, "
    "3.2.2.4.17,\n"
    "      3.2.2.4.18, 3.2.2.4.19, 3.2.2.4.20, 3.2.2.5.1, 3.2.2.5.6]\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2021-02-25\n";

static const char quarter_cps[] =
    "title: Exempla TLS CPS\n"
    "document: tls-cps\n"
    "kind: cps\n"
    "applies_to: {types: [dv, ov, iv]}\n"
    "versions:\n"
    "  - version: \"8.1\"\n"
    "    effective_from: 2025-07-10\n"
    "    methods: [3.2.2.4.4, 3.2.2.4.7, {method: 3.2.2.4.8, until: 2026-03-15, reuse_until: "
    "2026-03-15},\n"
    "      3.2.2.4.18, 3.2.2.4.19, 3.2.2.4.20, 3.2.2.5.1, 3.2.2.5.6]\n"
    "    reuse_days: 398\n"
    "    max_validity_days: 398\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2025-07-08\n"
    "  - version: \"8.2\"\n"
    "    effective_from: 2026-03-12\n"
    "    methods: [3.2.2.4.4, 3.2.2.4.7, {method: 3.2.2.4.8, until: 2026-03-15, reuse_until: "
    "2026-03-15},\n"
    "      3.2.2.4.18, 3.2.2.4.19, 3.2.2.4.20, 3.2.2.5.1, 3.2.2.5.6]\n"
    "    wildcard_methods: [3.2.2.4.4, 3.2.2.4.7]\n"
    "    ip_methods: [3.2.2.5.1, 3.2.2.5.6]\n"
    "    reuse_days: 200\n"
    "    random_value_days: 30\n"
    "    max_validity_days: 199\n"
    "    key_types: [RSA-2048, RSA-3072, RSA-4096, EC-P256, EC-P384]\n"
    "    caa_identities: [exempla-trust.net]\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2026-03-10\n"
    "  - version: \"8.3\"\n"
    "    effective_from: 2026-08-20\n"
    "    published_at: 2026-08-19T14:30:00Z\n"
    "    methods: [3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18, 3.2.2.4.19, 3.2.2.4.20, 3.2.2.5.1, "
    "3.2.2.5.6]\n"
    "    wildcard_methods: [3.2.2.4.4, 3.2.2.4.7]\n"
    "    ip_methods: [3.2.2.5.1, 3.2.2.5.6]\n"
    "    reuse_days: 200\n"
    "    random_value_days: 30\n"
    "    max_validity_days: 199\n"
    "    key_types: [RSA-2048, RSA-3072, RSA-4096, EC-P256, EC-P384]\n"
    "    caa_identities: [exempla-trust.net]\n"
    "    confirmed_by: CPS owner\n"
    "    confirmed_at: 2026-08-18\n";

static const char quarter_ev[] = "title: Exempla EV CPS\n"
				 "document: ev-cps\n"
				 "kind: cps\n"
				 "applies_to: {types: [ev]}\n"
				 "versions:\n"
				 "  - version: \"4.0\"\n"
				 "    effective_from: 2025-07-10\n"
				 "    methods: [3.2.2.4.4, 3.2.2.4.7]\n"
				 "    confirmed_by: CPS owner\n"
				 "    confirmed_at: 2025-07-08\n"
				 "  - version: \"4.1\"\n"
				 "    effective_from: 2026-03-12\n"
				 "    methods: [3.2.2.4.4, 3.2.2.4.7]\n"
				 "    max_validity_days: 199\n"
				 "    confirmed_by: CPS owner\n"
				 "    confirmed_at: 2026-03-10\n";

static const char incident_plan[] =
    "rate: 3%\n"
    "minimum: 1\n"
    "discovery: {tolerable_rate: 1%, confidence: 95%}\n"
    "strata:\n"
    "  - {name: website, where: {method: [3.2.2.4.18, 3.2.2.4.19]}}\n"
    "  - {name: rest, by: issuer}\n"
    "matrix: all\n"
    "evidence: {mpic: {not_supplied: \"MPIC did not exist yet\"}}\n";

static const char quarter_plan[] = "rate: 3%\n"
				   "minimum: 1\n"
				   "discovery: {tolerable_rate: 1%, confidence: 95%}\n"
				   "strata:\n"
				   "  - {name: ev, where: {type: ev}, rate: 6%}\n"
				   "  - {name: rest, by: issuer}\n"
				   "expansion: {tolerable_rate: 1%, risk_limit: 5%}\n"
				   "matrix: all\n";

static int
write_text(const struct gen_world *w, const char *name, const char *text)
{
	FILE *f = gen_open(w, name);

	if (f == NULL)
		return -1;
	fputs(text, f);
	return gen_close(f, name);
}

static void
put_instant(FILE *f, const char *key, int64_t at)
{
	char text[INSTANT_TEXT];

	if (at == INSTANT_NONE)
		fprintf(f, ",\n \"%s\": null", key);
	else
		fprintf(f, ",\n \"%s\": \"%s\"", key, instant_format(at, text));
}

static int
write_expected(const struct gen_world *w, const struct gen_totals *t)
{
	FILE *f = gen_open(w, "expected.json");
	const char *comma = "";

	if (f == NULL)
		return -1;
	fprintf(f, "{\"label\": \"%s\"", w->o.label);
	/* issuance is in [from, until), a period is (from, until]: a second earlier, both */
	put_instant(f, "from", w->o.from - 1);
	put_instant(f, "until", w->o.until - 1);
	fprintf(f, ",\n \"population\": %llu",
	    (unsigned long long)(t->finals + t->precert_only + t->serial_only + t->unreadable));
	fprintf(f,
	    ",\n \"final\": %llu, \"precert_only\": %llu, \"serial_only\": %llu, \"unreadable\": "
	    "%llu, "
	    "\"out_of_scope\": %llu",
	    (unsigned long long)t->finals, (unsigned long long)t->precert_only,
	    (unsigned long long)t->serial_only, (unsigned long long)t->unreadable,
	    (unsigned long long)t->out_of_scope);
	fprintf(f, ",\n \"affected\": %llu", (unsigned long long)t->affected);
	put_instant(f, "first_issued", t->affected > 0 ? t->first_affected : INSTANT_NONE);
	put_instant(f, "last_issued", t->affected > 0 ? t->last_affected : INSTANT_NONE);
	fputs(",\n \"defects\": {", f);
	for (int d = 1; d < GEN_DEFECT_COUNT; d++)
		if (w->o.defects[d] > 0) {
			fprintf(f, "%s\"%s\": %llu", comma, gen_defect_name((enum gen_defect)d),
			    (unsigned long long)w->o.defects[d]);
			comma = ", ";
		}
	fputs("}\n}\n", f);
	return gen_close(f, "expected.json");
}

int
gen_paper_write(const struct gen_world *w, const struct gen_totals *t)
{
	bool incident = w->o.story == GEN_INCIDENT;

	return write_text(w, "tls-cps.yaml", incident ? incident_cps : quarter_cps) < 0 ||
		       write_text(w, incident ? "cp.yaml" : "ev-cps.yaml",
			   incident ? incident_cp : quarter_ev) < 0 ||
		       write_text(w, "plan.yaml", incident ? incident_plan : quarter_plan) < 0 ||
		       write_expected(w, t) < 0
		   ? -1
		   : 0;
}
