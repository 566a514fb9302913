#include "base/serial.h"

#include <string.h>

static const char hex[] = "0123456789abcdef";

size_t
serial_of(const uint8_t *body, size_t len, char *out)
{
	int negative = len > 0 && (body[0] & 0x80);
	char *digits = out + 1;
	unsigned carry = 1;
	size_t n;

	for (size_t i = len; i-- > 0;) {
		uint8_t octet = body[i];

		if (negative) {
			carry += (uint8_t)~octet;
			octet = (uint8_t)carry;
			carry >>= 8;
		}
		digits[2 * i] = hex[octet >> 4];
		digits[2 * i + 1] = hex[octet & 15];
	}
	digits[2 * len] = '\0';
	digits += strspn(digits, "0");
	n = strlen(digits);
	if (n == 0) {
		memcpy(out, "0", 2);
		return 1;
	}
	if (negative) {
		*--digits = '-';
		n++;
	}
	memmove(out, digits, n + 1);
	return n;
}

int
serial_normalise(const char *s, char *out, size_t cap)
{
	size_t n = 0;
	int negative, seen = 0;

	while (*s == ' ')
		s++;
	negative = *s == '-';
	s += negative;
	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	if (negative && cap > 0)
		out[n++] = '-';
	for (; *s != '\0'; s++) {
		char c = *s >= 'A' && *s <= 'F' ? (char)(*s - 'A' + 'a') : *s;

		if (c == ':' || c == ' ')
			continue;
		if (strchr(hex, c) == NULL)
			return -1;
		seen = 1;
		if (c == '0' && n == (size_t)negative)
			continue;
		if (n + 1 >= cap)
			return -1;
		out[n++] = c;
	}
	if (!seen || cap < 2)
		return -1;
	if (n == (size_t)negative) {
		n = 0;
		out[n++] = '0';
	}
	out[n] = '\0';
	return 0;
}

const char *
serial_wanted(const char *s)
{
	size_t digits = strspn(s, "0123456789.,"), exponent;

	if (digits > 0 && (s[digits] == 'E' || s[digits] == 'e')) {
		exponent = digits + 1 + strspn(s + digits + 1, "+-");
		if (s[exponent] && s[exponent + strspn(s + exponent, "0123456789")] == '\0')
			return "a serial in hex, not the power of ten that Excel changed it to (digits are lost)";
	}
	return "a serial in hex";
}
