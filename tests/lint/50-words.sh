#!/bin/sh
# Every table and view has its comment where SQLite keeps it, every column too; the conclusion is a person's.
set -u
cd "$(dirname "$0")/../.."
bad=0
awk '
/^CREATE (TABLE|VIEW)/ { made = NR; table = /TABLE/; next }
made && NR == made + 1 && !/^\t?-- / { print "words: " FILENAME ":" made ": expected a comment inside, below this line"; bad = 1 }
/^\)/ { table = 0; next }
# a column goes on until its comment; a new one before that has none
table && /^\t[a-z][a-z_0-9]* (INTEGER|TEXT|BLOB|REAL)/ {
	if (open) { print "words: " FILENAME ":" open ": column without a comment"; bad = 1 }
	open = NR
}
table && /--/ { open = 0 }
table && /^\t(PRIMARY|UNIQUE|CHECK|FOREIGN)/ && open { print "words: " FILENAME ":" open ": column without a comment"; bad = 1; open = 0 }
END { exit bad }' ledger/schema.sql ledger/views.sql >&2 || bad=1
[ $bad = 0 ] || exit 1
