#!/usr/bin/env bash
# Installs what building (`setup.sh build`), developing (`dev`), testing (`test`) or measuring beside others (`bench`)
# needs and this machine lacks. Sourced by build.sh, it only plans that.
#
# Says what it installs and why, does nothing twice, and takes well under a second when all is there.
# It doesn't build the project itself: that is build.sh's job.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/progress.sh

WASM_BINDGEN_VERSION=0.2.130 # must equal the crate's version in Cargo.toml
TRUNK_VERSION=0.21.14        # 0.22 wants a newer compiler than rustup's stable
BINARYEN_VERSION=132.0.0     # Debian's wasm-opt can't read what wasm-bindgen writes today
ESBUILD_VERSION=0.28.2
RUST_MINIMUM=1.95            # rust-version in Cargo.toml
WASM_TARGET=wasm32-unknown-unknown

TOOLS="${BAROGRAPH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/barograph-build}"
export PATH="$HOME/.cargo/bin:$PATH"
mkdir -p "$TOOLS"

# --- Debian packages -------------------------------------------------------------------------------------

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        echo "This step needs root, and there is no sudo: $*" >&2
        exit 1
    fi
}

# Missing packages are gathered and installed in one go.
APT_MISSING=()
need_packages() {
    local package
    for package in "$@"; do
        [[ " ${APT_MISSING[*]} " != *" $package "* ]] || continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || APT_MISSING+=("$package")
    done
}

plan_packages() {
    [ ${#APT_MISSING[@]} -gt 0 ] || return 0
    if ! have apt-get; then
        echo "Please install what Debian calls ${APT_MISSING[*]}: this machine has no apt-get." >&2
        exit 1
    fi
    # Now, because a step can't ask for a password.
    [ "$(id -u)" = 0 ] || ! have sudo || sudo -v
    plan "Debian's ${APT_MISSING[*]}" apt_install "${APT_MISSING[@]}"
}

apt_install() {
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# --- Rust ------------------------------------------------------------------------------------------------

need_rust() {
    have cc || need_packages gcc libc6-dev
    if ! have cargo; then
        need_packages rustc-web cargo-web
    elif ! version_at_least "$(rustc --version | cut -d ' ' -f 2)" "$RUST_MINIMUM"; then
        echo "Barograph needs Rust $RUST_MINIMUM, this is $(rustc --version). With rustup: rustup update stable" >&2
        exit 1
    fi
    wasm_target_is_there && return 0
    if have rustup && [ "${BAROGRAPH_WASM_TOOLCHAIN:-rustup}" = rustup ] && [ ! -e "$TOOLS/rustup-cannot-download" ]; then
        say "Adding rustup's target $WASM_TARGET"
        timeout 300 rustup target add "$WASM_TARGET" && return 0
        say "rustup can't download here, so Debian's compiler will build the browser app"
        touch "$TOOLS/rustup-cannot-download"
    fi
    # Debian has no such target ready, but the sources of the standard library, which is then built along.
    need_packages rustc-web cargo-web rust-web-src lld-19
}

wasm_target_is_there() {
    [ "${BAROGRAPH_WASM_TOOLCHAIN:-rustup}" = rustup ] && have rustc &&
        [ -e "$(rustc --print sysroot)/lib/rustlib/$WASM_TARGET/lib" ]
}

version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# cargo_install CRATE VERSION FLAG…: as a ready binary where binstall is there, else from source, at a level that
# is soon compiled.
cargo_install() {
    local crate=$1 version=$2
    shift 2
    if have cargo-binstall; then
        cargo binstall --no-confirm "$crate@$version" && return 0
    fi
    (cd / && CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        cargo install "$crate" --version "$version" "$@")
}

# --- wasm-opt, which makes the browser app smaller by a fifth, and esbuild, which minifies what is beside it ------

# npm_has PACKAGE VERSION
npm_has() { grep -qs "\"version\": \"$2\"" "$TOOLS/npm/node_modules/$1/package.json"; }

npm_packages_are_there() { npm_has binaryen "$BINARYEN_VERSION" && npm_has esbuild "$ESBUILD_VERSION"; }

need_npm() {
    npm_packages_are_there && return 0
    have node || need_packages nodejs
    have npm || need_packages npm
}

plan_npm_packages() {
    npm_packages_are_there ||
        plan "npm's binaryen $BINARYEN_VERSION and esbuild $ESBUILD_VERSION" \
            npm install --no-audit --no-fund --prefix "$TOOLS/npm" "binaryen@$BINARYEN_VERSION" "esbuild@$ESBUILD_VERSION"
}

# --- What only developing or testing needs ---------------------------------------------------------------

# wasm-bindgen's own tool, for trunk, comes with its test runner.
plan_wasm_bindgen() {
    [ "$(wasm-bindgen-test-runner --version 2>/dev/null)" = "wasm-bindgen-test-runner $WASM_BINDGEN_VERSION" ] ||
        # Without --locked: its lock file names a version that can no longer be had.
        plan "wasm-bindgen-cli $WASM_BINDGEN_VERSION" cargo_install wasm-bindgen-cli "$WASM_BINDGEN_VERSION"
}

plan_trunk() {
    [ "$(trunk --version 2>/dev/null)" = "trunk $TRUNK_VERSION" ] ||
        plan "trunk $TRUNK_VERSION" cargo_install trunk "$TRUNK_VERSION" --locked
}

need_test_packages() {
    have cargo-fmt || need_packages rustfmt-web
    # The browser app is linted by the compiler that builds it.
    { have cargo-clippy && wasm_target_is_there; } || need_packages rust-web-clippy
    need_packages chromium chromium-driver
    have openssl || need_packages openssl
    have python3 || need_packages python3
    python3 -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
}

# plan_venv NAME REQUIREMENTS WHAT: a virtual environment, made anew when its list changes.
plan_venv() {
    cmp -s "$2" "$TOOLS/$1/requirements.txt" || plan "$3" make_venv "$TOOLS/$1" "$2"
}

make_venv() {
    local venv=$1 requirements=$2
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
}

plan_venvs() {
    plan_venv venv tests/requirements.txt "the AWS CLI, boto3, a mail server, pytest and selenium"
    plan_venv venv-query tests/requirements-query.txt "a boto3 that still speaks awsQuery"
}

# What the store is measured beside: unpacked and not installed, so that no service of theirs starts.
plan_peers() {
    local package
    for package in victoria-metrics prometheus; do
        [ -x "$TOOLS/peers/usr/bin/$package" ] || plan "Debian's $package, to be measured beside" unpack_peer "$package"
    done
}

unpack_peer() {
    mkdir -p "$TOOLS/peers"
    if ! have apt-get; then
        echo "Please put a $1 into $TOOLS/peers/usr/bin: this machine has no apt-get." >&2
        exit 1
    fi
    as_root apt-get update -qq
    (cd "$TOOLS/peers" && apt-get download -o APT::Sandbox::User=root "$1" && dpkg-deb -x "$1"_*.deb . && rm "$1"_*.deb)
}

# plan_setup build|dev|test|bench
plan_setup() {
    need_rust
    case $1 in build | test | bench) need_npm ;; esac
    case $1 in test | bench) need_test_packages ;; esac
    plan_packages
    case $1 in build | test | bench) plan_npm_packages ;; esac
    case $1 in dev | test | bench) plan_wasm_bindgen ;; esac
    case $1 in test | bench) plan_venvs ;; esac
    case $1 in dev) plan_trunk ;; esac
    case $1 in bench) plan_peers ;; esac
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
    plan_setup "${1:-build}"
    run_plan
fi
