#include "cli/incident_text.h"

__asm__(".section .rodata\n"
	".global incident_text_full\n"
	"incident_text_full:\n"
	".incbin \"templates/incident.md\"\n"
	".byte 0\n"
	".global incident_text_preliminary\n"
	"incident_text_preliminary:\n"
	".incbin \"templates/incident-preliminary.md\"\n"
	".byte 0\n"
	".previous\n");
