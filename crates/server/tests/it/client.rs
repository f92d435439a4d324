//! A client in process: a server on an empty folder at a fixed time, and requests signed by hand, so that
//! each part of a request can be spoilt by itself.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use hmac::{Hmac, KeyInit, Mac};
use http_body_util::BodyExt;
use server::account::Account;
use server::app::App;
use server::clock::Clock;
use server::credentials::KeyPairs;
use server::hosts::AllowedHosts;
use server::{Access, router};
use sha2::{Digest, Sha256};
use store::Store;
use tempfile::TempDir;
use timeseries::Timestamp;
use tower::ServiceExt;

pub const ID: &str = "AKIDEXAMPLE";
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub const REGION: &str = "eu-north-1";
/// 2026-11-20T10:00:00Z, when all of this happens.
pub const NOW_SECS: i64 = 1_795_168_800;
pub const NOW: &str = "20261120T100000Z";
pub const HOST: &str = "127.0.0.1:10132";

pub const CLOUDWATCH_CBOR: &str = "/service/GraniteServiceVersion20100801/operation/";
pub const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

pub struct Server {
    router: Router,
    _folder: TempDir,
}

impl Server {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let account = Account { id: "123456789012".to_owned(), region: REGION.to_owned() };
        let app = App::new(store, account, Clock::from_fn(|| Timestamp::from_secs(NOW_SECS)));
        let pair = format!("{ID}:{SECRET}").parse().unwrap();
        let access = Access {
            key_pairs: KeyPairs::new(vec![pair]),
            hosts: AllowedHosts::new(["barograph.home".to_owned()]),
        };
        Server { router: router(app, access), _folder: folder }
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub async fn send(&self, call: Call) -> Answer {
        let mut request = Request::builder().method(call.method).uri(&call.uri);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(call.body)).unwrap();
        let response = self.router().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        Answer { status: head.status.as_u16(), headers: head.headers, body }
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value, or `-`.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("-", |value| value.to_str().unwrap())
    }

    /// The body as text, with this call's id replaced.
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        match self.header("x-amzn-requestid") {
            "-" => text.into_owned(),
            id => text.replace(id, "ID"),
        }
    }

    /// Status and body.
    pub fn shown(&self) -> String {
        format!("{} {}", self.status, self.text())
    }
}

/// A request under construction.
#[derive(Clone)]
pub struct Call {
    pub method: &'static str,
    pub uri: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What a signature is made with; each part can be wrong.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    pub id: &'a str,
    pub secret: &'a str,
    pub date: &'a str,
    pub region: &'a str,
    pub service: &'a str,
    pub terminator: &'a str,
    pub time: &'a str,
}

pub fn signer(service: &str) -> Signer<'_> {
    Signer {
        id: ID,
        secret: SECRET,
        date: "20261120",
        region: REGION,
        service,
        terminator: "aws4_request",
        time: NOW,
    }
}

impl Call {
    pub fn new(method: &'static str, uri: &str) -> Call {
        let headers = vec![("host".to_owned(), HOST.to_owned())];
        Call { method, uri: uri.to_owned(), headers, body: Vec::new() }
    }

    /// awsJson 1.0 for CloudWatch, 1.1 for the others.
    pub fn json(target: &str, body: impl AsRef<[u8]>) -> Call {
        let version = if target.starts_with("Granite") { "1.0" } else { "1.1" };
        Call::new("POST", "/")
            .header("content-type", &format!("application/x-amz-json-{version}"))
            .header("x-amz-target", target)
            .body(body)
    }

    pub fn cloudwatch_json(operation: &str, body: impl AsRef<[u8]>) -> Call {
        Call::json(&format!("GraniteServiceVersion20100801.{operation}"), body)
    }

    pub fn cloudwatch_cbor(operation: &str, body: impl AsRef<[u8]>) -> Call {
        Call::new("POST", &format!("{CLOUDWATCH_CBOR}{operation}"))
            .header("content-type", "application/cbor")
            .header("smithy-protocol", "rpc-v2-cbor")
            .body(body)
    }

    pub fn form(form: impl AsRef<[u8]>) -> Call {
        Call::new("POST", "/").header("content-type", FORM).body(form)
    }

    /// Sets a header, or takes it away with an empty value.
    pub fn header(mut self, name: &str, value: &str) -> Call {
        self.headers.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub fn body(mut self, body: impl AsRef<[u8]>) -> Call {
        self.body = body.as_ref().to_vec();
        self
    }

    /// Signed for a service, over all headers that are there now.
    pub fn signed(self, service: &str) -> Call {
        self.signed_by(&signer(service))
    }

    pub fn signed_by(self, signer: &Signer<'_>) -> Call {
        let mut call = self.header("x-amz-date", signer.time);
        call.headers.sort();
        let names: Vec<&str> = call.headers.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join(";");
        let signature = call.signature(signer, &names, "");
        let Signer { id, date, region, service, terminator, .. } = signer;
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={id}/{date}/{region}/{service}/{terminator}, SignedHeaders={names}, \
             Signature={signature}"
        );
        call.header("authorization", &authorization)
    }

    /// Signed in the address, for so many seconds.
    pub fn presigned_by(mut self, signer: &Signer<'_>, expires: &str) -> Call {
        let Signer { id, date, region, service, terminator, time, .. } = signer;
        let query = format!(
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={id}%2F{date}%2F{region}%2F{service}%2F{terminator}\
             &X-Amz-Date={time}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host"
        );
        let (path, own) = self.uri.split_once('?').map_or((self.uri.as_str(), ""), |(path, own)| (path, own));
        let query = if own.is_empty() { query } else { format!("{own}&{query}") };
        let mut sorted: Vec<&str> = query.split('&').collect();
        sorted.sort_unstable();
        let signature = self.signature(signer, "host", &sorted.join("&"));
        self.uri = format!("{path}?{query}&X-Amz-Signature={signature}");
        self
    }

    fn signature(&self, signer: &Signer<'_>, names: &str, query: &str) -> String {
        let path = self.uri.split('?').next().unwrap().replace('%', "%25");
        let mut canonical = format!("{}\n{path}\n{query}\n", self.method);
        for name in names.split(';') {
            let value = self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value);
            canonical.push_str(&format!("{name}:{value}\n"));
        }
        canonical.push_str(&format!("\n{names}\n{}", hex(&Sha256::digest(&self.body))));
        let Signer { date, region, service, terminator, time, .. } = signer;
        let scope = format!("{date}/{region}/{service}/{terminator}");
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(&canonical)));
        let mut key = format!("AWS4{}", signer.secret).into_bytes();
        for step in [date, region, service, terminator] {
            key = hmac(&key, step);
        }
        hex(&hmac(&key, &text))
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
