# The population generator: the same options give the same bytes on any number
# of threads, everything is really signed, and its own account of the incident
# agrees with a count made by other means.
. "$(dirname "$0")/lib.sh"

"$GEN" --out "$T/a" --count 120 --ec 90 --threads 2 || tap_fail "generator runs"
"$GEN" --out "$T/b" --count 120 --ec 90 --threads 1
"$GEN" --out "$T/c" --count 120 --ec 90 --seed 2
ok "one thread or two: the same bytes" diff -r "$T/a" "$T/b"
ok "another seed: other certificates" sh -c "! cmp -s '$T/a/certs.pem' '$T/c/certs.pem'"

# every certificate of the bundle, verified one by one against its CA
awk -v dir="$T" '/^-----BEGIN/ { n++ } /^-----BEGIN/, /^-----END/ { print > (dir "/one-" n ".pem") }' "$T/a/certs.pem"
total=$(ls "$T"/one-*.pem | wc -l)
good=0 poisoned=0 unreadable=0 odd=
for f in "$T"/one-*.pem; do
	if ! openssl x509 -in "$f" -noout -text >"$T/text" 2>/dev/null; then
		unreadable=$((unreadable + 1))
	elif grep -q 'Poison: critical' "$T/text"; then
		poisoned=$((poisoned + 1))
		openssl verify -no_check_time -ignore_critical -CAfile "$T/a/cas.pem" "$f" >/dev/null 2>&1 &&
			good=$((good + 1)) || odd="$odd $f"
	else
		openssl verify -no_check_time -CAfile "$T/a/cas.pem" "$f" >/dev/null 2>&1 &&
			good=$((good + 1)) || odd="$odd $f"
	fi
	rm -f "$f"
done
is "all signatures verify but those of the planted unreadable ones ($total)" "$good" "$((total - unreadable))"
is "unreadable ones as planted" "$unreadable" 1
ok "there are precertificates" test "$poisoned" -gt 20

for crl in "$T"/a/*-1.crl; do
	ok "$(basename "$crl") verifies" sh -c \
		"openssl crl -inform der -in '$crl' -noout -CAfile '$T/a/cas.pem' 2>&1 | grep -q 'verify OK'"
done
listed=$(for crl in "$T"/a/*-1.crl; do openssl crl -inform der -in "$crl" -noout -text; done | grep -c 'Serial Number:')
is "the CRLs list what the CA lists" "$listed" "$(($(wc -l <"$T/a/revocations.csv") - 1))"

is "the manifest has every planted defect" "$(($(wc -l <"$T/a/manifest.csv") - 1))" 54

# the incident, counted from the CSVs: issued before the new CPS, and a name with no other method
"$GEN" --preset incident2021 --count 500 --affected 120 --format csv --out "$T/i" || tap_fail "incident"
openssl_hash() {
	while IFS=, read -r der issued rest; do
		[ "$der" = der ] && continue
		printf '%s' "$der" | openssl base64 -d -A >"$T/one.der"
		set -- $(sha256sum "$T/one.der")
		echo "$1 $issued"
	done
}
openssl_hash <"$T/i/certs.csv" >"$T/issued"
count=$(awk -v cps=2021-05-21T15:14:00Z '
	FNR == NR { issued[$1] = $2; next }
	FNR == 1 { next }
	{ k = $1 SUBSEP $2; seen[k] = $1; if ($4 != "http-01" && $4 != "3.2.2.4.19") listed[k] = 1 }
	END {
		for (k in seen)
			if (seen[k] in issued && issued[seen[k]] < cps && !(k in listed))
				affected[seen[k]] = 1
		n = 0
		for (c in affected) n++
		print n
	}' "$T/issued" FS=, "$T/i/validations.csv")
is "affected certificates, counted from the CSVs" "$count" 120
is "affected.txt" "$(wc -l <"$T/i/affected.txt" | tr -d ' ')" 120
has "first" "$T/i/expected.json" '"first_issued": "2021-03-13T'
has "last" "$T/i/expected.json" '"last_issued": "2021-05-21T15:13:59Z"'
status "unknown options are refused" 2 "$GEN" --out "$T/x" --nonsense 1
status "unknown defects are refused" 2 "$GEN" --out "$T/x" --defect nonsense=1
status "help" 0 "$GEN" --help
has "help names the defects" "$T/out" "wildcard-http01"
done_testing
