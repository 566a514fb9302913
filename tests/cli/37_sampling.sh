# What BR 8.7 asks of population and sample: told by freeze and draw, written to the workbook.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT

"$GEN" --out "$T/ca" --seed 3 --count 200 --no-defects >/dev/null
# an inventory that does not have the OV CA
/usr/bin/python3 - "$T/ca/cas.yaml" "$T/part.yaml" <<'X'
import sys
cas = open(sys.argv[1]).read().split("  - sha256")
open(sys.argv[2], "w").write("  - sha256".join(c for c in cas if "Exempla OV" not in c))
X
"$S" init --ca "Exempla" >/dev/null
"$S" import cas "$T/part.yaml" >/dev/null
"$S" import certs "$T/ca/certs.pem" >/dev/null
"$S" import validations "$T/ca/validations.csv" >/dev/null

outcomes() { # FILE RULE: its outcomes, a part each
	json "$1" "[(r['outcome'], r['part']) for r in j['sampling'] if r['id'] == '$2']"
}
printf 'rate: 3%%\nevidence:\n  mpic: {not_supplied: "by hand"}\n  mpik: {not_supplied: "by hand"}\n' >"$T/plan.yaml"
status "a kind of evidence that no rule needs" 2 "$S" freeze A --until 2026-08-15 --plan "$T/plan.yaml"
is "its place, and the kinds there are" "$(tail -n 1 "$T/err")" \
	"selfaudit: $T/plan.yaml:4:3: expected one of record, dcv, identity, cps, caa, mpic, evidence, key, lint, or a rule's id (selfaudit rules), found mpik"

status "an issuer that the inventory lacks: attention" 1 "$S" freeze A --until 2026-08-15 --nonce-source dice --json
is "S4 is not met, and by whom" "$(json "$T/out" "[(r['outcome'], r['part'][:22]) for r in j['sampling'] if r['id'] == 'sampling.issuers' and r['outcome'] == 'fail']")" \
	"[('fail', 'CN=Exempla OV TLS CA 2')]"
is "the others are" "$(json "$T/out" "sorted(r['outcome'] for r in j['sampling'] if r['id'] == 'sampling.issuers')")" \
	"['fail', 'na', 'pass', 'pass', 'pass', 'pass']"
has "words on stderr" "$T/err" "sampling.issuers     not met     CN=Exempla OV"
"$S" freeze --void A --reason "inventory without the OV CA" >/dev/null

"$S" import cas "$T/ca/cas.yaml" >/dev/null
status "with all CAs" 0 "$S" freeze A --from 2026-06-30T23:59:59Z --until 2026-07-31T23:59:59Z --nonce-source dice --json
is "no period before it" "$(outcomes "$T/out" sampling.window)" "[('na', '')]"
is "every issuer" "$(json "$T/out" "sorted(r['outcome'] for r in j['sampling'] if r['id'] == 'sampling.issuers')")" \
	"['na', 'pass', 'pass', 'pass', 'pass', 'pass']"
is "the sizes planned: whole, EV, constrained" "$(json "$T/out" "[r['outcome'] for r in j['sampling'] if r['id'] == 'sampling.size']")" \
	"['pass', 'pass', 'pass']"
is "what cannot be known yet" "$(json "$T/out" "sorted({r['id'] for r in j['sampling'] if r['outcome'] == 'nt'})")" \
	"['sampling.reconcile', 'sampling.reperform', 'sampling.verifiable']"
status "draw" 0 "$S" draw A --nonce "4 4 1" --json
is "the randomness was committed to" "$(outcomes "$T/out" sampling.verifiable)" "[('pass', '')]"
is "the sizes drawn" "$(json "$T/out" "[(r['outcome'], r['part'][:12]) for r in j['sampling'] if r['id'] == 'sampling.size']")" \
	"[('pass', ''), ('pass', 'EV'), ('pass', 'CN=Hollandse')]"

# the next period is too long, and its nonce comes from the system
status "a long period" 0 "$S" freeze B --until 2026-11-15 --json
is "begins where the one before ended" "$(outcomes "$T/out" sampling.window)" "[('pass', '')]"
is "S3 is not met" "$(outcomes "$T/out" sampling.quarter)" "[('fail', '')]"
status "draw in words" 0 "$S" draw B
has "not met" "$T/out" "sampling.quarter     not met     expected at most 92 days, found 107"
has "observed" "$T/out" "sampling.verifiable  observed    expected a nonce whose source the commitment names"
"$S" check B >/dev/null
"$S" report B -o "$T/b.xlsx" >/dev/null
ok "the workbook is sound" /usr/bin/python3 "$ROOT/tests/workbook.py" "$T/b.xlsx" "Sample selection"
is "and tells the same, the draw done again" "$(
	/usr/bin/python3 - "$T/b.xlsx" <<'X'
import openpyxl, sys
rows = openpyxl.load_workbook(sys.argv[1])["Sample selection"].iter_rows(values_only=True)
wanted = ("sampling.window", "sampling.quarter", "sampling.reperform", "sampling.reconcile")
print([r[2] for r in rows if r[0] in wanted])
X
)" "['pass', 'fail', 'pass', 'not tested']"
done_testing
