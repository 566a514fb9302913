#include "base/lintjson.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/say.h"
#include "base/text.h"

#define LINTERS_MAX 32

static const char *
text_of(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static int
zlint_findings(struct lintbatch *b, const json_t *lints)
{
	const char *name;
	json_t *v;

	json_object_foreach((json_t *)lints, name, v) {
		const char *word = text_of(v, "result");

		/* beside the lints some records carry "version", "timestamp" and flags */
		if (!json_is_object(v))
			continue;
		if (lintbatch_add(b, word, name, text_of(v, "details")))
			return -1;
	}
	return 0;
}

static int
pkilint_findings(struct lintbatch *b, const json_t *results)
{
	size_t i, j;
	json_t *v, *f;

	json_array_foreach(results, i, v) {
		const char *path = text_of(v, "node_path");

		json_array_foreach(json_object_get(v, "finding_descriptions"), j, f) {
			struct text detail = { 0 };
			const char *message = text_of(f, "message");
			int rc;

			text_add(&detail, path ? path : "");
			if (message && *message)
				text_addf(&detail, "%s%s", detail.len ? ": " : "", message);
			rc = text_failed(&detail)
			    ? -1
			    : lintbatch_add(b, text_of(f, "severity"), text_of(f, "code"), text_str(&detail));
			text_free(&detail);
			if (rc)
				return -1;
		}
	}
	return 0;
}

/* What list says of the linter as named there, "zlint v3.6.4". */
static int
pkimetal_linter(struct lintbatch *b, const json_t *list, const uint8_t *sha256, const char *linter)
{
	size_t i, n = strcspn(linter, " ");
	char tool[64];
	json_t *v;

	snprintf(tool, sizeof tool, "%.*s", (int)(n < 60 ? n : 60), linter);
	lintbatch_begin(b, sha256, tool, linter + n + strspn(linter + n, " "), "pkimetal");
	json_array_foreach(list, i, v) {
		const char *code = text_of(v, "Code"), *finding = text_of(v, "Finding"),
			   *name = text_of(v, "Linter");

		if (!name || strcmp(name, linter))
			continue;
		if (lintbatch_add(b, text_of(v, "Severity"), code ? code : finding, code ? finding : NULL))
			return -1;
	}
	return lintbatch_end(b);
}

/* One batch a linter, in the order in which they speak first. */
static int
pkimetal_findings(struct lintbatch *b, const json_t *list, const uint8_t *sha256)
{
	const char *linters[LINTERS_MAX];
	size_t i, count = 0;
	json_t *v;

	json_array_foreach(list, i, v) {
		const char *linter = text_of(v, "Linter");
		bool seen = false;

		if (!linter || !*linter) {
			if (lintbatch_reject(b, "expected a finding with a Linter, found none"))
				return -1;
			continue;
		}
		for (size_t j = 0; j < count && !seen; j++)
			seen = !strcmp(linters[j], linter);
		if (seen)
			continue;
		if (count == LINTERS_MAX)
			return lintbatch_reject(b, "expected at most 32 linters, found more");
		linters[count++] = linter;
		if (pkimetal_linter(b, list, sha256, linter))
			return -1;
	}
	return 0;
}

/* Which certificate the record is about: 1 found, 0 not named, -1 memory. */
static int
sha_of(const struct lintbatch *b, const json_t *o, uint8_t sha256[DIGEST_LEN])
{
	static const char *const hex[] = { "sha256", "fingerprint_sha256", "certificate" };
	static const char *const der[] = { "raw", "der" };
	const char *s = text_of(json_object_get(o, "parsed"), "fingerprint_sha256");

	if (s && !digest_unhex(s, sha256, DIGEST_LEN))
		return 1;
	for (size_t i = 0; i < sizeof hex / sizeof *hex; i++)
		if ((s = text_of(o, hex[i])) && !digest_unhex(s, sha256, DIGEST_LEN))
			return 1;
	for (size_t i = 0; i < sizeof der / sizeof *der; i++)
		if ((s = text_of(o, der[i])) && *s) {
			size_t cap = strlen(s);
			uint8_t *bytes = malloc(cap);
			long n;
			int rc = 0;

			if (!bytes)
				return say_nomem("lint output");
			n = digest_unbase64(s, cap, bytes, cap);
			if (n > 0)
				rc = digest_sha256(bytes, (size_t)n, sha256) ? -1 : 1;
			free(bytes);
			if (rc)
				return rc;
		}
	if (b->hint->sha256) {
		memcpy(sha256, b->hint->sha256, DIGEST_LEN);
		return 1;
	}
	return 0;
}

/* A map from lint names to objects with a "result"? */
static bool
is_zlint(const json_t *o)
{
	const char *name;
	json_t *v;
	size_t n = 0;

	json_object_foreach((json_t *)o, name, v) {
		if (!json_is_object(v) || !text_of(v, "result"))
			return false;
		n++;
	}
	return n > 0;
}

/* What one linter found, in a record that may name tool and version. */
static int
json_tool(struct lintbatch *b, const json_t *record, const uint8_t *sha256, const char *tool,
    const json_t *found)
{
	const char *name = text_of(record, "tool"), *version = text_of(record, "tool_version");

	if (!version)
		version = text_of(record, "version");
	lintbatch_begin(b, sha256, name ? name : tool, version, "");
	if (json_is_array(found) ? pkilint_findings(b, found) : zlint_findings(b, found))
		return -1;
	return lintbatch_end(b);
}

static int json_record(struct lintbatch *b, const json_t *o);

/* An array is pkimetal's findings about one certificate, or records. */
static int
json_list(struct lintbatch *b, const json_t *list)
{
	uint8_t sha256[DIGEST_LEN];
	json_t *v;
	size_t i;

	if (text_of(json_array_get(list, 0), "Linter") || !json_array_size(list)) {
		if (!b->hint->sha256)
			return lintbatch_reject(b, "expected the certificate's SHA-256, found none");
		memcpy(sha256, b->hint->sha256, sizeof sha256);
		if (!json_array_size(list))
			return lintbatch_begin(b, sha256, NULL, NULL, "pkimetal"), lintbatch_end(b);
		return pkimetal_findings(b, list, sha256);
	}
	json_array_foreach(list, i, v)
		if (json_is_array(v) ? lintbatch_reject(b, "expected a record, found a list in a list")
				     : json_record(b, v))
			return -1;
	return 0;
}

static int
json_record(struct lintbatch *b, const json_t *o)
{
	const json_t *zlint = json_object_get(o, "zlint"), *lints = json_object_get(o, "lints"),
		     *results = json_object_get(o, "results"),
		     *metal = json_object_get(o, "findings");
	uint8_t sha256[DIGEST_LEN];
	int rc;

	if (!json_is_object(o))
		return lintbatch_reject(b, "expected an object, found another JSON value");
	rc = sha_of(b, o, sha256);
	if (rc <= 0)
		return rc ? -1 : lintbatch_reject(b, "expected the certificate's SHA-256, found none");
	if (!json_is_array(results))
		results = json_object_get(json_object_get(o, "pkilint"), "results");
	if (json_is_object(zlint) && json_is_object(json_object_get(zlint, "lints")))
		zlint = json_object_get(zlint, "lints");
	else if (!json_is_object(zlint))
		zlint = json_is_object(lints) ? lints : is_zlint(o) ? o : NULL;
	if (!zlint && !json_is_array(results) && !json_is_array(metal))
		return lintbatch_reject(b, "expected output of zlint, pkilint or pkimetal, found another object");
	if (zlint && json_tool(b, o, sha256, "zlint", zlint))
		return -1;
	if (json_is_array(results) && json_tool(b, o, sha256, "pkilint", results))
		return -1;
	return json_is_array(metal) ? pkimetal_findings(b, metal, sha256) : 0;
}

/* One value or several, with anything of white space between. */
int
lintjson_parse(struct lintbatch *b, const char *data, size_t len)
{
	size_t at = 0;
	json_error_t e;
	int rc = 0;

	while (!rc) {
		size_t n;
		json_t *v;

		for (; at < len && strchr(" \t\r\n", data[at]) && data[at]; at++)
			b->line += data[at] == '\n';
		if (at == len)
			break;
		v = json_loadb(data + at, len - at, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &e);
		if (v) {
			rc = json_is_array(v) ? json_list(b, v) : json_record(b, v);
			n = e.position > 0 ? (size_t)e.position : len - at;
			json_decref(v);
		} else {
			const char *end = memchr(data + at, '\n', len - at);
			char why[200];

			/* one bad line of many is lost, no more */
			n = end ? (size_t)(end - data) + 1 - at : len - at;
			snprintf(why, sizeof why, "expected JSON, found: %.160s", e.text);
			rc = lintbatch_reject(b, why);
		}
		for (size_t stop = at + n; at < stop; at++)
			b->line += data[at] == '\n';
	}
	return rc;
}
