/* selfaudit bundle - the period as a sealed folder */
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/outfile.h"
#include "base/say.h"
#include "base/timestamp.h"
#include "cli/bundle.h"
#include "cli/commands.h"
#include "cli/manifest.h"
#include "cli/period.h"
#include "ledger/ledger.h"

#define STAMP_MAX (1u << 20)

static int
show(const struct cli *cli, const struct bundle_request *r, const struct bundle_result *b)
{
	char hex[DIGEST_HEX];

	digest_hex(b->manifest, 32, hex);
	if (cli->json)
		return cli_json(json_pack("{s:s, s:s, s:s, s:I, s:b, s:b}", "label", r->label, "folder", r->dir,
				    "manifest", hex, "files", (json_int_t)b->files, "signed", b->is_signed,
				    "redacted", b->redacted),
		    CLI_DONE);
	printf("%s  %s/" MANIFEST_FILE "\n%llu file%s%s%s; a time stamp over it: send " MANIFEST_QUERY
	       ", then bundle --tsr\n",
	    hex, r->dir, (unsigned long long)b->files, text_s(b->files), b->is_signed ? ", signed" : "",
	    b->redacted ? ", redacted (the salt stands beside the folder)" : "");
	return cli_flush(CLI_DONE);
}

/* ---- a time stamp for a folder that is there ---- */

static int
replace(const char *dir, const char *name, const void *data, size_t len)
{
	struct text path = { 0 };
	struct outfile *f = NULL;

	manifest_path(&path, dir, name);
	if (!text_failed(&path))
		f = outfile_open(path.s, 0600);
	text_free(&path);
	if (!f)
		return -1;
	fwrite(data, 1, len, outfile_stream(f));
	return outfile_commit(f);
}

static int
add_stamp(const struct cli *cli, const char *dir, const char *file)
{
	struct text path = { 0 }, why = { 0 }, sums = { 0 };
	struct timestamp t;
	uint8_t hash[32];
	char *der = NULL, at[INSTANT_TEXT];
	size_t len;
	int status = CLI_ERROR, got;

	if (digest_file(manifest_path(&path, dir, MANIFEST_FILE), hash, NULL) != 0 ||
	    input_slurp(file, STAMP_MAX, &der, &len) != 0)
		goto out;
	got = timestamp_read(der, len, hash, NULL, &t, &why);
	if (got > 0)
		say_error("%s: %s", file, text_str(&why));
	if (got != 0 || replace(dir, MANIFEST_STAMP, der, len) != 0 || manifest_sums(dir, &sums) != 0 ||
	    replace(dir, MANIFEST_SUMS, sums.s, sums.len) != 0)
		goto out;
	if (cli->json)
		status = cli_json(json_pack("{s:s, s:o, s:s}", "folder", dir, "stamped_at", period_time(t.at),
				      "authority", t.authority),
		    CLI_DONE);
	else {
		printf("%s: " MANIFEST_FILE " stamped %s by %s\n", dir, instant_format(t.at, at), t.authority);
		status = cli_flush(CLI_DONE);
	}
out:
	free(der);
	text_free(&path);
	text_free(&why);
	text_free(&sums);
	return status;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	struct bundle_request r = { 0 };
	struct bundle_result result;
	const char *stamp = NULL;
	const struct opt opts[] = { { "-o", OPT_TEXT, &r.dir }, { "--redact", OPT_TEXT, &r.redact },
		{ "--report", OPT_TEXT, &r.report }, { "--no-report", OPT_FLAG, &r.no_report },
		{ "--sign", OPT_TEXT, &r.key }, { "--cert", OPT_TEXT, &r.cert },
		{ "--tsr", OPT_TEXT, &stamp }, { NULL, OPT_FLAG, NULL } };
	struct opt_args args = { .min = 1, .max = 1 };
	struct ledger *l;
	int status;

	if (!cli_options(cli, argc, argv, opts, &args, &status))
		return status;
	r.label = args.items[0];
	if (!r.dir)
		return cli_usage(cli, "expected -o DIR, found none");
	if (!r.key != !r.cert)
		return cli_usage(cli, "expected --sign KEY and --cert CERT together, found one");
	if (stamp && (r.key || r.redact || r.report || r.no_report))
		return cli_usage(cli, "--tsr: expected it alone with -o, found other options");
	if (r.report && r.no_report)
		return cli_usage(cli, "expected one of --report, --no-report, found both");
	if (stamp)
		return add_stamp(cli, r.dir, stamp);
	l = ledger_open(cli->ledger_path, LEDGER_READ);
	if (!l)
		return CLI_ERROR;
	status = bundle_write(cli, l, &r, &result) == 0 ? show(cli, &r, &result) : CLI_ERROR;
	ledger_close(l);
	return status;
}

const struct command cmd_bundle = {
	.name = "bundle",
	.synopsis = "bundle LABEL -o DIR [--redact FIELDS] [--sign KEY --cert CERT] [--report FILE.xlsx | --no-report]\n"
		    "bundle LABEL -o DIR --tsr FILE",
	.summary = "write the period as a sealed folder that verifies by itself",
	.help = "    -o DIR           a folder that is not there yet\n"
		"    --redact FIELDS  salted hashes instead of these values of validations, commas between:\n"
		"                     recipient,random_value,account and others; the salt is kept in DIR.salt\n"
		"    --sign KEY       private key in PEM, for a CMS signature over MANIFEST\n"
		"    --cert CERT      its certificate in PEM, its chain behind it\n"
		"    --report FILE    this workbook instead of one written now\n"
		"    --no-report      no workbook\n"
		"    --tsr FILE       the answer of a time-stamp authority to DIR/MANIFEST.tsq, for a folder\n"
		"                     that is there\n",
	.run = run,
};
