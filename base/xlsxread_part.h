/* xlsxread_part - what the files of xlsxread share.  Not for anyone outside base/xlsxread*.c. */
#ifndef BASE_XLSXREAD_PART_H
#define BASE_XLSXREAD_PART_H

#include <stdbool.h>

#include "base/package.h"
#include "base/text.h"
#include "base/xlsxread.h"
#include "base/xlsxread_xml.h"

#define XLSXREAD_CELL_MAX (32767u * 4)
#define XLSXREAD_TARGET_MAX PACKAGE_NAME_MAX

struct xlsxread_sheet {
	char *name, *id;
	char part[XLSXREAD_TARGET_MAX];
};

struct xlsxread {
	char *path;
	struct package *package;
	char workbook[XLSXREAD_TARGET_MAX], shared[XLSXREAD_TARGET_MAX]; /* parts; "" where there is none */
	struct xlsxread_sheet *sheets;
	size_t sheet_count;
	bool since_1904;
	struct text strings; /* the shared ones, NUL between */
	size_t *string;	     /* where each begins */
	size_t string_count, string_cap;
};

#endif
