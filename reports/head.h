/*
 * head - a new sheet: print set-up, protection, and what stands at its top
 *
 * Title, CA owner, work paper, period, run, and cells for the persons who
 * prepared and reviewed it.  Sheets are protected without a password, against slips:
 * what a person fills in is unlocked.
 */
#ifndef REPORTS_HEAD_H
#define REPORTS_HEAD_H

#include "reports/writer.h"

/*
 * head_open - begins a sheet after the others
 *
 *   part  1; 2, 3, ...: the same sheet goes on, "Test matrix (2)"
 *
 * Leaves p at the row below the head.  0, or -1 said.
 */
int head_open(struct writer *w, const struct template_sheet *s, int part, struct page *p);

#endif
