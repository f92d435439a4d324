# Sourced before anything is built for the browser: `. scripts/wasm-env.sh`.
#
# rustup's compiler builds it where it has the target (`rustup target add wasm32-unknown-unknown`). Debian's lacks
# that, so there the standard library is built along, which takes its sources and a switch that stable compilers
# keep for such builds.

export BAROGRAPH_TOOLS="${BAROGRAPH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/barograph-build}"
# Debian's wasm-opt is too old for what wasm-bindgen writes today, so npm's comes first.
export PATH="$BAROGRAPH_TOOLS/npm/node_modules/.bin:$HOME/.cargo/bin:$PATH"
# Two compilers can't share a folder, and native builds shouldn't wait for the browser's.
export CARGO_TARGET_DIR="${BAROGRAPH_WASM_TARGET_DIR:-$PWD/target/wasm}"
export CHROMEDRIVER="${CHROMEDRIVER:-/usr/bin/chromedriver}"

# BAROGRAPH_WASM_TOOLCHAIN=debian or =rustup overrides the choice.
wasm_toolchain() {
    if [ -n "${BAROGRAPH_WASM_TOOLCHAIN:-}" ]; then
        echo "$BAROGRAPH_WASM_TOOLCHAIN"
    elif [ -e "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib" ]; then
        echo rustup
    else
        echo debian
    fi
}

if [ "$(wasm_toolchain)" = debian ]; then
    # Its cargo must be of the very same version as the sources.
    export PATH="$BAROGRAPH_TOOLS/npm/node_modules/.bin:/usr/bin:$PATH"
    export RUSTC=/usr/bin/rustc
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
    export RUSTC_BOOTSTRAP=1
    export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    unset RUSTUP_TOOLCHAIN
fi
