#include "cli/supplied.h"

#include <stdbool.h>
#include <string.h>

#include "base/say.h"
#include "base/text.h"
#include "checks/families.h"
#include "sampler/plan.h"

static bool
needs_evidence(const struct rule *r)
{
	return r->needs != EVIDENCE_NONE || r->scope == RULE_VALIDATION;
}

static bool
is_known(const char *kind)
{
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			if (needs_evidence(r) &&
			    (strcmp(kind, r->family) == 0 || strcmp(kind, r->id) == 0))
				return true;
	return false;
}

/* Is it the first rule of its family that does? */
static bool
is_first(const struct rule *wanted)
{
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			if (needs_evidence(r) && strcmp(r->family, wanted->family) == 0)
				return r == wanted;
	return false;
}

static void
add_families(struct text *out)
{
	for (const struct rule *const *f = families_all; *f; f++)
		for (const struct rule *r = *f; r->id; r++)
			if (is_first(r))
				text_addf(out, "%s%s", out->len ? ", " : "", r->family);
}

int
supplied_check(const char *file, const struct plan *p)
{
	for (size_t i = 0; i < p->evidence_count; i++) {
		const struct plan_evidence *e = &p->evidence[i];
		struct text known = { 0 };

		if (is_known(e->kind))
			continue;
		add_families(&known);
		say_error("%s:%d:%d: expected one of %s, or a rule's id (selfaudit rules), found %s", file,
		    e->line, e->column, text_str(&known), e->kind);
		text_free(&known);
		return -1;
	}
	return 0;
}
