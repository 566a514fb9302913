#!/bin/sh
# The quarter's workbook: there whole or not at all, the same twice, as an independent reader finds it.
. "$(dirname "$0")/lib.sh"
check() { /usr/bin/python3 "$ROOT/tests/workbook.py" "$@"; }
hash_of() { sha256sum "$1" | cut -d' ' -f1; }
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
if ! /usr/bin/python3 -c 'import openpyxl' 2>/dev/null; then
	skip "workbook" "openpyxl is not there"
	done_testing
	exit 0
fi

# ---- a quarter of a made-up CA, the incident of 2021 in small
"$GEN" --out "$T/ca" --preset incident2021 --count 400 --affected 120 >/dev/null
cd "$T/ca" || exit 1
status "init" 0 "$SELFAUDIT" init --ca "Example & Sons <CA>" --ccadb-id A1
status "report before anything is frozen" 2 "$SELFAUDIT" report 2021Q2 -o "$T/early.xlsx"
"$SELFAUDIT" -q import cas cas.csv >/dev/null
"$SELFAUDIT" -q import certs certs.pem >/dev/null
for f in tls-cps.yaml cp.yaml; do "$SELFAUDIT" cps add "$f" >/dev/null; done
"$SELFAUDIT" -q import validations validations.csv --source "issuance database" >/dev/null
printf 'rate: 10%%\nstrata:\n  - {name: rest, by: issuer}\nevidence: {key: {not_supplied: "tested by hand"}}\n' >plan.yaml
"$SELFAUDIT" freeze 2021Q2 --from 2021-03-13T00:00:00Z --until 2021-06-30T00:00:00Z --plan plan.yaml \
	--nonce-source "beacon round 7" >/dev/null

status "frozen, not drawn: the sheets say so" 0 "$SELFAUDIT" -q report 2021Q2 -o "$T/frozen.xlsx"
ok "and are sound" check "$T/frozen.xlsx" Cover Population
"$SELFAUDIT" draw 2021Q2 --nonce "value of round 7" >/dev/null
"$SELFAUDIT" check 2021Q2 >/dev/null

status "report" 0 "$SELFAUDIT" report 2021Q2 -o "$T/a.xlsx" --json
is "its hash" "$(json "$T/out" "j['sha256']")" "$(hash_of "$T/a.xlsx")"
is "its run" "$(json "$T/out" "j['run']")" "1"
is "mode" "$(stat -c %a "$T/a.xlsx")" 600
ok "fourteen sheets, formulas come to their stored values, dates are dates, nothing hidden" \
	check "$T/a.xlsx" Cover "Scope and CA inventory" Population "Sample selection" "Test attributes" \
	"Test matrix" Findings "Population extension" "Affected certificates" "CPS register" \
	"BR method calendar" "Exceptions to procedure" Trend Provenance
status "again" 0 "$SELFAUDIT" report 2021Q2 -o "$T/b.xlsx"
ok "the same bytes" cmp "$T/a.xlsx" "$T/b.xlsx"
is "nothing else was left" "$(find "$T" -maxdepth 1 -name '*.part*' | wc -l)" 0

# ---- numbers on the sheets are those of the ledger
cat >"$T/read.py" <<'P'
import openpyxl, sys
wb = openpyxl.load_workbook(sys.argv[1], data_only=True)
def fact(sheet, label):
    for row in wb[sheet].iter_rows(max_col=3, values_only=True):
        if row[0] == label:
            return row[1] if row[2] is None else row[2]
    raise SystemExit("no " + label)
def table(sheet, first):
    rows = list(wb[sheet].iter_rows(values_only=True))
    at = next(i for i, r in enumerate(rows) if r[0] == first)
    out = []
    for r in rows[at + 1:]:
        if r[0] in (None, "Total"):
            break
        out.append(dict(zip(rows[at], r)))
    return out
for e in sys.argv[2:]:
    print(eval(e))
P
read_it() { /usr/bin/python3 "$T/read.py" "$T/$2.xlsx" "$1"; }
line() { sed -n "$1p" "$T/lines"; }
"$SELFAUDIT" finding list --json >"$T/f.json"
id=$(json "$T/f.json" "[f['id'] for f in j['findings'] if f['rule'] == 'cps.method_at_issuance'][0]")
"$SELFAUDIT" finding affected "$id" --json >"$T/f.json"
/usr/bin/python3 "$T/read.py" "$T/a.xlsx" >"$T/lines" \
	"fact('Cover', 'Certificates in the population (N)')" \
	"fact('Cover', 'Certificates drawn by the plan (n)')" \
	"fact('Cover', 'Certificates with an exception (x)')" \
	"sum(r['Certificates in the population'] for r in table('Scope and CA inventory', 'Issuing CA'))" \
	"sum(r['Certificates'] for r in table('Issuance by day', 'Day (UTC)'))" \
	"' '.join(r['Fingerprint (SHA-256)'] for r in table('Sample', 'Sample no.'))" \
	"len(table('Test matrix', 'Sample no.'))" \
	"all(isinstance(r['Serial'], str) for r in table('Test matrix', 'Sample no.'))" \
	"sum(r['Evidence reference'] == 'none' for r in table('Test matrix', 'Sample no.'))" \
	"[r['Affected in the whole ledger'] for r in table('Findings', 'Finding') if r['Finding'] == $id][0]" \
	"'tested by hand' in str([r for r in wb['Cover'].iter_rows(values_only=True)])" \
	"[c.value for c in next(r for r in wb['Affected certificates'].iter_rows() if r[0].value == 'Precertificate SHA-256 hash')][:11]"
is "N" "$(line 1)" 400
is "n" "$(line 2)" "$(db "SELECT sum(sample) FROM stratum")"
is "x" "$(line 3)" "$(db "SELECT exceptions FROM run")"
is "issued by all CAs" "$(line 4)" 400
is "issued on all days" "$(line 5)" 400
is "the sample in order" "$(line 6)" "$("$SELFAUDIT" draw 2021Q2 --list | tr '\n' ' ' | sed 's/ $//')"
is "a row a name" "$(line 7)" \
	"$(db "SELECT count(*) FROM cert_name WHERE cert_id IN (SELECT cert_id FROM sample) AND kind < 2")"
is "serials are texts" "$(line 8)" True
is "every validation that counted was found" "$(line 9)" \
	"$(db "SELECT count(*) FROM result WHERE name_ord >= 0 AND validation IS NULL")"
is "affected, counted over the whole ledger" "$(line 10)" "$(json "$T/f.json" "j['count']")"
is "the plan's reason for what is not tested" "$(line 11)" True
is "CCADB's columns in its order" "$(line 12)" \
	"['Precertificate SHA-256 hash', 'Certificate SHA-256 hash', 'Subject', 'Issuer', 'Not before', 'Not after', 'Serial #', 'dNSNames', 'Is revoked?', 'Revocation date', 'Revocation reason']"

# the views find the time of issuance as the cursor does: a day counted by each
"$SELFAUDIT" affected --where 'issued>=2021-05-01 issued<2021-05-02' --json >"$T/f.json"
is "a day of issuance, by view and by cursor" \
	"$(db "SELECT certificates FROM issuance_by_day WHERE day = '2021-05-01'")" "$(json "$T/f.json" "j['count']")"

# ---- the commitment on the sheet is the commitment
"$SELFAUDIT" population 2021Q2 --commitment >"$T/commitment"
/usr/bin/python3 - "$T/a.xlsx" >"$T/from-sheet" <<'P'
import openpyxl, sys
rows = [r[0] for r in openpyxl.load_workbook(sys.argv[1])["Sample selection"].iter_rows(max_col=1, values_only=True)]
at = rows.index("selfaudit commitment v1")
for r in rows[at:]:
    if r is None:
        break
    print(r)
P
ok "the commitment stands there line by line" cmp "$T/commitment" "$T/from-sheet"

# ---- a run that does not stand for the period is marked
"$SELFAUDIT" check 2021Q2 --rules-on 2027-03-15 >/dev/null
status "a what-if by its number" 0 "$SELFAUDIT" report 2021Q2 -o "$T/w.xlsx" --run 2
is "says what it is" "$(read_it "'what-if, as of 2027-03-15' in fact('Cover', 'Run reported') and 'does not stand' in fact('Cover', 'Run reported')" w)" True
status "a run of nothing" 2 "$SELFAUDIT" report 2021Q2 -o "$T/x.xlsx" --run 99
status "no file named" 2 "$SELFAUDIT" report 2021Q2
ok "and no file" test ! -e "$T/x.xlsx"

# ---- templates
printf 'sheets:\n  - {name: Only, title: One sheet, blocks: [{view: events, table: [{from: kind, title: What}]}]}\n' >"$T/t.yaml"
status "another template" 0 "$SELFAUDIT" report 2021Q2 -o "$T/t.xlsx" --template "$T/t.yaml"
is "its sheet alone" "$(read_it "wb.sheetnames" t)" "['Only']"
printf 'sheets:\n  - {name: Only, title: One, blocks: [{view: events, table: [{from: nokind, title: What}]}]}\n' >"$T/t.yaml"
status "a column that is not there" 2 "$SELFAUDIT" report 2021Q2 -o "$T/u.xlsx" --template "$T/t.yaml"
has "its place" "$T/err" "t.yaml:2:"
status "a template that is not there" 2 "$SELFAUDIT" report 2021Q2 -o "$T/u.xlsx" --template "$T/nosuch"
ok "no workbook of it" test ! -e "$T/u.xlsx"

# ---- no room: nothing, or the whole; limits grow from less than any file to more than all
"$SELFAUDIT" report 2021Q2 -o "$T/whole.xlsx" >/dev/null
got=
for blocks in 1 16 40 80 160 320 640 1280 20000; do
	rm -f "$T/full.xlsx"
	(
		trap '' XFSZ
		ulimit -f $blocks
		"$SELFAUDIT" report 2021Q2 -o "$T/full.xlsx" >/dev/null 2>&1
	)
	case $?:$(test -e "$T/full.xlsx" && hash_of "$T/full.xlsx") in
	2:) got="${got}n" ;;
	0:"$(hash_of "$T/whole.xlsx")") got="${got}w" ;;
	*) got="${got}?" ;;
	esac
done
is "nothing until there is room, then the whole" "$(echo "$got" | sed 's/^nn*ww*$/yes/')" yes
is "and nothing else left" "$(find "$T" -maxdepth 1 -name '*.part*' | wc -l)" 0

# ---- words that are an auditor's
is "the program's own texts leave them to the auditor" \
	"$(grep -wniE 'compliant|compliance|complete|completeness|accepted' "$ROOT/templates/workbook.yaml" "$ROOT/reports/sheets.sql" | wc -l)" 0

# ---- the plan's matrix: what stands on the sheet, what goes beside it
for matrix in exceptions 7; do
	(
		SELFAUDIT_LEDGER=$T/m-$matrix.db
		"$SELFAUDIT" init --ca "Example" >/dev/null
		"$SELFAUDIT" -q import certs certs.pem >/dev/null
		"$SELFAUDIT" cps add tls-cps.yaml >/dev/null
		"$SELFAUDIT" -q import validations validations.csv >/dev/null
		printf 'rate: 10%%\nmatrix: %s\n' $matrix >plan-$matrix.yaml
		"$SELFAUDIT" freeze Q --from 2021-03-13T00:00:00Z --until 2021-06-30T00:00:00Z --plan plan-$matrix.yaml >/dev/null
		"$SELFAUDIT" draw Q --nonce x >/dev/null
		"$SELFAUDIT" check Q >/dev/null
		"$SELFAUDIT" report Q -o "$T/m-$matrix.xlsx" --json >"$T/m-$matrix.json"
	)
	ok "matrix: $matrix is sound" check "$T/m-$matrix.xlsx" "Test matrix"
	csv=$(json "$T/m-$matrix.json" "j['matrix_file']")
	is "matrix: $matrix: hash of the rest" "$(json "$T/m-$matrix.json" "j['matrix_sha256']")" "$(hash_of "$csv")"
	is "matrix: $matrix: it stands on the sheet" \
		"$(read_it "any('$(hash_of "$csv")' in str(c) for r in wb['Test matrix'].iter_rows(max_row=9, values_only=True) for c in r)" "m-$matrix")" True
	is "matrix: $matrix: sheet and file are all rows" \
		"$(($(read_it "len(table('Test matrix', 'Sample no.'))" "m-$matrix") + $(json "$T/m-$matrix.json" "j['matrix_rows']")))" \
		"$(sqlite3 "$T/m-$matrix.db" "SELECT count(*) FROM matrix WHERE run_id = 1")"
done
is "matrix: exceptions holds exceptions" "$(read_it "set(r['Certificate'] for r in table('Test matrix', 'Sample no.'))" m-exceptions)" "{'exception'}"
is "matrix: 7 holds seven" "$(read_it "len(table('Test matrix', 'Sample no.'))" m-7)" 7
done_testing
