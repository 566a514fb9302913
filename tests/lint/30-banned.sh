#!/bin/sh
# Calls and words that the house bans, and why.
set -u
cd "$(dirname "$0")/../.."
bad=0
ban() { # WHY PATTERN FILES...
	why=$1 pattern=$2
	shift 2
	if found=$(grep -nE "$pattern" "$@" 2>/dev/null) && [ -n "$found" ]; then
		echo "$found" | sed "s|^|banned ($why): |" >&2
		bad=1
	fi
}
rooms="base/*.[ch] ledger/*.[ch] sampler/*.[ch] checks/*.[ch] reports/*.[ch] cli/*.[ch]"
below="base/*.[ch] ledger/*.[ch] sampler/*.[ch] checks/*.[ch] reports/*.[ch]"
# shellcheck disable=SC2086
{
	ban "unbounded or not reentrant" '(^|[^A-Za-z_])(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|gmtime|localtime|system|popen|tmpnam|rand|srand) *\(' $rooms
	ban "only main ends the program" '(^|[^A-Za-z_])(exit|_exit|abort) *\(' $(ls $below | grep -vE '^checks/lint\.c$|^base/process\.c$')
	ban "stdout belongs to cli" '(^|[^A-Za-z_])(printf|puts|putchar) *\(|stdout' $below
	ban "the clock is passed in" '(^|[^A-Za-z_])(time|clock_gettime|gettimeofday) *\(' $(ls $below | grep -vE '^checks/lint\.c$|^base/process\.c$')
	ban "slips past a DELETE trigger" 'OR[[:space:]]+REPLACE' $rooms ledger/*.sql
	ban "types are struct foo" '^typedef' $rooms
}
# the chain of triggers needs it at every open
grep -q 'recursive_triggers' ledger/*.c || { echo "banned: ledger: recursive_triggers is not set at open" >&2; bad=1; }
[ $bad = 0 ] || exit 1
