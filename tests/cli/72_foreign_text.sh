# Texts from outside move no cursor, end no line, break no workbook, become no formula.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT
esc=$(printf '\033')

"$GEN" --out "$T/ca" --preset incident2021 --count 12 --affected 1 --precerts 0 --special 0 --names 1 >/dev/null
"$S" init --ca "Exempla" >/dev/null
"$S" import certs "$T/ca/certs.pem" >/dev/null
n=0
{
	echo method,validated_at,name,certificate,evidence,recipient,delegated_party
	awk -v d="$T/c" '/BEGIN/ { n++ } { print > (d n ".pem") }' "$T/ca/certs.pem"
	for pem in "$T"/c*.pem; do
		name=$(openssl x509 -in "$pem" -noout -ext subjectAltName | sed -n 's/.*DNS://p')
		sha=$(openssl x509 -in "$pem" -outform DER | sha256sum | cut -d' ' -f1)
		case $((n += 1)) in
		1) printf '"%s[31mred\007\302\2332J\n2"' "$esc" ;;
		2) printf '"=HYPERLINK(""http://x"",""y"")"' ;;
		3) printf '%s' "'; DROP TABLE cert;--" ;;
		*) printf '3.2.2.4.7' ;;
		esac
		printf ',2021-03-01T00:00:00Z,%s,%s,"=cmd|'"'/c'"'!A0","@x%s]0;t\007","%s[2J"\n' "$name" "$sha" "$esc" "$esc"
	done
} >"$T/v.csv"
status "validations as recorded" 0 "$S" import validations "$T/v.csv"
printf 'document: "d\\e[31m"\nversions:\n  - {version: "1", effective_from: 2020-01-01, methods: []}\n' >"$T/cps.yaml"
status "a register with control characters" 2 "$S" cps add "$T/cps.yaml"
has "is told where" "$T/err" "cps.yaml:1:11: expected text, found a control character in it"
echo 'rate: 100%' >"$T/plan.yaml"
"$S" -q freeze Q --until 2021-12-31 --plan "$T/plan.yaml" >/dev/null
"$S" draw Q >/dev/null
{
	"$S" check Q
	"$S" finding list
	for i in 1 2 3 4; do "$S" finding affected $i; done
	"$S" finding incident 1
} >"$T/all" 2>"$T/err"
has "the text is told" "$T/all" "?[31mred"
is "nothing that moves a cursor" "$(tr -d '\n' <"$T/all" | LC_ALL=C grep -c '[[:cntrl:]]')" 0
is "nor a C1" "$(LC_ALL=C grep -c "$(printf '\302\233')" "$T/all")" 0
status "an owner with control characters" 2 "$S" finding set 1 "owner=x${esc}[2J"
status "report" 0 "$S" report Q -o "$T/q.xlsx"
cat >"$T/look.py" <<'EOF'
import openpyxl, sys
w = openpyxl.load_workbook(sys.argv[1])
cells = [c for s in w for r in s.iter_rows() for c in r if isinstance(c.value, str)]
print(sum(any(ord(x) < 32 and x != '\n' for x in c.value) for c in cells),
      sum(c.data_type == 'f' and ('HYPERLINK("' in c.value or 'cmd' in c.value) for c in cells),
      any('=HYPERLINK("http' in c.value for c in cells))
EOF
is "another program reads it: no control, no foreign formula, the text" \
	"$(/usr/bin/python3 "$T/look.py" "$T/q.xlsx" 2>&1 | tail -n 1)" "0 0 True"
status "verify" 0 "$S" verify Q
done_testing
