# A year in one ledger: a finding is opened, its deadline missed, resolved late, met again in a
# later quarter, resolved again and verified by another person; old quarters are judged again and
# judged by the rules to come.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/quarters.sh"
S=$SELFAUDIT

rows() { # SQL: its rows
	/usr/bin/python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall())' "$T/ledger.db" "$1"
}
finding() { # KEY: of finding 1, in the list of now
	"$S" finding list --json >"$T/list.json"
	json "$T/list.json" "[f['$1'] for f in j['findings'] if f['id'] == 1][0]"
}
deadlines() { # what is due for finding 1; revocation waits for certificates valid today: 52_clocks.sh
	json "$T/due.json" "[(r['what'].split(',')[0], r['deadline'], r['past'], r['remark']) for r in j['deadlines'] if r['finding'] == 1 and not r['what'].startswith('revocation')]"
}
revoked() { # AT: by the CA's list, whatever finding 1 touches and is not revoked yet
	"$S" finding affected 1 --as-of "$1" -o "$T/aff.csv" >/dev/null 2>&1
	/usr/bin/python3 -c 'import csv, sys
print("serial,revoked_at,reason")
for r in csv.DictReader(open(sys.argv[1])):
    if r["Is revoked?"] != "Yes": print(r["Serial #"], sys.argv[2], 4, sep=",")' "$T/aff.csv" "$1" >"$T/revoked.csv"
	"$S" -q import revocations "$T/revoked.csv" >/dev/null
}

cat >"$T/plan.yaml" <<'X'
rate: 10%
strata:
  - {name: mail, where: {method: 3.2.2.4.13}, sample: all}
  - {name: rest, by: issuer}
expansion: {tolerable_rate: 5%, risk_limit: 10%}
X
begin_ledger

# ---- 2025Q4: the cause appears
ok "2025Q4" quarter 2025Q4 2025-10-01 2026-01-01 21 --count 300 --defect method-not-in-cps=5
status "exceptions" 1 "$S" check 2025Q4 --json
is "one finding, new" "$(json "$T/out" "[(f['id'], f['rule'], f['cause'], f['certificates'], f['new'], f['repeat'], f['reopened']) for f in j['findings']]")" \
	"[(1, 'cps.method_at_issuance', '3.2.2.4.13', 5, True, False, False)]"
is "in no state yet" "$(finding status) $(finding owner) $(finding due) $(finding late)" "unconfirmed None None False"
status "clocks run from detection, if confirmed" 0 "$S" finding list --due --json
cp "$T/out" "$T/due.json"
is "all of them conditional" "$(json "$T/due.json" "{r['remark'] for r in j['deadlines']}")" "{'if confirmed'}"
status "taken up" 0 "$S" --by mila finding set 1 status=open owner=ann due=2026-01-20
status "awareness wants a reason" 2 "$S" --by mila finding set 1 aware_at=2026-01-05T09:00:00Z
status "and has one" 0 "$S" --by mila finding set 1 aware_at=2026-01-05T09:00:00Z "reason=the RA's ticket 4711 is of that day"
status "deadlines are past" 1 "$S" finding list --due --json
cp "$T/out" "$T/due.json"
is "counted from awareness; a day is due at its end" "$(deadlines)" \
	"[('preliminary report', '2026-01-08T09:00:00Z', True, ''), ('full report', '2026-01-19T09:00:00Z', True, ''), ('due date', '2026-01-20T23:59:59Z', True, '')]"
is "the list says late" "$(finding late)" True
"$S" finding list >"$T/words"
has "in words too" "$T/words" "owner ann, due 2026-01-20, late"
revoked 2026-01-09T12:00:00Z
status "not before the records have them revoked" 2 "$S" --by ann finding set 1 revoked_at=2026-01-09T11:59:59Z
status "reported and revoked" 0 "$S" --by ann finding set 1 revoked_at=2026-01-09T12:00:00Z preliminary_at=2026-01-07T10:00:00Z \
	reported_at=2026-01-18T10:00:00Z bugzilla=1999999
status "the due date is still past" 1 "$S" finding list --due --json
cp "$T/out" "$T/due.json"
is "and nothing else" "$(deadlines)" "[('due date', '2026-01-20T23:59:59Z', True, '')]"
status "resolved, late" 0 "$S" --by ann finding set 1 status=resolved "root_cause=the CPS left the method out"
is "closed, and late it stays" "$(finding status) $(finding late)" "resolved True"
status "nothing is due" 0 "$S" finding list --due
status "nobody verifies without a reason" 2 "$S" --by bob finding set 1 status=verified
status "the owner does not verify" 2 "$S" --by ann finding set 1 status=verified "reason=I looked"
has "and is told so" "$T/err" "expected someone other than the owner, found ann"
status "verify" 0 "$S" verify 2025Q4

# ---- 2026Q1: another cause; the first does not come back
ok "2026Q1" quarter 2026Q1 2026-01-01 2026-04-01 22 --count 300 --defect no-policy-oid=40
status "exceptions" 1 "$S" check 2026Q1 --json
is "of another cause" "$(json "$T/out" "1 in [f['id'] for f in j['findings']], all(f['new'] for f in j['findings'])")" "(False, True)"
is "the first is left alone" "$(finding status)" resolved
# a cause that no check looks for
status "added by a person" 0 "$S" --by mila finding add --rule cps.text --title "the CPS names a retired mail address" \
	--where "issued>=2026-02-01 issued<2026-03-01"
has "its rule is a text of one's own" "$T/err" "cps.text is no rule of this program (the nearest is cps."
added=$(rows "SELECT max(id) FROM finding" | tr -dc 0-9)
is "counted when added" "$("$S" finding list --json | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["findings"][-1]["certificates"])')" \
	"$("$S" affected --where "issued>=2026-02-01 issued<2026-03-01" --json | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["count"])')"
is "in a column of its own" "$("$S" finding list --json | /usr/bin/python3 -c 'import json,sys; f = json.load(sys.stdin)["findings"]
print([x["sample"] == x["certificates"] and x["ledger"] is None for x in f if x["source"] == "check"] == [True] * (len(f) - 1), f[-1]["sample"], f[-1]["ledger"] == f[-1]["certificates"])')" \
	"True None True"
status "not dismissed by who added it" 2 "$S" --by mila finding set "$added" "status=not an issue" reason=z
has "and told so" "$T/err" "before not an issue"
status "and found to be none" 0 "$S" --by mila finding set "$added" owner=ann
status "by another" 0 "$S" --by bob finding set "$added" "status=not an issue" "reason=the address forwards"
status "verify" 0 "$S" verify 2026Q1

# ---- 2026Q2: the cause returns
ok "2026Q2" quarter 2026Q2 2026-04-01 2026-07-01 23 --count 300 --defect method-not-in-cps=3
status "exceptions" 1 "$S" check 2026Q2 --json
is "the same finding, open again, a repeat" "$(json "$T/out" "[(f['id'], f['certificates'], f['new'], f['repeat'], f['reopened']) for f in j['findings']]")" \
	"[(1, 3, False, True, True)]"
is "open, its owner kept, its deadlines begun again" "$(finding status) $(finding owner) $(finding due) $(finding repeat)" "open ann None True"
status "nothing is past yet" 0 "$S" finding list --due --json
cp "$T/out" "$T/due.json"
is "clocks: preliminary report, full report" "$(json "$T/due.json" "[(r['what'].split(',')[0], r['period'], r['past']) for r in j['deadlines'] if r['finding'] == 1 and not r['what'].startswith('revocation')]")" \
	"[('preliminary report', '2026Q2', False), ('full report', '2026Q2', False)]"
status "revocations, first seen long after" 1 "$S" finding revocations 1 --as-of 2026-07-01 --json
is "each certificate by the deadline of its occurrence" "$(json "$T/out" "[(o['period'], o['affected'], o['in_time'], o['not_yet']) for o in j['occurrences']], j['seen_late'], j['deadline'] > '2026-07-05'")" \
	"([('2025Q4', 5, 5, 0), ('2026Q2', 3, 0, 3)], 5, True)"
is "awareness is that of now" "$(rows "SELECT aware_basis, aware_at = opened_at, opened_at >= detected_at FROM findings WHERE id = 1")" "[('as met again', 1, 1)]"
"$S" check 2026Q2 >"$T/words"
has "seen again in the same period: a repeat no more than once" "$T/words" "finding 1: cps.method_at_issuance"
status "remediating" 0 "$S" --by ann finding set 1 status=remediating due=2999-01-01 action.1.item="list every method before it goes live" \
	action.1.kind=Prevent action.1.due=2026-02-01
status "an action item is past" 1 "$S" finding list --due
has "and is named" "$T/out" "action item: list every method before it goes live"
revoked 2026-07-19T20:00:00Z
status "done" 0 "$S" --by ann finding set 1 action.1.status=Complete status=resolved revoked_at=2026-07-20T00:00:00Z
status "resolved stops no clock" 0 "$S" finding list --due --json
cp "$T/out" "$T/due.json"
is "and what was filed for 2025Q4 none of 2026Q2" "$(json "$T/due.json" "[(r['period'], r['what'].split(',')[0]) for r in j['deadlines'] if r['finding'] == 1]")" \
	"[('2026Q2', 'preliminary report'), ('2026Q2', 'full report')]"
status "reported again" 0 "$S" --by ann finding set 1 "preliminary_at=$(date -u +%FT%TZ)" "reported_at=$(date -u +%FT%TZ)"
status "nothing but of other findings" 0 "$S" finding list --due --json
is "is due" "$(json "$T/out" "1 in [r['finding'] for r in j['deadlines']]")" False
is "in time now" "$(finding late)" False
status "verify" 0 "$S" verify 2026Q2

# ---- 2026Q3: gone; verified by another person
ok "2026Q3" quarter 2026Q3 2026-07-01 2026-10-01 24 --count 300
status "no exceptions" 0 "$S" check 2026Q3 --json
is "no findings" "$(json "$T/out" "j['findings']")" "[]"
is "the plan asks for no larger sample" "$(json "$T/out" "j['expansion']['exceptions']")" 0
status "verified by bob" 0 "$S" --by bob finding set 1 status=verified "reason=no certificate of 2026Q3, of 300, has it"
is "closed when it was resolved" "$(rows "SELECT closed_at = (SELECT at FROM finding_events WHERE finding = 1 AND body LIKE '%\"status\":\"resolved\"%' ORDER BY event_id DESC LIMIT 1), closed_by, status FROM findings WHERE id = 1")" \
	"[(1, 'bob', 'verified')]"
"$S" finding show 1 --json >"$T/show.json"
is "its states, in the history" "$(json "$T/show.json" "[e['body']['status'] for e in j['history'] if 'status' in e['body']]")" \
	"['open', 'resolved', 'open', 'remediating', 'resolved', 'verified']"
is "and who set them" "$(json "$T/show.json" "[e['actor'] for e in j['history'] if e['kind'] == 'finding-set' and 'status' in e['body']]")" \
	"['mila', 'ann', 'ann', 'ann', 'bob']"
status "verify" 0 "$S" verify 2026Q3

# ---- look back: an old quarter judged again
status "2025Q4 again" 1 "$S" check 2025Q4 --json
is "nothing differs from what was recorded" "$(json "$T/out" "j['changes']")" "[]"
is "and the finding stays verified" "$(finding status)" verified
"$S" check 2025Q4 >"$T/words"
has "said in words" "$T/words" "no outcome differs from those recorded before (run "
# as if a version of the rule before this one had let two of them pass
cp "$T/ledger.db" "$T/old.db"
/usr/bin/python3 - "$T/old.db" <<'X'
import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
for (n,) in d.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    d.execute('DROP TRIGGER "%s"' % n)
run, ord = d.execute("""SELECT r.id, k.ord FROM run r JOIN run_rule k ON k.run_id = r.id AND k.rule = 'cps.method_at_issuance'
    JOIN population p ON p.id = r.population_id AND p.label = '2025Q4' ORDER BY r.id DESC LIMIT 1""").fetchone()
d.execute("UPDATE run_rule SET version = 0 WHERE run_id = ? AND ord = ?", (run, ord))
certs = [c for (c,) in d.execute("SELECT DISTINCT cert_id FROM reason WHERE run_id = ? AND rule_ord = ? AND outcome = 'fail' ORDER BY 1 LIMIT 2", (run, ord))]
for c in certs:
    d.execute("UPDATE result SET codes = substr(codes, 1, ?) || replace(substr(codes, ? + 1, 1), 'F', 'P') || substr(codes, ? + 2) WHERE run_id = ? AND cert_id = ?", (ord, ord, ord, run, c))
d.commit()
X
status "by today's version" 1 "$S" -l "$T/old.db" check 2025Q4 --json
is "which rule, from which version and outcome to which, how many" \
	"$(json "$T/out" "[(c['rule'], c['from_version'], c['from'], c['to_version'] > 0, c['to'], c['certificates']) for c in j['changes']]")" \
	"[('cps.method_at_issuance', 0, 'pass', True, 'fail', 2)]"
is "and because of what" "$(json "$T/out" "j['changes'][0]['because'].startswith('expected a method that the documents in force at ')")" True
"$S" -l "$T/old.db" report 2025Q4 -o "$T/old.xlsx" >/dev/null

# ---- look ahead: this quarter by the rules of March 2027
findings_before=$(rows "SELECT count(*) FROM finding")
events_before=$(rows "SELECT count(*) FROM event WHERE kind LIKE 'finding-%'")
status "what if it were 2027-03-15" 1 "$S" check 2026Q3 --rules-on 2027-03-15 --json
cp "$T/out" "$T/ahead.json"
is "no finding comes of it" "$(json "$T/out" "j['kind'], j['findings'], j['expansion']") $(rows "SELECT count(*) FROM finding")" "('what-if', [], None) $findings_before"
is "and no event of one, so no clock" "$(rows "SELECT count(*) FROM event WHERE kind LIKE 'finding-%'")" "$events_before"
status "nothing is due of it" 0 "$S" finding list --due
is "a validity of 199 days would be too long" \
	"$(json "$T/ahead.json" "[(c['from'], c['to']) for c in j['changes'] if c['rule'] == 'validity.period']")" "[('pass', 'fail')]"
status "it does not stand for the period" 0 "$S" verify 2026Q3
"$S" report 2026Q3 -o "$T/year.xlsx" >/dev/null

# ---- the workbook of the year
[ -z "${KEEP-}" ] || cp "$T/year.xlsx" "$T/old.xlsx" "$T/ledger.db" "$KEEP"
ok "it is sound" /usr/bin/python3 "$ROOT/tests/workbook.py" "$T/year.xlsx" "Look back" "Look ahead" Trend
cat >"$T/sheets.py" <<'X'
import json, openpyxl, sys
def table(book, sheet, first):
    rows = list(openpyxl.load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True))
    for at, r in enumerate(rows):
        if r[0] == first and r[3] is not None:
            out = []
            for line in rows[at + 1:]:
                if line[0] is None:
                    break
                out.append(dict(zip(r, line)))
            return out
year, old, ahead = sys.argv[1:4]
t = [r for r in table(year, "Trend", "Period") if r["Period"] != "Total"]
print([(r["Period"], r["Sample judged (n)"] > 30, r["Findings met"], r["Of these met in a period before"]) for r in t])
f = [r for r in table(year, "Findings", "Finding") if r["Finding"] == 1][0]
print(f["Status"], f["Repeat"], f["Past its due date"], f["Owner"], f["Closed by, as stated"], f["Met by this run"])
b = table(old, "Look back", "Attribute")
print([(r["Attribute"], r["Was"], r["Is"], r["Certificates"], r["Version of the rule then"]) for r in b[-1:]])
a = table(year, "Look ahead", "Attribute")
run = json.load(open(ahead))
failing = {r["id"]: r["fail"] + r["missing"] + r["error"] for r in run["rules"]}
found = {}
for r in a:
    found[r["Attribute"]] = max(found.get(r["Attribute"], 0), r["Certificates"])
print(all(found[k] <= failing[k] for k in found) and set(found) == {k for k, n in failing.items() if n}, found["validity.period"] == failing["validity.period"])
X
/usr/bin/python3 "$T/sheets.py" "$T/year.xlsx" "$T/old.xlsx" "$T/ahead.json" >"$T/sheets"
is "Trend: four periods" "$(sed -n 1p "$T/sheets")" \
	"[('2025Q4', True, 1, 0), ('2026Q1', True, $(rows "SELECT met FROM trend_findings WHERE label = '2026Q1'" | tr -dc 0-9), 0), ('2026Q2', True, 1, 1), ('2026Q3', True, 0, 0)]"
is "Findings: the repeat" "$(sed -n 2p "$T/sheets")" "verified yes no ann bob no"
is "Look back: what the rule's version changed" "$(sed -n 3p "$T/sheets")" "[('cps.method_at_issuance', 'pass', 'fail', 2, 0)]"
is "Look ahead: what the run found" "$(sed -n 4p "$T/sheets")" "True True"
for q in 2025Q4 2026Q1 2026Q2 2026Q3; do
	status "verify $q at the end" 0 "$S" verify $q
done
done_testing
