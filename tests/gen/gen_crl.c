/*
 * Revocation lists at o.crl_steps instants, one an issuing CA each, and the
 * CA's own list.  The certificates of the incident are revoked over five days
 * from 2021-05-22T09:00Z on; two of a hundred late, one never.
 */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "tests/gen/der_build.h"
#include "tests/gen/gen.h"

#define AWARE 1621674000 /* 2021-05-22T09:00:00Z */
#define FIVE_DAYS (5 * INSTANT_DAY)

struct revoked {
	uint8_t serial[16];
	int64_t at;
	int reason;
	enum gen_ca_kind ca;
};

struct list {
	struct revoked *all;
	size_t count, cap;
	uint64_t rank, in_time, late, never;
};

static void
decide_affected(const struct gen_world *w, struct list *l, struct gen_issue *g)
{
	uint64_t r = l->rank++;

	g->reason = 4;
	if (r % 100 == 99) {
		g->revoked_at = INSTANT_NONE;
		l->never++;
	} else if (r % 100 >= 97) {
		g->revoked_at = AWARE + FIVE_DAYS + 3600 + (int64_t)(r % 7) * 3600;
		l->late++;
	} else {
		g->revoked_at =
		    AWARE + 7200 +
		    (int64_t)((double)(FIVE_DAYS - 10800) / (double)w->o.affected * (double)r);
		l->in_time++;
	}
}

static int
collect(const struct gen_world *w, struct list *l)
{
	struct gen_issue *g = malloc(sizeof *g);
	int r = g != NULL ? 0 : say_nomem("gen-ca");

	for (uint64_t i = 0; i < w->o.count && r == 0; i++) {
		gen_story_tell(w, i, g);
		if (g->affected)
			decide_affected(w, l, g);
		if (g->revoked_at == INSTANT_NONE)
			continue;
		if (l->count == l->cap) {
			size_t cap = l->cap ? 2 * l->cap : 1024;
			struct revoked *p = realloc(l->all, cap * sizeof *p);

			if (p == NULL) {
				r = say_nomem("gen-ca");
				break;
			}
			l->all = p;
			l->cap = cap;
		}
		l->all[l->count] =
		    (struct revoked){ .at = g->revoked_at, .reason = g->reason, .ca = g->ca->kind };
		memcpy(l->all[l->count++].serial, g->serial, sizeof g->serial);
	}
	free(g);
	return r;
}

static int
write_own_list(const struct gen_world *w, const struct list *l)
{
	FILE *f = gen_open(w, "revocations.csv");
	char hex[33], at[INSTANT_TEXT];

	if (f == NULL)
		return -1;
	fputs("serial,revoked_at,reason\n", f);
	for (size_t i = 0; i < l->count; i++)
		fprintf(f, "%s,%s,%d\n", digest_hex(l->all[i].serial, 16, hex),
		    instant_format(l->all[i].at, at), l->all[i].reason);
	return gen_close(f, "revocations.csv");
}

static void
put_entry(struct text *t, const struct revoked *r)
{
	size_t entry = build_open(t, DER_SEQUENCE), exts, ext, value;

	build_unsigned(t, r->serial, sizeof r->serial);
	build_time(t, r->at);
	if (r->reason > 0) {
		exts = build_open(t, DER_SEQUENCE);
		ext = build_open(t, DER_SEQUENCE);
		build_oid(t, "2.5.29.21");
		value = build_open(t, DER_OCTET_STRING);
		build_put(t, DER_ENUMERATED, &(char){ (char)r->reason }, 1);
		build_close(t, value);
		build_close(t, ext);
		build_close(t, exts);
	}
	build_close(t, entry);
}

static void
put_extensions(struct text *t, const struct gen_ca *ca, unsigned number)
{
	size_t tag = build_open(t, 0xa0), list = build_open(t, DER_SEQUENCE), at;
	struct text v = { 0 };

	at = build_open(&v, DER_SEQUENCE);
	build_put(&v, 0x80, ca->key->ski, sizeof ca->key->ski);
	build_close(&v, at);
	gen_cert_extension(t, "2.5.29.35", false, v.s, v.len);
	text_clear(&v);
	build_integer(&v, (int64_t)number);
	gen_cert_extension(t, "2.5.29.20", false, v.s, v.len);
	text_free(&v);
	build_close(t, list);
	build_close(t, tag);
}

static int
write_crl(const struct gen_world *w, const struct list *l, const struct gen_ca *ca, unsigned step,
    int64_t now)
{
	struct gen_signer *s = gen_signer_new();
	struct text tbs = { 0 }, crl = { 0 };
	char name[80];
	size_t at, entries, n = 0;
	FILE *f;
	int r = -1;

	if (s == NULL)
		return -1;
	at = build_open(&tbs, DER_SEQUENCE);
	build_integer(&tbs, 1);
	gen_key_put_algorithm(ca->key, &tbs);
	text_addn(&tbs, ca->name.s, ca->name.len);
	build_time(&tbs, now);
	build_time(&tbs, now + 7 * INSTANT_DAY);
	entries = build_open(&tbs, DER_SEQUENCE);
	for (size_t i = 0; i < l->count; i++)
		if (l->all[i].ca == ca->kind && l->all[i].at <= now) {
			put_entry(&tbs, &l->all[i]);
			n++;
		}
	if (n > 0)
		build_close(&tbs, entries);
	else
		tbs.len = entries - 1; /* an empty list is left out */
	put_extensions(&tbs, ca, step);
	build_close(&tbs, at);
	at = build_open(&crl, DER_SEQUENCE);
	text_addn(&crl, tbs.s, tbs.len);
	gen_key_put_algorithm(ca->key, &crl);
	r = gen_key_sign(s, ca->key, tbs.s, tbs.len, &crl);
	build_close(&crl, at);
	snprintf(name, sizeof name, "%s-%u.crl", ca->slug, step);
	if (r == 0 && (f = gen_open(w, name)) != NULL) {
		fwrite(crl.s, 1, crl.len, f);
		r = gen_close(f, name);
	}
	gen_signer_free(s);
	text_free(&tbs);
	text_free(&crl);
	return r;
}

int
gen_crl_write(const struct gen_world *w)
{
	struct list l = { 0 };
	int r = collect(w, &l);

	if (r == 0)
		r = write_own_list(w, &l);
	for (unsigned step = 1; step <= w->o.crl_steps && r == 0; step++) {
		int64_t now = w->o.story == GEN_INCIDENT
				  ? AWARE + (FIVE_DAYS + INSTANT_DAY) * (int64_t)step /
						(int64_t)w->o.crl_steps
				  : w->o.until + (int64_t)step * INSTANT_DAY;

		for (int k = GEN_ROOT + 1; k < GEN_CA_COUNT && r == 0; k++)
			if (k != GEN_DV_RSA || w->o.ec_percent < 100)
				r = write_crl(w, &l, &w->ca[k], step, now);
	}
	free(l.all);
	return r;
}
