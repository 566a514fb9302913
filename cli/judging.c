#include "cli/judging.h"

#include <stdlib.h>
#include <string.h>

#include "base/cps.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "checks/keylist.h"
#include "ledger/db.h"
#include "ledger/run.h"

/* A register and the documents it owns. */
struct owned {
	struct cps_register r;
	struct cps_document **documents;
};

void
judging_free_register(struct cps_register *r)
{
	struct owned *o = (struct owned *)r;

	if (!o)
		return;
	for (size_t i = 0; i < o->r.count; i++)
		cps_free(o->documents[i]);
	free(o->documents);
	free(o);
}

static int
add_document(struct owned *o, const char *name, const void *yaml, size_t len)
{
	struct cps_document **grown =
	    realloc(o->documents, (o->r.count + 1) * sizeof *grown);

	if (!grown)
		return say_nomem("cps register");
	o->documents = grown;
	o->r.document = (const struct cps_document *const *)grown;
	grown[o->r.count] = cps_parse(name, yaml, len);
	if (!grown[o->r.count])
		return -1;
	o->r.count++;
	return 0;
}

int
judging_register(struct ledger *l, int64_t as_of, struct cps_register **out)
{
	struct owned *o = calloc(1, sizeof *o);
	struct query *q;
	int more;

	if (!o)
		return say_nomem("cps register");
	q = db_query(l,
	    "SELECT f.document, f.yaml FROM cps_file f WHERE f.import_id <= ?1 AND NOT EXISTS"
	    " (SELECT 1 FROM cps_file n WHERE n.document = f.document AND n.import_id <= ?1"
	    "  AND n.import_id > f.import_id) ORDER BY f.document",
	    DB(db_int(as_of)));
	while ((more = db_step(q)) > 0) {
		size_t len;
		const void *yaml = db_col_blob(q, 1, &len);

		if (add_document(o, db_col_text(q, 0), yaml, len) != 0) {
			db_reset(q);
			more = -1;
			break;
		}
	}
	if (more < 0 || o->r.count == 0) {
		judging_free_register(&o->r);
		o = NULL;
	}
	if (more < 0)
		return -1;
	*out = o ? &o->r : NULL;
	return 0;
}

/* Which documents' newest file came after the draw; in the order of judging_register. */
static int
load_late(struct judging *j, int64_t selection)
{
	struct query *q;
	size_t i = 0;
	int more;

	if (!j->cps || selection == 0)
		return 0;
	j->late = calloc(j->cps->count, sizeof *j->late);
	if (!j->late)
		return say_nomem("cps register");
	q = db_query(j->l,
	    "SELECT max(import_id) FROM cps_file WHERE import_id <= ?1 GROUP BY document"
	    " ORDER BY document",
	    DB(db_int(j->as_of)));
	while ((more = db_step(q)) > 0)
		j->late[i++] = db_col_int(q, 0) > selection;
	return more;
}

int
judging_evidence(struct ledger *l, int64_t as_of, unsigned *bits)
{
	struct query *q = db_query(l, "SELECT DISTINCT evidence FROM import WHERE id <= ?1",
	    DB(db_int(as_of)));
	unsigned found = 0;
	int more;

	while ((more = db_step(q)) > 0)
		found |= (unsigned)db_col_int(q, 0);
	if (more == 0)
		*bits = found;
	return more;
}

/* The list as of an import; *out NULL where it is empty. */
static int
load_keys(struct ledger *l, const char *list, int64_t as_of, struct keylist **out)
{
	struct query *q = db_query(l, "SELECT hash FROM key_hash WHERE list = ?1 AND import_id <= ?2",
	    DB(db_text(list), db_int(as_of)));
	struct keylist *k = keylist_new();
	int more = k ? 0 : -1;

	while (k && (more = db_step(q)) > 0) {
		size_t len;
		const void *hash = db_col_blob(q, 0, &len);

		if (keylist_add(k, hash, len) != 0) {
			db_reset(q);
			more = -1;
			break;
		}
	}
	if (more < 0 || keylist_count(k) == 0) {
		keylist_free(k);
		k = NULL;
	} else {
		keylist_sort(k);
	}
	*out = k;
	return more;
}

static struct catalogue *
load_catalogue(const struct judging_query *q)
{
	return q->catalogue_text ?
	    catalogue_read_memory("catalogue of the run", q->catalogue_text, q->catalogue_len) :
	    catalogue_read(q->catalogue_file);
}

int
judging_open(struct judging *j, struct ledger *l, const struct judging_query *q)
{
	*j = (struct judging){ .l = l, .as_of = q->as_of };
	if (j->as_of == 0 &&
	    db_one_int(l, "SELECT max(id) FROM import", DB_NONE, &j->as_of) < 0)
		return -1;
	j->catalogue = load_catalogue(q);
	if (!j->catalogue || judging_register(l, j->as_of, &j->cps) != 0 ||
	    load_late(j, q->selection) != 0 ||
	    load_keys(l, "weak", j->as_of, &j->weak) != 0 ||
	    load_keys(l, "blocked", j->as_of, &j->blocked) != 0)
		return -1;
	j->context = (struct check_context){ .catalogue = j->catalogue, .cps = j->cps,
		.cps_late = j->late, .rules_on = q->rules_on, .debian_keys = j->weak, .blocked_keys = j->blocked };
	if (judging_evidence(l, j->as_of, &j->context.evidence) != 0)
		return -1;
	j->check = check_new(&j->context, q->rules, q->rule_count);
	return j->check ? 0 : -1;
}

void
judging_close(struct judging *j)
{
	check_free(j->check);
	judging_free_register(j->cps);
	free(j->late);
	keylist_free(j->weak);
	keylist_free(j->blocked);
	catalogue_free(j->catalogue);
	*j = (struct judging){ 0 };
}

struct run_rule *
judging_rules(const struct judging *j)
{
	static const char *const revocations[] = { [REVOCATION_NONE] = "none",
		[REVOCATION_24H] = "24h", [REVOCATION_5D] = "5d" };
	size_t count = check_rule_count(j->check);
	struct run_rule *list = calloc(count + 1, sizeof *list);

	if (!list) {
		say_nomem("check");
		return NULL;
	}
	for (size_t i = 0; i < count; i++) {
		const struct rule *r = check_rule(j->check, i);

		list[i] = (struct run_rule){ .rule = r->id, .version = r->version,
			.family = r->family, .title = r->title, .clause = r->clause,
			.effective = r->effective, .until = r->until,
			.severity = r->severity == SEVERITY_MUST ? "MUST" : "SHOULD",
			.revocation = revocations[r->revocation],
			.interpretation = r->interpretation, .catalogue_id = r->catalogue_id };
	}
	return list;
}
