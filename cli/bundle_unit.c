#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "cli/bundle.h"
#include "cli/ccadb.h"
#include "cli/facts.h"
#include "cli/fields.h"
#include "ledger/db.h"
#include "ledger/unit_cursor.h"

struct units {
	struct bundle *b;
	FILE *certificates, *validations, *outcomes, *exceptions;
	struct query *codes, *reasons;
	size_t rules, cells;		/* cells: in the line so far */
	struct text line, value, shown;
};

static void
cell(struct units *x, const char *s)
{
	if (x->cells++)
		text_addc(&x->line, ',');
	ccadb_cell(&x->line, s);
}

static void
cell_time(struct units *x, int64_t t)
{
	char at[INSTANT_TEXT];

	cell(x, instant_format(t, at));
}

static void
cell_hash(struct units *x, const uint8_t *hash)
{
	char hex[DIGEST_HEX];

	cell(x, hash ? digest_hex(hash, 32, hex) : "");
}

/* Ends the line and writes it to f. */
static int
end_line(struct units *x, FILE *f)
{
	text_addc(&x->line, '\n');
	if (text_failed(&x->line) || text_failed(&x->value) || text_failed(&x->shown))
		return -1;
	fwrite(x->line.s, 1, x->line.len, f);
	text_clear(&x->line);
	x->cells = 0;
	return 0;
}

/* ---- heads ---- */

static int
head(struct units *x, FILE *f, const char *const *titles)
{
	for (; *titles; titles++)
		cell(x, *titles);
	return end_line(x, f);
}

static int
head_validations(struct units *x)
{
	cell(x, "certificate");
	cell(x, "of_name");
	for (size_t i = 0; i < fields_count(); i++)
		cell(x, fields_name(i));
	cell(x, "account");
	cell(x, "import");
	cell(x, "hash");
	cell(x, "outcomes_are_of_this_one");
	cell(x, "obtained_after_selection");
	return end_line(x, x->validations);
}

static int
head_outcomes(struct units *x)
{
	struct query *q = db_query(x->b->l, "SELECT rule FROM run_rule WHERE run_id = ?1 ORDER BY ord",
	    DB(db_int(x->b->run)));
	int more;

	cell(x, "fingerprint");
	cell(x, "name");
	while ((more = db_step(q)) > 0) {
		cell(x, db_col_text(q, 0));
		x->rules++;
	}
	return more == 0 ? end_line(x, x->outcomes) : -1;
}

static int
begin(struct units *x)
{
	static const char *const certificates[] = { "fingerprint", "final", "precertificate", "serial",
		"issuer", "key_id", "subject", "type", "issued_at", "issued_as_told_by", "not_before",
		"not_after", "revoked_at", "policy_oids", "key_type", "signature", "names", NULL };
	static const char *const exceptions[] = { "fingerprint", "name", "rule", "severity", "outcome",
		"reason", "value", "document", "remark", "finding", NULL };
	struct outdir *o = x->b->o;

	x->certificates = outdir_file(o, "certificates.csv");
	x->validations = x->certificates ? outdir_file(o, "validations.csv") : NULL;
	if (!x->validations || head(x, x->certificates, certificates) != 0 || head_validations(x) != 0)
		return -1;
	if (x->b->run == 0)
		return 0;
	x->outcomes = outdir_file(o, "outcomes.csv");
	x->exceptions = x->outcomes ? outdir_file(o, "exceptions.csv") : NULL;
	x->codes = db_prepare(x->b->l,
	    "SELECT name_ord, codes, validation FROM result WHERE run_id = ?1 AND cert_id = ?2 ORDER BY name_ord");
	x->reasons = db_prepare(x->b->l,
	    "SELECT name_ord, rule, severity, outcome, reason, value, document, coalesce(remark, ''), finding"
	    " FROM exceptions WHERE run_id = ?1 AND cert_id = ?2 ORDER BY name_ord, rule_ord");
	if (!x->exceptions || !x->codes || !x->reasons || head(x, x->exceptions, exceptions) != 0)
		return -1;
	return head_outcomes(x);
}

/* ---- one certificate ---- */

/* Named by what its bytes hash to, so that the manifest's line says it too. */
static int
write_one(struct units *x, const uint8_t *der, size_t len)
{
	char hex[DIGEST_HEX], name[96];
	uint8_t hash[32];

	if (digest_sha256(der, len, hash) != 0)
		return -1;
	snprintf(name, sizeof name, "certificates/%s.der", digest_hex(hash, 32, hex));
	return outdir_write(x->b->o, name, der, len);
}

static int
write_der(struct units *x, const struct unit *u)
{
	if (u->der && write_one(x, u->der, u->der_len) != 0)
		return -1;
	return u->precert_der && u->precert_der != u->der ? write_one(x, u->precert_der, u->precert_der_len) : 0;
}

static int
write_certificate(struct units *x, const struct unit *u)
{
	static const char *const sources[] = { "export", "claim of a validation", "SCT", "notBefore" };
	struct text key = { 0 };

	cell_hash(x, u->fingerprint);
	cell_hash(x, u->final_sha256);
	cell_hash(x, u->precert_sha256);
	cell(x, u->serial);
	cell(x, u->issuer);
	for (size_t i = 0; i < u->key_id_len; i++)
		text_addf(&key, "%02x", u->key_id[i]);
	cell(x, text_str(&key));
	cell(x, u->subject);
	cell(x, facts_type(u->type));
	cell_time(x, u->issued_at);
	cell(x, u->issued_at == INSTANT_NONE ? "" : sources[u->issued_source]);
	cell_time(x, u->not_before);
	cell_time(x, u->not_after);
	cell_time(x, u->revoked_at);
	cell(x, u->policy_oids);
	cell(x, u->key_type);
	cell(x, u->sig_alg);
	text_clear(&key);
	for (size_t i = 0; i < u->name_count; i++)
		text_addf(&key, "%s%s", i ? " " : "", u->names[i].text);
	cell(x, text_str(&key));
	x->line.failed = x->line.failed || key.failed;
	text_free(&key);
	return end_line(x, x->certificates);
}

static int
write_validation(struct units *x, const struct unit *u, const char *name, const struct validation *v,
    const uint8_t *relied_on)
{
	char number[24];

	cell_hash(x, u->fingerprint);
	cell(x, name);
	for (size_t i = 0; i < fields_count(); i++) {
		text_clear(&x->value);
		text_clear(&x->shown);
		fields_add(i, v, &x->value);
		redact_field(&x->b->redact, i, text_str(&x->value), &x->shown);
		cell(x, text_str(&x->shown));
	}
	text_clear(&x->shown);
	redact_account(&x->b->redact, u->account, &x->shown);
	cell(x, text_str(&x->shown));
	snprintf(number, sizeof number, "%lld", (long long)v->import_id);
	cell(x, number);
	text_clear(&x->shown);
	redact_hash(&x->b->redact, v->hash, &x->shown);
	cell(x, text_str(&x->shown));
	cell(x, relied_on && memcmp(relied_on, v->hash, 32) == 0 ? "yes" : "");
	cell(x, v->after_selection ? "yes" : "");
	return end_line(x, x->validations);
}

/* Letters of the run in a column a rule; and which validation each name's outcomes are of. */
static int
write_outcomes(struct units *x, const struct unit *u, uint8_t (*relied_on)[32], bool *known)
{
	char letter[2] = "";
	int more;

	if (db_bind(x->codes, DB(db_int(x->b->run), db_int(u->id))) != 0)
		return -1;
	while ((more = db_step(x->codes)) > 0) {
		int64_t name = db_col_int(x->codes, 0);
		const char *codes = db_col_text(x->codes, 1);
		size_t n = strlen(codes);

		if (name >= (int64_t)u->name_count)
			continue;
		if (name >= 0)
			known[name] = db_col_hash(x->codes, 2, relied_on[name]);
		cell_hash(x, u->fingerprint);
		cell(x, name < 0 ? "whole certificate" : u->names[name].text);
		for (size_t i = 0; i < x->rules; i++) {
			letter[0] = i < n && codes[i] != '-' ? codes[i] : '\0';
			cell(x, letter);
		}
		if (end_line(x, x->outcomes) != 0)
			return -1;
	}
	return more;
}

static int
write_exceptions(struct units *x, const struct unit *u)
{
	int more;

	if (db_bind(x->reasons, DB(db_int(x->b->run), db_int(u->id))) != 0)
		return -1;
	while ((more = db_step(x->reasons)) > 0) {
		int64_t name = db_col_int(x->reasons, 0);

		cell_hash(x, u->fingerprint);
		cell(x, name < 0 || name >= (int64_t)u->name_count ? "whole certificate" : u->names[name].text);
		for (int i = 1; i <= 8; i++) {
			text_clear(&x->shown);
			if (i == 4 || i == 5 || i == 7)
				redact_text(&x->b->redact, db_col_text(x->reasons, i), &x->shown);
			else
				text_add(&x->shown, db_col_text(x->reasons, i));
			cell(x, text_str(&x->shown));
		}
		if (end_line(x, x->exceptions) != 0)
			return -1;
	}
	return more;
}

static int
write_validations(struct units *x, const struct unit *u, uint8_t (*relied_on)[32], const bool *known)
{
	for (size_t i = 0; i < u->name_count; i++)
		for (size_t k = 0; k < u->names[i].validation_count; k++)
			if (write_validation(x, u, u->names[i].text, u->names[i].validations[k],
				known[i] ? relied_on[i] : NULL) != 0)
				return -1;
	for (size_t k = 0; k < u->other_count; k++)
		if (write_validation(x, u, "", u->others[k], NULL) != 0)
			return -1;
	return 0;
}

static int
write_unit(struct units *x, const struct unit *u)
{
	uint8_t (*relied_on)[32] = calloc(u->name_count + 1, sizeof *relied_on);
	bool *known = calloc(u->name_count + 1, sizeof *known);
	int rc = -1;

	if (!relied_on || !known)
		say_nomem("bundle");
	else if (redact_unit(&x->b->redact, u) == 0 && write_der(x, u) == 0 && write_certificate(x, u) == 0 &&
	    (!x->outcomes || (write_outcomes(x, u, relied_on, known) == 0 && write_exceptions(x, u) == 0)))
		rc = write_validations(x, u, relied_on, known);
	free(relied_on);
	free(known);
	return rc;
}

static int
write_sample(struct units *x)
{
	const struct bundle *b = x->b;
	struct unit_cursor *c = unit_cursor_open(b->l,
	    &(struct unit_cursor_query){ .scope = UNIT_CURSOR_SAMPLE, .population_id = b->p.id,
		.as_of = b->as_of, .selection = b->p.draw_import_id, .der = true });
	const struct unit *u;
	int more = -1;

	while (c && (more = unit_cursor_next(c, &u)) > 0)
		if (write_unit(x, u) != 0) {
			more = -1;
			break;
		}
	unit_cursor_close(c);
	return more;
}

int
bundle_unit_write(struct bundle *b)
{
	struct units x = { .b = b };
	int rc = begin(&x) == 0 && write_sample(&x) == 0 ? 0 : -1;

	rc |= outdir_close(b->o, x.certificates);
	rc |= outdir_close(b->o, x.validations);
	rc |= outdir_close(b->o, x.outcomes);
	rc |= outdir_close(b->o, x.exceptions);
	db_release(x.codes);
	db_release(x.reasons);
	text_free(&x.line);
	text_free(&x.value);
	text_free(&x.shown);
	return rc;
}
