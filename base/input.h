/*
 * input - a stream of foreign bytes, seen through a window in memory
 *
 * Readers of CSV, JSON Lines and PEM look at the window, ask for more when
 * what they read is not whole yet, and skip what they are done with.  The
 * window is one buffer that grows only as far as the caller allows, so a file
 * without line ends cannot eat the memory.  read() rather than mmap: resident
 * memory counts, and standard input works the same way.
 */
#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include <stddef.h>
#include <stdint.h>

struct input;

/* Opens a file; "-" is standard input.  NULL said (absent, a folder). */
struct input *input_open(const char *path);

/* The same face over len bytes of memory, which must outlive it.  NULL said. */
struct input *input_memory(const char *name, const void *data, size_t len);
void input_close(struct input *in);			/* NULL is fine */

/* For messages: the path, or "standard input". */
const char *input_name(const struct input *in);

/* Hash every byte that is read; call before anything was.  0, or -1 said. */
int input_hash(struct input *in);

/* SHA-256 of all bytes read so far; input_hash was called.  Once, at the end. */
void input_digest(struct input *in, uint8_t out[32]);

uint64_t input_bytes(const struct input *in);		/* read so far */
int64_t input_size(const struct input *in);		/* of the file; -1 where unknown (pipes) */

/*
 * The bytes that were read and not skipped; the caller may change them, and
 * one byte behind them (a NUL).  The pointer is good until input_more; NULL
 * before anything was read.
 */
char *input_window(struct input *in, size_t *len);

/*
 * Makes the window longer, up to cap bytes (the window may move).
 * 1 it is longer; 0 end of input; 2 it already has cap bytes; -1 said.
 */
int input_more(struct input *in, size_t cap);

/* Drops n bytes, at most the window's length, from its beginning. */
void input_skip(struct input *in, size_t n);

/*
 * input_slurp - a whole small file (or "-"), a NUL after its bytes
 *
 * *out is the caller's to free, *len may be NULL.  0; -1 said where it cannot
 * be read or is longer than cap bytes.
 */
int input_slurp(const char *path, size_t cap, char **out, size_t *len);

/*
 * input_walk - every file that a path of the command line stands for
 *
 * A file or "-" is itself, also a pipe or a link.  A folder is all regular
 * files in it and below it, sorted bytewise folder by folder, so that the
 * order is the same on every machine; entries whose name begins with a dot
 * are left out, links are followed unless they lead back into a folder that
 * is being walked.  each is called with a path that lives for the call; what
 * it returns other than 0 ends the walk and is returned.
 * 0; -1 said where something cannot be read.
 */
int input_walk(const char *path, int (*each)(const char *path, void *arg), void *arg);

#endif
