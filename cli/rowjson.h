/* rowjson - a row of the ledger as a JSON object */
#ifndef CLI_ROWJSON_H
#define CLI_ROWJSON_H

#include <jansson.h>

struct query;

/* The row stepped to: column names as keys; numbers, texts, null; blobs as hex.  NULL said. */
json_t *rowjson_of(struct query *q);

/* All rows that are left, as an array.  NULL said. */
json_t *rowjson_all(struct query *q);

#endif
