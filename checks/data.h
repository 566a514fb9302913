/* data - files of this folder that are compiled in */
#ifndef CHECKS_DATA_H
#define CHECKS_DATA_H

#include <stddef.h>

const char *data_catalogue(size_t *len);	/* checks/catalogue.csv */

#endif
