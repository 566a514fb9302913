#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/say.h"
#include "tests/gen/gen.h"

#define PUBLISHED 1621610040 /* 2021-05-21T15:14:00Z, the CPS version that lists 3.2.2.4.19 */

static const char help[] =
    "usage: gen-ca --out DIR [--preset NAME] [OPTION]...\n"
    "\n"
    "Makes up a certification authority and writes what an audit of it is given.\n"
    "The same options write the same bytes; the keys are worth nothing.\n"
    "\n"
    "  cas.pem cas.yaml cas.csv   the CAs: certificates, inventory, CCADB columns\n"
    "  certs.pem|csv|json         certificates and precertificates, really signed\n"
    "  serials.csv                issued serials without a certificate\n"
    "  validations.csv            one row a name, method and certificate; links.csv\n"
    "  tls-cps.yaml ...           CPS register, a file a document\n"
    "  plan.yaml                  of the sample\n"
    "  CA-N.crl revocations.csv   what was revoked, as CRLs and as the CA's list\n"
    "  manifest.csv               which certificate has which planted defect\n"
    "  affected.txt               fingerprints of the incident's certificates\n"
    "  expected.json              counts\n"
    "\n"
    "presets, of which later options change single values:\n"
    "  quarter2026     3,000 certificates of 2026Q3 with precertificates, OV, EV,\n"
    "                  a constrained sub-CA, addresses, MPIC, CAA, some defects\n"
    "  incident2021    4,000 certificates of 2021-03-13 to 2021-06-30: until the CPS\n"
    "                  of 2021-05-21T15:14:00Z, 1,200 by a method that none lists\n"
    "  scale           the incident with 369,922 certificates of two names\n"
    "\n"
    "options:\n"
    "  --seed N              default 1\n"
    "  --ca-seed N           the same CA in another period; default the seed\n"
    "  --count N             certificates in scope, precertificates not counted\n"
    "  --affected N          incident: by http-01 before the CPS listed it\n"
    "  --from T --until T    issuance, YYYY-MM-DDTHH:MM:SSZ\n"
    "  --label TEXT          of the period\n"
    "  --names N             a certificate; 0: from 1 to 5\n"
    "  --format pem|csv|ct   of the certificates\n"
    "  --bind sha256|serial|authz   how validations name their certificate\n"
    "  --lean                only the columns of validations that matter most\n"
    "  --precerts PERCENT    of the certificates have their precertificate beside them\n"
    "  --no-sct PERCENT      have no SCT\n"
    "  --ec PERCENT          of the DV certificates are of the ECC CA (RSA is slow)\n"
    "  --special PERCENT     are OV, EV or of the constrained sub-CA\n"
    "  --revoked PERCENT     are revoked in the ordinary course\n"
    "  --precert-only N --serial-only N --out-of-scope N\n"
    "  --crls N              instants at which CRLs are written\n"
    "  --threads N           default 2\n"
    "  --defect NAME=COUNT   plants a defect, any number of times; --no-defects\n"
    "\n"
    "defects:\n";

static int
print_help(void)
{
	fputs(help, stdout);
	for (int d = 1; d < GEN_DEFECT_COUNT; d++)
		printf("  %-26s%s\n", gen_defect_name((enum gen_defect)d),
		    gen_defect_help((enum gen_defect)d));
	return 0;
}

static void
preset_quarter(struct gen_options *o)
{
	static const struct {
		enum gen_defect defect;
		uint64_t count;
	} planted[] = {
		{ GEN_METHOD_NOT_IN_CPS, 12 },
		{ GEN_WILDCARD_HTTP01, 4 },
		{ GEN_PARENT_HTTP01, 3 },
		{ GEN_REUSE_TOO_OLD, 6 },
		{ GEN_VALIDATION_AFTER_ISSUANCE, 2 },
		{ GEN_NO_VALIDATION, 5 },
		{ GEN_UNKNOWN_METHOD, 3 },
		{ GEN_MISSING_CAA, 5 },
		{ GEN_MPIC_QUORUM, 4 },
		{ GEN_ADN_UNRELATED, 2 },
		{ GEN_VALIDITY_TOO_LONG, 2 },
		{ GEN_NO_POLICY_OID, 2 },
		{ GEN_RANDOM_TOO_OLD, 2 },
		{ GEN_DV_WITH_ORGANIZATION, 1 },
		{ GEN_UNREADABLE, 1 },
	};

	o->label = "2026Q3";
	o->story = GEN_QUARTER;
	o->from = 1782864000;  /* 2026-07-01 */
	o->until = 1790812800; /* 2026-10-01 */
	o->count = 3000;
	o->names = 0;
	o->format = GEN_PEM;
	o->precert_percent = 60;
	o->no_sct_percent = 0;
	o->ec_percent = 75;
	o->special_percent = 18;
	o->revoked_percent = 2;
	o->precert_only = 6;
	o->serial_only = 3;
	o->out_of_scope = 20;
	o->crl_steps = 1;
	for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++)
		o->defects[planted[i].defect] = planted[i].count;
}

static void
preset_incident(struct gen_options *o)
{
	o->label = "2021Q2";
	o->story = GEN_INCIDENT;
	o->from = 1615593600;  /* 2021-03-13 */
	o->until = 1625011200; /* 2021-06-30 */
	o->count = 4000;
	o->affected = 1200;
	o->names = 2;
	o->format = GEN_PEM;
	o->precert_percent = 20;
	o->no_sct_percent = 0;
	o->precert_only = o->serial_only = o->out_of_scope = 0;
	o->ec_percent = 100;
	o->special_percent = 10;
	o->revoked_percent = 1;
	o->crl_steps = 4;
	memset(o->defects, 0, sizeof o->defects);
}

static void
preset_scale(struct gen_options *o)
{
	preset_incident(o);
	o->count = 369922;
	o->affected = 120000;
	o->precert_percent = 0;
	o->lean = true;
	o->crl_steps = 1;
}

static int
usage(const char *what, const char *found)
{
	say_error("gen-ca: expected %s, found %s (see --help)", what, found);
	return 2;
}

static bool
number(const char *s, uint64_t most, uint64_t *n)
{
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	*n = strtoull(s, &end, 10);
	return errno == 0 && *end == '\0' && *n <= most;
}

/* Options that take a number; offsets into struct gen_options. */
static const struct {
	const char *name;
	size_t at;
	bool wide; /* uint64_t, else unsigned */
	uint64_t most;
} numbers[] = {
#define WIDE(n, f, most)                                       \
	{                                                      \
		n, offsetof(struct gen_options, f), true, most \
	}
#define NARROW(n, f, most)                                      \
	{                                                       \
		n, offsetof(struct gen_options, f), false, most \
	}
	WIDE("--seed", seed, UINT64_MAX),
	WIDE("--ca-seed", ca_seed, UINT64_MAX),
	WIDE("--count", count, 100000000),
	WIDE("--affected", affected, 100000000),
	WIDE("--precert-only", precert_only, 1000000),
	WIDE("--serial-only", serial_only, 1000000),
	WIDE("--out-of-scope", out_of_scope, 1000000),
	NARROW("--names", names, 10),
	NARROW("--precerts", precert_percent, 100),
	NARROW("--no-sct", no_sct_percent, 100),
	NARROW("--ec", ec_percent, 100),
	NARROW("--special", special_percent, 100),
	NARROW("--revoked", revoked_percent, 100),
	NARROW("--crls", crl_steps, 1000),
	NARROW("--threads", threads, 16),
};

static int
take_number(struct gen_options *o, const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		char *at = (char *)o + numbers[i].at;
		uint64_t n;

		if (strcmp(numbers[i].name, name) != 0)
			continue;
		if (!number(value, numbers[i].most, &n))
			return usage("a number", value);
		if (numbers[i].wide)
			*(uint64_t *)at = n;
		else
			*(unsigned *)at = (unsigned)n;
		return 0;
	}
	return usage("an option", name);
}

static int
take_defect(struct gen_options *o, const char *value)
{
	const char *equals = strchr(value, '=');
	char name[40];
	enum gen_defect d;

	if (equals == NULL || (size_t)(equals - value) >= sizeof name)
		return usage("NAME=COUNT", value);
	memcpy(name, value, (size_t)(equals - value));
	name[equals - value] = '\0';
	if ((d = gen_defect_of(name)) == GEN_NO_DEFECT)
		return usage("the name of a defect", name);
	return number(equals + 1, 1000000, &o->defects[d]) ? 0 : usage("a count", equals + 1);
}

static int
take_word(const char *value, const char *const *words, int n, int *which)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i], value) == 0) {
			*which = i;
			return 0;
		}
	return usage(words[0], value);
}

static int
take_preset(struct gen_options *o, const char *value)
{
	static const char *const names[] = { "quarter2026", "incident2021", "scale" };
	static void (*const presets[])(
	    struct gen_options *) = { preset_quarter, preset_incident, preset_scale };
	int i, r = take_word(value, names, 3, &i);

	if (r == 0)
		presets[i](o);
	return r;
}

static int
take_option(struct gen_options *o, const char *name, const char *value)
{
	static const char *const formats[] = { "pem", "csv", "ct" }, *const binds[] = { "sha256",
		"serial", "authz" };
	int i = 0, r;

	if (strcmp(name, "--out") == 0) {
		o->out = value;
		return 0;
	}
	if (strcmp(name, "--label") == 0) {
		o->label = value;
		return 0;
	}
	if (strcmp(name, "--from") == 0 || strcmp(name, "--until") == 0)
		return instant_parse(value, strcmp(name, "--from") == 0 ? &o->from : &o->until) == 0
			   ? 0
			   : usage("a time like 2026-07-01T00:00:00Z", value);
	if (strcmp(name, "--format") == 0) {
		r = take_word(value, formats, 3, &i);
		o->format = (enum gen_format)i;
		return r;
	}
	if (strcmp(name, "--bind") == 0) {
		r = take_word(value, binds, 3, &i);
		o->bind = (enum gen_bind)i;
		return r;
	}
	if (strcmp(name, "--defect") == 0)
		return take_defect(o, value);
	return take_number(o, name, value);
}

/* 0; 2 a usage error; -1 help was wanted. */
static int
read_options(struct gen_options *o, int argc, char **argv)
{
	*o = (struct gen_options){ .seed = 1, .threads = 2 };
	preset_quarter(o);
	/* the preset first, wherever it stands */
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], "--preset") == 0 && take_preset(o, argv[i + 1]) != 0)
			return 2;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help") == 0)
			return -1;
		if (strcmp(argv[i], "--lean") == 0) {
			o->lean = true;
		} else if (strcmp(argv[i], "--no-defects") == 0) {
			memset(o->defects, 0, sizeof o->defects);
		} else if (i + 1 == argc) {
			return usage("an option with its value", argv[i]);
		} else if (strcmp(argv[i], "--preset") == 0) {
			i++;
		} else {
			int r = take_option(o, argv[i], argv[i + 1]);

			if (r != 0)
				return r;
			i++;
		}
	}
	if (o->out == NULL)
		return usage("--out DIR", "none");
	if (o->ca_seed == 0)
		o->ca_seed = o->seed;
	if (o->count < 1 || o->threads < 1 || o->until - o->from < 3600)
		return usage("a count, a thread and an hour at least", "less");
	return 0;
}

FILE *
gen_open(const struct gen_world *w, const char *name)
{
	char path[1024];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", w->o.out, name);
	if ((f = fopen(path, "wb")) == NULL)
		say_error("%s: expected to write it, found %s", path, strerror(errno));
	return f;
}

int
gen_close(FILE *f, const char *name)
{
	int bad = ferror(f);

	if (fclose(f) != 0 || bad)
		return say_error("%s: expected to write it, found an error", name);
	return 0;
}

/* How many of the incident's certificates were issued before the new CPS. */
static int
set_incident(struct gen_world *w)
{
	w->published_at = PUBLISHED;
	if (w->o.from >= PUBLISHED || w->o.until <= PUBLISHED)
		return usage("a period around 2021-05-21T15:14:00Z", "another one");
	w->before = (uint64_t)((double)w->o.count * (double)(PUBLISHED - w->o.from) /
			       (double)(w->o.until - w->o.from));
	if (w->before < 2 || w->before + 1 >= w->o.count || w->o.affected > w->before)
		return usage("room for the affected certificates before the new CPS",
		    "too few certificates");
	return 0;
}

int
main(int argc, char **argv)
{
	static struct gen_world w;
	struct gen_totals totals = { 0 };
	int r = read_options(&w.o, argc, argv);

	if (r != 0)
		return r < 0 ? print_help() : r;
	if (w.o.story == GEN_INCIDENT && (r = set_incident(&w)) != 0)
		return r;
	w.account_count = w.o.count / 6 + 1;
	if (mkdir(w.o.out, 0777) != 0 && errno != EEXIST)
		return usage("a folder to write to", w.o.out);
	if (gen_defect_plant(&w) < 0 || gen_ca_make(&w) < 0 || gen_ca_write_inventory(&w) < 0 ||
	    gen_write_certificates(&w, &totals) < 0 || gen_paper_write(&w, &totals) < 0 ||
	    gen_crl_write(&w) < 0)
		r = 2;
	gen_ca_free(&w);
	free(w.planted);
	return r;
}
