#!/bin/sh
# The CPS register: what is added counts, the newest file of a document, gaps are told.
. "$(dirname "$0")/lib.sh"
cd "$T" || exit 1
"$SELFAUDIT" init --ca "Example CA" >/dev/null
cat >tls.yaml <<'YAML'
title: Example CA TLS CPS
document: tls-cps
applies_to: {types: [dv, ov]}
versions:
  - version: "5.1"
    effective_from: 2021-03-01
    methods: [3.2.2.4.4, 3.2.2.4.7, {method: 3.2.2.4.8, until: 2026-03-15, reuse_until: 2026-03-15}]
    reuse_days: 398
    confirmed_by: the CPS owner
    confirmed_at: 2021-02-26
  - version: "5.2"
    effective_from: 2021-05-01
    published_at: 2021-05-21T15:14:00Z
    methods: [3.2.2.4.7, 3.2.2.4.19]
    wildcard_methods: []
    confirmed_by: the CPS owner
YAML
status "an empty register" 0 "$SELFAUDIT" cps list --json
is "has no version" "$(json out "j['versions']")" "[]"
status "add" 0 "$SELFAUDIT" cps add tls.yaml --json
is "tells document and versions" "$(json out "[(f['document'], f['versions']) for f in j['files']]")" "[('tls-cps', ['5.1', '5.2'])]"
status "list" 0 "$SELFAUDIT" cps list --json
is "5.1 ends when 5.2 was published" "$(json out "j['versions'][0]['in_force_until']")" 2021-05-21T15:14:00Z
is "5.2 is open" "$(json out "j['versions'][1]['in_force_until']")" None
is "an absent list is not stated, an empty one is none" "$(json out "[v['wildcard_methods'] for v in j['versions']]")" "[None, []]"
status "show" 0 "$SELFAUDIT" cps show 5.1
has "limits" out "reuse_days: 398"
has "a method's end" out "3.2.2.4.8 until 2026-03-15T00:00:00Z"
status "show of a document" 0 "$SELFAUDIT" cps show tls-cps 5.2
status "show of what is not there" 2 "$SELFAUDIT" cps show 9.9
status "the same file again" 0 "$SELFAUDIT" cps add tls.yaml --json
is "changes nothing" "$(json out "j['files'][0]['repeated']")" True

sed 's/effective_from: 2021-03-01/effective_from: 2021-03-01\n    effective_until: 2021-04-01/' tls.yaml >gap.yaml
"$SELFAUDIT" cps add gap.yaml >/dev/null
status "a gap needs attention" 1 "$SELFAUDIT" cps list --json
is "and is told" "$(json out "[p.split(':')[1] for p in j['problems']]")" "[' gap']"
is "the newest file of a document counts alone" "$(json out "len(j['versions'])")" 2
"$SELFAUDIT" cps add tls.yaml >/dev/null
status "the file before comes back" 0 "$SELFAUDIT" cps list

printf 'versions:\n  - version: "1"\n    version: "2"\n' >twice.yaml
status "a key twice" 2 "$SELFAUDIT" cps add twice.yaml
has "with its place" err "twice.yaml:3:"
printf 'versions:\n  - version: "1"\n    effective_from: 2021-01-01\n    methods: []\n    colour: red\n    confirmed_by: a\n' >key.yaml
status "an unknown key" 2 "$SELFAUDIT" cps add key.yaml
has "with its place" err "key.yaml:5:"
is "what failed left nothing" "$(sqlite3 "$SELFAUDIT_LEDGER" 'SELECT count(*) FROM cps_file')" 3
# ---- a method that there is not permits nothing: refused, with the place and what is near
cat >"$T/typo.yaml" <<'E2'
document: typo
versions:
  - version: "1"
    effective_from: 2026-01-01
    methods: [3.2.2.4.7, {method: dns-02, until: 2026-05-01}]
    ip_methods: [3.2.2.5.91]
    confirmed_by: X
E2
status "an unknown method" 2 "$SELFAUDIT" cps add "$T/typo.yaml"
is "its place, and the nearest" "$(cat "$T/err")" \
	"selfaudit: $T/typo.yaml:5:26: expected a method of the Baseline Requirements, found dns-02 (the nearest known: dns-01)"
sed 's/dns-02/dns-01/' "$T/typo.yaml" >"$T/typo2.yaml"
status "of another list" 2 "$SELFAUDIT" cps add "$T/typo2.yaml"
has "its place" "$T/err" "typo2.yaml:6:18: expected a method of the Baseline Requirements, found 3.2.2.5.91 (the nearest known: 3.2.2.5."
is "nothing of it is kept" "$(sqlite3 "$SELFAUDIT_LEDGER" "SELECT count(*) FROM cps_file WHERE document = 'typo'")" 0
sed 's/3.2.2.5.91/3.2.2.5.1/' "$T/typo2.yaml" >"$T/typo.yaml"
status "sections and labels" 0 "$SELFAUDIT" cps add "$T/typo.yaml"
done_testing
