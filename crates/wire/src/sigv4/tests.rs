//! AWS's published test vectors, and the canonical forms by hand.

use super::*;
use axum::http::Request;

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn parts(method: &str, uri: &str, headers: &[(&str, &str)]) -> Parts {
    let mut request = Request::builder().method(method).uri(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

/// Signs as AWS's test suite does and compares with its published signature.
#[track_caller]
fn vector(method: &str, uri: &str, more: &[(&str, &str)], scope: &str, signed: &str, expected: &str) {
    let mut headers = vec![("x-amz-date", "20150830T123600Z")];
    headers.extend(more);
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={signed}, Signature={expected}"
    );
    let parts = parts(method, uri, &headers);
    let claim = Claim::from_header(&authorization, &parts.headers).unwrap();
    let canonical = canonical::request(&parts, &claim, &hex(&Sha256::digest(b"")));
    let signature = signature_of(&claim, &canonical, SECRET).finalize().into_bytes();
    assert_eq!(hex(&signature), expected, "{canonical}");
}

#[test]
fn published_vectors() {
    let host = ("host", "example.amazonaws.com");
    let scope = "20150830/us-east-1/service/aws4_request";
    vector(
        "GET",
        "/",
        &[host],
        scope,
        "host;x-amz-date",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    );
    vector(
        "POST",
        "/",
        &[host],
        scope,
        "host;x-amz-date",
        "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    );
    vector(
        "GET",
        "/?Param2=value2&Param1=value1",
        &[host],
        scope,
        "host;x-amz-date",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    );
    vector(
        "GET",
        "/?Action=ListUsers&Version=2010-05-08",
        &[
            ("host", "iam.amazonaws.com"),
            ("content-type", "application/x-www-form-urlencoded; charset=utf-8"),
        ],
        "20150830/us-east-1/iam/aws4_request",
        "content-type;host;x-amz-date",
        "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
    );
}

#[test]
fn paths_are_encoded_once_more_and_normalised() {
    let check = |raw: &str, expected: &str| assert_eq!(canonical::path(raw), expected, "{raw}");
    check("", "/");
    check("/", "/");
    check("/tags/arn%3Aaws", "/tags/arn%253Aaws");
    check("/a//b/./c/../d/", "/a/b/d/");
    check("/..", "/");
    check("/a/..", "/");
    check("/-._~", "/-._~");
    check("/a b", "/a%20b");
}

#[test]
fn queries_are_sorted_after_encoding() {
    let check = |raw: &str, expected: &str| assert_eq!(canonical::query(raw, true), expected, "{raw}");
    check("", "");
    check("b=2&a=1&a=0&A=3", "A=3&a=0&a=1&b=2");
    check("flag&x=%2f%20y", "flag=&x=%2F%20y");
    check("x=a=b+c&&", "x=a%3Db%2Bc");
    check("X-Amz-Signature=0&a=%zz", "a=%25zz");
    assert_eq!(canonical::query("X-Amz-Signature=0", false), "X-Amz-Signature=0");
}

#[test]
fn header_values_are_trimmed_and_joined() {
    let headers =
        [("host", "h"), ("my-header", "  a   b  "), ("my-header", "c"), ("x-amz-date", "20150830T123600Z")];
    let parts = parts("GET", "/", &headers);
    let authorization =
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request,SignedHeaders=host;my-header,Signature=00";
    let claim = Claim::from_header(authorization, &parts.headers).unwrap();
    assert_eq!(
        canonical::request(&parts, &claim, "hash"),
        "GET\n/\n\nhost:h\nmy-header:a b,c\n\nhost;my-header\nhash"
    );
}

#[test]
fn hex_there_and_back() {
    assert_eq!(unhex("00ffA1"), Some(vec![0, 255, 0xa1]));
    assert_eq!(hex(&[0, 255, 0xa1]), "00ffa1");
    for wrong in ["0", "0g", "é"] {
        assert_eq!(unhex(wrong), None, "{wrong}");
    }
}
