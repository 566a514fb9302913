/* facts - label and value, one under the other; and figures of other tables as formulas */
#ifndef REPORTS_FACTS_H
#define REPORTS_FACTS_H

#include "reports/writer.h"

/* 0, or -1 said. */
int facts_write(struct writer *w, const struct template_block *b, struct page *p);

#endif
