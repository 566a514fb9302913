/* Truth: BR 6.1.1.3, 6.1.5, 6.1.6; moduli as in test_weakkey.c; hashes by sha1sum and sha256sum. */
#include "tests/unit/fixture_cert.h"

#include "base/keyhash.h"
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
	/* generators of SEC 2 2.4.2, 2.5.1 and 2.6.1, in a SubjectPublicKeyInfo */
	static const struct {
		const char *type;
		char outcome;
		const char *spki;
	} points[] = {
		{ "EC-P256", 'P', /* the generator */
		    "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812d"
		    "eb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5" },
		{ "EC-P384", 'P', /* the generator */
		    "3076301006072a8648ce3d020106052b8104002203620004aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
		    "59f741e082542a385502f25dbf55296c3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
		    "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f" },
		{ "EC-P521", 'P', /* the generator */
		    "30819b301006072a8648ce3d020106052b81040023038186000400c6858e06b70404e9cd9e3ecb662395b4429c648139"
		    "053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd6601183929"
		    "6a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c"
		    "7086a272c24088be94769fd16650" },
		{ "EC-P256", 'P', /* compressed; y is odd */
		    "3039301306072a8648ce3d020106082a8648ce3d030107032200036b17d1f2e12c4247f8bce6e563a440f277037d812d"
		    "eb33a0f4a13945d898c296" },
		{ "EC-P256", 'F', /* y off by one */
		    "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812d"
		    "eb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f4" },
		{ "EC-P256", 'F', /* y is x */
		    "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812d"
		    "eb33a0f4a13945d898c2966b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296" },
		{ "EC-P256", 'F', /* zeros */
		    "3059301306072a8648ce3d020106082a8648ce3d03010703420004000000000000000000000000000000000000000000"
		    "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000" },
		{ "EC-P256", 'F', /* x above the prime of the field */
		    "3039301306072a8648ce3d020106082a8648ce3d03010703220002ffffffffffffffffffffffffffffffffffffffffff"
		    "ffffffffffffffffffffff" },
		{ "EC-P256", 'F', /* infinity */
		    "3019301306072a8648ce3d020106082a8648ce3d03010703020000" },
		{ "EC-P384", 'F', /* the point of another curve */
		    "3059301306072a8648ce3d020106082a8648ce3d030107034200046b17d1f2e12c4247f8bce6e563a440f277037d812d"
		    "eb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5" },
	};

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
	CASE("key.size", 'F', rsa(&w, plain, "010001"); w.x.key_bits = 1023;
	     w.f.u.not_after = fixture_at("2013-12-31T23:59:59Z"));
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

	for (size_t i = 0; i < sizeof points / sizeof *points; i++)
		CASE("key.algorithm_bytes", 'P', w.x.key_type = points[i].type;
		     w.x.spki = world_hex(&w, points[i].spki));
	for (size_t i = 0; i < sizeof points / sizeof *points; i++)
		CASE("key.point", points[i].outcome, w.x.key_type = points[i].type;
		     w.x.spki = world_hex(&w, points[i].spki));
	CASE("key.point", 'A', w.x.key_type = "EC-1.3.132.0.10");
	CASE("key.point", 'A', w.x.bad_key = true);
	CASE("key.point", 'A', rsa(&w, plain, "010001"));
	CASE("key.point", 'N', world_issue(&w, "2012-12-31T23:59:59Z"));
}

static void
numbers(void **state, struct covered *covered)
{
	CASE("key.exponent", 'P', rsa(&w, plain, "03"));
	CASE("key.exponent", 'F', rsa(&w, plain, "01"));
	CASE("key.exponent", 'F', rsa(&w, plain, "010000"));
	CASE("key.exponent", 'F', rsa(&w, plain, "00"));
	CASE("key.exponent", 'A', );
	CASE("key.exponent", 'N', rsa(&w, plain, "01"); world_issue(&w, "2012-12-31T23:59:59Z"));
	CASE("key.exponent_range", 'P', rsa(&w, plain, "010001"));
	CASE("key.exponent_range", 'F', rsa(&w, plain, "ffff"));
	CASE("key.exponent_range", 'P', rsa(&w, plain,
		 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"));
	CASE("key.exponent_range", 'F', rsa(&w, plain,
		 "010000000000000000000000000000000000000000000000000000000000000001"));
	CASE("key.exponent_range", 'A', );
	CASE("key.exponent_range", 'N', rsa(&w, plain, "03"); world_issue(&w, "2012-12-31T23:59:59Z"));
	CASE("key.small_factors", 'P', rsa(&w, plain, "010001"));
	CASE("key.small_factors", 'F', rsa(&w, "08acbb", "010001")); /* 751 * 757 */
	CASE("key.small_factors", 'F', rsa(&w, square, "010001"));
	CASE("key.small_factors", 'A', );
	CASE("key.small_factors", 'N', rsa(&w, square, "010001"); world_issue(&w, "2012-12-31T23:59:59Z"));

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

/* A list of these lines. */
static struct keylist *
list_of(const char *lines)
{
	struct keylist *k = keylist_new();
	uint8_t hash[KEYHASH_MAX];
	char line[200];
	size_t len;

	assert_non_null(k);
	for (; *lines; lines += strcspn(lines, "\n") + (strchr(lines, '\n') != NULL)) {
		snprintf(line, sizeof line, "%.*s", (int)strcspn(lines, "\n"), lines);
		if (keyhash_line(line, hash, &len))
			assert_int_equal(keylist_add(k, hash, len), 0);
	}
	keylist_sort(k);
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
	struct keylist *none = list_of(""), *by_spki = list_of(spki), *by_sha1 = list_of(whole),
		       *by_half = list_of(half), *another = list_of(other);

	assert_int_equal(keylist_count(by_spki), 2);
	assert_int_equal(keylist_count(none), 0);
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
reads_lines(void **state)
{
	static const struct {
		const char *line;
		int found;
		size_t len;
	} lines[] = { { "", 0, 0 }, { " \t", 0, 0 }, { "# 00112233445566778899", 0, 0 },
		      { "00112233445566778899", 1, 10 }, { "AAbbccddeeff00112233 x", 1, 10 },
		      { "00112233445566778899001122334455667788AA,2024", 1, 20 }, { "0011", -1, 0 },
		      { "zz112233445566778899", -1, 0 }, { " 00112233445566778899", -1, 0 },
		      { "0011223344556677889900", -1, 0 } };
	uint8_t hash[KEYHASH_MAX];
	struct keylist *k = keylist_new();
	struct said said;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		len = 0;
		assert_int_equal(keyhash_line(lines[i].line, hash, &len), lines[i].found);
		assert_int_equal(len, lines[i].len);
	}
	said_begin(&said);
	assert_int_equal(keylist_add(k, hash, 16), -1);
	assert_non_null(strstr(said_end(&said), "expected a hash of 32, 20 or 10 octets, found 16"));
	keylist_free(k);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(key_rules),
		cmocka_unit_test(reads_lines),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
