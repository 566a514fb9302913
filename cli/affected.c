#include "cli/affected.h"

#include <string.h>

#include "base/digest.h"
#include "base/outfile.h"
#include "base/say.h"
#include "cli/ccadb.h"
#include "cli/period.h"
#include "cli/progress.h"
#include "cli/split.h"
#include "ledger/db.h"
#include "ledger/unit_cursor.h"

struct finding {
	const struct affected_query *q;
	struct affected *a;
	struct judging j;
	struct verdict v;
	struct outfile *file, *crtsh;
	struct text row;
	struct query *marked;		/* by hand */
	long rule;
};

/* Only subscriber TLS certificates, and what may be one, can be touched. */
static bool
may_be_tls(const struct unit *u)
{
	return strcmp(u->class, "tls") == 0 || strcmp(u->class, "serial") == 0 ||
	    strcmp(u->class, "unreadable") == 0;
}

static int
is_marked(struct finding *f, const struct unit *u)
{
	int more, any = 0;

	if (db_bind(f->marked, DB(db_int(f->q->by_hand), db_int(u->id))) != 0)
		return -1;
	while ((more = db_step(f->marked)) > 0)
		any = 1;
	return more < 0 ? -1 : any;
}

/* 1, 0, -1 said */
static int
is_touched(struct finding *f, const struct unit *u)
{
	const struct affected_query *q = f->q;

	if (q->by_hand)
		return is_marked(f, u);
	for (size_t i = 0; q->where && i < q->where->count; i++)
		f->a->held[i] = f->a->held[i] || where_holds(&q->where->terms[i], f->j.catalogue, u);
	if (q->where)
		return where_match(q->where, f->j.catalogue, u);
	if (check_unit(f->j.check, u, &f->v) != 0)
		return -1;
	return verdict_has_cause(&f->v, (size_t)f->rule, q->value, q->document);
}

static void
stretch(int64_t t, int64_t *first, int64_t *last)
{
	if (t == INSTANT_NONE)
		return;
	if (*first == INSTANT_NONE || t < *first)
		*first = t;
	if (*last == INSTANT_NONE || t > *last)
		*last = t;
}

static int
write_lists(struct finding *f, const struct unit *u, bool valid)
{
	const uint8_t *hash = u->final_sha256 ? u->final_sha256 : u->precert_sha256;
	int64_t planned = f->q->standing ?
	    standing_planned(f->q->standing, f->j.catalogue, u) :
	    INSTANT_NONE;
	char hex[DIGEST_HEX];

	if (f->file) {
		text_clear(&f->row);
		ccadb_row(&f->row, u, f->a->as_of, planned);
		if (text_failed(&f->row))
			return -1;
		fwrite(f->row.s, 1, f->row.len, outfile_stream(f->file));
		f->a->written++;
		f->a->unplanned += valid && planned == INSTANT_NONE;
	}
	if (f->crtsh && hash) {
		fprintf(outfile_stream(f->crtsh), "https://crt.sh/?sha256=%s\n",
		    digest_hex(hash, 32, hex));
		f->a->listed++;
	}
	return 0;
}

static int
take(struct finding *f, const struct unit *u)
{
	struct affected *a = f->a;
	bool expired = u->not_after != INSTANT_NONE && u->not_after < a->as_of;
	bool revoked = u->revoked_at != INSTANT_NONE && u->revoked_at <= a->as_of;
	const struct split_unit su = { .u = u, .catalogue = f->j.catalogue,
		.chosen = f->q->where || f->q->by_hand ? NULL : f->v.chosen, .valid = !expired && !revoked };
	const struct standing_occurrence *o = NULL;
	enum standing_place place = STANDING_NOT_YET;

	a->count++;
	stretch(u->issued_at, &a->first_issued, &a->last_issued);
	if (revoked) {
		a->revoked++;
		stretch(u->revoked_at, &a->first_revoked, &a->last_revoked);
	} else if (expired)
		a->expired++;
	else
		a->still_valid++;
	if ((f->q->all || !expired) && write_lists(f, u, su.valid) != 0)
		return -1;
	if (f->q->split && split_add(f->q->split, &su) != 0)
		return -1;
	if (f->q->standing)
		o = standing_add(f->q->standing, f->j.catalogue, u, &place);
	return f->q->each ? f->q->each(f->q->ctx, u, o, place) : 0;
}

static int
pump(const struct cli *cli, struct finding *f, struct ledger *l)
{
	struct unit_cursor *c = unit_cursor_open(l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_LEDGER, .as_of = f->q->import,
		.der = !f->q->where && !f->q->by_hand && check_needs_der(f->j.check) });
	struct progress progress;
	const struct unit *u;
	uint64_t seen = 0;
	int more = -1;

	progress_begin(&progress, cli, "affected", 0);
	if (c)
		while ((more = unit_cursor_next(c, &u)) > 0) {
			int touched;

			progress_step(&progress, ++seen);
			if (!may_be_tls(u))
				continue;
			stretch(u->issued_at, &f->a->ledger_from, &f->a->ledger_until);
			touched = is_touched(f, u);
			if (touched < 0 ||
			    (touched && (unit_cursor_revocation(c) != 0 || take(f, u) != 0))) {
				more = -1;
				break;
			}
		}
	progress_end(&progress);
	unit_cursor_close(c);
	return more;
}

static int
open_lists(struct finding *f)
{
	if (f->q->file) {
		f->file = outfile_open(f->q->file, 0644);
		if (!f->file)
			return -1;
		fputs(ccadb_header, outfile_stream(f->file));
	}
	if (f->q->crtsh) {
		f->crtsh = outfile_open(f->q->crtsh, 0644);
		if (!f->crtsh)
			return -1;
	}
	return 0;
}

static int
commit(struct outfile **o)
{
	int rc = *o ? outfile_commit(*o) : 0;

	*o = NULL;
	return rc;
}

/* Counted once: the marks of a sample are few. */
static int
prepare_marked(struct finding *f, struct ledger *l)
{
	if (db_script(l, "DROP TABLE IF EXISTS temp.marked;"
			 " CREATE TEMP TABLE marked (cert_id INTEGER PRIMARY KEY)") != 0 ||
	    db_exec(l, "INSERT INTO temp.marked SELECT DISTINCT cert_id FROM review_fails WHERE finding = ?1",
		DB(db_int(f->q->by_hand))) != 0)
		return -1;
	f->marked = db_prepare(l, "SELECT 1 FROM temp.marked WHERE ?1 IS NOT NULL AND cert_id = ?2");
	return f->marked ? 0 : -1;
}

int
affected_find(const struct cli *cli, struct ledger *l, const struct affected_query *q,
    struct affected *out)
{
	struct affected a = { .as_of = q->as_of, .first_issued = INSTANT_NONE,
		.last_issued = INSTANT_NONE, .ledger_from = INSTANT_NONE,
		.ledger_until = INSTANT_NONE, .first_revoked = INSTANT_NONE,
		.last_revoked = INSTANT_NONE };
	struct finding f = { .q = q, .a = &a };
	struct judging_query jq = { .as_of = q->import, .rules_on = INSTANT_NONE,
		.rules = &q->rule, .rule_count = q->where || q->by_hand ? 0 : 1 };
	int rc = -1;

	if (judging_open(&f.j, l, &jq) != 0)
		goto out;
	f.rule = q->where || q->by_hand ? 0 : check_find(f.j.check, q->rule);
	if (q->by_hand && prepare_marked(&f, l) != 0)
		goto out;
	if (open_lists(&f) != 0 || pump(cli, &f, l) != 0)
		goto out;
	a.lower_bound = a.count && (q->by_hand || a.first_issued == a.ledger_from);
	if (commit(&f.file) != 0 || commit(&f.crtsh) != 0)
		goto out;
	*out = a;
	rc = 0;
out:
	outfile_abandon(f.file);
	outfile_abandon(f.crtsh);
	text_free(&f.row);
	db_release(f.marked);
	verdict_free(&f.v);
	judging_close(&f.j);
	return rc;
}

json_t *
affected_json(const struct affected *a, struct split *s)
{
	json_t *object = json_pack("{s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o, s:b}", "count",
	    (json_int_t)a->count, "still_valid", (json_int_t)a->still_valid, "expired",
	    (json_int_t)a->expired, "revoked", (json_int_t)a->revoked, "as_of",
	    period_time(a->as_of), "first_issued", period_time(a->first_issued), "last_issued",
	    period_time(a->last_issued), "ledger_from", period_time(a->ledger_from),
	    "ledger_until", period_time(a->ledger_until), "lower_bound", a->lower_bound);

	if (object && s && split_json(s, object) != 0) {
		json_decref(object);
		return NULL;
	}
	if (!object)
		say_nomem("affected");
	return object;
}

static void
print(const struct affected *a, bool by_hand)
{
	char first[INSTANT_TEXT], last[INSTANT_TEXT], at[INSTANT_TEXT];

	instant_format(a->as_of, at);
	printf("%llu certificate%s affected", (unsigned long long)a->count, text_s(a->count));
	if (a->count)
		printf(", issued %s to %s", instant_format(a->first_issued, first),
		    instant_format(a->last_issued, last));
	printf("\nat %s: %llu still valid, %llu expired, %llu revoked\n", at,
	    (unsigned long long)a->still_valid, (unsigned long long)a->expired,
	    (unsigned long long)a->revoked);
	printf("the ledger holds certificates issued %s to %s\n",
	    instant_format(a->ledger_from, first), instant_format(a->ledger_until, last));
	if (by_hand)
		puts("found by hand: those that persons marked in samples, a lower bound");
	else if (a->lower_bound)
		puts("the cause reaches the ledger's first certificate: the count is a lower bound");
}

size_t
affected_unknown(const struct cli *cli, const struct where *w, const struct affected *a)
{
	static const char *const what[WHERE_KEYS] = { [WHERE_METHOD] = "method", [WHERE_ISSUER] = "issuer",
		[WHERE_TYPE] = "type", [WHERE_NAME] = "name", [WHERE_KEY] = "key" };
	size_t n = 0;

	for (size_t i = 0; w && i < w->count; i++)
		if (!a->held[i] && what[w->terms[i].key]) {
			cli_note(cli, "where: no %s %s in the ledger", what[w->terms[i].key], w->terms[i].value);
			n++;
		}
	return n;
}

int
affected_show(const struct cli *cli, const struct affected_query *q, const struct affected *a)
{
	int status = affected_unknown(cli, q->where, a) ? CLI_ATTENTION : CLI_DONE;

	if (q->crtsh && a->listed < AFFECTED_LIST)
		cli_note(cli, "%s: %llu line%s; below %d certificates a report needs the list with all columns (-o)",
		    q->crtsh, (unsigned long long)a->listed, text_s(a->listed), AFFECTED_LIST);
	if (q->standing && a->unplanned)
		cli_note(cli, "%s: %llu valid certificate%s said to be not revoked (No), no revocation planned; CCADB's words are Yes, Planned, Delayed, N/A",
		    q->file, (unsigned long long)a->unplanned, text_s(a->unplanned));
	if (cli->json) {
		json_t *object = affected_json(a, q->split);

		return object ? cli_json(object, status) : CLI_ERROR;
	}
	print(a, q->by_hand != 0);
	if (q->split && a->count && split_print(q->split) != 0)
		return CLI_ERROR;
	return cli_flush(status);
}

int
affected_as_of(const struct cli *cli, const char *text, int64_t *at)
{
	if (!text) {
		*at = cli->now;
		return 0;
	}
	return instant_parse_any(text, at, NULL);
}
