# tripgrid: build with PGXS.  "make help" lists the targets.

EXTENSION = tripgrid
EXTVERSION := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" tripgrid.control)
MODULE_big = tripgrid
PG_CONFIG ?= pg_config

# ---- sources -------------------------------------------------------------

# The folders of src/ are layers, lowest first; see CONTRIBUTING.md.
CORE = base geo text column order count
LAYERS = $(CORE:%=core/%) types index store detect segment compact trips target feed file query plan worker

CORE_SRCS := $(sort $(wildcard $(CORE:%=src/core/%/*.c)))
SRCS := $(sort $(wildcard $(LAYERS:%=src/%/*.c))) $(wildcard src/tripgrid.c)
OBJS := $(SRCS:.c=.o)
DEPS := $(OBJS:.o=.d)

INSTALL_SQL := $(sort $(wildcard sql/install/*.sql))
DATA = $(wildcard sql/upgrade/$(EXTENSION)--*--*.sql)
DATA_built = $(EXTENSION)--$(EXTVERSION).sql

# ---- tests ---------------------------------------------------------------

# Broken operator classes make every later failure hard to read, so their
# check comes first.
REGRESS_ALL := $(sort $(patsubst sql/%.sql,%,$(wildcard sql/*.sql)))
REGRESS = $(filter amvalidate,$(REGRESS_ALL)) \
	$(filter-out amvalidate,$(REGRESS_ALL))
REGRESS_OPTS = --load-extension=postgis --load-extension=$(EXTENSION)

ISOLATION := $(sort $(patsubst test/isolation/specs/%.spec,%,\
	$(wildcard test/isolation/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test/isolation $(REGRESS_OPTS)

# ---- flags ---------------------------------------------------------------

# "make WERROR=" builds in spite of warnings that a newer compiler has learnt.
WERROR = -Werror
WARNINGS = -Wall -Wextra $(WERROR)

# The server's headers and the fmgr calling convention set these off; the
# last one is PGXS's own, and C99 loop headers are welcome here.
SERVER_WARNINGS = -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers -Wno-declaration-after-statement

# No fused multiply-add: a distance must round the same in an index, in an
# operator and in a unit test, on every processor.
EXACT = -ffp-contract=off

# Loops over the columns of a tripset are written for the vectoriser.  Hidden
# visibility lets the compiler inline across them.
CORE_CFLAGS = -O3 -fno-math-errno -fvisibility=hidden
CORE_WARNINGS = -Wunused-parameter -Wsign-compare -Wmissing-field-initializers

# -MMD -MP writes a .d file of included headers beside each object.
PG_CPPFLAGS = -Isrc -MMD -MP
# so that it tells whether it is that of the extension which is installed
PG_CPPFLAGS += -DTRIPGRID_VERSION='"$(EXTVERSION)"'
PG_CFLAGS = $(WARNINGS) $(SERVER_WARNINGS) $(EXACT)

# Libraries that only some files need: without one, its kind is refused.
PKG_CONFIG ?= pkg-config
# Debian's libh3 tells pkg-config nothing of itself: what links is asked.
H3_LIBS := $(or $(shell $(PKG_CONFIG) --silence-errors --libs h3),-lh3)
H3_CFLAGS := $(shell $(PKG_CONFIG) --silence-errors --cflags h3)
H3_LINKS = echo 'int main(void) { LatLng at; return (int) cellToLatLng(0, &at); }' \
	| $(CC) -x c - -include $(1) $(H3_CFLAGS) -o /dev/null $(H3_LIBS) 2>/dev/null
ifeq ($(shell $(call H3_LINKS,h3/h3api.h) || $(call H3_LINKS,h3api.h) && echo yes),yes)
PG_CPPFLAGS += -DHAVE_H3 $(H3_CFLAGS)
else
H3_LIBS =
endif
ifeq ($(shell $(PKG_CONFIG) --exists libarchive && echo yes),yes)
PG_CPPFLAGS += -DHAVE_LIBARCHIVE $(shell $(PKG_CONFIG) --cflags libarchive)
ARCHIVE_LIBS := $(shell $(PKG_CONFIG) --libs libarchive)
endif
ifeq ($(shell $(PKG_CONFIG) --exists uchardet && echo yes),yes)
PG_CPPFLAGS += -DHAVE_UCHARDET $(shell $(PKG_CONFIG) --cflags uchardet)
UCHARDET_LIBS := $(shell $(PKG_CONFIG) --libs uchardet)
endif

# Only fmgr functions, _PG_init and worker entry points leave the library.
EXPORTS = build/exports.map
SHLIB_LINK = -Wl,--version-script=$(EXPORTS) -lm -lz -lzstd $(H3_LIBS) \
	$(ARCHIVE_LIBS) $(UCHARDET_LIBS)

EXTRA_CLEAN = build $(DEPS) \
	$(wildcard src/*.[od] src/*/*.[od] src/*/*/*.[od] $(EXTENSION)--*.sql)

# No LLVM bitcode: when JIT inlines it, the code is compiled again without the
# flags above, and its floating point may round differently.
override with_llvm = no
# Dependencies are ours (see -MMD); PGXS's own collide for equal file names.
override autodepend = no

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Objects for another major version are of no use.
PG_STAMP = build/for-$(MAJORVERSION)
$(PG_STAMP):
	@$(MKDIR_P) $(@D)
	@rm -f build/for-* && touch $@

$(OBJS): Makefile $(PG_STAMP)
src/core/%.o: override CFLAGS += $(CORE_CFLAGS) $(CORE_WARNINGS)

-include $(DEPS)

$(shlib): $(EXPORTS)

# Each PG_FUNCTION_INFO_V1(f) defines pg_finfo_f; export both, whatever the
# macro it came from.  Worker entry points are named *_worker_main.
$(EXPORTS): $(OBJS)
	@$(MKDIR_P) $(@D)
	@{ echo '{ global: Pg_magic_func; _PG_init; pg_finfo_*; *_worker_main;'; \
	   nm -g --defined-only $(OBJS) </dev/null | \
		sed -n 's/^.* T pg_finfo_\(.*\)$$/  \1;/p' | LC_ALL=C sort; \
	   echo 'local: *; };'; } > $@

$(EXTENSION)--$(EXTVERSION).sql: $(INSTALL_SQL) sql/install tripgrid.control
	cat /dev/null $(INSTALL_SQL) > $@

# ---- unit tests: the core alone, without a server ---------------------------

# "make unit SANITIZE=1" builds them with the address and undefined-behaviour
# sanitizers; "make unit UNIT=parse" runs test/unit/test_parse.c alone.
ifdef SANITIZE
UNIT_DIR = build/sanitize
UNIT_CFLAGS = -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
else
UNIT_DIR = build/unit
UNIT_CFLAGS = -g $(CORE_CFLAGS)
endif
# cmocka 2 deprecates macros that cmocka 1 has no others for.
UNIT_CFLAGS += $(WARNINGS) $(EXACT) -Wno-deprecated-declarations

UNIT = *
UNIT_TESTS := $(patsubst test/unit/%.c,$(UNIT_DIR)/%,\
	$(sort $(wildcard test/unit/test_$(UNIT).c)))
UNIT_CORE := $(CORE_SRCS:src/%.c=$(UNIT_DIR)/%.o)
UNIT_HELPERS := $(patsubst test/unit/%.c,$(UNIT_DIR)/%.o,\
	$(filter-out test/unit/test_%,$(sort $(wildcard test/unit/*.c))))
UNIT_COMPILE = $(CC) -Isrc -Itest/unit -MMD -MP $(UNIT_CFLAGS) -c -o $@ $<

$(UNIT_DIR)/core/%.o: src/core/%.c Makefile
	@$(MKDIR_P) $(@D)
	$(UNIT_COMPILE)

$(UNIT_DIR)/%.o: test/unit/%.c Makefile
	@$(MKDIR_P) $(@D)
	$(UNIT_COMPILE)

$(UNIT_TESTS): %: %.o $(UNIT_HELPERS) $(UNIT_CORE)
	$(CC) $(UNIT_CFLAGS) -o $@ $^ -lcmocka -lm

.SECONDARY: $(UNIT_TESTS:%=%.o) $(UNIT_HELPERS) $(UNIT_CORE)
-include $(wildcard $(UNIT_DIR)/*.d $(UNIT_DIR)/core/*/*.d)

# ---- fuzzing: the core's parsers, by libFuzzer -------------------------------

# Each test/fuzz/fuzz_<parser>.c is a program; script/fuzz runs them.
FUZZ_DIR = build/fuzz
FUZZ_CC = $(shell command -v clang-14 || echo clang)
FUZZ_CFLAGS = -g -O1 -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
	$(WARNINGS) $(EXACT) -Wno-deprecated-declarations
FUZZ_TARGETS := $(patsubst test/fuzz/%.c,$(FUZZ_DIR)/%,\
	$(sort $(wildcard test/fuzz/fuzz_*.c)))
FUZZ_CORE := $(CORE_SRCS:src/%.c=$(FUZZ_DIR)/%.o)
FUZZ_COMPILE = $(FUZZ_CC) -Isrc -Itest/unit -MMD -MP $(FUZZ_CFLAGS) -c -o $@ $<

$(FUZZ_DIR)/core/%.o: src/core/%.c Makefile
	@$(MKDIR_P) $(@D)
	$(FUZZ_COMPILE)

$(FUZZ_DIR)/%.o: test/fuzz/%.c Makefile
	@$(MKDIR_P) $(@D)
	$(FUZZ_COMPILE)

$(FUZZ_TARGETS): %: %.o $(FUZZ_CORE)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $^ -lcmocka -lm

.SECONDARY: $(FUZZ_TARGETS:%=%.o) $(FUZZ_CORE)
-include $(wildcard $(FUZZ_DIR)/*.d $(FUZZ_DIR)/core/*/*.d)

# ---- a second compiler -------------------------------------------------------

# clang knows no gnu_printf, which configure chose for gcc.
CLANG_CC = clang
CLANG_OBJS := $(SRCS:%.c=build/clang/%.o)

$(CLANG_OBJS): build/clang/%.o: %.c Makefile
	@$(MKDIR_P) $(@D)
	$(CLANG_CC) $(CPPFLAGS) -O2 -fPIC -fno-strict-aliasing -fwrapv \
		$(WARNINGS) $(SERVER_WARNINGS) -Wno-ignored-attributes $(EXACT) \
		$(if $(filter src/core/%,$<),$(CORE_WARNINGS)) -c -o $@ $<

-include $(CLANG_OBJS:.o=.d)

# ---- targets -----------------------------------------------------------------

.PHONY: help unit unit-build fuzz fuzz-build regress isolation tap test lint clang-check format demo bench

## all            build the library and the install script (default)
## install        copy them into PostgreSQL's directories
## unit           build and run the unit tests of src/core (SANITIZE=1, UNIT=name)
## fuzz           run the fuzzers of src/core for some seconds each
## installcheck   regress and isolation tests against the running server
## regress        the regress tests alone, against the running server
## isolation      the isolation tests alone, against the running server
## tap            the TAP tests, in throwaway clusters
## test           every suite, in a throwaway cluster
## lint           the checks that need no server
## format         format C sources as the lint wants them
## demo           load a sample and ask about it, in a throwaway cluster
## bench          measure loading and queries
## clean          remove what was built

help:
	@sed -n 's/^## /  make /p' Makefile

unit-build: $(UNIT_TESTS)

fuzz-build: $(FUZZ_TARGETS)

fuzz:
	script/fuzz

unit: unit-build
	@failed=0; for t in $(UNIT_TESTS); do \
		echo "== $${t##*/}"; \
		$$t || { echo "== $${t##*/}: exit status $$?"; failed=1; }; \
	done; exit $$failed

regress:
	$(pg_regress_installcheck) $(REGRESS_OPTS) $(REGRESS)

isolation:
	$(pg_isolation_regress_installcheck) $(ISOLATION_OPTS) $(ISOLATION)

tap:
	script/test tap

test:
	script/test

lint:
	script/lint

clang-check: $(CLANG_OBJS)

format:
	clang-format-14 -i $(wildcard src/*.[ch] src/*/*.[ch] src/*/*/*.[ch] \
		test/unit/*.[ch] test/fuzz/*.[ch])

demo:
	script/demo

bench:
	bench/run
