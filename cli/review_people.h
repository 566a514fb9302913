/*
 * review_people - who reviews: names one a line, or CSV name,role
 *
 * A first line "name,role" is a header.  Empty lines are passed over.  Names are tidied and
 * compared as base/person.h has it.
 */
#ifndef CLI_REVIEW_PEOPLE_H
#define CLI_REVIEW_PEOPLE_H

#include <stddef.h>

struct review_person {
	char *name, *role;	/* role "" where not stated */
};

struct review_people {
	struct review_person *list;	/* sorted bytewise by name */
	size_t count;			/* at least 1 */
};

/*
 * 0; -1 said, "file:line: expected, found": a name twice, empty, over 200 bytes or with
 * control characters, nobody at all.  To be freed in either case.
 */
int review_people_read(const char *path, struct review_people *p);
void review_people_free(struct review_people *p);

#endif
