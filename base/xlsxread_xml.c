#include <ctype.h>
#include <expat.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/say.h"
#include "base/xlsxread_xml.h"

struct xlsxread_xml {
	XML_Parser parser;
	const struct xlsxread_handlers *h;
	const char *path, *member;
	int depth, status;
};

int
xlsxread_xml_refuse(const char *path, const char *member, const char *what)
{
	return say_error("%s: %s: expected a workbook, found %s", path, member, what);
}

/* "namespace|name" -> name */
static const char *
local(const char *name)
{
	const char *bar = strrchr(name, '|');

	return bar ? bar + 1 : name;
}

const char *
xlsxread_xml_att(const char **atts, const char *name)
{
	for (; *atts; atts += 2)
		if (strcmp(local(atts[0]), name) == 0)
			return atts[1];
	return NULL;
}

static void
stop(struct xlsxread_xml *x, int status)
{
	if (status == 0 || x->status != 0)
		return;
	x->status = status;
	XML_StopParser(x->parser, XML_FALSE);
}

static void
on_start(void *arg, const char *name, const char **atts)
{
	struct xlsxread_xml *x = arg;

	if (x->status != 0)
		return;
	if (++x->depth > XLSXREAD_XML_DEPTH)
		stop(x, xlsxread_xml_refuse(x->path, x->member, "elements too deep in one another"));
	else
		stop(x, x->h->start(x->h->ctx, local(name), x, atts));
}

static void
on_end(void *arg, const char *name)
{
	struct xlsxread_xml *x = arg;

	if (x->status != 0)
		return;
	x->depth--;
	stop(x, x->h->end(x->h->ctx, local(name)));
}

static void
on_chars(void *arg, const char *s, int len)
{
	struct xlsxread_xml *x = arg;

	if (x->status == 0 && x->h->chars)
		stop(x, x->h->chars(x->h->ctx, s, (size_t)len));
}

/* No workbook needs one; entities could grow without end. */
static void
on_doctype(void *arg, const char *name, const char *system, const char *public, int internal)
{
	struct xlsxread_xml *x = arg;

	(void)name;
	(void)system;
	(void)public;
	(void)internal;
	stop(x, xlsxread_xml_refuse(x->path, x->member, "a document type"));
}

static int
feed(void *arg, const void *data, size_t len)
{
	struct xlsxread_xml *x = arg;

	if (XML_Parse(x->parser, data, (int)len, XML_FALSE) == XML_STATUS_OK)
		return x->status;
	if (x->status != 0)
		return x->status;
	return x->status = say_error("%s: %s:%lu: expected XML, found %s", x->path, x->member,
		   (unsigned long)XML_GetCurrentLineNumber(x->parser),
		   XML_ErrorString(XML_GetErrorCode(x->parser)));
}

int
xlsxread_xml_read(struct package *p, const char *path, const char *member,
    const struct xlsxread_handlers *h)
{
	struct xlsxread_xml x = { .h = h, .path = path, .member = member };
	size_t i = 0;
	int status;

	while (i < package_count(p) && strcasecmp(package_name(p, i), member) != 0)
		i++;
	if (i == package_count(p))
		return 1;
	x.parser = XML_ParserCreateNS(NULL, '|');
	if (!x.parser)
		return say_nomem(path);
	XML_SetUserData(x.parser, &x);
	XML_SetElementHandler(x.parser, on_start, on_end);
	XML_SetCharacterDataHandler(x.parser, on_chars);
	XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
	status = package_read(p, i, XLSXREAD_XML_MAX, feed, &x);
	if (status == 0 && XML_Parse(x.parser, "", 0, XML_TRUE) != XML_STATUS_OK)
		status = x.status != 0 ? x.status :
					 say_error("%s: %s:%lu: expected XML, found %s", path, member,
					     (unsigned long)XML_GetCurrentLineNumber(x.parser),
					     XML_ErrorString(XML_GetErrorCode(x.parser)));
	XML_ParserFree(x.parser);
	return status;
}

/* The hex digits of _xHHHH_, or -1. */
static long
escaped(const char *s)
{
	long v = 0;

	if (s[0] != '_' || s[1] != 'x')
		return -1;
	for (int i = 2; i < 6; i++) {
		int c = (unsigned char)s[i];

		if (!isxdigit(c))
			return -1;
		v = v * 16 + (c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
	}
	return s[6] == '_' ? v : -1;
}

void
xlsxread_xml_decode(char *s)
{
	char *out = s;

	while (*s) {
		long c = escaped(s);

		if (c < 0 || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f ||
		    (c >= 0xd800 && c <= 0xdfff) || c >= 0xfffe) {
			*out++ = *s++;
			continue;
		}
		s += 7;
		if (c < 0x80)
			*out++ = (char)c;
		else if (c < 0x800) {
			*out++ = (char)(0xc0 | c >> 6);
			*out++ = (char)(0x80 | (c & 0x3f));
		} else {
			*out++ = (char)(0xe0 | c >> 12);
			*out++ = (char)(0x80 | (c >> 6 & 0x3f));
			*out++ = (char)(0x80 | (c & 0x3f));
		}
	}
	*out = '\0';
}
