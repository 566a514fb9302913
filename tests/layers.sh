#!/bin/sh
# The include table of the house: which room may include which, each owning
# its library; every header compiles alone; no cycles inside a room.
# Usage: tests/layers.sh [BUILD]
set -u
cd "$(dirname "$0")/.."
bad=0
say() {
	echo "layers: $*" >&2
	bad=1
}

# room: rooms it may include (itself is always allowed)
allowed() {
	case $1 in
	base) echo "base" ;;
	ledger) echo "base ledger" ;;
	sampler) echo "base sampler" ;;
	checks) echo "base checks" ;;
	reports) echo "base ledger reports" ;;
	cli) echo "base ledger sampler checks reports cli" ;;
	esac
}
# library header prefix: rooms that may include it
owners() {
	case $1 in
	openssl/*) echo "base checks cli" ;;
	jansson.h) echo "base cli" ;;
	yaml.h | expat.h) echo "base" ;;
	idn2.h | libpsl.h) echo "base" ;;
	sqlite3.h) echo "ledger" ;;
	gsl/*) echo "sampler cli" ;;
	xlsxwriter*) echo "reports" ;;
	*) echo any ;;
	esac
}

for room in base ledger sampler checks reports cli; do
	ok=" $(allowed $room) "
	for f in "$room"/*.[ch]; do
		[ -e "$f" ] || continue
		for inc in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"\([^"]*\)".*/\1/p' "$f"); do
			case $inc in
			*/*) other=${inc%%/*} ;;
			*) say "$f: expected \"room/file.h\", found \"$inc\"" && continue ;;
			esac
			case $ok in *" $other "*) ;; *) say "$f: $room may not include $inc" ;; esac
		done
		for inc in $(sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<\([^>]*\)>.*/\1/p' "$f"); do
			who=" $(owners "$inc") "
			case $who in *" any "* | *" $room "*) ;; *) say "$f: <$inc> belongs to:$who" ;; esac
		done
	done
done

# every header compiles alone
for h in */*.h tests/*/*.h; do
	[ -e "$h" ] || continue
	printf '#include "%s"\nint layers_probe;\n' "$h" |
		gcc -std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -I. -xc -fsyntax-only - 2>/dev/null ||
		say "$h: does not compile alone"
done

# no cycles inside a room: foo (its .c and .h, and foo_part.h, which only its own files include) ->
# bar for each include
for room in base ledger sampler checks reports cli; do
	for f in "$room"/*.[ch]; do
		[ -e "$f" ] || continue
		me=$(basename "${f%.[ch]}")
		sed -n "s|^#include \"$room/\\([^\"]*\\)\\.h\".*|\\1|p" "$f" |
			awk -v me="${me%_part}" '{ sub(/_part$/, "") } $1 != me { print me, $1 }'
	done | sort -u | tsort >/dev/null 2>/tmp/layers.$$ || true
	if grep -q loop /tmp/layers.$$; then
		say "$room: include cycle: $(grep -v 'contains a loop' /tmp/layers.$$ | sed 's/^tsort: //' | tr '\n' ' ')"
	fi
	rm -f /tmp/layers.$$
done
[ $bad = 0 ] || exit 1
