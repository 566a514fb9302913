#include <string.h>

#include "checks/catalogue.h"
#include "cli/stating.h"
#include "ledger/db.h"

static const char *const allows[] = { [CATALOGUE_NO] = "no", [CATALOGUE_YES] = "yes",
	[CATALOGUE_SILENT] = "text is silent", [CATALOGUE_NA] = "n/a" };
static const char *const mpics[] = { [CATALOGUE_MPIC_NO] = "no", [CATALOGUE_MPIC_YES] = "yes",
	[CATALOGUE_MPIC_REFERENCE] = "by reference" };

static const char *
day(struct stating *s, int64_t t, bool *failed)
{
	char text[INSTANT_TEXT];

	return t == INSTANT_NONE ? NULL : stating_keep(s, instant_format_date(t, text), failed);
}

static int
list_methods(struct stating *s)
{
	const struct catalogue *c = s->catalogue;
	struct statement_method *out;
	size_t n = 0;
	bool failed = false;

	for (size_t i = 0; i < c->method_count; i++)
		n += c->methods[i].row_count;
	out = arena_array(s->arena, n + 1, sizeof *out);
	if (!out)
		return -1;
	n = 0;
	for (size_t i = 0; i < c->method_count; i++) {
		const struct catalogue_method *m = &c->methods[i];

		for (size_t k = 0; k < m->row_count; k++) {
			const struct catalogue_row *r = &m->rows[k];

			out[n++] = (struct statement_method){ .method = m->name, .title = m->title,
				.kind = catalogue_kind_name(m->kind),
				.valid_from = day(s, r->from, &failed),
				.valid_until = day(s, r->until, &failed),
				.reuse_until = day(s, r->reuse_until, &failed),
				.wildcard = allows[r->wildcard],
				.wildcard_until = day(s, r->wildcard_until, &failed),
				.subdomains = allows[r->subdomains],
				.subdomains_until = day(s, r->subdomains_until, &failed),
				.reuse_days = m->reuse_days ? m->reuse_days : -1,
				.mpic = mpics[r->mpic], .source = r->source };
		}
	}
	s->out.methods = out;
	s->out.method_count = n;
	return failed ? -1 : 0;
}

/* What the recorded texts mean, for names of either kind. */
static int
list_labels(struct stating *s)
{
	static const struct {
		int kind;
		enum catalogue_kind as;
	} kinds[] = { { NAME_DNS, CATALOGUE_DNS }, { NAME_DNS, CATALOGUE_ONION },
		{ NAME_IP, CATALOGUE_IP } };
	struct statement_label *out;
	int64_t count = 0;
	size_t n = 0;
	bool failed = false;
	struct query *q;
	int more;

	if (db_one_int(s->l, "SELECT count(*) FROM method", DB_NONE, &count) < 0)
		return -1;
	out = arena_array(s->arena, 3 * (size_t)count + 1, sizeof *out);
	if (!out)
		return -1;
	q = db_query(s->l, "SELECT text FROM method ORDER BY id", DB_NONE);
	while ((more = db_step(q)) > 0)
		for (int i = 0; i < 3; i++) {
			const struct catalogue_method *m =
			    catalogue_find(s->catalogue, db_col_text(q, 0), kinds[i].as);

			if (m)
				out[n++] = (struct statement_label){
					.text = stating_keep(s, db_col_text(q, 0), &failed),
					.kind = kinds[i].kind, .method = m->name };
		}
	s->out.labels = out;
	s->out.label_count = n;
	return failed ? -1 : more;
}

/* Months have no fixed length: limits in months are not shown as days. */
static int
list_reuse(struct stating *s)
{
	const struct catalogue *c = s->catalogue;
	size_t first = c->limit_first[CATALOGUE_REUSE_DOMAIN];
	size_t end = c->limit_first[CATALOGUE_REUSE_DOMAIN + 1], n = 0;
	struct statement_reuse *out = arena_array(s->arena, end - first + 1, sizeof *out);

	if (!out)
		return -1;
	for (size_t i = first; i < end; i++)
		if (c->limits[i].unit == CATALOGUE_DAYS)
			out[n++] = (struct statement_reuse){ .from = c->limits[i].from,
				.until = c->limits[i].until, .days = (int)c->limits[i].value };
	s->out.reuse = out;
	s->out.reuse_count = n;
	return 0;
}

static int
list_versions(struct stating *s)
{
	const struct catalogue *c = s->catalogue;

	for (size_t i = 0; i < c->version_count; i++) {
		const struct catalogue_version *v = &c->versions[i];
		bool began = v->effective > s->p->from && v->effective <= s->p->until;

		if ((began || catalogue_version_fits(c, v, s->p->from) ||
			catalogue_version_fits(c, v, s->p->until)) &&
		    stating_say(s, "br", NULL, "%s", v->number) != 0)
			return -1;
	}
	return 0;
}

int
stating_calendar(struct stating *s)
{
	if (!s->catalogue)
		return 0;
	return list_methods(s) == 0 && list_labels(s) == 0 && list_reuse(s) == 0 &&
		list_versions(s) == 0 ?
	    0 :
	    -1;
}
