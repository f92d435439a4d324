//! Compiles the browser app into the server: every file of `dist/` with its brotli form, its strong ETag
//! and its type, and the hash of the one inline script in each page, which starts its app.
//!
//! Without `dist/` (or with `BAROGRAPH_DIST` pointing nowhere) the table is empty and the server says so.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

/// Tests build the debug profile often; only a release is worth brotli's best.
const RELEASE_QUALITY: i32 = 11;
const DEBUG_QUALITY: i32 = 4;

fn main() {
    println!("cargo::rerun-if-env-changed=BAROGRAPH_DIST");
    println!("cargo::rerun-if-changed=build.rs");
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let dist = env::var_os("BAROGRAPH_DIST").map_or_else(|| PathBuf::from("../../dist"), PathBuf::from);
    // Cargo looks at a folder's files too; a missing one is looked for each time.
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = BTreeMap::new();
    collect(&dist, "", &mut files);
    let is_whole = files.contains_key("index.html");
    let mut table = String::from("pub static ASSETS: &[Asset] = &[\n");
    let mut script_hashes = String::new();
    if is_whole {
        // The two Wasm files take half a minute each, so all are compressed side by side.
        let out_dir = &out_dir;
        let rows: Vec<(String, String)> = thread::scope(|scope| {
            let workers: Vec<_> = files
                .iter()
                .map(|(name, path)| scope.spawn(move || row_and_hashes(out_dir, name, path)))
                .collect();
            workers.into_iter().map(|worker| worker.join().expect("every file can be read")).collect()
        });
        for (row, hashes) in rows {
            table += &row;
            script_hashes += &hashes;
        }
    }
    table.push_str("];\n");
    // Writing to a String can't fail.
    let _ = writeln!(table, "pub const SCRIPT_HASHES: &str = {script_hashes:?};");
    fs::write(out_dir.join("assets.rs"), table).expect("OUT_DIR is writable");
}

/// All files below a folder, by their address on the site.
fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files);
        } else if !name.starts_with('.') {
            files.insert(name, entry.path());
        }
    }
}

/// A file's row, and the hashes of the scripts in it if it is a page.
fn row_and_hashes(out_dir: &Path, name: &str, path: &Path) -> (String, String) {
    let bytes = fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let is_page = name.ends_with(".html");
    let hashes = if is_page { inline_script_hashes(&String::from_utf8_lossy(&bytes)) } else { String::new() };
    (row(out_dir, name, path, &bytes), hashes)
}

fn row(out_dir: &Path, name: &str, path: &Path, bytes: &[u8]) -> String {
    let path = path.canonicalize().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let digest = hex(&Sha256::digest(bytes));
    let compressed = brotli(bytes);
    let brotli = if compressed.len() < bytes.len() {
        let file = out_dir.join(format!("{digest}.br"));
        fs::write(&file, compressed).expect("OUT_DIR is writable");
        format!("Some(include_bytes!({file:?}))")
    } else {
        "None".to_owned()
    };
    format!(
        "    Asset {{ name: {name:?}, media_type: {:?}, is_immutable: {}, etag: {:?}, identity: include_bytes!({path:?}), \
         brotli: {brotli} }},\n",
        media_type(name),
        has_hashed_name(name),
        &digest[..32],
    )
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let quality = if is_release { RELEASE_QUALITY } else { DEBUG_QUALITY };
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters).expect("memory is writable");
    compressed
}

/// The build puts 16 hex digits of the content's hash into the names: `app-0123456789abcdef_bg.wasm`.
fn has_hashed_name(name: &str) -> bool {
    name.split(['-', '.', '_', '/'])
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// ` 'sha256-…'` for each script whose text stands in the page.
fn inline_script_hashes(page: &str) -> String {
    let mut hashes = String::new();
    for piece in page.split("<script").skip(1) {
        let Some((attributes, rest)) = piece.split_once('>') else { continue };
        let Some((text, _)) = rest.split_once("</script>") else { continue };
        if !attributes.contains("src=") {
            let _ = write!(hashes, " 'sha256-{}'", base64(&Sha256::digest(text)));
        }
    }
    hashes
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) as usize & 63;
            text.push(if digit <= chunk.len() { char::from(DIGITS[index]) } else { '=' });
        }
    }
    text
}
