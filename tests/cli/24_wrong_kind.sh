#!/bin/sh
# A file of another kind is refused whole, in one line: what was expected, what it looks like.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT
"$GEN" --out "$T/ca" --seed 3 --count 20 --no-defects >/dev/null
cd "$T" || exit 1
"$S" init --ca "Exempla" >/dev/null
: >empty
openssl x509 -in ca/certs.pem -outform DER -out one.der 2>/dev/null
set -- ca/*.crl
cp "$1" a.crl
openssl crl -inform DER -in a.crl -out crl.pem 2>/dev/null
/usr/bin/python3 - <<'X'
import csv, json, zipfile
with zipfile.ZipFile("x.xlsx", "w") as z:
    z.writestr("[Content_Types].xml", "<Types/>")
    z.writestr("xl/workbook.xml", "<workbook/>")
rows = list(csv.DictReader(open("ca/validations.csv")))
open("v.jsonl", "w").write("".join(json.dumps(r) + "\n" for r in rows))
open("u16.csv", "wb").write("method,validated_at,name\n".encode("utf-16"))
X

wrong() { # KIND FILE FOUND
	status "import $1 $2: refused" 2 "$S" import "$1" "$2"
	is "import $1 $2: one line" "$(sed 's/.*, found //' "$T/err")" "$3"
	is "import $1 $2: nothing on stdout" "$(wc -c <"$T/out")" 0
}
wrong certs v.jsonl "a table of validations"
wrong certs ca/validations.csv "a table of validations"
wrong certs a.crl "a CRL"
wrong certs crl.pem "a CRL"
wrong certs x.xlsx "an Excel workbook: save the sheet as CSV"
wrong certs "$SELFAUDIT_LEDGER" "a SQLite database"
wrong certs empty "an empty file"
wrong certs /dev/null "an empty file"
wrong certs "$SELFAUDIT" "binary data"
wrong validations ca/certs.pem "certificates"
wrong validations one.der "a certificate in DER"
wrong validations a.crl "a CRL"
wrong validations x.xlsx "an Excel workbook: save the sheet as CSV"
wrong validations u16.csv "UTF-16 text: save it as UTF-8"
wrong validations empty "an empty file"
wrong links ca/validations.csv "a table of validations"
wrong revocations ca/validations.csv "a table of validations"
wrong crl ca/certs.pem "certificates"
wrong lint ca/validations.csv "a table of validations"
wrong blocked-keys ca/validations.csv "a table of validations"
wrong weak-keys empty "an empty file"
wrong cas a.crl "a CRL"
wrong cas ca/tls-cps.yaml "a CPS register in YAML"
wrong reconcile crl.pem "a CRL"
printf 'a,b\n1,2\n' >t.csv
wrong validations t.csv "a, b"
wrong cas t.csv "a, b"
printf '<html>Sign in</html>\n' >h.html
wrong links h.html "an HTML page"
status "cps add: a table" 2 "$S" cps add ca/validations.csv
has "said" "$T/err" "ca/validations.csv: expected a CPS register (YAML), found a table of validations"
status "from standard input" 2 sh -c '"$1" import certs - <a.crl' sh "$S"
has "it has its name" "$T/err" "standard input: expected certificates"

is "nothing of it is in the ledger" "$(sqlite3 "$SELFAUDIT_LEDGER" 'SELECT (SELECT count(*) FROM import), (SELECT count(*) FROM cert)')" "0|0"

# ---- in a folder a file of another kind is a reject: the rest counts
mkdir d
cp one.der a.crl d
status "a folder with a CRL" 1 "$S" import certs d --json
is "read, new, rejected" "$(json "$T/out" "[j[k] for k in ('read', 'new', 'rejected')]")" "[2, 1, 1]"
is "why" "$(sqlite3 "$SELFAUDIT_LEDGER" 'SELECT place, reason FROM reject')" \
	"d/a.crl|expected certificates (PEM, DER, CT get-entries JSON, CSV with der), found a CRL"

# ---- a header without rows is a table; a list without objects too
printf 'method,validated_at,name,certificate\n' >none.csv
status "no rows" 0 "$S" import validations none.csv
printf '[]\n' >none.json
status "no objects" 0 "$S" import validations none.json
done_testing
