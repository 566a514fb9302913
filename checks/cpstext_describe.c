#include <stdbool.h>
#include <stddef.h>

#include "checks/cpstext_describe.h"
#include "checks/cpstext_method.h"
#include "checks/cpstext_words.h"

#define D CPSTEXT_DNS
#define I CPSTEXT_IP

static bool
any(const char *low, const char *const *words)
{
	for (; *words; words++)
		if (cpstext_words_has(low, *words))
			return true;
	return false;
}

static int
count(const char *low, const char *const *words)
{
	int n = 0;

	for (; *words; words++)
		n += cpstext_words_has(low, *words);
	return n;
}

#define ANY(low, ...) any(low, (const char *const[]){ __VA_ARGS__, NULL })

/* The special DNS records, which ordinary words for DNS would hide. */
static uint64_t
special_dns(const char *low)
{
	if (ANY(low, "ip-validation-persist", "reverse namespace"))
		return I(8);
	if (ANY(low, "validation-persist", "persistent dcv", "persistent value", "dns-persist~",
		"persistuntil"))
		return D(22);
	if (ANY(low, "dns-account-01", "dns-account~", "account-label~", "dns labeled with account",
		"labelled with account", "labeled with acme account", "account-specific label~",
		"account id"))
		return D(21);
	return 0;
}

static bool
mails(const char *low)
{
	return ANY(low, "email~", "e-mail~", "e mail", "postal mail", "fax", "sms", "mail");
}

static uint64_t
constructed(const char *low)
{
	static const char *const names[] = { "admin", "administrator", "webmaster", "hostmaster",
		"postmaster", "admin@", "administrator@", "webmaster@", "hostmaster@",
		"postmaster@", NULL };

	if (count(low, names) >= 2 || (mails(low) && ANY(low, "constructed")))
		return D(4);
	return 0;
}

static uint64_t
phones(const char *low)
{
	if (!ANY(low, "phone", "telephone", "phone call", "calling", "voicemail", "call the",
		"telephone~", "contactphone"))
		return 0;
	if (ANY(low, "ip address contact"))
		return I(5);
	if (ANY(low, "caa phone", "caa contact~", "dns caa", "contactphone"))
		return D(17);
	if (ANY(low, "txt record", "dns txt", "txt"))
		return D(16);
	return D(3) | D(15) | I(5);
}

static uint64_t
mail_contacts(const char *low)
{
	uint64_t set = 0;

	if (!mails(low))
		return 0;
	if (ANY(low, "ip address contact") ||
	    (ANY(low, "ip address", "ip addresses") &&
		ANY(low, "iana", "regional internet registry", "ripe", "arin", "apnic")))
		set |= I(2);
	if (ANY(low, "caa contact", "caa email", "dns caa", "contactemail", "caa record contact",
		"caa e-mail"))
		set |= D(13);
	if (ANY(low, "txt contact", "txt record email", "txt record e-mail", "dns txt record email",
		"txt email", "validation-contactemail", "txt record contact"))
		set |= D(14);
	if (ANY(low, "registrar", "registrant", "whois", "rdap", "domain contact",
		"domain contact's"))
		set |= D(2);
	if (!set && !constructed(low))
		set = D(2) | D(4) | D(13) | D(14) | I(2);
	return set;
}

static uint64_t
dns_record(const char *low)
{
	if (ANY(low, "dns-01", "dns change", "dns challenge", "dns validation"))
		return D(7);
	if (ANY(low, "txt", "cname", "caa record", "txt record~", "dns record~",
		"dns resource record") &&
	    ANY(low, "random value", "random number", "request token", "token", "value", "insert",
		"place", "placed", "presence", "publish", "published", "code", "challenge"))
		return D(7);
	return 0;
}

static bool
web(const char *low)
{
	return ANY(low, "file", "website", "web site", "web page", "webpage", "web server",
	    "http server", "well-known", "meta tag", "http-01", "http challenge", "http request",
	    "acme-challenge", "http");
}

/* What a text on web content is compatible with: the path of the one protocol is not that of
 * the other.  Method .6 allowed any registered path. */
static uint64_t
web_broad(const char *low)
{
	bool acme =
	    ANY(low, "acme", "acme-challenge", "http-01", "rfc 8555", "rfc8555", "rfc 8738");
	bool pki = ANY(low, "pki-validation");
	uint64_t set = 0;

	if (acme || !pki)
		set |= D(6) | D(19) | I(6);
	if (pki || !acme)
		set |= D(6) | D(18) | I(1);
	return set;
}

/* The paths and protocols that tell one web method from another. */
static uint64_t
web_narrow(const char *low)
{
	bool ip = ANY(low, "requested ip address", "on the ip address", "target ip", "ip addresses",
	    "rfc 8738", "over the ip address", "containing the ip address");

	if (ANY(low, "acme-challenge", "http-01", "acme http", "rfc 8555", "rfc8555", "rfc 8738"))
		return ip ? I(6) : D(19);
	if (ANY(low, "pki-validation", "meta tag", "file", "website", "web page"))
		return ip ? I(1) : D(6) | D(18);
	return ip ? I(1) | I(6) : D(6) | D(18) | D(19);
}

static uint64_t
certificates(const char *low)
{
	if (ANY(low, "test certificate"))
		return D(9);
	if (ANY(low, "within a certificate", "random value in a certificate", "tls using a random",
		"tls-sni~", "random number in a certificate"))
		return D(10);
	return 0;
}

static uint64_t
addresses(const char *low)
{
	uint64_t set = 0;

	if (ANY(low, "a or aaaa", "aaaa", "ip address returned", "controls an ip address"))
		set |= D(8);
	if (ANY(low, "reverse-ip", "reverse ip", "reverse address", "reverse-lookup",
		"reverse lookup", "reverse-ip lookup", "reverse dns", "r-dns"))
		set |= I(3);
	return set;
}

static uint64_t
registrars(const char *low)
{
	if (ANY(low, "registrar", "registrant", "domain contact", "whois", "domain name contact"))
		return D(1) | D(12);
	return 0;
}

void
cpstext_describe(const char *low, uint64_t *broad, uint64_t *narrow)
{
	uint64_t special = special_dns(low), alpn = 0, dad = 0, parts[10];
	bool is_web = web(low);

	if (ANY(low, "alpn", "tls-alpn~", "tls-alpn-01", "application-layer protocol negotiation"))
		alpn = ANY(low, "ip addresses", "ip address", "rfc 8738") ? D(20) | I(7) : D(20);
	if (ANY(low, "domain authorization document", "authorization letter",
		"authorization document"))
		dad = D(5);
	/* from the most telling to the least */
	parts[0] = special;
	parts[1] = alpn;
	parts[2] = constructed(low);
	parts[3] = phones(low);
	parts[4] = addresses(low);
	parts[5] = certificates(low);
	parts[6] = is_web && ANY(low, "acme-challenge", "pki-validation", "http-01", "acme http",
				 "meta tag", "rfc 8555", "rfc8555", "file", "website", "web page",
				 "webpage")
		       ? web_narrow(low)
		       : 0;
	parts[7] = mail_contacts(low);
	parts[8] = special ? 0 : dns_record(low);
	parts[9] = dad ? dad : registrars(low);
	*broad = is_web ? web_broad(low) : 0;
	*narrow = 0;
	for (int i = 0; i < 10; i++) {
		*broad |= parts[i];
		if (!*narrow)
			*narrow = parts[i];
	}
	if (!*narrow && is_web)
		*narrow = web_narrow(low);
	if (ANY(low, "any other method"))
		*broad |= D(11) | I(4);
}
