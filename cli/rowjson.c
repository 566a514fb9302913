#include "cli/rowjson.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/say.h"
#include "ledger/db.h"

static json_t *
hex(struct query *q, int i)
{
	size_t len;
	const void *p = db_col_blob(q, i, &len);
	char *text = malloc(2 * len + 1);
	json_t *value = text ? json_string(digest_hex(p, len, text)) : NULL;

	free(text);
	return value;
}

static json_t *
value(struct query *q, int i)
{
	switch (db_col_kind(q, i)) {
	case DB_KIND_INT: return json_integer((json_int_t)db_col_int(q, i));
	case DB_KIND_REAL: return json_real(db_col_real(q, i));
	case DB_KIND_TEXT: return json_string(db_col_text(q, i));
	case DB_KIND_BLOB: return hex(q, i);
	default: return json_null();
	}
}

json_t *
rowjson_of(struct query *q)
{
	json_t *o = json_object();

	for (int i = 0; i < db_columns(q); i++)
		if (json_object_set_new(o, db_col_name(q, i), value(q, i)) != 0) {
			json_decref(o);
			say_nomem("json");
			return NULL;
		}
	return o;
}

json_t *
rowjson_all(struct query *q)
{
	json_t *list = json_array(), *row = NULL;
	int more;

	while ((more = db_step(q)) > 0) {
		row = rowjson_of(q);
		if (!row || json_array_append_new(list, row) != 0) {
			db_reset(q);
			more = -1;
			break;
		}
	}
	if (more == 0)
		return list;
	json_decref(list);
	return NULL;
}
