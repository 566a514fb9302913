-- schema.sql - the ledger of one CA owner
--
-- Facts only: every table here is append-only, kept so by the triggers that
-- ledger/ledger.c makes for each of them (BEFORE UPDATE, BEFORE DELETE).  What
-- can be computed is a view (views.sql).  Two tables are computed and stored all
-- the same, pair and superseded: they say which rows are one unit, and their
-- rows may be made anew until a population that stands holds one of the two.
--
-- SQLite keeps the text of a statement: what is said of tables and columns stands inside,
-- so that .schema shows it to whoever reads a ledger.

CREATE TABLE ledger (
	-- the CA owner this ledger belongs to: exactly one row.  In all tables times are seconds since
	-- 1970-01-01T00:00:00Z, hashes blobs of 32 bytes, NULL is "not stated"; the views show them as text
	id INTEGER PRIMARY KEY CHECK (id = 1),	-- always 1
	ca TEXT NOT NULL,			-- name of the CA owner, as it stands in commitments
	ccadb_id TEXT,				-- CCADB unique id of the owner
	created_at INTEGER NOT NULL,		-- when the ledger was made
	created_by TEXT NOT NULL,		-- who made it, as stated
	program TEXT NOT NULL			-- program and version that made it
) STRICT;

CREATE TABLE import (
	-- one file (or folder, or standard input) that was imported: information produced by the entity
	id INTEGER PRIMARY KEY,			-- grows with time; "evidence up to import N"
	kind TEXT NOT NULL CHECK (kind IN ('cas', 'certs', 'validations', 'links', 'crl',
	    'revocations', 'lint', 'weak-keys', 'blocked-keys', 'cps', 'reconcile', 'review')),	-- what it holds
	file TEXT NOT NULL,			-- name as given on the command line
	sha256 BLOB NOT NULL,			-- of the bytes; of a folder: over its sorted lines "<sha256 hex>  <path>" LF
	bytes INTEGER NOT NULL,			-- size
	imported_at INTEGER NOT NULL,		-- when
	imported_by TEXT NOT NULL,		-- who, as stated
	program TEXT NOT NULL,			-- program and version
	source TEXT,				-- system the export came from (--source)
	query_text TEXT,			-- the query behind the export (--query-file)
	extracted_by TEXT,			-- who extracted it (--extracted-by)
	extracted_at INTEGER,			-- when (--extracted-at)
	filters TEXT,				-- filters of the extraction, as the map states them
	zone TEXT,				-- time declarations of the import map, as text
	map_file TEXT,				-- import map used
	map_sha256 BLOB,			-- hash of its bytes
	expected INTEGER,			-- rows expected (--expect-rows)
	read INTEGER NOT NULL,			-- records read
	new INTEGER NOT NULL,			-- of these: new to the ledger
	known INTEGER NOT NULL,			-- of these: already there
	rejected INTEGER NOT NULL,		-- of these: rejected, see reject
	unknown_columns TEXT,			-- columns of the file that were kept out, commas between
	evidence INTEGER NOT NULL DEFAULT 0	-- kinds of evidence it carries (bits of enum evidence_kind)
) STRICT;

CREATE TABLE reject (
	-- a record that could not be taken in, and why
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that read it
	ord INTEGER NOT NULL,			-- 1.. in the order of the file
	place TEXT NOT NULL,			-- file:line, or file:offset
	reason TEXT NOT NULL,			-- expected, found
	record TEXT NOT NULL,			-- its first bytes, made printable
	PRIMARY KEY (import_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE remark (
	-- something an import noticed that is no reject: a column that contradicts the DER, a claim that contradicts another
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that noticed it
	ord INTEGER NOT NULL,			-- 1.. in the order of the file
	place TEXT NOT NULL,			-- file:line
	kind TEXT NOT NULL,			-- mismatch, contradiction, duplicate, ...
	text TEXT NOT NULL,			-- expected, found
	PRIMARY KEY (import_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE ca (
	-- inventory: an issuing CA and its scope; of several rows with one sha256 the newest import counts
	id INTEGER PRIMARY KEY,			-- row
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that stated it
	sha256 BLOB,				-- of the CA certificate, where known
	subject TEXT NOT NULL,			-- its subject, RFC 4514
	subject_dn BLOB,			-- the same as DER, where a certificate was given
	key_id BLOB,				-- subjectKeyIdentifier
	spki BLOB,				-- SubjectPublicKeyInfo, where a certificate was given
	owner TEXT,				-- CA owner
	scope TEXT NOT NULL CHECK (scope IN ('tls', 'ev', 'out')),	-- in scope for TLS, for EV too, or out
	reason TEXT,				-- why out of scope
	technically_constrained INTEGER NOT NULL DEFAULT 0,	-- 1: BR 8.7 asks for a sample of its own
	separately_audited INTEGER NOT NULL DEFAULT 0,		-- 1: it has an audit of its own
	documents TEXT,				-- CP/CPS documents that govern it, spaces between
	crl_urls TEXT,				-- full and partitioned CRL URLs, spaces between
	valid_from INTEGER,			-- from when it issues
	valid_until INTEGER			-- until when, exclusive
) STRICT;

CREATE TABLE issuer (
	-- dictionary of issuers as certificates name them
	id INTEGER PRIMARY KEY,			-- row
	dn BLOB NOT NULL,			-- issuer DN as DER; of a serial-only unit the 32 bytes of the CA certificate's SHA-256
	key_id BLOB NOT NULL,			-- AKI keyIdentifier, empty where there is none
	name TEXT NOT NULL,			-- DN as text, RFC 4514
	org TEXT NOT NULL,			-- organizationName, "" where none
	UNIQUE (dn, key_id)
) STRICT;

CREATE TABLE cert (
	-- one certificate, precertificate, issued serial, or bytes that claimed to be one
	id INTEGER PRIMARY KEY,			-- ascending by sha256 within an import
	sha256 BLOB NOT NULL,			-- fingerprint: of the DER; serial only: of its canonical text; unreadable: of the bytes
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that brought it
	form INTEGER NOT NULL CHECK (form BETWEEN 0 AND 3),	-- 0 final, 1 precertificate, 2 serial only, 3 unreadable
	class TEXT NOT NULL,			-- tls (subscriber TLS), ca, ocsp, smime, codesigning, other, serial, unreadable
	issuer_id INTEGER REFERENCES issuer (id),	-- NULL for unreadable ones
	serial TEXT NOT NULL,			-- lower-case hex without leading zeros or sign octet
	subject TEXT NOT NULL,			-- DN as text, RFC 4514
	type INTEGER NOT NULL,			-- 0 none, 1 DV, 2 OV, 3 IV, 4 EV, by reserved policy OID
	not_before INTEGER, not_after INTEGER,	-- validity
	sct_at INTEGER,				-- earliest embedded SCT, or time stamp of the CT entry it came from
	policy_oids TEXT NOT NULL,		-- dotted, spaces between
	key_type TEXT NOT NULL,			-- RSA-2048, EC-P256, ...
	sig_alg TEXT NOT NULL,			-- short name of the signature algorithm
	spki_sha256 BLOB,			-- SHA-256 of the SubjectPublicKeyInfo
	issued_at INTEGER,			-- issuance as exported, at the first import
	profile TEXT, account TEXT, order_id TEXT, ra TEXT	-- as exported, at the first import
) STRICT;
CREATE UNIQUE INDEX cert_sha256 ON cert (sha256);

CREATE TABLE cert_der (
	-- the DER of a certificate, apart so that scans stay small
	cert_id INTEGER PRIMARY KEY REFERENCES cert (id),	-- whose
	der BLOB NOT NULL			-- as imported
) STRICT;

CREATE TABLE cert_name (
	-- names of a certificate, in SAN order
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- whose
	ord INTEGER NOT NULL,			-- 0.. in SAN order
	kind INTEGER NOT NULL,			-- 0 dns, 1 ip, 2 e-mail, 3 URI, 4 directory name, 5 other
	name TEXT NOT NULL,			-- normalised: lower case, A-labels, canonical IP
	PRIMARY KEY (cert_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE cert_claim (
	-- what a later import said of a certificate already there (issued_at in a second export, say)
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- of which
	import_id INTEGER NOT NULL REFERENCES import (id),	-- by which import
	issued_at INTEGER, profile TEXT, account TEXT, order_id TEXT, ra TEXT,	-- as exported
	sct_at INTEGER,				-- a CT log's time stamp of it
	PRIMARY KEY (cert_id, import_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE serial (
	-- certificates by serial and issuer: the group whose members are one unit.  Written together with
	-- cert, whose columns it repeats in another order
	serial TEXT NOT NULL,			-- as in cert
	issuer_id INTEGER NOT NULL,		-- as in cert
	cert_id INTEGER NOT NULL,		-- cert.id
	form INTEGER NOT NULL,			-- as in cert
	PRIMARY KEY (serial, issuer_id, cert_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE pair (
	-- precertificate and the final certificate that completes it: one unit, led by the final certificate
	-- unless the precertificate was frozen first.  Of a group with several: those of equal content, then
	-- the others by fingerprint.  Made anew while the group grows, kept once either is in a population
	precert_id INTEGER PRIMARY KEY REFERENCES cert (id),	-- the precertificate
	final_id INTEGER NOT NULL UNIQUE REFERENCES cert (id),	-- the final certificate
	import_id INTEGER NOT NULL REFERENCES import (id)	-- the import that completed the pair
) STRICT;

CREATE TABLE superseded (
	-- a serial given without certificate, and the certificate of the same CA that came for it: one unit,
	-- led by the certificate unless the serial was frozen first.  Made anew and kept as pair
	cert_id INTEGER PRIMARY KEY REFERENCES cert (id),	-- the serial-only row
	by_id INTEGER NOT NULL REFERENCES cert (id),	-- the final certificate, or precertificate
	import_id INTEGER NOT NULL REFERENCES import (id)	-- the import that brought them together
) STRICT;
CREATE INDEX superseded_by ON superseded (by_id);

CREATE TABLE method (
	-- dictionary of method texts, as recorded
	id INTEGER PRIMARY KEY,			-- row
	text TEXT NOT NULL UNIQUE		-- as the record has it
) STRICT;

CREATE TABLE validation (
	-- one fact: this name was validated by this method at this time.  Clustered by what it refers to; a
	-- validation whose certificate is not there yet waits here and counts as pending
	ref_kind INTEGER NOT NULL,		-- 0 certificate SHA-256, 1 serial hex, 2 authz_id, 3 account (kind
						-- domain), 4 account (kinds identity, ev)
	ref BLOB NOT NULL,			-- 32 bytes, or the text's bytes
	name TEXT NOT NULL,			-- normalised; "" where only adn is given
	adn TEXT NOT NULL,			-- authorization domain name, normalised; "" not stated
	validated_at INTEGER NOT NULL,		-- completed
	method_id INTEGER NOT NULL REFERENCES method (id),	-- as recorded
	hash BLOB NOT NULL,			-- SHA-256 of the record in canonical form: its identity
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that brought it
	kind INTEGER NOT NULL,			-- 0 domain, 1 identity, 2 ev
	ev_item TEXT,				-- A..G for kind ev
	initiated_at INTEGER, oldest_data_at INTEGER,	-- start of the validation, oldest datum used
	adn_derivation TEXT, br_version TEXT,	-- as recorded
	random_created_at INTEGER, random_used_at INTEGER, random_value TEXT, token_id TEXT,	-- random value or token
	recipient TEXT, dns_record TEXT, redirects TEXT,	-- how it was done
	perspectives_ok INTEGER, perspectives_total INTEGER, rirs TEXT,	-- remote perspectives of the DCV check
	caa_checked_at INTEGER, caa_result TEXT, caa_perspectives_ok INTEGER, caa_perspectives_total INTEGER, caa_rirs TEXT,	-- of the CAA check
	issued_at INTEGER,			-- claim about the certificate's issuance
	reused_from TEXT, evidence TEXT, delegated_party TEXT,	-- as recorded
	relied_on INTEGER NOT NULL DEFAULT 0,	-- 1: the record says that the CA relied on this one
	PRIMARY KEY (ref_kind, ref, name, adn, validated_at, method_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE link (
	-- certificate to authorization
	ref_kind INTEGER NOT NULL,		-- 0 certificate SHA-256, 1 serial hex
	ref BLOB NOT NULL,			-- 32 bytes, or the serial's bytes
	authz_id TEXT NOT NULL,			-- as recorded
	name TEXT NOT NULL,			-- name concerned, "" for all
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that brought it
	PRIMARY KEY (ref_kind, ref, authz_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE cps_file (
	-- CPS register files, as added; of several files of a document the newest counts
	import_id INTEGER PRIMARY KEY REFERENCES import (id),	-- when, by whom
	document TEXT NOT NULL,			-- document id
	yaml BLOB NOT NULL			-- the file's bytes
) STRICT;

CREATE TABLE cps_version (
	-- the versions those files state, for readers of the ledger
	import_id INTEGER NOT NULL REFERENCES cps_file (import_id),	-- of which file
	ord INTEGER NOT NULL,			-- 0.. in the order of the file
	document TEXT NOT NULL, title TEXT, kind TEXT NOT NULL,	-- kind: cps, cp, cp-cps
	applies_to TEXT,			-- as text; NULL all
	version TEXT NOT NULL,			-- as stated
	effective_from INTEGER, published_at INTEGER, effective_until INTEGER,	-- as stated
	in_force_from INTEGER, in_force_until INTEGER,	-- as computed; until is exclusive, NULL open
	withdrawn INTEGER NOT NULL DEFAULT 0,	-- 1: never counts
	methods TEXT, wildcard_methods TEXT, ip_methods TEXT,	-- spaces between; NULL not stated
	limits TEXT,				-- reuse_days, random_value_days, max_validity_days, key_types, ... as text
	source TEXT, sha256 TEXT, evidence TEXT, notes TEXT,	-- as stated
	confirmed_by TEXT, confirmed_at INTEGER,	-- the person who confirmed it
	PRIMARY KEY (import_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE crl (
	-- CRLs as imported
	import_id INTEGER NOT NULL REFERENCES import (id),	-- when, from which file
	ord INTEGER NOT NULL,			-- 1.. in the order of the file
	issuer_id INTEGER NOT NULL REFERENCES issuer (id),	-- who issued it
	url TEXT,				-- issuing distribution point
	signed INTEGER NOT NULL CHECK (signed IN (0, 1)),	-- 1: by a key of the inventory; 0: it holds no certificate of the issuer
	whole INTEGER NOT NULL CHECK (whole IN (0, 1)),	-- 1: every subscriber certificate of the issuer is in its scope
	this_update INTEGER NOT NULL, next_update INTEGER,	-- as stated
	entries INTEGER NOT NULL,		-- revoked serials in it
	PRIMARY KEY (import_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE revocation (
	-- a revocation, when it was first seen in a source; an older CRL imported later is one row more
	serial TEXT NOT NULL,			-- lower-case hex
	issuer_id INTEGER NOT NULL,		-- issuer.id; 0 where the source names none
	source TEXT NOT NULL CHECK (source IN ('crl', 'list', 'export')),	-- CRL, list of the CA, columns of the certificates' export
	revoked_at INTEGER NOT NULL,		-- as stated
	reason INTEGER NOT NULL,		-- CRLReason, -1 not stated
	seen_at INTEGER NOT NULL,		-- thisUpdate of the CRL, else the import's time
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that saw it first
	PRIMARY KEY (serial, issuer_id, source, revoked_at, reason, seen_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE lint (
	-- what a linter said of a certificate
	sha256 BLOB NOT NULL,			-- of the certificate linted
	tool TEXT NOT NULL, tool_version TEXT NOT NULL,	-- as it names itself
	code TEXT NOT NULL,			-- the lint's name; "" for "ran, nothing found"
	level TEXT NOT NULL,			-- pass, notice, warn, error, fatal
	detail TEXT NOT NULL,			-- as it said
	import_id INTEGER NOT NULL REFERENCES import (id),	-- when
	PRIMARY KEY (sha256, tool, tool_version, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_hash (
	-- hashes of keys known to be weak, or reported as compromised
	list TEXT NOT NULL CHECK (list IN ('weak', 'blocked')),	-- Debian weak keys, or keys the CA blocks
	hash BLOB NOT NULL,			-- 32 bytes: SHA-256 of the key; 20: SHA-1 of "Modulus=...", 10: its end
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the import that brought it first
	PRIMARY KEY (list, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE comparison (
	-- what a comparison with another list came to; its differences one by one are rows of reconcile
	import_id INTEGER PRIMARY KEY REFERENCES import (id),	-- the list
	from_at INTEGER, until_at INTEGER,	-- the stretch compared, by notBefore: after, and until; NULL open
	both INTEGER NOT NULL,			-- units in both
	ledger_only INTEGER NOT NULL,		-- units only in the ledger
	list_only INTEGER NOT NULL,		-- certificates only in the list
	other INTEGER NOT NULL,			-- certificates of the list with the serial and issuer of a unit, and another fingerprint
	apart INTEGER NOT NULL,			-- units that the list cannot show: no differences
	by_serial INTEGER NOT NULL,		-- records of the list found by serial, not by fingerprint
	without_issuer INTEGER NOT NULL,	-- of these: the record names no issuer
	outside INTEGER NOT NULL		-- records of the list that are not of the stretch
) STRICT;

CREATE TABLE comparison_void (
	-- a comparison withdrawn: it stays and never counts
	import_id INTEGER PRIMARY KEY REFERENCES comparison (import_id),	-- which
	at INTEGER NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL	-- when, by whom, why
) STRICT;

CREATE TABLE reconcile (
	-- one certificate of a comparison that is not in both
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the list
	ord INTEGER NOT NULL,			-- 1..
	side TEXT NOT NULL CHECK (side IN ('ledger', 'list', 'other', 'apart')),	-- as the counts of comparison
	sha256 BLOB, serial TEXT, issuer TEXT, not_before INTEGER,	-- which certificate
	text TEXT NOT NULL,			-- in words
	PRIMARY KEY (import_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE population (
	-- a frozen population: the units in scope issued in (from_at, until_at]
	id INTEGER PRIMARY KEY,			-- row
	label TEXT NOT NULL,			-- "2026Q3"
	supplements INTEGER REFERENCES population (id),	-- the population whose late certificates these are
	from_at INTEGER NOT NULL,		-- exclusive
	until_at INTEGER NOT NULL,		-- inclusive: the cut-off
	frozen_at INTEGER NOT NULL,		-- when
	frozen_by TEXT NOT NULL,		-- by whom, as stated
	count INTEGER NOT NULL,			-- N
	digest BLOB NOT NULL,			-- over the sorted fingerprints
	commitment TEXT NOT NULL,		-- its bytes
	commitment_sha256 BLOB NOT NULL,	-- their hash
	previous BLOB,				-- SHA-256 of the commitment before
	plan TEXT,				-- the plan file's bytes; NULL: the default plan
	plan_sha256 BLOB,			-- their hash
	nonce_source TEXT,			-- where the randomness will come from
	import_id INTEGER NOT NULL,		-- newest import at the freeze, 0 none
	inventory INTEGER NOT NULL,		-- 1: an inventory was there
	expected INTEGER,			-- --expect-count
	program TEXT NOT NULL			-- program and version
) STRICT;

CREATE TABLE population_void (
	-- a population withdrawn; its commitment stays in the chain
	population_id INTEGER PRIMARY KEY REFERENCES population (id),	-- which
	at INTEGER NOT NULL, by TEXT NOT NULL, reason TEXT NOT NULL	-- when, by whom, why
) STRICT;

CREATE TABLE stratum (
	-- the strata of a population
	population_id INTEGER NOT NULL REFERENCES population (id),	-- of which
	ord INTEGER NOT NULL,			-- 0.. in the commitment's order (bytewise by name)
	name TEXT NOT NULL,			-- as in the commitment
	count INTEGER NOT NULL,			-- N of the stratum
	sample INTEGER NOT NULL,		-- n of the stratum
	digest BLOB NOT NULL,			-- over its sorted fingerprints
	meaning TEXT NOT NULL,			-- what the name's hash stands for, in words
	basis TEXT NOT NULL,			-- why this n: floor, discovery, margin, census, ...
	PRIMARY KEY (population_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE population_unit (
	-- the units of a population
	population_id INTEGER NOT NULL REFERENCES population (id),	-- of which
	fingerprint BLOB NOT NULL,		-- as frozen
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- the certificate that leads the unit
	stratum INTEGER NOT NULL,		-- stratum.ord
	issued_at INTEGER,			-- issuance as known at the freeze, NULL not known
	issued_source INTEGER NOT NULL,		-- 0 export, 1 claim of a validation, 2 SCT, 3 notBefore
	PRIMARY KEY (population_id, fingerprint)
) STRICT, WITHOUT ROWID;
CREATE INDEX population_unit_cert ON population_unit (cert_id, issued_at, issued_source);

CREATE TABLE population_out (
	-- what a freeze left out, by reason
	population_id INTEGER NOT NULL REFERENCES population (id),	-- of which
	reason TEXT NOT NULL,			-- CA certificate, S/MIME, issuer out of scope: ..., issued before the period, ...
	count INTEGER NOT NULL,			-- units
	PRIMARY KEY (population_id, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE draw (
	-- the one draw of a population
	population_id INTEGER PRIMARY KEY REFERENCES population (id),	-- of which
	drawn_at INTEGER NOT NULL, drawn_by TEXT NOT NULL,	-- when, by whom as stated
	nonce BLOB NOT NULL,			-- the bytes
	nonce_given INTEGER NOT NULL,		-- 0: taken from the system
	seed BLOB NOT NULL,			-- 32 bytes
	verifiable INTEGER NOT NULL,		-- 1: nonce given and its source committed
	import_id INTEGER NOT NULL,		-- newest import at the draw: evidence after it is "obtained after selection"
	program TEXT NOT NULL			-- program and version
) STRICT;

CREATE TABLE extension (
	-- extensions of a sample: by the plan's rule, or a judgement sample
	id INTEGER PRIMARY KEY,			-- row
	population_id INTEGER NOT NULL REFERENCES draw (population_id),	-- of which
	at INTEGER NOT NULL, by TEXT NOT NULL,	-- when, by whom
	kind TEXT NOT NULL CHECK (kind IN ('plan', 'judgement')),	-- only 'plan' counts in bounds
	count INTEGER NOT NULL,			-- units added
	reason TEXT NOT NULL			-- why
) STRICT;

CREATE TABLE sample (
	-- the sample, stratum by stratum, by ticket
	population_id INTEGER NOT NULL REFERENCES draw (population_id),	-- of which
	stratum INTEGER NOT NULL,		-- stratum.ord
	ord INTEGER NOT NULL,			-- 0.. by ticket within the stratum
	fingerprint BLOB NOT NULL,		-- as frozen
	ticket BLOB NOT NULL,			-- SHA-256(seed || fingerprint)
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- the certificate that leads the unit
	extension_id INTEGER REFERENCES extension (id),	-- NULL: of the draw itself
	PRIMARY KEY (population_id, stratum, ord)
) STRICT, WITHOUT ROWID;
CREATE INDEX sample_cert ON sample (population_id, cert_id);

CREATE TABLE review_attribute (
	-- what persons test by hand of the sample of a population; fixed when it is first shared out
	population_id INTEGER NOT NULL REFERENCES draw (population_id),	-- of which sample
	ord INTEGER NOT NULL,			-- 0.. in the order of the form
	id TEXT NOT NULL,			-- stands at the head of its column: A, B, ...
	title TEXT NOT NULL,			-- what is tested
	requirement TEXT NOT NULL,		-- clause it rests on
	form_sha256 BLOB NOT NULL,		-- hash of the form's bytes
	PRIMARY KEY (population_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_assignment (
	-- which person judges which certificate of a sample
	population_id INTEGER NOT NULL, stratum INTEGER NOT NULL, ord INTEGER NOT NULL,	-- item of the sample
	reviewer TEXT NOT NULL,			-- name, as given
	role TEXT NOT NULL,			-- as given, "" not stated
	at INTEGER NOT NULL, by TEXT NOT NULL,	-- when and by whom it was shared out
	PRIMARY KEY (population_id, stratum, ord, reviewer),
	FOREIGN KEY (population_id, stratum, ord) REFERENCES sample (population_id, stratum, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE review_mark (
	-- what a person found: one mark a certificate, name and attribute, as a sheet that came back has it
	population_id INTEGER NOT NULL REFERENCES draw (population_id),	-- of which sample
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- the certificate that leads the unit
	name_ord INTEGER NOT NULL,		-- cert_name.ord; -1: a certificate without names
	attribute TEXT NOT NULL,		-- review_attribute.id
	reviewer TEXT NOT NULL,			-- whose sheet it is
	import_id INTEGER NOT NULL REFERENCES import (id),	-- the sheet
	mark TEXT NOT NULL CHECK (mark IN ('pass', 'fail', 'na', 'nt')),	-- na: does not apply; nt: not tested
	evidence TEXT NOT NULL, comment TEXT NOT NULL,	-- where the evidence is, and words; "" none
	tester TEXT NOT NULL,			-- who signed the row, "" nobody
	signed_at INTEGER,			-- the date beside that, NULL not stated
	PRIMARY KEY (population_id, cert_id, name_ord, attribute, reviewer, import_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue (
	-- catalogues (dated BR tables) that runs used, whole
	sha256 BLOB PRIMARY KEY,		-- of the bytes
	text TEXT NOT NULL			-- the bytes
) STRICT;

CREATE TABLE run (
	-- one check
	id INTEGER PRIMARY KEY,			-- row
	population_id INTEGER REFERENCES population (id),	-- NULL: the whole ledger
	kind TEXT NOT NULL CHECK (kind IN ('sample', 'census', 'what-if')),	-- what was judged
	partial INTEGER NOT NULL,		-- 1: --rule chose among the rules
	rules_on INTEGER,			-- what-if date; NULL: the dates then in force
	started_at INTEGER NOT NULL, finished_at INTEGER NOT NULL,	-- when
	by TEXT NOT NULL,			-- by whom, as stated
	program TEXT NOT NULL,			-- program and version
	catalogue_sha256 BLOB NOT NULL REFERENCES catalogue (sha256),	-- the dated tables used
	import_id INTEGER NOT NULL,		-- newest import at the run: the evidence it saw
	certificates INTEGER NOT NULL,		-- units judged
	exceptions INTEGER NOT NULL		-- x: of these with fail, missing or error on a MUST rule
) STRICT;

CREATE TABLE run_rule (
	-- the rules of a run, copied, so that old evidence explains itself; with certificates counted by worst outcome
	run_id INTEGER NOT NULL REFERENCES run (id),	-- of which
	ord INTEGER NOT NULL,			-- 0..: place of its letter in result.codes
	rule TEXT NOT NULL, version INTEGER NOT NULL, family TEXT NOT NULL, title TEXT NOT NULL,	-- id and version
	clause TEXT NOT NULL, effective TEXT, until TEXT,	-- requirement and its dates
	severity TEXT NOT NULL,			-- MUST, SHOULD
	revocation TEXT NOT NULL,		-- 24h, 5d, none
	interpretation TEXT, catalogue_id TEXT,	-- reading of the text it rests on; ids of the check catalogue
	pass INTEGER NOT NULL, fail INTEGER NOT NULL, na INTEGER NOT NULL, ne INTEGER NOT NULL,	-- certificates by worst outcome
	missing INTEGER NOT NULL, nt INTEGER NOT NULL, error INTEGER NOT NULL,	-- certificates by worst outcome
	PRIMARY KEY (run_id, ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE result (
	-- outcomes: one letter a rule (P pass, F fail, A na, N ne, M missing, T nt, E error).  A census keeps exceptions only
	run_id INTEGER NOT NULL REFERENCES run (id),	-- of which
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- the unit's leading certificate
	name_ord INTEGER NOT NULL,		-- -1: the certificate as a whole; else cert_name.ord
	codes TEXT NOT NULL,			-- letter at run_rule.ord; '-' where the rule is not of this scope
	validation BLOB,			-- hash of the validation the name's outcomes are of
	PRIMARY KEY (run_id, cert_id, name_ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE reason (
	-- why an outcome is fail, missing or error
	run_id INTEGER NOT NULL REFERENCES run (id),	-- of which
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- the unit's leading certificate
	name_ord INTEGER NOT NULL,		-- as in result
	rule_ord INTEGER NOT NULL,		-- as in run_rule
	outcome TEXT NOT NULL,			-- fail, missing, error
	reason TEXT NOT NULL,			-- expected, found
	value TEXT NOT NULL,			-- normalised method or value: part of the cause
	document TEXT NOT NULL,			-- CPS document concerned: part of the cause
	remark TEXT,				-- interpretation that decided, or "obtained after selection"
	PRIMARY KEY (run_id, cert_id, name_ord, rule_ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE pass_remark (
	-- a pass that rests on an interpretation, or on evidence obtained after selection
	run_id INTEGER NOT NULL REFERENCES run (id),	-- of which
	cert_id INTEGER NOT NULL REFERENCES cert (id),	-- the unit's leading certificate
	name_ord INTEGER NOT NULL,		-- as in result
	rule_ord INTEGER NOT NULL,		-- as in run_rule
	remark TEXT NOT NULL,			-- in words
	PRIMARY KEY (run_id, cert_id, name_ord, rule_ord)
) STRICT, WITHOUT ROWID;

CREATE TABLE finding (
	-- exceptions with one cause
	id INTEGER PRIMARY KEY,			-- the number people use
	rule TEXT NOT NULL,			-- rule id
	value TEXT NOT NULL,			-- cause: normalised method or value
	document TEXT NOT NULL,			-- cause: CPS document
	source TEXT NOT NULL CHECK (source IN ('check', 'added', 'review')),	-- found by a run, added by a person, or found by hand
	title TEXT NOT NULL,			-- in words
	where_text TEXT,			-- the expression of finding add
	run_id INTEGER REFERENCES run (id),	-- the run that found it first
	created_at INTEGER NOT NULL, created_by TEXT NOT NULL	-- when, by whom as stated
) STRICT;
CREATE UNIQUE INDEX finding_cause ON finding (rule, value, document) WHERE source = 'check';

CREATE TABLE event (
	-- the history: a hash chain.  hash = SHA-256 of the lines prev (hex), id, at (YYYY-MM-DDTHH:MM:SSZ), actor, kind,
	-- subject, body, each with LF
	id INTEGER PRIMARY KEY,			-- 1, 2, 3, ...
	at INTEGER NOT NULL,			-- when
	actor TEXT NOT NULL,			-- who, as stated by the user
	kind TEXT NOT NULL,			-- import, freeze, void, draw, draw-refused, check, finding-open, finding-set, finding-note, ...
	subject TEXT NOT NULL,			-- number of an import, label of a population, number of a finding
	body TEXT NOT NULL,			-- JSON, keys sorted
	prev BLOB NOT NULL,			-- hash of the event before; 32 zero bytes for the first
	hash BLOB NOT NULL			-- of this one
) STRICT;

CREATE TABLE seal (
	-- a text that names the head of the history, made to be time-stamped
	id INTEGER PRIMARY KEY,			-- 1, 2, 3, ...
	at INTEGER NOT NULL, by TEXT NOT NULL,	-- when and by whom it was made
	event_id INTEGER NOT NULL REFERENCES event (id),	-- the newest event then
	text TEXT NOT NULL,			-- its bytes
	sha256 BLOB NOT NULL			-- their hash: what is stamped
) STRICT;

CREATE TABLE seal_stamp (
	-- what a time-stamp authority answered
	id INTEGER PRIMARY KEY,			-- row
	seal_id INTEGER NOT NULL REFERENCES seal (id),	-- for which seal
	at INTEGER NOT NULL, by TEXT NOT NULL,	-- when and by whom it was stored
	tsr BLOB NOT NULL,			-- the response, RFC 3161, DER
	stamped_at INTEGER NOT NULL,		-- the time it states
	authority TEXT NOT NULL			-- subject of the certificate it carries, "" none
) STRICT;
