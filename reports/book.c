#include "reports/book.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/say.h"

#define INK 0x1F2A37
#define HAIR 0xBFC5CC
#define SHADE 0xDCE6F1
#define PEN 0xFFFDE7	/* where a person writes */

struct style {
	const char *number;	/* number format */
	double size;
	uint32_t ink, fill;
	bool bold, border, wrap, mono, open, left, right;
};

static const struct style styles[BOOK_STYLES] = {
	[BOOK_PLAIN] = { .size = 10 },
	[BOOK_TITLE] = { .size = 15, .bold = true },
	[BOOK_HEADING] = { .size = 11, .bold = true },
	[BOOK_LABEL] = { .size = 10, .ink = 0x5A6472 },
	[BOOK_NOTE] = { .size = 9, .ink = 0x5A6472 },
	[BOOK_MONO] = { .size = 9, .mono = true },
	[BOOK_HEAD] = { .size = 9, .bold = true, .border = true, .wrap = true, .fill = SHADE },
	[BOOK_HEAD_RIGHT] = { .size = 9, .bold = true, .border = true, .wrap = true, .fill = SHADE,
	    .right = true },
	[BOOK_TEXT] = { .size = 9, .border = true, .number = "@", .wrap = true, .left = true },
	[BOOK_TEXT_RIGHT] = { .size = 9, .border = true, .number = "@", .wrap = true, .right = true },
	[BOOK_HASH] = { .size = 8, .border = true, .number = "@", .mono = true, .wrap = true },
	[BOOK_INT] = { .size = 9, .border = true, .number = "#,##0", .right = true },
	[BOOK_NUMBER] = { .size = 9, .border = true, .number = "#,##0.00", .right = true },
	[BOOK_RATE] = { .size = 9, .border = true, .number = "0.0000%", .right = true },
	[BOOK_P] = { .size = 9, .border = true, .number = "[<0.0001]0.0E+00;0.0000", .right = true },
	[BOOK_TIME] = { .size = 9, .border = true, .number = "yyyy-mm-dd hh:mm:ss", .left = true },
	[BOOK_DATE] = { .size = 9, .border = true, .number = "yyyy-mm-dd", .left = true },
	[BOOK_TOTAL] = { .size = 9, .border = true, .bold = true, .fill = 0xF2F4F7 },
	[BOOK_TOTAL_INT] = { .size = 9, .border = true, .bold = true, .fill = 0xF2F4F7,
	    .number = "#,##0", .right = true },
	[BOOK_PERSON] = { .size = 10, .border = true, .fill = PEN, .open = true },
	[BOOK_PERSON_WRAP] = { .size = 10, .border = true, .fill = PEN, .open = true, .wrap = true },
	[BOOK_PERSON_DATE] = { .size = 10, .border = true, .fill = PEN, .open = true,
	    .number = "yyyy-mm-dd" },
	[BOOK_LINK] = { .size = 9, .border = true, .ink = 0x0B5394 },
	[BOOK_GOOD] = { .ink = 0x1E6B34, .fill = 0xE3F3E6 },
	[BOOK_BAD] = { .ink = 0x9C0006, .fill = 0xFBD5D5 },
	[BOOK_DOUBT] = { .ink = 0x7A4B00, .fill = 0xFDE9C8 },
	[BOOK_FAINT] = { .ink = 0x5A6472, .fill = 0xEEF0F2 },
};

int
book_took(struct book *b, lxw_error e)
{
	if (e == LXW_NO_ERROR)
		return b->failed ? -1 : 0;
	if (!b->failed)
		say_error("%s: expected libxlsxwriter to write, found: %s", b->path, lxw_strerror(e));
	b->failed = true;
	return -1;
}

bool
book_wraps(enum book_style style)
{
	return styles[style].wrap;
}

double
book_size(enum book_style style)
{
	return styles[style].size;
}

static lxw_format *
make_style(lxw_workbook *wb, const struct style *s, bool conditional)
{
	lxw_format *f = workbook_add_format(wb);

	if (!f)
		return NULL;
	format_set_font_color(f, s->ink ? s->ink : INK);
	if (s->fill) {
		format_set_bg_color(f, s->fill);
		if (!conditional)
			format_set_pattern(f, LXW_PATTERN_SOLID);
	}
	if (conditional)
		return f;
	format_set_font_name(f, s->mono ? "Courier New" : "Calibri");
	format_set_font_size(f, s->size);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	if (s->left)
		format_set_align(f, LXW_ALIGN_LEFT);
	if (s->right) {
		format_set_align(f, LXW_ALIGN_RIGHT);
		format_set_indent(f, 1);
	}
	if (s->bold)
		format_set_bold(f);
	if (s->wrap)
		format_set_text_wrap(f);
	if (s->number)
		format_set_num_format(f, s->number);
	if (s->open)
		format_set_unlocked(f);
	if (s->border) {
		format_set_border(f, LXW_BORDER_THIN);
		format_set_border_color(f, HAIR);
	}
	return f;
}

int
book_open(struct book *b, const char *path, const struct book_about *about)
{
	const char *slash = strrchr(path, '/');
	struct text dir = { 0 };
	lxw_workbook_options options = { .constant_memory = LXW_TRUE };
	lxw_doc_properties properties = { .title = (char *)about->title,
		.company = (char *)about->company,
		.created = about->created > 0 ? about->created : 1 };

	*b = (struct book){ .path = path,
		.rows_max = about->rows_max ? about->rows_max : LXW_ROW_MAX };
	text_addn(&dir, slash ? path : ".", slash && slash > path ? (size_t)(slash - path) : 1);
	options.tmpdir = dir.s;
	if (!text_failed(&dir))
		b->wb = workbook_new_opt(path, &options);
	text_free(&dir);
	if (!b->wb)
		return say_nomem(path);
	for (int i = 0; i < BOOK_STYLES; i++) {
		b->styles[i] = make_style(b->wb, &styles[i], i >= BOOK_GOOD);
		if (!b->styles[i]) {
			book_abandon(b);
			return say_nomem(path);
		}
	}
	if (book_took(b, workbook_set_properties(b->wb, &properties)) == 0)
		return 0;
	book_abandon(b);
	return -1;
}

/* Rows lie in the temporary files of the sheets; libxlsxwriter does not ask whether they went in. */
static int
check_rows(struct book *b)
{
	lxw_sheet *s;

	STAILQ_FOREACH (s, b->wb->sheets, list_pointers)
		if (s->u.worksheet->optimize_tmpfile && ferror(s->u.worksheet->optimize_tmpfile)) {
			b->failed = true;
			return say_error("%s: expected room for temporary files beside it, found none",
			    b->path);
		}
	return 0;
}

/* The library has lines of its own for stderr where it cannot write; book_took says it. */
static lxw_error
close_silently(lxw_workbook *wb)
{
	int kept, nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	lxw_error e;

	fflush(stderr);
	kept = nowhere < 0 ? -1 : fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (kept >= 0)
		dup2(nowhere, STDERR_FILENO);
	e = workbook_close(wb);
	fflush(stderr);
	if (kept >= 0) {
		dup2(kept, STDERR_FILENO);
		close(kept);
	}
	if (nowhere >= 0)
		close(nowhere);
	return e;
}

int
book_close(struct book *b)
{
	lxw_error e;

	if (b->failed || text_failed(&b->clean) || check_rows(b) != 0) {
		book_abandon(b);
		return -1;
	}
	e = close_silently(b->wb);
	b->wb = NULL;
	text_free(&b->clean);
	return book_took(b, e);
}

void
book_abandon(struct book *b)
{
	if (b->wb)
		lxw_workbook_free(b->wb);
	b->wb = NULL;
	text_free(&b->clean);
}
