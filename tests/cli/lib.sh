# Helpers of the command-line scenarios; a scenario is a TAP producer:
#   . "$(dirname "$0")/lib.sh"
#   ok "what is true" test 1 = 1
#   is "what" "$found" "expected"
#   done_testing
# $SELFAUDIT is the program, $GEN the population generator, $T a scratch folder
# that is removed at the end, $ROOT the checkout, $DATA the real data or empty.
set -u
ROOT=$(cd "$(dirname "$0")/../.." && pwd)
SELFAUDIT=${SELFAUDIT:-$ROOT/build/release/selfaudit}
GEN=${GEN:-$ROOT/build/release/tests/gen-ca}
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
DATA=${SHARED_DATA:-$ROOT/../shared/data}
[ -d "$DATA" ] || DATA=
SELFAUDIT_LEDGER=$T/ledger.db
export SELFAUDIT_LEDGER
tap_n=0

tap_pass() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1"
}
tap_fail() {
	tap_n=$((tap_n + 1))
	echo "not ok $tap_n - $1"
}
# ok NAME COMMAND...: the command succeeds
ok() {
	tap_name=$1
	shift
	if "$@" >"$T/ok.log" 2>&1; then tap_pass "$tap_name"; else
		tap_fail "$tap_name"
		sed 's/^/# /' "$T/ok.log"
	fi
}
# is NAME FOUND EXPECTED
is() {
	if [ "$2" = "$3" ]; then tap_pass "$1"; else
		tap_fail "$1"
		printf '%s\n' "found:    $2" "expected: $3" | sed 's/^/# /'
	fi
}
# status NAME EXPECTED COMMAND...: exit status; output in $T/out and $T/err
status() {
	tap_name=$1 tap_want=$2
	shift 2
	"$@" >"$T/out" 2>"$T/err"
	tap_got=$?
	if [ "$tap_got" = "$tap_want" ]; then tap_pass "$tap_name"; else
		tap_fail "$tap_name (exit $tap_got, expected $tap_want)"
		head -n 20 "$T/out" "$T/err" | sed 's/^/# /'
	fi
}
# has NAME FILE TEXT: the file holds the text
has() {
	if grep -qF -- "$3" "$2"; then tap_pass "$1"; else
		tap_fail "$1: no '$3'"
		head -n 20 "$2" | sed 's/^/# /'
	fi
}
# json FILE EXPRESSION: a Python expression over the object j
json() {
	/usr/bin/python3 -c 'import json,sys
j = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$1" "$2"
}
skip() {
	tap_n=$((tap_n + 1))
	echo "ok $tap_n - $1 # SKIP $2"
}
done_testing() {
	echo "1..$tap_n"
}
