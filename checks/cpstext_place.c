#include <stdlib.h>
#include <string.h>

#include "base/instant.h"
#include "base/say.h"
#include "checks/cpstext_place.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_words.h"

#define LEAD_MAX 1500 /* bytes of a sentence that are looked at */
#define DEPTH 24      /* lists inside lists that are followed */

/* Sections in which a method is spoken of and not permitted. */
static const char *const aside_titles[] = { "definition~", "acronym~", "glossary", "abbreviation~",
	"reference~", "revision~", "history", "change log", "changelog", "changes", "amendment~",
	"document versions", "caa", "dnssec", "corroboration", "perspective~", "table of contents",
	"contents", "audit~", "log", "logging", "records", "archiv~", "revocation", "profile~",
	"s/mime", "mailbox~", "email address~", "e-mail address~", "code signing",
	"document signing", "mark certificate~", "compliance matrix", "effective dates",
	"relevant dates", "self-assessment", "onion", "onion domain~", NULL };

static bool
any(const char *low, const char *const *words)
{
	for (; *words; words++)
		if (cpstext_words_has(low, *words))
			return true;
	return false;
}

enum cpstext_topic
cpstext_place_topic(const struct cpstext_blocks *b, size_t section)
{
	enum cpstext_topic topic = CPSTEXT_TOPIC_NONE;
	static const char *const domain[] = { "domain", "fqdn", "domains", "dcv", NULL };
	static const char *const verify[] = { "validat~", "authoriz~", "authoris~", "control",
		"verif~", "authenticat~", "owner~", "dcv", "identity", NULL };

	for (; section != CPSTEXT_NONE; section = b->v[section].section) {
		const char *title = b->v[section].low + b->v[section].title;

		if (topic == CPSTEXT_TOPIC_NONE &&
		    any(title, (const char *const[]){ "ip address", "ip addresses", NULL }) &&
		    !cpstext_words_has(title, "domain"))
			topic = CPSTEXT_TOPIC_IP;
		else if (topic == CPSTEXT_TOPIC_NONE && any(title, domain) && any(title, verify) &&
			 !cpstext_words_has(title, "wildcard"))
			topic = CPSTEXT_TOPIC_DOMAIN;
		else if (any(title, aside_titles))
			return CPSTEXT_TOPIC_ASIDE;
		if (topic == CPSTEXT_TOPIC_NONE &&
		    (strcmp(b->v[section].number, "3.2.2") == 0 ||
			strncmp(b->v[section].number, "3.2.2.4", 7) == 0))
			topic = CPSTEXT_TOPIC_DOMAIN;
		/* the title of the whole document names no section */
		if (b->v[section].number[0] && b->v[section].section != CPSTEXT_NONE &&
		    !b->v[b->v[section].section].number[0])
			break;
	}
	return topic;
}

/* One open list. */
struct level {
	int indent;
	char marker;
	int ordinal;
	size_t item, lead;
	bool prose; /* a paragraph has come since */
};

struct lists {
	struct level v[DEPTH];
	size_t n, text; /* open lists; the last text that is no item */
};

/* Text that may introduce a new list. */
static bool
introduces(const struct cpstext_block *k)
{
	return k->kind == CPSTEXT_HEADING || k->low[k->len - 1] == ':' ||
	       k->low[k->len - 1] == ';' || cpstext_words_has(k->low, "following") ||
	       cpstext_words_has(k->low, "below");
}

static void
item(const struct cpstext_blocks *b, size_t i, struct lists *s, struct cpstext_list *l)
{
	const struct cpstext_block *k = &b->v[i];
	struct level *top;

	while (s->n && s->v[s->n - 1].indent > k->level)
		s->n--;
	top = s->n ? &s->v[s->n - 1] : NULL;
	if (top && top->indent == k->level && top->marker == k->marker &&
	    (k->marker == '-' ? !top->prose || !introduces(&b->v[s->text])
			      : k->ordinal == top->ordinal + 1)) {
		l->before[i] = top->item;
		l->lead[i] = top->lead;
	} else if (top && top->indent < k->level && !top->prose) {
		l->lead[i] = top->item;
	} else {
		l->lead[i] = s->text;
	}
	if (!top || top->indent != k->level) {
		if (s->n == DEPTH)
			s->n--;
		top = &s->v[s->n++];
	}
	*top = (struct level){ k->level, k->marker, k->ordinal, i, l->lead[i], false };
}

int
cpstext_place_lists(const struct cpstext_blocks *b, struct cpstext_list *l)
{
	struct lists s = { .text = CPSTEXT_NONE };
	int cell[3] = { 0, 0, 0 };

	l->lead = malloc((b->n + 1) * sizeof(l->lead[0]));
	l->before = malloc((b->n + 1) * sizeof(l->before[0]));
	if (!l->lead || !l->before) {
		cpstext_place_free(l);
		return say_nomem("cpstext");
	}
	for (size_t i = 0; i < b->n; i++) {
		const struct cpstext_block *k = &b->v[i];

		l->lead[i] = l->before[i] = CPSTEXT_NONE;
		if (k->table != cell[0] || k->row != cell[1] || k->col != cell[2])
			s.n = 0;
		cell[0] = k->table, cell[1] = k->row, cell[2] = k->col;
		if (k->kind == CPSTEXT_HEADING)
			s.n = 0;
		if (k->kind == CPSTEXT_ITEM) {
			item(b, i, &s, l);
			continue;
		}
		s.text = i;
		for (size_t n = 0; n < s.n; n++)
			s.v[n].prose = true;
	}
	return 0;
}

void
cpstext_place_free(struct cpstext_list *l)
{
	free(l->lead);
	free(l->before);
	l->lead = l->before = NULL;
}

enum cpstext_lead
cpstext_place_says(
    const struct cpstext_blocks *b, size_t block, size_t from, size_t to, int64_t *until)
{
	static const char *const follows[] = {
		"following|below|these|listed|one|more|any|least|several|only *6 "
		"method|methods|procedure|procedures|mechanism|"
		"mechanisms|means|ways|techniques|options|practices|checks",
		"method|methods|procedures|mechanisms|ways *10 below|following|listed", NULL
	};
	static const char *const does[] = {
		"use|uses|used|using|perform~|verif~|validat~|confirm~|check~|demonstrat~|support~|"
		"accept~|employ~|done|implement~|"
		"prov~|establish~|determin~|authenticat~|carried",
		NULL
	};
	static const char *const of[] = { "domain", "domains", "fqdn", "fqdns", "fully-qualified",
		"dns", "ip", "control", "ownership", "host~", "right-to-use", "authorization",
		"name", NULL };
	static const char *const not_of[] = { "onion", "mailbox", "mailboxes", "s/mime",
		"email address", "e-mail address", "dnssec", "corroborat~", "caa", "organization's",
		"identity of the", "country", "tradename", "dba", "address of the applicant",
		NULL };
	char low[LEAD_MAX];
	size_t n = to - from < sizeof(low) - 1 ? to - from : sizeof(low) - 1;
	struct cpstext_words w;
	struct cpstext_say say;
	enum cpstext_topic topic;

	*until = INSTANT_NONE;
	memcpy(low, b->v[block].low + from, n);
	low[n] = '\0';
	cpstext_words(low, n, &w);
	while (n > 0 && low[n - 1] == ' ')
		n--;
	/* it has to point to what follows */
	if (n == 0 || (low[n - 1] != ':' && low[n - 1] != ';' &&
			  !cpstext_words_match(&w, "following|below|listed", 0, NULL, NULL)))
		return CPSTEXT_LEAD_NONE;
	if (!cpstext_words_any(&w, follows) &&
	    !(low[n - 1] == ':' &&
		cpstext_words_match(&w, "methods|procedures|mechanisms|ways|means", 0, NULL, NULL)))
		return CPSTEXT_LEAD_NONE;
	cpstext_say(low, n, &say);
	if (say.says == CPSTEXT_SAYS_REFUSES) {
		*until = say.date;
		return CPSTEXT_LEAD_REFUSES;
	}
	if (say.says == CPSTEXT_SAYS_DOUBT || say.says == CPSTEXT_SAYS_PARTIAL ||
	    say.says == CPSTEXT_SAYS_ASIDE || say.wildcard || any(low, not_of) ||
	    !cpstext_words_any(&w, does))
		return CPSTEXT_LEAD_ASIDE;
	topic = cpstext_place_topic(b, b->v[block].section);
	if (topic == CPSTEXT_TOPIC_ASIDE || (topic == CPSTEXT_TOPIC_NONE && !any(low, of)))
		return CPSTEXT_LEAD_ASIDE;
	/* the Requirements permit much that the CA does not do */
	if (cpstext_words_match(&w,
		"requirements|brs|forum|br "
		"permit|permits|allow|allows|define|defines|describe|describes",
		0, NULL, NULL))
		return CPSTEXT_LEAD_ASIDE;
	return CPSTEXT_LEAD_USES;
}

/* The last sentence of a text speaks of what follows it. */
enum cpstext_lead
cpstext_place_lead(const struct cpstext_blocks *b, size_t block, int64_t *until)
{
	size_t from = 0;

	*until = INSTANT_NONE;
	if (block == CPSTEXT_NONE || b->v[block].kind == CPSTEXT_HEADING)
		return CPSTEXT_LEAD_NONE;
	for (size_t to = 0; to < b->v[block].len;) {
		from = to;
		to = cpstext_words_sentence(
		    b->v[block].text, b->v[block].low, b->v[block].len, from);
	}
	return cpstext_place_says(b, block, from, b->v[block].len, until);
}

/* The practice statement or the Requirements: whichever is named last before "prevails" is what
 * prevails. */
bool
cpstext_place_defers(const struct cpstext_blocks *b, size_t block)
{
	static const char verb[] = "prevail~|precedence";
	static const char other[] = "cps|cp|cp/cps|statement|policy|document";
	static const char law[] = "requirements|guidelines|brs|forum|law|legislation|regulation";
	const struct cpstext_block *k;
	struct cpstext_words w;
	size_t at;

	if (block == CPSTEXT_NONE)
		return false;
	k = &b->v[block];
	if (!strstr(k->low, "prevail") && !strstr(k->low, "precedence"))
		return false;
	cpstext_words(k->low, k->len < LEAD_MAX ? k->len : LEAD_MAX, &w);
	for (size_t from = 0; cpstext_words_match(&w, verb, from, &at, &from);) {
		size_t i = at;

		while (i > 0) {
			i--;
			if (cpstext_words_is(&w, i, law))
				break;
			if (!cpstext_words_is(&w, i, other))
				continue;
			if (i > 0 && cpstext_words_is(&w, i - 1, "this|present|our"))
				continue;
			return true;
		}
	}
	return false;
}
