#include "ledger/sql.h"

/* The files themselves, as an auditor reads them: no copy to keep in step. */
__asm__(".section .rodata\n"
	".global sql_schema\n"
	"sql_schema:\n"
	".incbin \"ledger/schema.sql\"\n"
	".byte 0\n"
	".global sql_views\n"
	"sql_views:\n"
	".incbin \"ledger/views.sql\"\n"
	".byte 0\n"
	".previous\n");
