#include "cli/review_people.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/person.h"
#include "base/say.h"
#include "sampler/ticket.h"

#define NAME_MAX_LEN 200

/* Tidied; the caller's. */
static char *
tidied(const char *s)
{
	char *copy = strdup(s);

	return copy ? person_tidy(copy) : NULL;
}

static int
add(struct review_people *p, const char *path, const struct csv_row *row)
{
	struct review_person *grown = realloc(p->list, (p->count + 1) * sizeof *grown), *one;
	const char *fault;

	if (!grown)
		return say_nomem(path);
	p->list = grown;
	one = &grown[p->count++];
	*one = (struct review_person){ tidied(row->cell[0].s),
		tidied(row->count > 1 ? row->cell[1].s : "") };
	if (!one->name || !one->role)
		return say_nomem(path);
	fault = ticket_text_fault(one->name);
	if (!fault && *one->role)
		fault = ticket_text_fault(one->role);
	if (!fault && strlen(one->name) > NAME_MAX_LEN)
		fault = "one over 200 bytes";
	return fault ? say_error("%s:%llu: expected a name, found %s", path,
			   (unsigned long long)row->line, fault) :
		       0;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(((const struct review_person *)a)->name, ((const struct review_person *)b)->name);
}

static int
sort(struct review_people *p, const char *path)
{
	if (p->count == 0)
		return say_error("%s: expected names of reviewers, found none", path);
	qsort(p->list, p->count, sizeof *p->list, compare);
	for (size_t i = 1; i < p->count; i++)
		for (size_t k = 0; k < i; k++)
			if (person_same(p->list[k].name, p->list[i].name))
				return say_error("%s: expected each name once, found %s twice", path,
				    p->list[i].name);
	return 0;
}

int
review_people_read(const char *path, struct review_people *p)
{
	struct input *in = input_open(path);
	struct csv *c = in ? csv_new(in, '\0') : NULL;
	struct csv_row row;
	int got = -1;

	*p = (struct review_people){ 0 };
	while (c && (got = csv_next(c, &row)) > CSV_END) {
		if (got == CSV_BAD) {
			got = say_error("%s:%llu: %s", path, (unsigned long long)row.line, row.reason);
			break;
		}
		if (p->count == 0 && strcasecmp(row.cell[0].s, "name") == 0)
			continue;
		if (add(p, path, &row) != 0) {
			got = -1;
			break;
		}
	}
	csv_free(c);
	input_close(in);
	return got == CSV_END ? sort(p, path) : -1;
}

void
review_people_free(struct review_people *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->list[i].name);
		free(p->list[i].role);
	}
	free(p->list);
	*p = (struct review_people){ 0 };
}
