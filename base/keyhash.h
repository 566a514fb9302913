/*
 * keyhash - a line of a list of weak or compromised keys
 *
 * One hash a line in hex of either case; empty lines, lines that begin with "#" and
 * what follows white space or a comma after the hash are passed over:
 *   64 digits  SHA-256 of the SubjectPublicKeyInfo
 *   40 digits  SHA-1 of "Modulus=", the modulus in upper-case hex and LF, as
 *              openssl rsa -modulus | sha1sum prints it
 *   20 digits  the last 20 of those 40, as in Debian's openssl-blacklist files
 */
#ifndef BASE_KEYHASH_H
#define BASE_KEYHASH_H

#include <stddef.h>
#include <stdint.h>

#define KEYHASH_MAX 32 /* octets of the longest */

/* 1 and a hash of *len octets (32, 20 or 10); 0 nothing on the line; -1 something else, silently. */
int keyhash_line(const char *line, uint8_t out[KEYHASH_MAX], size_t *len);

#endif
