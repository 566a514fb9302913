#include "checks/lint.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/lintfile.h"
#include "base/process.h"
#include "base/say.h"

#define OUTPUT_MAX ((size_t)16 << 20)
#define ERROR_MAX 4096
#define VERSION_SECONDS 10

const struct lint_tool lint_tools[] = {
	{ .name = "zlint", .program = "zlint", .argv = { "-format", "pem", "-" }, .version_argv = { "-version" } },
	{ .name = "pkilint", .program = "lint_cabf_serverauth_cert",
	  .argv = { "lint", "-d", "-f", "JSON", "-" } },
	{ .name = "x509lint", .program = "x509lint", .argv = { "@" } },
	{ .name = NULL },
};

const struct lint_tool *
lint_tool(const char *name)
{
	for (const struct lint_tool *t = lint_tools; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

int
lint_version(const struct lint_tool *t, const char *program, char *out, size_t size)
{
	static const struct process_limits limits = { VERSION_SECONDS, ERROR_MAX, ERROR_MAX };
	const char *argv[8] = { program ? program : t->program };
	struct process_result r;
	const char *s;

	out[0] = '\0';
	if (!t->version_argv[0])
		return 0;
	for (size_t i = 0; t->version_argv[i]; i++)
		argv[i + 1] = t->version_argv[i];
	if (process_run(argv, NULL, 0, &limits, &r))
		return -1;
	for (s = text_str(&r.out); *s && !r.timed_out; s += strcspn(s, " \t\r\n")) {
		size_t n;

		s += strspn(s, " \t\r\n");
		n = strcspn(s, " \t\r\n");
		if (strcspn(s, "0123456789") < n) {
			snprintf(out, size, "%.*s", (int)(n < size ? n : size - 1), s);
			break;
		}
	}
	process_result_free(&r);
	return 0;
}

/* The certificate as PEM, the caller's to free; NULL said. */
static char *
pem_of(const uint8_t *der, size_t len, size_t *out)
{
	static const char head[] = "-----BEGIN CERTIFICATE-----\n", foot[] = "-----END CERTIFICATE-----\n";
	size_t cap = sizeof head + sizeof foot + (len + 2) / 3 * 4 + len / 48 + 2, n = sizeof head - 1;
	char *pem = malloc(cap);

	if (!pem)
		return say_nomem("lint"), NULL;
	memcpy(pem, head, n);
	for (size_t i = 0; i < len; i += 48) {
		int part = (int)(len - i < 48 ? len - i : 48);

		n += (size_t)EVP_EncodeBlock((unsigned char *)pem + n, der + i, part);
		pem[n++] = '\n';
	}
	memcpy(pem + n, foot, sizeof foot);
	*out = n + sizeof foot - 1;
	return pem;
}

/* A file with the input, for tools that want a path.  0, or -1 said. */
static int
file_of(const char *data, size_t len, char *path, size_t size)
{
	const char *dir = getenv("TMPDIR");
	int fd;

	snprintf(path, size, "%s/selfaudit-lint-XXXXXX", dir && *dir ? dir : "/tmp");
	fd = mkstemp(path);
	if (fd < 0)
		return say_error("%s: expected a temporary file, found none", path);
	for (size_t at = 0; at < len;) {
		ssize_t n = write(fd, data + at, len - at);

		if (n <= 0) {
			close(fd);
			unlink(path);
			return say_error("%s: expected room for %zu bytes, found less", path, len);
		}
		at += (size_t)n;
	}
	close(fd);
	return 0;
}

/* Counts what the reader of the output handed on. */
struct relay {
	const struct lintfile_sink *to;
	const char *tool;
};

static int
relay_row(void *arg, const struct lint_row *row)
{
	const struct relay *r = arg;

	return r->to->row(r->to->arg, row);
}

static int
relay_reject(void *arg, const char *place, const char *reason)
{
	const struct relay *r = arg;
	char at[96];

	snprintf(at, sizeof at, "%s, %s", r->tool, place);
	return r->to->reject(r->to->arg, at, reason);
}

/* What it printed, as rows; or why that cannot be. */
static int
read_output(const struct lint_job *job, const uint8_t *sha256, const struct process_result *p,
    const struct lintfile_sink *sink)
{
	struct relay relay = { .to = sink, .tool = job->tool->name };
	const struct lintfile_sink inner = { .arg = &relay, .row = relay_row, .reject = relay_reject };
	struct lintfile_hint hint = { .tool = job->tool->name, .version = job->version, .sha256 = sha256 };
	const char *said = text_str(&p->err);
	bool silent_is_sound = !strcmp(job->tool->name, "x509lint");
	char why[200];

	if (p->timed_out)
		snprintf(why, sizeof why, "expected an answer within %d s, found none", job->seconds);
	else if (p->truncated)
		snprintf(why, sizeof why, "expected at most 16 MiB of output, found more");
	else if (p->status >= 126 || (!p->out.len && (!silent_is_sound || p->status)))
		snprintf(why, sizeof why, "expected output, found exit status %d%s%.*s", p->status,
		    *said ? ": " : "", (int)(strcspn(said, "\n") < 120 ? strcspn(said, "\n") : 120), said);
	else
		return lintfile_parse(text_str(&p->out), p->out.len, &hint, &inner);
	return sink->reject(sink->arg, job->tool->name, why) ? -1 : 0;
}

int
lint_run(const struct lint_job *job, const struct lintfile_sink *sink)
{
	const struct process_limits limits = { job->seconds, OUTPUT_MAX, ERROR_MAX };
	const char *argv[10] = { job->program ? job->program : job->tool->program };
	struct process_result p;
	uint8_t sha256[DIGEST_LEN];
	char path[256] = "", *pem;
	size_t n;
	int rc = -1;

	if (digest_sha256(job->der, job->len, sha256))
		return -1;
	pem = pem_of(job->der, job->len, &n);
	if (!pem)
		return -1;
	for (size_t i = 0; job->tool->argv[i]; i++) {
		argv[i + 1] = job->tool->argv[i];
		if (strcmp(argv[i + 1], "@"))
			continue;
		if (file_of(pem, n, path, sizeof path))
			goto out;
		argv[i + 1] = path;
	}
	if (process_run(argv, *path ? NULL : pem, *path ? 0 : n, &limits, &p))
		goto out;
	rc = read_output(job, sha256, &p, sink);
	process_result_free(&p);
out:
	if (*path)
		unlink(path);
	free(pem);
	return rc;
}
