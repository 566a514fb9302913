/*
 * cli - what every command shares: who asks, which ledger, where results go
 *
 * Exit status (PROMISE): CLI_DONE 0; CLI_ATTENTION 1, done and something
 * needs attention; CLI_ERROR 2, usage, unreadable input, system error, or an
 * operation that may not be done.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum cli_status { CLI_DONE = 0, CLI_ATTENTION = 1, CLI_ERROR = 2 };

struct cli {
	const char *ledger_path;	/* -l, else $SELFAUDIT_LEDGER, else ./selfaudit.db */
	const char *actor;		/* --by, else the system user */
	bool quiet;			/* -q: no notes, no progress */
	bool json;			/* --json */
	int64_t now;			/* the clock, read once in main */
	const struct command *command;	/* the one that runs, for usage lines */
};

struct command {
	const char *name;	/* "size" */
	const char *synopsis;	/* lines after "selfaudit ", '\n' between */
	const char *summary;	/* one line, for the list of commands */
	const char *help;	/* the options, as --help prints them below the synopsis */
	int (*run)(struct cli *cli, int argc, char **argv);	/* argv[0] is the command; enum cli_status */
};

enum opt_kind {
	OPT_FLAG,	/* bool * */
	OPT_TEXT,	/* const char **: given twice is an error */
	OPT_LIST	/* struct opt_list *: given any number of times */
};

struct opt_list {
	const char **items;	/* borrowed from argv; freed by opts_list_free */
	size_t count;
};

struct opt {
	const char *name;	/* "--rate" or "-o" */
	enum opt_kind kind;
	void *to;
};

struct opt_args {
	int min, max;		/* how many arguments are wanted; max -1: any number */
	char **items;		/* out: those that are no options, order kept (they stay in argv) */
	int count;		/* out */
};

/*
 * cli_options - parse a command's arguments
 *
 *   opts   rows, ended by one with a NULL name; --json, --by, -l, -q and --help
 *          are understood in every command and need no row
 *   args   in: min and max; out: the arguments that are no options
 *
 * "--name VALUE" and "--name=VALUE" are the same; "--" ends the options; "-" is
 * an argument.  Returns true to go on.  False: *status is what the command
 * returns, after one usage line on stderr (CLI_ERROR) or --help (CLI_DONE).
 */
bool cli_options(struct cli *cli, int argc, char **argv, const struct opt *opts,
    struct opt_args *args, int *status);
void cli_list_free(struct opt_list *list);

/* One line on stderr with the command's synopsis hint; returns CLI_ERROR. */
int cli_usage(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * The value of an option that is kept as text: CLI_DONE for NULL, and for UTF-8 that is
 * not empty and has no control characters; else CLI_ERROR, said.
 */
int cli_text(const struct cli *cli, const char *option, const char *text);

/* A remark on stderr, unless -q. */
void cli_note(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Prints one JSON object and a line end on stdout and drops the reference; a NULL
 * object is out of memory.  Returns status, or CLI_ERROR when stdout fails. */
int cli_json(json_t *object, int status);

/* A text on stdout in lines of 80 columns at most, each behind so many blanks.  Longer words stay
 * whole, and a command to type: "selfaudit" and what follows to a full stop, comma or bracket. */
void cli_wrap(int indent, const char *text);

/* Flushes stdout; returns status, or CLI_ERROR with a line when writing failed. */
int cli_flush(int status);

/* A decimal count 0..2^63-1, digits only.  0 or -1, silently. */
int cli_count(const char *s, uint64_t *n);

/* "95%", "0.95", "19/20", or "1-1e-9" style 0.999999999: a probability strictly between
 * 0 and 1 as a double.  0 or -1, silently. */
int cli_confidence(const char *s, double *p);

#endif
