#include "cli/ccadb.h"

#include <string.h>

#include "base/digest.h"
#include "base/instant.h"

const char ccadb_header[] =
    "Precertificate SHA-256 hash,Certificate SHA-256 hash,Subject,Issuer,Not before,Not after,"
    "Serial #,dNSNames,Is revoked?,Revocation date,Revocation reason\n";

const char *
ccadb_reason(int reason)
{
	static const char *const names[] = { "unspecified", "keyCompromise", "cACompromise",
		"affiliationChanged", "superseded", "cessationOfOperation", "certificateHold",
		"unspecified", "removeFromCRL", "privilegeWithdrawn", "aACompromise" };

	return reason >= 0 && reason < (int)(sizeof names / sizeof *names) ? names[reason] :
									     "unspecified";
}

void
ccadb_cell(struct text *out, const char *s)
{
	bool formula = *s && strchr("=+-@\t\r", *s);

	if (!formula && !strpbrk(s, ",\"\r\n")) {
		text_add(out, s);
		return;
	}
	text_addc(out, '"');
	if (formula)
		text_addc(out, '\'');
	for (; *s; s++) {
		if (*s == '"')
			text_addc(out, '"');
		text_addc(out, *s);
	}
	text_addc(out, '"');
}

static void
add_hash(struct text *out, const uint8_t *hash)
{
	char hex[DIGEST_HEX];

	text_add(out, hash ? digest_hex(hash, 32, hex) : "N/A");
}

static void
add_time(struct text *out, int64_t t)
{
	char at[INSTANT_TEXT];

	text_add(out, t == INSTANT_NONE ? "N/A" : instant_format(t, at));
}

static void
add_names(struct text *out, const struct unit *u)
{
	struct text names = { 0 };

	for (size_t i = 0; i < u->name_count; i++)
		if (u->names[i].kind == NAME_DNS)
			text_addf(&names, "%s%s", names.len ? ", " : "", u->names[i].text);
	ccadb_cell(out, names.len ? text_str(&names) : "N/A");
	out->failed = out->failed || names.failed;
	text_free(&names);
}

void
ccadb_row(struct text *out, const struct unit *u, int64_t as_of, int64_t planned)
{
	bool revoked = u->revoked_at != INSTANT_NONE && u->revoked_at <= as_of;
	bool expired = u->not_after != INSTANT_NONE && u->not_after < as_of;

	add_hash(out, u->precert_sha256);
	text_addc(out, ',');
	add_hash(out, u->final_sha256);
	text_addc(out, ',');
	ccadb_cell(out, *u->subject ? u->subject : "N/A");
	text_addc(out, ',');
	ccadb_cell(out, *u->issuer ? u->issuer : "N/A");
	text_addc(out, ',');
	add_time(out, u->not_before);
	text_addc(out, ',');
	add_time(out, u->not_after);
	text_addf(out, ",%s,", *u->serial ? u->serial : "N/A");
	add_names(out, u);
	text_addc(out, ',');
	if (revoked) {
		text_add(out, "Yes,");
		add_time(out, u->revoked_at);
		text_addf(out, ",%s\n", ccadb_reason(u->revocation_reason));
	} else if (expired)
		text_add(out, "N/A,N/A,N/A\n");
	else {
		bool delayed = planned != INSTANT_NONE && as_of > planned;

		text_add(out, planned == INSTANT_NONE ? "No," : delayed ? "Delayed," : "Planned,");
		add_time(out, delayed ? INSTANT_NONE : planned);
		text_add(out, ",N/A\n");
	}
}
