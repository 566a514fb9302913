#!/bin/sh
# Every bench of this folder, one after another; a rate means something only
# beside a floor that was measured in the same run on the same machine.
# COUNT certificates (369,922 as in the incident), in $TMPDIR or /var/tmp.
set -eu
cd "$(dirname "$0")/../.."
SELFAUDIT=${SELFAUDIT:-$PWD/build/release/selfaudit}
GEN=${GEN:-$PWD/build/release/tests/gen-ca}
COUNT=${COUNT:-369922}
B=$(mktemp -d "${TMPDIR:-/var/tmp}/selfaudit-bench-XXXXXX")
trap 'rm -rf "$B"' EXIT
ROOT=$PWD
export SELFAUDIT GEN COUNT B ROOT
echo "$COUNT certificates of two names, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
"$GEN" --out "$B/ca" --preset scale --count "$COUNT" --affected "$((COUNT / 3))" --ec 100 >/dev/null
for bench in tests/bench/[0-9]*.sh; do
	sh "$bench"
done
