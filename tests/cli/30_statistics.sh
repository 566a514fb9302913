#!/bin/sh
# Sizes, bounds, power and trend: numbers an auditor can look up, statements one can quote,
# and what is refused.
. "$(dirname "$0")/lib.sh"

run() {
	"$SELFAUDIT" "$@" --json >"$T/j" 2>"$T/err" || echo "exit $?" >"$T/j"
}

# RAT-STATS: "unrestricted attribute appraisal" of its versions' comparison
run bound --population 2131341220 --sample 20000 --exceptions 20 --confidence 0.90
is "bound: RAT-STATS" "$(json "$T/j" '(j["lower"], j["upper"])')" "(1412716, 3096347)"
is "bound: rates" "$(json "$T/j" 'j["upper_rate"] == 3096347 / 2131341220')" True
is "bound: keys" "$(json "$T/j" '",".join(j)')" \
	"population,sample,exceptions,confidence,lower,upper,upper_one_sided,lower_rate,upper_rate,upper_one_sided_rate"
run bound --population 100000 --sample 3000 --exceptions 0
is "bound: one-sided" "$(json "$T/j" '(j["lower"], j["upper_one_sided"], j["confidence"])')" "(0, 98, 0.95)"
run bound --population 100 --sample 100 --exceptions 3
is "bound: a census is the count" "$(json "$T/j" '(j["lower"], j["upper"], j["upper_one_sided"])')" "(3, 3, 3)"
run bound --population 0 --sample 0 --exceptions 0
is "bound: nothing issued" "$(json "$T/j" '(j["lower"], j["upper"], j["lower_rate"])')" "(0, 0, None)"

# Clopper and Pearson, n = 10, x = 0, 95%: 1 - 0.025^(1/10)
run bound --sample 10 --exceptions 0
is "bound: the process" "$(json "$T/j" '(j["population"], j["lower"], j["upper"], round(j["upper_rate"], 9))')" \
	"(None, None, None, 0.308497108)"

run bound --stratum 500:75:2 --stratum 300:50:1 --stratum 200:25:0
# logit by mpmath, beta by R's survey 4.1-1
is "strata: as R's svyciprop" "$(json "$T/j" "[[round(v, 7) for v in j['svyciprop'][k]] for k in ('logit', 'beta')]")" \
	"[[0.0067455, 0.0541314], [0.0046961, 0.051635]]"
is "bound: strata" "$(json "$T/j" '(j["population"], j["sample"], j["exceptions"], j["upper_one_sided"], j["method"])')" \
	"(1000, 150, 3, 68, 'fisher')"
is "bound: estimate" "$(json "$T/j" '(round(j["estimate"], 6), round(j["standard_error"], 6))')" "(19.333333, 10.224213)"
run bound --stratum 500:75:2 --stratum 300:50:1 --stratum 200:25:0 --method bonferroni
is "bound: bonferroni" "$(json "$T/j" '(j["upper_one_sided"], j["method"])')" "(106, 'bonferroni')"
run bound --stratum 100:3:0 --stratum 200:6:0 --stratum 300:9:0
is "bound: nothing failed" "$(json "$T/j" '(j["lower"], j["upper_one_sided"], j["method"])')" "(0, 90, 'zero')"
run bound --stratum 100:1:0 --stratum 200:6:1
is "bound: a sample of one has no standard error" "$(json "$T/j" '(j["estimate"] is not None, j["standard_error"])')" "(True, None)"

status "bound: text" 0 "$SELFAUDIT" bound --population 100000 --sample 3000 --exceptions 2
has "bound: a sentence to quote" "$T/out" "With 95% confidence between"
has "bound: what it rests on" "$T/out" "certificates frozen"

# 6% of 100 is 6 certificates and not 7
run size --population 100 --tolerable-rate 6% --confidence 0.90
is "size: exact rates" "$(json "$T/j" '(j["population"], j["floor"], j["discovery"], j["margin"], j["sample"])')" "(100, 3, 32, None, 32)"
run size --population 100 --affected 6 --confidence 90/100
is "size: the same by count" "$(json "$T/j" 'j["discovery"]')" 32
run size --population 1000000
is "size: the floor alone" "$(json "$T/j" '(j["floor"], j["discovery"], j["sample"])')" "(30000, None, 30000)"
run size --population 1000000 --rate 6%
is "size: another rate" "$(json "$T/j" 'j["sample"]')" 60000
run size --population 0 --tolerable-rate 1%
is "size: nothing issued" "$(json "$T/j" '(j["floor"], j["sample"])')" "(0, 0)"
run size --population 10000 --affected 100 --allowed 3
is "size: failures allowed" "$(json "$T/j" 'j["discovery"]')" 755
run size --population 1000000 --margin 1% --expected 1/2
is "size: margin" "$(json "$T/j" '(j["margin"], j["sample"])')" "(9513, 30000)"
status "size: text" 0 "$SELFAUDIT" size --population 369922 --tolerable-rate 0.1%
has "size: a sentence to quote" "$T/out" "2,982: if 370 or more of them fail (0.1%)"

run power --population 5000 --sample 150 --affected 25
is "power" "$(json "$T/j" 'round(j["detection"], 12)')" 0.533893922142
run power --population 5000 --sample 150 --rate 0.5%
is "power: the same by rate" "$(json "$T/j" 'round(j["detection"], 12)')" 0.533893922142
status "power: text" 0 "$SELFAUDIT" power --population 1000000 --sample 30000 --affected 100
has "power: a table" "$T/out" "26.26%"
status "power: almost certain is not certain" 0 "$SELFAUDIT" power --population 1803 --sample 1000 --affected 803
has "and said so" "$T/out" "with a probability of over 99.99%."

# R's prop.trend.test(c(83, 90, 129, 70), c(86, 93, 136, 82)): 8.2249, p 0.004132
printf 'period,sample,exceptions,population\r\n2025Q4,86,83,900\r\n"2026,Q1",93,90,\r\n2026Q2,136,129,1000\r\n2026Q3,82,70,\r\n' >"$T/trend.csv"
run trend "$T/trend.csv"
is "trend" "$(json "$T/j" '(round(j["cochran_armitage"]["chi2"], 4), round(j["cochran_armitage"]["p"], 6), j["direction"])')" \
	"(8.2249, 0.004132, 'falling')"
is "trend: labels are free text" "$(json "$T/j" 'j["periods"][1]["period"]')" "2026,Q1"
printf 'exceptions,sample,period\n0,30000,a\n5,30000,b\n' >"$T/two.csv"
run trend "$T/two.csv"
is "trend: Fisher and exact" "$(json "$T/j" '(round(j["fisher_p"], 10), round(j["exact_p"], 10), j["direction"])')" \
	"(0.0624895834, 0.0624895834, 'rising')"
printf 'period,sample,exceptions\nx,10,0\n' >"$T/one.csv"
run trend "$T/one.csv"
is "trend: undefined is null" "$(json "$T/j" '(j["cochran_armitage"], j["exact_p"], j["fisher_p"], j["direction"])')" \
	"({'chi2': None, 'p': None}, None, None, None)"
status "trend: text" 0 "$SELFAUDIT" trend "$T/two.csv"
has "trend: in words" "$T/out" "Trend over 2 periods: rising"

# what is refused: one line, exit 2
refused() {
	status "refused: $*" 2 "$SELFAUDIT" "$@"
	is "one line" "$(wc -l <"$T/err")$(cat "$T/out")" 1
}
refused size
refused size --population -5
refused size --population 1e6
refused size --population 99999999999999999
refused size --population 10 --rate 101%
refused size --population 10 --rate 3.5.1
refused size --population 10 --allowed 1
refused size --population 10 --affected 11
refused size --population 10 --affected 2 --allowed 2
refused size --population 10 --affected 2 --tolerable-rate 1%
refused size --population 10 --margin 1%
refused size --population 10 --confidence 1
refused size --population 10 --confidence 0
refused size --population 10 extra
refused bound --population 10 --sample 11 --exceptions 0
refused bound --population 10 --sample 5 --exceptions 6
refused bound --population 10 --sample 5
refused bound --stratum 10:5
refused bound --stratum 10:5:1:2
refused bound --stratum 10:5:1 --population 10
refused bound --stratum 10:5:1 --method zero
refused bound --stratum 10:5:1 --method normal
refused bound --population 10 --sample 5 --exceptions 1 --method auto
refused power --population 10 --sample 5
refused power --population 10 --sample 5 --affected 11
refused power --population 10 --sample 5 --affected 1 --rate 1%
printf 'period,sample\nx,10\n' >"$T/bad.csv"
refused trend "$T/bad.csv"
printf 'period,sample,exceptions\nx,10,11\n' >"$T/bad.csv"
refused trend "$T/bad.csv"
printf 'period,sample,exceptions\nx,ten,1\n' >"$T/bad.csv"
refused trend "$T/bad.csv"
printf 'period,sample,exceptions\n' >"$T/bad.csv"
refused trend "$T/bad.csv"
refused trend "$T/none.csv"
refused trend

# 50 ms for the large one, start of the program included, with room for a busy machine
start=$(date +%s%N)
run bound --population 2131341220 --sample 20000 --exceptions 20 --confidence 0.90
took=$((($(date +%s%N) - start) / 1000000))
echo "# bound of 2131341220 took $took ms"
ok "bound is quick" test "$took" -lt 500

done_testing
