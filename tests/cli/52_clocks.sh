# What stops the clocks of a finding, and what does not: records, never a word alone; a second
# person; the next period that has the cause, in its sample or not.  The periods end near today:
# a clock of revocation waits for certificates that are valid now.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/quarters.sh"
S=$SELFAUDIT

day() { # days from today
	date -u -d "$1 days" +%F
}
due() { # FINDING: deadlines of it, in words
	"$S" finding list --due --json >"$T/due.json"
	json "$T/due.json" "[(r['period'], r['what'].split(',')[0], r['not_revoked']) for r in sorted(j['deadlines'], key=lambda r: (r['period'] or '', r['what'])) if r['finding'] == $1]"
}
finding() { # KEY: of finding 1
	"$S" finding list --json >"$T/list.json"
	json "$T/list.json" "[f['$1'] for f in j['findings'] if f['id'] == 1][0]"
}
set_1() { # WHO KEY=VALUE...
	by=$1
	shift
	"$S" --by "$by" finding set 1 "$@"
}
revoke() { # COUNT: revokes, by the CA's list and now, the first COUNT that finding 1 touches and that are not
	"$S" finding affected 1 -o "$T/aff.csv" >/dev/null 2>&1
	/usr/bin/python3 -c 'import csv, sys
print("serial,revoked_at,reason")
left = [r["Serial #"] for r in csv.DictReader(open(sys.argv[1])) if r["Is revoked?"] != "Yes"]
for s in left[:int(sys.argv[2])]: print(s, sys.argv[3], "superseded", sep=",")' "$T/aff.csv" "$1" "$(date -u +%FT%TZ)" >"$T/revoked.csv"
	"$S" -q import revocations "$T/revoked.csv" >/dev/null
}
words() { # "Is revoked?" of the list of finding 1, counted
	"$S" finding affected 1 -o "$T/aff.csv" >/dev/null 2>"$T/err"
	/usr/bin/python3 -c 'import collections, csv, sys
print(sorted(collections.Counter(r["Is revoked?"] for r in csv.DictReader(open(sys.argv[1]))).items()))' "$T/aff.csv"
}

cat >"$T/plan.yaml" <<'X'
rate: 10%
strata:
  - {name: mail, where: {method: 3.2.2.4.13}, sample: all}
X
begin_ledger
ok "the first period" quarter P1 "$(day -60)" "$(day -40)" 31 --count 200 --defect method-not-in-cps=5
"$S" check P1 --json >"$T/out"
is "finding 1" "$(json "$T/out" "[(f['id'], f['rule'], f['cause'], f['certificates']) for f in j['findings']][0]")" \
	"(1, 'cps.method_at_issuance', '3.2.2.4.13', 5)"

# ---- unconfirmed: nothing is planned
is "clocks of one occurrence have no period" "$(due 1)" \
	"[(None, 'full report', None), (None, 'preliminary report', None), (None, 'revocation', 5)]"
is "no revocation is planned before a person confirmed" "$(words)" "[('No', 5)]"
has "and the list says it is not in CCADB's words" "$T/err" "5 valid certificates said to be not revoked (No), no revocation planned"
status "open" 0 set_1 mila status=open "owner= Ann  Bee "
is "the owner's name is tidy" "$(finding owner)" "Ann Bee"
is "confirmed: planned until the deadline" "$(words)" "[('Planned', 5)]"

# ---- not alone: an owner who stood before
status "dismissed with another owner named" 2 set_1 carl "status=not an issue" reason=z owner=bob
has "the owner stood before" "$T/err" "expected an owner named before not an issue, found one named with it"
status "a key that is none" 2 set_1 mila resolved_at=2026-11-24
has "is named" "$T/err" "expected a key that selfaudit(1) lists, found resolved_at"
"$S" finding list --due >"$T/due.txt"
is "hours up to two days, then days" "$(sed -n 's/.* in \([0-9]*\) \([hd]\) .*/\1 \2/p' "$T/due.txt" | awk '$2 == "h" && $1 >= 48 || $2 == "d" && $1 < 2 { bad = 1 } { n++ } END { print (n > 0), bad + 0 }')" "1 0"

# ---- a word stops no clock
status "not revoked by a person's word" 2 set_1 ann "revoked_at=$(date -u +%FT%TZ)"
has "the records say how many are not" "$T/err" "expected records of every revocation by then, found 5 valid certificates not revoked"
status "resolved" 0 set_1 ann status=resolved
is "resolved stops none" "$(due 1)" \
	"[(None, 'full report', None), (None, 'preliminary report', None), (None, 'revocation', 5)]"
status "three are revoked" 0 revoke 3
is "two are left" "$(due 1)" \
	"[(None, 'full report', None), (None, 'preliminary report', None), (None, 'revocation', 2)]"
is "as the list has it" "$(words)" "[('Planned', 2), ('Yes', 3)]"
cp "$T/ledger.db" "$T/unfiled.db"
status "the others" 0 revoke 2
is "the records stop that clock" "$(due 1)" "[(None, 'full report', None), (None, 'preliminary report', None)]"
status "now it may be stated" 0 set_1 ann "revoked_at=$(date -u +%FT%TZ)"
status "filed" 0 set_1 ann "preliminary_at=$(date -u +%FT%TZ)" "reported_at=$(date -u +%FT%TZ)"
is "and every clock is stopped" "$(due 1)" "[]"

# ---- another person
status "another class that gives more time is not the owner's to set" 2 set_1 "ANN bee" revocation=none reason=why
has "however the name is written" "$T/err" "expected someone other than the owner, found ANN bee"
status "nor verified by the owner" 2 set_1 " ann bee" status=verified reason=seen
status "nor after giving it away" 2 set_1 "ann bee" owner=zoe status=verified reason=seen
has "once owner, always" "$T/err" "expected someone other than the owner, found ann bee"
status "given away first" 0 set_1 "ann bee" owner=zoe
status "nor then" 2 set_1 "ann bee" status=verified reason=seen
has "as one who has owned it" "$T/err" "expected someone other than one who has owned it, found ann bee"
status "an owner has a name" 2 set_1 mila "owner=  "
status "verified by bob" 0 set_1 bob status=verified "reason=all of them are revoked"

# ---- the next period has it outside its sample
cat >"$T/plan.yaml" <<'X'
rate: 3%
minimum: 1
X
cp "$T/ledger.db" "$T/first.db"
met=1
for seed in 32 33 34 35 36 37 38 39; do # until the sample has none of the four
	[ "$met" = 0 ] && break
	cp "$T/first.db" "$T/ledger.db"
	quarter P2 "$(day -40)" "$(day -20)" "$seed" --count 200 --defect method-not-in-cps=4
	"$S" check P2 --json >"$T/out"
	met=$(json "$T/out" "sum(f['certificates'] for f in j['findings'] if f['id'] == 1)")
done
is "told, though the sample has none" "$(json "$T/out" "j['returned']")" \
	"[{'id': 1, 'rule': 'cps.method_at_issuance', 'cause': '3.2.2.4.13', 'document': 'tls-cps', 'certificates': 4}]"
is "open again, a repeat" "$(finding status) $(finding repeat) $(finding owner)" "open True zoe"
is "new clocks, for the new certificates" "$(due 1)" \
	"[('P2', 'full report', None), ('P2', 'preliminary report', None), ('P2', 'revocation', 4)]"
"$S" check P1 --json >"$T/out"
is "a second look at the first opens nothing" "$(json "$T/out" "j['returned']")" "[]"
status "the earlier facts are in the incident's timeline" 0 "$S" -q finding incident 1 -o "$T/inc.md"
has "found" "$T/inc.md" "Found by the quarterly self-audit (BR 8.7) of P1."
has "and again" "$T/inc.md" "Found again by the quarterly self-audit (BR 8.7) of P2."
is "one report, one preliminary report, one completion" \
	"$(grep -cE 'incident report filed|affected certificates completed' "$T/inc.md")" 3
has "identified twice" "$T/inc.md" "Z; again 2"
ok "report" "$S" -q report P2 -o "$T/p2.xlsx"
cat >"$T/sheets.py" <<'X'
import openpyxl, sys
def table(sheet, first):
    rows = list(openpyxl.load_workbook(sys.argv[1], data_only=True)[sheet].iter_rows(values_only=True))
    for at, r in enumerate(rows):
        if r[0] == first and r[3] is not None:
            out = []
            for line in rows[at + 1:]:
                if line[0] is None:
                    break
                out.append(dict(zip(r, line)))
            return out
f = [r for r in table("Findings", "Finding") if r["Finding"] == 1][0]
print(f["Status"], f["Affected in the whole ledger"], f["Of these still valid"], f["Certificates of the sample"])
a = [r for r in table("Affected certificates", "Precertificate SHA-256 hash") if r["Finding"] == 1]
print(sorted({(r["Is revoked?"], r["Revocation reason"]) for r in a}), len(a), sum(r["Sample no."] != "not in this sample" for r in a))
print([(r["Occurrence"], r["Met in"], r["Valid, not revoked"], r["Full report filed (UTC)"])
    for r in table("Clocks by occurrence", "Finding") or [] if r["Finding"] == 1])
X
/usr/bin/python3 "$T/sheets.py" "$T/p2.xlsx" >"$T/sheets"
is "sheet Findings" "$(sed -n 1p "$T/sheets")" "open 9 4 $met"
is "sheet Affected certificates" "$(sed -n 2p "$T/sheets")" "[('Planned', 'N/A'), ('Yes', 'superseded')] 9 $met"
is "sheet Clocks by occurrence: the one whose clocks run" "$(sed -n 3p "$T/sheets")" "[(2, 'P2', 4, 'no')]"

# ---- no issue: the clocks stop with it
status "not by the owner" 2 set_1 zoe "status=not an issue" reason=why
status "by bob" 0 set_1 bob "status=not an issue" "reason=the CPS of then permits it by another name"
is "no clock" "$(due 1)" "[]"
is "nothing is planned" "$(words)" "[('No', 4), ('Yes', 5)]"
"$S" -q report P1 -o "$T/p1.xlsx" >/dev/null
/usr/bin/python3 "$T/sheets.py" "$T/p1.xlsx" >"$T/sheets"
is "closed, and counted" "$(sed -n 1p "$T/sheets")" "not an issue 9 4 5"
is "its certificates with their number in the sample" "$(sed -n 2p "$T/sheets")" "[('No', 'N/A'), ('Yes', 'superseded')] 9 5"
# ---- a clock that runs out, and what was set without its time
sa_1="$S -q finding incident 1"
status "open again" 0 set_1 bob status=open
status "aware a month ago" 0 set_1 bob "aware_at=$(day -20)" "reason=a subscriber wrote" "timeline.1.event=A subscriber wrote." \
	"timeline.2.at=$(day -19)" "root_cause=no list of methods" "cause.1.description=nobody compared"
is "late: no date is planned" "$(words)" "[('Delayed', 4), ('Yes', 5)]"
is "nor said" "$(grep -c ',Delayed,N/A,N/A$' "$T/aff.csv")" 4
$sa_1 >"$T/inc.md"
has "an event without a time is undated, not lost" "$T/inc.md" "- [TO BE WRITTEN: when] A subscriber wrote."
has "nor a time without an event" "$T/inc.md" "- **$(day -19)** [TO BE WRITTEN: what happened]"
has "nor the root cause beside a contributing factor" "$T/inc.md" "**Root cause:** no list of methods"
has "the numbers against the deadline" "$T/inc.md" "4 not revoked and overdue"
is "each status once" "$(grep -c "Finding confirmed." "$T/inc.md")" 2
$sa_1 --as-of "$(day -19)" >"$T/then.md"
is "nothing later than --as-of" "$(sed -n "s/^- \*\*\([0-9T:Z-]*\)\*\*.*/\1/p" "$T/then.md" | sort | tail -n 1 | cut -c1-10 | awk -v d="$(day -19)" '{ print ($1 <= d) }')" 1
status "types in any case" 0 "$S" affected --where type=Dv --json
is "mean the same" "$(json "$T/out" "j['count']")" "$("$S" affected --where type=dv --json | json /dev/stdin "j['count']")"
status "verify" 0 "$S" verify P2
# ---- met again while clocks of the first occurrence run: the workbook has both
cp "$T/unfiled.db" "$T/ledger.db"
ok "the second period once more" quarter P2 "$(day -40)" "$(day -20)" "$seed" --count 200 --defect method-not-in-cps=4
"$S" -q check P2 >/dev/null
"$S" -q report P2 -o "$T/p2.xlsx" >/dev/null
/usr/bin/python3 "$T/sheets.py" "$T/p2.xlsx" >"$T/sheets"
is "each with its own" "$(sed -n 3p "$T/sheets")" "[(1, 'P1', 2, 'no'), (2, 'P2', 4, 'no')]"
done_testing
