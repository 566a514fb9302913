/*
 * importmap - how the columns of an export become those of an import
 *
 * A YAML file, so that nobody rewrites an export.  Columns that the map does
 * not name keep their own names.
 *
 *   source: Example CA issuance database   what the export came out of, free text
 *   separator: ";"              of CSV cells: one of , ; | or "\t"; default: what the header shows
 *   rows: Identifiers           JSON Lines: every element of this list is a record
 *   ignore: [id, token]         columns known and left out, not reported as unknown
 *   columns:
 *     name: fqdn                the short form of {from: fqdn}
 *     kind: {constant: domain}  the same for every record
 *     method: {from: challenge, values: {0: http-01, 1: dns-01}, otherwise: reject}
 *     validated_at: {from: attempted_at, format: "%Y-%m-%d %H:%M:%S", zone: UTC}
 *     certificate: {from: digest, bytes: base64}
 *     rirs: {from: regions, list: ","}
 *
 * Keys of a column, applied in this order:
 *   from       the export's column; default: the same name
 *   protobuf   hex or base64: the cell is a protocol buffers message whose field 1 is a
 *              list of whole numbers; becomes these numbers with spaces between
 *   each       separator: every part of the cell is a record of its own; several
 *              such columns go side by side and must have as many parts
 *   strip      characters taken off both ends, of each part of a list too
 *   values     what is written -> what is meant, exactly as written, "" included
 *   otherwise  keep (default) or reject what values does not list
 *   format, zone   a time, as instant_parse_format reads it; becomes RFC 3339.  The zone
 *              is needed where the format states none
 *   number     decimal, hex (0x, colons, spaces, padding) or base64: a whole number,
 *              becomes lower-case hex without leading zeros, as serials are written
 *   bytes      hex or base64 (also base64url): becomes lower-case hex of every byte,
 *              as digests are written
 *   list       separator of a list in the cell; becomes a list with spaces
 * format, number and bytes exclude one another.  An empty cell stays empty
 * unless values says otherwise.
 */
#ifndef BASE_IMPORTMAP_H
#define BASE_IMPORTMAP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define IMPORTMAP_REASON 240	/* bytes of a reason */

struct yml_node;
struct importmap;

enum importmap_form {
	IMPORTMAP_TEXT,
	IMPORTMAP_TIME,
	IMPORTMAP_DECIMAL,	/* numbers */
	IMPORTMAP_HEX,
	IMPORTMAP_BASE64,
	IMPORTMAP_HEX_BYTES,
	IMPORTMAP_BASE64_BYTES
};

enum importmap_packing { IMPORTMAP_UNPACK_NONE, IMPORTMAP_UNPACK_HEX, IMPORTMAP_UNPACK_BASE64 };

/* One entry under columns; borrowed from the map, NULL where not stated. */
struct importmap_column {
	const char *target;		/* the import's name */
	const char *from;		/* the export's; NULL for a constant */
	const char *constant;
	enum importmap_packing unpack;
	const char *each, *list, *strip;
	const struct yml_node *values;
	bool strict;			/* otherwise: reject */
	enum importmap_form form;
	const char *format, *zone;
	const struct yml_node *at;	/* its place, for messages */
};

/* Parses the bytes of a map; file names it in messages.  NULL said. */
struct importmap *importmap_parse(const char *file, const void *data, size_t len);
void importmap_free(struct importmap *m);	/* NULL is fine */

const char *importmap_source(const struct importmap *m);	/* "" where not stated */
const char *importmap_rows(const struct importmap *m);		/* NULL where not stated */
char importmap_separator(const struct importmap *m);		/* '\0' where not stated */
bool importmap_ignores(const struct importmap *m, const char *column);

size_t importmap_count(const struct importmap *m);
const struct importmap_column *importmap_column(const struct importmap *m, size_t i);

/* Says that the i-th column is none of an import's count columns; -1. */
int importmap_say_target(const struct importmap *m, size_t i, const char *const columns[],
    size_t count);

/* The numbers of a packed cell, with spaces, behind what out holds: 0; 1 it is no such message;
 * -1 when memory ran out, said.  Comes before each and importmap_convert. */
int importmap_unpack(const struct importmap_column *c, const char *cell, struct text *out);

/*
 * importmap_convert - one cell, or one part of it where each was applied
 *
 * Appends the import's text to out.  0; 1 with a reason where the cell is not
 * what the map declares (a bad record); -1 when memory ran out, said.
 */
int importmap_convert(const struct importmap_column *c, const char *cell, struct text *out,
    char reason[IMPORTMAP_REASON]);

/* What the map declares, a line a column, for the sheet that shows it. */
void importmap_describe(const struct importmap *m, struct text *out);

#endif
