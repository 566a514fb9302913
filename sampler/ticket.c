#include "sampler/ticket.h"

#include <stddef.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"

/*
 * The bytes of one UTF-8 sequence at s (NUL-terminated), 0 where it is none:
 * no overlong forms, no surrogates, nothing above U+10FFFF.
 */
static size_t
sequence_len(const unsigned char *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t len;

	if (s[0] < 0x80) {
		*code = s[0];
		return 1;
	}
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	*code = s[0] & (0x7fU >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		*code = *code << 6 | (s[i] & 0x3fU);
	}
	if (*code < least[len] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
		return 0;
	return len;
}

const char *
ticket_text_fault(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	if (*p == '\0')
		return "an empty text";
	while (*p != '\0') {
		uint32_t code;
		size_t len = sequence_len(p, &code);

		if (len == 0)
			return "bytes that are not UTF-8";
		if (code < 0x20 || (code >= 0x7f && code < 0xa0))
			return "a control character";
		p += len;
	}
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
