# Sourced before anything is built for the browser: `. scripts/wasm-env.sh`.
#
# Where rustup has the wasm32 target, the ordinary toolchain is used. Elsewhere Debian's compiler builds the
# standard library along with the app, which needs its sources and its own cargo of the very same version.

BAROGRAPH_TOOLS="${BAROGRAPH_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/barograph-build}"
export PATH="$HOME/.cargo/bin:$PATH"
# Two compilers can't share a folder, and native builds shouldn't wait for the browser's.
export CARGO_TARGET_DIR="${BAROGRAPH_WASM_TARGET_DIR:-$PWD/target/wasm}"
export CHROMEDRIVER="${CHROMEDRIVER:-/usr/bin/chromedriver}"

# BAROGRAPH_WASM_TOOLCHAIN=debian or =rustup overrides the choice.
wasm_toolchain() {
    if [ -n "${BAROGRAPH_WASM_TOOLCHAIN:-}" ]; then
        echo "$BAROGRAPH_WASM_TOOLCHAIN"
    elif command -v rustup >/dev/null && rustup target list --installed 2>/dev/null | grep -qx wasm32-unknown-unknown; then
        echo rustup
    else
        echo debian
    fi
}

if [ "$(wasm_toolchain)" = debian ]; then
    export PATH="/usr/bin:$PATH"
    export RUSTC=/usr/bin/rustc
    export RUSTC_BOOTSTRAP=1
    export CARGO_UNSTABLE_BUILD_STD=std,panic_abort
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19
    unset RUSTUP_TOOLCHAIN
fi
# Debian's wasm-opt is too old for what wasm-bindgen writes today, so npm's comes first.
export PATH="$BAROGRAPH_TOOLS/npm/node_modules/.bin:$PATH"
