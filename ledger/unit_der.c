#include "ledger/unit_der.h"

#include <stdlib.h>
#include <string.h>

#include "base/cert.h"
#include "base/say.h"
#include "ledger/db.h"

struct bytes {
	uint8_t *p;
	size_t cap;
};

struct unit_der {
	struct query *q;
	struct cert *cert;
	struct bytes final, precert;
};

struct unit_der *
unit_der_new(struct ledger *l)
{
	struct unit_der *d = calloc(1, sizeof *d);

	if (!d) {
		say_nomem("unit cursor");
		return NULL;
	}
	d->cert = cert_new();
	d->q = db_prepare(l, "SELECT der FROM cert_der WHERE cert_id = ?1");
	if (d->cert && d->q)
		return d;
	unit_der_free(d);
	return NULL;
}

void
unit_der_free(struct unit_der *d)
{
	if (!d)
		return;
	db_release(d->q);
	cert_free(d->cert);
	free(d->final.p);
	free(d->precert.p);
	free(d);
}

static int
load(struct unit_der *d, int64_t cert_id, struct bytes *buf, const uint8_t **p, size_t *len)
{
	const void *der;
	int more;

	*len = 0;
	*p = NULL;
	if (cert_id == 0)
		return 0;
	if (db_bind(d->q, DB(db_int(cert_id))) != 0)
		return -1;
	more = db_step(d->q);
	if (more <= 0)
		return more;
	der = db_col_blob(d->q, 0, len);
	if (*len > buf->cap) {
		uint8_t *grown = realloc(buf->p, *len);

		if (!grown) {
			db_reset(d->q);
			return say_nomem("unit cursor");
		}
		buf->p = grown;
		buf->cap = *len;
	}
	if (*len) {
		memcpy(buf->p, der, *len);
		*p = buf->p;
	}
	db_reset(d->q);
	return 0;
}

int
unit_der_read(struct unit_der *d, struct unit *u, int64_t final, int64_t precert)
{
	int decoded;

	if (load(d, final, &d->final, &u->der, &u->der_len) != 0 ||
	    load(d, precert, &d->precert, &u->precert_der, &u->precert_der_len) != 0)
		return -1;
	if (!u->der)
		return 0;
	decoded = cert_decode(d->cert, u->der, u->der_len);
	u->cert = decoded == 0 ? d->cert : NULL;
	return decoded < 0 ? -1 : 0;
}
