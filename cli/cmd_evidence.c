/* selfaudit evidence - what an auditor asks for by their own selection */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/outdir.h"
#include "base/outfile.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/evidence_files.h"
#include "cli/facts.h"
#include "cli/judged.h"
#include "cli/judging.h"
#include "cli/period.h"
#include "cli/progress.h"
#include "cli/request.h"
#include "ledger/db.h"
#include "ledger/inventory.h"
#include "ledger/ledger.h"
#include "ledger/unit_cursor.h"
#include "reports/evidencebook.h"

struct answering {
	const struct cli *cli;
	struct ledger *l;
	struct request r;
	struct judging j;
	struct facts facts;
	struct evidencebook *book;
	struct outdir *files;		/* NULL: not asked for */
	json_t *certificates;
};

/* Texts of one row, freed together. */
struct cells {
	struct text t[EVIDENCEBOOK_COLUMNS];
	const char *s[EVIDENCEBOOK_COLUMNS];
};

static void
put_time(struct text *t, int64_t at)
{
	char text[INSTANT_TEXT];

	text_add(t, instant_format(at, text));
}

/* An export names the issuer of a serial as it likes: the inventory has its whole name. */
static const char *
issuer_of(const struct answering *a, const struct unit *u)
{
	const struct inventory_ca *ca = u->state == UNIT_SERIAL_ONLY && u->issuer_id ?
	    inventory_of_issuer(a->facts.inventory, a->l, u->issuer_id) :
	    NULL;

	return ca && *ca->subject ? ca->subject : u->issuer;
}

static void
put_unit(struct cells *c, const struct answering *a, const struct unit *u)
{
	static const char *const sources[] = { "export", "claim of a validation", "SCT", "notBefore" };
	static const char *const types[] = { "none", "DV", "OV", "IV", "EV" };	/* as the main workbook has it */
	char hex[DIGEST_HEX];

	text_add(&c->t[EVIDENCEBOOK_SHA256], digest_hex(u->fingerprint, 32, hex));
	text_add(&c->t[EVIDENCEBOOK_SERIAL], u->serial);
	text_add(&c->t[EVIDENCEBOOK_ISSUER], issuer_of(a, u));
	text_add(&c->t[EVIDENCEBOOK_SUBJECT], u->subject);
	text_add(&c->t[EVIDENCEBOOK_TYPE], types[u->type]);
	put_time(&c->t[EVIDENCEBOOK_ISSUED], u->issued_at);
	if (u->issued_at != INSTANT_NONE)
		text_add(&c->t[EVIDENCEBOOK_ISSUED_SOURCE], sources[u->issued_source]);
	put_time(&c->t[EVIDENCEBOOK_NOT_BEFORE], u->not_before);
	put_time(&c->t[EVIDENCEBOOK_NOT_AFTER], u->not_after);
	put_time(&c->t[EVIDENCEBOOK_REVOKED], u->revoked_at);
}

static const struct validation *
relied_on(const struct unit_name *n, const uint8_t *hash)
{
	for (size_t i = 0; hash && i < n->validation_count; i++)
		if (memcmp(n->validations[i]->hash, hash, 32) == 0)
			return n->validations[i];
	return NULL;
}

static void
put_validation(struct cells *c, const struct answering *a, const struct unit_name *n,
    const struct validation *v)
{
	text_add(&c->t[EVIDENCEBOOK_METHOD], v->method);
	text_add(&c->t[EVIDENCEBOOK_SECTION], facts_method(a->j.catalogue, n, v));
	text_add(&c->t[EVIDENCEBOOK_ADN], v->adn);
	put_time(&c->t[EVIDENCEBOOK_VALIDATED], v->validated_at);
	text_add(&c->t[EVIDENCEBOOK_BR_VERSION], v->br_version);
	put_time(&c->t[EVIDENCEBOOK_RANDOM_CREATED], v->random_created_at);
	put_time(&c->t[EVIDENCEBOOK_RANDOM_USED], v->random_used_at);
	if (v->perspectives_total >= 0)
		text_addf(&c->t[EVIDENCEBOOK_MPIC], "%d/%d", v->perspectives_ok, v->perspectives_total);
	put_time(&c->t[EVIDENCEBOOK_CAA_AT], v->caa_checked_at);
	text_add(&c->t[EVIDENCEBOOK_CAA], v->caa_result);
	text_addf(&c->t[EVIDENCEBOOK_EVIDENCE], "import %lld%s%s", (long long)v->import_id,
	    *v->evidence ? ": " : "", v->evidence);
}

static void
put_basis(struct text *t, const struct judged *g)
{
	if (g->run)
		text_addf(t, "run %lld, %s, sample %s", (long long)g->run, g->period, g->sample_no);
	else if (g->left_out)
		text_addf(t, "not judged: out of scope, left out of the population: %s", g->left_out);
	else
		text_add(t, "judged now: in no sample that was checked");
}

/* What a name, and the certificate as a whole, did not pass; all that a serial alone leaves open, in one. */
static void
put_outcomes(struct cells *c, const struct unit *u, const struct judged *g, long name)
{
	struct text *not_passed = &c->t[EVIDENCEBOOK_NOT_PASSED];
	size_t bare = 0;

	for (size_t i = 0; i < g->count; i++) {
		const struct judged_row *r = &g->rows[i];
		struct text *t = outcome_is_exception(r->outcome) ? not_passed :
		    r->outcome == OUTCOME_NT			  ? &c->t[EVIDENCEBOOK_NOT_TESTED] :
								    NULL;

		if (!t || (r->name != name && r->name >= 0))
			continue;
		if (r->outcome == OUTCOME_NT)
			text_addf(t, "%s%s", t->len ? ", " : "", r->rule);
		else if (u->state == UNIT_SERIAL_ONLY && r->outcome == OUTCOME_MISSING && !*r->reason)
			bare++;
		else
			text_addf(t, "%s%s: %s%s%s", t->len ? "; " : "", r->rule,
			    evidence_files_word(r->outcome), *r->reason ? ", " : "", r->reason);
	}
	if (bare)
		text_addf(not_passed, "%scertificate bytes not in the ledger: %zu attributes missing evidence",
		    not_passed->len ? "; " : "", bare);
}

static int
write_name(struct answering *a, const struct unit *u, const struct judged *g, long name)
{
	struct cells c = { 0 };
	int rc = 0;

	put_unit(&c, a, u);
	if (name >= 0) {
		const struct validation *v = relied_on(&u->names[name], g->relied_on[name]);

		text_add(&c.t[EVIDENCEBOOK_NAME], u->names[name].text);
		if (v)
			put_validation(&c, a, &u->names[name], v);
		else
			text_add(&c.t[EVIDENCEBOOK_METHOD], "no validation");
	} else
		text_add(&c.t[EVIDENCEBOOK_NAME], "whole certificate");
	evidence_files_cps(&a->j, u, &c.t[EVIDENCEBOOK_CPS]);
	put_basis(&c.t[EVIDENCEBOOK_BASIS], g);
	text_add(&c.t[EVIDENCEBOOK_VERDICT], g->verdict);
	put_outcomes(&c, u, g, name);
	for (int i = 0; i < EVIDENCEBOOK_COLUMNS; i++) {
		c.s[i] = c.t[i].len ? c.t[i].s : NULL;
		rc |= text_failed(&c.t[i]) ? -1 : 0;
	}
	if (rc == 0)
		rc = evidencebook_row(a->book, EVIDENCEBOOK_CERTIFICATES, c.s);
	for (int i = 0; i < EVIDENCEBOOK_COLUMNS; i++)
		text_free(&c.t[i]);
	return rc;
}

static int
write_outcomes(struct answering *a, const struct unit *u, const struct judged *g)
{
	struct text basis = { 0 };
	char hex[DIGEST_HEX];
	int rc = 0;

	put_basis(&basis, g);
	digest_hex(u->fingerprint, 32, hex);
	for (size_t i = 0; i < g->count && rc == 0; i++) {
		const struct judged_row *r = &g->rows[i];
		char version[16];
		const char *cells[EVIDENCEBOOK_O_COLUMNS] = { [EVIDENCEBOOK_O_SHA256] = hex,
			[EVIDENCEBOOK_O_NAME] = r->name < 0 ? "whole certificate" : u->names[r->name].text,
			[EVIDENCEBOOK_O_RULE] = r->rule, [EVIDENCEBOOK_O_VERSION] = version,
			[EVIDENCEBOOK_O_CLAUSE] = r->clause, [EVIDENCEBOOK_O_SEVERITY] = r->severity,
			[EVIDENCEBOOK_O_OUTCOME] = evidence_files_word(r->outcome),
			[EVIDENCEBOOK_O_REASON] = *r->reason ? r->reason : NULL,
			[EVIDENCEBOOK_O_REMARK] = *r->remark ? r->remark : NULL,
			[EVIDENCEBOOK_O_BASIS] = text_str(&basis) };

		snprintf(version, sizeof version, "%d", r->version);
		rc = evidencebook_row(a->book, EVIDENCEBOOK_OUTCOMES, cells);
	}
	text_free(&basis);
	return rc;
}

static int
answer_unit(struct answering *a, const struct unit *u, const char *asked)
{
	char hex[DIGEST_HEX];
	struct judged g;
	bool any = false;
	int rc = -1;

	digest_hex(u->fingerprint, 32, hex);
	if (judged_load(&a->facts, &a->j, u, &g) != 0)
		goto out;
	rc = 0;
	for (size_t i = 0; i < u->name_count && rc == 0; i++)
		if (u->names[i].kind == NAME_DNS || u->names[i].kind == NAME_IP) {
			any = true;
			rc = write_name(a, u, &g, (long)i);
		}
	if (!any && rc == 0)
		rc = write_name(a, u, &g, -1);
	if (rc == 0)
		rc = write_outcomes(a, u, &g);
	if (rc == 0 && a->files)
		rc = evidence_files_write(a->files, hex, &a->j, u, &g);
	if (rc == 0)
		rc = json_array_append_new(a->certificates,
			 json_pack("{s:s, s:s, s:s, s:o, s:s?, s:s, s:s?}", "asked", asked, "fingerprint", hex,
			     "serial", u->serial, "run",
			     g.run ? json_integer((json_int_t)g.run) : json_null(), "period",
			     g.run ? g.period : NULL, "verdict", g.verdict, "left_out", g.left_out)) == 0 ?
		    0 :
		    say_nomem("evidence");
out:
	judged_free(&g);
	return rc;
}

static int
answer_one(struct answering *a, const struct request_unit *ru)
{
	struct unit_cursor *c = unit_cursor_open(a->l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_ONE, .cert_id = ru->cert_id, .der = true });
	const struct unit *u;
	int rc = -1;

	if (c && unit_cursor_next(c, &u) > 0 && unit_cursor_revocation(c) == 0)
		rc = answer_unit(a, u, a->r.lines[ru->line].text);
	unit_cursor_close(c);
	return rc;
}

static bool
is_repeat(const struct request_line *l)
{
	return l->found > 0 && l->first == 0;
}

static int
write_request(struct answering *a)
{
	for (size_t i = 0; i < a->r.line_count; i++) {
		const struct request_line *l = &a->r.lines[i];
		char line[24], found[24], before[48];
		const char *cells[] = { [EVIDENCEBOOK_LINE] = line, [EVIDENCEBOOK_ASKED] = l->text,
			[EVIDENCEBOOK_FOUND] = found, [EVIDENCEBOOK_ANSWERS] = l->answers,
			[EVIDENCEBOOK_UNKNOWN] = l->unknown ? l->unknown : is_repeat(l) ? before : NULL };

		snprintf(line, sizeof line, "%llu", (unsigned long long)l->line);
		snprintf(found, sizeof found, "%zu", l->found);
		snprintf(before, sizeof before, "asked for in line %llu", (unsigned long long)l->before);
		if (evidencebook_row(a->book, EVIDENCEBOOK_REQUEST, cells) != 0)
			return -1;
	}
	return 0;
}

static int
answer_all(struct answering *a)
{
	struct progress p;
	int rc = write_request(a);

	progress_begin(&p, a->cli, "evidence", a->r.unit_count);
	for (size_t i = 0; i < a->r.unit_count && rc == 0; i++) {
		rc = answer_one(a, &a->r.units[i]);
		progress_step(&p, i + 1);
	}
	progress_end(&p);
	return rc;
}

/* Lines above the first table: whose, from which list, as of when. */
static struct evidencebook *
open_book(struct answering *a, const char *path, const char *list)
{
	struct text lines[3] = { { 0 }, { 0 }, { 0 } };
	const char *s[3];
	char hex[DIGEST_HEX], at[INSTANT_TEXT];
	struct evidencebook *b = NULL;
	uint8_t hash[32];
	struct query *q = db_query(a->l, "SELECT ca FROM ledger", DB_NONE);

	if (db_step(q) <= 0)
		return NULL;
	text_addf(&lines[0], "CA owner: %s", db_col_text(q, 0));
	db_reset(q);
	if (digest_file(list, hash, NULL) != 0)
		return NULL;
	text_addf(&lines[1], "Asked for by %s, SHA-256 %s", list, digest_hex(hash, 32, hex));
	text_addf(&lines[2], "Written %s by %s for %s; imports up to %lld", instant_format(a->cli->now, at),
	    "selfaudit " SELFAUDIT_VERSION, a->cli->actor, (long long)a->j.as_of);
	for (int i = 0; i < 3; i++)
		s[i] = text_str(&lines[i]);
	b = evidencebook_open(path, a->cli->now, s, 3);
	for (int i = 0; i < 3; i++)
		text_free(&lines[i]);
	return b;
}

static int
show(const struct answering *a, const char *book, const char *files)
{
	int status = a->r.unknown ? CLI_ATTENTION : CLI_DONE;
	json_t *unknown = json_array(), *repeats = json_array();
	size_t found;

	for (size_t i = 0; i < a->r.line_count; i++) {
		const struct request_line *l = &a->r.lines[i];

		if (l->unknown)
			json_array_append_new(unknown,
			    json_pack("{s:I, s:s, s:s}", "line", (json_int_t)l->line, "asked", l->text,
				"because", l->unknown));
		else if (is_repeat(l))
			json_array_append_new(repeats,
			    json_pack("{s:I, s:s, s:I}", "line", (json_int_t)l->line, "asked", l->text,
				"before", (json_int_t)l->before));
		if (l->unknown && !a->cli->json)
			printf("unknown: line %llu, %s: %s\n", (unsigned long long)l->line, l->text,
			    l->unknown);
	}
	if (a->cli->json)
		return cli_json(json_pack("{s:I, s:I, s:o, s:o, s:O, s:s, s:s?}", "asked",
				    (json_int_t)a->r.line_count, "found", (json_int_t)a->r.unit_count,
				    "repeats", repeats, "unknown", unknown, "certificates", a->certificates,
				    "file", book, "files", files),
		    status);
	json_decref(unknown);
	json_decref(repeats);
	found = a->r.line_count - a->r.repeated - a->r.unknown;
	printf("%zu asked for: %zu found, which %s %zu certificate%s, %zu asked for again, %zu unknown\n",
	    a->r.line_count, found, found == 1 ? "is" : "are", a->r.unit_count, text_s(a->r.unit_count),
	    a->r.repeated, a->r.unknown);
	return cli_flush(status);
}

static int
answer(struct answering *a, const char *list, const char *path, const char *dir)
{
	struct outfile *file = NULL;
	int status = CLI_ERROR;

	a->certificates = json_array();
	if (request_read(list, &a->r) != 0 || db_begin_read(a->l) != 0 ||
	    request_find(a->l, &a->r) != 0 ||
	    judging_open(&a->j, a->l, &(struct judging_query){ .rules_on = INSTANT_NONE }) != 0)
		goto out;
	a->facts = (struct facts){ .l = a->l, .catalogue = a->j.catalogue,
		.inventory = inventory_load(a->l, a->j.as_of) };
	if (!a->facts.inventory)
		goto out;
	if (dir && !(a->files = outdir_open(dir)))
		goto out;
	file = outfile_open(path, 0600);
	a->book = file ? open_book(a, outfile_temporary(file), list) : NULL;
	if (!a->book || answer_all(a) != 0)
		goto out;
	status = evidencebook_close(a->book) == 0 ? CLI_DONE : CLI_ERROR;
	a->book = NULL;
	if (status == CLI_DONE && a->files) {
		status = outdir_commit(a->files) == 0 ? CLI_DONE : CLI_ERROR;
		a->files = NULL;
	}
	if (status == CLI_DONE) {
		status = outfile_commit(file) == 0 ? show(a, path, dir) : CLI_ERROR;
		file = NULL;
	}
out:
	evidencebook_abandon(a->book);
	outfile_abandon(file);
	outdir_abandon(a->files);
	db_rollback(a->l);
	inventory_free(a->facts.inventory);
	facts_free(&a->facts);
	judging_close(&a->j);
	request_free(&a->r);
	json_decref(a->certificates);
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct answering a = { .cli = cli };
	const char *list = NULL, *path = NULL, *dir = NULL;
	const struct opt opts[] = { { "--request", OPT_TEXT, &list }, { "-o", OPT_TEXT, &path },
		{ "--files", OPT_TEXT, &dir }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!list || !path)
		return cli_usage(cli, "expected --request LIST -o FILE.xlsx, found less");
	a.l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!a.l)
		return CLI_ERROR;
	status = answer(&a, list, path, dir);
	ledger_close(a.l);
	return status;
}

const struct command cmd_evidence = {
	.name = "evidence",
	.synopsis = "evidence --request LIST -o FILE.xlsx [--files DIR]",
	.summary = "answer an auditor's own selection of certificates",
	.help = "    --request LIST  one a line: SHA-256, serial in hex, or an address at crt.sh; # remarks\n"
		"    -o FILE         workbook: a row a certificate and name, a row an outcome\n"
		"    --files DIR     a folder for each: certificate, validations, outcomes, CPS register\n"
		"\n"
		"Outcomes are those of the run that stands for the period; of certificates in no sample,\n"
		"judged now, and marked so; what is out of scope is not judged.  Exit status 1: some that\n"
		"were asked for are unknown.\n",
	.run = run,
};
