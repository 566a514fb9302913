/*
 * causes - certificates that the causes of several findings touch, in one pass
 *
 * As cli/affected.h, which asks about one.
 */
#ifndef CLI_CAUSES_H
#define CLI_CAUSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"
#include "cli/judging.h"
#include "cli/where.h"

struct ledger;

struct cause {
	int64_t finding;
	char *rule, *value, *document;
	char *where_text;	/* of one added by a person, else "" */
	struct where where;
	bool by_hand;		/* found in reviews: touches what persons marked, and no more */
	int64_t *marked;	/* leading certificates of that, ascending */
	size_t marked_count;
	long index;		/* private: of the rule in the check */
};

struct causes {
	struct cause *list;	/* by number of the finding */
	size_t count;
	int64_t first_issued;	/* of all certificates walked, INT64_MAX none */
};

/*
 * The causes of the findings that which ("f.id IN (...)", "s.closed_at IS NULL"; f is the
 * table finding, s the view findings, ?1 is arg) names.  Those of rules that this program
 * no longer has are left out.  0 or -1 said; to be freed in either case.
 */
int causes_load(struct causes *c, struct ledger *l, const char *which, int64_t arg);
void causes_free(struct causes *c);

struct causes_walk {
	int64_t population_id;	/* 0: the whole ledger */
	/* Before a certificate is judged: can it be passed over?  NULL: none can. */
	bool (*skip)(void *ctx, const struct unit *u);
	/* One that cause i touches, its revocation known.  Other than 0 ends with -1. */
	int (*take)(void *ctx, size_t i, const struct unit *u, const struct catalogue *catalogue);
	void *ctx;
};

/* Walks certificates that may be TLS ones past the causes; no causes, no walk.  0 or -1 said. */
int causes_each(const struct cli *cli, struct ledger *l, struct causes *c, const struct causes_walk *w);

#endif
