#!/bin/sh
# Runs unit binaries and command-line scenarios, all of them TAP producers,
# under prove; the closing line holds the counts.
set -u
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT
prove -v -j "${JOBS:-2}" --merge --exec tests/tap.sh "$@" >"$log" 2>&1
status=$?
skip='# *(SKIP|skip)'
grep -vE '^ok [0-9]+( |$)|^1\.\.[0-9]+' "$log" | grep -vE "^not ok [0-9]+ .*$skip"
grep -E "^(not )?ok [0-9]+ .*$skip" "$log" | sed 's/^not //'
passed=$(grep -E '^ok [0-9]+' "$log" | grep -cvE "$skip")
skipped=$(grep -cE "^(not )?ok [0-9]+ .*$skip" "$log")
failed=$(grep -E '^not ok [0-9]+' "$log" | grep -cvE "$skip")
[ "$status" = 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed, $skipped skipped"
[ "$status" = 0 ]
