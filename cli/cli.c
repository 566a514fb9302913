#include "cli/cli.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/person.h"
#include "base/rational.h"
#include "base/say.h"
#include "base/text.h"
#include "sampler/ticket.h"

static void
print_help(const struct command *c)
{
	const char *line = c->synopsis;

	printf("%s - %s\n\n", c->name, c->summary);
	while (*line) {
		size_t n = strcspn(line, "\n");

		printf("    selfaudit %.*s\n", (int)n, line);
		line += n + (line[n] == '\n');
	}
	if (c->help && *c->help)
		printf("\n%s", c->help);
}

int
cli_usage(const struct cli *cli, const char *fmt, ...)
{
	char line[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	say_error("%s: %s (selfaudit %s --help)", cli->command->name, line, cli->command->name);
	return CLI_ERROR;
}

void
cli_note(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	if (cli->quiet)
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* Columns of n bytes of UTF-8, a character each. */
static int
columns(const char *s, size_t n)
{
	int wide = 0;

	for (size_t i = 0; i < n; i++)
		wide += ((unsigned char)s[i] & 0xc0) != 0x80;
	return wide;
}

/* Bytes of the word at s, or of the command that begins with it. */
static size_t
unbroken(const char *s)
{
	const char *command = s + (*s == '(');
	size_t n = strcspn(s, " ");

	if (strncmp(command, "selfaudit ", 10) != 0)
		return n;
	while (s[n] && !strchr(".,;)", s[n - 1]))
		n += 1 + strcspn(s + n + 1, " ");
	return n;
}

void
cli_wrap(int indent, const char *text)
{
	int at = 0;

	for (const char *s = text + strspn(text, " "); *s; s += strspn(s, " ")) {
		size_t n = unbroken(s);
		int wide = columns(s, n);

		if (at > 0 && at + 1 + wide > 80) {
			putchar('\n');
			at = 0;
		}
		at += at > 0 ? printf(" ") : printf("%*s", indent, "");
		fwrite(s, 1, n, stdout);
		at += wide;
		s += n;
	}
	putchar('\n');
}

/* Did the reader of a pipe go away, as head does when it has enough? */
static bool
is_unread(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO, .events = POLLOUT };

	return poll(&out, 1, 0) > 0 && (out.revents & POLLERR) != 0;
}

int
cli_flush(int status)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		if (is_unread())
			return status;
		say_error("standard output: expected to write, found: %s", strerror(errno));
		return CLI_ERROR;
	}
	return status;
}

int
cli_json(json_t *object, int status)
{
	if (!object) {
		say_nomem("json");
		return CLI_ERROR;
	}
	json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
	putchar('\n');
	json_decref(object);
	return cli_flush(status);
}

int
cli_count(const char *s, uint64_t *n)
{
	uint64_t v = 0;

	if (!*s)
		return -1;
	for (; *s; s++) {
		if (*s < '0' || *s > '9' || v > (INT64_MAX - (uint64_t)(*s - '0')) / 10)
			return -1;
		v = v * 10 + (uint64_t)(*s - '0');
	}
	*n = v;
	return 0;
}

int
cli_confidence(const char *s, double *p)
{
	struct rational r;

	if (rational_parse(s, &r) != 0 || r.num == 0 || r.num >= r.den)
		return -1;
	*p = rational_double(&r);
	return *p > 0 && *p < 1 ? 0 : -1;
}

void
cli_list_free(struct opt_list *list)
{
	free(list->items);
	list->items = NULL;
	list->count = 0;
}

static int
list_add(struct opt_list *list, const char *item)
{
	const char **grown = realloc(list->items, (list->count + 1) * sizeof *grown);

	if (!grown)
		return say_nomem("options");
	list->items = grown;
	list->items[list->count++] = item;
	return 0;
}

/* The row for an argument "--name", "--name=..." or "-n"; *value is what stands after '='. */
static const struct opt *
find_row(const struct opt *opts, const char *arg, const char **value)
{
	size_t n = strcspn(arg, "=");

	*value = arg[0] == '-' && arg[1] == '-' && arg[n] == '=' ? arg + n + 1 : NULL;
	if (!*value)
		n = strlen(arg);
	for (; opts->name; opts++)
		if (strlen(opts->name) == n && strncmp(opts->name, arg, n) == 0)
			return opts;
	return NULL;
}

static int
take(const struct cli *cli, const struct opt *o, const char *value)
{
	if (o->kind == OPT_FLAG) {
		if (value)
			return cli_usage(cli, "%s: expected no value, found %s", o->name, value);
		*(bool *)o->to = true;
		return CLI_DONE;
	}
	if (!value)
		return cli_usage(cli, "%s: expected a value, found none", o->name);
	if (o->kind == OPT_LIST)
		return list_add(o->to, value) == 0 ? CLI_DONE : CLI_ERROR;
	if (*(const char **)o->to)
		return cli_usage(cli, "%s: expected once, found twice", o->name);
	*(const char **)o->to = value;
	return CLI_DONE;
}

/* Options of every command; the first text of each wins over what stood before the command. */
static bool
parse(struct cli *cli, int argc, char **argv, const struct opt *opts, struct opt_args *args,
    int *status)
{
	const char *by = NULL, *ledger = NULL;
	bool help = false, ended = false;
	const struct opt common[] = {
		{ "--json", OPT_FLAG, &cli->json }, { "--by", OPT_TEXT, &by },
		{ "-l", OPT_TEXT, &ledger },	    { "-q", OPT_FLAG, &cli->quiet },
		{ "--help", OPT_FLAG, &help },	    { "-h", OPT_FLAG, &help },
		{ NULL, OPT_FLAG, NULL },
	};

	args->items = argv + 1;
	args->count = 0;
	for (int i = 1; i < argc; i++) {
		const char *value, *other;
		const struct opt *o;

		if (ended || argv[i][0] != '-' || argv[i][1] == '\0') {
			args->items[args->count++] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			ended = true;
			continue;
		}
		o = find_row(opts, argv[i], &value);
		if (!o)
			o = find_row(common, argv[i], &value);
		if (!o) {
			*status = cli_usage(cli, "expected an option it knows, found %s", argv[i]);
			return false;
		}
		if (o->kind != OPT_FLAG && !value && i + 1 < argc) {
			value = argv[++i];
			if (strncmp(value, "--", 2) == 0 && (find_row(opts, value, &other) || find_row(common, value, &other))) {
				*status = cli_usage(cli, "%s: expected a value, found the option %s (%s=%s where it is one)",
				    o->name, value, o->name, value);
				return false;
			}
		}
		*status = take(cli, o, value);
		if (*status != CLI_DONE)
			return false;
	}
	if (by)
		cli->actor = person_tidy((char *)by);	/* argv is ours to write */
	if (ledger)
		cli->ledger_path = ledger;
	if (help) {
		print_help(cli->command);
		*status = cli_flush(CLI_DONE);
		return false;
	}
	return true;
}

int
cli_text(const struct cli *cli, const char *option, const char *text)
{
	const char *fault = text ? ticket_text_fault(text) : NULL;

	return fault ? cli_usage(cli, "%s: expected UTF-8 text, found %s", option, fault) : CLI_DONE;
}

/* The line of the synopsis for a command or its subcommand; *len its length. */
static const char *
synopsis_of(const struct command *c, const char *sub, size_t *len)
{
	const char *line = c->synopsis;
	size_t name = strlen(c->name), n = strlen(sub);

	for (; *line; line += *len + (line[*len] == '\n')) {
		*len = strcspn(line, "\n");
		if (*len > name + n && strncmp(line + name + 1, sub, n) == 0 &&
		    strchr(" \n", line[name + 1 + n]))
			return line;
	}
	*len = strcspn(c->synopsis, "\n");
	return c->synopsis;
}

/* A line that shows what the arguments are. */
static int __attribute__((format(printf, 3, 4)))
usage_of(const struct cli *cli, const char *sub, const char *fmt, ...)
{
	char line[256];
	size_t len;
	const char *synopsis = synopsis_of(cli->command, sub, &len);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	say_error("%s: %s (usage: selfaudit %.*s)", cli->command->name, line, (int)len, synopsis);
	return CLI_ERROR;
}

bool
cli_options(struct cli *cli, int argc, char **argv, const struct opt *opts,
    struct opt_args *args, int *status)
{
	if (!parse(cli, argc, argv, opts, args, status))
		return false;
	*status = cli_text(cli, "--by", cli->actor);
	if (*status != CLI_DONE)
		return false;
	if (args->count < args->min || (args->max >= 0 && args->count > args->max)) {
		if (args->count > args->min)
			*status = usage_of(cli, argv[0], "expected at most %d argument%s, found %d (%s)",
			    args->max, text_s((uint64_t)args->max), args->count, args->items[args->count - 1]);
		else
			*status = usage_of(cli, argv[0], "expected %s%d argument%s, found %d",
			    args->max == args->min ? "" : "at least ", args->min,
			    text_s((uint64_t)args->min), args->count);
		return false;
	}
	return true;
}
