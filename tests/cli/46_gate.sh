#!/bin/sh
# Goal: before a release, every method in production is held against CPS and BRs; and afterwards
# the register shows which method was used under which version.
. "$(dirname "$0")/lib.sh"

cat >"$T/tls.yaml" <<'E2'
document: tls-cps
versions:
  - {version: "5.1", effective_from: 2021-03-01, methods: [3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18], confirmed_by: X}
  - version: "5.2"
    effective_from: 2021-05-21
    published_at: 2021-05-21T15:14:00Z
    methods: [3.2.2.4.4, 3.2.2.4.7, 3.2.2.4.18, http-01, {method: 3.2.2.4.8, until: 2021-08-01}]
    wildcard_methods: [3.2.2.4.4, 3.2.2.4.7]
    confirmed_by: X
E2
cat >"$T/cp.yaml" <<'E2'
document: cp
kind: cp
versions:
  - {version: "1", effective_from: 2021-01-01, confirmed_by: X}
E2
printf 'name_type,method,wildcard\ndns,3.2.2.4.7,no\ndns,http-01,no\n' >"$T/m.csv"
gaps() { json "$T/out" '[(g["method"], g["cps"] is not None, g["br"] is not None) for g in j["gaps"]]'; }

"$SELFAUDIT" init --ca "Example CA" >/dev/null
status "no register: nothing permits anything" 1 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-05-01 --json
is "said for both" "$(gaps)" "[('3.2.2.4.7', True, False), ('3.2.2.4.19', True, False)]"
"$SELFAUDIT" cps add "$T/tls.yaml" "$T/cp.yaml" >/dev/null

status "the gap of 2021" 1 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-05-21T15:13:59Z --json
is "http-01 is not in the CPS" "$(gaps)" "[('3.2.2.4.19', True, False)]"
is "the document is named" "$(json "$T/out" '"tls-cps 5.1" in j["gaps"][0]["cps"]')" True
status "closed by the next version" 0 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-05-21T15:14:00Z --json
is "no gap" "$(gaps)" "[]"
status "a CP alone permits nothing" 1 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-06-01 --document cp --json
is "both methods" "$(json "$T/out" 'len(j["gaps"])')" 2
status "a document that is none" 2 "$SELFAUDIT" gate --methods "$T/m.csv" --document nothing
status "before the first version" 1 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-02-01 --document tls-cps --json
has "there is none" "$T/out" "no version in force"

printf 'method,name_type,wildcard\n3.2.2.4.8,dns,\n3.2.2.4.18,dns,yes\n3.2.2.4.6,dns,no\n3.2.2.5.1,ip,no\nmagic,dns,no\n' >"$T/m.csv"
status "more of them" 1 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-12-01 --json
is "each by its side" "$(gaps)" "[('3.2.2.4.8', True, False), ('3.2.2.4.18', True, True), ('3.2.2.4.6', True, True),\
 ('3.2.2.5.1', True, False), ('magic', True, True)]"
status "in words" 1 "$SELFAUDIT" gate --methods "$T/m.csv" --on 2021-12-01
has "with the clause" "$T/out" "SC-45"
"$SELFAUDIT" gate --methods - --on 2021-12-01 <"$T/m.csv" >"$T/stdin"
ok "standard input is the same" cmp "$T/out" "$T/stdin"

printf 'method\n3.2.2.4.7\n' >"$T/bad.csv"
status "a column is wanted" 2 "$SELFAUDIT" gate --methods "$T/bad.csv"
printf 'method,name_type\n3.2.2.4.7,mail\n' >"$T/bad.csv"
status "a kind of name" 2 "$SELFAUDIT" gate --methods "$T/bad.csv"
has "with its place" "$T/err" "bad.csv:2:"
status "a file is wanted" 2 "$SELFAUDIT" gate

# ---- a CA with a CPS for DV and one for EV: applies_to tells which one a release is about
rm -f "$SELFAUDIT_LEDGER"
for t in dv ev; do
	m=3.2.2.4.7
	[ $t = ev ] || m="3.2.2.4.7, 3.2.2.4.19"
	printf 'document: %s-cps\napplies_to: {types: [%s]}\nversions:\n  - {version: "1", effective_from: 2021-01-01, methods: [%s], confirmed_by: X}\n' \
		$t $t "$m" >"$T/$t.yaml"
done
printf 'method,name_type\n3.2.2.4.7,dns\n3.2.2.4.19,dns\n' >"$T/m.csv"
"$SELFAUDIT" init --ca "Example CA" >/dev/null
"$SELFAUDIT" cps add "$T/dv.yaml" "$T/ev.yaml" >/dev/null
on="--methods $T/m.csv --on 2026-11-01 --json"
status "without a type every document has to permit it" 1 "$SELFAUDIT" gate $on
is "which one, and for whom" "$(json "$T/out" '[(g["method"], g["type"], g["cps"][:10] + g["cps"][10:21]) for g in j["gaps"]]')" \
	"[('3.2.2.4.19', None, 'ev-cps 1 (for ev) doe')]"
status "for DV there is no gap" 0 "$SELFAUDIT" gate $on --type DV
is "the type is told" "$(json "$T/out" '(j["type"], j["document"], j["gaps"])')" "('dv', None, [])"
status "for EV there is" 1 "$SELFAUDIT" gate $on --type ev
is "by the EV CPS alone" "$(json "$T/out" '[(g["method"], g["type"]) for g in j["gaps"]]')" "[('3.2.2.4.19', 'ev')]"
status "for OV no document speaks" 1 "$SELFAUDIT" gate $on --type OV
is "of no method" "$(json "$T/out" '{g["cps"] for g in j["gaps"]}')" \
	"{'no CPS for ov certificates states it (BR 8.7, 4.9.1.1(12))'}"
status "a document by name" 0 "$SELFAUDIT" gate $on --document dv-cps
printf 'method,name_type,type\n3.2.2.4.19,dns,DV\n3.2.2.4.7,dns,ev\n' >"$T/m.csv"
status "rows with a type of their own" 0 "$SELFAUDIT" gate $on
printf 'method,name_type,type\n3.2.2.4.19,dns,qv\n' >"$T/m.csv"
status "a type that is none" 2 "$SELFAUDIT" gate $on
has "with its place" "$T/err" "m.csv:2: expected type dv, ov, iv or ev, found qv"
status "nor as an option" 2 "$SELFAUDIT" gate $on --type qv

# ---- the incident in small, made by the generator
rm -f "$SELFAUDIT_LEDGER"
"$GEN" --preset incident2021 --count 400 --affected 90 --format csv --out "$T/i" >/dev/null || tap_fail "generator"
"$SELFAUDIT" init --ca "Example CA" >/dev/null
"$SELFAUDIT" import certs "$T/i/certs.csv" >/dev/null
"$SELFAUDIT" import validations "$T/i/validations.csv" >/dev/null
"$SELFAUDIT" cps add "$T/i/tls-cps.yaml" >/dev/null
status "coverage finds what no version permits" 1 "$SELFAUDIT" cps coverage --json
is "that is .19, under one version" "$(json "$T/out" \
	'[(m["method"], v["version"]) for d in j["documents"] for m in d["methods"] for v in m["versions"] if v["gap"]]')" \
	"[('3.2.2.4.19', '5.1')]"
is "every validation is in one cell" "$(json "$T/out" \
	'sum(v["validations"] for m in j["documents"][0]["methods"] for v in m["versions"])')" \
	"$(/usr/bin/python3 -c 'import csv, sys
print(sum(r["kind"] == "domain" for r in csv.DictReader(open(sys.argv[1]))))' "$T/i/validations.csv")"
status "in words" 1 "$SELFAUDIT" cps coverage
has "a matrix" "$T/out" "3.2.2.4.19"

label=$(json "$T/i/expected.json" 'j["label"]')
"$SELFAUDIT" freeze "$label" --from 2021-03-12T23:59:59Z --until "$(json "$T/i/expected.json" 'j["until"]')" >/dev/null 2>&1
"$SELFAUDIT" draw "$label" --nonce incident >/dev/null
status "a census of the one rule" 1 "$SELFAUDIT" check "$label" --census --rule cps.method_at_issuance --json
is "finds exactly the certificates affected" "$(json "$T/out" 'j["rules"][0]["fail"]')" 90
is "and passes the others" "$(json "$T/out" 'j["rules"][0]["pass"]')" 310
done_testing
