# Imports against a bare SQLite loop: how much of its rate the whole import has.
set -eu
cd "$B"
${CC:-cc} -O2 -o floor "$ROOT/tests/bench/floor.c" $(pkg-config --cflags --libs sqlite3)
bytes=$(($(grep -v -- ----- ca/certs.pem | head -c 10000000 | base64 -di 2>/dev/null | wc -c) /
	$(head -c 10000000 ca/certs.pem | grep -c -- -----BEGIN)))
floor=$(./floor floor.db "$COUNT" "$bytes")
rm -f floor.db*
echo "floor: $floor rows/s (DER of $bytes bytes)"

rate() { # WHAT ROWS SECONDS KB
	/usr/bin/python3 -c 'import sys
what, rows, s, kb, floor = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
print(f"{what}: {rows} rows in {s:.1f} s, {rows / s:.0f}/s, {rows / s / floor:.2f} of the floor, {kb // 1024} MiB")' "$@" "$floor"
}
timed() { # COMMAND...: seconds and peak memory of it in $s, $kb
	/usr/bin/python3 -c 'import resource, subprocess, sys, time
t = time.monotonic()
r = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(time.monotonic() - t, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, r.returncode)' "$@" >timed
	read -r s kb status <timed
	[ "$status" -le 1 ] || exit 1
}
SELFAUDIT_LEDGER=$B/ledger.db
export SELFAUDIT_LEDGER
"$SELFAUDIT" init --ca "Exempla Trust Services B.V." >/dev/null
"$SELFAUDIT" import cas ca/cas.yaml >/dev/null
timed "$SELFAUDIT" import certs ca/certs.pem
rate "import certs" "$COUNT" "$s" "$kb"
timed "$SELFAUDIT" import validations ca/validations.csv
rate "import validations" "$(($(wc -l <ca/validations.csv) - 1))" "$s" "$kb"
timed "$SELFAUDIT" import revocations ca/revocations.csv
rate "import revocations" "$(($(wc -l <ca/revocations.csv) - 1))" "$s" "$kb"
timed "$SELFAUDIT" import certs ca/certs.pem
rate "the same certificates again" "$COUNT" "$s" "$kb"
