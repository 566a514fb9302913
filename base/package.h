/*
 * package - a look into a zip package (.xlsx), member by member
 *
 * libxlsxwriter does not notice every write that fails on a full disk; so what
 * it wrote is read back before it gets its name.  The reader takes foreign
 * packages too: stored and deflated members, no encryption, no ZIP64; sizes are
 * bounded, nothing in the file is believed.  Source: APPNOTE 6.3, RFC 1951.
 */
#ifndef BASE_PACKAGE_H
#define BASE_PACKAGE_H

#include <stddef.h>
#include <stdint.h>

#define PACKAGE_MEMBERS_MAX 10000
#define PACKAGE_NAME_MAX 512

struct package;

/* Reads the directory of a package.  NULL said. */
struct package *package_open(const char *path);
void package_close(struct package *p);	/* NULL is fine */

size_t package_count(const struct package *p);
const char *package_name(const struct package *p, size_t i);	/* "xl/workbook.xml" */

/*
 * package_read - a member's bytes, a piece at a time
 *
 *   max   more bytes than that are an error
 *   each  gets every piece; anything but 0 ends the reading and is returned
 *
 * 0 when all came and size and CRC-32 are what the directory states; -1 said.
 */
int package_read(struct package *p, size_t i, uint64_t max,
    int (*each)(void *ctx, const void *data, size_t len), void *ctx);

/* Is every member whole, and does every XML member end with the end of its root element?  0, or -1 said. */
int package_check(const char *path);

#endif
