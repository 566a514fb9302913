#include "cli/sealed.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/timestamp.h"
#include "ledger/db.h"

int
sealed_parse(const char *text, int64_t *id, uint8_t hash[32])
{
	static const char first[] = "selfaudit seal v1\nca: ";
	const char *line = strstr(text, "\nevent: ");
	char hex[65];
	uint64_t n;
	char number[24];
	size_t len;

	if (strncmp(text, first, sizeof first - 1) != 0 || !line)
		return -1;
	line += 8;
	len = strcspn(line, " \n");
	if (len >= sizeof number || line[len] != ' ')
		return -1;
	memcpy(number, line, len);
	number[len] = '\0';
	line += len + 1;
	if (strlen(line) < 65 || line[64] != '\n')
		return -1;
	memcpy(hex, line, 64);
	hex[64] = '\0';
	if (cli_count(number, &n) != 0 || digest_unhex(hex, hash, 32) != 0)
		return -1;
	*id = (int64_t)n;
	return 0;
}

static int
check_seal(struct verifying *v, struct query *q)
{
	const char *text = db_col_text(q, 1);
	uint8_t hash[32], stated[32], named[32], event[32];
	int64_t id;

	db_col_hash(q, 2, stated);
	db_col_hash(q, 3, event);
	if (digest_sha256(text, strlen(text), hash) != 0)
		return -1;
	if (memcmp(hash, stated, 32) != 0 || sealed_parse(text, &id, named) != 0 || id != db_col_int(q, 4) ||
	    memcmp(named, event, 32) != 0)
		return verifying_differs(v, "seals: seal %lld does not name event %lld as it is",
		    (long long)db_col_int(q, 0), (long long)db_col_int(q, 4));
	return 0;
}

static int
check_stamp(struct verifying *v, struct query *q)
{
	struct text why = { 0 };
	struct timestamp t;
	uint8_t hash[32];
	size_t len;
	const void *tsr = db_col_blob(q, 1, &len);
	int rc;

	db_col_hash(q, 2, hash);
	rc = timestamp_read(tsr, len, hash, NULL, &t, &why);
	if (rc == 0 && t.at != db_col_int(q, 3))
		rc = 1;
	if (rc == 1)
		verifying_differs(v, "seals: the stamp of seal %lld: %s", (long long)db_col_int(q, 0),
		    why.len ? why.s : "expected the time it was stored with");
	text_free(&why);
	return rc;
}

/* Every row of a query through a check; *n counts them. */
static int
each(struct verifying *v, const char *sql, int (*check)(struct verifying *, struct query *), int64_t *n)
{
	struct query *q = db_query(v->l, sql, DB_NONE);
	int more, rc = 0;

	while (rc == 0 && (more = db_step(q)) > 0) {
		rc = check(v, q);
		++*n;
	}
	if (rc != 0) {
		db_reset(q);
		return rc;
	}
	return more;
}

int
sealed_verify(struct verifying *v)
{
	int64_t seals = 0, stamps = 0;
	int rc = each(v,
	    "SELECT s.id, s.text, s.sha256, e.hash, s.event_id FROM seal AS s LEFT JOIN event AS e"
	    " ON e.id = s.event_id ORDER BY s.id",
	    check_seal, &seals);

	if (rc == 0)
		rc = each(v,
		    "SELECT t.seal_id, t.tsr, s.sha256, t.stamped_at FROM seal_stamp AS t"
		    " JOIN seal AS s ON s.id = t.seal_id ORDER BY t.id",
		    check_stamp, &stamps);
	if (rc == 0 && seals > 0)
		verifying_note(v, "seals", "%lld, with %lld time stamps; whether to trust their authority was not asked",
		    (long long)seals, (long long)stamps);
	return rc;
}
