#include "reports/data.h"

__asm__(".section .rodata\n"
	".global data_workbook\n"
	"data_workbook:\n"
	".incbin \"templates/workbook.yaml\"\n"
	".byte 0\n"
	".global data_sheets\n"
	"data_sheets:\n"
	".incbin \"reports/sheets.sql\"\n"
	".byte 0\n"
	".previous\n");
