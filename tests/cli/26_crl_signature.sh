# CRLs are held against the keys of the inventory: what somebody else signed is not taken, and where
# there is no certificate of the issuer the ledger says that nothing was checked.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }

"$GEN" --out "$T/ca" --preset incident2021 --count 60 --affected 20 --crls 2 --seed 5 >/dev/null
crl=$(ls -S "$T"/ca/*.crl | head -n 1)
begin() { # INVENTORY...
	rm -f "$SELFAUDIT_LEDGER"*
	"$S" init --ca "Exempla" >/dev/null
	for f; do "$S" -q import cas "$T/ca/$f" >/dev/null; done
	"$S" -q import certs "$T/ca/certs.pem" >/dev/null
}

begin cas.pem cas.yaml
status "signed by the issuer" 0 "$S" import crl "$crl" --json
is "and said so" "$(db "SELECT group_concat(DISTINCT signed) FROM crl")" 1
n=$(db "SELECT count(*) FROM revocation")
ok "taken" test "$n" -gt 0

# one bit of the signature, the last octets of the list
/usr/bin/python3 - "$crl" "$T/forged.crl" "$T/dated.crl" <<'X'
import sys
der = bytearray(open(sys.argv[1], "rb").read())
der[-5] ^= 1
open(sys.argv[2], "wb").write(der)
der[-5] ^= 1
at = der.rindex(b"\x17\x0d")  # the last UTCTime of an entry: one second later
der[at + 13] ^= 1
open(sys.argv[3], "wb").write(der)
X
begin cas.pem
for f in forged dated; do
	status "$f: rejected" 1 "$S" import crl "$T/$f.crl" --json
	is "$f: as one record" "$(json "$T/out" "(j['read'], j['rejected'], j['new'])")" "(1, 1, 0)"
	is "$f: why" "$(db "SELECT reason FROM reject ORDER BY import_id DESC LIMIT 1")" \
		"signature: expected one by the key of the issuer in the inventory, found another"
done
is "nothing taken" "$(db "SELECT (SELECT count(*) FROM revocation) || ' ' || (SELECT count(*) FROM crl)")" "0 0"
# PEM of a good one behind a bad one: each by itself
{ openssl crl -inform DER -in "$T/forged.crl" && openssl crl -inform DER -in "$crl"; } >"$T/both.pem" 2>/dev/null
status "a good one behind it" 1 "$S" import crl "$T/both.pem"
is "is taken" "$(db "SELECT (SELECT count(*) FROM revocation) || ' ' || (SELECT count(*) FROM crl)")" "$n 1"

begin cas.yaml
"$S" -q import validations "$T/ca/validations.csv" >/dev/null
"$S" -q finding add --rule own --title t --where "issued>=2000-01-01" >/dev/null 2>&1
later=$(ls "$T"/ca/*.crl | sort | sed -n "s|^$(echo "${crl%-*}")-|&|p" | tail -n 1)
first=$(ls "$T"/ca/*.crl | sort | sed -n "s|^$(echo "${crl%-*}")-|&|p" | head -n 1)
unchecked() { "$S" finding revocations 1 --json >"$T/out"; json "$T/out" "[c['signature_checked'] for c in j['crls'] if c['seen']]"; }
"$S" -q import crl "$first" >/dev/null
is "an earlier one that was not checked" "$(unchecked)" "[False]"
{ cat "$T/ca/cas.yaml" && echo "# again"; } >"$T/again.yaml"
"$S" -q import cas "$T/ca/cas.pem" "$T/again.yaml" >/dev/null
"$S" -q import crl "$later" >/dev/null
is "a later one that was: the newest decides" "$(unchecked)" "[True]"
is "both are in the ledger" "$(db "SELECT group_concat(signed) FROM (SELECT signed FROM crl ORDER BY this_update)")" 0,1

begin cas.yaml
status "no certificate of the issuer" 0 "$S" import crl "$T/forged.crl" --json
is "not checked, and said so" "$(db "SELECT group_concat(DISTINCT signed) FROM crl")" 0
has "to the user too" "$T/out" signatures_not_checked
done_testing
