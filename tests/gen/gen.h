/*
 * gen - a certification authority made up for tests, with everything it did
 *
 * From a seed, nothing else: CA certificates, certificates that are really
 * signed, the validations behind them, CPS versions, CRLs, and defects planted
 * on demand with a manifest of which certificate has which.  The same options
 * give the same bytes, keys and signatures included.  Keys are derived from
 * the seed and worth nothing.
 */
#ifndef TESTS_GEN_GEN_H
#define TESTS_GEN_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/instant.h"
#include "base/text.h"
#include "base/unit.h"

/* snprintf "%s" that a compiler can see through. */
static inline void
gen_copy(char *to, size_t cap, const char *from)
{
	size_t n = strlen(from) < cap ? strlen(from) : cap - 1;

	memmove(to, from, n);
	to[n] = '\0';
}

/* Each random choice about a thing comes from a stream of its own, so that no
 * choice depends on how many were made before it, or on which thread. */
struct gen_rng {
	uint64_t state;
};

struct gen_rng gen_rng_for(uint64_t seed, const char *what, uint64_t index);
uint64_t gen_rng_next(struct gen_rng *r);
uint64_t gen_rng_below(struct gen_rng *r, uint64_t n);
bool gen_rng_chance(struct gen_rng *r, unsigned percent);
void gen_rng_bytes(struct gen_rng *r, void *out, size_t len);

/* --- keys ------------------------------------------------------------- */

struct gen_key {
	bool rsa;
	struct text spki; /* DER */
	uint8_t ski[20];  /* SHA-1 of the public key, RFC 5280 4.2.1.2 (1) */
	void *secret;	  /* EC: BIGNUM, RSA: EVP_PKEY */
};

/* NULL said.  An RSA key takes up to a second. */
struct gen_key *gen_key_ec(uint64_t seed, const char *what, uint64_t index);
struct gen_key *gen_key_rsa(uint64_t seed, const char *what, uint64_t index, int bits);
void gen_key_free(struct gen_key *k);

struct gen_signer; /* scratch numbers of one thread */
struct gen_signer *gen_signer_new(void);
void gen_signer_free(struct gen_signer *s);

/* Appends AlgorithmIdentifier, or the signature as BIT STRING over data (with SHA-256). */
void gen_key_put_algorithm(const struct gen_key *k, struct text *t);
int gen_key_sign(
    struct gen_signer *s, const struct gen_key *k, const void *data, size_t len, struct text *t);

/* --- the issuing CAs -------------------------------------------------- */

enum gen_ca_kind {
	GEN_ROOT,
	GEN_DV_RSA,
	GEN_DV_ECC,
	GEN_OV,
	GEN_EV,
	GEN_TCSC,
	GEN_SMIME,
	GEN_CA_COUNT
};

struct gen_ca {
	enum gen_ca_kind kind;
	const char *slug; /* in file names and URLs */
	char cn[80];
	struct gen_key *key;
	struct text name; /* subject DER */
	struct text der;  /* its certificate */
	uint8_t sha256[32];
	int64_t not_before, not_after;
};

/* --- one certificate and its story ------------------------------------ */

#define GEN_NAMES 12
#define GEN_VALIDATIONS 40
#define GEN_NAME_LEN 120

enum gen_defect {
	GEN_NO_DEFECT,
	GEN_METHOD_NOT_IN_CPS,
	GEN_UNKNOWN_METHOD,
	GEN_RETIRED_METHOD,
	GEN_WILDCARD_HTTP01,
	GEN_PARENT_HTTP01,
	GEN_TLSALPN_WILDCARD,
	GEN_ADN_UNRELATED,
	GEN_IP_BY_DNS,
	GEN_REUSE_TOO_OLD,
	GEN_VALIDATION_AFTER_ISSUANCE,
	GEN_NO_VALIDATION,
	GEN_ADN_ONLY,
	GEN_RANDOM_TOO_OLD,
	GEN_WRONG_RECIPIENT,
	GEN_MISSING_CAA,
	GEN_CAA_TOO_OLD,
	GEN_CAA_FORBIDS,
	GEN_MPIC_QUORUM,
	GEN_MPIC_ONE_REGION,
	GEN_DELEGATED,
	GEN_VALIDITY_TOO_LONG,
	GEN_NO_POLICY_OID,
	GEN_TWO_POLICY_OIDS,
	GEN_DV_WITH_ORGANIZATION,
	GEN_CN_NOT_IN_SAN,
	GEN_NUL_IN_NAME,
	GEN_RSA_1024,
	GEN_FINAL_DIFFERS,
	GEN_SAME_SERIAL,
	GEN_UNREADABLE,
	GEN_IDENTITY_TOO_OLD,
	GEN_DEFECT_COUNT
};

const char *gen_defect_name(enum gen_defect d);
const char *gen_defect_help(enum gen_defect d);
enum gen_defect gen_defect_of(const char *name); /* GEN_NO_DEFECT: unknown */

/* How a subscriber shows control; each stands for a method and habits. */
enum gen_style {
	GEN_ACME_HTTP,
	GEN_ACME_DNS,
	GEN_ACME_ALPN,
	GEN_DNS,
	GEN_EMAIL,
	GEN_FILE,
	GEN_STYLE_COUNT
};

struct gen_name {
	enum name_kind kind;
	char text[GEN_NAME_LEN];
	uint8_t raw[GEN_NAME_LEN];
	size_t raw_len;
};

struct gen_mpic {
	int ok, total; /* -1 not stated */
	const char *rirs;
};

struct gen_validation {
	char kind[12]; /* domain, identity, ev:A */
	char name[GEN_NAME_LEN], adn[GEN_NAME_LEN];
	char adn_derivation[20], method[24], br_version[8];
	int64_t initiated_at, oldest_data_at, validated_at;
	char random_value[44], token_id[44], recipient[GEN_NAME_LEN + 16],
	    dns_record[GEN_NAME_LEN + 24];
	int64_t random_created_at, random_used_at;
	struct gen_mpic dcv, caa;
	int64_t caa_checked_at;
	const char *caa_result;
	char reused_from[24], evidence[40], authz_id[24];
	const char *delegated_party;
};

struct gen_issue {
	uint64_t index;
	const struct gen_ca *ca;
	enum unit_type type;
	int64_t issued_at, not_before, not_after;
	uint8_t serial[16];
	struct gen_name names[GEN_NAMES];
	size_t name_count;
	char common_name[GEN_NAME_LEN]; /* "" none */
	char organization[80], locality[40], registration[20];
	const char *country;
	const struct gen_key *key;
	bool precert, final, scts;
	const char *profile;
	char account[16], order_id[24];
	const char *ra;
	int64_t revoked_at; /* INSTANT_NONE */
	int reason;
	enum gen_style style;
	bool wildcard, ip, both; /* names to have; both: a second method for every name */
	char domain[80];	 /* registered by the subscriber */
	enum gen_defect defect;
	char defect_name[GEN_NAME_LEN]; /* the name concerned */
	bool affected; /* incident: an unlisted method alone stands behind a name */
	struct gen_validation validations[GEN_VALIDATIONS];
	size_t validation_count;
};

/* --- the world -------------------------------------------------------- */

enum gen_story { GEN_QUARTER, GEN_INCIDENT };
enum gen_format { GEN_PEM, GEN_CSV, GEN_CT };
enum gen_bind { GEN_BY_SHA256, GEN_BY_SERIAL, GEN_BY_AUTHZ };

struct gen_options {
	const char *out, *label;
	enum gen_story story;
	uint64_t seed, ca_seed; /* of the CAs and the keys certified, so that periods may share them */
	uint64_t count, affected;
	int64_t from, until;
	unsigned names; /* a certificate; 0: from 1 to 5 */
	enum gen_format format;
	enum gen_bind bind;
	bool lean;		  /* validations: the columns that every rule set needs */
	unsigned precert_percent; /* with a precertificate beside the final one */
	unsigned no_sct_percent;
	uint64_t precert_only, serial_only, out_of_scope;
	unsigned revoked_percent, ec_percent, special_percent; /* special: OV, EV, constrained */
	unsigned crl_steps;
	unsigned threads;
	uint64_t defects[GEN_DEFECT_COUNT];
};

#define GEN_EC_POOL 16
#define GEN_RSA_POOL 2

struct gen_world {
	struct gen_options o;
	struct gen_ca ca[GEN_CA_COUNT];
	struct gen_key *ec[GEN_EC_POOL], *rsa[GEN_RSA_POOL], *weak;
	int64_t published_at; /* incident: when the CPS names the method */
	uint64_t before;      /* incident: certificates issued before that */
	uint64_t account_count;
	struct gen_planted *planted; /* sorted by index */
	size_t planted_count;
};

struct gen_planted {
	uint64_t index;
	enum gen_defect defect;
};

/* gen_ca.c: keys and CA certificates.  0; -1 said. */
int gen_ca_make(struct gen_world *w);
void gen_ca_free(struct gen_world *w);
int gen_ca_write_inventory(const struct gen_world *w);

/* gen_cert.c: a certificate for an issue, signed. */
enum gen_form { GEN_FINAL, GEN_PRECERT };
void gen_cert_put_name(struct text *t, const char *country, const char *org, const char *cn);
void gen_cert_extension(
    struct text *t, const char *oid, bool critical, const void *value, size_t len);
int gen_cert_make(struct gen_signer *s, const struct gen_world *w, const struct gen_issue *g,
    enum gen_form form, struct text *out);

/* gen_story.c: what certificate i is.  Pure: the same i, the same answer. */
void gen_story_tell(const struct gen_world *w, uint64_t i, struct gen_issue *g);

int64_t gen_story_time(const struct gen_world *w, uint64_t i);

/* gen_dcv.c: the validations behind its names */
void gen_dcv_tell(const struct gen_world *w, struct gen_rng *r, struct gen_issue *g);
const char *gen_dcv_br_version(int64_t at);	/* "" from 2026-05-19 on, when it is not recorded */
int64_t gen_dcv_reuse_limit(int64_t issued_at); /* seconds, BR 4.2.1 */
/* gen_defect.c: spoils it */
int gen_defect_plant(struct gen_world *w);
enum gen_defect gen_defect_at(const struct gen_world *w, uint64_t i);
void gen_defect_before(const struct gen_world *w, struct gen_issue *g); /* names, key, dates */
void gen_defect_after(const struct gen_world *w, struct gen_issue *g);	/* validations */

/* gen_write.c: everything that has a row a certificate; gen_paper.c: the CPS register, the plan,
 * what is expected; gen_crl.c: revocation lists. */
struct gen_totals {
	uint64_t finals, precert_only, serial_only, out_of_scope, unreadable;
	uint64_t affected, revoked;
	int64_t first_affected, last_affected;
};

int gen_write_certificates(const struct gen_world *w, struct gen_totals *t);
int gen_paper_write(const struct gen_world *w, const struct gen_totals *t);
int gen_crl_write(const struct gen_world *w);

/* DIR/name for writing; NULL said. */
FILE *gen_open(const struct gen_world *w, const char *name);
int gen_close(FILE *f, const char *name);

#endif
