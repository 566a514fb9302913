#include "cli/standing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "ledger/db.h"

static int64_t
time_of(struct query *q, int i)
{
	int64_t t;

	return instant_parse_any(db_col_text(q, i), &t, NULL) == 0 ? t : INSTANT_NONE;
}

/* Of a row id, revocation_days, status. */
static struct standing
finding_of(struct query *q, int64_t as_of)
{
	struct standing s = { .finding = db_col_int(q, 0), .as_of = as_of,
		.within = db_col_int(q, 1) * INSTANT_DAY };

	snprintf(s.status, sizeof s.status, "%s", db_col_text(q, 2));
	s.confirmed = strcmp(s.status, "unconfirmed") != 0;
	s.dismissed = strcmp(s.status, "not an issue") == 0;
	s.closed = s.dismissed || strcmp(s.status, "resolved") == 0 || strcmp(s.status, "verified") == 0;
	return s;
}

static int
add_occurrence(struct standing *s, struct query *q)
{
	struct standing_occurrence *grown = realloc(s->list, (s->count + 1) * sizeof *grown), *o;

	if (!grown)
		return say_nomem("finding");
	s->list = grown;
	o = &grown[s->count++];
	*o = (struct standing_occurrence){ .number = db_col_int(q, 0), .until = db_col_int(q, 2),
		.met = time_of(q, 3), .aware = time_of(q, 4), .preliminary = time_of(q, 5),
		.reported = time_of(q, 6), .revoked = time_of(q, 7),
		.n = { .last_revoked = INSTANT_NONE } };
	snprintf(o->period, sizeof o->period, "%s", db_col_text(q, 1));
	o->deadline = s->within ? o->aware + s->within : INSTANT_NONE;
	return 0;
}

#define OCCURRENCES                                                                                \
	"SELECT number, coalesce(period, ''), coalesce(until_at, 0), met_at, aware_at, preliminary_at,"\
	" reported_at, revoked_at, finding FROM finding_occurrences"

/* The newest has no end. */
static int
finish(struct standing *s)
{
	if (s->count == 0)
		return say_error("finding %lld: expected the event that opened it, found none",
		    (long long)s->finding);
	s->list[s->count - 1].until = INT64_MAX;
	return 0;
}

int
standing_load(struct standing *s, struct ledger *l, int64_t finding, int64_t as_of)
{
	struct query *q = db_query(l, "SELECT id, revocation_days, status FROM findings WHERE id = ?1",
	    DB(db_int(finding)));
	int more = db_step(q);

	*s = (struct standing){ .finding = finding };
	if (more <= 0)
		return more < 0 ? -1 :
				  say_error("finding %lld: expected one that is there, found none",
				      (long long)finding);
	*s = finding_of(q, as_of);
	db_reset(q);
	q = db_query(l, OCCURRENCES " WHERE finding = ?1 ORDER BY number", DB(db_int(finding)));
	while ((more = db_step(q)) > 0)
		if (add_occurrence(s, q) != 0) {
			db_reset(q);
			return -1;
		}
	return more < 0 ? -1 : finish(s);
}

static int
load_occurrences(struct standing *list, size_t count, struct ledger *l)
{
	struct query *q = db_query(l, OCCURRENCES " ORDER BY finding, number", DB_NONE);
	int more;

	while ((more = db_step(q)) > 0) {
		struct standing *s = standing_of(list, count, db_col_int(q, 8));

		if (s && add_occurrence(s, q) != 0) {
			db_reset(q);
			return -1;
		}
	}
	for (size_t i = 0; more == 0 && i < count; i++)
		more = finish(&list[i]);
	return more;
}

int
standing_load_all(struct standing **list, size_t *count, struct ledger *l, int64_t as_of)
{
	struct query *q = db_query(l, "SELECT id, revocation_days, status FROM findings ORDER BY id", DB_NONE);
	struct standing *all = NULL;
	size_t n = 0;
	int more;

	while ((more = db_step(q)) > 0) {
		struct standing *grown = realloc(all, (n + 1) * sizeof *all);

		if (!grown) {
			db_reset(q);
			more = say_nomem("finding");
			break;
		}
		all = grown;
		all[n++] = finding_of(q, as_of);
	}
	if (more < 0 || load_occurrences(all, n, l) != 0) {
		standing_free_all(all, n);
		return -1;
	}
	*list = all;
	*count = n;
	return 0;
}

void
standing_free_all(struct standing *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		standing_free(&list[i]);
	free(list);
}

struct standing *
standing_of(struct standing *list, size_t count, int64_t finding)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle].finding < finding)
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && list[low].finding == finding ? &list[low] : NULL;
}

void
standing_free(struct standing *s)
{
	free(s->list);
	*s = (struct standing){ 0 };
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

static struct standing_occurrence *
occurrence_of(const struct standing *s, const struct unit *u)
{
	size_t i = 0;

	while (i + 1 < s->count && (u->issued_at == INSTANT_NONE || u->issued_at > s->list[i].until))
		i++;
	return &s->list[i];
}

static enum standing_place
place_of(const struct standing *s, const struct catalogue *c, const struct unit *u, int64_t deadline)
{
	if (u->revoked_at != INSTANT_NONE && u->revoked_at <= s->as_of)
		return deadline != INSTANT_NONE && u->revoked_at > deadline ? STANDING_LATE :
									      STANDING_IN_TIME;
	if (u->not_after != INSTANT_NONE && u->not_after < s->as_of)
		return STANDING_EXPIRED;
	if (is_short_lived(c, u))
		return STANDING_SHORT_LIVED;
	return deadline != INSTANT_NONE && s->as_of > deadline ? STANDING_OVERDUE : STANDING_NOT_YET;
}

const struct standing_occurrence *
standing_add(struct standing *s, const struct catalogue *c, const struct unit *u,
    enum standing_place *place)
{
	struct standing_occurrence *o = occurrence_of(s, u);

	*place = place_of(s, c, u, o->deadline);
	o->n.affected++;
	o->n.in_time += *place == STANDING_IN_TIME;
	o->n.late += *place == STANDING_LATE;
	o->n.not_yet += *place == STANDING_NOT_YET;
	o->n.overdue += *place == STANDING_OVERDUE;
	o->n.expired += *place == STANDING_EXPIRED;
	o->n.short_lived += *place == STANDING_SHORT_LIVED;
	if (*place <= STANDING_LATE &&
	    (o->n.last_revoked == INSTANT_NONE || u->revoked_at > o->n.last_revoked))
		o->n.last_revoked = u->revoked_at;
	return o;
}

int64_t
standing_planned(const struct standing *s, const struct catalogue *c, const struct unit *u)
{
	if (!s->confirmed || s->dismissed || is_short_lived(c, u))
		return INSTANT_NONE;
	return occurrence_of(s, u)->deadline;
}

const struct standing_occurrence *
standing_newest(const struct standing *s)
{
	return &s->list[s->count - 1];
}

struct standing_count
standing_total(const struct standing *s)
{
	struct standing_count sum = { .last_revoked = INSTANT_NONE };

	for (size_t i = 0; i < s->count; i++) {
		const struct standing_count *n = &s->list[i].n;

		sum.affected += n->affected;
		sum.in_time += n->in_time;
		sum.late += n->late;
		sum.not_yet += n->not_yet;
		sum.overdue += n->overdue;
		sum.expired += n->expired;
		sum.short_lived += n->short_lived;
		if (n->last_revoked != INSTANT_NONE &&
		    (sum.last_revoked == INSTANT_NONE || n->last_revoked > sum.last_revoked))
			sum.last_revoked = n->last_revoked;
	}
	return sum;
}

uint64_t
standing_open(const struct standing_count *n)
{
	return n->not_yet + n->overdue;
}
