/* Templates of workbooks that strangers wrote. */
#include <stddef.h>
#include <stdint.h>

#include "reports/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	template_free(template_parse("fuzz", data, size));
	return 0;
}
