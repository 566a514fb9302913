# Eight quarters in one ledger: the sheets that compare them against the statistics commands and
# against formulas written down here once more (Fisher, Holm 1979, Laney 2002, Lucas 1985).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/quarters.sh"
S=$SELFAUDIT

printf 'rate: 40%%\nstrata:\n  - {name: all}\ndiscovery: {tolerable_rate: 2%%, confidence: 80%%}\n' >"$T/plan.yaml"
begin_ledger
echo "period,sample,exceptions,population" >"$T/periods.csv"
play() { # LABEL FROM UNTIL SEED [OPTION]...
	play_label=$1
	quarter "$@" --count 120 --special 0 || return 1
	"$S" check "$play_label" --json >"$T/run.json"
	json "$T/run.json" "'$play_label,%d,%d,120' % (j['certificates'], j['exceptions'])" >>"$T/periods.csv"
	"$S" verify "$play_label" >/dev/null
}
ok "2024Q4" play 2024Q4 2024-10-01 2025-01-01 31 --defect method-not-in-cps=2
ok "2025Q1" play 2025Q1 2025-01-01 2025-04-01 32
ok "2025Q2" play 2025Q2 2025-04-01 2025-07-01 33 --defect no-policy-oid=2
ok "2025Q3" play 2025Q3 2025-07-01 2025-10-01 34 --defect missing-caa=3
ok "2025Q4" play 2025Q4 2025-10-01 2026-01-01 35 --defect no-policy-oid=5 --defect method-not-in-cps=3
ok "2026Q1" play 2026Q1 2026-01-01 2026-04-01 36 --defect missing-caa=8
ok "2026Q2" play 2026Q2 2026-04-01 2026-07-01 37 --defect no-policy-oid=12
ok "2026Q3" play 2026Q3 2026-07-01 2026-10-01 38 --defect missing-caa=14 --defect method-not-in-cps=8
"$S" --by mila finding set 1 owner=ann >/dev/null
"$S" --by ann finding set 1 status=resolved >/dev/null
status "the workbook of the last" 0 "$S" report 2026Q3 -o "$T/t.xlsx"
ok "it is sound" /usr/bin/python3 "$ROOT/tests/workbook.py" "$T/t.xlsx" Trend "Trend by attribute" "Trend tests" "Methods by period"
"$S" trend "$T/periods.csv" --json >"$T/trend.json"
[ -z "${KEEP-}" ] || cp "$T/t.xlsx" "$T/ledger.db" "$T/periods.csv" "$KEEP"

cat >"$T/compare.py" <<'X'
import csv, json, math, openpyxl, sqlite3, subprocess, sys
program, folder = sys.argv[1:3]
book = openpyxl.load_workbook(folder + "/t.xlsx", data_only=True)
def table(sheet, *head):
    rows = list(book[sheet].iter_rows(values_only=True))
    for at, r in enumerate(rows):
        if r[:len(head)] == head:
            out = []
            for line in rows[at + 1:]:
                if line[0] in (None, "Total"):
                    return out
                out.append(dict(zip(r, line)))
            return out
def near(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-12)
def ask(*words, stdin=None):
    return json.loads(subprocess.run([program, *words, "--json"], capture_output=True, input=stdin, text=True).stdout)
def said(name, truth):
    print(name, truth)
periods = list(csv.DictReader(open(folder + "/periods.csv")))
xs, ns = [int(p["exceptions"]) for p in periods], [int(p["sample"]) for p in periods]
trend = json.load(open(folder + "/trend.json"))

t = table("Trend", "Period", "Cut-off (UTC)")
said("periods", [r["Period"] for r in t] == [p["period"] for p in periods])
said("counts", [(r["Sample judged (n)"], r["Exceptions (x)"], r["Certificates (N)"]) for r in t] == [(n, x, 120) for n, x in zip(ns, xs)])
bounds = [ask("bound", "--population", "120", "--sample", str(n), "--exceptions", str(x)) for n, x in zip(ns, xs)]
said("limits", all(near(r["Its lower limit, 95%"], b["lower"] / 120) and near(r["Its upper limit, 95%"], b["upper"] / 120) for r, b in zip(t, bounds)))
said("estimate", all(near(r["Rate in the population, estimate"], x / n) for r, x, n in zip(t, xs, ns)))

c = table("Trend", "Period", "Signal")
said("p-chart", all(near(r["p-chart, lower control limit"], p["lower_limit"]) and near(r["p-chart, upper control limit"], p["upper_limit"]) and near(r["Centre line: all x / all n"], trend["centre"]) for r, p in zip(c, trend["periods"])))
p = sum(xs) / sum(ns)
z = [(x / n - p) / math.sqrt(p * (1 - p) / n) for x, n in zip(xs, ns)]
sigma = sum(abs(b - a) for a, b in zip(z, z[1:])) / (len(z) - 1) / 1.128
said("Laney", near(sigma, trend["sigma_z"]) and all(near(r["Upper limit by Laney"], min(1, p + 3 * sigma * math.sqrt(p * (1 - p) / n))) for r, n in zip(c, ns)))
k, total, sums = (0.04 - 0.02) / math.log(2), 0, []
for x, n in zip(xs, ns):
    total = max(0, total + x - n * k)
    sums.append(total)
limit = math.log(100) / math.log(2)
said("CUSUM", all(near(r["CUSUM, sum so far"], s) and near(r["CUSUM, decision limit"], limit) for r, s in zip(c, sums)))
said("signal", [r["Signal"] == "CUSUM passes its limit" for r in c] == [s > limit for s in sums] and any(s > limit for s in sums))

def fisher(a, b):  # (x, n) twice: two-sided, tables no likelier than the one seen
    (x1, n1), (x2, n2) = a, b
    m = x1 + x2
    pmf = {i: math.comb(n1, i) * math.comb(n2, m - i) / math.comb(n1 + n2, m) for i in range(max(0, m - n2), min(n1, m) + 1)}
    return min(1, sum(q for q in pmf.values() if q <= pmf[x1] * (1 + 1e-7)))
def holm(ps):
    order, out, most = sorted(range(len(ps)), key=lambda i: ps[i]), [0] * len(ps), 0
    for rank, i in enumerate(order):
        most = max(most, min(1, (len(ps) - rank) * ps[i]))
        out[i] = most
    return out
pairs = table("Trend", "Period", "Against")
ps = [fisher((xs[i], ns[i]), (xs[i + 1], ns[i + 1])) for i in range(7)]
said("Fisher", all(near(r["p, Fisher's exact test, two-sided"], q) for r, q in zip(pairs, ps)) and near(ps[-1], trend["fisher_p"]))
said("Holm of pairs", all(near(r["p, two-sided, adjusted for all pairs (Holm)"], q) for r, q in zip(pairs, holm(ps))))

text = " ".join(str(r[0]) for r in book["Trend"].iter_rows(max_col=1, values_only=True))
a = trend["cochran_armitage"]
said("words", "the rate rises: Cochran-Armitage chi-square %.4g, p = %.3g (two-sided), more than chance explains at 5%%" % (a["chi2"], a["p"]) in text
     and "exactly: p = %.3g (two-sided)" % trend["exact_p"] in text and "2026Q3 against 2026Q2: Fisher's exact test p = %.3g" % ps[-1] in text)

d = sqlite3.connect(folder + "/ledger.db")
official = "(SELECT max(id) FROM run WHERE population_id = p.id AND kind = 'sample')"
failing = {}
for label, rule, x in d.execute(f"""SELECT p.label, k.rule, k.fail + k.missing + k.error FROM population p
        JOIN run_rule k ON k.run_id = {official} WHERE k.nt = 0"""):
    failing.setdefault(rule, {})[label] = x
rows = table("Trend by attribute", "Attribute", "Period")
said("attributes", {(r["Attribute"], r["Period"]): r["Did not pass"] for r in rows if r["Did not pass"] != "not tested"} ==
     {(rule, label): x for rule, by in failing.items() for label, x in by.items()})
cache = {}
def limits(n, x):
    if (n, x) not in cache:
        b = ask("bound", "--population", "120", "--sample", str(n), "--exceptions", str(x))
        cache[n, x] = (b["lower"] / 120, b["upper"] / 120)
    return cache[n, x]
tested = [r for r in rows if r["Did not pass"] != "not tested"]
said("their limits", len(tested) > 800 and all(near(r["Rate in the population, lower limit"], limits(r["Certificates judged (n)"], r["Did not pass"])[0]) and
     near(r["Rate in the population, upper limit"], limits(r["Certificates judged (n)"], r["Did not pass"])[1]) for r in tested))
tests = table("Trend tests", "Attribute", "Severity")
ok = {r["Attribute"] for r in tests} == {rule for rule, by in failing.items() if sum(by.values())}
exact = []
for r in tests:
    by = failing[r["Attribute"]]
    lines = "".join(f"{q['period']},{q['sample']},{by[q['period']]}\n" for q in periods if q["period"] in by)
    one = ask("trend", "-", stdin="period,sample,exceptions\n" + lines)
    ok = ok and near(r["Chi-square"], one["cochran_armitage"]["chi2"]) and near(r["Exact p"], one["exact_p"])
    exact.append(one["exact_p"])
said("their trends", ok and len(tests) >= 4)
said("Holm of attributes", all(near(r["p by Holm"], q) for r, q in zip(tests, holm(exact))))
said("in words", all(("more than chance explains at 5%" in r["In words"]) == (r["p by Holm"] < 0.05) for r in tests) and any(r["p by Holm"] < 0.05 for r in tests))

met, first, repeated = ([r[k] for r in t] for k in ("Findings met", "Of these for the first time", "Of these met in a period before"))
said("repeats", [m - f for m, f in zip(met, first)] == repeated and repeated[-1] >= 2 and sum(first) == d.execute("SELECT count(*) FROM finding").fetchone()[0])
closing = table("Trend", "Finding", "Closed (UTC)")
said("days to close", len(closing) == 1 and closing[0]["Finding"] == 1 and 0 <= closing[0]["Days"] < 1)
m = table("Methods by period", "Method", "Period")
names = d.execute(f"""SELECT count(*) FROM population p JOIN result r ON r.run_id = {official} AND r.name_ord >= 0""").fetchone()[0]
refused = d.execute(f"""SELECT count(*) FROM population p JOIN run_rule k ON k.run_id = {official} AND k.rule = 'cps.method_at_issuance'
    JOIN result r ON r.run_id = k.run_id AND r.name_ord >= 0 AND substr(r.codes, k.ord + 1, 1) IN ('F', 'M')""").fetchone()[0]
said("methods", sum(r["Names"] for r in m) == names and all(r["Names"] == r["Permitted by the CPS"] + r["Not permitted"] + r["Not judged"] for r in m))
said("their CPS", sum(r["Not permitted"] for r in m) == refused and all(r["Permitted by the CPS"] == 0 for r in m if r["Method"] == "3.2.2.4.13"))
X
/usr/bin/python3 "$T/compare.py" "$S" "$T" >"$T/found" 2>"$T/err"
sed 's/^/# /' "$T/err"
for name in periods counts limits estimate p-chart Laney CUSUM signal Fisher "Holm of pairs" words attributes "their limits" \
	"their trends" "Holm of attributes" "in words" repeats "days to close" methods "their CPS"; do
	is "$name" "$(sed -n "s/^$name \(True\|False\)$/\1/p" "$T/found")" True
done
done_testing
