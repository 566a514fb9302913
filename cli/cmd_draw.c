#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/extend.h"
#include "cli/judgement.h"
#include "cli/period.h"
#include "cli/selection.h"
#include "ledger/db.h"
#include "ledger/event.h"
#include "ledger/ledger.h"
#include "sampler/draw.h"

struct feeding {
	struct draw **draws;		/* a stratum each */
	size_t count;
};

static int
feed(void *ctx, const uint8_t fingerprint[32], int64_t cert_id, int64_t stratum)
{
	const struct feeding *f = ctx;

	return draw_feed(f->draws[stratum], fingerprint, cert_id);
}

static int
write_stratum(struct ledger *l, int64_t population_id, size_t stratum, struct draw *d)
{
	size_t count;
	const struct draw_item *items = draw_result(d, &count);

	for (size_t i = 0; i < count; i++) {
		struct population_item item = { .stratum = (int64_t)stratum, .ord = (int64_t)i,
			.cert_id = items[i].id };

		memcpy(item.fingerprint, items[i].fingerprint, 32);
		memcpy(item.ticket, items[i].ticket, 32);
		if (population_write_item(l, population_id, &item) != 0)
			return -1;
	}
	return 0;
}

/* Draws every stratum in one pass over the population. */
static int
draw_strata(struct ledger *l, int64_t population_id, const uint8_t seed[32])
{
	struct population_stratum *strata = NULL;
	struct feeding f = { 0 };
	size_t count = 0;
	int rc = -1;

	if (population_strata(l, population_id, &strata, &count) != 0)
		return -1;
	f.draws = calloc(count + 1, sizeof *f.draws);
	if (!f.draws) {
		say_nomem("draw");
		goto out;
	}
	for (; f.count < count; f.count++) {
		f.draws[f.count] = draw_new(seed, strata[f.count].sample);
		if (!f.draws[f.count])
			goto out;
	}
	if (population_each(l, population_id, -1, feed, &f) != 0)
		goto out;
	for (size_t i = 0; i < count; i++)
		if (write_stratum(l, population_id, i, f.draws[i]) != 0)
			goto out;
	rc = 0;
out:
	for (size_t i = 0; i < f.count; i++)
		draw_free(f.draws[i]);
	free(f.draws);
	population_free_strata(strata, count);
	return rc;
}

/* A label is drawn once; every further attempt is an event, with the nonce that was asked for, null none. */
static int
refuse(const struct cli *cli, struct ledger *l, const struct population *p, const char *nonce)
{
	json_t *asked = json_pack("{s:s?}", "nonce", nonce);
	char at[INSTANT_TEXT], *body = asked ? json_dumps(asked, JSON_COMPACT) : NULL;

	if (body && db_begin(l) == 0 &&
	    event_add(l,
		&(struct event){ .at = cli->now, .actor = cli->actor, .kind = "draw-refused",
		    .subject = p->label, .body = body }) == 0)
		db_commit(l);
	db_rollback(l);
	free(body);
	json_decref(asked);
	say_error("%s: expected a population that is not drawn, found it drawn at %s", p->label,
	    instant_format(p->drawn_at, at));
	return CLI_ERROR;
}

/* 256 bits of the system, as hex: then the report says that the CA chose them. */
static int
system_nonce(char out[DIGEST_HEX])
{
	uint8_t bytes[32];

	if (RAND_bytes(bytes, sizeof bytes) != 1)
		return say_error("draw: expected random bytes from the system, found none");
	digest_hex(bytes, sizeof bytes, out);
	return 0;
}

static int
write_draw(const struct cli *cli, struct ledger *l, const struct population *p, const char *nonce)
{
	struct population_draw d = { .population_id = p->id, .at = cli->now, .by = cli->actor,
		.program = "selfaudit " SELFAUDIT_VERSION, .nonce = nonce,
		.nonce_given = nonce != NULL };
	struct text source = { 0 };
	char random[DIGEST_HEX], hex[DIGEST_HEX], body[256];
	int64_t newest = 0;

	if (population_nonce_source(l, p->id, &source) != 0)
		return -1;
	d.verifiable = nonce && source.len > 0;
	text_free(&source);
	if (!nonce) {
		if (system_nonce(random) != 0)
			return -1;
		d.nonce = random;
	}
	if (ticket_seed(p->commitment_sha256, d.nonce, d.seed) != 0 ||
	    db_one_int(l, "SELECT max(id) FROM import", DB_NONE, &newest) < 0)
		return -1;
	d.import_id = newest;
	snprintf(body, sizeof body, "{\"nonce_given\":%s,\"seed\":\"%s\",\"verifiable\":%s}",
	    nonce ? "true" : "false", digest_hex(d.seed, 32, hex), d.verifiable ? "true" : "false");
	if (population_write_draw(l, &d) != 0 || draw_strata(l, p->id, d.seed) != 0 ||
	    judgement_draw(cli, l, p) != 0)
		return -1;
	return event_add(l,
	    &(struct event){ .at = cli->now, .actor = cli->actor, .kind = "draw",
		.subject = p->label, .body = body });
}

static int
print_item(void *ctx, const struct population_item *item)
{
	struct period_lister *p = ctx;
	bool wanted = p->stratum == -1 ? item->stratum >= 0 :
	    p->stratum < -1	       ? item->stratum == JUDGEMENT_STRATUM :
					 item->stratum == p->stratum;

	if (wanted)
		period_list_item(p, item->fingerprint);
	return 0;
}

/* The sample with what extensions added: a larger n contains the smaller. */
static int
list(const struct cli *cli, struct ledger *l, const struct population *p, const char *stratum)
{
	struct period_lister lister = { .json = cli->json };

	if (!p->drawn) {
		say_error("%s: expected a population that is drawn, found it not drawn yet", p->label);
		return CLI_ERROR;
	}
	if (period_list_begin(&lister, l, p, stratum) != 0 ||
	    population_sample(l, p->id, true, print_item, &lister) != 0)
		return CLI_ERROR;
	period_list_end(&lister);
	return cli_flush(CLI_DONE);
}

static int
show(const struct cli *cli, struct ledger *l, const char *label)
{
	struct population p;
	struct selection s = { 0 };
	struct text nonce = { 0 };
	char hex[DIGEST_HEX];
	json_t *object;
	int status = CLI_ERROR;

	if (period_find(l, label, &p) != 0 || selection_judge(&s, l, &p, false) != 0)
		goto out;
	if (cli->json) {
		object = period_json(l, &p, true);
		if (object) {
			json_object_set_new(object, "sampling", selection_json(&s));
			status = cli_json(object, CLI_DONE);
		}
		goto out;
	}
	if (period_print(l, &p) != 0 || population_nonce(l, p.id, &nonce) != 0)
		goto out;
	printf("\nnonce       %s%s\n", text_str(&nonce), p.nonce_given ? "" : "  (from the system)");
	printf("seed        %s\n", digest_hex(p.seed, 32, hex));
	puts(p.verifiable ? "verifiable if the commitment was published before the nonce existed" :
			    "chosen by the CA, not independently verifiable");
	puts("");
	selection_print(&s);
	status = cli_flush(CLI_DONE);
out:
	text_free(&nonce);
	selection_free(&s);
	return status;
}

static int
draw(const struct cli *cli, struct ledger *l, const char *label, const char *nonce)
{
	struct population p;

	/* looked up inside the transaction: of two draws at once, one is refused */
	if (db_begin(l) != 0 || period_find(l, label, &p) != 0)
		goto fail;
	if (p.drawn) {
		db_rollback(l);
		return refuse(cli, l, &p, nonce);
	}
	if (write_draw(cli, l, &p, nonce) != 0 || db_commit(l) != 0)
		goto fail;
	return show(cli, l, label);
fail:
	db_rollback(l);
	return CLI_ERROR;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *nonce = NULL, *more = NULL, *stratum = NULL;
	bool listing = false;
	const struct opt opts[] = { { "--nonce", OPT_TEXT, &nonce }, { "--list", OPT_FLAG, &listing },
		{ "--extend", OPT_TEXT, &more }, { "--stratum", OPT_TEXT, &stratum }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct population p;
	struct ledger *l;
	uint64_t add = 0;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if ((nonce != NULL) + listing + (more != NULL) > 1)
		return cli_usage(cli, "expected one of --nonce, --list, --extend, found several");
	if (stratum && !listing)
		return cli_usage(cli, "--stratum: expected with --list, found without");
	if (more && (cli_count(more, &add) != 0 || add == 0))
		return cli_usage(cli, "--extend: expected a number of certificates, found %s", more);
	if (nonce && ticket_text_fault(nonce))
		return cli_usage(cli, "--nonce: expected UTF-8 text, found %s",
		    ticket_text_fault(nonce));
	l = ledger_open(cli->ledger_path, listing ? LEDGER_READ : LEDGER_WRITE);
	if (!l)
		return CLI_ERROR;
	if (listing)
		status = period_find(l, args.items[0], &p) == 0 ? list(cli, l, &p, stratum) : CLI_ERROR;
	else if (more)
		status = extend_run(cli, l, args.items[0], add);
	else
		status = draw(cli, l, args.items[0], nonce);
	ledger_close(l);
	return status;
}

const struct command cmd_draw = {
	.name = "draw",
	.synopsis = "draw LABEL [--nonce BYTES]\n"
		    "draw LABEL --list [--stratum NAME]\n"
		    "draw LABEL --extend N",
	.summary = "draw the sample of a frozen population, once",
	.help = "    --nonce BYTES  the bytes of the committed source; without it the system's\n"
		"                   randomness, and the draw is not verifiable\n"
		"    --list         the fingerprints drawn, stratum by stratum in the order of the\n"
		"                   commitment, by ticket within\n"
		"                   extensions included; the plan's judgement sample: --stratum judgement\n"
		"    --extend N     N more certificates by the next tickets: by the plan's expansion,\n"
		"                   each stratum as it needs, where the last check found exceptions\n"
		"                   and asks for more; else a judgement sample\n"
		"    --json         also sampling[{id, title, clause, severity, outcome, part, reason}],\n"
		"                   what BR 8.7 asks of population and sample; freeze has it too\n",
	.run = run,
};
