/*
 * certsource_part - what the readers of the several forms share
 *
 * Not for anyone outside base/certsource*.c.  A reader's next returns an enum
 * certsource_result or -1, said; the record was set to "nothing stated".
 */
#ifndef BASE_CERTSOURCE_PART_H
#define BASE_CERTSOURCE_PART_H

#include "base/certsource.h"
#include "base/digest.h"

struct record_reader;

struct certsource {
	struct input *in;
	const struct importmap *map;
	enum certsource_form form;
	uint64_t line, offset; /* of the window's first byte */
	uint8_t *der;	       /* decoded bytes of the record */
	size_t der_cap;
	char reason[200];
	bool at_line_start; /* PEM: the window begins a line */
	bool ended;
	struct { /* JSON: where in the window, and inside what */
		size_t at, start;
		bool inside, in_string, escaped;
		long depth;
		uint64_t entry; /* objects so far */
	} json;
	struct record_reader *table;
	char serial[1024];
	char issuer[DIGEST_HEX];
};

/* Drops n bytes of the window, counting its lines. */
void certsource_skip(struct certsource *s, size_t n);
/* Room for n decoded bytes in s->der; -1 said. */
int certsource_room(struct certsource *s, size_t n);
/* Makes *r a bad record with this reason. */
int certsource_bad(struct certsource *s, struct certsource_record *r, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

int certsource_pem_next(struct certsource *s, struct certsource_record *r);
int certsource_ct_next(struct certsource *s, struct certsource_record *r);
int certsource_table_next(struct certsource *s, struct certsource_record *r);

#endif
