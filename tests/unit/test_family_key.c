/* Truth: BR 6.1.1.3, 6.1.5, 6.1.6; moduli as in test_weakkey.c; hashes by sha1sum and sha256sum. */
#include "tests/unit/fixture_cert.h"

#include <unistd.h>

#include "checks/keylist.h"
#include "tests/unit/moduli.h"
#include "tests/unit/said.h"

static void
rsa(struct world *w, const char *modulus, const char *exponent)
{
	w->x.key = CERT_KEY_RSA;
	w->x.rsa_n = world_hex(w, modulus);
	w->x.rsa_e = world_hex(w, exponent);
	w->x.key_bits = 8 * (int)w->x.rsa_n.len;
	w->x.key_type = "RSA-2048";
}

static void
kinds(void **state, struct covered *covered)
{
	CASE("key.type", 'P', );
	CASE("key.type", 'F', w.x.key = CERT_KEY_ED25519; w.x.key_type = "Ed25519");
	CASE("key.type", 'F', w.x.bad_key = true);
	CASE("key.type", 'N', world_issue(&w, "2012-06-30"));
	CASE("key.dsa", 'P', );
	CASE("key.dsa", 'F', w.x.key = CERT_KEY_DSA; w.x.key_type = "DSA-2048"; world_issue(&w, "2020-08-20"));
	CASE("key.dsa", 'N', w.x.key = CERT_KEY_DSA; world_issue(&w, "2020-08-19T23:59:59Z"));

	CASE("key.size", 'P', rsa(&w, plain, "010001"));
	CASE("key.size", 'F', rsa(&w, plain, "010001"); w.x.key_bits = 2047);
	CASE("key.size", 'P', rsa(&w, plain, "010001"); w.x.key_bits = 1024;
	     w.f.u.not_after = fixture_at("2013-12-31T23:59:59Z"));
	CASE("key.size", 'F', rsa(&w, plain, "010001"); w.x.key_bits = 1024;
	     w.f.u.not_after = fixture_at("2014-01-01T00:00:00Z"));
	CASE("key.size", 'F', w.x.key = CERT_KEY_DSA; w.x.key_bits = 1024);
	CASE("key.size", 'A', );
	CASE("key.size", 'N', rsa(&w, plain, "010001"); world_issue(&w, "2012-06-30"));
	CASE("key.modulus_bits", 'P', rsa(&w, plain, "010001"));
	CASE("key.modulus_bits", 'F', rsa(&w, plain, "010001"); w.x.key_bits = 2049);
	CASE("key.modulus_bits", 'A', );
	CASE("key.modulus_bits", 'N', rsa(&w, plain, "010001"); world_issue(&w, "2020-08-19T23:59:59Z"));
	CASE("key.curve", 'P', w.x.key_type = "EC-P521");
	CASE("key.curve", 'F', w.x.key_type = "EC-1.3.132.0.10"); /* secp256k1 */
	CASE("key.curve", 'A', rsa(&w, plain, "010001"));
	CASE("key.curve", 'N', world_issue(&w, "2012-06-30"));
}

static void
numbers(void **state, struct covered *covered)
{
	CASE("key.exponent", 'P', rsa(&w, plain, "03"));
	CASE("key.exponent", 'F', rsa(&w, plain, "01"));
	CASE("key.exponent", 'F', rsa(&w, plain, "010000"));
	CASE("key.exponent", 'F', rsa(&w, plain, "00"));
	CASE("key.exponent", 'A', );
	CASE("key.exponent", 'N', rsa(&w, plain, "01"); world_issue(&w, "2013-02-20T23:59:59Z"));
	CASE("key.exponent_range", 'P', rsa(&w, plain, "010001"));
	CASE("key.exponent_range", 'F', rsa(&w, plain, "ffff"));
	CASE("key.exponent_range", 'P', rsa(&w, plain,
		 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"));
	CASE("key.exponent_range", 'F', rsa(&w, plain,
		 "010000000000000000000000000000000000000000000000000000000000000001"));
	CASE("key.exponent_range", 'A', );
	CASE("key.exponent_range", 'N', rsa(&w, plain, "03"); world_issue(&w, "2013-02-20T23:59:59Z"));
	CASE("key.small_factors", 'P', rsa(&w, plain, "010001"));
	CASE("key.small_factors", 'F', rsa(&w, "08acbb", "010001")); /* 751 * 757 */
	CASE("key.small_factors", 'F', rsa(&w, square, "010001"));
	CASE("key.small_factors", 'A', );
	CASE("key.small_factors", 'N', rsa(&w, square, "010001"); world_issue(&w, "2013-02-20T23:59:59Z"));

	/* SubjectPublicKeyInfo of P-256, and of RSA with NULL, without it, with an empty key */
	CASE("key.algorithm_bytes", 'P', w.x.spki = world_hex(&w,
	     "3018301306072a8648ce3d020106082a8648ce3d030107030100"));
	CASE("key.algorithm_bytes", 'P', w.x.spki = world_hex(&w,
	     "3012300d06092a864886f70d0101010500030100"));
	CASE("key.algorithm_bytes", 'F', w.x.spki = world_hex(&w, "3010300b06092a864886f70d010101030100"));
	CASE("key.algorithm_bytes", 'F', );
	CASE("key.algorithm_bytes", 'N', world_issue(&w, "2020-08-19T23:59:59Z"));
	CASE("key.fermat", 'P', rsa(&w, fermat_101, "010001"));
	CASE("key.fermat", 'F', rsa(&w, fermat_100, "010001"); world_issue(&w, "2024-11-15"));
	CASE("key.fermat", 'A', );
	CASE("key.fermat", 'N', rsa(&w, fermat_1, "010001"); world_issue(&w, "2024-11-14T23:59:59Z"));
	CASE("key.roca", 'P', rsa(&w, plain, "010001"));
	CASE("key.roca", 'F', rsa(&w, roca_2048, "010001"); world_issue(&w, "2024-11-15"));
	CASE("key.roca", 'A', );
	CASE("key.roca", 'N', rsa(&w, roca_2048, "010001"); world_issue(&w, "2024-11-14T23:59:59Z"));
}

/* A list of one file with these lines. */
static struct keylist *
list_of(const char *lines, int expected)
{
	char path[] = "/tmp/selfaudit-keys-XXXXXX";
	struct keylist *k = keylist_new();
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, lines, strlen(lines)), strlen(lines));
	close(fd);
	assert_int_equal(keylist_add(k, path), expected);
	keylist_sort(k);
	unlink(path);
	return k;
}

static void
lists(void **state, struct covered *covered)
{
	static const char spki[] =
	    "# compromised\r\n\n"
	    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\n"
	    "1111111111111111111111111111111111111111111111111111111111111111 reported 2026-01-01\n";
	/* printf 'Modulus=%s\n' of plain in upper case | sha1sum */
	static const char whole[] = "821c4d934ceeeac1f51f87da11c94290556b6fd6\n", half[] = "87DA11C94290556B6FD6", other[] = "00112233445566778899\n";
	struct keylist *none = list_of("", 0), *by_spki = list_of(spki, 0), *by_sha1 = list_of(whole, 0),
		       *by_half = list_of(half, 0), *another = list_of(other, 0);

	assert_int_equal(keylist_count(by_spki), 2);
	CASE("key.blocklist", 'T', );
	CASE("key.blocklist", 'P', w.c.blocked_keys = none);
	CASE("key.blocklist", 'F', w.c.blocked_keys = by_spki; memset(w.x.spki_sha256, 0x11, 32));
	CASE("key.blocklist", 'P', w.c.blocked_keys = by_spki; memset(w.x.spki_sha256, 0x12, 32));
	CASE("key.blocklist", 'P', w.c.blocked_keys = by_half);
	CASE("key.debian", 'T', );
	CASE("key.debian", 'P', w.c.debian_keys = another; rsa(&w, plain, "010001"));
	CASE("key.debian", 'F', w.c.debian_keys = by_sha1; rsa(&w, plain, "010001"));
	CASE("key.debian", 'F', w.c.debian_keys = by_half; rsa(&w, plain, "010001"));
	CASE("key.debian", 'N', w.c.debian_keys = by_half; rsa(&w, plain, "010001"); world_issue(&w, "2012-06-30"));
	keylist_free(none);
	keylist_free(by_spki);
	keylist_free(by_sha1);
	keylist_free(by_half);
	keylist_free(another);
}

static void
key_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	kinds(state, covered);
	numbers(state, covered);
	lists(state, covered);
	fixture_covered(covered, family_key_rules);
}

static void
refuses_lines(void **state)
{
	struct said said;

	(void)state;
	said_begin(&said);
	keylist_free(list_of("00112233445566778899\n0011\n", -1));
	assert_non_null(strstr(said_end(&said), ":2: expected a hash of 64, 40 or 20 hex digits, found 0011"));
	said_begin(&said);
	keylist_free(list_of("zz112233445566778899\n", -1));
	assert_non_null(strstr(said_end(&said), ":1: expected a hash"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_rules),
		cmocka_unit_test(refuses_lines),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
