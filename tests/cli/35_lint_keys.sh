# Linters run over a sample and lists of keys, from the command line to the
# outcomes.  A shell script plays zlint: it finds an error in one certificate.
. "$(dirname "$0")/lib.sh"

"$GEN" --out "$T/ca" --count 60 --ec 100 --special 0 || tap_fail "generator runs"
ok "ledger" "$SELFAUDIT" init --ca "Lint CA"
"$SELFAUDIT" -q import cas "$T/ca/cas.yaml" >/dev/null 2>&1
"$SELFAUDIT" -q import certs "$T/ca/certs.pem" >/dev/null 2>&1
"$SELFAUDIT" -q import validations "$T/ca/validations.csv" >/dev/null 2>&1
"$SELFAUDIT" -q freeze 2026Q3 --from 2026-06-30T23:59:59Z --until 2026-09-30T23:59:59Z >"$T/commitment" 2>/dev/null
status "no linting before the draw" 2 "$SELFAUDIT" lint 2026Q3 --tool zlint -o "$T/l.csv"
"$SELFAUDIT" -q draw 2026Q3 --nonce 1 >/dev/null 2>&1

# counts REPORT RULE: pass fail missing nt
counts() {
	json "$1" "' '.join(str(r[o]) for r in j['rules'] if r['id'] == '$2' for o in ('pass', 'fail', 'missing', 'nt'))"
}
"$SELFAUDIT" -q check 2026Q3 --json >"$T/before.json" 2>/dev/null
n=$(json "$T/before.json" "j['certificates']")
is "nothing linted: not tested" "$(counts "$T/before.json" lint.clean)" "0 0 0 $n"
is "no list: not tested" "$(counts "$T/before.json" key.debian)" "0 0 0 $n"

# of all that is in the sample, the first in bytewise order of its serial has an error
cat >"$T/zlint" <<'EOF'
#!/bin/sh
[ "$1" = -version ] && { echo "ZLint version v9.9.9"; exit; }
[ "$*" = "-format pem -" ] || { echo "usage" >&2; exit 2; }
serial=$(openssl x509 -noout -serial)
mkdir -p "$(dirname "$0")/seen" && : >"$(dirname "$0")/seen/$serial"
[ -e "$(dirname "$0")/bad" ] || echo "$serial" >"$(dirname "$0")/bad"
if [ "$serial" = "$(cat "$(dirname "$0")/bad")" ]; then
	echo '{"e_one":{"result":"error","details":"=1+1, \"quoted\""},"w_two":{"result":"warn"}}'
else
	echo '{"e_one":{"result":"pass"}}'
fi
EOF
chmod +x "$T/zlint"
status "lint runs" 0 "$SELFAUDIT" lint 2026Q3 --tool zlint --program "$T/zlint" -o "$T/l.csv" --json
is "one line a certificate, two for the bad one" "$(wc -l <"$T/l.csv")" "$((n + 2))"
is "each certificate of the sample was given to it" "$(ls "$T/seen" | wc -l)" "$n"
is "its findings" "$(json "$T/out" "(j['version'], j['certificates'], j['findings'], j['unlinted'])")" "('v9.9.9', $n, 2, 0)"
status "its output is taken in" 0 "$SELFAUDIT" -q import lint "$T/l.csv"
"$SELFAUDIT" -q check 2026Q3 --json >"$T/after.json" 2>/dev/null
is "an error is an observation" "$(counts "$T/after.json" lint.clean)" "$((n - 1)) 1 0 0"
is "and no exception" "$(json "$T/after.json" "j['exceptions']")" "$(json "$T/before.json" "j['exceptions']")"

status "a linter that says nothing leaves all unlinted" 1 "$SELFAUDIT" lint 2026Q3 --tool zlint --program true -o "$T/none.csv" --json
is "and writes no pass" "$(wc -l <"$T/none.csv")" 1
status "a linter that is not there" 2 "$SELFAUDIT" lint 2026Q3 --tool zlint --program "$T/absent" -o "$T/absent.csv"
ok "leaves no file" test ! -e "$T/absent.csv"
status "an unknown linter" 2 "$SELFAUDIT" lint 2026Q3 --tool certlint -o "$T/l.csv"

# the key of one certificate of the sample, by SHA-256 of its SubjectPublicKeyInfo
fp=$("$SELFAUDIT" draw 2026Q3 --list | head -n 1)
awk -v dir="$T" '/^-----BEGIN/ { n++ } { print > (dir "/one-" n ".pem") }' "$T/ca/certs.pem"
for f in "$T"/one-*.pem; do
	if [ "$(openssl x509 -in "$f" -outform der 2>/dev/null | sha256sum | cut -c1-64)" = "$fp" ]; then
		key=$(openssl x509 -in "$f" -noout -pubkey | openssl pkey -pubin -outform der | sha256sum | cut -c1-64)
	fi
done
printf '# reported\n%s from a customer\n\n00112233445566778899\n' "$key" >"$T/blocked.txt"
printf '00112233445566778899\nnot a hash\n' >"$T/weak.txt"
status "a list of blocked keys" 0 "$SELFAUDIT" -q import blocked-keys "$T/blocked.txt"
status "a list with a bad line" 1 "$SELFAUDIT" -q import weak-keys "$T/weak.txt"
status "the same list again" 0 "$SELFAUDIT" import blocked-keys "$T/blocked.txt" --json
status "check finds the key" 1 "$SELFAUDIT" -q check 2026Q3 --json
is "in the one certificate" "$(counts "$T/out" key.blocklist)" "$((n - 1)) 1 0 0"
is "no Debian weak key" "$(counts "$T/out" key.debian)" "$n 0 0 0"
status "verify judges by the same lists" 0 "$SELFAUDIT" verify 2026Q3
is "nothing dangles" "$(sqlite3 "$SELFAUDIT_LEDGER" "PRAGMA foreign_key_check")" ""
done_testing
