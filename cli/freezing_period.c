/* Which period a freeze is of: a supplement has its period's times, a withdrawn one is filled first,
 * others begin where the last ended. */
#include "base/instant.h"
#include "base/say.h"
#include "cli/freezing.h"
#include "ledger/db.h"

/* The old period's times; supplements are found by membership, not by time alone. */
static int
supplement(struct freezing *f)
{
	int got = population_find(f->l, f->supplements, &f->old);

	if (got < 0)
		return -1;
	if (got == 0 || f->old.voided || f->old.supplements)
		return say_error("--supplements: expected the label of a frozen period, found %s",
		    f->supplements);
	f->from = f->old.from;
	f->until = f->old.until;
	return 0;
}

/* One second before the first issuance: the first period leaves nothing out. */
static int
first_from(struct freezing *f)
{
	int64_t first = INSTANT_NONE;
	int got = db_one_int(f->l,
	    "SELECT min(coalesce(issued_at, sct_at, not_before)) FROM cert", DB_NONE, &first);

	if (got < 0)
		return -1;
	f->began = true;
	f->from = (got == 0 || first >= f->until ? f->until : first) - 1;
	return 0;
}

/* Periods touch: what a withdrawn one left is frozen before anything after it. */
static int
fill_gap(struct freezing *f, int64_t from, int64_t until)
{
	char at[INSTANT_TEXT], given[INSTANT_TEXT];

	if (f->from != INSTANT_NONE && f->from != from)
		return say_error("--from: expected the beginning of the withdrawn period, %s, found %s",
		    instant_format(from, at), instant_format(f->from, given));
	f->from = from;
	if (f->until > until)
		return say_error("--until: expected a time up to %s, where the withdrawn period ended "
				 "and the next begins, found %s",
		    instant_format(until, at), instant_format(f->until, given));
	return 0;
}

static int
follow(struct freezing *f)
{
	struct population last;
	int64_t from, until;
	char at[INSTANT_TEXT], given[INSTANT_TEXT];
	int got = population_last(f->l, &last), gap = population_gap(f->l, &from, &until);

	if (got < 0 || gap < 0)
		return -1;
	if (gap > 0) {
		if (fill_gap(f, from, until) != 0)
			return -1;
	} else if (got > 0) {
		if (f->from != INSTANT_NONE && f->from != last.until)
			return say_error("--from: expected the cut-off of %s, %s, found %s",
			    last.label, instant_format(last.until, at),
			    instant_format(f->from, given));
		f->from = last.until;
	} else if (f->from == INSTANT_NONE && first_from(f) != 0)
		return -1;
	if (f->from >= f->until)
		return say_error("--until: expected a time after %s, found %s",
		    instant_format(f->from, at), instant_format(f->until, given));
	return 0;
}

int
freezing_period(struct freezing *f)
{
	return f->supplements ? supplement(f) : follow(f);
}
