#include "cli/revocations.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/affected.h"
#include "cli/finding.h"
#include "cli/period.h"
#include "cli/standing.h"
#include "ledger/db.h"
#include "ledger/inventory.h"
#include "ledger/ledger.h"

#define HOUR 3600
#define SUPERSEDED 4		/* BR 4.9.1.1: CRLReason of reasons 5 and 12 */
#define KEY_COMPROMISE 1	/* and of reason 4, weak keys */

struct tally {
	struct ledger *l;
	struct standing standing;
	int wanted;			/* CRLReason expected */
	uint64_t seen_late;		/* dated in time, first seen after the deadline */
	uint64_t wrong_reason;
	uint64_t *hours;		/* of the newest occurrence: revoked in hour i after aware */
	size_t hour_count;
	int64_t issuers[64];		/* issuers concerned */
	size_t issuer_count;
	struct query *first;
};

#define HOURS_MAX (24 * 60)	/* sixty days; what comes later counts to the last one */

static int
count_hour(struct tally *t, int64_t revoked_at)
{
	int64_t aware = standing_newest(&t->standing)->aware;
	int64_t hour = revoked_at <= aware ? 0 : (revoked_at - aware) / HOUR;
	uint64_t *grown;

	if (hour >= HOURS_MAX)
		hour = HOURS_MAX - 1;
	if ((size_t)hour >= t->hour_count) {
		grown = realloc(t->hours, ((size_t)hour + 1) * sizeof *grown);
		if (!grown)
			return say_nomem("revocations");
		memset(grown + t->hour_count, 0,
		    ((size_t)hour + 1 - t->hour_count) * sizeof *grown);
		t->hours = grown;
		t->hour_count = (size_t)hour + 1;
	}
	t->hours[hour]++;
	return 0;
}

static void
note_issuer(struct tally *t, int64_t issuer)
{
	for (size_t i = 0; i < t->issuer_count; i++)
		if (t->issuers[i] == issuer)
			return;
	if (t->issuer_count < sizeof t->issuers / sizeof *t->issuers)
		t->issuers[t->issuer_count++] = issuer;
}

static int
take(void *ctx, const struct unit *u, const struct standing_occurrence *o, enum standing_place place)
{
	struct tally *t = ctx;
	int64_t seen = INSTANT_NONE;
	int more;

	note_issuer(t, u->issuer_id);
	if (place > STANDING_LATE)
		return 0;
	if (db_bind(t->first, DB(db_text(u->serial), db_int(u->issuer_id))) != 0)
		return -1;
	while ((more = db_step(t->first)) > 0)
		seen = db_col_at(t->first, 0);
	if (more < 0)
		return -1;
	t->seen_late += place == STANDING_IN_TIME && o->deadline != INSTANT_NONE &&
	    seen != INSTANT_NONE && seen > o->deadline;
	t->wrong_reason += u->revocation_reason != t->wanted;
	return o == standing_newest(&t->standing) ? count_hour(t, u->revoked_at) : 0;
}

/* Was a CRL of that address imported, or one whose scope is all of the issuer's certificates, and was
 * the newest one's signature checked?  1, 0 none imported, -1 said. */
static int
crl_seen(struct tally *t, const char *url, int64_t issuer, int64_t *checked)
{
	return db_one_int(t->l,
	    "SELECT c.signed FROM crl c JOIN import i ON i.id = c.import_id"
	    " WHERE c.url = ?1 OR i.file = ?1 OR i.source = ?1 OR (c.whole AND c.issuer_id = ?2)"
	    " ORDER BY c.this_update DESC, c.signed DESC LIMIT 1",
	    DB(db_text(url), db_int(issuer)), checked);
}

/* CRL URLs that the inventory states for the issuers concerned, and whether each was imported. */
static json_t *
crl_coverage(struct tally *t)
{
	struct inventory *inv = inventory_load(t->l, 0);
	json_t *list = json_array();

	for (size_t i = 0; inv && i < t->issuer_count; i++) {
		const struct inventory_ca *ca = inventory_of_issuer(inv, t->l, t->issuers[i]);
		const char *p = ca ? ca->crl_urls : "";

		while (*(p += strspn(p, " ")) != '\0') {
			size_t n = strcspn(p, " ");
			char url[2048];
			int64_t checked = 0;
			int seen;

			snprintf(url, sizeof url, "%.*s", (int)n, p);
			seen = crl_seen(t, url, t->issuers[i], &checked);
			if (seen < 0) {
				json_decref(list);
				inventory_free(inv);
				return NULL;
			}
			json_array_append_new(list,
			    json_pack("{s:s, s:b, s:b}", "url", url, "seen", seen > 0,
				"signature_checked", checked > 0));
			p += n;
		}
	}
	inventory_free(inv);
	return list;
}

static json_t *
hours_json(const struct tally *t)
{
	const struct standing_occurrence *o = standing_newest(&t->standing);
	json_t *list = json_array();
	uint64_t left = o->n.affected;

	for (size_t i = 0; i < t->hour_count; i++) {
		left -= t->hours[i];
		if (t->hours[i])
			json_array_append_new(list,
			    json_pack("{s:I, s:o, s:I, s:I}", "hour", (json_int_t)i, "from",
				period_time(o->aware + (int64_t)i * HOUR), "revoked",
				(json_int_t)t->hours[i], "left", (json_int_t)left));
	}
	return list;
}

static json_t *
count_json(const struct standing_count *n)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "affected", (json_int_t)n->affected,
	    "in_time", (json_int_t)n->in_time, "late", (json_int_t)n->late, "not_yet",
	    (json_int_t)standing_open(n), "overdue", (json_int_t)n->overdue, "expired",
	    (json_int_t)n->expired, "short_lived", (json_int_t)n->short_lived);
}

static json_t *
occurrences_json(const struct standing *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->count; i++) {
		const struct standing_occurrence *o = &s->list[i];
		json_t *row = count_json(&o->n);

		json_object_set_new(row, "period", *o->period ? json_string(o->period) : json_null());
		json_object_set_new(row, "aware_at", period_time(o->aware));
		json_object_set_new(row, "deadline", period_time(o->deadline));
		json_array_append_new(list, row);
	}
	return list;
}

static json_t *
tally_json(struct tally *t)
{
	const struct standing *s = &t->standing;
	const struct standing_occurrence *o = standing_newest(s);
	struct standing_count sum = standing_total(s);
	json_t *crls = crl_coverage(t), *object;

	if (!crls)
		return NULL;
	object = count_json(&sum);
	json_object_set_new(object, "finding", json_integer((json_int_t)s->finding));
	json_object_set_new(object, "aware_at", period_time(o->aware));
	json_object_set_new(object, "deadline", period_time(o->deadline));
	json_object_set_new(object, "as_of", period_time(s->as_of));
	json_object_set_new(object, "stated_at", period_time(o->revoked));
	json_object_set_new(object, "seen_late", json_integer((json_int_t)t->seen_late));
	json_object_set_new(object, "wrong_reason", json_integer((json_int_t)t->wrong_reason));
	json_object_set_new(object, "occurrences", occurrences_json(s));
	json_object_set_new(object, "hours", hours_json(t));
	json_object_set_new(object, "crls", crls);
	return object;
}

static void
print_hours(const json_t *hours, uint64_t affected)
{
	size_t i;
	json_t *h;

	json_array_foreach(hours, i, h)
	{
		uint64_t n = (uint64_t)json_integer_value(json_object_get(h, "revoked"));
		int bar = affected ? (int)(n * 50 / affected) : 0;

		if (i == 0)
			printf("\n%-20s %10s %10s\n", "hour from", "revoked", "left");
		printf("%-20s %10llu %10lld  %.*s\n",
		    json_string_value(json_object_get(h, "from")), (unsigned long long)n,
		    (long long)json_integer_value(json_object_get(h, "left")), bar ? bar : 1,
		    "##################################################");
	}
}

static void
print_occurrence(const struct standing *s, const struct standing_occurrence *o)
{
	char aware[INSTANT_TEXT], deadline[INSTANT_TEXT];

	if (s->count > 1)
		printf("%s: %llu affected; ", o->period, (unsigned long long)o->n.affected);
	printf("aware %s, revocation due %s", instant_format(o->aware, aware),
	    o->deadline == INSTANT_NONE ? "(no deadline)" : instant_format(o->deadline, deadline));
	if (s->count > 1)
		printf("; %llu revoked, %llu not revoked yet",
		    (unsigned long long)(o->n.in_time + o->n.late),
		    (unsigned long long)standing_open(&o->n));
	putchar('\n');
}

static void
print_counts(const struct tally *t)
{
	const struct standing *s = &t->standing;
	const struct standing_occurrence *o = standing_newest(s);
	struct standing_count n = standing_total(s);
	char at[INSTANT_TEXT];

	printf("finding %lld: %llu certificate%s affected; as of %s\n", (long long)s->finding,
	    (unsigned long long)n.affected, text_s(n.affected), instant_format(s->as_of, at));
	for (size_t i = 0; i < s->count; i++)
		print_occurrence(s, &s->list[i]);
	printf("%10llu revoked in time (of these %llu first seen after the deadline)\n",
	    (unsigned long long)n.in_time, (unsigned long long)t->seen_late);
	printf("%10llu revoked late\n", (unsigned long long)n.late);
	printf("%10llu not revoked yet (of these %llu overdue)\n",
	    (unsigned long long)standing_open(&n), (unsigned long long)n.overdue);
	printf("%10llu expired, not revoked\n", (unsigned long long)n.expired);
	printf("%10llu short-lived: need not be revoked\n", (unsigned long long)n.short_lived);
	printf("%10llu revoked with another reason than %s\n", (unsigned long long)t->wrong_reason,
	    t->wanted == SUPERSEDED ? "superseded (4)" : "keyCompromise (1)");
	if (o->revoked != INSTANT_NONE && standing_open(&n))
		printf("stated to be done at %s, not supported by these records: %llu not revoked\n",
		    instant_format(o->revoked, at), (unsigned long long)standing_open(&n));
}

static int
show(const struct cli *cli, struct tally *t)
{
	struct standing_count n = standing_total(&t->standing);
	int status = n.late || n.overdue || t->seen_late ? CLI_ATTENTION : CLI_DONE;
	json_t *object = tally_json(t), *c;
	size_t i;

	if (!object)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(object, status);
	print_counts(t);
	print_hours(json_object_get(object, "hours"), standing_newest(&t->standing)->n.affected);
	json_array_foreach(json_object_get(object, "crls"), i, c)
		if (!json_is_true(json_object_get(c, "seen")))
			printf("CRL not imported: %s\n", json_string_value(json_object_get(c, "url")));
		else if (!json_is_true(json_object_get(c, "signature_checked")))
			printf("CRL of a signature not checked, for want of its issuer's certificate: %s\n",
			    json_string_value(json_object_get(c, "url")));
	json_decref(object);
	return cli_flush(status);
}

static int
tally(const struct cli *cli, int64_t id, int64_t as_of, struct tally *t)
{
	struct affected_query q = { .as_of = as_of, .standing = &t->standing, .each = take, .ctx = t };
	struct finding_cause_texts cause;
	struct affected a;
	struct where where;

	if (finding_load_cause(t->l, id, &cause, &q, &where) != 0 ||
	    standing_load(&t->standing, t->l, id, as_of) != 0)
		return -1;
	t->wanted = strncmp(cause.rule, "key.", 4) == 0 ? KEY_COMPROMISE : SUPERSEDED;
	t->first = db_prepare(t->l,
	    "SELECT min(seen_at) FROM revocation WHERE serial = ?1 AND issuer_id IN (0, ?2)");
	return t->first ? affected_find(cli, t->l, &q, &a) : -1;
}

int
revocations_run(struct cli *cli, int argc, char **argv)
{
	const char *as_of = NULL;
	const struct opt opts[] = { { "--as-of", OPT_TEXT, &as_of }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct tally t = { 0 };
	int64_t id, at;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (affected_as_of(cli, as_of, &at) != 0)
		return cli_usage(cli, "--as-of: expected a date or an RFC 3339 time, found %s", as_of);
	t.l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!t.l)
		return CLI_ERROR;
	status = finding_number(t.l, args.items[0], &id) == 0 && tally(cli, id, at, &t) == 0 ?
	    show(cli, &t) :
	    CLI_ERROR;
	db_release(t.first);
	free(t.hours);
	standing_free(&t.standing);
	ledger_close(t.l);
	return status;
}
