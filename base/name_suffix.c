#include <stdio.h>
#include <string.h>

#include <libpsl.h>

#include "base/instant.h"
#include "base/name.h"

const char *
name_suffix(const char *name, enum name_suffix which)
{
	const psl_ctx_t *psl = psl_builtin();
	int type = which == NAME_SUFFIX_ICANN ? PSL_TYPE_ICANN : PSL_TYPE_ANY;
	const char *up;

	if (name_is_ip(name))
		return NULL;
	/* from the left the first suffix is the longest, which is the list's rule */
	for (name = name_base(name); (up = name_parent(name)); name = up)
		if (psl && psl_is_public_suffix2(psl, name, type))
			break;
	return name;
}

const char *
name_suffix_base(const char *name, enum name_suffix which)
{
	const char *suffix = name_suffix(name, which), *up;

	name = name_base(name);
	if (!suffix || suffix == name)
		return NULL;
	while ((up = name_parent(name)) != suffix)
		name = up;
	return name;
}

bool
name_suffix_internal(const char *name)
{
	const psl_ctx_t *psl = psl_builtin();
	const char *dot = strrchr(name, '.');

	if (name_is_ip(name) || !psl)
		return false;
	return !psl_is_public_suffix2(psl, dot ? dot + 1 : name,
	    PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

const char *
name_suffix_source(char buf[80])
{
	char day[INSTANT_TEXT];

	if (!psl_builtin())
		snprintf(buf, 80, "libpsl %s, without a list", psl_get_version());
	else
		snprintf(buf, 80, "libpsl %.40s, list of %s", psl_get_version(),
		    instant_format_date(psl_builtin_file_time(), day));
	return buf;
}
