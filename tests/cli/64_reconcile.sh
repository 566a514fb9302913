#!/bin/sh
# The ledger against other lists: what is in one and not in the other, each way.  Truth: the lists are
# made from the generator's certificates by openssl and Python, with rows left out and put in.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
sa() { "$SELFAUDIT" "$@"; }
counts() { json "$1" "[j['both'], j['ledger_only'], j['list_only']]"; }

"$GEN" --out in --preset incident2021 --count 120 --affected 20 --seed 9 --precerts 50 >/dev/null
"$GEN" --out ct --preset incident2021 --count 120 --affected 20 --seed 9 --precerts 50 --format ct >/dev/null
sa -q init --ca "Example CA" >/dev/null
sa -q import cas in/cas.pem >/dev/null
sa -q import certs in/certs.pem >/dev/null
n=120
is "certificates" "$(db "SELECT count(*) FROM cert WHERE form = 0 AND class = 'tls'")" $n
pairs=$(db "SELECT count(*) FROM pair")
ok "and precertificates" test "$pairs" -gt 30

# ---- the log's own answer: certificates and precertificates are one unit
status "CT get-entries" 0 "$SELFAUDIT" import reconcile ct/certs.json --json
is "all in both" "$(counts out)" "[$n, 0, 0]"
is "rows are known, nothing is imported" "$(json out "[j['new'], j['rejected']]")" "[0, 0]"
status "PEM" 0 "$SELFAUDIT" import reconcile in/certs.pem
has "in words" out "both $n"
is "no certificate was added" "$(db "SELECT count(*) FROM cert WHERE form = 0 AND class = 'tls'")" $n

# ---- crt.sh as JSON: its issuer's order, precertificate and certificate as two rows, no SHA-256
db "SELECT c.serial, i.name, c.not_before, c.form FROM cert AS c JOIN issuer AS i ON i.id = c.issuer_id WHERE c.class = 'tls' ORDER BY c.sha256" >rows.txt
cat >crtsh.py <<'PY'
import datetime, json, sys
out = []
for i, line in enumerate(open('rows.txt')):
    serial, issuer, nb, form = line.rstrip('\n').split('|')
    dn = ', '.join(reversed(issuer.split(',')))
    out.append({'issuer_ca_id': 7, 'issuer_name': dn, 'common_name': 'x', 'name_value': 'a\nb', 'id': 10 ** 18 + i,
                'entry_timestamp': None, 'not_before': datetime.datetime.fromtimestamp(int(nb), datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S'),
                'serial_number': '0' + serial if len(serial) % 2 else serial})
gone = out.pop(5)['serial_number'].lstrip('0')
out = [o for o in out if o['serial_number'].lstrip('0') != gone]
print(gone, file=sys.stderr)
new = dict(out[0], serial_number='00c0ffee', issuer_name=out[0]['issuer_name'])
out += [new, dict(new, id=1)]                                     # twice: certificate and precertificate
out.append(dict(out[1], issuer_name='C=XX, O=Somebody, CN=Other'))   # a serial of ours, an issuer nobody knows
json.dump(out, open('crtsh.json', 'w'), indent=sys.argv[1] == 'i' and 1 or None)
PY
gone=$(/usr/bin/python3 crtsh.py i 2>&1)
status "crt.sh, JSON" 1 "$SELFAUDIT" import reconcile crtsh.json --json --source "crt.sh, identity %"
is "one left out, one put in, one of an issuer nobody knows" "$(counts out)" "[$((n - 1)), 1, 2]"
is "which" "$(json out "[(d['side'], d['serial']) for d in j['differences']][:2]")" "[('ledger', '$gone'), ('list', 'c0ffee')]"
has "the unknown issuer is said" "$(json out "j['differences'][2]['text']" >text && echo text)" "the ledger does not know the issuer"
is "kept one by one, with the totals" "$(db "SELECT group_concat(side, ', ') FROM (SELECT side FROM reconciliations WHERE import_id = (SELECT max(id) FROM import) ORDER BY ord)")" "totals, only in the ledger, only in the list, only in the list"
is "and against what" "$(db "SELECT kind, source FROM import ORDER BY id DESC LIMIT 1")" "reconcile|crt.sh, identity %"

# ---- a register of serials: colons, capitals, leading zeros; a serial of another issuer of the ledger
first=$(db "SELECT c.serial FROM cert AS c WHERE form = 0 AND class = 'tls' ORDER BY sha256 LIMIT 1")
mine=$(db "SELECT i.name FROM cert AS c JOIN issuer AS i ON i.id = c.issuer_id WHERE c.serial = '$first' LIMIT 1")
foreign=$(db "SELECT name FROM issuer WHERE name <> '$mine' AND name <> '' ORDER BY id LIMIT 1")
/usr/bin/python3 - "$first" "$mine" "$foreign" <<'PY'
import csv, sys
w = csv.writer(open('register.csv', 'w'))
w.writerow(['Serial Number', 'Issuer', 'remark'])
seen = set()
for line in open('rows.txt'):
    s, issuer, nb, form = line.rstrip('\n').split('|')
    if form != '0' or s in seen:
        continue
    seen.add(s)
    s = '00' + (s if len(s) % 2 == 0 else '0' + s).upper()
    w.writerow([':'.join(s[i:i + 2] for i in range(0, len(s), 2)), issuer, 'x'])
w.writerow([sys.argv[1], sys.argv[3], 'the same number of another CA'])
w.writerow(['not hex', sys.argv[2], ''])
w.writerow(['', sys.argv[2], ''])
PY
status "a register of serials" 1 "$SELFAUDIT" import reconcile register.csv --json
is "the other CA's is only there" "$(counts out)" "[$n, 0, 1]"
is "bad rows are rejects" "$(json out "j['rejected']")" 2
is "read = new + known + rejected" "$(json out "j['read'] - j['new'] - j['known'] - j['rejected']")" 0

# ---- fingerprints alone, by an import map, and a stretch of time
db "SELECT lower(hex(sha256)) || ',' || strftime('%Y-%m-%dT%H:%M:%SZ', not_before, 'unixepoch') FROM cert WHERE form = 0 AND class = 'tls' ORDER BY 1" | sed '1i print,begins' >prints.csv
printf 'columns:\n  sha256: print\n  not_before: begins\n' >prints.yaml
status "fingerprints" 0 "$SELFAUDIT" import reconcile prints.csv --map prints.yaml --json
is "all" "$(counts out)" "[$n, 0, 0]"
awk -F, 'NR == 1 || $2 < "2021-05-01"' prints.csv >half.csv
half=$(($(wc -l <half.csv) - 1))
status "a list of a part" 1 "$SELFAUDIT" import reconcile half.csv --map prints.yaml --json
is "against the whole ledger" "$(counts out)" "[$half, $((n - half)), 0]"
status "against the same part" 0 "$SELFAUDIT" import reconcile half.csv --map prints.yaml --until 2021-04-30T23:59:59Z --json
is "nothing differs" "$(counts out)" "[$half, 0, 0]"
has "the stretch is kept" "$(db "SELECT text FROM reconciliations WHERE ord = 0 ORDER BY import_id DESC LIMIT 1" >text && echo text)" "until 2021-04-30T23:59:59Z"
status "--from elsewhere" 2 "$SELFAUDIT" import certs in/certs.pem --from 2021-01-01
status "two files" 2 "$SELFAUDIT" import reconcile half.csv prints.csv
status "no such file" 2 "$SELFAUDIT" import reconcile nowhere.csv

# ---- the same list again, when the ledger has grown
printf '0abc\n' | sed '1i serial' >later.csv
status "not there yet" 1 "$SELFAUDIT" import reconcile later.csv --json
is "one more in the list" "$(counts out)" "[0, $n, 1]"
printf 'serial,issuer\nabc,%s\n' "$(db "SELECT lower(hex(sha256)) FROM ca WHERE scope <> 'out' LIMIT 1")" >serials.csv
sa -q import certs serials.csv >/dev/null
status "there now" 1 "$SELFAUDIT" import reconcile later.csv --json
is "one in both" "$(counts out)" "[1, $n, 0]"
status "the ledger is sound" 0 sh -c "[ \"\$(sqlite3 '$SELFAUDIT_LEDGER' 'PRAGMA integrity_check')\" = ok ]"
done_testing
