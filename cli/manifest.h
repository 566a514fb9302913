/*
 * manifest - the SHA-256 of every file of a folder, as sha256sum writes and checks it
 *
 *	MANIFEST	all files but MANIFEST and its own four below
 *	MANIFEST.sha256	MANIFEST itself, its signature, query and time stamp
 *
 * Lines "<hex>  <path>" LF, sorted as base/input.h walks.  No path needs an escape.
 */
#ifndef CLI_MANIFEST_H
#define CLI_MANIFEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

#define MANIFEST_FILE "MANIFEST"
#define MANIFEST_SUMS "MANIFEST.sha256"
#define MANIFEST_SIGNATURE "MANIFEST.p7s"	/* CMS, detached, DER */
#define MANIFEST_QUERY "MANIFEST.tsq"		/* RFC 3161 */
#define MANIFEST_STAMP "MANIFEST.tsr"

/* Appends the lines of MANIFEST, of MANIFEST.sha256.  0 or -1 said. */
int manifest_of(const char *dir, struct text *out);
int manifest_sums(const char *dir, struct text *out);

/* Does a name stay below the folder?  No "..", ".", empty part, nothing before the first "/". */
bool manifest_is_below(const char *name);

/* "dir/name", appended to out after it was cleared; returns it as a string. */
const char *manifest_path(struct text *out, const char *dir, const char *name);

/*
 * manifest_check - is every file as both say, and none besides?
 *
 * A link, a pipe or a device is a difference, a hidden file is a file.
 *
 * 0 and *files; 1 and what differs first, appended to difference; -1 said.  A folder
 * without MANIFEST is a difference.
 */
int manifest_check(const char *dir, uint64_t *files, struct text *difference);

#endif
