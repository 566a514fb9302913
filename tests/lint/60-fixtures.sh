#!/bin/sh
# Every family of rules has a test that asks for a pass, a fail and an na of each of its rules.
set -u
cd "$(dirname "$0")/../.."
bad=0
for family in $(sed -n 's/^extern const struct rule \(family_[a-z_]*\)\[\];$/\1/p' checks/families.h); do
	if ! grep -q "fixture_covered([a-z_]*, $family)" tests/unit/*.c; then
		echo "fixtures: $family: expected fixture_covered() in tests/unit, found none" >&2
		bad=1
	fi
	if ! grep -q "^	$family,\$" checks/families.c; then
		echo "fixtures: $family: expected it among families_all, found it not" >&2
		bad=1
	fi
done
exit $bad
