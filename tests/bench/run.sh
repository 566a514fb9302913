#!/bin/sh
# How fast, in two tables: rates against floors measured in the same run (tests/bench/bench_*.c),
# and every command of a quarter with what it took.  Nothing passes or fails here: what a rate
# is worth depends on the machine and on who else uses it.
#
#	make bench               60,000 certificates of two names, a few minutes
#	make bench SIZE=369922   the incident whole
#
# In $TMPDIR or /var/tmp; SIZE * 5 KiB are needed there.
set -eu
cd "$(dirname "$0")/../.."
ROOT=$PWD
SELFAUDIT=${SELFAUDIT:-$ROOT/build/release/selfaudit}
GEN=${GEN:-$ROOT/build/release/tests/gen-ca}
BUILT=$(dirname "$SELFAUDIT")
SIZE=${SIZE:-60000}
B=$(mktemp -d "${TMPDIR:-/var/tmp}/selfaudit-bench-XXXXXX")
trap 'rm -rf "$B"' EXIT
export SELFAUDIT B SIZE

echo "$SIZE certificates of two names; $(nproc) cores, load $(cut -d' ' -f1-3 /proc/loadavg)"
"$GEN" --out "$B/ca" --preset scale --count "$SIZE" --affected "$((SIZE / 3))" >/dev/null

echo
printf '%-40s %12s   %-44s %12s %8s\n' "what, a second of processor time" rate "floor" rate ratio
"$BUILT/bench/bench_decode" "$B/ca"
"$BUILT/bench/bench_draw"
"$BUILT/bench/bench_ledger" "$B/ca" "$B"
"$BUILT/bench/bench_workbook" "$B"
echo
echo "statistics of random inputs, populations to 10^10:"
RANDOM_INPUTS=${RANDOM_INPUTS:-100000} "$BUILT/tests/test_random_inputs" 2>&1 | grep -v '^\[\|^$' || :
echo
python3 tests/bench/steps.py "$B/ca" "$B"
echo
echo "load at the end: $(cut -d' ' -f1-3 /proc/loadavg)"
