#include "cli/period.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/instant.h"
#include "base/say.h"
#include "base/text.h"
#include "cli/judgement.h"

int
period_find_any(struct ledger *l, const char *label, struct population *p)
{
	int got = population_find(l, label, p);

	if (got == 0)
		return say_error("%s: expected the label of a frozen population (selfaudit freeze makes one), found none", label);
	return got < 0 ? -1 : 0;
}

int
period_find(struct ledger *l, const char *label, struct population *p)
{
	if (period_find_any(l, label, p) != 0)
		return -1;
	if (p->voided)
		return say_error("%s: expected a population that stands, found it void", label);
	return 0;
}

json_t *
period_hex(const uint8_t hash[32])
{
	char hex[DIGEST_HEX];

	return json_string(digest_hex(hash, 32, hex));
}

json_t *
period_time(int64_t t)
{
	char at[INSTANT_TEXT];

	return t == INSTANT_NONE ? json_null() : json_string(instant_format(t, at));
}

static json_t *
strata_json(struct ledger *l, int64_t id, uint64_t *sample)
{
	struct population_stratum *strata;
	size_t count;
	json_t *list;

	if (population_strata(l, id, &strata, &count) != 0)
		return NULL;
	list = json_array();
	*sample = 0;
	for (size_t i = 0; i < count; i++) {
		*sample += strata[i].sample;
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I, s:o, s:s, s:s}", "name", strata[i].name,
			"population", (json_int_t)strata[i].count, "sample",
			(json_int_t)strata[i].sample, "digest", period_hex(strata[i].digest),
			"meaning", strata[i].meaning, "basis", strata[i].basis));
	}
	population_free_strata(strata, count);
	return list;
}

static json_t *
text_json(const struct text *t)
{
	return t->s ? json_stringn(t->s, t->len) : json_null();
}

json_t *
period_json(struct ledger *l, const struct population *p, bool draw)
{
	struct text nonce = { 0 }, source = { 0 };
	uint64_t sample = 0;
	json_t *strata = strata_json(l, p->id, &sample), *object = NULL;

	if (!strata || population_nonce_source(l, p->id, &source) != 0 ||
	    population_nonce(l, p->id, &nonce) != 0) {
		json_decref(strata);
		goto out;
	}
	object = json_pack("{s:s, s:o, s:o, s:I, s:o, s:o, s:o}", "label", p->label, "from",
	    period_time(p->from), "until", period_time(p->until), "population",
	    (json_int_t)p->count, "digest", period_hex(p->digest), "commitment",
	    period_hex(p->commitment_sha256), "strata", strata);
	if (!object) {
		say_nomem("json");
		goto out;
	}
	json_object_set_new(object, "frozen_at", period_time(p->frozen_at));
	json_object_set_new(object, "nonce_source", text_json(&source));
	json_object_set_new(object, "sample", json_integer((json_int_t)sample));
	if (draw) {
		json_object_set_new(object, "seed", p->drawn ? period_hex(p->seed) : json_null());
		json_object_set_new(object, "nonce", text_json(&nonce));
		json_object_set_new(object, "verifiable",
		    p->drawn ? json_boolean(p->verifiable) : json_null());
		json_object_set_new(object, "drawn_at", period_time(p->drawn_at));
	}
out:
	text_free(&nonce);
	text_free(&source);
	return object;
}

int
period_print(struct ledger *l, const struct population *p)
{
	char from[INSTANT_TEXT], until[INSTANT_TEXT], at[INSTANT_TEXT], hex[DIGEST_HEX];
	struct population_stratum *strata;
	uint64_t sample = 0;
	size_t count;

	if (population_strata(l, p->id, &strata, &count) != 0)
		return -1;
	printf("%s: %llu certificate%s issued after %s, until %s (frozen %s)\n", p->label,
	    (unsigned long long)p->count, text_s(p->count), instant_format(p->from, from),
	    instant_format(p->until, until), instant_format(p->frozen_at, at));
	printf("digest      %s\n", digest_hex(p->digest, 32, hex));
	printf("commitment  %s\n", digest_hex(p->commitment_sha256, 32, hex));
	printf("\n%-28s %12s %10s  %s\n", "stratum", "population", "sample", "because");
	for (size_t i = 0; i < count; i++) {
		printf("%-28s %12llu %10llu  %s\n", strata[i].name,
		    (unsigned long long)strata[i].count, (unsigned long long)strata[i].sample,
		    strata[i].basis);
		sample += strata[i].sample;
	}
	printf("%-28s %12llu %10llu\n", "", (unsigned long long)p->count,
	    (unsigned long long)sample);
	for (size_t i = 0; i < count; i++)
		printf("%s%s: %s\n", i ? "" : "\n", strata[i].name, strata[i].meaning);
	population_free_strata(strata, count);
	return 0;
}

/* The place of a stratum in the commitment: 0, or -1 said. */
static int
stratum_named(struct ledger *l, const struct population *of, const char *name, int64_t *ord)
{
	struct population_stratum *strata;
	size_t count, i = 0;

	if (population_strata(l, of->id, &strata, &count) != 0)
		return -1;
	while (i < count && strcmp(strata[i].name, name) != 0)
		i++;
	population_free_strata(strata, count);
	if (i == count)
		return say_error("%s: expected a stratum of its commitment, found %s", of->label, name);
	*ord = (int64_t)i;
	return 0;
}

int
period_list_begin(struct period_lister *p, struct ledger *l, const struct population *of,
    const char *stratum)
{
	p->stratum = -1;
	p->count = 0;
	if (stratum && strcmp(stratum, "judgement") == 0)
		p->stratum = JUDGEMENT_STRATUM - 1;
	else if (stratum && stratum_named(l, of, stratum, &p->stratum) != 0)
		return -1;
	if (p->json) {
		json_t *label = json_string(of->label), *name = stratum ? json_string(stratum) :
									  json_null();
		char *a = label ? json_dumps(label, JSON_ENCODE_ANY) : NULL;
		char *b = name ? json_dumps(name, JSON_ENCODE_ANY) : NULL;

		printf("{\"label\": %s, \"stratum\": %s, \"fingerprints\": [", a ? a : "null",
		    b ? b : "null");
		free(a);
		free(b);
		json_decref(label);
		json_decref(name);
	}
	return 0;
}

void
period_list_item(struct period_lister *p, const uint8_t fingerprint[32])
{
	char hex[DIGEST_HEX];

	digest_hex(fingerprint, 32, hex);
	if (p->json)
		printf("%s\n  \"%s\"", p->count ? "," : "", hex);
	else
		puts(hex);
	p->count++;
}

void
period_list_end(struct period_lister *p)
{
	if (p->json)
		puts("]}");
}
