#!/bin/sh
# Every column of the schema has its comment, every view too; the conclusion is a person's.
set -u
cd "$(dirname "$0")/../.."
bad=0
awk '
/^CREATE TABLE/ { intable = 1; if (!comment) { print "words: ledger/schema.sql:" NR ": table without a comment above"; bad = 1 } next }
/^--/ { comment = 1; next }
/^\)/ { intable = 0; comment = 0; next }
intable && /^\t[a-z]/ && !/--/ && !/REFERENCES.*,$/ && !/,$/ { next }
intable && /^\t[a-z][a-z_0-9]* (INTEGER|TEXT|BLOB|REAL)/ && !/--/ { print "words: ledger/schema.sql:" NR ": column without a comment: " $0; bad = 1 }
/^$/ { comment = 0 }
END { exit bad }' ledger/schema.sql >&2 || bad=1
awk '/^CREATE VIEW/ { if (!comment) { print "words: ledger/views.sql:" NR ": view without a comment above"; bad = 1 } }
/^--/ { comment = 1; next } /^$/ { comment = 0 } END { exit bad }' ledger/views.sql >&2 || bad=1
[ $bad = 0 ] || exit 1
