#include "cli/review_form.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/yml.h"

#define ID_MAX 20

__asm__(".section .rodata\n"
	".global review_form_text\n"
	"review_form_text:\n"
	".incbin \"templates/review.yaml\"\n"
	".byte 0\n"
	".previous\n");

/* An id must not be the title of another column, or nobody could tell them apart. */
static bool
is_id(const char *s)
{
	static const char *const taken[] = { REVIEW_NAME, REVIEW_COMMENT, REVIEW_TESTER, REVIEW_DATE,
		REVIEW_SERIAL, REVIEW_VERDICT, "Issuer", "Type", "Method", "Issued", "Validated" };

	for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
		if (strcmp(s, taken[i]) == 0)
			return false;
	for (size_t i = 0; s[i]; i++)
		if (i == ID_MAX || !isalnum((unsigned char)s[i]))
			return false;
	return true;
}

static int
read_attribute(const struct yml_node *n, struct review_form *f)
{
	static const char *const keys[] = { "id", "title", "requirement", NULL };
	struct review_attribute *a = &f->list[f->count];

	if (f->count == REVIEW_ATTRIBUTES_MAX)
		return yml_say(n, "expected at most %d attributes, found more", REVIEW_ATTRIBUTES_MAX);
	if (yml_want(n, YML_MAP, "an attribute") != 0 || yml_check_keys(n, "an attribute", keys) != 0 ||
	    yml_need_text(n, "id", &a->id) != 0 || yml_need_text(n, "title", &a->title) != 0 ||
	    yml_need_text(n, "requirement", &a->requirement) != 0)
		return -1;
	if (!is_id(a->id))
		return yml_say(yml_get(n, "id"),
		    "expected at most %d letters and digits that are no other column, found %s", ID_MAX,
		    a->id);
	for (size_t i = 0; i < f->count; i++)
		if (strcmp(f->list[i].id, a->id) == 0)
			return yml_say(yml_get(n, "id"), "expected each id once, found %s again", a->id);
	f->count++;
	return 0;
}

static int
parse(const char *name, const char *text, size_t len, struct review_form *f)
{
	static const char *const keys[] = { "attributes", NULL };
	const struct yml_node *root, *list;
	int got;

	f->tree = yml_parse(name, text, len);
	if (!f->tree)
		return -1;
	root = yml_root(f->tree);
	if (yml_want(root, YML_MAP, "the form") != 0 || yml_check_keys(root, "the form", keys) != 0)
		return -1;
	got = yml_list(root, "attributes", &list);
	if (got <= 0 || list->count == 0)
		return got < 0 ? -1 : yml_say(root, "expected attributes, found none");
	for (const struct yml_node *n = list->first; n; n = n->next)
		if (read_attribute(n, f) != 0)
			return -1;
	return digest_sha256(text, len, f->sha256);
}

int
review_form_read(const char *path, struct review_form *f)
{
	char *text = NULL;
	size_t len;
	int rc;

	*f = (struct review_form){ 0 };
	if (!path)
		return parse("templates/review.yaml", review_form_text, strlen(review_form_text), f);
	if (input_slurp(path, YML_BYTES_MAX, &text, &len) != 0)
		return -1;
	rc = parse(path, text, len, f);
	free(text);
	return rc;
}

void
review_form_free(struct review_form *f)
{
	yml_free(f->tree);
	*f = (struct review_form){ 0 };
}
