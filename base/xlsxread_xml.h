/* xlsxread_xml - XML members of a workbook.  Not for anyone outside base/xlsxread*.c. */
#ifndef BASE_XLSXREAD_XML_H
#define BASE_XLSXREAD_XML_H

#include "base/package.h"

#define XLSXREAD_XML_MAX (256u << 20)
#define XLSXREAD_XML_DEPTH 64

struct xlsxread_xml;

/* What a member's reader hears; names without namespace.  Each returns 0 to go on. */
struct xlsxread_handlers {
	int (*start)(void *ctx, const char *name, struct xlsxread_xml *xml, const char **atts);
	int (*end)(void *ctx, const char *name);
	int (*chars)(void *ctx, const char *s, size_t len);	/* may be NULL */
	void *ctx;
};

/* The value of an attribute by its name without namespace, or NULL. */
const char *xlsxread_xml_att(const char **atts, const char *name);

/* Parses the member of that name.  0; what a handler returned; -1 said; 1 and nothing read
 * where there is no such member. */
int xlsxread_xml_read(struct package *p, const char *path, const char *member,
    const struct xlsxread_handlers *h);

/* In place: _xHHHH_ stands for a character (ECMA-376 part 1, 22.9.2.19); those no text may hold
 * stay as they are. */
void xlsxread_xml_decode(char *s);

/* "path: member: expected, found" as one line; -1. */
int xlsxread_xml_refuse(const char *path, const char *member, const char *what);

#endif
