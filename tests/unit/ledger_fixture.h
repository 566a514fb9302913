/*
 * A ledger for tests of reports: one quarter of a small CA, written as rows.
 *
 * 40 certificates of two issuers, one stratum an issuer, a sample of 12 with
 * two names each, three rules, one of them not tested; certificate 3 fails
 * rule 1 for its second name, certificate 5 has a record missing.
 */
#ifndef TESTS_UNIT_LEDGER_FIXTURE_H
#define TESTS_UNIT_LEDGER_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ledger/db.h"
#include "ledger/ledger.h"

static const char ledger_fixture_sql[] =
    "INSERT INTO import (id, kind, file, sha256, bytes, imported_at, imported_by, program, source, query_text, read, new,"
    " known, rejected, expected, evidence) VALUES"
    " (1, 'cas', 'cas.csv', x'" "1111111111111111111111111111111111111111111111111111111111111111" "',"
    "  100, 1790000000, 'ann', 'selfaudit 0.1.0', NULL, NULL, 3, 3, 0, 0, NULL, 0),"
    " (2, 'certs', 'certs.csv', x'2222222222222222222222222222222222222222222222222222222222222222', 4000, 1790000100,"
    "  'ann', 'selfaudit 0.1.0', 'issuance database', 'SELECT der' || char(10) || 'FROM certs', 42, 40, 1, 1, 42, 0),"
    " (3, 'validations', 'val.csv', x'3333333333333333333333333333333333333333333333333333333333333333', 5000, 1790000200,"
    "  'ann', 'selfaudit 0.1.0', 'issuance database', NULL, 80, 80, 0, 0, NULL, 1),"
    " (4, 'cps', 'cps.yaml', x'4444444444444444444444444444444444444444444444444444444444444444', 300, 1790000300,"
    "  'ann', 'selfaudit 0.1.0', NULL, NULL, 2, 2, 0, 0, NULL, 2);"
    "INSERT INTO reject VALUES (2, 1, 'certs.csv:17', 'expected base64, found a space', '=cmd|''/c calc''!A0');"
    "INSERT INTO remark VALUES (2, 1, 'certs.csv:4', 'mismatch', 'expected serial 0a, found 0b');"
    "INSERT INTO ca (import_id, sha256, subject, subject_dn, key_id, owner, scope, reason) VALUES"
    " (1, x'c100000000000000000000000000000000000000000000000000000000000001', 'CN=Example CA 1', x'3001', x'0a01', 'Example', 'tls', NULL),"
    " (1, x'c200000000000000000000000000000000000000000000000000000000000002', 'CN=Example CA 2', x'3002', x'0a02', 'Example', 'ev', NULL),"
    " (1, x'c300000000000000000000000000000000000000000000000000000000000003', 'CN=Example CA 3', x'3003', x'0a03', 'Example', 'out', 'S/MIME');"
    "INSERT INTO issuer VALUES (1, x'3001', x'0a01', 'CN=Example CA 1', 'Example'), (2, x'3002', x'0a02', 'CN=Example CA 2', 'Example');"
    "INSERT INTO method VALUES (1, 'http-01'), (2, '3.2.2.4.4');"
    "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 40)"
    " INSERT INTO cert (id, sha256, import_id, form, class, issuer_id, serial, subject, type, not_before, not_after, sct_at,"
    "  policy_oids, key_type, sig_alg, issued_at)"
    " SELECT i, CAST(printf('%032d', i) AS BLOB), 2, 0, 'tls', 1 + i % 2, printf('0e%030d', i),"
    "  CASE i WHEN 2 THEN '=cmd|''/c calc''!A0' ELSE 'CN=host' || i || '.example' END, 1,"
    "  1783000000 + i * 86400, 1790000000 + i * 86400, 1783003600 + i * 86400, '2.23.140.1.2.1', 'RSA-2048', 'sha256',"
    "  CASE WHEN i % 3 = 0 THEN NULL ELSE 1783003600 + i * 86400 END FROM n;"
    "INSERT INTO cert_name SELECT id, 0, 0, 'host' || id || '.example' FROM cert;"
    "INSERT INTO cert_name SELECT id, 1, 0, '*.host' || id || '.example' FROM cert;"
    "INSERT INTO serial (serial, issuer_id, cert_id, form) SELECT serial, issuer_id, id, form FROM cert;"
    "INSERT INTO validation (ref_kind, ref, name, adn, validated_at, method_id, hash, import_id, kind, random_created_at,"
    "  random_used_at, perspectives_ok, perspectives_total, caa_checked_at, caa_result, br_version, evidence, relied_on)"
    " SELECT 0, c.sha256, n.name, 'host' || c.id || '.example', c.not_before - 3 * 86400, 1 + n.ord,"
    "  CAST(printf('%030d', c.id) || printf('%02d', n.ord) AS BLOB), 3, 0, c.not_before - 4 * 86400, c.not_before - 3 * 86400,"
    "  3, 4, c.not_before - 3600, 'permitted', '2.2.6', 'log line ' || c.id, 0"
    " FROM cert AS c JOIN cert_name AS n ON n.cert_id = c.id;"
    "INSERT INTO cps_file VALUES (4, 'cps', x'00');"
    "INSERT INTO cps_version (import_id, ord, document, kind, version, effective_from, in_force_from, in_force_until, methods,"
    "  confirmed_by, confirmed_at) VALUES"
    " (4, 0, 'cps', 'cps', '5.1', 1600000000, 1600000000, 1784000000, '3.2.2.4.4', 'cps owner', 1600000000),"
    " (4, 1, 'cps', 'cps', '5.2', 1784000000, 1784000000, NULL, '3.2.2.4.4 3.2.2.4.19', 'cps owner', 1784000000);"
    "INSERT INTO population (id, label, from_at, until_at, frozen_at, frozen_by, count, digest, commitment, commitment_sha256,"
    "  nonce_source, import_id, inventory, program) VALUES (1, '2026Q3', 1782864000, 1790812800, 1790900000, 'ann', 40,"
    "  x'dd00000000000000000000000000000000000000000000000000000000000000',"
    "  'selfaudit commitment v1' || char(10) || 'ca: Example & Sons' || char(10),"
    "  x'cc00000000000000000000000000000000000000000000000000000000000000', 'beacon round 5', 4, 1, 'selfaudit 0.1.0');"
    "INSERT INTO stratum VALUES (1, 0, 'a.one', 20, 6, x'd100000000000000000000000000000000000000000000000000000000000000', 'issuer CN=Example CA 1', 'floor'),"
    " (1, 1, 'b.two', 20, 6, x'd200000000000000000000000000000000000000000000000000000000000000', 'issuer CN=Example CA 2', 'floor');"
    "INSERT INTO population_unit SELECT 1, sha256, id, id % 2, coalesce(issued_at, sct_at), CASE WHEN id % 3 = 0 THEN 2 ELSE 0 END FROM cert;"
    "INSERT INTO population_out VALUES (1, 'CA certificate', 2);"
    "INSERT INTO draw VALUES (1, 1790910000, 'ann', CAST('the round''s value' AS BLOB), 1,"
    "  x'5eed000000000000000000000000000000000000000000000000000000000000', 1, 4, 'selfaudit 0.1.0');"
    "INSERT INTO sample SELECT 1, id % 2, (id - 1) / 2, sha256, sha256, id, NULL FROM cert WHERE id <= 12;"
    "INSERT INTO catalogue VALUES (x'ca00000000000000000000000000000000000000000000000000000000000000', 'tables');"
    "INSERT INTO run VALUES (1, 1, 'sample', 0, NULL, 1790920000, 1790920005, 'ann', 'selfaudit 0.1.0',"
    "  x'ca00000000000000000000000000000000000000000000000000000000000000', 4, 12, 2);"
    "INSERT INTO run_rule VALUES"
    " (1, 0, 'cps.method_at_issuance', 1, 'cps', 'method is in the CPS', 'BR 8.7', '2012-07-01', NULL, 'MUST', '5d', 'a reading', 'C02', 11, 1, 0, 0, 0, 0, 0),"
    " (1, 1, 'record.complete', 2, 'record', 'record is complete', 'BR 5.4.1', NULL, NULL, 'MUST', 'none', NULL, 'C17', 11, 0, 0, 0, 1, 0, 0),"
    " (1, 2, 'mpic.quorum', 1, 'mpic', 'quorum is met', 'BR 3.2.2.9', '2025-03-15', NULL, 'MUST', '24h', NULL, 'C16', 0, 0, 0, 0, 0, 12, 0),"
    " (1, 3, 'profile.validity', 1, 'profile', 'validity period', 'BR 6.3.2', NULL, NULL, 'MUST', '5d', NULL, 'C26', 12, 0, 0, 0, 0, 0, 0);"
    "INSERT INTO result SELECT 1, id, -1, '---P', NULL FROM cert WHERE id <= 12;"
    "INSERT INTO result SELECT 1, c.id, n.ord, CASE WHEN c.id = 3 AND n.ord = 1 THEN 'FPT-' WHEN c.id = 5 AND n.ord = 0 THEN 'PMT-'"
    "  ELSE 'PPT-' END, CAST(printf('%030d', c.id) || printf('%02d', n.ord) AS BLOB)"
    "  FROM cert AS c JOIN cert_name AS n ON n.cert_id = c.id WHERE c.id <= 12;"
    "INSERT INTO reason VALUES (1, 3, 1, 0, 'fail', 'expected a method of cps 5.1, found 3.2.2.4.19', '3.2.2.4.19', 'cps', NULL),"
    " (1, 5, 0, 1, 'missing', 'expected a random value, found none', '', '', 'obtained after selection');"
    "INSERT INTO finding VALUES (1, 'cps.method_at_issuance', '3.2.2.4.19', 'cps', 'check', '3.2.2.4.19 is not in the CPS', NULL, 1, 1790920005, 'ann'),"
    " (2, 'record.complete', '', '', 'check', 'record is not complete', NULL, 1, 1790920005, 'ann');"
    "INSERT INTO event VALUES"
    " (1, 1790900000, 'ann', 'freeze', '2026Q3', '{}', zeroblob(32), x'e100000000000000000000000000000000000000000000000000000000000000'),"
    " (2, 1790910000, 'ann', 'draw', '2026Q3', '{}', x'e100000000000000000000000000000000000000000000000000000000000000', x'e200000000000000000000000000000000000000000000000000000000000000'),"
    " (3, 1790920005, 'ann', 'finding-open', '1', '{\"run\":1}', x'e200000000000000000000000000000000000000000000000000000000000000', x'e300000000000000000000000000000000000000000000000000000000000000'),"
    " (4, 1790930000, 'ben', 'finding-set', '1', '{\"owner\":\"carl\",\"status\":\"open\"}', x'e300000000000000000000000000000000000000000000000000000000000000', x'e400000000000000000000000000000000000000000000000000000000000000');";

/* A fresh ledger with these rows, at path, which must not exist.  NULL on failure. */
static inline struct ledger *
ledger_fixture(const char *path)
{
	const struct ledger_birth birth = { "Example & Sons", "A000001", 1790000000, "ann",
		"selfaudit 0.1.0" };
	struct ledger *l;

	if (ledger_create(path, &birth) != 0)
		return NULL;
	l = ledger_open(path, LEDGER_WRITE);
	if (l && (db_begin(l) != 0 || db_script(l, ledger_fixture_sql) != 0 || db_commit(l) != 0)) {
		ledger_close(l);
		l = NULL;
	}
	return l;
}

#endif
