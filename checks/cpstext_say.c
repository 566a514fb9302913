#include <string.h>

#include "base/instant.h"
#include "checks/cpstext_date.h"
#include "checks/cpstext_say.h"
#include "checks/cpstext_words.h"

#define LOW_MAX 2000 /* bytes of a sentence that are looked at for single words */

/* Words that stand for the method itself. */
#define METHOD                                                                               \
	"method|methods|procedure|procedures|mechanism|mechanisms|option|options|technique|" \
	"challenge"
#define USE                                                                                        \
	"use|uses|using|perform|performs|support|supports|accept|accepts|employ|employs|"          \
	"implement|"                                                                               \
	"implements|offer|offers|allow|allows|permit|permits|rely|relies|apply|applies|utilize|"   \
	"utilise|practice|practise|provide|provides|adopt|do|conduct|operate|recognize|recognise|" \
	"execute"
#define USED                                                                                    \
	"used|allowed|permitted|supported|performed|implemented|applicable|available|accepted|" \
	"offered|"                                                                              \
	"employed|utilized|utilised|practiced|practised|applied|enabled|provided|conducted|"    \
	"adopted|"                                                                              \
	"authorized|approved|acceptable|relied|done|stipulated|valid|executed|operated|active|" \
	"operational"
#define ADVERB                                                                                     \
	"be|been|being|currently|longer|yet|presently|generally|ever|to|also|itself|normally|"     \
	"directly|any|more|at|present|in|use|practice|it|so|otherwise|publicly|and|or|must|shall|" \
	"may|will|not"

/* A whole sentence that leaves a section without content. */
static const char *const empty[] = { "^ no stipulation|stipulations $",
	"^ no stipulation|stipulations *6 $", "^ not applicable *6", "^ n/a $", "^ none $",
	"^ reserved $", "^ section reserved $", "^ intentionally *3 blank|omitted",
	"^ this section *2 intentionally", "^ deleted $", "^ omitted $",
	"^ not "
	"used|supported|implemented|permitted|allowed|performed|offered|available|accepted|enabled",
	"^ unused $", "^ no $", "^ retired $", "^ deprecated $", "^ withdrawn $", "^ unsupported $",
	"^ disabled $", "^ discontinued $", "^ prohibited $", NULL };

/* The method is the subject of these. */
static const char *const state[] = {
	"retired|deprecated|discontinued|withdrawn|obsolete|obsoleted|disabled",
	"forbidden|disallowed|prohibited|sunset|sunsetted|eliminated|abandoned|removed|unsupported",
	"unused|terminated|excluded|rejected|suspended|dropped|ended|superseded|replaced|void|"
	"inactive|banned",
	NULL
};

/* Refusals that need no "not". */
static const char *const refused[] = { "excludes|rejects|rejected|abandons|abandoned|dropped|"
				       "suspended|prohibits|forbids|disallows|bans|banned|disables|"
				       "disabled|terminated|withdrew *4 " METHOD,
	"refrain|refrains *2 using|use *4 " METHOD, "out of use|service|operation",
	"none of *4 above|following|these|methods *4 is|are|used",
	"neither *4 used|uses|supported|supports|performed|performs",
	METHOD "|section|subsection|paragraph|this|it *2 not *2 apply|applicable", NULL };

/* Refusals in other languages of practice statements. */
static const char *const foreign[] = {
	/* Slovak, Czech */
	"nepoužíva|nepoužívá|nevyužíva|nevyužívá|nepodporuje|neumožňuje",
	"zrušená|zrušena *4 nesmie|nesmí", "nesmie|nesmí *3 používať|používat|použiť|použít",
	"sa|se *1 nepoužíva|nepoužívá",
	/* German */
	"wird|werden *3 nicht *3 verwendet|genutzt|eingesetzt|angewendet|unterstützt",
	"verwendet|nutzt|unterstützt *4 nicht",
	"nicht *2 verwendet|genutzt|unterstützt|zulässig|anwendbar",
	/* French */
	"n'est|ne *3 pas *3 utilisée|utilisé|utilise|autorisée|autorisé|supportée|applicable",
	"n'utilise pas",
	/* Spanish, Portuguese, Italian */
	"no *2 utiliza|usa|emplea|permite|aplica|soporta", "não *2 utiliza|utilizado|usa|usado",
	"non *3 utilizza|utilizzato|usato|ammesso|previsto|applicabile|supportato|supporta",
	/* Polish, Hungarian */
	"nie *2 stosuje|stosowana|używa|wykorzystuje|dopuszcza",
	"nem *1 használja|alkalmazza|használt|alkalmazott", NULL
};

/* Only of a sentence that speaks of a method. */
static const char *const doubt[] = { "intends|intend|plans|planned *1 to", "in *2 future",
	"not yet", "to be determined|defined|decided|confirmed|announced", "tbd|tbc|tba",
	"under consideration|evaluation", "was|were previously|formerly|historically",
	"had been used", "pending *3 approval", "once *3 approved|accepted|adopted",
	"subject to *4 approval|adoption", "will be introduced|added|enabled",
	"may be introduced|added|enabled", "upon approval", "against *3 " METHOD,
	"reserved *3 future", "previously|formerly|historically|past *4 used", NULL };

static const char *const uses[] = { "use|uses|utilizes|utilises|employs|performs|perform|supports|"
				    "support|implements|implement|offers|accepts|"
				    "accept|permits|allows *5 " METHOD,
	"relies *1 on *4 " METHOD,
	"this|the|following|these *4 " METHOD " *3 is|are|may|can|shall|will *2 " USED, NULL };

static bool
has_any(const char *low, const char *const *words)
{
	for (; *words; words++)
		if (cpstext_words_has(low, *words))
			return true;
	return false;
}

/* Whether words [from, to) hold one of the alternatives. */
static bool
between(const struct cpstext_words *w, size_t from, size_t to, const char *alternatives)
{
	for (size_t i = from; i < to && i < w->n; i++)
		if (cpstext_words_is(w, i, alternatives))
			return true;
	return false;
}

/* The subject, words [0, end): the method, or a pronoun, or nothing; not a value or a name. */
static bool
subject_is_method(const struct cpstext_words *w, size_t end)
{
	size_t from = end > 14 ? end - 14 : 0;

	/* "(not used)", ": not supported" answer a title */
	if (end < w->n && w->w[end].at > 0) {
		size_t p = w->w[end].at;

		while (p > 0 && w->s[p - 1] == ' ')
			p--;
		if (p > 0 && strchr("(:[-", w->s[p - 1]))
			return true;
	}
	if (between(
		w, from, end, "data|value|values|token|tokens|record|records|redirects|random") ||
	    (between(w, from, end, "validations") &&
		between(w, from, end, "prior|completed|previous|existing|earlier")))
		return false;
	if (between(w, from, end, METHOD "|3.2.2.4.~|3.2.2.5.~"))
		return true;
	if (between(w, from, end,
		"certificate|certificates|wildcard|wildcards|name|names|fqdn|fqdns|key|keys|"
		"information|email|emails|e-mail|call|calls|address|addresses|file|request|"
		"applicant|subscriber|document|documents|cname|policy|services|service|ras|ra"))
		return false;
	/* the word before the verb, past auxiliaries */
	while (end > from &&
	       cpstext_words_is(w, end - 1,
		   "is|are|was|were|has|have|been|be|shall|must|will|may|can|"
		   "does|do|should|which|and|it's|currently|presently|generally|now|also"))
		end--;
	return end == 0 || cpstext_words_is(w, end - 1, "this|it|that|these|those|validation|so");
}

/* The object that begins at word i: the method. */
static bool
object_is_method(const struct cpstext_words *w, size_t i)
{
	size_t at;

	if (cpstext_words_is(w, i, "on|upon"))
		i++;
	if (i >= w->n)
		return true;
	if (cpstext_words_is(w, i, METHOD "|3.2.2.4.~|3.2.2.5.~"))
		return true;
	/* "does not do this", "does not use it for FQDNs", "does not use this validation method" */
	if (cpstext_words_is(w, i, "this|it|these|such|that|any|either|them|so"))
		return !between(
			   w, i, i + 3, "information|value|data|record|exceptions|exception") &&
		       (between(w, i + 1, i + 6, METHOD "|type|kind|manner|way|form|validation") ||
			   i + 3 >= w->n || cpstext_words_is(w, i + 1, "for|and|or|of"));
	/* "does not offer domain validation by this method" */
	if (cpstext_words_match(
		w, "*8 this|such|that *3 " METHOD "|manner|way|type|kind|form", i, &at, NULL) &&
	    at == i)
		return true;
	return cpstext_words_is(w, i, "the|section|sections|br") &&
	       between(w, i + 1, i + 5, METHOD "|following|above|3.2.2.4.~|3.2.2.5.~");
}

/* What follows the predicate narrows it. */
static enum cpstext_says
tail(const struct cpstext_words *w, size_t i)
{
	/* "not used after 30 days", "for more than 30 days" is an age */
	if (between(w, i, i + 3, "after|longer|more|beyond") &&
	    between(w, i, i + 6, "days|hours|longer|later"))
		return CPSTEXT_SAYS_NOTHING;
	if (between(w, i, i + 12, "wildcard|wildcards|subdomain|subdomains|sub-domains"))
		return CPSTEXT_SAYS_PARTIAL;
	if (between(w, i, i + 3, "for|in|to") && between(w, i, i + 5, "ev|ov|iv|s/mime|enterprise"))
		return CPSTEXT_SAYS_PARTIAL;
	if (between(w, i, w->n, "unless|except|excluding"))
		return CPSTEXT_SAYS_DOUBT;
	return CPSTEXT_SAYS_REFUSES;
}

/* A negated verb that is none of ours: about the method it leaves a doubt, else nothing. */
static enum cpstext_says
unknown(const struct cpstext_words *w, size_t i, size_t v)
{
	size_t at;

	if (cpstext_words_is(w, v,
		"require|requires|need|needs|cover|covers|involve|depend|affect|guarantee|expire|"
		"delegate|"
		"charge|reuse|re-use|reused|re-used|cache|disclose|include|exceed|issue|appear|"
		"receive|alter"))
		return CPSTEXT_SAYS_NOTHING;
	if (cpstext_words_match(
		w, "*5 this|such|that|above *2 " METHOD "|validation", v, &at, NULL) &&
	    at == v)
		return CPSTEXT_SAYS_DOUBT;
	return i >= 2 && between(w, i - 2, i, METHOD) ? CPSTEXT_SAYS_DOUBT : CPSTEXT_SAYS_NOTHING;
}

/* One negation, at word i ("not", "never", "no" of "no longer"); NOTHING: of something else. */
static enum cpstext_says
negation(const struct cpstext_words *w, size_t i)
{
	size_t v = i + 1;

	/* "should not" advises */
	if (i > 0 && cpstext_words_is(w, i - 1, "should"))
		return CPSTEXT_SAYS_NOTHING;
	if (cpstext_words_is(w, i, "no") && !cpstext_words_is(w, v, "longer"))
		return CPSTEXT_SAYS_NOTHING;
	while (
	    v < w->n && v < i + 6 && cpstext_words_is(w, v, ADVERB) && !cpstext_words_is(w, v, USE))
		v++;
	if (cpstext_words_is(w, v, "suitable|suited|appropriate"))
		return CPSTEXT_SAYS_PARTIAL;
	if (cpstext_words_is(w, v, USED) && subject_is_method(w, i))
		return tail(w, v + 1);
	/* "has not implemented this method" */
	if (cpstext_words_is(w, v, USED))
		return between(w, v + 1, v + 6, METHOD) &&
			       cpstext_words_is(w, v + 1, "this|the|such|these|method|methods")
			   ? tail(w, v + 1)
			   : CPSTEXT_SAYS_NOTHING;
	if (cpstext_words_is(w, v, "validate|verify|confirm|authenticate"))
		return between(w, v + 1, v + 6,
			   "domain|domains|applicant|applicant's|control|authorization|ip|fqdn|"
			   "fqdns|names") &&
			       between(w, v + 1, w->n, "by|using|through|via|with")
			   ? CPSTEXT_SAYS_REFUSES
			   : CPSTEXT_SAYS_NOTHING;
	if (!cpstext_words_is(w, v, USE))
		return unknown(w, i, v);
	if (cpstext_words_is(w, v + 1, "any|other") && between(w, v + 1, v + 4, "other"))
		return CPSTEXT_SAYS_NO_OTHER;
	return object_is_method(w, v + 1) ? tail(w, v + 1) : CPSTEXT_SAYS_NOTHING;
}

/* The strongest refusal of the sentence. */
static enum cpstext_says
refusal(const struct cpstext_words *w)
{
	enum cpstext_says found = CPSTEXT_SAYS_NOTHING, says;
	size_t at, after;

	if (cpstext_words_any(w, empty) || cpstext_words_any(w, foreign))
		return CPSTEXT_SAYS_REFUSES;
	if (cpstext_words_match(w, "^ no *2 other", 0, NULL, NULL) ||
	    cpstext_words_match(w, "no *3 " METHOD " *6 other than", 0, NULL, NULL))
		return CPSTEXT_SAYS_NO_OTHER;
	for (const char *const *s = state; *s; s++)
		if (cpstext_words_match(w, *s, 0, &at, &after) && subject_is_method(w, at)) {
			/* "method .6 has been removed" says so, "removed from the list" too */
			says = tail(w, after);
			if (says == CPSTEXT_SAYS_REFUSES)
				return says;
			found = says;
		}
	if (cpstext_words_any(w, refused))
		return CPSTEXT_SAYS_REFUSES;
	if (cpstext_words_match(w,
		"stop|stops|stopped|cease|ceases|ceased|discontinue|discontinues|discontinued *2 "
		"using|use|to|relying|performing|supporting|the|this|method",
		0, &at, &after) &&
	    between(w, after - 1, after + 4, METHOD "|it|this"))
		return CPSTEXT_SAYS_REFUSES;
	for (size_t i = 0; i < w->n; i++) {
		if (!cpstext_words_is(
			w, i, "not|never|cannot|no|nor|doesn't|don't|isn't|aren't|won't|can't"))
			continue;
		says = negation(w, i);
		if (says == CPSTEXT_SAYS_REFUSES)
			return says;
		if (says != CPSTEXT_SAYS_NOTHING)
			found = says;
	}
	return found;
}

/* DNSSEC, corroboration, CAA checks and the like, unless the procedure is told beside it. */
static bool
aside(const char *low, const struct cpstext_words *w)
{
	static const char *const always[] = { "dnssec", "dnssec-validation", "version number",
		"logging requirements", "quorum", NULL };
	static const char *const beside[] = { "multi-perspective", "mpic", "corroborat~",
		"network perspective~", "caa resource record set", "caa checking", "caa checks",
		"caa processing", "maintain a record", "maintains a record", "record of which",
		"instead", "redirect~", "entropy", NULL };

	if (has_any(low, always))
		return true;
	return has_any(low, beside) &&
	       !cpstext_words_match(w,
		   "confirm~|verif~|validat~|demonstrat~ *3 applicant|applicant's|subscriber|"
		   "requester's|control",
		   0, NULL, NULL);
}

/* What stands in the 24 bytes before a date. */
static bool
before(const char *low, size_t at, const char *const *words)
{
	char buf[32];
	size_t n = at < 24 ? at : 24;

	memcpy(buf, low + at - n, n);
	buf[n] = '\0';
	return has_any(buf, words);
}

/* The dates that begin and end a use, and how the words before them count the day. */
static void
dates(const char *low, size_t len, const struct cpstext_words *w, struct cpstext_say *out)
{
	static const char *const through[] = { "until", "through", "till", "up to", "to", NULL };
	static const char *const ahead[] = { "before", "prior to", NULL };
	static const char *const after[] = { "after", NULL };
	static const char *const on_after[] = { "on or after", NULL };
	struct cpstext_date d = { 0 };
	bool method = cpstext_words_match(w, METHOD, 0, NULL, NULL);

	while (cpstext_date_find(low, len, d.end, &d)) {
		bool ends = before(low, d.start, through), first = before(low, d.start, ahead);

		if (out->says == CPSTEXT_SAYS_REFUSES && out->date == INSTANT_NONE) {
			out->date = d.at;
			/* "not used after March 14" ends with that day */
			if (before(low, d.start, after) && !before(low, d.start, on_after))
				out->date += INSTANT_DAY;
		} else if (out->says == CPSTEXT_SAYS_USES ||
			   (out->says == CPSTEXT_SAYS_NOTHING && method)) {
			if (first)
				out->date = d.at;
			else if (ends)
				out->date = d.at + INSTANT_DAY;
			else if (out->says == CPSTEXT_SAYS_USES)
				out->begins = d.at;
			if (first || ends)
				out->says = CPSTEXT_SAYS_USES;
		}
		/* nothing but a date and what introduces it dates the lines below */
		if (w->n <= 10 && out->says == CPSTEXT_SAYS_NOTHING && d.end + 3 >= len &&
		    cpstext_words_match(
			w, "^ effective|from|beginning|starting|as|by|after", 0, NULL, NULL))
			out->lead = d.at;
	}
}

/* Suitable for wildcards: +1, not: -1, not told: 0. */
static int
wildcard(const char *low, const struct cpstext_words *w)
{
	if (!cpstext_words_has(low, "wildcard~") || !cpstext_words_match(w, METHOD, 0, NULL, NULL))
		return 0;
	if (cpstext_words_match(w,
		"not|cannot|never|no *4 wildcard~|suitable|used|support~|be|permit~", 0, NULL,
		NULL))
		return -1;
	return cpstext_words_match(w, "suitable|used|permitted|may|can *6 wildcard~", 0, NULL, NULL)
		   ? 1
		   : 0;
}

/* Certificates for IP addresses are not issued at all. */
static bool
no_ip(const char *low, const struct cpstext_words *w)
{
	static const char *const patterns[] = { "no ip *2 certificate|certificates",
		"not *1 issue *8 ip",
		"ip address|addresses *2 not *2 allowed|permitted|supported|included",
		"nevydáva|nevydává *12 ip", NULL };

	return !cpstext_words_has(low, "reserved") && !cpstext_words_has(low, "internal") &&
	       cpstext_words_any(w, patterns);
}

void
cpstext_say(const char *low, size_t len, struct cpstext_say *out)
{
	struct cpstext_words w;
	char buf[LOW_MAX];
	size_t n = len < sizeof(buf) - 1 ? len : sizeof(buf) - 1;

	*out = (struct cpstext_say){
		.date = INSTANT_NONE, .begins = INSTANT_NONE, .lead = INSTANT_NONE
	};
	memcpy(buf, low, n);
	buf[n] = '\0';
	cpstext_words(buf, n, &w);
	out->wildcard = wildcard(buf, &w);
	out->no_ip = no_ip(buf, &w);
	if (aside(buf, &w)) {
		out->says = CPSTEXT_SAYS_ASIDE;
		return;
	}
	out->says = out->no_ip ? CPSTEXT_SAYS_REFUSES : refusal(&w);
	if (out->says == CPSTEXT_SAYS_NOTHING &&
	    cpstext_words_match(&w, METHOD "|3.2.2.4.~", 0, NULL, NULL) &&
	    cpstext_words_any(&w, doubt))
		out->says = CPSTEXT_SAYS_DOUBT;
	if (out->says == CPSTEXT_SAYS_NOTHING &&
	    (cpstext_words_has(buf, "wildcard~") || cpstext_words_has(buf, "all the labels") ||
		cpstext_words_has(buf, "all the domain labels") ||
		cpstext_words_has(buf, "prior validations")))
		out->says = CPSTEXT_SAYS_PARTIAL;
	if (out->says == CPSTEXT_SAYS_NOTHING && cpstext_words_any(&w, uses) &&
	    !cpstext_words_match(
		&w, "requirements|brs|forum|br permit|permits|allow|allows", 0, NULL, NULL))
		out->says = CPSTEXT_SAYS_USES;
	out->bare = out->says == CPSTEXT_SAYS_REFUSES &&
		    !cpstext_words_match(&w, METHOD "|this|it|3.2.2.4.~|3.2.2.5.~", 0, NULL, NULL);
	out->past = out->says == CPSTEXT_SAYS_REFUSES &&
		    (cpstext_words_match(&w, "stopped|ceased|discontinued", 0, NULL, NULL) ||
			cpstext_words_match(&w,
			    "has|have|was|were *2 "
			    "retired|deprecated|withdrawn|removed|disabled|eliminated|obsoleted",
			    0, NULL, NULL));
	dates(buf, n, &w, out);
}
