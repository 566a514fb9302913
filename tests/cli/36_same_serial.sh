# Two certificates with one issuer and serial are two units and a finding; a precertificate
# beside its final certificate is neither.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT

"$GEN" --out "$T/ca" --seed 7 --count 60 --precerts 50 --no-defects --defect same-serial=2 >/dev/null
value() { json "$T/ca/expected.json" "j['$1']"; }
"$S" init --ca "Exempla" >/dev/null
"$S" import cas "$T/ca/cas.yaml" >/dev/null
status "certificates" 0 "$S" import certs "$T/ca/certs.pem" --json
is "a remark for each pair" "$(json "$T/out" "j['remarks']")" 2
"$S" import validations "$T/ca/validations.csv" >/dev/null
"$S" cps add "$T/ca/tls-cps.yaml" >/dev/null
"$S" cps add "$T/ca/ev-cps.yaml" >/dev/null
status "again: nothing new, no remark" 0 "$S" import certs "$T/ca/certs.pem" --json
is "not remarked twice" "$(json "$T/out" "j['remarks']")" 0
"$S" -q freeze Q --from "$(value from)" --until "$(value until)" >/dev/null
is "each is a unit" "$("$S" population Q --list | wc -l)" "$(($(value population) - $(value serial_only)))"
"$S" draw Q --nonce 1 >/dev/null
status "the rule over the population" 1 "$S" check Q --census --rule record.serial_unique --json
is "both of each pair" "$(json "$T/out" "[(f['rule'], f['certificates']) for f in j['findings']]")" \
	"[('record.serial_unique', 4)]"
is "the others are unique" "$(json "$T/out" "j['rules'][0]['pass']")" "$(($("$S" population Q --list | wc -l) - 4))"
"$S" finding affected 1 --json >"$T/affected.json"
is "the same by the finding" "$(json "$T/affected.json" "j['count']")" 4
done_testing
