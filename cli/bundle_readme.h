/* bundle_readme - what stands in README.txt of a bundle (templates/bundle.txt), compiled in */
#ifndef CLI_BUNDLE_README_H
#define CLI_BUNDLE_README_H

extern const char bundle_readme[];

#endif
