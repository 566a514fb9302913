/*
 * catalogue_link - put the rows of a catalogue file under their methods
 *
 * The file's records come in any order, so the reader keeps those that name a
 * method until all methods are known.
 */
#ifndef CHECKS_CATALOGUE_LINK_H
#define CHECKS_CATALOGUE_LINK_H

#include "checks/catalogue.h"

struct catalogue_loose_row {
	const char *method;
	enum catalogue_kind kind;
	struct catalogue_row row;
	unsigned long line;
};

struct catalogue_loose_adn {
	const char *method;
	struct catalogue_adn adn;
	unsigned long line;
};

struct catalogue_loose_label {
	const char *text, *method;	/* text is folded */
	enum catalogue_kind kind;
	unsigned long line;
};

struct catalogue_loose {		/* all in the catalogue's arena */
	struct catalogue_method *methods;
	struct catalogue_loose_row *rows;
	struct catalogue_loose_adn *adn;
	struct catalogue_loose_label *labels;
	struct catalogue_limit *limits;
	size_t method_count, row_count, adn_count, label_count, limit_count;
};

/* 0, or -1 said: a row without its method, rows that overlap, a name twice; file is for messages. */
int catalogue_link(struct catalogue *c, const char *file, struct catalogue_loose *loose);

#endif
