#include "cli/lookback.h"

#include <stdio.h>

#include "ledger/db.h"

/* Letters of both runs side by side, by rule id; a certificate counts once a change. */
static const char sql[] =
    "WITH word (letter, name) AS (VALUES ('P', 'pass'), ('F', 'fail'), ('A', 'na'), ('N', 'ne'),"
    " ('M', 'missing'), ('T', 'nt'), ('E', 'error'))"
    " SELECT rule, was, is_now, from_name, to_name, certificates,"
    " (SELECT y.reason FROM reason y WHERE y.run_id = ?2 AND y.rule_ord = g.ord"
    "  AND y.cert_id = g.first LIMIT 1)"
    " FROM (SELECT a.rule, a.version AS was, b.version AS is_now, b.ord, wa.name AS from_name,"
    "  wb.name AS to_name, count(DISTINCT ra.cert_id) AS certificates, min(ra.cert_id) AS first"
    "  FROM run_rule a JOIN run_rule b ON b.run_id = ?2 AND b.rule = a.rule"
    "  JOIN result ra ON ra.run_id = ?1"
    "  JOIN result rb ON rb.run_id = ?2 AND rb.cert_id = ra.cert_id AND rb.name_ord = ra.name_ord"
    "  JOIN word wa ON wa.letter = substr(ra.codes, a.ord + 1, 1)"
    "  JOIN word wb ON wb.letter = substr(rb.codes, b.ord + 1, 1)"
    "  WHERE a.run_id = ?1 AND ra.codes <> rb.codes AND wa.letter <> wb.letter"
    "  GROUP BY a.rule, wa.name, wb.name) AS g ORDER BY rule, from_name, to_name";

json_t *
lookback_changes(struct ledger *l, int64_t before, int64_t after)
{
	json_t *list = json_array();
	struct query *q = db_query(l, sql, DB(db_int(before), db_int(after)));
	int more;

	while ((more = db_step(q)) > 0)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:s, s:s, s:I, s:s*}", "rule", db_col_text(q, 0),
			"from_version", (json_int_t)db_col_int(q, 1), "to_version",
			(json_int_t)db_col_int(q, 2), "from", db_col_text(q, 3), "to",
			db_col_text(q, 4), "certificates", (json_int_t)db_col_int(q, 5), "because",
			db_col_null(q, 6) ? NULL : db_col_text(q, 6)));
	if (more < 0) {
		json_decref(list);
		return NULL;
	}
	return list;
}

void
lookback_print(const json_t *changes)
{
	size_t i;
	json_t *c;

	json_array_foreach(changes, i, c)
	{
		const char *because = json_string_value(json_object_get(c, "because"));

		if (i == 0)
			puts("\nagainst the outcomes recorded before:");
		printf("%s v%lld %s -> v%lld %s: %lld certificates%s%s\n",
		    json_string_value(json_object_get(c, "rule")),
		    (long long)json_integer_value(json_object_get(c, "from_version")),
		    json_string_value(json_object_get(c, "from")),
		    (long long)json_integer_value(json_object_get(c, "to_version")),
		    json_string_value(json_object_get(c, "to")),
		    (long long)json_integer_value(json_object_get(c, "certificates")),
		    because ? ", because " : "", because ? because : "");
	}
}
