#!/bin/sh
# What the program says when it is asked wrongly: what was expected, what was found, and no more.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT
cd "$T" || exit 1
said() { # NAME STATUS WORDS COMMAND...
	name=$1 want=$2 words=$3
	shift 3
	status "$name" "$want" "$@"
	has "$name: said" "$T/err" "$words"
	is "$name: one line" "$(wc -l <"$T/err")" 1
}
said "-l without a value" 2 "-l: expected a value, found none" "$S" -l
said "an option there is not" 2 "expected an option it knows, found -x" "$S" -x
said "a value forgotten" 2 "--until: expected a value, found the option --json" "$S" freeze Q --until --json
said "an argument forgotten" 2 "expected 1 argument, found 0 (usage: selfaudit finding show ID)" "$S" finding show
said "a subcommand forgotten" 2 "expected list, show, add, set" "$S" finding
status "-h" 0 "$S" -h
status "-h of a command" 0 "$S" finding -h
status "help" 0 "$S" help

# ---- no ledger
echo hello >text
: >empty
sqlite3 other.db 'CREATE TABLE t (a)'
mkdir folder
said "a text" 2 "text: is no selfaudit ledger: expected one that init made, found text" "$S" -l text finding list
said "nothing" 2 "empty: is no selfaudit ledger: expected one that init made, found an empty file" "$S" -l empty finding list
said "a database" 2 "other.db: is no selfaudit ledger: expected one that init made, found another database" "$S" -l other.db finding list
said "a folder" 2 "folder: is no selfaudit ledger: expected one that init made, found a folder" "$S" -l folder finding list
said "none" 2 "none.db: expected a ledger (selfaudit init makes one)" "$S" -l none.db finding list

# ---- a workbook that cannot be written
"$S" init --ca "Exempla" >/dev/null
said "no such period" 2 "Q: expected the label of a frozen population (selfaudit freeze makes one), found none" "$S" check Q
"$S" freeze Q --until 2026-10-01T00:00:00Z >/dev/null 2>&1
said "nowhere to write" 2 "/dev/full: expected" "$S" report Q -o /dev/full

# ---- standard output
status "full" 2 sh -c '"$1" rules >/dev/full' sh "$S"
has "said" "$T/err" "standard output: expected to write"
mkfifo pipe
: <pipe &
status "a reader that has enough" 0 sh -c 'exec 3>pipe; wait; sleep 0.2; "$1" rules >&3' sh "$S"
is "is nothing to speak of" "$(cat "$T/err")" ""
done_testing
