/* pairs - label and value, one under the other; and figures of other tables as formulas */
#ifndef REPORTS_PAIRS_H
#define REPORTS_PAIRS_H

#include "reports/writer.h"

/* 0, or -1 said. */
int pairs_write(struct writer *w, const struct template_block *b, struct page *p);

#endif
