#!/bin/sh
# The auditor's own selection: what is known of each, what is unknown, in a workbook and a folder each.
# Truth: the ledger's own rows, sha256sum over the certificates, openpyxl over the workbook.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
sa() { "$SELFAUDIT" "$@"; }

"$GEN" --out in --preset incident2021 --count 300 --affected 90 --seed 11 >/dev/null
sa -q init --ca "=Example CA" >/dev/null
sa -q import cas in/cas.pem >/dev/null
sa -q import certs in/certs.pem >/dev/null
sa -q import validations in/validations.csv >/dev/null
sa -q cps add in/tls-cps.yaml in/cp.yaml >/dev/null
sa -q freeze Q2 --from 2021-03-12T23:59:59Z --until 2021-06-30T23:59:59Z >/dev/null 2>&1
sa -q draw Q2 --nonce dice >/dev/null 2>&1
sa -q check Q2 >/dev/null 2>&1

drawn=$(sa draw Q2 --list | head -n 1)
other=$(db "SELECT lower(hex(sha256)) FROM cert WHERE form = 0 AND class = 'tls' AND id NOT IN (SELECT cert_id FROM sample) ORDER BY sha256 LIMIT 1")
pair="FROM pair AS p JOIN cert AS c ON c.id = p.precert_id JOIN cert AS f ON f.id = p.final_id WHERE f.id NOT IN (SELECT cert_id FROM sample) AND lower(hex(f.sha256)) <> '$other' ORDER BY c.id LIMIT 1"
precert=$(db "SELECT lower(hex(c.sha256)) $pair")
final=$(db "SELECT lower(hex(f.sha256)) $pair")
serial=$(db "SELECT serial FROM cert WHERE lower(hex(sha256)) = '$other'")
{
	printf '\357\273\277# asked for on 2021-08-01\n\n'
	echo "$drawn"
	echo "https://crt.sh/?sha256=$(echo "$drawn" | tr a-f A-F)"
	echo "  $(echo "$serial" | sed 's/../&:/g; s/:$//') "
	echo "https://crt.sh/?q=$precert&opt=x"
	echo "0000000000000000000000000000000000000000000000000000000000000001"
	echo "abcdef"
	echo "https://crt.sh/?id=77"
	echo "=HYPERLINK(1)"
} >list.txt
status "evidence" 1 "$SELFAUDIT" evidence --request list.txt -o e.xlsx --files e --json
cp out j.json
is "asked, found, unknown" "$(json j.json "[j['asked'], j['found'], len(j['unknown'])]")" "[8, 3, 4]"
is "unknown ones by line" "$(json j.json "[(u['line'], u['asked']) for u in j['unknown']]")" \
	"[(7, '0000000000000000000000000000000000000000000000000000000000000001'), (8, 'abcdef'), (9, 'https://crt.sh/?id=77'), (10, '=HYPERLINK(1)')]"
is "each once, led by its final certificate" "$(json j.json "[c['fingerprint'] for c in j['certificates']]")" "['$drawn', '$other', '$final']"
is "of the run, or judged now" "$(json j.json "[c['run'] for c in j['certificates']][:2]")" "[1, None]"

# ---- the folder
for f in $drawn $other $final; do
	is "certificate $(echo "$f" | cut -c1-8)" "$(sha256sum <"e/$f/certificate.der" | cut -d' ' -f1)" "$f"
done
is "precertificate" "$(sha256sum <"e/$final/precertificate.der" | cut -d' ' -f1)" "$precert"
ok "register entries as they were added" cmp in/tls-cps.yaml "e/$drawn/cps/tls-cps.yaml"
is "versions in force" "$(json "e/$drawn/cps.json" "[(d['document'], d['versions_in_force']) for d in j['documents']]")" "$(printf "[('cp', 1), ('tls-cps', 1)]")"
is "outcomes are the run's, rule by rule" "$(json "e/$drawn/outcomes.json" "len(j['outcomes'])")" \
	"$(db "SELECT count(*) FROM outcomes JOIN sample USING (cert_id) WHERE lower(hex(fingerprint)) = '$drawn'")"
is "fails are the run's" "$(json "e/$drawn/outcomes.json" "sorted(o['rule'] + ' ' + o['name'] for o in j['outcomes'] if o['outcome'] == 'fail')")" \
	"$(db "SELECT '[' || ifnull(group_concat('''' || x || '''', ', '), '') || ']' FROM (SELECT rule || ' ' || name AS x FROM exceptions WHERE sha256 = '$drawn' AND outcome = 'fail' ORDER BY 1)")"
is "as CSV the same" "$(tail -n +2 "e/$drawn/outcomes.csv" | wc -l)" "$(json "e/$drawn/outcomes.json" "len(j['outcomes'])")"
is "records of each name" "$(json "e/$other/validations.json" "sum(len(n['validations']) for n in j['names'])")" \
	"$(db "SELECT count(*) FROM validation WHERE ref = (SELECT sha256 FROM cert WHERE lower(hex(sha256)) = '$other') OR ref = CAST('$serial' AS BLOB)")"
is "one of them is what counts" "$(json "e/$other/validations.json" "[sum('outcomes_are_of_this_one' in v for v in n['validations']) for n in j['names']]")" "[1, 1]"
# judged now = a check of the same rules: the census of the population says the same
sa -q check Q2 --census >/dev/null 2>&1
is "judged now as a census judges" "$(json "e/$other/outcomes.json" "sorted({o['rule'] for o in j['outcomes'] if o['outcome'] in ('fail', 'missing', 'error')})")" \
	"$(db "SELECT '[' || ifnull(group_concat('''' || x || '''', ', '), '') || ']' FROM (SELECT DISTINCT rule AS x FROM exceptions WHERE sha256 = '$other' AND run_id = (SELECT max(id) FROM run) ORDER BY 1)")"

# ---- the workbook
cat >read.py <<'PY'
import openpyxl
wb = openpyxl.load_workbook('e.xlsx')
print(wb.sheetnames)
rows = list(wb['Request'].iter_rows(values_only=True))
top = next(i for i, r in enumerate(rows) if r[0] == 'Line')
print([r[2] for r in rows[top + 1:]], rows[1][0], rows[top + 8][1])
rows = list(wb['Certificates'].iter_rows(values_only=True))
top = next(i for i, r in enumerate(rows) if r[0] == 'SHA-256')
head = {t: i for i, t in enumerate(rows[top])}
body = rows[top + 1:]
print(len(body), [r[head['Outcomes of']].split(',')[0].split(':')[0] for r in body])
print(any(c.data_type == 'f' for ws in wb for r in ws.iter_rows() for c in r))
rows = list(wb['Outcomes'].iter_rows(values_only=True))
print(len(rows) - 3)
PY
/usr/bin/python3 read.py >read.out
is "its sheets" "$(sed -n 1p read.out)" "['Request', 'Certificates', 'Outcomes']"
is "what was asked, texts as texts" "$(sed -n 2p read.out)" "[1, 1, 1, 1, 0, 0, 0, 0] CA owner: =Example CA =HYPERLINK(1)"
is "a row a name, marked by what judged it" "$(sed -n 3p read.out)" "6 ['run 1', 'run 1', 'judged now', 'judged now', 'judged now', 'judged now']"
is "no formula" "$(sed -n 4p read.out)" False
is "every outcome" "$(sed -n 5p read.out)" "$(cat e/*/outcomes.csv | grep -vc '^name,rule')"

# ---- what may not be
status "a folder that is there stays" 2 "$SELFAUDIT" evidence --request list.txt -o e2.xlsx --files e
ok "and no workbook was written" test ! -e e2.xlsx
is "and nothing half-written" "$(ls | grep -c part-)" 0
printf '# nothing\n' >empty.txt
status "an empty list" 2 "$SELFAUDIT" evidence --request empty.txt -o e2.xlsx
echo "$drawn" >one.txt
status "all known" 0 "$SELFAUDIT" evidence --request one.txt -o e2.xlsx
done_testing
