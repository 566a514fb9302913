/*
 * weakkey - arithmetic on RSA moduli that shows a key is weak
 *
 * A modulus is its big-endian octets without sign octet, as in struct cert;
 * leading zero octets are allowed, nothing is kept of it.  Functions that need
 * big numbers return -1, said, when memory ran out.
 */
#ifndef CHECKS_WEAKKEY_H
#define CHECKS_WEAKKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Does the modulus carry the fingerprint of the Infineon key generator
 * (CVE-2017-15361)?  Its primes are k * M + (65537^a mod M), M the product of the
 * first n primes, n >= 39; so is their product a power of 65537 modulo M.  This asks
 * for one exponent that fits modulo each of the first 39 primes: 2^-154 of other
 * moduli have one.
 * Source: Nemec, Sys, Svenda, Klinec, Matyas: The Return of Coppersmith's Attack,
 * ACM CCS 2017, sections 2.1 and 2.2.
 */
bool weakkey_roca(const uint8_t *n, size_t len);

/*
 * Fermat's method: the round 1..rounds in which n = a^2 - b^2 is found, a beginning
 * at the square root of n, rounded up; 0 if in none; -1.  An even modulus, or one
 * below 9, is 0.  Source: BR 6.1.1.3 (100 rounds); https://fermatattack.secvuln.info.
 */
int weakkey_fermat(const uint8_t *n, size_t len, int rounds);

/* The smallest prime factor below 752, or 0 (BR 6.1.6). */
unsigned weakkey_small_factor(const uint8_t *n, size_t len);

/*
 * The smallest prime k for which n, which has no factor below 752, is a k-th power, or
 * 0; -1.  A prime's power is one (BR 6.1.6; NIST SP 800-89 5.3.3).
 */
int weakkey_power(const uint8_t *n, size_t len);

#endif
