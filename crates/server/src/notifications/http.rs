//! One POST to an endpoint: a checked address, a bound on time, nothing followed, nothing read but the status.

use super::endpoint::{Endpoint, refusal};
use super::message::HttpMessage;
use axum::body::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1;
use hyper::header::{AUTHORIZATION, CONTENT_LENGTH, HOST};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Host;

/// AWS: an endpoint has 15 seconds to answer; here that includes finding and reaching it.
pub const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
/// Of one address, so that the next can be tried.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Addresses of one name that are tried.
const MAX_ADDRESSES: usize = 4;
/// Bytes of an answer's status line and headers.
const MAX_ANSWER_HEAD_BYTES: usize = 64 * 1024;

/// How an attempt failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub reason: String,
    pub status: Option<u16>,
    /// Trying again can't help.
    pub is_permanent: bool,
}

impl Failure {
    pub fn permanent(reason: impl Into<String>) -> Self {
        Failure { reason: reason.into(), status: None, is_permanent: true }
    }

    pub fn passing(reason: impl Into<String>) -> Self {
        Failure { reason: reason.into(), status: None, is_permanent: false }
    }
}

/// Delivers, or says why not.
pub async fn post(endpoint: &Endpoint, message: HttpMessage, allow_private: bool) -> Result<(), Failure> {
    let attempt = async {
        let stream = connect(endpoint, allow_private).await?;
        let status = if endpoint.is_https {
            let config = tls_config().await.map_err(Failure::passing)?;
            send(endpoint, message, secure(endpoint, stream, config).await?).await?
        } else {
            send(endpoint, message, stream).await?
        };
        judge(status)
    };
    timeout(ATTEMPT_TIMEOUT, attempt).await.unwrap_or_else(|_| {
        Err(Failure::passing(format!("no answer within {} seconds", ATTEMPT_TIMEOUT.as_secs())))
    })
}

/// AWS: a server's failure and too many requests are tried again, a refusal is final. Redirects are not
/// followed: they could lead anywhere.
fn judge(status: StatusCode) -> Result<(), Failure> {
    if status.is_success() {
        return Ok(());
    }
    let is_passing =
        status.is_server_error() || status.is_informational() || status == StatusCode::TOO_MANY_REQUESTS;
    let reason = format!("the endpoint answered {status}");
    Err(Failure { reason, status: Some(status.as_u16()), is_permanent: !is_passing })
}

/// To an address that was looked at: all that the name has must be allowed, and one of those is taken.
async fn connect(endpoint: &Endpoint, allow_private: bool) -> Result<TcpStream, Failure> {
    let addresses: Vec<SocketAddr> = match &endpoint.host {
        Host::Ipv4(address) => vec![SocketAddr::new(IpAddr::V4(*address), endpoint.port)],
        Host::Ipv6(address) => vec![SocketAddr::new(IpAddr::V6(*address), endpoint.port)],
        Host::Domain(name) => lookup_host((name.as_str(), endpoint.port))
            .await
            .map_err(|error| Failure::passing(format!("{name} can't be resolved: {error}")))?
            .collect(),
    };
    if let Some(reason) = addresses.iter().find_map(|address| refusal(address.ip(), allow_private)) {
        return Err(Failure::permanent(format!("{} is not delivered to: {reason}", endpoint.host)));
    }
    let mut failure = Failure::passing(format!("{} has no address", endpoint.host));
    for address in addresses.into_iter().take(MAX_ADDRESSES) {
        match timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failure = Failure::passing(format!("{address} can't be reached: {error}")),
            Err(_) => failure = Failure::passing(format!("{address} doesn't answer")),
        }
    }
    Err(failure)
}

async fn secure(
    endpoint: &Endpoint,
    stream: TcpStream,
    config: Arc<ClientConfig>,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Failure> {
    let name = match &endpoint.host {
        Host::Domain(name) => ServerName::try_from(name.clone())
            .map_err(|_| Failure::permanent(format!("{name} is no name that a certificate could have")))?,
        Host::Ipv4(address) => ServerName::from(IpAddr::V4(*address)),
        Host::Ipv6(address) => ServerName::from(IpAddr::V6(*address)),
    };
    let connected = TlsConnector::from(config).connect(name, stream).await;
    connected.map_err(|error| Failure::passing(format!("no secure connection to {}: {error}", endpoint.host)))
}

/// With the system's certificates, read when they are first needed.
async fn tls_config() -> Result<Arc<ClientConfig>, String> {
    static CONFIG: OnceLock<Result<Arc<ClientConfig>, String>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return config.clone();
    }
    let read = tokio::task::spawn_blocking(|| CONFIG.get_or_init(read_tls_config).clone());
    read.await.map_err(|error| error.to_string())?
}

fn read_tls_config() -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err("this system has no root certificates (Debian: ca-certificates)".to_owned());
    }
    tls_config_trusting(roots)
}

fn tls_config_trusting(roots: RootCertStore) -> Result<Arc<ClientConfig>, String> {
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

async fn send(
    endpoint: &Endpoint,
    message: HttpMessage,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
) -> Result<StatusCode, Failure> {
    let broken = |error: hyper::Error| Failure::passing(format!("the connection broke off: {error}"));
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_ANSWER_HEAD_BYTES);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(broken)?;
    let connection = tokio::spawn(connection);
    let response = sender.send_request(request(endpoint, message)?).await;
    connection.abort();
    Ok(response.map_err(broken)?.status())
}

fn request(endpoint: &Endpoint, message: HttpMessage) -> Result<Request<Full<Bytes>>, Failure> {
    let mut request = Request::builder()
        .method(Method::POST)
        .uri(&endpoint.path)
        .header(HOST, endpoint.authority())
        .header(CONTENT_LENGTH, message.body.len());
    for (name, value) in message.headers {
        request = request.header(name, value);
    }
    if let Some(authorization) = &endpoint.authorization {
        request = request.header(AUTHORIZATION, authorization);
    }
    let request = request.body(Full::new(Bytes::from(message.body)));
    request.map_err(|error| Failure::permanent(format!("the endpoint's address can't be asked for: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;
    use tokio_rustls::rustls::ServerConfig;
    use tokio_rustls::rustls::pki_types::PrivateKeyDer;

    /// Posts to a server that says just this; the outcome, and what it was asked.
    async fn posted(answer: &'static str) -> (Result<(), Failure>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = vec![0; 4096];
            let mut len = 0;
            while !asked[..len].ends_with(b"hello") {
                len += stream.read(&mut asked[len..]).await.unwrap();
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(asked[..len].to_vec()).unwrap()
        });
        let endpoint =
            Endpoint::parse("http", &format!("http://u:p@localhost:{}/x?y", address.port())).unwrap();
        let message =
            HttpMessage { headers: vec![("x-amz-sns-message-id", "m".to_owned())], body: "hello".to_owned() };
        let outcome = post(&endpoint, message, true).await;
        (outcome, server.await.unwrap().replace(&address.port().to_string(), "PORT"))
    }

    #[track_caller]
    fn check(outcome: Result<(), Failure>, expected: &str) {
        let shown = outcome.map_or_else(
            |failure| {
                format!("{} ({})", failure.reason, if failure.is_permanent { "final" } else { "again" })
            },
            |()| "delivered".to_owned(),
        );
        assert!(shown.starts_with(expected), "{shown}");
    }

    #[tokio::test]
    async fn answers_are_judged_as_aws_does() {
        let (outcome, asked) = posted("HTTP/1.1 204 No Content\r\n\r\n").await;
        check(outcome, "delivered");
        assert_eq!(
            asked,
            "POST /x?y HTTP/1.1\r\nhost: localhost:PORT\r\ncontent-length: 5\r\nx-amz-sns-message-id: m\r\n\
             authorization: Basic dTpw\r\n\r\nhello"
        );
        check(
            posted("HTTP/1.1 503 No\r\n\r\n").await.0,
            "the endpoint answered 503 Service Unavailable (again)",
        );
        check(
            posted("HTTP/1.1 429 No\r\n\r\n").await.0,
            "the endpoint answered 429 Too Many Requests (again)",
        );
        check(posted("HTTP/1.1 404 No\r\n\r\n").await.0, "the endpoint answered 404 Not Found (final)");
        check(
            posted("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\n\r\n").await.0,
            "the endpoint answered 302 Found (final)",
        );
        check(posted("nonsense\r\n\r\n").await.0, "the connection broke off");
        check(posted("").await.0, "the connection broke off");
    }

    #[tokio::test]
    async fn addresses_are_looked_at_after_resolving() {
        let message = || HttpMessage { headers: Vec::new(), body: String::new() };
        let local = Endpoint::parse("http", "http://localhost:1/").unwrap();
        check(post(&local, message(), false).await, "localhost is not delivered to: ");
        let metadata = Endpoint::parse("http", "http://169.254.169.254/").unwrap();
        check(post(&metadata, message(), true).await, "169.254.169.254 is not delivered to: ");
        let closed = Endpoint::parse("http", "http://127.0.0.1:1/").unwrap();
        check(post(&closed, message(), true).await, "127.0.0.1:1 can't be reached: ");
    }

    /// Posts over TLS to a server with a certificate for `name`, trusting that certificate or none.
    async fn posted_securely(name: &str, trusts_it: bool) -> Result<StatusCode, Failure> {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let mut roots = RootCertStore::empty();
        if trusts_it {
            roots.add(made.cert.der().clone()).unwrap();
        }
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            // Clients that don't trust us go away here.
            let Ok(mut stream) = TlsAcceptor::from(Arc::new(server)).accept(stream).await else { return };
            let mut asked = [0; 4096];
            let len = stream.read(&mut asked).await.unwrap();
            assert!(asked[..len].starts_with(b"POST / HTTP/1.1\r\n"));
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        });
        let endpoint = Endpoint::parse("https", &format!("https://localhost:{port}/")).unwrap();
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let stream = secure(&endpoint, stream, tls_config_trusting(roots).unwrap()).await?;
        send(&endpoint, HttpMessage { headers: Vec::new(), body: String::new() }, stream).await
    }

    #[tokio::test]
    async fn certificates_are_checked() {
        assert_eq!(posted_securely("localhost", true).await, Ok(StatusCode::OK));
        for (name, trusts_it) in [("localhost", false), ("other.example", true)] {
            let failure = posted_securely(name, trusts_it).await.unwrap_err();
            assert!(failure.reason.starts_with("no secure connection to localhost: "), "{}", failure.reason);
        }
    }
}
