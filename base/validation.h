/*
 * validation - one fact: this name (or this authorization domain name) was
 * validated by this method at this time, with its evidence
 *
 * All strings are UTF-8, NUL-terminated and borrowed from whoever filled the
 * structure; "" is "not stated".  Times are instants, INSTANT_NONE "not
 * stated"; counts are -1 where not stated.
 */
#ifndef BASE_VALIDATION_H
#define BASE_VALIDATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"

enum validation_kind {
	VALIDATION_DOMAIN,	/* domain or IP address control */
	VALIDATION_IDENTITY,	/* subject identity information, OV and IV */
	VALIDATION_EV		/* EV data, EVG 3.2.2.14.3 list A..G */
};

struct validation {
	int64_t id;			/* row in the ledger; 0 outside one */
	int64_t import_id;
	uint8_t hash[32];		/* SHA-256 of the row as imported (the last tie-break) */

	enum validation_kind kind;
	char ev_item;			/* 'A'..'G' for VALIDATION_EV, else 0 */

	const char *name;		/* normalised (base/name.h), or "" where adn stands alone */
	const char *adn;		/* normalised, or "" */
	const char *adn_derivation;	/* exact, prune, wildcard-strip, cname:..., as recorded */
	const char *method;		/* as recorded */
	const char *br_version;

	int64_t initiated_at, oldest_data_at, validated_at;
	int64_t random_created_at, random_used_at;
	const char *random_value, *token_id, *recipient, *dns_record, *redirects;

	int perspectives_ok, perspectives_total;	/* remote ones, "3/4" */
	const char *rirs;				/* of the corroborating remotes, spaces between */
	int64_t caa_checked_at;
	const char *caa_result;
	int caa_perspectives_ok, caa_perspectives_total;
	const char *caa_rirs;

	int64_t issued_at;		/* a claim about the certificate */
	const char *reused_from, *evidence, *delegated_party;
	bool relied_on;

	bool after_selection;		/* obtained after the draw */
};

#endif
