# make demo    build the program and run it with invented people
# make check   every check there is; .ci/run calls this and nothing else
# See README.md. Everything that is made lies in bin/ and in
# internal/page/static/built/; neither is kept in git.

SHELL := /bin/bash
BUILT := internal/page/static/built
STAMP := $(BUILT)/.stamp

.PHONY: build demo check assets release bench soak pictures fuzz-short

# A pure Go program: no C compiler is needed to build it, only to race it.
build: assets
	CGO_ENABLED=0 go build -trimpath -o bin/lindung ./cmd/lindung

# make demo ARGS='--addr 127.0.0.1:8080'
demo: build
	bin/lindung demo $(ARGS)

check:
	./check

# Style sheet, script and fonts of the pages, from npm's packages.
assets: $(STAMP)
$(STAMP): $(filter-out assets/node_modules%,$(shell find assets -path assets/node_modules -prune -o -type f -print))
	cd assets && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build
	@touch $@

# make release     the program for both processors, Debian packages, lists of components, checksums:
# made from the last commit in two clones, which must give the same bytes. They are then in bin/release.
release:
	tools/release/release twice

# make bench                     measures what people do, at 20,000 and 200,000 cases, on both databases
# make bench OLD=d1fee81         the same beside an older commit, by turns
# make bench ARGS='-cases 20000 -only list'
# Durability stays on here, as it is in use.
bench:
	tools/load/build.sh bin/new
	$(if $(OLD),tools/load/build.sh bin/old $(OLD))
	go -C tools build -o ../bin/measure ./load
	POSTGRES_DURABLE=1 internal/test/dbtest/postgres.sh bin/measure -new bin/new $(if $(OLD),-old bin/old) $(ARGS)

# make soak SOAK=2h: kills, restarts of PostgreSQL, full disks and disks taken away, jumps of
# the clock, years of a shelter, upgrades from every schema and flipped bits for so long.
# doc/soak.csv adds up what all runs did; durability is on.
SOAK ?= 10m
soak:
	TEST_SOAK=$(SOAK) TEST_SOAK_FIGURES=$(CURDIR)/doc/soak.csv TEST_SOAK_COMMAND='make soak SOAK=$(SOAK)' \
		POSTGRES_DURABLE=1 internal/test/dbtest/postgres.sh nice -n 19 go test -p=1 -count=1 -timeout=0 -v -run='Soak' ./staff ./public ./cmd/lindung

# The pictures of real pages in doc/img, by Chromium.
pictures: assets
	TEST_PICTURES=$(CURDIR)/doc/img go test -count=1 -timeout=10m -run=Pictures ./cmd/lindung

# Every fuzz target for a few seconds, SECONDS in all.
SECONDS ?= 60
fuzz-short:
	./check fuzz $(SECONDS)
