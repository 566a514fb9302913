/*
 * crl_part - what the files behind base/crl.h share; not for anyone else
 */
#ifndef BASE_CRL_PART_H
#define BASE_CRL_PART_H

#include "base/crl.h"
#include "base/der.h"

struct arena;

/*
 * The octets of one CRL out of an input, DER or PEM.  crl_stream_open: 1 a CRL
 * may begin here; 0 the input has no more; -1 said.
 */
struct crl_stream;
int crl_stream_open(struct input *in, struct crl_stream **s);
void crl_stream_free(struct crl_stream *s);
const char *crl_stream_name(const struct crl_stream *s);

/* Octets not skipped yet; good until crl_stream_more. */
const uint8_t *crl_stream_window(const struct crl_stream *s, size_t *len);
/* Makes the window at least want octets long.  1 it grew; 0 there are no more; -1 said. */
int crl_stream_more(struct crl_stream *s, size_t want);
void crl_stream_skip(struct crl_stream *s, size_t n);
uint64_t crl_stream_at(const struct crl_stream *s); /* octets skipped so far */
/* The CRL ends at this octet: nothing behind it is taken from the input. */
void crl_stream_limit(struct crl_stream *s, uint64_t end);
/* The CRL was read: everything up to the limit was skipped, and for PEM the
 * END line follows.  0; -1 said. */
int crl_stream_finish(struct crl_stream *s);

/*
 * What the signature is over: the octets of the TBSCertList, fed in order, are hashed as soon
 * as its algorithm is known.  Functions return 0, or -1 said (memory).
 */
struct crl_signed;
struct crl_signed *crl_signed_new(void);
void crl_signed_free(struct crl_signed *s); /* NULL is fine */
int crl_signed_feed(struct crl_signed *s, const uint8_t *p, size_t len);
int crl_signed_algorithm(struct crl_signed *s, const uint8_t *der, size_t len);
/* signatureAlgorithm and signatureValue, behind the TBSCertList. */
int crl_signed_end(struct crl_signed *s, const struct der_value *algorithm, const struct der_value *bits);
bool crl_signed_by_key(const struct crl_signed *s, const uint8_t *spki, size_t len);

/* [0] EXPLICIT Extensions, into h; texts into the arena.  0; -1 said (memory). */
int crl_ext_read_head(struct crl_head *h, struct arena *a, const struct der_value *explicit);
/* crlEntryExtensions, a SEQUENCE.  false where broken. */
bool crl_ext_read_entry(struct crl_entry *e, const struct der_value *list);

#endif
