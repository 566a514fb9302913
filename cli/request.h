/*
 * request - which certificates somebody asks for
 *
 * One a line: a SHA-256 fingerprint, a serial number in hex (of both: colons, blanks, 0x,
 * leading zeros, and before them "serial=", "sha256 Fingerprint=" as openssl x509 prints), or
 * an address at crt.sh with sha256=, serial= or q=, its https:// left out or not.  64 digits
 * are a fingerprint.  Quotes around an entry and a comma or semicolon behind it do not count;
 * several on a line with such between them are several entries.  What follows a # at the
 * beginning or after a blank is a remark; empty lines are passed over.  crt.sh's own numbers
 * (id=) mean nothing to a ledger.
 */
#ifndef CLI_REQUEST_H
#define CLI_REQUEST_H

#include <stddef.h>
#include <stdint.h>

struct ledger;

enum request_kind { REQUEST_FINGERPRINT, REQUEST_SERIAL, REQUEST_NONE };

struct request_line {
	uint64_t line;
	char *text;		/* as asked, without what does not count */
	enum request_kind kind;	/* NONE: the text is neither */
	uint8_t sha256[32];	/* FINGERPRINT */
	char serial[130];	/* SERIAL, base/serial.h */
	const char *unknown;	/* why nothing was found, in words; NULL: it was */
	size_t found;		/* units */
	size_t first;		/* of these: not asked for by an entry before */
	char *answers;		/* which they are: a line each, fingerprint of the unit, and how it was reached */
	uint64_t before;	/* first == 0: line of the entry that asked before */
};

/* A unit asked for, once however often it was. */
struct request_unit {
	int64_t cert_id;	/* the certificate that leads it */
	size_t line;		/* index of the line that asked first */
};

struct request {
	struct request_line *lines;
	size_t line_count;
	struct request_unit *units;	/* in the order asked */
	size_t unit_count;
	size_t unknown, repeated;	/* entries that found nothing, nothing but what another asked before */
};

/* Reads a list; 0; -1 said: it cannot be read, is longer than 16 MiB, or holds nothing.  To be freed. */
int request_read(const char *path, struct request *r);

/* Finds them in the ledger: units, answers, and what is unknown.  0 or -1 said. */
int request_find(struct ledger *l, struct request *r);
void request_free(struct request *r);

/* What one text asks for; out->kind REQUEST_NONE and out->unknown where it is nothing of the kind. */
void request_parse(const char *text, struct request_line *out);

#endif
