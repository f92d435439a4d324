//! The page's addresses and the headers that guard it. The files' own rules are tested beside them with a
//! table of their own, since a build may have no app inside.

use crate::client::{Call, Server};

#[tokio::test]
async fn the_page_or_a_clear_word_that_it_is_missing() {
    let server = Server::new();
    let answer = server.send(Call::new("GET", "/").header("accept-encoding", "br")).await;
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"), "{policy}");
    for part in ["style-src 'self';", "connect-src 'self';", "base-uri 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    if server::site::is_built() {
        assert_eq!(answer.status, 200);
        let tag = answer.header("etag").to_owned();
        let again = Call::new("GET", "/").header("accept-encoding", "br").header("if-none-match", &tag);
        let again = server.send(again).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
    } else {
        assert_eq!(answer.status, 503);
        assert!(answer.text().contains("make build"));
    }
    let head = server.send(Call::new("HEAD", "/").header("accept-encoding", "br")).await;
    assert_eq!((head.status, head.body.len()), (answer.status, 0));
    assert_eq!(head.header("content-length"), answer.header("content-length"));
}

#[tokio::test]
async fn other_addresses_hold_nothing() {
    let server = Server::new();
    let missing = if server::site::is_built() { 404 } else { 503 };
    for path in
        ["/nothing", "/../Cargo.toml", "/%2e%2e/Cargo.toml", "//index.html/", "/-/nothing", "/service/x"]
    {
        assert_eq!(server.send(Call::new("GET", path)).await.status, missing, "{path}");
    }
    assert_eq!(server.send(Call::new("DELETE", "/")).await.status, 400);
    assert_eq!(server.send(Call::new("HEAD", "/healthz")).await.status, 200);
}
