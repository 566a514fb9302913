/*
 * redact - values that others need not see, as salted hashes
 *
 * A redacted value reads "redacted:" and the SHA-256 in hex of salt (32 bytes),
 * field name, LF, value: equal values of one field stay equal, and whoever has the
 * salt can show what one of them was.  The salt stays with the CA.  Where the value
 * stands inside another text of the same certificate (the reason of an outcome, a DNS
 * record), it is replaced there too.
 */
#ifndef CLI_REDACT_H
#define CLI_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "base/unit.h"

#define REDACT_FIELDS 64

struct redact_value {
	char *value;
	char token[80];
};

struct redact {
	bool on[REDACT_FIELDS];		/* by index of cli/fields.h */
	bool account;
	size_t count;			/* fields that are on */
	uint8_t salt[32];
	struct redact_value *values;	/* of the certificate at hand, longest first */
	size_t value_count, value_cap;
};

/*
 * redact_begin - what to redact: field names as `import validations` has them, or
 * account, commas between; NULL or "": nothing.  The salt is drawn from the system.
 * 0; -1 said: an unknown field, one that verification needs as it is (a time, name,
 * method, kind).
 */
int redact_begin(struct redact *r, const char *fields);
void redact_end(struct redact *r);

/* The certificate at hand: its redacted values are known from now on.  0 or -1 said. */
int redact_unit(struct redact *r, const struct unit *u);

/* Appends a value of a field (index of cli/fields.h), or its hash. */
void redact_field(const struct redact *r, size_t field, const char *value, struct text *out);
void redact_account(const struct redact *r, const char *value, struct text *out);

/* Appends a record's hash.  Over a value that few could be, it would tell which: it is salted too. */
void redact_hash(const struct redact *r, const uint8_t hash[32], struct text *out);

/* Appends a text in which the certificate's redacted values are replaced. */
void redact_text(const struct redact *r, const char *s, struct text *out);

#endif
