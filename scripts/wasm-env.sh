# Sourced before anything is built for the browser: `. scripts/wasm-env.sh`.
#
# The standard library is built along with the app, for size: what nothing calls stays out, and the app is lighter
# by a fiftieth. That takes the library's sources, which rustup or Debian has, and the flags that stable
# compilers keep for such builds.

export BAROGRAPH_TOOLS="${BAROGRAPH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/barograph-build}"
export PATH="$HOME/.cargo/bin:$PATH"
# Two compilers can't share a folder, and native builds shouldn't wait for the browser's.
export CARGO_TARGET_DIR="${BAROGRAPH_WASM_TARGET_DIR:-$PWD/target/wasm}"
export CHROMEDRIVER="${CHROMEDRIVER:-/usr/bin/chromedriver}"

# BAROGRAPH_WASM_TOOLCHAIN=debian or =rustup overrides the choice: rustup's where it has the sources.
wasm_toolchain() {
    if [ -n "${BAROGRAPH_WASM_TOOLCHAIN:-}" ]; then
        echo "$BAROGRAPH_WASM_TOOLCHAIN"
    elif command -v rustup >/dev/null && [ -e "$(rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]; then
        echo rustup
    else
        echo debian
    fi
}

if [ "$(wasm_toolchain)" = debian ]; then
    # Its cargo must be of the very same version as the sources.
    export PATH="/usr/bin:$PATH"
    export RUSTC=/usr/bin/rustc
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
    unset RUSTUP_TOOLCHAIN
fi
export RUSTC_BOOTSTRAP=1
export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
export CARGO_UNSTABLE_BUILD_STD_FEATURES=optimize_for_size

# The app as it is shipped. Panics name no source line there, and nothing prints itself for debugging: together
# some 3 % of the weight. A build for development has both.
build_app() {
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-Zlocation-detail=none -Zfmt-debug=none" \
        trunk build --release --quiet "$@"
}

# Debian's wasm-opt is too old for what wasm-bindgen writes today, so npm's comes first.
export PATH="$BAROGRAPH_TOOLS/npm/node_modules/.bin:$PATH"
