/* selfaudit - the command table; everything else is a room's. */
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/person.h"
#include "base/say.h"
#include "cli/cli.h"
#include "cli/commands.h"

static const struct command *const commands[] = {
	&cmd_init,
	&cmd_import,
	&cmd_cps,
	&cmd_freeze,
	&cmd_population,
	&cmd_draw,
	&cmd_lint,
	&cmd_check,
	&cmd_review,
	&cmd_finding,
	&cmd_affected,
	&cmd_report,
	&cmd_evidence,
	&cmd_bundle,
	&cmd_seal,
	&cmd_verify,
	&cmd_size,
	&cmd_bound,
	&cmd_power,
	&cmd_trend,
	&cmd_rules,
	&cmd_gate,
	NULL,
};

static int
print_commands(void)
{
	printf("usage: selfaudit [-l LEDGER] [-q] [--by NAME] COMMAND ...\n\n");
	for (const struct command *const *c = commands; *c; c++)
		printf("    %-12s %s\n", (*c)->name, (*c)->summary);
	printf("\n'selfaudit COMMAND --help' tells a command's options; selfaudit(1) tells all.\n");
	return cli_flush(CLI_DONE);
}

static const char *
system_user(void)
{
	const struct passwd *pw = getpwuid(geteuid());

	return pw && pw->pw_name && *pw->pw_name ? pw->pw_name : "unknown";
}

int
main(int argc, char **argv)
{
	struct cli cli = { .ledger_path = getenv("SELFAUDIT_LEDGER"), .now = (int64_t)time(NULL) };
	int i = 1;

	setlocale(LC_CTYPE, "C.UTF-8");
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a limit on file sizes is an error to report */
	gsl_set_error_handler_off();
	if (!cli.ledger_path || !*cli.ledger_path)
		cli.ledger_path = "./selfaudit.db";
	cli.actor = system_user();

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-l") == 0 && i + 1 < argc)
			cli.ledger_path = argv[++i];
		else if (strcmp(argv[i], "--by") == 0 && i + 1 < argc)
			cli.actor = person_tidy(argv[++i]);
		else if (strncmp(argv[i], "--by=", 5) == 0)
			cli.actor = person_tidy(argv[i] + 5);
		else if (strcmp(argv[i], "-q") == 0)
			cli.quiet = true;
		else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			return print_commands();
		else if (strcmp(argv[i], "--version") == 0)
			return printf("selfaudit %s\n", SELFAUDIT_VERSION), cli_flush(CLI_DONE);
		else if (strcmp(argv[i], "-l") == 0 || strcmp(argv[i], "--by") == 0)
			return say_error("%s: expected a value, found none (selfaudit --help)", argv[i]),
			       CLI_ERROR;
		else
			return say_error("expected an option it knows, found %s (selfaudit --help)", argv[i]),
			       CLI_ERROR;
	}
	if (i == argc)
		return say_error("expected a command, found none (selfaudit --help)"), CLI_ERROR;
	if (strcmp(argv[i], "help") == 0 && i + 1 == argc)
		return print_commands();
	for (const struct command *const *c = commands; *c; c++)
		if (strcmp((*c)->name, argv[i]) == 0) {
			cli.command = *c;
			return (*c)->run(&cli, argc - i, argv + i);
		}
	return say_error("expected a command, found %s (selfaudit --help)", argv[i]), CLI_ERROR;
}
