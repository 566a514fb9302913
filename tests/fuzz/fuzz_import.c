/*
 * Any bytes as any kind of import into a real ledger: taken or refused, and the
 * ledger is sound, holds what the answer says, and knows the file again.
 * The first byte chooses the kind.  The ledger is made anew now and then.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/db.h"
#include "ledger/import.h"
#include "ledger/ledger.h"

#define RENEW 200 /* imports a ledger */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ledger *l;
static char dir[] = "/tmp/selfaudit-fuzz-XXXXXX";
static char path[64], file[64];
static int imports;

static void
remove_files(void)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char name[80];

	for (size_t i = 0; i < 3; i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
	unlink(file);
}

static void
end(void)
{
	ledger_close(l);
	remove_files();
	rmdir(dir);
}

static void
renew(void)
{
	static const struct ledger_birth birth = { "Fuzz CA", NULL, 0, "fuzz", "fuzz" };

	if (!*path) {
		if (!mkdtemp(dir))
			abort();
		snprintf(path, sizeof path, "%s/l.db", dir);
		snprintf(file, sizeof file, "%s/f", dir);
		atexit(end);
	}
	ledger_close(l);
	remove_files();
	if (ledger_create(path, &birth) != 0 || !(l = ledger_open(path, LEDGER_WRITE)) ||
	    db_script(l, "PRAGMA synchronous=OFF") != 0) /* what is tested is not the disk */
		abort();
	imports = 0;
}

static int64_t
count(const char *sql)
{
	int64_t n = 0;

	if (db_one_int(l, sql, DB_NONE, &n) < 0)
		abort();
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct import_options o = {
		.extracted_at = INSTANT_NONE, .expected = -1, .by = "fuzz", .program = "fuzz"
	};
	enum import_kind kind;
	struct import_result r;
	int64_t before;
	FILE *f;

	if (size == 0)
		return 0;
	if (!l || imports++ > RENEW)
		renew();
	/* a name that lets an inventory be YAML too */
	snprintf(file, sizeof file, "%s/f%s", dir, data[0] & 0x80 ? ".yaml" : "");
	f = fopen(file, "w");
	if (!f || fwrite(data + 1, 1, size - 1, f) != size - 1 || fclose(f) != 0)
		abort();
	before = count("SELECT count(*) FROM import");
	kind = (enum import_kind)((data[0] & 0x7f) % IMPORT_KINDS);
	if (import_file(l, kind, file, &o, &r) == 0) {
		if (r.read < r.new + r.rejected ||
		    count("SELECT count(*) FROM import") != before + (r.repeated ? 0 : 1) ||
		    count("SELECT count(*) FROM pragma_foreign_key_check") != 0)
			abort();
		import_result_free(&r);
		/* a reconciliation is one of the ledger as it is: it may be had again */
		if (import_file(l, kind, file, &o, &r) != 0 ||
		    r.repeated != (kind != IMPORT_RECONCILE))
			abort();
		import_result_free(&r);
	} else if (count("SELECT count(*) FROM import") != before) {
		abort();
	}
	unlink(file);
	return 0;
}
