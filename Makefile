# Barograph's commands. `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

TOOLS := $(or $(BAROGRAPH_TOOLS),$(or $(XDG_CACHE_HOME),$(HOME)/.cache)/barograph-build)
export PATH := $(HOME)/.cargo/bin:$(PATH)
WASM_ENV := . scripts/wasm-env.sh
SERVER := target/release/barograph
PYTHON := BAROGRAPH_TOOLS=$(TOOLS) BAROGRAPH=$(or $(BAROGRAPH),$(CURDIR)/$(SERVER)) $(TOOLS)/venv/bin/python
# Never compiled for this machine: the app is the browser's.
NATIVE := --workspace --exclude barograph

.PHONY: help setup setup-dev setup-test setup-bench build run dev test fmt lint test-native test-wasm test-e2e tidy fuzz \
    bench bench-alarms bench-dev bench-math bench-memory bench-page bench-store clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build what changed and start Barograph on this machine
	@exec $(SERVER) serve $(ARGS)

test: setup-test ## Run everything: format, lints, unit, wasm, browser and AWS client tests
	@scripts/steps.sh fmt lint test-native test-wasm build tidy test-e2e

dev: setup-dev ## Rebuild and reload on change, at http://127.0.0.1:10133
	@scripts/dev.sh $(ARGS)

build: ## Build the browser app and the server with the app inside
	@scripts/build.sh

setup:
	@scripts/setup.sh build

setup-dev:
	@scripts/setup.sh dev

setup-test:
	@scripts/setup.sh test

setup-bench:
	@scripts/setup.sh bench

fmt:
	@cargo fmt --all -- --check

# The native half by the native compiler, the browser app by the compiler that builds it.
lint:
	@cargo clippy --quiet $(NATIVE) --all-targets -- -D warnings
	@$(WASM_ENV) && cargo clippy --quiet --package barograph --target wasm32-unknown-unknown --all-targets -- -D warnings

test-native:
	@cargo test --quiet $(NATIVE) --exclude tidy

test-wasm:
	@$(WASM_ENV) && cargo test --package barograph --target wasm32-unknown-unknown

# After the build: it weighs the app that people will load.
tidy:
	@cargo test --quiet --package tidy -- --nocapture

test-e2e:
	@$(PYTHON) -m pytest -q -p no:cacheprovider tests/aws tests/e2e

fuzz: ## Give every parser many more random inputs than `make test` does
	@PROPTEST_CASES=$(or $(CASES),20000) cargo test --release --quiet $(NATIVE) --exclude tidy -- any_ printed_ comes_back

bench-alarms: setup ## What a minute of 10,000 alarms costs: CPU seconds, median of nine minutes
	@cargo run --release --quiet --package server --example bench_alarms

bench: build setup-test ## Start time, idle memory, app weight, ingestion over HTTP
	@$(PYTHON) tests/bench/bench.py

bench-page: build setup-test ## First chart, a tick, memory in Chromium (ARGS="--other BINARY": beside another build)
	@$(PYTHON) tests/bench/bench_page.py $(ARGS)

bench-dev: setup-test setup-dev ## Seconds from saving a component until the page shows it
	@$(PYTHON) tests/bench/bench_dev.py $(ARGS)

bench-math: setup-test ## Metric math in the browser beside hand-written JavaScript loops
	@$(WASM_ENV) && cargo build --quiet --package bench_math --profile wasm-release --target wasm32-unknown-unknown && \
	    python3 tests/bench/bench_math.py $$CARGO_TARGET_DIR/wasm32-unknown-unknown/wasm-release/bench_math.wasm chromium

bench-store: build setup-bench ## The metrics store beside VictoriaMetrics and Prometheus
	@$(PYTHON) tests/bench/bench_store.py $(ARGS)

bench-memory: build setup-test ## Resident memory over an hour (ARGS="--minutes 5") of 50,000 datapoints/s
	@$(PYTHON) tests/bench/bench_memory.py $(ARGS)

clean: ## Remove what was built
	@rm -rf dist && cargo clean --quiet
