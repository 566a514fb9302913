#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "checks/cpstext_inline.h"

#define TAG_MAX 1000 /* bytes; a '<' without its '>' that near is a character */
#define LINK_MAX 500
#define STRUCK_MAX 2000

/* Tags that stand between pieces of text. */
static const char *const breaking[] = { "blockquote", "br", "div", "h1", "h2", "h3", "h4", "h5",
	"h6", "hr", "li", "ol", "p", "table", "tbody", "td", "th", "thead", "tr", "ul" };

static bool
letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
alnum(char c)
{
	return letter(c) || (c >= '0' && c <= '9') || (c & 0x80);
}

static bool
space(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* The tag that begins at s[at] == '<'; its name is "" when it is none. */
static void
tag_at(const char *s, size_t len, size_t at, struct cpstext_tag *tag)
{
	size_t i = at + 1, n = 0, limit = len - at > TAG_MAX ? at + TAG_MAX : len;
	const char *end;

	memset(tag, 0, sizeof(*tag));
	tag->start = at;
	if (i < len && s[i] == '/')
		tag->closing = true, i++;
	while (i < limit && n < sizeof(tag->name) - 1 && alnum(s[i]) && !(s[i] & 0x80)) {
		char c = s[i++];

		tag->name[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	end = i < limit ? memchr(s + i, '>', limit - i) : NULL;
	if (n == 0 || !letter(tag->name[0]) || !end || (alnum(s[i]) || s[i] == ':' || s[i] == '@'))
		tag->name[0] = '\0';
	else
		tag->end = (size_t)(end - s) + 1;
}

static bool
is_breaking(const char *name)
{
	for (size_t i = 0; i < sizeof(breaking) / sizeof(breaking[0]); i++)
		if (strcmp(breaking[i], name) == 0)
			return true;
	return false;
}

bool
cpstext_inline_tag(const char *s, size_t len, size_t from, bool all, struct cpstext_tag *tag)
{
	while (from < len) {
		const char *lt = memchr(s + from, '<', len - from);

		if (!lt)
			return false;
		tag_at(s, len, (size_t)(lt - s), tag);
		if (tag->name[0] && (all || is_breaking(tag->name)))
			return true;
		from = tag->name[0] ? tag->end : (size_t)(lt - s) + 1;
	}
	return false;
}

void
cpstext_inline_flatten(const char *s, size_t len, struct text *out)
{
	size_t at = 0;
	bool comments = true; /* until one is found that never ends */

	while (at < len) {
		const char *lt = memchr(s + at, '<', len - at);
		size_t start = lt ? (size_t)(lt - s) : len, end, lines = 0;
		bool comment = comments && len - start >= 4 && memcmp(s + start, "<!--", 4) == 0;
		struct cpstext_tag tag;

		text_addn(out, s + at, start - at);
		if (start == len)
			return;
		end = start + 1;
		if (comment) {
			for (end = start + 4;
			     end < len && end + 3 <= len && memcmp(s + end, "-->", 3) != 0;)
				end++;
			comments = end + 3 <= len;
			end = comments ? end + 3 : start + 4;
		} else {
			tag_at(s, len, start, &tag);
			if (tag.name[0])
				end = tag.end;
		}
		for (size_t i = start; i < end; i++) {
			if (s[i] == '\n')
				lines++;
			if (!comment)
				text_addc(out, s[i] == '\n' ? ' ' : s[i]);
		}
		while (lines-- > 0)
			text_addc(out, '\n');
		at = end;
	}
}

/* Space between words, never two, none at the start. */
static void
add_space(struct text *out)
{
	if (out->len > 0 && out->s[out->len - 1] != ' ')
		text_addc(out, ' ');
}

/* &name; and &#number; as far as such texts use them; 0 where it is none. */
static size_t
entity(const char *s, size_t len, struct text *out)
{
	static const char *const known[][2] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&nbsp;", " " }, { "&sect;", "section " }, { "&ndash;", "-" },
		{ "&mdash;", "-" }, { "&lsquo;", "'" }, { "&rsquo;", "'" }, { "&ldquo;", "\"" },
		{ "&rdquo;", "\"" }, { "&apos;", "'" }, { "&bull;", "-" }, { "&hellip;", "..." },
		{ "&#8209;", "-" }, { "&#8208;", "-" }, { "&#8211;", "-" }, { "&#160;", " " },
		{ "&#xa0;", " " }, { "&#x2011;", "-" }, { "&#39;", "'" }, { "&#34;", "\"" },
		{ "&#167;", "section " }, { "&#46;", "." }, { "&shy;", "" } };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = strlen(known[i][0]);

		if (len >= n && strncasecmp(s, known[i][0], n) == 0) {
			if (known[i][1][0] == ' ')
				add_space(out);
			else
				text_add(out, known[i][1]);
			return n;
		}
	}
	return 0;
}

/* The end of an address that begins here; 0 where none does.  One that shows a
 * well-known path describes a procedure and stays. */
static size_t
address(const char *s, size_t len)
{
	static const char *const schemes[] = { "http://", "https://", "www.", "mailto:" };
	size_t n = 0;

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]) && !n; i++)
		if (len >= strlen(schemes[i]) &&
		    strncasecmp(s, schemes[i], strlen(schemes[i])) == 0)
			n = strlen(schemes[i]);
	if (!n)
		return 0;
	while (n < len && !space(s[n]) && !strchr("<>\"|)]}", s[n]))
		n++;
	for (size_t i = 0; i + 10 <= n; i++)
		if (memcmp(s + i, "well-known", 10) == 0)
			return 0;
	while (n > 0 && strchr(".,;:'", s[n - 1]))
		n--;
	return n;
}

/* The length of "(...)" or "[...]" or "{...}" from its opening bracket, nested ones counted; 0:
 * open. */
static size_t
bracket(const char *s, size_t len, char open, char close)
{
	size_t depth = 0, limit = len > LINK_MAX ? LINK_MAX : len;

	for (size_t i = 0; i < limit; i++) {
		if (s[i] == '\\') {
			i++;
		} else if (s[i] == open) {
			depth++;
		} else if (s[i] == close && --depth == 0) {
			return i + 1;
		}
	}
	return 0;
}

/* What is struck out, "~~...~~" or <del>...</del>, is no longer said; 0 where nothing is. */
static size_t
struck(const char *s, size_t len)
{
	struct cpstext_tag tag, close;
	size_t at;

	if (len > 4 && s[0] == '~' && s[1] == '~') {
		for (at = 2; at + 1 < len && at < STRUCK_MAX; at++)
			if (s[at] == '~' && s[at + 1] == '~')
				return at + 2;
		return 0;
	}
	if (s[0] != '<')
		return 0;
	tag_at(s, len, 0, &tag);
	if (tag.closing || (strcmp(tag.name, "del") != 0 && strcmp(tag.name, "s") != 0 &&
			       strcmp(tag.name, "strike") != 0))
		return 0;
	for (at = tag.end; at < STRUCK_MAX && cpstext_inline_tag(s, len, at, true, &close);
	     at = close.end)
		if (close.closing && strcmp(close.name, tag.name) == 0)
			return close.end;
	return 0;
}

/* "[text](target)", "[text][reference]", "![text](target)", "[^note]": only the text of
 * the first two stays.  Returns what was consumed, 0 where no link begins. */
static size_t link(const char *s, size_t len, int depth, struct text *out);

/* A tag, or the '<' of an address in angle brackets; 0 for a '<' that is a character. */
static size_t
plain_tag(const char *s, size_t len, size_t at)
{
	struct cpstext_tag tag;

	tag_at(s, len, at, &tag);
	if (tag.name[0])
		return tag.end - at;
	return at + 1 < len && address(s + at + 1, len - at - 1) ? 1 : 0;
}

static void
clean(const char *s, size_t len, int depth, struct text *out)
{
	for (size_t i = 0; i < len;) {
		char c = s[i], before = out->len ? out->s[out->len - 1] : ' ';
		size_t n = 0;

		if (space(c)) {
			add_space(out);
			n = 1;
		} else if (c == '\\' && i + 1 < len && !alnum(s[i + 1]) && !space(s[i + 1])) {
			text_addc(out, s[i + 1]);
			n = 2;
		} else if (c == '*' || c == '`') {
			n = 1;
		} else if (c == '_' && (!alnum(before) || i + 1 == len || !alnum(s[i + 1]))) {
			n = 1;
		} else if (c == '&') {
			n = entity(s + i, len - i, out);
		} else if (c == '<' || c == '~') {
			n = struck(s + i, len - i);
			if (n == 0 && c == '<')
				n = plain_tag(s, len, i);
		} else if (c == '[' || (c == '!' && i + 1 < len && s[i + 1] == '[')) {
			n = link(s + i, len - i, depth, out);
		} else if (c == '{' && i + 1 < len &&
			   (s[i + 1] == '#' || s[i + 1] == '.' || s[i + 1] == ':')) {
			n = bracket(s + i, len - i, '{', '}');
		} else if (letter(c) && !alnum(before)) {
			n = address(s + i, len - i);
		}
		if (n == 0)
			text_addc(out, c), n = 1;
		i += n;
	}
}

static size_t
link(const char *s, size_t len, int depth, struct text *out)
{
	size_t bang = s[0] == '!', n = bracket(s + bang, len - bang, '[', ']'), target = 0;

	if (n == 0 || depth > 4)
		return 0;
	n += bang;
	if (s[bang + 1] == '^')
		return n;
	if (n < len && s[n] == '(')
		target = bracket(s + n, len - n, '(', ')');
	else if (n < len && s[n] == '[')
		target = bracket(s + n, len - n, '[', ']');
	if (target == 0)
		return 0;
	if (!bang)
		clean(s + 1, n - 2, depth + 1, out);
	return n + target;
}

void
cpstext_inline(const char *s, size_t len, struct text *out)
{
	clean(s, len, 0, out);
}
