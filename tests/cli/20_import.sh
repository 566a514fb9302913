#!/bin/sh
# What goes into a ledger: whole or not at all, once, with a reject for what cannot.
. "$(dirname "$0")/lib.sh"
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }

# real certificates of our own making: CA, three leaves, one of them with formula and huge SAN
cd "$T" || exit 1
openssl ecparam -name prime256v1 -genkey -noout -out key.pem 2>/dev/null
openssl req -x509 -key key.pem -subj "/O=Example Trust/CN=Example CA" -days 3650 -out ca.pem 2>/dev/null
leaf() { # NAME SUBJECT SAN SERIAL
	openssl req -new -key key.pem -subj "$2" -out "$1.csr" 2>/dev/null
	printf 'subjectAltName=%s\nextendedKeyUsage=serverAuth\ncertificatePolicies=2.23.140.1.2.1\nauthorityKeyIdentifier=keyid\n' "$3" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey key.pem -set_serial "$4" -days 90 \
		-extfile "$1.ext" -outform DER -out "$1.der" 2>/dev/null
	openssl x509 -inform DER -in "$1.der" -out "$1.pem" 2>/dev/null
}
leaf one "/CN=one.example" "DNS:one.example,DNS:*.one.example" 0x00A1
leaf two "/CN==cmd|'calc'!A0" "DNS:Two.Example,IP:192.0.2.1,IP:2001:db8::1" 0xB2
san=$(i=0; while [ $i -lt 2000 ]; do printf '%sDNS:n%s.example' "${sep-}" $i; sep=,; i=$((i + 1)); done)
leaf three "/CN=n0.example" "$san" 0xC3
sha() { sha256sum "$1" | cut -d' ' -f1; }
cat one.pem two.pem three.pem >all.pem

status "init makes a ledger" 0 "$SELFAUDIT" init --ca "Example CA" --ccadb-id A1
status "but once" 2 "$SELFAUDIT" init --ca "Example CA"
is "whoever reads its .schema finds what each table and view is" \
	"$(db "SELECT count(*) > 80, sum(sql NOT LIKE '%-- %') FROM sqlite_schema WHERE type IN ('table', 'view')")" "1|0"
is "mode of the ledger" "$(stat -c %a "$SELFAUDIT_LEDGER")" 600
status "init wants a name" 2 "$SELFAUDIT" -l "$T/other.db" init
ok "and leaves nothing behind" test ! -e "$T/other.db"

# ---- certificates
status "certs: a PEM bundle" 0 "$SELFAUDIT" import certs all.pem --json
is "read, new, known, rejected" "$(json out "[j[k] for k in ('read','new','known','rejected')]")" "[3, 3, 0, 0]"
is "names" "$(json out "j['imports'][0]['counts']['names']")" 2005
is "names in normal form" "$(db "SELECT group_concat(name, ' ') FROM (SELECT name FROM cert_name JOIN cert ON id = cert_id WHERE serial = 'b2' ORDER BY ord)")" \
	"two.example 192.0.2.1 2001:db8::1"
is "a subject that is a formula stays text" "$(db "SELECT subject FROM cert WHERE serial = 'b2'")" "CN==cmd|'calc'!A0"
is "serials without leading zeros" "$(db "SELECT group_concat(serial, ' ') FROM (SELECT serial FROM cert ORDER BY serial)")" "a1 b2 c3"
is "fingerprints are those of the DER" "$(db "SELECT lower(hex(sha256)) FROM cert WHERE serial = 'a1'")" "$(sha one.der)"
is "class" "$(db "SELECT DISTINCT class FROM cert")" tls
status "the same file again" 0 "$SELFAUDIT" import certs all.pem
has "says so" out "nothing changed"
is "and there is one import" "$(db "SELECT count(*) FROM import")" 1
status "the same certificates in another file" 0 "$SELFAUDIT" import certs one.der --json
is "are known" "$(json out "[j[k] for k in ('read','new','known','rejected')]")" "[1, 0, 1, 0]"

mkdir folder folder/deep
cp one.der folder/ && cp two.pem folder/deep/ && echo "a readme" >folder/README
status "certs: a folder is one import" 0 "$SELFAUDIT" import certs folder --json
is "of two certificates" "$(json out "[j['read'], j['known'], j['remarks'], len(j['imports'])]")" "[2, 2, 1, 1]"
is "its hash is that of its sorted lines" "$(json out "j['imports'][0]['sha256']")" \
	"$(cd folder && find . -type f | sed 's|^\./||' | xargs sha256sum | LC_ALL=C sort | sha256sum | cut -d' ' -f1)"

head -c 200 one.der >broken.der
status "certs: bytes that do not decode need attention" 1 "$SELFAUDIT" import certs broken.der --json
is "and are a unit" "$(db "SELECT form, class, lower(hex(sha256)) FROM cert WHERE form = 3")" "3|unreadable|$(sha broken.der)"
is "with a remark" "$(db "SELECT kind FROM remark WHERE kind = 'unreadable'")" unreadable
printf -- '-----BEGIN CERTIFICATE-----\nMII!!\n-----END CERTIFICATE-----\n' >bad.pem
status "certs: broken base64 is a reject" 1 "$SELFAUDIT" import certs bad.pem
has "with its place" out "bad.pem:"

ca=$(openssl x509 -in ca.pem -outform DER | sha256sum | cut -d' ' -f1)
cat >certs.csv <<CSV
der,serial,issuer,issued_at,account,revoked_at,revocation_reason,surplus
$(base64 -w0 one.der),00:a1,,2026-01-02T03:04:05Z,acct-1,2026-02-01T00:00:00Z,keyCompromise,x
,0d4,$ca,2026-01-05T00:00:00Z,acct-2,,,y
$(base64 -w0 two.der),b3,,,,,,z
,,,,,,,z
CSV
status "certs: CSV" 1 "$SELFAUDIT" import certs certs.csv --json
is "new, known, rejected" "$(json out "[j[k] for k in ('read','new','known','rejected')]")" "[4, 1, 2, 1]"
is "unknown columns are reported once and kept out" "$(json out "j['imports'][0]['unknown_columns']")" "['surplus']"
events=$(db "SELECT count(*) FROM event")
status "a file with rejects again: nothing to attend to" 0 "$SELFAUDIT" import certs certs.csv --json
is "repeated, with the counts of then" "$(json out "[j[k] for k in ('repeated','read','new','known','rejected')]")" "[1, 4, 0, 3, 1]"
is "and nothing changed" "$(db "SELECT count(*) FROM event")" "$events"
status "in words" 0 "$SELFAUDIT" import certs certs.csv
has "say what was rejected then" out "nothing changed; rejected then: 1"
"$SELFAUDIT" import certs one.der certs.csv --json >out
is "repeated counts files" "$(json out "[j['repeated'], [i['repeated'] for i in j['imports']]]")" "[2, [True, True]]"
is "what the DER does not hold is a claim" "$(db "SELECT issued_at, account FROM cert_claim")" "1767323045|acct-1"
is "revocation columns are kept" "$(db "SELECT serial, source, revoked_at, reason FROM revocation")" "a1|export|1769904000|1"
is "a column that contradicts the DER is a remark" "$(db "SELECT count(*) FROM remark WHERE kind = 'mismatch'")" 0
is "serial only: fingerprint of the promised text" "$(db "SELECT lower(hex(sha256)) FROM cert WHERE form = 2")" \
	"$(printf 'selfaudit serial-only v1\n%s\nd4\n' "$ca" | sha256sum | cut -d' ' -f1)"

leaf four "/CN=four.example" "DNS:four.example" 0xD4
printf 'der,serial\n%s,ff\n' "$(base64 -w0 four.der)" >four.csv
status "certs: the certificate of a serial given alone" 0 "$SELFAUDIT" import certs four.csv
is "contradiction noted, never used" "$(db "SELECT text FROM remark WHERE kind = 'mismatch'")" "serial: expected d4 of the DER, found ff"
is "not yet one unit: no inventory" "$(db "SELECT count(*) FROM superseded")" 0
status "cas: PEM" 0 "$SELFAUDIT" import cas ca.pem --json
is "in scope" "$(json out "j['imports'][0]['counts']['in_scope_tls']")" 1
is "now one unit" "$(db "SELECT count(*) FROM superseded")" 1

# ---- validations
cat >v.csv <<CSV
validated_at,method,name,certificate,perspectives_ok,kind,relied_on
2026-01-01T00:00:00Z,http-01,one.example,$(sha one.der),3/4,,true
2026-01-01T00:00:00Z,dns-01,*.One.Example.,$(sha one.der),,,
2026-01-01 00:00:00,http-01,two.example,b2,,,
2026-01-01T00:00:00Z,http-01,two.example,b2,,,
2026-01-01T00:00:00Z,http-01,two.example,b2,,,
2026-01-01T00:00:00Z,http-01,late.example,$(printf late | sha256sum | cut -d' ' -f1),,,
2026-01-01T00:00:00Z,http-01,bare"quote.example,b2,,,
2026-01-01T00:00:00Z,,x.example,b2,,,
2026-01-01T00:00:00Z,3.2.2.4.99,x.example,b2,,,
2026-01-01T00:00:00Z,3.2.2.4.7,x.example,,,,
2026-01-01T00:00:00Z,phone,+1 555 0100,b2,,ev:B,
CSV
status "validations: CSV with bad rows" 1 "$SELFAUDIT" import validations v.csv --json
is "counts" "$(json out "[j[k] for k in ('read','new','known','rejected','pending')]")" "[11, 6, 1, 4, 1]"
is "rejects have place and reason" "$(db "SELECT group_concat(place, ' ') FROM rejects WHERE kind = 'validations'")" "v.csv:4 v.csv:8 v.csv:9 v.csv:11"
is "a time without zone is one" "$(db "SELECT reason FROM rejects WHERE place = 'v.csv:4'")" \
	'validated_at: expected an RFC 3339 time with a zone, found "2026-01-01 00:00:00"'
is "an unknown method is kept as written" "$(db "SELECT count(*) FROM method WHERE text = '3.2.2.4.99'")" 1
is "3/4 is two numbers" "$(db "SELECT perspectives_ok, perspectives_total, relied_on FROM validation WHERE perspectives_ok IS NOT NULL")" "3|4|1"
cat >zone.yaml <<YAML
columns:
  validated_at: {from: validated_at, format: "%Y-%m-%d %H:%M:%S", zone: UTC}
YAML
printf 'validated_at,method,name,certificate\n2026-01-01 00:00:00,http-01,two.example,b2\n' >z.csv
status "validations: rejects without a map" 1 "$SELFAUDIT" import validations z.csv
status "and the same file by a map that declares the zone" 0 "$SELFAUDIT" import validations z.csv --map zone.yaml --json
is "is known from the other file" "$(json out "[j['new'], j['known']]")" "[0, 1]"
is "the declaration is kept" "$(db "SELECT zone <> '' FROM import WHERE map_file = 'zone.yaml'")" 1
{
	echo '{"method":"dns-01","validated_at":"2026-01-01T00:00:00Z","name":"two.example","certificate":"b2"}'
	echo '{"method":'
} >v.jsonl
status "validations: JSON Lines" 1 "$SELFAUDIT" import validations v.jsonl --json
is "one each" "$(json out "[j['new'], j['rejected']]")" "[1, 1]"
status "validations: another table" 2 "$SELFAUDIT" import validations certs.csv
printf 'validated_at,method,name,certificate\n2026-01-01T00:00:00Z,http-01,two.example,b2\n' >one.csv
status "expected rows" 1 "$SELFAUDIT" import validations --expect-rows 3 - <one.csv
has "say what differs" err "expected 3 rows, found 1"
is "identity of a validation as documented" "$(db "SELECT lower(hex(hash)) FROM validation WHERE relied_on = 1")" \
	"$({
		printf 'selfaudit validation v1\n1:0\n64:%s\n6:domain\n0:\n11:one.example\n0:\n7:http-01\n10:1767225600\n' "$(sha one.der)"
		printf '0:\n%.0s' 1 2 3 4 5 6 7 8 9 10 11
		printf '1:3\n1:4\n'
		printf '0:\n%.0s' 1 2 3 4 5 6 7 8 9 10
		printf '1:1\n'
	} | sha256sum | cut -d' ' -f1)"

# ---- links, revocations
printf 'certificate,authz_id,name\n%s,77,\n00:B2,78,two.example\n,79,\n' "$(sha one.der)" >links.csv
status "links" 1 "$SELFAUDIT" import links links.csv --json
is "counts" "$(json out "[j[k] for k in ('read','new','known','rejected','pending')]")" "[3, 2, 0, 1, 0]"
printf 'serial,revoked_at,reason\n0a1,2026-02-01T00:00:00Z,keyCompromise\nee,2026-02-01T00:00:00Z,4\nff,2026-02-01T00:00:00Z,42\n' >rev.csv
status "revocations" 1 "$SELFAUDIT" import revocations rev.csv --json
is "counts" "$(json out "[j[k] for k in ('read','new','known','rejected','pending')]")" "[3, 2, 0, 1, 1]"

is "nothing dangles" "$(db "PRAGMA foreign_key_check")" ""
is "sound" "$(db "PRAGMA integrity_check")" ok
status "an absent file" 2 "$SELFAUDIT" import certs nowhere.pem
status "an unknown kind" 2 "$SELFAUDIT" import nothing all.pem
done_testing
