/* incident_text - the templates of incident reports, compiled in, NUL-terminated */
#ifndef CLI_INCIDENT_TEXT_H
#define CLI_INCIDENT_TEXT_H

extern const char incident_text_full[];		/* templates/incident.md */
extern const char incident_text_preliminary[];	/* templates/incident-preliminary.md */

#endif
