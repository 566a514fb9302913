/*
 * cpstext_describe - the methods whose procedure a text tells
 *
 * A citation is believed only when the words around it do not tell another
 * procedure: a DNS record that cites the section on telephone calls is a
 * mistake of the text, and a person has to say which of the two is meant.
 */
#ifndef CHECKS_CPSTEXT_DESCRIBE_H
#define CHECKS_CPSTEXT_DESCRIBE_H

#include <stdint.h>

/*
 *   low       lower case, NUL-terminated
 *   *broad    out: every method the words are compatible with; 0 where they tell no procedure
 *   *narrow   out: those of the most telling words; several where they do not decide
 */
void cpstext_describe(const char *low, uint64_t *broad, uint64_t *narrow);

#endif
