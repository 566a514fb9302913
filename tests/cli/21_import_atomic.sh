#!/bin/sh
# Killed at any instant, the ledger holds the whole file or nothing of it; the order of imports
# does not matter; a full disk is an error, not a loss.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1

# Certificates by the thousand: one that openssl made, with serial, name and precertificate poison
# patched in place (nobody verifies the signature here).
openssl ecparam -name prime256v1 -genkey -noout -out key.pem 2>/dev/null
openssl req -x509 -key key.pem -subj "/O=Example Trust/CN=Example CA" -days 3650 -out ca.pem 2>/dev/null
openssl req -new -key key.pem -subj "/CN=h00000000.example.com" -out l.csr 2>/dev/null
ext='subjectAltName=DNS:h00000000.example.com,DNS:*.h00000000.example.com
extendedKeyUsage=serverAuth
certificatePolicies=2.23.140.1.2.1
authorityKeyIdentifier=keyid'
printf '%s\n' "$ext" >final.ext
printf '%s\n1.3.6.1.4.1.11129.2.4.3=critical,DER:0500\n' "$ext" >precert.ext
for f in final precert; do
	openssl x509 -req -in l.csr -CA ca.pem -CAkey key.pem -set_serial 0x1122334455667788990011223344 -days 90 \
		-extfile $f.ext -outform DER -out $f.der 2>/dev/null
done
/usr/bin/python3 - 6000 <<'PY'
import base64, hashlib, sys
n = int(sys.argv[1])
serial = bytes.fromhex('1122334455667788990011223344')
def patched(der, k):
    der = der.replace(b'h00000000', b'h%08d' % k)
    return der.replace(serial, serial[:8] + hashlib.sha256(b'%d' % k).digest()[:6])
def pem(der):
    b = base64.b64encode(der).decode()
    return '-----BEGIN CERTIFICATE-----\n' + '\n'.join(b[i:i + 64] for i in range(0, len(b), 64)) + '\n-----END CERTIFICATE-----\n'
final, precert = open('final.der', 'rb').read(), open('precert.der', 'rb').read()
with open('certs.pem', 'w') as c, open('precerts.pem', 'w') as p, open('v.csv', 'w') as v, open('claims.csv', 'w') as k2:
    v.write('method,validated_at,name,certificate,issued_at\n')
    k2.write('der,issued_at,account\n')
    for k in range(n):
        der = patched(final, k)
        c.write(pem(der))
        if k % 3 == 0:
            p.write(pem(patched(precert, k)))
        if k % 50 == 0:
            k2.write('%s,2026-01-02T00:00:00Z,a%d\n' % (base64.b64encode(der).decode(), k))
        for name in ('h%08d.example.com' % k, '*.h%08d.example.com' % k):
            v.write('dns-01,2026-01-01T00:00:00Z,%s,%s,2026-01-01T12:00:00Z\n' % (name, hashlib.sha256(der).hexdigest()))
PY

# everything the ledger states, whatever its rows are numbered
content() {
	sqlite3 "$1" "
SELECT 'cert', hex(c.sha256), c.form, c.class, hex(i.dn), hex(i.key_id), c.serial, c.subject, c.type, c.not_before,
    c.not_after, c.policy_oids, c.key_type, c.sig_alg, hex(c.spki_sha256), hex(d.der)
  FROM cert AS c LEFT JOIN issuer AS i ON i.id = c.issuer_id LEFT JOIN cert_der AS d ON d.cert_id = c.id ORDER BY c.sha256;
SELECT 'name', hex(c.sha256), n.ord, n.kind, n.name FROM cert_name AS n JOIN cert AS c ON c.id = n.cert_id ORDER BY c.sha256, n.ord;
SELECT 'serial', s.serial, hex(c.sha256), s.form FROM serial AS s JOIN cert AS c ON c.id = s.cert_id ORDER BY s.serial, c.sha256;
SELECT 'pair', hex(p.sha256), hex(f.sha256) FROM pair AS r JOIN cert AS p ON p.id = r.precert_id JOIN cert AS f ON f.id = r.final_id
  ORDER BY p.sha256;
SELECT DISTINCT 'stated', hex(sha256), issued_at, account FROM (SELECT sha256, issued_at, account FROM cert UNION ALL
  SELECT c.sha256, k.issued_at, k.account FROM cert_claim AS k JOIN cert AS c ON c.id = k.cert_id)
  WHERE issued_at IS NOT NULL ORDER BY sha256;
SELECT 'validation', v.ref_kind, hex(v.ref), v.name, v.adn, v.validated_at, m.text, hex(v.hash)
  FROM validation AS v JOIN method AS m ON m.id = v.method_id ORDER BY v.hash;
SELECT 'import', kind, hex(sha256), read, new + known, rejected FROM import ORDER BY kind, sha256;
SELECT 'event', json_extract(e.body, '$.kind', '$.sha256', '$.read', '$.rejected') AS body, i.id IS NOT NULL FROM event AS e
  LEFT JOIN import AS i ON CAST(i.id AS TEXT) = e.subject ORDER BY body;
PRAGMA foreign_key_check; PRAGMA integrity_check" | sha256sum
}
fill() { # LEDGER FILE...: made and filled in that order, each file as its name says
	rm -f "$1" "$1"-wal "$1"-shm
	"$SELFAUDIT" -l "$1" init --ca "Example CA" >/dev/null
	fill_ledger=$1
	shift
	for f in "$@"; do
		case $f in *v.csv) fill_kind=validations ;; *) fill_kind=certs ;; esac
		"$SELFAUDIT" -l "$fill_ledger" import $fill_kind "$f" >/dev/null || return 1
	done
}

fill a.db certs.pem precerts.pem claims.csv v.csv
want=$(content a.db)
ok "a filled ledger is sound" sh -c "sqlite3 a.db 'PRAGMA integrity_check' | grep -qx ok"
is "precertificates and finals are one unit" "$(sqlite3 a.db 'SELECT count(*) FROM pair')" 2000
fill b.db v.csv claims.csv precerts.pem certs.pem
is "the order of imports does not matter" "$(content b.db)" "$want"
fill c.db precerts.pem v.csv certs.pem claims.csv
is "nor does another" "$(content c.db)" "$want"
mkdir folder && cp certs.pem precerts.pem folder/
fill d.db folder v.csv claims.csv
is "a folder holds the same certificates" "$(sqlite3 d.db 'SELECT count(*) FROM cert; SELECT count(*) FROM pair' | tr '\n' ' ')" "8000 2000 "

# ---- kill -9
killed=0 torn=0
for ms in 030 070 120 180 260 400 700; do
	for file in certs.pem v.csv; do
		case $file in v.csv) kind=validations ;; *) kind=certs ;; esac
		rm -f k.db*
		fill k.db precerts.pem
		before=$(content k.db)
		"$SELFAUDIT" -l k.db import $kind $file >/dev/null 2>&1 &
		pid=$!
		sleep 0.$ms
		kill -9 $pid 2>/dev/null && killed=$((killed + 1))
		wait $pid 2>/dev/null
		after=$(content k.db)
		"$SELFAUDIT" -l k.db import $kind $file >/dev/null
		whole=$(content k.db)
		[ "$after" = "$before" ] || [ "$after" = "$whole" ] || torn=$((torn + 1))
		"$SELFAUDIT" -l k.db import certs claims.csv >/dev/null
		[ $kind = certs ] && "$SELFAUDIT" -l k.db import validations v.csv >/dev/null
		[ $kind = validations ] && "$SELFAUDIT" -l k.db import certs certs.pem >/dev/null
		[ "$(content k.db)" = "$want" ] || torn=$((torn + 1))
	done
done
ok "some imports were killed under way ($killed of 14)" test $killed -gt 2
is "whole or nothing, and the same again: torn" $torn 0

# ---- no room
fill f.db precerts.pem
before=$(content f.db)
ok "with files of at most 1 MiB" sh -c "ulimit -f 2048; '$SELFAUDIT' -l f.db import certs certs.pem 2>err; test \$? = 2"
ok "one line says what is wrong" sh -c "grep -c '^selfaudit: ledger: ' err | grep -qx 1"
is "the ledger is as it was" "$(content f.db)" "$before"
status "and takes the file when there is room" 0 "$SELFAUDIT" -l f.db import certs certs.pem
"$SELFAUDIT" -l f.db import certs claims.csv >/dev/null
"$SELFAUDIT" -l f.db import validations v.csv >/dev/null
is "like any other" "$(content f.db)" "$want"

# ---- beside a writer
"$SELFAUDIT" -l e.db init --ca "Example CA" >/dev/null
"$SELFAUDIT" -l e.db import certs certs.pem >/dev/null &
pid=$!
status "a reader works beside an import" 0 "$SELFAUDIT" -l e.db cps list
wait $pid
is "mode of all files of a ledger" "$(fill g.db precerts.pem && stat -c %a g.db* | sort -u)" 600
done_testing
