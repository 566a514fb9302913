#!/bin/sh
# What goes wrong with sheets that travel: overwritten, signed by another, put in the place of newer
# marks, edited, sorted in part, dated wrong; who may not review; what fails becomes a finding.
# Truth: what the sheet was made to say (openpyxl), sqlite3 over the ledger.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
sa() { "$SELFAUDIT" "$@"; }

"$GEN" --out in --preset incident2021 --count 300 --affected 90 --seed 11 >/dev/null
sa -q --by root init --ca "Example CA" >/dev/null
sa -q --by lena import cas in/cas.pem >/dev/null
sa -q --by lena import certs in/certs.pem >/dev/null
sa -q --by lena import validations in/validations.csv >/dev/null
sa -q --by lena cps add in/tls-cps.yaml in/cp.yaml >/dev/null
sa -q --by fred freeze Q2 --from 2021-03-12T23:59:59Z --until 2021-06-30T23:59:59Z >/dev/null 2>&1
sa -q --by '  ana  de Vries ' draw Q2 --nonce dice >/dev/null 2>&1
sa -q --by chris check Q2 >/dev/null 2>&1
n=$(sa draw Q2 --list | wc -l)

# ---- who may review
is "--by is tidied" "$(db "SELECT drawn_by FROM draw")" "ana de Vries"
refused() { # NAME WHAT
	printf 'jan\n%s\n' "$1" >people.txt
	status "refused: $1" 2 "$SELFAUDIT" review assign Q2 --reviewers people.txt
	has "because of what was done: $2" err "who $2"
}
refused " FRED" "froze the population"
refused "Ana DE  Vries" "drew the sample"
refused "Chris" "made the run that stands"
refused "LENA " "imported what it was made from"
printf 'Jan Smit\n jan  SMIT\n' >people.txt
status "one person twice" 2 "$SELFAUDIT" review assign Q2 --reviewers people.txt
has "said" err "expected each name once, found"

cat >form.yaml <<YAML
attributes:
  - {id: A, title: "the log was seen", requirement: BR 5.4.1}
  - {id: B, title: "the text describes it", requirement: BR 2.2}
YAML
printf 'Jan Smit\nMia Tester\n' >people.txt
sa -q --by lead review assign Q2 --reviewers people.txt --times 2 --attributes form.yaml >/dev/null
status "status: nothing came back" 1 "$SELFAUDIT" review status Q2 --json
rows=$(db "SELECT sum((SELECT count(DISTINCT name) FROM cert_name AS n WHERE n.cert_id = s.cert_id AND kind <= 1)) FROM sample AS s")
is "what is open" "$(json out "[j['sample'], j['shared_out'], j['open'], [(r['name'], r['begun'], r['open']) for r in j['reviewers']]]")" \
	"[$n, $n, $((4 * rows)), [('Jan Smit', 0, $((2 * rows))), ('Mia Tester', 0, $((2 * rows)))]]"

# ---- sheets are not overwritten
sa -q review sheet Q2 -o rev >/dev/null
echo filled >rev/Q2-review-Mia-Tester.xlsx
rm rev/Q2-review-Jan-Smit.xlsx
status "a filled-in sheet stays" 2 "$SELFAUDIT" review sheet Q2 -o rev
has "named" err "rev/Q2-review-Mia-Tester.xlsx: expected no file of that name"
is "as it was, and none beside it was written" "$(cat rev/*; ls rev)" "filled
Q2-review-Mia-Tester.xlsx"
rm -r rev
sa -q review sheet Q2 -o rev >/dev/null

cat >fill.py <<'PY'
import datetime, json, sys, openpyxl
src, dst, plan = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
wb = openpyxl.load_workbook(src)
ws = wb['Review']
head = next(r for r in ws.iter_rows() if r[0].value == 'Sample no.')
col = {c.value: c.column for c in head}
top = head[0].row
for r in ws.iter_rows(max_row=top - 1):
    if r[0].value == 'Reviewer' and 'reviewer' in plan:
        r[1].value = plan['reviewer']
for i in range(top + 1, ws.max_row + 1):
    edit = dict(plan.get('all', {}), **plan.get(str(i - top), {}))
    for k, v in edit.items():
        if isinstance(v, int):  # a day so many days from today
            v = datetime.date.today() + datetime.timedelta(days=v)
        ws.cell(i, col[k]).value = v
for a, b in plan.get('swap', []):  # all but the fingerprint: a range sorted without its key
    for k, c in col.items():
        if k != 'SHA-256':
            x, y = ws.cell(top + a, c), ws.cell(top + b, c)
            x.value, y.value = y.value, x.value
wb.save(dst)
PY
fill() { /usr/bin/python3 fill.py "$@"; }
jan='{"all": {"A": "pass", "B": "pass", "Evidence reference": "log 1", "Tester": "jan  smit", "Date": 0}}'
mia='{"all": {"A": "pass", "B": "pass", "Evidence reference": "log 2", "Tester": "Mia Tester", "Date": 0}'
fill rev/Q2-review-Jan-Smit.xlsx jan.xlsx "$jan"
status "signed in another case: the same person" 0 "$SELFAUDIT" review import jan.xlsx

# ---- a sheet under another's name
fill rev/Q2-review-Mia-Tester.xlsx wrong.xlsx "$mia, \"reviewer\": \"Jan Smit\"}"
status "Mia's marks under Jan's name" 1 "$SELFAUDIT" review import wrong.xlsx --json
is "none is taken" "$(json out "[j['rejected'], j['marks'], j['changed']]")" "[$rows, 0, 0]"
is "each says why" "$(json out "{r['text'] for r in j['files'][0]['remarks']}")" "{'Tester: expected the reviewer Jan Smit, found Mia Tester'}"
is "Jan's marks are his" "$(db "SELECT count(*), group_concat(DISTINCT tester) FROM review_now WHERE reviewer = 'Jan Smit'")" "$((2 * rows))|jan smit"
status "again" 0 "$SELFAUDIT" review import wrong.xlsx --json
is "the same counts in the file and in all" "$(json out "[j['rejected'], j['files'][0]['rejected'], j['files'][0]['repeated']]")" "[$rows, $rows, True]"
status "in words" 0 "$SELFAUDIT" review import wrong.xlsx
has "says what stands" out "already, nothing changed; its remarks stand"
fill rev/Q2-review-Jan-Smit.xlsx blank.xlsx '{"all": {"A": "fail", "Evidence reference": "x", "Comment": "x", "Date": 0}}'
status "nobody signed: no mark of before is replaced" 1 "$SELFAUDIT" review import blank.xlsx --json
is "rejected" "$(json out "[j['rejected'], j['marks']]")" "[$rows, 0]"

# ---- earlier bytes made current again
fill jan.xlsx jan2.xlsx '{"all": {"A": "na"}}'
status "another sheet of his" 1 "$SELFAUDIT" review import jan2.xlsx
is "counts" "$(db "SELECT count(*) FROM review_now WHERE reviewer = 'Jan Smit' AND mark = 'na'")" "$rows"
status "his first one again" 1 "$SELFAUDIT" review import jan.xlsx --json
is "is current again, a new import" "$(json out "[j['files'][0]['repeated'], j['changed'], j['marks']]")" "[False, $rows, $rows]"
is "counts again" "$(db "SELECT count(*) FROM review_now WHERE reviewer = 'Jan Smit' AND mark = 'pass'")" "$((2 * rows))"
status "and once more" 0 "$SELFAUDIT" review import jan.xlsx --json
is "changes nothing" "$(json out "[j['files'][0]['repeated'], j['marks']]")" "[True, 0]"
is "the history tells of each, of those without a mark too" \
	"$(db "SELECT group_concat(json_extract(body, '\$.marks'), ' ') FROM (SELECT body FROM event WHERE kind = 'review-import' ORDER BY id)")" \
	"$((2 * rows)) 0 0 $rows $rows"

# ---- rows that contradict the ledger, dates, evidence
fill rev/Q2-review-Mia-Tester.xlsx swap.xlsx "$mia, \"swap\": [[20, 21]]}"
sa -q review import swap.xlsx --json >swap.json
is "a range sorted without its key: a row is not of its name, or not as the ledger has it" \
	"$(json swap.json "sorted({r['place'].split(':')[1] for r in j['files'][0]['remarks'] if r['kind'] in ('mismatch', 'rejected')}) != []")" True
fill rev/Q2-review-Mia-Tester.xlsx mia.xlsx "$mia, \"1\": {\"Serial\": \"5555\"}, \"2\": {\"Sample no.\": \"ev/99\"}, \"3\": {\"Verdict\": \"observation\"},
 \"4\": {\"Date\": 20}, \"5\": {\"Date\": -400}, \"6\": {\"A\": \"fail\", \"Evidence reference\": null}, \"7\": {\"A\": \"fail\"},
 \"8\": {\"A\": \"fail\", \"Comment\": \"no log\"}, \"9\": {\"Date\": \"12.10.2026\"}}"
status "with faults" 1 "$SELFAUDIT" review import mia.xlsx --json
cp out mia.json
is "counted by kind" "$(json mia.json "[j[k] for k in ('mismatch', 'date', 'evidence', 'fail', 'rejected')]")" "[3, 2, 2, 3, 1]"
text() { json mia.json "[r['text'] for r in j['files'][0]['remarks'] if r['kind'] == '$1'][$2]"; }
is "which form of date is wanted" "$(text rejected 0)" 'Date: expected a date (2026-10-12, or a cell of kind date), found "12.10.2026"'
is "a serial edited" "$(text mismatch 0 | sed 's/expected [0-9a-f]*/expected/')" "Serial: expected, found 5555"
is "a day to come" "$(text date 0)" "expected a day from the draw until now, found $(date -u -d "$(date +%F) +20 days" +%F)"
is "no evidence, no comment" "$(text evidence 0), $(text evidence 1)" \
	"expected a reference to the evidence beside the marks, found none, expected a comment that says what fails, found none"
is "beside the marks too" "$(db "SELECT doubt, count(*) FROM reviews WHERE reviewer = 'Mia Tester' AND attribute = 'B' AND doubt IS NOT NULL GROUP BY 1")" \
	"dated after it came back|1
dated before the draw|1
without evidence|1"
# ---- what fails is a finding
is "one an attribute" "$(json mia.json "[(f['rule'], f['certificates'], f['new'], f['period']) for f in j['findings']]")" "[('review.A', 2, True, 'Q2')]"
id=$(json mia.json "j['findings'][0]['id']")
sa finding show "$id" --json >finding.json
is "as the register has it" "$(json finding.json "[j[k] for k in ('rule', 'title', 'clause', 'source', 'status')]")" \
	"['review.A', 'not met, by hand: the log was seen', 'BR 5.4.1', 'review by hand', 'unconfirmed']"
is "found with the run of its period" "$(db "SELECT first_period FROM findings WHERE id = $id")" Q2
sa finding list --due --json >due.json
is "its clocks, if confirmed" "$(json due.json "sorted({d['remark'] for d in j['deadlines'] if d['finding'] == $id})")" "['if confirmed']"
is "who is affected: those marked, a lower bound" "$(sa finding affected "$id" -o a.csv --all --json >a.json; json a.json "[j['count'], j['lower_bound']]"; tail -n +2 a.csv | wc -l)" "[2, True]
2"
sa finding incident "$id" >inc.md 2>/dev/null
has "nothing is said of the ledger's first" inc.md "(issuance of the first affected certificate among those that persons looked at: it may have begun before)"
fill rev/Q2-review-Mia-Tester.xlsx mia2.xlsx "$mia, \"7\": {\"A\": \"fail\", \"Comment\": \"x\"}, \"8\": {\"A\": \"fail\", \"Comment\": \"x\"}, \"9\": {\"B\": \"fail\", \"Comment\": \"x\"}}"
sa -q review import mia2.xlsx --json >mia2.json
is "later marks: the same finding, and one of another attribute" "$(json mia2.json "[(f['rule'], f['certificates'], f['new'], f['repeat']) for f in j['findings']]")" \
	"[('review.A', 1, False, False), ('review.B', 1, True, False)]"
status "nothing new: no event" 0 "$SELFAUDIT" review import mia2.xlsx --json
is "none" "$(json out "j['findings']")" "[]"
is "they are not in x" "$(db "SELECT exceptions FROM run ORDER BY id DESC LIMIT 1")" "$(db "SELECT count(DISTINCT cert_id) FROM exceptions WHERE severity = 'MUST'")"
status "verify: rows and history agree" 0 "$SELFAUDIT" verify Q2
status "status: reviewers differ" 1 "$SELFAUDIT" review status Q2
has "how many" out "doubt: 6 marks, another reviewer differs"
has "and who is done" out "3 fail: done"

# ---- the period's workbook
sa -q report Q2 -o q.xlsx >/dev/null
cat >read.py <<'PY'
import openpyxl
wb = openpyxl.load_workbook('q.xlsx')
def table(name, first, nth=0):
    rows = list(wb[name].iter_rows(values_only=True))
    tops = [i for i, r in enumerate(rows) if r[0] == first]
    out = []
    for r in rows[tops[nth] + 1:]:
        if r[0] is None or r[0] == 'Total':
            break
        out.append(dict(zip(rows[tops[nth]], r)))
    return out
by = table('Review by hand', 'Sample no.')
print(len(by), [(r['A'], r['B'], r['Comment']) for r in by if r['Fail']])
print([(r['Attribute'], r['What is tested']) for r in table('Review by hand', 'Attribute')])
print([(r['Attribute'], r['Mark'], r['Finding']) for r in table('Exceptions', 'Sample no.', 1)])
print(any('of these fail: 3, on certificates: 2' in str(c) for r in wb['Statements'].iter_rows(values_only=True) for c in r))
cover = {r[0]: r[2] for r in openpyxl.load_workbook('q.xlsx', data_only=True)['Cover'].iter_rows(values_only=True)}
f = [r for r in table('Findings', 'Finding') if r['Attribute'] == 'review.A'][0]
e = [r for r in table('Population extension', 'Finding') if r['Attribute'] == 'review.A'][0]
print(f['Affected in the whole ledger'], f['First affected (UTC)'] != 'not known', '/' in f['Example in the sample'], e['Affected (rows)'], e['Is it a lower bound'])
print([cover['Marks that persons made by hand'], cover['Of these fail']])
PY
/usr/bin/python3 read.py >read.out
is "a row a certificate, name and reviewer; a column an attribute" "$(sed -n 1p read.out)" \
	"$((2 * rows)) [('fail', 'pass', 'x'), ('fail', 'pass', 'x'), ('pass', 'fail', 'x')]"
is "what each asks, once" "$(sed -n 2p read.out)" "[('A', 'the log was seen'), ('B', 'the text describes it')]"
is "among the exceptions, with their finding" "$(sed -n 3p read.out)" \
	"[('review.A', 'fail', $id), ('review.A', 'fail', $id), ('review.B', 'fail', $((id + 1)))]"
is "said beside the statements to be outside x" "$(sed -n 4p read.out)" True
is "counted in the ledger, with an example" "$(sed -n 5p read.out)" "1 True True 1 yes: counted are those of samples that persons looked at"
is "counted on the cover" "$(sed -n 6p read.out)" "[$((4 * rows)), 3]"

# ---- judgement samples are on the sheets too, each certificate once
cat >plan.yaml <<YAML
rate: 3%
judgement: {size: 5}
YAML
before=$SELFAUDIT_LEDGER
export SELFAUDIT_LEDGER="$T/judgement.db"
sa -q --by root init --ca "Example CA" >/dev/null
sa -q --by lena import certs in/certs.pem >/dev/null
sa -q --by fred freeze Q3 --from 2021-03-12T23:59:59Z --until 2021-06-30T23:59:59Z --plan plan.yaml >/dev/null 2>&1
sa -q --by fred draw Q3 --nonce dice >/dev/null 2>&1
of3="population_id = (SELECT id FROM population WHERE label = 'Q3')"
sa -q --by lead review assign Q3 --reviewers people.txt --attributes form.yaml >/dev/null
sa -q --by chris draw Q3 --extend "$(db "SELECT count - (SELECT count(*) FROM sample AS s WHERE s.$of3 AND stratum >= 0) FROM population WHERE label = 'Q3'")" >/dev/null 2>&1
sa -q --by lead review assign Q3 --reviewers people.txt >/dev/null
sa -q --by chris check Q3 >/dev/null 2>&1
sa -q review sheet Q3 -o rev3 >/dev/null
all=$(db "SELECT count FROM population WHERE label = 'Q3'")
is "there are certificates of both" "$(db "SELECT count(*) FROM sample WHERE $of3")" "$((all + 5))"
for who in Jan-Smit Mia-Tester; do
	by=$(echo $who | tr - ' ')
	fill rev3/Q3-review-$who.xlsx back3-$who.xlsx '{"all": {"A": "pass", "B": "pass", "Evidence reference": "log", "Tester": "'"$by"'", "Date": 0}}'
done
status "all come back" 0 "$SELFAUDIT" review import back3-Jan-Smit.xlsx back3-Mia-Tester.xlsx
status "status: clean" 0 "$SELFAUDIT" review status Q3 --json
is "all of the sample" "$(json out "[j['sample'], j['shared_out'], j['open']]")" "[$all, $all, 0]"
is "each mark once" "$(db "SELECT count(*) = count(DISTINCT sha256 || name || attribute) FROM reviews WHERE $of3")" 1
cat >list.py <<'PY'
import openpyxl, sys
for f in sys.argv[1:]:
    rows = list(openpyxl.load_workbook(f)['Review'].iter_rows(values_only=True))
    top = next(i for i, r in enumerate(rows) if r[0] == 'Sample no.')
    for r in rows[top + 1:]:
        print(r[0], r[rows[top].index('Verdict')])
PY
/usr/bin/python3 list.py rev3/*.xlsx >numbers
is "the plan's under its number" "$(cut -d' ' -f1 numbers | grep ^judgement/ | sort -u | wc -l)" 5
is "with its verdict" "$(grep -c 'not judged' numbers)" 0


# ---- sheets that come back after the freeze of the next period
status "the next one" 0 "$SELFAUDIT" --by fred freeze Q4 --from 2021-06-30T23:59:59Z --until 2021-09-30T23:59:59Z --plan plan.yaml
fill back3-Jan-Smit.xlsx odd.xlsx '{"1": {"A": "perhaps"}, "2": {"A": "na"}}'
fill back3-Jan-Smit.xlsx other.xlsx '{"all": {"Tester": "Mia Tester"}}'
sa -q review import odd.xlsx other.xlsx >/dev/null 2>&1
exceptions() { db "SELECT what, subject FROM procedure_exceptions WHERE population_id = (SELECT id FROM population WHERE label = '$1') AND class IN (10, 12)"; }
is "are of their own period" "$(exceptions Q3 | sed 's/import [0-9]*/import/' | sort)" "rejected rows|import (odd.xlsx)
rejected rows|import (other.xlsx)
remarks of an import|import (odd.xlsx)"
is "and an earlier one's to the next" "$(exceptions Q4)" "rejected rows of imports for earlier periods|imports: 2"
export SELFAUDIT_LEDGER="$before"

# ---- a workbook that is none
if command -v soffice >/dev/null 2>&1; then
	soffice -env:UserInstallation="file://$T/profile" --headless --convert-to ods jan.xlsx >/dev/null 2>&1
	status "as .ods" 2 "$SELFAUDIT" review import jan.ods
	has "what is to be done" err "save it as .xlsx"
else
	skip "as .ods" "no soffice"
fi
done_testing
