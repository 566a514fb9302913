/* The subject: which attributes each type of certificate has, and how they are written. */
#include <string.h>

#include "base/cert.h"
#include "base/der.h"
#include "checks/asked.h"
#include "checks/families.h"

/* In the order of BR 7.1.4.2; 0: no place in the order, or no limit. */
static const struct kind {
	const char *name;
	int place;
	size_t max;		/* characters */
	bool printable;		/* PrintableString alone */
	bool many;		/* may occur more than once */
} kinds[] = {
	{ "DC", 1, 63, false, true },
	{ "C", 2, 2, true, false },
	{ "ST", 3, 128, false, false },
	{ "L", 4, 128, false, false },
	{ "postalCode", 5, 40, false, false },
	{ "street", 6, 128, false, true },
	{ "O", 7, 64, false, false },
	{ "SN", 8, 64, false, false },
	{ "GN", 9, 64, false, false },
	{ "OU", 10, 64, false, true },
	{ "CN", 11, 64, false, false },
	{ "businessCategory", 0, 128, false, false },
	{ "jurisdictionC", 0, 2, true, false },
	{ "jurisdictionST", 0, 128, false, false },
	{ "jurisdictionL", 0, 128, false, false },
	{ "serialNumber", 0, 64, true, false },
	{ "organizationIdentifier", 0, 0, false, false },
};

static const struct kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	return NULL;
}

/* The first attribute of the subject whose name is in the list, or NULL. */
static const struct dn_attribute *
first_of(const struct cert *x, const char *const *names, size_t count)
{
	for (size_t i = 0; i < x->subject.count; i++)
		for (size_t j = 0; j < count; j++)
			if (!strcmp(x->subject.attributes[i].name, names[j]))
				return &x->subject.attributes[i];
	return NULL;
}

static bool
has(const struct cert *x, const char *name)
{
	return first_of(x, &name, 1);
}

ASKED_APPLIES(is_dv)
{
	return u->type == UNIT_TYPE_DV;
}

ASKED_APPLIES(is_ov)
{
	return u->type == UNIT_TYPE_OV;
}

ASKED_APPLIES(is_iv)
{
	return u->type == UNIT_TYPE_IV;
}

ASKED_APPLIES(is_ev)
{
	return u->type == UNIT_TYPE_EV;
}

ASKED_APPLIES(is_ov_or_iv)
{
	return u->type == UNIT_TYPE_OV || u->type == UNIT_TYPE_IV;
}

ASKED_APPLIES(has_subject)
{
	return u->cert && u->cert->subject.count;
}

/* What each type has */

ASKED_RUN(dv_identity)
{
	static const char *const banned[] = { "O", "GN", "SN", "street", "L", "ST", "postalCode" };
	const struct dn_attribute *a = first_of(u->cert, banned, sizeof banned / sizeof *banned);

	return a ? rule_fail(why, a->name, "expected no %s in a domain-validated subject, found one", a->name)
		 : OUTCOME_PASS;
}

ASKED_RUN(dv_only)
{
	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const char *name = u->cert->subject.attributes[i].name;

		if (strcmp(name, "C") && strcmp(name, "CN"))
			return rule_fail(why, name, "expected C and CN alone in a domain-validated subject, found %s",
			    name);
	}
	return OUTCOME_PASS;
}

static enum outcome
wants(const struct cert *x, const char *name, struct rule_why *why)
{
	return has(x, name) ? OUTCOME_PASS : rule_fail(why, name, "expected %s, found none", name);
}

/* Country, and place by locality or state. */
static enum outcome
wants_place(const struct cert *x, struct rule_why *why)
{
	if (!has(x, "L") && !has(x, "ST"))
		return rule_fail(why, "L or ST", "expected L or ST, found neither");
	return wants(x, "C", why);
}

ASKED_RUN(ov)
{
	enum outcome o = wants(u->cert, "O", why);

	return o == OUTCOME_PASS ? wants_place(u->cert, why) : o;
}

ASKED_RUN(ov_person)
{
	static const char *const banned[] = { "GN", "SN" };
	const struct dn_attribute *a = first_of(u->cert, banned, 2);

	return a ? rule_fail(why, a->name, "expected no %s beside an organization, found one", a->name)
		 : OUTCOME_PASS;
}

/* The first profile asked for a person or an organization, that of SC-062 for a person. */
ASKED_RUN(iv_person)
{
	enum outcome o = wants(u->cert, "SN", why);

	return o == OUTCOME_PASS ? wants(u->cert, "GN", why) : o;
}

ASKED_RUN(iv)
{
	if (!has(u->cert, "O") && !(has(u->cert, "GN") && has(u->cert, "SN")))
		return rule_fail(why, "name", "expected GN and SN, or O, found neither");
	return wants_place(u->cert, why);
}

ASKED_RUN(ev)
{
	static const char *const wanted[] = { "O", "businessCategory", "jurisdictionC", "serialNumber", "C" };

	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (wants(u->cert, wanted[i], why) != OUTCOME_PASS)
			return OUTCOME_FAIL;
	return OUTCOME_PASS;
}

/* EVG 7.1.4.2.3: the four words, as they stand. */
ASKED_RUN(ev_category)
{
	static const char *const words[] = { "Private Organization", "Government Entity", "Business Entity",
		"Non-Commercial Entity" };
	const char *value = dn_value(&u->cert->subject, "businessCategory");

	for (size_t i = 0; value && i < sizeof words / sizeof *words; i++)
		if (!strcmp(value, words[i]))
			return OUTCOME_PASS;
	return rule_fail(why, "", "expected a business category of the EV Guidelines, found %s",
	    value ? value : "none");
}

ASKED_RUN(ou)
{
	return has(u->cert, "OU") ? rule_fail(why, "", "expected no OU, found one") : OUTCOME_PASS;
}

ASKED_RUN(other)
{
	static const char *const listed[] = { "DC", "C", "ST", "L", "O", "SN", "GN", "OU", "CN" };

	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const char *name = u->cert->subject.attributes[i].name;
		bool known = false;

		for (size_t j = 0; j < sizeof listed / sizeof *listed; j++)
			known |= !strcmp(name, listed[j]);
		/* BR 7.1.2.7.3: not of a person */
		known &= u->type != UNIT_TYPE_IV || (strcmp(name, "O") && strcmp(name, "DC"));
		if (!known)
			return rule_fail(why, name, "expected no attribute that is not recommended, found %s",
			    name);
	}
	return OUTCOME_PASS;
}

/* EVG 7.1.4.2.1 to .8 name those that there may be, .9 forbids all others. */
ASKED_RUN(ev_other)
{
	static const char *const named[] = { "O", "CN", "businessCategory", "jurisdictionC", "jurisdictionST",
		"jurisdictionL", "serialNumber", "street", "L", "ST", "postalCode", "C", "OU", "organizationIdentifier" };

	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const char *name = u->cert->subject.attributes[i].name;
		bool found = false;

		for (size_t j = 0; j < sizeof named / sizeof *named; j++)
			found |= !strcmp(name, named[j]);
		if (!found)
			return rule_fail(why, name, "expected only attributes of the EV Guidelines, found %s", name);
	}
	return OUTCOME_PASS;
}

/* How they are written */

static size_t
characters(const struct dn_attribute *a)
{
	size_t n = 0;

	if (a->tag == DER_BMP_STRING)
		return a->raw_len / 2;
	if (a->tag == DER_UNIVERSAL_STRING)
		return a->raw_len / 4;
	for (size_t i = 0; i < a->raw_len; i++)
		n += a->tag != DER_UTF8_STRING || (a->raw[i] & 0xc0) != 0x80;
	return n;
}

ASKED_RUN(length)
{
	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const struct dn_attribute *a = &u->cert->subject.attributes[i];
		const struct kind *k = kind_of(a->name);

		if (k && k->max && characters(a) > k->max)
			return rule_fail(why, a->name, "expected %s of at most %zu characters, found %zu",
			    a->name, k->max, characters(a));
		if (!a->raw_len)
			return rule_fail(why, a->name, "expected a value of %s, found an empty one", a->name);
	}
	return OUTCOME_PASS;
}

ASKED_RUN(encoding)
{
	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const struct dn_attribute *a = &u->cert->subject.attributes[i];
		const struct kind *k = kind_of(a->name);

		const char *wanted = "UTF8String or PrintableString";
		bool sound = a->tag == DER_PRINTABLE_STRING || a->tag == DER_UTF8_STRING;

		if (!k)
			continue;
		if (k->printable) {
			wanted = "PrintableString";
			sound = a->tag == DER_PRINTABLE_STRING;
		} else if (!strcmp(a->name, "DC")) {
			wanted = "IA5String";
			sound = a->tag == DER_IA5_STRING;
		}
		if (!sound)
			return rule_fail(why, a->name, "expected %s, found %s in another string type", wanted,
			    a->name);
	}
	return u->cert->subject.odd
	    ? rule_fail(why, "octets", "expected characters of their string type, found other octets")
	    : OUTCOME_PASS;
}

ASKED_RUN(order)
{
	int last = 0;

	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const struct kind *k = kind_of(u->cert->subject.attributes[i].name);

		if (!k || !k->place)
			continue;
		if (k->place < last)
			return rule_fail(why, k->name, "expected attributes in the order of BR 7.1.4.2, found %s too late",
			    k->name);
		last = k->place;
	}
	return OUTCOME_PASS;
}

ASKED_RUN(single)
{
	struct der d = der_over(u->cert->subject.der, u->cert->subject.der_len), in;
	struct der_value name, rdn, part;

	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const char *oid = u->cert->subject.attributes[i].oid;
		const struct kind *k = kind_of(u->cert->subject.attributes[i].name);

		for (size_t j = 0; j < i && !(k && k->many); j++)
			if (!strcmp(u->cert->subject.attributes[j].oid, oid))
				return rule_fail(why, u->cert->subject.attributes[i].name,
				    "expected %s once, found it twice", u->cert->subject.attributes[i].name);
	}
	if (!der_take(&d, DER_SEQUENCE, &name))
		return OUTCOME_PASS;
	d = der_in(&name);
	while (der_take(&d, DER_SET, &rdn)) {
		in = der_in(&rdn);
		if (der_next(&in, &part) && !der_at_end(&in))
			return rule_fail(why, "multi-valued",
			    "expected one attribute in each part of the name, found several");
	}
	return OUTCOME_PASS;
}

ASKED_RUN(metadata)
{
	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const struct dn_attribute *a = &u->cert->subject.attributes[i];

		if (a->raw_len && a->value[strspn(a->value, ".- ")] == '\0')
			return rule_fail(why, a->name, "expected a value of %s, found \"%s\"", a->name, a->value);
	}
	return OUTCOME_PASS;
}

ASKED_RUN(country)
{
	static const char *const names[] = { "C", "jurisdictionC" };

	for (size_t i = 0; i < u->cert->subject.count; i++) {
		const struct dn_attribute *a = &u->cert->subject.attributes[i];

		if (strcmp(a->name, names[0]) && strcmp(a->name, names[1]))
			continue;
		if (strlen(a->value) != 2 || strspn(a->value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2)
			return rule_fail(why, a->name, "expected two capital letters in %s, found %s", a->name,
			    a->value);
	}
	return OUTCOME_PASS;
}

#define SUBJECT                                                                                    \
	.version = 1, .family = "subject", .scope = RULE_CERTIFICATE, .needs_der = true,           \
	.date = RULE_BY_ISSUANCE
#define MUST SUBJECT, .severity = SEVERITY_MUST, .revocation = REVOCATION_5D
#define SHOULD SUBJECT, .severity = SEVERITY_SHOULD

const struct rule family_subject_rules[] = {
	{ MUST, .id = "subject.dv_identity", .title = "a DV subject names no organization, person or address",
	  .clause = "BR 7.1.6.1 of 1.8.7, BR 7.1.2.7.2", .effective = "2012-07-01", .applies = is_dv,
	  .run = dv_identity, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.dv_only", .title = "a DV subject has C and CN alone",
	  .clause = "BR 7.1.2.7.2 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = is_dv,
	  .run = dv_only, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.ov", .title = "an OV subject has O, C and L or ST",
	  .clause = "BR 7.1.6.1 of 1.8.7, BR 7.1.2.7.4", .effective = "2012-07-01", .applies = is_ov,
	  .run = ov, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.ov_person", .title = "an OV subject has neither GN nor SN",
	  .clause = "BR 7.1.2.7.4 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = is_ov,
	  .run = ov_person, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.iv", .title = "an IV subject has GN and SN (or O), C and L or ST",
	  .clause = "BR 7.1.6.1 of 1.8.7, BR 7.1.2.7.3", .effective = "2012-07-01", .applies = is_iv,
	  .run = iv, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.iv_person", .title = "an IV subject has GN and SN",
	  .clause = "BR 7.1.2.7.3 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = is_iv,
	  .run = iv_person, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.ev", .title = "an EV subject has O, businessCategory, jurisdictionC, serialNumber, C",
	  .clause = "EVG 7.1.4.2 (9.2 before 2.0.0)", .effective = "2012-07-01", .applies = is_ev,
	  .run = ev, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.ev_category", .title = "businessCategory is one of the four of the Guidelines",
	  .clause = "EVG 7.1.4.2.3 (9.2.3 before 2.0.0)", .effective = "2012-07-01", .applies = is_ev,
	  .run = ev_category, .catalogue_id = "C27" },
	{ MUST, .id = "subject.ev_other", .title = "an EV subject has only attributes of the Guidelines",
	  .clause = "EVG 7.1.4.2.9 (9.2.9 before 2.0.0, SC-16)", .effective = "2019-04-16", .applies = is_ev,
	  .run = ev_other, .catalogue_id = "C27" },
	{ MUST, .id = "subject.ou", .title = "no OU", .clause = "BR 7.1.4.2 (1.7.9, SC-047)",
	  .effective = "2022-09-01", .run = ou, .catalogue_id = "C27" },
	{ SHOULD, .id = "subject.other", .title = "no attribute that is not recommended",
	  .clause = "BR 7.1.2.7.3, 7.1.2.7.4 (2.0.0, SC-062)", .effective = "2023-09-15",
	  .applies = is_ov_or_iv, .run = other, .catalogue_id = "C27" },
	{ MUST, .id = "subject.length", .title = "no attribute is longer than its limit, none is empty",
	  .clause = "BR 7.1.4.2, RFC 5280 Appendix A", .effective = "2012-07-01", .applies = has_subject,
	  .run = length, .catalogue_id = "C27" },
	{ MUST, .id = "subject.encoding", .title = "attributes are UTF8String or PrintableString",
	  .clause = "BR 7.1.4.2 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_subject,
	  .run = encoding, .catalogue_id = "C27" },
	{ MUST, .id = "subject.order", .title = "attributes stand in the order of the table",
	  .clause = "BR 7.1.4.1, 7.1.4.2 (2.0.0, SC-062)", .effective = "2023-09-15",
	  .applies = has_subject, .run = order, .catalogue_id = "C27" },
	{ MUST, .id = "subject.single", .title = "each attribute once, one in each part of the name",
	  .clause = "BR 7.1.4.1 (2.0.0, SC-062)", .effective = "2023-09-15", .applies = has_subject,
	  .run = single, .catalogue_id = "C27" },
	{ MUST, .id = "subject.metadata", .title = "no attribute of dots, hyphens and spaces alone",
	  .clause = "BR 7.1.4.2.2 of 1.8.7, BR 7.1.2.7.4", .effective = "2012-07-01",
	  .applies = has_subject, .run = metadata, .catalogue_id = "C27 C28" },
	{ MUST, .id = "subject.country", .title = "countries are two capital letters",
	  .clause = "BR 7.1.2.7.4, ISO 3166-1", .effective = "2012-07-01", .applies = has_subject,
	  .run = country, .catalogue_id = "C27" },
	{ .id = NULL },
};
