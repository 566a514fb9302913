/*
 * Two tables are told by their columns: CCADB's AllCertificateRecords (also by its
 * other spellings over the years), and the list that an issuer gives its auditor,
 * with one column a WebTrust audit.
 */
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "ledger/import_ca.h"
#include "ledger/import_table.h"

enum {
	SHA256,
	SHA256_LIST,
	SUBJECT,
	NAME,
	OWNER,
	SUB_OWNER,
	KEY_ID,
	RECORD_TYPE,
	CONSTRAINED,
	REVOKED,
	TLS,
	TLS_EV,
	TRUST_BITS,
	ROOT_TRUST_BITS,
	FROM_GMT,
	TO_GMT,
	FROM_LIST,
	TO_LIST,
	FULL_CRL,
	ALL_CRLS,
	PARTITIONED,
	AUDIT_BR,
	AUDIT_EV,
	COLUMNS
};

static const char *const columns[COLUMNS] = {
	[SHA256] = "SHA-256 Fingerprint",
	[SHA256_LIST] = "SHA-256(Certificate)",
	[SUBJECT] = "Subject DN",
	[NAME] = "Certificate Name",
	[OWNER] = "CA Owner",
	[SUB_OWNER] = "Subordinate CA Owner",
	[KEY_ID] = "Subject Key Identifier",
	[RECORD_TYPE] = "Certificate Record Type",
	[CONSTRAINED] = "Technically Constrained",
	[REVOKED] = "Revocation Status",
	[TLS] = "TLS Capable",
	[TLS_EV] = "TLS EV Capable",
	[TRUST_BITS] = "Derived Trust Bits",
	[ROOT_TRUST_BITS] = "Trust Bits for Root Cert",
	[FROM_GMT] = "Valid From (GMT)",
	[TO_GMT] = "Valid To (GMT)",
	[FROM_LIST] = "Not Before",
	[TO_LIST] = "Not After",
	[FULL_CRL] = "Full CRL Issued By This CA",
	[ALL_CRLS] = "JSON Array of All Full CRL URLs",
	[PARTITIONED] = "JSON Array of Partitioned CRLs",
	[AUDIT_BR] = "WTBRSSL?",
	[AUDIT_EV] = "WTEVSSL?",
};

struct parts {
	struct text subject, crls;
};

/* Of several columns that mean the same the first stated one. */
static const char *
first(const struct import_table_row *row, int a, int b)
{
	return *row->value[a] ? row->value[a] : row->value[b];
}

static bool
is_true(const char *s)
{
	return strcasecmp(s, "true") == 0 || strcasecmp(s, "yes") == 0 || strcmp(s, "1") == 0;
}

/* "CN=..." and so on, one a line, as RFC 4514 has them in one. */
static void
add_subject(struct text *out, const char *s)
{
	bool lines = strchr(s, '\n') != NULL;

	text_clear(out);
	for (; *s; s++) {
		if (*s == '\r')
			continue;
		if (*s == '\n')
			text_addc(out, ',');
		else if (lines && strchr(",+\"\\<>;", *s))
			text_addf(out, "\\%c", *s);
		else
			text_addc(out, *s);
	}
}

/* URLs as they stand, or the strings of a JSON array of them. */
static void
add_urls(struct text *out, const char *s)
{
	s += strspn(s, " \t\r\n");
	if (*s != '[') {
		if (*s)
			text_addf(out, "%s%s", out->len ? " " : "", s);
		return;
	}
	while ((s = strchr(s, '"')) != NULL) {
		text_add(out, out->len ? " " : "");
		for (s++; *s && *s != '"'; s++) {
			if (*s == '\\' && s[1])
				s++;
			text_addc(out, *s);
		}
		s += *s == '"';
	}
}

/* X.509 validity is in UTC whatever the list leaves out. */
static int
read_time(struct import_table_row *row, int column, int64_t *out)
{
	static const char *const formats[] = { "%Y.%m.%d", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S",
		"%Y-%m-%dT%H:%M:%S" };
	const char *s = row->value[column];

	if (!*s || instant_parse(s, out) == 0)
		return 0;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (instant_parse_format(s, formats[i], "UTC", out) == 0)
			return 0;
	return import_table_bad(row, columns[column], "a date", s);
}

/* Hex, or base64 as CCADB has it: 20 octets are 40 hex digits, and 28 characters of base64. */
static int
read_key_id(struct import_table_row *row, struct import_ca *ca)
{
	const char *s = row->value[KEY_ID];
	size_t len = strlen(s);
	long n;

	if (len == 0)
		return 0;
	if (len % 2 == 0 && len / 2 <= sizeof ca->key_id &&
	    digest_unhex(s, ca->key_id, len / 2) == 0) {
		ca->key_id_len = len / 2;
		return 0;
	}
	n = digest_unbase64(s, len, ca->key_id, sizeof ca->key_id);
	if (n <= 0)
		return import_table_bad(row, columns[KEY_ID], "a key id in hex or base64", s);
	ca->key_id_len = (size_t)n;
	return 0;
}

static void
set_scope(const struct import_table_row *row, struct import_ca *ca)
{
	const char *bits = first(row, TRUST_BITS, ROOT_TRUST_BITS);

	ca->scope = IMPORT_CA_TLS;
	if (*row->value[AUDIT_BR]) {
		if (strcmp(row->value[AUDIT_BR], "BRSSL") != 0) {
			ca->scope = IMPORT_CA_OUT;
			ca->reason = "not in the WebTrust BR SSL audit";
		} else if (strcmp(row->value[AUDIT_EV], "EVSSL") == 0) {
			ca->scope = IMPORT_CA_EV;
		}
		return;
	}
	if (*row->value[TLS]) {
		if (!is_true(row->value[TLS])) {
			ca->scope = IMPORT_CA_OUT;
			ca->reason = "not TLS capable";
		} else if (is_true(row->value[TLS_EV])) {
			ca->scope = IMPORT_CA_EV;
		}
		return;
	}
	if (*bits && !strstr(bits, "Server Authentication") && !strstr(bits, "Websites")) {
		ca->scope = IMPORT_CA_OUT;
		ca->reason = "not trusted for TLS";
	}
}

static int
take(struct import *im, struct import_table_row *row)
{
	const char *sha256 = first(row, SHA256, SHA256_LIST);
	const char *subject = first(row, SUBJECT, NAME);
	struct parts p = { 0 };
	struct import_ca ca = { .owner = row->value[OWNER],
		.other_owner = row->value[SUB_OWNER],
		.reason = "",
		.documents = "",
		.from = INSTANT_NONE,
		.until = INSTANT_NONE };
	int status = 1;

	if (*sha256) {
		if (strlen(sha256) != 64 || digest_unhex(sha256, ca.sha256, DIGEST_LEN) != 0) {
			import_table_bad(row, columns[SHA256], "64 hex digits", sha256);
			goto out;
		}
		ca.has_sha256 = true;
	}
	if (!*subject) {
		import_table_bad(row, columns[NAME], "the name of a CA", "");
		goto out;
	}
	if (read_key_id(row, &ca) != 0 || read_time(row, FROM_GMT, &ca.from) != 0 ||
	    read_time(row, TO_GMT, &ca.until) != 0 || read_time(row, FROM_LIST, &ca.from) != 0 ||
	    read_time(row, TO_LIST, &ca.until) != 0)
		goto out;
	/* CCADB gives the day of notAfter: the CA is good until its end */
	if (*row->value[TO_GMT] && strlen(row->value[TO_GMT]) == 10)
		ca.until += INSTANT_DAY;
	else if (ca.until != INSTANT_NONE)
		ca.until++;
	if (*row->value[RECORD_TYPE] && !*ca.other_owner)
		ca.other_owner = ca.owner; /* a row of a programme's list: see import_cas */
	ca.technically_constrained = is_true(row->value[CONSTRAINED]);
	set_scope(row, &ca);
	add_subject(&p.subject, subject);
	add_urls(&p.crls, row->value[FULL_CRL]);
	add_urls(&p.crls, row->value[ALL_CRLS]);
	add_urls(&p.crls, row->value[PARTITIONED]);
	ca.subject = text_str(&p.subject);
	ca.crl_urls = text_str(&p.crls);
	status = text_failed(&p.subject) || text_failed(&p.crls)
		     ? -1
		     : import_ca_add(im, &ca, row->line);
out:
	text_free(&p.subject);
	text_free(&p.crls);
	return status;
}

int
import_ca_table(struct import *im, struct input *in)
{
	static const struct import_table table = { columns, COLUMNS, 0, take, 0 };

	return import_table_read(im, in, &table);
}
