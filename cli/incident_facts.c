#include "cli/incident_facts.h"

#include <stdio.h>
#include <string.h>

#include "checks/families.h"
#include "cli/rowjson.h"
#include "ledger/db.h"
#include "ledger/finding.h"

static int
load_row(struct incident_facts *f)
{
	struct query *q = db_query(f->l,
	    "SELECT f.*, l.ca, l.ccadb_id FROM findings AS f JOIN ledger AS l WHERE f.id = ?1",
	    DB(db_int(f->id)));

	if (db_step(q) <= 0)
		return -1;
	f->row = rowjson_of(q);
	db_reset(q);
	return f->row ? 0 : -1;
}

static int
load_set(struct incident_facts *f)
{
	struct query *q = db_query(f->l, "SELECT key, value FROM finding_now WHERE finding = ?1",
	    DB(db_int(f->id)));
	int more;

	f->set = json_object();
	while ((more = db_step(q)) > 0)
		json_object_set_new(f->set, db_col_text(q, 0), json_string(db_col_text(q, 1)));
	return more;
}

/* Methods stand in records of validations; the other terms of an expression in certificates. */
static unsigned
inputs_of(const struct incident_facts *f)
{
	const struct where *w = f->query.where;

	for (size_t i = 0; w && i < w->count; i++)
		if (w->terms[i].key == WHERE_METHOD)
			return RULE_INPUT_VALIDATION;
	if (w)
		return 0;
	for (const struct rule *const *family = families_all; *family; family++)
		for (const struct rule *r = *family; r->id; r++)
			if (strcmp(r->id, f->cause.rule) == 0)
				return rule_inputs(r);
	return RULE_INPUT_CA;
}

int
incident_facts_load(const struct cli *cli, struct ledger *l, int64_t id, int64_t as_of,
    struct incident_facts *f)
{
	*f = (struct incident_facts){ .l = l, .id = id, .program = "selfaudit " SELFAUDIT_VERSION,
		.query = { .as_of = as_of, .split = &f->split, .standing = &f->standing } };
	if (load_row(f) != 0 || load_set(f) != 0 || split_begin(&f->split, l) != 0 ||
	    finding_load_cause(l, id, &f->cause, &f->query, &f->where) != 0 ||
	    standing_load(&f->standing, l, id, as_of) != 0)
		return -1;
	f->inputs = inputs_of(f);
	return affected_find(cli, l, &f->query, &f->affected);
}

void
incident_facts_free(struct incident_facts *f)
{
	json_decref(f->row);
	json_decref(f->set);
	split_end(&f->split);
	standing_free(&f->standing);
	*f = (struct incident_facts){ 0 };
}

const char *
incident_facts_requirement(const struct incident_facts *f)
{
	const char *title = incident_facts_row(f, "title");
	size_t n = strlen(FINDING_NOT_MET);

	if (!title || f->query.where)
		return NULL;
	return strncmp(title, FINDING_NOT_MET, n) == 0 ? title + n : title;
}

const char *
incident_facts_row(const struct incident_facts *f, const char *column)
{
	return json_string_value(json_object_get(f->row, column));
}

const char *
incident_facts_set(const struct incident_facts *f, const char *key)
{
	return json_string_value(json_object_get(f->set, key));
}

const char *
incident_facts_numbered(const struct incident_facts *f, const char *fmt, int n)
{
	char key[64];

	snprintf(key, sizeof key, fmt, n);
	return incident_facts_set(f, key);
}
