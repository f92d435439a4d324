#!/usr/bin/env bash
# `make build`: installs what is missing, then builds the browser app into dist/ and the server with it inside.
#
# What is fresh is no step: the second call takes well under a second.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

# A page is built when its program is there.
PAGES="index.html $([ ! -e src/bin/embed.rs ] || echo embed.html)"
BUILDER=target/tool/build_app
SERVER=target/release/barograph

# Whatever changes the browser app: all but the server's own crates.
app_sources() {
    find src style public ./*.html Trunk.toml Cargo.toml Cargo.lock .cargo scripts/wasm-env.sh scripts/styles.sh \
        scripts/build_app crates \( -path crates/server -o -path crates/store -o -path crates/wire \) -prune -o -type f -print
}

server_sources() { find crates Cargo.toml Cargo.lock dist -type f; }

# newer_than FILE: those of the files named on standard input that are newer, or all if there is no such file.
newer_than() {
    local file
    while read -r file; do
        if [ "$file" -nt "$1" ]; then echo "$file"; fi
    done
}

# The first time, the builder is compiled beside the app, whose longest step is one long link on one core.
build_app() {
    # Only a head start: the builder calls Cargo again, as Trunk.toml and the pages say.
    (
        . scripts/wasm-env.sh
        cargo build --target wasm32-unknown-unknown --bins \
            --profile "$(sed -n 's/^cargo_profile = "\(.*\)"$/\1/p' Trunk.toml)"
    ) &
    cargo build --profile tool --package build_app
    wait "$!"
    (
        . scripts/wasm-env.sh
        # shellcheck disable=SC2086 # a list
        "$BUILDER" $PAGES
    )
}

build_server() { cargo build --release --package server; }

plan_setup build
stale_app=$(app_sources | newer_than dist/index.html)
if [ -n "$stale_app" ]; then
    plan "the browser app" build_app
fi
if [ -n "$stale_app" ] || [ -n "$(server_sources | newer_than "$SERVER")" ]; then
    plan "the server" build_server
fi
run_plan
# Cargo knows best: it also sees another compiler.
cargo build --release --quiet --package server
