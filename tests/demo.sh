#!/bin/sh
# A whole quarter of a CA that is made up: 2026Q3 of "Exempla Trust Services",
# and the incident of 2021 in small.  Leaves everything in demo/.
set -eu
cd "$(dirname "$0")/.."
rm -rf demo
mkdir demo
say() { printf '\n== %s\n' "$*"; }
attention() { # a step that may end with 1: something needs attention
	"$@" || [ $? = 1 ]
}
value() { # KEY: of demo/*/expected.json
	sed -n "s/.*\"$2\": \"*\([^\",}]*\).*/\1/p" "$1/expected.json" | head -n 1
}

quarter() { # PRESET LEDGER NONCE: import, freeze, draw, check
	in=demo/$1
	SELFAUDIT_LEDGER=$2
	export SELFAUDIT_LEDGER
	say "a CA is made up: $in"
	"$GEN" --out "$in" --preset "$1"
	say "init, import"
	"$SELFAUDIT" init --ca "Exempla Trust Services" --ccadb-id A000001
	"$SELFAUDIT" import cas "$in/cas.yaml"
	attention "$SELFAUDIT" import certs "$in/certs.pem" --source "CA database"
	[ ! -e "$in/serials.csv" ] || attention "$SELFAUDIT" import certs "$in/serials.csv" --source "CA database"
	attention "$SELFAUDIT" import validations "$in/validations.csv" --source "RA database"
	for cps in "$in"/*cps.yaml "$in"/cp.yaml; do
		[ ! -e "$cps" ] || attention "$SELFAUDIT" cps add "$cps"
	done
	say "freeze: the commitment, to be published before the randomness exists"
	label=$(value "$in" label)
	attention "$SELFAUDIT" freeze "$label" --from "$(value "$in" from)" --until "$(value "$in" until)" \
		--plan "$in/plan.yaml" --nonce-source "dice, rolled before the auditor" >"demo/$label-commitment.txt"
	cat "demo/$label-commitment.txt"
	say "draw and check"
	"$SELFAUDIT" draw "$label" --nonce "$3"
	attention "$SELFAUDIT" check "$label"
}

quarter incident2021 demo/incident.db "3 5 2 6 1 1 4 6 2 5"
say "finding 1 over the whole ledger, with the list for the incident report"
"$SELFAUDIT" finding affected 1 --all -o demo/affected.csv
expected=$(value demo/incident2021 affected)
found=$(($(wc -l <demo/affected.csv) - 1))
[ "$found" = "$expected" ] || {
	echo "demo: expected $expected affected certificates, found $found" >&2
	exit 1
}

quarter quarter2026 demo/quarter.db "6 6 1 2 4 3 5 1 2 2"
label=$(value demo/quarter2026 label)
say "findings and their deadlines"
"$SELFAUDIT" finding list
say "the workbook, and everything derived again"
"$SELFAUDIT" report "$label" -o "demo/$label.xlsx"
"$SELFAUDIT" verify "$label"

say "done"
echo "workbook to open:     demo/$label.xlsx"
echo "affected, incident:   demo/affected.csv ($found certificates, as planted)"
echo "ledgers:              demo/quarter.db, demo/incident.db"
