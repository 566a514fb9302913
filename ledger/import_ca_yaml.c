#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/yml.h"
#include "ledger/import_ca.h"
#include "ledger/intake.h"

static int
read_hex(const struct yml_node *ca, const char *key, void *out, size_t cap, size_t *len)
{
	const char *s = NULL;
	size_t n;
	int got = yml_text(ca, key, &s);

	*len = 0;
	if (got <= 0)
		return got;
	n = strlen(s);
	if (n == 0 || n % 2 != 0 || n / 2 > cap || digest_unhex(s, out, n / 2) != 0)
		return yml_say(
		    yml_get(ca, key), "expected hex of at most %zu octets, found %s", cap, s);
	*len = n / 2;
	return 0;
}

static int
read_scope(const struct yml_node *node, struct import_ca *ca)
{
	static const char *const scopes[] = { "tls", "ev", "out" };
	const char *s;

	if (yml_need_text(node, "scope", &s) != 0)
		return -1;
	for (int i = 0; i < 3; i++)
		if (strcmp(s, scopes[i]) == 0) {
			ca->scope = (enum import_ca_scope)i;
			if (ca->scope == IMPORT_CA_OUT)
				return yml_need_text(node, "reason", &ca->reason);
			return yml_get(node, "reason")
				   ? yml_say(yml_get(node, "reason"),
					 "expected a reason with scope out alone, found scope %s",
					 s)
				   : 0;
		}
	return yml_say(yml_get(node, "scope"), "expected tls, ev or out, found %s", s);
}

static int
read_list(const struct yml_node *node, const char *key, struct text *out)
{
	const struct yml_node *list = NULL;
	int got = yml_list(node, key, &list);

	if (got <= 0)
		return got;
	for (const struct yml_node *n = list->first; n; n = n->next) {
		if (yml_want(n, YML_TEXT, key) != 0)
			return -1;
		if (!*n->text || strpbrk(n->text, " \t\n"))
			return yml_say(n, "expected one word, found \"%s\"", n->text);
		text_addf(out, "%s%s", out->len ? " " : "", n->text);
	}
	return text_failed(out) ? -1 : 0;
}

static int
read_ca(struct import *im, const struct yml_node *node)
{
	static const char *const keys[] = { "subject", "sha256", "key_id", "owner", "scope",
		"reason", "technically_constrained", "separately_audited", "documents", "crl_urls",
		"from", "until", NULL };
	struct import_ca ca = { .owner = "",
		.other_owner = "",
		.reason = "",
		.from = INSTANT_NONE,
		.until = INSTANT_NONE };
	struct text documents = { 0 }, urls = { 0 };
	size_t len;
	int status = -1;

	if (yml_want(node, YML_MAP, "a CA") != 0 || yml_check_keys(node, "a CA", keys) != 0 ||
	    yml_need_text(node, "subject", &ca.subject) != 0 || read_scope(node, &ca) != 0 ||
	    yml_text(node, "owner", &ca.owner) < 0 ||
	    yml_bool(node, "technically_constrained", &ca.technically_constrained) < 0 ||
	    yml_bool(node, "separately_audited", &ca.separately_audited) < 0 ||
	    yml_instant(node, "from", &ca.from, NULL) < 0 ||
	    yml_instant(node, "until", &ca.until, NULL) < 0 ||
	    read_hex(node, "sha256", ca.sha256, DIGEST_LEN, &len) < 0 ||
	    read_hex(node, "key_id", ca.key_id, sizeof ca.key_id, &ca.key_id_len) < 0 ||
	    read_list(node, "documents", &documents) < 0 || read_list(node, "crl_urls", &urls) < 0)
		goto out;
	ca.has_sha256 = len == DIGEST_LEN;
	if (len > 0 && !ca.has_sha256) {
		yml_say(yml_get(node, "sha256"), "expected 64 hex digits, found %zu", 2 * len);
		goto out;
	}
	ca.documents = text_str(&documents);
	ca.crl_urls = text_str(&urls);
	im->r->read++;
	status = import_ca_add(im, &ca, (uint64_t)node->line);
out:
	text_free(&documents);
	text_free(&urls);
	return status;
}

int
import_ca_yaml(struct import *im, struct input *in)
{
	static const char *const keys[] = { "cas", NULL };
	const struct yml_node *list = NULL;
	size_t len;
	const char *data = intake_slurp(im, in, YML_BYTES_MAX, &len);
	struct yml *y = data ? yml_parse(im->file, data, len) : NULL;
	int got, status = -1;

	if (!y || yml_want(yml_root(y), YML_MAP, "an inventory") != 0 ||
	    yml_check_keys(yml_root(y), "an inventory", keys) != 0)
		goto out;
	got = yml_list(yml_root(y), "cas", &list);
	if (got == 0)
		yml_say(yml_root(y), "expected a list cas, found none");
	if (got <= 0)
		goto out;
	status = 0;
	for (const struct yml_node *n = list->first; n && status == 0; n = n->next)
		status = read_ca(im, n);
out:
	yml_free(y);
	return status;
}
