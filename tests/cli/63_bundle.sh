#!/bin/sh
# The sealed folder: whole, the same twice, checked by coreutils and openssl alone, every changed byte
# named; signature and time stamps; redaction; and the history's own seals.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
db() { sqlite3 "$SELFAUDIT_LEDGER" "$1"; }
sa() { "$SELFAUDIT" "$@"; }

"$GEN" --out in --preset quarter2026 --count 300 --seed 3 --defect wrong-recipient=40 >/dev/null
sa -q init --ca "Example CA" --ccadb-id A000001 >/dev/null
sa -q import cas in/cas.pem >/dev/null
sa -q import certs in/certs.pem >/dev/null 2>&1
sa -q import validations in/validations.csv >/dev/null 2>&1
[ -e in/links.csv ] && sa -q import links in/links.csv >/dev/null
for f in in/*cps*.yaml in/cp.yaml; do [ -e "$f" ] && sa -q cps add "$f" >/dev/null; done
sed 's/^document: .*/document: tls..cps/' in/tls-cps.yaml >dots.yaml # a name that a file may have
sa -q cps add dots.yaml >/dev/null 2>&1
printf 'rate: 10%%\nstrata:\n  - {name: rest, by: type}\n' >plan.yaml
sa -q freeze Q3 --from 2026-06-30T23:59:59Z --until 2026-09-30T23:59:59Z --plan plan.yaml --nonce-source "beacon 7" >/dev/null 2>&1
sa -q cps add in/tls-cps.yaml >/dev/null 2>&1
sa -q draw Q3 --nonce "beacon value" >/dev/null 2>&1
sa -q --by prep check Q3 >/dev/null 2>&1
sa -q draw Q3 --extend 3 >/dev/null 2>&1

# ---- whole
status "bundle" 0 "$SELFAUDIT" bundle Q3 -o b --json
is "its manifest" "$(json out "j['manifest']")" "$(sha256sum <b/MANIFEST | cut -d' ' -f1)"
status "verify" 0 "$SELFAUDIT" verify --bundle b
has "says so" out "Q3: everything re-derived, nothing differs"
ok "no ledger is needed" env SELFAUDIT_LEDGER=/nowhere "$SELFAUDIT" verify --bundle b
ok "sha256sum says the same" sh -c 'cd b && sha256sum --quiet -c MANIFEST.sha256 MANIFEST'
is "nothing besides" "$(cd b && find . -type f ! -name 'MANIFEST*' | wc -l)" "$(wc -l <b/MANIFEST)"
sa bundle Q3 -o again >/dev/null
ok "the same ledger, the same bytes" cmp b/MANIFEST again/MANIFEST
rm -rf again
sa -q report Q3 -o r.xlsx >/dev/null
ok "the workbook is that of report" cmp r.xlsx b/report.xlsx
is "commitment" "$(cat b/commitment.txt)" "$(sa population Q3 --commitment)"
is "fingerprints" "$(cut -d' ' -f1 b/population.txt)" "$(sa population Q3 --list)"
is "register files, those before the freeze marked" "$(cut -d, -f3 b/cps.csv | sort | uniq -c | tr -s ' ' | tr '\n' ';')" \
	" 1 added_before_freeze; $(db "SELECT count(*) FROM cps_file") yes;"
is "letters of the run, a row a certificate and name" "$(tail -n +2 b/outcomes.csv | wc -l)" "$(db "SELECT count(*) FROM result WHERE run_id = 1")"

# the draw of each stratum again, as README.txt tells
nonce="beacon value"
seed=$(printf 'selfaudit draw v1\n%s\n%s\n' "$(sha256sum <b/commitment.txt | cut -d' ' -f1)" "$nonce" | sha256sum | cut -d' ' -f1)
hex() { tr -d '\n' | tr a-f A-F | basenc --base16 -d; }
sed -n 's/^stratum: //p' b/commitment.txt | while read -r name N n digest; do
	[ "$(grep " $name\$" b/population.txt | cut -d' ' -f1 | hex | sha256sum | cut -d' ' -f1)" = "$digest" ] || echo "digest of $name"
	grep " $name\$" b/population.txt | cut -d' ' -f1 | while read -r fp; do
		printf '%s %s\n' "$(printf '%s%s' "$seed" "$fp" | hex | sha256sum | cut -d' ' -f1)" "$fp"
	done | LC_ALL=C sort | head -n "$n" >drawn
	awk -F, -v s="$name" '$1 == s && $5 == "draw" { print $4, $3 }' b/sample.csv | cmp -s - drawn || echo "draw of $name, $N"
done >differs
is "drawn again with coreutils" "$(cat differs)" ""

# ---- one changed byte anywhere
cp -r b spare
flip() { # FILE OFFSET: changes one byte of a file of b
	/usr/bin/python3 -c 'import sys
f = open(sys.argv[1], "r+b"); f.seek(0, 2); n = f.tell(); at = int(n * float(sys.argv[2])) if n else 0
at = min(at, n - 1); f.seek(at); c = f.read(1); f.seek(at); f.write(bytes([c[0] ^ 1]))' "$1" "$2"
}
(cd b && find . -type f ! -path './certificates/*' -size +0 && find ./certificates -type f | head -n 3) | sed 's|^\./||' | sort >files
unnamed=
while read -r f; do
	for at in 0 0.4 1; do
		flip "b/$f" $at
		"$SELFAUDIT" verify --bundle b >v.out 2>v.err
		[ $? = 1 ] && grep "first difference: " v.out | grep -qF "$f" || unnamed="$unnamed $f@$at"
		cp "spare/$f" "b/$f"
	done
done <files
is "every changed byte is named ($(wc -l <files) files)" "$unnamed" ""
ok "restored it is whole" "$SELFAUDIT" verify --bundle b
rm b/plan.yaml
status "a file gone" 1 "$SELFAUDIT" verify --bundle b
has "named" out "plan.yaml: expected that file, which MANIFEST lists, found none"
cp spare/plan.yaml b/plan.yaml
echo x >b/extra.txt
status "a file more" 1 "$SELFAUDIT" verify --bundle b
has "named" out "extra.txt: expected no file that MANIFEST does not list"
rm b/extra.txt
odd() { # WHAT NAMED COMMAND...: done to a copy of the bundle, which is then no longer whole
	what=$1 named=$2
	shift 2
	rm -rf odd && cp -r spare odd
	(cd odd && "$@")
	status "$what" 1 timeout 60 "$SELFAUDIT" verify --bundle odd
	has "$what: named" out "first difference: $named"
}
odd "a file like a seal" "MANIFEST.extra: expected no file" touch MANIFEST.extra
odd "a folder like a seal" "MANIFEST.d/x: expected no file" sh -c 'mkdir MANIFEST.d && echo x >MANIFEST.d/x'
odd "a hidden file" ".x: expected no file" touch .x
odd "a link to the same bytes" "plan.yaml: expected a file or a folder" sh -c 'mv plan.yaml ../plan.out && ln -s ../../plan.out plan.yaml'
odd "a folder that is a link" "certificates: expected a file or a folder" sh -c 'rm -r certificates && ln -s ../spare/certificates certificates'
odd "a pipe in the place of a file" "bundle.json: expected a file or a folder" sh -c 'rm bundle.json && mkfifo bundle.json'
odd "a file renamed" "sample.csv: expected that file" mv sample.csv simple.csv
odd "sums without MANIFEST" "MANIFEST.sha256: expected a line for MANIFEST" sh -c ': >MANIFEST.sha256'
odd "sums without the query" "MANIFEST.sha256: expected a line for MANIFEST.tsq" sh -c 'sha256sum MANIFEST >MANIFEST.sha256'
odd "a way out of the folder" "MANIFEST:" sh -c 'echo "$(sha256sum </etc/passwd | cut -d" " -f1)  cps/../../../../../../etc/passwd" >>MANIFEST && sha256sum MANIFEST MANIFEST.tsq >MANIFEST.sha256'
odd "a line twice" "README.txt: expected one line of MANIFEST" sh -c 'line=$(grep " README.txt" MANIFEST) && echo "$line" >>MANIFEST && sha256sum MANIFEST MANIFEST.tsq >MANIFEST.sha256'
sed 's/"label": "Q3"/"label": "Q3\\u001b[31m"/' spare/bundle.json >colour.json
odd "no byte of it moves the cursor" "commitment.txt: expected the period Q3?[31m" sh -c 'cp ../colour.json bundle.json; find . -type f ! -name "MANIFEST*" | sed "s|^\./||" | LC_ALL=C sort | xargs -d "\n" sha256sum >MANIFEST; sha256sum MANIFEST MANIFEST.tsq >MANIFEST.sha256'
rm -rf odd

# ---- changed by someone who writes the manifest anew
reseal() {
	(cd b && find . -type f ! -name 'MANIFEST*' | sed 's|^\./||' | LC_ALL=C sort | xargs -d '\n' sha256sum >MANIFEST && sha256sum MANIFEST MANIFEST.tsq >MANIFEST.sha256)
}
forge() { # WHAT NAMED FILE SED...
	what=$1 named=$2 file=$3
	shift 3
	sed -i "$@" "b/$file"
	reseal
	status "$what" 1 "$SELFAUDIT" verify --bundle b
	has "$what: named" out "$named"
	cp "spare/$file" "b/$file"
}
a=$(awk -F, 'NR == 2 { print $3 }' b/sample.csv)
other=$(cut -d' ' -f1 b/population.txt | grep -vF "$(cut -d, -f3 b/sample.csv)" | head -n 1)
forge "a sample item replaced" "sample.csv: item 1 of" sample.csv "s/$a/$other/"
forge "a sample item left out" "sample.csv:" sample.csv 2d
forge "a certificate left out of the population" "population.txt" population.txt 5d
forge "another stratum" "population.txt" population.txt '1s/ .*/ ev/'
forge "an event edited" "events.jsonl: event 3 is not the one that was written" events.jsonl '3s/"actor":"[^"]*"/"actor":"nobody"/'
forge "an event left out" "events.jsonl: expected event 2, found 3" events.jsonl 2d
forge "the last event left out" "events.jsonl: expected event" events.jsonl '$d'
forge "another commitment" "commitment.txt" commitment.txt 's/^ca: .*/ca: Other CA/'
forge "another plan" "plan.yaml: expected the plan whose SHA-256 the commitment states" plan.yaml 's/10/11/'
forge "another nonce" "bundle.json: commitment and nonce do not give its seed" bundle.json 's/"beacon value"/"better value"/'
forge "a fail made a pass" "outcomes.csv" outcomes.csv 's/,F,/,P,/'
forge "the count of exceptions" "bundle.json: expected" bundle.json 's/"exceptions": [0-9]*/"exceptions": 0/'
doc=$(awk -F, 'NR == 2 { print $1 }' b/cps.csv)
forge "a register entry" "$doc: expected the SHA-256 that cps.csv states" "$doc" '1s/^/# /'
reseal
status "forged and put back" 0 "$SELFAUDIT" verify --bundle b

# ---- signature and time stamp
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out cert.pem -days 30 -subj "/CN=Compliance" >/dev/null 2>&1
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.pem -out othercert.pem -days 30 -subj "/CN=Other" >/dev/null 2>&1
openssl req -x509 -newkey rsa:2048 -nodes -keyout tsakey.pem -out tsa.pem -days 30 -subj "/CN=Clock" -addext extendedKeyUsage=critical,timeStamping >/dev/null 2>&1
cat >tsa.cnf <<CNF
[tsa]
default_tsa = t
[t]
serial = serial
signer_cert = tsa.pem
signer_key = tsakey.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
certs = tsa.pem
CNF
echo 01 >serial
stamp() { openssl ts -reply -config tsa.cnf -section t -queryfile "$1" -out "$2" >/dev/null 2>&1; }

status "a key of another certificate" 2 "$SELFAUDIT" bundle Q3 -o s --sign other.pem --cert cert.pem
ok "leaves nothing" sh -c '[ -z "$(ls -d s s.part-* 2>/dev/null)" ]'
status "signed" 0 "$SELFAUDIT" bundle Q3 -o s --sign key.pem --cert cert.pem --no-report
ok "openssl verifies it" openssl cms -verify -binary -inform DER -in s/MANIFEST.p7s -content s/MANIFEST -CAfile cert.pem -out /dev/null
status "verify: by whom" 0 "$SELFAUDIT" verify --bundle s --ca cert.pem
has "is said" out "by CN=Compliance"
status "verify: not by whom one trusts" 1 "$SELFAUDIT" verify --bundle s --ca othercert.pem
has "is said" out "first difference: MANIFEST.p7s"
status "a stamp of something else" 2 sh -c "openssl ts -query -data plan.yaml -sha256 -cert -out x.tsq 2>/dev/null; openssl ts -reply -config tsa.cnf -section t -queryfile x.tsq -out x.tsr >/dev/null 2>&1; '$SELFAUDIT' bundle Q3 -o s --tsr x.tsr"
has "is refused" err "expected a stamp of these bytes"
stamp s/MANIFEST.tsq s.tsr
status "a time stamp" 0 "$SELFAUDIT" bundle Q3 -o s --tsr s.tsr
ok "openssl verifies it" openssl ts -verify -data s/MANIFEST -in s/MANIFEST.tsr -CAfile tsa.pem
cat cert.pem tsa.pem >both.pem
status "verify with both" 0 "$SELFAUDIT" verify --bundle s --ca both.pem
has "when, by whom" out "by CN=Clock, which the given certificates vouch for"
ok "sha256sum covers the seals" sh -c 'cd s && sha256sum --quiet -c MANIFEST.sha256'
unnamed=
for f in MANIFEST.p7s MANIFEST.tsr MANIFEST.tsq; do
	cp s/$f keep
	for at in 0 0.1 0.3 0.5 0.7 0.9 1; do
		flip s/$f $at
		"$SELFAUDIT" verify --bundle s >v.out 2>v.err
		[ $? = 1 ] && grep -q "first difference: $f" v.out || unnamed="$unnamed $f@$at"
		cp keep s/$f
	done
done
is "every changed byte of the seals is named" "$unnamed" ""
sed -i '1s/^/# /' s/plan.yaml
(cd s && find . -type f ! -name 'MANIFEST*' | sed 's|^\./||' | LC_ALL=C sort | xargs -d '\n' sha256sum >MANIFEST && sha256sum MANIFEST MANIFEST.p7s MANIFEST.tsq MANIFEST.tsr >MANIFEST.sha256)
status "a new manifest under an old signature" 1 "$SELFAUDIT" verify --bundle s
has "the signature does not hold" out "first difference: MANIFEST.p7s"

# ---- redaction
raw=$(db "SELECT v.recipient FROM validation AS v JOIN sample AS s JOIN cert AS c ON c.id = s.cert_id AND (v.ref = c.sha256 OR v.ref = CAST(c.serial AS BLOB)) WHERE v.recipient <> '' LIMIT 1")
ok "there is something to redact" test -n "$raw"
ok "and it stands in a reason" grep -q "sales@" b/exceptions.csv
status "an unknown field" 2 "$SELFAUDIT" bundle Q3 -o r --redact recipient,nothing
status "a field that is needed" 2 "$SELFAUDIT" bundle Q3 -o r --redact method
status "a field that stands in the words of strata" 2 "$SELFAUDIT" bundle Q3 -o r --redact delegated_party
status "redacted" 0 "$SELFAUDIT" bundle Q3 -o r --redact recipient,random_value,account
is "no recipient anywhere" "$(grep -rlF -e "$raw" -e "sales@" r | grep -v '\.der$')" ""
db "SELECT DISTINCT random_value FROM validation WHERE random_value <> ''" >randoms
is "no random value anywhere" "$(grep -rlFf randoms r)" ""
db "SELECT lower(hex(hash)) FROM validation" >hashes
is "no hash that would tell which of a few recipients it was" "$(grep -rlFf hashes r)" ""
is "the salt is not in it" "$(grep -rlF "$(cat r.salt)" r)" ""
want=$({
	hex <r.salt
	printf 'recipient\n%s' "$raw"
} | sha256sum | cut -d' ' -f1)
ok "the hash is that of salt, field and value" grep -qF "redacted:$want" r/validations.csv
is "the salt is the CA's alone" "$(stat -c %a r.salt)" 600
status "a redacted bundle verifies" 0 "$SELFAUDIT" verify --bundle r
ok "no workbook in it" test ! -e r/report.xlsx

# ---- judgement samples, which stand outside the counts of the run
sed 's/^rate/judgement: {size: 6}\nrate/' plan.yaml >judgement.yaml
before=$SELFAUDIT_LEDGER
export SELFAUDIT_LEDGER="$T/judgement.db"
sa -q init --ca "Example CA" >/dev/null
sa -q import cas in/cas.pem >/dev/null
sa -q import certs in/certs.pem >/dev/null 2>&1
sa -q import validations in/validations.csv >/dev/null 2>&1
for f in in/*cps*.yaml in/cp.yaml; do [ -e "$f" ] && sa -q cps add "$f" >/dev/null; done
sa -q freeze Q3 --from 2026-06-30T23:59:59Z --until 2026-09-30T23:59:59Z --plan judgement.yaml --nonce-source "beacon 7" >/dev/null 2>&1
sa -q draw Q3 --nonce "beacon value" >/dev/null 2>&1
drawn=$(db "SELECT count(*) FROM sample WHERE extension_id IS NULL")
apart() { json $1/bundle.json "[j['run']['certificates'], j['run']['judgement']['certificates'], j['run']['exceptions'] + j['run']['judgement']['exceptions']]"; }
bad() { db "SELECT count(DISTINCT cert_id) FROM exceptions WHERE severity = 'MUST' AND run_id = (SELECT max(id) FROM run)"; }
sa -q check Q3 >/dev/null 2>&1
sa -q bundle Q3 -o j1 --no-report >/dev/null
is "by the plan, by weight" "$(apart j1)" "[$drawn, 6, $(bad)]"
status "verifies" 0 "$SELFAUDIT" verify --bundle j1
has "says what stands apart" out "apart, by judgement: 6 certificates"
status "as the ledger does" 0 "$SELFAUDIT" verify Q3
sa -q draw Q3 --extend "$(($(db "SELECT count FROM population") - drawn))" >/dev/null 2>&1 # the weighted ones among them
sa -q check Q3 >/dev/null 2>&1
sa -q bundle Q3 -o j2 --no-report >/dev/null
is "by --extend too, each certificate once" "$(apart j2)" "[$drawn, $(($(db "SELECT count FROM population") - drawn)), $(bad)]"
status "verifies" 0 "$SELFAUDIT" verify --bundle j2
sed -i 's/judgement,/plan,/' j2/sample.csv # would bring exceptions into x, or take them out
(cd j2 && find . -type f ! -name 'MANIFEST*' | sed 's|^\./||' | LC_ALL=C sort | xargs -d '\n' sha256sum >MANIFEST && sha256sum MANIFEST MANIFEST.tsq >MANIFEST.sha256)
status "judgement passed off as the plan's" 1 "$SELFAUDIT" verify --bundle j2
has "named" out "first difference: bundle.json: expected"
export SELFAUDIT_LEDGER="$before"

# ---- what may not be
status "a folder that is there stays" 2 "$SELFAUDIT" bundle Q3 -o b
status "no such period" 2 "$SELFAUDIT" bundle Q9 -o n
ok "nothing half-written" sh -c '[ -z "$(ls -d n *.part-* 2>/dev/null)" ]'
status "no bundle" 1 "$SELFAUDIT" verify --bundle in
status "no folder" 2 "$SELFAUDIT" verify --bundle nowhere
status "label and bundle" 2 "$SELFAUDIT" verify Q3 --bundle b

(
	ulimit -f 8
	"$SELFAUDIT" bundle Q3 -o half >/dev/null 2>&1
)
ok "killed while it writes it leaves no bundle" test ! -e half
rm -rf half.part-*

# ---- seals of the history
status "seal" 0 "$SELFAUDIT" --by lead seal -o seal.txt
is "its text" "$(cat seal.txt)" "selfaudit seal v1
ca: Example CA
event: $(db "SELECT (id - 1) || ' ' || lower(hex(prev)) FROM event ORDER BY id DESC LIMIT 1")
commitment: $(sha256sum <b/commitment.txt | cut -d' ' -f1)"
is "it is an event" "$(db "SELECT kind, actor, json_extract(body, '$.sha256') FROM event ORDER BY id DESC LIMIT 1")" "seal|lead|$(sha256sum <seal.txt | cut -d' ' -f1)"
stamp seal.txt.tsq seal.tsr
ok "openssl verifies the answer" openssl ts -verify -data seal.txt -in seal.tsr -CAfile tsa.pem
status "stored" 0 "$SELFAUDIT" seal --tsr seal.tsr --ca tsa.pem --json
is "by whom" "$(json out "j['authority']")" "CN=Clock"
status "not by whom one trusts" 2 "$SELFAUDIT" seal --tsr seal.tsr --ca cert.pem
status "of something else" 2 "$SELFAUDIT" seal --tsr x.tsr
has "is refused" err "expected a stamp of a seal of this ledger"
status "no stamp at all" 2 "$SELFAUDIT" seal --tsr plan.yaml
status "verify looks at it" 0 "$SELFAUDIT" verify Q3
has "and says so" out "seals        1, with 1 time stamps"
status "bundle takes it along" 0 "$SELFAUDIT" bundle Q3 -o b3 --no-report
ok "as a file" cmp seal.tsr b3/seals/0001.tsr
status "where verify looks at it" 0 "$SELFAUDIT" verify --bundle b3 --ca tsa.pem
has "and says so" out "1 over the history, 1 with a time stamp"
"$SELFAUDIT" -l other.db -q init --ca "Other" >/dev/null
status "nothing to seal yet" 2 "$SELFAUDIT" -l other.db seal -o s2.txt
done_testing
