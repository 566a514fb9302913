/*
 * intake - an import under way: what its kinds share
 *
 * Not for anyone outside ledger/import*.c, intake.c.
 */
#ifndef LEDGER_INTAKE_H
#define LEDGER_INTAKE_H

#include <stdbool.h>

#include "base/evidence.h"
#include "base/input.h"
#include "base/sniff.h"
#include "ledger/db.h"
#include "ledger/import_request.h"

struct import {
	struct ledger *l;
	const struct import_options *o;
	struct import_result *r;
	const char *path; /* as given on the command line */
	const char *file; /* being read: the path, or a file below it */
	int64_t file_id;  /* its row in temp.import_file */
	uint64_t entry;	  /* of a JSON list: the object at hand, from 1; else 0 */
	bool folder;	  /* path is one */
	struct query *add_reject, *add_remark;
	int64_t rejects, remarks; /* ord of the last one */
	int64_t id;		  /* row of the import, once merging */
	unsigned evidence;	  /* bits that the kind found */
	uint64_t bytes;		  /* of the files before this one */
	int64_t total;		  /* of the file, -1 unknown */
	uint64_t since;		  /* records since the staging transaction began */
	void *state;		  /* the kind's own */
};

/*
 * One kind of import.  Each step returns 0, or -1 said.
 *
 *   tables   script that makes its temporary tables, all named temp.import_*
 *   begin    sets im->state; may be NULL
 *   stage    reads one file into the temporary tables; called for every file
 *   count    within the merging transaction: r->new; NULL: merge counts it
 *   merge    then, with the import's row written: the facts.  Without count the row comes after
 *            them, and no reference is held against its table meanwhile: of millions of rows
 *            each names what this merge has just made, or looked up
 *   end      frees im->state; may be NULL, is called in any case
 *   again    the same file may be imported again: what comes of it depends on the ledger
 *   rereads  the same file is read again, and is a repeat where nothing in it is new
 *   takes    bits of enum sniff_kind: what a file may look like, 0 for anything; another is
 *            refused, or within a folder a reject
 *   beside   what else may lie in a folder: for stage to see
 *   wants    the same in words, "validations (CSV or JSON Lines)"
 */
struct import_steps {
	const char *tables;
	int (*begin)(struct import *im);
	int (*stage)(struct import *im, struct input *in);
	int (*count)(struct import *im);
	int (*merge)(struct import *im);
	void (*end)(struct import *im);
	bool again, rereads;
	unsigned takes, beside;
	const char *wants;
};

extern const struct import_steps import_cas_steps, import_certs_steps, import_validations_steps,
    import_links_steps, import_crl_steps, import_revocations_steps, import_lint_steps,
    import_keys_weak_steps, import_keys_blocked_steps, import_cps_steps,
    import_reconcile_steps, import_review_steps;

/*
 * A reject of the file being read, a remark on one of those read (temp.import_file.id).
 * line 0: the place is the file alone; of a reject im->entry belongs to it.  record may be NULL; its first bytes are kept,
 * made printable.  0 or -1 said.
 */
int intake_reject(struct import *im, uint64_t line, const char *reason, const char *record);
int intake_remark(
    struct import *im, int64_t file_id, uint64_t line, const char *kind, const char *text);

/* Call it once a record read: bounds the staging transaction, shows progress.  0 or -1 said. */
int intake_tick(struct import *im, const struct input *in);

/* So many records are new; what else was accepted is known. */
void intake_new(struct import *im, int64_t count);

/* So many more, which the statement counts, wait for their certificate.  0 or -1 said. */
int intake_pending(struct import *im, const char *sql);

/* The whole of a small file, borrowed from in; NULL said where it is longer than cap bytes. */
const char *intake_slurp(struct import *im, struct input *in, size_t cap, size_t *len);

/* Columns of the file that nobody asked for, each named once. */
void intake_unknown_column(struct import *im, const char *name);
void intake_note(struct import *im, const char *what, uint64_t count);

#endif
