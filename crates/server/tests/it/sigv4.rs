//! Who may call: every way in which a signature can be missing, spoilt, late or for somewhere else.

use crate::client::{Answer, Call, ID, NOW, SECRET, Server, Signer, hex, signer};
use sha2::{Digest, Sha256};

const QUERY: &str = "Action=ListMetrics&Version=2010-08-01";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided.";

fn json() -> Call {
    Call::cloudwatch_json("ListMetrics", "{}")
}

#[track_caller]
fn is_refused(answer: &Answer, status: u16, code: &str, part: &str) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert!(text.contains(code) && text.contains(part), "{text}\n should name {code} and {part}");
}

/// Sends the same signer's call over JSON and query and expects each protocol's name of the error.
async fn refuses(
    server: &Server,
    signer: Signer<'_>,
    json_code: &str,
    query_code: &str,
    status: u16,
    part: &str,
) {
    let answer = server.send(json().signed_by(&signer)).await;
    is_refused(&answer, 400, json_code, part);
    let answer = server.send(json().header("x-amzn-query-mode", "true").signed_by(&signer)).await;
    is_refused(&answer, status, json_code, part);
    assert!(answer.header("x-amzn-query-error").starts_with(query_code));
    let answer = server.send(Call::form(QUERY).signed_by(&signer)).await;
    is_refused(&answer, status, &format!("<Code>{query_code}</Code>"), part);
    let answer = server.send(Call::cloudwatch_cbor("ListMetrics", "").signed_by(&signer)).await;
    is_refused(&answer, 400, json_code, part);
}

#[tokio::test]
async fn what_is_signed_well_gets_in() {
    let server = Server::new();
    assert_eq!(server.send(json().signed("monitoring")).await.status, 200);
    let hash = hex(&Sha256::digest(b"{}"));
    let call =
        json().header("x-amz-content-sha256", &hash).header("x-amz-user-agent", "a   b").signed("monitoring");
    // The signer doesn't fold blanks, the server does: so sign what the server will see.
    let folded =
        json().header("x-amz-content-sha256", &hash).header("x-amz-user-agent", "a b").signed("monitoring");
    let mut sent = folded.clone();
    sent.headers.retain(|(name, _)| name != "x-amz-user-agent");
    sent = sent.header("x-amz-user-agent", "  a   b ");
    assert_eq!(server.send(sent).await.status, 200);
    assert_eq!(server.send(call).await.status, 400);
    // Added on the way, not signed, and nobody's business.
    let call = json().signed("monitoring").header("amz-sdk-request", "attempt=2").header("user-agent", "x");
    assert_eq!(server.send(call).await.status, 200);
    // Without blanks between the parts.
    let mut call = json().signed("monitoring");
    let authorization = call.headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
    authorization.1 = authorization.1.replace(", ", ",");
    assert_eq!(server.send(call).await.status, 200);
}

#[tokio::test]
async fn who_is_unknown_or_has_the_wrong_secret() {
    let server = Server::new();
    let wrong = |change: fn(&mut Signer<'static>)| {
        let mut signer = signer("monitoring");
        change(&mut signer);
        signer
    };
    let mismatch = ("InvalidSignatureException", "SignatureDoesNotMatch");
    refuses(&server, wrong(|s| s.secret = "x"), mismatch.0, mismatch.1, 403, MISMATCH).await;
    refuses(
        &server,
        wrong(|s| s.id = "AKIDNOBODY"),
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        403,
        "The security token included in the request is invalid.",
    )
    .await;
    let region = "Credential should be scoped to a valid region, not 'us-west-2'. This server keeps the region \
        'eu-north-1'";
    refuses(&server, wrong(|s| s.region = "us-west-2"), mismatch.0, mismatch.1, 403, "not 'us-west-2'").await;
    assert!(server.send(json().signed_by(&wrong(|s| s.region = "us-west-2"))).await.text().contains(region));
    refuses(&server, wrong(|s| s.terminator = "aws5"), mismatch.0, mismatch.1, 403, "valid terminator").await;
    refuses(&server, wrong(|s| s.service = "s3"), mismatch.0, mismatch.1, 403, "correct service").await;
    refuses(
        &server,
        wrong(|s| s.service = "logs"),
        mismatch.0,
        mismatch.1,
        403,
        "correct service: 'monitoring'",
    )
    .await;
    refuses(&server, wrong(|s| s.date = "20261119"), mismatch.0, mismatch.1, 403, "'20261119' != '20261120'")
        .await;
}

#[tokio::test]
async fn clocks_that_are_off() {
    let server = Server::new();
    let at = |time| Signer { time, ..signer("monitoring") };
    for time in ["20261120T094500Z", "20261120T101500Z"] {
        assert_eq!(server.send(json().signed_by(&at(time))).await.status, 200, "{time} is within a quarter");
    }
    let codes = ("InvalidSignatureException", "SignatureDoesNotMatch");
    let expired = "Signature expired: 20261120T094459Z is now earlier than 20261120T094500Z (20261120T100000Z - 15 min.)";
    refuses(&server, at("20261120T094459Z"), codes.0, codes.1, 403, expired).await;
    let early = "Signature not yet current: 20261120T101501Z is still later than 20261120T101500Z (20261120T100000Z + 15 min.)";
    refuses(&server, at("20261120T101501Z"), codes.0, codes.1, 403, early).await;
    refuses(
        &server,
        at("yesterday"),
        "IncompleteSignatureException",
        "IncompleteSignature",
        400,
        "basic format",
    )
    .await;
    refuses(
        &server,
        at("20261320T100000Z"),
        "IncompleteSignatureException",
        "IncompleteSignature",
        400,
        "basic format",
    )
    .await;
}

#[tokio::test]
async fn headers_that_are_missing_or_malformed() {
    let server = Server::new();
    is_refused(
        &server.send(json()).await,
        400,
        "MissingAuthenticationTokenException",
        "missing Authentication Token",
    );
    is_refused(
        &server.send(Call::form(QUERY)).await,
        403,
        "<Code>MissingAuthenticationToken</Code>",
        "Token",
    );
    is_refused(
        &server.send(Call::new("GET", "/?Action=X")).await,
        403,
        "<Code>MissingAuthenticationToken</Code>",
        "",
    );
    for (authorization, part) in [
        ("Basic YTpi", "The authorization scheme 'Basic'"),
        ("AWS4-HMAC-SHA256", "requires 'Credential' parameter. Authorization header requires 'Signature'"),
        ("AWS4-HMAC-SHA256 Credential=x, Signature=y", "requires 'SignedHeaders' parameter"),
        (
            "AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=y",
            "exactly 5 slash-delimited elements",
        ),
    ] {
        let call = json().header("x-amz-date", NOW).header("authorization", authorization);
        is_refused(&server.send(call).await, 400, "IncompleteSignatureException", part);
    }
    let call = json().signed("monitoring").header("x-amz-date", "");
    is_refused(
        &server.send(call).await,
        400,
        "IncompleteSignatureException",
        "'X-Amz-Date' or a 'Date' header",
    );
    let call = json().signed("monitoring").header("x-amz-security-token", "t");
    is_refused(&server.send(call).await, 400, "InvalidSignatureException", "'x-amz-security-token' must be");
    let call = json().header("x-amz-security-token", "t").signed("monitoring");
    is_refused(&server.send(call).await, 400, "UnrecognizedClientException", "security token");
}

#[tokio::test]
async fn what_was_changed_after_signing() {
    let server = Server::new();
    let changed = |change: fn(Call) -> Call| change(json().signed("monitoring"));
    for call in [
        changed(|call| call.body("{ }")),
        changed(|call| call.header("x-amz-target", "GraniteServiceVersion20100801.DescribeAlarms")),
        changed(|call| call.header("host", "localhost:10132")),
        changed(|call| Call { uri: "/x".to_owned(), ..call }),
        changed(|call| Call { uri: "/?a=b".to_owned(), ..call }),
    ] {
        is_refused(&server.send(call).await, 400, "InvalidSignatureException", MISMATCH);
    }
    let mut call = changed(|call| call);
    let authorization = call.headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
    authorization.1 = authorization.1.replace("host;", "");
    is_refused(&server.send(call).await, 400, "InvalidSignatureException", "'Host' or ':authority' must be");
    let call = json().header("x-amz-content-sha256", &hex(&Sha256::digest(b"other"))).signed("monitoring");
    is_refused(&server.send(call).await, 400, "InvalidSignatureException", "x-amz-content-sha256");
    for signature in ["", "zz", "00"] {
        let mut call = changed(|call| call);
        let authorization = call.headers.iter_mut().find(|(name, _)| name == "authorization").unwrap();
        let start = authorization.1.rfind('=').unwrap() + 1;
        authorization.1.replace_range(start.., signature);
        assert_eq!(server.send(call).await.status, 400, "{signature}");
    }
}

#[tokio::test]
async fn presigned_addresses() {
    let server = Server::new();
    let call = || Call::new("GET", "/?Action=GetCallerIdentity&Version=2011-06-15");
    let at = |time| Signer { time, ..signer("sts") };
    assert_eq!(server.send(call().presigned_by(&signer("sts"), "60")).await.status, 200);
    assert_eq!(server.send(call().presigned_by(&at("20261120T080000Z"), "7200")).await.status, 200);
    // As boto3 presigns unless it is told to use GET.
    let post = Call { method: "POST", ..call() };
    assert_eq!(server.send(post.presigned_by(&signer("sts"), "60")).await.status, 200);
    let expired = "Signature expired: 20261120T080000Z is now earlier than 20261120T090000Z (20261120T100000Z - 60 min.)";
    let answer = server.send(call().presigned_by(&at("20261120T080000Z"), "3600")).await;
    is_refused(&answer, 403, "<Code>SignatureDoesNotMatch</Code>", expired);
    let answer = server.send(call().presigned_by(&at("20261120T110000Z"), "3600")).await;
    is_refused(&answer, 403, "<Code>SignatureDoesNotMatch</Code>", "not yet current");
    for expires in ["0", "604801", "soon", "-1"] {
        let answer = server.send(call().presigned_by(&signer("sts"), expires)).await;
        is_refused(&answer, 400, "<Code>IncompleteSignature</Code>", "1 to 604800 seconds");
    }
    let wrong = Signer { secret: "x", ..signer("sts") };
    let answer = server.send(call().presigned_by(&wrong, "60")).await;
    is_refused(&answer, 403, "<Code>SignatureDoesNotMatch</Code>", MISMATCH);
    let mut tampered = call().presigned_by(&signer("sts"), "60");
    tampered.uri = tampered.uri.replace("GetCallerIdentity", "GetSessionToken");
    is_refused(&server.send(tampered).await, 403, "<Code>SignatureDoesNotMatch</Code>", MISMATCH);
    for part in ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders"]
    {
        let mut call = call().presigned_by(&signer("sts"), "60");
        call.uri = call.uri.replace(part, "X-Amz-Nothing");
        let answer = server.send(call).await;
        is_refused(&answer, 400, "<Code>IncompleteSignature</Code>", &format!("must include '{part}'"));
    }
    let answer = server.send(call().presigned_by(&signer("monitoring"), "60")).await;
    is_refused(&answer, 403, "<Code>SignatureDoesNotMatch</Code>", "correct service: 'sts'");
}

#[tokio::test]
async fn no_answer_tells_the_secret() {
    let server = Server::new();
    let answer = server.send(json().signed_by(&Signer { secret: "x", ..signer("monitoring") })).await;
    assert!(!answer.text().contains(SECRET) && !answer.text().contains(ID));
}
