# The same figure on every sheet, and nothing later than the period: recomputed from the workbook's own
# cells, with issued serials, bytes that cannot be decoded, split strata; an empty period; an old period.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT
if ! /usr/bin/python3 -c 'import openpyxl' 2>/dev/null; then
	skip "totals" "openpyxl is not there"
	done_testing
	exit 0
fi

"$GEN" --out "$T/ca" --preset quarter2026 --count 240 --serial-only 6 --precert-only 4 --seed 9 >/dev/null
"$S" init --ca "Exempla" >/dev/null
"$S" import cas "$T/ca/cas.yaml" >/dev/null
"$S" -q import certs "$T/ca/certs.pem" >/dev/null
"$S" -q import certs "$T/ca/serials.csv" >/dev/null
printf 'der,issued_at\n%s,2026-08-01T00:00:00Z\nMIIB,2026-08-02T00:00:00Z\n' \
	"$(head -c 300 /dev/zero | base64 -w0)" >"$T/bad.csv"
"$S" -q import certs "$T/bad.csv" >/dev/null 2>&1
"$S" -q import validations "$T/ca/validations.csv" >/dev/null
for cps in "$T"/ca/*cps.yaml; do "$S" cps add "$cps" >/dev/null; done
printf 'rate: 20%%\nstrata:\n  - {name: rest, by: issuer}\n' >"$T/plan.yaml"
"$S" -q freeze 2026Q3 --from 2026-06-30T23:59:59Z --until 2026-09-30T23:59:59Z --plan "$T/plan.yaml" \
	--nonce-source dice >/dev/null 2>&1
"$S" draw 2026Q3 --nonce 1 >/dev/null
"$S" check 2026Q3 >/dev/null
"$S" report 2026Q3 -o "$T/q3.xlsx" >/dev/null
"$S" -q freeze 2026Q4 --until 2026-12-31T23:59:59Z --nonce-source dice >/dev/null 2>&1
"$S" draw 2026Q4 --nonce 2 >/dev/null
"$S" check 2026Q4 >/dev/null
status "an empty period" 0 "$S" report 2026Q4 -o "$T/q4.xlsx"
status "the period before it, again" 0 "$S" report 2026Q3 -o "$T/again.xlsx"
for book in q3 q4 again; do
	ok "$book is sound" /usr/bin/python3 "$ROOT/tests/workbook.py" "$T/$book.xlsx" Cover Population
done

cat >"$T/totals.py" <<'X'
import openpyxl, re, sqlite3, sys
folder = sys.argv[1]
db = sqlite3.connect(folder + "/ledger.db")
def load(name):
    return openpyxl.load_workbook(f"{folder}/{name}.xlsx", data_only=True)
def table(book, sheet, *head):
    rows = list(book[sheet].iter_rows(values_only=True))
    at = next(i for i, r in enumerate(rows) if r[: len(head)] == head)
    out = []
    for line in rows[at + 1 :]:
        if line[0] in (None, "Total"):
            break
        out.append(dict(zip(rows[at], line)))
    return out
def figures(book, sheet):
    return {r["Figure"]: r["Value"] for r in table(book, sheet, "Figure", "How it comes about", "Value")}
def said(name, truth):
    print(name, truth)
def total(rows, column):
    return sum(r[column] for r in rows)

for name in ("q3", "q4"):
    b = load(name)
    label = "2026" + name.upper()
    N, = db.execute("SELECT count FROM population WHERE label = ?", (label,)).fetchone()
    drawn, = db.execute("SELECT count(*) FROM sample s JOIN population p ON p.id = s.population_id WHERE label = ?", (label,)).fetchone()
    cover, counted = figures(b, "Cover"), figures(b, "Population")
    strata = table(b, "Sample selection", "Stratum")
    scope = table(b, "Scope and CA inventory", "Issuing CA")
    days = table(b, "Issuance by day", "Day (UTC)") if N else []
    sources = ("Time as exported", "As a validation record claims", "Earliest embedded SCT", "notBefore (48 h either side)", "No time known")
    said(name + ": N", {N} == {cover["Certificates in the population (N)"], total(strata, "Certificates (N)"), total(scope, "Certificates in the population"),
        total(days, "Certificates"), sum(total(days, s) for s in sources), total(table(b, "Population", "Form"), "Certificates"), *counted.values()})
    sample = table(b, "Sample", "Sample no.", "Result of the run") if N else []
    matrix = table(b, "Test matrix", "Sample no.") if N else []
    said(name + ": n", {drawn} == {cover["Certificates drawn by the plan (n)"], cover["Certificates on the sample list"], total(strata, "Drawn by the plan (n)"),
        total(scope, "Of these in the sample"), len(sample), len({r["Sample no."] for r in matrix}), *(r["Certificates"] for r in table(b, "Test attributes", "Attribute"))})
    words = {w: sum(r["Result of the run"] == w for r in sample) for w in ("exception", "observation", "no exception", "not judged")}
    must = {r["Sample no."] for r in table(b, "Exceptions", "Sample no.") if r["Severity"] == "MUST"} if N else set()
    t = next(r for r in table(b, "Trend", "Period", "Cut-off (UTC)") if r["Period"] == label)
    said(name + ": x", {words["exception"]} == {cover["Certificates with an exception (x)"], len(must), t["Exceptions (x)"]} and
        [cover["Certificates with an observation only"], cover["Certificates without either"], cover["Certificates not judged"]] ==
        [words["observation"], words["no exception"], words["not judged"]] and sum(words.values()) == drawn)
    said(name + ": findings", cover["Findings met by this run or by hand"] == t["Findings met"])
b = load("q3")
meanings = [r["What it holds"] for r in table(b, "Sample selection", "Stratum")]
said("each stratum is told apart", len(set(meanings)) == len(meanings) and not any(m.endswith(" is ") or "(none)" in m for m in meanings))
said("what was not met stands in its row", all((r["Attributes not met; those of the certificate in its first row"] == "none") or r["Certificate"] != "no exception"
    for r in table(b, "Test matrix", "Sample no.")))
said("evidence that is missing, by rule, once", len(rows := [r["Concerning"] for r in table(b, "Exceptions to procedure", "What") if r["What"] == "missing evidence"]) == len(set(rows)) and 0 < len(rows) < 20)
types = {r["Type"]: r["CPS in force at issuance, for the type"] for r in table(b, "Test matrix", "Sample no.")}
said("the documents of the type", all(("ev-cps" in (d or "")) == (k == "EV") for k, d in types.items() if k in ("DV", "OV", "EV")) and len(types) > 2)
texts = [str(c) for s in load("again") for r in s.iter_rows(values_only=True) for c in r if isinstance(c, str) and s.title not in ("Provenance",)]
said("the older one knows nothing of the later", not any("2026Q4" in c or "2026-12-31" in c for c in texts))
texts = [str(c) for name in ("q3", "q4") for s in load(name) for r in s.iter_rows(values_only=True) for c in r if isinstance(c, str)]
found = sorted({m.group(0) for c in texts for m in re.finditer(r"(?<![\d,.])1 (certificates|names|records|remarks|rows|marks|findings|periods|imports|runs)\b", c)})
said("one is not many" + (": " + ", ".join(found) if found else ""), not found)
X
/usr/bin/python3 "$T/totals.py" "$T" >"$T/found" 2>"$T/err"
sed 's/^/# /' "$T/err"
is "no sheet says otherwise" "$(grep -v ' True$' "$T/found")" ""
is "all was asked" "$(wc -l <"$T/found")" 14
done_testing
