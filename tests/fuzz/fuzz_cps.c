/* Any bytes: a register or a refusal; at every turning point the answers agree. */
#include <stdint.h>
#include <stdlib.h>

#include "base/cps.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct cps_document *document;

static int
each(const struct cps_problem *p, void *arg)
{
	struct cps_force f;

	cps_force_describe(document, p, arg);
	cps_force_at(document, p->from, &f);
	if (p->trouble == CPS_GAP && f.count != 0)
		abort();
	if (p->trouble == CPS_OVERLAP && f.count < 2)
		abort();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cps_document *d = cps_parse("fuzz", data, size);
	struct text t = { 0 };

	document = d;
	for (size_t i = 0; d && i < d->in_order; i++) {
		const struct cps_version *v = d->order[i];
		struct cps_force f;

		cps_force_at(d, v->from, &f);
		if (f.count == 0 || !f.version || v->from > v->sure_from)
			abort();
		cps_permits(v, "3.2.2.4.7", NAME_DNS, true, v->from);
	}
	if (d)
		cps_force_problems(d, 0, INT64_C(4102444800), each, &t);
	text_free(&t);
	cps_free(d);
	return 0;
}
