#include "cli/unbundle.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/input.h"
#include "base/record.h"
#include "base/say.h"
#include "cli/bundle.h"
#include "cli/manifest.h"

#define DESCRIPTION_MAX (16u << 20)

const char *
unbundle_path(struct unbundle *u, const char *name)
{
	return manifest_path(&u->path, u->dir, name);
}

bool
unbundle_has(struct unbundle *u, const char *name)
{
	struct stat st;

	return stat(unbundle_path(u, name), &st) == 0 && S_ISREG(st.st_mode);
}

const char *
unbundle_says(const struct unbundle *u, const char *section, const char *key)
{
	return json_string_value(json_object_get(json_object_get(u->description, section), key));
}

int
unbundle_open(struct unbundle *u, const char *dir, const char *ca)
{
	struct stat st;

	*u = (struct unbundle){ .dir = dir, .ca = ca, .v = { .steps = json_array() } };
	if (stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))
		return say_error("%s: expected a folder, found none", dir);
	snprintf(u->v.p.label, sizeof u->v.p.label, "%.255s", dir);
	return 0;
}

int
unbundle_description(struct unbundle *u)
{
	const char *format, *label;
	char *bytes;
	size_t len;

	if (!unbundle_has(u, "bundle.json"))
		return verifying_differs(&u->v, "bundle.json: expected that file, found none");
	if (input_slurp(unbundle_path(u, "bundle.json"), DESCRIPTION_MAX, &bytes, &len) != 0)
		return -1;
	u->description = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
	free(bytes);
	format = json_string_value(json_object_get(u->description, "format"));
	label = unbundle_says(u, "period", "label");
	if (!format || strcmp(format, BUNDLE_FORMAT) != 0 || !label)
		return verifying_differs(&u->v, "bundle.json: expected a " BUNDLE_FORMAT ", found other bytes");
	snprintf(u->v.p.label, sizeof u->v.p.label, "%s", label);
	text_tame(text_whole(u->v.p.label));
	return 0;
}

void
unbundle_close(struct unbundle *u)
{
	json_decref(u->v.steps);
	json_decref(u->description);
	commitment_free(u->commitment);
	text_free(&u->v.difference);
	text_free(&u->path);
	free(u->items);
	*u = (struct unbundle){ 0 };
}

int
unbundle_manifest(struct unbundle *u)
{
	struct text difference = { 0 };
	uint64_t files = 0;
	int rc = manifest_check(u->dir, &files, &difference);

	if (rc == 1)
		verifying_differs(&u->v, "%s", text_str(&difference));
	else if (rc == 0)
		verifying_note(&u->v, "files", "%llu files, each with the SHA-256 that " MANIFEST_FILE " states",
		    (unsigned long long)files);
	text_free(&difference);
	return rc;
}

static int
read_records(struct unbundle *u, const struct unbundle_table *t, struct record_reader *r,
    int (*each)(struct unbundle *u, const char *const *value, uint64_t line, void *ctx), void *ctx)
{
	const struct record *rec;
	int got, rc = 0;

	while (rc == 0 && (got = record_next(r, &rec)) != RECORD_END) {
		if (got < 0)
			return -1;
		if (got == RECORD_BAD)
			return verifying_differs(&u->v, "%s:%llu: %s", t->name, (unsigned long long)rec->line,
			    rec->reason);
		rc = each(u, rec->value, rec->line, ctx);
	}
	return rc;
}

int
unbundle_each(struct unbundle *u, const struct unbundle_table *t,
    int (*each)(struct unbundle *u, const char *const *value, uint64_t line, void *ctx), void *ctx)
{
	struct record_reader *r;
	struct input *in;
	int rc;

	if (!unbundle_has(u, t->name))
		return verifying_differs(&u->v, "%s: expected that file, found none", t->name);
	in = input_open(unbundle_path(u, t->name));
	if (!in)
		return -1;
	r = record_open(in, t->columns, t->count, NULL);
	rc = r ? read_records(u, t, r, each, ctx) :
		 verifying_differs(&u->v, "%s: expected a table, found none", t->name);
	record_close(r);
	input_close(in);
	return rc;
}
