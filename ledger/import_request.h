/*
 * import_request - what an import is asked, and what it answers
 */
#ifndef LEDGER_IMPORT_REQUEST_H
#define LEDGER_IMPORT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

struct cps_document;
struct importmap;

/* A stretch (from, until]; INSTANT_NONE is open. */
struct import_range {
	int64_t from, until;
};

/* Information produced by the entity: what an auditor asks of it.  NULL, INSTANT_NONE
 * and -1 are "not stated". */
struct import_options {
	const char *source, *query_text, *extracted_by;
	int64_t extracted_at;
	int64_t expected; /* records */
	const struct importmap *map;
	const char *map_file;
	const uint8_t *map_sha256; /* 32 bytes */
	const char *by, *program;
	int64_t now;
	const struct import_range *range; /* of a reconciliation, by notBefore; NULL: all */
	/* Called now and then; total -1 where unknown.  May be NULL. */
	void (*progress)(void *ctx, uint64_t bytes, int64_t total);
	/* Of a register file, before anything of it is kept: 0, or -1 said.  May be NULL. */
	int (*accept_cps)(void *ctx, const char *file, const struct cps_document *d);
	void *ctx;
};

/* A number worth showing that not every kind has: {"names", 740000}. */
struct import_note {
	const char *what;
	uint64_t count;
};

#define IMPORT_NOTES 12
#define IMPORT_SHOWN 5

struct import_result {
	int64_t id;    /* row of the import; of the first one where repeated */
	bool repeated; /* this file was here before: nothing changed */
	uint8_t sha256[32];
	uint64_t bytes;
	uint64_t read, new, known, rejected;
	uint64_t pending; /* records whose certificate is not there yet */
	uint64_t remarks;
	bool unexpected;	     /* expected is stated and is not what was read */
	struct text unknown_columns; /* commas between */
	struct import_note notes[IMPORT_NOTES];
	size_t note_count;
	struct text shown; /* the first rejects, "place: reason" LF each */
	size_t shown_count;
};

#endif
