# What comes after the draw is used, and marked wherever it is used.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT

"$GEN" --out "$T/ca" --preset incident2021 --count 40 --affected 10 --precerts 0 --format csv >/dev/null
"$S" init --ca "Exempla" >/dev/null
"$S" import certs "$T/ca/certs.csv" >/dev/null
"$S" import validations "$T/ca/validations.csv" >/dev/null
"$S" cps add "$T/ca/tls-cps.yaml" >/dev/null
echo 'rate: 100%' >"$T/plan.yaml"
"$S" freeze Q --until 2021-12-31 --plan "$T/plan.yaml" --nonce-source dice >/dev/null 2>&1
"$S" draw Q --nonce 1 >/dev/null
status "the CPS refuses the method" 1 "$S" check Q
is "nothing came late" "$(sqlite3 "$T/ledger.db" "SELECT count(*) FROM pass_remark WHERE remark LIKE '%after selection'")" 0

sed 's/3.2.2.4.18\]/3.2.2.4.18, 3.2.2.4.19]/' "$T/ca/tls-cps.yaml" >"$T/late.yaml"
"$S" cps add "$T/late.yaml" >/dev/null
status "another register, another outcome" 0 "$S" check Q --json
has "and the change is told" "$T/out" "cps.method_at_issuance"
is "every pass by the late register says so" "$(sqlite3 "$T/ledger.db" "SELECT count(*) > 0,
    sum(p.remark = 'CPS register obtained after selection') = count(*) FROM result r
    JOIN run_rule k ON k.run_id = r.run_id AND k.rule = 'cps.method_at_issuance'
    LEFT JOIN pass_remark p ON p.run_id = r.run_id AND p.cert_id = r.cert_id
      AND p.name_ord = r.name_ord AND p.rule_ord = k.ord
    WHERE r.run_id = 2 AND substr(r.codes, k.ord + 1, 1) = 'P'")" "1|1"
status "verify judges by the same register" 0 "$S" verify Q
has "and says that it grew" "$T/out" "1 file of the CPS register came after the freeze"

# links: one authorization for two names, before and after the draw
one() {
	rm -f "$T"/one.db*
	"$S" -l "$T/one.db" init --ca "Exempla" >/dev/null
	"$S" -l "$T/one.db" import certs "$T/one.pem" >/dev/null
	printf 'method,validated_at,adn,authz_id\n%s,2021-03-01T00:00:00Z,%s,a1\n' "$1" "$base" >"$T/v.csv"
	"$S" -l "$T/one.db" import validations "$T/v.csv" >/dev/null
}
"$GEN" --out "$T/two" --preset incident2021 --count 12 --affected 1 --precerts 0 --special 0 --names 2 >/dev/null
awk '/BEGIN/ { n++ } n == 1' "$T/two/certs.pem" >"$T/one.pem"
names=$(openssl x509 -in "$T/one.pem" -noout -ext subjectAltName | tr ',' '\n' | sed -n 's/.*DNS://p')
base=$(echo $names | tr ' ' '\n' | awk '{ print length, $0 }' | sort -n | sed -n '1s/.* //p')
sha=$(openssl x509 -in "$T/one.pem" -outform DER | sha256sum | cut -d' ' -f1)
{
	echo certificate,authz_id,name
	for n in $names; do echo "$sha,a1,$n"; done
} >"$T/links.csv"
one 3.2.2.4.7
"$S" -l "$T/one.db" import links "$T/links.csv" >/dev/null
"$S" -l "$T/one.db" freeze Q --until 2021-12-31 >/dev/null 2>&1
"$S" -l "$T/one.db" draw Q >/dev/null
status "one authorization serves both names that links give it" 0 "$S" -l "$T/one.db" check Q --rule dcv.name_validated
one manual
"$S" -l "$T/one.db" freeze Q --until 2021-12-31 >/dev/null 2>&1
"$S" -l "$T/one.db" draw Q >/dev/null
"$S" -l "$T/one.db" import links "$T/links.csv" >/dev/null
status "what a late link leads to is judged" 1 "$S" -l "$T/one.db" check Q
is "and marked, though the record itself came before" "$(sqlite3 "$T/one.db" "SELECT count(*), q.remark
    FROM reason q JOIN run_rule k ON k.run_id = q.run_id AND k.ord = q.rule_ord
    WHERE k.rule = 'dcv.method_known' GROUP BY q.remark")" "2|obtained after selection"
done_testing
