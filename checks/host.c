#include "checks/host.h"

#include <string.h>

const char *
host_of(const char *name)
{
	return name[0] == '*' && name[1] == '.' ? name + 2 : name;
}

bool
host_is_below(const char *name, const char *above)
{
	size_t n = strlen(name), a = strlen(above);

	return a > 0 && n > a + 1 && name[n - a - 1] == '.' && memcmp(name + n - a, above, a) == 0;
}

bool
host_covers(const char *above, const char *name)
{
	return strcmp(above, name) == 0 || host_is_below(name, above);
}

const char *
host_adn(const struct validation *v)
{
	return host_of(*v->adn ? v->adn : v->name);
}
