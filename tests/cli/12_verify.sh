# verify re-derives everything, and names what somebody changed behind the program's back.
. "$(dirname "$0")/lib.sh"
S=$SELFAUDIT

"$GEN" --out "$T/ca" --preset incident2021 --count 400 --affected 100 >/dev/null
"$S" init --ca "Exempla" >/dev/null
"$S" import cas "$T/ca/cas.yaml" >/dev/null
"$S" import certs "$T/ca/certs.pem" >/dev/null
"$S" import validations "$T/ca/validations.csv" >/dev/null
"$S" cps add "$T/ca/tls-cps.yaml" >/dev/null
"$S" freeze Q --from 2021-01-01 --until 2021-12-31 --plan "$T/ca/plan.yaml" --nonce-source dice >/dev/null 2>&1
"$S" draw Q --nonce 1 >/dev/null
"$S" check Q >/dev/null
status "nothing differs" 0 "$S" verify Q --json
is "said so" "$(json "$T/out" "j['verified'], j['difference']")" "(True, None)"
has "the last event's hash, to be kept elsewhere" "$T/out" \
	"the last is $(sqlite3 "$T/ledger.db" "SELECT lower(hex(hash)) FROM event ORDER BY id DESC LIMIT 1")"

# tamper NAME EXPECTED SQL [SQL]: a copy of the ledger whose triggers somebody removed
tamper() {
	cp "$T/ledger.db" "$T/forged.db"
	/usr/bin/python3 - "$T/forged.db" "$3" ${4:+"$4"} <<'X'
import sqlite3, sys
d = sqlite3.connect(sys.argv[1])
for (n,) in d.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
    d.execute('DROP TRIGGER "%s"' % n)
for sql in sys.argv[2:]:
    n = d.execute(sql).rowcount
    assert n >= 1, n
d.commit()
X
	status "$1" 1 "$S" -l "$T/forged.db" verify Q --json
	ok "$1: named" sh -c "grep -q \"$2\" \"$T/out\""
}
"$S" finding note 1 "x" >/dev/null
tamper "an edited event" "history: event" "UPDATE event SET actor = 'somebody' WHERE id = 2"
tamper "a removed event" "history: event" "DELETE FROM event WHERE id = 2"
tamper "a replaced item of the sample" "sample: item 1" \
	"UPDATE sample SET fingerprint = (SELECT fingerprint FROM population_unit u WHERE u.stratum = sample.stratum AND fingerprint NOT IN (SELECT fingerprint FROM sample)) WHERE stratum = 0 AND ord = 0"
tamper "another cut-off" "commitment: " "UPDATE population SET until_at = until_at + 1"
tamper "another commitment" "commitment: its bytes" "UPDATE population SET commitment = commitment || 'x'"
tamper "another nonce" "draw: commitment and nonce" "UPDATE draw SET nonce = x'32'"
tamper "a certificate dropped from the population" "population: " \
	"DELETE FROM population_unit WHERE fingerprint = (SELECT fingerprint FROM population_unit WHERE fingerprint NOT IN (SELECT fingerprint FROM sample) LIMIT 1)"
tamper "a byte of a certificate" "population: the bytes of" \
	"UPDATE cert_der SET der = CAST(x'00' || substr(der, 2) AS BLOB) WHERE cert_id = (SELECT cert_id FROM population_unit LIMIT 1)"
tamper "the time of issuance of a certificate outside the sample" "membership: " \
	"UPDATE cert SET sct_at = 0 WHERE id = (SELECT cert_id FROM population_unit WHERE fingerprint NOT IN (SELECT fingerprint FROM sample) LIMIT 1)"
tamper "the frozen time of issuance of one" "membership: [0-9a-f]* was frozen as issued .*, SCT; derived again: " \
	"UPDATE population_unit SET issued_at = issued_at + 1 WHERE fingerprint = (SELECT fingerprint FROM population_unit WHERE fingerprint NOT IN (SELECT fingerprint FROM sample) LIMIT 1)"
tamper "both the time of issuance and the frozen one" "table population_unit: event " \
	"UPDATE population_unit SET issued_at = 1616000000, issued_source = 0 WHERE cert_id = (SELECT cert_id FROM population_unit WHERE fingerprint NOT IN (SELECT fingerprint FROM sample) LIMIT 1)" \
	"UPDATE cert SET issued_at = 1616000000 WHERE id = (SELECT cert_id FROM population_unit WHERE issued_source = 0)"
tamper "an outcome" "outcomes: " \
	"UPDATE result SET codes = replace(codes, 'F', 'P') WHERE (run_id, cert_id, name_ord) = (SELECT run_id, cert_id, name_ord FROM result WHERE codes LIKE '%F%' LIMIT 1)"
tamper "a reason taken away" "outcomes: " \
	"DELETE FROM reason WHERE (run_id, cert_id, name_ord, rule_ord) = (SELECT run_id, cert_id, name_ord, rule_ord FROM reason LIMIT 1)"
tamper "a cause re-written" "outcomes: the reason" \
	"UPDATE reason SET value = 'x' WHERE (run_id, cert_id, name_ord, rule_ord) = (SELECT run_id, cert_id, name_ord, rule_ord FROM reason LIMIT 1)"
tamper "the x of a run" "history: a run" "UPDATE run SET exceptions = 0"
tamper "the count of a rule" "outcomes: run" \
	"UPDATE run_rule SET fail = 0 WHERE fail > 0 AND ord = (SELECT min(ord) FROM run_rule WHERE fail > 0)"
tamper "the end of the history" "history: a " "DELETE FROM event WHERE id >= (SELECT min(id) FROM event WHERE kind = 'check')"
tamper "the time of the draw" "history: a draw" "UPDATE draw SET drawn_at = drawn_at - 86400"
tamper "a validation" "outcomes: " \
	"UPDATE validation SET validated_at = validated_at + 100000000 WHERE hash = (SELECT validation FROM result WHERE validation IS NOT NULL LIMIT 1)"
# imports against their events, each way: removed, added, edited
tamper "an import taken away" "history: import 4 (.*tls-cps.yaml) is gone, its event is there" "DELETE FROM import WHERE kind = 'cps'"
tamper "an import without an event" "history: import 5 (late.csv) has no event" \
	"INSERT INTO import (kind, file, sha256, bytes, imported_at, imported_by, program, read, new, known, rejected) SELECT kind, 'late.csv', sha256, bytes, imported_at, imported_by, program, read, new, known, rejected FROM import WHERE id = 3"
for e in "file = 'other.pem'" "sha256 = zeroblob(32)" "kind = 'crl'" "read = read + 1" "new = new + 1" "rejected = 1" "source = 'another system'" \
	"query_text = 'SELECT 1'" "extracted_at = 1" "map_sha256 = zeroblob(32)" "evidence = 0" "imported_at = imported_at - 86400" \
	"imported_by = 'somebody'"; do
	tamper "an import's row: $e" "history: import 3 (.*) is not as its event states it: [a-z0-9_,]*${e%%[ _]*}" "UPDATE import SET $e WHERE id = 3"
done
is "an import's event names its file, its bytes and its counts" \
	"$(sqlite3 "$T/ledger.db" "SELECT json_extract(body, '$.kind', '$.sha256', '$.read', '$.new', '$.known', '$.rejected') FROM event WHERE kind = 'import' AND subject = '2'")" \
	"[\"certs\",\"$(sha256sum <"$T/ca/certs.pem" | cut -d' ' -f1)\",476,476,0,0]"
# every table: a cell of another value, a row gone, a row that nobody wrote
"$S" --by prep check Q --census >/dev/null 2>&1
"$S" draw Q --extend 2 >/dev/null 2>&1
printf 'ann\nbob\n' >"$T/people"
"$S" review assign Q --reviewers "$T/people" >/dev/null
"$S" seal -o "$T/seal.txt" >/dev/null
for f in "$T"/ca/*.crl; do "$S" -q import crl "$f" >/dev/null; done
"$S" -q import revocations "$T/ca/revocations.csv" >/dev/null 2>&1
printf '00112233445566778899\nnone\n' >"$T/keys"
"$S" -q import weak-keys "$T/keys" >/dev/null 2>&1
awk '/BEGIN CERT/ { n++ } n < 4' "$T/ca/certs.pem" >"$T/some.pem"
"$S" -q import reconcile "$T/some.pem" >/dev/null 2>&1
"$S" -q import reconcile "$T/ca/certs.pem" >/dev/null 2>&1
"$S" -q import reconcile --void "$(sqlite3 "$T/ledger.db" "SELECT min(import_id) FROM comparison")" --reason "a part" >/dev/null
"$S" finding note 1 "y" >/dev/null
status "still nothing differs" 0 "$S" verify Q
sqlite3 "$T/ledger.db" "PRAGMA wal_checkpoint(TRUNCATE)" >/dev/null
cat >"$T/every.py" <<'X'
import os, shutil, sqlite3, subprocess, sys
program, ledger, forged = sys.argv[1:]
left_out = {("pair", "import_id"), ("superseded", "import_id")}	# made anew until they are frozen
def verify(change):
    for end in ("-wal", "-shm"):
        if os.path.exists(forged + end):
            os.unlink(forged + end)
    shutil.copy(ledger, forged)
    d = sqlite3.connect(forged)
    d.execute("PRAGMA synchronous = OFF")
    d.execute("PRAGMA journal_mode = MEMORY")
    kept = d.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in kept:
        d.execute(f'DROP TRIGGER "{name}"')
    try:
        change(d)
    except sqlite3.IntegrityError:    # SQLite itself refuses
        d.close()
        return None
    for _, sql in kept:
        d.execute(sql)
    d.commit()
    d.close()
    r = subprocess.run([program, "-l", forged, "verify", "Q"], capture_output=True, text=True)
    return r.returncode == 1 and "first difference" in r.stdout
def other(v):
    return "x" if v is None else v + 1 if isinstance(v, int) else v + "x" if isinstance(v, str) else v[:-1] + bytes([v[-1] ^ 1]) if v else b"x"
d = sqlite3.connect(ledger)
tables = [t for (t,) in d.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY 1")]
tried, unseen, empty = 0, [], []
for t in tables:
    info = d.execute(f'PRAGMA table_info("{t}")').fetchall()
    key = [i[1] for i in sorted(info, key=lambda i: i[5]) if i[5]]
    rows = d.execute(f'SELECT {", ".join(chr(34) + i[1] + chr(34) for i in info)} FROM "{t}" ORDER BY {", ".join(key)}').fetchall()
    if not rows:
        empty.append(t)
        continue
    row = rows[len(rows) // 2]
    at = " AND ".join(f'"{k}" IS ?' for k in key)
    where = [row[[i[1] for i in info].index(k)] for k in key]
    for n, i in enumerate(info):
        new = 1 if row[n] is None and i[2] == "INTEGER" else b"x" if row[n] is None and i[2] == "BLOB" else other(row[n])
        seen = verify(lambda d: d.execute(f'UPDATE "{t}" SET "{i[1]}" = ? WHERE {at}', [new] + where))
        tried += seen is not None
        # the label gone, there is nothing to verify by that name
        if seen is False and (t, i[1]) not in left_out and (t, i[1]) != ("population", "label"):
            unseen.append(f"{t}.{i[1]}")
    if t == "population" or t == "pair":
        continue
    seen = verify(lambda d: d.execute(f'DELETE FROM "{t}" WHERE {at}', where))
    tried += 1
    if not seen:
        unseen.append(f"a row of {t} gone")
for name, sql in (("a view", "CREATE VIEW another AS SELECT 1"), ("a trigger gone", 'DROP TRIGGER "run_kept"')):
    shutil.copy(ledger, forged)
    d2 = sqlite3.connect(forged)
    d2.execute(sql)
    d2.commit()
    d2.close()
    r = subprocess.run([program, "-l", forged, "verify", "Q"], capture_output=True, text=True)
    if r.returncode != 1:
        unseen.append(name)
print(tried > 250, unseen, empty)
X
is "every cell and every row of every table is seen" "$(/usr/bin/python3 "$T/every.py" "$S" "$T/ledger.db" "$T/forged.db")" \
	"True [] ['cert_claim', 'link', 'lint', 'population_out', 'population_void', 'remark', 'review_mark', 'seal_stamp', 'superseded']"
is "a digest of rows is that of sqlite3 and sha256sum" \
	"$(sqlite3 -quote "$T/ledger.db" "SELECT * FROM run_rule WHERE run_id = 1 ORDER BY ord" | sha256sum | cut -d' ' -f1)" \
	"$(sqlite3 "$T/ledger.db" "SELECT substr(json_extract(body, '$.rows.run_rule'), instr(json_extract(body, '$.rows.run_rule'), ' ') + 1) FROM event WHERE kind = 'check' ORDER BY id LIMIT 1")"
ok "facts cannot be changed while the triggers stand" sh -c "! /usr/bin/python3 -c \"
import sqlite3
d = sqlite3.connect('$T/ledger.db')
d.execute('UPDATE event SET actor = 1')\" 2>/dev/null"
done_testing
