/*
 * cps_extract - propose a register entry from the text of a practice statement
 *
 * Markdown, plain text, or a PDF (through pdftotext where it is installed).
 * With --json one object; else the entry in YAML with confirmed_by left empty,
 * so that nobody can add it to the register before a person has filled that
 * in, and below it, as comments, what was found where.
 */
#ifndef CLI_CPS_EXTRACT_H
#define CLI_CPS_EXTRACT_H

#include "cli/cli.h"

/* "cps extract FILE"; name NULL: one out of the text's title.  Returns enum cli_status. */
int cps_extract_file(struct cli *c, const char *path, const char *name);

#endif
