//! The browser app, compiled in: a fixed table of files, so no path of a request ever reaches a file system.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode};

/// A file of the app, as `build.rs` lists it.
pub struct Asset {
    /// Its address without the first slash.
    name: &'static str,
    media_type: &'static str,
    /// Its name holds its hash, so it never changes.
    is_immutable: bool,
    /// The first half of its SHA-256, in hex.
    etag: &'static str,
    identity: &'static [u8],
    /// Where that is shorter.
    brotli: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><title>Barograph</title>\
    <h1>The app is missing from this build</h1>\
    <p>The server runs, and AWS clients can use it, but it was compiled without the browser app. \
    In the source folder, run <code>make build</code> and start it again.</p></html>\n";

const NOT_FOUND: &str = "<!doctype html><html lang=\"en\"><title>Not found – Barograph</title>\
    <h1>There is nothing at this address</h1><p><a href=\"/\">Go to the dashboards</a></p></html>\n";

/// Whether the app was compiled in.
pub fn is_built() -> bool {
    !ASSETS.is_empty()
}

/// Answers a GET or a HEAD.
pub fn answer(parts: &Parts) -> Response<Body> {
    answer_from(ASSETS, parts)
}

fn answer_from(assets: &'static [Asset], parts: &Parts) -> Response<Body> {
    let name = match parts.uri.path() {
        "/" => "index.html",
        path => path.trim_start_matches('/'),
    };
    let mut response = match assets.iter().find(|asset| asset.name == name) {
        Some(asset) => asset.answer(&parts.headers),
        None if assets.is_empty() => page(StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT),
        None => page(StatusCode::NOT_FOUND, NOT_FOUND),
    };
    if let Ok(policy) = policy().parse() {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    if parts.method == Method::HEAD {
        *response.body_mut() = Body::empty();
    }
    response
}

impl Asset {
    fn answer(&self, request: &HeaderMap) -> Response<Body> {
        let (bytes, is_brotli) = match self.brotli {
            Some(bytes) if accepts_brotli(request) => (bytes, true),
            _ => (self.identity, false),
        };
        // Strong tags differ between the forms of a file.
        let etag = format!("\"{}{}\"", self.etag, if is_brotli { "-br" } else { "" });
        let is_known = request.get_all(IF_NONE_MATCH).iter().any(|tags| matches_etag(tags, &etag));
        let mut response =
            if is_known { Response::new(Body::empty()) } else { Response::new(Body::from(bytes)) };
        let headers = response.headers_mut();
        headers.insert(
            CACHE_CONTROL,
            HeaderValue::from_static(if self.is_immutable {
                "public, max-age=31536000, immutable"
            } else {
                "no-cache"
            }),
        );
        if let Ok(etag) = etag.parse() {
            headers.insert(ETAG, etag);
        }
        if self.brotli.is_some() {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return response;
        }
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        if is_brotli {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        response
    }
}

/// Only what the app needs; its inline start script is named by its hash.
fn policy() -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{SCRIPT_HASHES}; style-src 'self'; \
         img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn page(status: StatusCode, html: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(html.len()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// `br` in the list, and not with a weight of nothing.
fn accepts_brotli(request: &HeaderMap) -> bool {
    let values = request.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = parameters.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
        name.trim().eq_ignore_ascii_case("br") && weight != Some(0.0)
    })
}

fn matches_etag(tags: &HeaderValue, etag: &str) -> bool {
    let tags = tags.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.into_iter().any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;
    use http_body_util::BodyExt;

    static SAMPLE: &[Asset] = &[
        Asset {
            name: "index.html",
            media_type: "text/html; charset=utf-8",
            is_immutable: false,
            etag: "aa",
            identity: b"<html>",
            brotli: None,
        },
        Asset {
            name: "app-0123456789abcdef_bg.wasm",
            media_type: "application/wasm",
            is_immutable: true,
            etag: "bb",
            identity: b"identity",
            brotli: Some(b"br"),
        },
    ];

    /// Status, the named headers and the body of an answer, in one text.
    #[track_caller]
    fn check(method: &str, path: &str, headers: &[(&str, &str)], expected: &str) {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = answer_from(SAMPLE, &request.body(()).unwrap().into_parts().0);
        let header =
            |name: &str| response.headers().get(name).map_or("-", |value| value.to_str().unwrap()).to_owned();
        let mut shown = response.status().as_u16().to_string();
        for name in ["content-type", "cache-control", "etag", "content-encoding", "content-length", "vary"] {
            shown.push_str(&format!(" | {}", header(name)));
        }
        assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let body = runtime.block_on(response.into_body().collect()).unwrap().to_bytes();
        shown.push_str(&format!(" | {}", String::from_utf8_lossy(&body[..body.len().min(20)])));
        assert_eq!(shown, expected, "{method} {path} {headers:?}");
    }

    const WASM: &str = "/app-0123456789abcdef_bg.wasm";

    #[test]
    fn files_in_both_forms() {
        let index = "200 | text/html; charset=utf-8 | no-cache | \"aa\" | - | 6 | - | ";
        check("GET", "/", &[("accept-encoding", "gzip, br")], &format!("{index}<html>"));
        check("GET", "/index.html?x=1", &[], &format!("{index}<html>"));
        check("HEAD", "/", &[], index);
        let always = "public, max-age=31536000, immutable";
        let brotli = format!("200 | application/wasm | {always} | \"bb-br\" | br | 2 | accept-encoding | br");
        let identity =
            format!("200 | application/wasm | {always} | \"bb\" | - | 8 | accept-encoding | identity");
        check("GET", WASM, &[("accept-encoding", "gzip;q=0.5, br;q=0.9")], &brotli);
        check("GET", WASM, &[("accept-encoding", "gzip, br;q=0")], &identity);
        check("GET", WASM, &[("accept-encoding", "gzip, deflate")], &identity);
        check("GET", WASM, &[], &identity);
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let known = "304 | - | public, max-age=31536000, immutable | \"bb-br\" | - | - | accept-encoding | ";
        let br = ("accept-encoding", "br");
        check("GET", WASM, &[br, ("if-none-match", "\"bb-br\"")], known);
        check("GET", WASM, &[br, ("if-none-match", "\"x\", W/\"bb-br\"")], known);
        check("HEAD", WASM, &[br, ("if-none-match", "*")], known);
        let sent =
            known.replace("304 | -", "200 | application/wasm").replace("| - | - |", "| br | 2 |") + "br";
        check("GET", WASM, &[br, ("if-none-match", "\"bb\"")], &sent);
    }

    #[test]
    fn elsewhere_there_is_nothing() {
        for path in ["/x", "/../etc/passwd", "/index.html/", "/%69ndex.html"] {
            let length = NOT_FOUND.len();
            let expected = format!(
                "404 | text/html; charset=utf-8 | no-cache | - | - | {length} | - | <!doctype html><html"
            );
            check("GET", path, &[], &expected);
        }
    }
}
