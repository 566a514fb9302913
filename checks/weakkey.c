#include "checks/weakkey.h"

#include <openssl/bn.h>

#include "base/say.h"

#define PRIMES_BELOW 752	/* of the small-factor test */
#define ROCA_PRIMES_BELOW 168	/* 167 is the 39th prime */
#define BITS_MAX 65536		/* of a modulus looked at; beyond it is no key */

static uint32_t
mod_small(const uint8_t *n, size_t len, uint32_t m)
{
	uint64_t r = 0;
	size_t i = 0;

	for (; (len - i) % 4; i++)
		r = (r << 8 | n[i]) % m;
	for (; i < len; i += 4) {
		uint32_t word = (uint32_t)n[i] << 24 | (uint32_t)n[i + 1] << 16 | (uint32_t)n[i + 2] << 8 | n[i + 3];

		r = (r << 32 | word) % m;
	}
	return (uint32_t)r;
}

static bool
is_prime(uint32_t q)
{
	for (uint32_t d = 2; d * d <= q; d++)
		if (q % d == 0)
			return false;
	return q > 1;
}

static uint32_t
gcd(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t r = a % b;

		a = b;
		b = r;
	}
	return a;
}

/* x with 65537^x = r modulo p, and the order of 65537; false where there is none. */
static bool
dlog(uint32_t r, uint32_t p, uint32_t *x, uint32_t *order)
{
	uint32_t g = 65537 % p, power = 1;
	bool found = false;

	*order = 0;
	do {
		if (power == r && !found) {
			found = true;
			*x = *order;
		}
		power = power * g % p;
		++*order;
	} while (power != 1);
	return found;
}

bool
weakkey_roca(const uint8_t *n, size_t len)
{
	uint32_t x[40], order[40];
	size_t count = 0;

	for (uint32_t p = 2; p < ROCA_PRIMES_BELOW; p++) {
		if (!is_prime(p))
			continue;
		if (!dlog(mod_small(n, len, p), p, &x[count], &order[count]))
			return false;
		/* one exponent for all exists where each two agree (Chinese remainders) */
		for (size_t i = 0; i < count; i++) {
			uint32_t d = gcd(order[i], order[count]);

			if (x[i] % d != x[count] % d)
				return false;
		}
		count++;
	}
	return true;
}

unsigned
weakkey_small_factor(const uint8_t *n, size_t len)
{
	for (uint32_t p = 2; p < PRIMES_BELOW; p++)
		if (is_prime(p) && mod_small(n, len, p) == 0)
			return p;
	return 0;
}

/* The largest r with r^k <= n, by Newton's iteration from above.  0, or -1. */
static int
root(BIGNUM *r, const BIGNUM *n, unsigned k, BN_CTX *ctx)
{
	BIGNUM *next, *t;
	int rc = -1;

	BN_CTX_start(ctx);
	next = BN_CTX_get(ctx);
	t = BN_CTX_get(ctx);
	if (!t || !BN_one(next) || !BN_lshift(next, next, BN_num_bits(n) / (int)k + 1))
		goto out;
	do {
		if (!BN_copy(r, next) || !BN_one(t))
			goto out;
		for (unsigned i = 1; i < k; i++)
			if (!BN_mul(t, t, r, ctx))
				goto out;
		if (!BN_div(t, NULL, n, t, ctx) || !BN_copy(next, r) || !BN_mul_word(next, k - 1) ||
		    !BN_add(next, next, t) || BN_div_word(next, k) == (BN_ULONG)-1)
			goto out;
	} while (BN_cmp(next, r) < 0);
	rc = 0;
out:
	BN_CTX_end(ctx);
	return rc;
}

/* 1 n is r^k for the r it stores, 0 not, -1. */
static int
is_power(BIGNUM *r, const BIGNUM *n, unsigned k, BN_CTX *ctx)
{
	BIGNUM *t;
	int rc = -1;

	if (root(r, n, k, ctx) < 0)
		return -1;
	BN_CTX_start(ctx);
	t = BN_CTX_get(ctx);
	if (!t || !BN_one(t))
		goto out;
	for (unsigned i = 0; i < k; i++)
		if (!BN_mul(t, t, r, ctx))
			goto out;
	rc = BN_cmp(t, n) == 0;
out:
	BN_CTX_end(ctx);
	return rc;
}

static bool
is_residue(unsigned r, unsigned m)
{
	unsigned s = 0;

	while (s < m && s * s % m != r)
		s++;
	return s < m;
}

/* Residues alone refuse 99 of 100 numbers that are no squares; the low bits, which cost nothing, 81. */
static bool
maybe_square(const BIGNUM *n)
{
	unsigned low = 0, rest;

	for (int i = 0; i < 6; i++)
		low |= (unsigned)BN_is_bit_set(n, i) << i;
	if (!is_residue(low, 64))
		return false;
	rest = (unsigned)BN_mod_word(n, 63 * 65 * 11);
	return is_residue(rest % 63, 63) && is_residue(rest % 65, 65) && is_residue(rest % 11, 11);
}

/* The round in which b2 = a^2 - n is a square; 0; -1. */
static int
fermat_rounds(const BIGNUM *n, int rounds, BN_CTX *ctx)
{
	BIGNUM *a = BN_CTX_get(ctx), *b2 = BN_CTX_get(ctx), *step = BN_CTX_get(ctx),
	       *r = BN_CTX_get(ctx);

	if (!r || root(a, n, 2, ctx) < 0 || !BN_sqr(b2, a, ctx))
		return -1;
	if (BN_cmp(b2, n) < 0 && (!BN_add_word(a, 1) || !BN_sqr(b2, a, ctx)))
		return -1;
	if (!BN_sub(b2, b2, n) || !BN_lshift1(step, a) || !BN_add_word(step, 1))
		return -1;
	for (int i = 1; i <= rounds; i++) {
		int rc = BN_is_zero(b2) ? 1 : maybe_square(b2) ? is_power(r, b2, 2, ctx) : 0;

		if (rc)
			return rc < 0 ? -1 : i;
		/* (a + 1)^2 = a^2 + 2a + 1 */
		if (!BN_add(b2, b2, step) || !BN_add_word(step, 2))
			return -1;
	}
	return 0;
}

int
weakkey_fermat(const uint8_t *n, size_t len, int rounds)
{
	BN_CTX *ctx;
	BIGNUM *v;
	int rc = -1;

	if (len > BITS_MAX / 8)
		return 0;
	ctx = BN_CTX_new();
	v = BN_bin2bn(n, (int)len, NULL);
	if (!ctx || !v)
		goto out;
	if (!BN_is_odd(v) || BN_num_bits(v) < 4) {
		rc = 0;
		goto out;
	}
	BN_CTX_start(ctx);
	rc = fermat_rounds(v, rounds, ctx);
	BN_CTX_end(ctx);
out:
	BN_free(v);
	BN_CTX_free(ctx);
	return rc < 0 ? say_nomem("weak keys") : rc;
}

static uint32_t
pow_mod(uint32_t b, uint32_t e, uint32_t m)
{
	uint64_t r = 1, x = b % m;

	for (; e; e >>= 1) {
		if (e & 1)
			r = r * x % m;
		x = x * x % m;
	}
	return (uint32_t)r;
}

/* A k-th power is one modulo each prime q = 1 (mod k): eight of them refuse nearly all others. */
static bool
maybe_power(const uint8_t *n, size_t len, uint32_t k)
{
	int asked = 0;

	for (uint32_t q = 2 * k + 1; asked < 8; q += 2 * k) {
		uint32_t r;

		if (!is_prime(q))
			continue;
		r = mod_small(n, len, q);
		if (r && pow_mod(r, (q - 1) / k, q) != 1)
			return false;
		asked++;
	}
	return true;
}

int
weakkey_power(const uint8_t *n, size_t len)
{
	BN_CTX *ctx = NULL;
	BIGNUM *v = NULL, *r = NULL;
	int rc = 0, bits;

	while (len && !*n) {
		n++;
		len--;
	}
	if (!len || len > BITS_MAX / 8 || (len == 1 && *n < 4))
		return 0;
	ctx = BN_CTX_new();
	v = BN_bin2bn(n, (int)len, NULL);
	r = BN_new();
	if (!ctx || !v || !r) {
		rc = -1;
		goto out;
	}
	bits = BN_num_bits(v);
	for (unsigned k = 2; k <= (unsigned)bits / 9 && !rc; k++) {
		if (!is_prime(k) || !(k == 2 ? maybe_square(v) : maybe_power(n, len, k)))
			continue;
		rc = is_power(r, v, k, ctx);
		if (rc > 0)
			rc = (int)k;
	}
out:
	BN_free(v);
	BN_free(r);
	BN_CTX_free(ctx);
	return rc < 0 ? say_nomem("weak keys") : rc;
}
