#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/say.h"
#include "cli/manifest.h"
#include "cli/unbundle.h"

#define COMMITMENT_MAX (64u << 20)
#define COMMITMENTS 100000

/* SHA-256 of a file of the bundle: 0; 1 differs where it is absent; -1 said. */
static int
hash_file(struct unbundle *u, const char *name, uint8_t hash[32])
{
	if (!unbundle_has(u, name))
		return verifying_differs(&u->v, "%s: expected that file, found none", name);
	return digest_file(unbundle_path(u, name), hash, NULL);
}

/* Reads one; *c is the caller's.  0, 1 differs, -1 said. */
static int
read_one(struct unbundle *u, const char *name, struct commitment **c, uint8_t hash[32])
{
	char *bytes;
	size_t len;
	int rc = hash_file(u, name, hash);

	if (rc != 0)
		return rc;
	if (input_slurp(unbundle_path(u, name), COMMITMENT_MAX, &bytes, &len) != 0)
		return -1;
	*c = commitment_parse(name, bytes, len);
	free(bytes);
	return *c ? 0 : verifying_differs(&u->v, "%s: expected a commitment in its exact form", name);
}

static int
check_plan(struct unbundle *u)
{
	uint8_t hash[32];
	int rc;

	if (!u->commitment->plan)
		return unbundle_has(u, "plan.yaml") ?
		    verifying_differs(&u->v, "plan.yaml: expected none, the commitment names no plan") :
		    0;
	rc = hash_file(u, "plan.yaml", hash);
	if (rc == 0 && memcmp(hash, u->commitment->plan, 32) != 0)
		rc = verifying_differs(&u->v, "plan.yaml: expected the plan whose SHA-256 the commitment states");
	return rc;
}

/* ---- the register line ---- */

struct hashes {
	uint8_t (*list)[32];
	size_t count;
};

static int
add_document(struct unbundle *u, const char *const *value, uint64_t line, void *ctx)
{
	struct hashes *h = ctx;
	uint8_t hash[32], stated[32], (*grown)[32];
	int rc;

	if (strncmp(value[0], "cps/", 4) != 0 || !manifest_is_below(value[0]) ||
	    digest_unhex(value[1], stated, 32) != 0)
		return verifying_differs(&u->v, "cps.csv:%llu: expected a file below cps and its SHA-256",
		    (unsigned long long)line);
	rc = hash_file(u, value[0], hash);
	if (rc != 0)
		return rc;
	if (memcmp(hash, stated, 32) != 0)
		return verifying_differs(&u->v, "%s: expected the SHA-256 that cps.csv states", value[0]);
	if (strcmp(value[2], "yes") != 0)
		return 0;
	grown = realloc(h->list, (h->count + 1) * sizeof *grown);
	if (!grown)
		return say_nomem("verify");
	h->list = grown;
	memcpy(h->list[h->count++], hash, 32);
	return 0;
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, 32);
}

static int
check_register(struct unbundle *u)
{
	static const char *const columns[] = { "file", "sha256", "added_before_freeze" };
	const uint8_t *stated = u->commitment->register_digest;
	struct hashes h = { 0 };
	struct digest *d = digest_new();
	uint8_t hash[32];
	int rc = d ? unbundle_each(u, &(struct unbundle_table){ "cps.csv", columns, 3 }, add_document, &h) : -1;

	if (rc == 0) {
		if (h.count)
			qsort(h.list, h.count, sizeof *h.list, compare);
		digest_begin(d);
		for (size_t i = 0; i < h.count; i++)
			if (i == 0 || memcmp(h.list[i - 1], h.list[i], 32) != 0)
				digest_add(d, h.list[i], 32);
		digest_end(d, hash);
		if ((h.count > 0) != (stated != NULL) || (stated && memcmp(stated, hash, 32) != 0))
			rc = verifying_differs(&u->v,
			    "cps.csv: the files added before the freeze do not give the commitment's line 'register'");
	}
	digest_free(d);
	free(h.list);
	return rc;
}

/* ---- those before it ---- */

/* commitments/0001.txt and so on: each states the hash of the one before; the last is this one. */
static int
check_predecessors(struct unbundle *u)
{
	uint8_t before[32], hash[32] = { 0 };
	char name[64];
	int n, rc = 0;

	for (n = 1; n < COMMITMENTS && rc == 0; n++) {
		struct commitment *c = NULL;

		snprintf(name, sizeof name, "commitments/%04d.txt", n);
		if (!unbundle_has(u, name))
			break;
		memcpy(before, hash, 32);
		rc = read_one(u, name, &c, hash);
		if (rc == 0 && (n > 1) != (c->previous != NULL))
			rc = verifying_differs(&u->v, "%s: expected %s predecessor", name, n > 1 ? "a" : "no");
		else if (rc == 0 && c->previous && memcmp(c->previous, before, 32) != 0)
			rc = verifying_differs(&u->v, "%s: expected the hash of the one before it as 'previous'", name);
		commitment_free(c);
	}
	if (rc == 0 && memcmp(hash, u->commitment_sha256, 32) != 0)
		rc = verifying_differs(&u->v, "commitments: expected the last to be commitment.txt, found another");
	return rc;
}

int
unbundle_commitment(struct unbundle *u)
{
	const char *stated = unbundle_says(u, "period", "commitment");
	const char *label = unbundle_says(u, "period", "label");
	char hex[DIGEST_HEX];
	int rc = read_one(u, "commitment.txt", &u->commitment, u->commitment_sha256);

	if (rc != 0)
		return rc;
	digest_hex(u->commitment_sha256, 32, hex);
	if (!stated || strcmp(stated, hex) != 0)
		return verifying_differs(&u->v, "commitment.txt: its SHA-256 is %s, bundle.json states %s", hex,
		    stated ? stated : "none");
	if (strcmp(u->commitment->period, label) != 0)
		return verifying_differs(&u->v, "commitment.txt: expected the period %s, found %s", label,
		    u->commitment->period);
	rc = check_plan(u);
	if (rc == 0)
		rc = check_register(u);
	if (rc == 0)
		rc = check_predecessors(u);
	if (rc == 0)
		verifying_note(&u->v, "commitment", "%s; plan, CPS register and predecessors are those it states",
		    hex);
	return rc;
}
