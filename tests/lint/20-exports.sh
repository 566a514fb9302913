#!/bin/sh
# A file foo.c exports only foo and foo_*: what a name means is found by its file.
set -u
cd "$(dirname "$0")/../.."
build=${1:-build}/debug
bad=0
for room in base ledger sampler checks reports cli; do
	for o in "$build/$room"/*.o; do
		[ -e "$o" ] || continue
		me=$(basename "$o" .o)
		[ -e "$room/$me.c" ] || continue
		for s in $(nm --defined-only -g "$o" | awk '{ print $3 }'); do
			case $s in
			"$me" | "$me"_* | main) ;;
			*)
				echo "exports: $room/$me.c: expected ${me}_*, found $s" >&2
				bad=1
				;;
			esac
		done
	done
	# no mutable state: nothing in .data or .bss (constants that hold addresses are in .data.rel.ro)
	for o in "$build/$room"/*.o; do
		[ -e "$o" ] || continue
		me=$(basename "$o" .o)
		[ -e "$room/$me.c" ] || continue
		for s in $(objdump -t "$o" | awk '{ for (i = 2; i < NF; i++)
			if ($i ~ /^\.(data|bss|tdata|tbss)/ && $i !~ /^\.data\.rel\.ro/ && $NF !~ /^\./) print $NF }'); do
			echo "exports: $room/$me.c: expected no mutable state, found $s" >&2
			bad=1
		done
	done
done
[ $bad = 0 ] || exit 1
