# An auditor draws again with sha256sum and sort: same list, same order.
. "$(dirname "$0")/lib.sh"

"$GEN" --out "$T/ca" --preset incident2021 --count 300 --affected 60 --special 0 >/dev/null
"$SELFAUDIT" init --ca "Exempla" >/dev/null
"$SELFAUDIT" import certs "$T/ca/certs.pem" >/dev/null
"$SELFAUDIT" freeze Q --from 2021-01-01 --until 2021-12-31 --nonce-source "dice" >"$T/c" 2>/dev/null
nonce="würfel 4 4 1"
"$SELFAUDIT" draw Q --nonce "$nonce" >/dev/null
"$SELFAUDIT" population Q --list >"$T/population"
"$SELFAUDIT" draw Q --list >"$T/program"

bytes() { perl -ne 'chomp; print pack "H*", $_'; }
hash() { sha256sum | cut -d' ' -f1; }
seed=$(printf 'selfaudit draw v1\n%s\n%s\n' "$(hash <"$T/c")" "$nonce" | hash)
read -r name count n digest <<X
$(sed -n 's/^stratum: //p' "$T/c")
X
while read -r fp; do
	echo "$(echo "$seed$fp" | bytes | hash) $fp"
done <"$T/population" | LC_ALL=C sort | head -n "$n" | cut -d' ' -f2 >"$T/auditor"
ok "same sample in the same order" cmp "$T/program" "$T/auditor"
is "n of the stratum $name" "$(wc -l <"$T/auditor")" "$n"
is "the digest of $count fingerprints" "$(bytes <"$T/population" | hash)" "$digest"
is "fingerprints come ascending" "$(LC_ALL=C sort "$T/population" | cmp - "$T/population" && echo yes)" yes
"$SELFAUDIT" population Q --commitment >"$T/c2"
ok "the commitment is kept to the byte" cmp "$T/c" "$T/c2"
done_testing
