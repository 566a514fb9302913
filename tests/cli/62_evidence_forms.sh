#!/bin/sh
# An auditor's list as it really comes: every form of a fingerprint and a serial, remarks, quotes,
# repeats; what is out of scope, and a serial without its certificate.  Truth: openssl's own
# printing of the same certificate, sqlite3 over the ledger, openpyxl over the workbook.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
sa() { "$SELFAUDIT" "$@"; }

"$GEN" --out in --preset quarter2026 --count 120 --serial-only 2 --out-of-scope 12 --seed 5 >/dev/null
sa -q init --ca "Example CA" >/dev/null
sa -q import cas in/cas.yaml >/dev/null
sa -q import certs in/certs.pem >/dev/null
sa -q import certs in/serials.csv >/dev/null
sa -q import validations in/validations.csv >/dev/null
sa -q cps add in/tls-cps.yaml >/dev/null
sa -q freeze Q --from 2026-06-30T23:59:59Z --until 2026-09-30T23:59:59Z >/dev/null 2>&1

hash=$(db "SELECT lower(hex(c.sha256)) FROM pair AS p JOIN cert AS c ON c.id = p.final_id ORDER BY c.sha256 LIMIT 1")
db "SELECT hex(der) FROM cert_der AS d JOIN cert AS c ON c.id = d.cert_id WHERE lower(hex(c.sha256)) = '$hash'" |
	basenc --base16 -d >one.der
precert=$(db "SELECT lower(hex(a.sha256)) FROM pair AS p JOIN cert AS a ON a.id = p.precert_id JOIN cert AS c ON c.id = p.final_id WHERE lower(hex(c.sha256)) = '$hash'")
smime=$(db "SELECT lower(hex(sha256)) FROM cert WHERE class = 'smime' AND form = 0 ORDER BY sha256 LIMIT 1")
alone=$(db "SELECT serial FROM cert WHERE form = 2 ORDER BY serial LIMIT 1")
colons=$(openssl x509 -inform DER -in one.der -noout -fingerprint -sha256)	# sha256 Fingerprint=AA:BB...
serial=$(openssl x509 -inform DER -in one.der -noout -serial)			# serial=0A...
bare=${serial#serial=}
{
	echo "$hash"							# 1
	echo "$colons"							# 2
	echo "${colons#*=}"						# 3
	echo "0x$hash"							# 4
	echo "$precert # found in a log"				# 5
	echo "\"$hash\","						# 6
	echo "$hash;"							# 7
	printf '\357\273\277%s\n' "$hash"				# 8, of a list put behind another
	echo "crt.sh/?q=$hash"						# 9
	echo "https://crt.sh/?sha256=$hash&opt=zlint,x509lint"		# 10
	echo "$serial"							# 11
	echo "Serial Number: $bare"					# 12
	echo "'$bare'; \"0x$bare\""					# 13, twice
	openssl x509 -inform DER -in one.der -noout -fingerprint -sha1	# 14
	echo "https://crt.sh/?id=123456789"				# 15
	echo "crt.sh/?q=example.com"					# 16
	echo "# a remark"						# 17
	echo "$smime"							# 18
	echo "$alone"							# 19
} >list.txt
status "asked in every form" 1 "$SELFAUDIT" evidence --request list.txt -o e.xlsx --json
is "entries, certificates, repeats, unknown: they add up" \
	"$(json out "[j['asked'], j['found'], len(j['repeats']), len(j['unknown'])]")" "[19, 3, 13, 3]"
is "each repeat says which line asked before" "$(json out "sorted({(r['line'], r['before']) for r in j['repeats']})")" \
	"[(2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (9, 1), (10, 1), (11, 1), (12, 1), (13, 1)]"
is "what is unknown, and why" "$(json out "[(u['line'], u['because']) for u in j['unknown']]")" \
	"[(14, 'a fingerprint that is no SHA-256, which is 64 digits'), (15, \"crt.sh's own number, which a ledger does not know: needs sha256=\"), (16, 'an address without sha256=, serial= or q= of one certificate')]"
status "in words" 1 "$SELFAUDIT" evidence --request list.txt -o e2.xlsx
has "the same" out "19 asked for: 3 found, which are 3 certificates, 13 asked for again, 3 unknown"

# ---- out of scope is not judged
is "out of scope, why, not judged" "$(sa -q evidence --request list.txt -o e3.xlsx --json >j.json; json j.json "[(c['verdict'], c['left_out'], c['run']) for c in j['certificates'] if c['fingerprint'] == '$smime']")" \
	"[('out of scope', 'S/MIME certificate', None)]"
is "the freeze left it out for the same reason" "$(db "SELECT count(*) FROM population_out WHERE reason = 'S/MIME certificate'")" 1
is "others are judged" "$(json j.json "[c['left_out'] for c in j['certificates'] if c['fingerprint'] != '$smime']")" "[None, None]"

# ---- the workbook: which certificate answered, numbers and dates as such
cat >read.py <<'PY'
import datetime, openpyxl
wb = openpyxl.load_workbook('e.xlsx')
def table(name, first):
    rows = list(wb[name].iter_rows(values_only=True))
    top = next(i for i, r in enumerate(rows) if r[0] == first)
    return [dict(zip(rows[top], r)) for r in rows[top + 1:]]
lines = table('Request', 'Line')
print([type(r['Line']).__name__ for r in lines][0], lines[4]['Which are, on the sheet Certificates'])
print([r['Unknown, or asked before'] for r in lines][3])
certs = table('Certificates', 'SHA-256')
print(sorted({type(c['notBefore (UTC)']).__name__ for c in certs}), sorted({c['Type'] for c in certs}))
print([c['Not passed'] for c in certs if c['Serial'] == lines[-1]['Asked for']])
print({c['Verdict of the certificate'] for c in certs if c['Outcomes of'].startswith('not judged')})
print([c['Issuer'] for c in certs if c['Serial'] == lines[-1]['Asked for']][0])
print(sorted({type(o['Version']).__name__ for o in table('Outcomes', 'SHA-256')}))
PY
/usr/bin/python3 read.py >read.out
is "a precertificate's line names the final certificate" "$(sed -n 1p read.out)" "int $hash, whose precertificate was asked for"
is "a repeat says so" "$(sed -n 2p read.out)" "asked for in line 1"
is "dates are dates; the type as elsewhere" "$(sed -n 3p read.out)" \
	"['NoneType', 'datetime'] $(db "SELECT '[''' || CASE type WHEN 1 THEN 'DV' WHEN 2 THEN 'OV' WHEN 3 THEN 'IV' WHEN 4 THEN 'EV' ELSE 'none' END || ''', ''none'']' FROM cert WHERE lower(hex(sha256)) = '$hash'")"
ok "a serial alone: what its bytes leave open is said once" sh -c 'sed -n 4p read.out | grep -Eq "certificate bytes not in the ledger: [0-9]+ attributes missing evidence.\]$"'
ok "no wall" test "$(sed -n 4p read.out | wc -c)" -lt 250
is "no verdict on what is out of scope" "$(sed -n 5p read.out)" "{'out of scope'}"
is "the issuer of a serial alone: its name in the inventory" "$(sed -n 6p read.out)" \
	"$(db "SELECT a.subject FROM cert AS c JOIN issuer_ca AS i USING (issuer_id) JOIN ca AS a ON a.id = i.ca_id WHERE c.form = 2 AND c.serial = '$alone'")"
is "versions are numbers" "$(sed -n 7p read.out)" "['int']"
done_testing
