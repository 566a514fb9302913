/* drawing - native charts over tables of the workbook */
#ifndef REPORTS_DRAWING_H
#define REPORTS_DRAWING_H

#include "reports/writer.h"

#define DRAWING_ROWS 18	/* of the usual height, that a chart covers */

/* The chart of a block, over the rows below p, which it keeps free.  0, or -1 said. */
int drawing_write(struct writer *w, const struct template_block *b, struct page *p);

#endif
