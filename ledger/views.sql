-- views.sql - what can be computed from the facts, for people and sheets
--
-- Dropped and made anew whenever this text changes; nothing here is stored.
-- Times are shown as RFC 3339 in UTC, hashes and key ids as lower-case hex;
-- the few views marked "raw" keep numbers and blobs, for the views below them.
-- A sheet of the workbook asks a view for the rows of one population_id, or of
-- one run_id, where the view has that column.

-- ---------------------------------------------------------------- imports

CREATE VIEW imports AS
-- the imports, newest last: information produced by the entity
SELECT
	id,					-- number of the import
	kind,					-- what it held
	file,					-- name as given
	lower(hex(sha256)) AS sha256,		-- of its bytes
	bytes,					-- size
	strftime('%Y-%m-%dT%H:%M:%SZ', imported_at, 'unixepoch') AS imported_at,	-- when
	imported_by,				-- who, as stated
	program,				-- program and version
	source,					-- system it came from
	query_text,				-- query behind it
	extracted_by,				-- who extracted it
	strftime('%Y-%m-%dT%H:%M:%SZ', extracted_at, 'unixepoch') AS extracted_at,	-- when
	filters,				-- filters of the extraction, as the map states them
	zone,					-- time declarations of the map
	map_file,				-- import map
	nullif(lower(hex(map_sha256)), '') AS map_sha256,	-- hash of its bytes
	expected, read, new, known, rejected,	-- rows
	read - new - known - rejected AS unaccounted,	-- 0 where every row is accounted for
	unknown_columns				-- columns kept out
FROM import ORDER BY id;

CREATE VIEW rejects AS
-- records that could not be taken in, with place and reason
SELECT
	r.import_id,				-- number of the import
	r.ord,					-- order of the file
	i.kind,					-- what the import held
	r.place,				-- file:line, or file:offset
	r.reason,				-- expected, found
	r.record				-- first bytes, made printable
FROM reject AS r JOIN import AS i ON i.id = r.import_id;

CREATE VIEW remarks AS
-- what imports noticed without rejecting: mismatches with the DER, contradictions, duplicates
SELECT
	r.import_id,				-- number of the import
	r.ord,					-- order of the file
	r.kind,					-- mismatch, contradiction, duplicate, ...
	r.place,				-- file:line
	r.text					-- expected, found
FROM remark AS r;

CREATE VIEW reconciliations AS
-- comparisons of the ledger with other lists: the totals, then what is in one and not in the other
SELECT
	c.import_id,				-- number of the import
	i.file,					-- the list compared with
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch') AS compared_at,	-- when
	'totals' AS side,			-- where it was found
	NULL AS sha256,				-- fingerprint
	NULL AS serial,				-- serial
	NULL AS issuer,				-- issuer
	NULL AS not_before,			-- notBefore
	c.both || ' in both; ' || c.ledger_only || ' only in the ledger; ' || c.list_only || ' only in the list; ' ||
	    c.other || ' with the serial of a certificate and another fingerprint; ' || c.apart || ' that the list cannot show' ||
	    CASE WHEN coalesce(c.from_at, c.until_at) IS NULL THEN '' ELSE '; notBefore after ' ||
	        coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', c.from_at, 'unixepoch'), 'any') || ', until ' ||
	        coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', c.until_at, 'unixepoch'), 'any') END AS text,	-- in words
	0 AS ord				-- order of the list, 0 the totals
FROM comparison AS c JOIN import AS i ON i.id = c.import_id
UNION ALL
SELECT r.import_id, i.file, strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch'),
	CASE r.side WHEN 'ledger' THEN 'only in the ledger' WHEN 'list' THEN 'only in the list'
	    WHEN 'other' THEN 'same serial, other certificate' ELSE 'not in what the list shows' END,
	nullif(lower(hex(r.sha256)), ''), r.serial, r.issuer, strftime('%Y-%m-%dT%H:%M:%SZ', r.not_before, 'unixepoch'),
	r.text, r.ord
FROM reconcile AS r JOIN import AS i ON i.id = r.import_id;

CREATE VIEW review_sheet AS
-- raw: whose sample a reviewer's sheet is of: by its marks; without one, by what the history says of it
SELECT import_id, max(population_id) AS population_id FROM review_mark GROUP BY import_id
UNION ALL
SELECT i.id, max(p.id)
FROM import AS i JOIN event AS e ON e.kind = 'review-import' AND instr(e.body, '"import":' || i.id || ',"marks":0,') > 0
JOIN population AS p ON p.label = e.subject AND p.import_id < i.id
WHERE i.kind = 'review' GROUP BY i.id;

CREATE VIEW import_place AS
-- raw: how imports lie to a population: read for an earlier period (up to the freeze before), for this one, after its
-- freeze, or for a later one; a reviewer's sheet lies where the sample is that it tells of
SELECT p.id AS population_id, i.id AS import_id,
	CASE WHEN o.label = p.label THEN 'late'
	    WHEN o.from_at < p.from_at OR o.id = p.supplements THEN 'earlier'
	    WHEN o.id IS NOT NULL THEN 'later'
	    WHEN i.id <= (SELECT max(q.import_id) FROM population AS q WHERE q.until_at <= p.from_at AND q.supplements IS NULL
	        AND q.id NOT IN (SELECT population_id FROM population_void)) THEN 'earlier'
	    WHEN i.id <= p.import_id THEN 'here'
	    WHEN i.id > (SELECT min(q.import_id) FROM population AS q WHERE q.from_at >= p.until_at AND q.supplements IS NULL
	        AND q.id NOT IN (SELECT population_id FROM population_void)) THEN 'later'
	    ELSE 'late' END AS place
FROM population AS p JOIN import AS i
LEFT JOIN review_sheet AS s ON s.import_id = i.id LEFT JOIN population AS o ON o.id = s.population_id;

CREATE VIEW comparison_fit AS
-- raw: comparisons with other lists as each stands to a population, but for their repetition
SELECT
	p.id AS population_id,			-- of which population
	c.*,					-- as in comparison
	c.ledger_only + c.list_only + c.other AS differences,	-- certificates
	i.rejected AS unread,			-- records of the list that could not be read
	coalesce(i.source, i.file) AS list,	-- what is one list: its source as stated, else its file
	x.place,				-- as in import_place
	CASE WHEN v.import_id IS NOT NULL THEN 'withdrawn'
	    WHEN c.from_at >= p.until_at OR c.until_at <= p.from_at THEN 'of another time'
	    WHEN c.from_at > p.from_at OR c.until_at < p.until_at OR i.extracted_at < p.until_at THEN 'of a part of the period'
	    WHEN c.import_id > p.import_id THEN 'made after the freeze'
	    WHEN c.until_at IS NULL AND i.extracted_at IS NULL AND i.imported_at < p.until_at AND p.until_at <= p.frozen_at
	        THEN 'made before the period ended'
	    -- rows of cert ascend with the imports
	    WHEN EXISTS (SELECT 1 FROM import AS n WHERE n.kind = 'certs' AND n.new > 0 AND n.id > c.import_id AND n.id <= p.import_id)
	        AND (SELECT import_id FROM cert WHERE id = (SELECT max(cert_id) FROM population_unit WHERE population_id = p.id))
	            > c.import_id THEN 'made before certificates of the period came'
	    ELSE 'counts' END AS fit		-- in words
FROM population AS p JOIN comparison AS c JOIN import AS i ON i.id = c.import_id
JOIN import_place AS x ON x.population_id = p.id AND x.import_id = c.import_id
LEFT JOIN comparison_void AS v ON v.import_id = c.import_id;

CREATE VIEW comparisons AS
-- comparisons with other lists, as they stand to a population.  One counts for it where its stretch covers the whole
-- period, and it was made before the freeze, with all certificates of the period in the ledger; of several with one
-- list (by its source, else its file) the newest
SELECT
	f.population_id,			-- of which population
	f.import_id,				-- number of the import
	i.file,					-- the list compared with
	i.source,				-- system it came from
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch') AS compared_at,	-- when
	i.imported_by AS compared_by,		-- by whom, as stated
	strftime('%Y-%m-%dT%H:%M:%SZ', f.from_at, 'unixepoch') AS from_at,	-- notBefore after
	strftime('%Y-%m-%dT%H:%M:%SZ', f.until_at, 'unixepoch') AS until_at,	-- notBefore until
	f.both, f.ledger_only, f.list_only, f.other,	-- certificates, as in comparison
	f.differences,				-- the sum of the last three
	f.unread,				-- records of the list that could not be read
	f.apart,				-- units that the list cannot show
	f.by_serial, f.without_issuer, f.outside,	-- records of the list, as in comparison
	f.place,				-- as in import_place
	CASE WHEN f.fit = 'counts' AND f.import_id < max(CASE f.fit WHEN 'counts' THEN f.import_id END)
	        OVER (PARTITION BY f.population_id, f.list) THEN 'repeated later'
	    ELSE f.fit END AS standing,		-- counts, or why it does not
	strftime('%Y-%m-%dT%H:%M:%SZ', v.at, 'unixepoch') AS void_at,	-- withdrawn when
	v.by AS void_by,			-- by whom, as stated
	v.reason AS void_reason			-- and why
FROM comparison_fit AS f JOIN import AS i ON i.id = f.import_id
LEFT JOIN comparison_void AS v ON v.import_id = f.import_id;

CREATE VIEW compared AS
-- what the comparisons of a population come to: one row each, which every sheet and sampling.reconcile rest on
SELECT c.*,
	CASE WHEN c.lists = 0 THEN 'not tested: no other list was compared with the whole period before its freeze'
	    ELSE 'lists compared with before the freeze: ' || c.lists || ', differences: ' || c.differences ||
	        CASE WHEN c.unread > 0 THEN ', records that could not be read: ' || c.unread ELSE '' END ||
	        CASE WHEN c.apart > 0 THEN ', apart: ' || c.apart ELSE '' END END ||
	    CASE WHEN c.repeated > 0 THEN '; repeated since: ' || c.repeated || ', with differences: ' || c.repeated_differences ELSE '' END ||
	    CASE WHEN c.withdrawn > 0 THEN '; withdrawn: ' || c.withdrawn ELSE '' END ||
	    CASE WHEN c.others > 0 THEN '; that do not count: ' || c.others ELSE '' END AS words	-- all of it
FROM (SELECT p.id AS population_id,		-- of which population
	coalesce(sum(c.standing = 'counts'), 0) AS lists,	-- comparisons that count
	coalesce(sum(c.differences) FILTER (WHERE c.standing = 'counts'), 0) AS differences,
	coalesce(sum(c.ledger_only) FILTER (WHERE c.standing = 'counts'), 0) AS ledger_only,
	coalesce(sum(c.list_only) FILTER (WHERE c.standing = 'counts'), 0) AS list_only,
	coalesce(sum(c.other) FILTER (WHERE c.standing = 'counts'), 0) AS other,
	coalesce(sum(c.unread) FILTER (WHERE c.standing = 'counts'), 0) AS unread,
	coalesce(sum(c.apart) FILTER (WHERE c.standing = 'counts'), 0) AS apart,
	coalesce(sum(c.standing = 'repeated later'), 0) AS repeated,	-- earlier comparisons with the same lists
	coalesce(sum(c.differences) FILTER (WHERE c.standing = 'repeated later'), 0) AS repeated_differences,
	coalesce(sum(c.standing = 'withdrawn' AND c.place IN ('here', 'late')), 0) AS withdrawn,
	coalesce(sum(c.standing NOT IN ('counts', 'repeated later', 'withdrawn', 'of another time')
	    AND c.place IN ('here', 'late')), 0) AS others	-- that do not count
	FROM population AS p LEFT JOIN comparisons AS c ON c.population_id = p.id GROUP BY p.id) AS c;

-- ---------------------------------------------------------------- populations

CREATE VIEW official_run AS
-- raw: the run whose outcomes stand for a population: its last full one over the dates then in force
SELECT population_id, max(id) AS run_id
FROM run
WHERE population_id IS NOT NULL AND kind = 'sample' AND partial = 0 AND rules_on IS NULL
GROUP BY population_id;

CREATE VIEW populations AS
-- the frozen populations, with their draw
SELECT
	p.id AS population_id,			-- row
	p.label,				-- "2026Q3"
	(SELECT label FROM population WHERE id = p.supplements) AS supplements,	-- population it supplements
	strftime('%Y-%m-%dT%H:%M:%SZ', p.from_at, 'unixepoch') AS from_at,	-- period begins after
	strftime('%Y-%m-%dT%H:%M:%SZ', p.until_at, 'unixepoch') AS until_at,	-- cut-off, inclusive
	strftime('%Y-%m-%dT%H:%M:%SZ', p.frozen_at, 'unixepoch') AS frozen_at,	-- frozen when
	p.frozen_by,				-- by whom, as stated
	strftime('%Y-%m-%dT%H:%M:%SZ', d.drawn_at, 'unixepoch') AS drawn_at,	-- drawn when
	d.drawn_by,				-- by whom, as stated
	p.count AS certificates,		-- N
	(SELECT sum(sample) FROM stratum WHERE population_id = p.id) AS sample,	-- n of the plan
	lower(hex(p.digest)) AS digest,		-- over the sorted fingerprints
	p.commitment,				-- its text
	lower(hex(p.commitment_sha256)) AS commitment_sha256,	-- its hash
	nullif(lower(hex(p.previous)), '') AS previous,	-- hash of the commitment before
	nullif(lower(hex(p.plan_sha256)), '') AS plan_sha256,	-- hash of the plan file
	p.nonce_source,				-- where the randomness was to come from
	CAST(d.nonce AS TEXT) AS nonce,		-- the nonce
	nullif(lower(hex(d.seed)), '') AS seed,	-- SHA-256 over commitment and nonce
	CASE WHEN d.population_id IS NULL THEN 'not drawn'
	    WHEN d.verifiable THEN 'verifiable if the commitment was published before the nonce existed'
	    ELSE 'chosen by the CA, not independently verifiable' END AS verifiable,	-- in words
	p.program,				-- program and version of the freeze
	d.program AS draw_program,		-- and of the draw
	(SELECT reason FROM population_void WHERE population_id = p.id) AS void_reason	-- why it was withdrawn
FROM population AS p LEFT JOIN draw AS d ON d.population_id = p.id;

CREATE VIEW strata AS
-- strata: how many there are, how many were drawn, and what each name stands for
SELECT
	s.population_id,			-- of which population
	s.ord,					-- order of the commitment
	s.name,					-- as in the commitment
	s.meaning,				-- what its hash stands for
	s.count AS certificates,		-- N of the stratum
	CASE WHEN s.count = 0 THEN 0 ELSE max(1, (3 * s.count + 99) / 100) END AS floor,	-- 3%, rounded up, at least 1
	s.sample,				-- n of the plan
	(SELECT count(*) FROM sample AS t JOIN extension AS e ON e.id = t.extension_id AND e.kind = 'plan'
	    WHERE t.population_id = s.population_id AND t.stratum = s.ord) AS extended,	-- added by the plan's rule
	s.basis,				-- why this n
	lower(hex(s.digest)) AS digest		-- over its fingerprints
FROM stratum AS s;

CREATE VIEW left_out AS
-- what a freeze left out
SELECT
	population_id,				-- of which population
	reason,					-- why
	count AS certificates			-- how many
FROM population_out;

CREATE VIEW partner AS
-- raw: the other half of a certificate's pair
SELECT final_id AS cert_id, precert_id AS other_id, import_id FROM pair
UNION ALL
SELECT precert_id, final_id, import_id FROM pair;

CREATE VIEW unit_lead AS
-- raw: the certificate that leads the unit of a certificate: what was frozen, else the final one
SELECT
	c.id AS cert_id,			-- any certificate, precertificate, issued serial
	coalesce((SELECT u.cert_id FROM population_unit AS u WHERE u.cert_id = c.id LIMIT 1),
	    (SELECT p.other_id FROM partner AS p JOIN population_unit AS u ON u.cert_id = p.other_id
	        WHERE p.cert_id = c.id LIMIT 1),
	    (SELECT s.cert_id FROM superseded AS s JOIN population_unit AS u ON u.cert_id = s.cert_id
	        WHERE s.by_id = c.id LIMIT 1),
	    (SELECT p.final_id FROM pair AS p WHERE p.precert_id = c.id),
	    (SELECT s.by_id FROM superseded AS s WHERE s.cert_id = c.id), c.id) AS lead_id	-- cert.id
FROM cert AS c;

CREATE VIEW unit_issued AS
-- raw: units of a population with the instant that placed them in it, as frozen
SELECT
	u.population_id,			-- of which population
	u.fingerprint,				-- as frozen
	u.cert_id,				-- leading certificate
	u.stratum,				-- stratum.ord
	u.issued_source,			-- as in population_unit
	c.issuer_id,				-- issuer
	u.issued_at				-- instant
FROM population_unit AS u JOIN cert AS c ON c.id = u.cert_id;

CREATE VIEW issuance AS
-- raw: units of a population by issuer, day and source of the time
SELECT
	population_id,				-- of which population
	issuer_id,				-- issuer
	issued_at / 86400 AS day,		-- days since 1970-01-01
	issued_source,				-- as in population_unit
	count(*) AS units,			-- how many
	min(issued_at) AS first_at,		-- earliest
	max(issued_at) AS last_at		-- latest
FROM unit_issued GROUP BY population_id, issuer_id, day, issued_source;

CREATE VIEW issuance_by_day AS
-- issuance by day
SELECT
	population_id,				-- of which population
	strftime('%Y-%m-%d', day * 86400, 'unixepoch') AS day,	-- UTC day
	sum(units) AS certificates		-- issued on it
FROM issuance GROUP BY population_id, day;

CREATE VIEW issuance_by_issuer AS
-- issuance by issuer, as certificates name it
SELECT
	n.population_id,			-- of which population
	i.name AS issuer,			-- its DN
	lower(hex(i.key_id)) AS key_id,		-- its key id
	sum(n.units) AS certificates,		-- issued
	strftime('%Y-%m-%dT%H:%M:%SZ', min(n.first_at), 'unixepoch') AS first_issued,	-- the first
	strftime('%Y-%m-%dT%H:%M:%SZ', max(n.last_at), 'unixepoch') AS last_issued	-- the last
FROM issuance AS n LEFT JOIN issuer AS i ON i.id = n.issuer_id GROUP BY n.population_id, n.issuer_id;

-- ---------------------------------------------------------------- inventory

CREATE VIEW ca_now AS
-- raw: the inventory rows that count: of several with one certificate the newest
SELECT c.*
FROM ca AS c
WHERE NOT EXISTS (
	SELECT 1 FROM ca AS n
	WHERE n.id > c.id AND n.sha256 = c.sha256);

CREATE VIEW issuer_ca AS
-- raw: the inventory row of an issuer, as a freeze finds it: by key id and DN where both sides have them, a serial
-- without certificate by the CA certificate; of several the first, one in scope before one that is out
SELECT
	i.id AS issuer_id,			-- issuer
	(SELECT c.id FROM ca_now AS c
	 WHERE (length(i.dn) = 32 AND c.sha256 = i.dn)
	    OR ((c.subject_dn IS NULL OR c.subject_dn = i.dn)
	        AND CASE WHEN coalesce(c.key_id, x'') <> x'' AND i.key_id <> x'' THEN c.key_id = i.key_id
	            ELSE c.subject_dn IS NOT NULL OR c.subject = i.name END)
	 ORDER BY c.scope = 'out', c.id LIMIT 1) AS ca_id	-- ca.id, NULL where none
FROM issuer AS i;

CREATE VIEW inventory AS
-- issuing CAs and their scope
SELECT
	id AS ca_id,				-- row
	subject,				-- its subject
	lower(hex(sha256)) AS sha256,		-- of the CA certificate
	lower(hex(key_id)) AS key_id,		-- subjectKeyIdentifier
	owner,					-- CA owner
	CASE scope WHEN 'out' THEN 'out' ELSE 'in' END AS in_scope,	-- in or out
	scope,					-- tls, ev, out
	reason,					-- why out
	CASE technically_constrained WHEN 1 THEN 'yes' ELSE 'no' END AS technically_constrained,	-- BR 8.7 sample of its own
	CASE separately_audited WHEN 1 THEN 'yes' ELSE 'no' END AS separately_audited,	-- audit of its own
	documents,				-- CP/CPS documents
	crl_urls,				-- CRL URLs
	strftime('%Y-%m-%dT%H:%M:%SZ', valid_from, 'unixepoch') AS valid_from,	-- issues from
	strftime('%Y-%m-%dT%H:%M:%SZ', valid_until, 'unixepoch') AS valid_until	-- until, exclusive
FROM ca_now;

-- ---------------------------------------------------------------- sample

CREATE VIEW samples AS
-- the sample: every selected certificate, stratum by stratum, by ticket
SELECT
	s.population_id,			-- of which population
	s.stratum AS stratum_ord,		-- order of the stratum
	s.ord,					-- order within it
	coalesce(t.name, 'judgement') || '/' || (s.ord + 1) AS sample_no,	-- "rest/17": stratum and place by ticket
	coalesce(t.name, 'judgement') AS stratum,	-- name of the stratum; judgement: the plan's weighted sample
	lower(hex(s.fingerprint)) AS fingerprint,	-- as frozen
	lower(hex(s.ticket)) AS ticket,		-- SHA-256(seed || fingerprint)
	c.serial,				-- serial, hex
	i.name AS issuer,			-- issuer
	c.subject,				-- subject
	CASE c.form WHEN 0 THEN 'final certificate' WHEN 1 THEN 'precertificate' WHEN 2 THEN 'serial only'
	    ELSE 'unreadable' END AS form,	-- what the ledger has of it
	CASE WHEN e.id IS NULL THEN 'draw' WHEN e.kind = 'plan' THEN 'extension by the plan'
	    ELSE 'judgement, outside all bounds' END AS selected_by	-- how it came in
FROM sample AS s
LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum
JOIN cert AS c ON c.id = s.cert_id
LEFT JOIN issuer AS i ON i.id = c.issuer_id
LEFT JOIN extension AS e ON e.id = s.extension_id;

CREATE VIEW extensions AS
-- extensions of a sample
SELECT
	population_id,				-- of which population
	strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at,	-- when
	by,					-- by whom, as stated
	CASE kind WHEN 'plan' THEN 'by the plan' ELSE 'judgement, outside all bounds' END AS kind,	-- what kind
	count AS certificates,			-- added
	reason					-- why
FROM extension;

-- ---------------------------------------------------------------- runs and outcomes

CREATE VIEW runs AS
-- the checks
SELECT
	r.id AS run_id,				-- number of the run
	r.population_id,			-- of which population
	p.label,				-- its label
	r.kind,					-- sample, census, what-if
	CASE WHEN r.id IN (SELECT run_id FROM official_run) THEN 'yes' ELSE 'no' END AS official,	-- does it stand for the period
	CASE r.partial WHEN 1 THEN 'some rules' ELSE 'all rules' END AS rules,	-- --rule chose
	strftime('%Y-%m-%d', r.rules_on, 'unixepoch') AS rules_on,	-- date of a what-if
	strftime('%Y-%m-%dT%H:%M:%SZ', r.started_at, 'unixepoch') AS started_at,	-- began
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch') AS finished_at,	-- ended
	r.by,					-- who, as stated
	r.program,				-- program and version
	lower(hex(r.catalogue_sha256)) AS catalogue_sha256,	-- the dated tables used
	r.import_id,				-- newest import it saw
	r.certificates,				-- judged
	r.exceptions				-- of these with fail, missing or error on a MUST rule
FROM run AS r LEFT JOIN population AS p ON p.id = r.population_id;

CREATE VIEW run_rules AS
-- the rules of a run, with certificates by worst outcome
SELECT
	run_id,					-- of which run
	ord,					-- order
	rule, version, family, title, clause,	-- the rule as it was
	effective, until,			-- its dates, until exclusive
	severity,				-- MUST, SHOULD
	CASE revocation WHEN '24h' THEN '24 hours' WHEN '5d' THEN '5 days' ELSE 'none' END AS revocation,	-- BR 4.9.1.1
	interpretation, catalogue_id,		-- reading of the text; ids of the check catalogue
	pass, fail, missing, error, na, ne, nt,	-- certificates by worst outcome
	pass + fail + missing + error + na + ne + nt AS judged,	-- all of them
	CASE WHEN nt > 0 THEN 'yes' ELSE 'no' END AS not_tested	-- no import carries its evidence
FROM run_rule;

CREATE VIEW outcome_word AS
-- raw: letters of outcomes and their words
SELECT column1 AS code, column2 AS word
FROM (VALUES ('P', 'pass'), ('F', 'fail'), ('A', 'n/a'), ('N', 'not in effect'), ('M', 'missing evidence'),
	('T', 'not tested'), ('E', 'error'));

CREATE VIEW outcomes AS
-- outcomes unfolded: one row a certificate, name and rule
SELECT
	r.run_id,				-- of which run
	r.cert_id,				-- leading certificate
	c.serial,				-- its serial
	r.name_ord,				-- -1: the certificate as a whole
	n.name,					-- the name
	k.rule,					-- rule
	w.word AS outcome			-- pass, fail, n/a, ...
FROM result AS r
JOIN run_rule AS k ON k.run_id = r.run_id
JOIN outcome_word AS w ON w.code = substr(r.codes, k.ord + 1, 1)
JOIN cert AS c ON c.id = r.cert_id
LEFT JOIN cert_name AS n ON n.cert_id = r.cert_id AND n.ord = r.name_ord;

CREATE VIEW bad_reason AS
-- raw: the reasons of outcomes that are not passed; others state the reading of a text that a pass rests on
SELECT * FROM reason WHERE outcome IN ('fail', 'missing', 'error');

CREATE VIEW sample_verdicts AS
-- the sample with what a run says of each certificate
SELECT
	s.*,
	r.id AS run_id,				-- of which run
	CASE (SELECT max(k.severity = 'MUST') FROM bad_reason AS q JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
	    WHERE q.run_id = r.id AND q.cert_id = x.cert_id)
	    WHEN 1 THEN 'exception' WHEN 0 THEN 'observation'
	    ELSE CASE WHEN r.kind = 'census' OR EXISTS (SELECT 1 FROM result AS t
	        WHERE t.run_id = r.id AND t.cert_id = x.cert_id) THEN 'no exception' ELSE 'not judged' END
	    END AS verdict	-- exception: on a MUST rule; observation: on a SHOULD rule alone
FROM run AS r
JOIN sample AS x ON x.population_id = r.population_id
JOIN samples AS s ON s.population_id = x.population_id AND s.stratum_ord = x.stratum AND s.ord = x.ord;

CREATE VIEW exceptions AS
-- every outcome that is fail, missing or error, with its reason
SELECT
	q.run_id,				-- of which run
	q.cert_id,				-- leading certificate
	coalesce(t.name, 'judgement') || '/' || (s.ord + 1) AS sample_no,	-- NULL: not in the sample
	c.serial,				-- serial
	lower(hex(c.sha256)) AS sha256,		-- fingerprint
	q.name_ord,				-- -1: the certificate as a whole
	coalesce(n.name, 'whole certificate') AS name,	-- the name concerned
	k.rule,					-- rule
	k.severity,				-- MUST, SHOULD
	CASE q.outcome WHEN 'missing' THEN 'missing evidence' ELSE q.outcome END AS outcome,	-- fail, missing, error
	q.reason,				-- expected, found
	q.value, q.document,			-- cause: method or value; CPS document
	q.remark,				-- interpretation that decided, or "obtained after selection"
	f.id AS finding,			-- the finding it belongs to
	s.stratum AS stratum_ord, s.ord,	-- order of the sample
	q.rule_ord				-- order of the rule
FROM bad_reason AS q
JOIN run AS r ON r.id = q.run_id
JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
JOIN cert AS c ON c.id = q.cert_id
LEFT JOIN cert_name AS n ON n.cert_id = q.cert_id AND n.ord = q.name_ord
LEFT JOIN sample AS s ON s.population_id = r.population_id AND s.cert_id = q.cert_id
LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum
LEFT JOIN finding AS f ON f.source = 'check' AND f.rule = k.rule AND f.value = q.value
	AND f.document = q.document;

CREATE VIEW readings AS
-- outcomes that passed by a reading of the text which is marked as interpretation, or on late evidence
SELECT
	q.run_id,				-- of which run
	k.rule, k.clause, k.severity,		-- rule
	q.remark,				-- the reading
	count(DISTINCT q.cert_id) AS certificates,	-- that rest on it
	count(*) AS outcomes,			-- certificates x names
	min(coalesce(t.name, 'judgement') || '/' || (s.ord + 1)) AS example	-- one of them, as on the sample list
FROM pass_remark AS q JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
JOIN run AS r ON r.id = q.run_id
LEFT JOIN sample AS s ON s.population_id = r.population_id AND s.cert_id = q.cert_id
LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum
GROUP BY q.run_id, k.rule, q.remark;

CREATE VIEW lookback AS
-- raw: what a run says otherwise than the full run before it, by outcome: letters as in outcome_word.  A census
-- keeps exceptions only and is not compared
WITH pairs AS MATERIALIZED (
	SELECT n.id, n.population_id, (SELECT max(o.id) FROM run AS o WHERE o.population_id = n.population_id
	    AND o.id < n.id AND o.kind = 'sample' AND o.partial = 0 AND o.rules_on IS NULL) AS before_id
	FROM run AS n WHERE n.kind <> 'census')
SELECT
	run_id,					-- of which run
	population_id,				-- its population
	before_id,				-- the run it is compared with
	rule,					-- rule
	was_version, version,			-- its version then and now
	was, code,				-- letter then and now
	certificates,				-- how many
	(SELECT q.reason FROM reason AS q WHERE q.run_id = g.run_id AND q.rule_ord = g.ord AND q.cert_id = g.first
	    ORDER BY q.name_ord LIMIT 1) AS because	-- the reason of one of them
FROM (SELECT r.id AS run_id, r.population_id, r.before_id, b.ord, a.rule, a.version AS was_version, b.version,
	    substr(x.codes, a.ord + 1, 1) AS was, substr(y.codes, b.ord + 1, 1) AS code,
	    count(DISTINCT x.cert_id) AS certificates, min(x.cert_id) AS first
	FROM pairs AS r
	CROSS JOIN result AS y ON y.run_id = r.id
	CROSS JOIN result AS x ON x.run_id = r.before_id AND x.cert_id = y.cert_id AND x.name_ord = y.name_ord
	    AND x.codes <> y.codes
	CROSS JOIN run_rule AS b ON b.run_id = r.id
	CROSS JOIN run_rule AS a ON a.run_id = r.before_id AND a.rule = b.rule
	    AND substr(x.codes, a.ord + 1, 1) <> substr(y.codes, b.ord + 1, 1)
	GROUP BY r.id, b.ord, was, code) AS g;

CREATE VIEW looks_back AS
-- the full runs over a sample, and how many outcomes each changed against the one before
SELECT
	r.population_id,			-- of which population
	r.id AS run,				-- its number
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch') AS finished_at,	-- ended
	r.by,					-- who, as stated
	r.program,				-- program and version
	r.import_id,				-- newest import it saw
	r.certificates, r.exceptions,		-- judged, and of these with an exception
	(SELECT count(*) FROM lookback WHERE run_id = r.id AND before_id IS NOT NULL) AS changes	-- kinds of change, see look_back
FROM run AS r WHERE r.kind = 'sample' AND r.partial = 0 AND r.rules_on IS NULL;

CREATE VIEW look_back AS
-- what those changes are
SELECT
	b.population_id, b.run_id AS run, b.before_id AS against,	-- the run, and the one before
	b.rule, b.was_version, b.version,	-- rule, its version then and now
	(SELECT word FROM outcome_word WHERE code = b.was) AS was,	-- outcome then
	(SELECT word FROM outcome_word WHERE code = b.code) AS outcome,	-- and now
	b.certificates,				-- how many
	b.because				-- the reason of one of them
FROM lookback AS b JOIN looks_back AS r ON r.run = b.run_id;

CREATE VIEW looks_ahead AS
-- what-ifs: the newest for each date
SELECT
	r.population_id,			-- of which population
	r.id AS run,				-- its number
	strftime('%Y-%m-%d', r.rules_on, 'unixepoch') AS rules_on,	-- by the rules of which date
	CASE r.partial WHEN 1 THEN 'some rules' ELSE 'all rules' END AS rules,	-- --rule chose
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch') AS finished_at,	-- ended
	r.by,					-- who, as stated
	r.certificates,				-- judged
	r.exceptions,				-- of these would have an exception
	o.exceptions AS exceptions_now		-- and have one by the dates then in force
FROM run AS r LEFT JOIN run AS o ON o.id = (SELECT run_id FROM official_run WHERE population_id = r.population_id)
WHERE r.kind = 'what-if' AND r.id = (SELECT max(n.id) FROM run AS n WHERE n.kind = 'what-if'
	AND n.population_id = r.population_id AND n.rules_on = r.rules_on AND n.partial = r.partial);

CREATE VIEW look_ahead AS
-- what would not be met on that date, and why
SELECT
	r.population_id, r.run, r.rules_on,	-- the what-if
	k.rule, k.title, k.clause, k.severity,	-- the rule
	q.value, q.document,			-- cause: method or value; CPS document
	count(DISTINCT q.cert_id) AS certificates,	-- how many
	count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM official_run AS f JOIN run_rule AS n ON n.run_id = f.run_id
	    AND n.rule = k.rule JOIN bad_reason AS o ON o.run_id = f.run_id AND o.cert_id = q.cert_id AND o.rule_ord = n.ord
	    WHERE f.population_id = r.population_id) THEN q.cert_id END) AS already,	-- of these not met as it is
	min(q.reason) AS example		-- one of the reasons
FROM looks_ahead AS r JOIN bad_reason AS q ON q.run_id = r.run
JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
GROUP BY r.run, k.ord, q.value, q.document;

CREATE VIEW cps_now AS
-- raw: the CPS versions that count: those of the newest file of each document
SELECT v.*
FROM cps_version AS v
WHERE v.import_id = (SELECT max(f.import_id) FROM cps_file AS f WHERE f.document = v.document);

CREATE VIEW matrix AS
-- the test matrix: one row a sampled certificate and name, with the validation that counted
SELECT
	r.id AS run_id,				-- of which run
	r.population_id,			-- of which population
	s.stratum AS stratum_ord, s.ord,	-- order of the sample
	m.cert_id, m.name_ord,			-- leading certificate; order of the names, -1: without names
	coalesce(t.name, 'judgement') || '/' || (s.ord + 1) AS sample_no,	-- "rest/17"
	c.serial,				-- serial, hex
	lower(hex(s.fingerprint)) AS sha256,	-- fingerprint
	i.name AS issuer,			-- issuer
	strftime('%Y-%m-%dT%H:%M:%SZ', c.not_before, 'unixepoch') AS not_before,	-- notBefore
	strftime('%Y-%m-%dT%H:%M:%SZ', c.not_after, 'unixepoch') AS not_after,	-- notAfter
	strftime('%Y-%m-%dT%H:%M:%SZ', u.issued_at, 'unixepoch') AS issued_at,	-- issuance
	CASE u.issued_source WHEN 0 THEN 'export' WHEN 1 THEN 'claim of a validation' WHEN 2 THEN 'SCT'
	    WHEN 3 THEN 'notBefore' END AS issued_source,	-- where that comes from
	CASE c.type WHEN 1 THEN 'DV' WHEN 2 THEN 'OV' WHEN 3 THEN 'IV' WHEN 4 THEN 'EV' ELSE 'none' END AS type,	-- by reserved policy OID
	c.policy_oids,				-- policy OIDs
	n.name,					-- the name
	CASE WHEN n.name IS NULL THEN NULL WHEN n.name LIKE '*.%' THEN 'yes' ELSE 'no' END AS wildcard,	-- begins with *.
	nullif(v.adn, '') AS adn,		-- authorization domain name, as recorded
	(SELECT text FROM method WHERE id = v.method_id) AS method,	-- as recorded
	n.kind AS name_kind,			-- cert_name.kind
	v.br_version,				-- BR version, as recorded
	strftime('%Y-%m-%dT%H:%M:%SZ', v.validated_at, 'unixepoch') AS validated_at,	-- validated
	(u.issued_at - v.validated_at) / 86400.0 AS age_days,	-- age of the validation at issuance
	strftime('%Y-%m-%dT%H:%M:%SZ', v.random_created_at, 'unixepoch') AS random_created_at,	-- random value or token made
	strftime('%Y-%m-%dT%H:%M:%SZ', v.random_used_at, 'unixepoch') AS random_used_at,	-- used
	CASE WHEN v.perspectives_total IS NOT NULL THEN coalesce(v.perspectives_ok, '?') || '/' || v.perspectives_total
	    END AS mpic,			-- corroborating of remote perspectives
	v.rirs,					-- RIR regions of the corroborating
	strftime('%Y-%m-%dT%H:%M:%SZ', v.caa_checked_at, 'unixepoch') AS caa_checked_at,	-- CAA check
	v.caa_result,				-- its result
	(SELECT group_concat(w.document || ' ' || w.version, ', ') FROM
	    (SELECT * FROM cps_now ORDER BY document, ord) AS w
	    WHERE w.withdrawn = 0 AND u.issued_at >= w.in_force_from
	    AND (w.in_force_until IS NULL OR u.issued_at < w.in_force_until)
	    /* "types: dv ov; issuers: ..." */
	    AND (w.applies_to IS NULL OR w.applies_to NOT LIKE 'types:%'
	        OR substr(w.applies_to, 1, instr(w.applies_to || ';', ';') - 1) || ' ' LIKE
	            '% ' || CASE c.type WHEN 1 THEN 'dv' WHEN 2 THEN 'ov' WHEN 3 THEN 'iv' WHEN 4 THEN 'ev' END || ' %')
	    ) AS cps_in_force,			-- documents for its type in force at issuance
	CASE WHEN v.import_id IS NULL THEN NULL ELSE 'import ' || v.import_id || coalesce(': ' || v.evidence, '')
	    END AS evidence,			-- where the record comes from
	CASE WHEN v.import_id > d.import_id THEN 'obtained after selection' END AS evidence_remark,	-- later than the draw
	m.codes,				-- letters of the name
	w.codes AS certificate_codes,		-- letters of the certificate as a whole
	CASE WHEN EXISTS (SELECT 1 FROM bad_reason AS q JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
	        WHERE q.run_id = r.id AND q.cert_id = s.cert_id AND k.severity = 'MUST') THEN 'exception'
	    WHEN EXISTS (SELECT 1 FROM bad_reason AS q WHERE q.run_id = r.id AND q.cert_id = s.cert_id) THEN 'observation'
	    ELSE 'no exception' END AS verdict	-- of the certificate
FROM run AS r
JOIN sample AS s ON s.population_id = r.population_id
    AND (s.stratum >= 0 OR NOT EXISTS (SELECT 1 FROM sample AS o WHERE o.population_id = s.population_id
        AND o.cert_id = s.cert_id AND o.stratum >= 0))
LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum
JOIN result AS m ON m.run_id = r.id AND m.cert_id = s.cert_id
JOIN cert AS c ON c.id = s.cert_id
JOIN unit_issued AS u ON u.population_id = s.population_id AND u.fingerprint = s.fingerprint
LEFT JOIN issuer AS i ON i.id = c.issuer_id
LEFT JOIN cert_name AS n ON n.cert_id = m.cert_id AND n.ord = m.name_ord
LEFT JOIN result AS w ON w.run_id = m.run_id AND w.cert_id = m.cert_id AND w.name_ord = -1
LEFT JOIN draw AS d ON d.population_id = r.population_id
LEFT JOIN validation AS v ON v.hash = m.validation
	AND v.name IN (n.name, '*.' || n.name, CASE WHEN n.name LIKE '*.%' THEN substr(n.name, 3) END, '') AND (
	(v.ref_kind = 0 AND v.ref = c.sha256)
	OR (v.ref_kind = 0 AND v.ref IN (SELECT o.sha256 FROM partner AS p JOIN cert AS o
	    ON o.id = p.other_id WHERE p.cert_id = c.id))
	OR (v.ref_kind = 1 AND v.ref = CAST(c.serial AS BLOB))
	OR (v.ref_kind = 2 AND v.ref IN (SELECT CAST(l.authz_id AS BLOB) FROM link AS l
	    WHERE (l.ref_kind = 0 AND l.ref = c.sha256)
	       OR (l.ref_kind = 0 AND l.ref IN (SELECT o.sha256 FROM partner AS p JOIN cert AS o
	           ON o.id = p.other_id WHERE p.cert_id = c.id))
	       OR (l.ref_kind = 1 AND l.ref = CAST(c.serial AS BLOB))))
	OR (v.ref_kind = 3 AND v.ref IN (SELECT CAST(a.account AS BLOB) FROM (
	        SELECT c.account UNION ALL SELECT k.account FROM cert_claim AS k WHERE k.cert_id = c.id
	        UNION ALL SELECT o.account FROM partner AS p JOIN cert AS o ON o.id = p.other_id
	            WHERE p.cert_id = c.id) AS a)))
WHERE m.name_ord >= 0
   OR NOT EXISTS (SELECT 1 FROM result AS o WHERE o.run_id = m.run_id AND o.cert_id = m.cert_id AND o.name_ord >= 0);

-- ---------------------------------------------------------------- review by hand

CREATE VIEW review_preparers AS
-- who prepared what is reviewed; names are one person where lower(name) is the same (base/person.h)
SELECT id AS population_id, 0 AS ord, frozen_by AS name, 'froze the population' AS what FROM population	-- of which; order; name as stated; what was done
UNION SELECT population_id, 1, drawn_by, 'drew the sample' FROM draw
UNION SELECT population_id, 2, by, 'added to the sample' FROM extension
UNION SELECT o.population_id, 3, r.by, 'made the run that stands' FROM official_run AS o JOIN run AS r ON r.id = o.run_id
UNION SELECT p.id, 4, i.imported_by, 'imported what it was made from' FROM population AS p
JOIN import AS i ON i.kind NOT IN ('review', 'reconcile') AND i.id <= coalesce(
	(SELECT r.import_id FROM official_run AS o JOIN run AS r ON r.id = o.run_id WHERE o.population_id = p.id),
	(SELECT import_id FROM draw WHERE population_id = p.id), p.import_id);

CREATE VIEW review_now AS
-- raw: the newest mark of each reviewer
SELECT population_id, cert_id, name_ord, attribute, reviewer, max(import_id) AS import_id,	-- which mark, of which sheet
	mark, evidence, comment, tester, signed_at	-- as in review_mark
FROM review_mark
GROUP BY population_id, cert_id, name_ord, attribute, reviewer;

CREATE VIEW reviews AS
-- what persons found, with what keeps a mark from standing by itself
SELECT
	m.population_id,			-- of which population
	s.stratum AS stratum_ord, s.ord,	-- order of the sample
	m.name_ord,				-- order of the names
	coalesce(t.name, 'judgement') || '/' || (s.ord + 1) AS sample_no,	-- "rest/17"
	c.serial,				-- serial, hex
	lower(hex(s.fingerprint)) AS sha256,	-- fingerprint
	coalesce(n.name, 'whole certificate') AS name,	-- the name concerned
	m.attribute,				-- A, B, ...
	a.title, a.requirement,			-- what is tested, and by which clause
	CASE m.mark WHEN 'na' THEN 'n/a' WHEN 'nt' THEN 'not tested' ELSE m.mark END AS mark,	-- pass, fail, n/a, not tested
	nullif(m.evidence, '') AS evidence,	-- where the evidence is
	nullif(m.comment, '') AS comment,	-- in words
	m.reviewer,				-- whose sheet
	nullif(m.tester, '') AS tester,		-- who signed
	strftime('%Y-%m-%d', m.signed_at, 'unixepoch') AS signed_at,	-- when
	m.import_id,				-- the sheet
	CASE WHEN EXISTS (SELECT 1 FROM review_mark AS o WHERE o.population_id = m.population_id
	        AND o.cert_id = m.cert_id AND o.name_ord = m.name_ord AND o.attribute = m.attribute
	        AND o.reviewer <> m.reviewer AND o.mark <> m.mark
	        AND o.import_id = (SELECT max(x.import_id) FROM review_mark AS x WHERE x.population_id = o.population_id
	            AND x.cert_id = o.cert_id AND x.name_ord = o.name_ord AND x.attribute = o.attribute
	            AND x.reviewer = o.reviewer)) THEN 'another reviewer differs'
	    WHEN m.tester = '' OR m.signed_at IS NULL THEN 'not signed'
	    WHEN EXISTS (SELECT 1 FROM review_preparers AS p WHERE p.population_id = m.population_id
	        AND lower(p.name) = lower(m.tester)) THEN 'signed by who prepared it'
	    WHEN lower(m.tester) <> lower(m.reviewer) THEN 'signed by another than the reviewer'
	    WHEN m.signed_at > (SELECT i.imported_at FROM import AS i WHERE i.id = m.import_id) + 14 * 3600
	        THEN 'dated after it came back'	-- no day begins more than 14 hours before UTC's
	    WHEN m.signed_at + 36 * 3600 <= (SELECT d.drawn_at FROM draw AS d WHERE d.population_id = m.population_id)
	        THEN 'dated before the draw'	-- nor ends more than 12 hours after it
	    WHEN m.mark IN ('pass', 'fail') AND m.evidence = '' THEN 'without evidence'
	    WHEN m.mark = 'fail' AND m.comment = '' THEN 'fail without a comment'
	    END AS doubt			-- NULL: none
FROM review_now AS m
JOIN sample AS s ON s.population_id = m.population_id AND s.cert_id = m.cert_id
    AND (s.stratum >= 0 OR NOT EXISTS (SELECT 1 FROM sample AS o WHERE o.population_id = s.population_id
        AND o.cert_id = s.cert_id AND o.stratum >= 0))
LEFT JOIN stratum AS t ON t.population_id = s.population_id AND t.ord = s.stratum
JOIN cert AS c ON c.id = m.cert_id
LEFT JOIN cert_name AS n ON n.cert_id = m.cert_id AND n.ord = m.name_ord
LEFT JOIN review_attribute AS a ON a.population_id = m.population_id AND a.id = m.attribute;

CREATE VIEW review_progress AS
-- how far each reviewer is
SELECT
	r.population_id,			-- of which population
	r.reviewer,				-- name
	max(r.role) AS role,			-- as given
	count(DISTINCT r.stratum || '/' || r.ord) AS certificates,	-- shared out to this person
	count(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM review_mark AS m WHERE m.population_id = r.population_id
	    AND m.cert_id = s.cert_id AND m.reviewer = r.reviewer) THEN r.stratum || '/' || r.ord END) AS begun,	-- with a mark
	sum((SELECT max(count(DISTINCT n.name), 1) FROM cert_name AS n WHERE n.cert_id = s.cert_id AND n.kind <= 1)) *
	    (SELECT count(*) FROM review_attribute AS a WHERE a.population_id = r.population_id) AS expected,	-- marks asked for: a certificate, name and attribute each
	(SELECT count(*) FROM review_now AS m WHERE m.population_id = r.population_id
	    AND m.reviewer = r.reviewer) AS marks,	-- marks made
	(SELECT count(*) FROM review_now AS m WHERE m.population_id = r.population_id
	    AND m.reviewer = r.reviewer AND m.mark = 'fail') AS failing	-- of these fail
FROM review_assignment AS r
JOIN sample AS s ON s.population_id = r.population_id AND s.stratum = r.stratum AND s.ord = r.ord
GROUP BY r.population_id, r.reviewer;

CREATE VIEW review_fails AS
-- marks of persons that fail, with the finding they are the cause of; no part of x, which is what the rules found
SELECT v.*,
	f.id AS finding,			-- number of the finding, NULL none
	s.cert_id				-- leading certificate
FROM reviews AS v
JOIN sample AS s ON s.population_id = v.population_id AND s.stratum = v.stratum_ord AND s.ord = v.ord
LEFT JOIN finding AS f ON f.source = 'review' AND f.rule = 'review.' || v.attribute
	AND f.value = '' AND f.title = 'not met, by hand: ' || v.title
WHERE v.mark = 'fail';

-- ---------------------------------------------------------------- findings

CREATE VIEW finding_fact AS
-- raw: what events say of a finding: one row a key and event
SELECT
	CAST(e.subject AS INTEGER) AS finding,	-- number of the finding
	j.key,					-- status, owner, due, ...
	j.value,				-- as stated
	e.id AS event_id, e.at, e.actor		-- which event, when, by whom
FROM event AS e JOIN json_each(e.body) AS j
WHERE e.kind LIKE 'finding-%' AND e.kind <> 'finding-note' AND j.key <> 'rows';

CREATE VIEW finding_now AS
-- raw: the newest value of each key; a null takes an older one back
SELECT finding, key, value, max(event_id) AS event_id, at, actor
FROM finding_fact GROUP BY finding, key HAVING value IS NOT NULL;

CREATE VIEW finding_closed AS
-- raw: since when a finding is closed, for those that are: the first such status after it was open last
SELECT finding, min(event_id) AS event_id, at, actor	-- which event, when, by whom
FROM (SELECT *, max(CASE WHEN value NOT IN ('resolved', 'verified', 'not an issue') THEN event_id END)
	OVER (PARTITION BY finding) AS open_id FROM finding_fact WHERE key = 'status')
WHERE value IN ('resolved', 'verified', 'not an issue') AND event_id > coalesce(open_id, 0)
GROUP BY finding;

CREATE VIEW finding_begin AS
-- raw: the events that begin an occurrence of a finding: its opening, and each later period that met it again
SELECT
	CAST(subject AS INTEGER) AS finding,	-- number of the finding
	row_number() OVER (PARTITION BY CAST(subject AS INTEGER) ORDER BY id) AS number,	-- 1 and on
	id AS event_id, at,			-- the event
	coalesce(lead(id) OVER (PARTITION BY CAST(subject AS INTEGER) ORDER BY id), 9223372036854775807) AS next_id,	-- the event that begins the next
	(SELECT value FROM json_each(e.body) WHERE key = 'period') AS period,	-- population that met it
	(SELECT value FROM json_each(e.body) WHERE key = 'run') AS run_id	-- run that met it
FROM event AS e WHERE kind = 'finding-open'
    OR (kind = 'finding-seen' AND EXISTS (SELECT 1 FROM json_each(e.body) WHERE key = 'repeat' AND value = 'yes'));

CREATE VIEW finding_aware AS
-- raw: since when the CA is aware of each occurrence: set by a person while it was the newest, else when it was met
SELECT
	o.*,					-- the occurrence
	strftime('%Y-%m-%dT%H:%M:%SZ', o.at, 'unixepoch') AS met_at,	-- when it was met
	coalesce(o.set_at, strftime('%Y-%m-%dT%H:%M:%SZ', o.at, 'unixepoch')) AS aware_at,	-- aware
	CASE WHEN o.set_at IS NOT NULL THEN 'set by a person' WHEN o.number > 1 THEN 'as met again' ELSE 'as detected' END AS aware_basis	-- which of them
FROM (SELECT b.*, (SELECT x.value FROM finding_fact AS x WHERE x.finding = b.finding AND x.key = 'aware_at'
	AND x.event_id >= b.event_id AND x.event_id < b.next_id ORDER BY x.event_id DESC LIMIT 1) AS set_at FROM finding_begin AS b) AS o;

CREATE VIEW finding_answer AS
-- raw: what was stated to answer an occurrence: the newest before the next one, else the first after; to a later one nothing from before its awareness
SELECT
	o.finding, o.number, x.key, x.value,	-- which occurrence, what
	row_number() OVER (PARTITION BY o.finding, o.number, x.key ORDER BY x.event_id < o.next_id DESC,
	    CASE WHEN x.event_id < o.next_id THEN -x.event_id ELSE x.event_id END) AS place	-- 1: the one that counts
FROM finding_aware AS o JOIN finding_fact AS x ON x.finding = o.finding AND x.event_id >= o.event_id
WHERE x.key IN ('preliminary_at', 'reported_at', 'revoked_at') AND (o.number = 1
    OR CAST(strftime('%s', CASE length(x.value) WHEN 10 THEN x.value || 'T23:59:59Z' ELSE x.value END) AS INTEGER)
    >= CAST(strftime('%s', o.aware_at) AS INTEGER));

CREATE VIEW finding_occurrences AS
-- occurrences of the findings: each has clocks of its own; what was done by then answered the certificates of then
SELECT
	o.finding, o.number, o.period,		-- which
	(SELECT p.until_at FROM run AS r JOIN population AS p ON p.id = r.population_id WHERE r.id = o.run_id) AS until_at,	-- cut-off of that period
	o.met_at,				-- met
	o.aware_at,				-- aware: set by a person, else met
	o.aware_basis,				-- which of them
	p.value AS preliminary_at,		-- preliminary report filed
	f.value AS reported_at,			-- full report filed
	v.value AS revoked_at			-- last revocation, as stated by a person
FROM finding_aware AS o
LEFT JOIN finding_answer AS p ON p.finding = o.finding AND p.number = o.number AND p.key = 'preliminary_at' AND p.place = 1
LEFT JOIN finding_answer AS f ON f.finding = o.finding AND f.number = o.number AND f.key = 'reported_at' AND f.place = 1
LEFT JOIN finding_answer AS v ON v.finding = o.finding AND v.number = o.number AND v.key = 'revoked_at' AND v.place = 1;

CREATE VIEW findings AS
-- the findings register, as of the newest event
SELECT
	f.id,					-- number
	f.rule,					-- attribute
	coalesce((SELECT value FROM finding_now WHERE finding = f.id AND key = 'severity'), k.severity) AS severity,	-- MUST, SHOULD, or as set
	coalesce(k.clause, (SELECT value FROM finding_now WHERE finding = f.id AND key = 'requirement')) AS clause,	-- requirement, as the run that found it had it
	k.version AS rule_version,		-- version of the rule then
	f.title,				-- condition, in words
	nullif(f.value, '') AS value,		-- cause: method or value
	nullif(f.document, '') AS document,	-- cause: CPS document
	CASE f.source WHEN 'check' THEN 'check' WHEN 'review' THEN 'review by hand' ELSE 'added by ' || f.created_by END AS source,	-- how it came about
	f.where_text,				-- expression of finding add
	f.run_id,				-- run that found it first
	p.label AS first_period,		-- population of that run
	strftime('%Y-%m-%dT%H:%M:%SZ', f.created_at, 'unixepoch') AS detected_at,	-- detected
	o.aware_at,				-- aware of its newest occurrence: set by a person, else when it was met
	o.aware_basis,				-- which of them
	coalesce((SELECT value FROM finding_now WHERE finding = f.id AND key = 'status'), 'unconfirmed') AS status,	-- state
	(SELECT value FROM finding_now WHERE finding = f.id AND key = 'owner') AS owner,	-- who sees to it
	(SELECT value FROM finding_now WHERE finding = f.id AND key = 'due') AS due,	-- until when, as stated
	(SELECT CASE length(value) WHEN 10 THEN value || 'T23:59:59Z' ELSE strftime('%Y-%m-%dT%H:%M:%SZ', value) END
	    FROM finding_now WHERE finding = f.id AND key = 'due') AS due_at,	-- the same as an instant: a day counts to its end
	(SELECT value FROM finding_now WHERE finding = f.id AND key = 'root_cause') AS root_cause,	-- as written by a person
	(SELECT value FROM finding_now WHERE finding = f.id AND key = 'effect') AS effect,	-- as written by a person
	(SELECT value FROM finding_now WHERE finding = f.id AND key = 'bugzilla') AS bugzilla,	-- number or URL
	o.reported_at,				-- full report on its newest occurrence filed
	CASE coalesce((SELECT value FROM finding_now WHERE finding = f.id AND key = 'revocation'), k.revocation)
	    WHEN '24h' THEN 1 WHEN '5d' THEN 5 END AS revocation_days,	-- BR 4.9.1.1, NULL none
	(SELECT count(DISTINCT value) FROM finding_fact WHERE finding = f.id AND key = 'run') AS runs,	-- runs that met it
	CASE WHEN coalesce((SELECT value FROM finding_now WHERE finding = f.id AND key = 'repeat'), 0) IN (1, 'yes', 'true')
	    THEN 'yes' ELSE 'no' END AS repeat,	-- came back in a later period
	strftime('%Y-%m-%dT%H:%M:%SZ', coalesce((SELECT at FROM finding_now WHERE finding = f.id AND key = 'reopened'),
	    f.created_at), 'unixepoch') AS opened_at,	-- detected, or met again after it was closed
	(SELECT strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') FROM finding_closed
	    WHERE finding = f.id) AS closed_at,	-- resolved, verified or not an issue since
	CASE WHEN (SELECT value FROM finding_now WHERE finding = f.id AND key = 'status')
	        IN ('resolved', 'verified', 'not an issue')
	    THEN (SELECT actor FROM finding_now WHERE finding = f.id AND key = 'status') END AS closed_by	-- by whom, as stated
FROM finding AS f
LEFT JOIN finding_occurrences AS o ON o.finding = f.id
    AND o.number = (SELECT max(number) FROM finding_begin WHERE finding = f.id)
LEFT JOIN run_rule AS k ON k.run_id = f.run_id AND k.rule = f.rule
LEFT JOIN run AS r ON r.id = f.run_id
LEFT JOIN population AS p ON p.id = r.population_id;

CREATE VIEW run_findings AS
-- findings in a run: how many certificates and names of it each cause touches; those by hand in every run over the sample
SELECT
	q.run_id,				-- of which run
	f.id AS finding,			-- number
	count(DISTINCT q.cert_id) AS certificates,	-- certificates with it
	count(*) AS outcomes			-- certificates x names
FROM bad_reason AS q
JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
JOIN finding AS f ON f.source = 'check' AND f.rule = k.rule AND f.value = q.value AND f.document = q.document
GROUP BY q.run_id, f.id
UNION ALL
SELECT r.id, v.finding, count(DISTINCT v.cert_id), count(*)
FROM review_fails AS v JOIN run AS r ON r.population_id = v.population_id AND r.kind = 'sample'
WHERE v.finding IS NOT NULL
GROUP BY r.id, v.finding;

CREATE VIEW finding_number AS
-- raw: the numbered keys of findings, action.N.* and cause.N.*
SELECT DISTINCT
	finding,				-- number of the finding
	substr(key, 1, instr(key, '.') - 1) AS what,	-- action, cause
	CAST(substr(key, instr(key, '.') + 1) AS INTEGER) AS number	-- N
FROM finding_now WHERE key LIKE 'action.%.%' OR key LIKE 'cause.%.%';

CREATE VIEW action_items AS
-- action items of the findings, as persons set them
SELECT
	n.finding, n.number,			-- which
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'action.' || n.number || '.item') AS item,	-- what is to be done
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'action.' || n.number || '.kind') AS kind,	-- Prevent, Mitigate, Detect
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'action.' || n.number || '.causes') AS causes,	-- contributing factors it answers
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'action.' || n.number || '.criteria') AS criteria,	-- how its success is judged
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'action.' || n.number || '.due') AS due,	-- until when
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'action.' || n.number || '.status') AS status	-- Complete, Ongoing, Delayed
FROM finding_number AS n WHERE n.what = 'action';

CREATE VIEW root_causes AS
-- contributing factors of the findings, as persons wrote them
SELECT
	n.finding, n.number,			-- which
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'cause.' || n.number || '.title') AS title,	-- in few words
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'cause.' || n.number || '.description') AS description,	-- in words
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'cause.' || n.number || '.timeline') AS timeline,	-- in words
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'cause.' || n.number || '.detection') AS detection,	-- in words
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'cause.' || n.number || '.interaction') AS interaction,	-- with other factors
	(SELECT value FROM finding_now AS x WHERE x.finding = n.finding AND x.key = 'cause.' || n.number || '.methodology') AS methodology	-- by which it was found
FROM finding_number AS n WHERE n.what = 'cause';

CREATE VIEW finding_events AS
-- the history of the findings
SELECT
	CAST(subject AS INTEGER) AS finding,	-- number of the finding
	id AS event_id,				-- number of the event
	strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at,	-- when
	actor,					-- who, as stated
	kind,					-- what
	CASE instr(body, ',"rows":{') WHEN 0 THEN body	-- JSON, without the digests of rows
		ELSE substr(body, 1, instr(body, ',"rows":{') - 1) || '}' END AS body
FROM event WHERE kind LIKE 'finding-%';

CREATE VIEW revocations AS
-- a revocation of a certificate, the earliest seen, by serial and issuer
SELECT
	c.id AS cert_id,			-- certificate
	strftime('%Y-%m-%dT%H:%M:%SZ', min(v.revoked_at), 'unixepoch') AS revoked_at,	-- as stated
	v.reason,				-- CRLReason, -1 not stated
	v.source				-- crl, list, export
FROM cert AS c JOIN revocation AS v ON v.serial = c.serial AND v.issuer_id IN (0, c.issuer_id)
GROUP BY c.id;

CREATE VIEW certificate_rows AS
-- certificates as an incident report lists them, in the order of CCADB's guidelines
SELECT
	c.id AS cert_id,			-- leading certificate
	coalesce(CASE c.form WHEN 1 THEN lower(hex(c.sha256)) END,
	    (SELECT lower(hex(o.sha256)) FROM pair AS p JOIN cert AS o ON o.id = p.precert_id WHERE p.final_id = c.id),
	    'N/A') AS precert_sha256,		-- of the precertificate
	coalesce(CASE c.form WHEN 0 THEN lower(hex(c.sha256)) END,
	    (SELECT lower(hex(o.sha256)) FROM pair AS p JOIN cert AS o ON o.id = p.final_id WHERE p.precert_id = c.id),
	    'N/A') AS cert_sha256,		-- of the final certificate
	c.subject,				-- subject
	coalesce(i.name, 'N/A') AS issuer,	-- issuer
	strftime('%Y-%m-%dT%H:%M:%SZ', c.not_before, 'unixepoch') AS not_before,	-- notBefore
	strftime('%Y-%m-%dT%H:%M:%SZ', c.not_after, 'unixepoch') AS not_after,	-- notAfter
	c.serial,				-- serial, hex
	(SELECT group_concat(name, ', ') FROM (SELECT name FROM cert_name
	    WHERE cert_id = c.id AND kind = 0 ORDER BY ord)) AS dns_names,	-- dNSNames
	r.revoked_at,				-- revoked, NULL not known to be
	CASE r.reason WHEN 0 THEN 'unspecified' WHEN 1 THEN 'keyCompromise' WHEN 3 THEN 'affiliationChanged'
	    WHEN 4 THEN 'superseded' WHEN 5 THEN 'cessationOfOperation' WHEN 6 THEN 'certificateHold'
	    WHEN 9 THEN 'privilegeWithdrawn' WHEN 2 THEN 'cACompromise' WHEN 10 THEN 'aACompromise'
	    WHEN -1 THEN 'not stated' END AS revocation_reason	-- CRLReason in words
FROM cert AS c
LEFT JOIN issuer AS i ON i.id = c.issuer_id
LEFT JOIN revocations AS r ON r.cert_id = c.id;

-- ---------------------------------------------------------------- CPS register

CREATE VIEW cps_versions AS
-- the CPS register: documents and versions, those that an added file replaced too
SELECT
	v.document, v.title, v.kind,		-- which document
	v.version,				-- as stated
	CASE WHEN v.import_id = (SELECT max(import_id) FROM cps_file WHERE document = v.document)
	    THEN CASE v.withdrawn WHEN 1 THEN 'withdrawn' ELSE 'counts' END
	    ELSE 'replaced by a later file' END AS standing,	-- does it count
	v.applies_to,				-- NULL all
	strftime('%Y-%m-%dT%H:%M:%SZ', v.effective_from, 'unixepoch') AS effective_from,	-- as stated
	strftime('%Y-%m-%dT%H:%M:%SZ', v.published_at, 'unixepoch') AS published_at,	-- as stated
	strftime('%Y-%m-%dT%H:%M:%SZ', v.in_force_from, 'unixepoch') AS in_force_from,	-- the later of the two
	strftime('%Y-%m-%dT%H:%M:%SZ', v.in_force_until, 'unixepoch') AS in_force_until,	-- exclusive, NULL open
	CASE WHEN v.methods IS NULL THEN 'not stated' WHEN v.methods = '' THEN 'none' ELSE v.methods END AS methods,	-- permitted
	v.wildcard_methods, v.ip_methods,	-- for wildcards, for addresses
	v.limits,				-- reuse and other limits
	v.sha256,				-- hash of the document, as stated
	v.source, v.evidence, v.notes,		-- as stated
	v.confirmed_by,				-- the person who confirmed it
	strftime('%Y-%m-%dT%H:%M:%SZ', v.confirmed_at, 'unixepoch') AS confirmed_at,	-- when
	v.import_id, v.ord			-- file it stands in, order
FROM cps_version AS v;

CREATE VIEW cps_gaps AS
-- what is between two versions of a document: nothing, a gap, an overlap
SELECT
	document,				-- which document
	version,				-- the earlier version
	next_version,				-- the later
	strftime('%Y-%m-%dT%H:%M:%SZ', in_force_until, 'unixepoch') AS ends,	-- the earlier ends
	strftime('%Y-%m-%dT%H:%M:%SZ', next_from, 'unixepoch') AS begins,	-- the later begins
	CASE WHEN in_force_until < next_from THEN 'gap: no version in force' ELSE 'overlap: two versions in force'
	    END AS what				-- in words
FROM (
	SELECT document, version, in_force_until,
		lead(version) OVER w AS next_version, lead(in_force_from) OVER w AS next_from
	FROM cps_now WHERE withdrawn = 0 AND in_force_from IS NOT NULL
	WINDOW w AS (PARTITION BY document ORDER BY in_force_from, ord))
WHERE next_from IS NOT NULL AND in_force_until IS NOT NULL AND in_force_until <> next_from;

-- ---------------------------------------------------------------- procedure

CREATE VIEW procedure_exceptions AS
-- exceptions to the procedure itself, for one population
SELECT p.id AS population_id, 10 AS class,	-- of which population; order
	'rejected rows' AS what,		-- what kind
	'import ' || i.id || ' (' || i.file || ')' AS subject,	-- concerning what
	i.rejected || ' of ' || i.read || CASE i.read WHEN 1 THEN ' record' ELSE ' records' END || ' could not be taken in' AS detail,	-- in words
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch') AS at,	-- when
	i.imported_by AS by			-- by whom, as stated
FROM population AS p JOIN import_place AS x ON x.population_id = p.id AND x.place IN ('here', 'late')
JOIN import AS i ON i.id = x.import_id AND i.rejected > 0
UNION ALL
SELECT x.population_id, 10, 'rejected rows of imports for earlier periods', 'imports: ' || count(*),
	'records: ' || sum(i.rejected) || '; the workbooks of those periods show them', NULL, NULL
FROM import_place AS x JOIN import AS i ON i.id = x.import_id AND i.rejected > 0
WHERE x.place = 'earlier' GROUP BY x.population_id
UNION ALL
SELECT p.id, 11, 'rows expected and read differ', 'import ' || i.id || ' (' || i.file || ')',
	'expected ' || i.expected || ', read ' || i.read,
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch'), i.imported_by
FROM population AS p JOIN import_place AS x ON x.population_id = p.id AND x.place IN ('here', 'late')
JOIN import AS i ON i.id = x.import_id AND i.expected <> i.read
UNION ALL
SELECT p.id, 12, CASE r.kind WHEN 'same serial' THEN 'certificates share issuer and serial'
	ELSE 'remarks of an import' END,
	'import ' || i.id || ' (' || i.file || ')', count(*) || CASE count(*) WHEN 1 THEN ' remark' ELSE ' remarks' END || ' of kind ' || r.kind,
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch'), i.imported_by
FROM population AS p JOIN import_place AS x ON x.population_id = p.id AND x.place IN ('here', 'late')
JOIN import AS i ON i.id = x.import_id JOIN remark AS r ON r.import_id = i.id
GROUP BY p.id, i.id, r.kind
UNION ALL
SELECT c.population_id, 14, 'comparison with another list withdrawn', 'import ' || c.import_id || ' (' || c.file || ')',
	'differences: ' || c.differences || ', records that could not be read: ' || c.unread || '; ' || c.void_reason,
	c.void_at, c.void_by
FROM comparisons AS c WHERE c.standing = 'withdrawn' AND c.place IN ('here', 'late')
UNION ALL
SELECT c.population_id, 15, 'comparison with differences, repeated later', 'import ' || c.import_id || ' (' || c.file || ')',
	'differences: ' || c.differences || ', records that could not be read: ' || c.unread, c.compared_at, c.compared_by
FROM comparisons AS c WHERE c.standing = 'repeated later' AND c.differences + c.unread > 0
UNION ALL
SELECT c.population_id, 16, 'comparison that does not count', 'import ' || c.import_id || ' (' || c.file || ')',
	c.standing || '; differences: ' || c.differences, c.compared_at, c.compared_by
FROM comparisons AS c WHERE c.standing NOT IN ('counts', 'repeated later', 'withdrawn', 'of another time')
	AND c.place IN ('here', 'late')
UNION ALL
SELECT p.id, 20, 'no inventory of issuing CAs', p.label, 'every issuer was taken as in scope',
	strftime('%Y-%m-%dT%H:%M:%SZ', p.frozen_at, 'unixepoch'), p.frozen_by
FROM population AS p WHERE p.inventory = 0
UNION ALL
SELECT p.id, 21, 'certificates expected and frozen differ', p.label,
	'expected ' || p.expected || ', frozen ' || p.count,
	strftime('%Y-%m-%dT%H:%M:%SZ', p.frozen_at, 'unixepoch'), p.frozen_by
FROM population AS p WHERE p.expected IS NOT NULL AND p.expected <> p.count
UNION ALL
SELECT p.id, 22, 'withdrawn commitment', v.label,
	'SHA-256 ' || lower(hex(v.commitment_sha256)) || ': ' || x.reason,
	strftime('%Y-%m-%dT%H:%M:%SZ', x.at, 'unixepoch'), x.by
FROM population AS p JOIN population AS v ON v.label = p.label OR v.id = p.id
JOIN population_void AS x ON x.population_id = v.id
UNION ALL
SELECT p.id, 23, 'certificates found late', s.label,
	s.count || CASE s.count WHEN 1 THEN ' certificate' ELSE ' certificates' END || ' of this period frozen as a supplement',
	strftime('%Y-%m-%dT%H:%M:%SZ', s.frozen_at, 'unixepoch'), s.frozen_by
FROM population AS p JOIN population AS s ON s.supplements = p.id
UNION ALL
SELECT p.id, 24, 'period longer than a quarter', p.label,
	((p.until_at - p.from_at) / 86400) || ' days from the previous cut-off',
	strftime('%Y-%m-%dT%H:%M:%SZ', p.until_at, 'unixepoch'), p.frozen_by
FROM population AS p WHERE p.supplements IS NULL AND p.until_at - p.from_at > 92 * 86400
UNION ALL
SELECT p.id, 30, 'sample not drawn', p.label, 'the population is frozen and no sample was taken',
	strftime('%Y-%m-%dT%H:%M:%SZ', p.frozen_at, 'unixepoch'), p.frozen_by
FROM population AS p WHERE NOT EXISTS (SELECT 1 FROM draw WHERE population_id = p.id)
UNION ALL
SELECT p.id, 31, 'sample chosen by the CA', p.label,
	CASE d.nonce_given WHEN 1 THEN 'a nonce was given and no source of it was committed'
	    ELSE 'the nonce was taken from the system' END || ': not independently verifiable',
	strftime('%Y-%m-%dT%H:%M:%SZ', d.drawn_at, 'unixepoch'), d.drawn_by
FROM population AS p JOIN draw AS d ON d.population_id = p.id WHERE d.verifiable = 0
UNION ALL
SELECT p.id, 32, 'late draw', p.label, ((d.drawn_at - p.until_at) / 86400) || ' days after the cut-off',
	strftime('%Y-%m-%dT%H:%M:%SZ', d.drawn_at, 'unixepoch'), d.drawn_by
FROM population AS p JOIN draw AS d ON d.population_id = p.id WHERE d.drawn_at - p.until_at > 31 * 86400
UNION ALL
SELECT p.id, 33, 'second draw refused', e.subject,
	'asked for' || CASE WHEN e.body LIKE '{"nonce":"%' THEN ' with the nonce ' || substr(e.body, 10, length(e.body) - 10)
	    WHEN e.body LIKE '{"nonce":null%' THEN ' without a nonce' ELSE '' END || '; the sample drawn before stands',
	strftime('%Y-%m-%dT%H:%M:%SZ', e.at, 'unixepoch'), e.actor
FROM population AS p JOIN event AS e ON e.kind = 'draw-refused' AND e.subject = p.label
UNION ALL
SELECT p.id, 34, 'judgement sample, outside all bounds', p.label,
	x.count || CASE x.count WHEN 1 THEN ' certificate: ' ELSE ' certificates: ' END || x.reason,
	strftime('%Y-%m-%dT%H:%M:%SZ', x.at, 'unixepoch'), x.by
FROM population AS p JOIN extension AS x ON x.population_id = p.id AND x.kind = 'judgement'
UNION ALL
SELECT p.id, 35, 'extension by the plan', p.label,
	x.count || CASE x.count WHEN 1 THEN ' certificate: ' ELSE ' certificates: ' END || x.reason,
	strftime('%Y-%m-%dT%H:%M:%SZ', x.at, 'unixepoch'), x.by
FROM population AS p JOIN extension AS x ON x.population_id = p.id AND x.kind = 'plan'
UNION ALL
SELECT p.id, 40, 'evidence imported after selection', 'import ' || i.id || ' (' || i.file || ')',
	i.new || CASE i.new WHEN 1 THEN ' record' ELSE ' records' END || ' (' || i.kind || ') new to the ledger after the draw',
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch'), i.imported_by
FROM population AS p JOIN draw AS d ON d.population_id = p.id JOIN import_place AS x ON x.population_id = p.id
	AND x.place IN ('here', 'late') JOIN import AS i ON i.id = x.import_id AND i.id > d.import_id AND i.kind IN ('validations', 'links', 'certs', 'cps') AND i.new > 0
UNION ALL
SELECT p.id, 41, 'run withdrawn by a later one', 'run ' || r.id,
	'exceptions: ' || r.exceptions || ', certificates judged: ' || r.certificates || '; run ' || o.run_id || ' stands',
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch'), r.by
FROM population AS p JOIN official_run AS o ON o.population_id = p.id
JOIN run AS s ON s.id = o.run_id
JOIN run AS r ON r.population_id = p.id AND r.id <> o.run_id AND r.kind = 'sample' AND r.partial = 0
	AND r.rules_on IS NULL
WHERE r.program <> s.program OR r.catalogue_sha256 <> s.catalogue_sha256	-- the same again tells nothing new
	OR EXISTS (SELECT 1 FROM import WHERE id > r.import_id AND id <= s.import_id AND kind NOT IN ('review', 'reconcile'))
	OR EXISTS (SELECT cert_id, name_ord, codes, validation FROM result WHERE run_id = r.id
	    EXCEPT SELECT cert_id, name_ord, codes, validation FROM result WHERE run_id = s.id)
	OR EXISTS (SELECT cert_id, name_ord FROM result WHERE run_id = s.id
	    EXCEPT SELECT cert_id, name_ord FROM result WHERE run_id = r.id)
UNION ALL
SELECT p.id, 42, 'missing evidence', k.rule,
	count(DISTINCT q.cert_id) || CASE count(DISTINCT q.cert_id) WHEN 1 THEN ' certificate' ELSE ' certificates' END ||
	': the source is connected and the record is absent',
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch'), r.by
FROM population AS p JOIN official_run AS o ON o.population_id = p.id JOIN run AS r ON r.id = o.run_id
JOIN reason AS q ON q.run_id = r.id AND q.outcome = 'missing'	-- once where a certificate itself is missing
JOIN run_rule AS k ON k.run_id = r.id AND k.ord = q.rule_ord
GROUP BY p.id, k.ord
UNION ALL
SELECT p.id, 43, 'not tested', k.rule, 'no import of the ledger carries this evidence',
	strftime('%Y-%m-%dT%H:%M:%SZ', r.finished_at, 'unixepoch'), r.by
FROM population AS p JOIN official_run AS o ON o.population_id = p.id JOIN run AS r ON r.id = o.run_id
JOIN run_rule AS k ON k.run_id = r.id AND k.nt > 0
UNION ALL
SELECT p.id, 44, 'no check', p.label, 'no full run over the dates then in force',
	strftime('%Y-%m-%dT%H:%M:%SZ', p.frozen_at, 'unixepoch'), p.frozen_by
FROM population AS p WHERE NOT EXISTS (SELECT 1 FROM official_run WHERE population_id = p.id)
UNION ALL
SELECT p.id, 45, 'imports after the check', 'import ' || i.id || ' (' || i.file || ')',
	'not seen by run ' || o.run_id,
	strftime('%Y-%m-%dT%H:%M:%SZ', i.imported_at, 'unixepoch'), i.imported_by
FROM population AS p JOIN official_run AS o ON o.population_id = p.id JOIN run AS r ON r.id = o.run_id
JOIN import_place AS x ON x.population_id = p.id AND x.place IN ('here', 'late')
JOIN import AS i ON i.id = x.import_id AND i.id > r.import_id AND i.kind IN ('validations', 'links', 'cps', 'lint') AND i.new > 0
UNION ALL
SELECT v.population_id, 46, 'review by hand not finished', v.reviewer,
	v.certificates - v.begun || ' of ' || v.certificates || CASE v.certificates WHEN 1 THEN ' certificate' ELSE ' certificates' END ||
	' without a mark', NULL, NULL
FROM review_progress AS v WHERE v.begun < v.certificates
UNION ALL
SELECT v.population_id, 47, 'review by hand in doubt', v.doubt, count(*) || CASE count(*) WHEN 1 THEN ' mark' ELSE ' marks' END, NULL, NULL
FROM reviews AS v WHERE v.doubt IS NOT NULL
GROUP BY v.population_id, v.doubt;

-- ---------------------------------------------------------------- over time

CREATE VIEW trend AS
-- the periods in their order: N, n and x of the official run; supplements and withdrawn ones are not periods
SELECT
	p.id AS population_id,			-- population
	p.label,				-- its label
	p.from_at,				-- raw, for the order
	strftime('%Y-%m-%dT%H:%M:%SZ', p.until_at, 'unixepoch') AS until_at,	-- cut-off
	p.count AS certificates,		-- N
	o.run_id,				-- official run
	CASE WHEN o.run_id IS NOT NULL THEN (SELECT count(*) FROM sample AS s
	    LEFT JOIN extension AS e ON e.id = s.extension_id
	    JOIN result AS t ON t.run_id = o.run_id AND t.cert_id = s.cert_id AND t.name_ord = -1
	    WHERE s.population_id = p.id AND (e.id IS NULL OR e.kind = 'plan')) END AS sample,	-- n judged, judgement samples apart
	CASE WHEN o.run_id IS NOT NULL THEN (SELECT count(*) FROM sample AS s
	    LEFT JOIN extension AS e ON e.id = s.extension_id
	    WHERE s.population_id = p.id AND (e.id IS NULL OR e.kind = 'plan')
	    AND EXISTS (SELECT 1 FROM bad_reason AS q JOIN run_rule AS k ON k.run_id = q.run_id AND k.ord = q.rule_ord
	        WHERE q.run_id = o.run_id AND q.cert_id = s.cert_id AND k.severity = 'MUST')) END AS exceptions	-- x of that sample
FROM population AS p LEFT JOIN official_run AS o ON o.population_id = p.id
WHERE p.supplements IS NULL AND NOT EXISTS (SELECT 1 FROM population_void WHERE population_id = p.id);

CREATE VIEW trend_by_rule AS
-- exceptions and observations by rule and period
SELECT
	t.population_id, t.label, t.from_at,	-- the period
	k.rule,					-- rule
	k.severity,				-- MUST, SHOULD
	k.pass + k.fail + k.missing + k.error AS judged,	-- certificates it applied to
	k.fail + k.missing + k.error AS failing	-- of these not passed
FROM trend AS t JOIN run_rule AS k ON k.run_id = t.run_id;

CREATE VIEW trend_by_method AS
-- methods relied on in the samples, by period
SELECT
	t.population_id, t.label, t.from_at,	-- the period
	CASE lower(trim(m.method)) WHEN 'http-01' THEN CASE m.name_kind WHEN 1 THEN '3.2.2.5.6' ELSE '3.2.2.4.19' END
	    WHEN 'tls-alpn-01' THEN CASE m.name_kind WHEN 1 THEN '3.2.2.5.7' ELSE '3.2.2.4.20' END
	    WHEN 'dns-01' THEN '3.2.2.4.7' WHEN 'dns-account-01' THEN '3.2.2.4.21' WHEN 'dns-persist-01' THEN '3.2.2.4.22'
	    ELSE coalesce(m.method, 'no validation') END AS method,	-- BR section; a label of ACME as its section
	count(*) AS names,			-- names of the sample
	sum(coalesce(substr(m.codes, k.ord + 1, 1), '') = 'P') AS permitted,	-- of these, by the documents in force
	sum(coalesce(substr(m.codes, k.ord + 1, 1), '') IN ('F', 'M')) AS refused	-- not, or no document was in force
FROM trend AS t JOIN matrix AS m ON m.run_id = t.run_id AND m.population_id = t.population_id AND m.name_ord >= 0
LEFT JOIN run_rule AS k ON k.run_id = t.run_id AND k.rule = 'cps.method_at_issuance'
GROUP BY 1, 4;

CREATE VIEW trend_findings AS
-- findings by period: opened, repeated, closed, and how long that took
SELECT
	t.population_id, t.label, t.from_at,	-- the period
	coalesce(q.met, 0) AS met,		-- causes met by its run
	coalesce(q.first_met, 0) AS first_met,	-- for the first time
	coalesce(q.repeated, 0) AS repeated	-- met before
FROM trend AS t LEFT JOIN (SELECT w.run_id, count(*) AS met, sum(r.population_id = o.population_id) AS first_met,
	    sum(r.population_id <> o.population_id) AS repeated
	FROM run_findings AS w JOIN finding AS f ON f.id = w.finding LEFT JOIN run AS r ON r.id = f.run_id
	JOIN run AS o ON o.id = w.run_id GROUP BY w.run_id) AS q ON q.run_id = t.run_id;

-- ---------------------------------------------------------------- history

CREATE VIEW events AS
-- the event log: a hash chain of who did what and when
SELECT
	id,					-- number
	strftime('%Y-%m-%dT%H:%M:%SZ', at, 'unixepoch') AS at,	-- when
	actor,					-- who, as stated
	kind, subject,				-- what, concerning what
	body,					-- JSON
	lower(hex(prev)) AS prev,		-- hash of the event before
	lower(hex(hash)) AS hash		-- its own
FROM event;

CREATE VIEW seals AS
-- seals of the history, with the newest stamp of each
SELECT
	s.id,					-- number
	strftime('%Y-%m-%dT%H:%M:%SZ', s.at, 'unixepoch') AS made_at,	-- when
	s.by,					-- by whom, as stated
	s.event_id,				-- newest event then
	s.text,					-- what it says
	lower(hex(s.sha256)) AS sha256,		-- hash of that
	strftime('%Y-%m-%dT%H:%M:%SZ', t.stamped_at, 'unixepoch') AS stamped_at,	-- by the authority's clock; NULL not yet
	t.authority				-- as the response states it
FROM seal AS s LEFT JOIN seal_stamp AS t ON t.id = (SELECT max(id) FROM seal_stamp WHERE seal_id = s.id);
