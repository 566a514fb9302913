/*
 * serial - serial numbers as the ledger writes them
 *
 * Lower-case hex of the integer without leading zeros or sign octet: "0" for
 * zero, "-" before the magnitude of a negative one (which RFC 5280 4.1.2.2
 * forbids and which exist).
 */
#ifndef BASE_SERIAL_H
#define BASE_SERIAL_H

#include <stddef.h>
#include <stdint.h>

/* Bytes that serial_of needs for an INTEGER of len contents octets. */
#define SERIAL_TEXT(len) (2 * (len) + 3)

/* The contents octets of an INTEGER (two's complement), into out; returns its length. */
size_t serial_of(const uint8_t *body, size_t len, char *out);

/*
 * Hex as people and exports write it (either case, ":" or blanks between
 * octets, "0x" in front, leading zeros) into out of cap bytes.  0; -1
 * silently where it is no hex number or cap is too small.
 */
int serial_normalise(const char *s, char *out, size_t cap);

/* What was expected where serial_normalise refused s, for a message: a spreadsheet's
 * "1.18984E+38", whose digits are lost, is told apart. */
const char *serial_wanted(const char *s);

#endif
