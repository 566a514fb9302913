# Quarters of one CA in one ledger, for scenarios that source lib.sh first.

write_register() { # two CPS documents that permit what the generator's CA does, from 2024-08 on
	/usr/bin/python3 - "$T" <<'X'
import sys
for name, types in (("tls-cps", "dv, ov, iv"), ("ev-cps", "ev")):
    with open(f"{sys.argv[1]}/{name}.yaml", "w") as f:
        f.write(f"document: {name}\nkind: cps\napplies_to: {{types: [{types}]}}\nversions:\n")
        for version, since in (("7.0", "2024-08-01"), ("8.0", "2025-07-15"), ("9.0", "2026-03-12")):
            f.write(f'  - version: "{version}"\n    effective_from: {since}\n    methods: [3.2.2.4.4, 3.2.2.4.7,'
                    " 3.2.2.4.18, 3.2.2.4.19, 3.2.2.4.20, 3.2.2.5.1, 3.2.2.5.6, 3.2.2.5.7]\n"
                    f"    confirmed_by: CPS owner\n    confirmed_at: {since}\n")
X
}

begin_ledger() { # of the CA with --ca-seed 1
	write_register
	"$GEN" --out "$T/ca" --ca-seed 1 --seed 1 --count 1 --precert-only 0 --no-defects >/dev/null
	"$SELFAUDIT" init --ca "Exempla" >/dev/null
	"$SELFAUDIT" import cas "$T/ca/cas.yaml" >/dev/null
	"$SELFAUDIT" cps add "$T/tls-cps.yaml" >/dev/null
	"$SELFAUDIT" cps add "$T/ev-cps.yaml" >/dev/null
}

q_started=
q_expected() {
	json "$T/$q_label/expected.json" "j['$1']"
}
q_begins() { # the first period says where it begins
	[ -n "$q_started" ] || echo "--from $(q_expected from)"
}

# quarter LABEL FROM UNTIL SEED [OPTION OF GEN]...: made, imported, frozen by $T/plan.yaml, drawn.
# Days; the quarter begins with FROM and ends before UNTIL.
quarter() {
	q_label=$1 q_from=$2 q_until=$3 q_seed=$4
	shift 4
	"$GEN" --out "$T/$q_label" --ca-seed 1 --seed "$q_seed" --label "$q_label" --from "${q_from}T00:00:00Z" \
		--until "${q_until}T00:00:00Z" --precert-only 0 --serial-only 0 --revoked 0 --no-defects "$@" >/dev/null &&
		"$SELFAUDIT" -q import certs "$T/$q_label/certs.pem" >/dev/null &&
		"$SELFAUDIT" -q import validations "$T/$q_label/validations.csv" >/dev/null &&
		"$SELFAUDIT" -q freeze "$q_label" $(q_begins) --until "$(q_expected until)" \
			--plan "$T/plan.yaml" --nonce-source "dice" >/dev/null &&
		q_started=yes &&
		"$SELFAUDIT" draw "$q_label" --nonce "$q_seed" >/dev/null
}
