/*
 * sniff - what a file looks like, before a reader takes it for something else
 *
 * A guess from the first bytes, made to refuse a CRL where certificates are asked for,
 * or a workbook where a CSV is, in words that help.  What it does not recognise is text.
 */
#ifndef BASE_SNIFF_H
#define BASE_SNIFF_H

#include <stdbool.h>

#include "base/input.h"

/* Bits: a table may be of several kinds. */
enum sniff_kind {
	SNIFF_NOTHING = 1 << 0,		/* an empty file */
	SNIFF_FOREIGN = 1 << 1,		/* a workbook, a database, an archive, binary data, ... */
	SNIFF_CERTIFICATES = 1 << 2,	/* PEM, one in DER, CT get-entries, or a table of them */
	SNIFF_CRL = 1 << 3,
	SNIFF_PEM = 1 << 4,		/* neither: a private key, a request, ... */
	SNIFF_VALIDATIONS = 1 << 5,	/* tables, by the columns that they must have */
	SNIFF_LINKS = 1 << 6,
	SNIFF_REVOCATIONS = 1 << 7,
	SNIFF_INVENTORY = 1 << 8,	/* YAML, by their keys */
	SNIFF_REGISTER = 1 << 9,
	SNIFF_TEXT = 1 << 10,
	SNIFF_MAPPED = 1 << 11		/* text that an import map will tell the meaning of */
};

struct sniff {
	unsigned is;
	const char *what;	/* "a CRL", "an Excel workbook: save the sheet as CSV" */
};

/*
 * sniff_input - look at the window of an input of which nothing was skipped
 *
 *   mapped   an import map names the columns: text is SNIFF_MAPPED
 *
 * The window grows to at most 64 KiB.  0, or -1 said.
 */
int sniff_input(struct input *in, bool mapped, struct sniff *s);

#endif
