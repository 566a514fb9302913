#!/bin/sh
# Writes the COMMANDS section of the manual anew from each command's --help:
# tests/manual.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
prog=$1
out=$(mktemp)
trap 'rm -f "$out"' EXIT
{
	sed '/^\.Sh COMMANDS$/q' cli/selfaudit.1
	for c in $("$prog" --help | sed -n 's/^    \([a-z]*\) .*/\1/p'); do
		echo ".Ss $c"
		"$prog" "$c" --help | awk '
		function plain(s) { gsub(/\\/, "\\e", s); if (s ~ /^[.'"'"']/) s = "\\&" s; return s }
		NR == 1 { sub(/^[^ ]* - /, ""); print toupper(substr($0, 1, 1)) substr($0, 2) "."; print ".Bd -literal"; next }
		{ sub(/^    selfaudit /, ""); if (NR > 2 || $0 != "") print plain($0) }
		END { print ".Ed" }'
	done
	sed -n '/^\.Sh WORDS$/,$p' cli/selfaudit.1
} >"$out"
cat "$out" >cli/selfaudit.1
