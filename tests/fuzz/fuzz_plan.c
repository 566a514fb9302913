/* Any bytes: a refusal, or a plan that places and sizes certificates. */
#include <stdint.h>
#include <stdlib.h>

#include "sampler/partition.h"
#include "sampler/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const types[] = { "dv", "ov", "iv", "ev", "none" };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plan *plan = plan_parse("fuzz", data, size);
	struct partition *p = plan ? partition_new(plan) : NULL;
	struct partition_stratum *strata;
	size_t count;

	for (int i = 0; p && i < 50; i++) {
		struct partition_unit u = { .issuer = "CN=A",
			.issuer_key = "A",
			.issuer_key_len = 1,
			.issuer_key_id = "00",
			.type = types[i % 5],
			.methods = i % 2 ? "3.2.2.4.7" : "",
			.ra = i % 7 ? "" : "ra",
			.delegated_party = i % 11 ? "" : "party",
			.profile = "p" };

		if (partition_place(p, &u) < 0)
			abort();
	}
	if (p && partition_size(p) == 0) {
		strata = partition_strata(p, &count);
		for (size_t i = 0; i < count; i++)
			if (strata[i].sample > strata[i].count ||
			    100 * strata[i].sample < 3 * strata[i].count)
				abort();
	}
	partition_free(p);
	plan_free(plan);
	return 0;
}
