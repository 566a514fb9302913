#include <stdlib.h>
#include <string.h>

#include "base/keyhash.h"
#include "base/say.h"
#include "ledger/intake.h"

#define BYTES_MAX ((size_t)1 << 30) /* the list of one key size has some 500,000 lines */

static int
take_line(struct import *im, struct input *in, uint64_t line, const char *s)
{
	uint8_t hash[KEYHASH_MAX];
	size_t len;
	int found = keyhash_line(s, hash, &len);

	if (found == 0)
		return 0;
	im->r->read++;
	if (found < 0)
		return intake_reject(im, line, "expected a hash of 64, 40 or 20 hex digits, found another line", s);
	im->evidence |= EVIDENCE_KEY_LIST;
	if (db_exec(im->l, "INSERT INTO temp.import_key VALUES (?1)", DB(db_blob(hash, len))) != 0)
		return -1;
	return intake_tick(im, in);
}

static int
stage(struct import *im, struct input *in)
{
	size_t len, cap = 0;
	const char *data = intake_slurp(im, in, BYTES_MAX, &len), *end;
	char *line = NULL;
	int status = data ? 0 : -1;

	for (uint64_t n = 1; status == 0 && len > 0; n++) {
		size_t part;

		end = memchr(data, '\n', len);
		part = end ? (size_t)(end - data) : len;
		if (part >= cap) {
			char *grown = realloc(line, part + 1);

			if (!grown) {
				status = say_nomem("key list");
				break;
			}
			line = grown;
			cap = part + 1;
		}
		memcpy(line, data, part);
		line[part] = '\0';
		status = take_line(im, in, n, line);
		data += part + (end != NULL);
		len -= part + (end != NULL);
	}
	free(line);
	return status;
}

static int
merge(struct import *im, const char *list)
{
	if (db_exec(im->l,
		"INSERT INTO key_hash (list, hash, import_id) SELECT DISTINCT ?1, hash, ?2"
		" FROM temp.import_key WHERE true ORDER BY hash ON CONFLICT DO NOTHING",
		DB(db_text(list), db_int(im->id))) != 0)
		return -1;
	intake_new(im, db_changes(im->l));
	return 0;
}

static int
merge_weak(struct import *im)
{
	return merge(im, "weak");
}

static int
merge_blocked(struct import *im)
{
	return merge(im, "blocked");
}

#define TABLES "CREATE TEMP TABLE import_key (hash BLOB);"

const struct import_steps import_keys_weak_steps = {
	.tables = TABLES,
	.stage = stage,
	.merge = merge_weak,
	.takes = SNIFF_TEXT,
	.wants = "hashes of keys (hex, one a line)",
};

const struct import_steps import_keys_blocked_steps = {
	.tables = TABLES,
	.stage = stage,
	.merge = merge_blocked,
	.takes = SNIFF_TEXT,
	.wants = "hashes of keys (hex, one a line)",
};
