#!/bin/sh
# run.sh TARGET: one fuzz target for $FUZZ_SECONDS (default 20) from seeds of its own kind.
# What it learns stays beside the binary, so the next run goes on from there; an input that
# breaks it is left there as crash-*, and the status is 1.  With FUZZ_RUNS=N it is N inputs
# from one seed instead: the same every time.
set -u
target=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
name=${target##*/fuzz_}
cd "$(dirname "$0")/../.."
dir=$(dirname "$target")
corpus=$dir/corpus-$name
made=$dir/made
mkdir -p "$corpus"
gen=$(dirname "$dir")/tests/gen-ca

if [ ! -d "$made" ] && [ -x "$gen" ]; then
	"$gen" --out "$made" --preset incident2021 --count 40 --affected 10 --crls 1 >/dev/null
	awk -v d="$made" '/^-----BEGIN/ { n++ } n && n <= 12 { print > (d "/c" n ".pem") }' "$made/certs.pem"
	for f in "$made"/c[0-9]*.pem; do
		openssl x509 -in "$f" -outform DER -out "${f%.pem}.der"
	done
	/usr/bin/python3 -c 'import openpyxl, sys
w = openpyxl.Workbook()
w.active.append(["Fingerprint", "Result", 1.5, True])
w.save(sys.argv[1])' "$made/book.xlsx"
fi
# a small bundle, its files one after the other as fuzz_bundle.c takes them apart
bundle() {
	sa=$(dirname "$dir")/selfaudit
	export SELFAUDIT_LEDGER="$made/l.db"
	{
		"$sa" init --ca "Fuzz CA" && "$sa" import cas "$made/cas.yaml" && "$sa" import certs "$made/certs.pem" &&
			"$sa" import validations "$made/validations.csv" && "$sa" cps add "$made/tls-cps.yaml" &&
			"$sa" freeze Q --until 2022-01-01 --plan "$made/plan.yaml" --nonce-source beacon && "$sa" draw Q --nonce 1
		"$sa" check Q
		"$sa" bundle Q -o "$made/bundle"
	} >/dev/null 2>&1
	(cd "$made/bundle" && for f in bundle.json *.txt plan.yaml cps.csv events.jsonl sample.csv rules.csv \
		outcomes.csv cps/* commitments/* certificates/*; do
		printf '=== %s\n' "$f" && cat "$f" && echo
	done && echo "=== end") >"$made/bundle.seed"
}
case $name in
bundle)
	[ -s "$made/bundle.seed" ] || bundle
	set -- "$made/bundle.seed"
	;;
words) set -- templates/incident.md ;;
cert) set -- "$made"/c*.der ;;
certsource) set -- "$made"/c*.der "$made"/c1.pem ;;
crl) set -- "$made"/*.crl ;;
csv) set -- "$made"/cas.csv "$made"/revocations.csv ;;
cps) set -- templates/cps.yaml "$made"/tls-cps.yaml "$made"/cp.yaml ;;
plan) set -- templates/plan.yaml "$made"/plan.yaml ;;
importmap) set -- templates/map-*.yaml ;;
template) set -- templates/workbook.yaml ;;
yml) set -- templates/*.yaml ;;
package | xlsxread) set -- "$made/book.xlsx" ;;
cpstext) set -- tests/cps/* ;;
catalogue) set -- checks/catalogue.csv ;;
*) set -- ;;
esac
for f; do
	[ ! -f "$f" ] || cp "$f" "$corpus/"
done
"$target" -max_total_time="${FUZZ_SECONDS:-20}" ${FUZZ_RUNS:+"-runs=$FUZZ_RUNS"} ${FUZZ_RUNS:+-seed=1} -timeout=10 -rss_limit_mb=1024 \
	-artifact_prefix="$dir/crash-$name-" "$corpus" >"$corpus.log" 2>&1 || {
	tail -n 40 "$corpus.log" >&2
	echo "fuzz_$name: an input breaks it, see $dir/crash-$name-*" >&2
	exit 1
}
echo "fuzz_$name: nothing found"
