#!/bin/sh
# Goal: the rules, the methods of a date and the horizon say what the BRs say.
. "$(dirname "$0")/lib.sh"

# methods DATE: the methods open to new validations, one "method/kind" a word
methods() {
	"$SELFAUDIT" rules methods --on "$1" --json >"$T/m.json" &&
		json "$T/m.json" '" ".join(m["method"] + "/" + m["kind"] for m in j["methods"] if m["permitted"])'
}
# of DATE METHOD KIND KEY
of() {
	"$SELFAUDIT" rules methods --on "$1" --json >"$T/m.json"
	json "$T/m.json" "[m['$4'] for m in j['methods'] if (m['method'], m['kind']) == ('$2', '$3')][0]"
}

# BR 1.7.4, in force on 2021-05-01
is "methods of 2021-05-01" "$(methods 2021-05-01)" "3.2.2.4.2/dns 3.2.2.4.4/dns 3.2.2.4.7/dns 3.2.2.4.8/dns\
 3.2.2.4.12/dns 3.2.2.4.13/dns 3.2.2.4.14/dns 3.2.2.4.15/dns 3.2.2.4.16/dns 3.2.2.4.17/dns 3.2.2.4.18/dns\
 3.2.2.4.19/dns 3.2.2.4.20/dns 3.2.2.5.1/ip 3.2.2.5.2/ip 3.2.2.5.3/ip 3.2.2.5.5/ip 3.2.2.5.6/ip 3.2.2.5.7/ip\
 3.2.2.4.18/onion 3.2.2.4.19/onion B.2.b/onion"
is "the last day of .6" "$(of 2020-06-03 3.2.2.4.6 dns permitted)" True
is ".6 ends with 2020-06-03" "$(of 2020-06-04 3.2.2.4.6 dns permitted)" False
is ".6 is reused after that" "$(of 2020-06-04 3.2.2.4.6 dns reusable)" True
is "the age limit ends its reuse" "$(of 2021-12-01 3.2.2.4.6 dns reusable)" False
is "wildcards by .19 before SC-45" "$(of 2021-11-30T23:59:59Z 3.2.2.4.19 dns wildcard)" True
is "wildcards by .19 after SC-45" "$(of 2021-12-01 3.2.2.4.19 dns wildcard)" False
is "names below by .18 after SC-45" "$(of 2021-12-01 3.2.2.4.18 dns subdomains)" False
is ".2 ends" "$(of 2025-07-15 3.2.2.4.2 dns permitted)$(of 2025-07-15 3.2.2.4.2 dns reusable)" FalseFalse
is "reuse on 2026-03-14" "$(of 2026-03-14 3.2.2.4.7 dns reuse_days)" 398
is "reuse on 2026-03-15" "$(of 2026-03-15 3.2.2.4.7 dns reuse_days)" 200
is "reuse on 2027-03-15" "$(of 2027-03-15 3.2.2.4.7 dns reuse_days)" 100
is "reuse of .22" "$(of 2026-11-24 3.2.2.4.22 dns reuse_days)" 10
is ".16 ends" "$(of 2027-03-15 3.2.2.4.16 dns permitted)" False
is ".4 before its end" "$(of 2027-03-15 3.2.2.4.4 dns permitted)" True
is "methods of 2028-03-15" "$(methods 2028-03-15)" "3.2.2.4.7/dns 3.2.2.4.12/dns 3.2.2.4.18/dns 3.2.2.4.19/dns\
 3.2.2.4.20/dns 3.2.2.4.21/dns 3.2.2.4.22/dns 3.2.2.5.1/ip 3.2.2.5.6/ip 3.2.2.5.7/ip 3.2.2.5.8/ip\
 3.2.2.4.18/onion 3.2.2.4.19/onion 3.2.2.4.20/onion B.2.b/onion"
is "no wildcard question for IP" "$(of 2026-11-24 3.2.2.5.1 ip wildcard)" None

# the whole table of methods, where it is at hand
cat >"$T/table.py" <<'E2'
import csv, json, subprocess, sys
rows = list(csv.DictReader(open(sys.argv[2])))
bad = n = 0
for on in sys.argv[3:]:
    j = json.loads(subprocess.check_output([sys.argv[1], "rules", "methods", "--on", on, "--json"]))
    for m in j["methods"]:
        mine = [r for r in rows if (r["method"], r["kind"]) == (m["method"], m["kind"])]
        now = [r for r in mine if r["new_validations_from"] <= on < (r["new_validations_until"] or "9")]
        want = {"permitted": bool(now)}
        if now:
            r = now[0]
            for key, cell in (("wildcard", "wildcard"), ("subdomains", "subdomains")):
                until = r[cell + "_until"]
                want[key] = {"yes": not (until and on >= until), "no": False}.get(r[cell + "_allowed"])
            want["reusable"] = not (r["reuse_until"] and on >= r["reuse_until"])
        elif not any(on < (r["reuse_until"] or "9") for r in mine):
            want["reusable"] = False
        for k, v in want.items():
            n += 1
            if m[k] != v:
                bad += 1
                print(on, m["method"], m["kind"], k, "expected", v, "found", m[k])
    for r in rows:
        if not any((m["method"], m["kind"]) == (r["method"], r["kind"]) for m in j["methods"]):
            bad += 1
            print(on, "no", r["method"], r["kind"])
print(n, "cells compared")
sys.exit(bad != 0)
E2
if [ -n "$DATA" ] && [ -e "$DATA/../facts/br-dcv-methods.csv" ]; then
	ok "every method on every promised date agrees with the table" /usr/bin/python3 "$T/table.py" \
		"$SELFAUDIT" "$DATA/../facts/br-dcv-methods.csv" 2016-12-01 2018-07-31 2020-06-03 2020-06-04 \
		2021-05-01 2021-12-01 2025-07-15 2026-03-15 2026-11-24 2027-03-15 2028-03-15
else
	skip "every method on every promised date agrees with the table" "no ../shared/facts"
fi

status "the rules" 0 "$SELFAUDIT" rules --json
is "a rule has what a reader needs" "$(json "$T/out" '[sorted(r) for r in j["rules"]][0]')" \
	"['catalogue_id', 'clause', 'effective', 'family', 'id', 'in_effect', 'interpretation', 'revocation', 'scope', 'severity', 'title', 'until', 'version']"
is "ids are unique" "$(json "$T/out" 'len(j["rules"]) == len({r["id"] for r in j["rules"]})')" True
status "the rules of 2019" 0 "$SELFAUDIT" rules --on 2019-01-01 --json
is "reserved identifiers were not required" "$(json "$T/out" '"policy.reserved_oid" in [r["id"] for r in j["rules"]]')" False
status "the rules in words" 0 "$SELFAUDIT" rules
has "with their clauses" "$T/out" "BR 4.2.1"

status "the horizon" 0 "$SELFAUDIT" rules horizon --after 2026-11-24 --json
is "first comes the fifth perspective" "$(json "$T/out" 'j["changes"][0]["date"] + " " + j["changes"][0]["change"]')" \
	"2026-12-15 remote network perspectives: 5 (MUST)"
is "in March 2027 a validity of 100 days" \
	"$(json "$T/out" 'any(c["date"] == "2027-03-15" and c["change"] == "validity period: 100 days (MUST)" for c in j["changes"])')" True
is "in March 2028 the end of .4" \
	"$(json "$T/out" 'any(c["date"] == "2028-03-15" and c["change"].startswith("3.2.2.4.4 (dns) must not be used") for c in j["changes"])')" True
is "nothing of the past" "$(json "$T/out" 'min(c["date"] for c in j["changes"]) > "2026-11-24"')" True

printf 'catalogue,1,2030-01-01,one method\nmethod,3.2.2.4.99,dns,New,,,none,,BR 9\n' >"$T/c.csv"
printf 'dated,3.2.2.4.99,dns,2030-01-01,,,,yes,,yes,,yes,,BR 9\n' >>"$T/c.csv"
status "another catalogue" 0 "$SELFAUDIT" rules methods --on 2030-06-01 --catalogue "$T/c.csv" --json
is "is read in its place" "$(json "$T/out" '[(m["method"], m["permitted"]) for m in j["methods"]]')" "[('3.2.2.4.99', True)]"
printf 'dated,3.2.2.4.98,dns,2030-01-01,,,,yes,,yes,,yes,,BR 9\n' >>"$T/c.csv"
status "a broken one is refused" 2 "$SELFAUDIT" rules --catalogue "$T/c.csv"
has "with its place" "$T/err" "c.csv:4:"
status "a date that is none" 2 "$SELFAUDIT" rules methods --on 2026-02-30
status "a word that is none" 2 "$SELFAUDIT" rules method
status "--after has no meaning for methods" 2 "$SELFAUDIT" rules methods --after 2026-01-01
done_testing
