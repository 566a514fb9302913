#include "cli/freezing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/say.h"
#include "checks/catalogue.h"
#include "checks/catalogue_read.h"
#include "cli/facts.h"
#include "cli/supplied.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/inventory.h"
#include "ledger/stage.h"
#include "ledger/unit_cursor.h"
#include "sampler/commitment.h"
#include "sampler/plan.h"
#include "sampler/ticket.h"

#define PLAN_BYTES_MAX (1u << 20)

static int
read_plan(struct freezing *f)
{
	if (f->plan_file) {
		char *bytes;
		size_t len;

		if (input_slurp(f->plan_file, PLAN_BYTES_MAX, &bytes, &len) != 0)
			return -1;
		text_addn(&f->plan_bytes, bytes, len);
		free(bytes);
		if (text_failed(&f->plan_bytes))
			return -1;
	}
	f->plan = plan_parse(f->plan_file, f->plan_file ? text_str(&f->plan_bytes) : NULL,
	    f->plan_bytes.len);
	return f->plan ? supplied_check(f->plan_file, f->plan) : -1;
}

static int
check_texts(const struct freezing *f)
{
	const char *fault = ticket_text_fault(f->label);

	if (fault)
		return say_error("label: expected UTF-8 text, found %s", fault);
	if (strlen(f->label) >= sizeof f->old.label)
		return say_error("label: expected at most %zu bytes, found %zu",
		    sizeof f->old.label - 1, strlen(f->label));
	fault = f->nonce_source ? ticket_text_fault(f->nonce_source) : NULL;
	if (fault)
		return say_error("--nonce-source: expected UTF-8 text, found %s", fault);
	return 0;
}

int
freezing_prepare(struct freezing *f)
{
	struct population same;
	int got;

	if (check_texts(f) != 0)
		return -1;
	got = population_find(f->l, f->label, &same);
	if (got < 0)
		return -1;
	if (got > 0 && !same.voided)
		return say_error("%s: expected a label that is not taken, found it frozen", f->label);
	if (got > 0 && same.drawn)
		return say_error("%s: expected another label: this one was drawn before it was withdrawn, and a "
				 "label is drawn once",
		    f->label);
	if (freezing_period(f) != 0)
		return -1;
	return read_plan(f);
}

static int
leave_out(struct freezing *f, const char *reason)
{
	struct freezing_out *grown;

	for (size_t i = 0; i < f->out_count; i++)
		if (strcmp(f->out[i].reason, reason) == 0) {
			f->out[i].count++;
			return 0;
		}
	grown = realloc(f->out, (f->out_count + 1) * sizeof *grown);
	if (!grown)
		return say_nomem("freeze");
	f->out = grown;
	f->out[f->out_count] = (struct freezing_out){ strdup(reason), 1 };
	return f->out[f->out_count++].reason ? 0 : say_nomem("freeze");
}

/* The reason why a unit is not in this period, "" where it is; NULL said. */
static const char *
outside_period(struct freezing *f, const struct unit *u)
{
	int64_t other, first, before = f->before ? f->before : INT64_MAX;
	int got;

	if (u->issued_at != INSTANT_NONE && u->issued_at > f->until)
		return "issued after the cut-off";
	got = population_of_cert(f->l, u->id, before, &other);
	if (got == 0 && u->precert_id && u->precert_id != u->id)
		got = population_of_cert(f->l, u->precert_id, before, &other);
	if (got < 0)
		return NULL;
	if (got > 0)
		return "in an earlier population";
	if (u->issued_at == INSTANT_NONE) {
		f->undated++;
		return f->supplements ? "no time of issuance" : "";
	}
	if (u->issued_at > f->from)
		return "";
	got = db_one_int(f->l,
	    "SELECT min(from_at) FROM population WHERE id < ?1 AND id NOT IN"
	    " (SELECT population_id FROM population_void)",
	    DB(db_int(before)), &first);
	if (got < 0)
		return NULL;
	if (got == 0 || u->issued_at <= first)
		return "issued before the first period";
	f->late++;
	return "issued in an earlier period, in no population";
}

static int
take(struct freezing *f, struct facts *facts, const struct unit *u)
{
	struct partition_unit what;
	struct stage_unit staged;
	char buf[300];
	const char *reason;
	bool unknown;
	long stratum;

	f->seen++;
	reason = facts_out_of_scope(facts, u, buf, &unknown);
	if (!reason) {
		reason = outside_period(f, u);
		if (!reason)
			return -1;
	} else if (unknown && u->issued_at != INSTANT_NONE && u->issued_at > f->from &&
	    u->issued_at <= f->until)
		f->unknown++;
	if (*reason)
		return leave_out(f, reason);
	if (facts_of(facts, u, &what) != 0)
		return -1;
	stratum = partition_place(f->partition, &what);
	if (stratum < 0)
		return -1;
	f->count++;
	staged = (struct stage_unit){ .cert_id = u->id, .stratum = stratum,
		.issued_at = u->issued_at, .issued_source = (int)u->issued_source };
	memcpy(staged.fingerprint, u->fingerprint, sizeof staged.fingerprint);
	return stage_add(f->l, &staged);
}

int
freezing_gather(struct freezing *f)
{
	struct facts facts = { .l = f->l };
	struct catalogue *catalogue = catalogue_read(NULL);
	struct unit_cursor *c = NULL;
	const struct unit *u;
	size_t cas;
	int more = -1;

	facts.catalogue = catalogue;
	facts.inventory = inventory_load(f->l, f->as_of);
	f->partition = partition_new(f->plan);
	if (!catalogue || !facts.inventory || !f->partition || stage_begin(f->l) != 0)
		goto out;
	inventory_cas(facts.inventory, &cas);
	f->has_inventory = cas > 0;
	c = unit_cursor_open(f->l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_LEDGER, .as_of = f->as_of,
		.derive = true });
	if (!c)
		goto out;
	while ((more = unit_cursor_next(c, &u)) > 0)
		if (take(f, &facts, u) != 0) {
			more = -1;
			break;
		}
out:
	unit_cursor_close(c);
	facts_free(&facts);
	inventory_free(facts.inventory);
	catalogue_free(catalogue);
	return more;
}

/* SHA-256 over the sorted SHA-256s of the CPS register files; 1, 0 none, -1 said. */
static int
register_digest(struct ledger *l, uint8_t out[32])
{
	struct digest *d = digest_new();
	struct query *q;
	uint8_t hash[32];
	int more, any = 0;

	if (!d)
		return -1;
	digest_begin(d);
	q = db_query(l, "SELECT DISTINCT sha256 FROM import WHERE kind = 'cps' ORDER BY sha256", DB_NONE);
	while ((more = db_step(q)) > 0) {
		db_col_hash(q, 0, hash);
		digest_add(d, hash, 32);
		any = 1;
	}
	if (any)
		digest_end(d, out);
	digest_free(d);
	return more < 0 ? -1 : any;
}

struct ordering {
	struct commitment_stratum *strata;	/* as partition numbers them */
	size_t *order;				/* place in the commitment -> number */
	size_t *place;				/* number -> place in the commitment */
	struct population_stratum *rows;	/* in the commitment's order, texts borrowed */
	uint8_t *digests;
	size_t count;
};

/* Strata sorted bytewise by name: the commitment's order, and the ledger's. */
static int
order_strata(struct ordering *o, struct partition_stratum *strata, size_t count)
{
	o->count = count;
	o->strata = calloc(count + 1, sizeof *o->strata);
	o->order = calloc(count + 1, sizeof *o->order);
	o->place = calloc(count + 1, sizeof *o->place);
	o->rows = calloc(count + 1, sizeof *o->rows);
	o->digests = calloc(count + 1, 32);
	if (!o->strata || !o->order || !o->place || !o->rows || !o->digests)
		return say_nomem("freeze");
	for (size_t i = 0; i < count; i++) {
		size_t at = i;

		while (at > 0 && strcmp(strata[o->order[at - 1]].name, strata[i].name) > 0) {
			o->order[at] = o->order[at - 1];
			at--;
		}
		o->order[at] = i;
	}
	for (size_t i = 0; i < count; i++)
		o->place[o->order[i]] = i;
	return 0;
}

static void
fill_strata(struct ordering *o, const struct partition_stratum *strata)
{
	for (size_t i = 0; i < o->count; i++) {
		const struct partition_stratum *s = &strata[o->order[i]];

		o->rows[i] = (struct population_stratum){ .name = s->name, .meaning = s->meaning,
			.basis = s->basis, .count = s->count, .sample = s->sample };
		memcpy(o->rows[i].digest, o->digests + 32 * o->order[i], 32);
		o->strata[i] = (struct commitment_stratum){ .name = s->name, .population = s->count,
			.sample = s->sample };
		memcpy(o->strata[i].digest, o->rows[i].digest, 32);
	}
}

static void
free_ordering(struct ordering *o)
{
	free(o->strata);
	free(o->order);
	free(o->place);
	free(o->rows);
	free(o->digests);
}

static int
write_event(struct freezing *f, const uint8_t commitment[32])
{
	char hex[DIGEST_HEX];
	json_t *body = json_pack("{s:s, s:I}", "commitment", digest_hex(commitment, 32, hex),
	    "population", (json_int_t)f->count);
	char *text = body ? json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	int rc = text ? event_add(f->l,
			    &(struct event){ .at = f->cli->now, .actor = f->cli->actor,
				.kind = "freeze", .subject = f->label, .body = text }) :
			say_nomem("freeze");

	json_decref(body);
	free(text);
	return rc;
}

/* The rows of the ledger, from the commitment and what it was made of. */
static int
write_rows(struct freezing *f, const struct commitment *c, const struct ordering *o)
{
	struct stage_population p = { .label = f->label,
		.supplements = f->supplements ? f->old.id : 0, .from = f->from, .until = f->until,
		.at = f->cli->now, .by = f->cli->actor, .program = "selfaudit " SELFAUDIT_VERSION,
		.count = f->count, .commitment = &f->commitment, .previous = c->previous,
		.plan = f->plan_file ? text_str(&f->plan_bytes) : NULL,
		.plan_len = f->plan_bytes.len, .plan_sha256 = c->plan,
		.nonce_source = f->nonce_source, .inventory = f->has_inventory,
		.expected = f->expected, .strata = o->rows, .place = o->place,
		.stratum_count = o->count, .out_count = f->out_count };
	struct stage_out *out = calloc(f->out_count + 1, sizeof *out);
	int64_t id;
	int rc = -1;

	if (!out)
		return say_nomem("freeze");
	for (size_t i = 0; i < f->out_count; i++)
		out[i] = (struct stage_out){ f->out[i].reason, f->out[i].count };
	p.out = out;
	memcpy(p.digest, c->digest, 32);
	if (digest_sha256(f->commitment.s, f->commitment.len, p.commitment_sha256) == 0 &&
	    db_one_int(f->l, "SELECT max(id) FROM import", DB_NONE, &p.import_id) >= 0 &&
	    stage_write(f->l, &p, &id) == 0)
		rc = write_event(f, p.commitment_sha256);
	free(out);
	return rc;
}

static int
ca_name(struct ledger *l, struct text *out)
{
	struct query *q = db_query(l, "SELECT ca FROM ledger", DB_NONE);
	int more;

	while ((more = db_step(q)) > 0)
		text_add(out, db_col_text(q, 0));
	return more < 0 || text_failed(out) ? -1 : 0;
}

int
freezing_commit(struct freezing *f)
{
	struct commitment c = { .period = f->label, .from = f->from, .until = f->until,
		.population = f->count, .has_expansion = f->plan->expansion.given,
		.tolerable_rate = f->plan->expansion.tolerable_rate,
		.risk_limit = f->plan->expansion.risk_limit, .nonce = f->nonce_source };
	uint8_t plan[32], registered[32], previous[32];
	struct ordering o = { 0 };
	struct text ca = { 0 };
	struct partition_stratum *strata;
	size_t count;
	int has_register, has_previous, rc = -1;

	if (partition_size(f->partition) != 0 || ca_name(f->l, &ca) != 0)
		goto out;
	strata = partition_strata(f->partition, &count);
	if (order_strata(&o, strata, count) != 0 ||
	    stage_digest(f->l, count, c.digest, o.digests) != 0)
		goto out;
	fill_strata(&o, strata);
	has_register = register_digest(f->l, registered);
	has_previous = population_previous(f->l, previous);
	if (has_register < 0 || has_previous < 0 ||
	    (f->plan_file && digest_sha256(text_str(&f->plan_bytes), f->plan_bytes.len, plan) != 0))
		goto out;
	c.ca = text_str(&ca);
	c.strata = o.strata;
	c.stratum_count = count;
	c.plan = f->plan_file ? plan : NULL;
	c.register_digest = has_register ? registered : NULL;
	c.previous = has_previous ? previous : NULL;
	if (commitment_write(&c, &f->commitment) == 0)
		rc = write_rows(f, &c, &o);
out:
	free_ordering(&o);
	text_free(&ca);
	return rc;
}

int
freezing_again(struct freezing *f, const struct population *p, uint8_t all[32])
{
	uint8_t *digests = NULL;
	size_t count;
	int rc = -1;

	f->label = p->label;
	f->from = p->from;
	f->until = p->until;
	f->supplements = p->supplements ? p->label : NULL;
	f->as_of = p->import_id;
	f->before = p->id;
	if (population_plan(f->l, p->id, &f->plan_bytes) != 0)
		return -1;
	f->plan = plan_parse("plan", f->plan_bytes.s, f->plan_bytes.len);
	if (!f->plan || freezing_gather(f) != 0 || partition_size(f->partition) != 0)
		return -1;
	partition_strata(f->partition, &count);
	digests = calloc(count + 1, 32);
	if (!digests)
		return say_nomem("verify");
	rc = stage_digest(f->l, count, all, digests);
	free(digests);
	return rc;
}

int
freezing_status(const struct freezing *f)
{
	bool differs = f->expected >= 0 && (uint64_t)f->expected != f->count;

	return f->unknown || differs ? CLI_ATTENTION : CLI_DONE;
}

void
freezing_free(struct freezing *f)
{
	for (size_t i = 0; i < f->out_count; i++)
		free(f->out[i].reason);
	free(f->out);
	partition_free(f->partition);
	plan_free(f->plan);
	text_free(&f->plan_bytes);
	text_free(&f->commitment);
}
