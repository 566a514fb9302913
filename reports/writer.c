#include "reports/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "ledger/db.h"

int
writer_load_here(struct writer *w)
{
	struct query *q = db_query(w->ledger, "SELECT * FROM temp.sheet_here", DB_NONE);
	int more = db_step(q);

	if (more <= 0)
		return more < 0 ? -1 : say_error("report: expected a population, found none");
	w->here = calloc((size_t)db_columns(q), sizeof *w->here);
	for (int i = 0; w->here && i < db_columns(q); i++) {
		struct writer_value *v = &w->here[w->here_count++];

		v->name = strdup(db_col_name(q, i));
		v->value = db_col_null(q, i) ? NULL : strdup(db_col_text(q, i));
		if (!v->name || (!v->value && !db_col_null(q, i)))
			break;
	}
	more = w->here && w->here_count == (size_t)db_columns(q) ? 0 : say_nomem("report");
	db_reset(q);
	return more;
}

static int
load(struct query *q, struct writer_rule **list, size_t *count)
{
	int more;

	while ((more = db_step(q)) > 0) {
		struct writer_rule *grown = realloc(*list, (*count + 1) * sizeof *grown);

		if (!grown)
			return db_reset(q), say_nomem("report");
		*list = grown;
		grown += (*count)++;
		grown->letter = strdup(db_col_text(q, 0));
		grown->rule = strdup(db_col_text(q, 1));
		grown->ord = (size_t)db_col_int(q, 2);
		if (!grown->letter || !grown->rule)
			return db_reset(q), say_nomem("report");
	}
	return more;
}

int
writer_load_rules(struct writer *w)
{
	return load(db_query(w->ledger,
			"SELECT letter, rule, ord FROM temp.sheet_rules WHERE run_id = ?1"
			" AND pass + fail + missing + error + nt > 0 ORDER BY ord",
			DB(db_int(w->run_id))),
		   &w->rules, &w->rule_count) != 0 ?
	    -1 :
	    load(db_query(w->ledger,
		     "SELECT id, '', ord FROM review_attribute WHERE population_id = ?1 ORDER BY ord",
		     DB(db_int(w->population_id))),
		&w->attributes, &w->attribute_count);
}

const struct writer_rule *
writer_spread(const struct writer *w, enum column_kind kind, size_t *count)
{
	*count = kind == COLUMN_OUTCOMES ? w->rule_count : kind == COLUMN_MARKS ? w->attribute_count : 1;
	return kind == COLUMN_OUTCOMES ? w->rules : kind == COLUMN_MARKS ? w->attributes : NULL;
}

static void
free_list(struct writer_rule *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(list[i].letter);
		free(list[i].rule);
	}
	free(list);
}

void
writer_free(struct writer *w)
{
	for (size_t i = 0; i < w->here_count; i++) {
		free(w->here[i].name);
		free(w->here[i].value);
	}
	free_list(w->rules, w->rule_count);
	free_list(w->attributes, w->attribute_count);
	for (size_t i = 0; i < w->sheet_count; i++)
		free(w->sheets[i].name);
	free(w->here);
	free(w->sheets);
	tally_free(w->tally);
	book_abandon(&w->book);
}

const char *
writer_here(const struct writer *w, const char *name)
{
	for (size_t i = 0; i < w->here_count; i++)
		if (strcmp(w->here[i].name, name) == 0)
			return w->here[i].value;
	return NULL;
}

void
writer_expand(const struct writer *w, const char *s, struct text *out)
{
	char name[64];

	for (; *s; s++) {
		size_t n = strspn(s + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
		const char *value;

		if (*s != '{' || n == 0 || n >= sizeof name || s[n + 1] != '}') {
			text_addc(out, *s);
			continue;
		}
		memcpy(name, s + 1, n);
		name[n] = '\0';
		value = writer_here(w, name);
		text_add(out, value ? value : "not stated");
		s += n + 1;
	}
}

const char *
writer_word(char code)
{
	switch (code) {
	case 'P': return "pass";
	case 'F': return "fail";
	case 'A': return "n/a";
	case 'N': return "not in effect";
	case 'M': return "missing evidence";
	case 'T': return "not tested";
	case 'E': return "error";
	default: return "";
	}
}
