#include "cli/bundle_readme.h"

__asm__(".section .rodata\n"
	".global bundle_readme\n"
	"bundle_readme:\n"
	".incbin \"templates/bundle.txt\"\n"
	".byte 0\n"
	".previous\n");
