#include "cli/cps_coverage.h"

#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/permit.h"
#include "cli/judging.h"
#include "cli/progress.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/unit_cursor.h"

struct cell {
	uint64_t validations, names;
};

/* A document's matrix: rows are the catalogue's methods and one of unknown ones, columns its
 * versions and one for the time in which none was in force. */
struct matrix {
	const struct cps_document *document;
	size_t columns;
	struct cell *cells;
};

struct coverage {
	const struct cli *cli;
	struct judging j;
	struct matrix *matrices;
	size_t count;
	int64_t earliest, latest;	/* issuance; INSTANT_NONE: no certificate */
	bool attention;
};

static size_t
method_rows(const struct coverage *c)
{
	return c->j.catalogue->method_count + 1;
}

static size_t
row_of(const struct coverage *c, const char *method, enum catalogue_kind kind)
{
	const struct catalogue_method *m = catalogue_find(c->j.catalogue, method, kind);

	return m ? (size_t)(m - c->j.catalogue->methods) : c->j.catalogue->method_count;
}

static struct cell *
cell_at(const struct matrix *m, size_t row, int64_t t)
{
	size_t column = m->columns - 1;
	struct cps_force f;

	cps_force_at(m->document, t, &f);
	if (f.version)
		column = (size_t)(f.version - m->document->version);
	return &m->cells[row * m->columns + column];
}

static int
prepare(struct coverage *c)
{
	c->count = c->j.cps ? c->j.cps->count : 0;
	c->matrices = calloc(c->count + 1, sizeof *c->matrices);
	if (!c->matrices)
		return say_nomem("cps coverage");
	for (size_t i = 0; i < c->count; i++) {
		struct matrix *m = &c->matrices[i];

		m->document = c->j.cps->document[i];
		m->columns = m->document->count + 1;
		m->cells = calloc(m->columns * method_rows(c), sizeof *m->cells);
		if (!m->cells)
			return say_nomem("cps coverage");
	}
	return 0;
}

static enum catalogue_kind
kind_of(const char *name)
{
	if (name_is_ip(name))
		return CATALOGUE_IP;
	return name_is_onion(name) ? CATALOGUE_ONION : CATALOGUE_DNS;
}

/* Every validation of the ledger once, by when it was made. */
static int
count_validations(struct coverage *c)
{
	struct query *q = db_query(c->j.l,
	    "SELECT m.text, v.name, v.adn, v.validated_at FROM validation AS v"
	    " JOIN method AS m ON m.id = v.method_id WHERE v.kind = 0",
	    DB_NONE);
	int more;

	while ((more = db_step(q)) > 0) {
		const char *name = *db_col_text(q, 1) ? db_col_text(q, 1) : db_col_text(q, 2);
		size_t row = row_of(c, db_col_text(q, 0), kind_of(name));

		for (size_t i = 0; i < c->count; i++)
			cell_at(&c->matrices[i], row, db_col_int(q, 3))->validations++;
	}
	return more;
}

static enum cps_answer
answer_at(const struct coverage *c, const struct matrix *m, size_t row, const struct unit_name *n,
    int64_t t)
{
	struct cps_force f;

	cps_force_at(m->document, t, &f);
	if (!f.version || row == c->j.catalogue->method_count)
		return CPS_REFUSED;
	return permit_at(c->j.catalogue, f.version, &c->j.catalogue->methods[row], n->wildcard, t);
}

/*
 * A name counts once for each method that it was validated by: under the version in force at
 * issuance, or, where only that one permits it, under the one of the validation (BR 4.2.1).
 */
static void
count_name(const struct coverage *c, const struct matrix *m, const struct unit *u,
    const struct unit_name *n)
{
	for (size_t i = 0; i < n->validation_count; i++) {
		int64_t t = u->issued_at, then = n->validations[i]->validated_at;
		size_t row = row_of(c, n->validations[i]->method, catalogue_kind_of(n));
		bool again = false;

		for (size_t e = 0; e < i && !again; e++)
			again =
			    row == row_of(c, n->validations[e]->method, catalogue_kind_of(n));
		if (again)
			continue;
		if (answer_at(c, m, row, n, t) == CPS_REFUSED &&
		    answer_at(c, m, row, n, then) == CPS_PERMITTED)
			t = then;
		cell_at(m, row, t)->names++;
	}
}

static int
count_names(struct coverage *c)
{
	const struct unit_cursor_query q = { .scope = UNIT_CURSOR_LEDGER, .as_of = c->j.as_of };
	struct unit_cursor *units = unit_cursor_open(c->j.l, &q);
	struct progress progress;
	const struct unit *u;
	uint64_t done = 0;
	int more = -1;

	progress_begin(&progress, c->cli, "cps coverage", 0);
	while (units && (more = unit_cursor_next(units, &u)) > 0) {
		progress_step(&progress, ++done);
		if (u->issued_at == INSTANT_NONE)
			continue;
		if (c->earliest == INSTANT_NONE || u->issued_at < c->earliest)
			c->earliest = u->issued_at;
		if (u->issued_at > c->latest)
			c->latest = u->issued_at;
		for (size_t i = 0; i < c->count; i++)
			for (size_t n = 0;
			     cps_scope_covers(c->matrices[i].document, u) && n < u->name_count; n++)
				count_name(c, &c->matrices[i], u, &u->names[n]);
	}
	progress_end(&progress);
	unit_cursor_close(units);
	return more;
}

/* ---- what is shown ---- */

static const char *
row_name(const struct coverage *c, size_t row)
{
	return row < c->j.catalogue->method_count ? c->j.catalogue->methods[row].name : "unknown";
}

static const char *
row_kind(const struct coverage *c, size_t row)
{
	return row < c->j.catalogue->method_count
	    ? catalogue_kind_name(c->j.catalogue->methods[row].kind)
	    : "";
}

/* Permits a version the method at some time of its force?  At its beginning, that is. */
static enum cps_answer
answer(const struct coverage *c, const struct matrix *m, size_t row, size_t column)
{
	const struct cps_version *v;

	if (column + 1 == m->columns || row == c->j.catalogue->method_count)
		return CPS_REFUSED;
	v = &m->document->version[column];
	return permit_at(c->j.catalogue, v, &c->j.catalogue->methods[row], false,
	    v->from == INSTANT_NONE ? 0 : v->from);
}

static bool
worth_a_row(const struct coverage *c, const struct matrix *m, size_t row)
{
	for (size_t i = 0; i < m->columns; i++) {
		const struct cell *x = &m->cells[row * m->columns + i];

		if (x->validations || x->names || answer(c, m, row, i) == CPS_PERMITTED)
			return true;
	}
	return false;
}

/* A cell that was used without leave; the time before a CPS began speaks for itself. */
static bool
is_gap(const struct coverage *c, const struct matrix *m, size_t row, size_t column)
{
	return m->cells[row * m->columns + column].names &&
	    answer(c, m, row, column) == CPS_REFUSED && m->document->kind != CPS_KIND_CP;
}

static json_t *
cell_json(struct coverage *c, const struct matrix *m, size_t row, size_t column)
{
	static const char *const words[] = { [CPS_PERMITTED] = "yes", [CPS_REFUSED] = "no",
		[CPS_NOT_STATED] = "not stated" };
	const struct cell *x = &m->cells[row * m->columns + column];
	bool none = column + 1 == m->columns;

	return json_pack("{s:s, s:s?, s:s, s:I, s:I, s:b}", "document", m->document->document,
	    "version", none ? NULL : m->document->version[column].version, "permitted",
	    none ? "no version in force" : words[answer(c, m, row, column)], "validations",
	    (json_int_t)x->validations, "names", (json_int_t)x->names, "gap",
	    is_gap(c, m, row, column));
}

static json_t *
matrix_json(struct coverage *c, const struct matrix *m)
{
	json_t *rows = json_array();

	for (size_t r = 0; r < method_rows(c); r++) {
		json_t *cells;

		if (!worth_a_row(c, m, r))
			continue;
		cells = json_array();
		for (size_t i = 0; i < m->columns; i++)
			json_array_append_new(cells, cell_json(c, m, r, i));
		json_array_append_new(rows, json_pack("{s:s, s:s, s:o}", "method", row_name(c, r),
						"kind", row_kind(c, r), "versions", cells));
	}
	return rows;
}

static void
print_matrix(struct coverage *c, const struct matrix *m)
{
	char text[64];

	printf("%s (%s): names of certificates issued / validations made; ! not permitted\n",
	    m->document->document, cps_kind_name(m->document->kind));
	printf("%-14s %-6s", "method", "kind");
	for (size_t i = 0; i + 1 < m->columns; i++)
		printf(" %15.15s", m->document->version[i].version);
	printf(" %15s\n", "none in force");
	for (size_t r = 0; r < method_rows(c); r++) {
		if (!worth_a_row(c, m, r))
			continue;
		printf("%-14s %-6s", row_name(c, r), row_kind(c, r));
		for (size_t i = 0; i < m->columns; i++) {
			const struct cell *x = &m->cells[r * m->columns + i];

			snprintf(text, sizeof text, "%llu / %llu%s", (unsigned long long)x->names,
			    (unsigned long long)x->validations,
			    answer(c, m, r, i) != CPS_REFUSED	  ? ""
				: x->names || x->validations ? " !"
							     : " -");
			printf(" %15s", text);
		}
		putchar('\n');
	}
	putchar('\n');
}

struct listing {
	struct coverage *c;
	const struct cps_document *document;
	json_t *problems;
};

static int
add_problem(const struct cps_problem *p, void *arg)
{
	struct listing *list = arg;
	struct text line = { 0 };

	cps_force_describe(list->document, p, &line);
	list->c->attention = true;
	if (!list->c->cli->json)
		puts(text_str(&line));
	json_array_append_new(list->problems, json_string(text_str(&line)));
	text_free(&line);
	return 0;
}

static int
show(struct coverage *c)
{
	json_t *documents = json_array();
	struct listing list = { .c = c, .problems = json_array() };
	int status;

	for (size_t i = 0; i < c->count; i++) {
		const struct matrix *m = &c->matrices[i];

		for (size_t r = 0; r < method_rows(c); r++)
			for (size_t k = 0; k < m->columns; k++)
				c->attention |= is_gap(c, m, r, k);
		if (!c->cli->json)
			print_matrix(c, m);
		else
			json_array_append_new(documents,
			    json_pack("{s:s, s:s, s:o}", "document", m->document->document, "kind",
				cps_kind_name(m->document->kind), "methods", matrix_json(c, m)));
		list.document = m->document;
		cps_force_problems(m->document, c->earliest, c->latest, add_problem, &list);
	}
	status = c->attention ? CLI_ATTENTION : CLI_DONE;
	if (c->cli->json)
		return cli_json(
		    json_pack("{s:o, s:o}", "documents", documents, "problems", list.problems),
		    status);
	if (!c->count)
		puts("no document in the register");
	json_decref(documents);
	json_decref(list.problems);
	return cli_flush(status);
}

int
cps_coverage(const struct cli *cli, struct ledger *l)
{
	const struct judging_query q = { .rules_on = INSTANT_NONE };
	struct coverage c = { .cli = cli, .earliest = INSTANT_NONE, .latest = INSTANT_NONE };
	int status = CLI_ERROR;

	if (judging_open(&c.j, l, &q) == 0 && prepare(&c) == 0 && count_validations(&c) == 0 &&
	    count_names(&c) == 0)
		status = show(&c);
	for (size_t i = 0; c.matrices && i < c.count; i++)
		free(c.matrices[i].cells);
	free(c.matrices);
	judging_close(&c.j);
	return status;
}
