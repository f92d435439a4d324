//! The page's way in: who gets a session, for which calls its cookie counts, and under which names the
//! server answers at all.

use crate::client::{Answer, Call, FORM, HOST, Server};

const SESSION: &str = "/-/session";
const ORIGIN: &str = "http://127.0.0.1:10132";

fn ask() -> Call {
    Call::new("POST", SESSION).header("content-type", "application/json").header("origin", ORIGIN)
}

async fn cookie(server: &Server) -> String {
    let answer = server.send(ask()).await;
    assert_eq!(answer.status, 204);
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

fn list_metrics() -> Call {
    Call::cloudwatch_cbor("ListMetrics", "").header("origin", ORIGIN)
}

#[track_caller]
fn is_without_token(answer: &Answer) {
    assert!(matches!(answer.status, 400 | 403), "{}", answer.shown());
    assert!(answer.text().contains("MissingAuthenticationToken"), "{}", answer.shown());
}

#[tokio::test]
async fn the_page_gets_a_cookie_and_calls_with_it() {
    let server = Server::new();
    let answer = server.send(ask()).await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("barograph_session="), "{set}");
    assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"), "{set}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let cookie = cookie(&server).await;
    assert_eq!(cookie.len(), "barograph_session=".len() + 64);
    assert_eq!(server.send(list_metrics().header("cookie", &cookie)).await.status, 200);
    let among_others = format!("theme=dark; {cookie}; x=y");
    assert_eq!(server.send(list_metrics().header("cookie", &among_others)).await.status, 200);
    let json = Call::json("Logs_20140328.Nothing", "{}").header("origin", ORIGIN).header("cookie", &cookie);
    assert!(server.send(json).await.text().contains("UnknownOperationException"));
    let sts = Call::new("POST", "/service/AWSSecurityTokenServiceV20110615/operation/GetCallerIdentity")
        .header("content-type", "application/cbor")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", &cookie);
    assert_eq!(server.send(sts).await.status, 200);
    // Behind a development server's proxy the browser vouches although origin and host differ.
    let proxied =
        list_metrics().header("origin", "http://127.0.0.1:10133").header("sec-fetch-site", "same-origin");
    assert_eq!(server.send(proxied.header("cookie", &cookie)).await.status, 200);
}

#[tokio::test]
async fn nobody_else_gets_a_session() {
    let server = Server::new();
    for (call, status) in [
        (ask().header("origin", ""), 403),
        (ask().header("origin", "null"), 403),
        (ask().header("origin", "http://evil.example"), 403),
        (ask().header("origin", "http://127.0.0.1:10133"), 403),
        (ask().header("sec-fetch-site", "cross-site"), 403),
        (ask().header("sec-fetch-site", "same-site"), 403),
        (ask().header("sec-fetch-site", "none"), 403),
        (ask().header("content-type", FORM), 415),
        (ask().header("content-type", "text/plain"), 415),
        (ask().header("content-type", "multipart/form-data"), 415),
        (Call { method: "GET", ..ask() }, 405),
        (Call { method: "PUT", ..ask() }, 405),
    ] {
        let shown = format!("{} {:?}", call.method, call.headers);
        let answer = server.send(call).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (status, "-"), "{shown}");
    }
}

#[tokio::test]
async fn a_cookie_counts_for_the_pages_own_calls_only() {
    let server = Server::new();
    let cookie = cookie(&server).await;
    let form = Call::form("Action=ListMetrics&Version=2010-08-01").header("origin", ORIGIN);
    is_without_token(&server.send(form.header("cookie", &cookie)).await);
    let link =
        Call::new("GET", "/?Action=ListMetrics&Version=2010-08-01").header("sec-fetch-site", "same-origin");
    is_without_token(&server.send(link.header("cookie", &cookie)).await);
    for call in [
        list_metrics().header("origin", ""),
        list_metrics().header("origin", "http://evil.example"),
        list_metrics().header("sec-fetch-site", "cross-site"),
        list_metrics().header("content-type", ""),
        list_metrics().header("content-type", "text/plain"),
    ] {
        is_without_token(&server.send(call.header("cookie", &cookie)).await);
    }
    let zeros = format!("barograph_session={}", "0".repeat(64));
    for wrong in ["", "barograph_session=", "barograph_session", zeros.as_str(), &cookie[..cookie.len() - 1]]
    {
        is_without_token(&server.send(list_metrics().header("cookie", wrong)).await);
    }
    // A bad signature isn't healed by a cookie.
    let call = list_metrics()
        .signed_by(&crate::client::Signer { secret: "x", ..crate::client::signer("monitoring") });
    let answer = server.send(call.header("cookie", &cookie)).await;
    assert!(answer.text().contains("InvalidSignatureException"), "{}", answer.shown());
}

#[tokio::test]
async fn foreign_names_are_refused_everywhere() {
    let server = Server::new();
    for (method, path) in
        [("GET", "/"), ("GET", "/healthz"), ("POST", "/"), ("POST", SESSION), ("GET", "/x.js")]
    {
        for host in ["evil.example", "evil.example:10132", "192.168.1.7:10132", "0.0.0.0"] {
            let answer = server.send(Call::new(method, path).header("host", host)).await;
            assert_eq!(answer.status, 403, "{method} {path} at {host}");
            assert!(answer.text().contains("--allowed-host"), "{}", answer.text());
        }
        assert_eq!(server.send(Call::new(method, path).header("host", "")).await.status, 403);
    }
    for host in [HOST, "localhost", "[::1]:10132", "barograph.home", "BAROGRAPH.HOME:8443"] {
        assert_eq!(
            server.send(Call::new("GET", "/healthz").header("host", host)).await.shown(),
            "200 ok\n",
            "{host}"
        );
    }
    // Not even a good signature helps.
    let call = Call::cloudwatch_json("ListMetrics", "{}").header("host", "evil.example").signed("monitoring");
    assert_eq!(server.send(call).await.status, 403);
}
