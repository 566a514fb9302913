# Periods touch, also after one was withdrawn; texts that people give are texts.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT

"$GEN" --out "$T/ca" --preset incident2021 --count 60 --affected 15 --format csv >/dev/null
"$S" init --ca "Exempla" >/dev/null
"$S" import certs "$T/ca/certs.csv" >/dev/null
freeze() { "$S" -q freeze "$@" --json; }
span() { json "$T/out" "j['from'] + ' ' + j['until']"; }
status "first" 0 freeze A --from 2021-03-01 --until 2021-04-01
status "second" 0 freeze B --until 2021-05-01
status "third" 0 freeze C --until 2021-06-01
all=$(for p in A B C; do "$S" population $p --list; done | sort | sha256sum)

status "the second is withdrawn" 0 "$S" freeze --void B --reason "wrong export"
status "what it left comes before anything later" 2 freeze D --until 2021-07-01
has "and says until when" "$T/err" "up to 2021-05-01T00:00:00Z"
status "no other beginning" 2 freeze B --from 2021-04-02 --until 2021-05-01
status "part of it" 0 freeze B1 --until 2021-04-15
is "from where the withdrawn one began" "$(span)" "2021-04-01T00:00:00Z 2021-04-15T00:00:00Z"
status "the rest" 0 freeze B --until 2021-05-01
is "to where the next begins" "$(span)" "2021-04-15T00:00:00Z 2021-05-01T00:00:00Z"
is "the same certificates as before" \
	"$(for p in A B1 B C; do "$S" population $p --list; done | sort | sha256sum)" "$all"
for p in A B1 B C; do status "verify $p" 0 "$S" verify $p; done

status "the first is withdrawn" 0 "$S" freeze --void A --reason "wrong export"
status "its period comes first again" 2 freeze D --until 2021-07-01
status "and is frozen again" 0 freeze A --until 2021-04-01
is "from its old beginning" "$(span)" "2021-03-01T00:00:00Z 2021-04-01T00:00:00Z"
status "then the next" 0 freeze D --until 2021-07-01
is "from the last cut-off" "$(span)" "2021-06-01T00:00:00Z 2021-07-01T00:00:00Z"

status "a supplement" 0 freeze CS --supplements C
status "its period is not withdrawn under it" 2 "$S" freeze --void C --reason "wrong export"
has "and says why" "$T/err" "CS"
status "the supplement first" 0 "$S" freeze --void CS --reason "wrong export"
status "then the period" 0 "$S" freeze --void C --reason "wrong export"

# a first period that began too early, withdrawn before anything else stood on it
"$S" -l "$T/b.db" init --ca "Exempla" >/dev/null
"$S" -q -l "$T/b.db" freeze A --from 2010-01-01 --until 2021-04-01 >/dev/null
"$S" -l "$T/b.db" freeze --void A --reason "wrong beginning" >/dev/null
sleep 1
status "another beginning" 0 "$S" -q -l "$T/b.db" freeze A --from 2021-01-01 --until 2021-04-01
status "leaves no gap" 0 "$S" -q -l "$T/b.db" freeze B --until 2021-07-01

bad=$(printf 'x\377')
long=$(head -c 256 /dev/zero | tr '\0' x)
status "a label that no column holds" 2 freeze "$long" --until 2021-08-01
status "a name of the CA that no commitment holds" 2 "$S" -l "$T/c.db" init --ca "$bad"
status "nor with C1" 2 "$S" -l "$T/c.db" init --ca "$(printf 'x\302\205')"
status "somebody without a name" 2 "$S" --by "" freeze --void D --reason x
status "somebody in other bytes" 2 "$S" --by "$bad" freeze --void D --reason x
status "a source in other bytes" 2 "$S" import certs "$T/ca/cas.pem" --source "$bad"
status "a query in other bytes" 2 "$S" import certs "$T/ca/cas.pem" --query-file "$S"
done_testing
