#!/bin/sh
# cps extract: a proposal with lines, as JSON and as a register entry that a person has to confirm
. "$(dirname "$0")/lib.sh"
cps=$ROOT/tests/cps

status "reads Markdown" 0 "$SELFAUDIT" cps extract --json "$cps/headings.md"
is "version and date" "$(json "$T/out" '(j["version"], j["effective_date"])')" "('5.6', '2026-04-15')"
is "permitted" "$(json "$T/out" '" ".join(m["method"] for m in j["methods"] if m["status"] == "permitted")')" \
	"3.2.2.4.4 3.2.2.4.7 3.2.2.4.12 3.2.2.4.18"
is "every key of a method" "$(json "$T/out" 'all({"method", "status", "kind", "line", "text", "until"} <= set(m) for m in j["methods"])')" True
is "the end of a method" "$(json "$T/out" '[m["until"] for m in j["methods"] if m["method"] == "3.2.2.4.4"]')" "['2028-03-15']"
is "kinds" "$(json "$T/out" 'sorted({m["kind"] for m in j["methods"]})')" "['dns']"
is "the line is the text's" "$(json "$T/out" '[m["line"] for m in j["methods"] if m["method"] == "3.2.2.4.6"][0]')" \
	"$(grep -n 'not used. Westmoor does use' "$cps/headings.md" | cut -d: -f1)"

# the proposal is an entry that the register takes only once it is confirmed
status "proposes an entry" 0 "$SELFAUDIT" cps extract "$cps/headings.md"
cp "$T/out" "$T/entry.yaml"
"$SELFAUDIT" init --ca "Example CA" >"$T/log" 2>&1
status "nobody has confirmed it" 2 "$SELFAUDIT" cps add "$T/entry.yaml"
sed 's/confirmed_by:.*/confirmed_by: the owner of the CPS/' "$T/entry.yaml" >"$T/confirmed.yaml"
status "confirmed, it is taken" 0 "$SELFAUDIT" cps add "$T/confirmed.yaml"
"$SELFAUDIT" cps extract "$cps/mistaken.md" >"$T/out"
is "unclear ones stand in comments only" "$(grep -v '^#' "$T/out" | grep -c '3.2.2.4.17')" 0
has "and say why" "$T/out" "the words tell another procedure than the section they cite"

# ---- the document's name: out of its title, or as given
"$SELFAUDIT" cps extract --json "$cps/limited.md" >"$T/out"
is "a name out of the title" "$(json "$T/out" 'j["name"]')" tarn-cps
status "a name as given" 0 "$SELFAUDIT" cps extract "$cps/limited.md" --document "ev: cps"
has "quoted" "$T/out" 'document: "ev: cps"'
status "a name that is no text" 2 "$SELFAUDIT" cps extract "$cps/limited.md" --document "$(printf 'a\tb')"
status "a name where it means nothing" 2 "$SELFAUDIT" cps list --document x

# a certificate policy alone, and a statement for mail, permit nothing
for f in policy mail requirements; do
	"$SELFAUDIT" cps extract --json "$cps/$f.md" >"$T/out"
	is "$f permits nothing" "$(json "$T/out" 'sum(m["status"] == "permitted" for m in j["methods"])')" 0
done

# PDF, through pdftotext
if command -v pdftotext >/dev/null; then
	/usr/bin/python3 - "$cps/plain.txt" "$T/plain.pdf" <<'PY'
import sys
lines = open(sys.argv[1]).read().split("\n")
esc = lambda s: s.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
body = "BT /F1 9 Tf 40 800 Td 11 TL " + " ".join("(%s) Tj T*" % esc(l) for l in lines) + " ET"
objs = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        "<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
out = "%PDF-1.4\n"
offs = []
for i, o in enumerate(objs, 1):
    offs.append(len(out))
    out += "%d 0 obj\n%s\nendobj\n" % (i, o)
x = len(out)
out += "xref\n0 %d\n0000000000 65535 f \n" % (len(objs) + 1) + "".join("%010d 00000 n \n" % o for o in offs)
out += "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objs) + 1, x)
open(sys.argv[2], "w").write(out)
PY
	status "reads a PDF" 0 "$SELFAUDIT" cps extract --json "$T/plain.pdf"
	is "its methods" "$(json "$T/out" '" ".join(m["method"] for m in j["methods"] if m["status"] == "permitted")')" \
		"3.2.2.4.4 3.2.2.4.7"
	printf '%%PDF-1.4 broken' >"$T/broken.pdf"
	status "a broken PDF is said so" 2 "$SELFAUDIT" cps extract "$T/broken.pdf"
	mkdir "$T/nothing"
	cp "$SELFAUDIT" "$T/selfaudit"
	status "a PDF without pdftotext" 2 env PATH="$T/nothing" "$T/selfaudit" cps extract "$T/plain.pdf"
	has "names what is wanted" "$T/err" "expected pdftotext"
else
	skip "PDF" "pdftotext is not installed"
fi

status "a file that is not there" 2 "$SELFAUDIT" cps extract "$T/none.md"
status "no file named" 2 "$SELFAUDIT" cps extract
: >"$T/empty.md"
status "an empty text" 0 "$SELFAUDIT" cps extract --json "$T/empty.md"
is "says nothing" "$(json "$T/out" '(j["version"], j["effective_date"], j["methods"])')" "(None, None, [])"

# a long text in well under a second
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
	cat "$cps/sections.md" "$cps/ordinals.md" "$cps/html.md" "$cps/provider.md"
done >"$T/long.md"
ok "$(wc -c <"$T/long.md") bytes within two seconds" timeout 2 "$SELFAUDIT" cps extract --json "$T/long.md"
done_testing
