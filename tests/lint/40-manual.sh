#!/bin/sh
# The manual is what the program says: every synopsis line of --help stands in it, it is sound mdoc.
set -u
cd "$(dirname "$0")/../.."
prog=${1:-build}/debug/selfaudit
bad=0
mandoc -Tlint -Wwarning cli/selfaudit.1 >&2 || bad=1
mandoc -Tascii cli/selfaudit.1 | col -b | tr -s ' \n\t' ' ' >/tmp/manual.$$
for c in $("$prog" --help | sed -n 's/^    \([a-z]*\) .*/\1/p'); do
	"$prog" "$c" --help | sed -n 's/^    selfaudit \(.*\)/\1/p' | tr -s ' ' >/tmp/synopsis.$$
	while IFS= read -r line; do
		grep -qF -- "$line" /tmp/manual.$$ || {
			echo "manual: expected '$line', found it not in cli/selfaudit.1" >&2
			bad=1
		}
	done </tmp/synopsis.$$
done
rm -f /tmp/manual.$$ /tmp/synopsis.$$
[ $bad = 0 ] || exit 1
