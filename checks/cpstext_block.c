#include <stdlib.h>
#include <string.h>

#include "base/say.h"
#include "checks/cpstext_block.h"
#include "checks/cpstext_fold.h"
#include "checks/cpstext_inline.h"
#include "checks/cpstext_line.h"

/* What is being read: the piece that grows, and where it stands. */
struct parser {
	struct cpstext_blocks *b;
	struct text cur;	   /* the piece so far, cleaned */
	struct cpstext_block next; /* what it will be */
	size_t lines;		   /* source lines in it */
	int line;		   /* now */
	bool fenced;
	bool pipe;	   /* the last line was a row of a pipe table */
	size_t pipe_first; /* first block of that row */
	bool cell;	   /* inside <td> */
	bool row_header;
	int table, row, col; /* counters */
	int depth;	     /* of <ul>, <ol> */
	int ordinal[8];	     /* the next item's in each; 0: a bullet list */
	bool open_heading;   /* a plain heading whose title may go on */
};

static bool
grow(void **v, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap ? *cap * 2 : 256;
	void *more;

	if (n < *cap)
		return true;
	more = realloc(*v, want * size);
	if (!more)
		return say_nomem("cpstext"), false;
	*v = more;
	*cap = want;
	return true;
}

static bool
under(const struct cpstext_block *h, const struct cpstext_block *parent)
{
	size_t n = strlen(parent->number);

	if (h->number[0] && parent->number[0])
		return strncmp(h->number, parent->number, n) == 0 && h->number[n] == '.';
	return parent->level < h->level;
}

static size_t
parent_of(const struct cpstext_blocks *b, const struct cpstext_block *h, size_t last)
{
	while (last != CPSTEXT_NONE && !under(h, &b->v[last]))
		last = b->v[last].section;
	return last;
}

static void
mark(struct parser *p)
{
	struct cpstext_blocks *b = p->b;

	if (!grow((void **)&b->marks, b->mark_n, &b->mark_cap, sizeof(b->marks[0]))) {
		b->failed = true;
		return;
	}
	b->marks[b->mark_n++] = (struct cpstext_mark){ p->cur.len, p->line };
}

/* Ends the piece; an empty one leaves nothing. */
static void
flush(struct parser *p)
{
	struct cpstext_blocks *b = p->b;
	struct cpstext_block *n = &p->next;
	size_t last = b->n ? b->v[b->n - 1].section : CPSTEXT_NONE;

	while (p->cur.len > 0 && p->cur.s[p->cur.len - 1] == ' ')
		p->cur.s[--p->cur.len] = '\0';
	if (p->cur.len == 0) {
		b->mark_n = n->mark;
	} else if (!b->failed && grow((void **)&b->v, b->n, &b->cap, sizeof(b->v[0]))) {
		if (b->n && b->v[b->n - 1].kind == CPSTEXT_HEADING)
			last = b->n - 1;
		if (n->kind == CPSTEXT_HEADING) {
			cpstext_line_number(p->cur.s, p->cur.len, n->number, &n->title);
			n->section = parent_of(b, n, last);
		} else {
			n->section = last;
		}
		n->offset = b->text.len;
		n->len = p->cur.len;
		n->marks = b->mark_n - n->mark;
		text_addn(&b->text, p->cur.s, p->cur.len + 1);
		b->v[b->n++] = *n;
	} else {
		b->failed = true;
	}
	text_clear(&p->cur);
	p->lines = 0;
	p->open_heading = false;
	*n = (struct cpstext_block){ .kind = p->cell ? CPSTEXT_CELL : CPSTEXT_PARA,
		.mark = b->mark_n };
	if (p->cell) {
		n->table = p->table, n->row = p->row, n->col = p->col;
		n->header = p->row_header;
	}
}

static void
begin(struct parser *p, enum cpstext_block_kind kind, int level)
{
	flush(p);
	p->next.kind = kind;
	p->next.level = level;
}

static void
append(struct parser *p, const char *s, size_t n)
{
	if (p->cur.len > 0)
		text_addc(&p->cur, ' ');
	if (p->cur.len == 0)
		p->next.line = p->line;
	mark(p);
	p->lines++;
	cpstext_inline(s, n, &p->cur);
}

static void
item(struct parser *p, const struct cpstext_line_marker *m, int level)
{
	begin(p, CPSTEXT_ITEM, level);
	p->next.marker = m->type;
	p->next.ordinal = m->ordinal;
}

/* Text that may open an item, goes on otherwise. */
static void
words(struct parser *p, const char *s, size_t n)
{
	struct cpstext_line_marker m;

	if (cpstext_line_marker(s, n, &m)) {
		item(p, &m, m.indent);
		s += m.end;
		n -= m.end;
	}
	append(p, s, n);
}

static void
tag_opens(struct parser *p, const char *name)
{
	int d = p->depth < 8 ? p->depth : 7;

	if (strcmp(name, "table") == 0) {
		begin(p, CPSTEXT_PARA, 0);
		p->table++, p->row = 0, p->col = 0;
	} else if (strcmp(name, "tr") == 0) {
		p->cell = p->row_header = false;
		begin(p, CPSTEXT_PARA, 0);
		p->row++, p->col = 0;
	} else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
		flush(p);
		p->cell = true;
		p->row_header = name[1] == 'h';
		p->col++;
		flush(p);
	} else if (strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) {
		flush(p);
		p->depth++;
		p->ordinal[p->depth < 8 ? p->depth : 7] = name[0] == 'o';
	} else if (strcmp(name, "li") == 0) {
		item(p,
		    &(struct cpstext_line_marker){ .type = p->ordinal[d] ? '1' : '-',
			.ordinal = p->ordinal[d] ? p->ordinal[d]++ : 0 },
		    4 * p->depth);
	} else if (name[0] == 'h' && name[1] >= '1' && name[1] <= '6') {
		begin(p, CPSTEXT_HEADING, name[1] - '0');
	} else if (strcmp(name, "p") == 0 || strcmp(name, "div") == 0) {
		/* the first <p> of an <li> is the item's own text */
		if (p->next.kind != CPSTEXT_ITEM || p->cur.len > 0)
			flush(p);
	} else if (strcmp(name, "br") != 0 || p->cell) {
		flush(p);
	}
}

static void
tag_closes(struct parser *p, const char *name)
{
	if (strcmp(name, "table") == 0 || strcmp(name, "td") == 0 || strcmp(name, "th") == 0) {
		flush(p);
		p->cell = false;
	} else if ((strcmp(name, "ul") == 0 || strcmp(name, "ol") == 0) && p->depth > 0) {
		p->depth--;
	}
	if (p->next.kind != CPSTEXT_ITEM || p->cur.len > 0)
		flush(p);
}

/* A line, or a cell of a pipe table, that may hold tags which end pieces. */
static void
pieces(struct parser *p, const char *s, size_t n)
{
	struct cpstext_tag tag;
	size_t at = 0;

	while (cpstext_inline_tag(s, n, at, false, &tag)) {
		if (!cpstext_line_blank(s + at, tag.start - at))
			words(p, s + at, tag.start - at);
		if (tag.closing)
			tag_closes(p, tag.name);
		else
			tag_opens(p, tag.name);
		at = tag.end;
	}
	if (!cpstext_line_blank(s + at, n - at))
		words(p, s + at, n - at);
}

/* A row of a pipe table; a row of dashes makes the one above it the header. */
static void
pipe_row(struct parser *p, const char *s, size_t n)
{
	size_t at = 0, end;

	flush(p);
	if (!p->pipe)
		p->table++, p->row = 0;
	p->pipe = true;
	if (cpstext_line_rule(s, n, "|:- ")) {
		for (size_t i = p->pipe_first; i < p->b->n; i++)
			p->b->v[i].header = true;
		return;
	}
	p->row++, p->col = 0;
	p->row_header = false;
	p->pipe_first = p->b->n;
	while (at < n && (s[at] == ' ' || s[at] == '\t'))
		at++;
	if (at < n && s[at] == '|')
		at++;
	for (; at < n; at = end + 1) {
		for (end = at; end < n && (s[end] != '|' || (end > 0 && s[end - 1] == '\\')); end++)
			;
		flush(p);
		p->cell = true;
		p->col++;
		flush(p);
		pieces(p, s + at, end - at);
	}
	flush(p);
	p->cell = false;
	flush(p);
}

/* A line that stands for itself: heading, rule, fence, item.  False: it is prose. */
static bool
structure(struct parser *p, const char *s, size_t n)
{
	struct text clean = { 0 };
	size_t in = strspn(s, " "), hashes;
	bool done = true;

	if (in <= 3)
		s += in, n -= in;
	hashes = strspn(s, "#");
	if (hashes >= 1 && hashes <= 6 && hashes < n) {
		while (n > hashes && (s[n - 1] == '#' || s[n - 1] == ' '))
			n--;
		begin(p, CPSTEXT_HEADING, (int)hashes);
		append(p, s + hashes, n - hashes);
		flush(p);
		return true;
	}
	if (cpstext_line_rule(s, n, "=") || cpstext_line_rule(s, n, "-")) {
		/* under one line of prose it makes that a heading */
		if (p->lines == 1 && p->next.kind == CPSTEXT_PARA && p->cur.len < 200)
			p->next.kind = CPSTEXT_HEADING, p->next.level = s[0] == '=' ? 1 : 2;
		flush(p);
		return true;
	}
	cpstext_inline(s, n, &clean);
	if (p->open_heading && clean.len < 60 && clean.len > 0 && clean.s[clean.len - 1] != '.') {
		append(p, s, n);
		flush(p);
	} else if (cpstext_line_contents(text_str(&clean), clean.len)) {
		begin(p, CPSTEXT_PARA, 0);
		append(p, s, n);
		flush(p);
	} else if ((p->cur.len == 0 || strchr(".:;", p->cur.s[p->cur.len - 1])) && !p->cell &&
		   cpstext_line_heading(text_str(&clean), clean.len)) {
		begin(p, CPSTEXT_HEADING, 6);
		append(p, s, n);
		if (cpstext_line_goes_on(text_str(&clean), clean.len))
			p->open_heading = true;
		else
			flush(p);
	} else {
		done = false;
	}
	text_free(&clean);
	return done;
}

static void
read_line(struct parser *p, const char *s, size_t n)
{
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	if (n >= 3 && (memcmp(s, "```", 3) == 0 || memcmp(s, "~~~", 3) == 0)) {
		flush(p);
		p->fenced = !p->fenced;
		return;
	}
	while (n > 0 && s[0] == '>' && !p->fenced) {
		s++, n--;
		while (n > 0 && s[0] == ' ')
			s++, n--;
	}
	if (cpstext_line_blank(s, n)) {
		flush(p);
		p->pipe = false;
	} else if (p->fenced) {
		flush(p);
		append(p, s, n);
		flush(p);
	} else if (!p->cell && cpstext_line_pipe(s, n, p->pipe)) {
		pipe_row(p, s, n);
	} else {
		p->pipe = false;
		if (!structure(p, s, n))
			pieces(p, s, n);
	}
}

/* "key: value" lines between two "---" at the very start; returns what it took. */
static size_t
front(struct cpstext_blocks *b, const char *s, size_t len, int *line)
{
	size_t at = 0, n;

	for (; at < len; at += n + 1, (*line)++) {
		const char *nl = memchr(s + at, '\n', len - at), *colon;
		struct cpstext_pair *f = &b->front[b->front_n];
		size_t k = 0;

		n = nl ? (size_t)(nl - (s + at)) : len - at;
		if (n >= 3 && (memcmp(s + at, "---", 3) == 0 || memcmp(s + at, "...", 3) == 0)) {
			if (*line > 1)
				return at + n + 1 > len ? len : at + n + 1;
			continue;
		}
		if (*line == 1 || *line > 200 || !nl)
			break;
		colon = memchr(s + at, ':', n);
		if (!colon || b->front_n == 16 || s[at] == ' ')
			continue;
		for (const char *c = s + at; c < colon && k < sizeof(f->key) - 1; c++)
			f->key[k++] = *c;
		f->key[k] = '\0';
		cpstext_fold_lower(f->key, k);
		f->line = *line;
		f->value = b->front_text.len;
		cpstext_inline(colon + 1, n - (size_t)(colon + 1 - (s + at)), &b->front_text);
		text_addn(&b->front_text, "", 1);
		b->front_n++;
	}
	*line = 1;
	b->front_n = 0;
	return 0;
}

int
cpstext_block_read(const char *s, size_t len, struct cpstext_blocks *b)
{
	struct parser p = { .b = b, .line = 1 };
	struct text flat = { 0 };
	size_t at;

	memset(b, 0, sizeof(*b));
	cpstext_inline_flatten(s, len, &flat);
	flush(&p);
	s = text_str(&flat);
	at = front(b, s, flat.len, &p.line);
	if (at > 0)
		p.line++;
	while (at < flat.len && !b->failed) {
		const char *nl = memchr(s + at, '\n', flat.len - at);
		size_t n = nl ? (size_t)(nl - (s + at)) : flat.len - at;

		read_line(&p, s + at, n);
		at += n + 1;
		p.line++;
	}
	flush(&p);
	text_addn(&b->low, text_str(&b->text), b->text.len);
	if (text_failed(&flat) || text_failed(&p.cur) || text_failed(&b->text) ||
	    text_failed(&b->low) || text_failed(&b->front_text))
		b->failed = true;
	for (size_t i = 0; i < b->n && !b->failed; i++) {
		b->v[i].text = b->text.s + b->v[i].offset;
		b->v[i].low = b->low.s + b->v[i].offset;
	}
	if (!b->failed && b->low.len)
		cpstext_fold_lower(b->low.s, b->low.len);
	text_free(&flat);
	text_free(&p.cur);
	return b->failed ? -1 : 0;
}

void
cpstext_block_free(struct cpstext_blocks *b)
{
	free(b->v);
	free(b->marks);
	text_free(&b->text);
	text_free(&b->low);
	text_free(&b->front_text);
	memset(b, 0, sizeof(*b));
}

int
cpstext_block_line(const struct cpstext_blocks *b, size_t block, size_t offset)
{
	const struct cpstext_block *k = &b->v[block];
	int line = k->line;

	for (size_t i = 0; i < k->marks && b->marks[k->mark + i].offset <= offset; i++)
		line = b->marks[k->mark + i].line;
	return line;
}

const char *
cpstext_block_front(const struct cpstext_blocks *b, const char *key, int *line)
{
	for (size_t i = 0; i < b->front_n; i++)
		if (strcmp(b->front[i].key, key) == 0) {
			if (line)
				*line = b->front[i].line;
			return b->front_text.s + b->front[i].value;
		}
	return NULL;
}
