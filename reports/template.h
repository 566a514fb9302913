/*
 * template - the workbook as data: sheets, blocks, columns, words
 *
 * A YAML file (templates/workbook.yaml is compiled in) states which sheets there
 * are and what stands on them; the program fills it from views of the ledger.
 *
 *	firm: ""                       on the left of every printed page
 *	paper: a4                      a4, a3, letter
 *	sheets:
 *	  - name: Findings             of the tab, at most 31 characters
 *	    ref: "7"                   work paper reference
 *	    title: Findings
 *	    about: one or two lines below the title
 *	    widths: [20, 60]           of columns, where no table sets them
 *	    late: yes                  filled after all others, whose figures it shows
 *	    blocks:
 *	      - heading: ...           any block may have one
 *	        text: [paragraph, ...] {column} stands for a value of view sheet_here
 *	      - facts: [row, ...]      label and value, one under the other
 *	        view: sheet_here
 *	      - table: [column, ...]   one row of the view a row
 *	        view: findings         of the ledger, or one of the report's own
 *	        id: findings           for figures and charts
 *	        order: [id]
 *	        all: yes               not only the population and run at hand
 *	        main: yes              frozen header, filter, repeated on every page
 *	        print: evidence        columns behind this one stand on the sheet and are not printed
 *	        matrix: yes            the plan says how many of its rows stand here
 *	        beside: shown          rows whose column shown is 0 stand in a CSV beside the workbook,
 *	                               which holds all; one block of a template may say so
 *	        empty: what to say when there are no rows
 *	      - grid: {rows: label, columns: method, value: names}
 *	        view: trend_by_method
 *	      - lines: commitment      a text of sheet_here, line by line
 *	      - statements: bounds     sentences about the figures, each with its limits
 *	      - signoff: [Prepared by, ...]
 *	      - answer: what a person is to write, with room for it
 *	      - marks: yes             the words for outcomes, and what they mean
 *	      - index: yes             the sheets, with links
 *	      - chart: line            line, column, stacked
 *	        of: trend              id of a table or grid above
 *	        categories: label
 *	        series: [rate, upper]  columns; absent: all of a grid
 *	        dashed: [upper]        those drawn as limits
 *
 * A column, and a row of facts:
 *
 *	{from: issued_at, title: Issued, kind: time, width: 18}
 *
 *	kind      text hash int number rate p time date word lines outcomes marks blank choice
 *	          outcomes, marks: a column an attribute of the run, of the reviewers' sheets; the
 *	          value holds a letter for each (P F A N M T E, "-" none)
 *	formula   "=[issued_at]-[validated_at]": a cell of this row by its column's
 *	          name, [column:all] the whole column; the value of from is what it comes to
 *	total     yes: the sum below
 *	empty     what stands for NULL
 *	choices   of a choice cell, for a person
 *	also      outcomes: column with the letters of the certificate as a whole
 *	sum, rows, count + is, divide   facts only: figures of other tables,
 *	          "samples.verdict"; divide: [id, id] of facts above
 *	note      facts only: how the figure comes about, in a column of its own
 */
#ifndef REPORTS_TEMPLATE_H
#define REPORTS_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

struct yml_node;

enum column_kind { COLUMN_TEXT, COLUMN_HASH, COLUMN_INT, COLUMN_NUMBER, COLUMN_RATE, COLUMN_P, COLUMN_TIME,
	COLUMN_DATE, COLUMN_WORD, COLUMN_LINES, COLUMN_OUTCOMES, COLUMN_MARKS, COLUMN_BLANK, COLUMN_CHOICE,
	COLUMN_KINDS };

struct template_column {
	const char *from;	/* column of the view, NULL none */
	const char *title;
	enum column_kind kind;
	double width;		/* characters */
	const char *formula;	/* NULL none */
	const char *empty;	/* "" */
	bool total;
	const char *also;
	const struct yml_node *choices;
	const char *id;		/* facts: for divide */
	const char *note;	/* facts: how the figure comes about */
	const char *sum, *rows, *count, *is;
	const struct yml_node *divide;
	const struct yml_node *at;	/* for complaints */
};

enum block_kind { BLOCK_TEXT, BLOCK_FACTS, BLOCK_TABLE, BLOCK_GRID, BLOCK_LINES, BLOCK_STATEMENTS,
	BLOCK_SIGNOFF, BLOCK_ANSWER, BLOCK_MARKS, BLOCK_INDEX, BLOCK_CHART, BLOCK_KINDS };

struct template_block {
	enum block_kind kind;
	const struct yml_node *node;	/* the value of its kind's key */
	const char *heading, *view, *id, *empty, *of, *categories, *beside, *print;
	const struct yml_node *order, *series, *dashed;
	bool all, main, matrix;
	struct template_column *columns;	/* of facts and tables */
	size_t column_count;
	const struct yml_node *at;
};

struct template_sheet {
	const char *name, *ref, *title, *about;
	const struct yml_node *widths;
	bool late, wide;
	struct template_block *blocks;
	size_t block_count;
};

struct template_mark {
	const char *word, *meaning;
};

enum template_paper { TEMPLATE_A4, TEMPLATE_A3, TEMPLATE_LETTER };

struct template {
	const char *firm;
	enum template_paper paper;
	struct template_mark *marks;
	size_t mark_count;
	struct template_sheet *sheets;
	size_t sheet_count;
	struct yml *tree;	/* owns the strings */
};

/* NULL after one line file:line:column, expected, found. */
struct template *template_parse(const char *file, const void *data, size_t len);
void template_free(struct template *t);	/* NULL is fine */

#endif
