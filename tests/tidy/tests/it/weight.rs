//! What the browser app weighs on the wire. Needs `make build` first.

use std::fs;
use tidy::root;

/// Wasm, JavaScript and CSS together, after brotli at its best, by whichever compiler.
const MAX_BROTLI_BYTES: usize = 300_000;

fn brotli_len(bytes: &[u8]) -> usize {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params).expect("memory is writable");
    compressed.len()
}

#[test]
fn the_app_is_light() {
    let dist = root().join("dist");
    let entries = fs::read_dir(&dist).expect("dist/ is there: run `make build` first");
    let mut total = 0;
    let mut rows = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if [".wasm", ".js", ".css"].iter().any(|ending| name.ends_with(ending)) {
            let bytes = fs::read(entry.path()).unwrap();
            let compressed = brotli_len(&bytes);
            rows.push(format!("    {name}: {} bytes, brotli {compressed}", bytes.len()));
            total += compressed;
        }
    }
    rows.sort();
    println!("The app's weight: {total} bytes of at most {MAX_BROTLI_BYTES} (brotli)\n{}", rows.join("\n"));
    assert!(rows.iter().any(|row| row.contains(".wasm")), "dist/ holds the app");
    assert!(total <= MAX_BROTLI_BYTES, "the app weighs {total} bytes");
}
