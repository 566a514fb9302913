/*
 * ecpoint - is a public key a point of its curve?
 */
#ifndef CHECKS_ECPOINT_H
#define CHECKS_ECPOINT_H

#include <stddef.h>
#include <stdint.h>

/*
 * ecpoint_on_curve - the ECC Partial Public Key Validation of NIST SP 800-56A 5.6.2.3.4,
 * which on curves of cofactor 1 proves as much as the full one
 *
 *   curve       "EC-P256", "EC-P384" or "EC-P521"
 *   point, len  as encoded in the key, compressed or not (SEC 1, 2.3.4)
 *
 * 1 where it is, 0 where it is not, or for another curve; -1 said.
 */
int ecpoint_on_curve(const char *curve, const uint8_t *point, size_t len);

#endif
