/*
 * outfile - a file that is there whole or not at all
 *
 * Written under a temporary name in the same folder, flushed to the disk and
 * renamed at the end; what stood under the name before stays until then, and
 * after a failure.  A device or a pipe is written as it stands.
 */
#ifndef BASE_OUTFILE_H
#define BASE_OUTFILE_H

#include <stdio.h>
#include <sys/types.h>

struct outfile;

/*
 * Begins a file of that mode, 0600 where it holds personal data, 0644 else
 * (the process's umask applies).  A database of SQLite is not replaced.  NULL said.
 */
struct outfile *outfile_open(const char *path, mode_t mode);

/* To write to; a write that fails is found by outfile_commit. */
FILE *outfile_stream(struct outfile *o);

/* Its temporary name, for a library that wants a path and writes it itself. */
const char *outfile_temporary(const struct outfile *o);

/* Puts the file in its place and frees o: 0; -1 said, and nothing is changed. */
int outfile_commit(struct outfile *o);

/* Leaves everything as it was and frees o; NULL is fine. */
void outfile_abandon(struct outfile *o);

#endif
