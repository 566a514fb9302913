# Exceptions, and a plan that says how the sample grows: the p-value of check against Stark's
# ALPHA computed here (Stark 2023, ALPHA: audit that learns from previously hand-audited ballots),
# drawn on by the next tickets until the rate is refuted; a judgement sample stands apart.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT

cat >"$T/alpha.py" <<'X'
import json, sqlite3, sys
d = sqlite3.connect(sys.argv[1])
run = json.load(open(sys.argv[2]))
r, risk = 0.03, 0.05
eta = 1 - r / 10
worst, total = 0.0, 0
for ord, N in d.execute("SELECT ord, count FROM stratum ORDER BY ord").fetchall():
    logs = d.execute("""SELECT NOT EXISTS (SELECT 1 FROM reason q JOIN run_rule k ON k.run_id = q.run_id
        AND k.ord = q.rule_ord AND k.severity = 'MUST' WHERE q.run_id = ? AND q.cert_id = s.cert_id)
        FROM sample s LEFT JOIN extension e ON e.id = s.extension_id
        WHERE s.stratum = ? AND coalesce(e.kind, '') <> 'judgement' ORDER BY s.ord""", (run["run"], ord)).fetchall()
    def p_of(xs):
        t = most = 1.0
        good = 0
        for j, x in enumerate(xs):
            m = (N * (1 - r) - good) / (N - j)
            if m < 0:
                return 0.0
            t *= 1 if eta < m else (eta / m if x else (1 - eta) / (1 - m)) if m < 1 else (1 if x else 0)
            good += x
            most = max(most, t)
        return 1 / most
    xs = [x[0] for x in logs]
    more = 0
    while p_of(xs + [1] * more) > risk and len(xs) + more < N:
        more += 1
    worst, total = max(worst, p_of(xs)), total + more
e = run["expansion"]
print(abs(e["p"] - worst) <= 1e-9 * worst and e["more"] == total)
X
expansion() { json "$T/run.json" "j['expansion']['$1']"; }
check() { # writes $T/run.json
	"$S" check Q --json >"$T/run.json"
}

"$GEN" --out "$T/ca" --seed 11 --count 1200 --special 0 --no-defects --defect method-not-in-cps=7 --defect unknown-method=1 >/dev/null
value() { json "$T/ca/expected.json" "j['$1']"; }
"$S" init --ca "Exempla" >/dev/null
"$S" import cas "$T/ca/cas.yaml" >/dev/null
"$S" import certs "$T/ca/certs.pem" >/dev/null
"$S" import validations "$T/ca/validations.csv" >/dev/null
"$S" cps add "$T/ca/tls-cps.yaml" >/dev/null
printf 'rate: 20%%\nstrata:\n  - {name: ecc, where: {issuer: Exempla DV TLS ECC CA 1}}\nexpansion: {tolerable_rate: 3%%, risk_limit: 5%%}\n' >"$T/plan.yaml"
"$S" -q freeze Q --from "$(value from)" --until "$(value until)" --plan "$T/plan.yaml" --nonce-source dice >/dev/null
"$S" draw Q --nonce "3 1" --json >"$T/draw.json"
status "nothing checked: more of it is a judgement sample" 0 "$S" draw Q --extend 4
has "and said so" "$T/out" "judgement sample, kept apart from all bounds"
status "exceptions" 1 "$S" check Q --json
cp "$T/out" "$T/run.json"
ok "some, of those drawn by the plan" test "$(expansion exceptions)" -gt 0
is "the judgement sample is no part of the test" "$(json "$T/run.json" "sum(s['judged'] for s in j['expansion']['strata'])")" \
	"$(json "$T/draw.json" "j['sample']")"
is "p-value and size as computed here" "$(/usr/bin/python3 "$T/alpha.py" "$T/ledger.db" "$T/run.json")" True
is "not refuted" "$(expansion refuted)" False
is "one cause behind several is to be counted" \
	"$(json "$T/run.json" "all(c['certificates'] > 1 and c['finding'] in [f['id'] for f in j['findings']] for c in j['census'])")" True
"$S" check Q >"$T/words"
has "in words: how many more" "$T/words" "selfaudit draw Q --extend $(expansion more)."

rounds=0
while [ "$(expansion refuted)" = False ] && [ "$(expansion exceeded)" = False ] && [ $rounds -lt 9 ]; do
	"$S" draw Q --extend "$(expansion more)" --json >"$T/more.json"
	[ "$(json "$T/more.json" "j['kind']")" = plan ] || break
	check
	[ "$(/usr/bin/python3 "$T/alpha.py" "$T/ledger.db" "$T/run.json")" = True ] || break
	rounds=$((rounds + 1))
done
ok "the sample grew by the plan ($rounds times)" test $rounds -ge 1
is "until the rate was refuted" "$(expansion refuted)" True
is "at the risk it states" "$(json "$T/run.json" "j['expansion']['p'] <= 0.05")" True
status "the plan asks for no more: a judgement sample" 0 "$S" draw Q --extend 2 --json
is "of that kind" "$(json "$T/out" "j['kind']")" judgement
status "verify draws all of it again" 0 "$S" verify Q
"$S" report Q -o "$T/q.xlsx" >/dev/null
is "the workbook says the same" "$(
	/usr/bin/python3 - "$T/q.xlsx" "$T/run.json" <<'X'
import json, openpyxl, sys
e = json.load(open(sys.argv[2]))["expansion"]
book = openpyxl.load_workbook(sys.argv[1])
text = " ".join(str(v) for sheet in ("Cover", "Sample selection", "Statements")
                for r in book[sheet].iter_rows(values_only=True) for v in r if v)
print("the sequential p-value is %.3g" % e["p"] in text, "the sample need not grow" in text,
      "against equal counts" in text, "against the uniform distribution" in text,
      "was enlarged by the plan's rule after it was judged: the statement that stands is the p-value" in text,
      "Fisher's method over 2 strata" in text and "with 4 degrees of freedom" in text)
X
)" "True True True True True True"

# the cover's x and n are those of the statistics, without the judgement samples of 4 and 2
is "x and n of the cover" "$(
	/usr/bin/python3 - "$T/q.xlsx" "$T/ledger.db" <<'X'
import openpyxl, sqlite3, sys
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
cover = {r[0]: r[2] for r in book["Cover"].iter_rows(values_only=True)}
rows = list(book["Sample"].iter_rows(values_only=True))
head = next(r for r in rows if r[0] == "Sample no.")
sample = [dict(zip(head, r)) for r in rows[rows.index(head) + 1:] if r[0]]
bounds = next(r for r in book["Statements"].iter_rows(values_only=True) if r[0] == "all strata")
apart = [r for r in sample if r["Selected by"].startswith("judgement")]
print(len(apart), all(r["In n"] == "no" and r["In x"] in ("no", "apart") for r in apart),
      len(sample) - len(apart) == cover["Of these drawn by the plan, or added by its rule"] == bounds[2],
      cover["Certificates with an exception (x)"] == bounds[3] and
      abs(cover["Exceptions among those drawn"] - bounds[3] / bounds[2]) < 1e-12)
X
)" "6 True True True"

# full runs over the sample alone speak of it
is "a census does not" "$("$S" check Q --census --json | /usr/bin/python3 -c 'import json,sys; j = json.load(sys.stdin); print(j["expansion"], j["census"])')" "None []"
is "nor a what-if" "$("$S" check Q --rules-on 2027-03-15 --json | /usr/bin/python3 -c 'import json,sys; j = json.load(sys.stdin); print(j["expansion"], j["census"], j["findings"])')" "None [] []"
done_testing
