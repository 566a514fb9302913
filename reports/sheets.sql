-- sheets.sql - what the workbook of one population and run needs besides the ledger's views
--
-- Temporary, made by the report for itself.  stated_* hold what the command
-- computed and handed in (reports/statements.h); sheet_* are asked by
-- templates/workbook.yaml.

CREATE TEMP TABLE here (
	population_id INTEGER,		-- the population reported
	run_id INTEGER,			-- the run reported, NULL none
	program TEXT,			-- program and version that writes the workbook
	matrix_rest TEXT,		-- where rows of the Test matrix went that do not stand on it, in words
	matrix_where TEXT,		-- and which stand on it
	beside TEXT			-- where the whole of a list is that is too long for its sheet, in words; NULL: on the sheet
);

-- sentences about the figures, each with its limits
CREATE TEMP TABLE stated (place TEXT, ord INTEGER, text TEXT, limits TEXT);
-- what the sample would have seen
CREATE TEMP TABLE stated_power (affected INTEGER, detection REAL);
-- exact bounds on the number of exceptions
CREATE TEMP TABLE stated_bound (ord INTEGER, scope TEXT, certificates INTEGER, sample INTEGER, exceptions INTEGER,
	confidence REAL, estimate REAL, standard_error REAL, lower INTEGER, upper INTEGER, upper_one_sided INTEGER,
	method TEXT);
-- what BR 8.7 asks of the sample
CREATE TEMP TABLE stated_sampling (ord INTEGER, rule TEXT, catalogue_id TEXT, title TEXT, clause TEXT, severity TEXT,
	outcome TEXT, part TEXT, reason TEXT, interpretation TEXT);
-- limits of a period's rate
CREATE TEMP TABLE stated_period (population_id INTEGER PRIMARY KEY, estimate_rate REAL, lower_rate REAL, upper_rate REAL,
	chart_centre REAL, chart_lower REAL, chart_upper REAL, laney_lower REAL, laney_upper REAL, cusum REAL, cusum_limit REAL);
-- a period against the one before
CREATE TEMP TABLE stated_pair (ord INTEGER, earlier TEXT, later TEXT, p REAL, worse REAL, adjusted REAL);
-- an attribute in a period, and over all of them
CREATE TEMP TABLE stated_rule_period (population_id INTEGER, rule TEXT, sample INTEGER, failing INTEGER, lower_rate REAL,
	upper_rate REAL, PRIMARY KEY (population_id, rule)) WITHOUT ROWID;
CREATE TEMP TABLE stated_rule (rule TEXT PRIMARY KEY, severity TEXT, periods INTEGER, sample INTEGER, failing INTEGER,
	chi2 REAL, p REAL, exact REAL, adjusted REAL, direction TEXT) WITHOUT ROWID;
-- the dated methods of the Baseline Requirements
CREATE TEMP TABLE stated_method (ord INTEGER, method TEXT, title TEXT, kind TEXT, valid_from TEXT, valid_until TEXT,
	reuse_until TEXT, wildcard TEXT, wildcard_until TEXT, subdomains TEXT, subdomains_until TEXT, reuse_days INTEGER,
	mpic TEXT, source TEXT);
-- method texts as recorded, and what they mean
CREATE TEMP TABLE stated_label (text TEXT, kind INTEGER, method TEXT, PRIMARY KEY (text, kind)) WITHOUT ROWID;
-- limits of reuse by the date of issuance
CREATE TEMP TABLE stated_reuse (valid_from INTEGER, valid_until INTEGER, days INTEGER);
-- kinds of evidence the plan says are not supplied
CREATE TEMP TABLE stated_evidence (kind TEXT PRIMARY KEY, reason TEXT) WITHOUT ROWID;
-- what a cause touches in the whole ledger
CREATE TEMP TABLE stated_affected (finding INTEGER PRIMARY KEY, affected INTEGER, still_valid INTEGER, expired INTEGER,
	revoked INTEGER, first_issued INTEGER, last_issued INTEGER, as_of INTEGER, lower_bound INTEGER, heuristic TEXT,
	by_hand INTEGER);
CREATE TEMP TABLE stated_occurrence (finding INTEGER, number INTEGER, not_revoked INTEGER, PRIMARY KEY (finding, number)) WITHOUT ROWID;
CREATE TEMP TABLE stated_certificate (finding INTEGER, cert_id INTEGER, planned INTEGER, PRIMARY KEY (finding, cert_id)) WITHOUT ROWID;

-- findings that this population could know of: met first in it or before it, or added before the next was frozen
CREATE TEMP TABLE here_finding (id INTEGER PRIMARY KEY);

-- issuance of this population, counted once
CREATE TEMP TABLE here_issuance (issuer_id INTEGER, day INTEGER, issued_source INTEGER, units INTEGER,
	first_at INTEGER, last_at INTEGER);

-- what the ledger has of the units of this population, counted once
CREATE TEMP TABLE here_form (form INTEGER PRIMARY KEY, units INTEGER);

-- the other populations that were frozen up to this period
CREATE TEMP VIEW sheet_others AS
SELECT o.* FROM here AS h JOIN populations AS p ON p.population_id = h.population_id
JOIN populations AS o ON o.population_id <> p.population_id AND o.from_at <= p.from_at;

-- one row: what stands at the head of every sheet and on the cover
CREATE TEMP VIEW sheet_here AS
SELECT
	l.ca, l.ccadb_id,
	p.label,
	p.label || ': after ' || p.from_at || ' until ' || p.until_at || ' (UTC)' ||
	    coalesce(', supplement of ' || p.supplements, '') AS period,
	p.from_at, p.until_at, p.frozen_at, p.frozen_by, p.drawn_at, p.drawn_by,
	(SELECT until_at FROM populations WHERE population_id = (SELECT max(q.id) FROM population AS q
	    WHERE q.id < p.population_id AND q.supplements IS NULL
	    AND NOT EXISTS (SELECT 1 FROM population_void WHERE population_id = q.id))) AS previous_until,
	p.certificates, p.digest, p.commitment, p.commitment_sha256, p.previous, p.plan_sha256, p.nonce_source,
	p.nonce, p.seed, p.verifiable, p.void_reason,
	h.program, 'UTC' AS time_zone,
	(SELECT CASE count(*) WHEN 0 THEN 'no reviewer''s sheet came back' ELSE 'marks: ' || count(*) || ', of these fail: ' || sum(m.mark = 'fail')
	    || ', on certificates: ' || count(DISTINCT CASE m.mark WHEN 'fail' THEN m.cert_id END) END
	    FROM review_now AS m WHERE m.population_id = h.population_id) AS by_hand,
	r.run_id,
	CASE WHEN r.run_id IS NULL THEN 'no check over the sample yet'
	    ELSE 'run ' || r.run_id || ' of ' || r.finished_at || ', ' || r.program || ': ' || r.kind || ', ' || r.rules ||
	    CASE WHEN r.kind = 'what-if' OR r.rules_on IS NOT NULL THEN ', what-if, as of ' || coalesce(r.rules_on, '?')
	        ELSE ', dates then in force' END ||
	    CASE r.official WHEN 'yes' THEN '; stands for the period' ELSE '; does not stand for the period' END
	    END AS run,
	r.by AS run_by, r.finished_at AS run_at, r.program AS run_program, r.catalogue_sha256,
	(SELECT group_concat(document || ' ' || version, ', ') FROM (SELECT document, version FROM cps_now
	    WHERE withdrawn = 0 AND in_force_from <= q.until_at AND (in_force_until IS NULL OR in_force_until > q.from_at)
	    ORDER BY document, ord)) AS cps_in_force,
	(SELECT group_concat(text, ', ') FROM (SELECT text FROM stated WHERE place = 'br' ORDER BY ord)) AS br_versions,
	(SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(at), 'unixepoch') FROM event) AS as_of,
	(SELECT id || ': ' || hash FROM events ORDER BY id DESC LIMIT 1) AS event_head,
	h.matrix_rest, h.matrix_where,
	(SELECT strftime('%Y-%m-%dT%H:%M:%SZ', min(first_at), 'unixepoch') FROM here_issuance) AS first_issued,
	(SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(last_at), 'unixepoch') FROM here_issuance) AS last_issued,
	CASE WHEN q.inventory THEN 'given' ELSE 'none was given: every issuer was taken as in scope' END AS inventory,
	(SELECT words FROM compared WHERE population_id = h.population_id) AS reconciled,
	coalesce(h.beside, 'all differences stand here') AS beside
FROM here AS h
JOIN ledger AS l
JOIN populations AS p ON p.population_id = h.population_id
JOIN population AS q ON q.id = h.population_id
LEFT JOIN runs AS r ON r.run_id = h.run_id;

-- the imports: those read for this period first, then those before; of later ones what was revoked since; comparisons
-- and reviewers' sheets of earlier periods, which are no evidence here, in one line
CREATE TEMP VIEW sheet_imports AS
SELECT CASE x.place WHEN 'here' THEN 0 WHEN 'late' THEN 1 WHEN 'earlier' THEN 2 ELSE 3 END AS class, i.*,
	CASE x.place WHEN 'here' THEN 'this period' WHEN 'late' THEN 'this period, after the freeze'
	    WHEN 'earlier' THEN 'an earlier period' ELSE 'a later period' END AS belongs
FROM here AS h JOIN import_place AS x ON x.population_id = h.population_id JOIN imports AS i ON i.id = x.import_id
WHERE x.place IN ('here', 'late') OR (x.place = 'earlier' AND i.kind NOT IN ('reconcile', 'review'))
	OR i.kind IN ('crl', 'revocations')
UNION ALL
SELECT 4, NULL, i.kind, 'imports of this kind: ' || count(*), NULL, sum(i.bytes), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	NULL, NULL, NULL, NULL, sum(i.read), sum(i.new), sum(i.known), sum(i.rejected), sum(i.unaccounted), NULL, 'other periods'
FROM here AS h JOIN import_place AS x ON x.population_id = h.population_id JOIN imports AS i ON i.id = x.import_id
WHERE x.place = 'earlier' AND i.kind IN ('reconcile', 'review')
GROUP BY i.kind;

-- rejects and remarks of what was read for this period; of another import one line
CREATE TEMP VIEW sheet_rejects AS
SELECT 0 AS class, r.*
FROM here AS h JOIN import_place AS x ON x.population_id = h.population_id JOIN rejects AS r ON r.import_id = x.import_id
WHERE x.place IN ('here', 'late')
UNION ALL
SELECT 1, i.id, 0, i.kind, i.file, 'read for an earlier period, whose workbook shows them: ' || i.rejected, NULL
FROM here AS h JOIN import_place AS x ON x.population_id = h.population_id JOIN import AS i ON i.id = x.import_id
WHERE x.place = 'earlier' AND i.rejected > 0;

CREATE TEMP VIEW sheet_remarks AS
SELECT 0 AS class, r.*
FROM here AS h JOIN import_place AS x ON x.population_id = h.population_id JOIN remarks AS r ON r.import_id = x.import_id
WHERE x.place IN ('here', 'late')
UNION ALL
SELECT 1, i.id, 0, i.kind, i.file, 'read for an earlier period, whose workbook shows them: ' || (SELECT count(*) FROM remark AS r WHERE r.import_id = i.id)
FROM here AS h JOIN import_place AS x ON x.population_id = h.population_id JOIN import AS i ON i.id = x.import_id
WHERE x.place = 'earlier' AND EXISTS (SELECT 1 FROM remark AS r WHERE r.import_id = i.id);

-- comparisons with other lists that concern this period, and whether they count; the others in one line
CREATE TEMP TABLE here_comparison AS SELECT *, 0 AS concerns FROM comparisons LIMIT 0;
CREATE TEMP VIEW sheet_comparisons AS
SELECT 0 AS class, import_id, file, source, compared_at, compared_by,
	CASE WHEN coalesce(from_at, until_at) IS NULL THEN 'all'
	    ELSE 'after ' || coalesce(from_at, 'any') || ' until ' || coalesce(until_at, 'any') END AS stretch,
	standing || CASE WHEN void_at IS NULL THEN '' ELSE ' at ' || void_at || ' by ' || void_by || ': ' || void_reason END AS standing,
	both, ledger_only, list_only, other, unread, apart, by_serial, without_issuer, outside
FROM here_comparison WHERE concerns
UNION ALL
SELECT 1, NULL, 'comparisons of other periods: ' || count(*), NULL, NULL, NULL, NULL, 'in the workbooks of those', NULL, NULL, NULL,
	NULL, NULL, NULL, NULL, NULL, NULL
FROM here_comparison WHERE NOT concerns HAVING count(*) > 0;

-- their differences; of each comparison and kind the first ten stand on the sheet
CREATE TEMP VIEW sheet_differences AS
SELECT r.*, row_number() OVER (PARTITION BY r.import_id, r.side ORDER BY r.ord) <= 10 AS shown
FROM here_comparison AS c JOIN reconciliations AS r ON r.import_id = c.import_id AND r.ord > 0
WHERE c.concerns;

-- issuing CAs with what each issued; issuers that no inventory names at the end
CREATE TEMP VIEW sheet_scope AS
WITH counted AS MATERIALIZED (
	SELECT k.ca_id, CASE WHEN k.ca_id IS NULL THEN n.issuer_id END AS issuer_id, sum(n.units) AS units,
		min(n.first_at) AS first_at, max(n.last_at) AS last_at
	FROM here_issuance AS n LEFT JOIN issuer_ca AS k ON k.issuer_id = n.issuer_id GROUP BY 1, 2),
sampled AS MATERIALIZED (
	SELECT k.ca_id, CASE WHEN k.ca_id IS NULL THEN c.issuer_id END AS issuer_id, count(*) AS units
	FROM here AS h JOIN sample AS s ON s.population_id = h.population_id JOIN cert AS c ON c.id = s.cert_id
	LEFT JOIN issuer_ca AS k ON k.issuer_id = c.issuer_id GROUP BY 1, 2)
SELECT 0 AS class, i.subject, i.sha256, i.key_id, i.owner, i.in_scope, i.scope, i.reason, i.technically_constrained,
	i.separately_audited, i.documents, i.crl_urls, i.valid_from, i.valid_until,
	coalesce(n.units, 0) AS certificates, coalesce(s.units, 0) AS sampled,
	strftime('%Y-%m-%dT%H:%M:%SZ', n.first_at, 'unixepoch') AS first_issued,
	strftime('%Y-%m-%dT%H:%M:%SZ', n.last_at, 'unixepoch') AS last_issued
FROM inventory AS i LEFT JOIN counted AS n ON n.ca_id = i.ca_id LEFT JOIN sampled AS s ON s.ca_id = i.ca_id
UNION ALL
SELECT CASE WHEN j.id IS NULL THEN 2 ELSE 1 END, coalesce(j.name, 'not known: certificates that cannot be decoded'), NULL,
	nullif(lower(hex(j.key_id)), ''), NULL, CASE WHEN j.id IS NULL THEN 'in: counted' ELSE 'not in the inventory' END, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
	n.units, coalesce(s.units, 0), strftime('%Y-%m-%dT%H:%M:%SZ', n.first_at, 'unixepoch'),
	strftime('%Y-%m-%dT%H:%M:%SZ', n.last_at, 'unixepoch')
FROM counted AS n LEFT JOIN issuer AS j ON j.id = n.issuer_id
LEFT JOIN sampled AS s ON s.ca_id IS NULL AND s.issuer_id IS n.issuer_id
WHERE n.ca_id IS NULL;

-- what the ledger holds of the units of the population
CREATE TEMP VIEW sheet_forms AS
SELECT f.column1 AS ord, f.column2 AS form, f.column3 AS meaning,
	coalesce((SELECT units FROM here_form WHERE form = f.column1), 0) AS certificates
FROM (VALUES (0, 'final certificate', 'with its precertificate or without'),
	(1, 'precertificate', 'no final certificate was supplied'),
	(2, 'serial only', 'an issued serial of which no certificate was supplied'),
	(3, 'unreadable', 'bytes that cannot be decoded as a certificate')) AS f;

-- issuance by day
CREATE TEMP VIEW sheet_days AS
SELECT
	coalesce(strftime('%Y-%m-%d', day * 86400, 'unixepoch'), 'not known') AS day,
	sum(units) AS certificates,
	sum(CASE issued_source WHEN 0 THEN units ELSE 0 END) AS from_export,
	sum(CASE issued_source WHEN 1 THEN units ELSE 0 END) AS from_claim,
	sum(CASE issued_source WHEN 2 THEN units ELSE 0 END) AS from_sct,
	sum(CASE WHEN issued_source = 3 AND day IS NOT NULL THEN units ELSE 0 END) AS from_not_before,
	sum(CASE WHEN day IS NULL THEN units ELSE 0 END) AS from_nowhere
FROM here_issuance GROUP BY 1;

-- rules, with the letter they go by on the sheets
CREATE TEMP VIEW sheet_rules AS
SELECT r.*,
	CASE WHEN r.ord >= 26 THEN char(64 + r.ord / 26) ELSE '' END || char(65 + r.ord % 26) AS letter,
	CASE r.severity WHEN 'MUST' THEN 'fail, missing evidence or error is an exception'
	    ELSE 'fail, missing evidence or error is an observation, outside x' END AS deviation,
	'automated, ' || n.program AS how
FROM run_rules AS r JOIN run AS n ON n.id = r.run_id;

-- what was not tested, and why
CREATE TEMP VIEW sheet_untested AS
SELECT r.run_id, r.ord, r.letter, r.rule, r.title, r.severity, r.nt, 1 AS one,
	'no import of the ledger carries this evidence; ' || coalesce('the plan says: ' || coalesce(
	    (SELECT reason FROM stated_evidence WHERE kind = r.rule),
	    (SELECT reason FROM stated_evidence WHERE kind = r.family)), 'no reason given') AS why
FROM sheet_rules AS r WHERE r.nt > 0;

-- the test matrix, with methods and limits by the catalogue
CREATE TEMP VIEW sheet_matrix AS
SELECT m.*,
	coalesce((SELECT l.method FROM stated_label AS l WHERE l.text = m.method AND l.kind = m.name_kind),
	    CASE WHEN m.method IS NULL THEN NULL ELSE 'unknown' END) AS br_method,
	(SELECT u.days FROM stated_reuse AS u WHERE m.issued_s >= u.valid_from AND m.issued_s < u.valid_until) AS reuse_limit,
	(SELECT group_concat(k.letter || ' ' || k.rule || ': ' || CASE q.outcome WHEN 'missing' THEN 'missing evidence'
	    ELSE q.outcome END, '; ') FROM (SELECT * FROM bad_reason WHERE run_id = m.run_id AND cert_id = m.cert_id
	        AND (name_ord = m.name_ord OR (name_ord = -1 AND m.name_ord = (SELECT min(name_ord) FROM result
	            WHERE run_id = m.run_id AND cert_id = m.cert_id AND name_ord >= 0))) ORDER BY rule_ord) AS q
	    JOIN sheet_rules AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord) AS not_passed,
	h.tester, h.tested_at
FROM (SELECT *, CAST(strftime('%s', issued_at) AS INTEGER) AS issued_s FROM matrix) AS m
JOIN (SELECT r.id, r.program || ', run ' || r.id AS tester,
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch') AS tested_at FROM run AS r) AS h ON h.id = m.run_id;

-- the findings, with what each touches in this run and in the whole ledger
CREATE TEMP VIEW sheet_findings AS
SELECT f.*,
	coalesce((SELECT min(e.sample_no) FROM exceptions AS e WHERE e.run_id = h.run_id AND e.finding = f.id),
	    (SELECT min(v.sample_no) FROM review_fails AS v WHERE v.population_id = h.population_id AND v.finding = f.id)) AS sample_no,
	coalesce(q.certificates, 0) AS in_sample,
	CASE WHEN q.finding IS NULL THEN 'no' ELSE 'yes' END AS here,
	a.affected, a.still_valid, strftime('%Y-%m-%dT%H:%M:%SZ', f.as_of_s, 'unixepoch') AS as_of,
	strftime('%Y-%m-%dT%H:%M:%SZ', a.first_issued, 'unixepoch') AS first_affected,
	strftime('%Y-%m-%dT%H:%M:%SZ', a.last_issued, 'unixepoch') AS last_affected,
	CASE WHEN a.finding IS NULL THEN 'not counted' ELSE a.heuristic END AS counted_how,
	strftime('%Y-%m-%dT%H:%M:%SZ', f.aware_s + 3 * 86400, 'unixepoch') AS preliminary_due,
	strftime('%Y-%m-%dT%H:%M:%SZ', f.aware_s + 14 * 86400, 'unixepoch') AS full_due,
	CASE WHEN a.affected = 0 THEN NULL ELSE
	    strftime('%Y-%m-%dT%H:%M:%SZ', f.aware_s + f.revocation_days * 86400, 'unixepoch') END AS revocation_due,
	(f.as_of_s - f.opened_s) / 86400.0 AS age_days,
	CASE WHEN f.due_at IS NULL THEN NULL
	    WHEN coalesce(f.closed_at, strftime('%Y-%m-%dT%H:%M:%SZ', f.as_of_s, 'unixepoch')) > f.due_at THEN 'yes'
	    ELSE 'no' END AS late
FROM here AS h JOIN (SELECT *, CAST(strftime('%s', aware_at) AS INTEGER) AS aware_s,
	CAST(strftime('%s', opened_at) AS INTEGER) AS opened_s, (SELECT max(at) FROM event) AS as_of_s FROM findings
	WHERE id IN (SELECT id FROM here_finding)) AS f
LEFT JOIN run_findings AS q ON q.run_id = h.run_id AND q.finding = f.id
LEFT JOIN stated_affected AS a ON a.finding = f.id;

-- occurrences of the findings with a clock that nothing has stopped
CREATE TEMP VIEW sheet_clocks AS
SELECT o.finding, o.number, o.period, f.status, f.owner, o.met_at, o.aware_at, o.aware_basis, f.revocation_days, n.not_revoked,
	CASE WHEN n.not_revoked = 0 THEN NULL ELSE	-- no clock where nothing waits for it
	    strftime('%Y-%m-%dT%H:%M:%SZ', o.aware_s + f.revocation_days * 86400, 'unixepoch') END AS revocation_due,
	strftime('%Y-%m-%dT%H:%M:%SZ', o.aware_s + 3 * 86400, 'unixepoch') AS preliminary_due, o.preliminary_at,
	strftime('%Y-%m-%dT%H:%M:%SZ', o.aware_s + 14 * 86400, 'unixepoch') AS full_due, o.reported_at
FROM (SELECT *, CAST(strftime('%s', aware_at) AS INTEGER) AS aware_s FROM finding_occurrences) AS o
JOIN findings AS f ON f.id = o.finding
LEFT JOIN stated_occurrence AS n ON n.finding = o.finding AND n.number = o.number
WHERE o.finding IN (SELECT id FROM here_finding) AND f.status <> 'not an issue'
	AND (o.reported_at IS NULL OR (f.revocation_days IS NOT NULL AND coalesce(n.not_revoked, 1) > 0));

-- what else there is of those findings
CREATE TEMP VIEW sheet_history AS SELECT * FROM finding_events WHERE finding IN (SELECT id FROM here_finding);
CREATE TEMP VIEW sheet_actions AS SELECT * FROM action_items WHERE finding IN (SELECT id FROM here_finding);
CREATE TEMP VIEW sheet_causes AS SELECT * FROM root_causes WHERE finding IN (SELECT id FROM here_finding);

-- findings that are not closed, by age
CREATE TEMP VIEW sheet_ages AS
SELECT b.column1 AS ord, b.column2 AS age,
	(SELECT count(*) FROM sheet_findings WHERE closed_at IS NULL AND age_days >= b.column3 AND age_days < b.column4) AS findings
FROM (VALUES (1, 'up to 3 days', -1, 3), (2, '3 to 14 days', 3, 14), (3, '14 to 30 days', 14, 30),
	(4, '30 to 90 days', 30, 90), (5, 'more than 90 days', 90, 1e9)) AS b;

-- how the affected certificates were counted
CREATE TEMP VIEW sheet_extension AS
SELECT f.id, f.rule, f.value, f.document, f.in_sample,
	a.heuristic, a.affected, a.still_valid, a.expired, a.revoked,
	strftime('%Y-%m-%dT%H:%M:%SZ', a.first_issued, 'unixepoch') AS first_affected,
	strftime('%Y-%m-%dT%H:%M:%SZ', a.last_issued, 'unixepoch') AS last_affected,
	CASE WHEN a.by_hand THEN 'yes: counted are those of samples that persons looked at'
	    WHEN a.lower_bound THEN 'yes: the cause reaches the first certificate of the ledger' ELSE 'no' END AS lower_bound,
	strftime('%Y-%m-%dT%H:%M:%SZ', a.as_of, 'unixepoch') AS as_of
FROM sheet_findings AS f JOIN stated_affected AS a ON a.finding = f.id;

-- the affected certificates, in the order of CCADB's columns
CREATE TEMP VIEW sheet_affected AS
SELECT c.finding, r.*,
	CASE WHEN r.revoked_at IS NOT NULL THEN 'Yes' WHEN x.not_after < a.as_of THEN 'N/A' WHEN c.planned IS NULL THEN 'No'
	    WHEN a.as_of > c.planned THEN 'Delayed' ELSE 'Planned' END AS is_revoked,
	coalesce(r.revoked_at, CASE WHEN x.not_after >= a.as_of AND a.as_of <= c.planned
	    THEN strftime('%Y-%m-%dT%H:%M:%SZ', c.planned, 'unixepoch') END
	    ) AS revocation_date,
	CASE WHEN x.not_after < a.as_of THEN 'expired' ELSE 'valid' END AS validity,
	(SELECT min(coalesce(t.name, 'judgement') || '/' || (s.ord + 1)) FROM here AS h JOIN sample AS s ON s.population_id = h.population_id
	    AND s.cert_id = c.cert_id LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum) AS sample_no
FROM stated_certificate AS c
JOIN certificate_rows AS r ON r.cert_id = c.cert_id
JOIN cert AS x ON x.id = c.cert_id
JOIN stated_affected AS a ON a.finding = c.finding
WHERE c.finding IN (SELECT id FROM here_finding);

-- the periods to this one, with the limits of their rates
CREATE TEMP VIEW sheet_trend AS
SELECT t.*, 1.0 * t.exceptions / nullif(t.sample, 0) AS rate, b.estimate_rate, b.lower_rate, b.upper_rate,
	q.met, q.first_met, q.repeated
FROM trend AS t LEFT JOIN stated_period AS b ON b.population_id = t.population_id
LEFT JOIN trend_findings AS q ON q.population_id = t.population_id
WHERE t.from_at <= (SELECT p.from_at FROM here AS h JOIN population AS p ON p.id = h.population_id);

-- the same on charts: limits of x / n, and the sum of what exceeds a given rate
CREATE TEMP VIEW sheet_control AS
SELECT t.population_id, t.label, t.from_at, t.sample, t.exceptions, 1.0 * t.exceptions / nullif(t.sample, 0) AS rate,
	b.chart_centre, b.chart_lower, b.chart_upper, b.laney_lower, b.laney_upper, b.cusum, b.cusum_limit,
	CASE WHEN b.cusum > b.cusum_limit THEN 'CUSUM passes its limit'
	    WHEN 1.0 * t.exceptions / nullif(t.sample, 0) > b.chart_upper THEN 'above the upper limit'
	    WHEN 1.0 * t.exceptions / nullif(t.sample, 0) < b.chart_lower THEN 'below the lower limit' ELSE 'none' END AS signal
FROM trend AS t JOIN stated_period AS b ON b.population_id = t.population_id WHERE t.sample > 0;	-- no limits of nothing

-- attributes by period
CREATE TEMP VIEW sheet_trend_rules AS
SELECT t.population_id, t.label, t.from_at, t.rule, t.severity, t.judged, s.sample, s.failing,
	CASE WHEN s.rule IS NULL THEN 'not tested' ELSE 'tested' END AS tested,
	1.0 * s.failing / nullif(s.sample, 0) AS rate, s.lower_rate, s.upper_rate
FROM trend_by_rule AS t LEFT JOIN stated_rule_period AS s ON s.population_id = t.population_id AND s.rule = t.rule
WHERE t.from_at <= (SELECT p.from_at FROM here AS h JOIN population AS p ON p.id = h.population_id);

-- attributes that failed anywhere, with their trend
CREATE TEMP VIEW sheet_trend_tests AS
SELECT *, coalesce(adjusted, 2) AS place, CASE WHEN adjusted IS NULL THEN 'no test: one period, or all of them'
	WHEN adjusted < 0.05 THEN direction || ', more than chance explains at 5%'
	ELSE direction || ', no more than chance explains' END AS words
FROM stated_rule WHERE failing > 0;

-- methods relied on, counted once
CREATE TEMP TABLE here_method AS SELECT * FROM trend_by_method LIMIT 0;
CREATE TEMP VIEW sheet_methods AS
SELECT *, 1.0 * names / sum(names) OVER (PARTITION BY population_id) AS share, names - permitted - refused AS open
FROM here_method;

-- findings that are closed
CREATE TEMP VIEW sheet_closing AS
SELECT id, title, rule, closed_at, repeat,
	opened_at, (strftime('%s', closed_at) - strftime('%s', opened_at)) / 86400.0 AS days
FROM findings WHERE closed_at IS NOT NULL AND id IN (SELECT id FROM here_finding);

-- the sample with the result of the run
CREATE TEMP VIEW sheet_sample AS
SELECT s.*, CASE WHEN s.selected_by LIKE 'judgement%' THEN 'no' ELSE 'yes' END AS in_n,
	CASE WHEN s.verdict <> 'exception' THEN 'no' WHEN s.selected_by LIKE 'judgement%' THEN 'apart' ELSE 'yes' END AS in_x
FROM (SELECT s.*, coalesce((SELECT v.verdict FROM sample_verdicts AS v WHERE v.run_id = h.run_id
	AND v.population_id = s.population_id AND v.stratum_ord = s.stratum_ord AND v.ord = s.ord), 'not judged') AS verdict
    FROM here AS h JOIN samples AS s ON s.population_id = h.population_id) AS s;

-- what persons marked, a row a certificate, name and reviewer: a letter for each attribute, "-" none
CREATE TEMP VIEW sheet_reviews AS
WITH m AS MATERIALIZED (SELECT v.* FROM here AS h JOIN reviews AS v ON v.population_id = h.population_id),
k AS (SELECT DISTINCT population_id, stratum_ord, ord, name_ord, reviewer FROM m)
SELECT g.population_id, g.stratum_ord, g.ord, g.name_ord, g.reviewer, max(g.sample_no) AS sample_no, max(g.name) AS name,
	max(g.serial) AS serial, max(g.sha256) AS sha256, group_concat(coalesce(g.letter, '-'), '') AS letters,
	count(g.letter) AS marks, sum(coalesce(g.letter, '') = 'F') AS fails,
	group_concat(DISTINCT g.evidence) AS evidence, group_concat(DISTINCT g.comment) AS comment,
	group_concat(DISTINCT g.tester) AS tester, max(g.signed_at) AS signed_at, group_concat(DISTINCT g.doubt) AS doubt
FROM (SELECT k.*, m.sample_no, m.name, m.serial, m.sha256, m.evidence, m.comment, m.tester, m.signed_at, m.doubt,
	CASE m.mark WHEN 'pass' THEN 'P' WHEN 'fail' THEN 'F' WHEN 'n/a' THEN 'A' WHEN 'not tested' THEN 'T' END AS letter
	FROM k JOIN review_attribute AS a ON a.population_id = k.population_id
	LEFT JOIN m ON m.stratum_ord = k.stratum_ord AND m.ord = k.ord AND m.name_ord = k.name_ord
	    AND m.reviewer = k.reviewer AND m.attribute = a.id
	ORDER BY k.stratum_ord, k.ord, k.name_ord, k.reviewer, a.ord) AS g
GROUP BY g.population_id, g.stratum_ord, g.ord, g.name_ord, g.reviewer;

-- marks that fail, as the exceptions of a run stand
CREATE TEMP VIEW sheet_fails AS
SELECT v.*, 'review.' || v.attribute AS rule, 'by hand' AS severity, v.title || coalesce(': ' || v.comment, '') AS reason
FROM review_fails AS v;

-- exceptions to the procedure, to be counted
CREATE TEMP VIEW sheet_procedure AS
SELECT *, 1 AS one FROM procedure_exceptions
UNION ALL
SELECT h.population_id, 13, 'not met: ' || s.title, coalesce(s.part, p.label), s.rule || ' (' || s.clause || '): ' || s.reason,
	p.frozen_at, p.frozen_by, 1
FROM here AS h JOIN populations AS p ON p.population_id = h.population_id
JOIN stated_sampling AS s ON s.outcome = 'fail'
	AND s.rule NOT IN ('sampling.quarter', 'sampling.verifiable');	-- procedure_exceptions has these

-- the rules about the sample, in words
CREATE TEMP VIEW sheet_sampling AS
SELECT s.ord, s.rule, s.title, s.clause, s.severity, s.catalogue_id, coalesce(s.part, 'the whole') AS part,
	coalesce(s.reason || '. ', '') || coalesce('Reading: ' || s.interpretation, '') AS reason,
	CASE s.outcome WHEN 'na' THEN 'n/a' WHEN 'nt' THEN 'not tested' ELSE s.outcome END AS outcome
FROM stated_sampling AS s;

-- runs over the population
CREATE TEMP VIEW sheet_runs AS
SELECT r.population_id, r.run_id AS number, r.finished_at, r.by, r.kind, r.official,
	r.rules || CASE WHEN r.rules_on IS NULL THEN ', dates then in force' ELSE ', what-if as of ' || r.rules_on END AS words,
	r.catalogue_sha256, r.program
FROM runs AS r;

-- bounds and chances, with what the formulas beside them come to
CREATE TEMP VIEW sheet_bounds AS
SELECT *, 1.0 * exceptions / nullif(sample, 0) AS rate, 1.0 * upper_one_sided / nullif(certificates, 0) AS upper_rate,
	CASE WHEN ord > 0 OR (SELECT count(*) FROM stated_bound) = 1 THEN 'one stratum' ELSE CASE method WHEN 'zero' THEN
	    'product of P(X = 0)' WHEN 'fisher' THEN 'Fisher''s method' WHEN 'bonferroni' THEN 'Bonferroni''s method'
	    ELSE method END END AS combined
FROM stated_bound;

CREATE TEMP VIEW sheet_power AS
SELECT p.affected, q.count AS certificates, 1.0 * p.affected / nullif(q.count, 0) AS share, p.detection
FROM stated_power AS p JOIN here AS h JOIN population AS q ON q.id = h.population_id;
