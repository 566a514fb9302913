/* incident_value - the names that a template of an incident report may use */
#ifndef CLI_INCIDENT_VALUE_H
#define CLI_INCIDENT_VALUE_H

#include "cli/placeholder.h"

/*
 * For placeholder_source; ctx is a struct incident_facts.  A name is one of the
 * table in incident_value.c, or a key that `finding set` takes: what a person set
 * stands before what the program would say.
 */
enum placeholder_value incident_value(void *ctx, const char *name, struct text *out);

#endif
