#!/usr/bin/env bash
# Runs the Makefile's steps one after the other, with a heading and the seconds that each took.
set -euo pipefail
cd "$(dirname "$0")/.."
for step in "$@"; do
    started=$SECONDS
    printf '\033[1m==> make %s\033[0m\n' "$step"
    if ! make "$step"; then
        printf '\033[1m==> make %s failed after %d s\033[0m\n' "$step" $((SECONDS - started)) >&2
        exit 1
    fi
    printf '    %s: %d s\n' "$step" $((SECONDS - started))
done
echo "All of it passed: $*."
