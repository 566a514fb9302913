/* Truth: BR 7.1.2.7.2 to 7.1.2.7.5, 7.1.4.2 and EVG 7.1.4.2; the Names' DER by hand. */
#include "tests/unit/fixture_cert.h"

static void
ev(struct world *w)
{
	world_type(w, UNIT_TYPE_EV);
	world_organization(w);
	world_attribute(w, "businessCategory", "2.5.4.15", "Private Organization");
	world_attribute(w, "jurisdictionC", "1.3.6.1.4.1.311.60.2.1.3", "NL");
	world_attribute(w, "serialNumber", "2.5.4.5", "12345678");
}

static void
ov(struct world *w)
{
	world_type(w, UNIT_TYPE_OV);
	world_organization(w);
}

static void
types(void **state, struct covered *covered)
{
	/* BR 7.1.2.7.2 to .5, EVG 7.1.4.2: who may name what */
	static const struct {
		const char *name, *oid;
		bool dv_identity; /* banned even before SC-062 */
		char ov, iv;	/* subject.other */
		char ev;	/* subject.ev_other */
		bool many;
	} table[] = {
		{ "DC", "0.9.2342.19200300.100.1.25", false, 'P', 'F', 'F', true },
		{ "C", "2.5.4.6", false, 'P', 'P', 'P', false },
		{ "ST", "2.5.4.8", true, 'P', 'P', 'P', false },
		{ "L", "2.5.4.7", true, 'P', 'P', 'P', false },
		{ "postalCode", "2.5.4.17", true, 'F', 'F', 'P', false },
		{ "street", "2.5.4.9", true, 'F', 'F', 'P', true },
		{ "O", "2.5.4.10", true, 'P', 'F', 'P', false },
		{ "SN", "2.5.4.4", true, 'P', 'P', 'F', false },
		{ "GN", "2.5.4.42", true, 'P', 'P', 'F', false },
		{ "OU", "2.5.4.11", false, 'P', 'P', 'P', true },
		{ "CN", "2.5.4.3", false, 'P', 'P', 'P', false },
		{ "businessCategory", "2.5.4.15", false, 'F', 'F', 'P', false },
		{ "jurisdictionC", "1.3.6.1.4.1.311.60.2.1.3", false, 'F', 'F', 'P', false },
		{ "jurisdictionST", "1.3.6.1.4.1.311.60.2.1.2", false, 'F', 'F', 'P', false },
		{ "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.1", false, 'F', 'F', 'P', false },
		{ "serialNumber", "2.5.4.5", false, 'F', 'F', 'P', false },
		{ "organizationIdentifier", "2.5.4.97", false, 'F', 'F', 'P', false },
		{ "title", "2.5.4.12", false, 'F', 'F', 'F', false },
	};
	static const char *const categories[] = { "Private Organization", "Government Entity", "Business Entity",
		"Non-Commercial Entity" };

#define ONE(t) world_type(&w, t), world_attribute(&w, table[i].name, table[i].oid, "NL")
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		bool dv = !strcmp(table[i].name, "C") || !strcmp(table[i].name, "CN");

		CASE("subject.dv_identity", table[i].dv_identity ? 'F' : 'P', ONE(UNIT_TYPE_DV));
		CASE("subject.dv_only", dv ? 'P' : 'F', ONE(UNIT_TYPE_DV));
		CASE("subject.other", table[i].ov, ONE(UNIT_TYPE_OV));
		CASE("subject.other", table[i].iv, ONE(UNIT_TYPE_IV));
		CASE("subject.ev_other", table[i].ev, ONE(UNIT_TYPE_EV));
		CASE("subject.single", table[i].many ? 'P' : 'F', ONE(UNIT_TYPE_EV); ONE(UNIT_TYPE_EV));
	}
	for (size_t i = 0; i < sizeof categories / sizeof *categories; i++)
		CASE("subject.ev_category", 'P', ev(&w); w.subject[3].value = categories[i]);
	CASE("subject.ov", 'P', ov(&w); w.subject[1].name = "ST");
	CASE("subject.ov_person", 'F', ov(&w); world_attribute(&w, "SN", "2.5.4.4", "Jansen"));

	CASE("subject.dv_identity", 'P', );
	CASE("subject.dv_identity", 'F', world_organization(&w));
	CASE("subject.dv_identity", 'A', ov(&w));
	CASE("subject.dv_identity", 'N', world_organization(&w); world_issue(&w, "2012-06-30"));
	CASE("subject.dv_only", 'P', world_attribute(&w, "C", "2.5.4.6", "NL");
	     world_attribute(&w, "CN", "2.5.4.3", "www.selfaudit.dev"));
	CASE("subject.dv_only", 'F', world_attribute(&w, "OU", "2.5.4.11", "Domain Control Validated"));
	CASE("subject.dv_only", 'A', ov(&w));
	CASE("subject.dv_only", 'N', world_attribute(&w, "OU", "2.5.4.11", "x");
	     world_issue(&w, "2023-09-14T23:59:59Z"));

	CASE("subject.ov", 'P', ov(&w));
	CASE("subject.ov", 'F', ov(&w); w.x.subject.count = 2);
	CASE("subject.ov", 'F', ov(&w); w.subject[1].name = "street");
	CASE("subject.ov", 'F', ov(&w); w.subject[0].name = "ST");
	CASE("subject.ov", 'A', );
	CASE("subject.ov", 'N', ov(&w); world_issue(&w, "2012-06-30"));
	CASE("subject.ov_person", 'P', ov(&w));
	CASE("subject.ov_person", 'F', ov(&w); world_attribute(&w, "GN", "2.5.4.42", "Ann"));
	CASE("subject.ov_person", 'A', );
	CASE("subject.ov_person", 'N', ov(&w); world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("subject.iv", 'P', ov(&w); world_type(&w, UNIT_TYPE_IV));
	CASE("subject.iv", 'P', ov(&w); world_type(&w, UNIT_TYPE_IV); w.subject[2].name = "GN";
	     world_attribute(&w, "SN", "2.5.4.4", "Example"));
	CASE("subject.iv", 'F', ov(&w); world_type(&w, UNIT_TYPE_IV); w.subject[2].name = "GN");
	CASE("subject.iv", 'A', );
	/* SC-062: surname and givenName MUST, organizationName NOT RECOMMENDED */
	CASE("subject.iv_person", 'P', ov(&w); world_type(&w, UNIT_TYPE_IV); w.subject[2].name = "GN";
	     world_attribute(&w, "SN", "2.5.4.4", "Jansen"));
	CASE("subject.iv_person", 'F', ov(&w); world_type(&w, UNIT_TYPE_IV));
	CASE("subject.iv_person", 'F', ov(&w); world_type(&w, UNIT_TYPE_IV); w.subject[2].name = "GN");
	CASE("subject.iv_person", 'F', ov(&w); world_type(&w, UNIT_TYPE_IV); w.subject[2].name = "SN");
	CASE("subject.iv_person", 'A', );
	CASE("subject.iv_person", 'N', ov(&w); world_type(&w, UNIT_TYPE_IV); world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("subject.iv", 'N', ov(&w); world_type(&w, UNIT_TYPE_IV); world_issue(&w, "2012-06-30"));
	CASE("subject.ev", 'P', ev(&w));
	CASE("subject.ev", 'F', ev(&w); w.x.subject.count--);
	CASE("subject.ev", 'A', ov(&w));
	CASE("subject.ev", 'N', ev(&w); world_issue(&w, "2012-06-30"));
	CASE("subject.ev_category", 'P', ev(&w));
	CASE("subject.ev_category", 'F', ev(&w); w.subject[3].value = "V1.0, Clause 5.(b)");
	CASE("subject.ev_category", 'A', ov(&w));
	CASE("subject.ev_category", 'N', ev(&w); world_issue(&w, "2012-06-30"));
	CASE("subject.ou", 'P', ov(&w));
	CASE("subject.ou", 'F', ov(&w); world_attribute(&w, "OU", "2.5.4.11", "IT"); world_issue(&w, "2022-09-01"));
	CASE("subject.ou", 'N', world_attribute(&w, "OU", "2.5.4.11", "IT");
	     world_issue(&w, "2022-08-31T23:59:59Z"));
	CASE("subject.other", 'P', ov(&w));
	CASE("subject.other", 'A', ev(&w));
	/* SC-16 (2019-04-16) */
	CASE("subject.ev_other", 'P', ev(&w));
	CASE("subject.ev_other", 'A', ov(&w));
	CASE("subject.ev_other", 'N', ev(&w); world_attribute(&w, "title", "2.5.4.12", "x");
	     world_issue(&w, "2019-04-15T23:59:59Z"));
	CASE("subject.other", 'F', ov(&w); world_attribute(&w, "emailAddress", "1.2.840.113549.1.9.1", "a@b.dev"));
	CASE("subject.other", 'F', ov(&w); world_attribute(&w, "serialNumber", "2.5.4.5", "1"));
	CASE("subject.other", 'A', );
	CASE("subject.other", 'N', ov(&w); world_issue(&w, "2023-09-14T23:59:59Z"));
}

#define TEN "0123456789"
#define UMLAUTS "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc"	/* ten, of two octets */

/* BR 7.1.4.2, both tables: characters at most, and whether PrintableString is the only type. */
static void
attributes(void **state, struct covered *covered)
{
	static const struct {
		const char *name, *oid;
		int most;
		bool printable;
	} table[] = {
		{ "C", "2.5.4.6", 2, true },
		{ "ST", "2.5.4.8", 128, false },
		{ "L", "2.5.4.7", 128, false },
		{ "postalCode", "2.5.4.17", 40, false },
		{ "street", "2.5.4.9", 128, false },
		{ "O", "2.5.4.10", 64, false },
		{ "SN", "2.5.4.4", 64, false },
		{ "GN", "2.5.4.42", 64, false },
		{ "OU", "2.5.4.11", 64, false },
		{ "CN", "2.5.4.3", 64, false },
		{ "businessCategory", "2.5.4.15", 128, false },
		{ "jurisdictionC", "1.3.6.1.4.1.311.60.2.1.3", 2, true },
		{ "jurisdictionST", "1.3.6.1.4.1.311.60.2.1.2", 128, false },
		{ "jurisdictionL", "1.3.6.1.4.1.311.60.2.1.1", 128, false },
		{ "serialNumber", "2.5.4.5", 64, true },
	};
	char text[130];

	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		memset(text, 'A', sizeof text);
		text[table[i].most] = '\0';
		CASE("subject.length", 'P', world_attribute(&w, table[i].name, table[i].oid, text));
		CASE("subject.encoding", 'P', world_attribute(&w, table[i].name, table[i].oid, text)->tag =
						 DER_PRINTABLE_STRING);
		CASE("subject.encoding", table[i].printable ? 'F' : 'P',
		     world_attribute(&w, table[i].name, table[i].oid, text)->tag = DER_UTF8_STRING);
		CASE("subject.encoding", 'F', world_attribute(&w, table[i].name, table[i].oid, text)->tag = DER_IA5_STRING);
		text[table[i].most] = 'A';
		text[table[i].most + 1] = '\0';
		CASE("subject.length", 'F', world_attribute(&w, table[i].name, table[i].oid, text));
	}
	/* domainComponent MUST use IA5String, and a label has 63 octets */
	text[63] = '\0';
	CASE("subject.length", 'P', world_attribute(&w, "DC", "0.9.2342.19200300.100.1.25", text));
	CASE("subject.encoding", 'F', world_attribute(&w, "DC", "0.9.2342.19200300.100.1.25", text)->tag =
					 DER_PRINTABLE_STRING);
	CASE("subject.encoding", 'F', world_attribute(&w, "DC", "0.9.2342.19200300.100.1.25", text));
	text[63] = 'A';
	text[64] = '\0';
	CASE("subject.length", 'F', world_attribute(&w, "DC", "0.9.2342.19200300.100.1.25", text));
	/* any two of the first table in the other order */
	for (size_t i = 0; i + 1 < 10; i++) {
		CASE("subject.order", 'P', world_attribute(&w, table[i].name, table[i].oid, "A");
		     world_attribute(&w, table[i + 1].name, table[i + 1].oid, "A"));
		CASE("subject.order", 'F', world_attribute(&w, table[i + 1].name, table[i + 1].oid, "A");
		     world_attribute(&w, table[i].name, table[i].oid, "A"));
	}
}

static void
writing(void **state, struct covered *covered)
{
	attributes(state, covered);
	CASE("subject.length", 'P', world_attribute(&w, "O", "2.5.4.10", TEN TEN TEN TEN TEN TEN "0123"));
	CASE("subject.length", 'F', world_attribute(&w, "O", "2.5.4.10", TEN TEN TEN TEN TEN TEN "01234"));
	CASE("subject.length", 'P',
	     world_attribute(&w, "O", "2.5.4.10", UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS));
	CASE("subject.length", 'P', world_attribute(&w, "O", "2.5.4.10",
				 UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS UMLAUTS "01234567")->tag = DER_BMP_STRING);
	CASE("subject.length", 'F', world_attribute(&w, "postalCode", "2.5.4.17", TEN TEN TEN TEN "0"));
	CASE("subject.length", 'F', world_attribute(&w, "O", "2.5.4.10", ""));
	CASE("subject.length", 'A', );
	CASE("subject.length", 'N', world_organization(&w); world_issue(&w, "2012-06-30"));
	CASE("subject.encoding", 'P', ov(&w));
	CASE("subject.encoding", 'P', world_attribute(&w, "DC", "0.9.2342.19200300.100.1.25", "dev")->tag =
					 DER_IA5_STRING);
	CASE("subject.encoding", 'F', ov(&w); w.subject[2].tag = DER_T61_STRING);
	CASE("subject.encoding", 'F', ov(&w); w.subject[0].tag = DER_UTF8_STRING);
	CASE("subject.encoding", 'F', ov(&w); w.x.subject.odd = true);
	CASE("subject.encoding", 'A', );
	CASE("subject.encoding", 'N', ov(&w); world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("subject.order", 'P', ev(&w); world_attribute(&w, "CN", "2.5.4.3", "www.selfaudit.dev"));
	CASE("subject.order", 'F', world_attribute(&w, "CN", "2.5.4.3", "www.selfaudit.dev"); ov(&w));
	CASE("subject.order", 'F', ov(&w); world_attribute(&w, "ST", "2.5.4.8", "Utrecht"));
	CASE("subject.order", 'A', );
	CASE("subject.order", 'N', ov(&w); world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("subject.single", 'P', ov(&w); world_attribute(&w, "street", "2.5.4.9", "A 1");
	     world_attribute(&w, "street", "2.5.4.9", "Floor 2"));
	CASE("subject.single", 'F', ov(&w); world_attribute(&w, "O", "2.5.4.10", "Other BV"));
	CASE("subject.single", 'P', world_attribute(&w, "C", "2.5.4.6", "NL"); struct cert_bytes b = world_hex(&w,
	     "301b310b3009060355040613024e4c310c300a06035504030c03612e62");
	     w.x.subject.der = b.p; w.x.subject.der_len = b.len);
	CASE("subject.single", 'F', world_attribute(&w, "C", "2.5.4.6", "NL"); struct cert_bytes b = world_hex(&w,
	     "301931173009060355040613024e4c300a06035504030c03612e62");
	     w.x.subject.der = b.p; w.x.subject.der_len = b.len);
	CASE("subject.single", 'A', );
	CASE("subject.single", 'N', ov(&w); world_issue(&w, "2023-09-14T23:59:59Z"));
	CASE("subject.metadata", 'P', ov(&w));
	CASE("subject.metadata", 'F', ov(&w); world_attribute(&w, "ST", "2.5.4.8", "-"));
	CASE("subject.metadata", 'F', ov(&w); world_attribute(&w, "ST", "2.5.4.8", " . "));
	CASE("subject.metadata", 'A', );
	CASE("subject.metadata", 'N', ov(&w); world_issue(&w, "2012-06-30"));
	CASE("subject.country", 'P', ev(&w));
	CASE("subject.country", 'F', world_attribute(&w, "C", "2.5.4.6", "nl"));
	CASE("subject.country", 'F', ev(&w); w.subject[4].value = "NLD");
	CASE("subject.country", 'A', );
	CASE("subject.country", 'N', ov(&w); world_issue(&w, "2012-06-30"));
}

static void
subject_rules(void **state)
{
	struct covered covered[COVERED] = { 0 };

	types(state, covered);
	writing(state, covered);
	fixture_covered(covered, family_subject_rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(subject_rules),
	};

	return cmocka_run_group_tests(tests, fixture_catalogue, fixture_catalogue_free);
}
