# Real certificates of many CAs, and the real versions of one CA's CPS, to a workbook.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT
if [ -z "$DATA" ] || [ ! -d "$DATA/certs" ]; then
	skip "real certificates" "no shared data"
	done_testing
	exit 0
fi

cat >"$T/cps.yaml" <<'Y'
title: Let's Encrypt CPS, later CP/CPS
document: isrg
kind: cp-cps
applies_to:
  issuers: [Let's Encrypt Authority X3, R3, R12, E8]
versions:
  - {version: "3.0", effective_from: 2020-10-27, methods: [3.2.2.4.6, 3.2.2.4.7, 3.2.2.4.10], wildcard_methods: [3.2.2.4.7], confirmed_by: reader of the text}
  - {version: "3.2", effective_from: 2021-04-20, methods: [3.2.2.4.6, 3.2.2.4.7, 3.2.2.4.10], wildcard_methods: [3.2.2.4.7], confirmed_by: reader of the text}
  - {version: "3.3", effective_from: 2021-06-08, methods: [3.2.2.4.7, 3.2.2.4.19, 3.2.2.4.20], wildcard_methods: [3.2.2.4.7], confirmed_by: reader of the text}
  - {version: "5.0", effective_from: 2023-05-05, methods: [3.2.2.4.7, 3.2.2.4.19, 3.2.2.4.20], wildcard_methods: [3.2.2.4.7], confirmed_by: reader of the text}
Y
# a validation for every name of the Let's Encrypt certificates, an hour before notBefore:
# http-01, for wildcards dns-01; one wildcard by http-01, which no date since 2021-12-01 allows
echo "certificate,name,method,validated_at" >"$T/dcv.csv"
for f in "$DATA"/certs/*.der; do
	openssl x509 -inform DER -in "$f" -noout -issuer 2>/dev/null | grep -q "Let's Encrypt" || continue
	sha=$(sha256sum <"$f" | cut -d' ' -f1)
	begin=$(openssl x509 -inform DER -in "$f" -noout -startdate | cut -d= -f2)
	at=$(date -u -d "$begin - 1 hour" +%Y-%m-%dT%H:%M:%SZ)
	openssl x509 -inform DER -in "$f" -noout -ext subjectAltName 2>/dev/null | tr ',' '\n' |
		sed -n 's/.*DNS:\([^ ]*\).*/\1/p' | while read -r name; do
		case $name in
		"*.in.rmq2.cloudamqp.com") method=http-01 ;;
		\**) method=dns-01 ;;
		*) method=http-01 ;;
		esac
		echo "$sha,$name,$method,$at"
	done
done >>"$T/dcv.csv"
echo 'rate: 100%' >"$T/plan.yaml"

ok "init" "$S" init --ca "Many CAs"
status "eighty certificates, none rejected" 0 "$S" import certs "$DATA/certs" --json
is "read" "$(json "$T/out" "j['imports'][0]['read'] if 'imports' in j else j['read']")" "$(ls "$DATA"/certs/*.der | wc -l)"
status "validations" 0 "$S" import validations "$T/dcv.csv" --json
ok "CPS" "$S" cps add "$T/cps.yaml"
status "freeze" 0 "$S" freeze all --from 2013-01-01 --until 2026-11-01 --plan "$T/plan.yaml" --json
is "every one is in" "$(json "$T/out" "j['population']")" 80
ok "draw" "$S" draw all
status "check" 1 "$S" check all --json
is "the wildcard by http-01 is a finding" \
	"$(json "$T/out" "[f['certificates'] for f in j['findings'] if f['rule'] == 'dcv.wildcard']")" "[1]"
is "certificates of other CAs have no validation here" \
	"$(json "$T/out" "[f['certificates'] for f in j['findings'] if f['rule'] == 'dcv.name_validated']")" "[69]"
"$S" finding list --json >"$T/list.json"
is "issuance before the first CPS version is a finding" \
	"$(json "$T/list.json" "any(f['rule'] == 'cps.one_version' for f in j['findings'])")" True
status "coverage shows the gap before 3.0" 1 "$S" cps coverage
status "workbook" 0 "$S" report all -o "$T/real.xlsx"
ok "it opens" /usr/bin/python3 -c "
import openpyxl
w = openpyxl.load_workbook('$T/real.xlsx')
assert len(w.sheetnames) >= 14, w.sheetnames"
status "verify" 0 "$S" verify all
done_testing
