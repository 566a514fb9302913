/* data - the template and the views of the report's own, compiled in, NUL-terminated */
#ifndef REPORTS_DATA_H
#define REPORTS_DATA_H

extern const char data_workbook[];	/* templates/workbook.yaml */
extern const char data_sheets[];	/* reports/sheets.sql */

#endif
