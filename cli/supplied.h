/*
 * supplied - the evidence that a plan says is not handed over
 */
#ifndef CLI_SUPPLIED_H
#define CLI_SUPPLIED_H

struct plan;

/*
 * Is every kind under the plan's key evidence a family of rules that need evidence, or
 * one such rule's id?  A misspelt kind would give no reason for what is not tested.
 * 0, or -1 said with the place in file.
 */
int supplied_check(const char *file, const struct plan *p);

#endif
