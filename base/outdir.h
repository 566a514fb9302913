/*
 * outdir - a folder that is there whole or not at all
 *
 * Filled under a temporary name beside its own and renamed at the end; killed at
 * any instant it leaves at most that temporary folder.  Its files may hold
 * personal data: 0700 and 0600, less the umask.  Files are not synced one by one
 * (there may be thousands); what holds a manifest shows a loss of power.
 */
#ifndef BASE_OUTDIR_H
#define BASE_OUTDIR_H

#include <stdio.h>

struct outdir;

/* Begins a folder where nothing is yet.  NULL said. */
struct outdir *outdir_open(const char *path);

const char *outdir_path(const struct outdir *o);	/* its temporary name */

/*
 * Begins a file below it; folders of "a/b/c.csv" are made.  NULL said: it is there already,
 * a name that would lead outside.  To be closed before the folder is committed or abandoned.
 */
FILE *outdir_file(struct outdir *o, const char *name);
int outdir_close(struct outdir *o, FILE *f);	/* 0; -1 said, where a write had failed; NULL is fine */

/* A whole file: 0 or -1 said. */
int outdir_write(struct outdir *o, const char *name, const void *data, size_t len);

/* Puts the folder in its place and frees o: 0; -1 said, and nothing is left of it. */
int outdir_commit(struct outdir *o);

/* Removes what was written and frees o; NULL is fine. */
void outdir_abandon(struct outdir *o);

#endif
