# Sekimori. `make` builds into build/, `make run` starts a demo town, `make test`
# proves it. Read src/LAYERS for the order of the folders.

BUILD   ?= build
Q       := $(if $(VERBOSE),,@)
V       ?= release
CC_asan := clang
CC      := $(or $(CC_$(V)),gcc)
LISTEN  ?= 127.0.0.1:8400

# bottom first; the linker wants the top first
LAYERS  := $(shell sed '/^\#/d' src/LAYERS)
reverse  = $(if $(1),$(call reverse,$(wordlist 2,99,$(1))) $(firstword $(1)))

WARN    := -Wall -Wextra -Wconversion -Wshadow -Wvla -Wformat=2 -Wstrict-prototypes \
           -Wmissing-prototypes -Wcast-qual -Wundef -Werror
HARDEN  := -fstack-protector-strong -fstack-clash-protection -fcf-protection \
           -ftrivial-auto-var-init=zero -fPIE
OPT_release := -O2 -g -D_FORTIFY_SOURCE=3 $(HARDEN)
OPT_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS  := -std=c11 -D_GNU_SOURCE -Isrc -I$(BUILD)/gen $(WARN) $(OPT_$(V)) -MMD -MP
LDFLAGS_release := -pie -Wl,-z,relro,-z,now
LDFLAGS_asan    := -fsanitize=address,undefined
LDFLAGS := $(LDFLAGS_$(V))
LIBS    := -Wl,--as-needed -lmicrohttpd -lsqlite3 -lyaml -lcrypto -largon2 -lzxcvbn -lm -ljansson -licui18n -licuuc -lseccomp -lpthread

PROGRAMS := sekimori sekimori-web sekimori-auth sekimori-gate sekimori-seal sekimori-verify
TOOLS    := sqlgen htmlgen textgen mangen

all: $(PROGRAMS:%=$(BUILD)/%) $(BUILD)/share/.done $(BUILD)/man/sekimori.1

# --- folders -> archives -----------------------------------------------------
define folder
OBJ_$(1) := $$(patsubst src/%.c,$(BUILD)/obj/%.o,$$(wildcard src/$(1)/*.c))
$(BUILD)/lib/$(1).a: $$(OBJ_$(1)) $$(GEN_OBJ_$(1))
	@mkdir -p $$(@D) && rm -f $$@ && ar rcs $$@ $$^
endef
GEN_OBJ_store := $(BUILD)/obj/gen/query.o
GEN_OBJ_web   := $(BUILD)/obj/gen/view.o $(BUILD)/obj/gen/text.o
$(foreach f,$(filter-out bin,$(LAYERS)),$(eval $(call folder,$(f))))
ARCHIVES := $(patsubst %,$(BUILD)/lib/%.a,$(filter-out bin,$(call reverse,$(LAYERS))))

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(CFLAGS) -c $< -o $@
$(BUILD)/obj/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(Q)$(CC) $(CFLAGS) -c $< -o $@

# --- what is written by our own generators -----------------------------------
$(BUILD)/tool/%: tools/%.c $(BUILD)/lib/base.a
	@mkdir -p $(@D)
	@echo "  ld $@"
	$(Q)$(CC) $(CFLAGS) $< $(BUILD)/lib/base.a $(LDFLAGS) -lsqlite3 -licuuc -o $@
$(BUILD)/gen/query.h: $(BUILD)/tool/sqlgen $(wildcard sql/*/*.sql)
	@mkdir -p $(@D)
	$< $(@D) sql/schema sql/query
$(BUILD)/gen/text.h: $(BUILD)/tool/textgen $(wildcard text/*.txt)
	@mkdir -p $(@D)
	$< $(@D) text html src
$(BUILD)/gen/view.h: $(BUILD)/tool/htmlgen $(wildcard html/*.html html/*/*.html) src/web/view.def $(BUILD)/gen/text.h
	@mkdir -p $(@D)
	$< $(@D) html src/web/view.def text/ja.txt
$(BUILD)/gen/%.c: $(BUILD)/gen/%.h ;
$(BUILD)/man/sekimori.1: $(BUILD)/tool/mangen docs/man/sekimori.1.in
	@mkdir -p $(@D)
	$(BUILD)/tool/mangen docs/man/sekimori.1.in $@
$(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard $(patsubst %,src/%/*.c,store gate web cli bin))): | $(BUILD)/gen/query.h
$(patsubst src/%.c,$(BUILD)/obj/%.o,$(wildcard src/web/*.c) src/bin/sekimori-web.c): | $(BUILD)/gen/view.h $(BUILD)/gen/text.h

# --- what the browser is given ---------------------------------------------------
node_modules/.stamp: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund && touch $@
$(BUILD)/share/.done: node_modules/.stamp $(wildcard static/*)
	@mkdir -p $(@D)/static
	cp $(wildcard static/*) node_modules/@digital-go-jp/design-tokens/dist/tokens.css \
	    node_modules/htmx.org/dist/htmx.min.js $(@D)/static
	@touch $@

# --- programs -----------------------------------------------------------------
$(BUILD)/%: $(BUILD)/obj/bin/%.o $(ARCHIVES)
	@echo "  ld $@"
	$(Q)$(CC) $< -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDFLAGS) $(LIBS) -o $@
.PRECIOUS: $(BUILD)/obj/%.o $(BUILD)/gen/%.h $(BUILD)/gen/%.c $(BUILD)/tool/%

# --- unit tests: tests/unit/<folder>/test_<file>.c ------------------------------
UNITS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(wildcard tests/unit/*/test_*.c))
upto    = $(if $(2),$(firstword $(2)) $(if $(filter $(1),$(firstword $(2))),,$(call upto,$(1),$(wordlist 2,99,$(2)))))
below   = $(patsubst %,$(BUILD)/lib/%.a,$(call reverse,$(call upto,$(1),$(LAYERS))))
.SECONDEXPANSION:
$(BUILD)/unit/%: tests/unit/%.c $$(call below,$$(*D))
	@mkdir -p $(@D)
	@echo "  ld $@"
	$(Q)$(CC) $(CFLAGS) $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LDFLAGS) $(LIBS) -lcmocka -o $@
$(BUILD)/unit/ledger/test_export: | $(BUILD)/sekimori-verify
unit: $(UNITS)
	@tests/unit.sh unit-$(V) $(UNITS)
# one folder: make unit-model
unit-%: ; @$(MAKE) --no-print-directory unit UNITS="$(filter $(BUILD)/unit/$*/%,$(UNITS))"

# --- what people type --------------------------------------------------------------
deps: ; @tools/deps.sh run
deps-test: ; @tools/deps.sh test
run: deps
	@$(MAKE) --no-print-directory all
	@tools/demo.sh $(BUILD) demo $(LISTEN)
test: deps-test
	@tests/run.sh $(BUILD)
e2e: ; @tests/e2e.sh $(BUILD) demo
scenes: all ; @tests/scenes.sh $(BUILD) $(SCENES)
bench: all ; @tools/deps.sh bench && bench/run.sh $(BUILD) && bench/years.sh $(BUILD)
soak: all ; @tests/soak.sh $(BUILD)
matrix: all node_modules/.stamp ; @tests/matrix.sh $(BUILD)
mutation: all node_modules/.stamp ; @node tests/mutation.mjs $(BUILD)
check: $(BUILD)/gen/query.h $(BUILD)/gen/view.h $(BUILD)/gen/text.h ; @tools/check.sh $(BUILD)
clean: ; rm -rf $(BUILD)

# --- fuzzers: one for every parser of foreign bytes ------------------------------------
FUZZ_SECONDS ?= 5
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
$(BUILD)/fuzz/%: tests/fuzz/%.c $(ARCHIVES)
	@mkdir -p $(@D)
	@echo "  ld $@"
	$(Q)$(CC) $(filter-out -Wmissing-prototypes,$(CFLAGS)) -fsanitize=fuzzer $< -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDFLAGS) $(LIBS) -o $@
fuzzers: $(FUZZERS)
fuzz: ; @$(MAKE) --no-print-directory V=asan BUILD=$(BUILD)/asan fuzzers && tests/fuzz.sh $(BUILD)/asan $(FUZZ_SECONDS)

# --- a machine of its own ------------------------------------------------------------------
PREFIX ?= /usr/local
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/sekimori $(DESTDIR)$(PREFIX)/share/sekimori/static \
	    $(DESTDIR)$(PREFIX)/share/sekimori/policy $(DESTDIR)$(PREFIX)/lib/systemd/system \
	    $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/ja/man1
	install $(PROGRAMS:%=$(BUILD)/%) $(DESTDIR)$(PREFIX)/lib/sekimori
	ln -sf ../lib/sekimori/sekimori ../lib/sekimori/sekimori-verify $(DESTDIR)$(PREFIX)/bin
	install -m 644 $(BUILD)/share/static/* $(DESTDIR)$(PREFIX)/share/sekimori/static
	install -m 644 $(BUILD)/man/sekimori.1 $(DESTDIR)$(PREFIX)/share/man/man1
	ln -sf ../../man1/sekimori.1 $(DESTDIR)$(PREFIX)/share/man/ja/man1/sekimori.1
	cp -r policy/taishi $(DESTDIR)$(PREFIX)/share/sekimori/policy
	sed 's|@PREFIX@|$(PREFIX)|' tools/sekimori.service.in > $(DESTDIR)$(PREFIX)/lib/systemd/system/sekimori.service

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.PHONY: all unit deps deps-test run test e2e scenes bench soak matrix mutation check clean fuzzers fuzz install
