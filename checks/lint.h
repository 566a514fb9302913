/*
 * lint - run a certificate linter over one certificate
 *
 * zlint, pkilint (lint_cabf_serverauth_cert) and x509lint, by argument vector,
 * under a time limit and an output cap (base/process.h); what they print is read
 * like a file of theirs (base/lintfile.h).  BR 8.7 asks for linting that does not
 * rest on what was linted before: this is how.
 */
#ifndef CHECKS_LINT_H
#define CHECKS_LINT_H

#include <stddef.h>
#include <stdint.h>

#include "base/lintrow.h"

struct lint_tool {
	const char *name;		/* as rows call it */
	const char *program;		/* looked up in PATH */
	const char *argv[8];		/* after the program; "@" stands for a file with the input */
	const char *version_argv[4];	/* prints the version; empty: the tool has no such option */
};

extern const struct lint_tool lint_tools[];	/* ended by a row without name */

/* The tool of this name, NULL where there is none. */
const struct lint_tool *lint_tool(const char *name);

/*
 * lint_version - what the tool says its version is
 *
 *   program   another path to it, or NULL
 *   out       the first word of its answer that holds a digit, cut to size; "" where it has
 *             no option for it, or did not answer within 10 seconds
 *
 * 0; -1 said where it cannot be started.
 */
int lint_version(const struct lint_tool *t, const char *program, char *out, size_t size);

struct lint_job {
	const struct lint_tool *tool;
	const char *program;		/* another path to it, or NULL */
	const char *version;		/* by lint_version, or "" */
	int seconds;			/* for one certificate, > 0 */
	const uint8_t *der;		/* the certificate */
	size_t len;
};

/*
 * lint_run - one certificate through one linter
 *
 * Rows go to sink->row.  A linter that ran out of time, printed more than 16 MiB, or
 * printed nothing although it never does that, is one sink->reject with the tool as its
 * place: no row, so the certificate stays unlinted.  A linter's exit status alone says
 * nothing: pkilint's is the number of findings.
 * Returns 0; -1 said where it cannot be started or memory ran out, or the sink ended it.
 */
int lint_run(const struct lint_job *job, const struct lintfile_sink *sink);

#endif
