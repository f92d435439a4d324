#!/usr/bin/env bash
# `make dev`: the server on its port, and trunk on the next one, which rebuilds the app on every change,
# reloads the page and passes calls on to the server. Ctrl-C ends both.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet --package server
target/debug/barograph serve "$@" &
server=$!
trap 'kill "$server" 2>/dev/null || true' EXIT
. scripts/wasm-env.sh
# A folder of its own: dist/ holds the app that is shipped.
trunk serve --cargo-profile dev --dist target/dev-dist
