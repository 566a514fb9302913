#!/bin/sh
# Which comparison with another list counts for a period, what it says, and what every sheet says of it.
# Truth: the lists are made from the generator's certificates by openssl and Python, changed by hand.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
S=$SELFAUDIT
outcome() { # FILE: what freeze or draw says of sampling.reconcile
	json "$1" "[r['outcome'] for r in j['sampling'] if r['id'] == 'sampling.reconcile'][0]"
}
counts() { json "$1" "[j['both'], j['ledger_only'], j['list_only'], j['other'], j['apart']]"; }
imported() { db "SELECT max(id) FROM import"; }
Q3="--from 2026-06-30T23:59:59Z --until 2026-09-30T23:59:59Z"
Q4="--from 2026-09-30T23:59:59Z --until 2026-12-31T23:59:59Z"
period() { # FOLDER FROM UNTIL LABEL COUNT
	"$GEN" --out "$1" --seed "$5" --ca-seed 3 --count "$5" --from "$2" --until "$3" --label "$4" --no-defects >/dev/null
}
period a 2026-07-01T00:00:00Z 2026-09-30T23:59:59Z 2026Q3 150
period b 2026-10-01T00:00:00Z 2026-12-31T23:59:59Z 2026Q4 151
"$S" -q init --ca "Exempla" >/dev/null
"$S" -q import cas a/cas.yaml >/dev/null
"$S" -q import certs a/certs.pem >/dev/null

# ---- lists that are none: nothing is kept
before=$(imported)
printf 'name;colour\na;b\n' >none.csv
status "no column that is known" 2 "$S" import reconcile none.csv
has "and which there are" err "expected a column sha256, found colour, name"
printf 'issuer,not_before\nCN=x,2026-07-01T00:00:00Z\n' >half.csv
status "an issuer alone names no certificate" 2 "$S" import reconcile half.csv
printf 'serial,issuer\n' >empty.csv
status "a list without a record" 2 "$S" import reconcile empty.csv
has "is none" err "expected a list of certificates, found one without a record"
printf 'serial\n1.18984E+38\n1.60629E+38\n' >excel.csv
status "nothing but what Excel made of serials" 2 "$S" import reconcile excel.csv
has "says so" err "not the power of ten that Excel changed it to (digits are lost)"
units="c.class = 'tls' AND c.id NOT IN (SELECT precert_id FROM pair)"
db "SELECT serial FROM cert AS c WHERE $units ORDER BY sha256" >serials.txt
/usr/bin/python3 -c "
print('serial')
for s in open('serials.txt'): print(int(s, 16))" >decimal.csv
status "decimal serials" 2 "$S" import reconcile decimal.csv
has "names the way" err "number: decimal"
status "a stretch that ends before it begins" 2 "$S" import reconcile serials.txt --from 2026-09-30 --until 2026-07-01
is "nothing of these is kept" "$(imported)" "$before"
printf 'columns:\n  serial: {from: serial, number: decimal}\n' >decimal.yaml
status "the map reads them" 0 "$S" import reconcile decimal.csv --map decimal.yaml --json
n=$(json out "j['both']")
is "all" "$(counts out)" "[$n, 0, 0, 0, 0]"

# ---- separators of other countries, serials that Excel changed among others
sed '1i serial' serials.txt >plain.csv
sed 's/^/"a,b"\t/; 1s/.*/remark\tserial/' plain.csv >tab.csv
sed '1s/.*/serial;x/; 2,$s/$/;1/' serials.txt >semicolon.csv
status "semicolons" 1 "$S" import reconcile semicolon.csv --json
is "one is not in the list" "$(counts out)" "[$((n - 1)), 1, 0, 0, 0]"
status "tabs" 0 "$S" import reconcile tab.csv --json
is "all are in that" "$(counts out)" "[$n, 0, 0, 0, 0]"
sed '2s/.*/1.2E+37/' plain.csv >one.csv
status "one serial lost" 1 "$S" import reconcile one.csv --json
is "is a reject and missing" "$(counts out) $(json out "j['rejected']")" "[$((n - 1)), 1, 0, 0, 0] 1"

# ---- the same serial, another certificate
final=$(db "SELECT lower(hex(c.sha256)) || ',' || c.serial || ',\"' || i.name || '\"' FROM cert AS c JOIN issuer AS i ON i.id = c.issuer_id WHERE $units ORDER BY c.sha256")
{ echo 'sha256,serial,issuer'; echo "$final"; } >register.csv
status "a register with fingerprints" 0 "$S" import reconcile register.csv --json
/usr/bin/python3 - <<'X'
import csv, hashlib
rows = list(csv.reader(open('register.csv')))
w = csv.writer(open('wrong.csv', 'w'))
w.writerow(rows[0])
for sha, serial, issuer in rows[1:]:
    w.writerow([hashlib.sha256(sha.encode()).hexdigest(), serial, issuer])
w = csv.writer(open('second.csv', 'w'))
w.writerows(rows)
w.writerow([hashlib.sha256(b'x').hexdigest()] + rows[1][1:])
w.writerow([hashlib.sha256(b'x').hexdigest()] + rows[1][1:])     # twice: one certificate
w = csv.writer(open('nobody.csv', 'w'))
w.writerow(rows[0])
w.writerows([['', serial, 'CN=Nobody We Know'] for sha, serial, issuer in rows[1:]])
w = csv.writer(open('cn.csv', 'w'))
w.writerow(rows[0])
w.writerows([['', serial, issuer.split(',')[0][3:]] for sha, serial, issuer in rows[1:]])
X
status "every fingerprint another" 1 "$S" import reconcile wrong.csv --json
alone=$(db "SELECT count(*) FROM cert AS c WHERE $units AND form = 1")
is "none but of a precertificate's is in both, none is missing" "$(counts out)" "[$alone, 0, 0, $((n - alone)), 0]"
status "a second certificate with one's serial" 1 "$S" import reconcile second.csv --json
is "is told, once" "$(counts out)" "[$n, 0, 0, 1, 0]"
is "with what the ledger has" "$(json out "(j['differences'][0]['side'], 'the ledger has $(sed -n '2s/,.*//p' register.csv)' in j['differences'][0]['text'])")" "('other', True)"
status "an issuer that nobody knows" 1 "$S" import reconcile nobody.csv --json
is "is no match" "$(counts out)" "[0, $n, $n, 0, 0]"
status "an issuer by its common name" 0 "$S" import reconcile cn.csv --json

# the same with certificates: one more signed by the same CA with a serial of the ledger
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout k.pem -subj "/CN=made.example" -days 90 -set_serial 0x77 -out self.pem 2>/dev/null
cp "$SELFAUDIT_LEDGER" kept.db
"$S" -q import certs self.pem >/dev/null
openssl req -x509 -key k.pem -subj "/CN=made.example" -days 91 -set_serial 0x77 -out again.pem 2>/dev/null
cat a/certs.pem self.pem >list.pem
status "the certificates themselves" 0 "$S" import reconcile list.pem
cat list.pem again.pem >list2.pem
status "and another with one's issuer and serial" 1 "$S" import reconcile list2.pem --json
is "is a difference" "$(json out "[j['ledger_only'], j['list_only'], j['other']]")" "[0, 0, 1]"
cp kept.db "$SELFAUDIT_LEDGER"

# ---- what a list cannot show stands apart
cp "$SELFAUDIT_LEDGER" kept.db
printf 'serial,issuer\nabc,%s\n' "$(db "SELECT lower(hex(sha256)) FROM ca WHERE scope <> 'out' LIMIT 1")" >given.csv
"$S" -q import certs given.csv >/dev/null
printf -- '-----BEGIN CERTIFICATE-----\nAAECAwQFBgc=\n-----END CERTIFICATE-----\n' >bytes.pem
"$S" -q import certs bytes.pem >/dev/null 2>&1
status "fingerprints and crt.sh cannot show them" 0 "$S" import reconcile register.csv --json
is "apart" "$(counts out)" "[$n, 0, 0, 0, 2]"
is "one by one" "$(db "SELECT group_concat(side, ', ') FROM reconciliations WHERE import_id = $(imported) AND ord > 0")" \
	"not in what the list shows, not in what the list shows"
status "a register of serials shows one" 1 "$S" import reconcile plain.csv --json
is "which is missing there" "$(counts out)" "[$n, 1, 0, 0, 1]"
{ cat plain.csv; echo abc; } >plain2.csv
status "and one that has it" 0 "$S" import reconcile plain2.csv --json
is "is in both" "$(counts out)" "[$((n + 1)), 0, 0, 0, 1]"
{ cat register.csv; printf '%s,,\n' "$(/usr/bin/python3 -c "import hashlib; print(hashlib.sha256(bytes(range(8))).hexdigest())")"; } >print2.csv
status "bytes by their fingerprint" 0 "$S" import reconcile print2.csv --json
is "are in both" "$(counts out)" "[$((n + 1)), 0, 0, 0, 1]"
cp kept.db "$SELFAUDIT_LEDGER"

# ---- a place within a list on one line
/usr/bin/python3 - <<'X'
import csv, json
rows = list(csv.reader(open('register.csv')))[1:]
json.dump([{'id': 10 ** 18 + i, 'issuer_name': r[2], 'serial_number': '0c0ffee' if i == 4 else r[1]} for i, r in enumerate(rows)], open('crtsh.json', 'w'))
X
status "crt.sh on one line" 1 "$S" import reconcile crtsh.json --json
is "the entry and its id" "$(json out "[d['text'] for d in j['differences'] if d['side'] == 'list']")" "['crtsh.json:1, entry 5, id 1000000000000000004']"
printf '[{"serial": "ab"}, {"serial": "xyz"}]' >bad.json
status "a reject" 1 "$S" import reconcile bad.json --json
is "too" "$(db "SELECT place FROM rejects WHERE import_id = $(imported)")" "bad.json:1, entry 2"

# ---- a period of its own ledger: what counts for it
rm -f "$SELFAUDIT_LEDGER"*
"$S" -q init --ca "Exempla" >/dev/null
"$S" -q import cas a/cas.yaml >/dev/null
"$S" -q import certs a/certs.pem >/dev/null
sed 3d register.csv >less.csv
"$S" -q import reconcile register.csv $Q3 --source register >/dev/null
status "a part of the quarter" 1 "$S" import reconcile less.csv --from 2026-06-30T23:59:59Z --until 2026-08-31 --source log
cp "$SELFAUDIT_LEDGER" kept.db
# shellcheck disable=SC2086
status "freeze" 0 "$S" freeze 2026Q3 $Q3 --json
is "one covers it" "$(outcome out)" pass
is "the part does not count" "$(db "SELECT group_concat(standing) FROM (SELECT standing FROM comparisons ORDER BY import_id)")" "counts,of a part of the period"

# the certificates of the next quarter came after it
"$S" -q import certs b/certs.pem >/dev/null
cp "$SELFAUDIT_LEDGER" q4.db
# shellcheck disable=SC2086
"$S" freeze 2026Q4 --until 2026-12-31T23:59:59Z --json >out 2>/dev/null
is "nothing was compared for the next" "$(outcome out)" nt
cp q4.db "$SELFAUDIT_LEDGER"
# one without a stretch, made before they came, neither
cp kept.db "$SELFAUDIT_LEDGER"
"$S" -q import reconcile register.csv >/dev/null
# shellcheck disable=SC2086
"$S" -q freeze 2026Q3 $Q3 >/dev/null
"$S" -q import certs b/certs.pem >/dev/null
"$S" freeze 2026Q4 --until 2026-12-31T23:59:59Z --json >out 2>/dev/null
is "nor by one of all times" "$(outcome out)" nt
cp q4.db "$SELFAUDIT_LEDGER"
# shellcheck disable=SC2086
"$S" -q import reconcile b/certs.pem $Q4 >/dev/null
"$S" freeze 2026Q4 --until 2026-12-31T23:59:59Z --json >out 2>/dev/null
is "one of its own does" "$(outcome out)" pass

# ---- a comparison that failed stays failed, whatever is frozen again
cp kept.db "$SELFAUDIT_LEDGER"
# shellcheck disable=SC2086
status "differences" 1 "$S" import reconcile less.csv $Q3 --source register
failed=$(imported)
# shellcheck disable=SC2086
"$S" freeze 2026Q3 $Q3 --json >out 2>/dev/null
is "not met" "$(outcome out)" fail
"$S" -q freeze --void 2026Q3 --reason "again" >/dev/null
# shellcheck disable=SC2086
"$S" freeze 2026Q3 $Q3 --json >out 2>/dev/null
is "not met after a void either" "$(outcome out)" fail
"$S" -q freeze --void 2026Q3 --reason "and again" >/dev/null
# another list does not replace it, a newer of the same does
# shellcheck disable=SC2086
"$S" -q import reconcile a/certs.pem $Q3 --source log >/dev/null
cp "$SELFAUDIT_LEDGER" log.db
# shellcheck disable=SC2086
"$S" freeze 2026Q3 $Q3 --json >out 2>/dev/null
is "another list leaves it" "$(outcome out)" fail
cp log.db "$SELFAUDIT_LEDGER"
# shellcheck disable=SC2086
"$S" -q import reconcile register.csv $Q3 --source register >/dev/null
newest=$(imported)
cp "$SELFAUDIT_LEDGER" again.db
# shellcheck disable=SC2086
"$S" freeze 2026Q3 $Q3 --json >out 2>/dev/null
is "the same list again, without a difference" "$(outcome out)" pass

# ---- withdrawn: visible, and never met
status "no reason" 2 "$S" import reconcile --void "$newest"
status "no such comparison" 2 "$S" import reconcile --void 2 --reason x
status "withdraw" 0 "$S" --by Ada import reconcile --void "$newest" --reason "wrong export" --json
status "once" 2 "$S" import reconcile --void "$newest" --reason "wrong export"
has "by whom" err "found it withdrawn by Ada"
is "the one before stands again" "$("$S" draw 2026Q3 --nonce x --json | sed -n '1,$p' >out; outcome out)" fail
is "an event" "$(db "SELECT actor || ' ' || subject || ' ' || json_extract(body, '$.reason') FROM event WHERE kind = 'comparison-void'")" \
	"Ada $newest wrong export"
"$S" -q import validations a/validations.csv >/dev/null
"$S" check 2026Q3 >/dev/null 2>&1
status "every row is told of by an event" 0 "$S" verify 2026Q3
# ---- what the sheets say
cat >sheets.py <<'X'
import openpyxl, sys
b = openpyxl.load_workbook(sys.argv[1])
def rows(name): return list(b[name].iter_rows(values_only=True))
def after(name, label): return [r[1] for r in rows(name) if r[0] == label][0]
words = after('Cover', 'Comparison with other lists')
print(words)
print(words == after('Population', 'Reconciliation'), any(words in str(r[0]) for r in rows('Reconciliation')[:8]))
print([r[2] for r in rows('Sample selection') if r[0] == 'sampling.reconcile'])
print([str(r[6]).split(' at ')[0] for r in rows('Reconciliation') if r[1] and '.csv' in str(r[1]) or '.pem' in str(r[1])])
print(sorted({str(r[0]) for r in rows('Exceptions to procedure' if 'Exceptions to procedure' in b.sheetnames else sys.argv[2]) if r[0] and ('omparison' in str(r[0]) or 'agrees with' in str(r[0]))}))
X
proc=$(awk '/- name:/ { sub(/.*name: /, ""); n = $0 } /title: Exceptions to the procedure/ { print n }' "$ROOT/templates/workbook.yaml")
"$S" report 2026Q3 -o q3.xlsx >/dev/null
ok "the workbook is sound" /usr/bin/python3 "$ROOT/tests/workbook.py" q3.xlsx Reconciliation Differences
is "every sheet says the same" "$(/usr/bin/python3 sheets.py q3.xlsx "$proc")" \
"lists compared with before the freeze: 2, differences: 1; repeated since: 1, with differences: 0; withdrawn: 1; that do not count: 1
True True
['fail']
['repeated later', 'of a part of the period', 'counts', 'counts', 'withdrawn']
['comparison that does not count', 'comparison with another list withdrawn', 'not met: the population agrees with CT, CRLs or a register of serials']"

# ---- the next period's workbook: what is of the one before stands in one line
"$S" -q import certs b/certs.pem >/dev/null
head -n 41 wrong.csv >many.csv
# shellcheck disable=SC2086
"$S" -q import reconcile many.csv $Q4 --source Q4 >/dev/null
"$S" -q freeze 2026Q4 --until 2026-12-31T23:59:59Z >/dev/null 2>&1
"$S" -q draw 2026Q4 --nonce y >/dev/null 2>&1
"$S" report 2026Q4 -o q4.xlsx --json >out
ok "the next workbook is sound" /usr/bin/python3 "$ROOT/tests/workbook.py" q4.xlsx Reconciliation Differences
all=$(db "SELECT count(*) FROM reconcile WHERE import_id = (SELECT max(import_id) FROM comparison)")
is "a long list goes beside it whole" "$(json out "(j['differences_file'], j['differences_rows'])")" "('q4-reconciliations.csv', $all)"
is "as it says" "$(sha256sum q4-reconciliations.csv | cut -d' ' -f1)" "$(json out "j['differences_sha256']")"
is "with a header and every row" "$(($(wc -l <q4-reconciliations.csv) - 1))" "$all"
is "only its own comparison, ten rows of a kind" "$(/usr/bin/python3 - <<'X'
import openpyxl, collections
b = openpyxl.load_workbook('q4.xlsx')
r = list(b['Reconciliation'].iter_rows(values_only=True))
print([x[1] for x in r if x[1] and ('csv' in str(x[1]) or 'other periods' in str(x[1]))])
d = collections.Counter(x[3] for x in b['Differences'].iter_rows(values_only=True) if x[1] == 'many.csv')
print(max(d.values()), any('q4-reconciliations.csv' in str(x[0]) for x in b['Differences'].iter_rows(values_only=True)))
i = [x[1:4] for x in b['Imports'].iter_rows(values_only=True) if x[1] == 'reconcile']
print(i)
X
)" "['many.csv', 'comparisons of other periods: 5']
10 True
[('reconcile', 'this period', 'many.csv'), ('reconcile', 'other periods', 'imports of this kind: 5')]"
done_testing
