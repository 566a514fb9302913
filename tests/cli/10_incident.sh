# The incident of 2021 in small: http-01 in use while no CPS version listed it.
# One finding, and exactly the certificates that were planted, in the whole ledger.
. "$(dirname "$0")/lib.sh"

"$GEN" --out "$T/ca" --preset incident2021 --count 1500 --affected 450 >/dev/null
value() { json "$T/ca/expected.json" "j['$1']"; }
S=$SELFAUDIT

ok "init" "$S" init --ca "Exempla"
ok "inventory" "$S" import cas "$T/ca/cas.yaml"
ok "certificates" "$S" import certs "$T/ca/certs.pem"
ok "validations" "$S" import validations "$T/ca/validations.csv"
ok "CPS" "$S" cps add "$T/ca/tls-cps.yaml"
ok "CP" "$S" cps add "$T/ca/cp.yaml"
status "draw before the freeze is refused" 2 "$S" draw 2021Q2
status "freeze" 0 "$S" freeze 2021Q2 --from "$(value from)" --until "$(value until)" --nonce-source "dice"
cp "$T/out" "$T/commitment"
is "the commitment is all there is on stdout" "$(head -n 1 "$T/commitment")" "selfaudit commitment v1"
is "N" "$("$S" population 2021Q2 --list | wc -l)" "$(value population)"
status "check before the draw is refused" 2 "$S" check 2021Q2
status "list before the draw is refused" 2 "$S" draw 2021Q2 --list
status "draw" 0 "$S" draw 2021Q2 --nonce "6 1 3"
status "a second draw is refused" 2 "$S" draw 2021Q2 --nonce "6 1 4"
is "what was asked for" "$(sqlite3 "$T/ledger.db" "SELECT subject, detail FROM procedure_exceptions WHERE what = 'second draw refused'")" \
	'2021Q2|asked for with the nonce "6 1 4"; the sample drawn before stands'
status "without a nonce" 2 "$S" --by jo draw 2021Q2
is "is told apart" "$(sqlite3 "$T/ledger.db" "SELECT detail, by FROM procedure_exceptions WHERE what = 'second draw refused'" | grep without)" \
	'asked for without a nonce; the sample drawn before stands|jo'
status "check ends with 1: there are exceptions" 1 "$S" check 2021Q2 --json
is "one finding" "$(json "$T/out" "[(f['rule'], f['cause'], f['document']) for f in j['findings']]")" \
	"[('cps.method_at_issuance', '3.2.2.4.19', 'tls-cps')]"
"$S" finding affected 1 --json -o "$T/valid.csv" --as-of 2021-05-25 >"$T/affected.json"
is "exactly the affected" "$(json "$T/affected.json" "j['count']")" "$(value affected)"
is "the first" "$(json "$T/affected.json" "j['first_issued']")" "$(value first_issued)"
is "the last" "$(json "$T/affected.json" "j['last_issued']")" "$(value last_issued)"
is "the cause reaches the ledger's first certificate" "$(json "$T/affected.json" "j['lower_bound']")" True
is "states add up" "$(json "$T/affected.json" "j['still_valid'] + j['expired'] + j['revoked'] == j['count']")" True
"$S" finding affected 1 --all -o "$T/all.csv" >/dev/null
is "CCADB header" "$(head -n 1 "$T/all.csv")" \
	"Precertificate SHA-256 hash,Certificate SHA-256 hash,Subject,Issuer,Not before,Not after,Serial #,dNSNames,Is revoked?,Revocation date,Revocation reason"
is "a row for each" "$(($(wc -l <"$T/all.csv") - 1))" "$(value affected)"
tail -n +2 "$T/all.csv" | cut -d, -f2 | LC_ALL=C sort >"$T/found"
LC_ALL=C sort "$T/ca/affected.txt" >"$T/planted"
ok "the very certificates" cmp "$T/found" "$T/planted"
"$S" affected --where "method=http-01 issued>=2021-03-13 issued<2021-05-21T15:14:00Z" --json >"$T/where.json"
# an expression asks for any validation by a method; a name that .7 covers too is no exception of the rule
ok "by expression, before there is a finding: not fewer" test "$(json "$T/where.json" "j['count']")" -ge "$(value affected)"
status "census of the rule agrees" 1 "$S" check 2021Q2 --census --rule cps.method_at_issuance --json
is "as many exceptions" "$(json "$T/out" "j['exceptions']")" "$(value affected)"
ok "history names the refused draw" grep -q draw-refused <<X
$(sqlite3 "$T/ledger.db" "SELECT kind FROM event" 2>/dev/null || /usr/bin/python3 -c "
import sqlite3; print(*[r[0] for r in sqlite3.connect('$T/ledger.db').execute('SELECT kind FROM event')])")
X
withdrawn() { sqlite3 "$T/ledger.db" "SELECT subject FROM procedure_exceptions WHERE what = 'run withdrawn by a later one'"; }
"$S" check 2021Q2 >/dev/null
is "the same check again is no exception" "$(withdrawn)" ""
"$S" draw 2021Q2 --extend 2 >/dev/null
"$S" check 2021Q2 >/dev/null
is "one over another sample is: both before" "$(withdrawn | wc -l)" 2
sed '2s/http-01/dns-01/' "$T/ca/validations.csv" | head -n 2 >"$T/more.csv"
"$S" check 2021Q2 >/dev/null
is "again, and no more of them" "$(withdrawn | wc -l)" 2
"$S" import validations "$T/more.csv" >/dev/null 2>&1
"$S" check 2021Q2 >/dev/null
is "one that saw other evidence is: all before" "$(withdrawn | wc -l)" 4
status "verify" 0 "$S" verify 2021Q2
done_testing
