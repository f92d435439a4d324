//! The canonical request: the form of a call on which client and server agree before they hash it.

use super::claim::Claim;
use axum::http::HeaderMap;
use axum::http::request::Parts;

/// Method, path, query, signed headers and the body's hash, a line each.
pub fn request(parts: &Parts, claim: &Claim, payload_hash: &str) -> String {
    let mut headers = String::new();
    for name in &claim.signed_headers {
        headers.push_str(&format!("{name}:{}\n", header_value(&parts.headers, name)));
    }
    format!(
        "{}\n{}\n{}\n{headers}\n{}\n{payload_hash}",
        parts.method,
        path(parts.uri.path()),
        query(parts.uri.query().unwrap_or_default(), claim.is_in_address),
        claim.signed_headers.join(";"),
    )
}

/// Each segment encoded once more than it came, dots and doubled slashes resolved; only S3 signs its path
/// as it is.
pub fn path(raw: &str) -> String {
    let mut segments = Vec::new();
    for segment in raw.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()),
            _ => segments.push(encode(segment.as_bytes())),
        }
    }
    let is_folder = ["/", "/.", "/.."].iter().any(|ending| raw.ends_with(ending)) && !segments.is_empty();
    format!("/{}{}", segments.join("/"), if is_folder { "/" } else { "" })
}

/// Parameters sorted by encoded name, then value; without the signature if it stands among them.
pub fn query(raw: &str, without_signature: bool) -> String {
    let pairs = raw.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(&decode(name)), encode(&decode(value))))
        .filter(|(name, _)| !without_signature || name != "X-Amz-Signature")
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// All values of a header joined by commas, trimmed, with runs of blanks as one.
fn header_value(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let values: Vec<String> =
        values.map(|value| value.split_ascii_whitespace().collect::<Vec<_>>().join(" ")).collect();
    values.join(",")
}

/// Percent-encodes everything but AWS's unreserved characters.
fn encode(bytes: &[u8]) -> String {
    let mut encoded = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            encoded.push(char::from(*byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Undoes percent-encoding; a `%` without two digits stands for itself. A plus is a plus.
fn decode(text: &str) -> Vec<u8> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high << 4 | low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    decoded
}
