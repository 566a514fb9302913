#include "base/cps.h"
#include "base/text.h"

#define STALE_DAYS 366		/* BR 2.3: "at least once every 366 days" */

static bool
is_in_force(const struct cps_version *v, int64_t t)
{
	return v->from <= t && (v->until == INSTANT_NONE || t < v->until);
}

/* The version in force had the i-th not begun: an earlier one without a stated end, or whose end
 * has not come. */
static const struct cps_version *
before(const struct cps_document *d, size_t i, int64_t t)
{
	while (i-- > 0) {
		const struct cps_version *v = d->order[i];

		if (v->effective_until == INSTANT_NONE || t < v->effective_until)
			return v;
	}
	return NULL;
}

void
cps_force_at(const struct cps_document *d, int64_t t, struct cps_force *f)
{
	size_t i;

	*f = (struct cps_force){ 0 };
	for (i = 0; i < d->in_order; i++) {
		const struct cps_version *v = d->order[i];

		if (!is_in_force(v, t))
			continue;
		f->count++;
		f->version = v;
		f->unsure = t < v->sure_from;
		f->before = f->unsure ? before(d, i, t) : NULL;
	}
}

struct sweep {
	int (*each)(const struct cps_problem *p, void *arg);
	void *arg;
	int64_t latest;
	int rc;
};

/* Only what begins before the ledger's last instant is a problem of it. */
static void
found(struct sweep *s, struct cps_problem p)
{
	if (s->rc == 0 && (s->latest == INSTANT_NONE || p.from < s->latest))
		s->rc = s->each(&p, s->arg);
}

/* Gaps and overlaps: a sweep over the versions by their beginning. */
static void
sweep_force(const struct cps_document *d, struct sweep *s)
{
	const struct cps_version *last = d->order[0];
	int64_t end = last->until;
	size_t i;

	for (i = 1; i < d->in_order; i++) {
		const struct cps_version *v = d->order[i];

		if (end != INSTANT_NONE && v->from > end) {
			found(s, (struct cps_problem){ CPS_GAP, last, v, end, v->from });
		} else if (end == INSTANT_NONE || v->from < end) {
			int64_t until = v->until;

			if (end != INSTANT_NONE && (until == INSTANT_NONE || end < until))
				until = end;
			found(s, (struct cps_problem){ CPS_OVERLAP, last, v, v->from, until });
		}
		if (end != INSTANT_NONE && (v->until == INSTANT_NONE || v->until > end)) {
			end = v->until;
			last = v;
		}
	}
	if (end != INSTANT_NONE && s->latest != INSTANT_NONE && end < s->latest)
		found(s, (struct cps_problem){ CPS_GAP, last, NULL, end, s->latest });
}

static int64_t
day(int64_t t)
{
	int64_t rest = t % INSTANT_DAY;

	return (t - (rest < 0 ? rest + INSTANT_DAY : rest)) / INSTANT_DAY;
}

/* By dates: the hour of a publication is often not known. */
static void
sweep_age(const struct cps_document *d, struct sweep *s)
{
	size_t i;

	for (i = 0; i < d->in_order; i++) {
		const struct cps_version *v = d->order[i];
		const struct cps_version *next = i + 1 < d->in_order ? d->order[i + 1] : NULL;
		int64_t until = next ? next->from : s->latest;

		if (until == INSTANT_NONE || (s->latest != INSTANT_NONE && until > s->latest))
			until = s->latest;
		if (until == INSTANT_NONE || day(until) - day(v->from) <= STALE_DAYS)
			continue;
		found(s, (struct cps_problem){ CPS_STALE, v, next, v->from, until });
	}
}

int
cps_force_problems(const struct cps_document *d, int64_t earliest, int64_t latest,
    int (*each)(const struct cps_problem *p, void *arg), void *arg)
{
	struct sweep s = { each, arg, latest, 0 };

	if (d->in_order == 0) {
		if (earliest != INSTANT_NONE)
			found(&s, (struct cps_problem){ CPS_GAP, NULL, NULL, earliest, latest });
		return s.rc;
	}
	if (earliest != INSTANT_NONE && earliest < d->order[0]->from)
		found(&s, (struct cps_problem){ CPS_BEFORE_FIRST, NULL, d->order[0], earliest,
			      d->order[0]->from });
	sweep_force(d, &s);
	sweep_age(d, &s);
	return s.rc;
}

void
cps_force_describe(const struct cps_document *d, const struct cps_problem *p, struct text *out)
{
	static const char words[][60] = { [CPS_GAP] = "gap: no version in force",
		[CPS_OVERLAP] = "overlap: several versions in force",
		[CPS_STALE] = "stale: more than 366 days without a new version",
		[CPS_BEFORE_FIRST] = "certificates from before the first version, issued" };
	char from[INSTANT_TEXT], until[INSTANT_TEXT];

	text_addf(out, "%s: %s from %s", d->document, words[p->trouble],
	    instant_format(p->from, from));
	if (p->until != INSTANT_NONE)
		text_addf(out, " until %s", instant_format(p->until, until));
	if (p->earlier && p->later)
		text_addf(out, " (versions %s and %s)", p->earlier->version, p->later->version);
	else if (p->earlier || p->later)
		text_addf(out, " (version %s)", (p->earlier ? p->earlier : p->later)->version);
}
