/*
 * review_form - what is tested by hand, as a YAML file states it (templates/review.yaml)
 */
#ifndef CLI_REVIEW_FORM_H
#define CLI_REVIEW_FORM_H

#include <stddef.h>
#include <stdint.h>

#include "ledger/review.h"

struct yml;

struct review_form {
	struct review_attribute list[REVIEW_ATTRIBUTES_MAX];
	size_t count;		/* at least 1 */
	uint8_t sha256[32];	/* of the file's bytes */
	struct yml *tree;	/* owns the strings */
};

/* The form of a file, NULL: the one compiled in.  0; -1 said, "file:line:column: expected,
 * found".  To be freed in either case. */
int review_form_read(const char *path, struct review_form *f);
void review_form_free(struct review_form *f);

extern const char review_form_text[]; /* templates/review.yaml, NUL-terminated */

#endif
