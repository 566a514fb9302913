#include <string.h>
#include <strings.h>

#include "base/say.h"
#include "ledger/import_ca.h"
#include "ledger/import_pairs.h"
#include "ledger/intake.h"

/* A first look: PEM and DER by their beginnings, YAML by the file's name, else a table. */
static int
stage(struct import *im, struct input *in)
{
	const char *dot = strrchr(im->file, '.'), *p;
	size_t len = 0;
	int more = 1;

	while (more == 1 && len < 4096) {
		more = input_more(in, 1u << 16);
		(void)input_window(in, &len);
	}
	if (more < 0)
		return -1;
	p = input_window(in, &len);
	if (len == 0)
		return say_error("%s: expected an inventory, found an empty file", im->file);
	if (dot && (strcasecmp(dot, ".yaml") == 0 || strcasecmp(dot, ".yml") == 0))
		return import_ca_yaml(im, in);
	/* a PEM bundle may have comments before its first certificate */
	if (*p == 0x30 || strncmp(p, "-----BEGIN ", 11) == 0 || strstr(p, "\n-----BEGIN "))
		return import_ca_cert(im, in);
	return import_ca_table(im, in);
}

/* What the list of a whole programme says of other owners' CAs is no part of this inventory. */
static int
drop_other_owners(struct import *im)
{
	int64_t ours = 0;

	if (db_one_int(im->l,
		"SELECT count(*) FROM temp.import_ca AS a, ledger AS l WHERE a.other_owner IS NOT "
		"NULL"
		" AND (lower(a.owner) = lower(l.ca) OR lower(a.other_owner) = lower(l.ca))",
		DB_NONE, &ours) < 0)
		return -1;
	if (ours == 0)
		return 0;
	if (db_exec(im->l,
		"DELETE FROM temp.import_ca WHERE other_owner IS NOT NULL AND NOT EXISTS"
		" (SELECT 1 FROM ledger AS l WHERE lower(owner) = lower(l.ca)"
		" OR lower(other_owner) = lower(l.ca))",
		DB_NONE) != 0)
		return -1;
	intake_note(im, "other_owners", (uint64_t)db_changes(im->l));
	return 0;
}

/* New is what the newest row of that CA does not say already. */
#define IS_KNOWN                                                                               \
	"EXISTS (SELECT 1 FROM ca AS c WHERE c.id = (SELECT max(n.id) FROM ca AS n"            \
	" WHERE (s.sha256 IS NOT NULL AND n.sha256 = s.sha256) OR (s.sha256 IS NULL"           \
	" AND n.sha256 IS NULL AND n.subject = s.subject AND n.key_id IS s.key_id))"           \
	" AND c.subject = s.subject AND c.subject_dn IS s.subject_dn AND c.key_id IS s.key_id" \
	" AND c.spki IS s.spki"                                                               \
	" AND c.owner IS s.owner AND c.scope = s.scope AND c.reason IS s.reason"               \
	" AND c.technically_constrained = s.technically_constrained"                           \
	" AND c.separately_audited = s.separately_audited AND c.documents IS s.documents"      \
	" AND c.crl_urls IS s.crl_urls AND c.valid_from IS s.valid_from"                       \
	" AND c.valid_until IS s.valid_until)"

static int
count(struct import *im)
{
	int64_t new = 0, kept = 0;

	/* of several rows of one CA in one file the last counts */
	if (drop_other_owners(im) != 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_ca", DB_NONE, &kept) < 0 ||
	    db_exec(im->l,
		"DELETE FROM temp.import_ca WHERE ord NOT IN (SELECT max(ord) FROM temp.import_ca"
		" GROUP BY sha256, CASE WHEN sha256 IS NULL THEN subject END,"
		" CASE WHEN sha256 IS NULL THEN key_id END)",
		DB_NONE) != 0 ||
	    db_one_int(im->l, "SELECT count(*) FROM temp.import_ca AS s WHERE NOT " IS_KNOWN,
		DB_NONE, &new) < 0)
		return -1;
	im->r->new = (uint64_t) new;
	im->r->known = (uint64_t)(kept - new);
	return 0;
}

static int
count_scopes(struct import *im)
{
	static const struct {
		const char *what, *scope;
	} scopes[] = { { "in_scope_tls", "tls" }, { "in_scope_ev", "ev" },
		{ "out_of_scope", "out" } };

	for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
		int64_t n = 0;

		if (db_one_int(im->l, "SELECT count(*) FROM temp.import_ca WHERE scope = ?1",
			DB(db_text(scopes[i].scope)), &n) < 0)
			return -1;
		intake_note(im, scopes[i].what, (uint64_t)n);
	}
	return 0;
}

static int
merge(struct import *im)
{
	if (count_scopes(im) != 0 ||
	    db_exec(im->l,
		"INSERT INTO ca (import_id, sha256, subject, subject_dn, key_id, spki, owner, scope, "
		"reason,"
		" technically_constrained, separately_audited, documents, crl_urls, valid_from,"
		" valid_until) SELECT ?1, s.sha256, s.subject, s.subject_dn, s.key_id, s.spki, s.owner,"
		" s.scope, s.reason, s.technically_constrained, s.separately_audited, s.documents,"
		" s.crl_urls, s.valid_from, s.valid_until FROM temp.import_ca AS s WHERE "
		"NOT " IS_KNOWN " ORDER BY s.ord",
		DB(db_int(im->id))) != 0 ||
	    db_exec(im->l,
		"INSERT INTO temp.import_serial (serial) SELECT serial FROM cert WHERE form = 2",
		DB_NONE) != 0)
		return -1;
	/* which certificate stands for a serial given alone depends on the inventory */
	return db_changes(im->l) > 0 ? import_pairs_make(im) : 0;
}

const struct import_steps import_cas_steps = {
	.tables =
	    "CREATE TEMP TABLE import_ca (ord INTEGER PRIMARY KEY, sha256 BLOB, subject TEXT,"
	    " subject_dn BLOB, key_id BLOB, spki BLOB, owner TEXT, other_owner TEXT, scope TEXT,"
	    " reason TEXT, technically_constrained INTEGER, separately_audited INTEGER,"
	    " documents TEXT, crl_urls TEXT, valid_from INTEGER, valid_until INTEGER,"
	    " line INTEGER);"
	    "CREATE TEMP TABLE import_serial (serial TEXT, issuer_id INTEGER, cert_id INTEGER,"
	    " form INTEGER);",
	.stage = stage,
	.count = count,
	.merge = merge,
	.takes = SNIFF_CERTIFICATES | SNIFF_INVENTORY | SNIFF_TEXT | SNIFF_MAPPED,
	.wants = "an inventory of CAs (CCADB CSV, PEM, DER, YAML)",
};
