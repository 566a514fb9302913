/*
 * commands - one line a command; the table is in cli/main.c
 */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/cli.h"

extern const struct command cmd_init;
extern const struct command cmd_import;
extern const struct command cmd_cps;
extern const struct command cmd_freeze;
extern const struct command cmd_population;
extern const struct command cmd_draw;
extern const struct command cmd_size;
extern const struct command cmd_bound;
extern const struct command cmd_power;
extern const struct command cmd_trend;
extern const struct command cmd_rules;
extern const struct command cmd_gate;
extern const struct command cmd_lint;
extern const struct command cmd_check;
extern const struct command cmd_affected;
extern const struct command cmd_review;
extern const struct command cmd_finding;
extern const struct command cmd_report;
extern const struct command cmd_evidence;
extern const struct command cmd_bundle;
extern const struct command cmd_seal;
extern const struct command cmd_verify;

#endif
