#!/bin/sh
# The human part: the sample shared out by the draw's seed, a workbook for each reviewer, filled in
# by another program (openpyxl; LibreOffice where it is there), taken back; what does not hold is said.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
sa() { "$SELFAUDIT" "$@"; }

"$GEN" --out in --preset incident2021 --count 400 --affected 100 --seed 7 >/dev/null
sa -q init --ca "Example CA" >/dev/null
sa -q import cas in/cas.pem >/dev/null
sa -q import certs in/certs.pem >/dev/null
sa -q import validations in/validations.csv >/dev/null
sa -q cps add in/tls-cps.yaml >/dev/null
sa -q freeze Q2 --from 2021-03-12T23:59:59Z --until 2021-06-30T23:59:59Z >/dev/null 2>&1
printf 'alice\nbob\n' >two.txt
status "not before the draw" 2 "$SELFAUDIT" review assign Q2 --reviewers two.txt
sa -q --by drawer draw Q2 --nonce dice >/dev/null 2>&1
sa -q --by prep check Q2 >/dev/null 2>&1
n=$(sa draw Q2 --list | wc -l)

# ---- assign
printf 'alice\nprep\n' >wrong.txt
status "nobody reviews what they prepared" 2 "$SELFAUDIT" review assign Q2 --reviewers wrong.txt
has "named" err "expected reviewers who did not prepare the sample, found prep"
printf 'alice\nalice\n' >wrong.txt
status "a name twice" 2 "$SELFAUDIT" review assign Q2 --reviewers wrong.txt
printf 'attributes:\n  - {id: A, title: t}\n' >wrong.yaml
status "a form without a clause" 2 "$SELFAUDIT" review assign Q2 --reviewers two.txt --attributes wrong.yaml
status "more of them than there are" 2 "$SELFAUDIT" review assign Q2 --reviewers two.txt --times 3
cat >form.yaml <<YAML
attributes:
  - {id: A, title: "the log was seen", requirement: BR 5.4.1}
  - {id: B, title: "the text describes it", requirement: BR 2.2}
YAML
printf 'name,role\nbob,engineer\nalice,"auditor, internal"\n' >people.csv
status "assign" 0 "$SELFAUDIT" --by lead review assign Q2 --reviewers people.csv --times 2 --attributes form.yaml --json
is "everyone gets all with two of two" "$(json out "[(r['name'], r['role'], r['certificates']) for r in j['reviewers']]")" \
	"[('alice', 'auditor, internal', $n), ('bob', 'engineer', $n)]"
is "it is an event" "$(db "SELECT actor, subject, json_extract(body, '$.times') FROM event WHERE kind = 'review-assign'")" "lead|Q2|2"
status "again: nothing left" 0 "$SELFAUDIT" review assign Q2 --reviewers people.csv --json
is "nothing" "$(json out "[j['assigned'], j['before']]")" "[0, $n]"
is "what is tested stays with the sample" "$(db "SELECT group_concat(id || requirement) FROM review_attribute")" "ABR 5.4.1,BBR 2.2"
status "a ledger that lost nothing" 0 "$SELFAUDIT" verify Q2

# the same seed and reviewers give the same shares, whatever the order of the file: two other ledgers
shares() {
	cp "$SELFAUDIT_LEDGER.drawn" "$T/$1.db"
	"$SELFAUDIT" -l "$T/$1.db" -q review assign Q2 --reviewers "$2" >/dev/null
	sqlite3 "$T/$1.db" "SELECT stratum, ord, reviewer FROM review_assignment ORDER BY 1, 2, 3"
}
"$SELFAUDIT" -l "$SELFAUDIT_LEDGER.drawn" -q init --ca "Example CA" >/dev/null
(
	SELFAUDIT_LEDGER=$SELFAUDIT_LEDGER.drawn
	sa -q import certs in/certs.pem >/dev/null
	sa -q freeze Q2 --from 2021-03-12T23:59:59Z --until 2021-06-30T23:59:59Z >/dev/null 2>&1
	sa -q --by drawer draw Q2 --nonce dice >/dev/null 2>&1
)
printf 'carol\nalice\nbob\n' >three.txt
printf 'bob\ncarol\nalice\n' >eerht.txt
shares one three.txt >one
shares two eerht.txt >two
ok "shares follow from the seed" cmp one two
is "even shares" "$(cut -d'|' -f3 one | sort | uniq -c | awk '{ print $1 }' | sort -u | awk 'NR == 1 { a = $1 } { b = $1 } END { print b - a <= 1 }')" 1
is "not by order of the sample" "$(awk -F'|' '{ print $3 }' one | head -n 9 | tr '\n' ' ' | grep -c 'alice bob carol alice bob carol alice bob carol')" 0

# ---- sheets
status "sheets" 0 "$SELFAUDIT" review sheet Q2 -o rev --json
is "one each" "$(json out "[f['file'] for f in j['files']]")" "['rev/Q2-review-alice.xlsx', 'rev/Q2-review-bob.xlsx']"
status "sheets before anything is shared out" 2 "$SELFAUDIT" -l "$SELFAUDIT_LEDGER.drawn" review sheet Q2 -o rev2

cat >fill.py <<'PY'
import datetime, json, sys, openpyxl
src, dst, plan = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
wb = openpyxl.load_workbook(src)
ws = wb['Review']
head = next(r for r in ws.iter_rows() if r[0].value == 'Sample no.')
col = {c.value: c.column for c in head}
top = head[0].row
if plan.get('rules'):
    rules = {str(d.sqref): (d.type, d.formula1) for d in ws.data_validations.dataValidation}
    rows = ws.max_row - top
    print(rows, sorted(t for t, _ in rules.values()), {f for t, f in rules.values() if t == 'list'})
for i in range(top + 1, ws.max_row + 1):
    row = i - top
    edit = dict(plan.get('all', {}))
    edit.update(plan.get(str(row), {}))
    for k, v in edit.items():
        if v == 'today':
            v = datetime.date.today()
        ws.cell(i, col[k]).value = v
wb.save(dst)
PY
fill() { /usr/bin/python3 fill.py "$@"; }
rows=$(db "SELECT count(*) FROM review_assignment AS a JOIN sample AS s USING (population_id, stratum, ord) JOIN cert_name AS n ON n.cert_id = s.cert_id WHERE a.reviewer = 'alice'")
is "a row a certificate and name, marks and a date to choose" \
	"$(fill rev/Q2-review-alice.xlsx alice.xlsx '{"rules": 1, "all": {"A": "pass", "B": "pass", "Evidence reference": "log 1", "Tester": "alice", "Date": "today"}}')" \
	"$rows ['date', 'list', 'list'] {'\"pass,fail,na,nt\"'}"
status "all filled in, nothing to say" 0 "$SELFAUDIT" review import alice.xlsx --json
is "two marks a row" "$(json out "[j['marks'], j['rejected'], j['files'][0]['new']]")" "[$((2 * rows)), 0, $rows]"
is "as it was filled in" "$(db "SELECT DISTINCT mark, evidence, tester, signed_at FROM review_mark")" "pass|log 1|alice|$(date -u -d "$(date +%F)" +%s)"
is "it is an event" "$(db "SELECT subject, json_extract(body, '$.marks') FROM event WHERE kind = 'review-import'")" "Q2|$((2 * rows))"
status "the same file again" 0 "$SELFAUDIT" review import alice.xlsx
has "says so" out "already, nothing changed"
if command -v soffice >/dev/null 2>&1; then
	mkdir lo
	soffice -env:UserInstallation="file://$T/profile" --headless --convert-to xlsx --outdir lo alice.xlsx >/dev/null 2>&1
	status "saved by LibreOffice it is the same" 0 "$SELFAUDIT" review import lo/alice.xlsx --json
	is "every row known" "$(json out "[j['files'][0]['new'], j['files'][0]['known'], j['marks']]")" "[0, $rows, 0]"
else
	skip "saved by LibreOffice it is the same" "no soffice"
fi

# ---- what does not hold
fill rev/Q2-review-bob.xlsx bob.xlsx '{"all": {"A": "Pass", "B": "n/a", "Evidence reference": "log 2", "Tester": "bob", "Date": "'"$(date +%F)"'"},
 "1": {"A": "fail"}, "2": {"Tester": null}, "3": {"Date": null}, "4": {"Tester": "prep"}, "5": {"Tester": "alice"},
 "6": {"A": "maybe"}, "7": {"SHA-256": "00"}, "8": {"Name": "other.example"}, "9": {"Date": "soon"}, "10": {"A": null, "B": null}}'
status "a sheet with faults" 1 "$SELFAUDIT" review import bob.xlsx --json
cp out bob.json
is "counted by kind" "$(json bob.json "[j[k] for k in ('rejected','unsigned','preparer','evidence','mismatch','date','open','fail')]")" "[6, 2, 0, 1, 0, 0, 1, 1]"
is "reviewers differ: one A, every B" "$(json bob.json "j['conflict']")" "$((1 + rows - 7))"
is "rejects with their place" "$(json bob.json "sorted(r['place'].split(':')[1] + ' ' + r['text'].split(',')[0] for r in j['files'][0]['remarks'] if r['kind'] == 'rejected')")" \
	"$(printf "['13 Tester: expected the reviewer bob', '14 Tester: expected the reviewer bob', '15 A: expected pass', '16 expected a certificate and name shared out to bob', '17 expected a certificate and name shared out to bob', '18 Date: expected a date (2026-10-12']")"
is "read = new + known + rejected" "$(json bob.json "[(f['read'], f['new'] + f['known'] + f['rejected']) for f in j['files']]")" "[($((rows - 1)), $((rows - 1)))]"
is "doubts stand beside the marks" "$(db "SELECT group_concat(d, ', ') FROM (SELECT DISTINCT doubt AS d FROM reviews WHERE reviewer = 'bob' AND attribute = 'A' AND doubt IS NOT NULL ORDER BY 1)")" \
	"another reviewer differs, not signed"
is "open: the row left out and the six rejected" "$(db "SELECT certificates - begun > 0 FROM review_progress WHERE reviewer = 'bob'")" "$(db "SELECT count(*) > 0 FROM review_assignment AS a JOIN sample AS s USING (population_id, stratum, ord) WHERE a.reviewer = 'bob' AND NOT EXISTS (SELECT 1 FROM review_mark AS m WHERE m.cert_id = s.cert_id AND m.reviewer = 'bob')")"
is "the procedure's exceptions tell it" "$(db "SELECT count(*) > 0 FROM procedure_exceptions WHERE what = 'review by hand in doubt'")" 1

# ---- cells that other programs leave: a formula that nobody calculated, a gap, a column twice
sa -q review sheet Q2 -o rev4 >/dev/null
fill rev4/Q2-review-bob.xlsx formula.xlsx '{"all": {"A": "pass", "B": "na", "Evidence reference": "log 3", "Tester": "bob", "Date": "today"}, "1": {"A": "=\"pa\"&\"ss\""}, "2": {"A": null}}'
status "a formula in the place of a mark, and a gap" 1 "$SELFAUDIT" review import formula.xlsx --json
is "the formula is a reject, the gap is told" "$(json out "[(r['kind'], r['text']) for r in j['files'][0]['remarks'] if r['kind'] in ('rejected', 'open')]")" \
	"[('rejected', 'A: expected pass, fail, na or nt, found \"a formula without a value\"'), ('open', 'A: expected a mark, found none')]"
fill rev4/Q2-review-bob.xlsx columns.xlsx '{}'
/usr/bin/python3 - <<'PY'
import openpyxl
wb = openpyxl.load_workbook('columns.xlsx')
ws = wb['Review']
head = next(r for r in ws.iter_rows() if r[0].value == 'Sample no.')
ws.cell(head[0].row, ws.max_column + 1).value = 'A'
wb.save('columns.xlsx')
PY
status "a column twice" 2 "$SELFAUDIT" review import columns.xlsx
has "named" err "expected one column 'A', found two"

# ---- a mark changed
sa -q review sheet Q2 -o rev3 >/dev/null
fill rev3/Q2-review-alice.xlsx again.xlsx '{"1": {"A": "fail", "Comment": "on second sight"}}'
status "a mark changed" 1 "$SELFAUDIT" review import again.xlsx
has "says what it was" out "A: alice marked it pass before, now fail"
is "the sheet brought back what stood: one row new" "$(db "SELECT new, known FROM import ORDER BY id DESC LIMIT 1")" "1|$((rows - 1))"
is "both stand, the newest counts" "$(db "SELECT group_concat(mark) FROM (SELECT mark FROM review_mark WHERE reviewer = 'alice' AND attribute = 'A' AND (cert_id, name_ord) IN (SELECT cert_id, name_ord FROM review_mark WHERE mark = 'fail' AND reviewer = 'alice') ORDER BY import_id)"; db "SELECT count(*) FROM review_now WHERE reviewer = 'alice' AND mark = 'fail'")" "pass,fail
1"
ok "facts are frozen" sh -c '! sqlite3 "$SELFAUDIT_LEDGER" "DELETE FROM review_mark" 2>/dev/null'

# ---- sheets of elsewhere
fill rev/Q2-review-bob.xlsx wrong.xlsx '{}'
/usr/bin/python3 - <<'PY'
import openpyxl
wb = openpyxl.load_workbook('wrong.xlsx')
ws = wb['Review']
for r in ws.iter_rows(max_row=8):
    if r[0].value == 'Commitment':
        r[1].value = '0' * 64
wb.save('other.xlsx')
wb = openpyxl.load_workbook('wrong.xlsx')
del wb['Review']
wb.save('none.xlsx')
PY
status "of another sample" 2 "$SELFAUDIT" review import other.xlsx
has "says so" err "expected a sample that is shared out to its reviewer in this ledger"
status "no such sheet" 2 "$SELFAUDIT" review import none.xlsx
status "no workbook" 2 "$SELFAUDIT" review import two.txt
head -c 9000 bob.xlsx >cut.xlsx
status "cut short" 2 "$SELFAUDIT" review import cut.xlsx
is "none of these left anything" "$(db "SELECT count(*) FROM import WHERE file IN ('other.xlsx', 'none.xlsx', 'two.txt', 'cut.xlsx')")" 0
status "verify: marks change nothing that was frozen" 0 "$SELFAUDIT" verify Q2
done_testing
