#include "checks/data.h"

__asm__(".section .rodata\n"
	"checks_catalogue:\n"
	".incbin \"checks/catalogue.csv\"\n"
	"checks_catalogue_end:\n"
	".byte 0\n"
	".previous\n");

extern const char checks_catalogue[], checks_catalogue_end[];

const char *
data_catalogue(size_t *len)
{
	*len = (size_t)(checks_catalogue_end - checks_catalogue);
	return checks_catalogue;
}
