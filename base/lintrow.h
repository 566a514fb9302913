/*
 * lintrow - what a certificate linter said of one certificate
 *
 * The noun that travels from base/lintfile.h (output in a file) and
 * checks/lint.h (a linter run) to the ledger and the rules.
 */
#ifndef BASE_LINTROW_H
#define BASE_LINTROW_H

#include <stdint.h>

/* As the ledger words them: pass, notice, warn, error, fatal. */
enum lint_level { LINT_PASS, LINT_NOTICE, LINT_WARN, LINT_ERROR, LINT_FATAL };

/*
 * One thing a linter said of one certificate.  The same code several times is
 * one row with the gravest level and the details joined by "; ".  A linter that
 * ran and found nothing worse than pass is one row with code "" and LINT_PASS.
 */
struct lint_row {
	uint8_t sha256[32];		/* of the certificate linted */
	enum lint_level level;
	const char *tool, *version;	/* version "" where not known */
	const char *code;		/* the lint's name, of x509lint its sentence */
	const char *detail;		/* as it said, "" where nothing more */
};

/* What the caller of a reader knows beyond the file; each may be NULL. */
struct lintfile_hint {
	const char *tool;		/* names the tool where the format does not */
	const char *version;		/* used where the file states none */
	const uint8_t *sha256;		/* the certificate, where the file names none */
};

/* Both return 0 to go on; anything else ends the reading with -1. */
struct lintfile_sink {
	void *arg;
	int (*row)(void *arg, const struct lint_row *r);	/* borrowed for the call */
	int (*reject)(void *arg, const char *place, const char *reason);	/* "line 7" */
};

#endif
