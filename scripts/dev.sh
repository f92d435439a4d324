#!/usr/bin/env bash
# `make dev`: the server on its port, and trunk on the next one, which rebuilds the app on every change,
# reloads the page and passes calls on to the server. Ctrl-C ends both.
#
# `dev.sh --app-only PORT` is trunk alone on another port, for `make bench-dev`.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1:-}" != --app-only ]; then
    cargo build --package server
    target/debug/barograph serve "$@" &
    trap "kill $! 2>/dev/null || true" EXIT
    set -- --app-only 10133
fi
. scripts/wasm-env.sh
mkdir -p target/dev-dist
# A folder of its own: dist/ holds the app that is shipped.
trunk serve --cargo-profile wasm-dev --dist target/dev-dist --port "$2" &
app=$!
trap 'kill "$app" 2>/dev/null || true' TERM INT
wait "$app"
