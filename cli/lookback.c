#include "cli/lookback.h"

#include <stdio.h>

#include "base/outcome.h"
#include "base/text.h"
#include "ledger/db.h"

static const char *
word_of(struct query *q, int column)
{
	return outcome_name(outcome_of_code(db_col_text(q, column)[0]));
}

json_t *
lookback_changes(struct ledger *l, int64_t run)
{
	json_t *list = json_array();
	struct query *q = db_query(l,
	    "SELECT rule, was_version, version, was, code, certificates, because FROM lookback"
	    " WHERE run_id = ?1 ORDER BY rule, was, code",
	    DB(db_int(run)));
	int more;

	while ((more = db_step(q)) > 0)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:s, s:s, s:I, s:s*}", "rule", db_col_text(q, 0),
			"from_version", (json_int_t)db_col_int(q, 1), "to_version",
			(json_int_t)db_col_int(q, 2), "from", word_of(q, 3), "to", word_of(q, 4),
			"certificates", (json_int_t)db_col_int(q, 5), "because",
			db_col_null(q, 6) ? NULL : db_col_text(q, 6)));
	if (more < 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

void
lookback_print(const json_t *changes, int64_t before)
{
	size_t i;
	json_t *c;

	if (before && json_array_size(changes) == 0)
		printf("\nno outcome differs from those recorded before (run %lld)\n", (long long)before);
	json_array_foreach(changes, i, c)
	{
		const char *because = json_string_value(json_object_get(c, "because"));

		if (i == 0)
			printf("\nagainst the outcomes recorded before (run %lld):\n",
			    (long long)before);
		printf("%s v%lld %s -> v%lld %s: %lld certificate%s%s%s\n",
		    json_string_value(json_object_get(c, "rule")),
		    (long long)json_integer_value(json_object_get(c, "from_version")),
		    json_string_value(json_object_get(c, "from")),
		    (long long)json_integer_value(json_object_get(c, "to_version")),
		    json_string_value(json_object_get(c, "to")),
		    (long long)json_integer_value(json_object_get(c, "certificates")),
		    text_s((uint64_t)json_integer_value(json_object_get(c, "certificates"))),
		    because ? ", because " : "", because ? because : "");
	}
}
