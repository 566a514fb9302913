#include "checks/ecpoint.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

#include "base/say.h"

static int
nid_of(const char *curve)
{
	static const struct {
		const char *name;
		int nid;
	} curves[] = { { "EC-P256", NID_X9_62_prime256v1 }, { "EC-P384", NID_secp384r1 },
		{ "EC-P521", NID_secp521r1 } };

	for (size_t i = 0; i < sizeof curves / sizeof *curves; i++)
		if (!strcmp(curves[i].name, curve))
			return curves[i].nid;
	return NID_undef;
}

int
ecpoint_on_curve(const char *curve, const uint8_t *point, size_t len)
{
	int nid = nid_of(curve), found = -1;
	EC_GROUP *group;
	EC_POINT *p;

	if (nid == NID_undef)
		return 0;
	group = EC_GROUP_new_by_curve_name(nid);
	p = group ? EC_POINT_new(group) : NULL;
	/* reading it checks the equation of the curve */
	if (p)
		found = EC_POINT_oct2point(group, p, point, len, NULL) == 1 && !EC_POINT_is_at_infinity(group, p);
	else
		say_nomem("check");
	ERR_clear_error();
	EC_POINT_free(p);
	EC_GROUP_free(group);
	return found;
}
