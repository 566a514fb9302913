/* selfaudit seal - time stamps over the history */
#include <stdlib.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/outfile.h"
#include "base/say.h"
#include "base/timestamp.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/period.h"
#include "ledger/db.h"
#include "ledger/ledger.h"
#include "ledger/seal.h"

#define STAMP_MAX (1u << 20)

static int
write_file(const char *path, const char *end, const struct text *bytes)
{
	struct text name = { 0 };
	struct outfile *f = NULL;

	text_addf(&name, "%s%s", path, end);
	if (!text_failed(&name))
		f = outfile_open(name.s, 0644);
	text_free(&name);
	if (!f)
		return -1;
	fwrite(bytes->s, 1, bytes->len, outfile_stream(f));
	return outfile_commit(f);
}

/* The text and its query as files; the seal, with its event, in the ledger. */
static int
make(const struct cli *cli, struct ledger *l, const char *path)
{
	struct text text = { 0 }, query = { 0 };
	struct seal s = { .at = cli->now, .by = cli->actor };
	char hex[DIGEST_HEX];
	int status = CLI_ERROR;
	int64_t id;

	if (db_begin(l) != 0 || seal_text(l, &text, &s.event_id) != 0 ||
	    digest_sha256(text.s, text.len, s.sha256) != 0 || timestamp_query(s.sha256, &query) != 0)
		goto out;
	s.text = text.s;
	if (seal_write(l, &s, &id) != 0 || write_file(path, "", &text) != 0 ||
	    write_file(path, ".tsq", &query) != 0 || db_commit(l) != 0)
		goto out;
	digest_hex(s.sha256, 32, hex);
	if (cli->json)
		status = cli_json(json_pack("{s:I, s:I, s:s, s:s}", "seal", (json_int_t)id, "event",
				      (json_int_t)s.event_id, "sha256", hex, "file", path),
		    CLI_DONE);
	else {
		printf("%s  %s\nsend %s.tsq to a time-stamp authority, then seal --tsr\n", hex, path, path);
		status = cli_flush(CLI_DONE);
	}
out:
	db_rollback(l);
	text_free(&text);
	text_free(&query);
	return status;
}

static int
show_stamp(const struct cli *cli, int64_t id, const struct timestamp *t)
{
	char at[INSTANT_TEXT];

	if (cli->json)
		return cli_json(json_pack("{s:I, s:o, s:s}", "seal", (json_int_t)id, "stamped_at",
				    period_time(t->at), "authority", t->authority),
		    CLI_DONE);
	printf("seal %lld: stamped %s by %s\n", (long long)id, instant_format(t->at, at), t->authority);
	return cli_flush(CLI_DONE);
}

static int
store(const struct cli *cli, struct ledger *l, const char *file, const char *ca)
{
	struct seal_stamp s = { .at = cli->now, .by = cli->actor };
	struct timestamp t;
	struct text why = { 0 };
	char *der = NULL, hex[DIGEST_HEX];
	int status = CLI_ERROR, got;

	if (input_slurp(file, STAMP_MAX, &der, &s.len) != 0)
		goto out;
	got = timestamp_read(der, s.len, NULL, ca, &t, &why);
	if (got > 0)
		say_error("%s: %s", file, text_str(&why));
	if (got != 0 || db_begin(l) != 0)
		goto out;
	got = seal_find(l, t.sha256, &s.seal_id);
	if (got == 0)
		say_error("%s: expected a stamp of a seal of this ledger, found one of %s", file,
		    digest_hex(t.sha256, 32, hex));
	if (got <= 0)
		goto out;
	s.tsr = der;
	s.stamped_at = t.at;
	s.authority = t.authority;
	if (seal_write_stamp(l, &s) == 0 && db_commit(l) == 0)
		status = show_stamp(cli, s.seal_id, &t);
out:
	db_rollback(l);
	free(der);
	text_free(&why);
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const char *path = NULL, *stamp = NULL, *ca = NULL;
	const struct opt opts[] = { { "-o", OPT_TEXT, &path }, { "--tsr", OPT_TEXT, &stamp },
		{ "--ca", OPT_TEXT, &ca }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 0, .max = 0 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	if (!path == !stamp || (ca && !stamp))
		return cli_usage(cli, "expected -o FILE, or --tsr FILE, found %s", path ? "both" : "neither");
	l = ledger_open(cli->ledger_path, LEDGER_WRITE);
	if (!l)
		return CLI_ERROR;
	status = path ? make(cli, l, path) : store(cli, l, stamp, ca);
	ledger_close(l);
	return status;
}

const struct command cmd_seal = {
	.name = "seal",
	.synopsis = "seal -o FILE\n"
		    "seal --tsr FILE [--ca FILE]",
	.summary = "have the history time-stamped",
	.help = "    -o FILE     a text that names the newest event and commitment; FILE.tsq is the query\n"
		"                for a time-stamp authority (RFC 3161): curl -H 'Content-Type:\n"
		"                application/timestamp-query' --data-binary @FILE.tsq URL >FILE.tsr\n"
		"    --tsr FILE  its answer, kept with the seal\n"
		"    --ca FILE   PEM certificates that must vouch for the authority\n"
		"\n"
		"Anyone checks it by openssl ts -verify -data FILE -in FILE.tsr -CAfile CA.pem.\n",
	.run = run,
};
