#!/bin/sh
# The incident, played to its end: check, finding, affected list and split, CRLs hour by hour,
# the report whose numbers are the ledger's.  Truth: what the generator planted (expected.json,
# affected.txt), and Python over the list itself.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1

"$GEN" --out in --preset incident2021 --count 600 --affected 180 --seed 5 >/dev/null
sa() { "$SELFAUDIT" "$@"; }
sa -q init --ca "Example CA" --ccadb-id A000001 >/dev/null
sa -q import cas in/cas.pem >/dev/null
sa -q import cas in/cas.yaml >/dev/null
sa -q import certs in/certs.pem >/dev/null
sa -q import validations in/validations.csv >/dev/null
sa -q cps add in/tls-cps.yaml >/dev/null
sa -q freeze 2021Q2 --from 2021-03-12T23:59:59Z --until 2021-06-30T23:59:59Z >/dev/null 2>&1
sa -q draw 2021Q2 --nonce dice >/dev/null 2>&1
sa -q check 2021Q2 --rule cps.method_at_issuance >/dev/null 2>&1
f=1
is "the finding is there" "$(sa finding list --json | json /dev/stdin "j['findings'][0]['rule'] + ' ' + j['findings'][0]['cause']")" \
	"cps.method_at_issuance 3.2.2.4.19"

# ---- affected: count, lists, split
day=2021-05-22
status "finding affected" 0 "$SELFAUDIT" finding affected $f --as-of $day -o a.csv --crtsh a.txt --json
cp out a.json
is "as many as were planted" "$(json a.json "j['count']")" "$(json in/expected.json "j['affected']")"
is "eleven columns in CCADB's order" "$(head -n 1 a.csv)" \
	"Precertificate SHA-256 hash,Certificate SHA-256 hash,Subject,Issuer,Not before,Not after,Serial #,dNSNames,Is revoked?,Revocation date,Revocation reason"
sort in/affected.txt >planted
cut -d= -f2 a.txt | sort >listed
ok "the addresses at crt.sh are those of the planted certificates" cmp planted listed
is "an address is one of crt.sh" "$(grep -cE '^https://crt\.sh/\?sha256=[0-9a-f]{64}$' a.txt)" 180
has "below 10,000 the other list is needed" err "below 10000 certificates"
is "split: parts by issuer and type add up" "$(json a.json "[sum(x['certificates'] for x in j[k]) for k in ('issuers','types')]")" "[180, 180]"
cat >split.py <<'PY'
import csv, json
rows = list(csv.DictReader(open('a.csv')))
j = json.load(open('a.json'))
domains, issuers = {}, {}
for r in rows:
    issuers[r['Issuer']] = issuers.get(r['Issuer'], 0) + 1
    found = set()
    for n in r['dNSNames'].split(', '):
        labels = n.removeprefix('*.').split('.')
        found.add('.'.join(labels[-3 if '.'.join(labels[-2:]) == 'co.uk' else -2:]))
    for d in found:
        domains[d] = domains.get(d, 0) + 1
print({x['domain']: x['certificates'] for x in j['domains']} == domains,
      {x['issuer']: x['certificates'] for x in j['issuers']} == issuers,
      [(x['method'], x['certificates']) for x in j['methods']],
      all(x['still_valid'] == x['certificates'] for x in j['issuers']))
PY
is "split: domains and issuers as the list has them" "$(/usr/bin/python3 split.py)" "True True [('3.2.2.4.19', 180)] True"
status "the same in words" 0 "$SELFAUDIT" finding affected $f --as-of $day
has "with the domains cut short" out "more (--json lists all)"
status "a name that the ledger has not" 1 "$SELFAUDIT" affected --where "issuer=Nobody"
has "is told" err "where: no issuer Nobody in the ledger"
status "a method it has, and none of that day" 0 "$SELFAUDIT" affected --where "method=http-01 issued<1999-01-01"
cp "$SELFAUDIT_LEDGER" before.db
status "added, and told" 0 "$SELFAUDIT" finding add --rule cps.method_at_issuance --title none --where method=3.2.2.4.99
has "that nothing has it" err "where: no method 3.2.2.4.99 in the ledger"
"$SELFAUDIT" finding list --due --json >due.json
is "no clock of revocation runs for nothing" "$(json due.json "sorted(d['what'].split(',')[0] for d in j['deadlines'] if d['finding'] == max(x['finding'] for x in j['deadlines']))")" \
	"['full report', 'preliminary report']"
cp before.db "$SELFAUDIT_LEDGER"
status "affected by an expression has the split too" 0 "$SELFAUDIT" affected --where "method=http-01 issued<2021-05-21T15:14:00Z" --as-of $day --json
is "with every method recorded" "$(json out "[m['method'] for m in j['methods']][0]")" 3.2.2.4.19

# ---- what nobody wrote yet is marked
status "preliminary report" 0 "$SELFAUDIT" finding incident $f --preliminary --as-of $day
is "its heading" "$(head -n 1 out)" "## Preliminary Incident Report"
has "its numbers" out "180 certificates are known to be affected, 180 of them still valid"
has "its gaps" out "[TO BE WRITTEN: what happened, in a few sentences]"
status "full report" 0 "$SELFAUDIT" finding incident $f --as-of $day -o full.md
has "says how many gaps there are" err "places of the report are marked"
is "headings in order" "$(grep -E '^#' full.md | tr '\n' ';')" \
	"## Full Incident Report;### Summary;### Impact;### Timeline;### Related Incidents;### Root Cause Analysis;### Lessons Learned;### Action Items;### Appendix;"
is "fields in order" "$(grep -oE '^ *- \*\*[A-Z][^*]*\*\*' full.md | sed 's/^ *- \*\*//; s/:\*\*$//' | tr '\n' ';')" \
	"CA Owner CCADB unique ID;Incident description;Timeline summary;Non-compliance start date;Non-compliance identified date;Non-compliance end date;Relevant policies;Source of incident disclosure;Total number of certificates;Total number of \"remaining valid\" certificates;Affected certificate types;Incident heuristic;Was issuance stopped in response to this incident, and why or why not?;Analysis;Additional considerations;Description;Timeline;Detection;Interaction with other factors;Root Cause Analysis methodology used;What went well;What didn’t go well;Where we got lucky;Additional;"

# ---- CRLs, one after the other, and the register filled in
sa --by carl finding set $f aware_at=2021-05-21T15:14:00Z reason="CPS owner told" owner=bob status=open >/dev/null
sa finding revocations $f --as-of 2021-05-22 >rev
has "the CRL of the issuer is wanted" rev "CRL not imported: http://crl.exempla-trust.net/dv-ecc.crl"
before=999
for i in 1 2 3 4; do
	sa -q import crl in/dv-ecc-$i.crl in/ov-$i.crl in/ev-$i.crl in/tcsc-$i.crl >/dev/null
	left=$(sa finding affected $f --as-of 2021-06-01 --json | json /dev/stdin "j['still_valid']")
	ok "CRL $i: fewer remain ($left)" test "$left" -lt $before
	before=$left
done
sa finding revocations $f --as-of 2021-05-29 >rev
is "a full CRL of the issuer stands for its URLs" "$(grep -c "CRL not imported" rev)" 0
sa -q import revocations in/revocations.csv >/dev/null
sa finding set $f "description=http-01 was used before the CPS listed it." issuance_stopped="No: the CPS was published." \
	"cause.1.title=The list of methods was not kept" "cause.1.description=Nobody compared | the CPS with production." \
	"cause.2.title=No look back" "action.1.item=gate before each release" action.1.kind=Prevent action.1.causes="Root Cause # 1" \
	action.1.criteria="no gap in four quarters" action.1.due=2021-07-01 action.1.status=Ongoing \
	timeline.1.at=2019-12-05T00:00:00Z "timeline.1.event=http-01 in production." \
	related.1.bug=1500001 related.1.opened=2018-10-18 "related.1.description=same cause" \
	"lessons_well=found by ourselves" preliminary_at=2021-05-23T10:00:00Z >/dev/null
status "full report again" 0 "$SELFAUDIT" finding incident $f --as-of 2021-06-01 -o full.md --json
cp out r.json
sa finding affected $f --as-of 2021-06-01 --json >a.json
is "its numbers are the ledger's" "$(json r.json "[j[k] for k in ('count','still_valid','expired','revoked')]")" \
	"$(json a.json "[j[k] for k in ('count','still_valid','expired','revoked')]")"
has "total" full.md "- **Total number of certificates:** 180"
has "remaining" full.md "- **Total number of \"remaining valid\" certificates:** $left"
has "revoked so far, in the timeline" full.md "$((180 - left)) of 180 affected certificates revoked; $left remain"
is "by issuing CA" "$(grep -c '^| CN=.*| 180 |' full.md)" 1
has "lower bound is said" full.md "it may have begun before"
has "what a person set" full.md "http-01 was used before the CPS listed it."
has "a bar does not end a cell" full.md "Nobody compared \\| the CPS with production."
has "second factor" full.md "**Contributing Factor 2: No look back**"
sa -q report 2021Q2 -o q.xlsx >/dev/null
is "titles of the factors on sheet Action items" "$(/usr/bin/python3 -c "import openpyxl
rows = list(openpyxl.load_workbook('q.xlsx', data_only=True)['Action items'].iter_rows(values_only=True))
at = [i for i, r in enumerate(rows) if r[1] == 'Factor no.'][0]
print([r[rows[at].index('Title')] for r in rows[at + 1:] if isinstance(r[0], int)])")" "['The list of methods was not kept', 'No look back']"
has "action items" full.md "| gate before each release | Prevent | Root Cause # 1 | no gap in four quarters | 2021-07-01 | Ongoing |"
has "related" full.md "| 1500001 | 2018-10-18 | same cause |"
has "the CPS version that ended it" full.md "**2021-05-21T15:14:00Z** Version 5.2 of tls-cps in force."
is "timeline ascending" "$(sed -n '/^### Timeline/,/^### Related/s/^- \*\*\([0-9TZ:-]*\)\*\*.*/\1/p' full.md | sort -c && echo sorted)" sorted
has "delay asks for its analysis" full.md "- **Analysis:** [TO BE WRITTEN: why revocation was delayed, and for whom; the delay needs an incident report of its own]"
is "the same again is the same" "$(sa -q finding incident $f --as-of 2021-06-01 | sha256sum)" "$(sha256sum <full.md)"

# ---- the older CRL imported after the newer: seen since the older
"$SELFAUDIT" -l late.db -q init --ca X >/dev/null
for i in 4 3 1; do "$SELFAUDIT" -l late.db -q import crl in/dv-ecc-$i.crl >/dev/null; done
"$SELFAUDIT" -l late.db -q init --ca X >/dev/null 2>&1
for i in 1 3 4; do "$SELFAUDIT" -l soon.db -q init --ca X >/dev/null 2>&1; "$SELFAUDIT" -l soon.db -q import crl in/dv-ecc-$i.crl >/dev/null; done
seen() { sqlite3 "$1" "SELECT serial, revoked_at, reason, min(seen_at) FROM revocation GROUP BY 1, 2, 3"; }
ok "there are revocations seen in several" sh -c "[ \$(sqlite3 late.db 'SELECT count(*) - count(DISTINCT serial) FROM revocation') -gt 0 ]"
is "first seen does not depend on the order of imports" "$(seen late.db | sha256sum)" "$(seen soon.db | sha256sum)"

# ---- the end: every certificate revoked, the report ready to be filed
has "the root programme is told what rests on records" full.md "It rests on records of validations and the practice statements in force, which no certificate shows"
has "what was in time and what late" full.md "Against the deadline of BR 4.9.1.1: 152 revoked in time, 27 revoked late, $left not revoked and overdue"
status "not said to be done while one is left" 2 "$SELFAUDIT" --by bob finding set $f revoked_at=2021-05-28T10:00:00Z
sa finding affected $f --as-of 2021-06-01 -o a.csv >/dev/null 2>&1
/usr/bin/python3 -c 'import csv
print("serial,revoked_at,reason")
for r in csv.DictReader(open("a.csv")):
    if r["Is revoked?"] == "Delayed": print(r["Serial #"], "2021-05-28T09:30:00Z", 4, sep=",")' >last.csv
sa -q import revocations last.csv >/dev/null
status "then" 0 "$SELFAUDIT" --by bob finding set $f revoked_at=2021-05-28T10:00:00Z reported_at=2021-06-04T09:00:00Z status=resolved \
	"analysis=28 of 180 were revoked up to 42 hours late: see bug 1500002." cause.1.timeline="since 2019-12" cause.1.detection="this audit" \
	cause.1.interaction=none cause.1.methodology="5 Whys" cause.2.description="No rule asked for it." cause.2.timeline="since 2012" \
	cause.2.detection="this audit" cause.2.interaction="kept the first unseen" cause.2.methodology="5 Whys" \
	lessons_not_well="revocation was not automatic" lessons_lucky="no certificate was longer than 90 days"
status "full report, complete" 0 "$SELFAUDIT" finding incident $f --as-of 2021-06-10 -o full.md
is "nothing is left to be written" "$(grep -c 'TO BE WRITTEN' full.md)" 0
has "all are revoked" full.md "180 of 180 affected certificates revoked; 0 remain valid."
has "and so it is said" full.md "**2021-05-28T10:00:00Z** Revocation of the affected certificates completed."
status "only an action item is past" 1 "$SELFAUDIT" finding list --due --json
is "no clock of revocation runs" "$(json out "[r['what'] for r in j['deadlines'] if r['what'].startswith('revocation') and r['finding'] == $f]")" "[]"

# ---- a template of one's own
printf '{{! ours }}\n%s of %s: {{remaining}}/{{total}} {{owner=nobody}} {{bugzilla|number}}\n' '{{ca}}' '{{as_of}}' >own.md
is "own template" "$(sa -q finding incident $f --as-of 2021-06-01 --template own.md)" \
	"Example CA of 2021-06-01T00:00:00Z: 0/180 bob [TO BE WRITTEN: number]"
printf 'a\n{{totals}}\n' >own.md
status "an unknown name is an error" 2 "$SELFAUDIT" finding incident $f --template own.md
has "with its place" err "own.md:2: expected a name it knows, found {{totals}}"
status "no such finding" 2 "$SELFAUDIT" finding incident 77
status "help" 0 "$SELFAUDIT" finding --help
has "tells the subcommand" out "selfaudit finding incident ID [--preliminary] [--template FILE] [-o FILE.md] [--as-of T]"
done_testing
