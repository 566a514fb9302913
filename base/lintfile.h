/*
 * lintfile - what certificate linters said, read from their output
 *
 *   zlint     JSON: {"lint name": {"result": "pass|info|warn|error|fatal|NA|NE",
 *             "details": "..."}}, alone or under "lints"; also as "zlint" inside a
 *             record about a certificate (zcertificate and scan data)
 *   pkilint   JSON {"results": [{"node_path", "validator", "finding_descriptions":
 *             [{"severity", "code", "message"}]}]}, or CSV node_path,validator,
 *             severity,code,message
 *   pkimetal  JSON [{"Linter", "Finding", "Severity"}], several linters in one
 *   x509lint  text lines "E: ...", "W: ...", "I: ..."
 *
 * JSON may be one value, pretty-printed or not, or one a line.  Which
 * certificate is meant is read from the record: "sha256", "fingerprint_sha256",
 * "certificate" or "parsed.fingerprint_sha256" in hex, or its DER in base64 as
 * "raw" or "der"; in CSV from the column sha256; in text from a line that begins
 * with 64 hex digits, before the lines about it.  Otherwise from the hint.
 */
#ifndef BASE_LINTFILE_H
#define BASE_LINTFILE_H

#include <stddef.h>

#include "base/lintrow.h"

const char *lintfile_level(enum lint_level l);

/*
 * lintfile_parse - rows and rejects from output held in memory
 *
 * A record that cannot be used (not JSON, no certificate named, a severity
 * unknown) is a reject and reading goes on.  Output without any record is one
 * reject, except for text with a hint: x509lint says nothing of a sound
 * certificate.  Returns 0; -1 when the sink ended it or memory ran out (said).
 */
int lintfile_parse(const char *data, size_t len, const struct lintfile_hint *hint,
    const struct lintfile_sink *sink);

/* The same for a file ("-" is not special); a name that begins with 64 hex
 * digits, as in <sha256>.json, names the certificate where hint does not.
 * 0; -1 said. */
int lintfile_read(const char *path, const struct lintfile_hint *hint,
    const struct lintfile_sink *sink);

#endif
