#include "base/text.h"
#include "cli/bundle.h"
#include "cli/ccadb.h"
#include "ledger/db.h"

/*
 * ?1 is the population, ?2 the run.  Exact tables are read back by verification: their
 * values are of our own making and never need a guard against formulas.
 */
static const struct {
	const char *file, *sql;
	bool exact;
	enum { ALWAYS, WHOLE, REDACTED } when;	/* what may quote what was imported is left out of a redacted bundle */
} tables[] = {
	{ "sample.csv",
	    "SELECT coalesce(t.name, '') AS stratum, s.ord + 1 AS place,"
	    " lower(hex(s.fingerprint)) AS fingerprint, lower(hex(s.ticket)) AS ticket,"
	    " CASE WHEN e.id IS NULL THEN 'draw' WHEN e.kind = 'plan' THEN 'plan' ELSE 'judgement' END AS selected_by,"
	    " strftime('%Y-%m-%dT%H:%M:%SZ', coalesce(e.at, d.drawn_at), 'unixepoch') AS selected_at,"
	    " CASE c.form WHEN 0 THEN 'final' WHEN 1 THEN 'precertificate' WHEN 2 THEN 'serial' ELSE 'unreadable' END AS form"
	    " FROM sample AS s JOIN draw AS d ON d.population_id = s.population_id JOIN cert AS c ON c.id = s.cert_id"
	    " LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum"
	    " LEFT JOIN extension AS e ON e.id = s.extension_id"
	    " WHERE s.population_id = ?1 AND ?2 IS NOT NULL ORDER BY s.stratum, s.ord", true, ALWAYS },
	{ "strata.csv",
	    "SELECT name, certificates, floor, sample, extended, basis, meaning, digest FROM strata"
	    " WHERE population_id = ?1 AND ?2 IS NOT NULL ORDER BY ord", false, ALWAYS },
	{ "left_out.csv",
	    "SELECT reason, certificates FROM left_out WHERE population_id = ?1 AND ?2 IS NOT NULL ORDER BY 1",
	    false, ALWAYS },
	{ "extensions.csv",
	    "SELECT at, by, kind, certificates, reason FROM extensions WHERE population_id = ?1"
	    " AND ?2 IS NOT NULL", false, ALWAYS },
	{ "commitments.csv",
	    "SELECT label, from_at, until_at, frozen_at, frozen_by, certificates, commitment_sha256, previous,"
	    " void_reason FROM populations WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL ORDER BY population_id",
	    false, ALWAYS },
	{ "imports.csv",
	    "SELECT id, kind, file, sha256, bytes, imported_at, imported_by, program, source, query_text,"
	    " extracted_by, extracted_at, filters, zone, map_file, map_sha256, expected, read, new, known,"
	    " rejected, unknown_columns FROM imports WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL", false, ALWAYS },
	{ "rejects.csv",
	    "SELECT import_id, ord, kind, place, reason FROM rejects WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL"
	    " ORDER BY import_id, ord", false, WHOLE },
	{ "remarks.csv",
	    "SELECT import_id, ord, kind, place, text FROM remarks WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL"
	    " ORDER BY import_id, ord", false, WHOLE },
	{ "comparisons.csv",
	    "SELECT import_id, file, source, compared_at, compared_by, from_at, until_at, standing, both, ledger_only,"
	    " list_only, other, unread, apart, by_serial, without_issuer, outside, void_at, void_by, void_reason"
	    " FROM comparisons WHERE population_id = ?1 AND ?2 IS NOT NULL ORDER BY import_id", false, false },
	{ "reconciliations.csv",
	    "SELECT import_id, file, compared_at, side, sha256, serial, issuer, not_before, text"
	    " FROM reconciliations WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL ORDER BY import_id, ord", false, ALWAYS },
	{ "inventory.csv",
	    "SELECT subject, sha256, key_id, owner, in_scope, scope, reason, technically_constrained,"
	    " separately_audited, documents, crl_urls, valid_from, valid_until FROM inventory"
	    " WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL ORDER BY ca_id", false, ALWAYS },
	{ "cps_versions.csv",
	    "SELECT document, title, kind, version, standing, applies_to, effective_from, published_at,"
	    " in_force_from, in_force_until, methods, wildcard_methods, ip_methods, limits, sha256, source,"
	    " evidence, notes, confirmed_by, confirmed_at, import_id AS number FROM cps_versions"
	    " WHERE ?1 IS NOT NULL AND ?2 IS NOT NULL ORDER BY import_id, ord", false, ALWAYS },
	{ "runs.csv",
	    "SELECT run_id, kind, official, rules, rules_on, started_at, finished_at, by, program,"
	    " catalogue_sha256, import_id, certificates, exceptions FROM runs WHERE population_id = ?1"
	    " AND ?2 IS NOT NULL ORDER BY run_id", false, ALWAYS },
	{ "rules.csv",
	    "SELECT rule, version, family, title, clause, effective, until, severity, revocation,"
	    " interpretation, pass, fail, missing, error, na, ne, nt FROM run_rules WHERE run_id = ?2"
	    " AND ?1 IS NOT NULL ORDER BY ord", false, ALWAYS },
	{ "findings.csv",
	    "SELECT f.id, f.rule, f.severity, f.clause, f.title, f.value, f.document, f.source, f.where_text,"
	    " f.first_period, f.detected_at, f.aware_at, f.aware_basis, f.status, f.owner, f.due, f.root_cause,"
	    " f.effect, f.bugzilla, f.reported_at, f.repeat, f.closed_at, f.closed_by,"
	    " coalesce(r.certificates, 0) AS certificates_in_run FROM findings AS f"
	    " LEFT JOIN run_findings AS r ON r.finding = f.id AND r.run_id = ?2 WHERE ?1 IS NOT NULL ORDER BY f.id",
	    false, ALWAYS },
	{ "seals.csv",
	    "SELECT id, made_at, by, event_id, sha256, stamped_at, authority FROM seals WHERE ?1 IS NOT NULL"
	    " AND ?2 IS NOT NULL ORDER BY id", false, ALWAYS },
	{ "procedure.csv",
	    "SELECT what, subject, detail, at, by FROM procedure_exceptions WHERE population_id = ?1"
	    " AND ?2 IS NOT NULL ORDER BY class, subject", false, ALWAYS },
	{ "reviews.csv",
	    "SELECT sample_no, sha256, name, attribute, title, requirement, mark, evidence, comment, reviewer,"
	    " tester, signed_at, import_id, doubt FROM reviews WHERE population_id = ?1 AND ?2 IS NOT NULL"
	    " ORDER BY stratum_ord, ord, name_ord, attribute, reviewer", false, WHOLE },
	{ "reviews.csv",
	    "SELECT sample_no, sha256, name, attribute, title, requirement, mark, reviewer, tester, signed_at,"
	    " import_id, doubt FROM reviews WHERE population_id = ?1 AND ?2 IS NOT NULL"
	    " ORDER BY stratum_ord, ord, name_ord, attribute, reviewer", false, REDACTED },
	{ "review_progress.csv",
	    "SELECT reviewer, role, certificates, begun, marks, failing FROM review_progress"
	    " WHERE population_id = ?1 AND ?2 IS NOT NULL ORDER BY reviewer", false, ALWAYS },
};

static void
add_cell(struct text *out, const char *s, bool exact)
{
	if (exact)
		text_add(out, s);
	else
		ccadb_cell(out, s);
}

static int
write_rows(FILE *f, struct query *q, bool exact)
{
	struct text line = { 0 };
	int more, rc = -1;

	for (int i = 0; i < db_columns(q); i++)
		text_addf(&line, "%s%s", i ? "," : "", db_col_name(q, i));
	text_addc(&line, '\n');
	do {
		if (text_failed(&line)) {
			db_reset(q);
			goto out;
		}
		fwrite(line.s, 1, line.len, f);
		text_clear(&line);
		more = db_step(q);
		for (int i = 0; more > 0 && i < db_columns(q); i++) {
			if (i)
				text_addc(&line, ',');
			add_cell(&line, db_col_text(q, i), exact);
		}
		text_addc(&line, '\n');
	} while (more > 0);
	rc = more;
out:
	text_free(&line);
	return rc;
}

int
bundle_table_write(struct bundle *b)
{
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		struct query *q;
		FILE *f;
		int rc = -1;

		if (tables[i].when == (b->redact.count > 0 ? WHOLE : REDACTED))
			continue;
		q = db_query(b->l, tables[i].sql, DB(db_int(b->p.id), db_int(b->run)));
		f = q ? outdir_file(b->o, tables[i].file) : NULL;
		if (f)
			rc = write_rows(f, q, tables[i].exact);
		else
			db_reset(q);
		if (outdir_close(b->o, f) != 0 || rc != 0)
			return -1;
	}
	return 0;
}
