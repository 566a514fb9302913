/*
 * incident_table - the parts of an incident report that are lists
 *
 * Each appends its part, with marks for a person where the register holds
 * nothing; none ends in a line end.
 */
#ifndef CLI_INCIDENT_TABLE_H
#define CLI_INCIDENT_TABLE_H

#include "cli/incident_facts.h"
#include "cli/placeholder.h"

enum placeholder_value incident_table_types(struct incident_facts *f, struct text *out);
enum placeholder_value incident_table_timeline(struct incident_facts *f, struct text *out);
enum placeholder_value incident_table_related(struct incident_facts *f, struct text *out);
enum placeholder_value incident_table_causes(struct incident_facts *f, struct text *out);
enum placeholder_value incident_table_actions(struct incident_facts *f, struct text *out);
enum placeholder_value incident_table_issuers(struct incident_facts *f, struct text *out);
enum placeholder_value incident_table_appendix(struct incident_facts *f, struct text *out);

#endif
