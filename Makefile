# The doors to this repository. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run build test bench bench-peers campaign fmt islands
SHELL := /bin/bash
ARGS ?=
TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: islands ## build what is stale and start the sample company on http://127.0.0.1:7878 (ARGS="--listen …")
	cargo build --locked -p inquest
	@exec $(TARGET)/debug/inquest demo $(ARGS)

build: islands ## the release binary, all of it: target/release/inquest
	cargo build --locked --release -p inquest
	@ls -lh $(TARGET)/release/inquest

test: ## everything that CI checks, installing what is missing
	@scripts/test.sh

bench: islands ## measure beside the floors and the peers; writes bench/README.md
	cargo build --locked --release -p inquest
	@node bench/run.mjs $(ARGS)

bench-peers: ## install what `make bench` compares with
	@scripts/install-tools.sh bench

campaign: islands ## the long runs: worlds, kills, round trips, fuzzing (MINUTES=30 for each fuzz target)
	@scripts/campaign.sh

fmt: ## format the Rust code
	cargo fmt --all

# Islands and styles are built again when a source of theirs is newer than the last build, and the binary
# after them: it takes the built files in.
DIST := crates/web/assets/dist
ISLAND_SOURCES := $(shell find islands styles -type f -not -path '*/node_modules/*' -not -path '*/.*' 2>/dev/null)
ifeq ($(wildcard $(DIST)/*),)
.PHONY: $(TARGET)/islands.stamp
endif

islands: $(TARGET)/islands.stamp

$(TARGET)/islands.stamp: $(ISLAND_SOURCES)
	@scripts/islands.sh
	@mkdir -p $(@D) && touch $@
