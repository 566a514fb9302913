# selfaudit - quarterly BR 8.7 self-audits for public certification authorities
#
#   make            the program at build/release/selfaudit
#   make demo       a whole quarter of a generated CA, ends with a workbook
#   make test       all tests            make test FLAVOR=asan  under ASan, UBSan
#   make units      program, unit tests and generator, built and not run
#   make lint       the rules of the house
#   make bench      ratios against a floor measured in the same run; SIZE=369922
#   make fuzz       every parser of foreign bytes, a short run each; FUZZ_SECONDS=20
#   make format     the code laid out by clang-format
#   make install    program, manual and templates below PREFIX, in DESTDIR
#   make uninstall  takes them away again
#   make clean      removes build/
#   make help       this
#
# FLAVOR is release, debug, clang, asan or fuzz; DEPS=no installs no packages.
#
# A new source file in a room needs no edit here: rooms are read by wildcard.

VERSION  := 0.1.0
FLAVOR   ?= release
BUILD    ?= build
PREFIX   ?= /usr/local
B        := $(BUILD)/$(FLAVOR)
ROOMS    := base ledger sampler checks reports cli
PKGS     := libcrypto jansson yaml-0.1 sqlite3 gsl xlsxwriter libpsl libidn2 zlib expat

CSTD     := -std=c11 -D_POSIX_C_SOURCE=200809L
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
            -Wpointer-arith -Wwrite-strings -Wvla
ifeq ($(origin CC),default)
CC       := gcc
endif

ifeq ($(FLAVOR),release)
  OPT    := -O2 -g
  HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
  LDHARD := -pie -Wl,-z,relro,-z,now
else ifeq ($(FLAVOR),debug)
  OPT    := -O1 -g -Werror
else ifeq ($(FLAVOR),clang)
  CC     := clang
  OPT    := -O1 -g -Werror
else ifeq ($(FLAVOR),asan)
  OPT    := -O1 -g -Werror -fno-omit-frame-pointer \
            -fsanitize=address,undefined -fno-sanitize-recover=undefined
  LDHARD := -fsanitize=address,undefined
else ifeq ($(FLAVOR),fuzz)
  CC     := clang
  OPT    := -O1 -g -fno-omit-frame-pointer \
            -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
  LDHARD := -fsanitize=address,undefined
else
  $(error FLAVOR is one of release debug clang asan fuzz, found $(FLAVOR))
endif

CFLAGS   ?= $(OPT) $(HARDEN)
CPPFLAGS += -I. -DSELFAUDIT_VERSION='"$(VERSION)"'
ALL_CFLAGS = $(CSTD) $(WARN) $(CPPFLAGS) $(shell pkg-config --cflags $(PKGS) 2>/dev/null) $(CFLAGS)
LIBS      = $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm
ALL_LDFLAGS = $(LDHARD) $(LDFLAGS)

SRCS     := $(foreach r,$(ROOMS),$(wildcard $(r)/*.c))
OBJS     := $(SRCS:%.c=$(B)/%.o)
LIBOBJS  := $(filter-out $(B)/cli/main.o,$(OBJS))
LIB      := $(B)/libselfaudit.a
PROG     := $(B)/selfaudit
UNITS    := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c) )
GENSRC   := $(wildcard tests/gen/*.c)
GEN      := $(B)/tests/gen-ca
BENCHES  := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/bench_*.c))
FUZZERS  := $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))

.PHONY: all deps deps-test demo test lint bench fuzz fuzz-run install uninstall clean format units help
.DELETE_ON_ERROR:
.SECONDARY:

all: deps
	@$(MAKE) --no-print-directory $(PROG)

# Installs what is missing where it can (root or sudo, Debian); says what to
# install where it cannot.  DEPS=no leaves the machine alone.
deps:
	@[ "$(DEPS)" = no ] || tests/deps.sh build
deps-test:
	@[ "$(DEPS)" = no ] || tests/deps.sh test

$(PROG): $(B)/cli/main.o $(LIB)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(LIB): $(LIBOBJS)
	@rm -f $@
	ar rcs $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# data that is compiled in: the assembler's .incbin is invisible to -MMD
$(B)/ledger/sql.o: $(wildcard ledger/*.sql)
$(B)/checks/data.o: $(wildcard checks/*.csv)
$(B)/reports/data.o: $(wildcard templates/*) $(wildcard reports/*.sql)
$(B)/cli/incident_text.o: $(wildcard templates/incident*.md)
$(B)/cli/review_form.o: templates/review.yaml
$(B)/cli/bundle_readme.o: templates/bundle.txt

$(B)/tests/%: tests/unit/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< $(LIB) -lcmocka $(LIBS)

$(GEN): $(GENSRC) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(GENSRC) $(LIB) $(LIBS) -lpthread

$(B)/fuzz/%: tests/fuzz/%.c $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -fsanitize=fuzzer $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LIBS)

units: $(PROG) $(UNITS) $(if $(GENSRC),$(GEN))

test: deps-test
	@$(MAKE) --no-print-directory units
	@SELFAUDIT=$(abspath $(PROG)) GEN=$(abspath $(GEN)) tests/run.sh $(UNITS) $(wildcard tests/cli/[0-9]*.sh)

lint: deps-test
	@$(MAKE) --no-print-directory FLAVOR=debug units
	@$(MAKE) --no-print-directory FLAVOR=clang units
	@for t in $(wildcard tests/lint/*.sh); do $$t $(BUILD) || exit 1; done
	@echo "lint: clean"

demo: all
	@$(MAKE) --no-print-directory $(GEN)
	@SELFAUDIT=$(abspath $(PROG)) GEN=$(abspath $(GEN)) tests/demo.sh

$(B)/bench/%: tests/bench/%.c $(wildcard tests/bench/*.h) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LIBS)

bench: all
	@$(MAKE) --no-print-directory $(GEN) $(BENCHES) $(B)/tests/test_random_inputs
	@SELFAUDIT=$(abspath $(PROG)) GEN=$(abspath $(GEN)) tests/bench/run.sh

fuzz: deps-test
	@$(MAKE) --no-print-directory FLAVOR=fuzz fuzz-run
fuzz-run: $(FUZZERS) $(GEN) $(PROG)
	@for f in $(FUZZERS); do tests/fuzz/run.sh $$f || exit 1; done

format:
	clang-format -i $(SRCS) $(wildcard */*.h tests/*/*.c tests/*/*.h)

# templates are compiled in; the copies are for a user to edit
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
	    $(DESTDIR)$(PREFIX)/share/selfaudit/templates
	install -m 755 $(PROG) $(DESTDIR)$(PREFIX)/bin/selfaudit
	install -m 644 cli/selfaudit.1 $(DESTDIR)$(PREFIX)/share/man/man1/selfaudit.1
	install -m 644 $(wildcard templates/*) $(DESTDIR)$(PREFIX)/share/selfaudit/templates/
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/selfaudit $(DESTDIR)$(PREFIX)/share/man/man1/selfaudit.1
	rm -rf $(DESTDIR)$(PREFIX)/share/selfaudit

help:
	@sed -n '3,/^$$/s/^# *//p' Makefile

clean:
	rm -rf $(BUILD)

-include $(OBJS:.o=.d) $(UNITS:=.d)
