//! What a browser loads for each page, on the wire. Needs `make build` first.

use std::fs;
use tidy::root;

/// Each page with the most that its Wasm, JavaScript and CSS may weigh together, in bytes after brotli at its best.
/// These are limits and no goals: nothing is to be written strangely to get below them. The app was to weigh at most
/// 600,000 when it was Leptos again (it weighed 598,687) and is to weigh at most 900,000 with all pages to come: this
/// number follows what is added. The embed is meant to weigh 400,000.
const MAX_BROTLI_BYTES: &[(&str, usize)] = &[("index.html", 610_000), ("embed.html", 495_000)];

fn brotli_len(bytes: &[u8]) -> usize {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params).expect("memory is writable");
    compressed.len()
}

/// The files below `dist/` that a text names, by their addresses in it: `./app-01….js`, `./snippets/…/inline0.js`.
fn named_files(text: &str) -> Vec<String> {
    let addresses = text.split(['"', '\'']).filter_map(|piece| piece.strip_prefix("./"));
    let is_ours = |name: &&str| [".wasm", ".js", ".css"].iter().any(|ending| name.ends_with(ending));
    addresses.filter(is_ours).map(str::to_owned).collect()
}

#[test]
fn each_page_is_light() {
    let dist = root().join("dist");
    for (page, limit) in MAX_BROTLI_BYTES {
        // A page that isn't built yet weighs nothing, but there is no app without the first.
        let Ok(html) = fs::read_to_string(dist.join(page)) else {
            assert_ne!(*page, "index.html", "dist/ is there: run `make build` first");
            continue;
        };
        let mut names = named_files(&html);
        for script in names.clone().iter().filter(|name| name.ends_with(".js")) {
            // What else a script names in this form are modules of its Wasm's imports, not files.
            let text = fs::read_to_string(dist.join(script)).expect(script);
            names.extend(named_files(&text).into_iter().filter(|name| name.starts_with("snippets/")));
        }
        names.sort();
        names.dedup();
        let mut total = 0;
        let mut rows = String::new();
        for name in &names {
            let bytes =
                fs::read(dist.join(name)).unwrap_or_else(|error| panic!("{page} names {name}: {error}"));
            let compressed = brotli_len(&bytes);
            rows += &format!("\n    {name}: {} bytes, brotli {compressed}", bytes.len());
            total += compressed;
        }
        println!("{page} weighs {total} bytes of at most {limit} (brotli){rows}");
        assert!(names.iter().any(|name| name.ends_with(".wasm")), "{page} loads the app");
        assert!(total <= *limit, "{page} weighs {total} bytes");
    }
}
