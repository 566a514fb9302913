#include "ledger/ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/input.h"
#include "base/say.h"
#include "base/sniff.h"
#include "base/text.h"
#include "ledger/db.h"
#include "ledger/sql.h"

#define PAGE_SIZE 8192

/* ---- views ---- */

static int
hash_views(char hash[DIGEST_HEX])
{
	uint8_t raw[DIGEST_LEN];

	if (digest_sha256(sql_views, strlen(sql_views), raw) != 0)
		return -1;
	digest_hex(raw, sizeof raw, hash);
	return 0;
}

/* The text the ledger's views were made from is itself named by a view, so that nothing
 * derived needs a table.  1 the same as ours, 0 not, -1 said. */
static int
views_current(struct ledger *l, const char *hash)
{
	struct query *q;
	int64_t there;
	int more, same;

	more = db_one_int(
	    l, "SELECT 1 FROM sqlite_schema WHERE name = 'views_sha256'", DB_NONE, &there);
	if (more <= 0)
		return more;
	q = db_query(l, "SELECT sha256 FROM views_sha256", DB_NONE);
	if (db_step(q) <= 0)
		return -1;
	same = strcmp(db_col_text(q, 0), hash) == 0;
	db_reset(q);
	return same;
}

/* CREATE VIEW ... as CREATE TEMP VIEW ..., for a reader that may not write. */
static void
make_temporary(struct text *sql)
{
	static const char create[] = "CREATE VIEW";
	struct text out = { 0 };

	for (const char *p = text_str(sql), *v; *p;) {
		v = strstr(p, create);
		text_addn(&out, p, v ? (size_t)(v - p) : strlen(p));
		if (!v)
			break;
		text_add(&out, "CREATE TEMP VIEW");
		p = v + strlen(create);
	}
	text_free(sql);
	*sql = out;
}

static int
drop_views(struct ledger *l)
{
	struct query *q =
	    db_query(l, "SELECT name FROM sqlite_schema WHERE type = 'view'", DB_NONE);
	struct text sql = { 0 };
	int more, status = -1;

	while ((more = db_step(q)) > 0)
		text_addf(&sql, "DROP VIEW \"%s\";\n", db_col_text(q, 0));
	if (more == 0 && !text_failed(&sql))
		status = db_script(l, text_str(&sql));
	text_free(&sql);
	return status;
}

/* Inside a transaction of the caller's where the views are the ledger's own. */
static int
make_views(struct ledger *l, bool temporary)
{
	char hash[DIGEST_HEX];
	struct text sql = { 0 };
	int status = -1, current = hash_views(hash) == 0 ? views_current(l, hash) : -1;

	if (current != 0) /* another writer was faster */
		return current < 0 ? -1 : 0;
	text_addf(&sql, "CREATE VIEW views_sha256 AS\n"
			"-- the text these views were made from, by its SHA-256\n"
			"SELECT '%s' AS sha256;\n%s",
	    hash, sql_views);
	if (temporary)
		make_temporary(&sql);
	if (text_failed(&sql) || (!temporary && drop_views(l) != 0))
		goto out;
	status = db_script(l, text_str(&sql));
out:
	text_free(&sql);
	return status;
}

static int
renew_views(struct ledger *l)
{
	char hash[DIGEST_HEX];
	int current = hash_views(hash) == 0 ? views_current(l, hash) : -1;

	if (current != 0)
		return current < 0 ? -1 : 0;
	if (!db_writable(l))
		return make_views(l, true);
	if (db_begin(l) != 0)
		return -1;
	if (make_views(l, false) != 0) {
		db_rollback(l);
		return -1;
	}
	return db_commit(l);
}

/* ---- making one ---- */

/* Which rows are one unit is computed: such rows may be made anew until either is frozen. */
static const char *
when_frozen(const char *table)
{
#define FROZEN(a, b)                                                                             \
	" WHEN EXISTS (SELECT 1 FROM population_unit AS u WHERE u.cert_id IN (OLD." a ", OLD." b \
	") AND NOT EXISTS (SELECT 1 FROM population_void AS v"                                   \
	" WHERE v.population_id = u.population_id))"
	if (strcmp(table, "pair") == 0)
		return FROZEN("precert_id", "final_id");
	if (strcmp(table, "superseded") == 0)
		return FROZEN("cert_id", "by_id");
	return "";
#undef FROZEN
}

/* Facts are frozen: a row may be neither changed nor removed. */
static int
freeze_tables(struct ledger *l)
{
	struct query *q = db_query(l,
	    "SELECT name FROM sqlite_schema WHERE type = 'table'"
	    " AND name NOT LIKE 'sqlite_%' ORDER BY name",
	    DB_NONE);
	struct text sql = { 0 };
	int more, status = -1;

	while ((more = db_step(q)) > 0) {
		const char *t = db_col_text(q, 0);
		const char *then = "BEGIN SELECT RAISE(ABORT, 'facts are frozen'); END;\n";

		text_addf(
		    &sql, "CREATE TRIGGER \"%s_unchanged\" BEFORE UPDATE ON \"%s\" %s", t, t, then);
		text_addf(&sql, "CREATE TRIGGER \"%s_kept\" BEFORE DELETE ON \"%s\"%s %s", t, t,
		    when_frozen(t), then);
	}
	if (more == 0 && !text_failed(&sql))
		status = db_script(l, text_str(&sql));
	text_free(&sql);
	return status;
}

static int
fill(struct ledger *l, const struct ledger_birth *b)
{
	char pragmas[128];

	snprintf(
	    pragmas, sizeof pragmas, "PRAGMA page_size=%d; PRAGMA journal_mode=WAL", PAGE_SIZE);
	if (db_script(l, pragmas) != 0 || db_begin(l) != 0)
		return -1;
	snprintf(pragmas, sizeof pragmas, "PRAGMA application_id=%d; PRAGMA user_version=%d",
	    LEDGER_APPLICATION_ID, LEDGER_USER_VERSION);
	if (db_script(l, sql_schema) != 0 || freeze_tables(l) != 0 || make_views(l, false) != 0 ||
	    db_exec(l, "INSERT INTO ledger VALUES (1, ?1, ?2, ?3, ?4, ?5)",
		DB(db_text(b->ca), db_text(b->ccadb_id), db_int(b->at), db_text(b->by),
		    db_text(b->program))) != 0 ||
	    db_script(l, pragmas) != 0) {
		db_rollback(l);
		return -1;
	}
	return db_commit(l);
}

static int
check_name(const char *ca)
{
	if (!*ca)
		return say_error("ledger: expected the name of the CA owner, found an empty text");
	for (const unsigned char *p = (const unsigned char *)ca; *p; p++)
		if (*p < 0x20 || *p == 0x7f)
			return say_error("ledger: expected a name without control characters, "
					 "found byte 0x%02x",
			    *p);
	return 0;
}

static void
remove_files(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
	struct text t = { 0 };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		text_clear(&t);
		text_addf(&t, "%s%s", path, ends[i]);
		unlink(text_str(&t));
	}
	text_free(&t);
}

int
ledger_create(const char *path, const struct ledger_birth *birth)
{
	struct ledger *l;
	int fd, status;

	if (check_name(birth->ca) != 0)
		return -1;
	/* SQLite gives -wal and -shm the mode of the file it finds */
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return say_error(
		    "ledger: %s: expected to make a new file, found: %s", path, strerror(errno));
	fchmod(fd, 0600);
	close(fd);
	l = db_connect(path, DB_ACCESS_WRITE);
	status = l ? fill(l, birth) : -1;
	db_close(l);
	if (status != 0)
		remove_files(path);
	return status;
}

/* ---- opening one ---- */

/* Is a -wal file there?  Without one the main file is the whole ledger. */
static bool
has_wal(const char *path)
{
	struct text t = { 0 };
	struct stat st;
	bool there;

	text_addf(&t, "%s-wal", path);
	there = stat(text_str(&t), &st) == 0 && st.st_size > 0;
	text_free(&t);
	return there;
}

/* A folder that cannot be written has no room for -shm; nobody writes there either. */
static struct ledger *
connect(const char *path, enum ledger_mode mode)
{
	struct text dir = { 0 };
	const char *slash = strrchr(path, '/');
	bool frozen;

	if (mode == LEDGER_WRITE)
		return db_connect(path, DB_ACCESS_WRITE);
	text_addn(&dir, path, slash ? (size_t)(slash - path) + 1 : 0);
	frozen = access(*text_str(&dir) ? text_str(&dir) : ".", W_OK) != 0 && !has_wal(path);
	text_free(&dir);
	return db_connect(path, frozen ? DB_ACCESS_IMMUTABLE : DB_ACCESS_READ);
}

static int
check_identity(struct ledger *l)
{
	int64_t id = 0, version = 0;

	if (db_one_int(l, "PRAGMA application_id", DB_NONE, &id) < 0 ||
	    db_one_int(l, "PRAGMA user_version", DB_NONE, &version) < 0)
		return -1;
	if (id != LEDGER_APPLICATION_ID)
		return say_error("ledger: %s: is no selfaudit ledger: expected one that init made, found %s",
		    db_path(l), id == 0 ? "another database" : "a database of another program");
	if (version > LEDGER_USER_VERSION)
		return say_error(
		    "ledger: %s: expected version %d, found %lld, made by a newer selfaudit",
		    db_path(l), LEDGER_USER_VERSION, (long long)version);
	if (version < LEDGER_USER_VERSION)
		return say_error("ledger: %s: expected version %d, found %lld, which none has",
		    db_path(l), LEDGER_USER_VERSION, (long long)version);
	return 0;
}

/* What SQLite would call an I/O error or a failed statement.  0, or -1 said. */
static int
check_file(const char *path, const struct stat *st)
{
	struct sniff s = { SNIFF_NOTHING, "a folder" };
	struct input *in = NULL;

	if (!S_ISDIR(st->st_mode)) {
		in = input_open(path);
		if (!in || sniff_input(in, false, &s) != 0) {
			input_close(in);
			return -1;
		}
		input_close(in);
	}
	if (strcmp(s.what, "a SQLite database") == 0)
		return 0;
	return say_error("ledger: %s: is no selfaudit ledger: expected one that init made, found %.*s", path,
	    (int)strcspn(s.what, ":"), s.what);
}

struct ledger *
ledger_open(const char *path, enum ledger_mode mode)
{
	struct ledger *l;
	struct stat st;

	if (stat(path, &st) != 0) {
		say_error("ledger: %s: expected a ledger (selfaudit init makes one), found: %s",
		    path, strerror(errno));
		return NULL;
	}
	if (check_file(path, &st) != 0)
		return NULL;
	l = connect(path, mode);
	if (!l)
		return NULL;
	if (check_identity(l) != 0)
		goto fail;
	if (mode == LEDGER_WRITE && !db_writable(l)) {
		say_error(
		    "ledger: %s: expected a file that can be written, found it read-only", path);
		goto fail;
	}
	if (renew_views(l) != 0)
		goto fail;
	return l;
fail:
	db_close(l);
	return NULL;
}

/* ---- its shape ---- */

#define SHAPE                                                                             \
	"SELECT type, name, coalesce(sql, '') FROM main.sqlite_schema"                    \
	" WHERE type <> 'view' OR ?1 ORDER BY type, name"

/* One as it must be: tables and triggers, and the views. */
static struct ledger *
make_model(void)
{
	struct ledger *l = db_connect(":memory:", DB_ACCESS_WRITE);

	if (l && (db_script(l, sql_schema) != 0 || freeze_tables(l) != 0 || make_views(l, false) != 0)) {
		db_close(l);
		l = NULL;
	}
	return l;
}

static int
compare_shapes(struct query *a, struct query *b, struct text *why)
{
	int x, y, rc = 0;

	while (rc == 0) {
		int order = 0;

		x = db_step(a);
		y = db_step(b);
		if (x < 0 || y < 0)
			return -1;
		if (x == 0 && y == 0)
			return 0;
		if (x > 0 && y > 0)
			for (int i = 0; i < 3 && order == 0; i++)
				order = strcmp(db_col_text(a, i), db_col_text(b, i));
		if (x > 0 && y > 0 && order == 0)
			continue;
		if (x > 0 && (y == 0 || order < 0))
			text_addf(why, "%s %s: expected it as this program makes it, found another",
			    db_col_text(a, 0), db_col_text(a, 1));
		else
			text_addf(why, "%s %s: expected it as this program makes it, found none, or another",
			    db_col_text(b, 0), db_col_text(b, 1));
		rc = 1;
	}
	db_reset(a);
	db_reset(b);
	return rc;
}

int
ledger_shape(struct ledger *l, struct text *why)
{
	char hash[DIGEST_HEX];
	struct ledger *model = make_model();
	int views = hash_views(hash) == 0 ? views_current(l, hash) : -1, rc = -1;

	if (model && views >= 0)
		rc = compare_shapes(db_query(l, SHAPE, DB(db_int(views))),
		    db_query(model, SHAPE, DB(db_int(views))), why);
	db_close(model);
	return rc;
}

void
ledger_close(struct ledger *l)
{
	db_close(l);
}
