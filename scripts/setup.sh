#!/usr/bin/env bash
# Installs what building (`setup.sh build`), testing (`setup.sh test`) or measuring beside others
# (`setup.sh bench`) needs and this machine lacks.
#
# Says what it installs and why, does nothing twice, and takes well under a second when all is there.
# It doesn't build the project itself: that is the Makefile's job.
set -euo pipefail
cd "$(dirname "$0")/.."

WASM_BINDGEN_VERSION=0.2.130 # must equal the crate's version in Cargo.toml
TRUNK_VERSION=0.21.14        # 0.22 wants a newer compiler than rustup's stable
BINARYEN_VERSION=132.0.0     # Debian's wasm-opt can't read what wasm-bindgen writes today
ESBUILD_VERSION=0.28.2
RUST_MINIMUM=1.95            # rust-version in Cargo.toml

TOOLS="${BAROGRAPH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/barograph-build}"
export PATH="$HOME/.cargo/bin:$PATH"
mkdir -p "$TOOLS"

say() { printf '\033[1m==>\033[0m %s\n' "$*"; }
have() { command -v "$1" >/dev/null 2>&1; }

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

APT_UPDATED=
# apt_install REASON PACKAGE…: installs those that are missing.
apt_install() {
    local reason=$1 missing=()
    shift
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if ! have apt-get; then
        echo "Please install ${missing[*]} ($reason): this machine has no apt-get." >&2
        exit 1
    fi
    say "Installing ${missing[*]}: $reason"
    if [ -z "$APT_UPDATED" ]; then
        as_root apt-get update -qq
        APT_UPDATED=1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

version_at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

# --- Rust ------------------------------------------------------------------------------------------------

setup_rust() {
    have cc || apt_install "a C compiler, for the embedded SQLite and zstd" gcc libc6-dev
    have cargo || apt_install "Rust's compiler, for the server" rustc-web cargo-web
    local version
    version=$(rustc --version | cut -d ' ' -f 2)
    if ! version_at_least "$version" "$RUST_MINIMUM"; then
        echo "Barograph needs Rust $RUST_MINIMUM, this is $version. With rustup: rustup update stable" >&2
        exit 1
    fi
}

# The sources of the browser's standard library, which is built along with the app: rustup's where it can
# download them, else Debian's, with Debian's compiler.
setup_wasm_sources() {
    if have rustup && [ "${BAROGRAPH_WASM_TOOLCHAIN:-rustup}" = rustup ]; then
        [ ! -e "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ] || return 0
        if [ ! -e "$TOOLS/rustup-cannot-download" ]; then
            say "Adding rustup's rust-src: the browser app's standard library is built along with it"
            timeout 300 rustup component add rust-src 2>/dev/null && return 0
            say "rustup can't download here, so Debian's compiler will build the browser app"
            touch "$TOOLS/rustup-cannot-download"
        fi
    fi
    apt_install "a compiler with the sources of its standard library, for the browser app" \
        rustc-web cargo-web rust-web-src lld-19
}

# cargo_install CRATE VERSION REASON FLAG…: as a ready binary where binstall is there, else from source.
cargo_install() {
    local crate=$1 version=$2 reason=$3
    shift 3
    say "Installing $crate $version: $reason (compiling it takes some minutes)"
    if have cargo-binstall; then
        cargo binstall --no-confirm "$crate@$version" && return 0
    fi
    (cd / && cargo install --quiet "$crate" --version "$version" "$@")
}

setup_app_tools() {
    [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $WASM_BINDGEN_VERSION" ] ||
        # Without --locked: its lock file names a version that can no longer be had.
        cargo_install wasm-bindgen-cli "$WASM_BINDGEN_VERSION" "joins the browser app to JavaScript"
    [ "$(trunk --version 2>/dev/null)" = "trunk $TRUNK_VERSION" ] ||
        cargo_install trunk "$TRUNK_VERSION" "builds and serves the browser app" --locked
    npm_install binaryen "$BINARYEN_VERSION" "its wasm-opt makes the browser app smaller"
    npm_install esbuild "$ESBUILD_VERSION" "makes the browser app's JavaScript smaller"
}

# npm_install PACKAGE VERSION REASON
npm_install() {
    local manifest="$TOOLS/npm/node_modules/$1/package.json"
    ! grep -qs "\"version\": \"$2\"" "$manifest" || return 0
    have node || apt_install "makes the browser app smaller" nodejs
    have npm || apt_install "fetches what runs in node" npm
    say "Installing $1 $2: $3"
    npm install --silent --no-audit --no-fund --prefix "$TOOLS/npm" "$1@$2"
}

# --- What only the tests need ----------------------------------------------------------------------------

setup_tests() {
    if ! cargo fmt --version >/dev/null 2>&1; then
        apt_install "checks the formatting" rustfmt-web
    fi
    # The browser app is linted by the compiler that builds it.
    if ! cargo clippy --version >/dev/null 2>&1 || [ -x /usr/bin/rustc ]; then
        apt_install "lints the code" rust-web-clippy
    fi
    apt_install "the browser that tests run in" chromium chromium-driver
    have openssl || apt_install "makes the certificate of a story's mail relay" openssl
    have python3 || apt_install "runs the stories and the AWS clients" python3
    setup_venv venv tests/requirements.txt "the AWS CLI, boto3, a mail server, pytest and selenium"
    setup_venv venv-query tests/requirements-query.txt "a boto3 that still speaks awsQuery"
}

# setup_venv NAME REQUIREMENTS WHAT: a virtual environment, made anew when its list changes.
setup_venv() {
    local venv="$TOOLS/$1" requirements=$2
    cmp -s "$requirements" "$venv/requirements.txt" && return 0
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install "makes Python's virtual environments" python3-venv
    say "Installing $3 into $venv: tests drive the server with them"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$venv/requirements.txt"
}

# What the store is measured beside: unpacked and not installed, so that no service of theirs starts.
setup_peers() {
    local peers="$TOOLS/peers" package
    mkdir -p "$peers"
    for package in victoria-metrics prometheus; do
        [ ! -x "$peers/usr/bin/$package" ] || continue
        if ! have apt-get; then
            echo "Please put a $package into $peers/usr/bin (it is measured beside): this machine has no apt-get." >&2
            exit 1
        fi
        say "Unpacking Debian's $package into $peers: the store is measured beside it"
        if [ -z "$APT_UPDATED" ]; then
            as_root apt-get update -qq
            APT_UPDATED=1
        fi
        (cd "$peers" && apt-get download -qq -o APT::Sandbox::User=root "$package" && dpkg-deb -x "$package"_*.deb . && rm "$package"_*.deb)
    done
}

setup_rust
setup_wasm_sources
setup_app_tools
case "${1:-build}" in
    test) setup_tests ;;
    bench)
        setup_tests
        setup_peers
        ;;
esac
