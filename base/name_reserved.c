#include <arpa/inet.h>
#include <string.h>

#include "base/name.h"

/*
 * IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and its
 * updates), as of October 2025.  Entries that lie inside another entry's block
 * are left out: the answer "reserved" is the same.  BR 1.6.1 asks for "any
 * entry", whatever it says about being globally reachable.
 */
static const struct block {
	uint8_t prefix[16];	/* IPv4 in the first four */
	uint8_t octets;		/* 4 or 16 */
	uint8_t bits;
	char name[40];
} blocks[] = {
	{ { 0 }, 4, 8, "\"This network\"" },
	{ { 10 }, 4, 8, "Private-Use" },
	{ { 100, 64 }, 4, 10, "Shared Address Space" },
	{ { 127 }, 4, 8, "Loopback" },
	{ { 169, 254 }, 4, 16, "Link Local" },
	{ { 172, 16 }, 4, 12, "Private-Use" },
	{ { 192, 0, 0 }, 4, 24, "IETF Protocol Assignments" },
	{ { 192, 0, 2 }, 4, 24, "Documentation (TEST-NET-1)" },
	{ { 192, 31, 196 }, 4, 24, "AS112-v4" },
	{ { 192, 52, 193 }, 4, 24, "AMT" },
	{ { 192, 88, 99 }, 4, 24, "Deprecated (6to4 Relay Anycast)" },
	{ { 192, 168 }, 4, 16, "Private-Use" },
	{ { 192, 175, 48 }, 4, 24, "Direct Delegation AS112 Service" },
	{ { 198, 18 }, 4, 15, "Benchmarking" },
	{ { 198, 51, 100 }, 4, 24, "Documentation (TEST-NET-2)" },
	{ { 203, 0, 113 }, 4, 24, "Documentation (TEST-NET-3)" },
	{ { 240 }, 4, 4, "Reserved" },

	{ { 0 }, 16, 128, "Unspecified Address" },
	{ { [15] = 1 }, 16, 128, "Loopback Address" },
	{ { [10] = 0xff, 0xff }, 16, 96, "IPv4-mapped Address" },
	{ { 0x00, 0x64, 0xff, 0x9b }, 16, 96, "IPv4-IPv6 Translat." },
	{ { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 }, 16, 48, "IPv4-IPv6 Translat." },
	{ { 0x01, 0x00 }, 16, 64, "Discard-Only Address Block" },
	{ { 0x01, 0x00, [7] = 1 }, 16, 64, "Dummy IPv6 Prefix" },
	{ { 0x20, 0x01 }, 16, 23, "IETF Protocol Assignments" },
	{ { 0x20, 0x01, 0x0d, 0xb8 }, 16, 32, "Documentation" },
	{ { 0x20, 0x02 }, 16, 16, "6to4" },
	{ { 0x26, 0x20, 0x00, 0x4f, 0x80 }, 16, 48, "Direct Delegation AS112 Service" },
	{ { 0x3f, 0xff }, 16, 20, "Documentation" },
	{ { 0x5f, 0x00 }, 16, 16, "Segment Routing (SRv6) SIDs" },
	{ { 0xfc }, 16, 7, "Unique-Local" },
	{ { 0xfe, 0x80 }, 16, 10, "Link-Local Unicast" },
};

static bool
holds(const struct block *b, const uint8_t *octets)
{
	size_t whole = b->bits / 8;
	unsigned rest = b->bits % 8;

	if (memcmp(b->prefix, octets, whole))
		return false;
	return rest == 0 || (b->prefix[whole] ^ octets[whole]) >> (8 - rest) == 0;
}

const char *
name_reserved(const char *ip)
{
	uint8_t octets[16];
	uint8_t len;
	size_t i;

	if (inet_pton(AF_INET, ip, octets) == 1)
		len = 4;
	else if (inet_pton(AF_INET6, ip, octets) == 1)
		len = 16;
	else
		return NULL;
	for (i = 0; i < sizeof blocks / sizeof blocks[0]; i++)
		if (blocks[i].octets == len && holds(&blocks[i], octets))
			return blocks[i].name;
	return NULL;
}
