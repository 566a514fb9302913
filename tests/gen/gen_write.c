/*
 * Certificates and everything that has a row a certificate.  Each thread makes
 * a batch in memory, batches are written in order: the number of threads does
 * not change the bytes.
 */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "tests/gen/gen.h"

#define BATCH 2048

struct batch {
	const struct gen_world *w;
	uint64_t first, end;
	struct gen_signer *signer;
	struct digest *digest;
	struct text cert, base64; /* scratch */
	struct text certs, validations, links, serials, manifest, affected;
	struct gen_totals totals;
	bool failed;
};

static void
put_cell(struct text *t, const char *s)
{
	if (strpbrk(s, ",\"\r\n") == NULL) {
		text_add(t, s);
		return;
	}
	text_addc(t, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"')
			text_addc(t, '"');
		text_addc(t, *s);
	}
	text_addc(t, '"');
}

static void
put_time(struct text *t, int64_t at)
{
	char text[INSTANT_TEXT];

	text_add(t, instant_format(at, text));
}

static void
put_count(struct text *t, int n)
{
	if (n >= 0)
		text_addf(t, "%d", n);
}

static void
encode(struct batch *b)
{
	size_t need = b->cert.len / 3 * 4 + 5;

	text_clear(&b->base64);
	while (b->base64.len < need && !text_failed(&b->base64))
		text_addn(&b->base64,
		    "                                                                ", 64);
	if (!text_failed(&b->base64))
		b->base64.len = (size_t)EVP_EncodeBlock((unsigned char *)b->base64.s,
		    (const unsigned char *)b->cert.s, (int)b->cert.len);
}

static void
put_pem(struct batch *b)
{
	text_add(&b->certs, "-----BEGIN CERTIFICATE-----\n");
	for (size_t i = 0; i < b->base64.len; i += 64) {
		text_addn(
		    &b->certs, b->base64.s + i, b->base64.len - i < 64 ? b->base64.len - i : 64);
		text_addc(&b->certs, '\n');
	}
	text_add(&b->certs, "-----END CERTIFICATE-----\n");
}

static void
put_csv(struct batch *b, const struct gen_issue *g)
{
	text_addn(&b->certs, b->base64.s, b->base64.len);
	text_addc(&b->certs, ',');
	put_time(&b->certs, g->issued_at);
	text_addf(&b->certs, ",%s,%s,%s,", g->profile, g->account, g->order_id);
	put_cell(&b->certs, g->ra);
	text_addc(&b->certs, ',');
	put_time(&b->certs, g->revoked_at);
	text_addc(&b->certs, ',');
	put_count(&b->certs, g->reason);
	text_addc(&b->certs, '\n');
}

/* RFC 6962 3.4: an x509 entry; the log's time is the time of issuance. */
static void
put_ct(struct batch *b, const struct gen_issue *g)
{
	struct text leaf = { 0 };
	uint64_t ms = (uint64_t)g->issued_at * 1000;

	text_addn(&leaf, "\0", 2);
	for (int k = 7; k >= 0; k--)
		text_addc(&leaf, (char)(ms >> 8 * k));
	text_addn(&leaf, "\0", 2);
	for (int k = 2; k >= 0; k--)
		text_addc(&leaf, (char)(b->cert.len >> 8 * k));
	text_addn(&leaf, b->cert.s, b->cert.len);
	text_addn(&leaf, "\0", 2);
	text_clear(&b->cert);
	text_addn(&b->cert, leaf.s, leaf.len);
	text_free(&leaf);
	encode(b);
	text_add(&b->certs, "{\"leaf_input\":\"");
	text_addn(&b->certs, b->base64.s, b->base64.len);
	text_add(&b->certs, "\",\"extra_data\":\"AAAA\"}\n");
}

/* b->cert is made; its SHA-256 goes to hex. */
static void
put_certificate(struct batch *b, const struct gen_issue *g, char hex[DIGEST_HEX])
{
	uint8_t hash[DIGEST_LEN];

	digest_of(b->digest, b->cert.s, b->cert.len, hash);
	digest_hex(hash, sizeof hash, hex);
	encode(b);
	switch (b->w->o.format) {
	case GEN_PEM: put_pem(b); break;
	case GEN_CSV: put_csv(b, g); break;
	case GEN_CT: put_ct(b, g); break;
	}
}

static void
put_serial(struct text *t, const struct gen_issue *g)
{
	char hex[2 * sizeof g->serial + 1];

	text_add(t, digest_hex(g->serial, sizeof g->serial, hex));
}

static void
put_mpic(struct text *t, const struct gen_mpic *m)
{
	put_count(t, m->ok);
	text_addc(t, ',');
	put_count(t, m->total);
	text_addf(t, ",%s,", m->rirs);
}

static void
put_validation(struct batch *b, const struct gen_issue *g, const struct gen_validation *v,
    const char *certificate)
{
	struct text *t = &b->validations;

	if (b->w->o.bind == GEN_BY_AUTHZ) {
		text_add(t, v->authz_id);
		text_addf(&b->links, "%s,%s,%s\n", certificate, v->authz_id, v->name);
	} else if (b->w->o.bind == GEN_BY_SERIAL) {
		put_serial(t, g);
	} else {
		text_add(t, certificate);
	}
	text_addf(t, ",%s,%s,", v->name, v->adn);
	put_cell(t, v->method);
	text_addf(t, ",%s,%s,", v->kind, v->br_version);
	put_time(t, v->initiated_at);
	text_addc(t, ',');
	put_time(t, v->validated_at);
	if (b->w->o.lean) {
		text_addc(t, '\n');
		return;
	}
	text_addf(t, ",%s,", v->adn_derivation);
	put_time(t, v->oldest_data_at);
	text_addf(t, ",%s,", v->random_value);
	put_time(t, v->random_created_at);
	text_addc(t, ',');
	put_time(t, v->random_used_at);
	text_addf(t, ",%s,%s,%s,", v->token_id, v->recipient, v->dns_record);
	put_mpic(t, &v->dcv);
	put_time(t, v->caa_checked_at);
	text_addf(t, ",%s,", v->caa_result);
	put_mpic(t, &v->caa);
	text_addf(t, "%s,%s,%s\n", v->reused_from, v->delegated_party, v->evidence);
}

static void
put_manifest(struct batch *b, const struct gen_issue *g, const char *hex)
{
	if (g->defect == GEN_NO_DEFECT)
		return;
	text_addf(&b->manifest, "%s,%s,", gen_defect_name(g->defect), hex);
	put_serial(&b->manifest, g);
	text_addf(&b->manifest, ",%s,%s,", g->ca->slug, g->defect_name);
	put_time(&b->manifest, g->issued_at);
	text_addc(&b->manifest, '\n');
}

static int
make(struct batch *b, const struct gen_issue *g, enum gen_form form)
{
	if (gen_cert_make(b->signer, b->w, g, form, &b->cert) < 0)
		return -1;
	if (g->defect == GEN_UNREADABLE)
		b->cert.s[0] = 0x31; /* a SET is no certificate */
	return 0;
}

static void
count_affected(struct batch *b, const struct gen_issue *g, const char *hex)
{
	if (!g->affected)
		return;
	if (b->totals.affected++ == 0)
		b->totals.first_affected = g->issued_at;
	b->totals.last_affected = g->issued_at;
	text_addf(&b->affected, "%s\n", hex);
}

/* One issue: its certificates, then its validations.  0; -1 said. */
static int
put_issue(struct batch *b, struct gen_issue *g)
{
	char hex[DIGEST_HEX];

	if (g->precert) {
		size_t names = g->name_count;

		g->name_count -= g->defect == GEN_FINAL_DIFFERS;
		if (make(b, g, GEN_PRECERT) < 0)
			return -1;
		g->name_count = names;
		put_certificate(b, g, hex);
	}
	if (g->final) {
		if (make(b, g, GEN_FINAL) < 0)
			return -1;
		put_certificate(b, g, hex);
	}
	put_manifest(b, g, hex);
	count_affected(b, g, hex);
	for (size_t i = 0; i < g->validation_count; i++)
		put_validation(b, g, &g->validations[i], hex);
	if (g->defect == GEN_SAME_SERIAL) {
		g->key = b->w->ec[0] == g->key ? b->w->ec[1] : b->w->ec[0];
		if (make(b, g, GEN_FINAL) < 0)
			return -1;
		put_certificate(b, g, hex);
		b->totals.finals++;
		put_manifest(b, g, hex);
		for (size_t i = 0; i < g->validation_count; i++)
			put_validation(b, g, &g->validations[i], hex);
	}
	b->totals.unreadable += g->defect == GEN_UNREADABLE;
	b->totals.finals += g->final && g->defect != GEN_UNREADABLE && g->ca->kind != GEN_SMIME;
	b->totals.precert_only += !g->final;
	b->totals.out_of_scope += g->ca->kind == GEN_SMIME;
	b->totals.revoked += g->revoked_at != INSTANT_NONE;
	return 0;
}

static void
put_serial_only(struct batch *b, const struct gen_issue *g)
{
	char issuer[DIGEST_HEX];

	put_serial(&b->serials, g);
	text_addf(&b->serials, ",%s,", digest_hex(g->ca->sha256, sizeof g->ca->sha256, issuer));
	put_time(&b->serials, g->issued_at);
	text_addc(&b->serials, '\n');
	b->totals.serial_only++;
}

static void *
run(void *arg)
{
	struct batch *b = arg;
	struct gen_issue *g = malloc(sizeof *g);
	uint64_t serial_only = b->w->o.count + b->w->o.serial_only;

	b->failed = g == NULL;
	for (uint64_t i = b->first; i < b->end && !b->failed; i++) {
		gen_story_tell(b->w, i, g);
		if (i >= b->w->o.count && i < serial_only)
			put_serial_only(b, g);
		else
			b->failed = put_issue(b, g) < 0;
	}
	free(g);
	b->failed |=
	    text_failed(&b->certs) || text_failed(&b->validations) || text_failed(&b->cert);
	return NULL;
}

/* The files, in the order of the texts of a batch. */
enum { CERTS, VALIDATIONS, LINKS, SERIALS, MANIFEST, AFFECTED, FILES };

struct files {
	FILE *f[FILES];
	const char *name[FILES];
};

static int
open_files(const struct gen_world *w, struct files *fs)
{
	static const char *const cert_names[] = { "certs.pem", "certs.csv", "certs.json" };
	const struct gen_options *o = &w->o;

	*fs = (struct files){ .name = { cert_names[o->format], "validations.csv",
				  o->bind == GEN_BY_AUTHZ ? "links.csv" : NULL,
				  o->serial_only > 0 ? "serials.csv" : NULL, "manifest.csv",
				  o->story == GEN_INCIDENT ? "affected.txt" : NULL } };
	for (int i = 0; i < FILES; i++)
		if (fs->name[i] != NULL && (fs->f[i] = gen_open(w, fs->name[i])) == NULL)
			return -1;
	if (o->format == GEN_CSV)
		fputs("der,issued_at,profile,account,order_id,ra,revoked_at,revocation_reason\n",
		    fs->f[CERTS]);
	fputs(o->bind == GEN_BY_AUTHZ ? "authz_id" : "certificate", fs->f[VALIDATIONS]);
	fputs(",name,adn,method,kind,br_version,initiated_at,validated_at", fs->f[VALIDATIONS]);
	if (!o->lean)
		fputs(
		    ",adn_derivation,oldest_data_at,random_value,random_created_at,random_"
		    "used_at,"
		    "token_id,recipient,dns_record,perspectives_ok,perspectives_total,rirs,"
		    "caa_checked_at,caa_result,caa_perspectives_ok,caa_perspectives_total,caa_rirs,"
		    "reused_from,delegated_party,evidence",
		    fs->f[VALIDATIONS]);
	fputc('\n', fs->f[VALIDATIONS]);
	if (fs->f[LINKS] != NULL)
		fputs("certificate,authz_id,name\n", fs->f[LINKS]);
	if (fs->f[SERIALS] != NULL)
		fputs("serial,issuer,issued_at\n", fs->f[SERIALS]);
	fputs("defect,certificate,serial,ca,name,issued_at\n", fs->f[MANIFEST]);
	return 0;
}

static int
close_files(struct files *fs)
{
	int r = 0;

	for (int i = 0; i < FILES; i++)
		if (fs->f[i] != NULL && gen_close(fs->f[i], fs->name[i]) < 0)
			r = -1;
	return r;
}

static void
write_batch(struct batch *b, struct files *fs, struct gen_totals *t)
{
	struct text *texts[FILES] = { &b->certs, &b->validations, &b->links, &b->serials,
		&b->manifest, &b->affected };

	for (int i = 0; i < FILES; i++) {
		if (fs->f[i] != NULL && texts[i]->len > 0)
			fwrite(texts[i]->s, 1, texts[i]->len, fs->f[i]);
		text_clear(texts[i]);
	}
	if (t->affected == 0)
		t->first_affected = b->totals.first_affected;
	if (b->totals.affected > 0)
		t->last_affected = b->totals.last_affected;
	t->affected += b->totals.affected;
	t->finals += b->totals.finals;
	t->precert_only += b->totals.precert_only;
	t->serial_only += b->totals.serial_only;
	t->out_of_scope += b->totals.out_of_scope;
	t->unreadable += b->totals.unreadable;
	t->revoked += b->totals.revoked;
	memset(&b->totals, 0, sizeof b->totals);
}

static void
free_batch(struct batch *b)
{
	struct text *texts[] = { &b->cert, &b->base64, &b->certs, &b->validations, &b->links,
		&b->serials, &b->manifest, &b->affected };

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		text_free(texts[i]);
	gen_signer_free(b->signer);
	digest_free(b->digest);
}

static int
write_all(const struct gen_world *w, struct batch *b, struct files *fs, struct gen_totals *t)
{
	uint64_t all = w->o.count + w->o.serial_only + w->o.out_of_scope;
	unsigned n = w->o.threads;

	for (uint64_t done = 0; done < all;) {
		pthread_t thread[16];
		unsigned started = 0;
		bool failed = false;

		for (; started < n && done < all; started++) {
			b[started].first = done;
			b[started].end = done = all - done < BATCH ? all : done + BATCH;
			if (pthread_create(&thread[started], NULL, run, &b[started]) != 0) {
				run(&b[started]);
				thread[started] = pthread_self();
			}
		}
		for (unsigned i = 0; i < started; i++) {
			if (!pthread_equal(thread[i], pthread_self()))
				pthread_join(thread[i], NULL);
			failed |= b[i].failed;
			write_batch(&b[i], fs, t);
		}
		if (failed)
			return -1;
	}
	return 0;
}

int
gen_write_certificates(const struct gen_world *w, struct gen_totals *t)
{
	struct batch b[16];
	struct files fs;
	int r;

	memset(b, 0, sizeof b);
	r = open_files(w, &fs);
	for (unsigned i = 0; i < w->o.threads && r == 0; i++) {
		b[i].w = w;
		if ((b[i].signer = gen_signer_new()) == NULL ||
		    (b[i].digest = digest_new()) == NULL)
			r = -1;
	}
	if (r == 0)
		r = write_all(w, b, &fs, t);
	for (unsigned i = 0; i < w->o.threads; i++)
		free_batch(&b[i]);
	return close_files(&fs) < 0 ? -1 : r;
}
