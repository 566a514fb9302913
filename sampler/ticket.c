#include "sampler/ticket.h"

#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"

const char *
ticket_text_fault(const char *s)
{
	size_t len = strlen(s);

	if (len == 0)
		return "an empty text";
	if (text_utf8(s, len) != len)
		return "bytes that are not UTF-8";
	for (const unsigned char *p = (const unsigned char *)s; *p; p++)
		/* C0, DEL, and C1, which is C2 80 to C2 9F */
		if (*p < 0x20 || *p == 0x7f || (*p == 0xc2 && p[1] < 0xa0))
			return "a control character";
	return NULL;
}

int
ticket_seed(const uint8_t commitment[TICKET_LEN], const char *nonce, uint8_t seed[TICKET_LEN])
{
	struct text t = { 0 };
	char hex[DIGEST_HEX];
	const char *fault = ticket_text_fault(nonce);
	int rc = -1;

	if (fault != NULL)
		return say_error("nonce: expected UTF-8 text on one line, found %s", fault);
	text_addf(&t, "selfaudit draw v1\n%s\n", digest_hex(commitment, TICKET_LEN, hex));
	text_add(&t, nonce);
	text_addc(&t, '\n');
	if (text_failed(&t))
		say_nomem("nonce");
	else
		rc = digest_sha256(t.s, t.len, seed);
	text_free(&t);
	return rc;
}

void
ticket_of(struct digest *d, const uint8_t seed[TICKET_LEN], const uint8_t fingerprint[TICKET_LEN],
    uint8_t ticket[TICKET_LEN])
{
	digest_begin(d);
	digest_add(d, seed, TICKET_LEN);
	digest_add(d, fingerprint, TICKET_LEN);
	digest_end(d, ticket);
}
