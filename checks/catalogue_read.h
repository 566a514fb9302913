/*
 * catalogue_read - the catalogue from a file
 *
 * A catalogue decides verdicts, so nothing in it is passed over: an unknown
 * record or word, a date that is none, a method that no row explains, rows that
 * overlap are errors, "file:line: expected X, found Y".
 */
#ifndef CHECKS_CATALOGUE_READ_H
#define CHECKS_CATALOGUE_READ_H

#include <stddef.h>

struct catalogue;

/* path NULL: the one compiled in.  NULL said.  The caller frees (catalogue_free). */
struct catalogue *catalogue_read(const char *path);

/* The same from memory, which need not outlive the call; name stands in messages. */
struct catalogue *catalogue_read_memory(const char *name, const void *data, size_t len);

#endif
