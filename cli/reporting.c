#include "cli/reporting.h"

#include <stdlib.h>

#include "base/input.h"
#include "base/instant.h"
#include "base/yml.h"
#include "cli/stating.h"
#include "cli/touching.h"
#include "ledger/event.h"

int
reporting_write(const struct cli *cli, struct ledger *l, const struct population *p, int64_t run,
    const char *path, const char *template, struct report_result *out)
{
	struct report_request r = { .path = path, .program = "selfaudit " SELFAUDIT_VERSION,
		.template_file = template, .population_id = p->id, .run_id = run };
	struct stating s = { 0 };
	struct touching t = { 0 };
	char *yaml = NULL;
	int64_t as_of;
	int status = -1;

	if (event_newest(l, &as_of) != 0 ||
	    (template && input_slurp(template, YML_BYTES_MAX, &yaml, &r.template_len) != 0) ||
	    stating_collect(&s, l, p, run) != 0 ||
	    touching_find(cli, l, run, as_of == INSTANT_NONE ? p->frozen_at : as_of, &t) != 0)
		goto out;
	s.out.affected = t.list;
	s.out.affected_count = t.count;
	r.template_data = yaml;
	r.statements = &s.out;
	status = report_write(l, &r, out);
out:
	touching_free(&t);
	stating_free(&s);
	free(yaml);
	return status;
}
