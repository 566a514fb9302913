#!/bin/sh
# One CA in every form an export may have: the ledger is the same.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
one() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }

units() { # certificates that lead a unit, by fingerprint
	one "SELECT lower(hex(sha256)) FROM cert WHERE id NOT IN (SELECT precert_id FROM pair) ORDER BY sha256" | sha256sum
}
for format in pem csv ct; do
	"$GEN" --out $format --preset quarter2026 --count 400 --ec 100 --format $format --no-defects --defect unreadable=1 >/dev/null
	SELFAUDIT_LEDGER=$T/$format.db
	"$SELFAUDIT" init --ca "Exempla Trust Services B.V." >/dev/null
	case $format in ct) file=certs.json ;; *) file=certs.$format ;; esac
	"$SELFAUDIT" import certs $format/$file --json >out
	eval "status_$format=$?"
	eval "units_$format=\$(units)"
done
is "CSV holds the units of PEM" "$units_csv" "$units_pem"
is "get-entries holds them too" "$units_ct" "$units_pem"
is "one cannot be read, which needs attention" "$status_pem$status_csv$status_ct" 111

SELFAUDIT_LEDGER=$T/pem.db
expected() { json pem/expected.json "j['$1']"; }
status "serials without certificate" 0 "$SELFAUDIT" import certs pem/serials.csv
is "final certificates, as the generator counts" \
	"$(one "SELECT count(*) FROM cert WHERE form = 0 AND class = 'tls'")" "$(expected final)"
is "precertificates alone" "$(one "SELECT count(*) FROM cert WHERE form = 1 AND class = 'tls'
	AND id NOT IN (SELECT precert_id FROM pair)")" "$(expected precert_only)"
is "serials alone" "$(one "SELECT count(*) FROM cert WHERE form = 2")" "$(expected serial_only)"
is "unreadable" "$(one "SELECT count(*) FROM cert WHERE form = 3")" "$(expected unreadable)"
is "of other classes" "$(one "SELECT count(*) FROM cert WHERE class = 'smime'
	AND id NOT IN (SELECT precert_id FROM pair)")" "$(expected out_of_scope)"

# however validations name their certificate
for bind in sha256 serial authz; do
	rm -rf v
	"$GEN" --out v --preset quarter2026 --count 400 --ec 100 --no-defects --bind $bind >/dev/null
	SELFAUDIT_LEDGER=$T/$bind.db
	"$SELFAUDIT" init --ca "Exempla Trust Services B.V." >/dev/null
	"$SELFAUDIT" import cas v/cas.yaml >/dev/null
	"$SELFAUDIT" import validations v/validations.csv --json >first
	[ ! -e v/links.csv ] || "$SELFAUDIT" import links v/links.csv >/dev/null
	"$SELFAUDIT" import certs v/certs.pem >/dev/null
	printf '\n' >>v/validations.csv
	"$SELFAUDIT" import validations v/validations.csv --json >second
	is "$bind: all wait before the certificates come" "$(json first "j['pending'] == j['read'] == j['new'] > 400")" True
	is "$bind: none after" "$(json second "[j['pending'], j['new']]")" "[0, 0]"
	"$SELFAUDIT" import certs v/serials.csv >/dev/null
	for y in v/*cps*.yaml; do "$SELFAUDIT" cps add "$y" >/dev/null; done
	"$SELFAUDIT" freeze Q --from 2026-07-01T00:00:00Z --until 2026-10-01T00:00:00Z >/dev/null 2>&1
	"$SELFAUDIT" draw Q --nonce "the same" >/dev/null
	"$SELFAUDIT" check Q --json >check
	eval "rules_$bind=\$(json check \"[(r['id'], r['pass'], r['fail'], r['missing']) for r in j['rules'] if r['id'].startswith('dcv.')]\")"
done
is "by serial the rules say what they say by fingerprint" "$rules_serial" "$rules_sha256"
is "by authorization too" "$rules_authz" "$rules_sha256"
done_testing
