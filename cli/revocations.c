#include "cli/revocations.h"

#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "checks/catalogue.h"
#include "cli/affected.h"
#include "cli/clocks.h"
#include "cli/finding.h"
#include "cli/period.h"
#include "ledger/db.h"
#include "ledger/inventory.h"
#include "ledger/ledger.h"

#define HOUR 3600
#define SUPERSEDED 4		/* BR 4.9.1.1: CRLReason of reasons 5 and 12 */
#define KEY_COMPROMISE 1	/* and of reason 4, weak keys */

struct tally {
	struct ledger *l;
	int64_t aware, deadline, as_of;
	int wanted;			/* CRLReason expected */
	uint64_t affected, in_time, late, not_yet, overdue, expired, short_lived;
	uint64_t seen_late;		/* dated in time, first seen after the deadline */
	uint64_t wrong_reason;
	uint64_t *hours;		/* revoked in hour i after aware */
	size_t hour_count;
	int64_t issuers[64];		/* issuers concerned */
	size_t issuer_count;
	struct query *first;
};

#define HOURS_MAX (24 * 60)	/* sixty days; what comes later counts to the last one */

static int
count_hour(struct tally *t, int64_t revoked_at)
{
	int64_t hour = revoked_at <= t->aware ? 0 : (revoked_at - t->aware) / HOUR;
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

/* A Short-lived Subscriber Certificate need not be revoked (BR 1.6.1, 4.9.1.1). */
static bool
is_short_lived(const struct catalogue *c, const struct unit *u)
{
	const struct catalogue_limit *limit =
	    catalogue_limit_at(c, CATALOGUE_SHORT_LIVED, u->issued_at);

	return limit && u->not_before != INSTANT_NONE && u->not_after != INSTANT_NONE &&
	    catalogue_within(limit, u->not_before, u->not_after + 1);
}

static int
revoked(struct tally *t, const struct unit *u)
{
	int64_t seen = INSTANT_NONE;
	int more;

	if (db_bind(t->first, DB(db_text(u->serial), db_int(u->issuer_id))) != 0)
		return -1;
	while ((more = db_step(t->first)) > 0)
		seen = db_col_at(t->first, 0);
	if (more < 0)
		return -1;
	if (t->deadline != INSTANT_NONE && u->revoked_at > t->deadline)
		t->late++;
	else {
		t->in_time++;
		if (t->deadline != INSTANT_NONE && seen != INSTANT_NONE && seen > t->deadline)
			t->seen_late++;
	}
	t->wrong_reason += u->revocation_reason != t->wanted;
	return count_hour(t, u->revoked_at);
}

static int
take(void *ctx, const struct unit *u, const struct judging *j)
{
	struct tally *t = ctx;

	t->affected++;
	note_issuer(t, u->issuer_id);
	if (u->revoked_at != INSTANT_NONE && u->revoked_at <= t->as_of)
		return revoked(t, u);
	if (u->not_after != INSTANT_NONE && u->not_after < t->as_of)
		t->expired++;
	else if (is_short_lived(j->catalogue, u))
		t->short_lived++;
	else {
		t->not_yet++;
		t->overdue += t->deadline != INSTANT_NONE && t->as_of > t->deadline;
	}
	return 0;
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
			int64_t seen = 0;

			snprintf(url, sizeof url, "%.*s", (int)n, p);
			if (db_one_int(t->l,
				"SELECT count(*) FROM crl c JOIN import i ON i.id = c.import_id"
				" WHERE c.url = ?1 OR i.file = ?1 OR i.source = ?1",
				DB(db_text(url)), &seen) < 0) {
				json_decref(list);
				inventory_free(inv);
				return NULL;
			}
			json_array_append_new(list,
			    json_pack("{s:s, s:b}", "url", url, "seen", seen > 0));
			p += n;
		}
	}
	inventory_free(inv);
	return list;
}

static json_t *
hours_json(const struct tally *t)
{
	json_t *list = json_array();
	uint64_t left = t->affected;

	for (size_t i = 0; i < t->hour_count; i++) {
		left -= t->hours[i];
		if (t->hours[i])
			json_array_append_new(list,
			    json_pack("{s:I, s:o, s:I, s:I}", "hour", (json_int_t)i, "from",
				period_time(t->aware + (int64_t)i * HOUR), "revoked",
				(json_int_t)t->hours[i], "left", (json_int_t)left));
	}
	return list;
}

static json_t *
tally_json(struct tally *t, int64_t id)
{
	json_t *crls = crl_coverage(t);

	if (!crls)
		return NULL;
	return json_pack("{s:I, s:o, s:o, s:o, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o}",
	    "finding", (json_int_t)id, "aware_at", period_time(t->aware), "deadline",
	    period_time(t->deadline), "as_of", period_time(t->as_of), "affected",
	    (json_int_t)t->affected, "in_time", (json_int_t)t->in_time, "late",
	    (json_int_t)t->late, "not_yet", (json_int_t)t->not_yet, "overdue",
	    (json_int_t)t->overdue, "expired", (json_int_t)t->expired, "short_lived",
	    (json_int_t)t->short_lived, "seen_late", (json_int_t)t->seen_late, "wrong_reason",
	    (json_int_t)t->wrong_reason, "hours", hours_json(t), "crls", crls);
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

static int
show(const struct cli *cli, struct tally *t, int64_t id)
{
	int status = t->late || t->overdue || t->seen_late ? CLI_ATTENTION : CLI_DONE;
	char aware[INSTANT_TEXT], deadline[INSTANT_TEXT], at[INSTANT_TEXT];
	json_t *object = tally_json(t, id), *c;
	size_t i;

	if (!object)
		return CLI_ERROR;
	if (cli->json)
		return cli_json(object, status);
	printf("finding %lld: %llu certificate%s affected; aware %s, revocation due %s; as of %s\n",
	    (long long)id, (unsigned long long)t->affected, text_s(t->affected), instant_format(t->aware, aware),
	    t->deadline == INSTANT_NONE ? "(no deadline)" : instant_format(t->deadline, deadline),
	    instant_format(t->as_of, at));
	printf("%10llu revoked in time (of these %llu first seen after the deadline)\n",
	    (unsigned long long)t->in_time, (unsigned long long)t->seen_late);
	printf("%10llu revoked late\n", (unsigned long long)t->late);
	printf("%10llu not revoked yet (of these %llu overdue)\n", (unsigned long long)t->not_yet,
	    (unsigned long long)t->overdue);
	printf("%10llu expired, not revoked\n", (unsigned long long)t->expired);
	printf("%10llu short-lived: need not be revoked\n", (unsigned long long)t->short_lived);
	printf("%10llu revoked with another reason than %s\n", (unsigned long long)t->wrong_reason,
	    t->wanted == SUPERSEDED ? "superseded (4)" : "keyCompromise (1)");
	print_hours(json_object_get(object, "hours"), t->affected);
	json_array_foreach(json_object_get(object, "crls"), i, c)
		if (!json_is_true(json_object_get(c, "seen")))
			printf("CRL not imported: %s\n", json_string_value(json_object_get(c, "url")));
	json_decref(object);
	return cli_flush(status);
}

static int
tally(const struct cli *cli, struct ledger *l, int64_t id, struct tally *t)
{
	struct affected_query q = { .as_of = t->as_of, .due = INSTANT_NONE };
	struct finding_cause_texts cause;
	struct affected a;
	struct where where;

	if (finding_load_cause(l, id, &cause, &q, &where) != 0 ||
	    clocks_revocation(l, id, &t->aware, &t->deadline) != 0)
		return -1;
	t->wanted = strncmp(cause.rule, "key.", 4) == 0 ? KEY_COMPROMISE : SUPERSEDED;
	t->first = db_prepare(l,
	    "SELECT min(seen_at) FROM revocation WHERE serial = ?1 AND issuer_id IN (0, ?2)");
	if (!t->first)
		return -1;
	q.each = take;
	q.ctx = t;
	return affected_find(cli, l, &q, &a);
}

int
revocations_run(struct cli *cli, int argc, char **argv)
{
	const char *as_of = NULL;
	const struct opt opts[] = { { "--as-of", OPT_TEXT, &as_of }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct tally t = { 0 };
	int64_t id;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (affected_as_of(cli, as_of, &t.as_of) != 0)
		return cli_usage(cli, "--as-of: expected a date or an RFC 3339 time, found %s", as_of);
	t.l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!t.l)
		return CLI_ERROR;
	status = finding_number(t.l, args.items[0], &id) == 0 && tally(cli, t.l, id, &t) == 0 ?
	    show(cli, &t, id) :
	    CLI_ERROR;
	db_release(t.first);
	free(t.hours);
	ledger_close(t.l);
	return status;
}
