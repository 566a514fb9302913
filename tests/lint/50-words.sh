#!/bin/sh
# Every column of the schema has its comment, every view too; the conclusion is a person's.
set -u
cd "$(dirname "$0")/../.."
bad=0
awk '
/^CREATE TABLE/ { table = 1; if (!comment) { print "words: ledger/schema.sql:" NR ": table without a comment above"; bad = 1 } next }
/^--/ { comment = 1; next }
/^\)/ { table = 0; comment = 0; next }
/^$/ { comment = 0 }
# a column goes on until its comment; a new one before that has none
table && /^\t[a-z][a-z_0-9]* (INTEGER|TEXT|BLOB|REAL)/ {
	if (open) { print "words: ledger/schema.sql:" open ": column without a comment"; bad = 1 }
	open = NR
}
table && /--/ { open = 0 }
table && /^\t(PRIMARY|UNIQUE|CHECK|FOREIGN)/ && open { print "words: ledger/schema.sql:" open ": column without a comment"; bad = 1; open = 0 }
END { exit bad }' ledger/schema.sql >&2 || bad=1
awk '/^CREATE VIEW/ { if (!comment) { print "words: ledger/views.sql:" NR ": view without a comment above"; bad = 1 } }
/^--/ { comment = 1; next } /^$/ { comment = 0 } END { exit bad }' ledger/views.sql >&2 || bad=1
[ $bad = 0 ] || exit 1
